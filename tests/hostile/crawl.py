"""The crawler: a way into each screen, and what must hold on whatever is then shown."""

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import update
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from bibtui import screens
from bibtui.app import BibtuiApp, Opening
from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.model import Policy
from bibtui.portal import Portal, build
from bibtui.screens.portal import PortalScreen
from bibtui.services.hashing import Hasher
from bibtui.settings import Settings
from bibtui.store import tables
from bibtui.store.engine import Store
from bibtui.store.errors import Unreachable
from tests.hostile import library
from tests.hostile.library import CANARY, INVISIBLE, LITERAL, PASSWORD, Canaries

# Where a text may stop short: cut with a sign, wrapped, or at the edge of its box.
_CUT = frozenset("…~ │╭╮╰╯─\u00a0\n")
PATIENCE = 8.0


def every_screen() -> set[type[Screen[Any]]]:
    """The screens and dialogs defined in `bibtui.screens`, all but what they share."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    found: set[type[Screen[Any]]] = set()
    waiting: list[type[Screen[Any]]] = [Screen]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            # What composes nothing of its own is there to be inherited from.
            drawn = each.compose is not Screen.compose and not each.__name__.startswith("_")
            if each.__module__.startswith(screens.__name__) and drawn:
                found.add(each)
    return found


class Crawled(BibtuiApp):
    """The application, which tells the actions that were run."""

    CSS_PATH = Path(screens.__path__[0]) / "house.tcss"

    def __init__(self, opening: Opening, **options: Any) -> None:
        super().__init__(opening, **options)
        self.actions: list[str] = []

    async def run_action(self, action: Any, *args: Any, **options: Any) -> bool:
        self.actions.append(str(action))
        return await super().run_action(action, *args, **options)


class Crawl:
    """A run of the application on a hostile library, and what it has shown so far."""

    def __init__(self, store: Store, policy: Policy, canaries: Canaries, folder: Path) -> None:
        self.store = store
        self.policy = policy
        self.canaries = canaries
        self.folder = folder
        self.now = 0.0
        self.visited: set[type[Screen[Any]]] = set()
        self.read: set[str] = set()
        """The places (« record.title ») of which a whole literal text was read."""
        self.titles = False
        """Was the whole title `library.TITLE` read on a row?"""
        self.rows = ""
        self.pilot: Pilot[int]

    def app(self, **opening: Any) -> Crawled:
        """The application, on this library unless `opening` says otherwise."""
        settings = Settings(str(self.folder / "new.db"), None, place=self.canaries.text("place"))
        first = Opening(
            policy=self.policy,
            clock=FixedClock.on(library.TODAY),
            open_portal=self.portal,
            place=settings.place,
            demo=library.people(self.canaries),
            settings=settings,
            incident_log=self.folder / "incidents.log",
        )
        for name, value in opening.items():
            object.__setattr__(first, name, value)
        return Crawled(first, monotonic=lambda: self.now)

    def portal(self) -> Portal:
        clock = FixedClock.on(library.TODAY)
        return build(self.store, self.policy, clock, Hasher(time_cost=1, memory_kib=8))

    @property
    def house(self) -> Crawled:
        assert isinstance(self.pilot.app, Crawled)
        return self.pilot.app

    # Going about

    async def press(self, *keys: str) -> None:
        """Press keys, and look at what they brought."""
        await self.pilot.press(*keys)
        await self.look()

    async def fill(self, **values: str) -> None:
        """Put a text in each field named."""
        for name, value in values.items():
            self.house.screen.query_one(f"#{name.replace('_', '-')}", Input).value = value
        await self.pilot.pause()

    async def reach(self, name: str) -> None:
        """Wait until the screen of that class is there, and look at it."""
        await self.until(lambda: type(self.house.screen).__name__ == name, name)
        await self.look()

    async def until(self, seen: Callable[[], Any], what: str) -> None:
        for _ in range(int(PATIENCE / 0.02)):
            await self.pilot.pause(0.02)
            if seen():
                return
        raise AssertionError(
            f"{what} not seen on {type(self.house.screen).__name__}:\n{self.text()}"
        )

    async def until_text(self, text: str) -> None:
        """Wait until a widget holds that text, though it may be past the edge of the screen."""

        def held() -> bool:
            contents = self._contents(self.house.screen)
            return any(text in each.replace("\u00a0", " ") for _, each in contents)

        await self.until(held, repr(text))
        await self.look()

    async def sign_in(
        self, identifier: str, to: str = "PortalScreen", secret: str = PASSWORD
    ) -> None:
        await self.reach("SignInScreen")
        await self.fill(identifier=identifier, secret=secret)
        self.house.screen.query_one("#secret").focus()
        await self.pilot.press("enter")
        await self.reach(to)
        if to == "PortalScreen":
            await self.until(lambda: self.house.screen.query("CardBlock"), "the cards")
        await self.look()

    # Looking

    async def look(self) -> None:
        """Check all that is on the screen."""
        await self.pilot.pause()
        screen = self.house.screen
        self.visited.add(type(screen))
        strips = screen._compositor.render_strips()
        self.rows = "\n".join(strip.text for strip in strips)
        shown = INVISIBLE.search(self.rows.replace("\n", ""))
        assert shown is None, f"{shown[0]!r} is shown on {screen}"
        self._no_trap(strips)
        for row in self.rows.splitlines():
            for found in CANARY.finditer(row):
                self._literal(row[found.end() :], found[0])
        for place, text in self._contents(screen):
            for found in CANARY.finditer(text):
                self._literal(text[found.end() :], found[0], place)
        self.titles |= library.TITLE_READ in self.rows
        whole = re.sub(r"[\s│]+", "", self.rows)
        for found in CANARY.finditer(whole):
            if whole.startswith(LITERAL, found.end()):
                self.read.add(self.canaries.places.get(found[0], "?"))

    def text(self) -> str:
        """What is drawn, row by row."""
        strips = self.house.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    def _no_trap(self, strips: list[Strip]) -> None:
        for strip in strips:
            for text, style, _ in strip:
                meta = style.meta if style is not None else {}
                # Scroll bars have actions too, on the mouse going down.
                assert "@click" not in meta, (text, meta)
                assert style is None or not style.link, (text, style.link)
        trapped = [action for action in self.house.actions if "quit" in action]
        assert not trapped, trapped
        assert self.house.is_running and not list(self.folder.glob("incidents.log"))

    def _literal(self, after: str, canary: str, place: str = "") -> None:
        """What follows a canary is what was written, up to where it was cut."""
        for written, read in zip(LITERAL, after, strict=False):
            if written != read:
                assert read in _CUT, (
                    f"{self.canaries.places.get(canary)} is not literal: {canary}{after[:60]!r} "
                    f"{place}\n{self.rows}"
                )
                return

    @staticmethod
    def _contents(screen: Screen[Any]) -> Iterator[tuple[str, str]]:
        """The texts that widgets hold, whole, whatever there is room for."""
        for widget in screen.walk_children(Widget):
            for name in ("content", "visual", "label", "_border_title", "_border_subtitle"):
                held = None
                with suppress(Exception):
                    held = getattr(widget, name, None)
                plain = getattr(held, "plain", held)
                if isinstance(plain, str):
                    yield f"{type(widget).__name__}.{name}", plain


Way = Callable[[Crawl], Awaitable[None]]
WAYS: dict[str, Way] = {}
"""How to reach each screen, by the name of its class. A new screen registers its own way in."""
OPENINGS: dict[str, Callable[[Crawl], dict[str, Any]]] = {}
"""What is particular to the application when a screen is reached."""


def way(
    name: str, opening: Callable[[Crawl], dict[str, Any]] | None = None
) -> Callable[[Way], Way]:
    """Register the way into the screen of that class name."""

    def register(walk: Way) -> Way:
        WAYS[name] = walk
        if opening is not None:
            OPENINGS[name] = opening
        return walk

    return register


@way("SignInScreen")
async def _(crawl: Crawl) -> None:
    await crawl.reach("SignInScreen")
    await crawl.fill(identifier="24200001234", secret="faux")
    crawl.house.screen.query_one("#secret").focus()
    await crawl.press("enter")
    await crawl.until_text("Ce numéro")
    # Somebody of the demo, whose identifier is hostile.
    crawl.house.screen.query_one("#people").focus()
    await crawl.press("enter")
    await crawl.press("f4")
    if crawl.house.screen.query_one("#secret", Input).value:
        await crawl.press("enter")
    await crawl.until_text("incorrect")


@way("SecretScreen")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.FORCED, to="SecretScreen")
    await crawl.fill(old=PASSWORD, new="trop", again="court")
    await crawl.press("enter", "enter", "enter", "f4")
    await crawl.fill(old="faux", new="Tres-long-secret-9", again="Tres-long-secret-9")
    crawl.house.screen.query_one("#again").focus()
    await crawl.press("enter")
    await crawl.until_text("Le mot de passe actuel n'est pas le bon")
    await crawl.press("escape")
    await crawl.reach("SignInScreen")
    await crawl.sign_in(library.FORCED, to="SecretScreen")
    await crawl.fill(old=PASSWORD, new="Tres-long-secret-9", again="Tres-long-secret-9")
    crawl.house.screen.query_one("#again").focus()
    await crawl.press("enter")
    await crawl.reach("PortalScreen")


@way("PortalScreen")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.press("2")
    await crawl.until_text("Tri :")
    for _row in range(5):
        await crawl.press("down")
    await crawl.press("space", "a", "t", "t", "t")
    await crawl.press("slash", *"q", "enter")
    await crawl.press("slash", "escape")
    # Everyone one may act for, on both tabs.
    screen = crawl.house.screen
    assert isinstance(screen, PortalScreen)
    for whom in screen.whom[1:]:
        screen.act_for(whom)
        await crawl.until(lambda whom=whom: screen.current is whom, "whom one acts for")
        await crawl.press("down")
    await crawl.press("1")
    await crawl.press("f12")
    await crawl.sign_in(library.GROUP)
    await crawl.press("2")
    await crawl.until_text("Tri :")


@way("FamilyDialog")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.pilot.resize_terminal(80, 24)
    await crawl.press("f2")
    await crawl.reach("FamilyDialog")
    await crawl.press("down", "down", "enter")
    await crawl.reach("PortalScreen")


@way("AccountMenu")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.press("f4")
    await crawl.reach("AccountMenu")
    await crawl.press("down", "up", "escape")


@way("HelpDialog")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.press("f1")
    await crawl.reach("HelpDialog")
    await crawl.press("pagedown", "escape", "2", "f1")
    await crawl.reach("HelpDialog")


@way("Message")
async def _(crawl: Crawl) -> None:
    await crawl.reach("SignInScreen")
    await crawl.press("f5")
    await crawl.reach("Message")
    await crawl.press("escape")
    await crawl.sign_in(library.READER)
    await crawl.press("e")
    await crawl.reach("Message")
    for _page in range(4):
        await crawl.press("pagedown")
    await crawl.press("escape", "2")
    await crawl.until_text("Tri :")
    await crawl.press("p")  # None of one's own can be renewed: all the reasons.
    await crawl.reach("Message")
    for _page in range(4):
        await crawl.press("pagedown")


@way("Confirm")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.press("p")  # The whole family.
    await crawl.reach("Confirm")
    for _page in range(4):
        await crawl.press("pagedown")
    await crawl.press("enter")
    await crawl.reach("Message")
    for _page in range(4):
        await crawl.press("pagedown")
    await crawl.press("enter")
    await crawl.reach("PortalScreen")
    await crawl.press("escape")
    await crawl.reach("Confirm")


@way("IdleDialog")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    sessions = crawl.policy.sessions
    crawl.now += sessions.idle_minutes.value * 60 - sessions.warning_seconds.value + 1
    crawl.house._watch_idleness()
    await crawl.reach("IdleDialog")
    await crawl.press("x")
    await crawl.reach("PortalScreen")
    crawl.house._watch_idleness()
    await crawl.pilot.pause(0.1)
    crawl.now += sessions.idle_minutes.value * 60 + 1
    crawl.house._watch_idleness()
    await crawl.reach("SignInScreen")


@way("StaffHomeScreen")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.STAFF, to="StaffHomeScreen")
    await crawl.press("f5")
    await crawl.press("f4")
    await crawl.reach("AccountMenu")
    await crawl.press("enter")
    await crawl.reach("SecretScreen")


@way("UnlockDialog")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.STAFF, to="StaffHomeScreen")
    await crawl.press("d")
    await crawl.reach("UnlockDialog")
    await crawl.fill(whom=crawl.canaries.text("typed", long=False))
    await crawl.press("enter")
    await crawl.until_text("cherchez l'usager")
    await crawl.fill(whom=library.READER)
    await crawl.press("enter")
    await crawl.until_text("C'est fait")


def _first(crawl: Crawl) -> dict[str, Any]:
    return {"first_use": True}


@way("FirstUseScreen", _first)
async def _(crawl: Crawl) -> None:
    await crawl.reach("FirstUseScreen")
    await crawl.press("up", "enter")
    await crawl.reach("Message")


@way("NetworkScreen", _first)
async def _(crawl: Crawl) -> None:
    await crawl.reach("FirstUseScreen")
    for keys in (("enter",), ("escape", "down", "enter")):
        await crawl.press(*keys)
        await crawl.reach("NetworkScreen")


@way("StaffScreen", _first)
async def _(crawl: Crawl) -> None:
    await crawl.reach("FirstUseScreen")
    await crawl.press("down", "enter")
    await crawl.reach("NetworkScreen")
    await crawl.press("enter")
    await crawl.reach("StaffScreen")
    hostile = crawl.canaries.text("typed")
    await crawl.fill(name=hostile, identifier=hostile, secret="x", again="x")
    crawl.house.screen.query_one("#again").focus()
    await crawl.press("enter")
    await crawl.fill(
        name="[/] x", identifier="[/]", secret="Tres-long-secret-9", again="Tres-long-secret-9"
    )
    crawl.house.screen.query_one("#again").focus()
    await crawl.press("enter")
    await crawl.until(lambda: crawl.house.screen.query_one("#answer").display, "the answer")
    await crawl.fill(identifier="[s.n.]moi")
    crawl.house.screen.query_one("#again").focus()
    await crawl.press("enter")
    await crawl.reach("Message")


@way("a window too small")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    await crawl.pilot.resize_terminal(40, 10)
    await crawl.until_text("Cette fenêtre est trop petite")
    assert not CANARY.search(crawl.text())
    await crawl.pilot.resize_terminal(80, 24)
    await crawl.reach("PortalScreen")


def _unreachable(crawl: Crawl) -> dict[str, Any]:
    def fail() -> Portal:
        raise Unreachable(path=crawl.canaries.text("path", long=False))

    return {"open_portal": fail}


@way("a store that cannot be opened", _unreachable)
async def _(crawl: Crawl) -> None:
    await crawl.reach("SignInScreen")
    await crawl.until_text("ne peut pas être jointe")


@way("a session ended elsewhere")
async def _(crawl: Crawl) -> None:
    await crawl.sign_in(library.READER)
    with crawl.store.writing() as connection:
        connection.execute(
            update(tables.session).values(ended_at=FixedClock.on(library.TODAY).now())
        )
    await crawl.press("2")
    await crawl.reach("SignInScreen")
    await crawl.until_text("identifiez-vous de nouveau")


async def walk(crawl: Crawl, name: str, size: tuple[int, int]) -> None:
    """Go that way on a terminal of that size; whatever fails there is raised."""
    app = crawl.app(**OPENINGS.get(name, lambda _: {})(crawl))
    try:
        async with app.run_test(size=size, notifications=True) as crawl.pilot:
            await WAYS[name](crawl)
    finally:
        app.backstage.close()
