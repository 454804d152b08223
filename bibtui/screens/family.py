"""The family panel: whose card one acts on, what each owes, one key to switch."""

from collections import Counter
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bibtui.domain.family import CardInBrief
from bibtui.screens.base import Dialog
from bibtui.screens.glyphs import Glyphs, glyphs
from bibtui.screens.pieces.bars import KeyBar
from bibtui.screens.text import Part, line, sentence, shorten
from bibtui.screens.theme import Tone
from bibtui.wording import family as wording
from bibtui.wording.french import count

TONES = {"late": Tone.LATE, "soon": Tone.SOON, "ready": Tone.READY}


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom one may act for: a card, the whole family, or the group account one signed in with."""

    key: str
    patron_id: int | None
    name: str
    short: str
    card: CardInBrief | None = None

    @property
    def whole(self) -> bool:
        return self.patron_id is None


def choices(cards: tuple[CardInBrief, ...], group: str = "") -> tuple[Whom, ...]:
    """The entries of the panel: the group first (000-08), one's own card first otherwise."""
    firsts = Counter(card.patron.first_name for card in cards)
    each = tuple(
        Whom(
            key=str(card.patron.id),
            patron_id=card.patron.id,
            name=card.patron.name,
            # Two people of the same first name are told apart by an initial (001-06).
            short=card.patron.first_name
            if firsts[card.patron.first_name] == 1
            else f"{card.patron.first_name} {card.patron.last_name[:3]}.",
            card=card,
        )
        for card in cards
    )
    whole = Whom("whole", None, group or "Toute la famille", group or "Toute la famille")
    if group:
        return (whole, *each)
    return (*each, whole) if len(each) > 1 else each


def sign_of(kind: str, signs: Glyphs) -> str:
    """The sign that goes with a kind of sentence."""
    return {"late": signs.late, "soon": signs.soon, "ready": signs.ready}.get(kind, " ")


class FamilyList(OptionList):
    """Everyone one may act for; Enter or a click switches."""

    BINDINGS = [
        Binding("enter", "select", show=False),
        Binding("down,j", "cursor_down", show=False),
        Binding("up,k", "cursor_up", show=False),
    ]

    class Chosen(Message):
        """Somebody was chosen."""

        def __init__(self, whom: Whom) -> None:
            super().__init__()
            self.whom = whom

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._whom: tuple[Whom, ...] = ()

    def show(self, whom: tuple[Whom, ...], current: str) -> None:
        """Show the entries, the one acted for marked."""
        self._whom = whom
        signs = glyphs(self.app.theme)
        self.set_options([Option(_entry(each, each.key == current, signs)) for each in whom])
        keys = [each.key for each in whom]
        self.highlighted = keys.index(current) if current in keys else 0

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(self._whom[event.option_index]))


class FamilyLine(Widget):
    """The panel on one line, for narrow screens; a click opens it."""

    whom: reactive[tuple[Whom, ...]] = reactive(())
    current: reactive[str] = reactive("")

    class Asked(Message):
        """The line was clicked."""

    def render(self) -> Content:
        signs = glyphs(self.app.theme)
        parts: list[Part] = []
        room = self.size.width - 13
        for each in sorted(self.whom, key=lambda each: each.key != self.current):
            here = each.key == self.current
            piece: list[Part] = [f" {signs.here if here else ' '} "]
            piece.append((each.short, Tone.STRONG) if here else each.short)
            if each.card is not None:
                piece.append(f" {count(each.card.loans.total, 'prêt')}")
                for said in wording.alerts(each.card)[:1]:
                    # The others are told by their sign alone: F2 says all.
                    sign = "," if said.kind == "plain" else f" {sign_of(said.kind, signs)}"
                    text = f"{sign} {said.text}" if here else sign.removeprefix(",")
                    piece.append((text, TONES.get(said.kind, Tone.MUTED)))
            width = sum(cell_len(part if isinstance(part, str) else part[0]) for part in piece)
            if width > room:
                break
            room -= width
            parts += piece
        parts += ["   ", ("F2", Tone.KEY), " Famille"]
        return sentence(*parts)

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Asked())


class FamilyDialog(Dialog[Whom]):
    """The panel over a narrow screen."""

    HELP = "Choisissez la carte sur laquelle vous voulez agir, puis Entrée."

    def __init__(self, whom: tuple[Whom, ...], current: str) -> None:
        super().__init__()
        self._whom = whom
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield FamilyList()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line("Ma famille : pour qui agir ?")
        people = self.query_one(FamilyList)
        people.show(self._whom, self._current)
        people.focus()

    @on(FamilyList.Chosen)
    def chosen(self, event: FamilyList.Chosen) -> None:
        self.dismiss(event.whom)


def _entry(whom: Whom, here: bool, signs: Glyphs) -> Content:
    name = shorten(whom.name, 22, signs.ellipsis)
    parts: list[Part] = [f"{signs.here if here else ' '} "]
    parts.append((name, Tone.STRONG) if here or whom.whole else name)
    if whom.card is not None:
        loans, holds = whom.card.loans.total, whom.card.holds.total
        owed = count(loans, "prêt") + (f", {count(holds, 'réservation')}" if holds else "")
        parts += ["\n  ", (owed, Tone.MUTED)]
        for said in wording.alerts(whom.card):
            text = f"{sign_of(said.kind, signs)} {said.text}".strip()
            parts += ["\n  ", (text, TONES.get(said.kind, Tone.MUTED))]
    return sentence(*parts, "\n")
