"""Accueil: the account in brief (001-06, 001-07, 000-09), and is my library open."""

from itertools import zip_longest
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from bibtui.domain.family import CardInBrief
from bibtui.screens.base import Pane
from bibtui.screens.family import TONES, sign_of
from bibtui.screens.glyphs import Glyphs, glyphs
from bibtui.screens.pieces.reading import Reading, paragraph
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import family as wording
from bibtui.wording.app import NOT_READ
from bibtui.wording.french import NBSP, count
from bibtui.wording.libraries import hours_said

SHOWN = 8
"""How many errands are named: the rest are in the tabs."""

if TYPE_CHECKING:
    from bibtui.domain.family import Errand
    from bibtui.domain.libraries import Library, Opening
    from bibtui.screens.portal import PortalScreen

COLUMN = 42
"""Where the holds of a card begin at least, where there is room beside its loans."""


class CardBlock(Widget, can_focus=True):
    """One card in brief; Enter or a click shows its loans."""

    BINDINGS = [
        Binding("enter", "open", "Voir les prêts"),
        Binding("down,j", "app.focus_next", show=False),
        Binding("up,k", "app.focus_previous", show=False),
    ]

    class Opened(Message):
        """The loans of this card are asked for; None is the whole family."""

        def __init__(self, patron_id: int | None) -> None:
            super().__init__()
            self.patron_id = patron_id

    def __init__(self, card: CardInBrief | None, title: str, said: "_Brief") -> None:
        super().__init__(classes="card brief")
        self._card = card
        self._said = said
        self.column = 0
        """Where the holds begin beside the loans, set by the pane for all blocks alike."""
        self.border_title = line(title)
        if card is not None:
            self.border_subtitle = line(card.patron.card)

    @property
    def widths(self) -> tuple[int, int]:
        """The cells that the loans take at most, and the holds."""
        signs = glyphs(self.app.theme)
        left, right = (max(_width(_drawn(each, signs)) for each in said) for said in self._said)
        return left, right

    def render(self) -> Content:
        signs = glyphs(self.app.theme)
        loans, holds = ([_drawn(each, signs) for each in said] for said in self._said)
        if not self._beside(self.size.width):
            return sentence(*_stacked([*loans, *holds]))
        rows = []
        left: list[Part]
        right: list[Part]
        for left, right in zip_longest(loans, holds, fillvalue=[]):
            gap = " " * (self.column - _width(left))
            rows.append([*left, gap, *right] if right else left)
        return sentence(*_stacked(rows))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        loans, holds = map(len, self._said)
        return max(loans, holds) if self._beside(width) else loans + holds

    def _beside(self, width: int) -> bool:
        return bool(self.column) and self.column + self.widths[1] <= width

    def caret_offset(self) -> Offset:
        """The first word of the block."""
        return Offset(0, 0)

    def action_open(self) -> None:
        self.post_message(self.Opened(self._card.patron.id if self._card else None))

    def on_click(self, event: events.Click) -> None:
        self.action_open()


class Errands(Reading, can_focus=True):
    """What there is to do at the library; it takes the focus so that it can be scrolled to."""

    BINDINGS = [
        Binding("down,j", "app.focus_next", show=False),
        Binding("up,k", "app.focus_previous", show=False),
    ]

    def __init__(self, paragraphs: list[tuple[Content, Content]]) -> None:
        super().__init__(paragraphs, classes="card")
        self.border_title = line("À faire à la médiathèque")


_Brief = tuple[list[wording.Said], list[wording.Said]]
"""What is said of the loans of a card, and of its holds."""


def _drawn(said: wording.Said, signs: Glyphs) -> list[Part]:
    if said.kind == "head":
        return [(said.text, Tone.STRONG)]
    tone = TONES.get(said.kind)
    text = f"  {sign_of(said.kind, signs)} {said.text}"
    return [(text, tone) if tone else text]


def _width(parts: list[Part]) -> int:
    return sum(cell_len(part if isinstance(part, str) else part[0]) for part in parts)


def _stacked(rows: list[list[Part]]) -> list[Part]:
    parts: list[Part] = []
    for row in rows:
        parts += ["\n", *row] if parts else row
    return parts


