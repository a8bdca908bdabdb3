"""For which authorities an officer acts, and to which of them a step is open."""

from collections.abc import Iterable
from dataclasses import dataclass

from jisr.kernel import Docket, Step
from jisr.node import models
from jisr.node.queries.postings import posted
from jisr.node.queries.reading import Reading, own_party
from jisr.rules import ANY_MANDATE, EACH

# Steps that carry an act on: what is grave about it is so at these, and no declining or withdrawing.
SECONDED_KINDS = ("act", "propose", "concur", "conclude")
CORRECT = "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An authority for which an officer acts, with those of its mandates that the officer may use now."""

    framework: str
    authority: str
    mandates: frozenset[str]


def posts_of(officer: models.Officer, held: Reading) -> list[Post]:
    """Give an officer's posts in a framework."""
    size = held.logs.tails[own_party()].size
    return [
        Post(
            framework=held.row.pk,
            authority=each.authority,
            mandates=each.narrowed(held.register.mandates(held.framework, own_party(), each.authority, size)),
        )
        for each in posted(officer, held.row.pk)
    ]


def post_for_step(step: Step, posts: Iterable[Post], docket: Docket) -> tuple[str, str] | None:
    """Give the first authority and mandate to which a step is open."""
    admitted = admitted_to(step, docket)
    for post in posts:
        fitting = post.mandates if ANY_MANDATE in admitted else post.mandates & admitted
        if fitting:
            return post.authority, min(fitting)
    return None


def admitted_to(step: Step, docket: Docket) -> frozenset[str]:
    """Give the mandates to which a step is open on this party's side."""
    side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    return step.by.get(side, frozenset())


def seconded_step(docket: Docket | None, act: str, item: str | None) -> Step | None:
    """Give the step whose declaration says whether two answer for an act: a correction is held to what it corrects."""
    if docket is None or docket.compiled is None:
        return None
    step = docket.compiled.steps.get(act)
    if step is None or step.kind != CORRECT:
        return step
    target = docket.deeds.get(item or "")
    return target.step if target is not None else None


def needs_second(step: Step | None) -> bool:
    """Say whether this node writes a step only when a second officer has looked at it."""
    if step is None or step.act is None or step.kind not in SECONDED_KINDS:
        return False
    return step.act.second_officer


__all__ = ["Post", "admitted_to", "needs_second", "post_for_step", "posts_of", "seconded_step"]
