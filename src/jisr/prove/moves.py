"""What may come next in an order of single acts: declared acts, the kernel's, doubt, and time (protocol 5.6, 6).

The reached state of any run is that of some such order (*serial*): acts that are joint come as their conclusion, one
that was crossed as its report. Where acts may cross, a fact that acts give both values may fall to its cautious value
at any step, and what protects may come whatever it needs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

from jisr.kernel import Step
from jisr.kernel.compiled import ANSWERS_NEEDED
from jisr.prove.clocks import Periods, View, begun, clock
from jisr.prove.expressions import FALSE, NOUGHT, TRUE, Expr, Val, Var, at_most, both, either, no, plus, same, when
from jisr.prove.inputs import Inputs
from jisr.prove.reading import Held, Reader, figure, has
from jisr.prove.vocabulary import CLOSED, OPENED, Bit, Kind, Pattern, Vocabulary, assigned, doubt, fact
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH, Act, DeclaredFact
from jisr.rules.takes import Effects, touches

OPEN: Expr = both(OPENED, no(fact(CLOSED)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One kind of step. `needs`: by which it is authorised; `comes`: when it may come in an order of single acts.

    `kind`: act, joint, report, correct, contest, answer, fall, reopen or time; `about`: the fact of a contest, an
    answer or a fall, the act of a correction. `exists`: that the item in question does; `chosen`: its pattern;
    `becomes`: its pattern afterwards.
    """

    name: str
    kind: str
    needs: Expr
    comes: Expr
    updates: Mapping[str, Expr]
    reader: Reader
    exists: Expr = TRUE
    sides: frozenset[str] = frozenset()
    act: Act | None = None
    about: str = ""
    item: str | None = None
    protective: bool = False
    chosen: Mapping[Pattern, Var] = field(default_factory=dict)
    becomes: Mapping[Pattern, Expr] = field(default_factory=dict)

    @property
    def domain(self) -> Expr:
        """Give between what lies that which the step brings with it, as far as anything of it was read."""
        return both(*self.reader.inputs.domain)

    @property
    def authorised(self) -> Expr:
        """Give when the step is authorised."""
        return both(self.domain, self.needs)

    @property
    def may_come(self) -> Expr:
        """Give when the step may come in an order of single acts."""
        return both(self.domain, self.comes)


