"""Small random procedures that load: an opening grows act by act, keeping what the loader lets stand.

Needs are drawn from what earlier acts give, so that runs get far; stops take away what
they need, so that runs cross. Values of the parameters: `random_parameters`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from jisr.rules import (
    ALL_SIDES,
    EACH,
    STARTER,
    Act,
    All,
    Always,
    Apart,
    Compare,
    Count,
    DeclaredFact,
    Every,
    Fact,
    Field,
    FieldValue,
    Figure,
    FigureValue,
    Given,
    Guarantee,
    Item,
    Over,
    Parameter,
    ParameterValue,
    Period,
    Procedure,
    Running,
    Some,
    Stage,
    Term,
    Within,
    check,
    mentions,
)
from jisr.rules import Any as AnyOf

MANDATES: Final = ("court", "guardian")
SIDES: Final = ("host", "origin", "transit")
ACTS_MIN: Final = 5
ACTS_MAX: Final = 9
TRIES: Final = 120
HOURS: Final = ("short", "long", "window")
LIMIT: Final = "limit"
SOURCE: Final = "drawn at random"
KINDS: Final = ("stop", "paper")
CHOICES: Final = ("red", "green")
# One in so many procedures has `each` for its sides.
EACH_ONE_IN: Final = 4


def _act(name: str, by: Mapping[str, tuple[str, ...]], **more: Any) -> Act:
    return Act(**{"name": name, "label": name, "by": by, **more})


OUTER: Final = Procedure(
    name="season",
    version=1,
    label="season",
    persons=False,
    sides=EACH,
    mandates=tuple((each, each) for each in MANDATES),
    items=(Item(name="alarm", label="alarm", plural="alarms"),),
    facts=(
        DeclaredFact(name="agreed", label="agreed", contrary="", source=SOURCE),
        DeclaredFact(name="halted", label="halted", contrary="", source=SOURCE, cautious=True),
        DeclaredFact(name="answered", label="answered", contrary="", source=SOURCE, item="alarm"),
    ),
    acts=(
        _act("begin", {EACH: MANDATES}, opens=True),
        _act("agree", {EACH: MANDATES}, joint=True, sets=("agreed",)),
        _act("halt", {EACH: MANDATES}, protective=True, sets=("halted",)),
        _act("resume", {EACH: MANDATES}, joint=True, clears=("halted",)),
        _act("raise_alarm", {EACH: MANDATES}, protective=True, adds="alarm", clears=("answered",)),
        _act("answer_alarm", {EACH: MANDATES}, joint=True, item="alarm", sets=("answered",)),
        _act("doubt_agreement", {EACH: MANDATES}, protective=True, clears=("agreed",)),
    ),
)
OUTER_TERMS: Final[tuple[Term, ...]] = (
    Fact("agreed"),
    ~Fact("halted"),
    Every("alarm", Fact("answered")),
    Fact("agreed") & ~Fact("halted"),
)


def random_procedure(chance: Random, *, sides: int, nested: bool) -> Procedure:
    """Give a small procedure that loads; a nested one is within `season` (OUTER)."""
    while True:
        growth = _Growth(chance, _seed(chance, sides, nested), sides)
        growth.grow()
        if len(growth.procedure.acts) >= ACTS_MIN:
            return _finished(growth.procedure)


def random_parameters(chance: Random) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Give values for the parameters of these procedures, in the manifest's shape (protocol 12.12)."""
    lengths = {"short": chance.randint(0, 3), "long": chance.randint(2, 12), "window": chance.randint(1, 8)}
    values: dict[str, Any] = {name: {"n": hours, "unit": "hours", "calendar": None} for name, hours in lengths.items()}
    values[LIMIT] = chance.randint(1, 4)
    rows = {name: [{"from": "2020-01-01", "is": value, "source": SOURCE}] for name, value in values.items()}
    return {ALL_SIDES: rows}


