"""The portal opened on a copy of a store filled once: a library unlike the demo, or the demo."""

import fcntl
import pickle
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import time
from pathlib import Path

import pytest

from bibtui.demo import ledger
from bibtui.demo.seed import seed
from bibtui.domain.clock import FixedClock
from bibtui.store.engine import Store
from tests.networks import network as policy_of
from tests.screens import house, tours
from tests.screens.house import SIZE, Visit
from tests.screens.libraries import LIBRARIES
from tests.screens.tours import Shot, Size, Tour

Doors = Callable[..., AbstractAsyncContextManager[Visit]]
Filled = Callable[[str], Path]
Toured = Callable[..., dict[str, Shot]]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and faults of these tests stay in their own folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    for name in ("BIBTUI_CONFIG", "BIBTUI_DATABASE", "BIBTUI_POLICY", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The store of a library (« roudour ») or of a demo (« demo:roudour »), filled at first use."""
    folder = tmp_path_factory.mktemp("filled")

    def fill(name: str) -> Path:
        path = folder / f"{name.replace(':', '-')}.sqlite"
        if not path.exists():
            shutil.copyfile(sqlite_template, path)
            path.chmod(0o600)
            store = Store.open(path)
            if name.startswith("demo:"):
                told = ledger.read(name.removeprefix("demo:"))
                seed(store, told, policy_of(told.network), told.day, house.light_hasher())
            else:
                LIBRARIES[name].fill(store)
            store.close()
        return path

    return fill


@pytest.fixture(scope="session")
def toured(filled: Filled, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Toured:
    """The shots of a tour of the demo, walked once for all the workers of a run."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder if worker_id == "master" else folder.parent) / "tours"
    folder.mkdir(exist_ok=True)

    def walk(tour: Tour, size: Size, theme: str = "clair") -> dict[str, Shot]:
        kept = folder / f"{'-'.join(tour)}-{size[0]}-{theme}"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                taken = tours.shots(filled(f"demo:{tour[0]}"), tour, size, theme)
                kept.write_bytes(pickle.dumps(taken))
            walked: dict[str, Shot] = pickle.loads(kept.read_bytes())
        return walked

    return walk


@pytest.fixture
def doors(filled: Filled, tmp_path: Path) -> Doors:
    """Opens the portal of a network of `LIBRARIES`, on its day at half past ten."""

    def open_at(
        network: str, size: tuple[int, int] = SIZE, *, theme: str = ""
    ) -> AbstractAsyncContextManager[Visit]:
        database = copied(filled(network), tmp_path)
        clock = FixedClock.on(LIBRARIES[network].day, time(10, 30))
        return house.visit(house.opening(network, database, clock, theme=theme), size)

    return open_at


def copied(template: Path, folder: Path) -> Path:
    path = folder / "bibtui.sqlite"
    shutil.copyfile(template, path)
    path.chmod(0o600)
    return path
