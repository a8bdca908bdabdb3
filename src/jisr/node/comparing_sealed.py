"""Sealed pieces held against the entries that carry them, and their blobs against the commitments (protocol 7.1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from jisr.base import N_, FrameworkId, JisrError, Party, Phrase, Seq, unb64
from jisr.node import models
from jisr.node.authority_keys import identities_of
from jisr.node.comparing import KEPT, MISSING, Counts, Difference
from jisr.node.home import HomeAmiss
from jisr.node.pieces import Piece, is_reader
from jisr.node.refolding import CHUNK_ROWS, Refolded, as_bytes
from jisr.seal import Identity, Place, open_blob

Key = tuple[str, int, str]


def compare_sealed(row: models.Framework, found: Refolded, counts: Counts) -> Iterator[Difference]:
    """Hold the rows of pieces against the entries; a blob that no entry has is damage, for nothing brings it back."""
    here = pieces_by_key(found)
    kept: set[Key] = set()
    for each in _rows(row):
        key = each.log.party, each.seq, each.field
        kept.add(key)
        counts["sealed fields"] = counts.get("sealed fields", 0) + 1
        where = f"{row.pk}/{each.log.party}.{each.seq} {each.field}"
        piece = here.get(key) if each.chunk == 0 else None
        if piece is None:
            how = Phrase(N_("no entry has it"))
            yield Difference(N_("sealed field"), where, how, is_damage=each.content is not None)
            continue
        for name, follows in columns_of(piece, found.told, has_content=each.content is not None).items():
            if getattr(each, name) != follows:
                how = Phrase(KEPT, name=name, kept=repr(getattr(each, name)), follows=repr(follows))
                yield Difference(N_("sealed field"), where, how)
    for party, seq, name in sorted(here.keys() - kept):
        yield Difference(N_("sealed field"), f"{row.pk}/{party}.{seq} {name}", Phrase(MISSING))


def pieces_by_key(found: Refolded) -> dict[Key, Piece]:
    """Give the pieces that follow from entries by party, number and field."""
    return {(each.party, each.seq, each.field): each for each in found.pieces}


def columns_of(piece: Piece, told: Mapping[str, str], *, has_content: bool) -> dict[str, Any]:
    """Give what follows from entries of a piece's row, its blob being here or not."""
    own: Party = settings.HOME.party
    said = told.get(piece.commit, "") if piece.party != own else ""
    owed = is_reader(own, piece.to) and not (has_content and (piece.party == own or said == "opened"))
    return {"dossier": piece.dossier, "commit": piece.commit, "to": list(piece.to), "told": said, "owed": owed}


def compare_blobs(row: models.Framework, counts: Counts) -> Iterator[Difference]:
    """Open every blob that is here and hold it against its commitment; an own act without its blob is damage."""
    own: Party = settings.HOME.party
    keys: dict[str, tuple[Identity, ...]] = {}
    for each in _rows(row):
        where = f"{row.pk}/{each.log.party}.{each.seq} {each.field}"
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
            open_blob(place_of(row.pk, each), as_bytes(each.content), commit=unb64(each.commit), keys=fitting)
        except (JisrError, ValueError) as error:
            how = error.phrase if isinstance(error, JisrError) else Phrase(N_("it does not open"))
            yield Difference(N_("blob"), where, how, is_damage=True)


def _keys(code: str, own: Party, known: dict[str, tuple[Identity, ...]]) -> tuple[Identity, ...]:
    if code not in known:
        try:
            known[code] = identities_of(settings.HOME, code) if is_reader(own, (code,)) else ()
        except HomeAmiss:
            known[code] = ()
    return known[code]


def place_of(framework: str, row: models.Sealed) -> Place:
    """Give the place that a piece's commitment names."""
    return Place(
        framework=FrameworkId(framework),
        party=Party(row.log.party),
        seq=Seq(row.seq),
        field=row.field,
        chunk=row.chunk,
    )


def _rows(row: models.Framework) -> Iterator[models.Sealed]:
    rows = models.Sealed.objects.filter(log__framework=row).select_related("log").order_by("log__party", "seq", "field")
    yield from rows.iterator(chunk_size=CHUNK_ROWS)


def rewrite_sealed(row: models.Framework, found: Refolded) -> None:
    """Make the rows of pieces again from the entries; blobs stay as they are."""
    here, told = pieces_by_key(found), found.told
    logs = {each.party: each for each in models.Log.objects.filter(framework=row)}
    for each in list(_rows(row)):
        piece = here.pop((each.log.party, each.seq, each.field), None)
        if piece is None:
            # One that no entry has and that has a blob is damage: nothing is made again over it.
            each.delete()
            continue
        follows = columns_of(piece, told, has_content=each.content is not None)
        models.Sealed.objects.filter(pk=each.pk).update(**follows)
    models.Sealed.objects.bulk_create(
        [
            models.Sealed(
                log=logs[piece.party], seq=piece.seq, field=piece.field, **columns_of(piece, told, has_content=False)
            )
            for piece in here.values()
        ],
        batch_size=500,
    )


__all__ = ["compare_blobs", "compare_sealed", "place_of", "rewrite_sealed"]
