"""What the tests of the rules are made of: policies, and documents and cards with good defaults."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.loans import Loan
from bibtui.domain.policy.load import load, read
from bibtui.domain.policy.model import Policy

ROOT = Path(__file__).parents[2]
NETWORKS = ("gironde", "la-rochelle", "roudour", "saint-etienne", "vallees-du-clain")
TRIALS = (
    "belfort",
    "bertranges",
    "bierne",
    "dijon",
    "issoudun",
    "monaco",
    "palavas",
    "pourrain",
    "reims",
)
TODAY = date(2023, 10, 6)


def file_of(name: str) -> Path:
    folder = ROOT / "data" if name in NETWORKS else ROOT / "tests"
    return folder / "policies" / f"{name}.toml"


@cache
def policy(name: str) -> Policy:
    return load(file_of(name))


def changed(name: str, *edits: tuple[str, str]) -> Policy:
    """A policy with parts of its text replaced; each must be there."""
    return read(edited(name, *edits).encode(), f"{name}.toml")


def edited(name: str, *edits: tuple[str, str]) -> str:
    text = file_of(name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def item(**given: Any) -> Item:
    return replace(Item(1, 1, "34200010000001", "livre", "tarentaize"), **given)


def patron(**given: Any) -> Patron:
    return replace(Patron(1, "24200001234564", "Aurore", "Berger", library="tarentaize"), **given)


def loan(due_on: date = TODAY, **given: Any) -> Loan:
    number = given.pop("id", 1)
    what = given.pop("item", item())
    plain = Loan(
        number,
        given.pop("patron_id", 1),
        what,
        Record(what.record_id, "Trois contes"),
        what.library,
        given.pop("loaned_on", date(2023, 9, 1)),
        due_on,
    )
    return replace(plain, **given)
