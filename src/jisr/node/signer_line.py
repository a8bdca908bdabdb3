"""The line to a signer on a machine apart: a process that is started once, asked line by line, and started again.

What it may be waited for has a limit. While it does not answer, it is not asked again for a moment: nobody who asks
for something else waits for it in vain.
"""

import json
import os
import selectors
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from jisr.base import N_, JisrError, Json, Phrase
from jisr.base.limits import SIGNER_LINE_BYTES_MAX

# To be reached and to greet; to answer; and how long one that did not is not asked again.
START_SECONDS_MAX: Final = 20.0
ANSWER_SECONDS_MAX: Final = 10.0
REST_SECONDS: Final = 15.0
END_SECONDS_MAX: Final = 2.0
SAID_CHARACTERS_MAX: Final = 300
ENDED: Final = N_("the command has ended (%(code)s)")
SILENT: Final = N_("no answer for %(seconds)s seconds")
UNREADABLE: Final = N_("it answers with what is no answer: %(said)s")


class SignerTrouble(JisrError):
    """The signer on the machine apart has signed nothing."""


class SignerSilent(SignerTrouble):
    """The signer cannot be reached, or does not answer."""

    advice = N_(
        "What was recorded here stays, and nothing is lost; it is proved and sent once the signer answers. See that the"
        " command of [log_signer] in node.toml works for this node's account, and that the signer's machine runs."
    )

    def __init__(self, because: Phrase | str) -> None:
        super().__init__(N_("the signer of this party's log does not answer: %(because)s"), because=because)


class Line:
    """A signer that is spoken with by one thread at a time."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._keys: tuple[str, ...] = ()
        self._party = ""
        self._silent: tuple[float, SignerSilent] | None = None

    def ask(self, asked: Mapping[str, Json]) -> dict[str, Any]:
        """Ask; give the answer. Raises SignerSilent."""
        with self._lock:
            self._require_rested()
            try:
                return self._ask(asked)
            except SignerSilent as error:
                self._silent = time.monotonic() + REST_SECONDS, error
                self._end()
                raise

    def greeting(self) -> tuple[str, tuple[str, ...]]:
        """Give whose logs it signs, and its public keys in base64, asked afresh. Raises SignerSilent."""
        with self._lock:
            self._end()
            try:
                self._begin()
            except SignerSilent:
                self._end()
                raise
            self._silent = None
            return self._party, self._keys

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            self._end()

    def _require_rested(self) -> None:
        if self._silent is not None and time.monotonic() < self._silent[0]:
            raise SignerSilent(self._silent[1].phrase.holes["because"])  # type: ignore[arg-type]  # as it was made
        self._silent = None

    def _ask(self, asked: Mapping[str, Json]) -> dict[str, Any]:
        is_fresh = self._process is None
        if is_fresh:
            self._begin()
        try:
            return self._exchange(asked)
        except SignerSilent:
            if is_fresh:
                raise
            # A process that was cut off while nobody asked anything; what was signed once is signed again.
            self._end()
            self._begin()
            return self._exchange(asked)

    def _exchange(self, asked: Mapping[str, Json]) -> dict[str, Any]:
        assert self._process is not None and self._process.stdin is not None, "it was begun"
        line = json.dumps(asked).encode() + b"\n"
        assert len(line) <= SIGNER_LINE_BYTES_MAX, "what is asked has a limit"
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError as error:
            raise SignerSilent(error.strerror or str(error)) from error
        return self._read(ANSWER_SECONDS_MAX)

    def _begin(self) -> None:
        self._said = b""
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for the node alone: it still has something to ask.
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise SignerSilent(getattr(error, "strerror", None) or str(error)) from error
        greeting = self._read(START_SECONDS_MAX)
        try:
            keys = tuple(map(str, greeting["keys"]))
            self._party, self._keys = str(greeting["party"]), keys
        except (KeyError, TypeError) as error:
            raise SignerSilent(Phrase(UNREADABLE, said=str(greeting)[:SAID_CHARACTERS_MAX])) from error

    def _read(self, seconds: float) -> dict[str, Any]:
        """Read a line whole, within so many seconds."""
        assert self._process is not None and self._process.stdout is not None, "it was begun"
        handle, until = self._process.stdout.fileno(), time.monotonic() + seconds
        with selectors.DefaultSelector() as watched:
            watched.register(handle, selectors.EVENT_READ)
            while b"\n" not in self._said:
                if not watched.select(max(0.0, until - time.monotonic())):
                    raise SignerSilent(Phrase(SILENT, seconds=int(seconds)))
                more = os.read(handle, SIGNER_LINE_BYTES_MAX)
                self._said += more
                if not more:
                    raise SignerSilent(Phrase(ENDED, code=self._ended()))
                if len(self._said) > SIGNER_LINE_BYTES_MAX:
                    raise SignerSilent(Phrase(UNREADABLE, said=str(self._said[:SAID_CHARACTERS_MAX])))
        line, _, self._said = self._said.partition(b"\n")
        try:
            value = json.loads(line)
            if isinstance(value, dict):
                return value
        except (ValueError, RecursionError):
            pass
        raise SignerSilent(Phrase(UNREADABLE, said=line[:SAID_CHARACTERS_MAX].decode("utf-8", "replace")))

    def _ended(self) -> int | str:
        assert self._process is not None, "it was begun"
        try:
            return self._process.wait(END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return "?"

    def _end(self) -> None:
        process, self._process, self._said = self._process, None, b""
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None, "it has pipes"
            with suppress(OSError):
                pipe.close()
        try:
            process.wait(END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_LINES: dict[tuple[int, tuple[str, ...]], Line] = {}
_LINES_LOCK = threading.Lock()


def line_to(command: tuple[str, ...]) -> Line:
    """Give this process's line to a signer: the threads of a node share one."""
    with _LINES_LOCK:
        return _LINES.setdefault((os.getpid(), command), Line(command))


__all__ = ["Line", "SignerSilent", "SignerTrouble", "line_to"]
