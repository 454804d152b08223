"""What cannot be opened: one French sentence, the place, the remedy, the exit code; no residue."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bibtui import resources
from tests.system.program import F5, F9, Program, own_library

POLICY = resources.policy_file("saint-etienne")


def refused(program: Program, code: int, *words: str) -> str:
    """It ends with `code`, says `words` in one sentence, and has drawn nothing."""
    assert program.wait_for_end(20) == code
    said = program.output.decode().replace("\u00a0", " ").replace("\r\n", "\n")
    assert said.count("\n") == 1, said
    assert "\x1b" not in said and "Traceback" not in said
    for word in words:
        assert word in said, said
    return said


@pytest.mark.parametrize("command", [("demo",), ()], ids=["demo", "portal"])
@pytest.mark.parametrize("term", ["dumb", None])
def test_a_terminal_that_cannot_draw(
    tmp_path: Path, term: str | None, command: tuple[str, ...]
) -> None:
    with Program(tmp_path, *command, env={"TERM": term}) as program:
        refused(program, 2, "ne sait pas placer de curseur", "TERM=")
    assert program.files(but=()) == []


@pytest.mark.parametrize("redirection", ["</dev/null", ">/dev/null", "<&-"])
def test_no_terminal(tmp_path: Path, redirection: str) -> None:
    (tmp_path / "run.py").write_text(
        "import subprocess, sys\n"
        f"sys.exit(subprocess.call([sys.executable + ' -m bibtui demo {redirection}'], shell=True))"
    )
    with Program(tmp_path, module="run", env={"PYTHONPATH": f"{Path.cwd()}:{tmp_path}"}) as program:
        refused(program, 2, "a besoin d'un terminal", "bibtui show")


def test_an_unknown_key_in_the_policy(tmp_path: Path) -> None:
    text = POLICY.read_text(encoding="utf-8")
    line = text.split("[loans]\n")[0].count("\n") + 2
    policy = tmp_path / "la-mienne.toml"
    policy.write_text(text.replace("[loans]\n", "[loans]\nlenght = 3\n"), encoding="utf-8")
    database = own_library(tmp_path)
    with Program(tmp_path, "--database", database, "--policy", policy) as program:
        refused(program, 1, "la-mienne.toml", f"ligne {line}", "lenght")


def test_an_unknown_demonstration(tmp_path: Path) -> None:
    with Program(tmp_path, "demo", "atlantide") as program:
        refused(program, 1, "atlantide", "saint-etienne")
    assert program.files(but=()) == []


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    database = own_library(tmp_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


def said_on_the_screen(program: Program, *words: str) -> None:
    """The sign-in screen says it, and goes on answering."""
    program.wait_for_words(words[0], 20)
    for word in words:
        assert word in program.rows.replace("\u00a0", " ")
    program.send(F5)
    program.wait_for_text("OK")
    assert program.is_alive and program.incidents == ""


def test_a_newer_database(tmp_path: Path, newer: Path) -> None:
    before = newer.read_bytes()
    with Program(tmp_path, "--database", newer, "--policy", POLICY, size=(120, 40)) as program:
        said_on_the_screen(program, "plus récente (9999)", "mettez Bibtui à jour")
    assert newer.read_bytes() == before


def test_an_unreachable_server(tmp_path: Path) -> None:
    url = "postgresql://127.0.0.1:1/x"
    with Program(tmp_path, "--database", url, "--policy", POLICY, size=(120, 40)) as program:
        said_on_the_screen(program, "ne peut pas être jointe", "127.0.0.1:1/x")


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A store in a folder of which nothing may be changed, even by the administrator."""
    folder = tmp_path / "verrou"
    folder.mkdir()
    database = own_library(folder)
    for path in (database, folder):
        path.chmod(0o555)
    yield database
    folder.chmod(0o755)


def test_a_folder_that_cannot_be_written(tmp_path: Path, read_only: Path) -> None:
    if os.geteuid() == 0:
        # Rights do not stop the administrator; a file system without rights does.
        read_only = Path("/proc/bibtui.db")
    with Program(tmp_path, "--database", read_only, "init", "--policy", POLICY) as program:
        code = program.wait_for_end(20)
        said = program.output.decode().replace("\u00a0", " ")
    assert code == 1 and "Traceback" not in said
    assert "vérifiez vos droits" in said or "déjà une base" in said
    assert not (tmp_path / "home" / ".config").exists()


@pytest.mark.parametrize(
    ("size", "term", "extra"),
    [
        ((80, 24), "linux", {}),
        pytest.param((80, 24), "screen", {}, marks=pytest.mark.soak),
        ((80, 24), "tmux-256color", {}),
        ((120, 40), "xterm-256color", {"NO_COLOR": "1"}),
        ((250, 60), "xterm-256color", {"COLORTERM": "truecolor"}),
        pytest.param((80, 24), "vt100", {"LANG": "C"}, marks=pytest.mark.soak),
    ],
    ids=lambda value: str(value),
)
def test_terminals_of_all_kinds(
    tmp_path: Path, size: tuple[int, int], term: str, extra: dict[str, str]
) -> None:
    with Program(tmp_path, "demo", size=size, env={"TERM": term, **extra}) as program:
        program.home().loans()
        assert "Pilates" in program.text and "En retard" in program.text
        assert any("Pilates" in line for line in program.lines)
        colours = b"\x1b[38;" in program.output or b"\x1b[3" in program.output
        assert colours or "NO_COLOR" in extra
        if "NO_COLOR" in extra:
            assert b"[38;2;" not in program.output or _grey(program.output)
        program.send(F9)
        program.settle()
        assert program.is_alive and program.incidents == ""


def _grey(output: bytearray) -> bool:
    """Is every colour sent a shade of grey?"""
    import re

    found = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", output)
    return all(red == green == blue for red, green, blue in found)


def test_a_window_too_small_says_so_and_loses_nothing(tmp_path: Path) -> None:
    with Program(tmp_path, "demo", size=(40, 10)) as program:
        program.wait_for_words("Cette fenêtre est trop petite", 20)
        program.resize(80, 24)
        program.ready()
        program.send("Auro")
        program.settle()
        program.resize(40, 10)
        program.wait_for_words("Cette fenêtre est trop petite")
        program.resize(120, 40)
        program.wait_for_text("Auro")
        program.send("reB")
        program.wait_for_text("AuroreB")
