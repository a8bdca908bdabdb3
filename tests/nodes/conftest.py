"""One pair of nodes is founded for all tests; each test breaks a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.linked import Linked, found_linked, open_linked
from tests.nodes.nodes import PARTIES, Pair, found_pair
from tests.nodes.postgres import databases, stop_server


@pytest.fixture(scope="session", autouse=True)
def _served() -> Iterator[None]:
    """Leave no server behind."""
    yield
    stop_server()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two nodes that no test changes."""
    return found_pair(tmp_path_factory.mktemp("founded"))


@pytest.fixture
def pair(founded: Pair, tmp_path: Path) -> Pair:
    """Two nodes to act on and to break."""
    return founded.copy(tmp_path)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two nodes on one kind of store, for all tests in turn."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield found_pair(folder)
        return
    with databases(*PARTIES) as urls:
        yield found_pair(folder, urls)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def linked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linked]:
    """Two nodes, of which one has a domestic framework, on one kind of store."""
    folder: Path = tmp_path_factory.mktemp(f"linked-{request.param}")
    if request.param == "sqlite":
        yield found_linked(folder)
        return
    with databases(*PARTIES) as urls:
        yield found_linked(folder, urls)


@pytest.fixture(scope="session")
def founded_linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """Two nodes, of which one has a domestic framework, that no test changes."""
    return found_linked(tmp_path_factory.mktemp("founded-linked"))


@pytest.fixture
def copied(founded_linked: Linked, tmp_path: Path) -> Linked:
    """Two such nodes to act on and to break."""
    for party in PARTIES:
        shutil.copytree(founded_linked.folder / party.lower(), tmp_path / party.lower())
    return open_linked(tmp_path)
