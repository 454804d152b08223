"""The account menu: the network's own entries, in its own order (001-03, 003-08)."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bibtui.domain.policy.values import Opens
from bibtui.screens.base import Dialog
from bibtui.screens.pieces.bars import KeyBar
from bibtui.screens.text import line

OPENS = frozenset((Opens.LOANS, Opens.FAMILY, Opens.PASSWORD, Opens.SIGN_OUT))
"""What an entry may open today: the others are absent until they work."""


class AccountMenu(Dialog[str]):
    """Answers what the chosen entry opens."""

    HELP = "Choisissez une entrée avec les flèches, puis Entrée."
    BINDINGS = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
    ]

    def __init__(self, *, several: bool, staff: bool = False) -> None:
        super().__init__()
        self._several = several
        self._staff = staff

    def compose(self) -> ComposeResult:
        self._entries = self._offered()
        with Vertical(classes="dialog menu"):
            yield OptionList(*(Option(line(label)) for label, _ in self._entries), markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line("Mon compte")
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._entries[event.option_index][1])

    def action_move(self, by: int) -> None:
        entries = self.query_one(OptionList)
        entries.action_cursor_down() if by > 0 else entries.action_cursor_up()

    def _offered(self) -> list[tuple[str, str]]:
        entries = []
        if not self._staff:
            entries = [
                (entry.label, entry.opens)
                for entry in self.house.policy.menu.entries
                if entry.opens in OPENS and (self._several or entry.opens is not Opens.FAMILY)
            ]
        # Everybody may change their password and leave; the way out stays last.
        way_out = [entry for entry in entries if entry[1] is Opens.SIGN_OUT]
        inside = [entry for entry in entries if entry[1] is not Opens.SIGN_OUT]
        if Opens.PASSWORD not in (opens for _, opens in inside):
            inside.append(("Changer mon mot de passe", Opens.PASSWORD))
        return [*inside, *(way_out or [("Me déconnecter", Opens.SIGN_OUT)])]
