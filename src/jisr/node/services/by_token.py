"""Acting by a token: as its officer, once for each key, within what it was made for, and noted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction

from jisr.base import N_, EntryId, JisrError
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.attachments import foresee
from jisr.node.errors import NotPossible, OutOfScope
from jisr.node.queries.posts import post_for
from jisr.node.queries.reading import Reading
from jisr.node.queries.scopes import docket_by, reading_by, require_procedure
from jisr.node.services.acts import Wish, perform_once
from jisr.node.services.attaching import Given, attach, file_called, require_attachable
from jisr.node.services.reading_sealed import Opened, OpenedFile, deed_with, read_file, read_sealed
from jisr.node.services.tokens import ACT, SEALED, count_request, note_use
from jisr.seal import Source

READS_ONLY = N_("this token reads, and does nothing")
READS_NOTHING_SEALED = N_("this token was not made to read sealed fields")


def perform_by_token(token: models.Token, wish: Wish, *, key: str, authority: str = "", mandate: str = "") -> EntryId:
    """Do one act as the token's officer; sent again with the same key it is told again.

    The timeline shows it as the officer's act, which it is; the log of uses says by which token.
    """
    require_acting(token)
    count_request(token, is_act=True)
    facts = {"framework": wish.framework, "dossier": wish.dossier or "", "act": wish.act}
    with _refusal_noted(token, facts):
        held = _require_reach(token, wish)
        post = post_for(wish, token.officer, authority=authority, mandate=mandate)
        if wish.dossier is None and not held.sees(wish.item or ""):
            # What is not seen is as good as not there: nothing is opened within it.
            raise NotPossible(wish.act, ("4.within",))
        foresee(wish.framework, wish.sealed)
        with transaction.atomic():
            done = perform_once(
                wish,
                officer=token.officer,
                authority=post.authority,
                mandate=post.mandate,
                token=f"api/{token.pk}/{key}",
            )
            note_use(token, **facts, entry=str(done))
    return done


def read_by_token(
    token: models.Token, framework: str, entry: EntryId, field: str, *, purpose: str, words: str = ""
) -> Opened:
    """Read one sealed field as the token's officer, by a token that was made for that; counted and noted as an act."""
    docket = _require_readable(token, framework, entry, field)
    facts = {"framework": framework, "dossier": docket.id, "act": f"read {field}"}
    with _refusal_noted(token, facts):
        opened = read_sealed(
            framework, entry, field, officer=token.officer, purpose=purpose, words=words, way="program"
        )
    note_use(token, **facts, entry=str(entry))
    return opened


def read_file_by_token(
    token: models.Token, framework: str, entry: EntryId, field: str, *, purpose: str, words: str = ""
) -> OpenedFile:
    """Read a file as the token's officer, by a token that was made for that; counted and noted as an act."""
    docket = _require_readable(token, framework, entry, field)
    facts = {"framework": framework, "dossier": docket.id, "act": f"read {field}"}
    with _refusal_noted(token, facts):
        opened = read_file(framework, entry, field, officer=token.officer, purpose=purpose, words=words, way="program")
    note_use(token, **facts, entry=str(entry))
    return opened


def attach_by_token(
    token: models.Token, wish: Wish, field: str, source: Source, *, name: str, authority: str = ""
) -> Given:
    """Take in a file for an act that the token's officer is to do; counted and noted as one."""
    require_acting(token)
    count_request(token, is_act=True)
    facts = {"framework": wish.framework, "dossier": wish.dossier or "", "act": f"give {field}"}
    with _refusal_noted(token, facts):
        _require_reach(token, wish)
        post = post_for(wish, token.officer, authority=authority)
        given = attach(wish, field, source, name=name, officer=token.officer, authority=post.authority)
    note_use(token, **facts)
    return given


def require_attachable_by_token(token: models.Token, wish: Wish, field: str, *, authority: str = "") -> None:
    """Raise what would refuse a file of this token for an act: who may give none is let send nothing large."""
    require_acting(token)
    count_request(token, is_act=False)
    _require_reach(token, wish)
    post = post_for(wish, token.officer, authority=authority)
    require_attachable(wish, field, officer=token.officer, authority=post.authority)


def with_files(wish: Wish, officer: models.Officer, named: Mapping[str, str]) -> Wish:
    """Give a wish in which files that wait stand in their fields, by the names that they have here."""
    files = {
        field: file_called(token, framework=wish.framework, field=field, act=wish.act, officer=officer)
        for field, token in named.items()
    }
    return replace(wish, sealed={**wish.sealed, **files})


@contextmanager
def _refusal_noted(token: models.Token, facts: Mapping[str, str]) -> Iterator[None]:
    """Let what refuses a token's wish stand among its uses, too."""
    try:
        yield
    except JisrError as error:
        note_use(token, **facts, refused=type(error).__name__)
        raise


def _require_readable(token: models.Token, framework: str, entry: EntryId, field: str) -> Docket:
    """Hold a reading against what a token was made for."""
    if token.scope != SEALED:
        raise OutOfScope(READS_NOTHING_SEALED)
    count_request(token, is_act=True)
    held = reading_by(token, framework)
    docket, _ = deed_with(held, entry, field)
    docket_by(token, held, docket.id)
    return docket


def require_acting(token: models.Token) -> None:
    """Raise OutOfScope for a token that only reads."""
    if token.scope != ACT:
        raise OutOfScope(READS_ONLY)


def _require_reach(token: models.Token, wish: Wish) -> Reading:
    held = reading_by(token, wish.framework)
    if wish.dossier is None:
        require_procedure(token, str(wish.procedure).partition("/")[0])
    else:
        docket_by(token, held, wish.dossier)
    return held


__all__ = ["attach_by_token", "perform_by_token", "read_by_token", "read_file_by_token", "require_acting", "with_files"]
