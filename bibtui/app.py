"""The application: themes, who is signed in, idleness, signing out, and what fails."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.screens import theme
from bibtui.screens.signin import SignInScreen
from bibtui.screens.text import keep_no_break_spaces
from bibtui.terminal import start
from bibtui.terminal.app import HardenedApp
from bibtui.wording import app as wording

if TYPE_CHECKING:
    from bibtui.demo.ledger import DemoAccount
    from bibtui.domain.acting import Acting
    from bibtui.domain.verdict import Verdict
    from bibtui.portal import Portal
    from bibtui.services.accounts import SignedIn
    from bibtui.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

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
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-medium"), (118, "-wide")]
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
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="service")
        self._portal: asyncio.Future[Portal] | None = None
        self._warned = False
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
        from bibtui.screens.too_small import LEAST, TooSmall

        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        covered = isinstance(self.screen, TooSmall)
        if small and not covered:
            self.push_screen(TooSmall())
        elif covered and not small:
            self.pop_screen()

    def on_unmount(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    # Services

    def _open_behind(self) -> None:
        if self.opening.first_use:
            start.settled()
        elif self._portal is None:
            self.reopen()

    def reopen(self) -> None:
        """Open the store, in a thread; what fails is told when the portal is asked for."""
        loop = asyncio.get_running_loop()
        self._portal = loop.run_in_executor(self._threads, self.opening.open_portal)
        self._portal.add_done_callback(self._opened)

    def _opened(self, opened: "asyncio.Future[Portal]") -> None:
        start.settled()
        if opened.cancelled() or not self.is_running:
            return
        if (error := opened.exception()) is not None:
            self.failed(error)

    async def portal(self) -> "Portal":
        """The services; waits for the store to be open."""
        if self._portal is None or (self._portal.done() and self._portal.exception()):
            self.reopen()
        assert self._portal is not None
        return await asyncio.shield(self._portal)

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `question`, run in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(question, *args, **kwargs))

    def failed(self, error: BaseException) -> None:
        """Say what went wrong, with the way out; what nobody foresaw is an incident."""
        said = wording.trouble(error)
        if said is None:
            self._handle_exception(error if isinstance(error, Exception) else Exception(str(error)))
        elif wording.ends_session(error):
            self.show_sign_in(said)
        else:
            self.notify(said, severity="error", timeout=12)
            if isinstance(self.screen, SignInScreen):
                self.screen.trouble(said)

    # Coming and going

    def enter(self, signed: "SignedIn") -> None:
        """Open what the person who signed in came for."""
        self.acting = signed.acting
        self._warned = False
        # Not waited for: who asks is a worker of the screen that goes.
        self.switch_screen(self._screen_for(signed))

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
        if acting is not None and self._portal is not None and self._portal.done():
            portal = self._portal.result()
            self._threads.submit(portal.accounts.sign_out, acting)

    def show_sign_in(self, said: str = "") -> None:
        """A fresh sign-in screen; every other screen is dropped with what it showed."""
        self.acting = None
        self._warned = False
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.switch_screen(SignInScreen(said))
        self.forget()

    def secret_changed(self, signed: "SignedIn", *, forced: bool) -> None:
        """Go on after a new password: to the portal, or back to where one was."""
        self.notify(wording.SECRET_CHANGED, timeout=6)
        if forced and self.acting is not None:
            self.enter(replace(signed, acting=self.acting, must_change=False))
        else:
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
        if self.acting is None:
            return
        sessions = self.policy.sessions
        if self.last_input - self._told_alive >= ALIVE_EVERY and self._portal is not None:
            # Typing without asking for anything is being there, too.
            self._told_alive = self.last_input
            self.run_worker(self._tell_alive(self.acting), group="alive", exit_on_error=False)
        staff = self.acting.account.role.staff
        minutes = (sessions.staff_idle_minutes if staff else sessions.idle_minutes).value
        left = minutes * 60 - (self.monotonic() - self.last_input)
        if left <= 0:
            self.sign_out(wording.IDLE)
        elif left <= sessions.warning_seconds.value and not self._warned:
            from bibtui.screens.idle import IdleDialog

            self._warned = True
            self.push_screen(IdleDialog(int(left)), self._stayed)

    async def _tell_alive(self, acting: "Acting") -> None:
        portal = await self.portal()
        await self.ask(portal.accounts.touch, acting)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.failed(event.worker.error)

    def _stayed(self, _: object) -> None:
        self._warned = False

    def close(self) -> None:
        """Close the store, once the application has ended."""
        opened = self._portal
        if (
            opened is not None
            and opened.done()
            and not opened.cancelled()
            and not opened.exception()
        ):
            opened.result().store.close()

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
            app.close()
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
