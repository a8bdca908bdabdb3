"""Sealed pieces held against the entries that carry them, and their blobs against the commitments (protocol 7.1)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from jisr.base import N_, JisrError, Party, Phrase, unb64
from jisr.node import models
from jisr.node.authority_keys import identities_of
from jisr.node.comparing import KEPT, MISSING, Counts, Difference
from jisr.node.erasures import Erasing, Said, Statement, owes, said_of
from jisr.node.home import HomeAmiss
from jisr.node.kek import is_openable
from jisr.node.pieces import Piece, is_reader
from jisr.node.refolding import CHUNK_ROWS, Refolded, as_bytes
from jisr.node.rest_keys import Act, keys_here
from jisr.node.resting import act_of, act_of_attachment, blob_of, place_of
from jisr.seal import Identity, open_blob

BLOBS_AT_ONCE: Final = 4
LOCKED = N_("none was opened: the node has no key-encryption key")
STILL_HERE = N_("%(entry)s has erased it, and its blob is still here: `jisr rebuild` takes it away")
NOT_DESTROYED = N_("%(entry)s has erased it, and its key is still here: the node destroys it when it runs")

Key = tuple[str, int, str, int]


def compare_sealed(row: models.Framework, found: Refolded, counts: Counts) -> Iterator[Difference]:
    """Hold the rows of pieces against the entries; a blob that no entry has is damage, for nothing brings it back."""
    here, said = pieces_by_key(found), Reading(found)
    kept: set[Key] = set()
    for each in _rows(row):
        key = each.log.party, each.seq, each.field, each.chunk
        kept.add(key)
        counts["sealed fields"] = counts.get("sealed fields", 0) + 1
        where = _where(row.pk, key)
        piece = here.get(key)
        if piece is None:
            how = Phrase(N_("no entry has it"))
            yield Difference(N_("sealed field"), where, how, is_damage=each.is_here)
            continue
        for name, follows in said.columns(piece, has_content=each.is_here).items():
            if getattr(each, name) != follows:
                how = Phrase(KEPT, name=name, kept=repr(getattr(each, name)), follows=repr(follows))
                yield Difference(N_("sealed field"), where, how)
        if each.is_here and said.of(piece).erased:
            yield Difference(N_("sealed field"), where, Phrase(STILL_HERE, entry=said.of(piece).erased))
    for lacking in sorted(here.keys() - kept):
        yield Difference(N_("sealed field"), _where(row.pk, lacking), Phrase(MISSING))
    yield from _erasures(row, found)


def _erasures(row: models.Framework, found: Refolded) -> Iterator[Difference]:
    follow = _following(found)
    kept = {(e.log.party, e.seq): (e.dossier, e.item) for e in _erasure_rows(row)}
    for party, seq in sorted(follow.keys() | kept.keys()):
        one, other = kept.get((party, seq)), follow.get((party, seq))
        if one != other:
            how = Phrase(KEPT, name="erasure", kept=repr(one), follows=repr(other))
            yield Difference(N_("erasure"), f"{row.pk}/{party}.{seq}", how)


def _following(found: Refolded) -> dict[tuple[str, int], tuple[str, str]]:
    """Give the erasures that follow from entries: dossier and item by party and number."""
    return {(each.party, each.seq): (each.dossier, each.item or "") for each in found.erasings}


def _erasure_rows(row: models.Framework) -> Iterator[models.Erasure]:
    yield from models.Erasure.objects.filter(log__framework=row).select_related("log").order_by("log__party", "seq")


def pieces_by_key(found: Refolded) -> dict[Key, Piece]:
    """Give the pieces that follow from entries by party, number, field and place in it."""
    return {(each.party, each.seq, each.field, each.chunk): each for each in found.pieces}


def _where(framework: str, key: Key) -> str:
    party, seq, name, chunk = key
    return f"{framework}/{party}.{seq} {name}" + (f" {chunk}" if chunk else "")


class Reading:
    """What entries say of pieces, found by the commitment and by the dossier."""

    def __init__(self, found: Refolded) -> None:
        self.own: Party = settings.HOME.party
        self.parties = found.framework.parties
        self._erasings: dict[tuple[str, str], list[Erasing]] = {}
        self._statements: dict[str, list[Statement]] = {}
        for erasing in found.erasings:
            self._erasings.setdefault((erasing.party, erasing.dossier), []).append(erasing)
        for statement in found.statements:
            for commit in dict.fromkeys((*statement.opened, *statement.unopened)):
                self._statements.setdefault(commit, []).append(statement)

    def of(self, piece: Piece) -> Said:
        """Give what is said of a piece."""
        erasings = self._erasings.get((piece.party, piece.dossier), ())
        return said_of(piece, erasings, self._statements.get(piece.commit, ()), self.own)

    def columns(self, piece: Piece, *, has_content: bool) -> dict[str, Any]:
        """Give what follows from entries of a piece's row, its blob being here or not."""
        said = self.of(piece)
        if said.erased:
            owed = owes(said, piece.party, piece.to, self.parties, self.own)
        else:
            is_done = has_content and (piece.party == self.own or said.told == "opened")
            owed = is_reader(self.own, piece.to) and not is_done
        return {
            "dossier": piece.dossier,
            "commit": piece.commit,
            "to": list(piece.to),
            "told": said.told,
            "owed": owed,
            "erased": said.erased,
            "gone": dict(said.gone),
        }


