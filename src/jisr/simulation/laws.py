"""What has to hold when a season is over, whatever went wrong in it (protocol 5.6)."""

from collections.abc import Callable, Iterator
from typing import Final

from jisr.base import EntryId, Party, Seq
from jisr.exchange import Reach
from jisr.kernel import Deed, Docket, Standing
from jisr.log import Frontier, MemoryNodes, ProofFalse, leaf_hash, parse_head
from jisr.simulation.memory import Memory, is_owed
from jisr.simulation.season import Season
from jisr.simulation.speaking import Speaker


def same_entries(season: Season) -> Iterator[str]:
    """All nodes hold the same logs, to the byte."""
    first, *others = season.nodes.values()
    for node in others:
        for party, log in node.disk.tables.raws.items():
            if log != first.disk.tables.raws[party]:
                yield f"{node.party} and {first.party} hold different logs of {party}"


def same_verdicts(season: Season) -> Iterator[str]:
    """All nodes judge alike, and their dossiers are in the same state."""
    first, *others = season.nodes.values()
    for node in others:
        if node.disk.tables.verdicts != first.disk.tables.verdicts:
            yield f"{node.party} and {first.party} judge differently"
        if _states(node) != _states(first):
            yield f"dossiers of {node.party} and {first.party} are in different states"


def _states(node: Speaker) -> dict[str, object]:
    return {docket.id: _read(docket) for docket in node.memory.shelf.dockets.values()}


def _read(docket: Docket) -> object:
    state = docket.state
    if state is None or docket.compiled is None:
        return None
    kinds = docket.compiled.fact_kinds
    facts = {name: state.fact(name) for name in docket.compiled.cautious if kinds.get(name) is None}
    items = {kind.name: sorted(state.items_of(kind.name)) for kind in docket.compiled.procedure.items}
    return facts, items, sorted(key for key in state.proposals if state.is_open(key))


def verified(season: Season) -> Iterator[str]:
    """What each node kept follows from its entries: verdicts, what is in mind, heads, the mark."""
    again: Memory | None = None
    before: dict[Party, list[bytes]] = {}
    for node in season.nodes.values():
        raws = node.disk.tables.raws
        # The same entries are taken in again once; from those of the last node in another order.
        if again is None or raws != before:
            again, before = Memory.read(node.founded, dict(reversed(raws.items()))), raws
        if again.verdicts != node.disk.tables.verdicts:
            yield f"{node.party} kept other verdicts than its entries give"
        if again.verdicts != node.memory.verdicts:
            yield f"{node.party} has other verdicts in mind than its entries give"
        yield from _heads(node)


def _heads(node: Speaker) -> Iterator[str]:
    for party, log in node.disk.tables.raws.items():
        size, raw = node.disk.tables.heads[party]
        if size and (size > len(log) or parse_head(raw).checkpoint.root != _root(log[:size])):
            yield f"{node.party} passes on a head of {party} that is not of its log"
        reach = node.disk.tables.reaches.get(party)
        if reach is not None and not _leads(reach, log):
            yield f"{node.party} passes on a head of {party} to which its log does not lead"
    mark, own = node.disk.mark, node.disk.tables.raws[node.party]
    if mark is None or mark.size > len(own) or (mark.size and mark.root != _root(own[: mark.size])):
        yield f"{node.party} has a mark that is not of its log"


def _leads(reach: Reach, log: list[bytes]) -> bool:
    try:
        reach.require_led(parse_head(reach.head).checkpoint, MemoryNodes(map(leaf_hash, log)), len(log))
    except ProofFalse:
        return False
    return True


def _root(log: list[bytes]) -> bytes:
    return Frontier().grown_by(map(leaf_hash, log)).root()


def nothing_lost(season: Season) -> Iterator[str]:
    """What was confirmed to an officer, or acknowledged by another party, is with everybody, as it was."""
    for at, raw in season.known.confirmed.items():
        for node in season.nodes.values():
            log = node.disk.tables.raws[at.party]
            if at.seq >= len(log) or log[at.seq] != raw:
                yield f"{at} is lost at {node.party}"


def all_final(season: Season) -> Iterator[str]:
    """After the cut has healed every act is final, and nobody owes an ack."""
    for node in season.nodes.values():
        memory = node.memory
        for at, entry in memory.entries.items():
            if is_owed(entry) and not memory.is_final(at):
                yield f"{at} is not final at {node.party}"
        if memory.owes_ack(node.party):
            yield f"{node.party} owes an ack"


def honest_parties_trusted(season: Season) -> Iterator[str]:
    """Nothing of an honest party is refused, nobody is cut off, and what was held has come."""
    for node in season.nodes.values():
        for party, is_so in node.disk.tables.cut_off.items():
            if is_so:
                yield f"{node.party} has cut {party} off"
        for each in node.disk.tables.aside:
            if each.kind != "held":
                yield f"{node.party} has refused of {each.party} at {each.seq}: {each.rule}"


def acks_are_few(season: Season) -> Iterator[str]:
    """Of entries each covers something that owed an ack: acks answer no acks (protocol 3.4)."""
    memory = next(iter(season.nodes.values())).memory
    for party in memory.framework.parties:
        seen: dict[Party, int] = {}
        for seq in range(memory.size(party)):
            at = EntryId(party, Seq(seq))
            entry, now = memory.entries[at], dict(memory.logs.seen(party, seq))
            if entry is not None and not is_owed(entry) and not _covers_owed(memory, seen, now):
                yield f"{at} acknowledges nothing"
            seen = now


def _covers_owed(memory: Memory, before: dict[Party, int], now: dict[Party, int]) -> bool:
    return any(
        is_owed(memory.entries[EntryId(party, Seq(seq))])
        for party, count in now.items()
        for seq in range(before.get(party, 0), count)
    )


def safe(season: Season) -> Iterator[str]:
    """What cannot be undone stands with every stop that it had not seen taken back, or is crossed (protocol 5.5)."""
    memory = next(iter(season.nodes.values())).memory
    for docket in memory.shelf.dockets.values():
        if docket.compiled is None or docket.state is None:
            continue
        deeds = list(docket.deeds.values())
        for deed in deeds:
            if deed.entry.act != "concur_hand_over" or not deed.authorised:
                continue
            unseen = [each for each in deeds if _stops(each, deed)]
            if unseen and deed.verdict.standing != Standing.CROSSED:
                yield f"{deed.id} stands though {unseen[0].id} has stopped it"
            if not unseen and deed.verdict.standing == Standing.CROSSED:
                yield f"{deed.id} is crossed by nothing"


def _stops(deed: Deed, handover: Deed) -> bool:
    """Say whether a stop, or a withdrawal of what was proposed, crossed a handover: neither had seen the other."""
    against = deed.entry.act == "stop" or (
        deed.entry.act == "withdraw_hand_over" and deed.entry.item == handover.entry.item
    )
    if not against or deed.verdict.standing != Standing.STANDS:
        return False
    return not handover.succeeds(deed.party, deed.seq) and not deed.succeeds(handover.party, handover.seq)


LAWS: Final[tuple[Callable[[Season], Iterator[str]], ...]] = (
    same_entries,
    same_verdicts,
    verified,
    nothing_lost,
    all_final,
    honest_parties_trusted,
    acks_are_few,
    safe,
)
