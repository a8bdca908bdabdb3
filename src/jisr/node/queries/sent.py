"""Own acts that have not arrived everywhere yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from jisr.base import Instant
from jisr.node import models
from jisr.node.queries.listing import title_of_line
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.sight import only_seen_of
from jisr.node.queries.words import act_label

SENT_MAX = 50
UNACKNOWLEDGED = "SELECT count(*) FROM entry WHERE log_id = %s AND seq >= %s AND act <> 'ack'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An own act that some party's log does not cover yet."""

    framework: str
    entry: str
    seq: int
    dossier: str
    act: str
    label: str
    title: str
    at: Instant
    lacking: tuple[str, ...]


def sent_by(
    held: Reading, *, kinds: Sequence[str] = (), begin: int = 0, offset: int = 0, limit: int = SENT_MAX
) -> list[Sent]:
    """List the own acts that some party has not acknowledged, those that wait for longest first.

    `begin`: from which number of the own log on; `kinds`: only in dossiers of these procedures.
    """
    own, covered = own_party(), _covered(held)
    found = list(
        _unacknowledged(held, kinds)
        .filter(seq__gte=begin)
        .order_by("seq")
        .values_list("seq", "dossier", "act", "time")[offset : offset + limit]
    )
    codes = {dossier for _, dossier, _, _ in found}
    rows = models.Line.objects.filter(framework=held.row.pk, code__in=codes) if codes else []
    lines = {each.code: each for each in rows}
    sent = []
    for seq, dossier, act, at in found:
        line = lines.get(dossier)
        compiled = held.framework.procedures.get(line.digest) if line else None
        sent.append(
            Sent(
                framework=held.row.pk,
                entry=f"{own}.{seq}",
                seq=seq,
                dossier=dossier,
                act=act,
                label=act_label(compiled, act),
                title=title_of_line(line) if line else dossier,
                at=Instant(at or 0),
                lacking=tuple(sorted(party for party, count in covered.items() if count <= seq)),
            )
        )
    return sent


def count_sent(held: Reading, *, kinds: Sequence[str] = ()) -> int:
    """Count the own acts that some party has not acknowledged."""
    covered = _covered(held)
    if not covered or min(covered.values()) >= held.rows[own_party()].size:
        return 0
    if kinds or held.sight.hides:
        return _unacknowledged(held, kinds).count()
    # On the first page of all: written out, since to put a query together takes longer than to answer it.
    with connection.cursor() as cursor:
        cursor.execute(UNACKNOWLEDGED, (held.rows[own_party()].pk, min(covered.values())))
        return int(cursor.fetchone()[0])


def _covered(held: Reading) -> dict[str, int]:
    """Give how many of the own entries each other party has acknowledged."""
    own = own_party()
    return {party: int(log.seen.get(own, 0)) for party, log in held.rows.items() if party != own}


def _unacknowledged(held: Reading, kinds: Sequence[str]) -> QuerySet[models.Entry]:
    covered = _covered(held)
    if not covered:
        return models.Entry.objects.none()
    rows = models.Entry.objects.filter(log=held.rows[own_party()], seq__gte=min(covered.values())).exclude(act="ack")
    rows = only_seen_of(rows, held.sight)
    if not kinds:
        return rows
    return rows.filter(dossier__in=models.Line.objects.filter(framework=held.row.pk, kind__in=kinds).values("code"))


__all__ = ["SENT_MAX", "Sent", "count_sent", "sent_by"]
