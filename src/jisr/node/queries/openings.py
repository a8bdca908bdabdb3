"""What an officer can do now in a dossier, what not yet, and why (pages, promise 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import orjson

from jisr.base import N_, Json
from jisr.kernel import By, Docket, Step, failed, node_authority, test
from jisr.kernel.compiled import MOVE
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.attested import attested_lacking
from jisr.node.queries.cards import ANSWERING, Card, Choice, Lacking
from jisr.node.queries.enough import has_ways
from jisr.node.queries.givers import lacking_said
from jisr.node.queries.holders import SECONDED_KINDS, Post, needs_second, post_for_step, posts_of
from jisr.node.queries.items_offered import contestable, item_lacking, items_for, said_already
from jisr.node.queries.kernel_acts import (
    BASIS_FIELD,
    CONTESTED_FIELD,
    ERASED_FIELD,
    EVERYTHING,
    REASON_FIELD,
    contest_card,
    correction_card,
    erase_card,
)
from jisr.node.queries.moving import PROPOSE_MOVE, moves_shown, targets
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.unjudged import dossier_unjudged
from jisr.node.queries.words import act_label, consequence_said
from jisr.rules import All, Field, Term, Within

SHOWN_KINDS = ("act", "propose", "concur", "decline", "withdraw", "answer", "reopen")


def cards(posts: Sequence[Post], held: Reading, docket: Docket, *, officer: models.Officer | None = None) -> list[Card]:
    """Give every act that an officer's posts could do: open ones, and those not possible yet.

    `officer`: whom what lacks in a linked domestic dossier is said to, if they have a post there.
    """
    if docket.compiled is None or docket.state is None or dossier_unjudged(held, docket) is not None:
        return []
    # Most of what is not open lacks what others lack, too: it is said once.
    found, said = [], dict[bytes, tuple[Lacking, ...]]()
    for step in docket.compiled.steps.values():
        if step.kind not in SHOWN_KINDS or (step.act is not None and step.act.opens):
            continue
        if step.kind == "reopen" and not docket.state.fact("closed"):
            continue
        if step.name == PROPOSE_MOVE and not targets(held, docket):
            continue
        # To what nobody has proposed there is no answer: half of a procedure's steps are answers.
        if step.kind in ANSWERING and items_for(step, docket, "") == ([], 0):
            continue
        post = post_for_step(step, posts, docket)
        if post is not None:
            card = _card(step, post, held, docket, said=said)
            found.append(_attesting(card, step, held, docket, officer))
    return [card for card in found if card.is_open or card.kind not in ANSWERING]


def card_for(
    posts: Sequence[Post],
    held: Reading,
    docket: Docket,
    act: str,
    item: str = "",
    *,
    officer: models.Officer | None = None,
) -> Card | None:
    """Give the card of one act, those of the kernel included; `item` is what it would be about."""
    step = docket.compiled.steps.get(act) if docket.compiled else None
    if step is None or docket.state is None or (step.act is not None and step.act.opens):
        return None
    if step.kind == "correct":
        return correction_card(posts, docket, item)
    if step.kind == "contest":
        return contest_card(step, posts, docket)
    if step.kind == "erase":
        return erase_card(step, posts, held, docket, item)
    post = post_for_step(step, posts, docket)
    if post is None or step.kind not in SHOWN_KINDS:
        return None
    card = _card(step, post, held, docket, item)
    if step.moves:
        return replace(card, moves=tuple(moves_shown(held, docket, _towards(step, held, docket, item))))
    return _attesting(card, step, held, docket, officer)


def _towards(step: Step, held: Reading, docket: Docket, item: str) -> tuple[str, ...]:
    """Name the versions to which a step of a move leads: those that can be proposed, or what was proposed."""
    if step.kind == "propose":
        return targets(held, docket)
    assert docket.state is not None, "asked before"
    asked = [docket.state.proposals.get(each) for each in ([item] if item else docket.state.open)]
    return tuple(each["fields"]["procedure"] for each in asked if each is not None and each["act"] == MOVE)


def _attesting(card: Card, step: Step, held: Reading, docket: Docket, officer: models.Officer | None) -> Card:
    """Hold an act that attests against the linked domestic dossier, too."""
    lacking = attested_lacking(held, docket, step, officer) if step.attests else ()
    return replace(card, is_open=False, missing=(*card.missing, *lacking_said(lacking, docket))) if lacking else card


def correctable(posts: Sequence[Post], docket: Docket, entries: Iterable[str]) -> frozenset[str]:
    """Give those of some entries that an officer's posts may correct now."""
    if docket.compiled is None or docket.state is None:
        return frozenset()
    found = {each: correction_card(posts, docket, each) for each in entries}
    return frozenset(each for each, card in found.items() if card is not None and card.is_open)


def missing_around(held: Reading, outer: Docket, needs: Term) -> tuple[Lacking, ...]:
    """Say what the dossier around lacks for one to be opened within it."""
    scene = outer.scene(held.stub(own_party(), "reopen", By(node_authority(own_party()), "clock", "node")))
    if scene is None or outer.compiled is None:
        return ()
    asked = [each for each in (needs.terms if isinstance(needs, All) else (needs,)) if isinstance(each, Within)]
    lacking = [reason for each in asked if not test(each.term)(scene) for reason in failed(each.term, scene)]
    return lacking_said(lacking, outer)


