"""The loader: a declaration is put in force only if nothing is wrong with it (protocol 4.8)."""

from collections.abc import Iterable
from typing import Final

from jisr.rules import (
    checks_acts,
    checks_crossing,
    checks_linked,
    checks_names,
    checks_periods,
    checks_values,
    checks_words,
)
from jisr.rules.errors import Finding, NotLoadable
from jisr.rules.linked import linked_with
from jisr.rules.procedure import Procedure
from jisr.rules.subject import Check, Subject

CHECKS: Final[tuple[Check, ...]] = (
    *checks_names.CHECKS,
    *checks_values.CHECKS,
    *checks_acts.CHECKS,
    *checks_periods.CHECKS,
    *checks_crossing.CHECKS,
    *checks_words.CHECKS,
    *checks_linked.CHECKS,
)


def check(
    procedure: Procedure,
    *,
    withheld: frozenset[str] = frozenset(),
    outer: Procedure | None = None,
    domestic: Iterable[Procedure] = (),
) -> tuple[Finding, ...]:
    """Give all that is wrong with a declaration.

    `withheld`: words of the linked domestic procedure. `outer`: the procedure that this
    one is within; without it, what is read there is not held against it. `domestic`: those
    of the own state; of the linked ones among them the withheld words count, too.
    """
    known = outer if outer is not None and outer.name == procedure.within else None
    linked = linked_with(procedure, domestic)
    words = withheld.union(*(each.withheld for each in linked))
    subject = Subject(procedure, words, known, linked)
    return tuple(each for rule in CHECKS for each in rule.findings(subject))


def check_beside(procedure: Procedure, others: Iterable[Procedure]) -> tuple[Finding, ...]:
    """Give all that is wrong with a declaration among those that are in force with it: alone, and in each around it."""
    outers: list[Procedure | None] = [each for each in others if each.name == procedure.within]
    found = [each for outer in (outers or [None]) for each in check(procedure, outer=outer)]
    return tuple(dict.fromkeys(found))


def load(
    procedure: Procedure,
    *,
    withheld: frozenset[str] = frozenset(),
    outer: Procedure | None = None,
    domestic: Iterable[Procedure] = (),
) -> Procedure:
    """Give the procedure back, or refuse it with every finding at once."""
    findings = check(procedure, withheld=withheld, outer=outer, domestic=domestic)
    if findings:
        raise NotLoadable(procedure.id, findings)
    return procedure
