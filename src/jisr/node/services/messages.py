"""The message for a peer: the own head, and what the peer lacks of every log (protocol 2.4, 8.1)."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress

from django.conf import settings
from django.db import transaction

from jisr.base import FrameworkId, Party
from jisr.base.limits import MESSAGE_BYTES_MAX, MESSAGE_ENTRIES_MAX, URGENT_BYTES_MAX
from jisr.exchange import Lack, LogPart, Mark, Message, part_under, shared_out
from jisr.log import Checkpoint, consistency_proof
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import require_shared
from jisr.node.events import note
from jisr.node.home import Home
from jisr.node.leaving import sent_until
from jisr.node.log_keys import KeyHere, Prove
from jisr.node.marks import write_mark
from jisr.node.queries.blobs import blobs_for, wanted_blobs
from jisr.node.queries.files import files_for, wanted_files
from jisr.node.queries.urgent import urgent_for
from jisr.node.reaching import passed_on, read_reach
from jisr.node.rows import entries_from, hold_framework, read_framework, steps_from, write_head
from jisr.node.services.chaining import held_note, readings_note
from jisr.node.services.mending import has_of
from jisr.node.signer_line import SignerTrouble
from jisr.node.signer_note import forget_trouble, note_trouble, place_of_trouble
from jisr.node.signing import KeyForeign, log_key
from jisr.node.soundness import log_doubt
from jisr.node.tiles import StoredNodes, root_of

NOTHING: Mapping[str, int] = {}
# Where the parts of the last message for a peer began, by framework and party; good for nothing but its order.
_BEGUN: dict[tuple[str, str], Mapping[str, int]] = {}
# Entries travel in base64 inside JSON: four bytes for three, and room for the rest.
PART_BYTES_MAX = 5 * 1024 * 1024
assert (PART_BYTES_MAX + URGENT_BYTES_MAX) * 4 // 3 < MESSAGE_BYTES_MAX - 512 * 1024, "heads and proofs need room, too"


def own_head(framework: FrameworkId) -> models.Log:
    """Sign the head of all that is durably written, its mark first (protocol 2.4, 9.6).

    Where the key lies on a machine apart, SignerTrouble is raised, and noted for the operator, if it does not sign.
    """
    home: Home = settings.HOME
    with transaction.atomic():
        log = hold_framework(framework)[1][home.party]
        # What may not be the log that left the machine is not signed, and its mark stays (protocol 9.6).
        if log.head_size == log.size or not log.size or log_doubt(log) is not None:
            return log
        # Before the mark: what another key had signed would not leave.
        key = log_key(framework, log.size)
        root = root_of(log, log.size)
        write_mark(home, framework, Mark(log.size, root))
        point = Checkpoint(latest_manifest(framework).origin(home.party), log.size, root)
        if isinstance(key, KeyHere):
            return _keep(log, point, key.head(point, here=log.size, signed=log.head, prove=_prove(log)))
    # The framework is not held meanwhile: nobody who writes waits for a machine apart.
    try:
        head = key.head(point, here=log.size, signed=log.head, prove=_prove(log))
    except SignerTrouble as error:
        note("signer.trouble", framework=framework, because=str(error))
        note_trouble(home, error, CLOCK.now())
        raise
    if place_of_trouble(home).exists():
        forget_trouble(home)
    with transaction.atomic():
        log = hold_framework(framework)[1][home.party]
        if log.head_size < point.size and not log.is_mending and root_of(log, point.size) == point.root:
            return _keep(log, point, head)
    return log


def _keep(log: models.Log, point: Checkpoint, head: str) -> models.Log:
    log.head, log.head_size = head, point.size
    write_head(log)
    return log


def _prove(log: models.Log) -> Prove:
    """Give what proves of the own log that the one size is the beginning of the other."""
    return lambda old, new: consistency_proof(StoredNodes(log.pk), old, new)


def make_message(
    framework: FrameworkId,
    peer: models.Peer,
    *,
    ask: Mapping[str, int] = NOTHING,
    asked: Mapping[str, int] = NOTHING,
    is_all: bool = False,
) -> Message:
    """Make the message for a peer: what it lacks of every log, as far as one message holds.

    `ask`: where of a log the answer is to begin, since what is before is in hand; `asked`: what the peer has so asked.
    `is_all`: raise SignerTrouble where the newest of the own log cannot be signed; else that waits, and the rest goes.

    The only place where what leaves the node is put together; of a domestic framework nothing ever does.
    """
    require_shared(framework)
    with nullcontext() if is_all else suppress(SignerTrouble):
        own_head(framework)
    found = read_framework(framework)
    assert found is not None, "its own head was looked for a moment ago"
    own = found[1][settings.HOME.party]
    row, logs = found[0], [found[1][party] for party in sorted(found[1])]
    until = sent_until(row, found[1], peer.party)
    # Of what is agreed on without them who has left is told nothing.
    files = files_for(row, peer) if until is None else {}
    reached, room = _reached(logs, peer, asked), PART_BYTES_MAX - sum(map(len, files.values()))
    parts = _parts(logs, peer, reached, bytes_max=room, until=until)
    return Message(
        framework=framework,
        ask=ask,
        have={log.party: has_of(log) for log in logs},
        logs=parts,
        urgent=urgent_for(row, logs, peer, parts, until=until),
        files=files,
        sealed=blobs_for(framework, peer, {party: (p.start, p.start + len(p.entries)) for party, p in parts.items()}),
        want=(*wanted_files(row), *wanted_blobs(framework)),
        # By a key for a size that is not here yet nothing is signed.
        readings="" if own.is_mending else readings_note(framework, own.size),
        readings_held=held_note(framework, Party(peer.party)),
        evidence=_heads(logs, peer, parts),
    )


def _heads(logs: Sequence[models.Log], peer: models.Peer, parts: Mapping[str, LogPart]) -> tuple[dict[str, str], ...]:
    """Give the last heads of third parties' logs: who was shown another history finds it out by them (12.25).

    Without them two nodes that hold as much of a log, of two histories, would never say so to each other.
    """
    home: Home = settings.HOME
    known = {home.party, peer.party, *parts}
    return tuple({"party": log.party, "head": log.head} for log in logs if _is_told(log) and log.party not in known)


def _is_told(log: models.Log) -> bool:
    return bool(log.head) and not log.is_mending


def _reached(logs: Sequence[models.Log], peer: models.Peer, asked: Mapping[str, int]) -> dict[str, int]:
    """Give how far the peer is in each log: what it has, or what it has in hand and will take in (protocol 12.32)."""
    return {log.party: max(int(peer.have.get(log.party, 0)), asked.get(log.party, 0)) for log in logs}


def _parts(
    logs: Sequence[models.Log],
    peer: models.Peer,
    reached: Mapping[str, int],
    *,
    bytes_max: int,
    until: Mapping[Party, int] | None,
) -> dict[str, LogPart]:
    """Give of every log what the peer lacks, as far as a message holds and the peer can take it in (protocol 8.4).

    `until`: no more than that, to who has left (protocol 12.34).
    """
    by_party = {log.party: log for log in logs}
    ends = {log.party: reached[log.party] + _lacking(log, reached[log.party]) for log in logs}
    if until is not None:
        ends = {party: min(end, until[Party(party)]) for party, end in ends.items()}
    begun = {party: reached[party] for party, end in ends.items() if end > reached[party]}
    still = _standing_still(peer, begun)
    lacking = {
        party: _lack(by_party[party], start, ends[party], about=sorted(begun.keys() - still - {party}))
        for party, start in begun.items()
    }
    shared = shared_out(lacking, bytes_max=bytes_max, entries_max=MESSAGE_ENTRIES_MAX)
    # What now goes along though it may wait says nothing of its own log if it comes again.
    _BEGUN[peer.framework_id, peer.party] = {each: begun[each] for each in shared if not still or each in still}
    return {party: _part(by_party[party], reached[party], entries) for party, entries in shared.items()}


def _standing_still(peer: models.Peer, begun: Mapping[str, int]) -> frozenset[str]:
    """Give the logs of which the same was sent last: what rests on them must not be kept back with them.

    A peer that holds back what is too much for a day takes it in once it has what rests on it and protects, or is
    the peer's own (protocol 12.16). The message was lost, perhaps: then some of this one will come in vain.
    """
    before = _BEGUN.get((peer.framework_id, peer.party), NOTHING)
    return frozenset(party for party, start in begun.items() if before.get(party) == start)


def _lack(log: models.Log, start: int, end: int, *, about: Sequence[str]) -> Lack:
    return Lack(
        start=start,
        end=end,
        entries=entries_from(log, start, end, count=MESSAGE_ENTRIES_MAX),
        steps=steps_from(log, start, min(end, start + MESSAGE_ENTRIES_MAX), about=about),
    )


def _lacking(log: models.Log, start: int) -> int:
    # What is no more of the log that all go on from is sent to nobody.
    return 0 if log.is_mending else _end(log, start) - start


def _end(log: models.Log, start: int) -> int:
    """Give up to where a part for a peer goes: of a log that was ended, first to its end (protocol 12.27)."""
    generation = latest_manifest(log.framework_id).generation(log.party)
    if generation is None or start >= generation.begin or log.size < generation.begin:
        return passed_on(log)
    return generation.begin


def _part(log: models.Log, start: int, entries: tuple[bytes, ...]) -> LogPart:
    until, end, reach = _end(log, start), start + len(entries), read_reach(log)
    if reach is not None and log.head_size < end <= reach.at:
        return part_under(reach, start, entries, StoredNodes(log.pk))
    if not log.head or until < log.head_size:
        # Up to where the log was ended the manifest speaks for it, signed by all (protocol 12.27).
        proof = consistency_proof(StoredNodes(log.pk), end, until)
        return LogPart(start=start, entries=entries, head="", proof=proof)
    head = _head_at(log, end)
    if head is not None:
        return LogPart(start=start, entries=entries, head=head, proof=())
    proof = consistency_proof(StoredNodes(log.pk), end, log.head_size)
    return LogPart(start=start, entries=entries, head=log.head, proof=proof)


def _head_at(log: models.Log, end: int) -> str | None:
    """Sign a head of the own log where a limited message ends; None where the last head is the one to send.

    Who has taken in so much can pass it on, and give it back after a loss, only under a head that covers no more
    (protocol 12.24). By a key that was replaced since, or by a signer that is silent, nothing is signed: then the last
    head and a proof go.
    """
    home: Home = settings.HOME
    if log.party != home.party or not 0 < end < log.head_size:
        return None
    point = Checkpoint(latest_manifest(log.framework_id).origin(home.party), end, root_of(log, end))
    try:
        key = log_key(log.framework_id, end)
        return key.head(point, here=log.size, signed=log.head, prove=_prove(log))
    except (KeyForeign, SignerTrouble):
        return None


__all__ = ["make_message", "own_head"]
