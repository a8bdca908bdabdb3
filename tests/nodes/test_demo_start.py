"""How the demo starts: broken off, killed, begun afresh, in a folder that is in use, beside what is not its own."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from jisr.cli.demo.cast import PARTIES, PASSWORD, POSTS, address
from jisr.cli.demo.record import recorded_acts
from jisr.node.home import load_home
from tests.browser.world import free_ports
from tests.nodes.demo import Demo, still_running
from tests.nodes.nodes import Node, Pair

FOUNDING, ENTERING = "Founding two frameworks", "Entering the public record"
Start = Callable[..., Demo]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "demo"


@pytest.fixture
def start(place: Path) -> Iterator[Start]:
    """Start the demo in the test's folder; leave nothing of it running."""
    started: list[Demo] = []

    def at(first_port: int, *more: str) -> Demo:
        started.append(Demo(place, first_port, *more))
        return started[-1]

    yield at
    for demo in started:
        demo.end()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A demo's folder with its whole record, and the first port of its nodes; nothing of it runs."""
    place, ports = tmp_path_factory.mktemp("filled") / "demo", free_ports(2 * len(PARTIES))
    demo = Demo(place, ports, "--once")
    code, said = demo.wait_until_ended()
    assert code == 0 and ENTERING in said, said
    demo.end()
    return place, ports


@pytest.fixture
def ports(filled: tuple[Path, int], place: Path) -> int:
    """Lay a filled demo in the test's folder: it is not what these tests are about. Gives its first port."""
    shutil.copytree(filled[0], place)
    return filled[1]


def node(place: Path, party: str) -> Node:
    return Node(load_home(place / party.lower()))


def sign_in(url: str, name: str) -> str:
    """Sign a demo officer in; give the page that comes then."""
    with httpx.Client(base_url=url, timeout=20, follow_redirects=True, trust_env=False) as browser:
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/sign-in/").text)
        assert form is not None
        told = {"csrfmiddlewaretoken": form[1], "username": name, "password": PASSWORD}
        answer = browser.post("/sign-in/", data=told, headers={"Referer": f"{url}/sign-in/"})
        assert answer.status_code == 200 and answer.url.path == "/my-work/", answer.text
        return answer.text


def test_a_filling_that_is_broken_off_is_begun_afresh(start: Start, place: Path) -> None:
    """By Ctrl-C, by kill -9, at any stage: the next start makes nodes that are whole."""
    ports = free_ports(len(PARTIES))
    demo = start(ports)
    demo.wait_until(FOUNDING)
    assert demo.stop() == 0
    assert "Stopped before the record was entered" in demo.said
    assert "Traceback" not in demo.said

    demo = start(ports)
    demo.wait_until(ENTERING)
    keys = (place / "mar" / "keys" / "log.pem").read_bytes()
    assert node(place, "MAR").rows("SELECT count(*) FROM entry") > [(0,)]
    # Nobody waits for its nodes: the next start does.
    nodes = demo.kill()

    demo = start(ports)
    said = demo.wait_until_ready()
    assert not still_running(nodes, seconds=0), "nobody writes beside the new nodes"
    assert ENTERING in said
    assert (place / "mar" / "keys" / "log.pem").read_bytes() != keys
    for party in PARTIES:
        for post in POSTS[party]:
            assert post.username in said
        assert sign_in(address(party, ports), POSTS[party][0].username)
        assert node(place, party).jisr("verify").code == 0
    assert demo.stop() == 0

    acts = "SELECT count(*) FROM entry JOIN log ON log.id = log_id WHERE dossier NOT IN ('', 'framework')"
    for framework, party in (("mar-esp", "ESP"), ("mar-nld", "NLD")):
        expected = sum(act.framework == framework for act in recorded_acts())
        here = node(place, party).rows(f"{acts} AND log.framework_id = '{framework}'")
        assert here >= [(expected,)], "all of the record, and what the nodes did by themselves since"


def test_killed_while_it_made_keys_it_begins_afresh(start: Start, place: Path) -> None:
    ports = free_ports(len(PARTIES))
    demo = start(ports)
    demo.wait_until(FOUNDING)
    demo.kill_and_wait()
    # As a moment before: the last node has its keys and no settings yet.
    (place / "nld" / "node.toml").unlink()
    (place / "nld" / "jisr.sqlite3").unlink(missing_ok=True)
    assert start(ports, "--once").wait_until_ready()