def _seed(chance: Random, sides: int, nested: bool) -> Procedure:
    """Give the names of a procedure and the act that opens it."""
    if not 1 <= sides <= len(SIDES):
        raise ValueError(f"{sides} sides")
    is_each = sides > 1 and chance.randrange(EACH_ONE_IN) == 0
    names: tuple[str, ...] | str = EACH if is_each else SIDES[:sides]
    kinds = KINDS[: chance.randint(1, 2)]
    own = [DeclaredFact(name=f"{kind}_done_with", label=kind, contrary="", source=SOURCE, item=kind) for kind in kinds]
    plain = [
        DeclaredFact(name=f"fact_{at}", label=f"fact {at}", contrary="", source=SOURCE, cautious=chance.random() < 0.35)
        for at in range(chance.randint(3 - len(own) + 1, 6 - len(own)))
    ]
    figures = (Figure(name="number", type="integer", label="number"),)
    if chance.random() < 0.5:
        figures += (Figure(name="colour", type="code", label="colour"),)
    # What the opening sets holds until something protective crosses it: runs get further.
    begun = tuple(each.name for each in plain if not each.cautious and chance.random() < 0.6)
    opening = _act("open", _by_all(names), opens=True, sets=begun)
    if nested and chance.random() < 0.7:
        opening = replace(opening, needs=Within(_outer_term(chance, sides > 1)))
    return Procedure(
        name="drawn",
        version=1,
        label="drawn",
        persons=False,
        sides=names,
        mandates=tuple((each, each) for each in MANDATES),
        items=tuple(Item(name=kind, label=kind, plural=f"{kind}s") for kind in kinds),
        facts=(*plain, *own),
        figures=figures,
        acts=(opening,),
        parameters=(
            *(Parameter(name=each, label=each, unit="hours", owner=ALL_SIDES) for each in HOURS),
            Parameter(name=LIMIT, label=LIMIT, unit="acts", owner=ALL_SIDES),
        ),
        within=OUTER.name if nested else None,
    )


def _outer_term(chance: Random, several: bool) -> Term:
    # One side alone agrees to nothing jointly: what waits for that would wait for ever.
    return chance.choice(OUTER_TERMS if several else OUTER_TERMS[1:3])


def _finished(procedure: Procedure) -> Procedure:
    """Give the procedure a stage, and the guarantee that its first needing act carries."""
    stages = (
        Stage(name="closed", label="closed", term=Fact("closed")),
        Stage(name="open", label="open", term=Always()),
    )
    needing = next((each for each in procedure.acts if not isinstance(each.needs, Always)), None)
    guarantees = ()
    if needing is not None:
        guarantees = (Guarantee(name="held", label="held", term=needing.needs, source=SOURCE, at=needing.name),)
    return replace(procedure, stages=stages, guarantees=guarantees)


def _by_all(sides: tuple[str, ...] | str, mandates: tuple[str, ...] = MANDATES) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys((sides,) if isinstance(sides, str) else sides, mandates)


@dataclass(frozen=True, kw_only=True)
class _Shoot:
    """What is added at once: acts, and a period with what starts it."""

    acts: tuple[Act, ...]
    periods: tuple[Period, ...] = ()


