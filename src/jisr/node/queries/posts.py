"""For which authority an officer can do an act, and how its fields are typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jisr.base import N_, DossierId, Json, Phrase
from jisr.kernel import Compiled, Docket, Step
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotDeclared, NotJudged, NotYours, UnknownThing, WrongField
from jisr.node.leaving import openable
from jisr.node.queries.in_force import agreed_now
from jisr.node.queries.openings import posts_of
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.sides import require_sides, sides_taken
from jisr.node.queries.statements import CORRECTION_REASONS
from jisr.node.queries.unjudged import dossier_unjudged
from jisr.node.queries.words import sentences, unbegun_in
from jisr.node.services.acts import Wish
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH, Field, Procedure
from jisr.rules.say import Sentence, say_rule
from jisr.rules.sources import source_said

NOT_IN_FORCE = N_("the procedure %(procedure)s is not in force in %(framework)s")
NO_POST = N_("%(officer)s has no post that may %(act)s")
NO_POST_AMONG = N_("%(officer)s has no post (%(post)s) that may %(act)s")
OPEN_TO = N_("it is open to the mandates %(mandates)s")
OPEN_ON_SIDE = N_("on the side %(side)s it is open to the mandates %(mandates)s")
OPEN_TO_NOBODY = N_("it is open to nobody")
OPEN_TO_NOBODY_ON_SIDE = N_("on the side %(side)s it is open to nobody")
NO_FIELD = N_("there is no field %(field)s; the fields are: %(fields)s")
NO_FIELDS = N_("there is no field %(field)s; the act has no fields")
FIELD_MISSING = N_("the field %(field)s (%(label)s) is missing: %(type)s")
FIELD_SEALED = N_("the field %(field)s (%(label)s) is sealed: it is not given among the open fields")
FIELD_WRONG = N_("the field %(field)s (%(label)s) is not as it must be: %(type)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An authority and the mandate under which it acts."""

    authority: str
    mandate: str


def post_for(wish: Wish, officer: models.Officer, *, authority: str = "", mandate: str = "") -> Post:
    """Give the first of an officer's posts to which an act is open; of those named, if any are."""
    held = reading(wish.framework)
    # The dossier `framework` is there before its first act (protocol 9.1).
    if wish.dossier is not None and (wish.dossier != "framework" or held.shelf.view(wish.dossier) is not None):
        unjudged = dossier_unjudged(held, held.docket(wish.dossier))
        if unjudged is not None:
            raise NotJudged(unjudged.words, unjudged.how)
    compiled = _compiled(held, wish.dossier, wish.procedure)
    step = compiled.steps.get(wish.act) if compiled else None
    if step is None:
        raise _unknown_act(wish, compiled)
    if wish.dossier is None and compiled is not None:
        parties = sorted(openable(held, held.shelf.view(DossierId(wish.item)) if wish.item else None))
        wish = replace(wish, sides=sides_taken(compiled, wish.sides, parties))
        require_sides(compiled, wish.sides, parties)
    for post in posts_of(officer, held):
        if authority and post.authority != authority:
            continue
        fitting = sorted(_fitting(step, held, wish, post.mandates))
        chosen = [each for each in fitting if not mandate or each == mandate]
        if chosen:
            return Post(authority=post.authority, mandate=chosen[0])
    raise _not_open(step, held, wish, officer, authority or mandate)


def _unknown_act(wish: Wish, compiled: Compiled | None) -> NotDeclared:
    """Say that there is no such act, and which there are; or that the procedure's text is lacking."""
    if compiled is None:
        return NotDeclared(N_("the text of the procedure %(procedure)s is not in this node"), procedure=wish.procedure)
    opens = wish.dossier is None
    known = [name for name, step in compiled.steps.items() if bool(step.act and step.act.opens) == opens]
    return NotDeclared(N_("no act %(act)s in %(procedure)s"), known=known, act=wish.act, procedure=compiled.id)


def _not_open(step: Step, held: Reading, wish: Wish, officer: models.Officer, narrowed: str) -> NotYours:
    """Say to whom an act is open, and whom it was asked for."""
    side = _side(held, wish)
    admitted = step.by.get(side) or step.by.get(EACH, frozenset())
    mandates = ", ".join(sorted(admitted - {CLOCK_MANDATE}))
    if side == EACH:
        template = OPEN_TO if mandates else OPEN_TO_NOBODY
    else:
        template = OPEN_ON_SIDE if mandates else OPEN_TO_NOBODY_ON_SIDE
    return NotYours(
        "%(who)s; %(to)s",
        who=Phrase(NO_POST_AMONG if narrowed else NO_POST, officer=officer.username, act=wish.act, post=narrowed),
        to=Phrase(template, mandates=mandates, side=side),
    )


