"""Dossiers as officers read them: lists, stages, the page's parts (pages, promises 2 to 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from jisr.base import EntryId, Instant, parse_entry_id
from jisr.kernel import By, Compiled, Deed, Docket, node_authority, test
from jisr.kernel.state import is_open
from jisr.node import models
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.values import shown
from jisr.node.queries.words import act_label, sentences
from jisr.node.shelf import read_deeds
from jisr.rules import Field
from jisr.rules.say import Sentence

LISTED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One field of an act, in words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One act of the timeline with its standing in words."""

    entry: str
    act: str
    label: str
    party: str
    authority: str
    at: Instant
    standing: str
    is_final: bool
    unacknowledged_by: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    said: tuple[Said, ...]
    item: str
    by_node: bool
    corrects: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodShown:
    """A period that runs or has run out: start, end, how far, on whose clock."""

    name: str
    label: str
    start: Instant
    end: Instant | None
    is_over: bool
    is_running: bool
    percent: int
    runs_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """One item with what its act said and the facts that hold of it."""

    code: str
    kind: str
    party: str
    said: tuple[Said, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalShown:
    """A proposal that is still open, and who has yet to answer."""

    code: str
    act: str
    label: str
    party: str
    said: tuple[Said, ...]
    waits_for: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """One dossier, as an officer of one party may see it."""

    framework: str
    code: str
    procedure: str
    label: str
    title: str
    stage: str
    is_judged: bool
    is_closed: bool
    outer: str
    opened: Instant | None
    parties: tuple[str, ...]
    figures: tuple[Said, ...]
    facts: tuple[str, ...]
    items: tuple[tuple[str, tuple[ItemShown, ...]], ...]
    proposals: tuple[ProposalShown, ...]
    periods: tuple[PeriodShown, ...]
    timeline: tuple[Row, ...]
    inner: tuple["DossierLine", ...]
    exchange: tuple[ExchangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier in a list."""

    framework: str
    code: str
    label: str
    title: str
    stage: str
    outer: str
    is_closed: bool
    opened: Instant | None
    moved: Instant | None
    first_due: str = ""
    due_on: str = ""
    open_proposals: tuple[ProposalShown, ...] = field(default=())


def dossier_view(framework: str, code: str) -> DossierView:
    """Give everything that a dossier's page shows but what the officer may do."""
    held = reading(framework)
    docket = held.docket(code)
    deeds = sorted(docket.deeds.values(), key=Deed.listed)
    by_key = {each.key: each for each in deeds}
    compiled = docket.compiled
    stub = held.stub(own_party(), "reopen", _nobody())
    return DossierView(
        framework=framework,
        code=code,
        procedure=compiled.id if compiled else "",
        label=_(compiled.procedure.label) if compiled else _("A procedure that this node does not know"),
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        is_judged=compiled is not None,
        is_closed=bool(docket.state and docket.state.fact("closed")),
        outer=docket.outer.id if docket.outer else "",
        opened=_opened(docket),
        parties=tuple(sorted(docket.sides.values())),
        figures=tuple(_figures(docket)),
        facts=tuple(_facts(docket)),
        items=tuple(_items(docket, by_key)),
        proposals=tuple(proposals_of(docket)),
        periods=tuple(_periods(docket, stub)),
        timeline=tuple(_row(held, docket, each, by_key) for each in reversed(deeds)),
        inner=tuple(inner_lines(held, code)),
        exchange=tuple(exchange_lines(framework)),
    )


def _nobody() -> By:
    return By(node_authority(own_party()), "clock", "node")


def _opened(docket: Docket) -> Instant | None:
    opening = docket.state.opening if docket.state else None
    return Instant(opening[2]) if opening and opening[2] is not None else None


def title_of(docket: Docket, by_key: Mapping[str, Deed]) -> str:
    """Name a dossier by what its opening said."""
    opening = by_key.get(docket.id)
    fields = opening.entry.fields if opening else {}
    if docket.compiled and docket.compiled.procedure.name == "session":
        ordinal = docket.state.figure("session_ordinal") if docket.state else None
        return _("Session %(ordinal)s, %(place)s") % {"ordinal": ordinal, "place": fields.get("place", "")}
    for name in ("what", "title"):
        if name in fields:
            return str(fields[name])
    return docket.id


def stage_of(docket: Docket, stub: Deed) -> str:
    """Name the stage that holds, at the clocks of the entries taken in."""
    scene = docket.scene(stub) if docket.compiled else None
    if scene is None or docket.compiled is None:
        return _("Not judged here")
    for stage in docket.compiled.procedure.stages:
        if test(stage.term)(scene):
            return _(stage.label)
    return ""


def _figures(docket: Docket) -> Iterable[Said]:
    if docket.compiled is None or docket.state is None:
        return
    for figure in docket.compiled.procedure.figures:
        if figure.item is None:
            value = docket.state.figure(figure.name)
            if value is not None:
                yield Said(label=_(figure.label), value=shown(_field_of(docket.compiled, figure.name), value))


def _field_of(compiled: Compiled, figure: str) -> Field | None:
    """Give the field from which a figure gets its values: it knows the words."""
    for act in compiled.procedure.acts:
        for name, source in act.assigns:
            if name == figure:
                return next((each for each in act.fields if each.name == source), None)
    return None


def _facts(docket: Docket) -> Iterable[str]:
    if docket.compiled is None or docket.state is None:
        return
    for fact in docket.compiled.procedure.facts:
        if fact.item is None and docket.state.fact(fact.name):
            yield _(fact.label)


def _items(docket: Docket, by_key: Mapping[str, Deed]) -> Iterable[tuple[str, tuple[ItemShown, ...]]]:
    if docket.compiled is None or docket.state is None:
        return
    for kind in docket.compiled.procedure.items:
        found = tuple(_item(docket, code, kind.name, by_key) for code in docket.state.items_of(kind.name))
        if found:
            yield _(kind.plural), found


def _item(docket: Docket, code: str, kind: str, by_key: Mapping[str, Deed]) -> ItemShown:
    deed = by_key[code]
    assert docket.state is not None and docket.compiled is not None
    facts = [f for f in docket.compiled.procedure.facts if f.item == kind]
    return ItemShown(
        code=code,
        kind=kind,
        party=deed.party,
        said=tuple(said(docket, deed, by_key)),
        facts=tuple(_(f.label if docket.state.fact(f.name, code) else f.contrary) for f in facts),
    )


def said(docket: Docket, deed: Deed, by_key: Mapping[str, Deed]) -> Iterable[Said]:
    """Say the fields of an act: of a step of a joint act the proposal's, corrections applied."""
    source = deed
    if deed.step is not None and deed.step.kind in ("concur", "conclude", "decline", "withdraw"):
        source = by_key.get(str(deed.entry.item), deed)
    declared = {each.name: each for each in source.step.act.fields} if source.step and source.step.act else {}
    fields = dict(source.entry.fields)
    correction = docket.state.corrected.get(source.key) if docket.state else None
    if correction:
        fields = dict(by_key[f"{source.party}.{correction[0]}"].entry.fields["fields"])
    if source.entry.act == "correct":
        fields = dict(source.entry.fields.get("fields", {}))
    for name, value in fields.items():
        one = declared.get(name)
        yield Said(label=_(one.label) if one else name, value=shown(one, value))


def proposals_of(docket: Docket) -> Iterable[ProposalShown]:
    """Give the proposals that are still open."""
    state, compiled = docket.state, docket.compiled
    if state is None or compiled is None:
        return
    for code, each in state.proposals.items():
        if not is_open(each):
            continue
        act = compiled.procedure.act(each["act"])
        declared = {one.name: one for one in act.fields}
        waits = [p for p in state.parties if p != each["party"] and p not in each["concurred"]]
        yield ProposalShown(
            code=code,
            act=each["act"],
            label=_(act.label),
            party=each["party"],
            said=tuple(
                Said(label=_(declared[name].label), value=shown(declared[name], value))
                for name, value in each["fields"].items()
                if name in declared
            ),
            waits_for=tuple(waits),
            mine=own_party() not in waits,
        )


def _periods(docket: Docket, stub: Deed) -> Iterable[PeriodShown]:
    scene, compiled = docket.scene(stub), docket.compiled
    if scene is None or compiled is None or docket.state is None or stub.time is None:
        return
    for period in compiled.procedure.periods:
        for mark in docket.state.starts.get(period.name, ()):
            if mark[2] != "start":
                continue
            end = scene.end(period, mark, mark[3])
            if end is None:
                continue
            length = max(1, end - mark[3])
            yield PeriodShown(
                name=period.name,
                label=_(period.label),
                start=Instant(mark[3]),
                end=end,
                is_over=scene.over(period.name),
                is_running=scene.running(period.name),
                percent=max(0, min(100, (stub.time - mark[3]) * 100 // length)),
                runs_on="" if period.runs_on == "all" else str(mark[0]),
            )


def _row(held: Reading, docket: Docket, deed: Deed, by_key: Mapping[str, Deed]) -> Row:
    missing = tuple(
        party
        for party in sorted(docket.sides.values() or held.framework.parties)
        if party != deed.party and held.logs.first_covering(party, deed.id) is None
    )
    procedure = docket.compiled.procedure if docket.compiled else None
    corrects = str(deed.entry.item) if deed.entry.act == "correct" else ""
    return Row(
        entry=deed.key,
        act=deed.entry.act,
        label=act_label(docket.compiled, deed.entry.act),
        party=deed.party,
        authority=deed.entry.by.authority,
        at=Instant(deed.time or 0),
        standing=str(deed.verdict.standing),
        is_final=not missing,
        unacknowledged_by=missing,
        reasons=tuple(sentences(deed.verdict.reasons, procedure)),
        said=tuple(said(docket, deed, by_key)),
        item=str(deed.entry.item or ""),
        by_node=deed.entry.by.mandate == "clock",
        corrects=corrects,
    )


def lines(
    held: Reading, *, procedure: str = "", outer: str | None = None, limit: int = LISTED_MAX, offset: int = 0
) -> list[DossierLine]:
    """List dossiers of a framework, those that moved last first."""
    rows = models.Dossier.objects.filter(framework=held.row).exclude(code="framework")
    if procedure:
        rows = rows.filter(procedure__startswith=f"{procedure}/")
    if outer is not None:
        rows = rows.filter(outer=outer)
    return [_line(held, row) for row in rows.order_by("-moved", "code")[offset : offset + limit]]


def inner_lines(held: Reading, code: str) -> list[DossierLine]:
    """List the dossiers opened within one."""
    return lines(held, outer=code, limit=200)


def _line(held: Reading, row: models.Dossier) -> DossierLine:
    docket = held.docket(row.code)
    stub = held.stub(own_party(), "reopen", _nobody())
    opening = _opening_deed(held, row.code)
    by_key = {opening.key: opening} if opening else {}
    state = docket.state
    has_due = docket.compiled is not None and "due_on" in docket.compiled.figure_kinds
    return DossierLine(
        framework=held.row.pk,
        code=row.code,
        label=_(docket.compiled.procedure.label) if docket.compiled else "",
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        outer=row.outer,
        is_closed=row.is_closed,
        opened=_opened(docket),
        moved=None if row.moved is None else Instant(row.moved),
        first_due=str(state.figure("first_due") or "") if has_due and state else "",
        due_on=str(state.figure("due_on") or "") if has_due and state else "",
        open_proposals=tuple(proposals_of(docket)),
    )


def _opening_deed(held: Reading, code: str) -> Deed | None:
    at: EntryId = parse_entry_id(code)
    found = read_deeds(held.framework, code, only=at)
    return found[0] if found else None
