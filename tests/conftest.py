"""Fixtures shared by all tests: a real, empty store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bibtui.store import upgrade
from bibtui.store.engine import Store


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "bibtui.db"
    upgrade.create(path)
    return path


@pytest.fixture(params=["sqlite"])
def store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store of its own for each test."""
    path = tmp_path / "bibtui.db"
    shutil.copyfile(sqlite_template, path)
    opened = Store.open(path)
    yield opened
    opened.close()
