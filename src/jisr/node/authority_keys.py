"""The keys of this party's authorities for sealed content: age identities in the node's home (protocol 7.1, 10)."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from jisr.base import N_, Phrase
from jisr.node.home import Home, HomeAmiss
from jisr.node.kek import MARK, home_keys, place_of_kek
from jisr.node.secrets import replace_secret
from jisr.seal import Identity, MalformedKey, new_identity, read_identities, write_identities


def identities_of(home: Home, authority: str) -> tuple[Identity, ...]:
    """Give the keys of an authority that are in this home; the first is the one in use. None: there is none here."""
    place = place_of(home, authority)
    try:
        return read_identities(opened(home, place, place.read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, MalformedKey) as error:
        raise HomeAmiss(place, error) from error


def recipient_here(home: Home, authority: str) -> str:
    """Give the public half of an authority's key; one that has none here gets one, durably."""
    found = identities_of(home, authority)
    if not found:
        _make(home, place_of(home, authority))
        found = identities_of(home, authority)
    return str(found[0].to_public())


def place_of(home: Home, authority: str) -> Path:
    """Give the place of an authority's keys: its code is an id, and so a plain file's name."""
    return home.path / "keys" / "authorities" / f"{authority}.age"


def opened(home: Home, place: Path, raw: bytes) -> bytes:
    """Give what a file of an authority's keys holds; raises KekMissing where it lies locked and cannot be opened."""
    if not raw.startswith(MARK.encode()):
        return raw
    keys = home_keys(home)
    if keys is None:
        raise HomeAmiss(place_of_kek(home), Phrase(N_("it is missing, and keys lie locked by it")))
    return keys.unlock(raw.decode("ascii", "replace").strip(), place.name)


def lying(home: Home, place: Path, content: bytes) -> bytes:
    """Give a file of an authority's keys as it lies: locked, where the home has a key-encryption key."""
    keys = home_keys(home)
    return content if keys is None else f"{keys.lock(content, place.name)}\n".encode("ascii")


def rewrite_identities(home: Home, authority: str, identities: Sequence[Identity]) -> None:
    """Put other keys of an authority in the place of those that are there; what lay there is overwritten."""
    place = place_of(home, authority)
    replace_secret(place, lying(home, place, write_identities(identities)))


def _make(home: Home, place: Path) -> None:
    """Write a new key whole and on the disk before it has its name; of two that are made at once one stays."""
    content = lying(home, place, write_identities([new_identity()]))
    fresh = place.with_name(f".{place.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(fresh, place)
    finally:
        fresh.unlink()
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


__all__ = ["identities_of", "lying", "opened", "place_of", "recipient_here", "rewrite_identities"]
