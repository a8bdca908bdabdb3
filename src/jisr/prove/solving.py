"""The solver: the one place that knows Z3. Formulas in, answers out (protocol 6).

Z3 is read when the first question is asked, so that nothing else waits for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from jisr.base.limits import PROOF_SECONDS_MAX
from jisr.prove.expressions import AtMost, Contrary, Either, Every, Expr, If, Same, Sum, Val, Var, variables

Values = Mapping[str, bool | int]
MILLISECONDS: Final = 1_000


class Undecided(Exception):
    """The solver has given no answer within its time."""


class Solver:
    """Questions to Z3; what is assumed lasts until it is dropped."""

    def __init__(self) -> None:
        import z3  # type: ignore[import-untyped]  # it has no types

        self._z3: Any = z3
        self._context: Any = z3.main_ctx()
        self._solver = z3.SolverFor("QF_LIA")
        self._solver.set("timeout", PROOF_SECONDS_MAX * MILLISECONDS)
        self._made: dict[int, Any] = {}
        self._kept: list[Expr] = []
        self._assumed: list[tuple[Expr, ...]] = []
        self._named: dict[str, Any] = {}
        self._model: Any = None
        self.questions = 0

    def assume(self, *exprs: Expr) -> None:
        """Assume what follows, above what is assumed already."""
        self._solver.push()
        self._assumed.append(exprs)
        for each in exprs:
            self._solver.add(self._term(each))

    def drop(self) -> None:
        """Drop what was assumed last."""
        self._assumed.pop()
        self._solver.pop()

    @contextmanager
    def given(self, *exprs: Expr) -> Iterator[None]:
        """Assume what is asked within: read once for many questions, and dropped whatever becomes of them."""
        self.assume(*exprs)
        try:
            yield
        finally:
            self.drop()

    def find(self, *exprs: Expr) -> bool:
        """Say whether these can hold together; then `values` tells how."""
        self.questions += 1
        # What is assumed is not read again.
        known = {id(each) for assumed in self._assumed for each in assumed}
        self._solver.push()
        for each in exprs:
            if id(each) not in known:
                self._solver.add(self._term(each))
        answer = self._solver.check()
        self._model = self._solver.model() if answer == self._z3.sat else None
        self._solver.pop()
        if answer == self._z3.unknown:
            raise Undecided
        return bool(answer == self._z3.sat)

    def follows(self, expr: Expr, *given: Expr) -> bool:
        """Say whether something follows from what is given and assumed."""
        return not self.find(*given, Contrary(expr))

    def values(self, wanted: Iterable[Var]) -> dict[str, bool | int]:
        """Give the values of variables in the answer found last."""
        found: dict[str, bool | int] = {}
        for var in wanted:
            value = self._model.eval(self._var(var), model_completion=True)
            found[var.name] = value.as_long() if var.is_number else bool(self._z3.is_true(value))
        return found

    def values_of(self, truths: Mapping[str, Expr]) -> dict[str, bool | int]:
        """Give the values of truths in the answer found last."""
        return {name: self.holds(each) for name, each in truths.items()}

    def holds(self, expr: Expr) -> bool:
        """Say whether something holds in the answer found last."""
        return bool(self._z3.is_true(self._model.eval(self._term(expr), model_completion=True)))

    def _var(self, var: Var) -> Any:
        found = self._named.get(var.name)
        if found is None:
            found = self._named[var.name] = (self._z3.Int if var.is_number else self._z3.Bool)(var.name)
        return found

    def _term(self, expr: Expr) -> Any:
        found = self._made.get(id(expr))
        if found is None:
            found = self._made[id(expr)] = self._translated(expr)
            # An expression that is known by its place in memory must stay there.
            self._kept.append(expr)
        return found

    def _translated(self, expr: Expr) -> Any:
        z3 = self._z3
        match expr:
            case Var():
                return self._var(expr)
            case Val():
                return z3.BoolVal(expr.value) if isinstance(expr.value, bool) else z3.IntVal(expr.value)
            case Every():
                return self._of_many(z3.Z3_mk_and, z3.BoolRef, expr.parts)
            case Either():
                return self._of_many(z3.Z3_mk_or, z3.BoolRef, expr.parts)
            case Contrary():
                return self._of(z3.Z3_mk_not, z3.BoolRef, expr.part)
            case If():
                kind = z3.BoolRef if z3.is_bool(self._term(expr.then)) else z3.ArithRef
                return self._of(z3.Z3_mk_ite, kind, expr.test, expr.then, expr.other)
            case Sum():
                return self._of_many(z3.Z3_mk_add, z3.ArithRef, expr.parts)
            case AtMost():
                return self._of(z3.Z3_mk_le, z3.BoolRef, expr.left, expr.right)
            case Same():
                return self._of(z3.Z3_mk_eq, z3.BoolRef, expr.left, expr.right)

    # A formula's parts are of one sort by its making, which Z3's own operators would ask of each of them again.

    def _of(self, make: Any, kind: Any, *parts: Expr) -> Any:
        refs = [self._term(each).as_ast() for each in parts]
        return kind(make(self._context.ref(), *refs), self._context)

    def _of_many(self, make: Any, kind: Any, parts: Sequence[Expr]) -> Any:
        refs = [self._term(each).as_ast() for each in parts]
        array = (self._z3.Ast * len(refs))(*refs)
        return kind(make(self._context.ref(), len(refs), array), self._context)


def named(exprs: Iterable[Expr]) -> tuple[Var, ...]:
    """Give the variables of expressions, in order of their names."""
    found = variables(*exprs)
    return tuple(found[name] for name in sorted(found))
