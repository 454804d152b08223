"""Prêts: what is out, until when, and what may be renewed (001-09…001-20, 003-10…003-16)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from bibtui.domain.loans import LoanState
from bibtui.domain.text import fold, sort_key
from bibtui.screens import renewals
from bibtui.screens.base import Pane
from bibtui.screens.family import TONES
from bibtui.screens.glyphs import glyphs
from bibtui.screens.pieces.listing import Column, Listing, Row
from bibtui.screens.pieces.reading import Reading, paragraph
from bibtui.screens.pieces.verdict import reasons
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import family as family_wording
from bibtui.wording import loans as wording
from bibtui.wording.app import NOT_READ
from bibtui.wording.french import date_short, nbsp

if TYPE_CHECKING:
    from textual.content import Content

    from bibtui.screens.portal import PortalScreen
    from bibtui.services.loans import LoanLine

COLUMNS = (
    Column("title", "Titre"),
    Column("barcode", "Code-barres", 14, drop=1),
    Column("type", "Document", 11, drop=3),
    Column("place", "Emprunté à", 14, drop=2),
    Column("due", "Retour le", 10),
    Column("state", "État", 18),
    Column("awaited", "Attendu", 7, drop=5),
    Column("renewable", "Prol.", 5, drop=6),
)
WHO = Column("who", "Carte", 12)

SORTS: tuple[tuple[str, "Callable[[LoanLine], object]"], ...] = (
    ("date de retour", lambda each: (each.loan.due_on, each.loan.id)),
    ("titre", lambda each: sort_key(each.loan.record.title)),
    ("auteur", lambda each: sort_key(each.loan.record.author)),
    ("document", lambda each: (each.loan.item.item_type, each.loan.due_on)),
    ("carte", lambda each: (sort_key(each.patron.name), each.loan.due_on)),
)

STATE_TONES = {LoanState.LATE: Tone.LATE, LoanState.DUE_SOON: Tone.SOON}


class LoansPane(Pane):
    """The loans of a card, or of the whole family, and what may be done with them."""

    HELP = (
        "Vos documents empruntés. Les flèches choisissent une ligne ; dessous, tout ce qu'il faut "
        "savoir d'elle, et si elle peut être prolongée. Espace coche une ligne, A les coche "
        "toutes ; P prolonge ce qui est coché, ou la ligne choisie. E montre ce que donnerait une "
        "prolongation sans rien changer."
    )
    BINDINGS = [
        Binding("space", "tick", "Cocher"),
        Binding("a,A", "tick_all", "Tout cocher"),
        Binding("p,P", "renew", "Prolonger"),
        Binding("e,E", "what_if", "Et si ?"),
        Binding("t,T", "sort", "Trier"),
        Binding("slash", "filter", "Filtrer", key_display="/"),
        Binding("escape", "clear_filter", "Effacer le filtre"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._lines: dict[str, LoanLine] = {}
        self._sort = 0
        self._of = ""
        """The key of whom the lines are shown for."""

    def compose(self) -> ComposeResult:
        with Vertical(id="loans-card", classes="card"):
            yield Static(id="loans-brief")
            yield Static(id="loans-outlook")
            with Horizontal(id="loans-tools"):
                yield Input(
                    placeholder="Filtrer : titre, auteur, lieu…",
                    id="loans-filter",
                    compact=True,
                    max_length=60,
                )
                yield Static(id="loans-count")
            yield Listing(COLUMNS, ticks=True, id="loans-list")
            yield Static(id="loans-empty", classes="empty")
            with VerticalScroll(id="loans-detail"):
                yield Reading(id="loans-facts")
            with Horizontal(classes="buttons", id="loans-buttons"):
                yield Button("Prolonger", id="loans-renew", variant="primary")
                yield Button("Et si ?", id="loans-what-if")

    def on_mount(self) -> None:
        self.query_one("#loans-card").border_title = line("Mes prêts")
        self.query_one("#loans-filter", Input).cursor_blink = False
        self._empty("Lecture de vos prêts…")

    @work(group="loans", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        portal = await self.portal()
        acting, frame = self.house.acting, self._frame()
        if acting is None:
            return
        whole = frame.current is None or frame.current.whole
        question = portal.loans.of_family if whole else portal.loans.of_card
        lines = await self.ask(question, acting)
        if (key := frame.current.key if frame.current else "") != self._of:
            # Another card: what was filtered or ticked was the last one's.
            self._of = key
            with self.prevent(Input.Changed):
                self.query_one("#loans-filter", Input).value = ""
            self.query_one(Listing).untick_all()
        self._lines = {str(each.loan.id): each for each in lines}
        title = "Mes prêts"
        if whole:
            title = "Les prêts de toute la famille"
        elif frame.acting_for_another and frame.current is not None:
            title = f"Les prêts {family_wording.of_person(frame.current.name)}"
        self.query_one("#loans-card").border_title = line(title)
        self._show()

    def failed(self) -> None:
        self._empty(NOT_READ)

    def land(self) -> None:
        listing = self.query_one(Listing)
        if not listing.has_class("-none"):
            listing.focus()
        elif self.query_one("#loans-filter", Input).value:
            # Nothing matches: the keys of this pane, Escape first, need the focus to be in it.
            self.query_one("#loans-filter").focus()
        else:
            self.screen.set_focus(None)

    # What is shown

    def _show(self) -> None:
        listing, frame = self.query_one(Listing), self._frame()
        whole = frame.current is None or frame.current.whole
        wanted = fold(self.query_one("#loans-filter", Input).value).split()
        lines = sorted(self._lines.values(), key=SORTS[self._sort][1])  # type: ignore[arg-type]
        policy = self.house.policy
        shown = [
            each
            for each in lines
            if _matches(
                each, wanted, policy.item_type_name(each.loan.item.item_type), self._place(each)
            )
        ]
        columns = (COLUMNS[0], WHO, *COLUMNS[1:]) if whole and self._several() else COLUMNS
        listing.show([self._row(each) for each in shown], columns=columns, known=self._lines.keys())
        for part in ("#loans-list", "#loans-detail", "#loans-buttons"):
            self.query_one(part).set_class(not shown, "-none")
        self.query_one("#loans-tools").set_class(not lines, "-none")
        if not lines:
            self._empty(
                "Aucun document emprunté pour le moment.\n"
                "Vos prêts apparaîtront ici dès votre prochain passage à la médiathèque."
            )
        elif not shown:
            self._empty("Aucun prêt ne correspond à ce filtre. Échap pour l'effacer.")
        else:
            self._empty("")
        self._brief()
        self._count()
        self._detail(listing.current)
        self.refresh_bindings()

    def _brief(self) -> None:
        cards = [card for card in self._frame().cards if self._shows(card.patron.id)]
        counts, _ = family_wording.total(tuple(cards))
        brief = self.query_one("#loans-brief", Static)
        brief.set_class(not self._lines, "-none")
        head, *groups = family_wording.loans(counts)
        parts: list[Part] = [(head.text, Tone.STRONG)]
        for number, said in enumerate(groups):
            tone = TONES.get(said.kind)
            parts += [nbsp(" : ") if not number else ", "]
            parts.append((said.text, tone) if tone else said.text)
        renewable = sum(each.verdict.allowed for each in self._lines.values())
        brief.update(sentence(*parts, "."))
        outlook = self.query_one("#loans-outlook", Static)
        outlook.set_class(not self._lines, "-none")
        outlook.update(sentence(wording.outlook(renewable, len(self._lines))))

    def _count(self) -> None:
        said = wording.selected(len(self.query_one(Listing).ticked))
        sort = SORTS[self._sort][0]
        self.query_one("#loans-count", Static).update(
            sentence((f"Tri : {sort}", Tone.MUTED), " · ", (said, Tone.STRONG))
        )

    def _detail(self, key: str | None) -> None:
        facts = self.query_one("#loans-facts", Reading)
        each = self._lines.get(key or "")
        if each is None:
            facts.show([])
            return
        detail = self.query_one("#loans-detail")
        detail.border_title = sentence(" ", each.loan.record.title, " ")
        # The answer first: on a small screen the facts are what may have to be scrolled to.
        facts.show([*self._answer(each), *self._facts(each)])
        detail.scroll_home(animate=False)

    def _answer(self, each: "LoanLine") -> "list[tuple[Content, Content]]":
        signs, policy = glyphs(self.app.theme), self.house.policy
        if not each.verdict.allowed:
            return reasons(each.verdict, policy, signs, "Prolongation impossible. ")
        until = date_short(each.verdict.effect["due_on"])
        able = ("Prolongeable", Tone.READY)
        return [paragraph((f"{signs.ready} ", Tone.READY), able, f" jusqu'au {until} : touche P.")]

    def _facts(self, each: "LoanLine") -> "list[tuple[Content, Content]]":
        loan, policy, today = each.loan, self.house.policy, self.house.clock.today()
        about = [wording.about(loan, policy.item_type_name(loan.item.item_type))]
        about.append(f"code-barres {loan.item.barcode}")
        if loan.item.call_number:
            about.append(f"cote {loan.item.call_number}")
        late = (wording.lateness(loan, today), STATE_TONES.get(each.state, Tone.STRONG))
        more = [wording.renewals(loan, each.renewals_left), wording.waited_for(loan)]
        if each.novelty_until is not None:
            more.append(wording.novelty(each.novelty_until))
        if self._several():
            more.append(f"Carte {family_wording.of_person(each.patron.name)}.")
        return [
            paragraph("  ", " · ".join(about)),
            paragraph("  ", f"{wording.dates(loan, self._place(each))} ", late),
            paragraph("  ", " ".join(more)),
        ]

    def _row(self, each: "LoanLine") -> Row:
        loan, signs = each.loan, glyphs(self.app.theme)
        sign = {LoanState.LATE: signs.late, LoanState.DUE_SOON: signs.soon}.get(each.state, " ")
        able = each.verdict.allowed
        tones = {"renewable": Tone.MUTED if able else Tone.LATE}
        if each.state in STATE_TONES:
            tones["state"] = STATE_TONES[each.state]
        if loan.awaited:
            tones["awaited"] = Tone.STRONG
        return Row(
            key=str(loan.id),
            cells={
                "title": loan.record.title,
                "who": self._frame().short_name(each.patron.id),
                "barcode": loan.item.barcode,
                "type": self.house.policy.item_type_name(loan.item.item_type),
                "place": self._place(each),
                "due": date_short(loan.due_on),
                "state": f"{sign} {wording.STATES[each.state]}",
                "awaited": wording.awaited(loan),
                "renewable": "oui" if able else f"{signs.barred} non",
            },
            tones=tones,
        )

    def _empty(self, said: str) -> None:
        empty = self.query_one("#loans-empty", Static)
        empty.display = bool(said)
        empty.update(sentence(said))

    def _place(self, each: "LoanLine") -> str:
        return self.house.policy.library_name(each.loan.library)

    def _several(self) -> bool:
        return len({each.patron.id for each in self._lines.values()}) > 1

    def _shows(self, patron_id: int) -> bool:
        current = self._frame().current
        return current is None or current.whole or current.patron_id == patron_id

    def _frame(self) -> "PortalScreen":
        return cast("PortalScreen", self.screen)

    # What is done

    @on(Listing.Current)
    def current_changed(self, event: Listing.Current) -> None:
        self._detail(event.key)

    @on(Listing.Ticked)
    def ticks_changed(self) -> None:
        self._count()

    @on(Listing.RowSelected)
    def row_chosen(self) -> None:
        """Enter on a row does what most came for."""
        self._renew(self._one())

    @on(Input.Changed, "#loans-filter")
    def filter_changed(self) -> None:
        self._show()

    @on(Input.Submitted, "#loans-filter")
    def filter_done(self) -> None:
        self.land()

    def action_filter(self) -> None:
        self.query_one("#loans-filter").focus()

    def action_clear_filter(self) -> None:
        """One step back: from what was filtered to the whole list."""
        self.query_one("#loans-filter", Input).value = ""
        self._show()
        self.land()

    def action_tick(self) -> None:
        listing = self.query_one(Listing)
        if listing.current is not None:
            listing.toggle(listing.current)

    def action_tick_all(self) -> None:
        self.query_one(Listing).tick_all()

    def action_sort(self) -> None:
        """The next order; by card only where several are shown."""
        self._sort = (self._sort + 1) % (len(SORTS) if self._several() else len(SORTS) - 1)
        self._show()

    @on(Button.Pressed, "#loans-renew")
    def action_renew(self) -> None:
        self._renew(self._chosen())

    @on(Button.Pressed, "#loans-what-if")
    def action_what_if(self) -> None:
        renewals.what_if(self, self._chosen())

    def _renew(self, chosen: list[int]) -> None:
        renewals.renew(self, chosen, self._renewed)

    def _renewed(self) -> None:
        self.query_one(Listing).untick_all()
        self._frame().load()

    def _chosen(self) -> list[int]:
        listing = self.query_one(Listing)
        return [int(key) for key in listing.ticked] or self._one()

    def _one(self) -> list[int]:
        key = self.query_one(Listing).current
        return [int(key)] if key is not None else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        entry = self.query_one("#loans-filter", Input)
        if action in ("tick", "tick_all", "renew", "what_if", "sort", "filter"):
            return bool(self._lines) and not entry.has_focus
        if action == "clear_filter":
            return bool(entry.value) or entry.has_focus
        return True

    def on_key(self, event: events.Key) -> None:
        """Down goes from the filter into the list, as people expect of a search."""
        if event.key == "down" and self.query_one("#loans-filter").has_focus:
            event.stop()
            self.land()


def _matches(each: "LoanLine", wanted: list[str], kind: str, place: str) -> bool:
    loan = each.loan
    seen = fold(
        " ".join(
            (
                loan.record.title,
                loan.record.author,
                kind,
                place,
                loan.item.barcode,
                each.patron.name,
            )
        )
    )
    return all(word in seen for word in wanted)