def _card(
    step: Step,
    post: tuple[str, str],
    held: Reading,
    docket: Docket,
    item: str = "",
    *,
    said: dict[bytes, tuple[Lacking, ...]] | None = None,
) -> Card:
    by = By(post[0], post[1], "o-0")
    found = items_for(step, docket, item)
    items, unoffered = found if found is not None else (None, 0)
    if items is not None:
        open_items = [each for each in items if not _reasons(step, by, each.code, held, docket)]
        reasons = _reasons(step, by, items[-1].code, held, docket) if items and not open_items else ()
        # Of what is not offered nobody has asked yet: its number may be typed.
        is_possible = bool(open_items) or unoffered > 0
        choices = tuple(open_items)
    else:
        reasons = _reasons(step, by, None, held, docket)
        is_possible, choices = not reasons, ()
    act = step.act
    missing = _missing(reasons, items, step, docket, {} if said is None else said)
    if is_possible and step.kind == "propose":
        already, choices = said_already(step, docket, choices)
        is_possible, missing = not already or unoffered > 0, already or missing
    return Card(
        name=step.name,
        label=act_label(docket.compiled, step.name),
        consequence=_consequence(step, docket),
        group=act.group if act else "kernel",
        authority=post[0],
        mandate=post[1],
        is_open=is_possible,
        protective=step.protective,
        irrevocable=bool(act and act.irrevocable and step.kind in SECONDED_KINDS),
        joint=bool(act and act.joint),
        missing=missing,
        fields=_fields(step, held, docket),
        on_behalf=tuple(sorted(step.on_behalf)),
        items=choices,
        needs_item=items is not None,
        kind=step.kind,
        source=act.source if act else "",
        closes=bool(act and act.closes and step.kind in SECONDED_KINDS),
        unoffered=unoffered,
        second_officer=needs_second(step),
        takes_nothing_back=_takes_nothing_back(step, held, docket),
        is_move=step.moves,
    )


def _fields(step: Step, held: Reading, docket: Docket) -> tuple[Field, ...]:
    """Give the fields of a form; of a move a choice of versions, whose digest the node fills in."""
    if step.name != PROPOSE_MOVE:
        return tuple(step.fields.values())
    choices = tuple((each, each) for each in targets(held, docket))
    return (replace(step.fields["procedure"], type="choice", choices=choices),)


def _takes_nothing_back(step: Step, held: Reading, docket: Docket) -> bool:
    """Say whether an act only takes back what is not given now.

    It is possible all the same: it counts against whoever gives it at the same time elsewhere (protocol 5.3).
    """
    act, state = step.act, docket.state
    if act is None or state is None or not act.clears or act.item or step.kind != "act":
        return False
    does_more = (act.sets, act.assigns, act.adds, act.starts, act.ends, act.closes, act.joint, act.attests)
    if any(does_more) or any(state.fact(each) for each in act.clears):
        return False
    # What a domestic act calls for it calls for in a shared dossier only.
    return act.echo is None or not is_linked(held, docket)


def is_linked(held: Reading, docket: Docket) -> bool:
    """Say whether a shared dossier is linked to a domestic one."""
    return models.Link.objects.filter(domestic=held.row, dossier=docket.id).exists()


CONSEQUENCES = {
    "decline": N_("The proposal comes to nothing; it can be made again."),
    "withdraw": N_("The proposal comes to nothing, and binds your side no longer."),
    "answer": N_("You say that the fact holds in spite of the contest. It counts again when two have said so."),
    "reopen": N_("All acts of the dossier are possible again."),
}


def _consequence(step: Step, docket: Docket) -> str:
    if step.kind in CONSEQUENCES:
        return _(CONSEQUENCES[step.kind])
    compiled = docket.compiled
    return consequence_said(step.act, compiled.procedure) if step.act is not None and compiled is not None else ""


def _missing(
    reasons: tuple[Json, ...],
    items: list[Choice] | None,
    step: Step,
    docket: Docket,
    said: dict[bytes, tuple[Lacking, ...]],
) -> tuple[Lacking, ...]:
    if items is not None and not items and step.kind in ANSWERING:
        return (Lacking(_("Nothing waits for this answer any more: it has been given, or taken back."), "4.joint"),)
    if items is not None and not items and step.act is not None and step.act.item:
        return (item_lacking(docket, step),)
    # Conditions with several ways say the same reasons each in its own order.
    term = step.needs if reasons and has_ways(step.needs) else None
    key = orjson.dumps([reasons, step.name if term is not None else ""])
    if key not in said:
        said[key] = lacking_said(reasons, docket, term)
    return said[key]


def _reasons(step: Step, by: By, item: str | None, held: Reading, docket: Docket) -> tuple[Json, ...]:
    stub = held.stub(own_party(), step.name, by, item=item)
    stub.step = step
    # What a field decides cannot be said before the field is filled in.
    return tuple(each for each in docket.outlook(stub) if "field" not in str(each))


__all__ = [
    "ANSWERING",
    "BASIS_FIELD",
    "CONTESTED_FIELD",
    "ERASED_FIELD",
    "EVERYTHING",
    "REASON_FIELD",
    "Card",
    "Choice",
    "Lacking",
    "Post",
    "card_for",
    "cards",
    "contestable",
    "correctable",
    "item_lacking",
    "missing_around",
    "posts_of",
]
