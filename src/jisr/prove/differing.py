"""What a new version of a procedure adds and drops: guarantees, conditions, and what protects (protocol 9.7).

A guarantee is kept if the new version's guarantees for the same act, or for all time, imply it; so is a condition if
the act's new conditions imply it. A drop is refused unless the manifest names and reasons it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from jisr.base import N_, JisrError, Phrase, canonical
from jisr.prove.expressions import Expr, both, either, no
from jisr.prove.proving import Proving
from jisr.prove.solving import Undecided
from jisr.prove.telling import TermSaid
from jisr.rules import Act, All, Period, Procedure, Term, mentions, write_term

GUARANTEE = "guarantee"
CONDITION = "condition"
PROTECTION = "protection"

KEPT_SAID: Mapping[tuple[str, bool], str] = {
    (GUARANTEE, True): N_("adds the guarantee: %(what)s"),
    (GUARANTEE, False): N_("drops the guarantee: %(what)s"),
    (CONDITION, True): N_("adds to what “%(act)s” needs: %(what)s"),
    (CONDITION, False): N_("drops from what “%(act)s” needs: %(what)s"),
    (PROTECTION, True): N_("adds an act that protects: %(what)s"),
    (PROTECTION, False): N_("drops an act that protects: %(what)s"),
}


class Dropped(JisrError):
    """A version that drops what an earlier one guaranteed, and the manifest does not say why."""

    advice = N_(
        "Keep it, or name it with the reason in the manifest: under `moves` where dossiers move, else under `drops`."
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(N_("%(name)s is dropped without a reason"), name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that the new version adds or drops; `name`: by which a manifest calls it."""

    name: str
    kind: str
    is_added: bool
    act: str | None
    said: Phrase
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that a new version adds and drops."""

    added: tuple[Change, ...]
    dropped: tuple[Change, ...]

    def unreasoned(self, reasons: Mapping[str, str]) -> tuple[Change, ...]:
        """Give the drops that have no reason."""
        return tuple(each for each in self.dropped if not reasons.get(each.name, "").strip())


def hold_drops(old: Procedure, new: Procedure, reasons: Mapping[str, str]) -> None:
    """Refuse a version that drops anything which the manifest does not name and reason (protocol 9.7)."""
    for change in difference(old, new).unreasoned(reasons):
        raise Dropped(change.name)


def difference(old: Procedure, new: Procedure) -> Difference:
    """Say what a new version adds and drops."""
    return Difference(added=tuple(_lost(new, old, is_added=True)), dropped=tuple(_lost(old, new, is_added=False)))


def _lost(one: Procedure, other: Procedure, *, is_added: bool) -> Iterator[Change]:
    """Give what the one has and the other does not."""
    against = _Against(one, other)
    for guarantee in one.guarantees:
        if not against.implies(guarantee.term, guarantee.at, _guaranteed(other, guarantee.at)):
            yield _change(
                one, GUARANTEE, guarantee.name, guarantee.at, Phrase(guarantee.label), is_added, guarantee.source
            )
    for act in one.acts:
        if any(each.name == act.name for each in other.acts):
            needs = _conditions(_act(other, act.name))
            for term in _conditions(act):
                if not against.implies(term, act.name, needs):
                    name = f"{act.name}: {canonical(write_term(term)).decode()}"
                    yield _change(one, CONDITION, name, act.name, TermSaid(term, one), is_added, act.source)
        if act.protective and not _protects(other, act.name):
            yield _change(one, PROTECTION, act.name, act.name, Phrase(act.label), is_added, act.source)


def _change(
    procedure: Procedure, kind: str, name: str, act: str | None, what: Phrase, is_added: bool, source: str
) -> Change:  # fmt: skip
    label = Phrase(_act(procedure, act).label) if act else ""
    said = Phrase(KEPT_SAID[kind, is_added], what=what, act=label)
    return Change(name=name, kind=kind, is_added=is_added, act=act, said=said, source=source)


def _guaranteed(procedure: Procedure, at: str | None) -> list[Term]:
    # What is shown of an act is a guarantee of it, by whatever name.
    return [each.term for each in procedure.guarantees if each.at == at]


def _conditions(act: Act) -> list[Term]:
    return list(act.needs.terms) if isinstance(act.needs, All) else [act.needs]


def _act(procedure: Procedure, name: str) -> Act:
    return next(each for each in procedure.acts if each.name == name)


def _protects(procedure: Procedure, name: str) -> bool:
    return any(each.name == name and each.protective for each in procedure.acts)


@dataclass
class _Against:
    """The terms of one version held against those of another, in the words that both have."""

    one: Procedure
    other: Procedure
    _proving: dict[str, Proving] = field(default_factory=dict)

    @cached_property
    def _periods(self) -> set[str]:
        """Give the periods that both versions measure alike."""
        others = [_measured(each) for each in self.other.periods]
        return {each.name for each in self.one.periods if _measured(each) in others}

    def implies(self, term: Term, at: str | None, given: Sequence[Term]) -> bool:
        """Say whether a term follows from others; one that speaks of what the others' version does not have: no."""
        if term in given:
            return True
        shared = [each for each in (term, *given) if self._is_known(each, at)]
        if term not in shared:
            return False
        proving = self._proving.setdefault("one", Proving(self.one))
        move = proving.machine.moves.get(at or "")
        reader = move.reader if move is not None else proving.machine.reader
        wanted, known = reader.read(term), [reader.read(each) for each in given if each in shared]
        domain = move.domain if move is not None else both()
        # Of what is never to be, the new version must exclude all that the old one did.
        broken: Expr = both(*known, no(wanted)) if at is not None else both(wanted, no(either(*known)))
        try:
            return not proving.solver.find(proving.machine.well_formed, domain, broken)
        except Undecided:
            return False  # what is not shown is not called kept

    def _is_known(self, term: Term, at: str | None) -> bool:
        """Say whether both versions have what a term speaks of, and the act at which it is held."""
        named = mentions(term)
        for procedure in (self.one, self.other):
            has = {
                "facts": {each.name for each in procedure.facts} | _kernel_facts(procedure),
                "items": {each.name for each in procedure.items},
                # The same words about a period that has another length say something else.
                "periods": self._periods,
                "figures": {each.name for each in procedure.figures},
            }
            if any(getattr(named, kind) - names for kind, names in has.items()):
                return False
            if at is not None and all(each.name != at for each in procedure.acts):
                return False
        return True


def _measured(period: Period) -> Period:
    return replace(period, label="", source="", due=None)


def _kernel_facts(procedure: Procedure) -> set[str]:
    irrevocable = [each.name for each in procedure.acts if each.irrevocable]
    return {"closed", *(f"{name}_{end}" for name in irrevocable for end in ("done", "crossed"))}
