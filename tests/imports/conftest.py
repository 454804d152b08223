"""An importer at Saint-Étienne, on each engine, and files to give it."""

from pathlib import Path

import pytest

from bibtui.domain.clock import FixedClock
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.resources import policy_file
from bibtui.services.imports import Imports
from bibtui.store.engine import Store
from tests.imports.building import DAY, Write


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(policy_file("saint-etienne"))


@pytest.fixture
def imports(store: Store, policy: Policy) -> Imports:
    return Imports(store, policy, FixedClock.on(DAY))


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write
