"""Items of a dossier, with what was said of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jisr.kernel import Deed, Docket
from jisr.node.queries.facts import FactShown, fact_shown
from jisr.node.queries.statements import Said, said


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """One item with what its act said and the facts that hold of it."""

    code: str
    kind: str
    party: str
    title: str
    said: tuple[Said, ...]
    facts: tuple[FactShown, ...]


def items_shown(docket: Docket, by_key: Mapping[str, Deed]) -> Iterable[tuple[str, tuple[ItemShown, ...]]]:
    """Give the items of each kind, under the name of many of them."""
    if docket.compiled is None or docket.state is None:
        return
    for kind in docket.compiled.procedure.items:
        found = tuple(_item(docket, code, kind.name, by_key) for code in docket.state.items_of(kind.name))
        if found:
            yield _(kind.plural), found


def _item(docket: Docket, code: str, kind: str, by_key: Mapping[str, Deed]) -> ItemShown:
    deed = by_key[code]
    assert docket.state is not None, "an opened dossier has a state"
    assert docket.compiled is not None, "an item is one of a procedure"
    words = tuple(said(docket, deed, by_key))
    return ItemShown(
        code=code,
        kind=kind,
        party=deed.party,
        title=words[0].value if words else code,
        said=words,
        facts=tuple(fact_shown(docket, f, code) for f in docket.compiled.procedure.facts if f.item == kind),
    )
