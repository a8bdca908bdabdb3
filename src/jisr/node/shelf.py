"""Dockets on their shelf: loaded from projection rows, written back when the writing ends."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from jisr.base import DossierId, EntryId, Instant, Party
from jisr.kernel import (
    By,
    Deed,
    Docket,
    Entry,
    Framework,
    Register,
    Standing,
    Verdict,
    node_authority,
    read_entry,
    stub,
)
from jisr.node import models
from jisr.node.dues import due_of
from jisr.node.places import StoredLogs
from jisr.rules import CLOCK_MANDATE

DOSSIER_ROWS = (
    'INSERT INTO dossier (framework_id, code, "outer", procedure, digest, sides, opened, moved,'
    " is_closed, due, kept, state) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    ' ON CONFLICT (framework_id, code) DO UPDATE SET "outer" = excluded."outer",'
    " procedure = excluded.procedure, digest = excluded.digest, sides = excluded.sides, opened = excluded.opened,"
    " moved = excluded.moved, is_closed = excluded.is_closed, due = excluded.due,"
    " kept = excluded.kept, state = excluded.state"
)
# What acts change of a dossier once it is opened: no index but that of `due` is touched.
DOSSIER_MOVED = (
    "UPDATE dossier SET moved = %s, is_closed = %s, due = %s, kept = %s, state = %s"
    " WHERE framework_id = %s AND code = %s"
)
DOSSIER_AT = (
    'SELECT code, "outer", digest, sides, moved, kept, state FROM dossier WHERE framework_id = %s AND code = %s'
)
# Of a list: one reading for all of them; `%s` is as many marks as there are dossiers.
DOSSIERS_AT = (
    'SELECT code, "outer", digest, sides, moved, kept, state FROM dossier WHERE framework_id = %%s AND code IN (%s)'
)
SEEN_AT = (
    "SELECT sight.count FROM sight JOIN log ON log.id = sight.log_id WHERE log.framework_id = %s AND log.party = %s"
    " AND sight.about = %s AND sight.seq <= %s ORDER BY sight.seq DESC LIMIT 1"
)
DEEDS_OF = (
    "SELECT log.party, entry.seq, raw, entry.time, depth, standing, reasons FROM entry"
    " JOIN log ON log.id = entry.log_id WHERE log.framework_id = %s AND entry.dossier = %s"
)
OPENINGS_OF = (
    "SELECT log.party, entry.seq, raw, entry.time, depth, standing, reasons FROM entry"
    " JOIN log ON log.id = entry.log_id WHERE log.framework_id = %%s AND log.party = %%s AND entry.seq IN (%s)"
)
# Dockets are kept from one writing to the next with their acts; a dossier has some twenty.
KEPT_DOCKETS_MAX = 2_000
# With more unopened dossiers than these, rows are asked for one by one.
NAMED_MAX = 1_000


class StoredShelf:
    """The dockets of a framework as far as they are in use; what was touched is written by `flush`."""

    def __init__(self, framework: Framework, register: Register, logs: StoredLogs) -> None:
        self._framework, self._register, self._logs = framework, register, logs
        self._own: Party = settings.HOME.party
        self._dockets: dict[str, Docket] = {}
        # The sizes of the logs as written, and the dossiers that acts named before any was opened there.
        self._sizes = _sizes(logs)
        self._named: frozenset[str] | None = None
        self._touched: dict[str, Instant | None] = {}
        self._outer: dict[str, str] = {}
        self._moved: dict[str, Instant | None] = {}
        # Of dossiers that have a row, what in it only an opening changes.
        self._opened: dict[str, Opened] = {}
        # Dossiers that live within one another are kept and put away together, last used last.
        self._families: OrderedDict[str, dict[str, None]] = OrderedDict()
        # How many of those kept live within each.
        self._within: Counter[str] = Counter()

    def docket(self, dossier: DossierId) -> Docket | None:
        """Give a docket that has an act already."""
        found = self._dockets.get(dossier)
        if found is not None:
            return found
        if self._is_fresh(dossier) and not self._is_named(dossier):
            return None
        with connection.cursor() as cursor:
            cursor.execute(DOSSIER_AT, (self._framework.id, dossier))
            row = cursor.fetchone()
        return None if row is None else self._restore(*row)

    def view(self, dossier: DossierId) -> Docket | None:
        """Give a docket as this party's next act in it is judged: by the version to which it has moved (12.29)."""
        docket = self.docket(dossier)
        if docket is None or docket.versions is None:
            return docket
        by = By(node_authority(self._own), CLOCK_MANDATE, "node")
        return docket.seen_by(stub(self._framework.id, self._logs, self._own, "reopen", by, now=Instant(0)))

    def read_all(self, dossiers: Sequence[str]) -> None:
        """Read the dockets of several dossiers at once; the one around them is read by itself."""
        wanted = [each for each in dossiers if each not in self._dockets]
        if not wanted:
            return
        with connection.cursor() as cursor:
            cursor.execute(DOSSIERS_AT % _marks(wanted), [self._framework.id, *wanted])
            rows = cursor.fetchall()
        for row in rows:
            if row[0] not in self._dockets:
                self._restore(*row)

    def _is_fresh(self, dossier: DossierId) -> bool:
        """Say whether the entry by which a dossier is called was not yet here when all was last written."""
        party, _, seq = dossier.partition(".")
        return bool(seq) and int(seq) >= self._sizes.get(Party(party), 0)

    def _is_named(self, dossier: DossierId) -> bool:
        """Say whether a row of a fresh dossier is possible: somebody must have named it before it was opened.

        A message may open hundreds of dossiers; what few were named before is read once a writing.
        """
        if self._named is None:
            rows = models.Dossier.objects.filter(framework=self._framework.id, procedure="")
            self._named = frozenset(rows.values_list("code", flat=True)[: NAMED_MAX + 1])
        return len(self._named) > NAMED_MAX or dossier in self._named

    def open(self, dossier: DossierId, outer: Docket | None) -> Docket:
        """Make the docket of a dossier of which this is the first act."""
        docket = self._make(dossier, outer)
        docket.keep_deeds()
        return docket

    def nest(self, docket: Docket, outer: Docket) -> None:
        """Put a docket, whose opening has come only now, within another; its family with the other's."""
        alone = self._families.pop(_family(docket))
        docket.outer = outer
        self._outer[docket.id] = outer.id
        self._within[outer.id] += 1
        self._families.setdefault(_family(docket), {}).update(alone)

    def inner(self, dossier: DossierId) -> Iterable[Docket]:
        """Give the dockets of the dossiers opened within one."""
        codes = set(
            models.Dossier.objects.filter(framework=self._framework.id, outer=dossier).values_list("code", flat=True)
        ) | {code for code, outer in self._outer.items() if outer == dossier}
        for code in sorted(codes):
            docket = self.docket(DossierId(code))
            if docket is not None:
                self._touched.setdefault(code, None)
                yield docket

    def note_deed(self, dossier: DossierId, party: Party, at: Instant | None) -> int:
        """Note that a party's act moved a dossier at a time; give that act's depth."""
        before = self._touched.get(dossier)
        if before is None or (at is not None and at > before):
            self._touched[dossier] = at
        return self._dockets[dossier].depth[party]

    def _make(self, dossier: str, outer: Docket | None) -> Docket:
        docket = Docket(
            dossier,
            framework=self._framework,
            register=self._register,
            logs=self._logs,
            deeds=self._reader(dossier),
            outer=outer,
        )
        self._dockets[dossier] = docket
        if outer is not None:
            self._outer[dossier] = outer.id
            self._within[outer.id] += 1
        self._families.setdefault(_family(docket), {})[dossier] = None
        return docket

    def _reader(self, dossier: str) -> Callable[[], Sequence[Deed]]:
        return lambda: read_deeds(self._framework, dossier)

    def _restore(
        self, code: str, outer_code: str, digest: str, sides: Any, moved: Instant | None, kept: bytes, state: bytes
    ) -> Docket:
        outer = self.docket(DossierId(outer_code)) if outer_code else None
        docket = self._make(code, outer)
        self._moved[code] = moved
        compiled = self._framework.procedures.get(digest) if digest else None
        parties = orjson.loads(sides) if isinstance(sides, str) else sides
        docket.restore(compiled, parties, bytes(kept), bytes(state))
        if compiled is not None:
            self._opened[code] = _opened(docket)
        return docket

    def settle(self) -> None:
        """Begin anew once all is written; put away what is closed, and the dockets that were not used for longest."""
        touched = [self._dockets[code] for code in self._touched]
        self._touched.clear()
        self._sizes, self._named = _sizes(self._logs), None
        for docket in touched:
            family = _family(docket)
            self._families.move_to_end(family)
            # Who comes back to one reads it again; what lives within it would keep another of it.
            if not self._within[docket.id] and docket.state and docket.state.fact("closed"):
                del self._families[family][docket.id]
                if not self._families[family]:
                    del self._families[family]
                self._put_away(docket.id)
        while len(self._dockets) > KEPT_DOCKETS_MAX:
            _, codes = self._families.popitem(last=False)
            for code in codes:
                self._put_away(code)

    def _put_away(self, code: str) -> None:
        del self._dockets[code]
        outer = self._outer.pop(code, None)
        # Of a family that is put away together the outer may have gone first, and its count with it.
        if outer is not None and outer in self._within:
            self._within[outer] -= 1
        self._within.pop(code, None)
        self._moved.pop(code, None)
        self._opened.pop(code, None)

    def flush(self, cursor: Any, framework: str) -> None:
        """Write the projection row of every dossier that was touched."""
        rows, moved_rows = [], []
        for code, at in self._touched.items():
            docket = self._dockets[code]
            moved = self._moved[code] = latest(self._moved.get(code), at)
            due = due_of(docket, self._framework.id, self._logs, self._own, moved)
            opened = _opened(docket)
            if self._opened.get(code) == opened:
                moved_rows.append((*moved_values(docket, moved=moved, due=due), framework, code))
            else:
                rows.append(dossier_row(framework, code, docket, moved=moved, due=due))
                self._opened[code] = opened
        if rows:
            cursor.executemany(DOSSIER_ROWS, rows)
        if moved_rows:
            cursor.executemany(DOSSIER_MOVED, moved_rows)
            assert cursor.rowcount == len(moved_rows), "each has its row since it was opened"


