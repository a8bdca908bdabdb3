"""Items of a dossier, with what was said of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jisr.kernel import Deed, Docket
from jisr.node.catalogue import gettext as _
from jisr.node.queries.facts import FactShown, fact_shown
from jisr.node.queries.parts import PART_MAX, Part
from jisr.node.queries.references import References
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsShown:
    """The newest items of one kind, under the name of many of them; how many there are."""

    kind: str
    label: str
    part: Part[ItemShown]


def items_shown(
    docket: Docket, by_key: Mapping[str, Deed], codes: Mapping[str, list[str]], known: References | None = None
) -> Iterable[ItemsShown]:
    """Give some items of each kind; `known`: what references lead to."""
    if docket.compiled is None or docket.state is None:
        return
    for kind in docket.compiled.procedure.items:
        some = codes.get(kind.name)
        if some:
            shown = tuple(item_shown(docket, code, kind.name, by_key, known) for code in some)
            count = len(docket.state.items_of(kind.name))
            yield ItemsShown(kind=kind.name, label=_(kind.plural), part=Part(shown=shown, count=count))


def newest_items(docket: Docket) -> dict[str, list[str]]:
    """Give the numbers of the newest items of each kind, in their order."""
    kinds = docket.compiled.procedure.items if docket.compiled is not None else ()
    return {each.name: docket.state.items_of(each.name)[-PART_MAX:] for each in kinds} if docket.state else {}


def item_shown(
    docket: Docket, code: str, kind: str, by_key: Mapping[str, Deed], known: References | None = None
) -> ItemShown:
    """Give one item with what was said of it."""
    deed = by_key[code]
    assert docket.state is not None, "an opened dossier has a state"
    assert docket.compiled is not None, "an item is one of a procedure"
    words = tuple(said(docket, deed, by_key, known=known))
    return ItemShown(
        code=code,
        kind=kind,
        party=deed.party,
        title=words[0].value if words else code,
        said=words,
        facts=tuple(fact_shown(docket, f, code) for f in docket.compiled.procedure.facts if f.item == kind),
    )
