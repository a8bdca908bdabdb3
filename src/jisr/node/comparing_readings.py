"""The chain of readings held against itself, and against what other parties hold of its end (decision 0021)."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings

from jisr.base import N_, Phrase
from jisr.node import models
from jisr.node.comparing import Counts, Difference
from jisr.node.reading_chain import BEGINNING, digest_of, mark_root

WHAT: Final = N_("log of readings")
ROWS_AT_ONCE: Final = 500
LACKING = N_("a reading is missing: number %(number)s follows %(before)s")
CHANGED = N_("it is not what was written, or one before it is not")
SHORT = N_("it ends at number %(count)s; %(stated)s were written")
MARK_AMISS = N_("when %(count)s readings were committed to, they were others than are here")
TOLD_OTHER = N_(
    "%(party)s was told number %(number)s of our readings, and this node told no such: readings were taken out or"
    " written anew here, or the database was restored from a copy that is older"
)
TOLD_TWICE = N_("%(party)s has told two different things of its readings under number %(number)s")


def compare_readings(counts: Counts) -> Iterator[Difference]:
    """Follow the chain from its beginning, hold every mark against it, and every note that others hold."""
    chain = models.ReadingChain.objects.first()
    count, before = (0, BEGINNING) if chain is None else (chain.cut_count, bytes(chain.cut_digest) or BEGINNING)
    marks = {each.count: each for each in models.ReadingMark.objects.all()}
    for row in models.Access.objects.order_by("number").iterator(chunk_size=ROWS_AT_ONCE):
        counts["readings"] = counts.get("readings", 0) + 1
        if row.number != count + 1:
            yield _damage(str(row.number), Phrase(LACKING, number=row.number, before=count))
        elif digest_of(row, before) != bytes(row.digest):
            yield _damage(str(row.number), Phrase(CHANGED))
        count, before = row.number, bytes(row.digest)
        mark = marks.pop(count, None)
        if mark is not None and bytes(mark.digest) != before:
            yield _damage(str(count), Phrase(MARK_AMISS, count=count))
    stated = 0 if chain is None else chain.count
    if count != stated or (chain is not None and stated and bytes(chain.digest) != before):
        yield _damage(str(count), Phrase(SHORT, count=count, stated=stated))
    cut = 0 if chain is None else chain.cut_count
    for lacking in sorted(each for each in marks if each > max(cut, count)):
        yield _damage(str(lacking), Phrase(MARK_AMISS, count=lacking))
    yield from _notes()


def _notes() -> Iterator[Difference]:
    """Hold what others hold of ours against our marks, and what they told at one time against another."""
    own = settings.HOME.party
    made = {each.number: mark_root(bytes(each.salt), each.count, bytes(each.digest))
            for each in models.ReadingMark.objects.all()}  # fmt: skip
    told: dict[tuple[str, str, int], bytes] = {}
    for row in models.ReadingNote.objects.order_by("framework", "party", "number", "pk"):
        where = f"{row.framework_id}/{row.party} {row.number}"
        key = row.framework_id, row.party, row.number
        if row.party == own and made.get(row.number) != bytes(row.root):
            yield _damage(where, Phrase(TOLD_OTHER, party=row.held_by, number=row.number))
        elif told.setdefault(key, bytes(row.root)) != bytes(row.root):
            yield _damage(where, Phrase(TOLD_TWICE, party=row.party, number=row.number))


def _damage(where: str, how: Phrase) -> Difference:
    return Difference(WHAT, where, how, is_damage=True)


__all__ = ["compare_readings"]
