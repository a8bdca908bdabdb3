"""What an officer has typed, on the page that says why it was not taken: a form to be sent again."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from django.http import HttpRequest

from jisr.node.queries.openings import CONTESTED_FIELD, REASON_FIELD
from jisr.procedures import PROCEDURES
from jisr.rules import Field
from jisr.web.dates import PARTS
from jisr.web.forms import ActForm, form_of
from jisr.web.inputs import FILE_FIELD

ITEM_FIELD = "item"
BEHALF_FIELD = "on-behalf"
# The number of an item that is too old to be offered.
NUMBER_FIELD = "item-number"
# No field of an act is called so: a colon stands in no id.
SIDE = "side:"
DO = "do:"
SAVE, CHANGE, CHECKED = f"{DO}save", f"{DO}change", f"{DO}checked"
# Another language was chosen beside the form; the form is that of the check.
LANGUAGE, CHECKING = f"{DO}language", f"{DO}checking"
# By this the buttons of languages belong to a form that is being filled in.
TYPED_FORM = "typed"
# Name and size of a file whose digest is known; none where no digest is.
FILE_PARTS = (f"-{FILE_FIELD}-name", f"-{FILE_FIELD}-size")
FORMS = frozenset({"act", "open"})
TOKEN = "csrfmiddlewaretoken"
# What was chosen, and what the page itself put into the form: carried along, not shown.
CARRIED = frozenset({"once", "outer", ITEM_FIELD, NUMBER_FIELD, BEHALF_FIELD, CONTESTED_FIELD, REASON_FIELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form as it was sent, and the address to which it goes again."""

    path: str
    form: ActForm
    carried: Sequence[tuple[str, str]]


def kept_of(request: HttpRequest) -> Kept | None:
    """Give what was typed into the form of an act; None where no such form was sent.

    It reads nothing of this node, so that it may be shown to whoever has sent it: labels are
    those of the procedures that jisr ships, and a field of another bears its name.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or match.url_name not in FORMS:
        return None
    sent = {name for name in request.POST if name and name != TOKEN and not name.startswith(DO)}
    carried = {name for name in sent if name in CARRIED or name.startswith(SIDE) or name.endswith(FILE_PARTS)}
    act, procedure = match.kwargs.get("act", ""), match.kwargs.get("procedure", "")
    fields = _fields(sent - carried, act=act, procedure=procedure)
    form = form_of(fields, request.POST, files=request.FILES)
    for each in form.inputs:
        each.error = ""
    return Kept(path=request.path, form=form, carried=[(name, request.POST[name]) for name in sorted(carried)])


def _fields(sent: Set[str], *, act: str, procedure: str) -> list[Field]:
    """Give the fields of the act that was meant, as far as they were sent, and those that nobody knows, as text."""
    declared = [each for each in _declared(sent, act=act, procedure=procedure) if not sent.isdisjoint(_names(each))]
    known = {name for each in declared for name in _names(each)}
    return [*declared, *(Field(name=name, type="text", label=name) for name in sorted(sent - known))]


def _declared(sent: Set[str], *, act: str, procedure: str) -> Sequence[Field]:
    """Give the fields of the shipped act that fits what was sent best: a correction has those of what it corrects."""
    every = [(one, each) for each in PROCEDURES.values() for one in each.acts]
    if procedure:
        every = [(one, each) for one, each in every if one.opens and each.id == procedure]
    named = [(one, each) for one, each in every if one.name == act.removeprefix("propose_")]
    fields = [one.fields for one, _ in named or every]
    return max(fields, key=lambda each: len(sent & {n for field in each for n in _names(field)}), default=())


def _names(field: Field) -> frozenset[str]:
    """Give the names under which a field is sent."""
    return frozenset(f"{field.name}-{part}" for part in PARTS) if field.type == "date" else frozenset({field.name})
