"""Answers that come after who asked has gone: nobody else sees them, and nothing is undone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from bibtui.services.accounts import Accounts
from bibtui.services.family import Family
from bibtui.services.loans import Loans
from tests.screens.conftest import Doors
from tests.screens.house import SECRET
from tests.screens.test_leaving import assert_nothing_stays, open_sessions


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, service: type, name: str) -> Iterator[Event]:
    """A service that answers only once it is let go; it says when it was asked."""
    answer: Callable[..., Any] = getattr(service, name)
    asked, gate = Event(), Event()

    def slow(*args: Any, **kwargs: Any) -> Any:
        asked.set()
        gate.wait(10)
        return answer(*args, **kwargs)

    monkeypatch.setattr(service, name, slow)
    try:
        yield asked
    finally:
        monkeypatch.setattr(service, name, answer)
        gate.set()


@pytest.mark.parametrize(
    ("service", "name", "keys"),
    [
        (Loans, "plan", ("p",)),
        (Loans, "plan", ("e",)),
        (Loans, "of_card", ("2",)),
        (Family, "act_as", ("f2", "down", "enter")),
        (Family, "in_brief", ("f5",)),
        (Accounts, "change_secret", ()),
    ],
)
async def test_an_answer_that_comes_after_signing_out_is_seen_by_nobody(
    doors: Doors,
    monkeypatch: pytest.MonkeyPatch,
    service: type,
    name: str,
    keys: tuple[str, ...],
) -> None:
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        with held(monkeypatch, service, name) as asked:
            if name == "change_secret":
                visit.app.screen._menu_chosen("password")  # type: ignore[attr-defined]
                await visit.rest()
                new = "Un tout autre mot 7"
                visit.fill(old=SECRET, new=new, again=new)
                visit.app.screen.query_one("#again").focus()
                await visit.pilot.press("enter")
            else:
                await visit.pilot.press(*keys)
            await visit.until(asked.is_set, "the question")
            visit.app.action_sign_out()
        await visit.until(lambda: len(visit.app.screen_stack) == 2, "the door alone")
        await visit.rest()
        await visit.pilot.pause(0.3)
        assert visit.app.acting is None
        assert_nothing_stays(visit)


async def test_giving_up_while_signing_in_leaves_no_session_open(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escape empties the form; the account that opens all the same is closed at once."""
    async with doors("saint-etienne") as visit:
        with held(monkeypatch, Accounts, "sign_in") as asked:
            visit.fill(identifier="YsolineG", secret=SECRET)
            visit.app.screen.query_one("#secret").focus()
            await visit.pilot.press("enter")
            await visit.until(asked.is_set, "the question")
            await visit.pilot.press("escape")
            await visit.pilot.pause()
        await visit.rest()
        await visit.pilot.pause(0.5)
        assert visit.app.acting is None
        assert_nothing_stays(visit)
        assert await open_sessions(visit) == 0


async def test_enter_pressed_twice_signs_in_once(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with doors("saint-etienne") as visit:
        with held(monkeypatch, Accounts, "sign_in") as asked:
            visit.fill(identifier="YsolineG", secret=SECRET)
            visit.app.screen.query_one("#secret").focus()
            await visit.pilot.press("enter", "enter", "enter")
            await visit.until(asked.is_set, "the question")
        await visit.until(lambda: visit.app.acting is not None, "an open session")
        await visit.rest()
        assert await open_sessions(visit) == 1
