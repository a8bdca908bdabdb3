"""Sealed fields as pages and programs show them: that something was stated, to whom it is sealed, never what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.pieces import is_reader
from jisr.node.queries.erased import ErasedShown, erased_in
from jisr.node.queries.holders import Post, posts_of
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.statements import declared_of
from jisr.rules import EACH, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedShown:
    """One sealed field of an act: to whom it is sealed, whether it is here, whether this officer may read it."""

    entry: str
    field: str
    label: str
    to: tuple[str, ...]
    # Whether an authority of this party is among the readers, and whether the blob has come.
    is_ours: bool
    is_here: bool
    # As whom the officer would read it: authority and mandate.
    reads_as: tuple[str, str] | None
    # Whether it is a file: it is downloaded.
    is_file: bool = False
    # By what it was erased, if it was: then nobody reads it any more.
    erased: ErasedShown | None = None


def sealed_in(
    held: Reading, docket: Docket, entries: Iterable[str], officer: models.Officer | None
) -> dict[str, tuple[SealedShown, ...]]:
    """Give the sealed fields of some acts of a dossier, by act; without an officer nobody may read."""
    asked = [each for each in entries if each in docket.deeds and docket.deeds[each].entry.sealed]
    if not asked:
        return {}
    posts = posts_of(officer, held) if officer is not None else []
    here, erased = _here(held, docket), erased_in(held, docket)
    return {
        each: tuple(_shown(docket, each, name, posts, here, erased.get((each, name))) for name in _names(docket, each))
        for each in asked
    }


def _here(held: Reading, docket: Docket) -> set[tuple[str, str]]:
    """Give what is here whole, with all its pieces: act and field."""
    rows = models.Sealed.objects.filter(log__framework=held.row, dossier=docket.id)
    columns = rows.annotate(is_here=Q(content__isnull=False)).values_list("log__party", "seq", "field", "is_here")
    found: dict[tuple[str, str], bool] = {}
    for party, seq, field, is_here in columns:
        key = f"{party}.{seq}", field
        found[key] = found.get(key, True) and is_here
    return {key for key, is_whole in found.items() if is_whole}


def _names(docket: Docket, entry: str) -> list[str]:
    """Give an act's sealed fields in the order in which they are declared."""
    deed = docket.deeds[entry]
    declared = list(declared_of(docket, deed))
    return sorted(deed.entry.sealed, key=lambda name: declared.index(name) if name in declared else len(declared))


def _shown(
    docket: Docket,
    entry: str,
    name: str,
    posts: list[Post],
    here: set[tuple[str, str]],
    erased: ErasedShown | None,
) -> SealedShown:
    deed = docket.deeds[entry]
    declared = declared_of(docket, deed).get(name)
    to = tuple(deed.entry.sealed[name]["to"])
    return SealedShown(
        entry=entry,
        field=name,
        label=_(declared.label) if declared is not None else name,
        to=to,
        is_ours=is_reader(own_party(), to),
        is_here=(entry, name) in here,
        reads_as=reads_as(docket, entry, name, posts) if erased is None else None,
        is_file=declared is not None and declared.type == "file",
        erased=erased,
    )


def reads_as(docket: Docket, entry: str, name: str, posts: Iterable[Post]) -> tuple[str, str] | None:
    """Give the first authority and mandate as which an officer may read a sealed field; None: as nobody.

    The authority is one of those to whom it is sealed; the mandate one that reads the field by the procedure, or
    that under which its own authority sealed it.
    """
    deed = docket.deeds[entry]
    by, to = deed.entry.by, deed.entry.sealed[name]["to"]
    admitted = reader_mandates(docket, declared_of(docket, deed).get(name))
    for post in posts:
        if post.authority in to:
            fitting = post.mandates & (admitted | ({by.mandate} if post.authority == by.authority else frozenset()))
            if fitting:
                return post.authority, min(fitting)
    return None


def reader_mandates(docket: Docket, declared: Field | None) -> frozenset[str]:
    """Give the mandates of this party's side by which a field is read; the house says so, no entry does."""
    if declared is None:
        return frozenset()
    sides = [side for side, party in docket.sides.items() if party == own_party()]
    return frozenset(each for side in sides for each in declared.readers.get(side, declared.readers.get(EACH, ())))


__all__ = ["SealedShown", "reader_mandates", "reads_as", "sealed_in"]
