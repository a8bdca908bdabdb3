"""Founding a framework in a node, and taking in its later versions and their texts (protocol 9.1, 9.2, 8.1)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import transaction

from jisr.base import N_, FrameworkId
from jisr.base.limits import DAY_VERSIONS_MAX
from jisr.exchange import DAY_SECONDS, day_of
from jisr.manifest import (
    STOLEN,
    MalformedManifest,
    Manifest,
    Text,
    TextRefused,
    check_shape,
    check_successor,
    manifest_text,
    parse_manifest,
    read_text,
    require_loadable,
    require_signatures,
    with_texts,
)
from jisr.node import models
from jisr.node.agreements import compiled_of, latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.domestic import require_linkable
from jisr.node.errors import UnknownThing
from jisr.node.leaving import left_of
from jisr.node.marks import begin_log
from jisr.node.moves import require_moves
from jisr.node.services.mending import begin_mends, require_covering
from jisr.node.services.rebuilding import rebuild_all
from jisr.procedures import stock_calendar_texts


def found_framework(note: str, texts: Sequence[Text] = ()) -> FrameworkId:
    """Take version 1 into this node: it holds from entry 0 of every log.

    `texts` are the procedures and calendars that it names; where the framework is here
    already, also those that its later versions name.
    """
    manifest = parse_manifest(note)
    require_signatures(manifest, sorted(manifest.parties))
    _require_fit(texts, [manifest, *_versions(manifest.framework)])
    require_linkable(manifest.value, texts)
    require_moves(manifest.framework, manifest.value, texts)
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
        _keep_version(row, manifest)
        _keep_texts(texts)
    judge_what_waited(manifest.framework)
    return manifest.framework


def take_in_by_hand(note: str, texts: Sequence[Text] = ()) -> Manifest:
    """Take in the next version with the texts that it names; nothing of it is kept if one does not load."""
    manifest = parse_manifest(note)
    _require_fit(texts, [manifest])
    require_linkable(manifest.value, texts)
    require_moves(manifest.framework, manifest.value, texts)
    with transaction.atomic():
        take_in_version(note)
        _keep_texts(texts)
    judge_what_waited(manifest.framework)
    return manifest


def take_in_version(note: str, *, is_bounded: bool = False) -> Manifest:
    """Take in the next version of a manifest, signed by whom its change needs (protocol 9.2).

    `is_bounded`: it comes from a peer, of whose own versions only so many are taken in on one day.
    """
    manifest = parse_manifest(note)
    row = models.Framework.objects.filter(pk=manifest.framework).first()
    if row is None:
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=manifest.framework)
    old = latest_manifest(row.pk)
    if manifest.version <= old.version:
        here = models.ManifestVersion.objects.get(framework=row, version=manifest.version)
        if here.digest != manifest.digest:
            raise MalformedManifest(what=N_("another text than the one here of version"), got=manifest.version)
        return manifest
    signers = check_successor(old, manifest)
    require_signatures(manifest, signers, keys_of=old)
    if is_bounded and len(signers) == 1 < len(manifest.parties):
        _require_few(row.pk, signers)
    require_covering(row, manifest)
    _require_left(row.pk, manifest)
    with transaction.atomic():
        _keep_version(row, manifest)
        begin_mends(manifest.framework, old, manifest)
    return manifest


def _require_left(framework: str, manifest: Manifest) -> None:
    """Refuse a version that names somebody as having left whose leave is not here: it is not signed by all (12.34)."""
    here = left_of(framework)
    for party, seq in manifest.left.items():
        if here.get(party) != seq:
            words = N_("here %(party)s has not left by the entry")
            raise MalformedManifest(what=words, got=f"{party}.{seq}", party=party)


def _require_few(framework: str, signers: Sequence[str]) -> None:
    """Refuse more versions of one party alone than are taken in on one day; they come again on the next."""
    today = day_of(CLOCK.now()) * DAY_SECONDS
    came = models.ManifestVersion.objects.filter(framework=framework, at__gte=today)
    if came.count() < DAY_VERSIONS_MAX:
        return
    versions, fresh = _versions(framework), set(came.values_list("version", flat=True))
    alone = [b.version for a, b in pairwise(versions) if tuple(check_successor(a, b)) == tuple(signers)]
    if len(fresh.intersection(alone)) >= DAY_VERSIONS_MAX:
        raise MalformedManifest(
            what=N_("more than %(limit)s versions of %(party)s alone on one day"),
            got=len(alone),
            limit=DAY_VERSIONS_MAX,
            party=signers[0],
        )


def take_in_text(framework: str, name: str, raw: bytes) -> None:
    """Take in a procedure or calendar that a version here names by its digest; a procedure only if it loads."""
    naming = [each for each in _versions(framework) if name in each.texts]
    if not naming:
        raise TextRefused(N_("%(name)s: no version of the manifest that is here names it"), name=name)
    text = read_text(raw)
    if text.digest != name:
        raise TextRefused(
            N_("%(text)s: it has the digest %(digest)s, not %(name)s"), text=text.name, digest=text.digest, name=name
        )
    for each in naming:
        _require_loadable(each, [text])
    _keep_texts([text])


def _require_fit(texts: Sequence[Text], manifests: Sequence[Manifest]) -> None:
    """Hold texts given by hand against the manifests that name them."""
    for each in texts:
        if not any(each.digest in manifest.texts for manifest in manifests):
            raise TextRefused(
                N_("%(text)s: the manifest names no text of the digest %(digest)s"), text=each.name, digest=each.digest
            )
    for manifest in manifests:
        _require_loadable(manifest, texts)


def _require_loadable(manifest: Manifest, given: Sequence[Text]) -> None:
    """Hold the procedures of a version against each other, as far as they are given or here."""
    fresh = {each.digest: each.procedure for each in given if each.procedure is not None}
    if not fresh.keys() & manifest.texts.keys():
        return
    here = [fresh.get(pinned) or _procedure_of(pinned) for pinned in manifest.value["procedures"].values()]
    require_loadable([each for each in here if each is not None])


def _procedure_of(pinned: str) -> Any:
    compiled = compiled_of(pinned)
    return None if compiled is None else compiled.procedure


def _versions(framework: str) -> list[Manifest]:
    rows = models.ManifestVersion.objects.filter(framework=framework).order_by("version")
    return [parse_manifest(each.note) for each in rows]


def _keep_texts(texts: Sequence[Text]) -> None:
    for each in texts:
        models.Text.objects.get_or_create(pk=each.digest, defaults={"kind": "json", "content": each.content})


def _keep_version(row: models.Framework, manifest: Manifest) -> None:
    """Keep a version's note beside those before it, and the calendars that it names and jisr ships."""
    for name, content in stock_calendar_texts().items():
        if name in manifest.texts:
            models.Text.objects.get_or_create(pk=name, defaults={"kind": "json", "content": content})
    models.ManifestVersion.objects.get_or_create(
        framework=row,
        version=manifest.version,
        defaults={"digest": manifest.digest, "note": manifest.raw, "at": CLOCK.now()},
    )


