"""How a stream gets to its second place: into a folder here, or through a command that speaks with one elsewhere.

The command (`ssh host jisr backup receive FOLDER`) is a well-kept tool's affair: who may come in, and what protects
the way. What goes through it is sealed before. One order is a line, and bytes where it says so; its answer is a line
of JSON: what lies there now, or what is amiss, after which the other side ends.
"""

import json
import os
import selectors
import shlex
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final, Protocol

from jisr.base import N_, Phrase
from jisr.node.second_place import Held, PlaceAmiss, SecondPlace
from jisr.node.streamed import PIECE_BYTES_MAX
from jisr.seal import Sink

LINE_BYTES_MAX: Final = 4_096
BLOCK_BYTES: Final = 256 * 1024
# A second place that is silent for so long while it is waited for counts as cut off.
WAIT_SECONDS_MAX: Final = 60.0
END_SECONDS_MAX: Final = 5.0
ENDED: Final = N_("the command has ended (%(code)s)")
SILENT: Final = N_("it does not answer")
UNREADABLE: Final = N_("it answers with what is no answer: %(said)s")


class Carrier(Protocol):
    """What brings a stream to its second place; every method raises PlaceAmiss."""

    def open(self) -> Held:
        """Reach it; give what lies there."""
        ...

    def whole(self, copy: int, position: str, fill: Callable[[Sink], None]) -> Held:
        """Bring a whole copy."""
        ...

    def take(self, number: int, chain: str, position: str, piece: bytes) -> Held:
        """Bring the next piece."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Here:
    """A folder of this machine: another disk, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        self._place, self._held_open = SecondPlace(folder), ExitStack()

    def __str__(self) -> str:
        return str(self._place.folder)

    def open(self) -> Held:
        """Reach it; give what lies there."""
        return self._held_open.enter_context(self._place.opened()).held

    def whole(self, copy: int, position: str, fill: Callable[[Sink], None]) -> Held:
        """Bring a whole copy."""
        with self._place.whole(copy, position) as sink:
            fill(sink)
        return self._place.held

    def take(self, number: int, chain: str, position: str, piece: bytes) -> Held:
        """Bring the next piece."""
        return self._place.take(number, chain, position, piece)

    def close(self) -> None:
        """Let go of it."""
        self._held_open.close()


class Through:
    """A command whose other end is `jisr backup receive`."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""

    def __str__(self) -> str:
        return self._command

    def open(self) -> Held:
        """Reach it; give what lies there."""
        self.close()
        try:
            self._process = subprocess.Popen(
                shlex.split(self._command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
            )
        except (OSError, ValueError, IndexError) as error:
            raise PlaceAmiss(self, getattr(error, "strerror", None) or error) from error
        assert self._process.stdin is not None, "it has a pipe"
        os.set_blocking(self._process.stdin.fileno(), False)
        return self._answer()

    def whole(self, copy: int, position: str, fill: Callable[[Sink], None]) -> Held:
        """Bring a whole copy."""
        self._write(f"whole {copy} {position}\n".encode("ascii"))
        fill(_Blocks(self._write))
        self._write(b"0\n")
        return self._answer()

    def take(self, number: int, chain: str, position: str, piece: bytes) -> Held:
        """Bring the next piece."""
        self._write(f"piece {number} {chain} {position} {len(piece)}\n".encode("ascii") + piece)
        return self._answer()

    def close(self) -> None:
        """Let go of it."""
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

    def _write(self, content: bytes) -> None:
        assert self._process is not None and self._process.stdin is not None, "it is open"
        handle, left = self._process.stdin.fileno(), memoryview(content)
        while left:
            self._wait(handle, selectors.EVENT_WRITE)
            try:
                left = left[os.write(handle, left) :]
            except BlockingIOError:
                continue
            except OSError:
                # It has ended; mostly it has said why.
                self._answer()
                raise PlaceAmiss(self, Phrase(SILENT)) from None

    def _answer(self) -> Held:
        assert self._process is not None and self._process.stdout is not None, "it is open"
        handle = self._process.stdout.fileno()
        while b"\n" not in self._said:
            self._wait(handle, selectors.EVENT_READ)
            more = os.read(handle, LINE_BYTES_MAX)
            if not more:
                raise PlaceAmiss(self, Phrase(ENDED, code=self._process.wait()))
            self._said += more
            if len(self._said) > LINE_BYTES_MAX:
                raise PlaceAmiss(self, Phrase(UNREADABLE, said=self._said[:80]))
        line, _, self._said = self._said.partition(b"\n")
        return _held_of(self, line)

    def _wait(self, handle: int, event: int) -> None:
        with selectors.DefaultSelector() as watched:
            watched.register(handle, event)
            if not watched.select(WAIT_SECONDS_MAX):
                raise PlaceAmiss(self, Phrase(SILENT))


class _Blocks:
    """Writes on in blocks of which each says its length: the end is told apart from a cut."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def write(self, piece: bytes, /) -> int:
        if piece:
            self._write(f"{len(piece)}\n".encode("ascii") + bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""


def _held_of(place: object, line: bytes) -> Held:
    try:
        raw: Any = json.loads(line)
        if isinstance(raw, dict) and set(raw) == {"error"}:
            raise PlaceAmiss(place, str(raw["error"])[:300])
        return Held(int(raw["copy"]), int(raw["pieces"]), str(raw["chain"]), str(raw["position"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PlaceAmiss(place, Phrase(UNREADABLE, said=line[:80])) from error


class _Cut(Exception):
    """The other side is gone in the midst of something."""


def receive(folder: Path, source: IO[bytes], answers: IO[bytes]) -> None:
    """Take in what comes through a command, until it ends; what is amiss is answered, and raised."""

    def say(value: dict[str, Any]) -> None:
        answers.write(json.dumps(value).encode() + b"\n")
        answers.flush()

    try:
        with SecondPlace(folder).opened() as place, suppress(_Cut):
            say(asdict(place.held))
            while line := source.readline(LINE_BYTES_MAX):
                _obey(place, line, source)
                say(asdict(place.held))
    except PlaceAmiss as error:
        with suppress(OSError):
            say({"error": str(error.because)})
        raise


def _obey(place: SecondPlace, line: bytes, source: IO[bytes]) -> None:
    words = line.decode("ascii", "replace").split()
    try:
        match words:
            case ["piece", number, chain, position, size] if 0 < int(size) <= PIECE_BYTES_MAX:
                piece = _exactly(source, int(size))
                place.take(int(number), chain, position, piece)
            case ["whole", copy, position]:
                with place.whole(int(copy), position) as sink:
                    while block := int(source.readline(LINE_BYTES_MAX) or b"-1"):
                        if not 0 < block <= PIECE_BYTES_MAX:
                            raise _Cut
                        sink.write(_exactly(source, block))
            case _:
                raise ValueError(line[:40])
    except ValueError as error:
        raise PlaceAmiss(place.folder, Phrase(UNREADABLE, said=error)) from error


def _exactly(source: IO[bytes], size: int) -> bytes:
    piece = source.read(size)
    if len(piece) != size:
        raise _Cut
    return piece


def carrier(folder: Path | None, command: str) -> Carrier:
    """Give what brings a stream to a folder, or through a command."""
    assert (folder is None) != (not command), "one of the two is said"
    return Here(folder) if folder is not None else Through(command)


__all__ = ["Carrier", "Here", "Through", "carrier", "receive"]
