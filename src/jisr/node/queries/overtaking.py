"""By what an act was overtaken: what stands, was done at the same time, and took away what it rested on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jisr.base import Instant
from jisr.kernel import Deed, Docket, Standing
from jisr.node.queries.words import act_label

# Of several acts that took the same away, so many are named.
NAMED_MAX = 3
CLOSED = "closed"
OVERTAKEN = (Standing.DEFEATED, Standing.CROSSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaking:
    """An act that overtook another: which, whose, when."""

    entry: str
    label: str
    party: str
    at: Instant


def overtaken_by(docket: Docket, deed: Deed) -> Iterable[Overtaking]:
    """Give the acts by which an act was overtaken, the first ones."""
    if deed.verdict.standing not in OVERTAKEN or docket.compiled is None:
        return
    wanted = {each for reason in deed.verdict.reasons for each in _facts(reason)}
    found = (each for each in docket.deeds.values() if _takes(each, wanted) and _is_beside(each, deed))
    for each in sorted(found, key=Deed.listed)[:NAMED_MAX]:
        label = act_label(docket.words_of(each), each.entry.act)
        yield Overtaking(entry=each.key, label=label, party=each.party, at=Instant(each.time or 0))


def _takes(deed: Deed, facts: set[str]) -> bool:
    """Say whether an act that stands gives or takes away one of some facts, or doubts it."""
    if deed.verdict.standing != Standing.STANDS or deed.step is None:
        return False
    if deed.entry.act == "contest":
        return deed.entry.fields.get("fact") in facts
    act = deed.step.act
    if act is None:
        return False
    return not facts.isdisjoint((*act.sets, *act.clears)) or (act.closes and CLOSED in facts)


def _is_beside(one: Deed, other: Deed) -> bool:
    """Say whether neither of two acts had seen the other."""
    return not one.succeeds(other.party, other.seq) and not other.succeeds(one.party, one.seq)


def _facts(reason: Any) -> Iterable[str]:
    """Give the facts that a condition speaks of."""
    if isinstance(reason, dict):
        for word, body in reason.items():
            if word == "fact":
                yield str(body)
            else:
                yield from _facts(body)
    elif isinstance(reason, list):
        for each in reason:
            yield from _facts(each)
