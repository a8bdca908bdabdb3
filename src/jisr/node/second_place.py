"""A second place: a folder in which lies, sealed, all that a node's database (or its keys) was up to a moment ago.

A whole copy (`00000003.whole`), then what came after it, piece by piece, in files that are begun anew once they are
long (`00000003.000000001.pieces`). What is said to be here is on the disk. Nothing here opens anything: pieces are
held against their length and against the digest of all before them.

Before each piece stands a line: its number, the digest of the stream with it, the place in the node's journal up to
which it goes, its length.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from jisr.base import N_, JisrError, Phrase
from jisr.node.presence import HomeInUse, alone_in
from jisr.node.streamed import PIECE_BYTES_MAX, chained
from jisr.seal import Sink

FILE_BYTES_ENOUGH: Final = 16 * 1024 * 1024
LINE_BYTES_MAX: Final = 512
EMPTY: Final = "0" * 64
UNFINISHED: Final = ".unfinished"
WHOLE, PIECES = ".whole", ".pieces"
BEGIN: Final = b"jisr "
COUNT_DIGITS_MAX: Final = 12


class PlaceAmiss(JisrError):
    """A second place does not take what is brought, or has lost what it had."""

    advice = N_("Nothing is lost on the node. Mend what is named; it goes on by itself, if need be with a whole copy.")

    def __init__(self, place: object, because: object) -> None:
        self.because = because
        super().__init__(N_("the second place %(place)s: %(because)s"), place=place, because=because)


TAKEN: Final = N_("another stream is being written there")
NOT_NEXT: Final = N_("it is not what comes after what is there")
CHANGED: Final = N_("what lies there is not what was put there")
NOT_WHOLE: Final = N_("a whole copy that is not what it was said to be")


@dataclass(frozen=True, slots=True)
class Held:
    """What lies there: which copy, how many pieces after it, the digest of all, the place in the node's journal."""

    copy: int = 0
    pieces: int = 0
    chain: str = ""
    position: str = ""


class PieceAmiss(JisrError):
    """Pieces end before a file does: the last was half written (`is_cut`), or one is damaged."""

    advice = N_("What comes before it can be restored: `jisr restore … --as-far-as-sound`.")

    def __init__(self, file: Path, number: int, *, is_cut: bool) -> None:
        self.is_cut = is_cut
        super().__init__(N_("%(file)s is damaged from piece %(number)s on"), file=file, number=number)


class _Hashed:
    """Writes on, and knows length and digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash, self.size = file, hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        """Give the digest of what was written."""
        return self._hash.hexdigest()

    def write(self, piece: bytes, /) -> int:
        self._hash.update(piece)
        self.size += len(piece)
        _put(self._file, piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A piece where it lies."""

    number: int
    chain: str
    position: str
    file: Path
    at: int
    length: int

    def read(self) -> bytes:
        """Give it."""
        with self.file.open("rb") as file:
            file.seek(self.at)
            return file.read(self.length)


