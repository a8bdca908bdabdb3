"""For which authority an officer can do an act, and how its fields are typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from jisr.base import Json
from jisr.kernel import Compiled, Step
from jisr.node import models
from jisr.node.errors import NotYours, UnknownThing
from jisr.node.queries.openings import posts_of
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.words import sentences
from jisr.node.services.acts import Wish
from jisr.rules import ANY_MANDATE, EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An authority and the mandate under which it acts."""

    authority: str
    mandate: str


def post_for(wish: Wish, officer: models.Officer, *, authority: str = "", mandate: str = "") -> Post:
    """Give the first of an officer's posts to which an act is open; of those named, if any are."""
    held = reading(wish.framework)
    compiled = _compiled(held, wish.dossier, wish.procedure)
    step = compiled.steps.get(wish.act) if compiled else None
    if step is None:
        raise UnknownThing(f"no act {wish.act} in {compiled.id if compiled else 'a procedure that is not here'}")
    for post in posts_of(officer, held):
        if authority and post.authority != authority:
            continue
        fitting = sorted(_fitting(step, held, wish, post.mandates))
        chosen = [each for each in fitting if not mandate or each == mandate]
        if chosen:
            return Post(authority=post.authority, mandate=chosen[0])
    raise NotYours(f"{officer.username} acts for no authority that may {wish.act}")


def _fitting(step: Step, held: Reading, wish: Wish, mandates: frozenset[str]) -> frozenset[str]:
    """Give the mandates held to which a step is open on this party's side; `*` is open to all."""
    if wish.dossier is not None and wish.dossier != "framework":
        docket = held.docket(wish.dossier)
        side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    else:
        side = next((name for name, party in (wish.sides or {}).items() if party == own_party()), EACH)
    admitted = step.by.get(side) or step.by.get(EACH, frozenset())
    return mandates if ANY_MANDATE in admitted else mandates & admitted


def _compiled(held: Reading, dossier: str | None, procedure: str | None) -> Compiled | None:
    if dossier == "framework":
        return held.framework.framework_compiled()
    if dossier is not None:
        return held.docket(dossier).compiled
    if procedure is None:
        raise UnknownThing("no procedure named for the dossier to open")
    known = [each for each in held.framework.versions.values() if each is not None]
    return held.framework.procedures.get(known[-1].procedures.get(procedure, "")) if known else None


def field_types(framework: str, dossier: str | None, procedure: str | None, act: str) -> dict[str, str]:
    """Give the types of an act's fields, by name; those of the kernel's own acts are texts."""
    compiled = _compiled(reading(framework), dossier, procedure)
    step = compiled.steps.get(act) if compiled else None
    return {name: field.type for name, field in step.fields.items()} if step else {}


def said_reasons(reasons: Sequence[Json], framework: str, dossier: str, procedure: str | None) -> list[str]:
    """Say in words what stands against an act."""
    compiled = _compiled(reading(framework), None if dossier == "-" else dossier, procedure)
    said = sentences(reasons, compiled.procedure if compiled else None)
    return [
        f"{each.text} ({each.source})" if each.source and each.source not in reasons else each.text for each in said
    ]


__all__ = ["Post", "field_types", "post_for", "said_reasons"]
