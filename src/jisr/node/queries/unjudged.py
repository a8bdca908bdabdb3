"""Why a dossier or an act is not judged here: which text is lacking, and how it comes (protocol 2.6, 12.12)."""

from dataclasses import dataclass

from jisr.base import N_
from jisr.kernel import By, Deed, Docket, Standing, node_authority
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import Reading, own_party

PROCEDURE = N_(
    "The text of the procedure %(procedure)s is not in this node, so it cannot be judged here. It is kept and"
    " acknowledged. The operator of this node gets the text from the party that opened the dossier."
)
MANIFEST = N_(
    "The text of version %(version)s of the manifest is not in this node, so it cannot be judged here. It is kept and"
    " acknowledged. The text comes with the exchange; if it does not, the operator of this node asks for it."
)
CALENDAR = N_(
    "Version %(version)s of the manifest names a calendar that is not in this node, so it cannot be judged here. It is"
    " kept and acknowledged. The operator of this node gets the calendar from another party."
)
ARRIVED = N_(
    "What was lacking to judge it has arrived since. It is kept and acknowledged. The operator of this node lets it"
    " be judged again."
)
HOW_TEXT = N_("Run `jisr sync`, or take the file in by `jisr framework found NOTE --text FILE`.")
HOW_MANIFEST = N_("Run `jisr sync`, or `jisr framework take NOTE --text FILE`.")
HOW_ARRIVED = N_("Stop the node and run `jisr rebuild`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """What is lacking, in words for an officer, and by which command an operator mends it."""

    words: str
    how: str


def why_unjudged(held: Reading, docket: Docket, deed: Deed) -> Unjudged:
    """Say which text is lacking to judge an act."""
    if docket.agreed_at(deed) is None:
        return _of_manifest(held, deed)
    opening = docket.deeds.get(docket.id)
    digest = opening.entry.digest if opening is not None else None
    if opening is None or docket.compiled is not None or str(digest) in held.framework.procedures:
        return Unjudged(words=_(ARRIVED), how=HOW_ARRIVED)
    return Unjudged(words=_(PROCEDURE) % {"procedure": opening.entry.procedure}, how=HOW_TEXT)


def dossier_unjudged(held: Reading, docket: Docket) -> Unjudged | None:
    """Say why a dossier is not judged here as it stands now; None where it is."""
    now = held.stub(own_party(), "reopen", By(node_authority(own_party()), "clock", "node"))
    if docket.compiled is not None:
        return _of_manifest(held, now) if docket.agreed_at(now) is None else None
    opening = docket.deeds.get(docket.id)
    # Where nothing opened it, its acts are void, and each says so.
    is_open = opening is not None and opening.verdict.standing == Standing.UNJUDGED
    return why_unjudged(held, docket, opening) if opening is not None and is_open else None


def _of_manifest(held: Reading, deed: Deed) -> Unjudged:
    """Tell a version whose text is lacking from one of whose calendars one is."""
    version, digest = held.register.recorded_at(deed, held.framework, held.logs) or (1, "")
    rows = models.ManifestVersion.objects.filter(framework=held.row, version=version)
    if version == 1 or rows.filter(digest=digest).exists():
        return Unjudged(words=_(CALENDAR) % {"version": version}, how=HOW_TEXT)
    return Unjudged(words=_(MANIFEST) % {"version": version}, how=HOW_MANIFEST)
