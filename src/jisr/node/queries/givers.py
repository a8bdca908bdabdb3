"""Who can give what an act lacks: the acts that would, and who may do them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from jisr.base import N_, Json, canonical
from jisr.kernel import Compiled, Docket
from jisr.node.catalogue import gettext as _
from jisr.node.queries.cards import Lacking
from jisr.node.queries.enough import Part, Reason, arranged, has_ways
from jisr.node.queries.linked import LINKED
from jisr.node.queries.people import either, listed, mandate_name, party_name
from jisr.node.queries.words import reasons_said
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH, Act, Term
from jisr.rules.say import Sentence

# Of several acts that would do, so many are named.
NAMED_MAX = 3
INSIDE = ("every", "some")
ONE_IS_ENOUGH = N_("It is enough that one of these is put right:")


def lacking_said(reasons: Iterable[Json], docket: Docket, term: Term | None = None) -> tuple[Lacking, ...]:
    """Say each reason in words, with its source and by whom it is mended.

    `term`: the condition that fails, where one is known; of what it has several ways to, one is enough.
    """
    found = tuple(reasons)
    said = dict(zip(map(canonical, found), reasons_said(found, docket), strict=True))
    if term is None or not has_ways(term):
        return tuple(_lacking(each, said[canonical(each)], docket) for each in found)
    return tuple(_part_said(each, said, docket) for each in arranged(found, term))


def _lacking(reason: Json, said: Sentence, docket: Docket) -> Lacking:
    return Lacking(said.text, said.source, tuple(givers(docket, reason)))


def _part_said(part: Part, said: Mapping[bytes, Sentence], docket: Docket) -> Lacking:
    if isinstance(part, Reason):
        return _lacking(orjson.loads(part.spelt), said[part.spelt], docket)
    ways = tuple(tuple(_part_said(each, said, docket) for each in way) for way in part.ways)
    told = (f"({number}) {' '.join(each.text for each in way)}" for number, way in enumerate(ways, 1))
    return Lacking(f"{_(ONE_IS_ENOUGH)} {' '.join(told)}", "", ways=ways)


def givers(docket: Docket, reason: Json) -> Iterator[str]:
    """Say by which acts of whom a condition that fails would hold."""
    for here, name, holds in _facts(docket, reason):
        if here.compiled is None:
            continue
        if name == "closed":
            if not holds:
                yield _("By opening the dossier again.")
            continue
        acts = [each for each in here.compiled.procedure.acts if name in (each.sets if holds else each.clears)]
        for act in acts[:NAMED_MAX]:
            yield _giver(here, act)


def _facts(docket: Docket | None, reason: Any, *, holds: bool = True) -> Iterator[tuple[Docket, str, bool]]:
    """Give the facts that a condition asks for: in which dossier, which, and whether it must hold."""
    if docket is None or not isinstance(reason, dict):
        return
    ((word, body),) = reason.items()
    if word == LINKED:
        # Who gives it is said on the page of that dossier.
        return
    if word == "fact":
        yield docket, str(body), holds
    elif word == "not":
        yield from _facts(docket, body, holds=not holds)
    elif word == "within":
        yield from _facts(docket.outer, body, holds=holds)
    elif word in INSIDE:
        yield from _facts(docket, body[1], holds=holds)
    elif word in ("all", "any"):
        for each in body:
            yield from _facts(docket, each, holds=holds)


def _giver(docket: Docket, act: Act) -> str:
    if act.joint:
        words = _("By “%(act)s”: all sides together, each by: %(mandates)s.")
        mandates = {each for admitted in act.by.values() for each in admitted}
        return words % {"act": _(act.label), "mandates": _mandates(mandates)}
    words = _("By “%(act)s”: %(who)s.")
    return words % {"act": _(act.label), "who": listed(list(_who(docket, docket.compiled, act)))}


def _who(docket: Docket, compiled: Compiled, act: Act) -> Iterator[str]:
    """Name the sides that may, each with its mandates."""
    for side, admitted in act.by.items():
        party = docket.sides.get(side)
        if compiled.each or side == EACH or party is None:
            yield _("any side (%(mandates)s)") % {"mandates": _mandates(admitted)}
        else:
            yield _("%(party)s (%(mandates)s)") % {"party": party_name(party), "mandates": _mandates(admitted)}


def _mandates(admitted: Iterable[str]) -> str:
    """Name mandates as one phrase; what the node does by itself comes last."""
    names = [mandate_name(each) for each in sorted(admitted) if each not in (CLOCK_MANDATE, ANY_MANDATE)]
    if ANY_MANDATE in admitted:
        names.append(_("every post"))
    if CLOCK_MANDATE in admitted:
        names.append(_("the node, by itself"))
    return either(names)
