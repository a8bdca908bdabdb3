"""What is kept, held against what follows from the entries: each difference with its place."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import Any

import orjson
from django.conf import settings

from jisr.base import N_, EntryId, JisrError, Party, Phrase, Seq
from jisr.exchange import Mark
from jisr.kernel import Docket
from jisr.log import (
    EMPTY_ROOT,
    ProofFalse,
    Tiles,
    check_inclusion,
    inclusion_proof,
    parse_head,
    root_at,
)
from jisr.log.tree import HASH_BYTES, TILE_HASHES
from jisr.manifest import checked_head
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.dues import RETRY_SECONDS, due_of
from jisr.node.marks import MarkAmiss, read_mark
from jisr.node.reaching import read_reach
from jisr.node.refolding import CHUNK_ROWS, Refolded, Tell, as_bytes
from jisr.node.store import write_reasons


@dataclass(frozen=True, slots=True)
class Difference:
    """Something kept that is not what follows from the entries. `is_damage`: no rebuilding mends it."""

    what: str
    where: str
    how: Phrase
    is_damage: bool = False

    def value(self) -> dict[str, Any]:
        """Give it for programs."""
        return {"what": self.what, "where": self.where, "how": str(self.how), "damage": self.is_damage}


Counts = dict[str, int]


class NoMark(Enum):
    """A copy of a node has no marks: they say what left the machine, and are in no backup."""

    IN_COPIES = "in copies"


# What a mark says, or why it cannot be read.
Left = Mark | MarkAmiss | NoMark | None
# Where a dossier's state keeps its proposals.
PROPOSALS = 4
MISSING = N_("missing")
OTHER_ROOT = N_("its root is not that of the entries")
KEPT = N_("%(name)s: %(kept)s is kept, %(follows)s follows from the entries")
AND = "%(first)s; %(rest)s"


def _kept(name: str, kept: object, follows: object) -> Phrase:
    return Phrase(KEPT, name=name, kept=repr(kept), follows=repr(follows))


def _columns_differ(names: Sequence[str], kept: Sequence[object], here: Sequence[object]) -> Phrase:
    """Say of each column that differs what is kept and what follows."""
    found = [_kept(name, one, other) for name, one, other in zip(names, kept, here, strict=True) if one != other]
    return reduce(lambda rest, first: Phrase(AND, first=first, rest=rest), reversed(found))


def compare(row: models.Framework, found: Refolded, counts: Counts, *, mark: Left, tell: Tell) -> Iterator[Difference]:
    """Hold everything kept of a framework against what was folded again.

    `mark` is what a file said before anything was read of the database: it goes on by itself.
    """
    for party in sorted(found.framework.parties):
        log = models.Log.objects.filter(framework=row, party=party).first()
        if log is None:
            yield Difference(N_("log"), f"{row.pk}/{party}", Phrase(N_("its row is missing")), is_damage=True)
            continue
        yield from _Of(row, log, found, counts, tell).differences()
    yield from _dossiers(row, found, counts)
    yield from _register(row, found)
    yield from _mark(row, found, counts, mark)


class _Of:
    """One log's rows."""

    def __init__(self, row: models.Framework, log: models.Log, found: Refolded, counts: Counts, tell: Tell) -> None:
        self.row, self.log, self.found, self.counts, self.tell = row, log, found, counts, tell
        self.party = Party(log.party)
        self.name = f"{row.pk}/{log.party}"
        self.leaves = found.nodes[self.party].levels[0]

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def differences(self) -> Iterator[Difference]:
        if self.party in self.found.stopped:
            seq, rule, because = self.found.stopped[self.party]
            where = f"{self.row.pk}/{self.party}.{seq}"
            how = Phrase(N_("cannot take its place: %(because)s (rule %(rule)s)"), because=because, rule=rule)
            yield Difference(N_("entry"), where, how, is_damage=True)
        kept = {
            (level, index): as_bytes(raw)
            for level, index, raw in models.Tile.objects.filter(log=self.log).values_list("level", "index", "hashes")
        }
        yield from self._bytes(kept)
        yield from self._reach()
        yield from self._tail()
        yield from self._columns()
        yield from self._tiles(kept)
        yield from self._sights()

    def _bytes(self, kept: dict[tuple[int, int], bytes]) -> Iterator[Difference]:
        """Hold the entries against the head; where they do not lead to it, find which are damaged."""
        signed = yield from self._head()
        self.count("roots stated in entries", self.found.roots_stated if self.party == min(self.found.nodes) else 0)
        frontier_good = as_bytes(self.log.frontier) == self._frontier()
        if signed and frontier_good:
            return
        named = False
        for seq, leaf in enumerate(self.leaves):
            tile = kept.get((0, seq // TILE_HASHES), b"")
            at = seq % TILE_HASHES * HASH_BYTES
            if tile[at : at + HASH_BYTES] == leaf or (signed and seq < self.log.head_size):
                continue
            named = True
            how = Phrase(N_("its bytes are not those of which the tree was made"))
            yield Difference(N_("entry"), f"{self.row.pk}/{self.party}.{seq}", how, is_damage=True)
        if not signed and not named and self.log.head:
            yield Difference(N_("head"), self.name, Phrase(OTHER_ROOT), is_damage=True)

    def _frontier(self) -> bytes:
        return self.found.frontier(self.party).to_bytes() if self.leaves else b""

    def _head(self) -> Generator[Difference, None, bool]:
        """Check the head's shape and signature; give whether the entries lead to its root."""
        log = self.log
        if not log.head:
            ended = latest_manifest(self.row.pk).generation(self.party)
            if ended is not None and ended.begin == log.head_size <= len(self.leaves):
                # Of what was ended all parties have signed the root (protocol 12.27).
                return self._leads(ended.begin, ended.root)
            if log.head_size:
                how = Phrase(N_("the note for size %(size)s is missing"), size=log.head_size)
                yield Difference(N_("head"), self.name, how, is_damage=True)
            return True
        try:
            head = parse_head(log.head)
            head.require_signed(latest_manifest(self.row.pk).log_keys(self.party, head.checkpoint.size))
        except JisrError as error:
            yield Difference(N_("head"), self.name, error.phrase, is_damage=True)
            return self._leads(log.head_size, None)
        point = head.checkpoint
        self.count("signatures of heads")
        if point.origin != latest_manifest(self.row.pk).origin(self.party) or point.size != log.head_size:
            how = Phrase(N_("it speaks of %(log)s at %(size)s"), log=point.origin, size=point.size)
            yield Difference(N_("head"), self.name, how, is_damage=True)
        if point.size > len(self.leaves):
            how = Phrase(N_("it covers %(size)s entries, %(here)s are here"), size=point.size, here=len(self.leaves))
            yield Difference(N_("head"), self.name, how, is_damage=True)
            return True
        self.count("roots")
        return self._leads(point.size, point.root)

    def _reach(self) -> Iterator[Difference]:
        """Hold a head that covers more than is here against what is, and what leads there (protocol 12.43)."""
        reach = read_reach(self.log)
        if reach is None:
            return
        self.count("signatures of heads")
        try:
            reach.require_led(
                checked_head(latest_manifest(self.row.pk), self.party, reach.head).checkpoint,
                self.found.nodes[self.party],
                len(self.leaves),
            )
        except JisrError as error:
            yield Difference(N_("head"), self.name, error.phrase)

    def _leads(self, size: int, root: bytes | None) -> bool:
        if root is None or size > len(self.leaves):
            return True
        return (root_at(self.found.nodes[self.party], size) if size else EMPTY_ROOT) == root

    def _tail(self) -> Iterator[Difference]:
        tail, log = self.found.logs.tails[self.party], self.log
        self.count("logs")
        if self._frontier() != as_bytes(log.frontier):
            yield Difference(N_("frontier"), self.name, Phrase(N_("it is not that of the entries")))
        for name, here, kept in (
            ("size", tail.size, log.size),
            ("time", tail.time, log.time),
            ("seen", dict(tail.seen), log.seen),
            ("claimed", dict(tail.claimed), log.claimed),
        ):
            if here != kept:
                yield Difference(N_("log"), self.name, Phrase(KEPT, name=name, kept=kept, follows=here))

    def _columns(self) -> Iterator[Difference]:
        names = ("time", "dossier", "act", "depth", "standing", "reasons")
        rows = models.Entry.objects.filter(log=self.log).order_by("seq").values_list("seq", *names)
        columns = self.found.columns[self.party]
        for seq, *kept in rows.iterator(chunk_size=CHUNK_ROWS):
            if seq >= len(columns):
                break
            self.count("entries")
            here = expected_columns(self.found, EntryId(self.party, Seq(seq)))
            if list(here) != kept:
                what = N_("standing") if list(here[4:]) != kept[4:] else N_("entry's columns")
                yield Difference(what, f"{self.row.pk}/{self.party}.{seq}", _columns_differ(names, kept, here))

    def _tiles(self, kept: dict[tuple[int, int], bytes]) -> Iterator[Difference]:
        here = self.found.tiles(self.party)
        self.count("tiles", len(here))
        for level, index in sorted(here.keys() | kept.keys()):
            if here.get((level, index)) != kept.get((level, index)):
                how = Phrase(MISSING if (level, index) not in kept else N_("not that of the entries"))
                yield Difference(N_("tile"), f"{self.name} {level}/{index}", how)
        yield from self._inclusions(kept)

    def _inclusions(self, kept: dict[tuple[int, int], bytes]) -> Iterator[Difference]:
        """Prove every entry under the head from the tiles that are kept."""
        size = min(self.log.head_size, len(self.leaves))
        if not size or not self.log.head:
            return
        nodes = _Remembered(kept)
        root = root_at(self.found.nodes[self.party], size)
        for seq in range(size):
            try:
                proof = inclusion_proof(nodes, seq, size)
                check_inclusion(leaf=self.leaves[seq], index=seq, size=size, proof=proof, root=root)
            except (ProofFalse, KeyError, IndexError):
                how = Phrase(N_("does not lead to the head"))
                yield Difference(N_("inclusion proof"), f"{self.row.pk}/{self.party}.{seq}", how)
                return
            self.count("inclusion proofs")
            if seq % CHUNK_ROWS == 0:
                self.tell(Phrase(N_("%(log)s: proofs"), log=self.name), seq, size)

    def _sights(self) -> Iterator[Difference]:
        kept = sorted(models.Sight.objects.filter(log=self.log).values_list("about", "count", "seq"))
        here = sorted(self.found.sights[self.party])
        self.count("sights", len(here))
        for each in sorted({*kept} ^ {*here}) or ([("", 0, 0)] if len(kept) != len(here) else []):
            how = Phrase(N_("is kept twice or does not follow") if each not in here else MISSING)
            yield Difference(N_("sight"), f"{self.name}.{each[2]} of {each[0]} {each[1]}", how)


class _Remembered(Tiles):
    """Tiles in memory, each node of which is hashed once."""

    def __init__(self, kept: dict[tuple[int, int], bytes]) -> None:
        super().__init__(lambda level, index: kept[level, index])
        self._found: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        key = (level, index)
        if key not in self._found:
            self._found[key] = super().node(level, index)
        return self._found[key]


def expected_columns(found: Refolded, at: EntryId) -> tuple[Any, ...]:
    """Give time, dossier, act, depth, standing and reasons of an entry, as they follow from all entries."""
    column, verdict = found.columns[at.party][at.seq], found.verdicts[at]
    return (
        column.time,
        column.dossier,
        column.act,
        found.depth(at),
        str(verdict.standing),
        write_reasons(verdict.reasons),
    )


# Projections


def _dossiers(row: models.Framework, found: Refolded, counts: Counts) -> Iterator[Difference]:
    here = found.shelf.dockets
    kept = set()
    for dossier in models.Dossier.objects.filter(framework=row).iterator(chunk_size=CHUNK_ROWS):
        kept.add(dossier.code)
        counts["projections"] = counts.get("projections", 0) + 1
        where = f"{row.pk}/{dossier.code}"
        docket = here.get(dossier.code)
        if docket is None:
            yield Difference(N_("projection"), where, Phrase(N_("no entry speaks of it")))
            continue
        for name, one, other in _projection(dossier, docket, found):
            yield Difference(N_("projection"), where, _kept(name, one, other))
    for code in sorted(here.keys() - kept):
        yield Difference(N_("projection"), f"{row.pk}/{code}", Phrase(MISSING))


def _projection(dossier: models.Dossier, docket: Docket, found: Refolded) -> Iterator[tuple[str, Any, Any]]:
    state, compiled = docket.state, docket.compiled
    moved = found.moved(docket)
    here = {
        "outer": docket.outer.id if docket.outer else "",
        "procedure": compiled.id if compiled else "",
        "digest": compiled.digest if compiled else "",
        "sides": {side: str(party) for side, party in docket.sides.items()},
        "opened": state.opening[2] if state and state.opening else None,
        "moved": moved,
        "is_closed": bool(state and state.fact("closed")),
    }
    for name, value in here.items():
        if getattr(dossier, name) != value:
            yield name, getattr(dossier, name), value
    yield from _parts("kept", as_bytes(dossier.kept), docket.to_bytes())
    yield from _parts("state", as_bytes(dossier.state), state.to_bytes() if state else b"")
    due = due_of(docket, found.framework.id, found.logs, settings.HOME.party, moved)
    late = None if due is None else max(due, CLOCK.now() + RETRY_SECONDS)
    kept_due: int | None = dossier.due
    if (kept_due is None) != (due is None) or (kept_due is not None and not (due or 0) <= kept_due <= (late or 0)):
        yield "due", dossier.due, due


def _parts(name: str, kept: bytes, here: bytes) -> Iterator[tuple[str, Any, Any]]:
    if kept == here:
        return
    try:
        one, other = _settled(orjson.loads(kept) if kept else []), _settled(orjson.loads(here) if here else [])
    except orjson.JSONDecodeError:
        yield name, kept[:80], "another text"
        return
    if name == "state" and isinstance(one, list) and len(one) == len(other) > PROPOSALS:
        one[PROPOSALS] = _unnamed(one[PROPOSALS])
    if name == "kept" and len(one) == len(other) >= 6:
        # Whether the plain way may be taken: to say no where yes would do costs time, never truth.
        one[3] = one[3] and other[3]
        other[3] = one[3] if not one[3] else other[3]
    if one != other:
        yield name, _first_difference(one, other)[0], _first_difference(one, other)[1]


def _unnamed(proposals: Any) -> Any:
    """Give proposals as they are kept now: what was not touched since December 2026 has each part with its name."""
    if not isinstance(proposals, dict):
        return proposals
    return {key: list(each.values()) if isinstance(each, dict) else each for key, each in proposals.items()}


def _settled(value: Any) -> Any:
    """Put lists of marks into one order: that of arrival says nothing."""
    if isinstance(value, dict):
        return {key: _settled(each) for key, each in value.items()}
    if isinstance(value, list):
        parts = [_settled(each) for each in value]
        is_marks = bool(parts) and all(isinstance(each, list) and len(each) > 2 for each in parts)
        is_keys = bool(parts) and all(isinstance(each, str) and "." in each for each in parts)
        return sorted(parts, key=repr) if is_marks or is_keys else parts
    return value


def _first_difference(one: Any, other: Any) -> tuple[Any, Any]:
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next((_first_difference(a, b) for a, b in zip(one, other, strict=True) if a != b), (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if one.get(key) != other.get(key):
                return {key: one.get(key)}, {key: other.get(key)}
    return one, other


def _register(row: models.Framework, found: Refolded) -> Iterator[Difference]:
    try:
        declared, versions, *witnessed = orjson.loads(as_bytes(row.register)) if row.register else ({}, [])
    except (orjson.JSONDecodeError, ValueError):
        declared, versions, witnessed = None, [], []
    here = orjson.loads(found.register.to_bytes())
    if declared != here[0] or sorted(versions) != sorted(here[1]) or witnessed != here[2:]:
        how = Phrase(N_("authorities or versions are not those that the entries declare"))
        yield Difference(N_("register"), row.pk, how)


def what_left(framework: str) -> Left:
    """Read a framework's mark, or why it cannot be read."""
    try:
        return read_mark(settings.HOME, framework)
    except MarkAmiss as error:
        return error


def _mark(row: models.Framework, found: Refolded, counts: Counts, mark: Left) -> Iterator[Difference]:
    if isinstance(mark, NoMark):
        return
    own = settings.HOME.party
    log = models.Log.objects.filter(framework=row, party=own).first()
    if isinstance(mark, MarkAmiss):
        yield Difference(N_("mark"), row.pk, mark.phrase, is_damage=True)
        return
    if mark is None:
        if log is not None and log.head_size:
            how = Phrase(N_("missing, though a head has been signed"))
            yield Difference(N_("mark"), row.pk, how, is_damage=True)
        return
    counts["marks"] = counts.get("marks", 0) + 1
    size = found.logs.size(own)
    if mark.size > size:
        how = Phrase(N_("%(left)s entries had left, %(here)s are here"), left=mark.size, here=size)
        yield Difference(N_("mark"), row.pk, how, is_damage=True)
    elif root_at(found.nodes[own], mark.size) != mark.root:
        yield Difference(N_("mark"), row.pk, Phrase(OTHER_ROOT), is_damage=True)


__all__ = ["Counts", "Difference", "Left", "NoMark", "compare", "expected_columns", "what_left"]
