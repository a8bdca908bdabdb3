"""Dossiers as officers read them: lists, stages, the page's parts (pages, promises 2 to 4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from jisr.base import N_, EntryId, Instant, parse_entry_id
from jisr.kernel import By, Compiled, Deed, Docket, Standing, Step, node_authority, test
from jisr.kernel.state import State, is_answered, is_open
from jisr.node import models
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.references import Reference, opening_title, reference_to
from jisr.node.queries.unjudged import dossier_unjudged, why_unjudged
from jisr.node.queries.values import shown
from jisr.node.queries.words import act_label, fact_label, reasons_said
from jisr.node.shelf import read_deeds
from jisr.rules import Act, DeclaredFact, Field
from jisr.rules.say import Sentence

LISTED_MAX = 50
ROWS_MAX = 30
# The title says it already.
IN_TITLE = frozenset({"session_ordinal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One field of an act, in words."""

    label: str
    value: str
    leads_to: Reference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShown:
    """One fact: whether it holds, in words, and whether somebody can contest or has contested it."""

    name: str
    item: str
    label: str
    source: str
    holds: bool
    is_contestable: bool
    is_contested: bool

    @property
    def key(self) -> str:
        """Give the name by which a form calls the fact, with its item if it has one."""
        return f"{self.name}|{self.item}" if self.item else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestShown:
    """A contest that is not yet answered by two roles."""

    code: str
    fact: str
    party: str
    on_behalf: str
    at: Instant
    answered_by: tuple[str, ...]
    needs_parties: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One act of the timeline with its standing in words."""

    entry: str
    act: str
    label: str
    party: str
    authority: str
    mandate: str
    at: Instant
    standing: str
    is_final: bool
    unacknowledged_by: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    said: tuple[Said, ...]
    item: Reference | None
    by_node: bool
    corrects: str
    corrected_by: str
    first_said: tuple[Said, ...]
    facts: tuple[FactShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodShown:
    """A period that runs or has run out: start, end, how far, on whose clock."""

    name: str
    label: str
    start: Instant
    end: Instant | None
    is_over: bool
    is_running: bool
    # Its end is a date that had passed when it was stated.
    was_past: bool
    percent: int
    runs_on: str
    due: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """One item with what its act said and the facts that hold of it."""

    code: str
    kind: str
    party: str
    title: str
    said: tuple[Said, ...]
    facts: tuple[FactShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalShown:
    """A proposal that is still open, and who has yet to answer."""

    code: str
    act: str
    label: str
    party: str
    at: Instant
    item: str
    said: tuple[Said, ...]
    waits_for: tuple[str, ...]
    mine: bool
    # Open proposals of our own of the same act and item that neither side had seen (protocol 12.6).
    crossing: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """Give the act by which another side agrees."""
        return f"concur_{self.act}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """One dossier, as an officer of one party may see it."""

    framework: str
    code: str
    procedure: str
    label: str
    title: str
    stage: str
    # Why it is not judged here; empty where it is.
    unjudged: str
    is_closed: bool
    outer: Reference | None
    opened: Instant | None
    parties: tuple[str, ...]
    figures: tuple[Said, ...]
    facts: tuple[FactShown, ...]
    contests: tuple[ContestShown, ...]
    items: tuple[tuple[str, tuple[ItemShown, ...]], ...]
    proposals: tuple[ProposalShown, ...]
    periods: tuple[PeriodShown, ...]
    timeline: tuple[Row, ...]
    count: int
    page: int
    pages: int
    inner: tuple["DossierLine", ...]
    exchange: tuple[ExchangeLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier in a list."""

    framework: str
    code: str
    procedure: str
    label: str
    title: str
    stage: str
    outer: str
    is_closed: bool
    opened: Instant | None
    moved: Instant | None
    first_due: str = ""
    due_on: str = ""
    ordinal: int = 0
    date: str = ""
    place: str = ""
    owner: str = ""
    open_proposals: tuple[ProposalShown, ...] = field(default=())
    open_contests: int = 0


