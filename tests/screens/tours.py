"""Tours of the demo, screen by screen, on its fixed day: what is painted at each stop.

A tour is walked once a run at each size, and once more at 80×24 under each other theme. The tests
of goldens and of accessibility read these shots.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.color import Color
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList

from bibtui.demo.ledger import PASSWORD
from bibtui.screens.home import CardBlock
from bibtui.screens.pieces.bars import TabBar
from bibtui.screens.pieces.forms import Choice
from bibtui.screens.pieces.listing import Listing
from tests.screens import house
from tests.screens.house import SIZE, SMALL, Visit, screen_text

SIZES = (SMALL, SIZE)
Size = tuple[int, int]
Tour = tuple[str, str]
Step = Callable[[Visit], Awaitable[object]]


class Run(NamedTuple):
    """Cells painted alike: what stands in them, its colour and the one behind."""

    text: str
    ink: Color | None
    ground: Color | None
    bold: bool


@dataclass(frozen=True)
class Shot:
    """A stop: its text, and what is painted to be read."""

    text: str
    runs: list[Run]
    unreachable: list[str]
    """The widgets in view that one acts on, which Tab does not reach."""


def keys(*pressed: str) -> Step:
    async def step(visit: Visit) -> None:
        await visit.press(*pressed)

    return step


def entered(identifier: str, secret: str = PASSWORD, name: str = "") -> Step:
    async def step(visit: Visit) -> None:
        if name:
            visit.fill(staff_name=name)
        await visit.sign_in(identifier, secret)

    return step


async def refused(visit: Visit) -> None:
    await visit.try_door("AuroreB", "oubli")
    await visit.sees("incorrect")


TOURS: dict[Tour, tuple[tuple[str, Step], ...]] = {
    ("saint-etienne", "Aurore"): (
        ("connexion", keys()),
        ("connexion-refusee", refused),
        ("accueil", entered("AuroreB")),
        ("menu", keys("f4")),
        ("prets", keys("escape", "2")),
        ("prets-attendu", keys("end")),
        ("prets-refus", keys("a", "p")),
        ("aide", keys("escape", "a", "f1")),
        ("famille", keys("escape", "f2")),
        ("prets-hannibal", keys("home", "down", "enter")),
        ("et-si", keys("e")),
        ("prolonger", keys("escape", "p")),
        ("prolonge", keys("enter")),
        ("prets-famille", keys("enter", "f2", "end", "enter")),
        ("filtre-vide", keys("slash", "z", "z")),
    ),
    ("saint-etienne", "personnel"): (("personnel", entered("bibliothecaire")),),
    ("roudour", "famille"): (("groupe", entered("famille.dupond")),),
    ("vallees-du-clain", "un usager"): (
        ("clain-accueil", entered("0010912345672")),
        ("clain-prets", keys("2")),
        ("clain-prolonger", keys("a", "p")),
    ),
    ("la-rochelle", "première fois"): (("mot-de-passe", entered("1700000294", "1994")),),
    ("gironde", "porte professionnelle"): (
        ("connexion-gironde", keys("shift+tab", "right")),
        ("personnel-gironde", entered("Sauveterre-de-Guyenne", name="Camille Martin")),
    ),
}


def shots(template: Path, tour: Tour, size: Size, theme: str) -> dict[str, Shot]:
    """Walk a tour on a copy of its demo's store."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        database = Path(folder, "bibtui.sqlite")
        shutil.copyfile(template, database)
        database.chmod(0o600)
        return asyncio.run(_walk(tour, database, size, theme))


async def _walk(tour: Tour, database: Path, size: Size, theme: str) -> dict[str, Shot]:
    taken: dict[str, Shot] = {}
    network, _ = tour
    clock = house.demo_clock(network)
    opening = house.opening(network, database, clock, theme=theme, demo=network)
    async with house.visit(opening, size) as visit:
        for name, step in TOURS[tour]:
            await step(visit)
            await visit.rest()
            text = screen_text(visit.app)
            taken[name] = Shot(text, list(_runs(visit)), list(_unreachable(visit)))
    return taken


def _runs(visit: Visit) -> Iterator[Run]:
    """What is painted to be read: under a box, the screen is dimmed on purpose."""
    screen = visit.app.screen
    compositor = screen._compositor
    regions = [screen.region]
    if isinstance(screen, ModalScreen):
        regions = [child.region for child in screen.children if child.region.area]
    for number, strip in enumerate(compositor.render_strips()):
        for region in regions:
            if number in region.line_range:
                for text, style, _ in strip.crop(region.x, region.right):
                    assert style is not None, text
                    yield Run(text, style.color, style.bgcolor, bool(style.bold))


def _unreachable(visit: Visit) -> Iterator[str]:
    screen = visit.app.screen
    acted_on = (Button, Input, OptionList, Listing, Choice, CardBlock, TabBar)
    chain = set(screen.focus_chain)
    for widget, (region, clip) in screen._compositor.visible_widgets.items():
        in_view = region.intersection(clip).area and not widget.disabled
        if in_view and isinstance(widget, acted_on) and widget not in chain:
            yield str(widget)
