"""What signs this party's log: a key that lies here, or a signer on a machine apart (protocol 2.4, 12.37)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import N_, JisrError, Json, Phrase, b64, unb64
from jisr.log import (
    Checkpoint,
    VerifierKey,
    head_text,
    parse_head,
    parse_note,
    public_bytes,
    sign_head,
    sign_note,
)
from jisr.node.signer_line import UNREADABLE, Line, SignerSilent, SignerTrouble

# The proof that a log of the one size is the beginning of that of the other.
Prove = Callable[[int, int], Sequence[bytes]]
# The size that the signer has may change while it is asked: another process of the node asks, too.
TRIES_MAX = 4


class LogKey(Protocol):
    """What signs for this party's log; what lies on a machine apart raises SignerTrouble."""

    def head(self, point: Checkpoint, *, here: int, signed: str, prove: Prove) -> str:
        """Sign a head of a log that has `here` entries here, the last head of it being `signed`."""
        ...

    def readings(self, point: Checkpoint) -> str:
        """Sign a note of readings."""
        ...

    def bundle(self, text: str, name: str) -> str:
        """Sign the contents of a bundle."""
        ...


@dataclass(frozen=True, slots=True)
class KeyHere:
    """A private key in this home."""

    key: Ed25519PrivateKey

    def __repr__(self) -> str:
        return f"KeyHere({b64(public_bytes(self.key))})"

    def head(self, point: Checkpoint, *, here: int, signed: str, prove: Prove) -> str:
        """Sign a head."""
        del here, signed, prove
        return sign_head(point, self.key)

    def readings(self, point: Checkpoint) -> str:
        """Sign a note of readings."""
        return sign_head(point, self.key)

    def bundle(self, text: str, name: str) -> str:
        """Sign the contents of a bundle."""
        return sign_note(text, name, self.key)


class SignerRefuses(SignerTrouble):
    """What is to be signed is not the log that the signer has signed before."""

    advice = N_(
        "Sign nothing by another way. First let every party that has entries of this log give them back (`jisr sync`)."
        " If this node was restored and nobody has the rest, the signer's keeper can let the log go on from here, after"
        " ringing all parties: `jisr signer set-back`. Otherwise somebody else writes with this node's database: stop"
        " it, and ring the other operators."
    )


class SignerSetBack(SignerTrouble):
    """The signer's record is older than what it has signed: its folder was restored from a copy."""

    advice = N_(
        "Nothing is signed by it: it could sign a second history. Put its newest book back, if it is there; otherwise"
        " make another signer (`jisr signer init`, `jisr node signer`), and have its key named in the manifests"
        " (`jisr framework replace-log-key`)."
    )


FORKS = N_("the signer has signed %(log)s at %(theirs)s entries, and what is here (%(here)s entries) is not that log")
BEHIND = N_("the signer says that it has signed %(log)s at %(theirs)s entries last, and it has signed %(here)s")
REFUSED = N_("the signer signs nothing of this: %(reason)s")


@dataclass(frozen=True, slots=True)
class KeyApart:
    """A key that a signer holds, by its public half."""

    public: bytes
    line: Line

    def head(self, point: Checkpoint, *, here: int, signed: str, prove: Prove) -> str:
        """Have a head signed; raises SignerTrouble."""
        old = parse_head(signed) if signed else None
        # What this very key has signed its signer must know.
        least = 0
        if old is not None and old.note.is_signed_by(VerifierKey(point.origin, self.public)):
            least = old.checkpoint.size
        at, spelt = least, _spelt(point)
        for _ in range(TRIES_MAX):
            small, large = sorted((at, point.size))
            proof = [b64(each) for each in prove(small, large)]
            answer = self._ask({"do": "head", **spelt, "old": at, "proof": proof})
            if "last" not in answer:
                return self._note(answer, head_text(point), point.origin)
            at = _size(answer)
            if at < least:
                raise SignerSetBack(BEHIND, log=point.origin, theirs=at, here=least)
            if at > here or "refused" in answer:
                raise SignerRefuses(FORKS, log=point.origin, theirs=at, here=here)
        raise SignerSilent(Phrase(UNREADABLE, said=str(at)))

    def readings(self, point: Checkpoint) -> str:
        """Have a note of readings signed; raises SignerTrouble."""
        return self._note(self._ask({"do": "readings", **_spelt(point)}), head_text(point), point.origin)

    def bundle(self, text: str, name: str) -> str:
        """Have the contents of a bundle signed; raises SignerTrouble."""
        return self._note(self._ask({"do": "bundle", "text": text}), text, name)

    def _ask(self, asked: dict[str, Json]) -> dict[str, Any]:
        return self.line.ask({**asked, "key": b64(self.public)})

    def _note(self, answer: dict[str, Any], text: str, name: str) -> str:
        """Hold what was answered: whatever the machine apart says, no signature of another key leaves this one."""
        if "refused" in answer:
            raise SignerRefuses(REFUSED, reason=str(answer["refused"])[:100])
        note = f"{text}\n{answer.get('line')}"
        try:
            is_signed = parse_note(note).is_signed_by(VerifierKey(name, self.public))
        except JisrError:
            is_signed = False
        if not is_signed:
            raise SignerSilent(Phrase(UNREADABLE, said=str(answer)[:100]))
        return note


def _spelt(point: Checkpoint) -> dict[str, Json]:
    return {"log": point.origin, "size": point.size, "root": b64(point.root)}


def _size(answer: dict[str, Any]) -> int:
    """Read the size that a signer says it has signed last; nothing signed: 0."""
    last = answer["last"]
    size = 0 if last is None else last.get("size") if isinstance(last, dict) else None
    if type(size) is not int or size < 0:
        raise SignerSilent(Phrase(UNREADABLE, said=str(answer)[:100]))
    return size


def keys_apart(keys: Sequence[str]) -> list[bytes]:
    """Read the public keys of a signer."""
    return [unb64(each, length=32) for each in keys]


__all__ = ["KeyApart", "KeyHere", "LogKey", "Prove", "SignerRefuses", "SignerSetBack", "keys_apart"]
