"""Which bundles of a dossier were made here: by whom, when, with how many sealed texts, for what."""

from collections.abc import Iterable
from dataclasses import dataclass

from jisr.base import Instant, in_fours
from jisr.node import models
from jisr.node.queries.accesses import purpose_said
from jisr.node.queries.reading import Reading

BUNDLED_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledShown:
    """One making: who, when, how many acts and sealed texts, for what, and the SHA-256 of the file."""

    at: Instant
    officer: str
    username: str
    acts: int
    opened: int
    code: str
    purpose: str
    words: str
    digest: str


def bundled_of(held: Reading, dossier: str, *, most: int | None = BUNDLED_MAX) -> list[BundledShown]:
    """Give the bundles of a dossier that were made on this node, newest first."""
    rows = models.Bundled.objects.filter(framework=held.row, dossier=dossier).select_related("officer")
    return list(_shown(rows.order_by("-at", "-pk")[:most]))


def _shown(rows: Iterable[models.Bundled]) -> Iterable[BundledShown]:
    for row in rows:
        yield BundledShown(
            at=Instant(row.at),
            officer=row.officer.name,
            username=row.officer.username,
            acts=row.acts,
            opened=row.opened,
            code=row.purpose,
            purpose=purpose_said(row.purpose) if row.purpose else "",
            words=row.words,
            digest=in_fours(row.digest),
        )


__all__ = ["BundledShown", "bundled_of"]
