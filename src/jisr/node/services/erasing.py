"""What the worker does about erasures: keys destroyed, the store packed, the others told (protocol 7.3, 12.20)."""

from typing import Final

from django.conf import settings
from django.db import connection

from jisr.base import FrameworkId
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.destroying import destroy_erased
from jisr.node.packing import journal_to_oneself
from jisr.node.services.acts import acknowledge

# A database larger than this is not packed: that takes as much room again, and holds up who writes. What it gave up
# is overwritten with zeros all the same, and what was erased is not to be opened by any key.
VACUUM_BYTES_MAX: Final = 4 * 1024 * 1024 * 1024


def finish_erasures() -> None:
    """Finish what was erased, whatever broke it off before, and say so to the others."""
    destroy_erased()
    vacuum_erased()
    for code in _attesting():
        acknowledge(FrameworkId(code))


def _attesting() -> list[str]:
    """Give the frameworks to whose parties something is still to be said of an erasure."""
    rows = models.Sealed.objects.filter(owed=True).exclude(erased="")
    return sorted(set(rows.values_list("log__framework", flat=True)))


def vacuum_erased() -> bool:
    """Pack the store after erasures that are finished; say whether it was done. Called by the worker alone."""
    waiting = list(models.Erasure.objects.filter(vacuumed=None).exclude(destroyed=None).values_list("pk", flat=True))
    if not waiting or not _vacuum():
        return False
    models.Erasure.objects.filter(pk__in=waiting).update(vacuumed=CLOCK.now())
    return True


def _vacuum() -> bool:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM sealed")
            cursor.execute("VACUUM attachment_piece")
        return True
    if settings.HOME.database.stat().st_size > VACUUM_BYTES_MAX:
        return False
    with journal_to_oneself(settings.HOME) as alone:
        if not alone:
            return False  # it is streamed; whoever does is asked to let go, and this is tried again
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        return _empty_journal()


def _empty_journal() -> bool:
    """Put into the database what its journal holds, and cut the journal to nothing; False while somebody reads."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


__all__ = ["VACUUM_BYTES_MAX", "finish_erasures", "vacuum_erased"]
