"""What is read before nodes are divided, and how a process that was divided ends."""

import subprocess
import sys

READ = """
import os, sys, threading
from jisr.cli.demo import forked

before = os.listdir("/proc/self/fd")
forked.read()
from django.conf import settings

print(threading.active_count(), os.listdir("/proc/self/fd") == before, settings.configured)
"""
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


def said(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.splitlines()


def forked(last: str, then: str = "") -> list[str]:
    return said(RUN.format(last=last, then=then))


def test_what_is_read_before_asks_for_no_setting_and_begins_nothing() -> None:
    """Neither a thread nor an open file would be each node's own."""
    assert said(READ) == ["1 True False"]


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
