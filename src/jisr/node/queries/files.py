"""The files of the exchange: what this node lacks, and what it has for a peer (protocol 8.1).

A manifest's note goes by the digest of its JSON, a procedure or calendar by its own.
"""

from collections.abc import Iterator, Mapping, Set

from django.db import connection

from jisr.base.limits import FILES_BYTES_MAX
from jisr.node import models
from jisr.node.agreements import manifests
from jisr.node.stock import STOCK
from jisr.node.store import read_register

WANTED_MAX = 64
# Asked in every exchange: written out, since to put the query together takes longer than to answer it.
TEXTS_HERE = "SELECT digest FROM text WHERE digest IN (%s)"


def wanted_files(row: models.Framework) -> tuple[str, ...]:
    """Name the files that this node lacks: manifests that somebody recorded, and texts that those here name."""
    held = manifests(row.pk)
    known = {each.digest for each in held}
    recorded = [digest for *_, digest in reversed(read_register(row).versions) if digest not in known]
    named = {digest for each in held for digest in each.texts if digest not in STOCK}
    return tuple(dict.fromkeys((*_lacking(row.pk, named), *recorded)))[:WANTED_MAX]


def _lacking(framework: str, named: Set[str]) -> list[str]:
    """Give those of the texts that are named and not here; our own, which all have, are none of them."""
    if not named:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TEXTS_HERE % ", ".join(["%s"] * len(named)), [*named])
        lacking = named - {digest for (digest,) in cursor.fetchall()}
    if not lacking:
        return []
    # What was refused once is not asked for again: it is the same file.
    refused = models.Aside.objects.filter(framework=framework, rule="8.file", digest__in=lacking)
    return sorted(lacking - set(refused.values_list("digest", flat=True)))


def offered(framework: str, wanted: tuple[str, ...]) -> list[str]:
    """Give those of the files that a peer asks for that are here and are of this framework."""
    if not wanted:
        return []
    held = manifests(framework)
    known = {each.digest for each in held} | {digest for each in held for digest in each.texts}
    return [each for each in wanted if each in known][:WANTED_MAX]


def files_for(row: models.Framework, peer: models.Peer) -> dict[str, bytes]:
    """Give what a peer has asked for, then each version that it has not recorded, as far as there is room."""
    found: dict[str, bytes] = {}
    room = FILES_BYTES_MAX
    for name, raw in _files(row, peer):
        if name not in found and len(raw) <= room:
            found[name] = raw
            room -= len(raw)
    return found


def _files(row: models.Framework, peer: models.Peer) -> Iterator[tuple[str, bytes]]:
    held = manifests(row.pk)
    notes = {each.digest: each.raw.encode() for each in held}
    known = _recorded_by(row, peer)
    fresh = [each for each in held if each.version > known]
    for name in peer.want:
        if name in notes:
            yield name, notes[name]
    if peer.want:
        yield from _texts([*peer.want])
    for each in fresh:
        yield each.digest, notes[each.digest]
    for each in fresh:
        yield from _texts(list(each.texts))


def _recorded_by(row: models.Framework, peer: models.Peer) -> int:
    """Give the highest version that a peer has recorded, as far as it has its own log: it has that and those before."""
    size = int(peer.have.get(peer.party, 0))
    return max((v for v, party, seq, _ in read_register(row).versions if party == peer.party and seq < size), default=1)


def _texts(names: list[str]) -> Iterator[tuple[str, bytes]]:
    rows: Mapping[str, models.Text] = models.Text.objects.in_bulk(names)
    yield from ((name, bytes(rows[name].content)) for name in names if name in rows)


__all__ = ["files_for", "offered", "wanted_files"]