def dossier_view(framework: str, code: str, *, page: int = 1, at: str = "") -> DossierView:
    """Give everything that a dossier's page shows but what the officer may do.

    The timeline is cut in pages; `at` names an entry whose page is wanted.
    """
    held = reading(framework)
    docket = held.docket(code)
    deeds = sorted(docket.deeds.values(), key=Deed.listed)
    by_key = {each.key: each for each in deeds}
    compiled = docket.compiled
    unjudged = dossier_unjudged(held, docket)
    stub = held.stub(own_party(), "reopen", _nobody())
    newest = list(reversed(deeds))
    pages = max(1, (len(newest) + ROWS_MAX - 1) // ROWS_MAX)
    wanted = next((n // ROWS_MAX + 1 for n, each in enumerate(newest) if each.key == at), page)
    page = min(max(1, wanted), pages)
    return DossierView(
        framework=framework,
        code=code,
        procedure=compiled.id if compiled else "",
        label=_(compiled.procedure.label) if compiled else _("A procedure that this node does not know"),
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        unjudged=unjudged.words if unjudged else "",
        is_closed=bool(docket.state and docket.state.fact("closed")),
        outer=reference_to(framework, docket.outer.id) if docket.outer else None,
        opened=_opened(docket),
        parties=tuple(sorted(docket.sides.values())),
        figures=tuple(_figures(docket)),
        facts=tuple(_facts(docket)),
        contests=tuple(_contests(docket)),
        items=tuple(_items(docket, by_key)),
        proposals=tuple(proposals_of(docket)),
        periods=tuple(_periods(docket, stub)),
        timeline=tuple(_row(held, docket, each, by_key) for each in newest[(page - 1) * ROWS_MAX : page * ROWS_MAX]),
        count=len(newest),
        page=page,
        pages=pages,
        inner=tuple(inner_lines(held, code)),
        exchange=tuple(exchange_lines(framework)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A dossier's name and kind, for the pages of its acts."""

    label: str
    title: str


def dossier_heading(docket: Docket) -> Heading:
    """Name a dossier and its kind."""
    label = _(docket.compiled.procedure.label) if docket.compiled else _("A procedure that this node does not know")
    return Heading(label=label, title=title_of(docket, docket.deeds))


def _nobody() -> By:
    return By(node_authority(own_party()), "clock", "node")


def _opened(docket: Docket) -> Instant | None:
    opening = docket.state.opening if docket.state else None
    return Instant(opening[2]) if opening and opening[2] is not None else None


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


def _figures(docket: Docket) -> Iterable[Said]:
    if docket.compiled is None or docket.state is None:
        return
    for figure in docket.compiled.procedure.figures:
        if figure.item is None and figure.name not in IN_TITLE:
            value = docket.state.figure(figure.name)
            if value is not None:
                yield Said(label=_(figure.label), value=shown(field_of(docket.compiled, figure.name), value))


def field_of(compiled: Compiled, figure: str) -> Field | None:
    """Give the field from which a figure gets its values: it knows the words."""
    for act in compiled.procedure.acts:
        for name, source in act.assigns:
            if name == figure:
                return next((each for each in act.fields if each.name == source), None)
    return None


def _facts(docket: Docket) -> Iterable[FactShown]:
    if docket.compiled is None or docket.state is None:
        return
    for fact in docket.compiled.procedure.facts:
        if fact.item is None:
            yield fact_shown(docket, fact)


def fact_shown(docket: Docket, fact: DeclaredFact, item: str | None = None) -> FactShown:
    """Say whether a fact holds; only what has another than its cautious value can be contested."""
    compiled, state = docket.compiled, docket.state
    assert compiled is not None, "a fact is one of a procedure"
    assert state is not None, "an opened dossier has a state"
    holds = state.fact(fact.name, item)
    return FactShown(
        name=fact.name,
        item=item or "",
        label=fact_label(fact, holds=holds),
        source=fact.source,
        holds=holds,
        is_contestable=fact.name in compiled.contestable and holds != fact.cautious,
        is_contested=state.is_contested(fact.name if item is None else f"{fact.name}|{item}"),
    )


def _contests(docket: Docket) -> Iterable[ContestShown]:
    compiled, state = docket.compiled, docket.state
    if compiled is None or state is None:
        return
    for code, each in state.contests.items():
        deed = docket.deeds.get(code)
        if deed is None or is_answered(each):
            continue
        name = each["key"].split("|")[0]
        yield ContestShown(
            code=code,
            fact=_(compiled.facts[name].label),
            party=deed.party,
            on_behalf=deed.entry.by.on_behalf or "",
            at=Instant(deed.time or 0),
            answered_by=tuple(answer[0] if each["joint"] else answer[2] for answer in each["answers"]),
            needs_parties=bool(each["joint"]),
        )


def _items(docket: Docket, by_key: Mapping[str, Deed]) -> Iterable[tuple[str, tuple[ItemShown, ...]]]:
    if docket.compiled is None or docket.state is None:
        return
    for kind in docket.compiled.procedure.items:
        found = tuple(_item(docket, code, kind.name, by_key) for code in docket.state.items_of(kind.name))
        if found:
            yield _(kind.plural), found


def _item(docket: Docket, code: str, kind: str, by_key: Mapping[str, Deed]) -> ItemShown:
    deed = by_key[code]
    assert docket.state is not None, "an opened dossier has a state"
    assert docket.compiled is not None, "an item is one of a procedure"
    words = tuple(said(docket, deed, by_key))
    return ItemShown(
        code=code,
        kind=kind,
        party=deed.party,
        title=words[0].value if words else code,
        said=words,
        facts=tuple(fact_shown(docket, f, code) for f in docket.compiled.procedure.facts if f.item == kind),
    )


def said(docket: Docket, deed: Deed, by_key: Mapping[str, Deed], *, as_first: bool = False) -> Iterable[Said]:
    """Say the fields of an act: of a step of a joint act the proposal's, corrections applied."""
    source = deed
    if deed.step is not None and deed.step.kind in ("concur", "conclude", "decline", "withdraw"):
        source = by_key.get(str(deed.entry.item), deed)
    step = step_of(docket, source)
    act = step.act if step else None
    declared = {each.name: each for each in act.fields} if act else {}
    fields = dict(source.entry.fields)
    correction = docket.state.corrected.get(source.key) if docket.state else None
    if correction and not as_first:
        fields = dict(by_key[f"{source.party}.{correction[0]}"].entry.fields["fields"])
    match source.entry.act:
        case "correct":
            given = source.entry.fields.get("fields")
            fields = dict(given) if isinstance(given, dict) else {}
            yield Said(label=_("Reason"), value=correction_reason(str(source.entry.fields.get("reason", ""))))
        case "erase":
            yield Said(label=_("Legal basis"), value=str(fields.pop("basis", "")))
        case "contest":
            name = str(fields.pop("fact", ""))
            facts = docket.compiled.facts if docket.compiled else {}
            yield Said(label=_("Fact"), value=_(facts[name].label) if name in facts else name)
    for name in (*(each for each in declared if each in fields), *(each for each in fields if each not in declared)):
        yield _said(docket.framework.id, declared.get(name), name, fields[name])


def _said(framework: str, one: Field | None, name: str, value: object) -> Said:
    label = _(one.label) if one else name
    if one is not None and one.type == "reference":
        return Said(label=label, value=str(value), leads_to=reference_to(framework, str(value)))
    return Said(label=label, value=shown(one, value))


def step_of(docket: Docket, deed: Deed) -> Step | None:
    """Give the step that an entry tried, even if it has no effect."""
    if deed.step is not None or docket.compiled is None:
        return deed.step
    if deed.entry.act == "correct":
        target = docket.deeds.get(str(deed.entry.item))
        return step_of(docket, target) if target is not None and target is not deed else None
    return docket.compiled.steps.get(deed.entry.act)


CORRECTION_REASONS = {
    "clerical": N_("A slip of the pen"),
    "mistaken": N_("It was mistaken"),
    "superseded": N_("It has been overtaken by events"),
}


def correction_reason(code: str) -> str:
    """Say why an act was corrected."""
    return _(CORRECTION_REASONS[code]) if code in CORRECTION_REASONS else code


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
            at=Instant(each["time"] or 0),
            item=_item_title(docket, each["item"]),
            said=tuple(
                _said(docket.framework.id, one, name, each["fields"][name])
                for name, one in declared.items()
                if name in each["fields"]
            ),
            waits_for=tuple(waits),
            mine=own_party() not in waits,
            crossing=tuple(
                like
                for like in each["likes"]
                if each["party"] != own_party()
                and state.proposals[like]["party"] == own_party()
                and is_open(state.proposals[like])
            ),
        )


def _item_title(docket: Docket, code: str | None) -> str:
    """Name the item of a proposal by the first thing that was said of it."""
    deed = docket.deeds.get(code) if code else None
    if deed is None:
        return code or ""
    return next((each.value for each in said(docket, deed, docket.deeds)), deed.key)


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
                was_past=end <= mark[3],
                is_running=scene.running(period.name),
                percent=max(0, min(100, (stub.time - mark[3]) * 100 // length)),
                runs_on="" if period.runs_on == "all" else str(mark[0]),
                due=act_label(compiled, period.due) if period.due else "",
                source=period.source,
            )


def _row(held: Reading, docket: Docket, deed: Deed, by_key: Mapping[str, Deed]) -> Row:
    missing = tuple(
        party
        for party in sorted(docket.sides.values() or held.framework.parties)
        if party != deed.party and held.logs.first_covering(party, deed.id) is None
    )
    corrects = str(deed.entry.item) if deed.entry.act == "correct" else ""
    return Row(
        entry=deed.key,
        act=deed.entry.act,
        label=act_label(docket.compiled, deed.entry.act),
        party=deed.party,
        authority=deed.entry.by.authority,
        mandate=deed.entry.by.mandate,
        at=Instant(deed.time or 0),
        standing=str(deed.verdict.standing),
        is_final=not missing,
        unacknowledged_by=missing,
        reasons=_reasons(held, docket, deed),
        said=tuple(said(docket, deed, by_key)),
        item=None if corrects or not deed.entry.item else reference_to(held.row.pk, str(deed.entry.item)),
        by_node=deed.entry.by.mandate == "clock",
        corrects=corrects,
        corrected_by=_corrected_by(docket, deed),
        first_said=tuple(said(docket, deed, by_key, as_first=True)) if _corrected_by(docket, deed) else (),
        facts=tuple(_facts_of(docket, deed)),
    )


def _reasons(held: Reading, docket: Docket, deed: Deed) -> tuple[Sentence, ...]:
    if deed.verdict.standing == Standing.UNJUDGED:
        return (Sentence(why_unjudged(held, docket, deed).words, ""),)
    return tuple(reasons_said(deed.verdict.reasons, docket))


def _corrected_by(docket: Docket, deed: Deed) -> str:
    correction = docket.state.corrected.get(deed.key) if docket.state else None
    return f"{deed.party}.{correction[0]}" if correction else ""


def is_correctable(deed: Deed) -> bool:
    """Say whether this party may give an act new fields: its own, single, not an opening, with fields."""
    step = deed.step
    if deed.party != own_party() or deed.verdict.standing != "stands" or step is None or step.kind != "act":
        return False
    return deed.entry.act != "correct" and step.act is not None and not step.act.opens and bool(step.act.fields)


def _facts_of(docket: Docket, deed: Deed) -> Iterable[FactShown]:
    """Give the facts that an act gave and that still hold by it or another."""
    step, compiled = deed.step, docket.compiled
    if step is None or step.act is None or compiled is None or deed.verdict.standing != "stands":
        return
    ends = step.kind in ("act", "conclude") or (step.kind == "concur" and len(docket.sides) == 2)
    if not ends or deed.entry.act == "correct":
        return
    for name in step.act.sets:
        fact = compiled.facts[name]
        item = _item_of(docket, deed, step.act, fact)
        if fact.item is None or item is not None:
            shown_fact = fact_shown(docket, fact, item)
            if shown_fact.is_contestable:
                yield shown_fact


def _item_of(docket: Docket, deed: Deed, act: Act, fact: DeclaredFact) -> str | None:
    """Give the item whose fact an act gave."""
    if fact.item is None or docket.state is None:
        return None
    if fact.item == act.adds:
        return deed.key
    proposal = docket.state.proposals.get(str(deed.entry.item))
    return proposal["item"] if proposal else deed.entry.item


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


def count_of(held: Reading, procedure: str = "") -> int:
    """Count a framework's dossiers, of one procedure if asked."""
    rows = models.Dossier.objects.filter(framework=held.row).exclude(code="framework")
    return (rows.filter(procedure__startswith=f"{procedure}/") if procedure else rows).count()


def inner_lines(held: Reading, code: str) -> list[DossierLine]:
    """List the dossiers opened within one."""
    return lines(held, outer=code, limit=200)


def _line(held: Reading, row: models.Dossier) -> DossierLine:
    docket = held.docket(row.code)
    stub = held.stub(own_party(), "reopen", _nobody())
    opening = _opening_deed(held, row.code)
    by_key = {opening.key: opening} if opening else {}
    state = docket.state
    figures = docket.compiled.figure_kinds if docket.compiled is not None else {}

    def figure(name: str) -> str:
        return str(state.figure(name) or "") if state is not None and name in figures else ""

    return DossierLine(
        framework=held.row.pk,
        code=row.code,
        procedure=row.procedure.partition("/")[0],
        label=_(docket.compiled.procedure.label) if docket.compiled else "",
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        outer=row.outer,
        is_closed=row.is_closed,
        opened=_opened(docket),
        moved=None if row.moved is None else Instant(row.moved),
        first_due=figure("first_due"),
        due_on=figure("due_on"),
        ordinal=int(figure("session_ordinal") or 0),
        date=figure("session_date"),
        place=str(opening.entry.fields.get("place", "")) if opening else "",
        owner=_owner(docket.compiled, figure("owner")),
        open_proposals=tuple(proposals_of(docket)),
        open_contests=_contests_for(state),
    )


def _contests_for(state: State | None) -> int:
    """Count the contests to which this party has not answered yet."""
    if state is None:
        return 0
    own = own_party()
    waiting = [each for each in state.contests.values() if not is_answered(each)]
    return sum(not each["joint"] or all(answer[0] != own for answer in each["answers"]) for each in waiting)


def _owner(compiled: Compiled | None, code: str) -> str:
    field = field_of(compiled, "owner") if compiled and code else None
    return shown(field, code) if field else ""


def _opening_deed(held: Reading, code: str) -> Deed | None:
    at: EntryId = parse_entry_id(code)
    found = read_deeds(held.framework, code, only=at)
    return found[0] if found else None
