"""Before the first screen: no terminal, a poor one, a hostile environment, an early Ctrl+C."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bibtui.terminal.start import scrub
from tests.terminal.attacked_terminal import ROOT, Attacked
from tests.terminals import Terminal


@pytest.mark.parametrize("redirection", ["</dev/null", ">/dev/null", "<&-", ">&-", "| cat"])
def test_without_a_terminal_it_says_so(tmp_path: Path, redirection: str) -> None:
    exit_code = "; exit $?" if redirection != "| cat" else ""
    with Attacked("form", tmp_path, before="(", after=f"{redirection}){exit_code}") as terminal:
        code = terminal.wait_for_end()
        said = terminal.output.decode()
    assert "Bibtui a besoin d'un terminal" in said
    assert "\x1b" not in said
    assert code == (2 if exit_code else 0)


@pytest.mark.parametrize("term", ["dumb", "", None, "unknown"])
def test_a_terminal_that_cannot_place_a_cursor_is_refused(tmp_path: Path, term: str | None) -> None:
    with Attacked("form", tmp_path, env={"TERM": term}) as terminal:
        assert terminal.wait_for_end() == 2
        said = terminal.output.decode()
    assert "Ce terminal ne sait pas placer de curseur" in said
    assert "\x1b" not in said


def test_no_terminal_at_all(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.terminal.attacked", "form", str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
    )
    assert done.returncode == 2 and done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_the_environment_neither_logs_nor_imports_nor_resizes(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("open('imported', 'w')\nclass Driver: pass\n")
    hostile = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "events.log",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_PRESS": "x,y,z",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "COLUMNS": "99999",
        "LINES": "99999",
        "PYTHONIOENCODING": "latin-1",
    }
    with Attacked("form", tmp_path, env=hostile) as terminal:
        terminal.ready().type_secret("mot de passe")
        terminal.order("taille")
        terminal.wait_for_text("taille Size(width=80, height=24)")
        terminal.send("\x03")
        terminal.answers()
        assert b"\\u" not in terminal.output
        assert terminal.memory < 150
    assert terminal.files == ["evil.py"] or terminal.files == ["__pycache__", "evil.py"]
    assert not (tmp_path / "__pycache__").exists()


def test_only_our_own_names_reach_textual() -> None:
    environ = {"TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL": "x", "COLUMNS": "9", "HOME": "/h"}
    scrub(environ)
    assert environ == {"HOME": "/h"}
    environ["BIBTUI_NO_KITTY"] = "1"
    scrub(environ)
    assert environ["TEXTUAL_DISABLE_KITTY_KEY"] == "1"


@pytest.mark.parametrize("wanted", [None, "1"])
def test_the_kitty_protocol_can_be_declined(tmp_path: Path, wanted: str | None) -> None:
    with Attacked("form", tmp_path, env={"BIBTUI_NO_KITTY": wanted}) as terminal:
        terminal.ready()
        assert (b"\x1b[>" in terminal.output) == (wanted is None)


def test_ctrl_c_in_the_window_before_raw_mode_does_nothing() -> None:
    program = (
        "import time; from bibtui.terminal.start import prepare; prepare();"
        "print('window', flush=True); time.sleep(0.4); print('survived', flush=True)"
    )
    with Terminal([sys.executable, "-c", program], cwd=ROOT) as terminal:
        terminal.wait_for_text("window")
        terminal.send("\x03\x1c\x1a")
        terminal.wait_for_text("survived")
        assert terminal.wait_for_end() == 0


def test_preparing_does_not_import_textual() -> None:
    program = (
        "import sys; import bibtui.terminal.start, bibtui.wording.terminal;"
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=os.environ).returncode == 0
