"""A node as a process of its own, told by JSON lines what to do before it serves."""

import json
import os
import signal
import subprocess
import tempfile
from typing import IO, Any, Protocol

from jisr.base import N_, JisrError

STOP_SECONDS = 10
LAST_WORDS_BYTES = 2000


class NodeTrouble(JisrError):
    """A node's process ended or could not do what it was told."""

    advice = N_("See the node's own words above; then start again with `make demo`.")


class Process(Protocol):
    """A process that is told by its input and answers by its output, to be waited for as one of `subprocess`."""

    pid: int
    stdin: IO[str] | None
    stdout: IO[str] | None

    def poll(self) -> int | None:
        """Give how it ended, if it has."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; give how, or raise `subprocess.TimeoutExpired`."""

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it has ended."""

    def kill(self) -> None:
        """End it at once."""


class NodeProcess:
    """One party's node in its own process."""

    def __init__(self, party: str, process: Process, errors: IO[bytes]) -> None:
        self.party = party
        self._process = process
        self._errors = errors
        self._unasked = 0

    @property
    def pid(self) -> int:
        """Give the number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def last_words(self) -> str:
        """Give the end of what the process said on standard error."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - LAST_WORDS_BYTES))
        return self._errors.read().decode("utf-8", "replace").strip()

    def send(self, order: dict[str, Any], *, is_asked: bool = True) -> None:
        """Tell the node to do something; `receive` gives its answer, those to several orders in their order.

        An answer that nobody asks for is passed over once one is that comes after it.
        """
        self._unasked += not is_asked
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise NodeTrouble("%(party)s: %(words)s", party=self.party, words=self.last_words()) from error

    def receive(self) -> Any:
        """Wait for the answer to the first order that was not answered."""
        while self._unasked:
            self._read()
            self._unasked -= 1
        return json.loads(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise NodeTrouble("%(party)s: %(words)s", party=self.party, words=self.last_words())
        return line

    def ask_to_stop(self) -> None:
        """Tell the node to stop, and do not wait for it."""
        if self.is_alive:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Stop the node; an act under way is finished."""
        if self.is_alive:
            self.ask_to_stop()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()


def words_file() -> IO[bytes]:
    """Give a file for what a process says on standard error; it lives as long as the process."""
    return tempfile.TemporaryFile()
