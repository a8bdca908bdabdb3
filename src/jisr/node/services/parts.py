"""Taking in the parts of logs that one message has: by turns, each as far as it goes, in one transaction (2.5, 8.4)."""

from collections.abc import Iterator, Mapping

from django.db import transaction

from jisr.base import N_, FrameworkId, Party, Phrase, format_instant
from jisr.exchange import DAY_RULE, Fresh, LogPart, fresh_of, is_passed_on, next_day, reach_of
from jisr.kernel import NOT_HERE, Entry, NotThisLog, Waiting, read_entry
from jisr.log import Checkpoint, Head, HeadEnded, HeadForeign, MalformedNote, NodesBeyond, ProofFalse
from jisr.manifest import MalformedManifest, Manifest, checked_head
from jisr.node import models
from jisr.node.aside import put_aside
from jisr.node.clock import CLOCK
from jisr.node.coming import Coming
from jisr.node.daily import WAITING, note_taken, protector, today_of
from jisr.node.queries.reading import own_party as this_party
from jisr.node.reaching import keep_reach, passed_on
from jisr.node.receipt import Receipt
from jisr.node.rows import forget_held, hold_framework, write_head
from jisr.node.services.heads import compare, compare_own
from jisr.node.services.mending import checkpoint_of, take_in_agreed
from jisr.node.soundness import note_own_head
from jisr.node.store import Writing, writing

ENDING = N_(
    "this party has signed that the log of %(party)s ends at %(size)s entries; until all have, no more is taken in"
)


def take_in_parts(
    framework: FrameworkId, manifest: Manifest, parts: Mapping[Party, LogPart], sender: Party, receipt: Receipt
) -> None:
    """Take in what came of each log, until nothing more moves.

    Logs have seen each other, so each goes on where it waited once others have. All of it is one transaction: what
    is told to be here is durably here, and of a message that was not whole on the disk nothing is.
    """
    left = {
        party: part
        for party, part in parts.items()
        if manifest.generation(party) is None or not _is_waited_for(framework, party, part, sender, receipt)
    }
    if not left:
        return
    with writing(framework) as held:
        arrived = list(_arrived(held, manifest, left, sender, receipt))
        moved = True
        while moved:
            moved = False
            for each in arrived:
                moved = each.go_on() or moved
        for each in arrived:
            each.end()


def _arrived(
    held: Writing, manifest: Manifest, parts: Mapping[Party, LogPart], sender: Party, receipt: Receipt
) -> Iterator["_Arrived"]:
    """Give the parts that lead to a head that their party has signed; what is amiss with others is put aside."""
    for party, part in parts.items():
        try:
            found = _shown(held, manifest, party, part, sender, receipt)
        except (MalformedNote, HeadForeign, HeadEnded, ProofFalse) as error:
            raw = part.head.encode()
            put_aside(held.row.pk, receipt, "refused", party, part.start, error.rule, error.phrase, sender, raw)
            continue
        if found is not None:
            yield found


def _shown(
    held: Writing, manifest: Manifest, party: Party, part: LogPart, sender: Party, receipt: Receipt
) -> "_Arrived | None":
    framework, own = held.row.pk, this_party()
    if party not in held.rows:
        because = Phrase(N_("%(party)s is no party of this framework"), party=party)
        put_aside(framework, receipt, "refused", party, None, "2.party", because, sender)
        return None
    row, size = held.rows[party], held.tail(party).size
    if row.held_at is not None:
        because = Phrase(ENDING, party=party, size=row.held_at)
        put_aside(framework, receipt, "held", party, size, "2.generation", because, sender)
        return None
    if row.is_cut_off:
        because, raw = Phrase(N_("the log of %(party)s is cut off"), party=party), part.head.encode()
        put_aside(framework, receipt, "evidence", party, None, "2.equivocation", because, sender, raw)
        return None
    if part.head:
        head = checked_head(manifest, party, part.head)
        if party == own and head.checkpoint.size <= size:
            # Our own log comes back to us; only after a restore it is longer (protocol 9.6).
            compare_own(held, part.head, head, sender, receipt)
            return None
        if party == own:
            note_own_head(row, head.checkpoint.size)
        fresh, checkpoint, note = _fresh(held, party, part, head, sender, receipt), head.checkpoint, head.raw
    else:
        # What lacks of a log up to where it was ended: for that all parties have signed (protocol 12.27).
        ended = checkpoint_of(manifest, party)
        if ended is None:
            raise MalformedNote(what=N_("a head has three lines"), got=part.head)
        if ended.size <= size:
            return None
        if party == own:
            note_own_head(row, ended.size)
        fresh, checkpoint, note = fresh_of(part, ended, held.frontiers[party]), ended, ""
    if fresh is None:
        because = Phrase(NOT_HERE, entry=f"{party}.{size}")
        put_aside(framework, receipt, "held", party, part.start, "2.gap", because, sender)
        return None
    return _Arrived(held, party, part, fresh, checkpoint, note, sender, receipt)


def _is_waited_for(framework: FrameworkId, party: Party, part: LogPart, sender: Party, receipt: Receipt) -> bool:
    """Keep what came of a log that all go on from, if it is not whole here yet; else False."""
    if not models.Log.objects.filter(framework=framework, party=party, is_mending=True).exists():
        return False
    try:
        with transaction.atomic():
            log = hold_framework(framework)[1][party]
            if not log.is_mending:
                return False
            receipt.taken_in += take_in_agreed(log, part)
    except (ProofFalse, MalformedManifest) as error:
        put_aside(framework, receipt, "refused", party, part.start, error.rule, error.phrase, sender)
    return True


