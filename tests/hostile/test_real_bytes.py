"""The real program on a hostile library, in a real terminal: no byte of it gets through."""

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bibtui.wording.app import SIGNED_OUT
from tests.hostile import library
from tests.hostile.library import FORBIDDEN, INVISIBLE, LITERAL, READER, Hostile
from tests.system.program import DOWN, ENTER, ESCAPE, F1, F2, F4, F5, F12, Program, environment


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(tmp_path_factory.mktemp("hostile"), long=False)


@pytest.mark.parametrize(
    "size",
    [(80, 24), pytest.param((120, 40), marks=pytest.mark.soak)],
    ids=["80x24", "120x40"],
)
def test_no_forbidden_byte_reaches_the_terminal(
    hostile: Hostile, tmp_path: Path, size: tuple[int, int]
) -> None:
    shutil.copy(hostile.database, tmp_path / "library.db")
    policy, day = hostile.policy_file, library.TODAY.isoformat()
    with Program(
        tmp_path, tmp_path / "library.db", policy, day, module="tests.system.opened", size=size
    ) as program:
        program.ready()
        program.send(F5)
        program.wait_for_text("OK")
        program.send(ESCAPE)
        program.settle()
        program.send("2420000" + "\t" + "faux" + ENTER)
        program.wait_for_words("Ce numéro")
        program.send(ESCAPE)
        program.settle()  # Escape and a letter at once would be Alt and that letter.
        program.sign_in(READER)
        program.wait_for_words("Vous avez emprunté")
        program.settle()
        for row, line in enumerate(program.lines, 1):  # The traps, clicked.
            if LITERAL in line:
                column = line.index(LITERAL) + LITERAL.index("x[/]") + 1
                program.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
                program.settle(0.1)
        if "F12" not in program.text:
            program.send(ESCAPE)
            program.settle()
        program.send("2")
        program.wait_for_text("Tri :")
        for keys in (DOWN, DOWN, "a", "t", "t", "e", ESCAPE, "p", ESCAPE, F1, ESCAPE, F4, ESCAPE):
            program.send(keys)
            program.settle(0.1)
        program.send(F2)
        program.settle()
        program.send(DOWN + ENTER)
        program.wait_for_text("Vous agissez pour")
        program.settle()
        program.send("p")
        program.settle()
        program.send(ENTER)
        program.settle()
        program.send(ESCAPE)
        program.settle()
        program.send(F12)
        program.wait_for_text(SIGNED_OUT)
        program.sign_in(library.STAFF)
        program.wait_for_text("tableau de bord")
        program.settle()
        program.send(F12)
        program.settle()
        # A control of ours that no one may write: the scroll-back erased at sign-out.
        assert b"\x1b[3J" in program.output
        told = {name for name, payload in FORBIDDEN.items() if payload in program.output}
        assert not told
        assert program.is_alive and program.incidents == ""


def shown(hostile: Hostile, folder: Path, *arguments: str) -> str:
    """What `bibtui show` prints of the hostile library."""
    (folder / "secret").write_text(library.PASSWORD + "\n")
    environ = {**os.environ, **environment(folder)}
    options = {
        "--card": READER,
        "--password-file": folder / "secret",
        "--today": library.TODAY.isoformat(),
        "--database": shutil.copy(hostile.database, folder / "copy.db"),
        "--policy": hostile.policy_file,
    }
    typed = [str(each) for option in options.items() for each in option]
    run = subprocess.run(
        [sys.executable, "-m", "bibtui", "show", *arguments, *typed],
        env={name: value for name, value in environ.items() if value is not None},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr.decode()
    assert b"Traceback" not in run.stderr
    return run.stdout.decode()


@pytest.mark.parametrize("what", ["account", "loans"])
def test_the_plain_text_is_as_harmless(hostile: Hostile, tmp_path: Path, what: str) -> None:
    text = shown(hostile, tmp_path, what)
    assert LITERAL in text
    found = INVISIBLE.search(text.replace("\n", ""))
    assert found is None, repr(found)


def test_no_cell_of_a_csv_is_a_formula(hostile: Hostile, tmp_path: Path) -> None:
    text = shown(hostile, tmp_path, "loans", "--format", "csv")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 6
    assert any("=Q" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\0"))]
    assert not INVISIBLE.search(text.replace("\r\n", "")), "controls in the cells"
