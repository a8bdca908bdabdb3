"""Moves that a manifest names from one version of a procedure to a later one (protocol 9.7, 12.29, 12.30).

Held before a version is put in force: a dossier loses nothing on the way, and each guarantee, condition and act that
protects stays or is named with the reason for which it goes.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jisr.base import N_, JisrError, Phrase
from jisr.kernel import Compiled
from jisr.kernel.moving import hindrances
from jisr.manifest import Text
from jisr.node.agreements import compiled_of, manifest_at, manifests

LACKING = N_("the text of %(version)s is not here")


class MoveRefused(JisrError):
    """A manifest names a move by which a dossier would lose something without a reason."""

    advice = N_("Mend the later version, or the manifest's `moves`: `jisr procedure diff` says what differs.")


def require_moves(framework: str, manifest: Mapping[str, Any], given: Sequence[Text] = ()) -> None:
    """Raise MoveRefused where a move that a manifest names cannot be made."""
    for old, new, because in refused_moves(framework, manifest, given):
        raise MoveRefused(
            N_("no dossier of %(old)s can move to %(new)s: %(because)s"), old=old, new=new, because=because
        )


def refused_moves(
    framework: str, manifest: Mapping[str, Any], given: Sequence[Text] = ()
) -> Iterator[tuple[str, str, Phrase]]:
    """Give the moves of a manifest that cannot be made, and why: from, to, because."""
    if not manifest.get("moves"):
        return
    fresh = {each.digest: each for each in given}
    named = [each.value["procedures"] for each in manifests(framework)]
    for new, froms in manifest["moves"].items():
        for old, drops in froms.items():
            # One name is one version; whatever stood under it in this framework may have dossiers.
            pinned = {each[old] for each in (*named, manifest["procedures"]) if old in each}
            if not pinned:
                yield old, new, Phrase(LACKING, version=old)
            for one in sorted(pinned):
                because = _because(one, manifest["procedures"][new], tuple(sorted(drops.items())), fresh)
                if because is not None:
                    yield old, new, because


def _because(
    old: str, new: str, drops: tuple[tuple[str, str], ...], fresh: Mapping[str, Text]
) -> Phrase | None:  # fmt: skip
    for digest in (old, new):
        if compiled_of(digest) is None and digest not in fresh:
            return Phrase(LACKING, version=digest)
    if fresh.keys() & {old, new}:
        return _held(_procedure(old, fresh), _procedure(new, fresh), drops)
    return _held_by_digest(old, new, drops)


@lru_cache(maxsize=256)
def _held_by_digest(old: str, new: str, drops: tuple[tuple[str, str], ...]) -> Phrase | None:
    """Hold two texts that are here against each other: by digest, it is so for ever."""
    return _held(_procedure(old, {}), _procedure(new, {}), drops)


def _procedure(digest: str, fresh: Mapping[str, Text]) -> Compiled:
    found = compiled_of(digest)
    if found is not None:
        return found
    procedure = fresh[digest].procedure
    assert procedure is not None, "the manifest names it among its procedures"
    return Compiled(procedure, digest=digest)


def _held(old: Compiled, new: Compiled, drops: tuple[tuple[str, str], ...]) -> Phrase | None:
    hindered = next(hindrances(old, new), None)
    if hindered is not None:
        return hindered
    from jisr.prove import Dropped, hold_drops  # few manifests name a move; without it a node starts sooner

    try:
        hold_drops(old.procedure, new.procedure, dict(drops))
    except Dropped as error:
        return Phrase("%(because)s", because=error)
    return None


def require_moves_of(framework: str, version: int) -> None:
    """Raise MoveRefused where a version that is here names a move that cannot be made."""
    require_moves(framework, manifest_at(framework, version).value)


def are_moves_kept(framework: str, version: int) -> bool:
    """Say whether every move that a version here names can be made."""
    return next(refused_moves(framework, manifest_at(framework, version).value), None) is None


__all__ = ["MoveRefused", "are_moves_kept", "refused_moves", "require_moves", "require_moves_of"]
