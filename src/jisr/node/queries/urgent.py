"""What protects and would come late: entries of a long part that a peer lacks, ahead of their turn (protocol 8.1)."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from jisr.base import Party
from jisr.base.limits import URGENT_BYTES_MAX, URGENT_MAX
from jisr.exchange import LogPart, Urgent
from jisr.kernel import Framework
from jisr.kernel.deed import Standing
from jisr.log import inclusion_proof
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.daily import protective_names, protector
from jisr.node.tiles import StoredNodes


@dataclass(slots=True)
class _Known:
    """The protective entries of a log as far as it was looked through: a log is looked through once."""

    until: int = 0
    seqs: list[int] = field(default_factory=list)


_KNOWN: dict[tuple[int, frozenset[str]], _Known] = {}
_LOCK = Lock()
_TURNS = count()


def urgent_for(
    row: models.Framework,
    logs: Sequence[models.Log],
    peer: models.Peer,
    parts: Mapping[str, LogPart],
    *,
    until: Mapping[Party, int] | None = None,
) -> tuple[Urgent, ...]:
    """Give what protects among the entries that a peer lacks and that this message does not reach.

    The newest come with every message, since they would wait longest; of the others some, by turns. `until`: how much
    of each log goes to this peer, where that is not all.
    """
    behind = [(log, _end(log, peer, parts)) for log in logs if log.party != peer.party]
    # Of what was ended no head promises anything: the manifest says what its content is.
    behind = [(log, end) for log, end in behind if end < log.head_size and log.head and not log.is_mending]
    if not behind:
        return ()
    framework = load_framework(row)
    found: list[Urgent] = []
    room = URGENT_BYTES_MAX
    for at, (log, end) in enumerate(behind):
        share = (URGENT_MAX - len(found)) // (len(behind) - at)
        most = log.head_size if until is None else until[Party(log.party)]
        for each in _of_log(framework, log, end, share, most):
            room -= len(each.entry)
            if room < 0:
                return tuple(found)
            found.append(each)
    return tuple(found)


def _end(log: models.Log, peer: models.Peer, parts: Mapping[str, LogPart]) -> int:
    part = parts.get(Party(log.party))
    return int(peer.have.get(log.party, 0)) if part is None else part.start + len(part.entries)


def _of_log(framework: Framework, log: models.Log, begin: int, share: int, most: int) -> Iterator[Urgent]:
    seqs = _protective(framework, log)
    waiting = [each for each in seqs[bisect_left(seqs, begin) :] if each < min(log.head_size, most)]
    nodes = StoredNodes(log.pk)
    rows = dict(models.Entry.objects.filter(log=log, seq__in=_chosen(waiting, share)).values_list("seq", "raw"))
    for seq, raw in sorted(rows.items(), reverse=True):
        yield Urgent(
            party=log.party,
            seq=seq,
            entry=bytes(raw),
            size=log.head_size,
            head=log.head,
            proof=inclusion_proof(nodes, seq, log.head_size),
        )


def _chosen(waiting: Sequence[int], share: int) -> list[int]:
    if len(waiting) <= share:
        return list(waiting)
    newest, others = share - share // 2, waiting[: -(share - share // 2)]
    begin = next(_TURNS) * (share // 2) % len(others)
    return [*waiting[-newest:], *(*others, *others)[begin : begin + share // 2]]


def _protective(framework: Framework, log: models.Log) -> list[int]:
    """Give the places of the protective entries of a log that may stand, in order."""
    names = protective_names(framework)
    with _LOCK:
        known = _KNOWN.setdefault((log.pk, names), _Known())
        if known.until > log.size:
            # Another database stands in the place of the one that was looked through.
            known = _KNOWN[log.pk, names] = _Known()
        if known.until < log.size:
            protects = protector(framework)
            rows = models.Entry.objects.filter(log=log, seq__gte=known.until, seq__lt=log.size, act__in=names)
            told = rows.exclude(standing=Standing.VOID).order_by("seq").values_list("seq", "raw")
            known.seqs += [seq for seq, raw in told.iterator() if protects(bytes(raw))]
            known.until = log.size
        return list(known.seqs)


__all__ = ["urgent_for"]
