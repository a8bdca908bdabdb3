"""Destroying the keys of what was erased (protocol 7.3).

The content went with the transaction that took the erasure in. What follows can be broken off anywhere, and is done
again: after that transaction, when a node begins to serve, and by its worker.
"""

from typing import Final

from django.conf import settings
from django.db import connection

from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note, note_failed
from jisr.node.rest_keys import Act, destroy_keys, keys_here
from jisr.node.resting import act_of_attachment

ERASED_ACTS: Final = (
    "SELECT DISTINCT log.framework_id, log.party, sealed.seq FROM sealed JOIN log ON log.id = sealed.log_id"
    " WHERE sealed.erased <> ''"
)
# Files that were given here have keys of their own.
ERASED_FILES: Final = (
    "SELECT DISTINCT attachment.framework_id, attachment.id FROM attachment"
    " JOIN log ON log.framework_id = attachment.framework_id AND log.party = %s"
    " JOIN sealed ON sealed.log_id = log.id AND sealed.seq = attachment.seq AND sealed.field = attachment.field"
    " WHERE sealed.erased <> ''"
)


def destroy_erased() -> bool:
    """Destroy every key here of an act whose content was erased; say whether any erasure was finished by it.

    Whatever copy of the file of keys was put back: what is erased stays so.
    """
    unfinished = list(models.Erasure.objects.filter(destroyed=None).values_list("pk", flat=True))
    erased = _erased_acts()
    if unfinished or not erased.isdisjoint(keys_here(settings.HOME)):
        destroy_keys(settings.HOME, erased)
    if not unfinished:
        return False
    models.Erasure.objects.filter(pk__in=unfinished).update(destroyed=CLOCK.now())
    note("erasure.destroyed", erasures=len(unfinished))
    return True


def destroy_soon() -> None:
    """Destroy what was just erased; what fails is noted, and done again by the worker: the act is recorded."""
    try:
        destroy_erased()
    except Exception:  # the act stands, whatever the disk says of its keys
        note_failed("erasure.failed")


def _erased_acts() -> frozenset[Act]:
    with connection.cursor() as cursor:
        cursor.execute(ERASED_ACTS)
        acts = [Act(*row) for row in cursor.fetchall()]
        cursor.execute(ERASED_FILES, (settings.HOME.party,))
        return frozenset([*acts, *(act_of_attachment(*row) for row in cursor.fetchall())])


__all__ = ["destroy_erased", "destroy_soon"]
