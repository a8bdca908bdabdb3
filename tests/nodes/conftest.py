"""One pair of nodes is founded for all tests; each test breaks a copy of its own."""

from pathlib import Path

import pytest

from tests.nodes.nodes import Pair, found_pair


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two nodes that no test changes."""
    return found_pair(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def pair(founded: Pair, tmp_path: Path) -> Pair:
    """Two nodes to act on and to break."""
    return founded.copy(tmp_path)
