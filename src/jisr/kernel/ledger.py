"""A framework judged entry by entry: what each new place changes (protocol 2.6, 3.2, 5)."""

from collections.abc import Iterable
from typing import Protocol

from jisr.base import FRAMEWORK_DOSSIER, DossierId, EntryId, Party, Seq, parse_instant
from jisr.kernel.agreed import Framework, node_authority
from jisr.kernel.compiled import FOUNDING
from jisr.kernel.deed import STANDS, Deed, Verdict, void
from jisr.kernel.docket import Docket
from jisr.kernel.entry import Entry
from jisr.kernel.form import LEFT
from jisr.kernel.intake import Logs, Placed
from jisr.kernel.register import Register
from jisr.kernel.witness import are_fields, is_cosigned
from jisr.rules import CLOCK_MANDATE

ACK = "ack"
LEAVE = "leave"
WITNESSED = "witnessed"


class Shelf(Protocol):
    """Where dockets are kept between acts."""

    def docket(self, dossier: DossierId) -> Docket | None:
        """Give a docket that has an act already; None where it has none."""

    def open(self, dossier: DossierId, outer: Docket | None) -> Docket:
        """Make the docket of a dossier of which this is the first act seen."""

    def nest(self, docket: Docket, outer: Docket) -> None:
        """Put a docket, whose opening has come only now, within another."""

    def inner(self, dossier: DossierId) -> Iterable[Docket]:
        """Give the dockets of the dossiers opened within one."""


class Ledger:
    """Everything that judges the entries of one framework, in the order of taking in."""

    def __init__(self, framework: Framework, register: Register, logs: Logs, shelf: Shelf) -> None:
        self.framework, self.register, self.logs, self.shelf = framework, register, logs, shelf
        # In the order in which they came to be so.
        self._unsettled: dict[str, None] = {}
        # What changed of other acts' verdicts since it was last asked.
        self._changed: dict[str, Verdict] = {}

    def judge(self, placed: Placed, party: Party, seq: int) -> dict[EntryId, Verdict]:
        """Judge the entry at a new place, and at once what it defeats; give what changes."""
        verdict = self.admit(placed)
        return {EntryId(party, Seq(seq)): verdict} | self.settle()

    def settle(self) -> dict[EntryId, Verdict]:
        """Judge what the acts admitted since it was last asked defeat; give the verdicts that changed."""
        changed = self._changed
        for dossier in self._unsettled:
            docket = self.shelf.docket(DossierId(dossier))
            assert docket is not None, "it has an act"
            changed |= docket.settle()
        self._unsettled.clear()
        self._changed = {}
        return {_entry_id(key): verdict for key, verdict in changed.items()}

    def admit(self, placed: Placed) -> Verdict:
        """Judge the entry at a new place, its place being known to `logs`.

        What it changes of other acts is told by `settle`: where many entries cross many, all
        of it is judged once, and not once for each.
        """
        entry = placed.entry
        if entry is None:
            return void(str(placed.fault))
        if entry.dossier is None:
            return self._of_no_dossier(placed, entry)
        deed = Deed(entry, time=placed.tail.time, seen=placed.tail.seen)
        docket = self.shelf.docket(entry.dossier)
        if docket is None or entry.dossier == deed.key:
            docket = self._opened(docket, deed)
        changed = docket.admit(deed)
        if changed:
            self._changed |= changed
        if docket.id == FRAMEWORK_DOSSIER and deed.authorised:
            self.register.note(deed)
        if deed.protective and deed.authorised:
            self._unsettle_inner(docket, deed)
        if docket.is_unsettled:
            self._unsettled[docket.id] = None
        return deed.verdict

    def _of_no_dossier(self, placed: Placed, entry: Entry) -> Verdict:
        """Judge what is in no dossier; in a domestic framework a witness's note is held against the log (12.3)."""
        if entry.seq > self.register.left.get(entry.party, entry.seq):
            return void(LEFT)
        if entry.act == LEAVE and len(self.framework.parties) > 1:
            return self._of_leave(entry)
        verdict = _form_of_no_dossier(entry)
        if verdict is not STANDS or entry.act != WITNESSED or len(self.framework.parties) > 1:
            return verdict
        deed = Deed(entry, time=placed.tail.time, seen=placed.tail.seen)
        agreed = self.register.agreed_at(deed, self.framework, self.logs)
        if not is_cosigned(deed, agreed, self.register, self.logs):
            return void("4.witness")
        fields = entry.fields
        self.register.note_witnessed(fields["witness"], entry.seq, fields["size"], parse_instant(fields["time"]))
        return verdict

    def _of_leave(self, entry: Entry) -> Verdict:
        """Judge that a party leaves: by an authority that may found, and saying nothing else (12.33)."""
        by = entry.by
        if by.mandate != FOUNDING or FOUNDING not in self.register.mandates(
            self.framework, entry.party, by.authority, entry.seq
        ):
            return void("4.mandate")
        if not _is_bare(entry) or entry.fields:
            return void("4.field")
        self.register.note_leave(entry.party, entry.seq)
        return STANDS

    def _opened(self, docket: Docket | None, deed: Deed) -> Docket:
        """Give the docket of an act that opens it, or is the first to name it."""
        entry, outer = deed.entry, None
        assert entry.dossier is not None
        if entry.dossier == deed.key and entry.item is not None:
            outer = self.shelf.docket(DossierId(entry.item))
        if docket is None:
            return self.shelf.open(entry.dossier, outer)
        if outer is not None and docket.outer is None:
            # Somebody named the dossier before it was opened: that changes nothing about it.
            self.shelf.nest(docket, outer)
        return docket

    def _unsettle_inner(self, docket: Docket, deed: Deed) -> None:
        """What protects the outer dossier may defeat what crossed it in the inner ones (4.6)."""
        for inner in self.shelf.inner(DossierId(docket.id)):
            if not inner.is_covered_by(deed):
                inner.unsettle()
                self._unsettled[inner.id] = None


