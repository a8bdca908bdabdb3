"""A shipped procedure cut down to what one of its guarantees rests on: few facts, few periods, and it loads.

What is left out is left out of every condition. So another procedure is left, of which the same must be said by the
prover and by whoever tries everything that can be done in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from jisr.rules import (
    ALL_SIDES,
    EACH,
    Act,
    All,
    Always,
    Any,
    Apart,
    Compare,
    Count,
    Every,
    Fact,
    Field,
    FieldValue,
    FigureValue,
    Given,
    Guarantee,
    Not,
    Over,
    Parameter,
    Period,
    Procedure,
    Running,
    Some,
    Term,
    Value,
    Within,
    mentions,
)

FACTS_MAX: Final = 12
PERIODS_MAX: Final = 3
ITEMS_MAX: Final = 1
SPAN: Final = "span"
HOURS: Final = 2
LENGTH: Final = (HOURS * 3_600, HOURS * 3_600)
MANDATE: Final = "founding"


@dataclass
class Kept:
    """What is kept of a procedure, in the order in which it was met."""

    facts: dict[str, None] = field(default_factory=dict)
    items: dict[str, None] = field(default_factory=dict)
    periods: dict[str, None] = field(default_factory=dict)
    # Whole numbers that figures have and open fields state; none unless they are asked for.
    figures: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def cut(
    procedure: Procedure,
    guarantee: Guarantee,
    *,
    facts: int = FACTS_MAX,
    periods: int = PERIODS_MAX,
    with_numbers: bool = False,
) -> Procedure | None:
    """Give what is left of a procedure; None: of the guarantee itself nothing is, since it asks for other things."""
    kept = _kept(procedure, guarantee, facts, periods)
    if with_numbers:
        kept.figures = frozenset(each.name for each in procedure.figures if each.type == "integer")
        kept.numbers = frozenset(field.name for act in procedure.acts for field in act.fields if _is_number(field))
    term = projected(guarantee.term, kept)
    if term is None:
        return None
    left = tuple(_period(each, kept) for each in procedure.periods if each.name in kept.periods)
    due = {each.due for each in left}
    read = mentions(term).figures | {
        figure
        for each in procedure.acts
        if each.name == guarantee.at
        for figure in mentions(projected(each.needs, kept) or Always()).figures
    }
    kept.figures &= read
    acts = [each for each in procedure.acts if _is_kept(each, kept, {guarantee.at, *due})]
    redresses = {each.redress for each in acts if each.irrevocable}
    acts += [each for each in procedure.acts if each.name in redresses and each not in acts]
    return replace(
        procedure,
        name="cut", version=1, mandates=((MANDATE, MANDATE),), stages=(), withheld=(), within=None,
        figures=tuple(each for each in procedure.figures if each.name in kept.figures),
        items=tuple(each for each in procedure.items if each.name in kept.items),
        facts=tuple(each for each in procedure.facts if each.name in kept.facts),
        acts=tuple(_act(each, kept) for each in acts),
        periods=left,
        guarantees=(replace(guarantee, term=term),),
        parameters=(Parameter(name=SPAN, label=SPAN, unit="hours", owner=ALL_SIDES),),
    )  # fmt: skip


def _kept(procedure: Procedure, guarantee: Guarantee, most: int, periods_most: int) -> Kept:
    """Choose what a guarantee speaks of, then what its act needs, then what leads to that, as far as there is room."""
    kept = Kept()
    kinds = {each.name: each.item for each in procedure.facts}
    waiting: list[Term] = [guarantee.term]
    waiting += [each.needs for each in procedure.acts if each.name == guarantee.at]
    waiting += [each.needs for each in procedure.acts if each.closes]
    seen: set[str] = set()
    while waiting:
        said = mentions(waiting.pop(0))
        for name in sorted(said.periods):
            if len(kept.periods) < periods_most and any(each.name == name for each in procedure.periods):
                kept.periods[name] = None
        for name in sorted(said.facts):
            item = kinds.get(name)
            full = item is not None and item not in kept.items and len(kept.items) >= ITEMS_MAX
            if name not in kinds or name in kept.facts or full or len(kept.facts) >= most:
                continue
            kept.facts[name] = None
            if item is not None:
                kept.items[item] = None
            for act in procedure.acts:
                if name in (*act.sets, *act.clears) and act.name not in seen:
                    seen.add(act.name)
                    waiting.append(act.needs)
    return kept


def _is_kept(act: Act, kept: Kept, named: Iterable[str | None]) -> bool:
    if act.opens or act.name in named:
        return True
    if act.item is not None and act.item not in kept.items:
        return False
    given = {*act.sets, *act.clears} & kept.facts.keys()
    clocks = {*act.starts, *act.ends} & kept.periods.keys()
    assigned = any(figure in kept.figures for figure, _ in act.assigns)
    return act.closes or assigned or bool(given or clocks) or act.adds in kept.items


def _is_number(field: Field) -> bool:
    return field.type == "integer" and not field.sealed


def _act(act: Act, kept: Kept) -> Act:
    needs = projected(act.needs, kept) or Always()
    assigns = tuple((figure, name) for figure, name in act.assigns if figure in kept.figures)
    stated = {name for _, name in assigns} | ({each.name for each in act.fields} & kept.numbers)
    return replace(
        act,
        by=dict.fromkeys(act.by, (MANDATE,)),
        needs=needs,
        sets=tuple(each for each in act.sets if each in kept.facts),
        clears=tuple(each for each in act.clears if each in kept.facts),
        starts=tuple(each for each in act.starts if each in kept.periods),
        ends=tuple(each for each in act.ends if each in kept.periods),
        adds=act.adds if act.adds in kept.items else None,
        item=act.item if act.item in kept.items else None,
        window=SPAN if act.window is not None else None,
        assigns=assigns, fields=tuple(each for each in act.fields if each.name in stated), on_behalf=(), echo=None, attests=None, second_officer=False,
    )  # fmt: skip


def _period(period: Period, kept: Kept) -> Period:
    stills = None if period.stills is None else projected(period.stills, kept)
    return replace(period, length=SPAN, until=None, rolls=False, stills=stills)


def projected(term: Term, kept: Kept) -> Term | None:
    """Give what is left of a condition; None: nothing is."""
    match term:
        case Fact():
            return term if term.name in kept.facts else None
        case Over() | Running():
            return term if term.period in kept.periods else None
        case Not():
            part = projected(term.term, kept)
            return None if part is None else Not(part)
        case All() | Any():
            parts = tuple(each for each in (projected(part, kept) for part in term.terms) if each is not None)
            return (parts[0] if len(parts) == 1 else type(term)(parts)) if parts else None
        case Every() | Some() | Count():
            part = Always() if isinstance(term.term, Always) else projected(term.term, kept)
            return None if part is None or term.item not in kept.items else replace(term, term=part)
        case Compare():
            return term if all(_is_kept_value(each, kept) for each in (term.left, term.right)) else None
        case Always() | Apart() | Within():
            return None


def _is_kept_value(value: Value, kept: Kept) -> bool:
    match value:
        case FigureValue():
            return value.name in kept.figures
        case FieldValue():
            return value.name in kept.numbers
        case Given():
            return bool(kept.numbers) and isinstance(value.value, int)
    return False


def sides_of(procedure: Procedure) -> tuple[str, ...]:
    """Give the sides by name; where each party is one, as many as two parties are."""
    return (EACH,) if isinstance(procedure.sides, str) else tuple(procedure.sides)


def loosened(procedure: Procedure) -> Iterator[Procedure]:
    """Give a cut procedure without each condition of the act that its guarantee is about."""
    (guarantee,) = procedure.guarantees
    for act in procedure.acts:
        if act.name != guarantee.at:
            continue
        parts = act.needs.terms if isinstance(act.needs, All) else (act.needs,)
        for at in range(len(parts)):
            left = (*parts[:at], *parts[at + 1 :])
            needs = All(left) if len(left) > 1 else left[0] if left else Always()
            changed = replace(act, needs=needs)
            yield replace(procedure, acts=tuple(changed if each is act else each for each in procedure.acts))
