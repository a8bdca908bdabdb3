"""A procedure made ready for judging: its acts with those of the kernel (protocol 12.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from jisr.base import N_
from jisr.kernel.evaluate import Test, test
from jisr.kernel.fields import Checker, checker_of
from jisr.rules import (
    ALL_SIDES,
    ANY_MANDATE,
    CLOCK_MANDATE,
    EACH,
    STARTER,
    Act,
    All,
    Always,
    DeclaredFact,
    Effects,
    Fact,
    Field,
    Mentions,
    Not,
    Period,
    Procedure,
    Taking,
    Term,
    effects_of,
    mentions,
    procedure_digest,
    takes_away,
)
from jisr.rules.subject import MOVE
from jisr.rules.takes import CLOSED

FOUNDING: Final = "founding"
NOT_CLOSED: Final = Not(Fact(CLOSED))
NO_EFFECTS: Final = Effects(
    act="",
    sets=frozenset(),
    clears=frozenset(),
    adds=frozenset(),
    starts=frozenset(),
    ends=frozenset(),
    assigns=frozenset(),
)
ANSWERS_NEEDED: Final = 2
REASONS: Final = ("clerical", "mistaken", "superseded")
JOINT_KINDS: Final = frozenset({"concur", "decline", "withdraw", "conclude"})
NEEDING_NOTHING: Final = ("decline", "answer", "erase", "reopen")
MOVING_KINDS: Final = frozenset({"propose", "concur", "conclude"})

ALWAYS: Term = Always()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act that can be entered. `kind`: act, one of STEPS, or a kernel act's name.

    `act` is the declared act behind it; `item` the kind of item it takes (a declared
    kind, `proposal`, `contest`, `entry`), None if none.
    """

    name: str
    kind: str
    act: Act | None
    by: Mapping[str, frozenset[str]]
    item: str | None
    fields: Mapping[str, Field]
    on_behalf: frozenset[str]
    needs: Term
    gives: Effects
    protective: bool
    mentions: Mentions
    # Made ready once: whether the needs hold in a scene; whether fields are what they must be.
    holds: Test = field(init=False, repr=False, compare=False)
    are_fields: Checker = field(init=False, repr=False, compare=False)
    # Whether this is an act that opens a dossier; whether it attests, and so says on what it rests.
    opens: bool = field(init=False, repr=False, compare=False)
    attests: bool = field(init=False, repr=False, compare=False)
    # Whether it carries a proposal; whether it is of an act that cannot be undone in the world.
    of_proposal: bool = field(init=False, repr=False, compare=False)
    irrevocable: bool = field(init=False, repr=False, compare=False)
    # Whether it needs no more than that the dossier is not closed, as most do.
    needs_open_only: bool = field(init=False, repr=False, compare=False)
    # Whether it is a step of a move to another version, and whether it says yes to it.
    of_move: bool = field(init=False, repr=False, compare=False)
    moves: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "opens", self.act is not None and self.act.opens)
        attests = self.kind == "act" and self.act is not None and self.act.attests is not None
        object.__setattr__(self, "attests", attests)
        object.__setattr__(self, "of_proposal", self.kind in JOINT_KINDS)
        object.__setattr__(self, "irrevocable", self.act is not None and self.act.irrevocable)
        object.__setattr__(self, "needs_open_only", self.needs == NOT_CLOSED)
        of_move = self.act is not None and self.act.name == MOVE
        object.__setattr__(self, "of_move", of_move)
        object.__setattr__(self, "moves", of_move and self.kind in MOVING_KINDS)
        object.__setattr__(self, "holds", test(self.needs))
        object.__setattr__(self, "are_fields", checker_of(self.fields))

    @property
    def is_conclusion_of_two(self) -> bool:
        """Say whether this concludes a joint act where there are two parties."""
        return self.kind == "concur"


