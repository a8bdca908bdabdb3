"""What an officer sees of a framework: a dossier about a person only by a mandate that one of its acts names.

The rule is written once: of a dossier as judged (`Sight.admits`), and as a condition on what the store holds
(`seen_in`), for what is listed, counted and found without being judged. R3; data protection: who needs it for the task.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL

from jisr.base import Party
from jisr.kernel import Compiled, Docket, Framework, Register
from jisr.node import models
from jisr.node.queries.postings import posted
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH

_Row = TypeVar("_Row", bound=Model)
# A condition with its arguments; written out, since to put a query together takes longer than to answer it.
Condition = tuple[str, tuple[Any, ...]]
NOBODY: Final[frozenset[str]] = frozenset()
# What everybody in a framework may do, and what a node does by itself, makes nobody's mandate.
UNNAMED: Final = frozenset({ANY_MANDATE, CLOCK_MANDATE})
UNSEEN: Final = (
    "NOT EXISTS (SELECT 1 FROM dossier AS unseen"
    " WHERE unseen.framework_id = {framework} AND unseen.code = {dossier} AND ({hidden}))"
)
ANY_OF: Final = "SELECT 1 FROM dossier WHERE framework_id = %s AND procedure IN ({procedures}) LIMIT 1"
# Of rows that are of one framework anyway: the condition names it itself.
HERE: Final = "unseen.framework_id"
# Who takes a side of a dossier, by the side's name.
SIDE: Final = {"sqlite": "json_extract(unseen.sides, '$.\"' || %s || '\"')", "postgresql": "unseen.sides ->> %s"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is seen of a framework. `seen`: of each procedure of which something is not, by digest, as which sides."""

    framework: str = ""
    party: str = ""
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # Names of procedures of which nothing is seen, and of those of which some is.
    kinds: frozenset[str] = NOBODY
    mixed: frozenset[str] = NOBODY
    # Whether the framework has any dossier of these procedures: where it has none, nothing need be left out.
    hides: bool = False

    def admits(self, docket: Docket) -> bool:
        """Say whether a dossier is seen."""
        compiled = docket.compiled
        if not self.seen or compiled is None or compiled.digest not in self.seen:
            return True
        return compiled.side_of(self.party, docket.sides) in self.seen[compiled.digest]

    def hidden(self) -> Condition:
        """Give the condition that a row of `dossier`, called `unseen`, is one that is not seen."""
        sql, values = ["unseen.framework_id = %s"], [self.framework]
        whole = sorted(digest for digest, sides in self.seen.items() if not sides)
        parts, told = [f"unseen.digest IN ({_marks(whole)})"] if whole else [], list(whole)
        for digest, sides in sorted(self.seen.items()):
            if sides:
                ours = " OR ".join([f"coalesce({SIDE[connection.vendor]}, '') = %s"] * len(sides))
                parts.append(f"(unseen.digest = %s AND NOT ({ours}))")
                told += [digest, *(value for side in sorted(sides) for value in (side, self.party))]
        return " AND ".join([*sql, f"({' OR '.join(parts)})"]), (*values, *told)


# Of who asks at the machine itself, and of what a node does by itself.
EVERYTHING: Final = Sight()


def named_of(compiled: Compiled, side: str | None) -> frozenset[str]:
    """Give the mandates that a procedure's acts name for a side."""
    if side is None:
        return NOBODY
    named = compiled.mandates
    return (named.get(side, NOBODY) | named.get(EACH, NOBODY)) - UNNAMED


def named_in(docket: Docket, party: str) -> frozenset[str] | None:
    """Give the mandates by which a party's officers see a dossier; None: it is of no person, and a post is enough."""
    compiled = docket.compiled
    if compiled is None or not compiled.procedure.persons:
        return None
    return named_of(compiled, compiled.side_of(party, docket.sides))


def sight_of(officer: models.Officer, framework: Framework, register: Register, party: Party, size: int) -> Sight:
    """Give what an officer sees of a framework now; where it has no procedure about persons nothing is asked."""
    about = [each for each in framework.procedures.values() if each.procedure.persons]
    if not about:
        return EVERYTHING
    posts = posted(officer, framework.id)
    held = [each.narrowed(register.mandates(framework, party, each.authority, size)) for each in posts]
    found = sight_by(NOBODY.union(*held), framework, party, about)
    return replace(found, hides=_are_any(framework.id, sorted(framework.procedures[each].id for each in found.seen)))


def _are_any(framework: str, procedures: Collection[str]) -> bool:
    if not procedures:
        return False
    with connection.cursor() as cursor:
        cursor.execute(ANY_OF.format(procedures=_marks(procedures)), (framework, *procedures))
        return cursor.fetchone() is not None


def sight_by(mandates: Collection[str], framework: Framework, party: str, about: Iterable[Compiled]) -> Sight:
    """Give what is seen by some mandates, `about` being the procedures about persons."""
    seen: dict[str, frozenset[str]] = {}
    for each in about:
        sides = frozenset({EACH} if each.each else each.procedure.sides)
        admitted = frozenset(side for side in sides if named_of(each, side).intersection(mandates))
        # Where there are more parties than sides one may take none, and sees nothing.
        if admitted != sides or not (each.each or len(framework.parties) <= len(sides)):
            seen[each.digest] = admitted
    whole = {digest for digest, sides in seen.items() if not sides}
    names: dict[str, set[str]] = {}
    for digest, each in framework.procedures.items():
        names.setdefault(each.procedure.name, set()).add(digest)
    return Sight(
        framework=framework.id,
        party=party,
        seen=seen,
        kinds=frozenset(name for name, digests in names.items() if digests <= whole),
        mixed=frozenset(name for name, digests in names.items() if digests & seen.keys() and not digests <= whole),
    )


def seen_in(sights: Iterable[Sight], framework: str, dossier: str) -> list[Condition]:
    """Give the condition that what a row says is seen, by its columns for framework and dossier; none where all is."""
    hidden = [each.hidden() for each in sights if each.hides]
    if not hidden:
        return []
    told = " OR ".join(sql for sql, _ in hidden)
    values = tuple(value for _, some in hidden for value in some)
    return [(UNSEEN.format(framework=framework, dossier=dossier, hidden=told), values)]


def only_seen(rows: QuerySet[_Row], sights: Iterable[Sight], dossier: str = "dossier") -> QuerySet[_Row]:
    """Keep those rows of a table, by its column for the dossier, of which the dossier is seen."""
    table = rows.model._meta.db_table
    return seen_at(rows, sights, f"{table}.framework_id", f"{table}.{dossier}")


def only_seen_of(rows: QuerySet[models.Entry], sight: Sight) -> QuerySet[models.Entry]:
    """Keep those entries of one framework of which the dossier is seen."""
    return seen_at(rows, [sight], HERE, "entry.dossier")


def seen_at(rows: QuerySet[_Row], sights: Iterable[Sight], framework: str, dossier: str) -> QuerySet[_Row]:
    """Keep those rows of which the dossier is seen, by what gives its framework and number."""
    for sql, values in seen_in(sights, framework, dossier):
        rows = rows.filter(RawSQL(sql, values, output_field=BooleanField()))
    return rows


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


__all__ = [
    "EVERYTHING",
    "HERE",
    "Condition",
    "Sight",
    "named_in",
    "named_of",
    "only_seen",
    "only_seen_of",
    "seen_at",
    "seen_in",
    "sight_by",
    "sight_of",
]