Opened = tuple[str, str, Instant | None]


def _opened(docket: Docket) -> Opened:
    """Give what only an opening changes of a dossier's row: where it lives, its procedure (and so its sides), when."""
    state, compiled = docket.state, docket.compiled
    opening = state.opening if state else None
    return docket.outer.id if docket.outer else "", compiled.digest if compiled else "", opening[2] if opening else None


def moved_values(
    docket: Docket, *, moved: Instant | None, due: Instant | None
) -> tuple[Instant | None, bool, Instant | None, bytes, bytes]:
    """Give what acts change of a dossier's row, in the order of DOSSIER_MOVED."""
    state = docket.state
    return moved, bool(state and state.fact("closed")), due, docket.to_bytes(), state.to_bytes() if state else b""


def _sizes(logs: StoredLogs) -> dict[Party, int]:
    return {party: tail.size for party, tail in logs.tails.items()}


def _family(docket: Docket) -> str:
    """Give the outermost dossier around a docket."""
    while docket.outer is not None:
        docket = docket.outer
    return docket.id


def latest(one: Instant | None, other: Instant | None) -> Instant | None:
    """Give the later of two times, of which either may be unknown."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def dossier_row(
    framework: str, code: str, docket: Docket, *, moved: Instant | None, due: Instant | None
) -> tuple[Any, ...]:
    """Give the projection row of a dossier, for DOSSIER_ROWS."""
    compiled = docket.compiled
    outer, digest, opened = _opened(docket)
    return (
        framework,
        code,
        outer,
        compiled.id if compiled else "",
        digest,
        orjson.dumps(docket.sides).decode(),
        opened,
        *moved_values(docket, moved=moved, due=due),
    )


def read_deeds(framework: Framework, dossier: str, *, only: EntryId | None = None) -> list[Deed]:
    """Read the acts of a dossier (or only one of them) as they were judged."""
    query: str = DEEDS_OF
    arguments: list[str | int] = [framework.id, dossier]
    if only is not None:
        query, arguments = f"{query} AND log.party = %s AND entry.seq = %s", [*arguments, only.party, only.seq]
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        rows = cursor.fetchall()
    return [_deed(framework, *row) for row in rows]


def read_openings(framework: Framework, dossiers: Sequence[str]) -> dict[str, Deed]:
    """Read the openings of several dossiers at once: each is called by its opening's place."""
    places = [(each.partition(".")[0], int(each.partition(".")[2])) for each in dossiers if each.partition(".")[2]]
    found: dict[str, Deed] = {}
    for party in sorted({party for party, _ in places}):
        seqs = [seq for each, seq in places if each == party]
        with connection.cursor() as cursor:
            cursor.execute(OPENINGS_OF % _marks(seqs), [framework.id, party, *seqs])
            rows = cursor.fetchall()
        deeds = (_deed(framework, *row) for row in rows)
        found |= {deed.key: deed for deed in deeds if deed.entry.dossier == deed.key}
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _deed(
    framework: Framework, party: Any, seq: int, raw: bytes, time: Any, depth: int, standing: str, reasons: str
) -> Deed:
    entry = read_entry(bytes(raw), framework=framework.id, party=party, seq=seq, parties=framework.parties)
    assert isinstance(entry, Entry), "an act of a dossier was readable when it was taken in"
    seen = entry.seen if not framework.ended else _counting(framework, entry)
    deed = Deed(entry, time=time, seen=seen)
    deed.depth = depth
    deed.verdict = Verdict(Standing(standing), tuple(orjson.loads(reasons)) if reasons else ())
    return deed


def _counting(framework: Framework, entry: Entry) -> Mapping[Party, int]:
    """Give what an entry has seen, as it counts where it was shown what fell away of a log that was ended (12.28)."""
    seen = dict(entry.seen)
    with connection.cursor() as cursor:
        for party, end in framework.ended.items():
            if 0 < seen.get(party, 0) <= end:
                cursor.execute(SEEN_AT, [framework.id, entry.party, party, entry.seq])
                found = cursor.fetchone()
                seen[party] = 0 if found is None else int(found[0])
    return seen


__all__ = ["StoredShelf", "read_deeds", "read_openings"]
