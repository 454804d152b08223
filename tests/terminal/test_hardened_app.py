"""The base application, inside the process."""

import time
from pathlib import Path

import pytest
from textual import events
from textual.app import SuspendNotSupported

from bibtui.terminal.incident import LOG_LIMIT, describe, record
from bibtui.terminal.parser import PASTE_LIMIT, GuardedParser, PasteGate
from bibtui.terminal.password import MAX_PASSWORD, PasswordInput
from tests.terminal.attacked_apps import Cursors, Form


async def test_a_fault_is_raised_again_for_tests(tmp_path: Path) -> None:
    app = Form(incident_log=tmp_path / "log")
    with pytest.raises(KeyError):
        async with app.run_test() as pilot:
            app.query_one("#word").value = "plante"  # type: ignore[attr-defined]
            await pilot.press("enter")
            await pilot.pause()
    assert app.return_code == 70


async def test_the_last_input_is_known_on_the_clock_given() -> None:
    now = 100.0
    app = Form(monotonic=lambda: now)
    async with app.run_test() as pilot:
        assert app.last_input == 100.0
        now = 250.0
        await pilot.pause()
        assert app.last_input == 100.0
        await pilot.press("a")
        assert app.last_input == 250.0
        now = 300.0
        app.post_message(events.Paste("collé"))
        await pilot.pause()
        assert app.last_input == 300.0


async def test_what_was_notified_before_forgetting_never_shows() -> None:
    app = Form()
    async with app.run_test(notifications=True) as pilot:
        app.notify("carte 24200001234564 [/]")
        app.forget()
        await pilot.pause()
        assert len(app._notifications) == 0
        time.sleep(0.001)
        app.notify("le suivant [/] [@click=app.bell]x[/]")
        await pilot.pause()
        assert len(app._notifications) == 1


async def test_nothing_is_copied_opened_delivered_or_suspended(tmp_path: Path) -> None:
    app = Cursors()
    async with app.run_test():
        app.copy_to_clipboard("carte")
        assert app.clipboard == ""
        app.open_url("https://example.org")
        assert app.deliver_screenshot(path=str(tmp_path)) is None
        app.action_screenshot(path=str(tmp_path))
        app.action_command_palette()
        app.action_suspend_process()
        with pytest.raises(SuspendNotSupported), app.suspend():
            pass
        assert len(app.screen_stack) == 1
    assert list(tmp_path.iterdir()) == []


async def test_a_password_is_refused_past_its_length_and_never_cut() -> None:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(PasswordInput)
        field.insert_text_at_cursor("é 😀"[:3] + "x" * (MAX_PASSWORD - 3))
        assert len(field.value) == MAX_PASSWORD and field.value.startswith("é 😀")
        field.insert_text_at_cursor("y")
        field.value, kept = "", field.value
        field.insert_text_at_cursor(kept + "y")
        assert field.value == ""
        assert field.password
        field.shown = True
        await pilot.pause()
        assert not field.password


def test_a_log_names_places_and_no_value(tmp_path: Path) -> None:
    log = tmp_path / "deep" / "log"
    card = "24200001234564"
    try:
        try:
            raise OSError(28, card)
        except OSError as full:
            raise KeyError(card) from full
    except KeyError as error:
        number = record(error, log, now=lambda: 0.0)
        assert card not in describe(error)
    text = log.read_text()
    assert text.startswith(f"1970-01-01T00:00:00Z {number}\n")
    assert "KeyError" in text and "OSError errno=28" in text
    assert "test_a_log_names_places_and_no_value" in text


def test_a_log_is_bounded_and_no_link_is_followed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"x" * (LOG_LIMIT + 1))
    record(ValueError(), log)
    assert log.stat().st_size < 1000
    target = tmp_path / "target"
    (tmp_path / "link").symlink_to(target)
    record(ValueError(), tmp_path / "link")
    assert not target.exists()


def test_a_paste_is_cut_and_cleaned_wherever_reads_fall() -> None:
    text = "a\x1b[31mb\r\nc\x9b\u202ed  e" + "x" * 2 * PASTE_LIMIT
    data = f"avant\x1b[200~{text}\x1b[201~après"
    for size in (1, 2, 3, 7, 4096):
        gate, typed, pastes = PasteGate(), "", []
        for start in range(0, len(data), size):
            for piece, is_paste in gate.split(data[start : start + size]):
                if is_paste:
                    pastes.append(piece)
                else:
                    typed += piece
        assert len(pastes) == 1 and not gate.is_open
        assert pastes[0].startswith("a[31mb\nc" + "d  ex") and len(pastes[0]) <= PASTE_LIMIT
        assert typed.endswith("après") and typed.startswith("avant")


def test_the_parser_goes_on_after_what_it_cannot_read() -> None:
    parser = GuardedParser()
    for attack in ("\x1b[:E", "\x1b[1114112u", "\x1b[99999999999E", "\x1b[57344:A"):
        assert [event.key for event in parser.feed(attack + "é")][-1:] == ["é"]  # type: ignore[attr-defined]
