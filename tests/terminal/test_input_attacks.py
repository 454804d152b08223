"""What is typed, scanned or forged in the input: the application goes on answering."""

import random
import time

import pytest

from tests.terminal.attacked_terminal import Attacked

PASTE, END = b"\x1b[200~", b"\x1b[201~"

ATTACKS = {
    "ctrl-q": b"\x11",
    "ctrl-q kitty": b"\x1b[113;5u",
    "ctrl-q xterm": b"\x1b[27;5;113~",
    "ctrl-c": b"\x03",
    "ctrl-z": b"\x1a",
    "ctrl-backslash": b"\x1c",
    "ctrl-d": b"\x04",
    "ctrl-s": b"\x13",
    "ctrl-bracket": b"\x1d",
    "f1": b"\x1bOP",
    "alt-f4": b"\x1b[1;3S",
    "palette quit": b"\x10quit\r",
    "palette screenshot": b"\x10screenshot\r",
    "palette theme": b"\x10theme\r",
    "utf-8 FF FE": b"\xff\xfe",
    "latin-1 e acute": b"\xe9\r",
    "surrogate": b"\xed\xa0\x80",
    "truncated utf-8": b"\xf0\x9f",
    "x10 mouse": b"\x1b[M\xff\xff\xff",
    "no number": b"\x1b[:E",
    "past unicode": b"\x1b[1114112u",
    "past unicode arrow": b"\x1b[1114112A",
    "private use": b"\x1b[57344:A",
    "long number": b"\x1b[99999999999E",
    "longer number": b"\x1b[" + b"9" * 29 + b"u",
    "surrogate key": b"\x1b[55296u",
    "key whose text is ESC": b"\x1b[97;;27u",
    "key whose text is an override": b"\x1b[97;;8238u",
    "forged size": b"\x1b[48;65535;65535;1;1t",
    "forged size in bounds": b"\x1b[48;10;20;100;200t",
    "forged empty size": b"\x1b[48;0;0;0;0t",
    "forged size support": b"\x1b[?2048;1$y\x1b[?2048;2$y",
    "forged sync support": b"\x1b[?2026;1$y",
    "forged cursor report": b"\x1b[99999;99999R",
    "mouse outside": b"\x1b[<0;99999;99999M\x1b[<0;99999;99999m",
    "mouse before": b"\x1b[<0;-5;-5M",
    "mouse held": b"\x1b[<0;10;3M\x1b[<32;20;9M",
    "focus lost": b"\x1b[O",
    "focus storm": b"\x1b[I\x1b[O" * 2_000,
    "nul": b"\0" * 20_000,
    "esc": b"\x1b" * 20_000,
    "tab": b"\t" * 5_000,
    "long sequence": b"\x1b[" + b"1;" * 5_000 + b"m",
    "long string": b"\x1b]0;" + b"x" * 5_000 + b"\x07",
    "device control": b"\x1bP+q544e\x1b\\",
    "paste of odd line ends": PASTE + "a\vb\fc\x85d\u2028e\rf".encode() + END,
    "paste of escapes": PASTE + b"\x1b[31m\x1b]52;c;eA==\x07\x9b" + END,
    "paste of nothing": PASTE + END,
    "end of no paste": END,
    "paste never ended": PASTE + b"abc",
    "paste in a paste": PASTE + PASTE + b"x" + END + END,
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_it_answers_after(form: Attacked, attack: bytes) -> None:
    form.afresh()
    form.send(attack)
    form.answers()
    assert "quit" not in form.text.lower()
    assert form.files == []


def test_a_marker_cut_between_reads_still_opens_a_paste(form: Attacked) -> None:
    form.afresh()
    for part in ("\x1b[20", "0~collé\x1b[2", "01~"):
        form.send(part)
        time.sleep(0.02)
    form.wait_for_text("vu <collé>")


def test_a_forged_size_changes_nothing(form: Attacked) -> None:
    form.afresh()
    form.send(ATTACKS["forged size in bounds"] + ATTACKS["forged size"])
    form.order("taille")
    form.wait_for_text("taille Size(width=80, height=24)")
    assert form.memory < 150


def test_a_long_paste_is_cut(form: Attacked) -> None:
    form.afresh()
    before = time.monotonic()
    form.send(PASTE + b"p" * 1_000_000 + END)
    form.send(PASTE + b"\n" * 300_000 + END)
    form.answers()
    assert time.monotonic() - before < 10
    assert form.memory < 150


def test_a_stuck_scanner_leaves_the_rest_responsive(form: Attacked) -> None:
    form.afresh()
    form.send(b"0123456789" * 10_000)
    before = time.monotonic()
    form.answers()
    assert time.monotonic() - before < 4
    assert form.memory < 200


def test_resizes_in_a_storm(form: Attacked) -> None:
    form.afresh()
    sizes = [(1, 1), (300, 1), (1, 300), (80, 24), (2000, 2000), (40, 15)]
    for turn in range(60):
        form.resize(*sizes[turn % len(sizes)])
        form.pump(0.01)
        form.skip_output()
    form.resize(80, 24)
    form.answers()
    assert form.memory < 200


def _storm(form: Attacked, seed: int, size: int) -> None:
    form.afresh()
    chance = random.Random(seed)
    parts = [
        b"\x1b[",
        b"\x1b]",
        b"\x1bO",
        b"\x1b",
        PASTE,
        END,
        b"\x1b[<",
        b"\x11",
        b"\x03",
        b"\x10",
    ]
    left = size
    while left > 0:
        part = chance.choice(
            (
                chance.randbytes(chance.randrange(1, 40)),
                chance.choice(parts),
                str(chance.randrange(10**6)).encode() + bytes([chance.randrange(32, 127)]),
                b";".join(str(chance.randrange(300)).encode() for _ in range(3))
                + bytes([chance.randrange(32, 127)]),
            )
        )
        form.send(part)
        left -= len(part)
        form.skip_output()
    form.answers()
    assert form.files == []
    assert form.log == ""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_bytes(form: Attacked, seed: int) -> None:
    _storm(form, seed, 20_000)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 20))
def test_many_random_bytes(form: Attacked, seed: int) -> None:
    _storm(form, seed, 1_000_000)
    assert form.memory < 200
