"""`bibtui` run as people and scripts run it: a process, without a terminal."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Run = subprocess.CompletedProcess[str]
Bibtui = Callable[..., Run]


def environment(home: Path) -> dict[str, str]:
    """An environment in which the user whose folder is `home` has nothing of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    places = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    return {**kept, **places, "PYTHONUTF8": "1", "TERM": "xterm-256color"}


def runner(home: Path) -> Bibtui:
    """Runs `bibtui` with arguments, in `home`, without a terminal."""

    def run(*arguments: str, **environ: str) -> Run:
        return subprocess.run(
            [sys.executable, "-m", "bibtui", *arguments],
            cwd=home,
            env={**environment(home), "PYTHONPATH": str(ROOT), **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path)


@pytest.fixture
def bibtui(tmp_path: Path) -> Bibtui:
    return runner(tmp_path)


def refused(run: Run, code: int, *words: str) -> str:
    """`run` failed with `code` and said `words` in one breath, without a traceback."""
    said = run.stderr.replace("\u00a0", " ")
    assert run.returncode == code, (run.returncode, said)
    for word in words:
        assert word in said
    assert "Traceback" not in said
    return said
