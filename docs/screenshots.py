"""Draw every screen of the demonstration into docs/screenshots, as SVG.

python docs/screenshots.py [--theme clair] [--only NAME]
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from bibtui.app import BibtuiApp, opening_of
from bibtui.settings import load

OUT = Path(__file__).parent / "screenshots"
SIZES = ((80, 24), (120, 40))

Steps = Callable[[Pilot[int]], Awaitable[None]]


async def settled(pilot: Pilot[int]) -> None:
    """Wait until the store is open, no worker runs and nothing more is to be painted."""
    await pilot.pause()
    await pilot.app.backstage.portal()  # type: ignore[attr-defined]
    for _ in range(200):
        await pilot.pause(0.02)
        if not any(not worker.is_finished for worker in pilot.app.workers):
            break
    await pilot.pause(0.05)


def signed_in(identifier: str, *keys: str, secret: str = "Demo-2025!") -> Steps:
    """Sign in, then press `keys`."""

    async def steps(pilot: Pilot[int]) -> None:
        from textual.widgets import Input

        await settled(pilot)
        pilot.app.screen.query_one("#identifier", Input).value = identifier
        pilot.app.screen.query_one("#secret", Input).value = secret
        pilot.app.screen.query_one("#secret").focus()
        for key in ("enter", *keys):
            await pilot.press(key)
            await settled(pilot)

    return steps


SCREENS: dict[str, tuple[str, Steps]] = {
    "connexion": ("saint-etienne", settled),
    "connexion-gironde": ("gironde", settled),
    "connexion-refusee": ("saint-etienne", signed_in("AuroreB", secret="oubli")),
    "accueil": ("saint-etienne", signed_in("AuroreB")),
    "prets": ("saint-etienne", signed_in("AuroreB", "2")),
    "prets-attendu": ("saint-etienne", signed_in("AuroreB", "2", "down", "down", "down")),
    "prets-refus": ("saint-etienne", signed_in("AuroreB", "2", "a", "p")),
    "famille": ("saint-etienne", signed_in("AuroreB", "f2")),
    "prets-hannibal": ("saint-etienne", signed_in("AuroreB", "2", "f2", "down", "enter")),
    "prets-famille": (
        "saint-etienne",
        signed_in("AuroreB", "2", "f2", "down", "down", "down", "enter"),
    ),
    "prolonger": ("saint-etienne", signed_in("AuroreB", "p")),
    "prolonge": ("saint-etienne", signed_in("AuroreB", "p", "enter")),
    "et-si": ("saint-etienne", signed_in("AuroreB", "2", "f2", "down", "enter", "e")),
    "menu": ("saint-etienne", signed_in("AuroreB", "f4")),
    "aide": ("saint-etienne", signed_in("AuroreB", "2", "f1")),
    "filtre-vide": ("saint-etienne", signed_in("AuroreB", "2", "slash", "z", "z")),
    "groupe": ("roudour", signed_in("famille.dupond")),
    "clain": ("vallees-du-clain", signed_in("0010912345672", "2")),
    "clain-prolonger": ("vallees-du-clain", signed_in("0010912345672", "2", "a", "p")),
    "personnel": ("saint-etienne", signed_in("bibliothecaire")),
}


async def draw(name: str, size: tuple[int, int], theme: str) -> None:
    """One screen, at one size, in one theme."""
    network, steps = SCREENS[name]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = {"database": str(Path(folder, "demo.sqlite")), "policy": network, "theme": theme}
        app = BibtuiApp(opening_of(load(options, {"HOME": folder}, demo=network)))
        async with app.run_test(size=size, notifications=True) as pilot:
            await steps(pilot)
            await settled(pilot)
            shown = app.export_screenshot(title="Bibtui", simplify=True)
    suffix = "" if theme == "clair" else f"-{theme}"
    (OUT / f"{name}-{size[0]}x{size[1]}{suffix}.svg").write_text(shown, encoding="utf-8")


def main() -> None:
    """Draw what was asked for; everything by default."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--theme", action="append")
    arguments.add_argument("--only", action="append", choices=SCREENS)
    asked = arguments.parse_args()
    OUT.mkdir(exist_ok=True)
    for theme in asked.theme or ["clair"]:
        for name in asked.only or SCREENS:
            for size in SIZES:
                asyncio.run(draw(name, size, theme))
                print(f"{name} {size[0]}x{size[1]} {theme}", file=sys.stderr)


if __name__ == "__main__":
    main()
