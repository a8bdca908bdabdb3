"""A whole dossier as it is put on paper for a court: what was done, what it is worth, how each act is proved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jisr.base import Instant, in_fours, unb64
from jisr.kernel import Deed, Docket
from jisr.log import leaf_hash, parse_head
from jisr.node.agreements import latest_manifest
from jisr.node.queries.checklist import Checklist, checklist
from jisr.node.queries.facts import FactShown, facts_shown
from jisr.node.queries.headings import Heading, by_nobody, dossier_heading, opened_at, stage_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.periods import PeriodShown, periods_shown
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import References
from jisr.node.queries.sealed_fields import SealedShown, sealed_in
from jisr.node.queries.statements import Said, figures_shown
from jisr.node.queries.timeline import Row, named_by, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadShown:
    """The signed head of a log under which acts of the dossier are proved."""

    party: str
    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtFile:
    """A dossier on paper. `codes`: of each act the SHA-256 of its leaf; `opened`: texts that were sealed, by place."""

    framework: str
    framework_name: str
    code: str
    heading: Heading
    procedure: str
    stage: str
    parties: tuple[str, ...]
    opened_at: Instant | None
    made: Instant
    party: str
    version: int
    fingerprint: str
    figures: tuple[Said, ...]
    facts: tuple[FactShown, ...]
    guarantees: Checklist
    periods: tuple[PeriodShown, ...]
    rows: tuple[Row, ...]
    sealed: Mapping[str, tuple[SealedShown, ...]]
    opened: Mapping[tuple[str, str], str]
    codes: Mapping[str, str]
    heads: tuple[HeadShown, ...]


def court_file(
    held: Reading,
    docket: Docket,
    proofs: Sequence[Mapping[str, Any]],
    *,
    made: Instant,
    opened: Mapping[tuple[str, str], str],
) -> CourtFile:
    """Give a dossier as it is put on paper, in the language that is active."""
    deeds = sorted(docket.deeds.values(), key=Deed.listed)
    by_key = docket.deeds
    known = References(held, named_by(docket, deeds, by_key))
    stub = held.stub(own_party(), "reopen", by_nobody(), at=made)
    manifest = latest_manifest(held.row.pk)
    return CourtFile(
        framework=held.row.pk,
        framework_name=framework_name(held.row),
        code=docket.id,
        heading=dossier_heading(docket),
        procedure=docket.compiled.id if docket.compiled else "",
        stage=stage_of(docket, stub),
        parties=tuple(sorted(docket.sides.values() or held.framework.parties)),
        opened_at=opened_at(docket),
        made=made,
        party=own_party(),
        version=manifest.version,
        fingerprint=manifest.fingerprint(),
        figures=tuple(figures_shown(docket)),
        facts=tuple(facts_shown(docket)),
        guarantees=checklist(held, docket),
        periods=tuple(periods_shown(docket, stub)),
        rows=tuple(row_of(held, docket, each, by_key, known) for each in deeds),
        sealed=sealed_in(held, docket, [each.key for each in deeds], None),
        opened=opened,
        codes={each["entry"]: in_fours(leaf_hash(unb64(each["bytes"])).hex()) for each in proofs},
        heads=tuple(_heads(proofs)),
    )


def _heads(proofs: Iterable[Mapping[str, Any]]) -> Iterable[HeadShown]:
    """Give each head once."""
    for raw in sorted({str(each["head"]) for each in proofs}):
        point = parse_head(raw).checkpoint
        yield HeadShown(party=point.origin.rpartition("/")[2], size=point.size, root=in_fours(point.root.hex()))


__all__ = ["CourtFile", "HeadShown", "court_file"]
