"""A real terminal for tests: a program in a pty, with a screen that understands it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte


class Terminal:
    """`argv` running in its own session on a pty of `size` (columns, rows).

    The environment is the caller's with TERM set, changed by `env` (None removes a variable).
    Everything the program writes is kept in `output`; the screen is `lines` and `cursor`.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
        cwd: str | Path | None = None,
    ) -> None:
        environ = {**os.environ, "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES"):
            environ.pop(name, None)
        for name, value in (env or {}).items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = value
        self._master, slave = pty.openpty()
        _set_size(slave, size)
        self.initial_mode = termios.tcgetattr(slave)
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._unseen = bytearray()
        self.output = bytearray()
        """Every byte the program has written."""
        self._hung_up = False
        self.process = subprocess.Popen(
            [str(argument) for argument in argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environ,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        # Kept open: the modes can be read after the program has gone.
        self._slave: int | None = slave

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program if it has not ended, and free the pty."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the terminal under the program, as a cut line does."""
        if not self._hung_up:
            self._hung_up = True
            if self._slave is not None:
                os.close(self._slave)
                self._slave = None
            os.close(self._master)

    # What is typed

    def send(self, data: str | bytes) -> None:
        """Type `data`, taking what the program writes meanwhile."""
        left = data.encode() if isinstance(data, str) else data
        while left:
            self.pump(0)
            _, writable, _ = select.select([], [self._master], [], 0.05)
            if writable:
                left = left[os.write(self._master, left[:512]) :]

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal; the program is told by SIGWINCH."""
        self._see()
        self._screen.resize(rows, columns)
        _set_size(self._master, (columns, rows))

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    # What is seen

    def pump(self, seconds: float = 0.0) -> bool:
        """Take what the program writes, waiting at most `seconds`; was there any?"""
        if self._hung_up:
            return False
        try:
            readable, _, _ = select.select([self._master], [], [], seconds)
            data = os.read(self._master, 65536) if readable else b""
        except OSError:
            return False
        self.output += data
        self._unseen += data
        return bool(data)

    def _see(self) -> None:
        if self._unseen:
            data, self._unseen = bytes(self._unseen), bytearray()
            self._stream.feed(data)

    def skip_output(self) -> None:
        """Do not draw what has been written and not yet looked at (a flood is slow to draw).

        The screen is then no longer what the program believes it is, until it is asked for again.
        """
        self.pump(0)
        self._unseen.clear()

    def scribble(self, data: str) -> None:
        """Write on the screen as another program would, the one here not knowing."""
        self._see()
        self._stream.feed(data.encode())

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without trailing blanks."""
        self._see()
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen, rows joined by line feeds."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the hardware cursor, from 0."""
        self._see()
        return self._screen.cursor.x, self._screen.cursor.y

    @property
    def cursor_is_shown(self) -> bool:
        """Is the hardware cursor visible?"""
        self._see()
        return not self._screen.cursor.hidden

    @property
    def is_alive(self) -> bool:
        """Is the program still running?"""
        return self.process.poll() is None

    @property
    def mode(self) -> list[object]:
        """The terminal's modes, as `termios.tcgetattr` gives them."""
        return termios.tcgetattr(self._master)

    def wait_until(
        self, seen: Callable[[], bool], what: str = "the screen", timeout: float = 10.0
    ) -> None:
        """Wait for `seen()`; AssertionError with the screen after `timeout` seconds."""
        limit = time.monotonic() + timeout
        while not seen():
            left = limit - time.monotonic()
            if left <= 0:
                state = "running" if self.is_alive else f"ended ({self.process.returncode})"
                raise AssertionError(f"{what} not seen; {state}; screen:\n{self.text}")
            self.pump(min(left, 0.05))
            if not self.is_alive:
                while self.pump(0.02):
                    pass

    def wait_for_text(self, text: str, timeout: float = 10.0) -> None:
        """Wait until `text` stands on one row of the screen."""
        self.wait_until(lambda: any(text in line for line in self.lines), repr(text), timeout)

    def wait_for_bytes(self, data: bytes, timeout: float = 10.0) -> None:
        """Wait until the program has written `data`."""
        self.wait_until(lambda: data in self.output, repr(data), timeout)

    def settle(self, quiet: float = 0.15, timeout: float = 5.0) -> None:
        """Wait until the program has written nothing for `quiet` seconds."""
        limit = time.monotonic() + timeout
        while self.pump(quiet) and time.monotonic() < limit:
            pass

    def wait_for_end(self, timeout: float = 10.0) -> int:
        """The exit code (negative: the signal that killed it), once the program has ended."""
        limit = time.monotonic() + timeout
        while self.is_alive:
            assert time.monotonic() < limit, f"still running after {timeout} s"
            if not self.pump(0.02):
                time.sleep(0.01)
        while self.pump(0.02):
            pass
        return self.process.returncode


def _set_size(descriptor: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
