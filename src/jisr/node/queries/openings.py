"""What an officer can do now in a dossier, what not yet, and why (pages, promise 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from jisr.base import N_, Json
from jisr.kernel import By, Deed, Docket, Step, failed, node_authority, test
from jisr.kernel.state import is_answered, is_open
from jisr.node import models
from jisr.node.queries.facts import fact_shown
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.statements import CORRECTION_REASONS, Said, said
from jisr.node.queries.timeline import is_correctable
from jisr.node.queries.unjudged import dossier_unjudged
from jisr.node.queries.words import act_label, fact_label, reasons_said
from jisr.rules import ANY_MANDATE, EACH, All, Field, Term, Within
from jisr.rules.say import Sentence

# Steps that answer what is there already; without anything to answer they are not offered.
ANSWERING = ("concur", "decline", "withdraw", "answer")
SHOWN_KINDS = ("act", "propose", "concur", "decline", "withdraw", "answer", "reopen")
# An act may have a field called `reason`: these two belong to the form of the kernel's acts.
REASON_FIELD = "correction-reason"
CONTESTED_FIELD = "contested-fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One item on which an act can be done."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One act: what it is, what follows, whether it is open, and if not what is missing."""

    name: str
    label: str
    consequence: str
    group: str
    authority: str
    mandate: str
    is_open: bool
    protective: bool
    irrevocable: bool
    joint: bool
    missing: tuple[Sentence, ...]
    fields: tuple[Field, ...]
    on_behalf: tuple[str, ...]
    items: tuple[Choice, ...]
    needs_item: bool
    kind: str = "act"
    source: str = ""
    closes: bool = False
    target: str = ""
    initial: Mapping[str, Any] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Say whether this answers what another side has said."""
        return self.kind in ("concur", "answer")

    @property
    def is_grave(self) -> bool:
        """Say whether the page should warn: what cannot be undone, or ends the dossier."""
        return self.irrevocable or self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An authority for which an officer acts, with the mandates it holds now."""

    framework: str
    authority: str
    mandates: frozenset[str]


def posts_of(officer: models.Officer, held: Reading) -> list[Post]:
    """Give an officer's posts in a framework."""
    size = held.logs.tails[own_party()].size
    rows = models.Posting.objects.filter(officer=officer, framework=held.row).order_by("authority")
    return [
        Post(
            framework=held.row.pk,
            authority=row.authority,
            mandates=held.register.mandates(held.framework, own_party(), row.authority, size),
        )
        for row in rows
    ]


def cards(officer: models.Officer, held: Reading, docket: Docket) -> list[Card]:
    """Give every act that the officer's posts could do: open ones, and those not possible yet."""
    if docket.compiled is None or docket.state is None or dossier_unjudged(held, docket) is not None:
        return []
    posts = posts_of(officer, held)
    found = []
    for step in docket.compiled.steps.values():
        if step.kind not in SHOWN_KINDS or (step.act is not None and step.act.opens):
            continue
        if step.kind == "reopen" and not docket.state.fact("closed"):
            continue
        post = _post_for(step, posts, docket)
        if post is not None:
            found.append(_card(step, post, held, docket))
    return [card for card in found if card.is_open or card.kind not in ANSWERING]


def card_for(officer: models.Officer, held: Reading, docket: Docket, act: str, item: str = "") -> Card | None:
    """Give the card of one act, those of the kernel included; `item` is what a correction corrects."""
    step = docket.compiled.steps.get(act) if docket.compiled else None
    if step is None or docket.state is None or (step.act is not None and step.act.opens):
        return None
    posts = posts_of(officer, held)
    if step.kind == "correct":
        return _correction(posts, docket, item)
    if step.kind == "contest":
        return _contest(step, posts, docket)
    post = _post_for(step, posts, docket)
    return _card(step, post, held, docket) if post and step.kind in SHOWN_KINDS else None


def correctable(officer: models.Officer, held: Reading, docket: Docket, entries: Iterable[str]) -> frozenset[str]:
    """Give those of some entries that the officer's posts may correct now."""
    if docket.compiled is None or docket.state is None:
        return frozenset()
    posts = posts_of(officer, held)
    found = {each: _correction(posts, docket, each) for each in entries}
    return frozenset(each for each, card in found.items() if card is not None and card.is_open)


