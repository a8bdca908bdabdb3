"""Telling who founds that a key of this node is to be replaced soon, or its recovery key to be tried."""

from jisr.base import FRAMEWORK_DOSSIER, Instant
from jisr.node import models
from jisr.node.queries.key_ages import CHECK, FRESH, key_ages

KEY = "key"
FOUNDING = "founding"


def notice_keys(*, now: Instant) -> int:
    """Record each key that gets old once for each framework it is for, and end what is told of those replaced.

    A trial that was never made is told of by the operator's page alone: a node that was just made has none.
    """
    made, told = 0, set()
    for each in key_ages():
        if each.state == FRESH or (each.kind == CHECK and each.since is None):
            continue
        for framework in each.frameworks:
            row, is_new = models.Notice.objects.get_or_create(
                framework_id=framework,
                dossier=FRAMEWORK_DOSSIER,
                kind=KEY,
                about=each.code,
                # Without a date: it is nothing for which anybody is woken, and is repeated until somebody has seen it.
                defaults={"mandates": [FOUNDING], "due": None, "made_at": now, "next_at": now},
            )
            made += is_new
            told.add(row.pk)
    over = models.Notice.objects.filter(kind=KEY, is_open=True).exclude(pk__in=told)
    over.update(is_open=False, settled_at=now)
    return made


__all__ = ["KEY", "notice_keys"]
