"""The terminal, taken as hostile: keys, sizes, pastes, signals and hang-ups."""

import os
import select
import signal
import sys
import termios
import threading
import time
import tty
from codecs import getincrementaldecoder
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, cast

from textual import constants, events, messages
from textual.app import App
from textual.drivers.linux_driver import (
    KITTY_DISAMBIGUATE_ESCAPE_CODES,
    KITTY_REPORT_ALL_KEYS,
    KITTY_REPORT_ASSOCIATED_TEXT,
    LinuxDriver,
)
from textual.geometry import Size
from textual.message import Message

from bibtui.terminal.parser import GuardedParser, PasteGate
from bibtui.terminal.writer import TerminalWriter

if TYPE_CHECKING:
    from bibtui.terminal.app import HardenedApp

MAX_SIZE = (500, 300)
"""Columns and lines; a larger terminal is drawn on in part."""
MAX_PENDING = 200
"""Messages waiting to be handled, past which keys are dropped: a stuck key or scanner."""
GRACE = 1.5
"""Seconds an ending process has before it is ended: it never outlives its terminal."""

_KITTY = KITTY_DISAMBIGUATE_ESCAPE_CODES | KITTY_REPORT_ALL_KEYS | KITTY_REPORT_ASSOCIATED_TEXT
_READ = 4096
_RESTORE = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h"


