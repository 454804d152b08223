"""The attacks of tests/terminal, on the real screens: alive, answering, nothing left in a file."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.program import ESCAPE, F12, Program
from tests.terminal.test_input_attacks import ATTACKS

_words = (f"mot{number}" for number in itertools.count())

# Leave or sign out, by design: the program is the patron's own, not a kiosk.
LEAVES = {"ctrl-q", "ctrl-q kitty", "ctrl-q xterm"}


def attacks() -> list[object]:
    return [pytest.param(data, id=name) for name, data in ATTACKS.items() if name not in LEAVES]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("door"), "demo") as program:
        yield program.ready()


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("loans"), "demo") as program:
        yield program.home().loans()


def answers(program: Program, emptied: str, timeout: float = 12.0) -> None:
    """Escape empties what was typed; a word never typed before is then echoed."""
    limit = time.monotonic() + timeout
    while True:
        assert program.is_alive, f"ended ({program.process.returncode})\n{program.incidents}"
        assert time.monotonic() < limit, f"no echo\n{program.text}"
        word = next(_words)
        program.skip_output()
        # An open sequence or paste would swallow it: wait until it is given up.
        program.settle(0.15, 1.0)
        program.send(ESCAPE)
        program.settle(0.1, 1.0)
        program.send(ESCAPE)
        program.settle(0.1, 1.0)
        program.send(emptied + word)
        again = time.monotonic() + 0.8
        while time.monotonic() < again:
            program.pump(0.05)
            if word.encode() in program.output:
                return


def left(program: Program) -> list[str]:
    return [path.name for path in program.files()]


@pytest.mark.parametrize("attack", attacks())
def test_the_sign_in_screen_answers_after(door: Program, attack: bytes) -> None:
    door.send(attack)
    answers(door, "")
    assert left(door) == [] and door.incidents == ""


@pytest.mark.parametrize("attack", attacks())
def test_the_loans_answer_after(loans: Program, attack: bytes) -> None:
    loans.send(attack)
    loans.settle(0.1, 1.0)
    if "Tri :" not in loans.text:  # A digit, Tab and Enter may have gone somewhere else.
        back_to_loans(loans)
    answers(loans, "/")
    loans.send(ESCAPE)
    loans.settle(0.1, 1.0)
    assert left(loans) == [] and loans.incidents == ""


def back_to_loans(program: Program) -> None:
    """From wherever keys have led to: a dialog, Accueil, the sign-in screen."""
    for _ in range(12):
        program.settle(0.1, 1.0)
        if "Se connecter" in program.text and "Identifiant" in program.text:
            program.send(ESCAPE)
            program.home()
        if "F12" not in program.text:
            program.send(ESCAPE)
            continue
        program.send("2")
        program.settle(0.2, 1.0)
        if "Tri :" in program.text:
            return
    raise AssertionError(program.text)


@pytest.mark.parametrize("keys", ["\x11", "\x1b[113;5u", "\x1b[27;5;113~"])
def test_leaving_is_in_order(tmp_path: Path, keys: str) -> None:
    with Program(tmp_path, "demo") as program:
        program.home()
        program.send(keys)
        assert program.wait_for_end() == 0
        assert program.incidents == "" and list((tmp_path / "tmp").iterdir()) == []


def test_the_sign_in_screen_comes_back_after_a_storm_and_a_sign_out(loans: Program) -> None:
    back_to_loans(loans)
    loans.send(F12)
    loans.wait_for_text("Vous êtes déconnecté")
    answers(loans, "")
