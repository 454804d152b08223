"""The application: themes, who is signed in, idleness, signing out, and what fails."""

import asyncio
import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from textual import events, work
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from bibtui.backstage import Backstage
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.screens import theme
from bibtui.screens.base import HouseScreen
from bibtui.screens.signin import SignInScreen
from bibtui.screens.text import keep_no_break_spaces
from bibtui.screens.too_small import too_small
from bibtui.terminal import start
from bibtui.terminal.app import HardenedApp
from bibtui.wording import app as wording

if TYPE_CHECKING:
    from concurrent.futures import Future

    from bibtui.demo.ledger import DemoAccount
    from bibtui.domain.acting import Acting
    from bibtui.domain.verdict import Verdict
    from bibtui.portal import Portal
    from bibtui.services.accounts import SignedIn
    from bibtui.settings import Settings

ALIVE_EVERY = 60
"""Seconds between two signs of life a busy keyboard gives the session."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first screen needs, read with the standard library alone.

    `open_portal` opens the store; it is slow, and runs in a thread behind the painted screen.
    """

    policy: Policy
    clock: Clock
    open_portal: "Callable[[], Portal]"
    theme: str = ""
    place: str = ""
    demo: "tuple[DemoAccount, ...]" = ()
    first_use: bool = False
    settings: "Settings | None" = None
    incident_log: Path | None = field(default=None)


