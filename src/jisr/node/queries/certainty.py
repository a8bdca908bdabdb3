"""Which acts are not certain, since the key that signed them was found stolen (protocol 12.26)."""

from collections.abc import Iterable, Iterator

from jisr.base import DossierId, EntryId, Instant, Party, Seq
from jisr.kernel import Deed, Docket
from jisr.manifest import stolen_since, uncertain_since
from jisr.node import models
from jisr.node.queries.reading import Reading


def not_certain(held: Reading, docket: Docket, deed: Deed) -> Instant | None:
    """Say since when an act is not certain; None where it is, as almost every act."""
    since = stolen_since(held.framework.stolen, deed.party, deed.seq)
    if since is None:
        return None
    parties = docket.sides.values() or held.framework.parties
    others = sorted({Party(each) for each in parties} - {deed.party})
    return uncertain_since(since, time=deed.time, covered=list(_covered(held, others, deed)))


def uncertain_among(held: Reading, docket: Docket, deeds: Iterable[Deed]) -> int:
    """Count those of some acts of a dossier that are not certain; where no key was stolen none is looked at."""
    if not held.framework.stolen:
        return 0
    return sum(not_certain(held, docket, each) is not None for each in deeds)


def _covered(held: Reading, others: list[Party], deed: Deed) -> Iterator[Instant | None]:
    about = EntryId(deed.party, Seq(deed.seq))
    for each in others:
        first = held.logs.first_covering(each, about)
        yield None if first is None else held.logs.time(each, first)


def uncertain_acts(held: Reading) -> int:
    """Count the acts of a framework that are not certain; where no key is said to be stolen nothing is read."""
    if not held.framework.stolen:
        return 0
    found = 0
    for code in models.Dossier.objects.filter(framework=held.row).values_list("code", flat=True):
        docket = held.shelf.docket(DossierId(code))
        if docket is not None:
            found += uncertain_among(held, docket, docket.deeds.values())
    return found


__all__ = ["not_certain", "uncertain_acts", "uncertain_among"]