class HardenedDriver(LinuxDriver):
    """Textual's driver with every input bounded and every end foreseen.

    Draws on standard output, so that standard error may go to a journal. The size comes from the
    kernel alone: reports sent in the input, and COLUMNS or LINES, are ignored.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=False, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._out = sys.__stdout__
        if self._size is None:
            self._size = self._get_terminal_size()
        self._parser = GuardedParser()
        self._pastes = PasteGate()
        self._in_flight = 0
        self._counting = threading.Lock()
        self._ending = 0
        self._watch_read, self._watch_write = os.pipe()
        self._wake_read, self._wake_write = os.pipe()
        self._underlined = not os.environ.get("TERM", "").startswith("linux")
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, self._on_continue)
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, self._on_end_signal)
        threading.Thread(target=self._watch, name="terminal-watch", daemon=True).start()

    @property
    def can_suspend(self) -> bool:
        return False

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Nothing here opens a browser."""

    # The end

    def _on_end_signal(self, number: int, frame: FrameType | None) -> None:
        self.end(128 + number)

    def hang_up(self) -> None:
        """The terminal is gone."""
        self.end(128 + signal.SIGHUP)

    def end(self, code: int) -> None:
        """Leave with `code`, in order if the application answers, by force if not.

        Safe in a signal handler and in any thread.
        """
        if self._ending:
            return
        self._ending = code
        os.write(self._watch_write, b"!")
        with suppress(RuntimeError):  # The loop is already closed.
            self._loop.call_soon_threadsafe(self._leave, code)

    def _leave(self, code: int) -> None:
        self._app.exit(result=code, return_code=code)

    def _watch(self) -> None:
        os.read(self._watch_read, 1)
        time.sleep(GRACE)
        with suppress(termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError):
            os.set_blocking(self._out.fileno(), False)
            os.write(self._out.fileno(), _RESTORE)
            os.set_blocking(self._out.fileno(), True)
        os._exit(self._ending)

    # The screen

    def _get_terminal_size(self) -> tuple[int, int]:
        for stream in (self._out, sys.__stdin__):
            with suppress(OSError, ValueError, AttributeError):
                width, height = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
                if width and height:
                    return min(width, MAX_SIZE[0]), min(height, MAX_SIZE[1])
        return 80, 24

    def _send_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))

    def _on_window_change(self, number: int, frame: FrameType | None) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._send_size)

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        # Stopped from elsewhere: the shell has taken its settings back in between.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._take_again)

    def _take_again(self) -> None:
        if self._writer_thread is None or self._ending:
            return
        self._raw()
        self._enter()
        self._send_size()
        cast("HardenedApp", self._app).redraw()

    def _raw(self) -> None:
        with suppress(termios.error):
            mode = termios.tcgetattr(self.fileno)
            mode[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
            mode[tty.IFLAG] = self._patch_iflag(mode[tty.IFLAG])
            mode[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, mode)

    def _enter(self) -> None:
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        if self._underlined:
            # A block would invert the field's own cursor back to nothing. (The Linux console
            # underlines by itself, and takes this sequence for another.)
            self.write("\x1b[4 q")
        if not constants.DISABLE_KITTY_KEY:
            self.write(f"\x1b[>{_KITTY}u")
        self._request_terminal_sync_mode_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self._enable_mouse_support()

    def start_application_mode(self) -> None:
        self._writer_thread = TerminalWriter(self._out, self.hang_up)
        self._writer_thread.start()
        with suppress(termios.error):
            self.attrs_before = termios.tcgetattr(self.fileno)
        signal.signal(signal.SIGWINCH, self._on_window_change)
        self._send_size()
        self._raw()
        self._enter()
        self._key_thread = threading.Thread(target=self._run_input_thread, name="terminal-input")
        self._key_thread.start()

    def disable_input(self) -> None:
        os.write(self._wake_write, b"!")
        super().disable_input()

    def stop_application_mode(self) -> None:
        if self._underlined:
            self.write("\x1b[0 q")
        super().stop_application_mode()

    def close(self) -> None:
        super().close()
        if self._ending == 128 + signal.SIGHUP:
            # What Python still has to flush at exit would fail, and change the exit code.
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_RDWR)
                for descriptor in (1, 2):
                    if os.isatty(descriptor) or self._is_gone(descriptor):
                        os.dup2(nowhere, descriptor)

    @staticmethod
    def _is_gone(descriptor: int) -> bool:
        poll = select.poll()
        poll.register(descriptor, 0)
        return any(mask & (select.POLLHUP | select.POLLERR) for _, mask in poll.poll(0))

    # The input

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read until told to stop, or until there is no terminal."""
        gone = select.POLLHUP | select.POLLERR | select.POLLNVAL
        poll = select.poll()
        poll.register(self.fileno, select.POLLIN)
        poll.register(self._wake_read, select.POLLIN)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        while not self.exit_event.is_set():
            hurried = self._parser.is_waiting or self._pastes.is_open
            for descriptor, mask in poll.poll(50 if hurried else 5_000):
                if descriptor == self._wake_read:
                    return
                try:
                    data = os.read(descriptor, _READ) if mask & select.POLLIN else b""
                except (BlockingIOError, InterruptedError):
                    continue
                except OSError:
                    data = b""
                if data:
                    self._take(decode(data))
                elif mask & (gone | select.POLLIN):
                    self.hang_up()
                    return
            self._tick()

    def _take(self, text: str) -> None:
        for piece, is_paste in self._pastes.split(text):
            if is_paste:
                self._paste(piece)
            elif self._is_flooded():
                self._parser.restart()
            else:
                self._dispatch(self._parser.feed(piece))
            if self._pastes.is_open:
                # The marker that opened it may have come in two reads: drop its first half.
                self._parser.restart()

    def _tick(self) -> None:
        late = self._pastes.expired()
        if late is not None:
            self._paste(late)
        self._dispatch(self._parser.tick())

    def _paste(self, text: str) -> None:
        self._parser.restart()
        if text:
            self._dispatch([events.Paste(text)])

    def _dispatch(self, taken: list[Message]) -> None:
        for message in taken:
            # One bad message is lost, not the keyboard.
            with suppress(Exception):
                self.process_message(message)

    def process_message(self, message: Message) -> None:
        if isinstance(message, (events.Resize, messages.InBandWindowResize)):
            return
        if isinstance(message, events.MouseEvent):
            width, height = self._get_terminal_size()
            if not (0 <= message.x < width and 0 <= message.y < height):
                return
        # A button let go always counts, or the widget under it would stay held.
        if self._is_flooded() and not isinstance(message, events.MouseUp):
            return
        super().process_message(message)

    def _is_flooded(self) -> bool:
        # Read from another thread: an approximate number is enough.
        waiting = self._in_flight + self._app.message_queue_size
        with suppress(Exception):
            screen = self._app.screen
            waiting += screen.message_queue_size
            if screen.focused is not None:
                waiting += screen.focused.message_queue_size
        return waiting >= MAX_PENDING

    def send_message(self, message: Message) -> None:
        with self._counting:
            self._in_flight += 1
        with suppress(RuntimeError):  # The loop is closed: nobody is left to read.
            self._loop.call_soon_threadsafe(self._deliver, message)

    def _deliver(self, message: Message) -> None:
        with self._counting:
            self._in_flight -= 1
        self._app.post_message(message)
