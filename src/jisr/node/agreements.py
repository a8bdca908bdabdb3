"""What a framework agreed, from its manifest versions and the texts they name."""

from functools import lru_cache
from typing import Any

import orjson

from jisr.base import Party
from jisr.kernel import Agreed, Compiled, Framework
from jisr.manifest import Manifest, agreed_of, parse_manifest
from jisr.node import models
from jisr.procedures import PROCEDURES
from jisr.rules import MalformedProcedure, NotLoadable, procedure_digest, read_procedure

STOCK = {procedure_digest(each): each for each in PROCEDURES.values()}


def load_framework(row: models.Framework) -> Framework:
    """Give the kernel's view of a framework; cached until a version or text is added."""
    versions = tuple(
        models.ManifestVersion.objects.filter(framework=row).order_by("version").values_list("version", "digest")
    )
    return _load(row.pk, tuple(row.parties), versions, models.Text.objects.count())


@lru_cache(maxsize=32)
def _load(framework: str, parties: tuple[str, ...], versions: tuple[tuple[int, str], ...], texts: int) -> Framework:
    del texts  # part of the key only: a text that comes in later may be what was lacking
    agreed: dict[int, Agreed | None] = {}
    procedures: dict[str, Compiled] = {}
    for version, _ in versions:
        manifest = manifest_at(framework, version)
        agreed[version] = agreed_of(manifest, text_value)
        for digest in manifest.value["procedures"].values():
            compiled = compiled_of(digest)
            if compiled is not None:
                procedures[digest] = compiled
    return Framework(
        id=framework,  # type: ignore[arg-type]  # the row's key is the framework's id
        parties=frozenset(Party(each) for each in parties),
        versions=agreed,
        procedures=procedures,
    )


_COMPILED: dict[str, Compiled] = {}


def compiled_of(digest: str) -> Compiled | None:
    """Give the procedure of a digest: our own, with its labels, else one that came as a file."""
    if digest not in _COMPILED:
        raw = None if digest in STOCK else text_value(digest)
        if digest not in STOCK and raw is None:
            return None
        try:
            _COMPILED[digest] = Compiled(STOCK[digest] if raw is None else read_procedure(raw))
        except (NotLoadable, MalformedProcedure):
            return None
    return _COMPILED[digest]


def manifest_at(framework: str, version: int) -> Manifest:
    """Give a version of a framework's manifest."""
    row = models.ManifestVersion.objects.get(framework=framework, version=version)
    return parse_manifest(row.note)


def latest_manifest(framework: str) -> Manifest:
    """Give the last version whose text is here; key replacements hold on receipt (protocol 9.1)."""
    row = models.ManifestVersion.objects.filter(framework=framework).latest("version")
    return parse_manifest(row.note)


def text_value(digest: str) -> Any | None:
    """Give the JSON value of a file by its digest; None where it is lacking."""
    row = models.Text.objects.filter(pk=digest).first()
    return None if row is None else orjson.loads(bytes(row.content))