def judge_what_waited(framework: str) -> None:
    """Judge again, where acts were unjudged for want of a text that may have come (protocol 2.6)."""
    if models.Entry.objects.filter(log__framework=framework, standing="unjudged").exists():
        rebuild_all(framework)


def next_manifest(framework: str, changes: Mapping[str, Any], texts: Sequence[Text] = ()) -> str:
    """Write the text of the version after the last, with some of its parts changed and some texts added."""
    old = latest_manifest(framework)
    left = {**left_of(framework)}
    value = with_texts({**old.value, **({"left": left} if left else {}), **changes, "version": old.version + 1}, texts)
    text = manifest_text(value)
    require_linkable(value, texts)
    require_moves(framework, value, texts)
    return text


def manifest_with_log_key(framework: str, key: str, *, stolen_since: str = "") -> str:
    """Write the next version, in which another key signs the own log from here on (protocol 9.2, 9.3).

    The old one ends at the last head that this node has signed; what was written since leaves under the new one.
    `stolen_since`: the moment since when somebody else may have had the old one (protocol 12.26).
    """
    party, old = settings.HOME.party, latest_manifest(framework)
    size = models.Log.objects.get(framework=framework, party=party).head_size
    log = [dict(each) for each in old.value["parties"][party]["log"]]
    for each in log:
        if each["to"] is None or each["to"] > size:
            each["to"] = max(size, each["from"])
            if stolen_since:
                each[STOLEN] = stolen_since
    log.append({"key": key, "from": max(each["to"] for each in log) + 1, "to": None})
    parties = {**old.value["parties"], party: {**old.value["parties"][party], "log": log}}
    # Held as others will hold it: what is amiss is named before anybody signs.
    check_shape({**old.value, "parties": parties})
    return next_manifest(framework, {"parties": parties})


__all__ = [
    "found_framework",
    "judge_what_waited",
    "manifest_with_log_key",
    "next_manifest",
    "take_in_by_hand",
    "take_in_text",
    "take_in_version",
]
