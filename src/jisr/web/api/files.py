"""Files for sealed fields: given in one request each before their act, and read in one request each."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Path, Query
from ninja.responses import Status

from jisr.base import N_, DossierId, FrameworkId, parse_entry_id
from jisr.base.limits import ATTACHMENT_NAME_CHARACTERS_MAX
from jisr.node.clock import CLOCK
from jisr.node.services.acts import Wish
from jisr.node.services.by_token import attach_by_token, read_file_by_token, require_attachable_by_token
from jisr.web.api import schemas
from jisr.web.api.bearer import token_of
from jisr.web.api.router import Dossier, Entry, Framework, router
from jisr.web.api.sealed import SealedField
from jisr.web.large import permit
from jisr.web.views.handing_out import handed_out

ActName = Path(..., pattern=schemas.ACT, description="The act that will carry the file")
Name = Query(
    ..., max_length=ATTACHMENT_NAME_CHARACTERS_MAX, description="The file's name, for people; it is sealed with it"
)
Authority = Query("", pattern=f"{schemas.ID}|^$", description="The authority, if several of yours would do")
ITEM = Query("", pattern=f"{schemas.ENTRY}|^$", description="Of a correction: the act that it corrects")
# What the framework for the API cannot tell from the code: the body is the file itself.
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
ADDRESS = "/frameworks/{framework}/dossiers/{dossier}/acts/{act}/files/{field}"


@router.post(
    ADDRESS,
    response={200: schemas.FileAddress},
    summary=N_("Ask where a large file is given"),
    description=N_(
        "Give the address to which a file of more than 16 MiB may be sent within twelve hours; a smaller one"
        " needs none."
    ),
)
def place(
    request: HttpRequest, framework: str = Framework, dossier: str = Dossier, act: str = ActName,
    field: str = SealedField, authority: str = Authority, item: str = ITEM,
) -> Any:  # fmt: skip
    wish = Wish(framework=FrameworkId(framework), dossier=DossierId(dossier), act=act, item=item or None)
    require_attachable_by_token(token_of(request), wish, field, authority=authority)
    return {"address": f"{request.path}?{permit(settings.HOME, request.path, CLOCK.now())}"}


@router.put(
    ADDRESS,
    response={201: schemas.FileGiven},
    openapi_extra=BODY,
    summary=N_("Give a file for a sealed field"),
    description=N_(
        "The body is the file. It is sealed piece by piece, and waits eight hours for the act that names it under"
        ' `sealed`, as in {"copy": {"file": "…"}}. Nothing is recorded yet.'
    ),
)
def give(
    request: HttpRequest, framework: str = Framework, dossier: str = Dossier, act: str = ActName,
    field: str = SealedField, name: str = Name, authority: str = Authority, item: str = ITEM,
) -> Any:  # fmt: skip
    wish = Wish(framework=FrameworkId(framework), dossier=DossierId(dossier), act=act, item=item or None)
    given = attach_by_token(token_of(request), wish, field, request, name=name, authority=authority)
    return Status(201, {"file": given.token, "name": given.name, "bytes": given.size})


@router.post(
    "/frameworks/{framework}/entries/{entry}/sealed/{field}/content",
    # An answer that is a file has no shape.
    response=None,
    summary=N_("Read a file of a sealed field"),
    description=N_(
        "Give the content of a file, to a token of the scope sealed. The reading is logged with its purpose before the"
        " first byte is given. The media type is told by the content, never by the name."
    ),
)
def content(
    request: HttpRequest, wish: schemas.ReadWish, framework: str = Framework, entry: str = Entry,
    field: str = SealedField,
) -> HttpResponse:  # fmt: skip
    at = parse_entry_id(entry)
    return handed_out(
        read_file_by_token(token_of(request), framework, at, field, purpose=wish.purpose, words=wish.words)
    )
