"""Who has been told of an act: to which nodes it has gone, and which have acknowledged it."""

from dataclasses import dataclass

from jisr.base import EntryId, Instant, Party
from jisr.node import models
from jisr.node.queries.exchanges import exchange_lines
from jisr.node.queries.reading import Reading, own_party

ACKNOWLEDGED, SENT, WAITS = "acknowledged", "sent", "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One other side: whether the act has its receipt, has gone to its node, or waits for the connection."""

    party: str
    state: str
    is_cut: bool
    heard: Instant | None


def told_of(held: Reading, entry: EntryId, parties: tuple[str, ...]) -> tuple[Told, ...]:
    """Say of each other side how far an act of the own party has come."""
    lines = {each.party: each for each in exchange_lines(held.row.pk, held.sight)}
    peers = {each.party: each for each in models.Peer.objects.filter(framework=held.row)}
    found = []
    for party in parties:
        if party == own_party() or party not in lines:
            continue
        line = lines[party]
        has = int(peers[party].have.get(own_party(), 0)) > entry.seq
        covered = held.logs.tails[Party(party)].seen[own_party()] > entry.seq
        state = ACKNOWLEDGED if covered else SENT if has else WAITS
        found.append(Told(party=party, state=state, is_cut=line.is_cut, heard=line.heard))
    return tuple(found)
