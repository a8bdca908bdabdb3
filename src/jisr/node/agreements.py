"""What a framework agreed, from its manifest versions and the texts they name."""

from functools import lru_cache
from typing import Any

import orjson
from django.db import connection

from jisr.base import Party
from jisr.kernel import Agreed, Compiled, Framework
from jisr.manifest import Manifest, StolenPlaces, TextRefused, agreed_of, parse_manifest, read_text, stolen_places
from jisr.node import models
from jisr.node.stock import STOCK
from jisr.rules import MalformedCalendar, check, read_calendar

# Asked at every act: written out, since to put the query together takes longer than to answer it.
VERSIONS_OF = (
    "SELECT version, digest, (SELECT COUNT(*) FROM text) FROM manifest_version WHERE framework_id = %s ORDER BY version"
)
# Asked several times in every exchange, too.
LATEST_OF = "SELECT note FROM manifest_version WHERE framework_id = %s ORDER BY version DESC LIMIT 1"
NOTES_OF = "SELECT note FROM manifest_version WHERE framework_id = %s ORDER BY version"
# A note is of some kilobytes, and of half a megabyte at most.
NOTES_KEPT = 64


def load_framework(row: models.Framework) -> Framework:
    """Give the kernel's view of a framework; cached until a version or text is added."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS_OF, (row.pk,))
        found = cursor.fetchall()
    versions = tuple((version, digest) for version, digest, _ in found)
    texts = found[0][2] if found else 0
    loaded = _load(row.pk, tuple(row.parties), versions, texts, frozenset())
    if not loaded.ended:
        return loaded
    # What was ended counts here once this log is the one that goes on (protocol 12.27); almost always it is.
    waiting = models.Log.objects.filter(framework=row.pk, is_mending=True).values_list("party", flat=True)
    return _load(row.pk, tuple(row.parties), versions, texts, frozenset(waiting))


@lru_cache(maxsize=32)
def _load(
    framework: str,
    parties: tuple[str, ...],
    versions: tuple[tuple[int, str], ...],
    texts: int,
    waiting: frozenset[str],
) -> Framework:
    del texts  # part of the key only: a text that comes in later may be what was lacking
    ended = manifest_at(framework, versions[-1][0]).ended if versions else {}
    agreed: dict[int, Agreed | None] = {}
    procedures: dict[str, Compiled] = {}
    stolen: dict[Party, StolenPlaces] = {}
    for version, _ in versions:
        manifest = manifest_at(framework, version)
        agreed[version] = agreed_of(manifest, text_value)
        procedures |= loadable(manifest)
        # Like keys this holds on receipt: the last version says it.
        stolen = stolen_places(manifest)
    return Framework(
        id=framework,  # type: ignore[arg-type]  # the row's key is the framework's id
        parties=frozenset(Party(each) for each in parties),
        versions=agreed,
        procedures=procedures,
        ended={party: size for party, size in ended.items() if party not in waiting},
        stolen=stolen,
    )


def loadable(manifest: Manifest) -> dict[str, Compiled]:
    """Give the procedures of a manifest that are here and load, each within those around it, by digest."""
    named = [compiled_of(each) for each in manifest.value["procedures"].values()]
    here = [each for each in named if each is not None]
    return {each.digest: each for each in here if all(_loads_within(each.digest, one.digest) for one in here)}


# By digest: what was read once is so for ever. None: it does not load, and is as good as lacking (protocol 2.6).
_COMPILED: dict[str, Compiled | None] = {}


def compiled_of(digest: str) -> Compiled | None:
    """Give the procedure of a digest: our own, with its labels, else one that came as a file and loads."""
    if digest in _COMPILED:
        return _COMPILED[digest]
    if digest in STOCK:
        _COMPILED[digest] = Compiled(STOCK[digest], digest=digest)
        return _COMPILED[digest]
    row = models.Text.objects.filter(pk=digest).first()
    if row is None:
        return None
    _COMPILED[digest] = _compiled(bytes(row.content), digest)
    return _COMPILED[digest]


def _compiled(raw: bytes, digest: str) -> Compiled | None:
    try:
        text = read_text(raw)
    except TextRefused:
        return None
    return None if text.procedure is None or text.digest != digest else Compiled(text.procedure, digest=digest)


@lru_cache(maxsize=1024)
def _loads_within(inner: str, outer: str) -> bool:
    """Say whether a procedure loads within another, if it is to be within such a one (protocol 4.6)."""
    one, around = _COMPILED[inner], _COMPILED[outer]
    assert one is not None
    assert around is not None
    if one.procedure.within != around.procedure.name or {inner, outer} <= STOCK.keys():
        return True
    return not check(one.procedure, outer=around.procedure)


def lacking_texts(manifest: Manifest) -> tuple[str, ...]:
    """Name what this node lacks to judge by a manifest: texts that are not here, or that the loader refuses."""
    loads = loadable(manifest)
    lacking = [name for name, pinned in manifest.value["procedures"].items() if pinned not in loads]
    for name, pinned in manifest.value["calendars"].items():
        value = text_value(pinned)
        try:
            read_calendar(value)
        except MalformedCalendar:
            lacking.append(name)
    return tuple(sorted(lacking))


def recordable(framework: str, version: int, digest: str) -> str:
    """Say what stands against recording a version: the field that is amiss; empty where nothing does (12.12)."""
    row = models.ManifestVersion.objects.filter(framework=framework, version=version).first()
    if row is None or version <= 1:
        return "version"
    if row.digest != digest:
        return "digest"
    return "version" if lacking_texts(_read(row.note)) else ""


def manifest_at(framework: str, version: int) -> Manifest:
    """Give a version of a framework's manifest."""
    row = models.ManifestVersion.objects.get(framework=framework, version=version)
    return _read(row.note)


def latest_manifest(framework: str) -> Manifest:
    """Give the last version whose text is here; key replacements hold on receipt (protocol 9.1)."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST_OF, (framework,))
        found = cursor.fetchone()
    if found is None:
        raise models.ManifestVersion.DoesNotExist(framework)
    return _read(found[0])


def manifests(framework: str) -> list[Manifest]:
    """Give all versions whose texts are here, in order."""
    with connection.cursor() as cursor:
        cursor.execute(NOTES_OF, (framework,))
        return [_read(note) for (note,) in cursor.fetchall()]


@lru_cache(maxsize=NOTES_KEPT)
def _read(note: str) -> Manifest:
    """Read a note that is in the database; the same text says the same always."""
    return parse_manifest(note)


def text_value(digest: str) -> Any | None:
    """Give the JSON value of a file by its digest; None where it is lacking."""
    row = models.Text.objects.filter(pk=digest).first()
    return None if row is None else orjson.loads(bytes(row.content))
