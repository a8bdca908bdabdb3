"""How a dossier is called, of which kind it is and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import By, Deed, Docket, node_authority, test
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import own_party
from jisr.node.queries.references import opening_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A dossier's name and kind, for the pages of its acts."""

    label: str
    title: str


def dossier_heading(docket: Docket) -> Heading:
    """Name a dossier and its kind."""
    label = _(docket.compiled.procedure.label) if docket.compiled else _("A procedure that this node does not know")
    return Heading(label=label, title=title_of(docket, docket.deeds))


def title_of(docket: Docket, by_key: Mapping[str, Deed]) -> str:
    """Name a dossier by what its opening said."""
    opening = by_key.get(docket.id)
    fields = opening.entry.fields if opening else {}
    return opening_title(docket.compiled.id if docket.compiled else "", fields, docket.id)


def stage_of(docket: Docket, stub: Deed) -> str:
    """Name the stage that holds, at the clocks of the entries taken in."""
    scene = docket.scene(stub) if docket.compiled else None
    if scene is None or docket.compiled is None:
        return _("Not judged here")
    for stage in docket.compiled.procedure.stages:
        if test(stage.term)(scene):
            return _(stage.label)
    return ""


def opened_at(docket: Docket) -> Instant | None:
    """Say when a dossier was opened, by its opening."""
    opening = docket.state.opening if docket.state else None
    return Instant(opening[2]) if opening and opening[2] is not None else None


def by_nobody() -> By:
    """Give as whom a page looks: the node, which no officer is."""
    return By(node_authority(own_party()), "clock", "node")
