"""Leaving a framework: the one act by which this party's log there ends, for good (protocol 9.5, 12.33)."""

from django.conf import settings

from jisr.base import N_, EntryId, FrameworkId, JisrError
from jisr.kernel import LEAVE
from jisr.kernel.compiled import FOUNDING
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.domestic import require_shared
from jisr.node.errors import NotYours
from jisr.node.queries.postings import posted
from jisr.node.services.acts import Wish, append, by_officer, this_party
from jisr.node.store import Writing, writing


class NotConfirmed(JisrError):
    """Leaving was not confirmed by typing which framework is left."""

    advice = N_(
        "Nobody can take it back: this party's record there ends. Type the framework after --confirm to leave it."
    )

    def __init__(self, framework: str) -> None:
        super().__init__(N_("leaving %(framework)s was not confirmed"), framework=framework)


def leave(framework: FrameworkId, *, officer: models.Officer, confirmed: str) -> EntryId:
    """Let this party leave a framework by an officer of its founding authority; `confirmed`: its name, typed again.

    Raises NotConfirmed, NotYours where the officer may not found, Halted while the log or clock is in doubt.
    """
    require_shared(framework)
    if confirmed != framework:
        raise NotConfirmed(framework)
    with writing(framework) as held:
        wish = Wish(framework=framework, dossier=None, act=LEAVE)
        by = by_officer(held, wish, officer, _founder(held, officer), FOUNDING)
        return append(held, wish, by, now=CLOCK.now())


def _founder(held: Writing, officer: models.Officer) -> str:
    """Give the authority by which an officer may found and so leave."""
    framework, party = held.framework, this_party()
    for each in posted(officer, framework.id) if officer.is_active else ():
        mandates = held.register.mandates(framework, party, each.authority, held.tail(party).size)
        if FOUNDING in each.narrowed(mandates):
            return each.authority
    words = N_("%(officer)s has no post in the founding authority of %(party)s in %(framework)s")
    raise NotYours(words, officer=officer.username, party=settings.HOME.party, framework=framework.id)


__all__ = ["NotConfirmed", "leave"]
