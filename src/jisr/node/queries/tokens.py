"""Tokens as officers and operators see them: for what, how far, until when, how used."""

from dataclasses import dataclass
from typing import Final

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from jisr.base import Instant
from jisr.node import models
from jisr.node.api_limits import USES_SHOWN_MAX
from jisr.node.clock import CLOCK
from jisr.node.queries.reading import reading
from jisr.node.queries.sight import seen_in

# An opening is noted by the entry that it became.
USED_IN: Final = "CASE WHEN token_use.dossier = '' THEN token_use.entry ELSE token_use.dossier END"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenShown:
    """One token; how it is spelt nobody can say."""

    number: int
    officer: str
    purpose: str
    scope: str
    frameworks: tuple[str, ...]
    # None named: every one.
    procedures: tuple[str, ...]
    made: Instant
    until: Instant
    ended: Instant | None
    last_used: Instant | None
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UseShown:
    """One act that was asked for by a token: done as `entry`, or refused."""

    at: Instant
    framework: str
    dossier: str
    act: str
    entry: str
    refused: str


def tokens_shown(officer: models.Officer | None = None) -> list[TokenShown]:
    """Give the tokens of one officer or of all, those that are good first."""
    rows = models.Token.objects.select_related("officer").order_by("-made", "-pk")
    found = [_shown(each) for each in (rows if officer is None else rows.filter(officer=officer))]
    return sorted(found, key=lambda each: not each.is_good)


def token_shown(officer: models.Officer, number: int) -> TokenShown | None:
    """Give one token of an officer."""
    row = models.Token.objects.select_related("officer").filter(officer=officer, pk=number).first()
    return None if row is None else _shown(row)


def uses_shown(officer: models.Officer, number: int) -> list[UseShown]:
    """Give what a token was used for last, as far as its officer still sees in what."""
    rows = models.TokenUse.objects.filter(token=number)
    places = models.Framework.objects.filter(pk__in=rows.values("framework")).values_list("pk", flat=True)
    sights = [reading(each, by=officer).sight for each in places]
    for sql, values in seen_in(sights, "token_use.framework", USED_IN):
        # What was refused names what the program named, whether it is there or not.
        rows = rows.filter(Q(entry="") | Q(RawSQL(sql, values, output_field=BooleanField())))
    rows = rows.order_by("-at", "-pk")[:USES_SHOWN_MAX]
    return [
        UseShown(
            at=Instant(each.at),
            framework=each.framework,
            dossier=each.dossier or each.entry,
            act=each.act,
            entry=each.entry,
            refused=each.refused,
        )
        for each in rows
    ]


def _shown(row: models.Token) -> TokenShown:
    return TokenShown(
        number=row.pk,
        officer=row.officer.username,
        purpose=row.purpose,
        scope=row.scope,
        frameworks=tuple(row.frameworks),
        procedures=tuple(row.procedures),
        made=Instant(row.made),
        until=Instant(row.until),
        ended=None if row.ended is None else Instant(row.ended),
        last_used=None if row.last_used is None else Instant(row.last_used),
        is_good=row.ended is None and row.until > CLOCK.now() and row.officer.is_active,
    )


__all__ = ["TokenShown", "UseShown", "token_shown", "tokens_shown", "uses_shown"]
