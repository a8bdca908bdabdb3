"""Acting: one act a request, by the same service as a form. There is no address that takes several."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Header
from ninja.responses import Status

from jisr.base import N_, DossierId, EntryId, FrameworkId, JisrError
from jisr.node import models
from jisr.node.api_limits import IDEMPOTENCY_CHARACTERS_MAX
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotPossible, WrongField
from jisr.node.queries.posts import field_amiss, is_sealed, said_reasons
from jisr.node.queries.second_place import NOT_THERE_YET, Lies, wait_until_it_lies_there
from jisr.node.services.acts import Wish
from jisr.node.services.by_token import perform_by_token, with_files
from jisr.web.api import schemas
from jisr.web.api.bearer import token_of
from jisr.web.api.problems import problem_of
from jisr.web.api.router import Dossier, Framework, router

FILE_NAME_CHARACTERS_MAX: Final = 64
LACKING = N_("What stands against the act is said under `reasons`, each with its source.")
Key = Header(
    ...,
    alias="Idempotency-Key",
    min_length=1,
    max_length=IDEMPOTENCY_CHARACTERS_MAX,
    pattern=r"^[A-Za-z0-9._~-]+$",
    description="Of your own making, another for each act. Sent again with the same act within eight hours, the act"
    " is not done twice: its number is told again.",
)


@router.post(
    "/frameworks/{framework}/dossiers",
    response={201: schemas.Done, 202: schemas.Done},
    summary=N_("Open a dossier"),
    description=N_("Open one dossier by the act by which its procedure opens them."),
)
def open_dossier(request: HttpRequest, wish: schemas.OpeningWish, framework: str = Framework, key: str = Key) -> Any:
    return _perform(
        request,
        Wish(
            framework=FrameworkId(framework),
            dossier=None,
            act=wish.act,
            fields=_composed(wish.fields),
            sealed=_composed(wish.sealed),
            item=wish.within,
            procedure=wish.procedure,
            sides=wish.sides,
            on_behalf=wish.on_behalf,
        ),
        key=key,
        authority=wish.authority,
        mandate=wish.mandate,
    )


@router.post(
    "/frameworks/{framework}/dossiers/{dossier}/acts",
    response={201: schemas.Done, 202: schemas.Done},
    summary=N_("Do one act"),
    description=N_(
        "Do one act in a dossier: it is written into this party's log, signed, and goes to the others by itself."
    ),
)
def act(
    request: HttpRequest, wish: schemas.ActWish, framework: str = Framework, dossier: str = Dossier, key: str = Key
) -> Any:
    return _perform(
        request,
        Wish(
            framework=FrameworkId(framework),
            dossier=DossierId(dossier),
            act=wish.act,
            fields=_composed(wish.fields),
            sealed=_composed(wish.sealed),
            item=wish.item,
            on_behalf=wish.on_behalf,
        ),
        key=key,
        authority=wish.authority,
        mandate=wish.mandate,
    )


def _perform(
    request: HttpRequest, wish: Wish, *, key: str, authority: str | None, mandate: str | None
) -> Status[dict[str, Any]] | HttpResponse:
    token = token_of(request)
    try:
        wish = with_files(wish, token.officer, _files(wish.sealed))
        done = perform_by_token(token, wish, key=key, authority=authority or "", mandate=mandate or "")
    except (NotPossible, WrongField) as error:
        return _refused(error, wish)
    where = wait_until_it_lies_there(wish.framework, done)
    return Status(202 if where == Lies.HERE_ALONE else 201, _done(wish, done, where))


def _files(sealed: Mapping[str, Any]) -> dict[str, str]:
    """Give the files that an act names: by field, as they are called here."""
    return {
        field: str(value["file"])[:FILE_NAME_CHARACTERS_MAX]
        for field, value in sealed.items()
        if isinstance(value, dict) and value.keys() == {"file"}
    }


def _done(wish: Wish, done: EntryId, where: Lies) -> dict[str, Any]:
    row = models.Entry.objects.get(log__framework=wish.framework, log__party=done.party, seq=done.seq)
    by = orjson.loads(bytes(row.raw))["by"]
    return {
        "framework": wish.framework,
        "dossier": wish.dossier or str(done),
        "entry": str(done),
        "authority": by["authority"],
        "mandate": by["mandate"],
        "second_place": None if where == Lies.NOT_ASKED else where == Lies.IN_BOTH,
        "words": _(NOT_THERE_YET) if where == Lies.HERE_ALONE else "",
    }


def _refused(error: JisrError, wish: Wish) -> HttpResponse:
    """Say which rules and conditions stand against an act, or which field is amiss."""
    if isinstance(error, WrongField):
        amiss = field_amiss(wish, error.field) if type(error) is WrongField else error.said_in(_)
        part = "sealed" if is_sealed(wish, error.field) else "fields"
        fields = [{"field": f"body.{part}.{error.field}", "message": amiss}]
        return problem_of(error, detail=amiss, rule="4.field", fields=fields)
    assert isinstance(error, NotPossible)
    words = said_reasons(error.reasons, wish)
    reasons = [{"text": text, "term": term} for text, term in zip(words, error.reasons, strict=True)]
    rules = [each for each in error.reasons if isinstance(each, str)]
    return problem_of(error, detail=_(LACKING), rule=rules[0] if rules else None, reasons=reasons)


def _composed(value: Any) -> Any:
    """Compose all texts of a value: protocol 2.3, authors write NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {name: _composed(each) for name, each in value.items()}
    return [_composed(each) for each in value] if isinstance(value, list) else value