class _Growth:
    """A procedure that grows by what the loader lets stand."""

    def __init__(self, chance: Random, procedure: Procedure, sides: int) -> None:
        self.chance, self.procedure, self.several = chance, procedure, sides > 1
        self.count = 0

    def grow(self) -> None:
        """Add acts: first what makes runs worth having, then whatever fits."""
        wanted = self.chance.randint(ACTS_MIN + self.several, ACTS_MAX)
        first: list[Callable[[], _Shoot]] = [self._gift]
        if self.chance.random() < 0.6:
            first.append(self.chance.choice((self._begin, self._begin, self._silence)))
        first += [self._last, self._stop, self._lift] if self.several else [self._stop]
        kinds = [self._gift, self._stop, self._stop_item, self._begin, self._silence, self._end, self._close]
        if self.several:
            kinds += [self._joint, self._joint, self._lift, self._last]
        for make in first:
            for _ in range(TRIES // 4):
                if len(self.procedure.acts) >= wanted or self._keep(make(), wanted):
                    break
        for _ in range(TRIES):
            if len(self.procedure.acts) >= wanted:
                break
            self._keep(self.chance.choice(kinds)(), wanted)

    def _keep(self, shoot: _Shoot, wanted: int) -> bool:
        grown = replace(
            self.procedure,
            acts=(*self.procedure.acts, *shoot.acts),
            periods=(*self.procedure.periods, *shoot.periods),
        )
        if not shoot.acts or len(grown.acts) > wanted or check(grown, outer=OUTER):
            return False
        self.procedure = grown
        return True

    # Acts of each kind

    def _gift(self) -> _Shoot:
        """Give an act of one side that sets, assigns, or adds."""
        more = self._giving(bold=True)
        return _Shoot(acts=(self._act("gift", self._by_some(), needs=self._needs(more), **more),))

    def _joint(self) -> _Shoot:
        """Give an act of all sides."""
        more = self._giving(bold=self.chance.random() < 0.7)
        periods = [each.name for each in self.procedure.periods]
        if periods and self.chance.random() < 0.4:
            more["starts"] = (self.chance.choice(periods),)
        return _Shoot(acts=(self._act("joint", self._by_all(), joint=True, needs=self._needs(more), **more),))

    def _lift(self) -> _Shoot:
        """Give a joint act by which an item is settled."""
        fact = self.chance.choice([each for each in self.procedure.facts if each.item is not None])
        way = "clears" if fact.cautious else "sets"
        return _Shoot(acts=(self._act("lift", self._by_all(), joint=True, item=fact.item, **{way: (fact.name,)}),))

    def _stop(self) -> _Shoot:
        """Give a protective act against what earlier acts need, or anything."""
        if self.chance.random() < 0.5:
            return self._stop_item()
        facts = [each for each in self.procedure.facts if each.item is None]
        last = {name for act in self.procedure.acts if act.irrevocable for name in mentions(act.needs).facts}
        read = {name for act in self.procedure.acts for name in mentions(act.needs).facts}
        needed = [each for each in facts if each.name in (last & {fact.name for fact in facts} or read)]
        fact = self.chance.choice(needed or facts)
        way = "sets" if fact.cautious else "clears"
        act = self._act("stop", self._by_some(), protective=True, on_behalf=self._behalf(), **{way: (fact.name,)})
        periods = [each.name for each in self.procedure.periods]
        if periods and self.chance.random() < 0.3:
            act = replace(act, ends=(self.chance.choice(periods),))
        return _Shoot(acts=(act,))

    def _stop_item(self) -> _Shoot:
        """Give a protective act that adds an item, to be settled one by one."""
        fact = self.chance.choice([each for each in self.procedure.facts if each.item is not None])
        way = "sets" if fact.cautious else "clears"
        given = {way: (fact.name,)} if self.chance.random() < 0.5 else {}
        return _Shoot(
            acts=(
                self._act(
                    "claim",
                    self._by_some(),
                    protective=True,
                    adds=fact.item,
                    on_behalf=self._behalf(),
                    **given,
                ),
            )
        )

    def _last(self) -> _Shoot:
        """Give an act that cannot be undone in the world, with its redress."""
        # Where each is a side, one party's redress would take away what another's needs.
        joint = self.procedure.sides == EACH or self.chance.random() < 0.3
        by = self._by_all() if joint else self._by_one()
        redress = self._act("redress", by, joint=joint, **self._giving(bold=True, plain=True))
        needs = self._needs({}, bold=True)
        window = "window" if self.chance.random() < 0.5 else None
        act = self._act(
            "last",
            self._by_all(),
            joint=True,
            irrevocable=True,
            redress=redress.name,
            window=window,
            needs=needs,
        )
        if self.chance.random() < 0.3:
            act = replace(act, sets=(self.chance.choice(self.procedure.facts[:2]).name,))
        return _Shoot(acts=(act, redress))

    def _begin(self) -> _Shoot:
        """Give a period and the act that starts it; later needs read it."""
        by = self._by_all() if self.several and self.chance.random() < 0.5 else self._by_some()
        name = f"period_{len(self.procedure.periods)}"
        is_until = self.chance.random() < 0.25
        sides = list(by) if EACH not in by else []
        period = Period(
            name=name,
            label=name,
            runs_on=self.chance.choice([ALL_SIDES, ALL_SIDES, STARTER, *sides]),
            owner=STARTER,
            length=self.chance.choice(HOURS[:2]),
            until="until" if is_until else None,
            stills=self._stills() if self.chance.random() < 0.4 else None,
            source=SOURCE,
        )
        fields = (Field(name="until", type="date", label="until", required=False),) if is_until else ()
        joint = self.several and len(by) == len(self._by_all()) and self.chance.random() < 0.7
        act = self._act("begin", by, starts=(name,), fields=fields, joint=joint)
        return _Shoot(acts=(act,), periods=(period,))

    def _silence(self) -> _Shoot:
        """Give a period that protects: what one side waits for, and the act that is then due."""
        by = self._by_one()
        (side,) = by
        name = f"period_{len(self.procedure.periods)}"
        facts = [each for each in self.procedure.facts if each.item is None]
        fact = self.chance.choice(facts)
        way = "sets" if fact.cautious else "clears"
        is_each = side == EACH
        period = Period(
            name=name, label=name, runs_on=STARTER if is_each else side, owner=STARTER if is_each else side,
            length=self.chance.choice(HOURS[:2]), due=f"due_{self.count + 2}", source=SOURCE,
        )  # fmt: skip
        ask = self._act("ask", by, starts=(name,))
        # Where each is a side, a period of another party's cannot be read by what protects.
        needs = Always() if is_each else Over(name)
        due = self._act("due", by, protective=not is_each, needs=needs, **({way: (fact.name,)} if not is_each else {}))
        return _Shoot(acts=(ask, due), periods=(period,))

    def _end(self) -> _Shoot:
        """Give an act that ends a period."""
        periods = [each.name for each in self.procedure.periods]
        if not periods:
            return _Shoot(acts=())
        joint = self.several and self.chance.random() < 0.5
        by = self._by_all() if joint else self._by_some()
        return _Shoot(acts=(self._act("end", by, joint=joint, ends=(self.chance.choice(periods),)),))

    def _close(self) -> _Shoot:
        """Give an act that closes."""
        if any(each.closes for each in self.procedure.acts):
            return _Shoot(acts=())
        if self.several and self.chance.random() < 0.8:
            return _Shoot(acts=(self._act("close", self._by_all(), joint=True, closes=True, needs=self._needs({})),))
        return _Shoot(acts=(self._act("close", self._by_some(), closes=True, protective=self.several),))

    # What acts are made of

    def _act(self, name: str, by: Mapping[str, tuple[str, ...]], **more: Any) -> Act:
        self.count += 1
        return _act(f"{name}_{self.count}", by, **more)

    def _by_all(self) -> dict[str, tuple[str, ...]]:
        return _by_all(self.procedure.sides, self._mandates())

    def _by_one(self) -> dict[str, tuple[str, ...]]:
        sides = self.procedure.sides
        return {self.chance.choice((sides,) if isinstance(sides, str) else sides): self._mandates()}

    def _by_some(self) -> dict[str, tuple[str, ...]]:
        return self._by_all() if self.chance.random() < 0.3 else self._by_one()

    def _mandates(self) -> tuple[str, ...]:
        return self.chance.choice((MANDATES, MANDATES, MANDATES[:1], ("*",)))

    def _behalf(self) -> tuple[str, ...]:
        return ("child",) if self.chance.random() < 0.3 else ()

    def _giving(self, *, bold: bool, plain: bool = False) -> dict[str, Any]:
        """Give effects: facts one way, now and then an item added or had, a figure with its field."""
        more: dict[str, Any] = {}
        kind = self.chance.choice(self.procedure.items).name
        way = self.chance.random()
        if not plain and way < 0.2:
            more["adds"] = kind
        elif not plain and way < 0.35:
            more["item"] = kind
        reached = [each for each in self.procedure.facts if each.item in (None, more.get("adds", more.get("item")))]
        for fact in self.chance.sample(reached, min(len(reached), self.chance.randint(1, 2))):
            key = "clears" if fact.cautious == bold else "sets"
            more[key] = (*more.get(key, ()), fact.name)
        if not plain and self.chance.random() < 0.35:
            figure = self.chance.choice(self.procedure.figures)
            more["fields"] = (_field_for(figure, required=self.chance.random() < 0.8),)
            more["assigns"] = ((figure.name, more["fields"][0].name),)
        return more

    def _needs(self, more: Mapping[str, Any], *, bold: bool = False) -> Term:
        """Give a condition of few parts, most of which earlier acts can bring about."""
        atoms = list(self._atoms(more, bold))
        count = self.chance.choice((1, 1, 2, 2) if bold else (0, 0, 1, 1, 2))
        chosen = self.chance.sample(atoms, min(count, len(atoms)))
        if not chosen:
            return Always()
        if len(chosen) == 1:
            return chosen[0]
        return AnyOf(tuple(chosen)) if self.chance.random() < 0.15 else All(tuple(chosen))

    def _atoms(self, more: Mapping[str, Any], bold: bool) -> Iterator[Term]:
        procedure, chance = self.procedure, self.chance
        # What is so by an earlier act, and what is so as long as nobody has stopped it.
        given = {name for act in procedure.acts for name in act.sets}
        for fact in procedure.facts:
            if fact.item is None:
                if fact.name in given and not (bold and fact.cautious):
                    yield Fact(fact.name)
                if fact.cautious or not bold:
                    yield ~Fact(fact.name)
            else:
                settled = ~Fact(fact.name) if fact.cautious else Fact(fact.name)
                yield Every(fact.item, settled)
                yield chance.choice((Some(fact.item, settled), Count(fact.item, settled, ">=", 1)))
                if not bold:
                    yield Count(fact.item, Always(), "<=", 2)
                if fact.item == more.get("item"):
                    yield settled
        for act in procedure.acts:
            if act.irrevocable:
                yield Fact(f"{act.name}_done")
        for period in procedure.periods:
            yield self.chance.choice((Over, Running))(period.name)
            if bold:
                yield self.chance.choice((Over, Running, Running))(period.name)
        if any(act.assigns for act in procedure.acts):
            limit = chance.choice((ParameterValue(LIMIT), Given(chance.randint(1, 4))))
            yield Compare(FigureValue("number"), chance.choice(("<=", "<", "=")), limit)
        for field in more.get("fields", ()):
            if field.type == "integer":
                yield Compare(FieldValue(field.name), "<=", ParameterValue(LIMIT))
        if len(procedure.acts) > 1 and chance.random() < 0.4:
            yield Apart((chance.choice(procedure.acts[1:]).name,))
        if procedure.within is not None:
            yield Within(_outer_term(chance, self.several))

    def _stills(self) -> Term:
        """Give what stills a period: facts and items, nothing else (protocol 12.10)."""
        fact = self.chance.choice(self.procedure.facts)
        if fact.item is None:
            return Fact(fact.name) if fact.cautious else ~Fact(fact.name)
        return Some(fact.item, Fact(fact.name) if fact.cautious else ~Fact(fact.name))


def _field_for(figure: Figure, *, required: bool) -> Field:
    if figure.type == "code":
        choices = tuple((each, each) for each in CHOICES)
        return Field(name=figure.name, type="choice", label=figure.name, choices=choices, required=required)
    return Field(name=figure.name, type="integer", label=figure.name, required=required)


__all__ = ["OUTER", "random_parameters", "random_procedure"]
