"""One act as a paper: what it says, what it is worth, who did it when, and the code by which its proof is found."""

from dataclasses import dataclass

from jisr.base import N_, EntryId, JisrError, in_fours, parse_entry_id
from jisr.log import leaf_hash
from jisr.node import models
from jisr.node.errors import UnknownThing
from jisr.node.queries.headings import Heading, dossier_heading
from jisr.node.queries.prepared import confirmed_as, officer_name
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.telling import Told, told_of
from jisr.node.queries.timeline import Row, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """The two officers of this side that an act had: who prepared it, who confirmed it. Names stay in this node."""

    prepared_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One act, to be read and printed by itself."""

    framework: str
    dossier: str
    heading: Heading
    row: Row
    source: str
    # The SHA-256 of its leaf in its party's log, in groups.
    code: tuple[str, ...]
    size: int
    told: tuple[Told, ...]
    is_ours: bool
    seconded: Seconded | None


def paper_of(held: Reading, entry: str) -> Paper:
    """Give an act of a dossier as a paper."""
    row = _row(held, entry)
    if row is None or not row.dossier or not held.sees(row.dossier):
        raise UnknownThing(N_("no act %(entry)s in %(framework)s"), entry=entry, framework=held.row.pk)
    at = parse_entry_id(entry)
    docket = held.docket(row.dossier)
    deed = docket.deeds[str(at)]
    raw = bytes(row.raw)
    act = deed.step.act if deed.step is not None else None
    is_ours = at.party == own_party()
    parties = tuple(sorted(docket.sides.values() or held.framework.parties))
    return Paper(
        framework=held.row.pk,
        dossier=row.dossier,
        heading=dossier_heading(docket),
        row=row_of(held, docket, deed, docket.deeds),
        source=act.source if act is not None else "",
        code=tuple(in_fours(leaf_hash(raw).hex()).split()),
        size=len(raw),
        told=told_of(held, at, parties) if is_ours else (),
        is_ours=is_ours,
        seconded=_seconded(held, at) if is_ours else None,
    )


def _row(held: Reading, entry: str) -> models.Entry | None:
    try:
        at = parse_entry_id(entry)
    except JisrError:
        return None
    return models.Entry.objects.filter(log__framework=held.row, log__party=at.party, seq=at.seq).first()


def _seconded(held: Reading, at: EntryId) -> Seconded | None:
    row = confirmed_as(held, str(at))
    if row is None or row.second is None:
        return None
    return Seconded(prepared_by=officer_name(row.officer), confirmed_by=officer_name(row.second))
