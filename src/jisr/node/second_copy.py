"""What lies in a second place, read to be restored: a whole copy, and after it each piece in turn."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from jisr.base import N_, JisrError, Malformed, Phrase
from jisr.node.backup import BackupAmiss, Head
from jisr.node.second_place import Found, PieceAmiss, PlaceAmiss, copies_in, pieces_in, whole_in
from jisr.node.streamed import Piece, read_piece
from jisr.seal import Identity

NOTHING_THERE: Final = N_("no whole copy lies there")
NOT_THAT: Final = N_("the whole copy is not the one that was put there")
NO_PIECE: Final = N_("piece %(number)s is not what this node has sent (%(because)s)")
SOUND: Final = N_("what comes before it is taken with --as-far-as-sound")
DAMAGED: Final = "%(because)s; %(remedy)s"


@dataclass(frozen=True, slots=True)
class Streamed:
    """How far a stream goes: up to when, how many pieces were put in, and whether something after them was not."""

    at: int
    pieces: int
    logs: Mapping[str, int]
    # Begun and never finished, as when the machine was lost: nothing of it was acknowledged.
    left_out: bool


class SecondCopy:
    """A folder of a second place; raises BackupAmiss."""

    def __init__(self, folder: Path) -> None:
        copies = copies_in(folder)
        if not copies:
            raise BackupAmiss(folder, Phrase(NOTHING_THERE))
        self.folder = folder
        self._copy, self.whole = max(copies.items())
        try:
            self._found = whole_in(self.whole)
        except PlaceAmiss as error:
            raise BackupAmiss(self.whole, error.because) from error
        self._sound = _Sound()

    def sound(self, source: IO[bytes]) -> "_Sound":
        """Give what lies after the line of the whole copy, to be read; its digest is held later."""
        source.seek(self._found.at)
        self._sound.source = source
        return self._sound

    def put_into(
        self, fresh: Path, head: Head, keys: Sequence[Identity], signer: bytes | None, *, as_far_as_sound: bool
    ) -> Streamed:
        """Put what came after the copy into it, up to the last commit that is whole."""
        if self._sound.hash.hexdigest() != self._found.chain:
            raise BackupAmiss(self.whole, Phrase(NOT_THAT))
        streamed = Streamed(head.at, 0, {}, left_out=False)
        with fresh.open("r+b", buffering=0) as out:
            waiting: list[Piece] = []
            try:
                for piece in self._pieces(head, keys, signer):
                    waiting.append(piece)
                    if piece.is_whole:
                        for each in waiting:
                            _put(out, each)
                        streamed = Streamed(piece.at, piece.number, piece.logs, left_out=False)
                        waiting.clear()
            except _Ends as end:
                if not end.is_cut and not as_far_as_sound:
                    raise BackupAmiss(self.folder, Phrase(DAMAGED, because=end.because, remedy=Phrase(SOUND))) from end
                streamed = Streamed(streamed.at, streamed.pieces, streamed.logs, left_out=True)
            os.fsync(out.fileno())
        if waiting:
            return Streamed(streamed.at, streamed.pieces, streamed.logs, left_out=True)
        return streamed

    def _pieces(self, head: Head, keys: Sequence[Identity], signer: bytes | None) -> Iterator[Piece]:
        before = self._found
        pieces = pieces_in(self.folder, self._copy, before)
        while True:
            try:
                found = next(pieces, None)
            except PieceAmiss as error:
                raise _Ends(error, is_cut=error.is_cut) from error
            if found is None:
                return
            yield _opened(found, before, head, keys, signer)
            before = found


class _Ends(Exception):
    """No more can be put in."""

    def __init__(self, because: JisrError, *, is_cut: bool) -> None:
        self.because, self.is_cut = because, is_cut
        super().__init__(because)


class _Sound:
    """Passes on what is read, and knows its digest."""

    def __init__(self) -> None:
        self.source: IO[bytes] | None = None
        self.hash = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        assert self.source is not None, "it is read from something"
        piece = self.source.read(size)
        self.hash.update(piece)
        return piece


def _opened(found: Found, before: Found, head: Head, keys: Sequence[Identity], signer: bytes | None) -> Piece:
    try:
        piece = read_piece(found.read(), keys=keys, signer=signer)
        if (piece.party, piece.number, piece.before) != (head.party, found.number, before.chain):
            raise Malformed(what="piece", got=f"{piece.party} {piece.number}")
    except JisrError as error:
        # Its bytes are those that came, so it is no matter of a half-written end.
        because = BackupAmiss(found.file, Phrase(NO_PIECE, number=found.number, because=error))
        raise _Ends(because, is_cut=False) from error
    return piece


def _put(out: IO[bytes], piece: Piece) -> None:
    for number, content in piece.pages.items():
        out.seek((number - 1) * piece.page_bytes)
        written = out.write(content)
        if written != len(content):
            raise OSError(28, os.strerror(28))
    if piece.is_whole:
        out.truncate(piece.size * piece.page_bytes)


__all__ = ["SecondCopy", "Streamed"]