class BibtuiApp(HardenedApp):
    """The portal on one terminal."""

    TITLE = "Bibtui"
    CSS_PATH = "screens/house.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (118, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    BINDINGS = [
        Binding("f1,question_mark", "help", "Aide", key_display="F1"),
        Binding("ctrl+q", "leave", "Quitter", show=False, priority=True),
        Binding("f9", "next_theme", "Couleurs", show=False),
    ]

    def __init__(self, opening: Opening, **options: Any) -> None:
        super().__init__(incident_log=opening.incident_log, **options)
        self.opening = opening
        self.policy = opening.policy
        self.clock = opening.clock
        self.acting: Acting | None = None
        self.follow: Settings | None = None
        """What to open next, once this run has ended (« Première fois »)."""
        self.backstage = Backstage(opening.open_portal)
        self.too_small = False
        self._idle_box: Screen[Any] | None = None
        self._told_alive = self.last_input
        keep_no_break_spaces()
        for each in theme.themes():
            self.register_theme(each)
        wanted = opening.theme or opening.policy.appearance.theme.value
        self.theme = wanted if wanted in theme.NAMES else theme.DEFAULT
        if self.no_color and self.theme == "console":
            self.theme = "sombre"

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or wording.key_name(binding.key.partition(",")[0])

    def on_mount(self) -> None:
        # Over Textual's own blank screen, so that it can be replaced whole at every sign-out.
        self.push_screen(self._first_screen())
        self.set_interval(1, self._watch_idleness)
        self.call_after_refresh(self._open_behind)

    def _first_screen(self) -> Screen[Any]:
        if self.opening.first_use:
            from bibtui.screens.first_use import FirstUseScreen

            return FirstUseScreen()
        return SignInScreen()

    def on_resize(self, event: events.Resize) -> None:
        self.too_small = too_small(event.size)

    async def on_event(self, event: events.Event) -> None:
        if self.too_small and isinstance(event, (events.InputEvent, events.Paste)):
            # Nothing is done that cannot be seen; leaving can.
            self.last_input = self.monotonic()
            if not (isinstance(event, events.Key) and event.key == "ctrl+q"):
                return
        await super().on_event(event)

    # Services

    def _open_behind(self) -> None:
        if self.opening.first_use:
            start.settled()
            return
        loop = asyncio.get_running_loop()
        opening = self.backstage.open()
        opening.add_done_callback(lambda done: _in_loop(loop, self._opened, done))

    def _opened(self, opening: "Future[Portal]") -> None:
        start.settled()
        error = opening.exception()
        # Who waits for the store is told by the screen that asked.
        if error is not None and self.is_running and not self.backstage.asked:
            self.failed(error)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong, with the way out; what nobody foresaw is an incident."""
        said = wording.trouble(error)
        if said is None:
            self._handle_exception(error if isinstance(error, Exception) else Exception(str(error)))
        elif wording.ends_session(error):
            self.show_sign_in(said)
        else:
            self.notify(said, severity="error", timeout=12)
            for screen in self.screen_stack:
                if isinstance(screen, HouseScreen):
                    screen.troubled(error, said)

    # Coming and going

    def enter(self, signed: "SignedIn") -> None:
        """Open what the person who signed in came for."""
        self.acting = signed.acting
        self._told_alive = self.last_input
        self._begin_with(self._screen_for(signed))

    def _begin_with(self, screen: Screen[Any]) -> None:
        """Drop every screen, with the workers that could still show or change something."""
        self.workers.cancel_all()
        self._idle_box = None
        while len(self.screen_stack) > 2:
            self.pop_screen()
        # Not waited for: who asks may be a worker of the screen that goes.
        self.switch_screen(screen)

    def _screen_for(self, signed: "SignedIn") -> Screen[Any]:
        if signed.must_change:
            from bibtui.screens.secret import SecretScreen

            return SecretScreen(signed, forced=True)
        if signed.account.role.staff:
            from bibtui.screens.staff_home import StaffHomeScreen

            return StaffHomeScreen(signed)
        from bibtui.screens.portal import PortalScreen

        return PortalScreen(signed)

    def action_sign_out(self) -> None:
        """Sign out by the person's own wish."""
        self.sign_out(wording.SIGNED_OUT)

    def sign_out(self, said: str) -> None:
        """End the session, leave nothing of it, and show the sign-in screen with a sentence."""
        self._end_session()
        self.show_sign_in(said)

    def _end_session(self) -> None:
        acting, self.acting = self.acting, None
        if acting is not None:
            self.backstage.tell(lambda portal: portal.accounts.sign_out(acting))

    def show_sign_in(self, said: str = "") -> None:
        """A fresh sign-in screen; every other screen is dropped with what it showed."""
        self.acting = None
        self._begin_with(SignInScreen(said))
        self.forget()

    def secret_changed(
        self, screen: Screen[Any], signed: "SignedIn", acting: "Acting", *, forced: bool
    ) -> None:
        """Go on after a new password: to the portal, or back to where one was."""
        self.acting = acting
        self.notify(wording.SECRET_CHANGED, timeout=6)
        if forced:
            self.enter(replace(signed, acting=acting, must_change=False))
            return
        while screen in self.screen_stack:
            self.pop_screen()

    def open_next(self, settings: "Settings") -> None:
        """End this run and open the portal under other settings."""
        self.follow = settings
        self.exit(0)

    def open_demo(self, network: str) -> None:
        """End this run and open a demonstration, which goes away with its database."""
        assert self.opening.settings is not None
        self.open_next(replace(self.opening.settings, demo=network))

    def found_library(
        self, settings: "Settings", policy: Policy, name: str, login: str, secret: str
    ) -> "Verdict":
        """Make the store, its first account, and remember the policy; runs in a thread."""
        from bibtui.portal import found_library
        from bibtui.settings import remember

        verdict = found_library(settings, policy, self.clock, login=login, name=name, secret=secret)
        if verdict.allowed and settings.config is None and settings.policy is not None:
            remember(settings.policy)
        return verdict

    def action_leave(self) -> None:
        """Leave the program; a session is ended first."""
        self._end_session()
        self.exit(0)

    def _watch_idleness(self) -> None:
        sessions, idle = self.policy.sessions, self.monotonic() - self.last_input
        if self.acting is None:
            if idle >= sessions.idle_minutes.value * 60 and isinstance(self.screen, SignInScreen):
                # A password left in the form is the next one's to read.
                self.screen.forget_typed()
            return
        if self.last_input - self._told_alive >= ALIVE_EVERY:
            # Typing without asking for anything is being there, too.
            self._told_alive = self.last_input
            self._tell_alive()
        staff = self.acting.account.role.staff
        minutes = (sessions.staff_idle_minutes if staff else sessions.idle_minutes).value
        left = minutes * 60 - idle
        if left <= 0:
            self.sign_out(wording.IDLE)
        elif left > sessions.warning_seconds.value:
            self._close_idle_box()
        elif self._idle_box is None:
            from bibtui.screens.idle import IdleDialog

            self._idle_box = IdleDialog(int(left))
            self.push_screen(self._idle_box, self._stayed)

    def _close_idle_box(self) -> None:
        # Whatever was done since keeps the session, also what the box did not see.
        if self._idle_box is not None and self.screen is self._idle_box:
            self.pop_screen()
            self._idle_box = None

    def _stayed(self, _: object) -> None:
        self._idle_box = None

    @work(group="alive", exit_on_error=False)
    async def _tell_alive(self) -> None:
        portal = await self.backstage.portal()
        if self.acting is not None:
            await self.backstage.ask(portal.accounts.touch, self.acting)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.failed(event.worker.error)

    # Everywhere

    def action_help(self) -> None:
        """Help on this screen."""
        from bibtui.screens.help import HelpDialog

        if not isinstance(self.screen, HelpDialog):
            self.push_screen(HelpDialog(self.screen))

    def action_next_theme(self) -> None:
        """The next of the three themes."""
        self.theme = theme.following(self.theme, colourless=self.no_color)


