"""Every screen, on a library whose every text is hostile: shown as it is written, and no more."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bibtui import resources
from bibtui.store.engine import Store
from tests.hostile.crawl import WAYS, Crawl, every_screen, walk
from tests.hostile.library import Hostile

SMALL, LARGE = (80, 24), (120, 40)
# At the large size, and with a word of 10 kB in every text, the ways are walked in the long run.
LONG_ENOUGH = ("FamilyDialog", "StaffHomeScreen")


# What must have been read there whole, markup and all: the data that the screen is for.
READ = {
    "SignInScreen": {
        "policy.name",
        "policy.identifier_help",
        "policy.password_help",
        "demo.identifier",
    },
    "PortalScreen": {
        "record.title",
        "record.author",
        "record.publisher",
        "record.year",
        "item.barcode",
        "item.item_type",
        "patron.first_name",
        "patron.last_name",
        "patron.card",
        "policy.livre",
    },
    "Message": {"record.title", "policy.forgotten_help", "policy.register_help"},
    "Confirm": {"record.title", "patron.first_name"},
    "StaffHomeScreen": {"account.first_name", "account.last_name"},
    "NetworkScreen": {"policy.name"},
}


def walks() -> Iterator[object]:
    for name in WAYS:
        for size in (SMALL, LARGE):
            for long in (False, True):
                kept = size == SMALL and (not long or name in LONG_ENOUGH)
                which = f"{name}-{size[0]}x{size[1]}-{'10 kB' if long else 'short'}"
                marks = () if kept else (pytest.mark.soak,)
                yield pytest.param(name, size, long, id=which, marks=marks)


@pytest.fixture(scope="module")
def made() -> dict[bool, Hostile]:
    return {}


@pytest.fixture
def hostile(
    long: bool, made: dict[bool, Hostile], tmp_path_factory: pytest.TempPathFactory
) -> Hostile:
    if long not in made:
        made[long] = Hostile(tmp_path_factory.mktemp("hostile"), long=long)
    return made[long]


@pytest.fixture
def crawl(hostile: Hostile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crawl]:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    shutil.copy(hostile.database, tmp_path / "copy.db")
    # The networks offered at first use are hostile too.
    shipped = resources.folder
    (tmp_path / "policies").mkdir()
    for name in resources.policy_names():
        (tmp_path / "policies" / f"{name}.toml").symlink_to(hostile.policy_file)
    monkeypatch.setattr(
        resources,
        "folder",
        lambda name: tmp_path / "policies" if name == "policies" else shipped(name),
    )
    store = Store.open(tmp_path / "copy.db")
    yield Crawl(store, hostile.policy, hostile.canaries, tmp_path)
    store.close()


@pytest.mark.parametrize(("name", "size", "long"), list(walks()))
async def test_it_is_shown_as_written(
    crawl: Crawl, name: str, size: tuple[int, int], long: bool
) -> None:
    await walk(crawl, name, size)
    visited = {each.__name__ for each in crawl.visited}
    assert name in visited or " " in name
    if not long:  # A long word leaves no room for what comes after it.
        assert READ.get(name, set()) <= crawl.read
        assert crawl.titles or name != "PortalScreen"


def test_every_screen_has_a_way_in() -> None:
    missing = {each.__name__ for each in every_screen()} - set(WAYS)
    assert not missing, f"register a way into {sorted(missing)} in tests/hostile/crawl.py"
