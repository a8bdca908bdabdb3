"""A demo that is there, told to listen on other ports."""

from pathlib import Path

import pytest

from jisr.cli.application import build
from jisr.cli.demo.cast import PARTIES
from jisr.cli.demo.founding import make_homes
from jisr.cli.demo.moving import move_homes
from jisr.node.home import Home, load_home


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Home]:
    """The homes of a demo that was founded at ports of its own."""
    return make_homes(tmp_path, first_port=9001)


def read(homes: dict[str, Home]) -> dict[str, Home]:
    """Give the homes as the next start will find them."""
    return {party: load_home(home.path) for party, home in homes.items()}


@pytest.mark.parametrize("first_port", [9101, 9002, 8999])
def test_each_node_listens_there_and_finds_the_others(homes: dict[str, Home], first_port: int) -> None:
    """Also where the new ports are in part those of another node before."""
    moved = move_homes(homes, first_port=first_port)
    assert moved == read(homes)
    places = {party: f"127.0.0.1:{first_port + at}" for at, party in enumerate(PARTIES)}
    for party, home in moved.items():
        assert home.listen == places[party]
        assert home.address == f"http://{places[party]}"
        assert home.routes == {other: f"http://{places[other]}" for other in PARTIES if other != party}
        assert (home.party, home.name, home.is_demo) == (party, homes[party].name, True)


def test_it_can_come_back(homes: dict[str, Home]) -> None:
    """To the ports at which it was founded, after any number of moves."""
    for first_port in (9101, 9201, 9001):
        moved = move_homes(read(homes), first_port=first_port)
    assert {home.listen for home in moved.values()} == {home.listen for home in homes.values()}


def test_a_move_that_was_broken_off_is_finished_by_the_next(homes: dict[str, Home]) -> None:
    """One home was written, two were not: whichever ports are asked for then, all three stand there."""
    move_homes({"MAR": homes["MAR"]}, first_port=9101)
    for first_port in (9001, 9101):
        moved = move_homes(read(homes), first_port=first_port)
        assert [moved[party].listen for party in PARTIES] == [f"127.0.0.1:{first_port + at}" for at in range(3)]
        ways = {way for home in moved.values() for way in home.routes.values()}
        assert ways <= {f"http://127.0.0.1:{first_port + at}" for at in range(3)}


def test_where_it_stands_already_nothing_is_written(homes: dict[str, Home]) -> None:
    """A start as before is no move."""
    before = [(home.path / "node.toml").stat().st_mtime_ns for home in homes.values()]
    assert move_homes(homes, first_port=9001) == homes
    assert [(home.path / "node.toml").stat().st_mtime_ns for home in homes.values()] == before


@pytest.mark.parametrize("port", ["0", "-1", "65534", "99999", "many"])
def test_a_port_that_is_none_is_refused_before_anything_is_made(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option is named, and what it may be."""
    place = tmp_path / "demo"
    with pytest.raises(SystemExit) as ended:
        build()(["demo", "--home", str(place), "--first-port", port])
    assert ended.value.code == 2
    assert "--first-port" in capsys.readouterr().err
    assert not place.exists()
