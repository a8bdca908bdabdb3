"""`jisr demo` as somebody runs it: a process of its own, with its nodes below it."""

import os
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.nodes.started import ENVIRONMENT

# The demo is ready within seconds; the machine may be busy with other tests.
READY_SECONDS_MAX = 60
STOPPED_SECONDS_MAX = 30
BETWEEN_SIGNALS_SECONDS = 0.1
BETWEEN_LOOKS_SECONDS = 0.02
LAST_LINE = "Stop with Ctrl-C"
# Of somebody's shell; the demo's nodes have databases of their own.
ELSEWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def still_running(processes: list[psutil.Process], seconds: float = STOPPED_SECONDS_MAX) -> list[psutil.Process]:
    """Give those that have not ended so many seconds from now; one that only waits to be reaped has."""
    until = time.monotonic() + seconds
    while running := [each for each in processes if _is_running(each)]:
        if time.monotonic() >= until:
            break
        time.sleep(BETWEEN_LOOKS_SECONDS)
    return running


def _is_running(process: psutil.Process) -> bool:
    try:
        # Whose parent was killed is handed to the machine's first process, which reaps when it likes.
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Demo:
    """The command in a process of its own, with its nodes below it."""

    def __init__(self, home: Path, first_port: int, *more: str) -> None:
        self.first_port = first_port
        command = "from jisr.cli import main; main()"
        options = ("--home", str(home), "--first-port", str(first_port), *more)
        self._process = subprocess.Popen(
            [sys.executable, "-c", command, "demo", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**ENVIRONMENT, "COLUMNS": "200", "DATABASE_URL": ELSEWHERE},
            # As from a terminal: a Ctrl-C reaches the whole group, and no test beside it.
            process_group=0,
        )
        self.said = ""

    @property
    def pid(self) -> int:
        """Give the number of the command's process."""
        return self._process.pid

    @property
    def nodes(self) -> list[psutil.Process]:
        """Give the processes below the command."""
        return psutil.Process(self._process.pid).children(recursive=True)

    def wait_until_ready(self) -> str:
        """Read until all is said; give it."""
        return self.wait_until(LAST_LINE)

    def wait_until(self, words: str) -> str:
        """Read until something is said; give all that was."""
        assert self._process.stdout is not None
        until = time.monotonic() + READY_SECONDS_MAX
        with selectors.DefaultSelector() as watched:
            watched.register(self._process.stdout, selectors.EVENT_READ)
            while words not in self.said:
                assert watched.select(until - time.monotonic()), f"not ready in time: {self.said}"
                more = os.read(self._process.stdout.fileno(), 4096).decode()
                assert more, f"it ended: {self.said}"
                self.said += more
        return self.said

    def stop(self, *numbers: int) -> int:
        """Press Ctrl-C, or send other signals; give the exit code once nothing of it runs any more."""
        nodes = self.nodes
        for number in numbers or (signal.SIGINT,):
            os.killpg(self._process.pid, number)
            time.sleep(BETWEEN_SIGNALS_SECONDS)
        rest, _ = self._process.communicate(timeout=STOPPED_SECONDS_MAX)
        self.said += rest.decode()
        assert not still_running(nodes), "the command ends after its nodes"
        return self._process.returncode

    def kill(self) -> list[psutil.Process]:
        """End the command alone, as a crash does; give its nodes, which end by themselves."""
        nodes = self.nodes
        self._process.kill()
        self._process.wait(STOPPED_SECONDS_MAX)
        return nodes

    def kill_and_wait(self) -> None:
        """End the command alone, and wait for its nodes."""
        nodes = self.kill()
        assert not still_running(nodes), "nobody is left who could stop them"

    def wait_until_ended(self) -> tuple[int, str]:
        """Wait for a command that ends by itself; give its exit code and what it said."""
        said, _ = self._process.communicate(timeout=STOPPED_SECONDS_MAX)
        return self._process.returncode, said.decode()

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self._process.poll() is None:
            self.stop(signal.SIGTERM)
        if self._process.stdout is not None:
            self._process.stdout.close()
