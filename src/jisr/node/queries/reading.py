"""A framework opened for reading: its ledger as last written, nothing held."""

from dataclasses import dataclass

from django.conf import settings

from jisr.base import N_, DossierId, Instant, Party
from jisr.kernel import By, Deed, Docket, Framework, Register
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.places import StoredLogs
from jisr.node.shelf import StoredShelf
from jisr.node.store import read_register
from jisr.node.stubs import stub


@dataclass(slots=True)
class Reading:
    """What queries ask of one framework."""

    row: models.Framework
    framework: Framework
    register: Register
    logs: StoredLogs
    shelf: StoredShelf
    rows: dict[Party, models.Log]

    def docket(self, code: str) -> Docket:
        """Give a dossier as judged."""
        docket = self.shelf.docket(DossierId(code))
        if docket is None:
            raise UnknownThing(N_("no dossier %(dossier)s in %(framework)s"), dossier=code, framework=self.row.pk)
        return docket

    def stub(self, party: Party, act: str, by: By, *, item: str | None = None, at: Instant | None = None) -> Deed:
        """Give an act that has not been done: it has seen all that is here, now."""
        moment = CLOCK.now() if at is None else at
        return stub(self.framework.id, self.logs, party, act, by, item=item, now=moment)


def reading(framework: str) -> Reading:
    """Open a framework for reading."""
    row = models.Framework.objects.filter(pk=framework).first()
    if row is None:
        known = models.Framework.objects.values_list("pk", flat=True)
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)
    view, register = load_framework(row), read_register(row)
    rows = {Party(each.party): each for each in models.Log.objects.filter(framework=row)}
    logs = StoredLogs(rows)
    return Reading(row, view, register, logs, StoredShelf(view, register, logs), rows)


def own_party() -> Party:
    """Give the party whose node this is."""
    party: Party = settings.HOME.party
    return party