class Moves:
    """All that may come next in a procedure."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.periods = Periods(vocabulary)

    def __iter__(self) -> Iterator[Move]:
        for act in self.vocabulary.procedure.acts:
            yield from self.of(act)
        for declared in self.vocabulary.procedure.facts:
            yield from self._of_doubt(declared)
        for name in sorted(self.vocabulary.disputed):
            yield self._fall(name)
        yield self._reopening()
        yield self._time()

    # Acts

    def of(self, act: Act) -> Iterator[Move]:
        """Give what may come of a declared act."""
        yield self.of_act(act)
        if act.irrevocable:
            yield self.of_report(act)
        if (act.assigns or self._until(act)) and not act.joint and not act.opens:
            yield self.of_correction(act)

    def of_act(self, act: Act) -> Move:
        """Give a declared act; one that is joint as its conclusion."""
        step = self.vocabulary.compiled.steps[f"propose_{act.name}" if act.joint else act.name]
        inputs = Inputs(act.name)
        reader, chosen = self._reader(act, inputs)
        exists = TRUE if act.item is None else _one_of(self.vocabulary.kinds[act.item], chosen, inputs)
        needs = both(no(OPENED) if act.opens else OPENED, exists, reader.read(step.needs))
        comes = needs
        if act.protective and self.vocabulary.may_cross:
            comes = both(OPENED, exists)
        updates = self._given(act, step, reader, chosen, inputs)
        return self._move(
            act.name, "joint" if act.joint else "act", needs, comes, updates, reader,
            sides=frozenset(act.by), act=act, item=act.item, protective=act.protective, exists=exists, chosen=chosen,
            becomes=self._becomes(act, chosen, inputs),
        )  # fmt: skip

    def _becomes(self, act: Act, chosen: Mapping[Pattern, Var], inputs: Inputs) -> Mapping[Pattern, Expr]:
        if act.item is None:
            return {}
        kind = self.vocabulary.kinds[act.item]
        return _becoming(kind, chosen, {} if act.adds == act.item else self._on_item(act, kind, inputs))

    def of_report(self, act: Act) -> Move:
        """Give the report of what was done outside the rules, and the place of what was crossed (protocol 5.5)."""
        step = self.vocabulary.compiled.steps[f"report_{act.name}"]
        inputs = Inputs(step.name)
        reader, chosen = self._reader(act, inputs)
        exists = TRUE if act.item is None else _one_of(self.vocabulary.kinds[act.item], chosen, inputs)
        updates = {fact(each).name: TRUE for each in step.gives.sets}
        return self._move(
            step.name, "report", both(OPENED, exists), both(OPENED, exists), updates, reader,
            sides=frozenset(act.by), act=act, item=act.item, protective=True,
        )  # fmt: skip

    def of_correction(self, act: Act) -> Move:
        """Give the correction of an act: other fields, as that act could have had them (protocol 12.5)."""
        inputs = Inputs(f"correct {act.name}")
        reader, _ = self._reader(act, inputs)
        blind = replace(reader, blind=True)
        open_ = OPENED if act.protective else OPEN
        guard = both(open_, blind.read(act.needs))
        updates = self._assigned(act, reader, inputs, applies=inputs.truth("applies"))
        for name in self._until(act):
            updates |= self.periods.rewrite(self.vocabulary.compiled.periods[name], inputs)
        for kind in self.vocabulary.kinds.values():
            bits = assigned(self.vocabulary, act, kind.name)
            if bits and kind.name in (act.item, act.adds):
                chosen = _chosen(kind, inputs)
                guard = both(guard, _one_of(kind, chosen, inputs))
                updates |= self._moved(kind, chosen, {bit: inputs.truth("bit", str(bit)) for bit in bits})
        return self._move(
            inputs.step, "correct", guard, guard, updates, reader,
            sides=frozenset(act.by), act=act, about=act.name, protective=act.protective,
        )  # fmt: skip

    def _until(self, act: Act) -> list[str]:
        periods = self.vocabulary.compiled.periods
        stated = {each.name for each in act.fields}
        return [each for each in act.starts if periods[each].until in stated]

    def _reader(self, act: Act, inputs: Inputs) -> tuple[Reader, Mapping[Pattern, Var]]:
        """Give the reader of an act's own terms, and the pattern of its item."""
        sides = tuple(act.by)
        own = clock(sides[0]).name if len(sides) == 1 and sides != (EACH,) else None
        view = View(self.vocabulary, inputs, own)
        reader = Reader(self.vocabulary, view, inputs)
        inputs.domain += [inputs.truth("states", each.name) for each in act.fields if each.required]
        if act.item is None:
            return reader, {}
        kind = self.vocabulary.kinds[act.item]
        chosen = _chosen(kind, inputs)
        return reader.of_item(kind.name, _bits(kind, chosen)), chosen

    # What acts give

    def _given(
        self, act: Act, step: Step, reader: Reader, chosen: Mapping[Pattern, Var], inputs: Inputs
    ) -> dict[str, Expr]:
        vocabulary, gives = self.vocabulary, step.gives
        updates: dict[str, Expr] = {}
        for value, names in ((TRUE, gives.sets), (FALSE, gives.clears)):
            updates |= {fact(each).name: value for each in names if vocabulary.compiled.fact_kinds.get(each) is None}
        if act.irrevocable:
            updates[fact(f"{act.name}_done").name] = TRUE
        if act.opens:
            updates[OPENED.name] = TRUE
        updates |= self._given_items(act, chosen, inputs)
        updates |= self._assigned(act, reader, inputs, applies=TRUE)
        for name in act.starts:
            updates |= self.periods.start(vocabulary.compiled.periods[name], act, inputs)
        updates |= {begun(each).name: FALSE for each in act.ends}
        return updates | self._restilled(gives, inputs, but=frozenset(act.starts))

    def _restilled(self, gives: Effects, inputs: Inputs, but: frozenset[str] = frozenset()) -> dict[str, Expr]:
        found: dict[str, Expr] = {}
        for period in self.vocabulary.compiled.stilled:
            if period.name not in but and period.stills is not None and touches(gives, period.stills):
                found |= self.periods.restill(period, inputs)
        return found

    def _given_items(self, act: Act, chosen: Mapping[Pattern, Var], inputs: Inputs) -> dict[str, Expr]:
        updates: dict[str, Expr] = {}
        if act.item is not None:
            kind = self.vocabulary.kinds[act.item]
            updates |= self._moved(kind, chosen, {} if act.adds == act.item else self._on_item(act, kind, inputs))
        if act.adds is None:
            return updates
        kind = self.vocabulary.kinds[act.adds]
        fresh: dict[Bit, Expr] = {**dict.fromkeys(kind.bits, FALSE), **self._on_item(act, kind, inputs)}
        for pattern in kind.patterns:
            count = kind.count(pattern)
            more = when(_is(kind, fresh, pattern), Val(1), NOUGHT)
            updates[count.name] = plus(updates.get(count.name, count), more)
        return updates

    def _on_item(self, act: Act, kind: Kind, inputs: Inputs) -> dict[Bit, Expr]:
        found: dict[Bit, Expr] = {}
        for value, names in ((TRUE, act.sets), (FALSE, act.clears)):
            found |= {("fact", each): value for each in names if ("fact", each) in kind.bits}
        for bit in assigned(self.vocabulary, act, kind.name):
            found[bit] = inputs.truth("bit", str(bit))
        return found

    @staticmethod
    def _moved(kind: Kind, chosen: Mapping[Pattern, Var], given: Mapping[Bit, Expr]) -> dict[str, Expr]:
        """Give the numbers of items after one of them has been given something."""
        if not given:
            return {}
        found: dict[str, Expr] = {}
        for pattern, comes in _becoming(kind, chosen, given).items():
            count, gone = kind.count(pattern), when(chosen[pattern], Val(-1), NOUGHT)
            found[count.name] = plus(count, gone, when(comes, Val(1), NOUGHT))
        return found

    def _assigned(self, act: Act, reader: Reader, inputs: Inputs, *, applies: Expr) -> dict[str, Expr]:
        updates: dict[str, Expr] = {}
        required = {each.name for each in act.fields if each.required}
        for name, stated_by in act.assigns:
            if self.vocabulary.compiled.figure_kinds[name] is None:
                stated = TRUE if stated_by in required else inputs.truth("states", stated_by)
                value = inputs.number("field", stated_by)
                updates[has(name).name] = when(applies, stated, has(name))
                updates[figure(name).name] = when(applies, value, figure(name))
        return updates

    # Doubt

    def _of_doubt(self, declared: DeclaredFact) -> Iterator[Move]:
        if declared.name not in self.vocabulary.contestable:
            return
        behalf = frozenset(self.vocabulary.sides)
        yield self._about(declared.name, "contest", OPENED, TRUE, behalf, protective=True)
        answering, is_joint = self.vocabulary.compiled.contestable[declared.name]
        if self._can_answer(answering, is_joint=is_joint):
            yield self._about(declared.name, "answer", OPEN, FALSE, answering)

    def _can_answer(self, sides: frozenset[str], *, is_joint: bool) -> bool:
        """Say whether two parties can answer, or two mandates, as a contest needs (protocol 12.5)."""
        if is_joint:
            return self.vocabulary.may_cross
        by = self.vocabulary.compiled.steps["answer"].by
        mandates = frozenset(chain.from_iterable(by[each] for each in sides)) - {CLOCK_MANDATE}
        return ANY_MANDATE in mandates or len(mandates) >= ANSWERS_NEEDED

    def _fall(self, name: str) -> Move:
        cautious = Val(self.vocabulary.compiled.cautious[name])
        return self._about(name, "fall", OPENED, cautious, frozenset(), bit="fact")

    def _about(
        self, name: str, kind: str, guard: Expr, value: Expr, sides: frozenset[str], *, bit: str = "doubt",
        protective: bool = False,
    ) -> Move:  # fmt: skip
        """Give a step that gives one fact, or the doubt about it, a value."""
        inputs = Inputs(f"{kind} {name}")
        reader = Reader(self.vocabulary, View(self.vocabulary), inputs)
        of = self.vocabulary.compiled.fact_kinds.get(name)
        effects = Effects(
            act=inputs.step, sets=frozenset({name}), clears=frozenset(), adds=frozenset(), starts=frozenset(),
            ends=frozenset(), assigns=frozenset(),
        )  # fmt: skip
        if of is None:
            updates = {(doubt(name) if bit == "doubt" else fact(name)).name: value}
        else:
            items = self.vocabulary.kinds[of]
            chosen = _chosen(items, inputs)
            guard = both(guard, _one_of(items, chosen, inputs))
            updates = self._moved(items, chosen, {(bit, name): value})
        updates |= self._restilled(effects, inputs)
        return self._move(
            inputs.step, kind, guard, guard, updates, reader, sides=sides, about=name, item=of,
            protective=protective,
        )  # fmt: skip

    # The kernel's, and time

    def _reopening(self) -> Move:
        inputs = Inputs("reopen")
        reader = Reader(self.vocabulary, View(self.vocabulary), inputs)
        updates = {fact(CLOSED).name: FALSE}
        step = self.vocabulary.compiled.steps["reopen"]
        return self._move(
            "reopen", "reopen", OPENED, OPENED, updates | self._restilled(step.gives, inputs), reader,
            sides=frozenset(self.vocabulary.sides),
        )  # fmt: skip

    def _time(self) -> Move:
        inputs = Inputs("time")
        reader = Reader(self.vocabulary, View(self.vocabulary), inputs)
        stilled = {
            each.name: reader.read(each.stills) for each in self.vocabulary.compiled.stilled if each.stills is not None
        }
        updates = self.periods.pass_time(inputs, stilled)
        return self._move("time", "time", TRUE, TRUE, updates, reader)

    @staticmethod
    def _move(
        name: str, kind: str, needs: Expr, comes: Expr, updates: Mapping[str, Expr], reader: Reader,
        *, sides: frozenset[str] = frozenset(), act: Act | None = None, about: str = "", item: str | None = None,
        protective: bool = False, exists: Expr = TRUE, chosen: Mapping[Pattern, Var] | None = None,
        becomes: Mapping[Pattern, Expr] | None = None,
    ) -> Move:  # fmt: skip
        return Move(
            name=name, kind=kind, needs=needs, comes=comes, updates=updates, reader=reader, sides=sides, act=act,
            about=about, item=item, protective=protective, exists=exists, chosen=chosen or {}, becomes=becomes or {},
        )  # fmt: skip


