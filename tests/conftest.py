"""Fixtures shared by all tests: a real, empty store on each of the two engines.

`store` runs a test twice, on SQLite and on PostgreSQL; `store_url` does for a test that opens the
store itself, `empty_url` for one that makes it. `sqlite_store` is for a test of which the engine
is no part. PostgreSQL is a private server started for the run, or the one BIBTUI_TEST_DATABASE
names, whose user may create databases. A run ends with how many tests each engine had.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bibtui.store import upgrade
from bibtui.store.engine import Store
from tests.engines import ENGINES, EngineCounts, Postgres

Url = str | Path


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(EngineCounts(config), "engine-counts")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "bibtui.db"
    upgrade.create(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that makes databases for tests."""
    with Postgres.started() as server:
        yield server


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The engine a test runs on: « sqlite », then « postgresql »."""
    return str(request.param)


@pytest.fixture
def store_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Url]:
    """Where an empty store of this test's own is."""
    if engine == "sqlite":
        yield _copied(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(filled=True) as url:
        yield url


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Url]:
    """Where a store of this test's own could be made."""
    if engine == "sqlite":
        yield tmp_path / "data" / "bibtui.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(filled=False) as url:
        yield url


@pytest.fixture
def store(store_url: Url) -> Iterator[Store]:
    """An empty store of this test's own, on each engine."""
    opened = Store.open(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite store of this test's own."""
    opened = Store.open(_copied(sqlite_template, tmp_path))
    yield opened
    opened.close()


def _copied(template: Path, folder: Path) -> Path:
    path = folder / "bibtui.db"
    shutil.copyfile(template, path)
    path.chmod(0o600)
    return path
