"""On which items an act could be done, and what they are called."""

from collections.abc import Mapping

from jisr.kernel import Deed, Docket, Step
from jisr.kernel.state import is_answered, is_open
from jisr.node.catalogue import gettext as _
from jisr.node.queries.cards import Choice, Lacking
from jisr.node.queries.facts import fact_shown
from jisr.node.queries.statements import first_value
from jisr.node.queries.words import fact_label

# So many items are offered to choose from, the newest; of more, one is named by its number.
OFFERED_MAX = 50
# Acts of the kernel that name their entry otherwise than from a list.
UNLISTED = ("correct", "contest", "erase")


def items_for(step: Step, docket: Docket, named: str = "") -> tuple[list[Choice], int] | None:
    """Give the items on which a step could be done, newest first, and how many there are besides.

    None where it takes none; `named` is one that somebody has named, offered whatever its age.
    """
    state = docket.state
    assert state is not None, "an opened dossier has a state"
    if step.kind in ("concur", "decline", "withdraw"):
        assert step.act is not None, "a step of a joint act has the act"
        codes = [code for code, each in state.proposals.items() if each["act"] == step.act.name and is_open(each)]
    elif step.kind == "answer":
        codes = [code for code, each in state.contests.items() if not is_answered(each)]
    elif step.item is None or step.kind in UNLISTED:
        return None
    else:
        codes = state.items_of(step.item)
    offered = codes[-OFFERED_MAX:]
    if named in codes and named not in offered:
        offered = [named, *offered[1:]]
    return [Choice(code=code, label=described(code, docket)) for code in offered], len(codes) - len(offered)


def described(code: str, docket: Docket, by_key: Mapping[str, Deed] | None = None) -> str:
    """Say which item this is, by the first thing that was said of it."""
    deeds = docket.deeds if by_key is None else by_key
    deed = deeds.get(code)
    words = first_value(docket, deed, deeds) if deed is not None else ""
    return f"{words} ({code})" if words else code


def said_already(
    step: Step, docket: Docket, choices: tuple[Choice, ...]
) -> tuple[tuple[Lacking, ...], tuple[Choice, ...]]:
    """Say that what would be proposed waits for an answer or holds already; leave items out that it holds of.

    The kernel would let it be proposed again: of what states something new by its fields, that
    makes sense; of the rest it only confuses.
    """
    act, state = step.act, docket.state
    if act is None or act.fields or state is None:
        return (), choices
    waiting = {each["item"] for each in state.proposals.values() if each["act"] == act.name and is_open(each)}
    if act.item is None:
        if waiting:
            return (Lacking(_("This has been proposed and waits for an answer."), act.source),), choices
        facts = [docket.compiled.facts[name] for name in act.sets]
        if facts and all(fact.item is None and state.fact(fact.name) for fact in facts):
            words = _("This holds already: %(fact)s")
            held = (words % {"fact": fact_label(each, holds=True)} for each in facts)
            return tuple(Lacking(text, each.source) for text, each in zip(held, facts, strict=True)), choices
        return (), choices
    named = [name for name in act.sets if docket.compiled.facts[name].item == act.item]
    left = tuple(
        each
        for each in choices
        if each.code not in waiting and not (named and all(state.fact(name, each.code) for name in named))
    )
    if left:
        return (), left
    return (Lacking(_("This has been said or proposed of all there is."), act.source),), left


def contestable(docket: Docket) -> tuple[tuple[str, str], ...]:
    """Give the facts that can be contested now, as a form offers them: key and words; of items the newest."""
    if docket.compiled is None or docket.state is None:
        return ()
    found = []
    for fact in docket.compiled.procedure.facts:
        for item in [None] if fact.item is None else docket.state.items_of(fact.item)[-OFFERED_MAX:]:
            one = fact_shown(docket, fact, item)
            if one.is_contestable:
                words = one.label
                if item is not None:
                    words = _("%(fact)s: %(item)s") % {"fact": one.label, "item": described(item, docket)}
                found.append((one.key, words))
    return tuple(found)


def item_lacking(docket: Docket, step: Step) -> Lacking:
    """Say that there is no item yet that an act could be about."""
    kind = next((each for each in docket.compiled.procedure.items if each.name == step.item), None)
    words = _("There is nothing here yet of this kind: %(kind)s") % {"kind": _(kind.label) if kind else step.item}
    return Lacking(words, step.act.source if step.act else "")
