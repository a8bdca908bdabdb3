"""The guarantees of a dossier as a list to tick: what is owed, by which law, what is missing, who gives it by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jisr.base import Instant, Json
from jisr.kernel import Docket, failed, test
from jisr.kernel.scene import Scene
from jisr.node.catalogue import gettext as _
from jisr.node.queries.cards import Lacking
from jisr.node.queries.givers import lacking_said
from jisr.node.queries.headings import by_nobody
from jisr.node.queries.items import item_shown
from jisr.node.queries.parts import PART_MAX
from jisr.node.queries.periods import PeriodShown, periods_shown
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import References
from jisr.node.queries.timeline import named_by
from jisr.rules import Act, Guarantee, mentions
from jisr.rules import terms as t
from jisr.rules.subject import parts

# An act with fewer guarantees is shown with what they say, not as a list to tick.
GATE_MIN = 5
HOLDS, MISSING, STOPPED, AT_THE_ACT = "holds", "missing", "stopped", "at_the_act"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeShown:
    """One guarantee: its state, what is missing and who gives it, when time alone gives it."""

    name: str
    label: str
    source: str
    state: str
    missing: tuple[Lacking, ...] = ()
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An act that no one can do unless its guarantees hold; for an item where it has one."""

    act: str
    label: str
    about: str
    guarantees: tuple[GuaranteeShown, ...]
    # It has been done, and what it decided stands: what is missing is missing for doing it once more.
    is_done: bool = False

    @property
    def held(self) -> int:
        """Count those that hold now, or are held when the act is done."""
        return sum(each.state in (HOLDS, AT_THE_ACT) for each in self.guarantees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The gates of a dossier, and further guarantees that are held when their act is done."""

    gates: tuple[Gate, ...]
    further: tuple[tuple[str, tuple[GuaranteeShown, ...]], ...]
    never: tuple[GuaranteeShown, ...]
    stops: tuple[str, ...]


def checklist(held: Reading, docket: Docket) -> Checklist:
    """Hold a dossier against its procedure's guarantees, as it stands now. Costs its open items, not its acts."""
    compiled = docket.compiled
    if compiled is None or docket.state is None:
        return Checklist(gates=(), further=(), never=(), stops=())
    by_act: dict[str | None, list[Guarantee]] = {}
    for each in compiled.procedure.guarantees:
        by_act.setdefault(each.at, []).append(each)
    gates: list[Gate] = []
    further = []
    for act in compiled.procedure.acts:
        guarantees = by_act.get(act.name, [])
        if len(guarantees) >= GATE_MIN:
            gates += _gates(held, docket, act, guarantees)
        elif guarantees:
            further.append((_(act.label), tuple(_at_the_act(each) for each in guarantees)))
    return Checklist(
        gates=tuple(gates),
        further=tuple(further),
        never=tuple(_at_the_act(each) for each in by_act.get(None, [])),
        stops=tuple(_open_stops(docket)),
    )


def _gates(held: Reading, docket: Docket, act: Act, guarantees: list[Guarantee]) -> Iterator[Gate]:
    assert docket.state is not None, "asked before"
    items: list[str | None] = list(docket.state.items_of(act.item)[-PART_MAX:]) if act.item else []
    for item in items or [None]:
        stub = held.stub(own_party(), f"propose_{act.name}" if act.joint else act.name, by_nobody(), item=item)
        stub.step = docket.compiled.steps.get(stub.entry.act)
        scene = docket.scene(stub)
        if scene is None:
            continue
        if act.item:
            scene.bound = {act.item: item}
        ends = {each.name: each for each in periods_shown(docket, stub)}
        yield Gate(
            act=act.name,
            label=_(act.label),
            about=_about(held, docket, item, act.item),
            guarantees=tuple(sorted((_shown(each, scene, docket, ends) for each in guarantees), key=_urgency)),
            is_done=bool(act.sets) and all(docket.state.fact(each, item) for each in act.sets),
        )


def _urgency(guarantee: GuaranteeShown) -> int:
    """Let what stops and what is missing come first; else the order of the procedure."""
    return (STOPPED, MISSING, AT_THE_ACT, HOLDS).index(guarantee.state)


def _about(held: Reading, docket: Docket, item: str | None, kind: str | None) -> str:
    if item is None or kind is None:
        return ""
    by_key = docket.deeds
    known = References(held, named_by(docket, [by_key[item]], by_key)) if item in by_key else None
    return item_shown(docket, item, kind, by_key, known).title if item in by_key else item


def _shown(guarantee: Guarantee, scene: Scene, docket: Docket, ends: dict[str, PeriodShown]) -> GuaranteeShown:
    if _is_of_the_act(guarantee.term):
        return _at_the_act(guarantee)
    if test(guarantee.term)(scene):
        return GuaranteeShown(name=guarantee.name, label=_(guarantee.label), source=guarantee.source, state=HOLDS)
    reasons = failed(guarantee.term, scene)
    return GuaranteeShown(
        name=guarantee.name,
        label=_(guarantee.label),
        source=guarantee.source,
        state=STOPPED if any(_stops(each, docket) for each in reasons) else MISSING,
        missing=lacking_said(reasons, docket, guarantee.term),
        until=max(_ends(reasons, ends), default=None),
    )


def _at_the_act(guarantee: Guarantee) -> GuaranteeShown:
    return GuaranteeShown(name=guarantee.name, label=_(guarantee.label), source=guarantee.source, state=AT_THE_ACT)


def _is_of_the_act(term: t.Term) -> bool:
    """Say whether who acts, or what the act states, decides it: nothing can be said before."""
    return bool(mentions(term).acts) or any(
        isinstance(part.term, t.Compare)
        and any(isinstance(each, t.FieldValue) for each in (part.term.left, part.term.right))
        for part in parts(term)
    )


def _stopping(docket: Docket) -> frozenset[str]:
    """Give the kinds of items that protective acts add: stops."""
    acts = docket.compiled.procedure.acts
    return frozenset(each.adds for each in acts if each.protective and each.adds)


def _stops(reason: Any, docket: Docket) -> bool:
    """Say whether a condition fails because of a stop."""
    if not isinstance(reason, dict):
        return False
    ((word, body),) = reason.items()
    if word == "every":
        return body[0] in _stopping(docket)
    return word in ("all", "any") and any(_stops(each, docket) for each in body)


def _ends(reasons: Iterable[Json], ends: dict[str, PeriodShown]) -> Iterator[Instant]:
    for each in reasons:
        if isinstance(each, dict) and "over" in each and str(each["over"]) in ends:
            yield ends[str(each["over"])].end


def _open_stops(docket: Docket) -> Iterator[str]:
    """Name each kind of stop of which one is not lifted, once."""
    state = docket.state
    assert state is not None, "asked before"
    labels = {each.name: each.label for each in docket.compiled.procedure.items}
    for kind in labels:
        if kind in _stopping(docket) and any(not state.fact(f"{kind}_lifted", each) for each in state.items_of(kind)):
            yield _(labels[kind])


__all__ = ["AT_THE_ACT", "HOLDS", "MISSING", "STOPPED", "Checklist", "Gate", "GuaranteeShown", "checklist"]
