"""What a correction changed, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jisr.kernel import Deed, Docket
from jisr.node.catalogue import gettext as _
from jisr.node.queries.statements import declared_of
from jisr.node.queries.values import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that reads otherwise since a correction; empty: it was or is left out."""

    label: str
    before: str
    after: str


def changes_of(docket: Docket, correction: Deed | None, by_key: Mapping[str, Deed]) -> Iterable[Change]:
    """Give the fields that a correction changed against what was first stated; none of what is no correction."""
    if correction is None or correction.entry.act != "correct":
        return
    target = by_key.get(str(correction.entry.item))
    after = correction.entry.fields.get("fields")
    if target is None or not isinstance(after, dict):
        return
    before, declared = target.entry.fields, declared_of(docket, target)
    for name in (*declared, *(each for each in {**before, **after} if each not in declared)):
        if before.get(name) != after.get(name):
            one = declared.get(name)
            was, now = (shown(one, each.get(name)) for each in (before, after))
            yield Change(label=_(one.label) if one else name, before=was, after=now)