def _form_of_no_dossier(entry: Entry) -> Verdict:
    """Judge an acknowledgement or a witness's note (12.3)."""
    if entry.act not in (ACK, WITNESSED):
        return void("4.act")
    if entry.by.authority != node_authority(entry.party) or entry.by.mandate != CLOCK_MANDATE:
        return void("4.mandate")
    # protocol 12.3: an ack may say what was opened.
    receipts = entry.act != ACK and (entry.opened or entry.unopened)
    fields_good = not entry.fields if entry.act == ACK else are_fields(entry.fields)
    return STANDS if _is_bare(entry) and not receipts and fields_good else void("4.field")


def _is_bare(entry: Entry) -> bool:
    """Say whether an entry says nothing but its fields, and what was opened."""
    nothing = (entry.by.on_behalf, entry.procedure, entry.digest, entry.sides, entry.item, entry.rests)
    return not entry.sealed and all(each is None for each in nothing)


def _entry_id(key: str) -> EntryId:
    party, seq = key.split(".")
    return EntryId(Party(party), Seq(int(seq)))


class MemoryShelf:
    """Dockets in memory, with all their deeds."""

    def __init__(self, framework: Framework, register: Register, logs: Logs) -> None:
        self._framework, self._register, self._logs = framework, register, logs
        self.dockets: dict[str, Docket] = {}

    def docket(self, dossier: DossierId) -> Docket | None:
        """Give a docket that has an act already."""
        return self.dockets.get(dossier)

    def open(self, dossier: DossierId, outer: Docket | None) -> Docket:
        """Make a docket."""
        made = Docket(
            dossier,
            framework=self._framework,
            register=self._register,
            logs=self._logs,
            deeds=list,
            outer=outer,
        )
        made.keep_deeds()
        self.dockets[dossier] = made
        return made

    def nest(self, docket: Docket, outer: Docket) -> None:
        """Put a docket within another."""
        docket.outer = outer

    def inner(self, dossier: DossierId) -> Iterable[Docket]:
        """Give the dockets opened within one."""
        return [each for each in self.dockets.values() if each.outer is self.dockets[dossier]]