def _fitting(step: Step, held: Reading, wish: Wish, mandates: frozenset[str]) -> frozenset[str]:
    """Give the mandates held to which a step is open on this party's side; `*` is open to all."""
    admitted = step.by.get(_side(held, wish)) or step.by.get(EACH, frozenset())
    return mandates if ANY_MANDATE in admitted else mandates & admitted


def _side(held: Reading, wish: Wish) -> str:
    """Give the side for which this party would act."""
    if wish.dossier is not None and wish.dossier != "framework":
        docket = held.docket(wish.dossier)
        return docket.compiled.side_of(own_party(), docket.sides) or EACH
    return next((name for name, party in (wish.sides or {}).items() if party == own_party()), EACH)


def _compiled(held: Reading, dossier: str | None, procedure: str | None) -> Compiled | None:
    if dossier == "framework":
        return held.framework.framework_compiled()
    if dossier is not None:
        return held.docket(dossier).compiled
    in_force = agreed_now(held, own_party()).procedures
    if procedure is None:
        raise UnknownThing(N_("no procedure is named for the dossier to open: --procedure"), known=in_force)
    pinned = in_force.get(procedure)
    if pinned is None:
        raise NotDeclared(NOT_IN_FORCE, known=in_force, procedure=procedure, framework=held.row.pk)
    return held.framework.procedures.get(pinned)


def field_types(
    framework: str, dossier: str | None, procedure: str | None, act: str, item: str | None = None
) -> dict[str, str]:
    """Give the types of an act's fields, by name; of a correction, of those that are sealed in what it corrects."""
    held = reading(framework)
    compiled = _compiled(held, dossier, procedure)
    step = compiled.steps.get(act) if compiled else None
    if step is not None and step.kind == "correct" and dossier is not None:
        target = held.docket(dossier).deeds.get(item or "")
        step = target.step if target is not None else None
        return {name: field.type for name, field in step.fields.items() if field.sealed} if step else {}
    return {name: field.type for name, field in step.fields.items()} if step else {}


def declared_fields(wish: Wish) -> dict[str, Field]:
    """Give the fields that an act states: of a correction those of the act that it corrects."""
    held = reading(wish.framework)
    compiled = _compiled(held, wish.dossier, wish.procedure)
    step = compiled.steps.get(wish.act) if compiled else None
    if step is not None and step.kind == "correct" and wish.dossier is not None:
        target = held.docket(wish.dossier).deeds.get(wish.item or "")
        step = target.step if target is not None else None
    return dict(step.fields) if step else {}


def is_sealed(wish: Wish, name: str) -> bool:
    """Say whether a field of an act is a sealed one."""
    field = declared_fields(wish).get(name)
    return field is not None and field.sealed


def field_amiss(wish: Wish, name: str) -> str:
    """Say what is amiss with a field: unknown, missing, or not of its type."""
    declared = declared_fields(wish)
    if name not in declared:
        return _(NO_FIELD if declared else NO_FIELDS) % {"field": name, "fields": ", ".join(declared)}
    field = declared[name]
    stated = wish.sealed if field.sealed else wish.fields
    template = FIELD_WRONG if name in stated else FIELD_MISSING
    if field.sealed and name in wish.fields:
        template = FIELD_SEALED
    return _(template) % {"field": name, "label": _(field.label), "type": _type_said(field)}


def field_refused(wish: Wish, error: WrongField) -> str:
    """Say by which rule the node refused a field that a form had taken, and what is amiss with it."""
    if type(error) is not WrongField:
        return error.remedy_in(_)
    amiss, rule = field_amiss(wish, error.field), "4.field"
    words = _("%(sentence)s Here: %(amiss)s (%(source)s).")
    return words % {"sentence": say_rule(rule, _), "amiss": amiss, "source": source_said(rule, _)}


def _type_said(field: Field) -> str:
    """Say what a field must be."""
    if field.choices:
        return _("one of %(choices)s") % {"choices": ", ".join(code for code, _label in field.choices)}
    words = TYPES[field.type]
    return _(words)


