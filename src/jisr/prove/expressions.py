"""Formulas over truths and whole numbers: made once, read by the solver and by the walker alike.

Makers fold what is constant, so that a formula mentions only what decides it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, eq=False)
class Var:
    """A part of a state, or an input of a step; `is_number`: a whole number, else a truth."""

    name: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Val:
    """A constant."""

    value: bool | int


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All of them."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of them at least."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Contrary:
    """Not so."""

    part: "Expr"


@dataclass(frozen=True, slots=True, eq=False)
class If:
    """One of two, by a truth."""

    test: "Expr"
    then: "Expr"
    other: "Expr"


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The sum of numbers."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True, eq=False)
class AtMost:
    """One number is not greater than another."""

    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """Two numbers, or two truths, are the same."""

    left: "Expr"
    right: "Expr"


Expr = Var | Val | Every | Either | Contrary | If | Sum | AtMost | Same

TRUE: Final = Val(True)
FALSE: Final = Val(False)
NOUGHT: Final = Val(0)


def both(*parts: Expr) -> Expr:
    """Give what holds if all of these hold."""
    kept: list[Expr] = []
    for part in parts:
        if isinstance(part, Val):
            if not part.value:
                return FALSE
        elif isinstance(part, Every):
            kept += part.parts
        else:
            kept.append(part)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else Every(tuple(kept))


def either(*parts: Expr) -> Expr:
    """Give what holds if one of these holds."""
    kept: list[Expr] = []
    for part in parts:
        if isinstance(part, Val):
            if part.value:
                return TRUE
        elif isinstance(part, Either):
            kept += part.parts
        else:
            kept.append(part)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Either(tuple(kept))


def no(part: Expr) -> Expr:
    """Give the contrary."""
    if isinstance(part, Val):
        return FALSE if part.value else TRUE
    return part.part if isinstance(part, Contrary) else Contrary(part)


def implies(one: Expr, other: Expr) -> Expr:
    """Give that the one never holds without the other."""
    return either(no(one), other)


def when(test: Expr, then: Expr, other: Expr) -> Expr:
    """Give the one if the test holds, else the other."""
    if isinstance(test, Val):
        return then if test.value else other
    if then is other:
        return then
    if isinstance(then, Val) and isinstance(other, Val) and isinstance(then.value, bool):
        return (TRUE if then.value else FALSE) if then.value == other.value else (test if then.value else no(test))
    return If(test, then, other)


def plus(*parts: Expr) -> Expr:
    """Give the sum of numbers."""
    known = sum(int(each.value) for each in parts if isinstance(each, Val))
    kept: list[Expr] = [each for each in parts if not isinstance(each, Val)]
    if not kept:
        return Val(known)
    if known:
        kept.append(Val(known))
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def at_most(left: Expr, right: Expr) -> Expr:
    """Give that one number is not greater than the other."""
    if isinstance(left, Val) and isinstance(right, Val):
        return TRUE if left.value <= right.value else FALSE
    return AtMost(left, right)


def less(left: Expr, right: Expr) -> Expr:
    """Give that one number is less than the other."""
    return no(at_most(right, left))


def same(left: Expr, right: Expr) -> Expr:
    """Give that both are the same."""
    if isinstance(left, Val) and isinstance(right, Val):
        return TRUE if left.value == right.value else FALSE
    if isinstance(left, Val):
        left, right = right, left
    if isinstance(right, Val) and isinstance(right.value, bool):
        return left if right.value else no(left)
    return Same(left, right)


def least(parts: Iterable[Expr]) -> Expr:
    """Give the least of some numbers."""
    found, *others = parts
    for each in others:
        found = when(at_most(found, each), found, each)
    return found


def greatest(parts: Iterable[Expr]) -> Expr:
    """Give the greatest of some numbers."""
    found, *others = parts
    for each in others:
        found = when(at_most(each, found), found, each)
    return found


def after(expr: Expr, updates: Mapping[str, Expr]) -> Expr:
    """Give an expression as it reads when variables have been given other values."""
    return After(updates).of(expr)


class Mentioned:
    """Which variables expressions mention, each a bit of a number: what many share is read once."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        # An expression that is known by its place in memory must stay there.
        self._known: dict[int, tuple[Expr, int]] = {}

    def of(self, expr: Expr) -> int:
        """Give the bits of all that an expression mentions."""
        found = self._known.get(id(expr))
        if found is None:
            bits = self._bit(expr.name) if isinstance(expr, Var) else 0
            for each in parts_of(expr):
                bits |= self.of(each)
            found = self._known[id(expr)] = (expr, bits)
        return found[1]

    def bits(self, names: Iterable[str]) -> int:
        """Give the bits of some names."""
        found = 0
        for each in names:
            found |= self._bit(each)
        return found

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))


class After:
    """How expressions read when variables have been given other values; what many share is read once.

    `mentioned`: which variables they mention, shared by many that are asked of the same expressions.
    """

    def __init__(self, updates: Mapping[str, Expr], mentioned: "Mentioned | None" = None) -> None:
        self.updates, self._mentioned = updates, mentioned
        self._changed = 0 if mentioned is None else mentioned.bits(updates)
        # An expression that is known by its place in memory must stay there.
        self._known: dict[int, tuple[Expr, Expr]] = {}

    def of(self, expr: Expr) -> Expr:
        """Give one of them; of which nothing is changed, itself."""
        kind = type(expr)
        if kind is Val:
            return expr
        if kind is Var:
            return self.updates.get(expr.name, expr)  # type: ignore[union-attr]  # a variable, as was just asked
        found = self._known.get(id(expr))
        if found is None:
            if self._mentioned is not None and not self._mentioned.of(expr) & self._changed:
                return expr
            before = parts_of(expr)
            parts = [self.of(each) for each in before]
            is_same = all(one is other for one, other in zip(before, parts, strict=True))
            found = self._known[id(expr)] = (expr, expr if is_same else _of_parts(expr, parts))
        return found[1]


def _of_parts(expr: Expr, parts: Sequence[Expr]) -> Expr:
    match expr:
        case Var() | Val():
            return expr
        case Every():
            return both(*parts)
        case Either():
            return either(*parts)
        case Contrary():
            return no(parts[0])
        case If():
            return when(*parts)
        case Sum():
            return plus(*parts)
        case AtMost():
            return at_most(*parts)
        case Same():
            return same(*parts)


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Give what an expression is made of."""
    match expr:
        case Every() | Either() | Sum():
            return expr.parts
        case Var() | Val():
            return ()
        case Contrary():
            return (expr.part,)
        case If():
            return (expr.test, expr.then, expr.other)
        case AtMost() | Same():
            return (expr.left, expr.right)


def variables(*exprs: Expr) -> dict[str, Var]:
    """Give the variables that expressions mention, by name."""
    return {each.name: each for each in every_part(*exprs) if isinstance(each, Var)}


def every_part(*exprs: Expr) -> Iterator[Expr]:
    """Give all that expressions are made of, themselves included, each once."""
    seen: set[int] = set()
    waiting = list(exprs)
    while waiting:
        expr = waiting.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        yield expr
        waiting += parts_of(expr)
