"""`jisr demo` as somebody runs it: ready, used from a browser, stopped by Ctrl-C, gone on with."""

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from jisr.cli.demo.cast import NAMES, PARTIES, PASSWORD, address
from tests.browser.officer import Officer
from tests.browser.proxy import HOST
from tests.browser.world import free_ports
from tests.nodes.demo import Demo

Start = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the demo in a folder of the test; leave nothing of it running."""
    started: list[Demo] = []

    def at(first_port: int) -> Demo:
        started.append(Demo(tmp_path / "demo", first_port))
        return started[-1]

    yield at
    for demo in started:
        demo.end()


def signed_in(page: Page, url: str, name: str) -> Officer:
    """Sign an officer in."""
    officer = Officer(page, url)
    officer.sign_in(name)
    return officer


def session_of(officer: Officer) -> str:
    """Give the number of the 23rd session from the page of the group."""
    officer.go("")
    line = officer.page.locator("#sessions ~ table [data-dossier]", has_text="Session 23").first
    return str(line.get_attribute("data-dossier"))


def test_it_is_stopped_and_goes_on_where_it_was(start: Start, pages: Callable[..., Page]) -> None:
    """What is done is there again: after Ctrl-C, on other ports, and after the command was killed."""
    ports = free_ports(2 * len(PARTIES))
    demo = start(ports)
    said = demo.wait_until_ready()
    assert "Ready after" in said
    assert PASSWORD in said
    for party in PARTIES:
        assert f"{NAMES[party]:<12} {address(party, ports)}/" in said
    assert len(demo.nodes) == len(PARTIES)

    page = pages()
    mar = signed_in(page, address("MAR", ports), "mar.secretariat")
    session = session_of(mar)
    raised = mar.perform(session, "raise_item", title="Before the stop", dimension="border")
    assert demo.stop() == 0
    assert "Stopped. Nothing is lost" in demo.said
    assert "Traceback" not in demo.said

    elsewhere = ports + len(PARTIES)
    demo = start(elsewhere)
    assert f"{NAMES['MAR']:<12} {address('MAR', elsewhere)}/" in demo.wait_until_ready()
    again = signed_in(pages(), address("MAR", elsewhere), "mar.secretariat")
    again.open(session)
    assert "Before the stop" in again.page.locator(f"[data-entry='{raised}']").inner_text()
    spain = signed_in(pages(), address("ESP", elsewhere), "esp.secretariat")
    spain.wait_for(session, f"[data-entry='{raised}']")
    after = spain.perform(session, "raise_item", title="After the stop", dimension="return")
    again.wait_for(session, f"[data-entry='{after}']")

    demo.kill_and_wait()
    demo = start(elsewhere)
    demo.wait_until_ready()
    again.open(session)
    assert again.has(after), "the officer is still signed in, and nothing is lost"
    assert demo.stop(signal.SIGTERM) == 0


def test_a_port_in_use_is_said_before_anything_is_made(start: Start, tmp_path: Path) -> None:
    """One line says which, another what to do; the folder stays as it was."""
    ports = free_ports(len(PARTIES))
    with socket.socket() as taken:
        taken.bind((HOST, ports + 1))
        taken.listen()
        code, said = start(ports).wait_until_ended()
    assert code == 1
    assert f"no node can listen on {HOST}:{ports + 1}: Address already in use" in said
    assert "make demo PORT=9001" in said
    assert "Traceback" not in said
    assert not (tmp_path / "demo").exists()
