"""Whole files to the keys of those who may read them, in pieces of 64 KiB: nothing is held in memory (age format)."""

from collections.abc import Sequence
from typing import Any, Protocol

import pyrage

from jisr.base import N_, Phrase
from jisr.seal.errors import NotUnsealed
from jisr.seal.keys import Identity, Recipient


class Source(Protocol):
    """What can be read from."""

    def read(self, size: int = -1, /) -> bytes: ...


class Sink(Protocol):
    """What can be written to."""

    def write(self, piece: bytes, /) -> int: ...

    def flush(self) -> None: ...


def seal_stream(source: Source, sink: Sink, *, to: Sequence[Recipient]) -> None:
    """Seal all that can be read to some keys; raises OSError where it cannot be read or written."""
    assert to, "what nobody can open is lost"
    # Its types ask for more than it uses.
    ends: tuple[Any, Any] = (source, sink)
    try:
        pyrage.encrypt_io(*ends, list(to))
    except pyrage.EncryptError as error:
        # It says so of what its files say, too.
        raise OSError(str(error).removeprefix("OSError: ")) from error


def unseal_stream(source: Source, sink: Sink, *, keys: Sequence[Identity]) -> None:
    """Open a sealed file piece by piece; raises NotUnsealed, after which what was written is worth nothing.

    Each piece is whole before it is written; only at the end is it known that none is missing.
    """
    ends: tuple[Any, Any] = (source, sink)
    try:
        pyrage.decrypt_io(*ends, list(keys))
    except OSError as error:
        # What our own files say has a number; what the format says has none.
        if error.errno is not None or str(error).startswith("[Errno"):
            raise
        raise NotUnsealed(Phrase(N_("it was cut short or changed (%(said)s)"), said=error)) from error
    except (pyrage.DecryptError, ValueError) as error:
        raise NotUnsealed(Phrase(N_("none of these keys opens it, or it is damaged (%(said)s)"), said=error)) from error


__all__ = ["Sink", "Source", "seal_stream", "unseal_stream"]
