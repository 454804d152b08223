"""The application every Bibtui screen runs in: no way out, nothing left behind, no loud end."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from bibtui.domain.text import clean
from bibtui.terminal import incident
from bibtui.terminal.canvas import Canvas, Drawn
from bibtui.terminal.caret import caret_on
from bibtui.terminal.filter import ControlFilter
from bibtui.terminal.scrollbar import WholeCells
from bibtui.wording import terminal as wording

EXIT_INCIDENT = 70
"""Exit code after a fault of ours (EX_SOFTWARE)."""

_SHOW_CURSOR, _HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"
_ERASE_SCROLLBACK = "\x1b[3J"


def boottime() -> float:
    """Seconds that neither wall-clock changes nor suspends disturb."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class HardenedApp(App[int], inherit_bindings=False):
    """Base of the Bibtui application.

    `last_input`: when a key, the mouse or a paste was last used, on `monotonic`'s scale.
    `incident_log`: where faults are written; None writes nothing.
    """

    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[Any]] = set()
    ALLOW_SELECT = False
    BINDINGS = [
        # As priorities, the focus has moved before the next key is handed out. Otherwise what is
        # typed ahead of a slow line (a password, after Tab) lands in the field before.
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("ctrl+l", "app.redraw", show=False, priority=True),
    ]
    CLIPBOARD: ClassVar[bool] = False
    """May text be copied, inside the application and to the terminal (OSC 52)?"""

    def __init__(
        self,
        *,
        driver_class: type[Driver] | None = None,
        monotonic: Callable[[], float] = boottime,
        incident_log: Path | None = None,
        **options: Any,
    ) -> None:
        super().__init__(driver_class=driver_class, **options)
        ScrollBar.renderer = WholeCells
        self.features = frozenset()
        self.animation_level = "none"
        self.incident_log = incident_log
        self.monotonic = monotonic
        self.last_input = monotonic()
        self._last_bell = float("-inf")
        self._control_filter = ControlFilter()
        self._canvas = Canvas()
        self._farewell: list[str] = []
        self._forgotten_at = float("-inf")

    # What is drawn, and where it is read

    def refresh_css(self, animate: bool = True) -> None:
        """As Textual's; what was never parsed is not parsed again for the first theme chosen."""
        if self.stylesheet._rules:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        from bibtui.terminal.driver import HardenedDriver

        return HardenedDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._control_filter]

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        caret = caret_on(self.screen) if self._running and self._screen_stack else None
        self._caret_shown = caret is not None
        self.cursor_position = caret or Offset(0, 0)
        if isinstance(renderable, LayoutUpdate | ChopsUpdate) and self._draws:
            colours = self.console._color_system or ColorSystem.TRUECOLOR
            changes = self._canvas.draw(renderable, colours)
            if not changes and self._caret_sent == caret:
                self.post_display_hook()
                return
            self._caret_sent = caret
            renderable = Drawn(changes)  # type: ignore[assignment]
        super()._display(screen, renderable)

    @property
    def _draws(self) -> bool:
        """Does what is displayed now reach the terminal?"""
        ready = self._running and not self._closed and not self._batch_count
        return ready and self._driver is not None and not self._driver.is_headless

    def redraw(self) -> None:
        """Send the whole screen again: the terminal may show anything."""
        self._canvas.forget()
        self.refresh(layout=True)

    def action_redraw(self) -> None:
        """By hand, where another program wrote over the screen."""
        self.redraw()

    _caret_shown: bool = False
    _caret_sent: Offset | None = None

    def _begin_update(self) -> None:
        super()._begin_update()
        if self._driver is not None:
            # Otherwise it is seen running over the screen on a slow line.
            self._driver.write(_HIDE_CURSOR)

    def _end_update(self) -> None:
        if self._driver is not None and self._caret_shown:
            self._driver.write(_SHOW_CURSOR)
        super()._end_update()

    def bell(self) -> None:
        """At most one a second: a stuck key in a full field would ring for each character."""
        now = self.monotonic()
        if now - self._last_bell >= 1:
            self._last_bell = now
            super().bell()

    # What a patron cannot do

    async def _broker_event(
        self, event_name: str, event: events.Event, default_namespace: Any
    ) -> bool:
        """No markup, wherever it comes from, runs an action."""
        return False

    def action_command_palette(self) -> None:
        """Absent."""

    def action_help_quit(self) -> None:
        """Absent."""

    def action_change_theme(self) -> None:
        """Absent."""

    def action_show_help_panel(self) -> None:
        """Absent."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Absent: nothing on the screen goes to a file."""

    def action_suspend_process(self) -> None:
        """Absent."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Absent."""

    def deliver_text(self, *args: Any, **options: Any) -> str | None:
        """Absent."""
        return None

    def deliver_binary(self, *args: Any, **options: Any) -> str | None:
        """Absent."""
        return None

    def deliver_screenshot(self, *args: Any, **options: Any) -> str | None:
        """Absent."""
        return None

    def copy_to_clipboard(self, text: str) -> None:
        """Copies only where `CLIPBOARD` says so."""
        if self.CLIPBOARD:
            super().copy_to_clipboard(text)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """As Textual's, but `message` is taken literally unless `markup` is asked for."""
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    # Between two people

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            self.last_input = self.monotonic()
        elif isinstance(event, events.Resize):
            self._canvas.forget()
        await super().on_event(event)

    def forget(self) -> None:
        """Leave no datum of the person who goes: clipboard, toasts, tooltips, scroll-back.

        The screens that hold data are the caller's to remove.
        """
        self._clipboard = ""
        self._forgotten_at = time.time()
        self.clear_notifications()
        self._last_focused_on_app_blur = None
        for stack in self._screen_stacks.values():
            for screen in stack:
                screen._clear_tooltip()
                screen.clear_selection()
        if self._driver is not None and not self._driver.is_headless:
            self._driver.write(_ERASE_SCROLLBACK)
        self.redraw()

    def _on_notify(self, event: Notify) -> None:
        # One that was still on its way when `forget` was called belongs to who left.
        # (Textual calls its own handler after this one, unless prevented.)
        if event.notification.raised_at <= self._forgotten_at:
            event.prevent_default()

    # The end

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """As Textual's; `message`, a str, is cleaned. A fault's exit code is not overridden."""
        if self._exception is None:
            super().exit(result, return_code)
        if message is not None:
            self._farewell.append(clean(str(message), multiline=True))

    def leave(self, code: int = 0, message: str | None = None) -> None:
        """End with exit code `code`, both as the result and as the return code."""
        self.exit(code, code, message)

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and self._exception is None:
            # A screen taken down as it came up looks for what it has no more: no incident, and
            # the exit code is the one asked for.
            return
        first = self._exception is None
        if first:
            # Pilot raises it again in tests.
            self._exception = error
            self._exception_event.set()
        self._incident(error, announce=first)

    def _fatal_error(self) -> None:
        self._incident(sys.exc_info()[1], announce=not self._farewell)

    def panic(self, *renderables: RenderableType) -> None:
        """An incident; `renderables` are not shown, they may quote anything."""
        self._incident(sys.exc_info()[1], announce=not self._farewell)

    def _incident(self, error: BaseException | None, *, announce: bool) -> None:
        number = incident.record(error, self.incident_log)
        self._return_code = self._return_value = EXIT_INCIDENT
        if announce:
            self._farewell.append(wording.incident(number))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()
        _say(self._farewell)
        self._farewell.clear()

    async def run_async(self, **options: Any) -> int | None:
        asyncio.get_running_loop().set_exception_handler(self._on_loop_exception)
        return await super().run_async(**options)

    def _on_loop_exception(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        # Of a task nobody waits for: written down; by default it is printed with its message.
        incident.record(context.get("exception"), self.incident_log)

    def run(self, **options: Any) -> int | None:
        """As Textual's. No fault ends in a traceback: the exit code is then EXIT_INCIDENT."""
        thread_hook = threading.excepthook
        threading.excepthook = lambda args: _noted(args.exc_value, self.incident_log)
        try:
            return super().run(**options)
        except Exception as error:
            self._incident(error, announce=True)
            self._print_error_renderables()
            return EXIT_INCIDENT
        finally:
            threading.excepthook = thread_hook


def _noted(error: BaseException | None, log: Path | None) -> None:
    incident.record(error, log)


def _say(sentences: list[str]) -> None:
    # On the terminal even when standard error goes to a journal.
    streams = [sys.__stderr__]
    if sys.__stderr__ is None or not sys.__stderr__.isatty():
        streams.append(sys.__stdout__)
    for stream in streams:
        for sentence in sentences:
            try:
                if stream is not None:
                    print(sentence, file=stream, flush=True)
            except (OSError, ValueError):
                break
