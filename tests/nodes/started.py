"""Processes that are started with everything read (`tests/nodes/reader.py`)."""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

import jisr
from jisr.cli.language import ENGLISH, language
from jisr.node.home import HOME_VARIABLE

NUMBER_BYTES_MAX = 32
# Names the module of a procedure that is to be one of those that jisr ships, in what is started.
SHIPPED = "TESTS_SHIPPED"
COMMAND = "from jisr.cli import main; main()"
# Tests import jisr from the tree they stand in; what they start must find both.
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{Path(jisr.__file__).parent.parent}:{Path(__file__).parents[2]}"}


class Started:
    """A process: to be waited for, told and killed as one of `subprocess.Popen`, which has other children only."""

    def __init__(
        self,
        reader: str,
        files: Sequence[int],
        *,
        environment: Mapping[str, str],
        arguments: Sequence[str] = (),
        module: str = "",
        program: str = "",
        new_session: bool = False,
        further: bool = True,
    ) -> None:
        self.args = [module or program, *arguments]
        self.returncode: int | None = None
        self._told, teller = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = {
            "environment": dict(environment),
            "arguments": list(arguments),
            "module": module,
            "program": program,
            "new_session": new_session,
        }
        with teller:
            line = _reader(reader, further and _may_further(environment, program), environment.get(SHIPPED, ""))
            socket.send_fds(line, [json.dumps(order).encode()], [*files, teller.fileno()])
        self.pid = int(self._told.recv(NUMBER_BYTES_MAX))

    def poll(self) -> int | None:
        """Give how the process ended, if it has."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended; give how."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._told.settimeout(None)
            with selectors.DefaultSelector() as watched:
                watched.register(self._told, selectors.EVENT_READ)
                if not watched.select(timeout):
                    return None
            self.returncode = int(self._told.recv(NUMBER_BYTES_MAX))
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


class Piped(Started):
    """A process with pipes to its input and from its output, and a file for what it says on standard error."""

    def __init__(self, reader: str, *, errors: IO[bytes] | None = None, **how: Any) -> None:
        self._errors = errors or tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        input_, self_in = os.pipe()
        self_out, output = os.pipe()
        self.stdin, self.stdout = open(self_in, "w"), open(self_out)  # noqa: SIM115  # as above
        try:
            super().__init__(reader, (input_, output, self._errors.fileno()), **how)
        finally:
            os.close(input_)
            os.close(output)

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Wait until all is said; give it."""
        said, until = b"", time.monotonic() + timeout
        self.stdin.close()
        with selectors.DefaultSelector() as watched:
            watched.register(self.stdout, selectors.EVENT_READ)
            while True:
                if not watched.select(until - time.monotonic()):
                    raise subprocess.TimeoutExpired(self.args, timeout)
                more = os.read(self.stdout.fileno(), 65_536)
                if not more:
                    break
                said += more
        self.wait(max(0, until - time.monotonic()))
        self._errors.seek(0)
        return said.decode(), self._errors.read().decode()


def run_command(
    reader: str, *arguments: str, environment: Mapping[str, str], given: str = "", seconds_max: float = 240
) -> subprocess.CompletedProcess[str]:
    """Run the command `jisr`; give its exit code, and what it said."""
    with ExitStack() as opened:
        files = input_, out, err = [opened.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3)]
        input_.write(given)
        input_.seek(0)
        numbers = [each.fileno() for each in files]
        started = Started(reader, numbers, environment=environment, arguments=arguments, program=COMMAND)
        code = started.wait(seconds_max)
        for each in (out, err):
            each.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


def _may_further(environment: Mapping[str, str], program: str) -> bool:
    """Say whether what is started may begin with all read that is the same in every home, in English."""
    is_of_node = program == COMMAND or HOME_VARIABLE in environment
    return is_of_node and language(environment) == ENGLISH


@cache
def _reader(name: str, further: bool, shipped: str) -> socket.socket:
    """Give the line to a process that has read all. Each has a seed of its own for the order of sets, as processes do."""
    del name
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.nodes.reader", str(theirs.fileno()), *(["further"] if further else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env={**ENVIRONMENT, SHIPPED: shipped},
            # It ends when the line does, not by a Ctrl-C.
            start_new_session=True,
        )
    return ours
