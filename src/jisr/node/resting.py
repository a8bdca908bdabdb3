"""Blobs as they lie here: wrapped by the key of their act, and given back as they came (protocol 7.3)."""

from dataclasses import replace

from django.conf import settings

from jisr.base import FrameworkId, Party, Seq
from jisr.node import models
from jisr.node.errors import RestKeyLost
from jisr.node.pieces import attachment_at
from jisr.node.rest_keys import Act, Keys, keys_here
from jisr.seal import Place, unwrap


def place_of(framework: str, row: models.Sealed) -> Place:
    """Give the place that a piece's commitment names."""
    return Place(
        framework=FrameworkId(framework),
        party=Party(row.log.party),
        seq=Seq(row.seq),
        field=row.field,
        chunk=row.chunk,
    )


def act_of(framework: str, row: models.Sealed) -> Act:
    """Name the act to which a piece belongs."""
    return Act(framework, row.log.party, row.seq)


def blob_of(framework: str, row: models.Sealed, kept: bytes, keys: Keys | None = None) -> bytes:
    """Give the blob of a row; raises RestKeyLost or NotOpened where what lies here cannot be unwrapped."""
    place, act = place_of(framework, row), act_of(framework, row)
    attachment = attachment_at(kept)
    if attachment is not None:
        act = act_of_attachment(framework, attachment)
        place = replace(place, seq=Seq(act.seq))
        lying = models.AttachmentPiece.objects.filter(attachment=attachment, chunk=row.chunk)
        kept = bytes(lying.values_list("content", flat=True).first() or b"")
    found = (keys_here(settings.HOME) if keys is None else keys).get(act)
    if found is None:
        raise RestKeyLost(f"{row.log.party}.{row.seq}", row.field)
    return unwrap(place, kept, key=found.key)


def act_of_attachment(framework: str, attachment: int) -> Act:
    """Name what stands in the place of an act while a file waits for it, and afterwards: no act has such a number."""
    return Act(framework, settings.HOME.party, -attachment)


__all__ = ["act_of", "act_of_attachment", "blob_of", "place_of"]
