"""The real portal under Textual's Pilot: open it on a store, sign in, press keys, read the screen.

`Visit` is one person at one terminal. What it reads is what is painted: the cells of the screen,
and for sentences that run over several lines, the cells of each widget in turn.
"""

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import time as at
from functools import partial
from pathlib import Path

from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from bibtui import portal
from bibtui.app import BibtuiApp, Opening, opening_of
from bibtui.demo import ledger
from bibtui.domain.clock import Clock, FixedClock
from bibtui.domain.policy.model import Policy
from bibtui.portal import Portal
from bibtui.services.hashing import Hasher
from bibtui.settings import load
from bibtui.store.engine import Store
from bibtui.terminal.caret import caret_on

SIZE = (120, 40)
SMALL = (80, 24)
SECRET = "grue 7! marais"
"""Everybody's password, but for those still on their initial one."""
PLACE = "poste-3"

Reading = Callable[[], object]


def light_hasher() -> Hasher:
    """The house's hasher at its smallest cost."""
    return Hasher(time_cost=1, memory_kib=8)


def screen_text(app: BibtuiApp) -> str:
    """The rows of the screen as they are painted, without trailing blanks."""
    rows = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in rows)


def paragraphs(app: BibtuiApp) -> list[str]:
    """What each widget in view shows, as one line: a sentence is whole however it was wrapped."""
    compositor = app.screen._compositor
    rows = compositor.render_strips()
    read = [_flat(strip.text for strip in rows)]
    for region, clip in compositor.visible_widgets.values():
        seen = region.intersection(clip)
        if seen.area:
            read.append(_flat(rows[y].crop(seen.x, seen.right).text for y in seen.line_range))
    return read


def _flat(lines: object) -> str:
    joined = " ".join(line.strip(" │╭╮╰╯─\u00a0") for line in lines)  # type: ignore[attr-defined]
    return re.sub(r"[ \u00a0]+", " ", joined).strip()


async def wait_for(
    pilot: Pilot[int], predicate: Reading, description: str, timeout: float = 10
) -> None:
    """Wait until `predicate` holds; fail with `description` and what the screen shows instead."""
    app = pilot.app
    assert isinstance(app, BibtuiApp)
    end = time.monotonic() + timeout
    while not predicate():
        if app._exception is not None:
            raise app._exception
        if time.monotonic() > end:
            shown = screen_text(app) if app.screen_stack else "(no screen)"
            raise AssertionError(f"never came: {description}\n{shown}")
        await pilot.pause(0.01)


