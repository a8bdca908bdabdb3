"""What a signer answers: a signature under what is the same log, and nothing under anything else (protocol 12.37).

An answer is `{"line": …}`, a signature line; `{"last": {"size": …, "root": …}}` for who asked for it, or named another
size as that from which the proof starts; or `{"refused": reason}`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import Json, NotCanonical, Party, b64, unb64
from jisr.base.limits import INTEGER_MAX, PROOF_LINES_MAX
from jisr.log import HASH_BYTES, Checkpoint, follows, head_text, signature_line
from jisr.signer.book import Book, Kept

# Why nothing is signed.
REQUEST, KEY, LOG, FORK = "request", "key", "log", "fork"
READINGS: Final = "/readings"
BUNDLE: Final = "/bundle"
_ABOUT: Final = re.compile(r"[A-Z]{3}\.(0|[1-9][0-9]{0,15})\n[0-9a-f]{64}\n\Z")


class _Amiss(Exception):
    """A request of another shape."""


@dataclass(frozen=True)
class Signer:
    """A signer at work; `clock` gives seconds since 1970, `keys` what lies there now, by the public half in base64."""

    party: Party
    keys: Callable[[], Mapping[str, Ed25519PrivateKey]]
    book: Book
    clock: Callable[[], float]

    def greeting(self) -> dict[str, Json]:
        """Say whose logs it signs, and by which keys, the newest last."""
        return {"party": self.party, "keys": list(self.keys())}

    def answer(self, asked: object) -> dict[str, Json]:
        """Answer one request; what was signed is in the book, on the disk, before."""
        try:
            return self._answered(asked)
        except (_Amiss, NotCanonical):
            return {"refused": REQUEST}

    def _answered(self, asked: Any) -> dict[str, Json]:
        match asked:
            case {"do": "last", "log": str(log)}:
                with self.book.writing() as entries:
                    return _last(entries.last(log))
            case {"do": "head", "log": str(), "key": str(), "size": _, "root": str(), "old": _, "proof": list(proof)}:
                if len(proof) > PROOF_LINES_MAX or not all(isinstance(each, str) for each in proof):
                    raise _Amiss
                return self._head(asked, tuple(unb64(each, length=HASH_BYTES) for each in proof))
            case {"do": "readings", "log": str(), "key": str(), "size": _, "root": str()}:
                return self._readings(asked)
            case {"do": "bundle", "key": str(), "text": str(text)}:
                return self._bundle(asked, text)
        raise _Amiss

    def _head(self, asked: Mapping[str, Any], proof: tuple[bytes, ...]) -> dict[str, Json]:
        key, point, old = self._key(asked), _point(asked), _count(asked["old"])
        if key is None:
            return {"refused": KEY}
        if not self._is_own(point.origin):
            return {"refused": LOG}
        # From what is looked up to what is kept nothing comes between: else two histories could be signed.
        with self.book.writing() as entries:
            kept = entries.last(point.origin)
            if kept is None and old:
                # Who asks knows of a head; here is none. Not to be taken for a log that begins.
                return _last(kept)
            if kept is not None and point != _checkpoint(kept):
                if old != kept.size:
                    return _last(kept)
                earlier, later = sorted((_checkpoint(kept), point), key=lambda each: each.size)
                if not follows(earlier, later, proof):
                    entries.note(point, kept, FORK, int(self.clock()))
                    return {"refused": FORK, **_last(kept)}
            if kept is None or point.size > kept.size:
                entries.keep(point, int(self.clock()))
        return _signed(head_text(point), point.origin, key)

    def _readings(self, asked: Mapping[str, Any]) -> dict[str, Json]:
        """Sign a note of readings: numbers only rise, and of one number there is one (protocol 7.4)."""
        key, point = self._key(asked), _point(asked)
        if key is None:
            return {"refused": KEY}
        if not self._is_own(point.origin.removesuffix(READINGS)) or not point.origin.endswith(READINGS):
            return {"refused": LOG}
        with self.book.writing() as entries:
            kept = entries.last(point.origin)
            if kept is not None and point != _checkpoint(kept) and point.size <= kept.size:
                entries.note(point, kept, FORK, int(self.clock()))
                return {"refused": FORK, **_last(kept)}
            entries.keep(point, int(self.clock()))
        return _signed(head_text(point), point.origin, key)

    def _bundle(self, asked: Mapping[str, Any], text: str) -> dict[str, Json]:
        """Sign the contents of a bundle: a text that no head can be taken for."""
        key = self._key(asked)
        name, _, about = text.partition("\n")
        if key is None:
            return {"refused": KEY}
        if not name.endswith(BUNDLE) or not self._is_own(name.removesuffix(BUNDLE)):
            return {"refused": LOG}
        if not _ABOUT.match(about):
            raise _Amiss
        return _signed(text, name, key)

    def _key(self, asked: Mapping[str, Any]) -> Ed25519PrivateKey | None:
        return self.keys().get(asked["key"])

    def _is_own(self, origin: str) -> bool:
        """Say whether it is the name of a log of this party, of whichever generation (protocol 2.4, 12.27)."""
        return re.fullmatch(rf"jisr/[a-z0-9-]{{1,64}}/{self.party}(/([2-9]|[1-9][0-9]{{1,2}}))?", origin) is not None


def _point(asked: Mapping[str, Any]) -> Checkpoint:
    size = _count(asked["size"])
    if not size:
        raise _Amiss
    return Checkpoint(asked["log"], size, unb64(asked["root"], length=HASH_BYTES))


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        raise _Amiss
    return value


def _checkpoint(kept: Kept) -> Checkpoint:
    return Checkpoint(kept.origin, kept.size, kept.root)


def _last(kept: Kept | None) -> dict[str, Json]:
    return {"last": None if kept is None else {"size": kept.size, "root": b64(kept.root)}}


def _signed(text: str, name: str, key: Ed25519PrivateKey) -> dict[str, Json]:
    return {"line": signature_line(text, name, key)}


__all__ = ["BUNDLE", "FORK", "KEY", "LOG", "READINGS", "REQUEST", "Signer"]
