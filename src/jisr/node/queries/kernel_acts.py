"""The acts that every procedure has: new words for an own act, a fact contested, sealed content erased."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import ngettext

from jisr.base import N_, Json
from jisr.kernel import Deed, Docket, Step
from jisr.node.catalogue import gettext as _
from jisr.node.queries.cards import Card, Lacking
from jisr.node.queries.erased import BASES, OFFERED_MAX, erasable_in
from jisr.node.queries.givers import lacking_said
from jisr.node.queries.holders import Post, needs_second, post_for_step
from jisr.node.queries.items_offered import contestable
from jisr.node.queries.reading import Reading
from jisr.node.queries.statements import CORRECTION_REASONS
from jisr.node.queries.timeline import is_correctable
from jisr.rules import Field

# An act may have a field called `reason`: these two belong to the form of the kernel's acts.
REASON_FIELD = "correction-reason"
CONTESTED_FIELD = "contested-fact"
ERASED_FIELD, BASIS_FIELD = "erased-content", "erasure-basis"
# Beside the numbers of acts: everything that the own side has sealed in the dossier.
EVERYTHING = "everything"
NOTHING_SEALED = N_("Your side has sealed nothing here that could be erased.")


def correction_card(posts: Iterable[Post], docket: Docket, item: str) -> Card | None:
    """Give the card by which an own act gets new fields: it begins with those that hold now."""
    target = docket.deeds.get(item)
    if target is None or not is_correctable(target):
        return None
    assert target.step is not None, "what can be corrected has a step"
    assert target.step.act is not None, "what can be corrected is declared"
    assert docket.state is not None, "an opened dossier has a state"
    step = docket.words_of(target).correcting(target.step.act.name)
    post = post_for_step(step, posts, docket)
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
        missing=lacking_said(lacking, docket),
        fields=(*step.fields.values(), reasons),
        on_behalf=(),
        items=(),
        needs_item=True,
        kind="correct",
        target=target.key,
        initial=_fields_now(docket, target),
        second_officer=needs_second(target.step),
    )


def _fields_now(docket: Docket, target: Deed) -> dict[str, Any]:
    correction = docket.state.corrected.get(target.key) if docket.state else None
    if correction:
        return dict(docket.deeds[f"{target.party}.{correction[0]}"].entry.fields["fields"])
    return dict(target.entry.fields)


def contest_card(step: Step, posts: Iterable[Post], docket: Docket) -> Card | None:
    """Give the card by which a fact is doubted: every officer of a party may."""
    post = post_for_step(step, posts, docket)
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
        missing=() if choices else (Lacking(_("No fact holds here that could be contested."), "protocol 12.5"),),
        fields=(facts,),
        on_behalf=tuple(sorted(step.on_behalf)),
        items=(),
        needs_item=False,
        kind="contest",
    )


def erase_card(step: Step, posts: Iterable[Post], held: Reading, docket: Docket, item: str = "") -> Card | None:
    """Give the card by which sealed content of the own side is erased, one act's or all."""
    post = post_for_step(step, posts, docket)
    if post is None:
        return None
    erasable = erasable_in(held, docket)
    everything = ngettext(
        "All that your side has sealed in this dossier: %(count)s act",
        "All that your side has sealed in this dossier: %(count)s acts",
        len(erasable),
    )
    named = [each for each in erasable if each[0] == item] + [each for each in erasable if each[0] != item]
    choices = ((EVERYTHING, everything % {"count": len(erasable)}), *named[:OFFERED_MAX])
    what = Field(name=ERASED_FIELD, type="choice", label=N_("What is to be erased?"), choices=choices)
    basis = Field(name=BASIS_FIELD, type="choice", label=N_("On which legal basis?"), choices=tuple(BASES.items()))
    return Card(
        name="erase",
        label=_("Erase sealed content"),
        consequence=_(
            "What is erased is lost for good: on this node and on those of all readers the text and its key are"
            " destroyed, and no copy of a database brings it back. That it was stated, when, by whom and to whom stays"
            " in the logs, and every proof still holds. What was given out before, as a bundle or on paper, is not"
            " reached. The legal basis is read by all parties."
        ),
        group="kernel",
        authority=post[0],
        mandate=post[1],
        is_open=bool(erasable),
        protective=False,
        irrevocable=True,
        joint=False,
        missing=() if erasable else (Lacking(_(NOTHING_SEALED), "protocol 12.5"),),
        fields=(what, basis),
        on_behalf=(),
        items=(),
        needs_item=False,
        kind="erase",
        source="protocol 7.3",
        initial={ERASED_FIELD: item} if item else {},
    )
