"""The manifest: what a framework has agreed on, as a signed note (protocol 9.1, 12.12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jisr.base import N_, FrameworkId, Json, NotCanonical, Party, canonical, digest, in_fours, parse_canonical, unb64
from jisr.base.limits import DAY_ENTRIES_DEFAULT
from jisr.log import MalformedNote, Note, VerifierKey, origin, parse_note
from jisr.manifest.errors import MalformedManifest, ManifestUnsigned
from jisr.manifest.shape import KEYS, OPTIONAL_KEYS, STOLEN, check_shape

MANIFEST_BYTES_MAX = 512 * 1024
# After every instant, as they are spelt.
LATER = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Where a log was ended and goes on: a size and the root at it, as all parties have signed (protocol 9.6, 12.27).

    The first `common` entries are the same in every history that anybody was shown.
    """

    number: int
    begin: int
    root: bytes
    common: int
    reason: str


@dataclass(frozen=True)
class Manifest:
    """One version: the value signed, and the note that carries the signatures."""

    value: Mapping[str, Any]
    note: Note
    raw: str

    @property
    def framework(self) -> FrameworkId:
        """Give the framework's id."""
        return FrameworkId(self.value["framework"])

    @property
    def version(self) -> int:
        """Give the number of this version."""
        return int(self.value["version"])

    @property
    def parties(self) -> frozenset[Party]:
        """Give the parties."""
        return frozenset(Party(each) for each in self.value["parties"])

    @cached_property
    def digest(self) -> str:
        """Give the digest by which a `record_manifest` names this version: of its JSON (protocol 12.12)."""
        return digest(self.value)

    @property
    def texts(self) -> Mapping[str, str]:
        """Give the procedures and calendars that it names: by digest, what each is called."""
        named = (*self.value["procedures"].items(), *self.value["calendars"].items())
        return {pinned: name for name, pinned in named}

    @property
    def entries_a_day(self) -> int:
        """Give how many entries of one party's log are taken in on one day (protocol 8.4, 12.16)."""
        return int(self.value.get("entries_a_day", DAY_ENTRIES_DEFAULT))

    def generations(self, party: str) -> tuple["Generation", ...]:
        """Give where a party's log was ended and goes on, the first of these its second generation (9.6, 12.27)."""
        return tuple(
            Generation(
                number=number,
                begin=each["from"],
                root=unb64(each["root"]),
                common=each["common"],
                reason=each["reason"],
            )
            for number, each in enumerate(self.value.get("generations", {}).get(party, ()), 2)
        )

    def generation(self, party: str) -> "Generation | None":
        """Give the generation in which a party's log is now; None: its first."""
        return self.generations(party)[-1] if party in self.value.get("generations", ()) else None

    @property
    def ended(self) -> Mapping[Party, int]:
        """Give at how many entries logs were ended, and go on."""
        return {Party(each): self.generations(each)[-1].begin for each in self.value.get("generations", ())}

    def origin(self, party: str) -> str:
        """Give the origin and key name of a party's log as it goes on now."""
        latest = self.generation(party)
        return origin(self.framework, party, 1 if latest is None else latest.number)

    @property
    def left(self) -> Mapping[Party, int]:
        """Give who has left, and by which entry of its log: of these this version needs no signature (12.34)."""
        return {Party(each): int(seq) for each, seq in self.value.get("left", {}).items()}

    @property
    def remaining(self) -> tuple[Party, ...]:
        """Give the parties that have not left, in order: what all agree on, these do."""
        return tuple(sorted(self.parties - self.left.keys()))

    def log_keys(self, party: str, size: int) -> tuple[VerifierKey, ...]:
        """Give the log keys that may sign a head of a party at a size (protocol 9.3).

        None for a size below where the log goes on: of that the manifest itself speaks (12.27).
        """
        latest = self.generation(party)
        if latest is not None and size < latest.begin:
            return ()
        name = self.origin(party)
        return tuple(
            VerifierKey(name, unb64(each["key"]))
            for each in self.value["parties"][party]["log"]
            if each["from"] <= size and (each["to"] is None or size <= each["to"])
        )

    def readings_keys(self, party: str) -> tuple[VerifierKey, ...]:
        """Give the keys that sign what a party tells of its readings: those of its log, whatever its size."""
        name = f"{origin(self.framework, party)}/readings"
        return tuple(VerifierKey(name, unb64(each["key"])) for each in self.value["parties"][party]["log"])

    def wire_keys(self, party: str) -> tuple[bytes, ...]:
        """Give the keys that sign a party's messages."""
        return tuple(unb64(each) for each in self.value["parties"][party]["wire"])

    def recovery_key(self, party: str) -> VerifierKey:
        """Give the key by which a party signs manifests."""
        key = unb64(self.value["parties"][party]["recovery"])
        return VerifierKey(f"{origin(self.framework, party)}/recovery", key)

    def address(self, party: str) -> str:
        """Give the address of a party's node."""
        return str(self.value["parties"][party]["address"])

    def fingerprint(self) -> str:
        """Give what two people read out to each other: the digest in groups of four hex digits."""
        return in_fours(unb64(self.digest).hex())


