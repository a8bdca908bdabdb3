"""What is read before nodes are divided, and how a process that was divided ends."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from jisr.cli.bench.start import free_ports
from jisr.node.home import make_home

READ = """
import os, sys, threading
from jisr.cli.demo import forked

before = os.listdir("/proc/self/fd")
forked.read()
from django.db import connections

unread = "jisr.conf.settings" not in sys.modules and not connections.settings["default"]["NAME"]
print(threading.active_count(), os.listdir("/proc/self/fd") == before, unread)
"""
# What is still read by each node until it is told to serve.
LATER = """
import os, sys
from jisr.cli import serving
from jisr.cli.demo import child, forked

forked.read()
had, serve = set(sys.modules), serving.serve


def tell():
    print(*sorted(set(sys.modules) - had), flush=True)
    os._exit(0)


serving.serve = lambda home, ready: serve(home, ready=tell)
child.wait_for_home()
"""
SIGN_ON = """
[sign_on]
issuer = "https://sign-on.example"
client_id = "jisr"
name = "Ministry"
client_secret_variable = "SECRET"
"""
SECONDS_MAX = 60
RUN = """
import os, signal, sys, tempfile
from jisr.cli.demo.forked import Forked

held = os.open("/", os.O_RDONLY)
errors = tempfile.TemporaryFile()


def run():
    print(sys.stdin.readline().strip(), flush=True)
    {last}


one = Forked(run, errors=errors, held=held)
one.stdin.write("told\\n")
one.stdin.flush()
print(one.stdout.readline().strip())
{then}
print(one.wait(20), one.poll(), one.stdout.read() == "")
errors.seek(0)
print(errors.read().decode())
"""


def said(program: str, *, orders: Sequence[dict[str, str]] = (), **variables: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="".join(json.dumps(each) + "\n" for each in orders),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=True,
        env={**os.environ, **variables},
    )
    return done.stdout.splitlines()


def forked(last: str, then: str = "") -> list[str]:
    return said(RUN.format(last=last, then=then))


def test_what_is_read_before_asks_for_no_home_and_begins_nothing() -> None:
    """Neither a thread nor an open file would be each node's own."""
    assert said(READ) == ["1 True True"]


def made(place: Path) -> Path:
    listen = f"127.0.0.1:{free_ports(1)}"
    return make_home(place, party="ESP", address=f"http://{listen}", listen=listen, name="Spain", is_demo=True).path


def test_a_node_reads_its_settings_and_next_to_nothing_else_by_itself(tmp_path: Path) -> None:
    """What each of three nodes read would be read three times."""
    orders = ({"home": str(made(tmp_path / "esp"))}, {"do": "serve"})
    (read,) = said(LATER, orders=orders)
    assert set(read.split()) - {"encodings.ascii"} == {"jisr.conf.settings"}


def test_a_node_with_a_sign_on_begins_afresh_and_loses_no_order(tmp_path: Path) -> None:
    """It has applications that the others have not: none of what was read for these is believed."""
    home = made(tmp_path / "esp")
    with (home / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(SIGN_ON)
    # Orders that lie in the pipe already are the new program's; with nobody left to order it ends.
    orders = ({"home": str(home)}, {"do": "defer"}, {"do": "serve"})
    program = "from jisr.cli.demo import child, forked; forked.read(); child.wait_for_home()"
    assert said(program, orders=orders, SECRET="invented") == ["{}", "{}"]


def test_a_process_ends_as_a_program_does() -> None:
    assert forked("return")[:2] == ["told", "0 0 True"]
    assert forked("sys.exit(3)")[:2] == ["told", "3 3 True"]
    assert forked("sys.exit('words')")[:3] == ["told", "1 1 True", "words"]
    assert forked("raise ValueError('amiss')")[:3] == ["told", "1 1 True", "Traceback (most recent call last):"]


def test_a_process_can_be_told_to_end_and_be_ended() -> None:
    waits = "signal.pause()"
    assert forked(waits, "one.send_signal(signal.SIGTERM)")[1] == "-15 -15 True"
    assert forked(waits, "one.kill()")[1] == "-9 -9 True"


def test_one_does_not_keep_the_pipe_of_another() -> None:
    """Who is divided later has not the end by which the first is told: with the command alone, both come to theirs."""
    two = "two = Forked(lambda: signal.pause(), errors=errors, held=held); one.stdin.close()"
    assert forked("sys.exit(sys.stdin.read())", two + "; print(one.wait(20)); two.kill()")[1] == "1"
