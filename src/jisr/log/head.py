"""Heads of logs: C2SP checkpoints in signed notes, and what two of them can show (protocol 2.4, 2.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import N_, NotCanonical, b64, unb64
from jisr.base.limits import SIZE_DIGITS_MAX
from jisr.log.errors import HeadForeign, MalformedNote, ProofFalse
from jisr.log.note import Note, VerifierKey, parse_note, require_signed, sign_note
from jisr.log.proofs import check_consistency
from jisr.log.tree import HASH_BYTES, Frontier


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a head says: of which log, how many entries, under which root."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint with the note that carries it."""

    checkpoint: Checkpoint
    note: Note
    raw: str

    def require_signed(self, keys: Iterable[VerifierKey]) -> None:
        """Raise HeadForeign unless one of the keys, in force for this size, has signed.

        Only a key of this very log counts: the origin is the key's name (protocol 2.4).
        """
        own = [each for each in keys if each.name == self.checkpoint.origin]
        if not own:
            raise HeadForeign(name=self.checkpoint.origin)
        require_signed(self.note, own)


def origin(framework: str, party: str, generation: int = 1) -> str:
    """Give the origin and key name of a party's log; from its second generation on it bears the number (9.6)."""
    return f"jisr/{framework}/{party}" if generation == 1 else f"jisr/{framework}/{party}/{generation}"


def sign_head(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Sign a checkpoint; give the head's note."""
    return sign_note(head_text(checkpoint), checkpoint.origin, key)


def head_text(checkpoint: Checkpoint) -> str:
    """Give the text under which a head's signatures stand."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64(checkpoint.root)}\n"


def parse_head(raw: str) -> Head:
    """Read a head: a note of exactly origin, size and root."""
    note = parse_note(raw)
    lines = note.text[:-1].split("\n")
    if len(lines) != 3 or not lines[0]:
        raise MalformedNote(what=N_("a head has three lines"), got=note.text[:200])
    try:
        root = unb64(lines[2], length=HASH_BYTES)
    except NotCanonical as error:
        raise MalformedNote(what="root", got=lines[2]) from error
    return Head(Checkpoint(lines[0], parse_size(lines[1]), root), note, raw)


def parse_size(line: str) -> int:
    """Read a size. No sign, blank or leading zero: one number, one spelling."""
    if len(line) > SIZE_DIGITS_MAX or not line.isascii() or not line.isdigit():
        raise MalformedNote(what="size", got=line)
    size = int(line)
    if str(size) != line:
        raise MalformedNote(what="size", got=line)
    return size


@dataclass(frozen=True, slots=True)
class Equivocation:
    """Two heads of one party that cannot both be of one log, and what shows it (protocol 2.7).

    Of different sizes: `first` and `between` are leaf hashes, the first as many as the
    smaller head says, `between` those from there to the larger head.
    """

    smaller: str
    larger: str
    first: tuple[bytes, ...] = ()
    between: tuple[bytes, ...] = ()


def shows_equivocation(evidence: Equivocation, keys: Sequence[VerifierKey]) -> bool:
    """Say whether the evidence convinces a program that has seen neither node."""
    try:
        one, other = parse_head(evidence.smaller), parse_head(evidence.larger)
        for head in (one, other):
            head.require_signed(keys)
    except (MalformedNote, HeadForeign):
        return False
    small, large = one.checkpoint, other.checkpoint
    if small.origin != large.origin or small.size > large.size:
        return False
    if small.size == large.size:
        return small.root != large.root
    begun = Frontier().grown_by(evidence.first)
    grown = begun.grown_by(evidence.between)
    if begun.size != small.size or grown.size != large.size:
        return False
    return grown.root() == large.root and begun.root() != small.root


def follows(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Say whether one checkpoint's log is the beginning of the other's."""
    try:
        check_consistency(old_size=old.size, old_root=old.root, new_size=new.size, new_root=new.root, proof=proof)
    except ProofFalse:
        return False
    return old.origin == new.origin