def run(settings: "Settings") -> int:
    """Open the portal on the terminal, as `settings` ask; the exit code of DESIGN §10.

    Only the standard library and Textual are imported before the first screen is painted. A
    demonstration has a database of its own, which goes away with it.
    """
    while True:
        with ExitStack() as stack:
            shown = settings
            if settings.demo is not None:
                folder = stack.enter_context(
                    TemporaryDirectory(prefix="bibtui-demo-", ignore_cleanup_errors=True)
                )
                shown = demonstration(settings, Path(folder))
            app = BibtuiApp(opening_of(shown))
            code = app.run(mouse=settings.mouse) or app.return_code or 0
            app.backstage.close()
        if app.follow is None:
            return code
        settings = app.follow


def demonstration(settings: "Settings", folder: Path) -> "Settings":
    """These settings, for the demonstration they name, on a database in `folder`."""
    from bibtui.resources import policy_file

    network = settings.demo or ""
    file = str(folder / "demo.sqlite")
    return replace(settings, database=file, policy=policy_file(network))


def opening_of(settings: "Settings") -> Opening:
    """What the first screen needs under these settings. Raises PolicyError."""
    from zoneinfo import ZoneInfo

    from bibtui.demo.ledger import first_look
    from bibtui.domain.clock import DayClock, SystemClock
    from bibtui.domain.policy.load import load
    from bibtui.resources import policy_file
    from bibtui.settings import SettingsError, config_file, database_file, incident_log

    file = database_file(settings.database)
    first_use = settings.demo is None and file is not None and not file.exists()
    if settings.policy is None and not first_use:
        raise SettingsError("policy_none", path=config_file(os.environ))
    # « Première fois » comes before any policy is chosen: its first screen needs only a look.
    policy = load(settings.policy or policy_file("saint-etienne"))
    zone = ZoneInfo(policy.network.zone.value)
    opens_on, people = first_look(settings.demo) if settings.demo else (None, ())
    today = settings.today or opens_on
    clock = DayClock(zone, today) if today else SystemClock(zone)
    return Opening(
        policy=policy,
        clock=clock,
        open_portal=partial(_open_portal, settings, policy, clock),
        theme=settings.theme or ("console" if os.environ.get("TERM") == "linux" else ""),
        place=settings.place,
        demo=people,
        first_use=first_use,
        settings=settings,
        incident_log=incident_log(),
    )


def _open_portal(settings: "Settings", policy: Policy, clock: Clock) -> "Portal":
    from bibtui import portal

    return portal.open_portal(settings, policy, clock)


def _in_loop(
    loop: asyncio.AbstractEventLoop,
    call: "Callable[[Future[Portal]], None]",
    done: "Future[Portal]",
) -> None:
    # From the thread; the program may have ended meanwhile.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, done)
