"""The attacks of tests/terminal, on the real screens: alive, answering, nothing left in a file."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events

from bibtui.app import BibtuiApp, opening_of
from bibtui.resources import policy_file
from bibtui.screens.signin import SignInScreen
from bibtui.settings import Settings
from tests.system.program import ESCAPE, Program
from tests.terminal.test_input_attacks import ATTACKS

# Letters that are no key of any screen, should a word be typed beside a field.
_words = ("w" + "".join(letters) for letters in itertools.product("bcfghlmnqrsuvxyz", repeat=4))

# Leave, by design: the program is the patron's own, not a kiosk.
LEAVES = ("ctrl-q", "ctrl-q kitty", "ctrl-q xterm")
# On Prêts the whole list is for the long run; these end or freeze an application not hardened.
WORST = (
    "palette quit",
    "palette screenshot",
    "utf-8 FF FE",
    "latin-1 e acute",
    "x10 mouse",
    "no number",
    "past unicode",
    "long number",
    "forged size",
    "mouse held",
    "focus storm",
    "paste of escapes",
    "paste never ended",
)


def attacks(*, briefly: tuple[str, ...] = ()) -> list[object]:
    return [
        pytest.param(
            data, id=name, marks=() if not briefly or name in briefly else (pytest.mark.soak,)
        )
        for name, data in ATTACKS.items()
        if name not in LEAVES
    ]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("door"), "demo") as program:
        yield program.ready()


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("loans"), "demo") as program:
        yield program.home()


def answers(program: Program, prepare: Callable[[Program], None], timeout: float = 40.0) -> None:
    """Where `prepare` leads one may type: a word never typed before is then echoed."""
    limit = time.monotonic() + timeout
    while True:
        assert program.is_alive, f"ended ({program.process.returncode})\n{program.incidents}"
        assert time.monotonic() < limit, f"no echo\n{program.text}"
        # An open sequence or paste would swallow what is typed: wait until it is given up.
        program.settle(0.1, 1.0)
        prepare(program)
        word = next(_words)
        program.send(word)
        again = time.monotonic() + 1.0
        while time.monotonic() < again:
            program.pump(0.05)
            if word in program.text:
                return


def empty_form(program: Program) -> None:
    """The sign-in screen with nothing in it, from itself or a box over it."""
    for _ in range(2):
        program.send(ESCAPE)
        program.settle(0.1, 1.0)


def filter_of_loans(program: Program) -> None:
    """The filter of Prêts with nothing in it; no Escape, which with the next key would be Alt."""
    to_loans(program)
    if not in_filter(program):
        program.send("/")
        limit = time.monotonic() + 2
        while not in_filter(program) and time.monotonic() < limit:
            program.pump(0.05)
    program.send("\x15")


def in_filter(program: Program) -> bool:
    return "Tri :" in program.lines[program.cursor[1]]


def nothing_left(program: Program) -> None:
    assert program.files() == [] and program.incidents == ""


@pytest.mark.parametrize("attack", attacks(briefly=WORST))
def test_the_sign_in_screen_answers_after(door: Program, attack: bytes) -> None:
    door.send(attack)
    answers(door, empty_form)
    nothing_left(door)


@pytest.mark.parametrize("attack", attacks(briefly=("focus storm",)))
def test_the_loans_answer_after(loans: Program, attack: bytes) -> None:
    to_loans(loans)
    loans.send(attack)
    answers(loans, filter_of_loans)
    nothing_left(loans)


def to_loans(program: Program) -> None:
    """From wherever keys have led to (a dialog, Accueil, the sign-in screen): Prêts."""
    for _ in range(60):  # A storm may have opened many boxes.
        program.pump(0)
        if "Tri :" in program.text and "F12" in program.text:
            return
        if "Identifiant" in program.text and "Mot de passe" in program.text:
            program.send(ESCAPE)
            program.settle()
            program.home()
        elif "F12" in program.text:
            program.send("2")
        else:
            program.send(ESCAPE)
        before, limit = program.text, time.monotonic() + 1.5
        while program.text == before and time.monotonic() < limit:
            program.pump(0.05)
        program.settle(0.2, 1.0)
    raise AssertionError(f"{program.text}\n{program.incidents}")


@pytest.mark.parametrize("keys", ["\x11", "\x1b[113;5u"])
def test_leaving_is_in_order(tmp_path: Path, keys: str) -> None:
    with Program(tmp_path, "demo") as program:
        program.home()
        program.send(keys)
        assert program.wait_for_end() == 0
        assert program.incidents == "" and list((tmp_path / "tmp").iterdir()) == []


# The long run


def storm(program: Program, seed: int, size: int) -> None:
    """Random bytes, sequences cut short, pastes and keys; never one that leaves."""
    chance = random.Random(seed)
    parts = [b"\x1b[", b"\x1b]", b"\x1bO", b"\x1b", b"\x1b[200~", b"\x1b[201~", b"\x1b[<", b"\r"]
    left = size
    while left > 0:
        part = chance.choice(
            (
                chance.randbytes(chance.randrange(1, 40)),
                chance.choice(parts),
                chance.choice(b"12aetp/\t \r".decode()).encode(),
                str(chance.randrange(10**6)).encode() + bytes([chance.randrange(32, 127)]),
                b";".join(str(chance.randrange(300)).encode() for _ in range(3))
                + bytes([chance.randrange(32, 127)]),
            )
        ).replace(b"\x11", b"")
        # Ctrl+Q has other spellings.
        if b"113;5" in part:
            continue
        program.send(part)
        left -= len(part)
        program.skip_output()


@pytest.mark.soak
@pytest.mark.parametrize("seed", [31, 32, 33])
def test_a_megabyte_of_random_bytes(tmp_path: Path, seed: int) -> None:
    with Program(tmp_path, "demo") as program:
        program.home()
        storm(program, seed, 1_000_000)
        assert program.is_alive, f"ended ({program.process.returncode})\n{program.incidents}"
        program.settle(0.5, 5.0)
        program.resize(81, 24)  # Drawn afresh: what was skipped is not on our screen.
        program.settle(0.5, 5.0)
        program.resize(80, 24)
        program.settle(0.5, 5.0)
        answers(program, filter_of_loans, 120)
        nothing_left(program)
        assert program.memory < 250


KEYS = (
    *("up", "down", "left", "right", "tab", "shift+tab", "enter", "escape", "space", "home", "end"),
    *("pageup", "pagedown", "f1", "f2", "f4", "f5", "f9", "f12", "backspace", "delete"),
    *"0123456789aept/kjd&é",
)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [41, 42, 43])
async def test_a_monkey_at_the_keyboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Three thousand keys, as fast as they are taken, in every screen they lead to."""
    monkeypatch.setenv("HOME", str(tmp_path))
    chance = random.Random(seed)
    settings = Settings(
        str(tmp_path / "demo.db"), policy_file("saint-etienne"), demo="saint-etienne"
    )
    app = BibtuiApp(opening_of(settings))
    seen = set()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.5)
        for turn in range(3_000):
            seen.add(type(app.screen).__name__)
            if turn % 200 == 0 and type(app.screen) is SignInScreen:
                app.screen.query_one("#identifier").value = "AuroreB"  # type: ignore[attr-defined]
                app.screen.query_one("#secret").value = "Demo-2025!"  # type: ignore[attr-defined]
                app.screen.query_one("#go").press()  # type: ignore[attr-defined]
                await pilot.pause(0.5)
            key = chance.choice(KEYS)
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            if turn % 20 == 0:
                await asyncio.wait_for(pilot.pause(), 20)
        await pilot.pause(0.5)
        assert app.is_running and app._exception is None
    app.backstage.close()
    assert {"SignInScreen", "PortalScreen", "Message", "HelpDialog", "AccountMenu"} <= seen