def _fresh(held: Writing, party: Party, part: LogPart, head: Head, sender: Party, receipt: Receipt) -> Fresh | None:
    """Give the entries not yet here, shown to lead to the head; None: something before is missing."""
    size = held.tail(party).size
    checkpoint = head.checkpoint
    if checkpoint.size <= size:
        compare(held, party, head, sender, receipt)
        return Fresh((), (), held.frontiers[party].growth(()))
    return fresh_of(part, checkpoint, held.frontiers[party])


class _Arrived:
    """Entries of one log that lead to its head, on their way in."""

    def __init__(
        self,
        held: Writing,
        party: Party,
        part: LogPart,
        fresh: Fresh,
        checkpoint: Checkpoint,
        note: str,
        sender: Party,
        receipt: Receipt,
    ) -> None:
        self.held, self.party, self.part, self.row = held, party, part, held.rows[party]
        self.checkpoint, self.note, self.sender, self.receipt = checkpoint, note, sender, receipt
        self.coming = Coming(party, fresh.entries, fresh.leaves)
        held.foresee(party, fresh.growth)
        # Why the next entry has no place; and how many of the head's are left for another day.
        self._stopped: Waiting | NotThisLog | None = None
        self._waiting = 0
        self._has_told_needs = False

    def go_on(self) -> bool:
        """Give as many entries as have one their place; say whether anything has moved by it."""
        rest = self.coming.rest
        if not rest or isinstance(self._stopped, NotThisLog):
            return False
        now, size, needed = CLOCK.now(), self.held.tail(self.party).size, sum(self.receipt.needed.values())
        today = today_of(
            self.row,
            rest,
            # What this party itself had written comes back after a loss.
            free=len(rest) if self.party == this_party() else max(0, self.receipt.needed.get(self.party, 0) - size),
            framework=self.held.framework,
            now=now,
        )
        self._stopped = self.held.place(self.coming, today.share, now=now)
        taken = self.held.tail(self.party).size - size
        self.receipt.taken_in += taken
        is_held_back = self._stopped is None and today.share < len(rest)
        self._waiting = self.checkpoint.size - size - taken if is_held_back else 0
        if self._stopped is not None and not self._has_told_needs:
            self._has_told_needs = True
            self._note_needs()
        note_taken(self.row, today, taken, waiting=self._waiting, now=now)
        return taken > 0 or sum(self.receipt.needed.values()) != needed

    def end(self) -> None:
        """Keep the head, and put aside what has no place yet, or never."""
        framework, size = self.held.row.pk, self.held.tail(self.party).size
        if self._stopped is not None:
            kind, raw = "held" if isinstance(self._stopped, Waiting) else "refused", self.coming.rest[0]
            self._put_aside(kind, self._stopped.rule, self._stopped.because, raw)
        # The last head that covers no more than what is here: it is what is passed on.
        if is_passed_on(self.checkpoint.size, before=self.row.head_size, here=size):
            self.row.head, self.row.head_size = self.note, self.checkpoint.size
            write_head(self.row)
            forget_held(framework, self.party, self.checkpoint.size)
        self._keep_reach(size)
        if self._waiting:
            # They are not kept, but sent again.
            because = Phrase(WAITING, number=self._waiting, until=format_instant(next_day(CLOCK.now())))
            models.Aside.objects.filter(framework=framework, party=self.party, kind="held", rule=DAY_RULE).delete()
            self._put_aside("held", DAY_RULE, because)

    def _keep_reach(self, size: int) -> None:
        """Keep what leads from what is here to a head that covers more: so far it is passed on (protocol 12.43)."""
        if self.note and size < self.checkpoint.size:
            nodes = NodesBeyond(self.held.nodes[self.party], self.held.frontiers[self.party].size, self.coming.leaves)
            found = reach_of(self.part, self.checkpoint, nodes, size)
            if found is not None:
                keep_reach(self.row, found)
        elif self.row.reach and passed_on(self.row) == self.row.head_size:
            keep_reach(self.row, None)

    def _put_aside(self, kind: str, rule: str, because: Phrase, raw: bytes = b"") -> None:
        framework, size = self.held.row.pk, self.held.tail(self.party).size
        put_aside(framework, self.receipt, kind, self.party, size, rule, because, self.sender, raw)

    def _note_needs(self) -> None:
        """Note what entries that wait have seen of other logs: those of the own log, elsewhere those that protect.

        What the own log has seen was taken in here before a loss. What a third party has seen before
        it protected must not keep that back for a day.
        """
        protects, waiting = protector(self.held.framework), self.coming.rest
        first = self.held.tail(self.party).size
        for at in reversed(range(len(waiting))):
            if self.party != this_party() and not protects(waiting[at]):
                continue
            read = read_entry(
                waiting[at],
                framework=FrameworkId(self.held.row.pk),
                party=self.party,
                seq=first + at,
                parties=self.held.framework.parties,
            )
            if isinstance(read, Entry):
                needed = self.receipt.needed
                needed |= {each: max(count, needed.get(each, 0)) for each, count in read.seen.items()}
                return  # what an entry has seen, those after it have seen as well


__all__ = ["take_in_parts"]
