"""A node as a process of its own, told by JSON lines what to do before it serves."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from jisr.base import N_, JisrError
from jisr.node.home import HOME_VARIABLE, Home

STOP_SECONDS = 10
LAST_WORDS_BYTES = 2000


class NodeTrouble(JisrError):
    """A node's process ended or could not do what it was told."""

    advice = N_("See the node's own words above; then start again with `make demo`.")


class NodeProcess:
    """One party's node in its own process."""

    def __init__(
        self,
        home: Home,
        *,
        module: str = "jisr.cli.demo.child",
        variables: Mapping[str, str] | None = None,
        held: Sequence[int] = (),
    ) -> None:
        self.home = home
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, **(variables or {}), HOME_VARIABLE: str(home.path)},
            text=True,
            # Ctrl-C reaches the parent only; it stops its nodes.
            start_new_session=True,
            # What is locked stays so until this process has ended, too.
            pass_fds=held,
        )

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

    def send(self, order: dict[str, Any]) -> None:
        """Tell the node to do something; `receive` gives its answer."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise NodeTrouble("%(party)s: %(words)s", party=self.home.party, words=self.last_words()) from error

    def receive(self) -> Any:
        """Wait for the answer to the last order."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise NodeTrouble("%(party)s: %(words)s", party=self.home.party, words=self.last_words())
        return json.loads(line)

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
