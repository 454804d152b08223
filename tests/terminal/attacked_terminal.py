"""An application under attack, in a pty, and the question whether it still answers."""

import itertools
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.terminals import Terminal

ROOT = Path(__file__).parents[2]
F5 = "\x1b[15~"
REDRAW = "\x0c"
_words = (f"mot{number}" for number in itertools.count())


class Attacked(Terminal):
    """One of `attacked_apps.APPS` in a pty; `folder` is its working folder and its home."""

    def __init__(
        self,
        scenario: str,
        folder: Path,
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
        before: str = "",
        after: str = "",
    ) -> None:
        self.folder = folder
        self._starts = 0
        python = f"exec {sys.executable} -m tests.terminal.attacked {scenario} {folder}/log"
        super().__init__(
            ["sh", "-c", f"{before} {python} {after}"],
            size=size,
            env={"PYTHONPATH": f"{ROOT}:{folder}", "HOME": str(folder), **(env or {})},
            cwd=folder,
        )

    @property
    def files(self) -> list[str]:
        """What the program has left in its folder, its own log apart."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != "log")

    @property
    def log(self) -> str:
        path = self.folder / "log" / "incidents.log"
        return path.read_text() if path.exists() else ""

    def ready(self) -> "Attacked":
        self.wait_for_text("prêt")
        return self

    def afresh(self, timeout: float = 8.0) -> None:
        """F5: empty fields, the first one focused; pressed again until it is seen."""
        before = self.starts
        limit = time.monotonic() + timeout
        presses = 0
        while self.starts <= before:
            assert time.monotonic() < limit and self.is_alive, (
                f"no answer to F5; exit code {self.process.poll()}\n{self.text}\n{self.log}"
            )
            self.send(REDRAW + F5)
            presses += 1
            again = time.monotonic() + 0.3
            while time.monotonic() < again and self.starts <= before:
                self.pump(0.05)
        if presses > 1:
            # One that comes late would clear what is typed next.
            self.settle(0.3, 1.0)

    @property
    def starts(self) -> int:
        """How many times F5 has been seen to work."""
        told = re.findall(r"prêt (\d+)", self.text)
        self._starts = max([self._starts, *map(int, told)])
        return self._starts

    def answers(self, timeout: float = 10.0) -> None:
        """The program is alive: it starts afresh and says a word that was never typed before.

        Tried again: a late F5, or a key dropped in a flood, may spoil the first word.
        """
        limit = time.monotonic() + timeout
        echoed = False
        while not echoed:
            assert time.monotonic() < limit, f"no echo\n{self.text}\n{self.log}"
            self.afresh()
            word = next(_words)
            self.send(word)
            again = time.monotonic() + 0.5
            while time.monotonic() < again and not echoed:
                self.pump(0.05)
                echoed = f"<{word}>" in self.text

    def order(self, word: str) -> None:
        """Submit one of the orders of `attacked_apps.Form`."""
        self.afresh()
        self.send(word + "\r")

    def type_secret(self, secret: str) -> None:
        """Type in the password field."""
        self.afresh()
        self.send("\t" + secret)
        self.settle(0.1, 1.0)

    @property
    def memory(self) -> int:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