def _correction(posts: Iterable["Post"], docket: Docket, item: str) -> Card | None:
    """Give the card by which an own act gets new fields: it begins with those that hold now."""
    target = docket.deeds.get(item)
    if target is None or not is_correctable(target):
        return None
    assert target.step is not None, "what can be corrected has a step"
    assert target.step.act is not None, "what can be corrected is declared"
    assert docket.state is not None, "an opened dossier has a state"
    step = docket.compiled.correcting(target.step.act.name)
    post = _post_for(step, posts, docket)
    if post is None:
        return None
    reasons = Field(
        name=REASON_FIELD,
        type="choice",
        label=N_("Why it is corrected"),
        choices=tuple(CORRECTION_REASONS.items()),
    )
    # What a correction needs beyond an open dossier depends on what is typed: it is said when it is sent.
    lacking: tuple[Json, ...] = ({"not": {"fact": "closed"}},) if docket.state.fact("closed") else ()
    return Card(
        name="correct",
        label=_("Correct: %(act)s") % {"act": _(target.step.act.label)},
        consequence=_("The new words count from now on; the old ones stay visible beside them."),
        group="kernel",
        authority=post[0],
        mandate=post[1],
        is_open=not lacking,
        protective=False,
        irrevocable=False,
        joint=False,
        missing=tuple(reasons_said(lacking, docket)),
        fields=(*step.fields.values(), reasons),
        on_behalf=(),
        items=(),
        needs_item=True,
        kind="correct",
        target=target.key,
        initial=_fields_now(docket, target),
    )


def _fields_now(docket: Docket, target: Deed) -> dict[str, Any]:
    correction = docket.state.corrected.get(target.key) if docket.state else None
    if correction:
        return dict(docket.deeds[f"{target.party}.{correction[0]}"].entry.fields["fields"])
    return dict(target.entry.fields)


def _contest(step: Step, posts: Iterable["Post"], docket: Docket) -> Card | None:
    """Give the card by which a fact is doubted: every officer of a party may."""
    post = _post_for(step, posts, docket)
    if post is None:
        return None
    choices = contestable(docket)
    facts = Field(name=CONTESTED_FIELD, type="choice", label=N_("Which fact do you contest?"), choices=choices)
    return Card(
        name="contest",
        label=_("Contest a fact"),
        consequence=_("Until two others have answered, the fact counts as it is safest."),
        group="kernel",
        authority=post[0],
        mandate=post[1],
        is_open=bool(choices),
        protective=True,
        irrevocable=False,
        joint=False,
        missing=() if choices else (Sentence(_("No fact holds here that could be contested."), "protocol 12.5"),),
        fields=(facts,),
        on_behalf=tuple(sorted(step.on_behalf)),
        items=(),
        needs_item=False,
        kind="contest",
    )


def missing_around(held: Reading, outer: Docket, needs: Term) -> tuple[Sentence, ...]:
    """Say what the dossier around lacks for one to be opened within it."""
    scene = outer.scene(held.stub(own_party(), "reopen", By(node_authority(own_party()), "clock", "node")))
    if scene is None or outer.compiled is None:
        return ()
    asked = [each for each in (needs.terms if isinstance(needs, All) else (needs,)) if isinstance(each, Within)]
    lacking = [reason for each in asked if not test(each.term)(scene) for reason in failed(each.term, scene)]
    return tuple(reasons_said(lacking, outer))


def contestable(docket: Docket) -> tuple[tuple[str, str], ...]:
    """Give every fact that can be contested now, as a form offers it: key and words."""
    if docket.compiled is None or docket.state is None:
        return ()
    found = []
    for fact in docket.compiled.procedure.facts:
        for item in [None] if fact.item is None else docket.state.items_of(fact.item):
            one = fact_shown(docket, fact, item)
            if one.is_contestable:
                words = one.label
                if item is not None:
                    words = _("%(fact)s: %(item)s") % {"fact": one.label, "item": _describe(item, docket)}
                found.append((one.key, words))
    return tuple(found)


def _post_for(step: Step, posts: Iterable[Post], docket: Docket) -> tuple[str, str] | None:
    """Give the first authority and mandate to which an act is open."""
    side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    admitted = step.by.get(side, frozenset())
    for post in posts:
        fitting = post.mandates if ANY_MANDATE in admitted else post.mandates & admitted
        if fitting:
            return post.authority, min(fitting)
    return None


