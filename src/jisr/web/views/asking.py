"""What a form asks for one act, and the wish that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from jisr.base import N_, DossierId, FrameworkId, Party
from jisr.kernel import Register
from jisr.node.catalogue import gettext as _
from jisr.node.queries.openings import (
    ANSWERING,
    BASIS_FIELD,
    CONTESTED_FIELD,
    ERASED_FIELD,
    EVERYTHING,
    REASON_FIELD,
    Card,
)
from jisr.node.queries.people import authority_name, listed, mandate_name, party_name
from jisr.node.queries.readers import Unread, readers_of
from jisr.node.queries.values import shown
from jisr.node.services.acts import Wish
from jisr.rules import Field
from jisr.web.filters import authorities
from jisr.web.forms import ActForm, form_of
from jisr.web.inputs import Input
from jisr.web.uploads import Digested
from jisr.web.views.kept import BEHALF_FIELD, ITEM_FIELD, NUMBER_FIELD

EMPTY = N_("(left empty)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line of what is checked before it is recorded."""

    label: str
    value: str
    is_code: bool = False
    file: Digested | None = None


def form_for(request: HttpRequest, card: Card, draft: Mapping[str, str]) -> ActForm:
    """Make the form of an act; where it can be about several things, the first question is which."""
    fields = card.fields
    initial = dict(card.initial)
    asked = request.GET.get(ITEM_FIELD)
    if card.needs_item and card.kind != "correct":
        choices = tuple((each.code, each.label) for each in card.items)
        fields = (*_item_fields(card, choices), *fields)
        initial[ITEM_FIELD] = asked or (choices[0][0] if len(choices) == 1 else None)
    if card.kind == "contest":
        initial[CONTESTED_FIELD] = request.GET.get("fact")
    if card.on_behalf:
        choices = tuple((each, each) for each in card.on_behalf)
        label = _("On behalf of")
        fields = (*fields, Field(name=BEHALF_FIELD, type="choice", label=label, choices=choices, required=False))
    sent = request.POST if request.method == "POST" else None
    form = form_of(fields, sent, initial, files=request.FILES if sent is not None else None, typed=draft)
    if sent is not None and card.unoffered:
        _require_item(form)
    return form


def _item_fields(card: Card, choices: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    """Ask which item, from a list; of very many, by its number besides."""
    listed = Field(
        name=ITEM_FIELD, type="choice", label=_item_label(card), choices=choices, required=not card.unoffered
    )
    if not card.unoffered:
        return (listed,)
    help_words = _("The newest are listed above. Of another, type its number, as in ESP.12.")
    number = Field(name=NUMBER_FIELD, type="reference", label=_("Or its number"), help=help_words, required=False)
    return listed, number


def _require_item(form: ActForm) -> None:
    """Where an item may be chosen or named by its number, one of the two is needed, and a number counts."""
    number = form.values.pop(NUMBER_FIELD, None)
    if number is not None:
        form.values[ITEM_FIELD] = str(number).rpartition("/")[2]
    elif not form.values.get(ITEM_FIELD) and not form.errors:
        form.blame(ITEM_FIELD, _("Choose one of them, or type its number below"))


def _item_label(card: Card) -> str:
    if card.kind in ("concur", "decline", "withdraw"):
        return _("Which proposal?")
    if card.kind == "answer":
        return _("Which contest?")
    return _("About which?")


def wish_of(framework: str, code: str, card: Card, form: ActForm) -> Wish:
    """Turn what was typed into the act that is wished."""
    values, sealed = form.open_values, form.sealed_values
    item: str | None = values.pop(ITEM_FIELD, None)
    behalf = values.pop(BEHALF_FIELD, None)
    if card.kind == "correct":
        reason = values.pop(REASON_FIELD)
        item, values = card.target, {"fields": values, "reason": reason}
    if card.kind == "contest":
        fact, _bar, about = values.pop(CONTESTED_FIELD).partition("|")
        item, values = about or None, {"fact": fact}
    if card.kind == "erase":
        what = values.pop(ERASED_FIELD)
        item, values = None if what == EVERYTHING else what, {"basis": values.pop(BASIS_FIELD)}
    return Wish(
        framework=FrameworkId(framework),
        dossier=DossierId(code),
        act=card.name,
        fields=values,
        item=item,
        on_behalf=behalf,
        sealed=sealed,
    )


def answers(form: ActForm) -> list[Answer]:
    """Give what was typed as it will read once it is recorded."""
    return [_answer(each, form) for each in form.inputs if each.field.name != NUMBER_FIELD]


def _answer(one: Input, form: ActForm) -> Answer:
    value = form.values.get(one.field.name)
    if one.field.type == "file":
        # What was chosen is said by its name; what is sealed is not read again for it.
        value = one.file.name if one.file is not None and value is not None else None
    words = shown(one.field, value) if value is not None else _(EMPTY)
    return Answer(
        label=one.label,
        value=words,
        is_code=one.field.type == "hash" and value is not None,
        file=one.file if value is not None else None,
    )


def is_gone(card: Card) -> bool:
    """Say whether what was to be answered has been answered meanwhile: it has no form any more, only its reason."""
    return card.kind in ANSWERING and not card.is_open


def tell_readers(form: ActForm, register: Register, sides: Mapping[str, Party], authority: str) -> None:
    """Say at each sealed field who will read it, if an authority seals it now, and of whom nobody can."""
    for each in form.inputs:
        if each.field.sealed:
            readers = readers_of(register, each.field, sides, authority)
            each.readers = authorities(sorted(readers.keys))
            each.unread = [_unread(one) for one in readers.unread]


def _unread(one: Unread) -> str:
    names = {
        "party": party_name(one.party),
        "who": listed([*map(mandate_name, one.mandates)] or [*map(authority_name, one.authorities)]),
    }
    words = _("Nobody of %(party)s (%(who)s) has stated a key: the act is refused until such an authority has one.")
    return words % names


__all__ = ["Answer", "answers", "form_for", "is_gone", "tell_readers", "wish_of"]
