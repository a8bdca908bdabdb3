"""The head that covers more of a log than is here, as it is kept in the log's row (protocol 12.43)."""

import orjson
from django.db import connection

from jisr.base import b64, unb64
from jisr.exchange import Reach, reached
from jisr.node import models

KEPT = "UPDATE log SET reach = %s WHERE id = %s"


def read_reach(log: models.Log) -> Reach | None:
    """Give what leads from what is here of a log to a head that covers more, where that is kept."""
    if not log.reach:
        return None
    kept = orjson.loads(log.reach)
    return Reach(kept["at"], kept["size"], kept["head"], tuple(map(unb64, kept["proof"])))


def keep_reach(log: models.Log, reach: Reach | None) -> None:
    """Keep it, or forget what was kept."""
    log.reach = ""
    if reach is not None:
        kept = {"at": reach.at, "size": reach.size, "head": reach.head, "proof": [b64(each) for each in reach.proof]}
        log.reach = orjson.dumps(kept).decode()
    with connection.cursor() as cursor:
        cursor.execute(KEPT, (log.reach, log.pk))


def passed_on(log: models.Log) -> int:
    """Give up to where a log can be passed on: under its last head, or under one that covers more."""
    return reached(log.head_size, read_reach(log))


__all__ = ["keep_reach", "passed_on", "read_reach"]
