"""Which posts an officer has now: those whose time has come and is not over."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import orjson
from django.db import connection
from django.db.models import Q, QuerySet

from jisr.base import Instant
from jisr.node import models
from jisr.node.clock import CLOCK

# Asked several times a page: written out, since to put a query together takes longer than to answer it.
POSTED = (
    "SELECT posting.framework_id, posting.authority, posting.mandates"
    " FROM posting JOIN officer ON officer.id = posting.officer_id WHERE posting.officer_id = %s AND officer.is_active"
    " AND (posting.starts IS NULL OR posting.starts <= %s) AND (posting.ends IS NULL OR posting.ends > %s)"
    " ORDER BY posting.framework_id, posting.authority"
)


_ASKED: ContextVar[dict[int, list["Posted"]] | None] = ContextVar("asked", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask for an officer's posts once within: while a page that only shows is made, they are what they were."""
    token = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(token)


@dataclass(frozen=True, slots=True)
class Posted:
    """An officer's place in an authority now; `mandates` empty: all that the authority holds."""

    framework: str
    authority: str
    mandates: frozenset[str]

    def narrowed(self, held: frozenset[str]) -> frozenset[str]:
        """Give those of an authority's mandates that the officer may use."""
        return held & self.mandates if self.mandates else held


def posted(officer: models.Officer, framework: str = "") -> list[Posted]:
    """Give where an officer has posts now, in one framework or in all, by framework and authority."""
    asked = _ASKED.get()
    found = None if asked is None else asked.get(officer.pk)
    if found is None:
        found = _posted(officer)
        if asked is not None:
            asked[officer.pk] = found
    return [each for each in found if framework in ("", each.framework)]


def _posted(officer: models.Officer) -> list[Posted]:
    now = CLOCK.now()
    with connection.cursor() as cursor:
        cursor.execute(POSTED, (officer.pk, now, now))
        return [Posted(of, authority, frozenset(orjson.loads(m))) for of, authority, m in cursor.fetchall()]


def postings_now(framework: str = "", *, now: Instant | None = None) -> QuerySet[models.Posting]:
    """Give the postings that hold now, of officers who can sign in, in one framework or in all."""
    at = CLOCK.now() if now is None else now
    begun = Q(starts=None) | Q(starts__lte=at)
    running = Q(ends=None) | Q(ends__gt=at)
    found = models.Posting.objects.filter(begun & running, officer__is_active=True)
    return found.filter(framework=framework) if framework else found


def postings_of(
    officer: models.Officer, framework: str = "", *, now: Instant | None = None
) -> QuerySet[models.Posting]:
    """Give the postings that an officer has now, in one framework or in all."""
    return postings_now(framework, now=now).filter(officer=officer)


def frameworks_of(officer: models.Officer) -> list[str]:
    """Give the frameworks in which an officer has a post now: no other is seen."""
    return sorted({each.framework for each in posted(officer)})


def has_post(officer: models.Officer, framework: str) -> bool:
    """Say whether an officer has a post in a framework now."""
    return bool(posted(officer, framework))


def narrowed(posting: models.Posting, held: frozenset[str]) -> frozenset[str]:
    """Give those of an authority's mandates that a posting lets an officer use; without a list, all of them."""
    return held & frozenset(posting.mandates) if posting.mandates else held


__all__ = ["Posted", "asked_once", "frameworks_of", "has_post", "narrowed", "posted", "postings_now", "postings_of"]
