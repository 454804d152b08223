"""However it ends: the terminal is given back, nothing personal is said, nothing lives on."""

import signal
import stat
import termios
import time
from pathlib import Path

import pytest

from tests.terminal.attacked_terminal import Attacked

SECRET = "Zq7-canari"
LEAVE_ALTERNATE_SCREEN = b"\x1b[?1049l"


def given_back(terminal: Attacked) -> bool:
    """Are the screen left, the cursor shown and the modes as they were?"""
    mode = terminal.mode
    return (
        LEAVE_ALTERNATE_SCREEN in terminal.output
        and terminal.output.rindex(b"\x1b[?25h") > terminal.output.rindex(b"\x1b[?25l")
        and mode[:4] == terminal.initial_mode[:4]
    )


@pytest.mark.parametrize("order", ["plante", "panique", "travaille"])
def test_a_crash_says_a_number_and_no_datum(tmp_path: Path, order: str) -> None:
    with Attacked("form", tmp_path) as terminal:
        terminal.ready().afresh()
        terminal.send(f"\t{SECRET}\x1b[Z{order}\r")
        assert terminal.wait_for_end() == 70
        said = bytes(terminal.output)
        assert b"Un incident est survenu" in said
        for leak in (SECRET, "24200001234564", "Traceback", "KeyError", "secret_local"):
            assert leak.encode() not in said
        assert given_back(terminal)
        number = terminal.lines[-1] or terminal.text
        log = terminal.log
        assert SECRET not in log and "24200001234564" not in log
        assert any(word in number for word in log.split() if len(word) == 8)
        if order != "panique":
            assert "attacked_apps.py" in log
        mode = (tmp_path / "log" / "incidents.log").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_a_fault_in_a_thread_is_noted_in_silence(form: Attacked) -> None:
    form.order("fil")
    form.answers()
    assert b"Traceback" not in form.output
    assert "ValueError" in form.log and "24200001234564" not in form.log
    (form.folder / "log" / "incidents.log").unlink()


@pytest.mark.parametrize(
    ("before", "order"),
    [("", ""), ("trap '' HUP;", ""), ("trap '' HUP;", "fige")],
    ids=["plain", "SIGHUP ignored", "SIGHUP ignored and frozen"],
)
def test_it_does_not_outlive_its_terminal(tmp_path: Path, before: str, order: str) -> None:
    with Attacked("form", tmp_path, before=before) as terminal:
        terminal.ready()
        if order:
            terminal.order(order)
            terminal.settle(0.2, 1.0)
        terminal.hang_up()
        assert terminal.wait_for_end(2.5 if order else 2.0) == 129


@pytest.mark.parametrize(
    ("number", "order"),
    [(signal.SIGTERM, ""), (signal.SIGHUP, ""), (signal.SIGTERM, "fige")],
    ids=["SIGTERM", "SIGHUP", "SIGTERM when frozen"],
)
def test_a_signal_to_end_gives_the_terminal_back(
    tmp_path: Path, number: signal.Signals, order: str
) -> None:
    with Attacked("form", tmp_path) as terminal:
        terminal.ready()
        if order:
            terminal.order(order)
            terminal.settle(0.2, 1.0)
        terminal.signal(number)
        assert terminal.wait_for_end(2.5) == 128 + number
        assert given_back(terminal)
        assert b"Traceback" not in terminal.output


def test_it_ends_when_nobody_reads_what_it_writes(tmp_path: Path) -> None:
    with Attacked("form", tmp_path) as terminal:
        terminal.ready()
        # The terminal's buffer fills, then the queue of writes.
        for turn in range(200):
            terminal.process.send_signal(signal.SIGWINCH)
            terminal.resize(80 + turn % 2, 24)
            time.sleep(0.005)
        terminal.signal(signal.SIGTERM)
        limit = time.monotonic() + 2.5
        while terminal.is_alive and time.monotonic() < limit:
            time.sleep(0.02)
        assert terminal.process.poll() == 143


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP])
def test_a_signal_from_the_keyboard_does_nothing(form: Attacked, number: signal.Signals) -> None:
    form.signal(number)
    form.answers()


def test_stopped_from_elsewhere_it_comes_back(form: Attacked) -> None:
    form.signal(signal.SIGSTOP)
    time.sleep(0.1)
    termios.tcsetattr(form._master, termios.TCSANOW, form.initial_mode)
    form.signal(signal.SIGCONT)
    form.answers()
    assert not form.mode[3] & (termios.ECHO | termios.ICANON | termios.ISIG)  # type: ignore[operator]


def test_it_leaves_with_the_code_and_the_words_asked_for(tmp_path: Path) -> None:
    with Attacked("form", tmp_path) as terminal:
        terminal.ready().order("sort")
        assert terminal.wait_for_end() == 3
        assert given_back(terminal)
        last = terminal.output[terminal.output.rindex(LEAVE_ALTERNATE_SCREEN) :]
        assert b"Au revoir K[@click" in last and "à bientôt".encode() in last
        for forbidden in (b"\x1b]52", b"\x1b]8", b"\x1b[6;66", b"\xc2\x9b", b"\xe2\x80\xae"):
            assert forbidden not in last


def test_forgetting_leaves_neither_toast_nor_scroll_back(form: Attacked) -> None:
    form.type_secret(SECRET)
    form.send("\x1b[Zoublie\r")
    form.wait_for_bytes(b"\x1b[3J")
    form.settle(0.3, 1.0)
    assert SECRET.encode() not in form.output


def test_it_sleeps_when_nothing_happens(form: Attacked) -> None:
    form.answers()
    form.settle(0.3, 1.0)
    before, start = _processor_time(form), time.monotonic()
    while time.monotonic() - start < 1.5:
        form.pump(0.1)
    assert _processor_time(form) - before < 0.15 * 1.5


def _processor_time(terminal: Attacked) -> float:
    fields = Path(f"/proc/{terminal.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
