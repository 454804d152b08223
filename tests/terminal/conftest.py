"""One process serves the attacks that do not depend on each other."""

from collections.abc import Iterator

import pytest

from tests.terminal.attacked_terminal import Attacked


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with Attacked("form", tmp_path_factory.mktemp("form")) as terminal:
        yield terminal.ready()