class Compiled:
    """A procedure with every act that can be entered, and what the kernel asks of it."""

    def __init__(self, procedure: Procedure, *, digest: str | None = None) -> None:
        """Compile a procedure; who has its digest already gives it, since it takes as long as all the rest."""
        self.procedure = procedure
        self.id = procedure.id
        self.digest = procedure_digest(procedure) if digest is None else digest
        self.redresses = {each.redress: each.name for each in procedure.acts if each.irrevocable}
        self.periods: dict[str, Period] = {each.name: each for each in procedure.periods}
        self.facts: dict[str, DeclaredFact] = {each.name: each for each in procedure.facts}
        self.fact_kinds = {each.name: each.item for each in procedure.facts}
        self.figure_kinds = {each.name: each.item for each in procedure.figures}
        self.parameters = {each.name: each.owner for each in procedure.parameters}
        self.cautious = {each.name: each.cautious for each in procedure.facts} | {CLOSED: True}
        for name in self.redresses.values():
            self.cautious |= {f"{name}_done": False, f"{name}_crossed": True}
        self.apart = frozenset(name for each in procedure.acts for name in mentions(each.needs).acts)
        self.due_periods = tuple(each for each in procedure.periods if each.due)
        self.due_names = frozenset(each.name for each in self.due_periods)
        self.stilled = tuple(each for each in procedure.periods if each.stills is not None)
        # Declared acts of one party that give an item or nothing, and are not asked who did them, as most are.
        self.giving_items_only = frozenset(each.name for each in procedure.acts if self._gives_item_only(each))
        self.steps = {each.name: each for each in _steps(self)}
        self.stills_mention = {each.name: mentions(each.stills) for each in self.stilled if each.stills}
        self._correcting: dict[str, Step] = {}
        self._taking: dict[tuple[str, str], Taking] = {}

    @property
    def each(self) -> bool:
        """Say whether every party is a side under its own code."""
        return self.procedure.sides == EACH

    def side_of(self, party: str, sides: Mapping[str, str]) -> str | None:
        """Give the name by which `by` calls a party's side."""
        if self.each:
            return EACH
        for side, each in sides.items():
            if each == party:
                return side
        return None

    def _gives_item_only(self, act: Act) -> bool:
        if act.opens or act.joint or act.name in self.apart or act.name in self.redresses or self.stilled:
            return False
        gives = effects_of(act)
        return not (gives.sets or gives.clears or gives.starts or gives.ends or gives.assigns)

    def joint(self, name: str) -> Act:
        """Give the joint act of which something is proposed: a declared one, or the kernel's move."""
        act = self.steps[f"propose_{name}"].act
        assert act is not None, "a proposal is of an act"
        return act

    def correcting(self, act: str) -> Step:
        """Give the step `correct`, as it is for one declared act."""
        if act not in self._correcting:
            corrected, step = self.steps[act], self.steps["correct"]
            self._correcting[act] = replace(
                step, name=f"correct {act}", act=corrected.act, by=corrected.by, fields=corrected.fields,
                on_behalf=corrected.on_behalf, needs=corrected.needs, gives=corrected.gives,
                mentions=corrected.mentions,
            )  # fmt: skip
        return self._correcting[act]

    def conflict(self, bound: str, step: Step) -> Taking:
        """Say whether a joint act and a step take away what the other needs (12.7)."""
        # A correction of what was done before a move has the words of an earlier version: those are not kept here.
        corrects = self._correcting.get(step.act.name) if step.act is not None else None
        is_own = step is corrects or step is self.steps.get(step.name)
        key = (bound, step.name)
        found = self._taking.get(key) if is_own else None
        if found is None:
            joint = self.steps[f"propose_{bound}"]
            # protocol 12.7: what only says no, answers or erases needs nothing.
            needs = Always() if step.kind in NEEDING_NOTHING else step.needs
            found = takes_away(joint.gives, needs, self.procedure) | takes_away(step.gives, joint.needs, self.procedure)
            if is_own:
                self._taking[key] = found
        return found

    @cached_property
    def mandates(self) -> Mapping[str, frozenset[str]]:
        """Give, for each side, every mandate that some declared act admits."""
        found: dict[str, set[str]] = {}
        for act in self.procedure.acts:
            for side, mandates in act.by.items():
                found.setdefault(side, set()).update(mandates)
        return {side: frozenset(each) for side, each in found.items()}

    @cached_property
    def contestable(self) -> Mapping[str, tuple[frozenset[str], bool]]:
        """Give, for each fact that can be contested, who may answer and whether it is joint (12.5)."""
        found: dict[str, tuple[frozenset[str], bool]] = {}
        for fact in self.procedure.facts:
            giving = [act for act in self.procedure.acts if _gives_other(act, fact) and not act.protective]
            if not giving or any(act.irrevocable for act in giving):
                continue
            joint = any(act.joint for act in giving)
            sides = frozenset(side for act in giving for side in act.by)
            found[fact.name] = (frozenset(self.mandates) if joint else sides, joint)
        return found


def _gives_other(act: Act, fact: DeclaredFact) -> bool:
    return fact.name in (act.clears if fact.cautious else act.sets)


def _steps(compiled: Compiled) -> Iterator[Step]:
    procedure = compiled.procedure
    due = {each.due: each.owner for each in procedure.periods if each.due}
    for act in procedure.acts:
        if act.joint:
            yield from _joint_steps(compiled, act, due)
        else:
            yield _step(compiled, act.name, "act", act, needs=_needs(compiled, act), due=due)
        if act.irrevocable:
            yield _report(compiled, act)
    yield from _kernel_steps(compiled)


