"""The real program in a terminal of its own, with a home and a temporary folder of its own."""

import re
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Self

from bibtui.demo.ledger import PASSWORD
from tests.terminals import Terminal

ROOT = Path(__file__).parents[2]

UP, DOWN, LEFT, RIGHT = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
TAB, BACK_TAB, ENTER, ESCAPE = "\t", "\x1b[Z", "\r", "\x1b"
F1, F2, F4, F5, F9, F12 = "\x1bOP", "\x1bOQ", "\x1bOS", "\x1b[15~", "\x1b[20~", "\x1b[24~"

# What the person who runs the tests has must not change them.
_FORGOTTEN = (
    "BIBTUI_DATABASE",
    "BIBTUI_POLICY",
    "BIBTUI_CONFIG",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "NO_COLOR",
    "COLORTERM",
    "LC_ALL",
)


def environment(folder: Path) -> dict[str, str | None]:
    """What `bibtui` finds in its environment: its folders are under `folder`."""
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    return {
        **dict.fromkeys(_FORGOTTEN),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }


class Program(Terminal):
    """`python -m bibtui ARGUMENTS`, or another module of the same, in a pty."""

    def __init__(
        self,
        folder: Path,
        *arguments: str | Path,
        module: str = "bibtui",
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,
    ) -> None:
        self.folder = folder
        super().__init__(
            [sys.executable, "-m", module, *arguments],
            size=size,
            env={**environment(folder), **(env or {})},
            cwd=folder,
        )

    def ready(self) -> Self:
        """Wait for the sign-in screen, ready to be typed in."""
        self.wait_for_text("Identifiant", 20)
        self.wait_until(lambda: self.cursor_is_shown and self.cursor != (0, 0), "the cursor")
        return self

    def sign_in(self, identifier: str = "AuroreB", secret: str = PASSWORD) -> Self:
        """By keyboard, from the sign-in screen to what comes after it."""
        self.send(identifier + TAB)
        self.send(secret + ENTER)
        self.wait_until(
            lambda: "Mot de passe" not in self.text or "F12" in self.text, "what comes after", 20
        )
        return self

    def home(self) -> Self:
        """Sign in as the reader of the guide, and wait for Accueil."""
        self.ready().sign_in()
        self.wait_for_text("Vous avez emprunté", 20)
        self.settle()
        return self

    def loans(self) -> Self:
        """From Accueil to Prêts."""
        self.send("2")
        self.wait_for_text("Tri :", 15)
        self.settle()
        return self

    @property
    def rows(self) -> str:
        """The screen with runs of blanks and frames made one space: words may be wrapped."""
        return re.sub(r"[\s│╭╮╰╯─]+", " ", self.text)

    def wait_for_words(self, words: str, timeout: float = 15.0) -> None:
        """Wait until `words` are on the screen, wrapped or not."""
        self.wait_until(lambda: words in self.rows, repr(words), timeout)

    def at_cursor(self) -> str:
        """The row of the cursor, from the cursor on."""
        column, row = self.cursor
        return self.lines[row][column:]

    @property
    def incidents(self) -> str:
        """What the program has noted of its faults."""
        log = self.folder / "home" / ".local" / "state" / "bibtui" / "incidents.log"
        return log.read_text() if log.exists() else ""

    def files(self, but: Sequence[str] = ("*.sqlite*", "*.db*")) -> list[Path]:
        """The files under its folders, all but databases."""
        found = (path for name in ("home", "tmp") for path in (self.folder / name).rglob("*"))
        return [
            path
            for path in found
            if path.is_file() and not any(path.match(pattern) for pattern in but)
        ]

    @property
    def memory(self) -> int:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def own_library(folder: Path, network: str = "saint-etienne", today: date | None = None) -> Path:
    """A store that is no demonstration's, with the same people in it; its path."""
    from bibtui import demo, resources
    from bibtui.demo.seed import seed
    from bibtui.domain.policy.load import load
    from bibtui.services.hashing import Hasher
    from bibtui.store import upgrade
    from bibtui.store.engine import Store

    path = folder / "library.db"
    upgrade.create(path)
    store = Store.open(path)
    ledger = demo.read(network)
    policy = load(resources.policy_file(network))
    seed(store, ledger, policy, today or ledger.day, Hasher(time_cost=1, memory_kib=8))
    store.close()
    return path


def ended_within(program: Program, seconds: float) -> int:
    """The exit code of a program that must end by then."""
    before = time.monotonic()
    code = program.wait_for_end(seconds)
    assert time.monotonic() - before <= seconds
    return code