def _chosen(kind: Kind, inputs: Inputs) -> dict[Pattern, Var]:
    """Give, for each pattern, that the item in question has it."""
    return {each: inputs.truth("item", kind.count(each).name) for each in kind.patterns}


def _one_of(kind: Kind, chosen: Mapping[Pattern, Var], inputs: Inputs) -> Expr:
    """Give that the item in question exists: it has one pattern, which some item has."""
    inputs.domain += [no(both(one, other)) for one, other in combinations(chosen.values(), 2)]
    return either(*(both(var, at_most(Val(1), kind.count(pattern))) for pattern, var in chosen.items()))


def _bits(kind: Kind, chosen: Mapping[Pattern, Var]) -> Held:
    """Give what holds of the item in question."""
    return {
        bit: either(*(var for pattern, var in chosen.items() if pattern[at]))
        for at, bit in enumerate(kind.bits)
    }  # fmt: skip


def _becoming(kind: Kind, chosen: Mapping[Pattern, Var], given: Mapping[Bit, Expr]) -> dict[Pattern, Expr]:
    """Give, for each pattern, that the item in question has it after it has been given something."""
    return {
        pattern: either(*(both(var, _is(kind, {**kind.held(of), **given}, pattern)) for of, var in chosen.items()))
        for pattern in kind.patterns
    }


def _is(kind: Kind, held: Mapping[Bit, Expr], pattern: Pattern) -> Expr:
    return both(*(same(held[bit], Val(value)) for bit, value in zip(kind.bits, pattern, strict=True)))
