"""What one state alone may know: frameworks of one party, of which nothing is ever sent (protocol 1, 12.18)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jisr.base import N_
from jisr.manifest import Text, TextRefused, parse_manifest
from jisr.node import models
from jisr.node.agreements import compiled_of, latest_manifest
from jisr.node.errors import NothingSent
from jisr.node.rows import framework_parties, parties_of
from jisr.rules import Finding, Procedure, check, is_domestic, linked_with, listed


def is_of_one(parties: Iterable[str]) -> bool:
    """Say whether a framework of these parties is a domestic one."""
    return len(set(parties)) == 1


def domestic_frameworks() -> list[str]:
    """Name the domestic frameworks of this node."""
    return [code for code, parties in framework_parties() if is_of_one(parties)]


def domestic_procedures() -> list[Procedure]:
    """Give the domestic procedures that the last manifests of this node's domestic frameworks name."""
    named = [each for code in domestic_frameworks() for each in _procedures(latest_manifest(code).value)]
    return [each for each in named if is_domestic(each)]


def require_shared(framework: str) -> None:
    """Raise NothingSent for a domestic framework: nothing of it leaves the node in any shape."""
    parties = parties_of(framework)
    if parties is not None and is_of_one(parties):
        raise NothingSent(N_("%(framework)s is a domestic framework: nothing of it is ever sent"), framework=framework)


def require_linkable(manifest: Mapping[str, Any], given: Sequence[Text] = ()) -> None:
    """Raise TextRefused where a shared procedure and a domestic one linked with it do not fit: E042, E046, E047.

    For what this party itself puts in force: what comes by exchange is not refused by it, for the refusal would
    tell its sender what is withheld; it is not recorded (protocol 12.18).
    """
    pinned = set(manifest["procedures"].values())
    fresh = [each.procedure for each in given if each.procedure is not None and each.digest in pinned]
    named = [*{each.id: each for each in (*_procedures(manifest), *fresh)}.values()]
    if is_of_one(manifest["parties"]):
        domestic, shared = [*domestic_procedures(), *filter(is_domestic, named)], _shared()
    else:
        domestic, shared = domestic_procedures(), named
    for each in shared:
        findings = against(each, domestic)
        if findings:
            words = N_("%(procedure)s does not fit what is linked with it here:\n%(findings)s")
            raise TextRefused(words, procedure=each.id, findings=listed(findings))


def require_recordable(framework: str, version: int) -> None:
    """Raise TextRefused where a version that is here names what does not fit the domestic procedures of this node."""
    row = models.ManifestVersion.objects.filter(framework=framework, version=version).first()
    if row is not None:
        require_linkable(parse_manifest(row.note).value)


def against(shared: Procedure, domestic: Sequence[Procedure]) -> tuple[Finding, ...]:
    """Give what stands against a shared procedure because of the domestic ones linked with it, and only that."""
    linked = linked_with(shared, domestic)
    if not linked:
        return ()
    alone = set(check(shared))
    return tuple(each for each in check(shared, domestic=linked) if each not in alone)


def _procedures(manifest: Mapping[str, Any]) -> list[Procedure]:
    found = [compiled_of(each) for each in manifest["procedures"].values()]
    return [each.procedure for each in found if each is not None]


def _shared() -> list[Procedure]:
    rows = models.Framework.objects.order_by("pk").values_list("pk", "parties")
    shared = [code for code, parties in rows if not is_of_one(parties)]
    return [each for code in shared for each in _procedures(latest_manifest(code).value)]


__all__ = [
    "domestic_frameworks",
    "domestic_procedures",
    "is_of_one",
    "require_linkable",
    "require_recordable",
    "require_shared",
]