class HomePane(Pane):
    """Every card in brief, the library's hours, and one key for the whole family."""

    HELP = (
        "Votre compte en bref : ce que chaque carte a emprunté et réservé. Entrée sur une carte "
        "montre ses prêts. P prolonge tout ce qui peut l'être, pour toute la famille, après vous "
        "avoir montré ce qui va changer."
    )
    BINDINGS = [
        Binding("p,P", "renew_all", "Tout prolonger"),
        Binding("e,E", "what_if", "Et si ?"),
    ]

    def compose(self) -> ComposeResult:
        yield Static(id="greeting")
        with VerticalScroll(id="briefs", can_focus=False):
            yield Static(line("Lecture de votre compte…"), classes="empty")

    @work(group="home", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        screen = self._frame()
        portal = await self.portal()
        acting = self.house.acting
        if acting is None:
            return
        opening = await self.ask(portal.family.opening, acting)
        todo = self._todo(screen, await self.ask(portal.family.errands, acting))
        self._greet(screen, opening)
        blocks = self._blocks(screen)
        had_focus = self.has_focus_within or self.screen.focused is None
        briefs = self.query_one("#briefs")
        async with briefs.batch():
            await briefs.remove_children()
            await briefs.mount(*blocks, *todo)
            widest = max((block.widths[0] for block in blocks), default=0)
            for block in blocks:
                block.column = max(widest + 2, COLUMN if self.size.width >= 2 * COLUMN else 0)
        if had_focus and screen.pane is self:
            self.land()

    def failed(self) -> None:
        for waiting in self.query(".empty").results(Static):
            waiting.update(line(NOT_READ))

    def land(self) -> None:
        blocks = self.query(CardBlock)
        if blocks:
            blocks.first().focus()

    @on(CardBlock.Opened)
    def card_opened(self, event: CardBlock.Opened) -> None:
        screen = self._frame()
        whom = next((each for each in screen.whom if each.patron_id == event.patron_id), None)
        if whom is not None and whom is not screen.current:
            screen.act_for(whom)
        screen.action_tab("loans")

    def action_renew_all(self) -> None:
        """Show what renewing everything for everyone would do, then do it if agreed."""
        from bibtui.screens.renewals import renew

        renew(self, None, self._frame().load)

    def action_what_if(self) -> None:
        """Only show it."""
        from bibtui.screens.renewals import what_if

        what_if(self, None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("renew_all", "what_if"):
            return any(card.loans.total for card in self._frame().cards)
        return True

    def _frame(self) -> "PortalScreen":
        return cast("PortalScreen", self.screen)

    def _greet(self, screen: "PortalScreen", opening: "tuple[Library, Opening] | None") -> None:
        account = screen.signed.account
        hello = f"{account.name}." if screen.group else f"Bonjour {account.first_name}."
        parts: list[Part] = [(f"{hello} ", Tone.TITLE)]
        if opening is not None:
            library, now = opening
            said = hours_said(now, self.house.clock.today())
            parts += [(f"{library.name}{NBSP}: ", Tone.STRONG), said]
        self.query_one("#greeting", Static).update(sentence(*parts))

    def _todo(self, screen: "PortalScreen", errands: "tuple[Errand, ...]") -> "list[Errands]":
        """What comes next at the library; nothing when there is nothing to do."""
        signs, several = glyphs(self.app.theme), len(screen.cards) > 1
        paragraphs = []
        for each in errands[:SHOWN]:
            who = screen.short_name(each.patron_id) if several else ""
            said = wording.errand(each, self.house.policy.library_name(each.library), who)
            sign = (f"{sign_of(said.kind, signs)} ", TONES[said.kind])
            paragraphs.append(paragraph(sign, said.text))
        if len(errands) > SHOWN:
            paragraphs.append(paragraph("  ", f"et {count(len(errands) - SHOWN, 'autre')}."))
        return [Errands(paragraphs)] if paragraphs else []

    def _blocks(self, screen: "PortalScreen") -> list[CardBlock]:
        blocks = []
        if screen.group:
            loans, holds = wording.total(screen.cards)
            title = f"{screen.group} : toute la famille"
            blocks.append(CardBlock(None, title, (wording.loans(loans), wording.holds(holds))))
        for card in screen.cards:
            person = card.patron.name if screen.group else ""
            title = "Mon compte" if card.own else card.patron.name
            said = (wording.loans(card.loans, person), wording.holds(card.holds, person))
            blocks.append(CardBlock(card, title, said))
        return blocks
