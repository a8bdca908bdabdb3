"""Making the bundle of a dossier for an officer: logged before it leaves the node (docs/proofs.md).

What is sealed is in it only if the officer says for what it is opened and may read it: then each text is a reading
of its own, written down before it is opened.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, transaction

from jisr.base import N_, FrameworkId, Instant, NotCanonical, b64, format_instant, unb64
from jisr.base.ids import FRAMEWORK_DOSSIER
from jisr.bundle import PROOFS_MAX, Parts, write_bundle
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.authority_keys import identities_of
from jisr.node.clock import CLOCK
from jisr.node.domestic import is_of_one
from jisr.node.errors import NoBundle, NotYours
from jisr.node.queries.court_file import CourtFile, court_file
from jisr.node.queries.holders import posts_of
from jisr.node.queries.plain import judged_value
from jisr.node.queries.postings import has_post
from jisr.node.queries.proofs import proofs_of
from jisr.node.queries.reading import Reading, no_framework, own_party, reading
from jisr.node.queries.sealed_fields import reads_as
from jisr.node.queries.statements import declared_of
from jisr.node.queries.values import shown
from jisr.node.resting import blob_of, place_of
from jisr.node.services.chaining import write_readings
from jisr.node.services.messages import own_head
from jisr.node.services.reading_sealed import NO_READER, require_asked, require_purpose
from jisr.node.signing import log_key
from jisr.node.storage import WRITING, of_storage
from jisr.rules import Field
from jisr.seal import open_with_salt, read_value

WAY: Final = "bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """For what an officer opens what is sealed: a code of this node's purposes, and words beside it."""

    purpose: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle as it is handed out: its bytes, how many acts and sealed texts are in it."""

    raw: bytes
    acts: int
    opened: int
    digest: str

    def __repr__(self) -> str:
        return f"Bundle(acts={self.acts}, digest={self.digest!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A sealed text that was opened: where it stands, its salt, its bytes."""

    entry: str
    field: str
    salt: bytes
    content: bytes


def make_bundle(
    framework: str,
    dossier: str,
    *,
    officer: models.Officer,
    typeset: Callable[[CourtFile], bytes],
    readme: Callable[[CourtFile], str],
    opening: Opening | None = None,
    way: str,
) -> Bundle:
    """Make and sign a bundle; raises NotYours, UnknownThing, NoBundle. The making is on the disk before it returns."""
    held = _held(framework, officer)
    docket = held.docket(dossier)
    _require_fitting(docket)
    texts = _opened(held, docket, officer, opening) if opening is not None else []
    made = CLOCK.now()
    proofs = proofs_of(framework, docket.deeds)
    about = court_file(held, docket, proofs, made=made, opened=_said(docket, texts))
    size = own_head(FrameworkId(framework)).head_size
    judged = judged_value(held, docket)
    parts = Parts(
        dossier=docket.id,
        party=own_party(),
        made=format_instant(made),
        size=size,
        manifest=latest_manifest(framework),
        readme=readme(about),
        paper=typeset(about),
        proofs=proofs,
        judged=judged.pop("acts"),
        state=judged,
        opened=[_stated(each) for each in texts],
    )
    raw = write_bundle(parts, log_key(framework, size).bundle)
    found = Bundle(raw=raw, acts=len(proofs), opened=len(texts), digest=hashlib.sha256(raw).hexdigest())
    _note(held, docket, officer, opening, found, made, way)
    return found


def _held(framework: str, officer: models.Officer) -> Reading:
    """Open a framework for an officer who may see its dossiers."""
    held = reading(framework)
    if not officer.is_active or not has_post(officer, framework):
        if is_of_one(held.row.parties):
            # Who does not work in a domestic framework is not told that there is one.
            raise no_framework(framework)
        raise NotYours(N_("no post in %(framework)s"), framework=framework)
    return held


