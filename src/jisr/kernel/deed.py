"""A deed: an entry at its place in a dossier, with what was found about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from jisr.base import EntryId, Instant, Json, Party, Seq, canonical
from jisr.kernel.compiled import Step
from jisr.kernel.entry import Entry


class Standing(StrEnum):
    """What became of an act (protocol 1)."""

    STANDS = "stands"
    VOID = "void"
    DEFEATED = "defeated"
    CROSSED = "crossed"
    UNJUDGED = "unjudged"


class Verdict(NamedTuple):
    """A standing and its reasons: rule ids or terms, in order of their canonical text."""

    standing: Standing
    reasons: tuple[Json, ...] = ()


STANDS = Verdict(Standing.STANDS)
_WITHOUT_AUTHORITY = (Standing.VOID, Standing.UNJUDGED)
UNJUDGED = Verdict(Standing.UNJUDGED)


def void(*reasons: Json) -> Verdict:
    """Give the verdict on an act without authority."""
    return Verdict(Standing.VOID, ordered(reasons))


def ordered(reasons: tuple[Json, ...]) -> tuple[Json, ...]:
    """Put reasons in order, without repetition (protocol 12.9)."""
    if len(reasons) < 2:
        return reasons
    by_text = {canonical(each): each for each in reasons}
    return tuple(by_text[text] for text in sorted(by_text))


class Deed(Struct, eq=False, gc=False):
    """An act of a dossier at its effective place. Only its verdict and depth are filled in later."""

    entry: Entry
    time: Instant | None
    seen: Mapping[Party, int]
    # Those of the entry.
    party: Party = Party("")
    seq: Seq = Seq(0)
    key: str = ""
    step: Step | None = None
    # What a `correct` corrects; nothing else has a target.
    target: "Deed | None" = None
    depth: int = 0
    verdict: Verdict = UNJUDGED

    def __post_init__(self) -> None:
        entry = self.entry
        self.party, self.seq = entry.party, entry.seq
        self.key = f"{entry.party}.{entry.seq}"

    @property
    def id(self) -> EntryId:
        """Where it stands."""
        return EntryId(self.party, self.seq)

    @property
    def authorised(self) -> bool:
        """Say whether its own past gave it authority; this never changes (protocol 5.1)."""
        return self.verdict.standing not in _WITHOUT_AUTHORITY

    @property
    def protective(self) -> bool:
        """Say whether it can only ever make the procedure safer."""
        return self.step is not None and self.step.protective

    def succeeds(self, party: Party, seq: int) -> bool:
        """Say whether an entry precedes this one: one comparison (protocol 3.1)."""
        if party == self.party:
            return seq < self.seq
        return self.seen[party] > seq

    @property
    def item(self) -> str | None:
        """Give the item in question: of a correction, that of the act corrected."""
        return self.entry.item if self.target is None else self.target.entry.item

    def weight(self) -> int:
        """Give a number that grows along precedence: how many entries are this one or before it."""
        return self.seq + 1 + sum(self.seen.values())

    def listed(self) -> tuple[int, str, int]:
        """Give its place in the list of acts: depth, party, seq (protocol 5.0)."""
        return (self.depth, self.party, self.seq)
