"""The frame of a patron's portal: tabs, the family beside them, and the tab that is open."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Static

from bibtui.domain.accounts import Role
from bibtui.domain.family import CardInBrief
from bibtui.domain.policy.values import Opens
from bibtui.screens.base import HouseScreen, Pane
from bibtui.screens.family import FamilyDialog, FamilyLine, FamilyList, Whom, choices
from bibtui.screens.home import HomePane
from bibtui.screens.loans import LoansPane
from bibtui.screens.pieces.bars import KeyBar, Tab, TabBar, TopBar
from bibtui.screens.text import line, sentence
from bibtui.screens.theme import Tone
from bibtui.wording import family as wording

if TYPE_CHECKING:
    from bibtui.services.accounts import SignedIn

TABS = ("home", "loans")


class PortalScreen(HouseScreen):
    """Everything of a patron, one tab at a time, for whom one acts."""

    AUTO_FOCUS = ""
    BINDINGS = [
        Binding("f2", "family", "Famille"),
        Binding("f4", "menu", "Compte"),
        Binding("f5", "reload", "Actualiser", show=False),
        Binding("f12", "app.sign_out", "Déconnexion"),
        # The unshifted digit row of a French keyboard jumps as well.
        Binding("1,ampersand", "tab('home')", show=False),
        Binding("2,é", "tab('loans')", show=False),
        Binding("escape", "back", "Retour"),
    ]

    def __init__(self, signed: "SignedIn") -> None:
        super().__init__()
        self.signed = signed
        self.cards: tuple[CardInBrief, ...] = ()
        self.whom: tuple[Whom, ...] = ()
        self.current: Whom | None = None

    @property
    def HELP(self) -> str:  # type: ignore[override]
        """Where one is: the open tab says it."""
        return self.pane.HELP

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield TabBar()
        with Horizontal(id="body"):
            yield FamilyList(id="family", classes="card")
            with Vertical(id="main"):
                yield FamilyLine(id="family-line")
                yield Static(id="acting")
                with ContentSwitcher(initial="home", id="panes"):
                    yield HomePane(id="home")
                    yield LoansPane(id="loans")
        yield KeyBar()

    def on_mount(self) -> None:
        policy = self.house.policy
        bar = self.query_one(TopBar)
        bar.network = policy.network.name.value
        bar.who = self.signed.shown_name
        self.query_one("#family").border_title = line("Ma famille")
        self.query_one("#acting").display = False
        bar.has_menu = True
        self._tabs("home")
        self.load()
        self.app.theme_changed_signal.subscribe(self, self._themed)

    def on_unmount(self) -> None:
        # The application would keep this screen, and what it shows, until the colours change.
        self.app.theme_changed_signal.unsubscribe(self)

    @property
    def pane(self) -> Pane:
        """The pane of the open tab."""
        switcher = self.query_one("#panes", ContentSwitcher)
        return self.query_one(f"#{switcher.current}", Pane)

    @property
    def group(self) -> str:
        """The name of the group account one signed in with, empty for a person's own."""
        account = self.signed.account
        return account.name if account.role is Role.GROUP else ""

    @work(group="family", exclusive=True, exit_on_error=False)
    async def load(self) -> None:
        """Read every card in brief, and show it; then the open tab reads its own."""
        portal = await self.portal()
        acting = self.house.acting
        if acting is None:
            return
        self.cards = await self.ask(portal.family.in_brief, acting)
        self.whom = choices(self.cards, self.group)
        if self.current is None:
            self.current = next(
                (each for each in self.whom if each.patron_id == acting.patron_id), None
            )
        else:
            key = self.current.key
            self.current = next((each for each in self.whom if each.key == key), None)
        self._show()
        self.pane.reload()

    def action_reload(self) -> None:
        """Read everything again."""
        self.load()

    def troubled(self, error: BaseException, said: str) -> None:
        if not self.cards:
            self.pane.failed()
        elif getattr(error, "code", "") == "not_reachable" and self.whom:
            # The link ended meanwhile: nothing of that card stays on the screen.
            self.act_for(self.whom[0])
            self.load()

    def _themed(self, _: object) -> None:
        # The signs of a list are drawn once; those of the console are others.
        if self.cards:
            self._show()
            self.pane.reload()

    def _show(self) -> None:
        key = self.current.key if self.current else ""
        alone = len(self.whom) < 2
        self.set_class(alone, "-alone")
        if not alone:
            self.query_one("#family", FamilyList).show(self.whom, key)
            family_line = self.query_one(FamilyLine)
            family_line.whom, family_line.current = self.whom, key
        self._tabs(self.query_one(TabBar).active)
        acting = self.house.acting
        banner = self.query_one("#acting", Static)
        banner.display = self.acting_for_another
        if acting is not None and self.current is not None and self.current.card is not None:
            back = "revenir au compte famille" if self.group else "revenir à mon compte"
            name = self.current.name
            said = wording.acting_for(name)
            banner.update(sentence((said, Tone.STRONG), "  ", ("Échap", Tone.KEY), f" {back}"))
        self.refresh_bindings()

    @property
    def acting_for_another(self) -> bool:
        """Whether one acts on a card that is not one's own."""
        acting = self.house.acting
        whole = self.current is None or self.current.whole
        return acting is not None and acting.for_another and not whole

    def _tabs(self, active: str) -> None:
        shown = [self.current.card] if self.current and self.current.card else list(self.cards)
        loans = sum(card.loans.total for card in shown) if self.cards else None
        bar = self.query_one(TabBar)
        bar.tabs = (Tab("home", "Accueil"), Tab("loans", "Prêts", loans))
        bar.active = active

    def short_name(self, patron_id: int) -> str:
        """A first name, with an initial where two people share it."""
        return next((each.short for each in self.whom if each.patron_id == patron_id), "")

    # Whom one acts for

    def action_family(self) -> None:
        """Go to the family: beside the tabs, or over them where there is no room."""
        people = self.query_one("#family", FamilyList)
        if people.region.area:
            people.focus()
        else:
            key = self.current.key if self.current else ""
            self.app.push_screen(FamilyDialog(self.whom, key), self.act_for)

    @on(FamilyList.Chosen)
    def someone_chosen(self, event: FamilyList.Chosen) -> None:
        self.act_for(event.whom)

    @on(FamilyLine.Asked)
    def line_clicked(self) -> None:
        self.action_family()

    def act_for(self, whom: Whom | None) -> None:
        """Act for somebody; None changes nothing."""
        if whom is not None:
            self._act_for(whom)

    # The last one chosen is the one meant.
    @work(group="acting", exclusive=True, exit_on_error=False)
    async def _act_for(self, whom: Whom) -> None:
        portal = await self.portal()
        acting = self.house.acting
        if acting is None:
            return
        if whom.patron_id is None:
            self.house.acting = await self.ask(portal.family.come_back, acting)
        else:
            self.house.acting = await self.ask(portal.family.act_as, acting, whom.patron_id)
        self.current = whom
        self._show()
        self.pane.reload()
        self.pane.land()

    # Tabs

    def action_tab(self, key: str) -> None:
        """Open a tab."""
        switcher = self.query_one("#panes", ContentSwitcher)
        if switcher.current != key:
            switcher.current = key
            self.query_one(TabBar).active = key
            # With the cards: another session may have changed what the tabs count.
            self.load()
        self.pane.land()
        self.refresh_bindings()

    @on(TabBar.Chosen)
    def tab_chosen(self, event: TabBar.Chosen) -> None:
        on_bar = self.query_one(TabBar).has_focus
        self.action_tab(event.key)
        if on_bar:
            self.query_one(TabBar).focus()

    def action_back(self) -> None:
        """One step back: from another's card to one's own, to Accueil, to the way out."""
        if self.whom and self.current is not self.whom[0]:
            self.act_for(self.whom[0])
        elif self.query_one("#panes", ContentSwitcher).current != "home":
            self.action_tab("home")
        else:
            self._ask_to_leave()

    @work(group="leave", exit_on_error=False)
    async def _ask_to_leave(self) -> None:
        from bibtui.screens.pieces.dialogs import Confirm

        question = Confirm("Déconnexion", ["Voulez-vous fermer votre compte ?"], "Me déconnecter")
        if await self.app.push_screen_wait(question):
            self.house.action_sign_out()

    @on(TopBar.MenuAsked)
    def action_menu(self) -> None:
        """The account's own menu, in the network's order (001-03, 001-05)."""
        from bibtui.screens.menu import AccountMenu

        self.app.push_screen(AccountMenu(several=len(self.whom) > 1), self._menu_chosen)

    def _menu_chosen(self, opens: str | None) -> None:
        if opens in TABS:
            self.action_tab(opens)
        elif opens == Opens.FAMILY:
            self.action_family()
        elif opens == Opens.PASSWORD:
            from bibtui.screens.secret import SecretScreen

            self.app.push_screen(SecretScreen(self.signed))
        elif opens == Opens.SIGN_OUT:
            self.house.action_sign_out()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "family":
            return len(self.whom) > 1
        return True
