"""A demo from the installed package, without a terminal: sign in, read the account in brief.

Run outside the checkout, whose path is the argument: nothing may be imported from it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from bibtui import app, settings

IDENTIFIER = "AuroreB"
PASSWORD = "Demo-2025!"
EXPECTED = "Vous avez emprunté 5 documents"
PATIENCE = 60
"""Seconds after which what was waited for will not come."""


def shown(pilot: Pilot[int]) -> str:
    """The text on the screen."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines).replace("\u00a0", " ")


async def until(pilot: Pilot[int], seen: Callable[[], bool], what: str) -> None:
    """Wait for `seen`, or end with what is on the screen instead."""
    for _ in range(PATIENCE * 10):
        await pilot.pause(0.1)
        if seen():
            return
    sys.exit(f"never seen: {what}\n{shown(pilot)}")


async def main() -> None:
    """The demo's first minute."""
    with tempfile.TemporaryDirectory() as folder:
        options = {"database": str(Path(folder, "demo.sqlite")), "policy": "saint-etienne"}
        opening = app.opening_of(settings.load(options, demo="saint-etienne"))
        portal = app.BibtuiApp(opening)
        async with portal.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: "Identifiant" in shown(pilot), "Identifiant")
            await pilot.press(*IDENTIFIER, "tab", *PASSWORD, "enter")
            await until(pilot, lambda: EXPECTED in shown(pilot), EXPECTED)
    print(EXPECTED)


if __name__ == "__main__":
    checkout = Path(sys.argv[1]).resolve()
    package = Path(app.__file__).resolve()
    if package.is_relative_to(checkout) and not package.is_relative_to(Path(sys.prefix)):
        sys.exit(f"{package} is the checkout's, not the wheel's")
    asyncio.run(main())
