"""Reading one sealed field: a request for each, logged with its purpose. No list gives any of them."""

from typing import Any

from django.http import HttpRequest
from ninja.params.functions import Path

from jisr.base import N_, parse_entry_id
from jisr.node.services.by_token import read_by_token
from jisr.web.api import schemas
from jisr.web.api.bearer import token_of
from jisr.web.api.router import Entry, Framework, router

SealedField = Path(..., pattern=schemas.ID, description="The field, as its act declares it")


@router.post(
    "/frameworks/{framework}/entries/{entry}/sealed/{field}",
    response=schemas.OpenedValue,
    summary=N_("Read a sealed field"),
    description=N_(
        "Give what one sealed field says, to a token of the scope sealed, as an officer whose authority it is sealed"
        " to. The reading is logged with its purpose before the text is given."
    ),
)
def read(
    request: HttpRequest,
    wish: schemas.ReadWish,
    framework: str = Framework,
    entry: str = Entry,
    field: str = SealedField,
) -> Any:
    at = parse_entry_id(entry)
    opened = read_by_token(token_of(request), framework, at, field, purpose=wish.purpose, words=wish.words)
    return {
        "entry": entry,
        "dossier": opened.dossier,
        "field": field,
        "value": opened.value,
        "authority": opened.authority,
        "mandate": opened.mandate,
    }
