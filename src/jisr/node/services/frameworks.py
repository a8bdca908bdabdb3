"""Founding a framework in a node, and taking in its later versions (protocol 9.1, 9.2)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from jisr.base import FrameworkId, Json, canonical, digest
from jisr.manifest import (
    Manifest,
    check_successor,
    manifest_text,
    parse_manifest,
    require_signatures,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.errors import UnknownThing
from jisr.node.marks import begin_log


def found_framework(note: str, texts: Mapping[str, Json]) -> FrameworkId:
    """Take version 1 into this node: it holds from entry 0 of every log.

    `texts` are the procedures (without labels) and calendars that it names, by digest.
    """
    manifest = parse_manifest(note)
    require_signatures(manifest, sorted(manifest.parties))
    with transaction.atomic():
        row, made = models.Framework.objects.get_or_create(
            id=manifest.framework, defaults={"parties": sorted(manifest.parties)}
        )
        if made:
            # Before the database knows of it: what is lost between is at most a log without entries.
            begin_log(settings.HOME, manifest.framework)
            others = sorted(manifest.parties)
            models.Log.objects.bulk_create(
                [models.Log(framework=row, party=each, seen={o: 0 for o in others if o != each}) for each in others]
            )
            models.Peer.objects.bulk_create([models.Peer(framework=row, party=each) for each in others])
        keep_version(row, manifest)
        keep_texts(texts)
    return manifest.framework


def keep_texts(texts: Mapping[str, Json]) -> None:
    """Keep files under their digests; what does not have its digest is no such file."""
    for name, value in texts.items():
        if digest(value) != name:
            raise UnknownThing(f"the file {name} does not have this digest")
        models.Text.objects.get_or_create(pk=name, defaults={"kind": "json", "content": canonical(value)})


def keep_version(row: models.Framework, manifest: Manifest) -> None:
    """Keep a version's note beside those before it."""
    models.ManifestVersion.objects.get_or_create(
        framework=row,
        version=manifest.version,
        defaults={"digest": manifest.digest, "note": manifest.raw},
    )


def take_in_version(note: str) -> Manifest:
    """Take in the next version of a manifest, signed by whom its change needs (protocol 9.2)."""
    manifest = parse_manifest(note)
    row = models.Framework.objects.filter(pk=manifest.framework).first()
    if row is None:
        raise UnknownThing(f"no framework {manifest.framework} in this node")
    old = latest_manifest(row.pk)
    if manifest.version <= old.version:
        return manifest
    require_signatures(manifest, check_successor(old, manifest), keys_of=old)
    keep_version(row, manifest)
    return manifest


def next_manifest(framework: str, changes: Mapping[str, Any]) -> str:
    """Write the text of the version after the last, with some of its parts changed."""
    old = latest_manifest(framework)
    return manifest_text({**old.value, **changes, "version": old.version + 1})


__all__ = ["found_framework", "keep_texts", "next_manifest", "take_in_version"]
