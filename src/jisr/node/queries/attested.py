"""What an act that attests lacks in the linked domestic dossier, as far as an officer may know it (protocol 12.18)."""

from jisr.base import DossierId, Json
from jisr.kernel import Docket, Step, lacking_at
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.queries.linked import UNSEEN, said_of_linked
from jisr.node.queries.reading import Reading, may_know, own_party, reading


def attested_lacking(held: Reading, docket: Docket, step: Step, officer: models.Officer | None) -> tuple[Json, ...]:
    """Give what an act that attests lacks in the linked domestic dossier now; none: it can be attested."""
    link = models.Link.objects.filter(shared=held.row, shared_dossier=docket.id).first()
    if link is None:
        return (UNSEEN,)
    return lacking_in(step, link.domestic_id, link.dossier, officer)


def lacking_in(step: Step, framework: str, dossier: str, officer: models.Officer | None) -> tuple[Json, ...]:
    """Give what an attesting act lacks in a domestic dossier, in words only for who sees that one."""
    assert step.act is not None
    home = reading(framework)
    docket = home.shelf.docket(DossierId(dossier))
    if docket is None or docket.compiled is None or step.act.attests is None:
        return (UNSEEN,)
    lacking = lacking_at(docket, home.framework.id, home.logs, own_party(), step.act.attests, CLOCK.now())
    if lacking and (officer is None or not may_know(officer, framework, dossier)):
        return (UNSEEN,)
    return said_of_linked(docket.compiled.digest, lacking)


__all__ = ["attested_lacking", "lacking_in"]
