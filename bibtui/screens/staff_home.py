"""The staff's first screen: who one is, where, and what the library has out today (004-04)."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from bibtui.domain.policy.values import Opens
from bibtui.screens.base import HouseScreen
from bibtui.screens.family import TONES, sign_of
from bibtui.screens.glyphs import glyphs
from bibtui.screens.pieces.bars import KeyBar, TopBar
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import loans as wording
from bibtui.wording.libraries import hours_said

if TYPE_CHECKING:
    from bibtui.services.accounts import SignedIn


class StaffHomeScreen(HouseScreen):
    """Mon tableau de bord."""

    HELP = (
        "Votre tableau de bord : votre bibliothèque aujourd'hui. D rend ses essais à qui s'est "
        "trompé de mot de passe. F4 ouvre le menu de votre compte, F12 vous déconnecte."
    )
    BINDINGS = [
        Binding("f4", "menu", "Compte"),
        Binding("d,D", "unlock", "Débloquer un compte"),
        Binding("f5", "reload", "Actualiser"),
        Binding("f12", "app.sign_out", "Déconnexion"),
    ]

    def __init__(self, signed: "SignedIn") -> None:
        super().__init__()
        self._signed = signed

    def compose(self) -> ComposeResult:
        yield TopBar()
        with VerticalScroll(id="staff", classes="page"), Vertical(classes="card"):
            yield Static(id="staff-who")
            yield Static(line("Lecture en cours…"), id="staff-today")
        yield KeyBar()

    def on_mount(self) -> None:
        policy, account = self.house.policy, self._signed.account
        bar = self.query_one(TopBar)
        bar.network = policy.network.name.value
        bar.who, bar.has_menu = self._signed.shown_name, True
        self.query_one(".card").border_title = line("Mon tableau de bord")
        library = policy.library(account.library)
        place = library.name if library else f"tout le réseau {policy.network.short_name.value}"
        parts: list[Part] = [(account.name, Tone.TITLE), f" · {place}"]
        if library is not None:
            from bibtui.domain.libraries import opening

            now = opening(library, self.house.clock.local())
            parts += ["\n", hours_said(now, self.house.clock.today())]
        self.query_one("#staff-who", Static).update(sentence(*parts, "\n"))
        self.query_one("#staff").focus()
        self.action_reload()

    @work(group="staff", exclusive=True, exit_on_error=False)
    async def action_reload(self) -> None:
        """Count again."""
        portal = await self.portal()
        if self.house.acting is None:
            return
        counts = await self.ask(portal.loans.of_place, self.house.acting)
        signs = glyphs(self.app.theme)
        parts: list[Part] = []
        for said in wording.of_place(counts):
            tone = TONES.get(said.kind, Tone.STRONG)
            parts += ["\n" if parts else "", (f"{sign_of(said.kind, signs)} {said.text}", tone)]
        if not counts.total:
            # A library that has just been made: what comes first is not on this screen.
            parts += ["\n\n", (wording.NOTHING_OUT, Tone.MUTED)]
        self.query_one("#staff-today", Static).update(sentence(*parts))

    def action_unlock(self) -> None:
        """Let in again somebody who spent their tries."""
        from bibtui.screens.desk import UnlockDialog

        self.app.push_screen(UnlockDialog())

    @on(TopBar.MenuAsked)
    def action_menu(self) -> None:
        """My password, and the way out."""
        from bibtui.screens.menu import AccountMenu

        self.app.push_screen(AccountMenu(several=False, staff=True), self._menu_chosen)

    def _menu_chosen(self, opens: str | None) -> None:
        if opens == Opens.PASSWORD:
            from bibtui.screens.secret import SecretScreen

            self.app.push_screen(SecretScreen(self._signed))
        elif opens == Opens.SIGN_OUT:
            self.house.action_sign_out()
