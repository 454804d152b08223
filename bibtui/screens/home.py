"""Accueil: the account in brief (001-06, 001-07, 000-09), and is my library open."""

from typing import TYPE_CHECKING, cast

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
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import family as wording
from bibtui.wording.libraries import hours_said

if TYPE_CHECKING:
    from bibtui.screens.portal import PortalScreen

COLUMN = 42
"""Where the holds of a card begin, when they stand beside its loans."""


class CardBlock(Widget, can_focus=True):
    """One card in brief; Enter or a click shows its loans."""

    BINDINGS = [
        Binding("enter", "open", "Voir les prêts"),
        Binding("down,j", "screen.focus_next", show=False),
        Binding("up,k", "screen.focus_previous", show=False),
    ]

    class Opened(Message):
        """The loans of this card are asked for; None is the whole family."""

        def __init__(self, patron_id: int | None) -> None:
            super().__init__()
            self.patron_id = patron_id

    def __init__(self, card: CardInBrief | None, title: str, said: "tuple[_Said, _Said]") -> None:
        super().__init__(classes="card brief")
        self._card = card
        self._said = said
        self.border_title = line(title)
        if card is not None:
            self.border_subtitle = line(card.patron.card)

    def render(self) -> Content:
        signs = glyphs(self.app.theme)
        loans, holds = self._said
        parts: list[Part] = []
        if self.size.width >= COLUMN * 2 - 6:
            for row in range(max(len(loans), len(holds))):
                if row:
                    parts.append("\n")
                used = 0
                if row < len(loans):
                    parts += (drawn := _drawn(loans[row], row == 0, signs))
                    used = sum(len(part if isinstance(part, str) else part[0]) for part in drawn)
                if row < len(holds):
                    parts += [" " * (COLUMN - used), *_drawn(holds[row], row == 0, signs)]
        else:
            for said in (loans, holds):
                for row, each in enumerate(said):
                    parts += ["\n" if parts else "", *_drawn(each, row == 0, signs)]
        return sentence(*parts)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        loans, holds = map(len, self._said)
        return max(loans, holds) if width >= COLUMN * 2 - 6 else loans + holds

    def caret_offset(self) -> Offset:
        """The first word of the block."""
        return Offset(0, 0)

    def action_open(self) -> None:
        self.post_message(self.Opened(self._card.patron.id if self._card else None))

    def on_click(self, event: events.Click) -> None:
        self.action_open()


_Said = list[wording.Said]


def _drawn(said: wording.Said, first: bool, signs: Glyphs) -> list[Part]:
    if first:
        return [(said.text, Tone.STRONG)]
    sign = sign_of(said.kind, signs)
    tone = TONES.get(said.kind)
    return [(f"  {sign} {said.text}", tone) if tone else f"  {sign} {said.text}"]


class HomePane(Pane):
    """Every card in brief, the library's hours, and one key for the whole family."""

    HELP = (
        "Votre compte en bref : ce que chaque carte a emprunté et réservé. Entrée sur une carte "
        "montre ses prêts. P prolonge tout ce qui peut l'être, pour toute la famille, après vous "
        "avoir montré ce qui va changer."
    )
    BINDINGS = [
        Binding("p", "renew_all", "Tout prolonger"),
        Binding("e", "what_if", "Et si ?"),
    ]

    def compose(self) -> ComposeResult:
        yield Static(id="greeting")
        with VerticalScroll(id="briefs", can_focus=False):
            yield Static(line("Lecture de votre compte…"), classes="empty")
        yield Static(id="hours", classes="card")

    def on_mount(self) -> None:
        self.query_one("#hours").display = False

    @work(group="home", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        screen = self._frame()
        portal = await self.portal()
        acting = self.house.acting
        if acting is None:
            return
        opening = await self.ask(portal.family.opening, acting)
        self._greet(screen)
        blocks = self._blocks(screen)
        had_focus = self.has_focus_within or self.screen.focused is None
        briefs = self.query_one("#briefs")
        async with briefs.batch():
            await briefs.remove_children()
            await briefs.mount(*blocks)
        hours = self.query_one("#hours", Static)
        hours.display = opening is not None
        if opening is not None:
            library, now = opening
            hours.border_title = line(library.name)
            hours.update(sentence(hours_said(now, self.house.clock.today())))
        if had_focus:
            self.land()

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

    def _greet(self, screen: "PortalScreen") -> None:
        account = screen._signed.account
        name = account.name if screen.group else account.first_name
        several = len(screen.cards) > 1
        todo = "Choisissez une carte, puis Entrée pour voir ses prêts." if several else (
            "Entrée pour voir vos prêts."
        )
        self.query_one("#greeting", Static).update(
            sentence((f"Bonjour {name}. " if not screen.group else f"{name}. ", Tone.TITLE), todo)
        )

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