def compare_blobs(row: models.Framework, counts: Counts) -> Iterator[Difference]:
    """Open every blob that is here and hold it against its commitment; an own act without its blob is damage.

    What was erased is no damage: its blob is to be gone, and its key.
    """
    own: Party = settings.HOME.party
    keys: dict[str, tuple[Identity, ...]] = {}
    if not is_openable(settings.HOME):
        yield Difference(N_("blob"), row.pk, Phrase(LOCKED), is_damage=True)
        return
    at_rest = keys_here(settings.HOME)
    used: set[Act] = set()
    for each in _rows(row, with_blobs=True):
        where = _where(row.pk, (each.log.party, each.seq, each.field, each.chunk))
        act = act_of(row.pk, each)
        used.add(act)
        if each.erased:
            if act in at_rest:
                yield Difference(N_("key of sealed content"), where, Phrase(NOT_DESTROYED, entry=each.erased))
            if each.log.party == own and _lying_of(row, each).exists():
                yield Difference(N_("blob"), where, Phrase(STILL_HERE, entry=each.erased))
            continue
        if each.content is None:
            if each.log.party == own:
                yield Difference(N_("blob"), where, Phrase(MISSING), is_damage=True)
            continue
        counts["blobs"] = counts.get("blobs", 0) + 1
        if not is_reader(own, each.to):
            yield Difference(N_("blob"), where, Phrase(N_("it is sealed to nobody of this party")), is_damage=True)
            continue
        try:
            fitting = [key for code in each.to for key in _keys(code, own, keys)]
            blob = blob_of(row.pk, each, as_bytes(each.content), at_rest)
            open_blob(place_of(row.pk, each), blob, commit=unb64(each.commit), keys=fitting)
        except (JisrError, ValueError) as error:
            how = error.phrase if isinstance(error, JisrError) else Phrase(N_("it does not open"))
            yield Difference(N_("blob"), where, how, is_damage=True)
    used |= {
        act_of_attachment(row.pk, pk) for (pk,) in models.Attachment.objects.filter(framework=row).values_list("pk")
    }
    # Of an act that was tried and never written: it wraps nothing.
    unused = sum(act.framework == row.pk and act not in used for act in at_rest)
    if unused:
        counts["keys that wrap nothing"] = counts.get("keys that wrap nothing", 0) + unused


def _lying_of(row: models.Framework, piece: models.Sealed) -> QuerySet[models.AttachmentPiece]:
    """Give where the blobs lie of files that an own act carries."""
    return models.AttachmentPiece.objects.filter(attachment__framework=row, attachment__seq=piece.seq)


def _keys(code: str, own: Party, known: dict[str, tuple[Identity, ...]]) -> tuple[Identity, ...]:
    if code not in known:
        try:
            known[code] = identities_of(settings.HOME, code) if is_reader(own, (code,)) else ()
        except HomeAmiss:
            known[code] = ()
    return known[code]


def _rows(row: models.Framework, *, with_blobs: bool = False) -> Iterator[Any]:
    """Give the rows of pieces, `is_here` said of each; blobs only where they are asked for, and few at a time."""
    rows: Any = models.Sealed.objects.filter(log__framework=row).select_related("log")
    rows = rows.order_by("log__party", "seq", "field", "chunk").annotate(is_here=Q(content__isnull=False))
    if with_blobs:
        yield from rows.iterator(chunk_size=BLOBS_AT_ONCE)
    else:
        yield from rows.defer("content").iterator(chunk_size=CHUNK_ROWS)


def rewrite_sealed(row: models.Framework, found: Refolded) -> None:
    """Make the rows of pieces and erasures again from the entries; blobs stay as they are, unless they are erased."""
    here, said = pieces_by_key(found), Reading(found)
    logs = {each.party: each for each in models.Log.objects.filter(framework=row)}
    for each in list(_rows(row)):
        piece = here.pop((each.log.party, each.seq, each.field, each.chunk), None)
        if piece is None:
            # One that no entry has and that has a blob is damage: nothing is made again over it.
            each.delete()
            continue
        follows = said.columns(piece, has_content=each.is_here)
        if follows["erased"]:
            follows |= {"content": None, "failed": None}
            if each.log.party == settings.HOME.party:
                _lying_of(row, each).delete()
        models.Sealed.objects.filter(pk=each.pk).update(**follows)
    models.Sealed.objects.bulk_create(
        [
            models.Sealed(
                log=logs[piece.party],
                seq=piece.seq,
                field=piece.field,
                chunk=piece.chunk,
                **said.columns(piece, has_content=False),
            )
            for piece in here.values()
        ],
        batch_size=500,
    )
    _rewrite_erasures(row, found, logs)


def _rewrite_erasures(row: models.Framework, found: Refolded, logs: Mapping[str, models.Log]) -> None:
    """Make the rows of erasures again; what this node has done of them stays noted where it stays the same."""
    follow = _following(found)
    for kept in list(_erasure_rows(row)):
        key = kept.log.party, kept.seq
        if follow.get(key) == (kept.dossier, kept.item):
            del follow[key]
        else:
            kept.delete()
    made = [
        models.Erasure(log=logs[party], seq=seq, dossier=dossier, item=item)
        for (party, seq), (dossier, item) in follow.items()
    ]
    models.Erasure.objects.bulk_create(made, batch_size=500)


__all__ = ["compare_blobs", "compare_sealed", "rewrite_sealed"]
