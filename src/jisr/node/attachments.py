"""Files that were given for a sealed field and wait for their act: what that act will commit to (protocol 12.21).

Their blobs are in the store before the act is: to write it then takes no longer than to write any other. What each
commits to depends on the act's number, which is known only while the log is held; so it is worked out beforehand for
the number that is next, and once more, while the log is held, only where another act has come between.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings

from jisr.base import N_, FrameworkId, Party, Phrase, Seq
from jisr.node import models
from jisr.node.authority_keys import identities_of
from jisr.node.errors import FileAmiss
from jisr.node.rest_keys import keys_here
from jisr.node.resting import act_of_attachment
from jisr.seal import Place, Recipient, commitment, salt_and_content, unwrap

GONE = N_("the file that was chosen waits here no longer: choose it again")
OTHER_READERS = N_("who may read it has changed since the file was chosen: choose it again")


@dataclass(slots=True)
class HeldFile:
    """A file in the place of a sealed value: its pieces are sealed and in the store, and no act carries them yet."""

    attachment: int
    # What its pieces commit to at a place, as far as that was worked out beforehand.
    _foreseen: dict[Place, list[bytes]] = field(default_factory=dict, repr=False)
    # Whether the act is only tried: nothing of it is written, and so it commits to nothing.
    is_tried: bool = field(default=False, repr=False)

    def commitments(self, at: Place, readers: Mapping[str, str], *, act: str) -> list[bytes]:
        """Give what the pieces commit to at a place; raises FileAmiss where they cannot be sealed there any more."""
        row = models.Attachment.objects.filter(pk=self.attachment, framework=at.framework, seq=None).first()
        if row is None or row.field != at.field or not row.pieces:
            raise FileAmiss(act, at.field, Phrase(GONE))
        if row.keys != dict(readers):
            raise FileAmiss(act, at.field, Phrase(OTHER_READERS))
        if self.is_tried:
            return [bytes(32)] * row.pieces
        return self._foreseen.get(at) or list(_commitments(row, at))

    def foresee(self, framework: str) -> None:
        """Work out what the pieces commit to if no other act comes first; what cannot be opened is told later."""
        own: Party = settings.HOME.party
        row = models.Attachment.objects.filter(pk=self.attachment, framework=framework, seq=None).first()
        log = models.Log.objects.filter(framework=framework, party=own).first()
        if row is None or log is None or not row.pieces:
            return
        at = Place(framework=FrameworkId(row.framework_id), party=own, seq=Seq(log.size), field=row.field)
        if at not in self._foreseen:
            self._foreseen = {at: list(_commitments(row, at))}


def spoken(readers: Mapping[str, Recipient]) -> dict[str, str]:
    """Give the public keys of readers as they are kept."""
    return {code: str(key) for code, key in sorted(readers.items())}


def foresee(framework: str, sealed: Mapping[str, object]) -> None:
    """Work out what the files of an act commit to before its log is held."""
    for each in sealed.values():
        if isinstance(each, HeldFile):
            each.foresee(framework)


def tried(sealed: Mapping[str, object]) -> dict[str, object]:
    """Give the sealed values of an act that is only tried."""
    return {
        name: HeldFile(each.attachment, is_tried=True) if isinstance(each, HeldFile) else each
        for name, each in sealed.items()
    }


def _commitments(row: models.Attachment, at: Place) -> Iterator[bytes]:
    for chunk, (salt, plaintext) in enumerate(opened_pieces(row)):
        place = Place(framework=at.framework, party=at.party, seq=at.seq, field=at.field, chunk=chunk)
        yield commitment(place, salt=salt, plaintext=plaintext)


def opened_pieces(row: models.Attachment, count: int | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Give salt and content of the pieces of a file that waits, one after the other, by a key of this party."""
    act = act_of_attachment(row.framework_id, row.pk)
    key = keys_here(settings.HOME).get(act)
    if key is None:
        raise FileAmiss("attach", row.field, Phrase(GONE))
    identities = [
        each for code in row.keys if code.startswith(f"{act.party.lower()}.")
        for each in identities_of(settings.HOME, code)
    ]  # fmt: skip
    for chunk in range(row.pieces if count is None else count):
        kept = models.AttachmentPiece.objects.filter(attachment=row, chunk=chunk).values_list("content", flat=True)
        place = Place(
            framework=FrameworkId(row.framework_id),
            party=Party(act.party),
            seq=Seq(act.seq),
            field=row.field,
            chunk=chunk,
        )
        yield salt_and_content(unwrap(place, bytes(kept.get()), key=key.key), keys=identities)


__all__ = ["HeldFile", "foresee", "opened_pieces", "spoken", "tried"]
