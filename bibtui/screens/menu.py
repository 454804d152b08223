"""The account menu: the network's own entries, in its own order (001-03, 003-08)."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bibtui.screens.base import Dialog
from bibtui.screens.pieces.bars import KeyBar
from bibtui.screens.text import line

OPENS = frozenset(("home", "loans", "family", "secret", "sign_out"))
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
        secret = ("Changer mon mot de passe", "secret")
        if self._staff:
            return [secret, ("Me déconnecter", "sign_out")]
        entries = [
            (entry.label, entry.opens)
            for entry in self.house.policy.menu.entries
            if entry.opens in OPENS and (self._several or entry.opens != "family")
        ]
        # Everybody may change their password; the way out stays last.
        return [*entries[:-1], secret, entries[-1]]