def test_all_killed_at_once_it_goes_on_and_afresh_by_reset_only(start: Start, place: Path, ports: int) -> None:
    demo = start(ports)
    demo.wait_until_ready()
    officers = [(party, post.username) for party in PARTIES for post in POSTS[party]]
    for process in [*demo.nodes, psutil.Process(demo.pid)]:
        process.kill()
    keys = {party: (place / party.lower() / "keys" / "log.pem").read_bytes() for party in PARTIES}

    demo = start(ports)
    assert ENTERING not in demo.wait_until_ready()
    for party, name in officers:
        assert sign_in(address(party, ports), name)
    assert demo.stop() == 0
    for party in PARTIES:
        assert (place / party.lower() / "keys" / "log.pem").read_bytes() == keys[party]
        assert node(place, party).jisr("verify").code == 0

    demo = start(ports, "--once", "--reset")
    demo.wait_until(ENTERING)
    for party in PARTIES:
        assert (place / party.lower() / "keys" / "log.pem").read_bytes() != keys[party]


def test_the_nodes_share_what_is_read_and_nothing_else(start: Start, place: Path, ports: int) -> None:
    """Each has its session, its pipes and its files: what of one is closed or killed is nothing to the others."""
    demo = start(ports)
    demo.wait_until_ready()
    named = {each.name(): each for each in demo.nodes}
    assert sorted(named) == sorted(f"jisr {party}" for party in PARTIES)
    opened = {name: files(each.pid) for name, each in named.items()}
    for name, each in named.items():
        assert os.getsid(each.pid) == each.pid
        own = place / name.split()[1].lower()
        others = set[str]().union(*(found for other, found in opened.items() if other != name))
        assert any(file.startswith(str(own)) for file in opened[name])
        # What all have is the folder that they hold.
        assert opened[name] & others == {str(place)}


def files(pid: int) -> set[str]:
    """Give the files of a process, pipes and sockets by their numbers."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(each.readlink()))
    return found - {"anon_inode:[eventpoll]", os.devnull}


def test_a_node_that_is_killed_ends_the_demo_and_takes_nothing_with_it(start: Start, place: Path, ports: int) -> None:
    demo = start(ports)
    demo.wait_until_ready()
    next(each for each in demo.nodes if each.name() == "jisr ESP").kill()
    code, said = demo.wait_until_ended()
    assert code == 1
    assert "the node of ESP stopped" in said
    for party in PARTIES:
        assert node(place, party).jisr("verify").code == 0


def test_a_second_demo_in_the_same_folder_is_told_so(start: Start, place: Path, ports: int) -> None:
    """Even one that would begin afresh: the first goes on."""
    first = start(ports)
    first.wait_until_ready()
    code, said = start(ports + len(PARTIES), "--reset").wait_until_ended()
    assert code == 1
    assert f"a demo runs in {place}" in said
    assert "Traceback" not in said
    assert sign_in(address("ESP", ports), "esp.cochair")
    # Who is impatient presses twice; make passes on what it gets, beside what reaches the demo itself.
    assert first.stop(signal.SIGINT, signal.SIGTERM, signal.SIGINT) == 0
    assert "Stopped. Nothing is lost" in first.said
    assert "Traceback" not in first.said


def test_what_is_not_a_demos_is_left_alone(start: Start, place: Path, founded: Pair) -> None:
    """The node of a real party in the folder: nothing is removed, neither that nor anything beside it."""
    for party in ("MAR", "ESP"):
        shutil.copytree(founded.folder / party.lower(), place / party.lower())
    settings = place / "mar" / "node.toml"
    settings.write_text("demo = true\n" + settings.read_text("utf-8"), "utf-8")
    before = sorted(place.rglob("*"))
    code, said = start(free_ports(len(PARTIES)), "--reset").wait_until_ended()
    assert code == 1
    assert f"{place / 'esp'} is not a demo's node" in said
    assert sorted(place.rglob("*")) == before