def _needs(compiled: Compiled, act: Act) -> Term:
    """Give all that an act needs, the kernel's part first."""
    parts: list[Term] = [] if act.protective else [NOT_CLOSED]
    if act.opens:
        parts = []
    if act.name in compiled.redresses:
        parts.append(Fact(f"{compiled.redresses[act.name]}_crossed"))
    if not isinstance(act.needs, Always):
        parts.append(act.needs)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _step(
    compiled: Compiled,
    name: str,
    kind: str,
    act: Act | None,
    *,
    needs: Term,
    due: Mapping[str, str],
    item: str | None = None,
    bare: bool = False,
    protective: bool | None = None,
    gives: Effects | None = None,
    clock: bool = False,
) -> Step:
    assert act is not None
    by = {side: frozenset(mandates) for side, mandates in act.by.items()}
    if clock or name in due:
        owner = due.get(name, STARTER)
        sides = by if owner in (STARTER, EACH) else ({owner} if owner in by else by)
        by = {side: mandates | ({CLOCK_MANDATE} if side in sides else set()) for side, mandates in by.items()}
    redresses = [compiled.redresses[act.name]] if act.name in compiled.redresses else []
    return Step(
        name=name,
        kind=kind,
        act=act,
        by=by,
        item=item if bare else act.item,
        fields={} if bare else {each.name: each for each in act.fields},
        on_behalf=frozenset(act.on_behalf),
        needs=needs,
        gives=effects_of(act, redresses=redresses) if gives is None else gives,
        protective=act.protective if protective is None else protective,
        mentions=mentions(needs),
    )


def _joint_steps(compiled: Compiled, act: Act, due: Mapping[str, str]) -> Iterator[Step]:
    needs, name = _needs(compiled, act), act.name
    yield _step(compiled, f"propose_{name}", "propose", act, needs=needs, due=due)
    for kind in ("concur", "conclude"):
        yield _step(
            compiled, f"{kind}_{name}", kind, act, needs=needs, due=due, item="proposal", bare=True,
            clock=kind == "conclude",
        )  # fmt: skip
    yield _step(
        compiled, f"decline_{name}", "decline", act, needs=NOT_CLOSED, due=due, item="proposal", bare=True,
        gives=NO_EFFECTS,
    )  # fmt: skip
    yield _step(
        compiled, f"withdraw_{name}", "withdraw", act, needs=Always(), due=due, item="proposal", bare=True,
        gives=NO_EFFECTS, protective=True, clock=act.irrevocable,
    )  # fmt: skip


def _report(compiled: Compiled, act: Act) -> Step:
    facts = frozenset({f"{act.name}_done", f"{act.name}_crossed"})
    gives = Effects(
        act=f"report_{act.name}", sets=facts, clears=frozenset(), adds=frozenset(), starts=frozenset(),
        ends=frozenset(), assigns=frozenset(),
    )  # fmt: skip
    return _step(
        compiled, f"report_{act.name}", "report", act, needs=Always(), due={}, item=act.item, bare=True,
        gives=gives, protective=True,
    )  # fmt: skip


def _kernel_steps(compiled: Compiled) -> Iterator[Step]:
    procedure = compiled.procedure
    sides = (EACH,) if compiled.each else tuple(procedure.sides)
    any_mandate = {side: frozenset({ANY_MANDATE}) for side in sides}
    admitted = {side: compiled.mandates.get(side, frozenset({ANY_MANDATE})) for side in sides}
    behalf = frozenset(each for act in procedure.acts for each in act.on_behalf)
    opens = {side: _closing(procedure, side) or admitted[side] for side in sides}
    yield _kernel_step("correct", any_mandate, item="entry", needs=NOT_CLOSED)
    yield _kernel_step("contest", any_mandate, item="contested", on_behalf=behalf, protective=True)
    yield _kernel_step("answer", admitted, item="contest", needs=NOT_CLOSED)
    yield _kernel_step("erase", admitted, item="entry_or_none")
    reopened = Effects(
        act="reopen", sets=frozenset(), clears=frozenset({CLOSED}), adds=frozenset(), starts=frozenset(),
        ends=frozenset(), assigns=frozenset(),
    )  # fmt: skip
    yield _kernel_step("reopen", opens, gives=reopened)
    yield from _joint_steps(compiled, _move(opens), {})


def _move(by: Mapping[str, frozenset[str]]) -> Act:
    """Give the joint act `move`, open to whoever may close or open again (protocol 12.29)."""
    return Act(
        name=MOVE,
        label=N_("Move the dossier to another version of its procedure"),
        consequence=N_("From then on the new version decides what may be done here."),
        by={side: tuple(sorted(mandates)) for side, mandates in by.items()},
        fields=(
            Field(name="procedure", type="text", label=N_("Version")),
            Field(name="digest", type="hash", label=N_("Digest of that version")),
        ),
        joint=True,
    )


def _closing(procedure: Procedure, side: str) -> frozenset[str]:
    return frozenset(mandate for act in procedure.acts if act.closes for mandate in act.by.get(side, ()))


def _kernel_step(
    name: str,
    by: Mapping[str, frozenset[str]],
    *,
    item: str | None = None,
    needs: Term = ALWAYS,
    on_behalf: frozenset[str] = frozenset(),
    protective: bool = False,
    gives: Effects = NO_EFFECTS,
) -> Step:
    return Step(
        name=name,
        kind=name,
        act=None,
        by=by,
        item=item,
        fields={},
        on_behalf=on_behalf,
        needs=needs,
        gives=gives,
        protective=protective,
        mentions=mentions(needs),
    )


__all__ = ["ALL_SIDES", "MOVE", "Compiled", "Step"]
