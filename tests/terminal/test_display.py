"""What reaches the terminal, and where its cursor is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.attacked_apps import HOSTILE
from tests.terminal.attacked_terminal import REDRAW, Attacked

FORBIDDEN = {
    "clipboard": b"\x1b]52",
    "hyperlink": b"\x1b]8;",
    "control sequence": b"\x1b[6;66;66m",
    "C1": b"\xc2\x9b",
    "next line": b"\xc2\x85",
    "backspace": b"\x08",
    "delete": b"\x7f",
    "null": b"\x00",
    "enquiry": b"\x05",
    "shift out": b"\x0e",
    "override": "\u202e".encode(),
    "isolate": "\u2066".encode(),
    "zero width space": "\u200b".encode(),
    "line separator": "\u2028".encode(),
    "byte order mark": "\ufeff".encode(),
}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """The hostile string in every widget, drawn, hovered, and its trap clicked."""
    with Attacked("gallery", tmp_path_factory.mktemp("gallery"), size=(100, 130)) as terminal:
        terminal.wait_for_text("PIÈGE")
        terminal.settle(0.2, 1.0)
        row = next(y for y, line in enumerate(terminal.lines, 1) if "PIÈGE" in line)
        terminal.send(f"\x1b[<0;2;{row}M\x1b[<0;2;{row}m")
        # The tooltip of the label, two rows under the trap's neighbours.
        terminal.send(f"\x1b[<35;5;{row + 3}M")
        terminal.settle(0.7, 2.0)
        yield terminal


def test_the_hostile_string_is_shown_in_every_widget(gallery: Attacked) -> None:
    assert gallery.text.count("app.simulate_key") >= 25
    assert "[@click=app.simulate_key('f12')]L[/]" in gallery.text


@pytest.mark.parametrize("payload", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_it_never_reaches_the_terminal(gallery: Attacked, payload: bytes) -> None:
    assert payload in HOSTILE.encode()
    assert payload not in gallery.output


def test_the_screen_comes_back_whole_when_another_program_wrote_over_it(gallery: Attacked) -> None:
    gallery.send(REDRAW)  # A key takes the tooltip away.
    gallery.settle(0.3, 2.0)
    before = gallery.lines
    gallery.scribble("\x1b[2J\x1b[5;1HMessage de root : arrêt dans 5 minutes")
    assert gallery.lines != before
    gallery.send(REDRAW)
    gallery.settle(0.3, 2.0)
    assert gallery.lines == before


def test_no_action_of_markup_runs(gallery: Attacked) -> None:
    assert "EXÉCUTÉE" not in gallery.text
    # The same action, from a key, is seen: the test can tell.
    gallery.send("\x1b[24~")
    gallery.wait_for_text("EXÉCUTÉE")


SECRET = "Wx9-canari"


def test_another_field_can_be_copied_where_that_is_allowed(form: Attacked) -> None:
    form.afresh()
    form.send("public\x1b[1;2H\x03")
    form.wait_for_bytes(b"\x1b]52;c;cHVibGlj")


@pytest.mark.parametrize("shown", [False, True], ids=["masked", "shown"])
def test_a_password_cannot_be_copied(form: Attacked, shown: bool) -> None:
    form.answers()
    if shown:
        form.order("montre")
        form.answers()
    seen = len(form.output)
    form.send(f"\t{SECRET}")
    form.settle(0.2, 1.0)
    row = next(y for y, line in enumerate(form.lines, 1) if SECRET in line or "•••" in line)
    assert (SECRET in form.text) == shown
    for keys in (
        "\x1b[1;2H",  # Shift+Home
        "\x1b[H\x1b[1;2F",  # Home, Shift+End
        "\x1b[97;6u",  # Ctrl+Shift+A
        f"\x1b[<0;4;{row}M\x1b[<32;12;{row}M\x1b[<0;12;{row}m",  # drawn over
        f"\x1b[<0;6;{row}M\x1b[<0;6;{row}m" * 3,  # clicked three times
    ):
        form.send(keys + "\x03\x18\x1b[99;9u")  # copy, cut, Super+C
    form.settle(0.2, 1.0)
    assert b"\x1b]52" not in form.output[seen:]
    form.send("\x1b[Z\x16")  # back to the first field, paste
    form.settle(0.2, 1.0)
    assert f"vu <{SECRET}" not in form.text
    if shown:
        # Nothing was cut either.
        assert any(line.strip() == SECRET for line in form.lines)


def test_the_braille_line_follows_the_focus(tmp_path: Path) -> None:
    with Attacked("cursors", tmp_path, size=(80, 50)) as terminal:
        terminal.wait_for_text("..X.")
        terminal.settle(0.2, 1.0)

        def at_cursor() -> str:
            column, row = terminal.cursor
            return terminal.lines[row][column:].strip()

        def row_at_cursor() -> str:
            return terminal.lines[terminal.cursor[1]].strip()

        down, tab = "\x1b[B", "\t"
        assert terminal.cursor_is_shown
        assert terminal.cursor[0] == 6 and row_at_cursor() == "saisie"
        walk = [
            ("\x1b[D", "e"),
            (tab, "Valider"),
            (tab, "▐X▌ Rester"),
            (tab, "option-0"),
            (down, "option-1"),
            (down * 5, "option-6"),
            (tab, "ligne-0"),
            (down * 4, "ligne-4"),
            (tab, "item-0"),
            (down * 4, "item-4"),
            (tab, "radio-0"),
            (down, "radio-1"),
            (tab, "onglet-0"),
            ("\x1b[C", "onglet-1"),
            (tab, "racine"),
            (down, "feuille"),
            (tab, "choix-0"),
            (tab, "X."),
        ]
        for keys, expected in walk:
            terminal.send(keys)
            terminal.wait_until(
                lambda expected=expected: expected in at_cursor(),
                f"the cursor on {expected}",
                timeout=3,
            )
            assert terminal.cursor_is_shown
        assert re.match(r"\.\.X", row_at_cursor())
