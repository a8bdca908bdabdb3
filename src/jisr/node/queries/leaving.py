"""Who has left a framework, as officers read of it: since when, by what, and what follows (protocol 9.5, 12.33)."""

from dataclasses import dataclass

from jisr.base import Instant, Party
from jisr.kernel import Docket
from jisr.node.queries.reading import Reading, own_party


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A party that has left."""

    party: Party
    entry: str
    at: Instant
    is_own: bool
    # Of a dossier: whether those who remain can still agree on something in it.
    can_agree: bool


def leavings_of(held: Reading, docket: Docket | None = None) -> tuple[Leaving, ...]:
    """Give who has left a framework, the first first; of a dossier, those of its parties."""
    left = held.register.left
    named = docket.parties if docket is not None and docket.parties else sorted(held.framework.parties)
    remaining = [each for each in named if each not in left]
    each_side = docket is None or docket.compiled is None or docket.compiled.each
    found = [
        Leaving(
            party=party,
            entry=f"{party}.{left[party]}",
            at=held.logs.time(party, left[party]) or Instant(0),
            is_own=party == own_party(),
            can_agree=each_side and len(remaining) > 1,
        )
        for party in named
        if party in left
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.party)))


__all__ = ["Leaving", "leavings_of"]