def _require_fitting(docket: Docket) -> None:
    if docket.id == FRAMEWORK_DOSSIER:
        raise NoBundle(N_("what is agreed in a framework is no dossier of which a bundle is made"))
    if len(docket.deeds) > PROOFS_MAX:
        words = N_("%(dossier)s has %(count)s acts; a bundle holds %(limit)s")
        raise NoBundle(words, dossier=docket.id, count=len(docket.deeds), limit=PROOFS_MAX)


def _opened(held: Reading, docket: Docket, officer: models.Officer, opening: Opening) -> list[_Text]:
    """Open every sealed text that is here and that the officer may read; each reading is on the disk before."""
    words = " ".join(opening.words.split())
    require_purpose(opening.purpose, words)
    require_asked(held.row.pk)
    posts = posts_of(officer, held)
    rows = models.Sealed.objects.filter(log__framework=held.row, dossier=docket.id, content__isnull=False)
    mine: list[tuple[models.Sealed, str, str]] = []
    for row in rows.select_related("log").order_by("log__party", "seq", "field"):
        entry = f"{row.log.party}.{row.seq}"
        deed = docket.deeds.get(entry)
        # Files are downloaded one by one: a bundle has words.
        is_in = deed is not None and row.field in deed.entry.sealed and len(deed.entry.sealed[row.field]["chunks"]) == 1
        found = reads_as(docket, entry, row.field, posts) if is_in else None
        if found is not None:
            mine.append((row, *found))
    if not mine:
        raise NotYours(NO_READER, officer=officer.username)
    accesses = [
        models.Access(
            framework=held.row,
            dossier=docket.id,
            party=row.log.party,
            seq=row.seq,
            field=row.field,
            officer=officer,
            authority=authority,
            mandate=mandate,
            purpose=opening.purpose,
            words=words,
            way=WAY,
            at=CLOCK.now(),
        )
        for row, authority, mandate in mine
    ]
    write_readings(accesses)
    return [_text(held.row.pk, row, authority) for row, authority, _mandate in mine]


def _text(framework: str, row: models.Sealed, authority: str) -> _Text:
    """Open a blob by the key of the authority for which it is read, and no other's."""
    keys = identities_of(settings.HOME, authority)
    blob, commit = blob_of(framework, row, bytes(row.content or b"")), unb64(row.commit)
    salt, content = open_with_salt(place_of(framework, row), blob, commit=commit, keys=keys)
    return _Text(entry=f"{row.log.party}.{row.seq}", field=row.field, salt=salt, content=content)


def _stated(text: _Text) -> Mapping[str, Any]:
    return {
        "entry": text.entry,
        "field": text.field,
        "chunk": 0,
        "salt": b64(text.salt),
        "content": b64(text.content),
    }


def _said(docket: Docket, texts: list[_Text]) -> dict[tuple[str, str], str]:
    """Say what the texts say, in words."""
    found = {}
    for each in texts:
        deed = docket.deeds[each.entry]
        found[each.entry, each.field] = _words(declared_of(docket, deed).get(each.field), each.content)
    return found


def _words(declared: Field | None, content: bytes) -> str:
    try:
        return shown(declared, read_value(content))
    except NotCanonical:
        # An author's node may have sealed anything: it is given as it is.
        return content.decode("utf-8", "replace")


def _note(
    held: Reading,
    docket: Docket,
    officer: models.Officer,
    opening: Opening | None,
    found: Bundle,
    made: Instant,
    way: str,
) -> None:
    row = models.Bundled(
        framework=held.row,
        dossier=docket.id,
        officer=officer,
        acts=found.acts,
        opened=found.opened,
        purpose=opening.purpose if opening else "",
        words=" ".join(opening.words.split()) if opening else "",
        digest=found.digest,
        way=way,
        at=made,
    )
    _write(lambda: row.save(force_insert=True))


def _write(write: Callable[[], object]) -> None:
    """Write to the log; it is on the disk when this returns."""
    try:
        # Durable: a transaction around it could take it back.
        with transaction.atomic(durable=True):
            write()
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


__all__ = ["Bundle", "Opening", "make_bundle"]
