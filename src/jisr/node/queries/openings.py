"""What an officer can do now in a dossier, what not yet, and why (pages, promise 3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jisr.base import Json
from jisr.kernel import By, Docket, Step
from jisr.kernel.state import is_open
from jisr.node import models
from jisr.node.queries.dossiers import Said, said
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.words import act_label, sentences
from jisr.rules import ANY_MANDATE, EACH, Field
from jisr.rules.say import Sentence

SHOWN_KINDS = ("act", "propose", "concur", "decline", "withdraw")


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
    waiting: bool = False


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
    if docket.compiled is None or docket.state is None:
        return []
    posts = posts_of(officer, held)
    found = []
    for step in docket.compiled.steps.values():
        if step.kind not in SHOWN_KINDS or (step.act is not None and step.act.opens):
            continue
        post = _post_for(step, posts, docket)
        if post is not None:
            card = _card(step, post, held, docket)
            if card is not None:
                found.append(card)
    return found


def card_for(officer: models.Officer, held: Reading, docket: Docket, act: str) -> Card | None:
    """Give the card of one act, those of the kernel included."""
    step = docket.compiled.steps.get(act) if docket.compiled else None
    if step is None:
        return None
    post = _post_for(step, posts_of(officer, held), docket)
    return _card(step, post, held, docket) if post else None


def _post_for(step: Step, posts: Iterable[Post], docket: Docket) -> tuple[str, str] | None:
    """Give the first authority and mandate to which an act is open."""
    side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    admitted = step.by.get(side, frozenset())
    for post in posts:
        fitting = post.mandates if ANY_MANDATE in admitted else post.mandates & admitted
        if fitting:
            return post.authority, min(fitting)
    return None


def _card(step: Step, post: tuple[str, str], held: Reading, docket: Docket) -> Card | None:
    by = By(post[0], post[1], "o-0")
    items = _items(step, docket)
    if items is not None:
        open_items = [each for each in items if not _reasons(step, by, each.code, held, docket)]
        if step.kind in ("concur", "decline", "withdraw") and not open_items:
            return None
        reasons = _reasons(step, by, items[0].code, held, docket) if items and not open_items else ()
        is_possible = bool(open_items)
        choices = tuple(open_items)
    else:
        reasons = _reasons(step, by, None, held, docket)
        is_possible, choices = not reasons, ()
    act = step.act
    return Card(
        name=step.name,
        label=act_label(docket.compiled, step.name),
        consequence=_(act.consequence) if act and act.consequence else "",
        group=act.group if act else "kernel",
        authority=post[0],
        mandate=post[1],
        is_open=is_possible,
        protective=step.protective,
        irrevocable=bool(act and act.irrevocable),
        joint=bool(act and act.joint),
        missing=_missing(reasons, items, step, docket),
        fields=tuple(step.fields.values()),
        on_behalf=tuple(sorted(step.on_behalf)),
        items=choices,
        needs_item=items is not None,
        waiting=step.kind == "concur",
    )


def _missing(
    reasons: tuple[Json, ...], items: list[Choice] | None, step: Step, docket: Docket
) -> tuple[Sentence, ...]:
    if items is not None and not items and step.act is not None and step.act.item:
        kind = next(each for each in docket.compiled.procedure.items if each.name == step.act.item)
        return (Sentence(_("There is nothing here yet of this kind: %(kind)s") % {"kind": _(kind.label)}, ""),)
    return tuple(sentences(reasons, docket.compiled.procedure))


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
        codes = list(state.contests)
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
