"""Clocks and periods as numbers: when a period has begun, its two ends, and how they move (protocol 3.3, 6).

A party's clock only grows. An act may have seen less of it than there is: it reads clocks that lag behind. `over`
is reached when the clock that the period runs on has reached its end, `running` until the greatest has reached the
end counted from the start itself; what stills a period moves both ends on, by any amount.
"""

from collections.abc import Iterable
from typing import Final

from jisr.prove.expressions import (
    FALSE,
    NOUGHT,
    TRUE,
    Expr,
    Val,
    Var,
    at_most,
    both,
    either,
    greatest,
    implies,
    least,
    less,
    no,
    plus,
    same,
    when,
)
from jisr.prove.inputs import Inputs
from jisr.prove.vocabulary import Vocabulary
from jisr.rules import EACH, Act, Period

LEAST: Final = Var("clock:least", is_number=True)
GREATEST: Final = Var("clock:greatest", is_number=True)


def clock(side: str) -> Var:
    """Give the latest time that a side has stated."""
    return Var(f"clock:{side}", is_number=True)


def begun(period: str) -> Var:
    """Give whether a period has begun."""
    return Var(f"begun:{period}")


def ends(period: str) -> Var:
    """Give whether a period that has begun has an end."""
    return Var(f"ends:{period}")


def over_at(period: str) -> Var:
    """Give when a period is over."""
    return Var(f"over:{period}", is_number=True)


def runs_to(period: str) -> Var:
    """Give until when a period is running."""
    return Var(f"runs:{period}", is_number=True)


def nominal(period: str) -> Var:
    """Give when a period ends that nothing stills."""
    return Var(f"nominal:{period}", is_number=True)


def clock_of(period: str) -> Var:
    """Give the clock of whoever started a period that runs on the starter's."""
    return Var(f"clock of:{period}", is_number=True)


class View:
    """The clocks as an act reads them; without `inputs`: as they are."""

    def __init__(self, vocabulary: Vocabulary, inputs: Inputs | None = None, own: str | None = None) -> None:
        self.vocabulary, self.inputs, self.own = vocabulary, inputs, own
        self._seen: dict[str, Expr] = {}
        self._held: set[str] = set()

    def least(self) -> Expr:
        """Give the least clock."""
        if self.vocabulary.sides == (EACH,):
            return self._read(LEAST)
        return least(self._read(clock(each)) for each in self.vocabulary.sides)

    def greatest(self) -> Expr:
        """Give the greatest clock."""
        if self.vocabulary.sides == (EACH,):
            return self._read(GREATEST)
        return greatest(self._read(clock(each)) for each in self.vocabulary.sides)

    def of(self, period: Period) -> Expr:
        """Give the clock that a period runs on."""
        if self.vocabulary.is_common(period):
            return self.least()
        if self.vocabulary.is_own_clock(period):
            return self._read(clock_of(period.name)) if self.vocabulary.may_cross else self.least()
        return self._read(clock(period.runs_on))

    def over(self, period: Period) -> Expr:
        """Give that a period is over."""
        self._hold(period)
        return both(begun(period.name), ends(period.name), at_most(over_at(period.name), self.of(period)))

    def running(self, period: Period) -> Expr:
        """Give that a period is running."""
        self._hold(period)
        return both(begun(period.name), ends(period.name), less(self.greatest(), runs_to(period.name)))

    def _read(self, var: Var) -> Expr:
        if self.inputs is None or not self.vocabulary.may_cross or var.name == self.own:
            return var
        if var.name not in self._seen:
            seen = self.inputs.number("seen", var.name)
            self._seen[var.name] = seen
            self.inputs.domain.append(at_most(seen, var))
            self._bound(var, seen)
        return self._seen[var.name]

    def _bound(self, var: Var, seen: Expr) -> None:
        """Let what an act has seen of the least clock be no more than of the greatest."""
        assert self.inputs is not None
        if var.name == GREATEST.name:
            self.inputs.domain.append(at_most(self._read(LEAST), seen))
        elif var.name.startswith("clock of:"):
            self.inputs.domain += [at_most(self.least(), seen), at_most(seen, self.greatest())]

    def _hold(self, period: Period) -> None:
        """Let no period be both over and running, by whatever clocks an act has seen."""
        if self.inputs is None or period.name in self._held:
            return
        self._held.add(period.name)
        self.inputs.domain.append(orderly(period, self))