class SecondPlace:
    """Takes in what is brought; one at a time does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: IO[bytes] | None = None
        self._end = 0
        self.held = Held()

    @contextmanager
    def opened(self) -> Iterator["SecondPlace"]:
        """Find out what is there, cut off what was half written, and let nobody else write; raises PlaceAmiss."""
        with self._named():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with alone_in(self.folder, TAKEN):
                    self._find()
                    try:
                        yield self
                    finally:
                        self._close()
            except HomeInUse as error:
                raise PlaceAmiss(self.folder, Phrase(TAKEN)) from error

    @contextmanager
    def whole(self, copy: int, position: str) -> Iterator[Sink]:
        """Take in a whole copy; what was there before goes once it is on the disk. Raises PlaceAmiss."""
        with self._named():
            if copy <= self.held.copy:
                raise PlaceAmiss(self.folder, Phrase(NOT_NEXT))
            place = self.folder / f"{copy:08}{WHOLE}"
            fresh = place.with_name(place.name + UNFINISHED)
            try:
                with _private(fresh) as out:
                    taken = _Hashed(out)
                    _put(out, _line(0, EMPTY, position, 0))
                    yield taken
                    # The line is as long whatever it says.
                    out.seek(0)
                    _put(out, _line(0, taken.digest, position, taken.size))
                    os.fsync(out.fileno())
                fresh.rename(place)
            finally:
                with suppress(FileNotFoundError):
                    fresh.unlink()
            _sync(self.folder)
            self._close()
            self.held = Held(copy, 0, taken.digest, position)
            self._drop_older()

    def take(self, number: int, chain: str, position: str, piece: bytes) -> Held:
        """Take in the next piece; it is on the disk when this returns. Raises PlaceAmiss."""
        with self._named():
            held = self.held
            if not held.copy or number != held.pieces + 1 or chained(held.chain, piece) != chain:
                raise PlaceAmiss(self.folder, Phrase(NOT_NEXT))
            file, line = self._ready(number), _line(number, chain, position, len(piece))
            try:
                _put(file, line + piece)
                os.fsync(file.fileno())
            except OSError:
                # Half of it may be there: no other follows it.
                self._cut()
                raise
            self._end += len(line) + len(piece)
            self.held = Held(held.copy, number, chain, position)
            return self.held

    def _ready(self, number: int) -> IO[bytes]:
        """Give the file that the next piece is put at the end of; held against what was put there."""
        if self._file is not None:
            now = os.fstat(self._file.fileno())
            if now.st_size != self._end or not now.st_nlink:
                raise PlaceAmiss(self.folder, Phrase(CHANGED))
            if self._end < FILE_BYTES_ENOUGH:
                return self._file
        self._close()
        place = self.folder / f"{self.held.copy:08}.{number:09}{PIECES}"
        self._file, self._end = _private(place), 0
        _sync(self.folder)
        return self._file

    def _cut(self) -> None:
        assert self._file is not None, "it was being written"
        os.ftruncate(self._file.fileno(), self._end)
        self._file.seek(self._end)

    def _find(self) -> None:
        """Read what is there, hold each piece against its digest, cut off what was half written at the very end."""
        for each in self.folder.glob(f"*{UNFINISHED}"):
            each.unlink()
        copies = copies_in(self.folder)
        if not copies:
            self.held = Held()
            return
        copy, place = max(copies.items())
        found = whole_in(place)
        whole, last, is_sound = found, None, True
        try:
            for found in pieces_in(self.folder, copy, whole):
                last = found.file
        except PieceAmiss as error:
            is_sound = error.is_cut
        # After what is damaged nothing can follow but a whole copy; until that is here all stays as it is.
        self.held = Held(copy, found.number, found.chain if is_sound else "", found.position)
        if is_sound:
            self._go_on(copy, last, found.at + found.length)
        self._drop_older()
        _sync(self.folder)

    def _go_on(self, copy: int, last: Path | None, end: int) -> None:
        """Be ready for what comes after the last piece that is whole."""
        for each in _files(self.folder, copy):
            if last is None or each.name > last.name:
                each.unlink()
        if last is not None:
            self._file, self._end = last.open("r+b", buffering=0), end
            self._cut()
            os.fsync(self._file.fileno())

    def _drop_older(self) -> None:
        """Do away with what a newer whole copy covers."""
        for each in self.folder.iterdir():
            if each.suffix in (WHOLE, PIECES) and each.name < f"{self.held.copy:08}":
                each.unlink()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PlaceAmiss(self.folder, error.strerror or error) from error


def copies_in(folder: Path) -> dict[int, Path]:
    """Give the whole copies that lie in a folder, by number."""
    return {int(each.stem): each for each in folder.glob(f"*{WHOLE}") if each.stem.isdigit()}


def whole_in(place: Path) -> Found:
    """Read what a whole copy says of itself; raises PlaceAmiss."""
    with place.open("rb") as file:
        line = file.readline(LINE_BYTES_MAX)
        found = _read_line(line, place, len(line))
        if found is None or found.number or os.fstat(file.fileno()).st_size != found.at + found.length:
            raise PlaceAmiss(place, Phrase(NOT_WHOLE))
        return found


def pieces_in(folder: Path, copy: int, whole: Found) -> Iterator[Found]:
    """Give the pieces that follow a whole copy, in order; raises PieceAmiss after the last that is what follows."""
    number, chain = 0, whole.chain
    files = _files(folder, copy)
    for place in files:
        with place.open("rb") as file:
            while line := file.readline(LINE_BYTES_MAX):
                found = _read_line(line, place, file.tell())
                piece = b"" if found is None else file.read(found.length)
                is_cut = place == files[-1] and (not line.endswith(b"\n") or (found and len(piece) < found.length))
                if found is None or found.number != number + 1 or chained(chain, piece) != found.chain:
                    raise PieceAmiss(place, number + 1, is_cut=bool(is_cut))
                number, chain = found.number, found.chain
                yield found


def _files(folder: Path, copy: int) -> list[Path]:
    return sorted(folder.glob(f"{copy:08}.*{PIECES}"))


def _line(number: int, chain: str, position: str, size: int) -> bytes:
    return f"{BEGIN.decode()}{number:012} {chain} {size:012} {position}\n".encode("ascii")


def _read_line(line: bytes, file: Path, at: int) -> Found | None:
    words = line.decode("ascii", "replace").removesuffix("\n").split(" ")
    if len(words) != 5 or not line.endswith(b"\n"):
        return None
    _, number, chain, size, position = words
    digits = len(number) == len(size) == COUNT_DIGITS_MAX and number.isdigit() and size.isdigit()
    if not digits or len(chain) != 64 or set(chain) - set("0123456789abcdef"):
        return None
    found = Found(int(number), chain, position, file, at, int(size))
    is_ours = _line(found.number, chain, position, found.length) == line
    return found if is_ours and (not found.number or found.length <= PIECE_BYTES_MAX) else None


def _put(file: IO[bytes], content: bytes) -> None:
    """Write all of it: a disk that fills up takes a part first."""
    left = memoryview(content)
    while left:
        left = left[os.write(file.fileno(), left) :]


def _private(place: Path) -> IO[bytes]:
    return open(os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b", buffering=0)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = [
    "Found",
    "Held",
    "PieceAmiss",
    "PlaceAmiss",
    "SecondPlace",
    "copies_in",
    "pieces_in",
    "whole_in",
]
