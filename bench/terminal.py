"""A program run in a pseudo-terminal, timed and counted: what the benches share."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import pyte

PATIENCE = 60.0
"""Seconds after which what was waited for will not come."""

QUIET = 0.3
"""Seconds without a byte after which a first screen is taken as painted."""

# pyte prints the body of private CSI sequences (kitty keyboard, cursor style) as text.
_PRIVATE = re.compile(rb"\x1b\[[<=>?][0-9;:]*[uq]|\x1b\[[0-9;]* q")


class Terminal:
    """A child process on a pty of `columns` × `rows`, its screen kept by pyte."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # The child sees its size before anything runs.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), dict(environ))
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self.fd, keys.encode())

    def read(self, seconds: float) -> bool:
        """Take in what comes within `seconds`; False when nothing did, or the program ended."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.received += data
        self._stream.feed(_PRIVATE.sub(b"", data))
        return bool(data)

    def text(self) -> str:
        """The screen, as text."""
        return "\n".join(self.screen.display).replace("\u00a0", " ")

    def until(self, seen: Callable[[str], bool]) -> float:
        """Wait until the screen's text is as wanted; the seconds since the start."""
        while not seen(self.text()):
            if time.perf_counter() - self.started > PATIENCE:
                raise TimeoutError(self.text())
            self.read(0.01)
        return time.perf_counter() - self.started

    def first(self, seen: Callable[[str], bool]) -> tuple[float, float]:
        """When the screen's text first is as wanted: seconds since the start, and of processor.

        What comes is read at once and understood afterwards: pyte is slower than any terminal.
        """
        arrived: list[tuple[bytes, float, float]] = []
        while select.select([self.fd], [], [], PATIENCE if not arrived else QUIET)[0]:
            data = os.read(self.fd, 65536)
            arrived.append((data, time.perf_counter() - self.started, self._processor()))
        for data, at, processor in arrived:
            self._stream.feed(_PRIVATE.sub(b"", data))
            if seen(self.text()):
                return at, processor
        raise TimeoutError(self.text())

    def _processor(self) -> float:
        """Seconds of processor the child has used, all its threads together."""
        tasks = f"/proc/{self.pid}/task"
        used = 0
        for task in os.listdir(tasks):
            with suppress(FileNotFoundError), open(f"{tasks}/{task}/schedstat") as file:
                used += int(file.read().split()[0])
        return used / 1e9

    def settle(self, seconds: float = 1.0) -> None:
        """Wait until nothing has come for `seconds`."""
        while self.read(seconds):
            pass

    def close(self) -> None:
        """End the program, and wait for it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def environment(home: str) -> dict[str, str]:
    """An environment in which the user has nothing yet, on a colour terminal."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": os.getcwd(),
    }
