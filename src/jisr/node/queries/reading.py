"""A framework opened for reading: its ledger as last written, nothing held."""

from dataclasses import dataclass, field

from django.conf import settings

from jisr.base import N_, DossierId, Instant, Party
from jisr.kernel import By, Deed, Docket, Framework, Register, stub
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.places import StoredLogs
from jisr.node.queries.postings import has_post
from jisr.node.queries.sight import EVERYTHING, Sight, sight_of
from jisr.node.rows import read_framework
from jisr.node.shelf import StoredShelf
from jisr.node.store import read_register


@dataclass(slots=True)
class Reading:
    """What queries ask of one framework."""

    row: models.Framework
    framework: Framework
    register: Register
    logs: StoredLogs
    shelf: StoredShelf
    rows: dict[Party, models.Log]
    # What of it is seen by whom it was opened for.
    sight: Sight = field(default=EVERYTHING)

    def docket(self, code: str) -> Docket:
        """Give a dossier as judged, by the version to which it has moved; one that is not seen is none."""
        docket = self.shelf.view(DossierId(code))
        if docket is None or not self.sight.admits(docket):
            raise UnknownThing(N_("no dossier %(dossier)s in %(framework)s"), dossier=code, framework=self.row.pk)
        return docket

    def sees(self, code: str) -> bool:
        """Say whether a dossier is seen; of what is not there nothing is hidden."""
        if not self.sight.seen or not code:
            return True
        docket = self.shelf.docket(DossierId(code))
        return docket is None or self.sight.admits(docket)

    def stub(self, party: Party, act: str, by: By, *, item: str | None = None, at: Instant | None = None) -> Deed:
        """Give an act that has not been done: it has seen all that is here, now."""
        moment = CLOCK.now() if at is None else at
        return stub(self.framework.id, self.logs, party, act, by, item=item, now=moment)


def reading(framework: str, *, by: models.Officer | None = None) -> Reading:
    """Open a framework for reading; for an officer, that of it which their mandates let them see."""
    found = read_framework(framework)
    if found is None:
        raise no_framework(framework)
    row, rows = found
    view, register = load_framework(row), read_register(row)
    logs = StoredLogs(rows)
    own = own_party()
    sight = EVERYTHING if by is None else sight_of(by, view, register, own, logs.tails[own].size)
    return Reading(row, view, register, logs, StoredShelf(view, register, logs), rows, sight)


def may_know(officer: models.Officer, framework: str, dossier: str) -> bool:
    """Say whether an officer has a post in a framework and sees a dossier of it."""
    return has_post(officer, framework) and reading(framework, by=officer).sees(dossier)


def no_framework(framework: str) -> UnknownThing:
    """Say that there is no such framework, and which there are; of domestic ones nothing."""
    rows = models.Framework.objects.values_list("pk", "parties")
    known = [code for code, parties in rows if len(parties) > 1]
    return UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)


def own_party() -> Party:
    """Give the party whose node this is."""
    party: Party = settings.HOME.party
    return party
