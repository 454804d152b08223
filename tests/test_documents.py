"""What the documents promise is what the program does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bibtui.domain import secrets
from bibtui.domain.policy.load import load
from bibtui.resources import policy_file, policy_names
from bibtui.services import hashing

ROOT = Path(__file__).parents[1]

FIGURES = re.findall(
    r"^\| .+ \| `([\w.]+)` \| (\d+) \|$",
    (ROOT / "docs" / "securite.md").read_text(encoding="utf-8"),
    re.M,
)

CONSTANTS = {
    "LONGEST_DELAY": secrets.LONGEST_DELAY // timedelta(minutes=1),
    "DAY_CLOSED": secrets.DAY_CLOSED // timedelta(hours=1),
    "EVERYWHERE_TRIES": secrets.EVERYWHERE_TRIES,
    "EVERYWHERE_WINDOW": secrets.EVERYWHERE_WINDOW // timedelta(seconds=1),
    "EVERYWHERE_PAUSE": secrets.EVERYWHERE_PAUSE // timedelta(seconds=1),
    "TIME_COST": hashing.TIME_COST,
    "MEMORY_KIB": hashing.MEMORY_KIB,
}


@pytest.mark.parametrize(("key", "figure"), FIGURES)
def test_a_figure_of_the_security_page_is_the_programs(key: str, figure: str) -> None:
    if key in CONSTANTS:
        assert CONSTANTS[key] == int(figure)
        return
    section, _, name = key.partition(".")
    for policy in policy_names():
        sourced = getattr(getattr(load(policy_file(policy)), section), name)
        assert sourced.value == int(figure), f"{policy}: {sourced.source}"


def test_the_security_page_has_figures() -> None:
    assert {key for key, _ in FIGURES} >= CONSTANTS.keys()


def test_the_documents_link_to_files_that_exist() -> None:
    missing = []
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert not missing, "\n".join(missing)


def test_the_readme_names_every_make_target_it_uses_and_each_policy() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z-]+)", readme, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target
    for name in policy_names():
        assert name in readme


def test_the_readme_names_variables_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    source = (ROOT / "bibtui" / "settings.py").read_text(encoding="utf-8")
    for variable in re.findall(r"BIBTUI_[A-Z_]+", readme):
        assert variable in source