TYPES = {
    "choice": N_("one of its choices"),
    "code": N_("a code of small letters, digits, dots and hyphens"),
    "codes": N_("codes with a comma between them, as in co_chair,delegate"),
    "date": N_("a date, as in 2027-03-15"),
    "file": N_("a file"),
    "hash": N_("a SHA-256 in base64, 44 characters"),
    "integer": N_("a whole number"),
    "reference": N_("the number of a dossier or act, as in ESP.12"),
    "text": N_("a text of 1 to 10,000 characters"),
}


def item_wanted(wish: Wish) -> str:
    """Say what `--item` must name for an act; that it must name nothing where the act has no item."""
    compiled = _compiled(reading(wish.framework), wish.dossier, wish.procedure)
    step = compiled.steps.get(wish.act) if compiled else None
    if step is None or compiled is None:
        return ""
    match step.kind:
        case "concur" | "decline" | "withdraw" | "conclude":
            return _("Name an open proposal of this act by --item: `jisr dossier show` lists the acts.")
        case "correct" | "erase":
            return _("Name the act of your own side that it is about by --item; the opening of a dossier is none.")
        case "answer":
            return _("Name the contest that is answered by --item.")
        case "contest":
            return _("Name the item of the fact by --item, or none where the fact belongs to the dossier.")
    if step.item is None:
        return _("Leave out --item: %(act)s is about nothing but the dossier.") % {"act": wish.act}
    words = _("Name by --item what it is about: the number of the act that added the %(item)s, as in ESP.12.")
    return words % {"item": step.item}


def field_wanted(wish: Wish) -> str:
    """Say what the fields of the kernel's own acts must be: no procedure declares them."""
    compiled = _compiled(reading(wish.framework), wish.dossier, wish.procedure)
    match wish.act:
        case "contest":
            facts = ", ".join(sorted(compiled.contestable)) if compiled else ""
            words = _("Write --field fact=NAME; in this procedure can be contested: %(facts)s.")
            return words % {"facts": facts or "–"}
        case "correct":
            reasons = ", ".join(CORRECTION_REASONS)
            words = _("Write --field fields:=JSON with all fields of the act, and --field reason=, one of %(reasons)s.")
            return words % {"reasons": reasons}
        case "erase":
            return _("Write --field basis=CODE: the legal basis, in small letters, digits, dots and hyphens.")
    return _("Compare the fields with those of `jisr procedure show`.")


def said_reasons(reasons: Sequence[Json], wish: Wish) -> list[str]:
    """Say in words what stands against an act."""
    held = reading(wish.framework)
    compiled = _compiled(held, wish.dossier, wish.procedure)
    around = _around(held, wish, compiled)
    here = None if wish.dossier is None else held.shelf.view(wish.dossier)
    unbegun, unbegun_around = unbegun_in(here), unbegun_in(_outer(held, wish))
    procedure = compiled.procedure if compiled else None
    said = sentences(reasons, procedure, around, unbegun=unbegun, unbegun_around=unbegun_around)
    # A rule is said by its id beside the words already.
    return [_with_source(each) if each.source not in reasons else each.text for each in said]


def _with_source(sentence: Sentence) -> str:
    return f"{sentence.text} ({source_said(sentence.source, _)})" if sentence.source else sentence.text


def _around(held: Reading, wish: Wish, compiled: Compiled | None) -> Procedure | None:
    """Give the procedure of the dossier around: that of the one named, else the one in which such dossiers live."""
    if compiled is None or compiled.procedure.within is None:
        return None
    named = _outer(held, wish)
    if named is not None and named.compiled is not None and named.compiled.procedure.name == compiled.procedure.within:
        return named.compiled.procedure
    fitting = (each.procedure for each in held.framework.procedures.values())
    return next((each for each in fitting if each.name == compiled.procedure.within), None)


def _outer(held: Reading, wish: Wish) -> Docket | None:
    """Give the dossier around: an opening names it, any other act is in a dossier that has it."""
    if wish.dossier is None:
        return held.shelf.view(DossierId(wish.item or ""))
    here = held.shelf.view(wish.dossier)
    return here.outer if here is not None else None


def kind_around(wish: Wish) -> str:
    """Say of which kind the dossier around must be; empty where the procedure lives in none."""
    held = reading(wish.framework)
    around = _around(held, wish, _compiled(held, wish.dossier, wish.procedure))
    return "" if around is None else _(around.label)


__all__ = [
    "Post",
    "declared_fields",
    "field_amiss",
    "field_refused",
    "field_types",
    "field_wanted",
    "is_sealed",
    "item_wanted",
    "kind_around",
    "post_for",
    "said_reasons",
]
