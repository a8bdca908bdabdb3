"""Later versions of procedures that a manifest names, and the moves to them (protocol 9.7, 12.29, 12.30, 12.44).

Held before a version is put in force: a dossier loses nothing on the way, and each guarantee, condition and act that
protects stays or is named with the reason for which it goes, whether a dossier moves or new ones alone are opened so.
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
MOVES = N_("no dossier of %(old)s can move to %(new)s: %(because)s")
FOLLOWS = N_("%(new)s cannot take the place of %(old)s: %(because)s")
# What a manifest says of one later version and one before it: the names of what is dropped, with reasons.
Drops = tuple[tuple[str, str], ...]


class MoveRefused(JisrError):
    """A manifest names a later version by which something would be lost without a reason."""

    advice = N_(
        "Mend the later version, or the manifest's `moves` or `drops`: `jisr procedure diff` says what differs."
    )


def require_moves(framework: str, manifest: Mapping[str, Any], given: Sequence[Text] = ()) -> None:
    """Raise MoveRefused where a named move cannot be made, or a later version drops more than is said."""
    for because in refused_moves(framework, manifest, given):
        raise MoveRefused("%(because)s", because=because)


def refused_moves(framework: str, manifest: Mapping[str, Any], given: Sequence[Text] = ()) -> Iterator[Phrase]:
    """Say of a manifest which moves cannot be made, and which later versions drop something without a reason."""
    fresh = {each.digest: each for each in given}
    before = [each.value["procedures"] for each in manifests(framework) if each.version < manifest["version"]]
    for old, new, because in _refused_moves(before, manifest, fresh):
        yield Phrase(MOVES, old=old, new=new, because=because)
    for old, new, because in _refused_followers(before, manifest, fresh):
        yield Phrase(FOLLOWS, old=old, new=new, because=because)


def _refused_followers(
    before: Sequence[Mapping[str, str]], manifest: Mapping[str, Any], fresh: Mapping[str, Text]
) -> Iterator[tuple[str, str, Phrase]]:
    """Hold each version that is named for the first time against the last before it (12.44)."""
    known = {each for one in before for each in one}
    for new in sorted(manifest["procedures"].keys() - known):
        name, version = new.split("/")
        earlier = [int(each.split("/")[1]) for each in known if each.split("/")[0] == name]
        last = max((each for each in earlier if each < int(version)), default=None)
        old = f"{name}/{last}"
        if last is None or old in manifest.get("moves", {}).get(new, {}):
            continue
        drops = tuple(sorted(manifest.get("drops", {}).get(new, {}).get(old, {}).items()))
        pinned = next(each[old] for each in reversed(before) if old in each)
        because = _because(pinned, manifest["procedures"][new], drops, fresh, is_move=False)
        if because is not None:
            yield old, new, because


def _refused_moves(
    before: Sequence[Mapping[str, str]], manifest: Mapping[str, Any], fresh: Mapping[str, Text]
) -> Iterator[tuple[str, str, Phrase]]:
    for new, froms in manifest.get("moves", {}).items():
        for old, drops in froms.items():
            # One name is one version; whatever stood under it in this framework may have dossiers.
            pinned = {each[old] for each in (*before, manifest["procedures"]) if old in each}
            if not pinned:
                yield old, new, Phrase(LACKING, version=old)
            for one in sorted(pinned):
                because = _because(one, manifest["procedures"][new], tuple(sorted(drops.items())), fresh, is_move=True)
                if because is not None:
                    yield old, new, because


def _because(old: str, new: str, drops: Drops, fresh: Mapping[str, Text], *, is_move: bool) -> Phrase | None:
    for digest in (old, new):
        if compiled_of(digest) is None and digest not in fresh:
            return Phrase(LACKING, version=digest)
    if fresh.keys() & {old, new}:
        return _held(_procedure(old, fresh), _procedure(new, fresh), drops, is_move=is_move)
    return _held_by_digest(old, new, drops, is_move)


@lru_cache(maxsize=256)
def _held_by_digest(old: str, new: str, drops: Drops, is_move: bool) -> Phrase | None:  # kept by it
    """Hold two texts that are here against each other: by digest, it is so for ever."""
    return _held(_procedure(old, {}), _procedure(new, {}), drops, is_move=is_move)


def _procedure(digest: str, fresh: Mapping[str, Text]) -> Compiled:
    found = compiled_of(digest)
    if found is not None:
        return found
    procedure = fresh[digest].procedure
    assert procedure is not None, "the manifest names it among its procedures"
    return Compiled(procedure, digest=digest)


def _held(old: Compiled, new: Compiled, drops: Drops, *, is_move: bool) -> Phrase | None:
    hindered = next(hindrances(old, new), None) if is_move else None
    if hindered is not None:
        return hindered
    from jisr.prove import Dropped, hold_drops  # few manifests name a move; without it a node starts sooner

    try:
        hold_drops(old.procedure, new.procedure, dict(drops))
    except Dropped as error:
        return Phrase("%(because)s", because=error)
    return None


def require_moves_of(framework: str, version: int) -> None:
    """Raise MoveRefused where a version that is here names a move that cannot be made, or drops something unsaid."""
    require_moves(framework, manifest_at(framework, version).value)


def are_moves_kept(framework: str, version: int) -> bool:
    """Say whether every move that a version here names can be made, and what a later one drops is said."""
    return next(refused_moves(framework, manifest_at(framework, version).value), None) is None


__all__ = ["MoveRefused", "are_moves_kept", "refused_moves", "require_moves", "require_moves_of"]