def orderly(period: Period, view: View) -> Expr:
    """Give that as much time at least is left until `over` as `running` lasts."""
    over, runs = over_at(period.name), runs_to(period.name)
    return implies(
        both(begun(period.name), ends(period.name)), _in_order(period, over, runs, view.of(period), view.greatest())
    )


def _in_order(period: Period, over: Expr, runs: Expr, mine: Expr, last: Expr) -> Expr:
    if period.stills is None:
        return at_most(runs, over)
    # What is stilled until one clock and until a later one differ by as much as these clocks at most.
    return at_most(plus(runs, mine), plus(over, last))


class Periods:
    """The periods of a procedure, and what acts and time do to them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.now = View(vocabulary)

    def clocks(self) -> tuple[Var, ...]:
        """Give every clock."""
        if self.vocabulary.sides == (EACH,):
            return (LEAST, GREATEST)
        return tuple(clock(each) for each in self.vocabulary.sides)

    def variables(self) -> Iterable[Var]:
        """Give the parts of a state that clocks and periods are."""
        yield from self.clocks()
        for period in self.vocabulary.procedure.periods:
            yield from (begun(period.name), ends(period.name), over_at(period.name), runs_to(period.name))
            if period.stills is not None:
                yield nominal(period.name)
            if self.has_starter(period):
                yield clock_of(period.name)

    def has_starter(self, period: Period) -> bool:
        """Say whether it matters who started a period."""
        return self.vocabulary.is_own_clock(period) and self.vocabulary.may_cross

    def well_formed(self) -> Iterable[Expr]:
        """Give what holds of clocks and periods in every state."""
        if self.vocabulary.sides == (EACH,):
            yield at_most(LEAST, GREATEST)
        for period in self.vocabulary.procedure.periods:
            yield orderly(period, self.now)
            if self.has_starter(period):
                mine = clock_of(period.name)
                within = both(at_most(self.now.least(), mine), at_most(mine, self.now.greatest()))
                yield implies(begun(period.name), within)

    def time_of(self, act: Act, inputs: Inputs) -> Expr:
        """Give the time at which an act is done: that of whoever does it."""
        sides = tuple(act.by)
        if len(sides) == 1 and sides != (EACH,):
            return clock(sides[0])
        at = inputs.number("time")
        if sides == (EACH,):
            inputs.domain += [at_most(LEAST, at), at_most(at, GREATEST)]
        else:
            inputs.domain.append(either(*(same(at, clock(each)) for each in sides)))
        return at

    def start(self, period: Period, act: Act, inputs: Inputs) -> dict[str, Expr]:
        """Give what a start does: both ends anew, or, where it crosses an earlier start, the later and the earlier."""
        name, at = period.name, self.time_of(act, inputs)
        nominal_end, has_end = self._end(period, act, at, inputs)
        mine = at if self.has_starter(period) else self.now.of(period)
        over, runs = self._stilled(period, nominal_end, mine, inputs)
        if self.vocabulary.is_common(period) and self.vocabulary.may_cross:
            over = plus(over, inputs.number("late", name, from_nought=True))
        may_cross = self.vocabulary.may_cross and not act.opens
        crosses = both(inputs.truth("crosses", name), begun(name)) if may_cross else FALSE
        found = {
            begun(name).name: TRUE,
            ends(name).name: both(has_end, either(no(crosses), ends(name))),
            over_at(name).name: when(crosses, greatest((over_at(name), over)), over),
            runs_to(name).name: when(crosses, least((runs_to(name), runs)), runs),
        }
        if period.stills is not None:
            found[nominal(name).name] = nominal_end
        if self.has_starter(period):
            found[clock_of(name).name] = when(crosses, least((clock_of(name), at)), at)
        return found

    def _end(self, period: Period, act: Act, at: Expr, inputs: Inputs) -> tuple[Expr, Expr]:
        length = inputs.number("length", period.name)
        shortest, longest = self.vocabulary.length(period)
        inputs.domain.append(at_most(Val(shortest), length))
        if longest is not None:
            inputs.domain.append(at_most(length, Val(longest)))
        field_ = next((each for each in act.fields if each.name == period.until), None)
        if field_ is None:
            return plus(at, length), Val(period.length is not None)
        stated = TRUE if field_.required else inputs.truth("states", field_.name)
        until = inputs.number("until", period.name)
        return when(stated, until, plus(at, length)), either(stated, Val(period.length is not None))

    def _stilled(self, period: Period, end: Expr, mine: Expr, inputs: Inputs) -> tuple[Expr, Expr]:
        if period.stills is None:
            return end, end
        over = plus(end, inputs.number("stilled over", period.name, from_nought=True))
        runs = plus(end, inputs.number("stilled running", period.name, from_nought=True))
        inputs.domain.append(_in_order(period, over, runs, mine, self.now.greatest()))
        return over, runs

    def restill(self, period: Period, inputs: Inputs) -> dict[str, Expr]:
        """Give what becomes of both ends when what stills a period has changed: any that are not before the nominal."""
        over, runs = self._stilled(period, nominal(period.name), self.now.of(period), inputs)
        return {over_at(period.name).name: over, runs_to(period.name).name: runs}

    def rewrite(self, period: Period, inputs: Inputs) -> dict[str, Expr]:
        """Give what a correction of the date at which a period ends does: any date, or none."""
        over, runs = inputs.number("over", period.name), inputs.number("runs", period.name)
        inputs.domain.append(_in_order(period, over, runs, self.now.of(period), self.now.greatest()))
        found: dict[str, Expr] = {over_at(period.name).name: over, runs_to(period.name).name: runs}
        found[ends(period.name).name] = inputs.truth("ends", period.name)
        if period.stills is not None:
            found[nominal(period.name).name] = inputs.number("nominal", period.name)
        return found

    def pass_time(self, inputs: Inputs, stilled: dict[str, Expr]) -> dict[str, Expr]:
        """Give what time does: clocks grow, and where `stilled` holds, ends with them, by as much at most."""
        found: dict[str, Expr] = {}
        for each in self.clocks():
            found[each.name] = plus(each, inputs.number("passes", each.name, from_nought=True))
        if self.vocabulary.sides == (EACH,):
            inputs.domain.append(at_most(found[LEAST.name], found[GREATEST.name]))
        later = _Later(self.vocabulary, found)
        for period in self.vocabulary.procedure.periods:
            if self.has_starter(period):
                mine = plus(clock_of(period.name), inputs.number("passes", period.name, from_nought=True))
                found[clock_of(period.name).name] = mine
                within = both(at_most(later.least(), mine), at_most(mine, later.greatest()))
                inputs.domain.append(implies(begun(period.name), within))
            if period.name in stilled:
                found |= self._still(period, stilled[period.name], later, inputs)
        return found

    def _still(self, period: Period, stilled: Expr, later: "_Later", inputs: Inputs) -> dict[str, Expr]:
        over = inputs.number("stills over", period.name, from_nought=True)
        runs = inputs.number("stills running", period.name, from_nought=True)
        moved = {over_at(period.name).name: plus(over_at(period.name), over)}
        moved[runs_to(period.name).name] = plus(runs_to(period.name), runs)
        inputs.domain += [
            at_most(plus(over, self.now.of(period)), later.of(period)),
            at_most(plus(runs, self.now.greatest()), later.greatest()),
            either(stilled, same(runs, NOUGHT)),
            # A clock that lags behind may still come to a stretch that has ended since.
            either(stilled, same(over, NOUGHT), less(self.now.of(period), self.now.greatest())),
            implies(
                both(begun(period.name), ends(period.name)),
                _in_order(
                    period,
                    moved[over_at(period.name).name],
                    moved[runs_to(period.name).name],
                    later.of(period),
                    later.greatest(),
                ),
            ),
        ]
        return moved


class _Later(View):
    """The clocks after time has passed."""

    def __init__(self, vocabulary: Vocabulary, moved: dict[str, Expr]) -> None:
        super().__init__(vocabulary)
        self._moved = moved

    def _read(self, var: Var) -> Expr:
        return self._moved.get(var.name, var)
