"""What one step brings with it: chosen by who acts, or by nobody."""

from dataclasses import dataclass, field

from jisr.prove.expressions import NOUGHT, Expr, Var, at_most


@dataclass(slots=True)
class Inputs:
    """What one step brings with it, by names of its own, and between what it lies."""

    step: str
    domain: list[Expr] = field(default_factory=list)
    # What was brought so far: the part it plays, and what it is about.
    roles: dict[Var, tuple[str, str]] = field(default_factory=dict)
    _made: dict[tuple[str, str], Var] = field(default_factory=dict)

    def truth(self, role: str, about: str = "") -> Var:
        """Give a truth that the step brings."""
        return self._make(role, about, is_number=False)

    def number(self, role: str, about: str = "", *, from_nought: bool = False) -> Var:
        """Give a number that the step brings."""
        found = self._make(role, about, is_number=True)
        if from_nought:
            self.domain.append(at_most(NOUGHT, found))
        return found

    def _make(self, role: str, about: str, *, is_number: bool) -> Var:
        if (role, about) not in self._made:
            found = self._made[role, about] = Var(f"in:{self.step}:{role} {about}", is_number)
            self.roles[found] = (role, about)
        return self._made[role, about]