@dataclass
class Seconds:
    """A monotonic clock that a test moves by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Visit:
    """One person at one terminal of the portal."""

    pilot: Pilot[int]
    app: BibtuiApp
    seconds: Seconds

    @property
    def text(self) -> str:
        """The screen as painted, rows joined by line feeds; hard blanks read as blanks."""
        return screen_text(self.app).replace("\u00a0", " ")

    @property
    def rows(self) -> list[str]:
        return self.text.split("\n")

    def row(self, *words: str) -> str:
        """The only row of the screen that bears all these words."""
        found = [row for row in self.rows if all(word in row for word in words)]
        assert len(found) == 1, (words, found, self.text)
        return found[0]

    def shows(self, said: str) -> bool:
        """Whether the sentence can be read, whatever the lines it runs over."""
        said = said.replace("\u00a0", " ")
        return any(said in read for read in paragraphs(self.app))

    def said_by(self, widget: Widget) -> str:
        """What one widget shows of itself, as one line."""
        compositor = self.app.screen._compositor
        assert widget in compositor.visible_widgets, f"not in view: {widget}\n{self.text}"
        region, clip = compositor.visible_widgets[widget]
        seen = region.intersection(clip).intersection(widget.content_region)
        rows = compositor.render_strips()
        return _flat(rows[y].crop(seen.x, seen.right).text for y in seen.line_range)

    async def sees(self, *sentences: str) -> None:
        """Wait until each of the sentences can be read."""
        for said in sentences:
            await wait_for(self.pilot, partial(self.shows, said), f"« {said} »")

    async def sees_no_more(self, said: str) -> None:
        """Wait until a sentence has gone."""
        await wait_for(self.pilot, lambda: not self.shows(said), f"the end of « {said} »")

    async def until(self, predicate: Reading, description: str) -> None:
        await wait_for(self.pilot, predicate, description)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.rest()

    async def click_on(self, words: str) -> None:
        """Click on the cell where these words begin."""
        for y, row in enumerate(self.rows):
            if words in row:
                await self.pilot.click(offset=(row.index(words), y))
                await self.rest()
                return
        raise AssertionError(f"nothing to click: {words}\n{self.text}")

    async def rest(self) -> None:
        """Wait until no worker runs and everything is painted."""
        await wait_for(
            self.pilot,
            lambda: all(each.is_finished or each.group in WAITING for each in self.app.workers),
            "the end of the work",
        )
        await self.pilot.pause()

    def fill(self, **fields: str) -> None:
        """Write into fields by their id, `_` for `-`; faster than typing, and seen as typed."""
        for name, text in fields.items():
            self.entry(name).value = text

    def entry(self, name: str) -> Input:
        return self.app.screen.query_one(f"#{name.replace('_', '-')}", Input)

    async def try_door(self, identifier: str, secret: str = SECRET) -> None:
        """Give an identifier and a password at the door, and wait for the answer."""
        await self.until(lambda: self.app.screen.query("#identifier"), "the door")
        self.fill(identifier=identifier, secret=secret)
        self.app.screen.query_one("#secret").focus()
        await self.press("enter")

    async def sign_in(self, identifier: str, secret: str = SECRET, *, then: str = "") -> None:
        """Sign in, and wait for the first screen to be filled."""
        await self.try_door(identifier, secret)
        await self.until(lambda: self.app.acting is not None, "an open session")
        await self.rest()
        if then:
            await self.sees(then)

    @property
    def focused(self) -> str:
        """The id of what has the focus, or the name of its kind."""
        widget = self.app.screen.focused
        return "" if widget is None else widget.id or type(widget).__name__

    @property
    def caret(self) -> Offset | None:
        """Where the hardware cursor is."""
        return caret_on(self.app.screen)

    def caret_row(self) -> str:
        """The row the hardware cursor is on."""
        caret = self.caret
        assert caret is not None, "no hardware cursor"
        return self.rows[caret.y]

    def every_text(self) -> str:
        """All that any widget of any screen still holds, seen or not."""
        held: list[str] = []
        for screen in self.app.screen_stack:
            for widget in (screen, *screen.walk_children(Widget)):
                held += _texts(widget)
        held += [toast.message for toast in self.app._notifications]
        held.append(self.app.clipboard)
        return "\n".join(held)


WAITING = frozenset(("renewal", "what-if", "leave", "create"))
"""Workers that may stand waiting for the person's answer in a box."""


def _texts(widget: Widget) -> list[str]:
    held = [str(widget.border_title or ""), str(widget.border_subtitle or ""), str(widget.tooltip)]
    for name in ("value", "label", "who", "day", "network"):
        held.append(str(getattr(widget, name, "")))
    held.append(str(widget.render()))
    if hasattr(widget, "get_row_at"):
        held += [str(widget.get_row_at(row)) for row in range(widget.row_count)]  # type: ignore[attr-defined]
    return held


def opening(
    network: str, database: Path, clock: Clock, *, theme: str = "", demo: str | None = None
) -> Opening:
    """What the application opens with, on a store already filled, with the light hasher."""
    options = {"database": str(database), "policy": network, "theme": theme}
    made = opening_of(load(options, {"HOME": str(database.parent)}, demo=demo))
    services = partial(_services, database, made.policy, clock)
    return replace(made, clock=clock, open_portal=services, place=PLACE, incident_log=None)


def _services(database: Path, policy: Policy, clock: Clock) -> Portal:
    return portal.build(Store.open(database), policy, clock, light_hasher())


@asynccontextmanager
async def visit(opened: Opening, size: tuple[int, int] = SIZE) -> AsyncIterator[Visit]:
    """The application, running at that size until the visit ends."""
    seconds = Seconds()
    app = BibtuiApp(opened, monotonic=seconds)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Visit(pilot, app, seconds)
    app.backstage.close()


def demo_clock(network: str) -> FixedClock:
    """A quarter past ten on the day the demo of a network opens on."""
    return FixedClock.on(ledger.read(network).day, at(10, 15))
