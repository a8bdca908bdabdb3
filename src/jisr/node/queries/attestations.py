"""An own attestation opened for a court or an ombudsman (protocol 4.3, 12.18).

Its domestic head is of a size that was marked before anything rested on it.
"""

from jisr.base import N_, FrameworkId, Json, b64, canonical
from jisr.bundle import ATTESTATION_FORMAT
from jisr.log import Checkpoint, consistency_proof, origin
from jisr.manifest import parse_manifest
from jisr.node import models
from jisr.node.agreements import compiled_of
from jisr.node.errors import UnknownThing
from jisr.node.queries.proofs import proof_of
from jisr.node.queries.reading import own_party
from jisr.node.signing import log_key
from jisr.node.stock import STOCK
from jisr.node.tiles import StoredNodes, root_of
from jisr.rules import without_labels, write_procedure


def opened_attestation(framework: str, entry: str) -> dict[str, Json]:
    """Give all by which anybody can judge an own attestation again. It has the whole domestic log to that size.

    Whoever is given it sees the open fields of every dossier of the domestic framework; what is sealed stays sealed.
    """
    row = models.Attestation.objects.filter(link__shared=framework, entry=entry).select_related("link").first()
    if row is None:
        raise UnknownThing(N_("%(entry)s of %(framework)s attests nothing that this node can open"), entry=entry,
                           framework=framework)  # fmt: skip
    link, home = row.link, FrameworkId(row.link.domestic_id)
    log = models.Log.objects.get(framework=home, party=own_party())
    raws = models.Entry.objects.filter(log=log, seq__lt=row.size).order_by("seq").values_list("raw", flat=True)
    point = Checkpoint(origin(home, own_party()), row.size, root_of(log, row.size))
    versions = models.ManifestVersion.objects.filter(framework=home).order_by("version")
    notes = [each.note for each in versions]
    return {
        "format": ATTESTATION_FORMAT,
        "act": proof_of(framework, entry),
        "opening": proof_of(framework, link.shared_dossier),
        "salt": b64(bytes(row.salt)),
        "framework": home,
        "dossier": link.dossier,
        "size": row.size,
        "head": log_key(home, row.size).head(
            point,
            here=log.size,
            signed=log.head,
            prove=lambda old, new: consistency_proof(StoredNodes(log.pk), old, new),
        ),
        "manifests": [*notes],
        "texts": [b64(each) for each in _texts(notes, framework)],
        "entries": [b64(bytes(each)) for each in raws],
    }


def _texts(notes: list[str], shared: str) -> list[bytes]:
    """Give the texts by which the domestic log and the shared dossier are judged."""
    versions = [parse_manifest(each) for each in notes]
    versions += [parse_manifest(each.note) for each in models.ManifestVersion.objects.filter(framework=shared)]
    named = sorted({pinned for each in versions for pinned in each.texts})
    found = [_text(each) for each in named]
    return [each for each in found if each is not None]


def _text(pinned: str) -> bytes | None:
    if pinned in STOCK:
        return canonical(without_labels(write_procedure(STOCK[pinned])))
    row = models.Text.objects.filter(pk=pinned).first()
    if row is not None:
        return bytes(row.content)
    compiled = compiled_of(pinned)
    return None if compiled is None else canonical(without_labels(write_procedure(compiled.procedure)))


__all__ = ["opened_attestation"]
