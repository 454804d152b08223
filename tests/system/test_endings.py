"""However the real program ends: at once, the store whole, the terminal given back, no datum."""

import signal
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from bibtui import resources
from bibtui.demo.ledger import PASSWORD
from tests.system.program import DOWN, ENTER, F2, Program, ended_within, own_library

POLICY = resources.policy_file("saint-etienne")
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"


def opened(folder: Path, database: Path, *fault: str) -> Program:
    return Program(
        folder,
        database,
        POLICY,
        "2023-10-06",
        *fault,
        module="tests.system.opened",
        size=(120, 40),
    )


def about_to_renew(program: Program) -> None:
    """As Aurore, on Hannibal's loan, with the question whether to renew it."""
    program.home().loans()
    program.send(F2)
    program.settle()
    program.send(DOWN + ENTER)
    program.wait_for_text("Vous agissez pour Hannibal")
    program.wait_for_text("La cuisine italienne")
    program.settle()
    program.send("p")
    program.wait_for_text("Prolonger 1 document")
    program.settle()


def whole(database: Path) -> bool:
    """The store is sound, and the renewal is there entirely or not at all; was it done?"""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        done = connection.execute(
            "SELECT count(*) FROM renewal WHERE due_before = '2023-10-07'"
        ).fetchone()[0]
        moved = connection.execute(
            "SELECT count(*) FROM loan JOIN item ON item.id = item_id WHERE"
            " returned_on IS NULL AND barcode = '34200019650858' AND due_on = '2023-10-28'"
        ).fetchone()[0]
        told = connection.execute("SELECT count(*) FROM journal WHERE verb = 'loan.renew'")
        assert done == moved == told.fetchone()[0]
        return bool(done)


@pytest.mark.parametrize(
    "delay", [0.01, *(pytest.param(delay, marks=pytest.mark.soak) for delay in (0.0, 0.05))]
)
@pytest.mark.parametrize("how", ["HUP", "line cut"])
def test_cut_in_the_middle_of_a_renewal(tmp_path: Path, how: str, delay: float) -> None:
    database = own_library(tmp_path)
    with opened(tmp_path, database) as program:
        about_to_renew(program)
        program.send(ENTER)
        time.sleep(delay)
        if how == "HUP":
            program.signal(signal.SIGHUP)
        else:
            program.hang_up()
        code = ended_within(program, 2.0)
        assert b"Traceback" not in program.output and program.incidents == ""
        assert code == 129
    whole(database)
    # What was cut can be done again, or was done.
    with opened(tmp_path, database) as program:
        about_to_renew(program) if not whole(database) else program.home()
        assert program.incidents == ""


def test_what_was_said_done_is_done(tmp_path: Path) -> None:
    database = own_library(tmp_path)
    with opened(tmp_path, database) as program:
        about_to_renew(program)
        program.send(ENTER)
        program.wait_for_words("La prolongation a été effectuée")
        program.signal(signal.SIGKILL)
        assert program.wait_for_end() == -signal.SIGKILL
    assert whole(database)


@pytest.mark.parametrize("where", ["sign-in", "Prêts"])
def test_a_signal_to_end_gives_the_terminal_back(tmp_path: Path, where: str) -> None:
    with Program(tmp_path, "demo") as program:
        program.ready() if where == "sign-in" else program.home().loans()
        program.signal(signal.SIGTERM)
        # Just after the start the store is still in the making: the end is forced after 1.5 s.
        assert ended_within(program, 2.0 if where == "Prêts" else 3.0) == 143
        given_back(program)
        assert b"Traceback" not in program.output
        if where == "Prêts":  # Before, the store may still be in the making, and the end is forced.
            assert list((tmp_path / "tmp").iterdir()) == []


def given_back(program: Program) -> None:
    output = program.output
    assert LEAVE_ALTERNATE_SCREEN in output
    assert output.rindex(b"\x1b[?25h") > output.rindex(b"\x1b[?25l")
    assert program.mode[:4] == program.initial_mode[:4]


def test_a_fault_on_a_screen_says_a_number_and_no_datum(tmp_path: Path) -> None:
    database = own_library(tmp_path)
    with opened(tmp_path, database, "fault") as program:
        program.home().loans()
        drawn = len(program.output)
        program.send("t")
        assert program.wait_for_end() == 70
        given_back(program)
        after = bytes(program.output[drawn:])
        said = after[after.rindex(LEAVE_ALTERNATE_SCREEN) :].decode()
        assert "Un incident est survenu" in said
        for leak in ("24200001234564", "Pilates", "Traceback", "KeyError", "card_local", "AuroreB"):
            assert leak not in after.decode("utf-8", "replace"), leak
        assert PASSWORD.encode() not in program.output
        log = program.incidents
        assert "KeyError" in log and "opened.py" in log
        assert "24200001234564" not in log and "Pilates" not in log
        (path,) = (tmp_path / "home").rglob("incidents.log")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        # The sentence is on the screen one had before, and the number is the log's.
        assert log.split()[1] in program.text.replace("\n", "")
    whole(database)
