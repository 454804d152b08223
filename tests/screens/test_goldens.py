"""The key screens as text, at 80×24 and 120×40: what changed is read in the difference.

BIBTUI_UPDATE_GOLDENS=1 make test ARGS=tests/screens/test_goldens.py writes them anew.
"""

import os
from pathlib import Path

import pytest

from tests.screens.conftest import Toured
from tests.screens.tours import SIZES, TOURS, Size, Tour

GOLDENS = Path(__file__).parent / "goldens"
REWRITE = os.environ.get("BIBTUI_UPDATE_GOLDENS", "") not in ("", "0")


def file(name: str, size: Size) -> Path:
    return GOLDENS / f"{name}-{size[0]}x{size[1]}.txt"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("tour", TOURS, ids=" ".join)
def test_the_screens_of_a_tour_are_as_they_were(toured: Toured, tour: Tour, size: Size) -> None:
    for name, shot in toured(tour, size).items():
        golden = file(name, size)
        if REWRITE:
            golden.write_text(f"{shot.text}\n", encoding="utf-8")
        assert shot.text.split("\n") == golden.read_text(encoding="utf-8")[:-1].split("\n"), name


def test_every_golden_is_a_stop_of_a_tour() -> None:
    stops = {name for stops in TOURS.values() for name, _ in stops}
    kept = {path.name for path in GOLDENS.iterdir()}
    assert kept == {file(name, size).name for name in stops for size in SIZES}
