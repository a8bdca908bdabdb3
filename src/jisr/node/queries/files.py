"""The files of the exchange: what this node lacks, and what it has for a peer (protocol 8.1).

A manifest's note goes by the digest of its JSON, a procedure or calendar by its own.
"""

from collections.abc import Iterator, Mapping

from jisr.base.limits import FILES_BYTES_MAX
from jisr.manifest import Manifest, parse_manifest
from jisr.node import models
from jisr.node.agreements import STOCK
from jisr.node.store import read_register

WANTED_MAX = 64


def wanted_files(framework: str) -> tuple[str, ...]:
    """Name the files that this node lacks: manifests that somebody recorded, and texts that those here name."""
    held = _versions(framework)
    row = models.Framework.objects.get(pk=framework)
    known = {each.digest for each in held}
    recorded = [digest for *_, digest in reversed(read_register(row).versions) if digest not in known]
    named = {digest for each in held for digest in each.texts if digest not in STOCK}
    here = set(models.Text.objects.filter(pk__in=named).values_list("pk", flat=True))
    # What was refused once is not asked for again: it is the same file.
    refused = models.Aside.objects.filter(framework=framework, rule="8.file", digest__in=named)
    lacking = sorted(named - here - set(refused.values_list("digest", flat=True)))
    return tuple(dict.fromkeys((*lacking, *recorded)))[:WANTED_MAX]


def offered(framework: str, wanted: tuple[str, ...]) -> list[str]:
    """Give those of the files that a peer asks for that are here and are of this framework."""
    held = _versions(framework)
    known = {each.digest for each in held} | {digest for each in held for digest in each.texts}
    return [each for each in wanted if each in known][:WANTED_MAX]


def files_for(framework: str, peer: models.Peer) -> dict[str, bytes]:
    """Give what a peer has asked for, then each version that it has not recorded, as far as there is room."""
    found: dict[str, bytes] = {}
    room = FILES_BYTES_MAX
    for name, raw in _files(framework, peer):
        if name not in found and len(raw) <= room:
            found[name] = raw
            room -= len(raw)
    return found


def _files(framework: str, peer: models.Peer) -> Iterator[tuple[str, bytes]]:
    held = _versions(framework)
    notes = {each.digest: each.raw.encode() for each in held}
    known = _recorded_by(framework, peer)
    fresh = [each for each in held if each.version > known]
    for name in peer.want:
        if name in notes:
            yield name, notes[name]
    yield from _texts([*peer.want])
    for each in fresh:
        yield each.digest, notes[each.digest]
    for each in fresh:
        yield from _texts(list(each.texts))


def _recorded_by(framework: str, peer: models.Peer) -> int:
    """Give the highest version that a peer has recorded, as far as it has its own log: it has that and those before."""
    row = models.Framework.objects.get(pk=framework)
    size = int(peer.have.get(peer.party, 0))
    return max((v for v, party, seq, _ in read_register(row).versions if party == peer.party and seq < size), default=1)


def _versions(framework: str) -> list[Manifest]:
    rows = models.ManifestVersion.objects.filter(framework=framework).order_by("version")
    return [parse_manifest(each.note) for each in rows]


def _texts(names: list[str]) -> Iterator[tuple[str, bytes]]:
    rows: Mapping[str, models.Text] = models.Text.objects.in_bulk(names)
    yield from ((name, bytes(rows[name].content)) for name in names if name in rows)


__all__ = ["files_for", "offered", "wanted_files"]