def _card(step: Step, post: tuple[str, str], held: Reading, docket: Docket) -> Card:
    by = By(post[0], post[1], "o-0")
    items = _items(step, docket)
    if items is not None:
        open_items = [each for each in items if not _reasons(step, by, each.code, held, docket)]
        reasons = _reasons(step, by, items[0].code, held, docket) if items and not open_items else ()
        is_possible = bool(open_items)
        choices = tuple(open_items)
    else:
        reasons = _reasons(step, by, None, held, docket)
        is_possible, choices = not reasons, ()
    act = step.act
    missing = _missing(reasons, items, step, docket)
    if is_possible and step.kind == "propose":
        said_already, choices = _said_already(step, docket, choices)
        is_possible, missing = not said_already, said_already or missing
    return Card(
        name=step.name,
        label=act_label(docket.compiled, step.name),
        consequence=_consequence(step),
        group=act.group if act else "kernel",
        authority=post[0],
        mandate=post[1],
        is_open=is_possible,
        protective=step.protective,
        irrevocable=bool(act and act.irrevocable),
        joint=bool(act and act.joint),
        missing=missing,
        fields=tuple(step.fields.values()),
        on_behalf=tuple(sorted(step.on_behalf)),
        items=choices,
        needs_item=items is not None,
        kind=step.kind,
        source=act.source if act else "",
        closes=bool(act and act.closes and step.kind in ("act", "propose", "concur", "conclude")),
    )


def _said_already(
    step: Step, docket: Docket, choices: tuple[Choice, ...]
) -> tuple[tuple[Sentence, ...], tuple[Choice, ...]]:
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
            return (Sentence(_("This has been proposed and waits for an answer."), act.source),), choices
        facts = [docket.compiled.facts[name] for name in act.sets]
        if facts and all(fact.item is None and state.fact(fact.name) for fact in facts):
            words = _("This holds already: %(fact)s")
            held = (words % {"fact": fact_label(each, holds=True)} for each in facts)
            return tuple(Sentence(text, each.source) for text, each in zip(held, facts, strict=True)), choices
        return (), choices
    named = [name for name in act.sets if docket.compiled.facts[name].item == act.item]
    left = tuple(
        each
        for each in choices
        if each.code not in waiting and not (named and all(state.fact(name, each.code) for name in named))
    )
    if left:
        return (), left
    return (Sentence(_("This has been said or proposed of all there is."), act.source),), left


CONSEQUENCES = {
    "decline": N_("The proposal comes to nothing; it can be made again."),
    "withdraw": N_("The proposal comes to nothing, and binds your side no longer."),
    "answer": N_("You say that the fact holds in spite of the contest. It counts again when two have said so."),
    "reopen": N_("All acts of the dossier are possible again."),
}


def _consequence(step: Step) -> str:
    if step.kind in CONSEQUENCES:
        return _(CONSEQUENCES[step.kind])
    return _(step.act.consequence) if step.act and step.act.consequence else ""


def _missing(reasons: tuple[Json, ...], items: list[Choice] | None, step: Step, docket: Docket) -> tuple[Sentence, ...]:
    if items is not None and not items and step.kind in ANSWERING:
        return (Sentence(_("Nothing waits for this answer any more: it has been given, or taken back."), "4.joint"),)
    if items is not None and not items and step.act is not None and step.act.item:
        return (item_lacking(docket, step),)
    return tuple(reasons_said(reasons, docket))


def item_lacking(docket: Docket, step: Step) -> Sentence:
    """Say that there is no item yet that an act could be about."""
    kind = next((each for each in docket.compiled.procedure.items if each.name == step.item), None)
    words = _("There is nothing here yet of this kind: %(kind)s") % {"kind": _(kind.label) if kind else step.item}
    return Sentence(words, step.act.source if step.act else "")


def _reasons(step: Step, by: By, item: str | None, held: Reading, docket: Docket) -> tuple[Json, ...]:
    stub = held.stub(own_party(), step.name, by, item=item)
    stub.step = step
    # What a field decides cannot be said before the field is filled in.
    return tuple(each for each in docket.outlook(stub) if "field" not in str(each))


def _items(step: Step, docket: Docket) -> list[Choice] | None:
    """Give the items on which a step could be done; None where it takes none."""
    state = docket.state
    assert state is not None
    if step.kind in ("concur", "decline", "withdraw"):
        assert step.act is not None
        codes = [code for code, each in state.proposals.items() if each["act"] == step.act.name and is_open(each)]
    elif step.kind == "answer":
        codes = [code for code, each in state.contests.items() if not is_answered(each)]
    elif step.item is None or step.kind in ("correct", "contest", "erase"):
        return None
    else:
        codes = state.items_of(step.item)
    return [Choice(code=code, label=_describe(code, docket)) for code in codes]


def _describe(code: str, docket: Docket) -> str:
    """Say which item this is, by the first thing that was said of it."""
    deed = docket.deeds.get(code)
    if deed is None:
        return code
    words: list[Said] = list(said(docket, deed, docket.deeds))
    return f"{words[0].value} ({code})" if words else code
