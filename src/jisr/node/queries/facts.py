"""Facts and their contests, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import Docket
from jisr.kernel.state import State, is_answered
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import own_party
from jisr.node.queries.words import fact_label
from jisr.rules import DeclaredFact


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


def facts_shown(docket: Docket) -> Iterable[FactShown]:
    """Give the facts that are no item's."""
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


def contests_shown(docket: Docket) -> Iterable[ContestShown]:
    """Give the contests that two have not answered yet."""
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


def open_contests(docket: Docket) -> int:
    """Count the contests that two have not answered yet, of whose entry the node has the words."""
    state = docket.state
    if state is None or docket.compiled is None:
        return 0
    return sum(code in docket.deeds and not is_answered(each) for code, each in state.contests.items())


def count_contests(state: State | None) -> int:
    """Count the contests to which this party has not answered yet."""
    if state is None:
        return 0
    own = own_party()
    waiting = [each for each in state.contests.values() if not is_answered(each)]
    return sum(not each["joint"] or all(answer[0] != own for answer in each["answers"]) for each in waiting)