def manifest_text(value: Json) -> str:
    """Write a manifest's value as the text that is signed."""
    return canonical(value).decode("utf-8") + "\n"


def parse_manifest(raw: str) -> Manifest:
    """Read a manifest from its note; signatures are checked by `require_signatures`."""
    try:
        note = parse_note(raw)
        value = parse_canonical(note.text[:-1].encode(), bytes_max=MANIFEST_BYTES_MAX)
    except (MalformedNote, NotCanonical) as error:
        raise MalformedManifest(what="text", got=str(error)) from error
    return Manifest(check_shape(value), note, raw)


def require_signatures(manifest: Manifest, signers: Sequence[str], keys_of: Manifest | None = None) -> None:
    """Raise unless each of the parties has signed, with the recovery key in force before."""
    source = keys_of or manifest
    missing = [each for each in signers if not manifest.note.is_signed_by(source.recovery_key(each))]
    if missing:
        raise ManifestUnsigned(what=N_("not signed by"), got=", ".join(missing))


def check_successor(old: Manifest, new: Manifest) -> tuple[str, ...]:
    """Say who must sign a next version, by what it changes (protocol 9.2, 9.5)."""
    if new.framework != old.framework or new.version != old.version + 1:
        raise MalformedManifest(what=N_("version that follows"), got=f"{new.framework} {new.version}")
    if new.parties != old.parties:
        raise MalformedManifest(what=N_("parties never change; found a framework that succeeds"), got=new.parties)
    _require_generations_kept(old, new)
    if not old.left.items() <= new.left.items():
        raise MalformedManifest(what="left", got=dict(new.left))
    changed = {key for key in (KEYS | OPTIONAL_KEYS) - {"version"} if old.value.get(key) != new.value.get(key)}
    if changed == {"parties"}:
        owner = _single_key_owner(old, new)
        return (owner,) if owner else new.remaining
    if changed == {"parameters"}:
        sides = {
            each
            for each in {*old.value["parameters"], *new.value["parameters"]}
            if old.value["parameters"].get(each) != new.value["parameters"].get(each)
        }
        if len(sides) == 1 and sides < {*old.parties}:
            return tuple(sides)
    return new.remaining


def _require_generations_kept(old: Manifest, new: Manifest) -> None:
    """Refuse a version that takes back, or ends otherwise, what an earlier one has ended: it holds for good."""
    for party in sorted(old.parties):
        before, after = old.generations(party), new.generations(party)
        if after[: len(before)] != before:
            raise MalformedManifest(what=f"generations.{party}", got=[each.begin for each in after])


def _single_key_owner(old: Manifest, new: Manifest) -> str | None:
    """Give the one party that replaces its own keys and nothing else; the past of its log stays."""
    changed = [each for each in old.parties if old.value["parties"][each] != new.value["parties"][each]]
    if len(changed) != 1:
        return None
    before, after = old.value["parties"][changed[0]], new.value["parties"][changed[0]]
    if any(before[each] != after[each] for each in ("founding", "recovery", "address")):
        return None
    return changed[0] if _keeps_past(before["log"], after["log"]) else None


def _keeps_past(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether log keys are only ended and added: who signed what was written stays as it was.

    An open key may be ended; a key that is added signs what comes after those that are there.
    """
    if len(after) < len(before):
        return False
    for old, new in zip(before, after, strict=False):
        if (old["key"], old["from"]) != (new["key"], new["from"]):
            return False
        if old["to"] is not None and old["to"] != new["to"]:
            return False
        # protocol 12.26: a theft is told of, or found to be older; that it was none is for all to say.
        if STOLEN in old and not new.get(STOLEN, LATER) <= old[STOLEN]:
            return False
    begun = max(each["from"] if each["to"] is None else each["to"] for each in after[: len(before)])
    return all(each["from"] > begun for each in after[len(before) :])


def signer_keys(manifest: Manifest) -> Mapping[str, VerifierKey]:
    """Give every party's recovery key."""
    return {party: manifest.recovery_key(party) for party in manifest.parties}
