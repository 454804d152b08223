"""docs/requirements.md tells the truth: every demand is there, and what is done has its test."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "requirements.md"

LAST = {"000": 25, "001": 46, "002": 10, "003": 37, "004": 19}
"""How many demands each guide makes."""


class Row(NamedTuple):
    number: str
    title: str
    stage: int
    tests: tuple[str, ...]


def rows() -> list[Row]:
    found = re.findall(
        r"^\| (\d{3}-\d\d) \| (.+?) \| (\d+) \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.M
    )
    return [
        Row(number, title, int(stage), tuple(re.findall(r"`([^`]+)`", tests)))
        for number, title, stage, tests in found
    ]


def done() -> set[int]:
    said = re.search(r"^Étapes faites : (.+)$", PAGE.read_text(encoding="utf-8"), re.M)
    assert said, "the page says which stages are done"
    return {int(number) for number in re.findall(r"\d+", said[1])}


@cache
def docstrings(path: Path) -> dict[str, str]:
    """The tests of a file: name → docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
    }


def test_the_page_has_each_of_the_137_numbers_once() -> None:
    expected = [
        f"{guide}-{number:02}" for guide, last in LAST.items() for number in range(1, last + 1)
    ]
    assert len(expected) == 137
    assert [row.number for row in rows()] == expected


def test_every_test_the_page_names_exists_and_cites_the_demand() -> None:
    missing = []
    for row in rows():
        for test in row.tests:
            file, _, name = test.partition("::")
            path = ROOT / file
            found = docstrings(path) if path.is_file() else {}
            if row.number not in found.get(name, ""):
                missing.append(f"{row.number}: {test}")
    assert not missing, "\n".join(missing)


def test_every_demand_of_a_finished_stage_has_its_test() -> None:
    stages = done()
    without = [row.number for row in rows() if row.stage in stages and not row.tests]
    assert not without, f"without a test: {', '.join(without)}"
