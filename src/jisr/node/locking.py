"""Taking a key-encryption key into use, and changing it: every key that lies here is written anew under it.

Broken off anywhere, the node opens what it opened before, by the settings that it then has; done again, it is finished.
The home's own key is a new one each time: who knew the old one opens nothing that is written from then on.
"""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from jisr.base import N_, Phrase
from jisr.node.authority_keys import lying, opened
from jisr.node.encryption import FILE, Encryption
from jisr.node.home import Home, write_settings
from jisr.node.kek import (
    ID_BYTES,
    KEY_BYTES,
    HomeKeys,
    Kek,
    KekAmiss,
    KekMissing,
    home_keys,
    kek_of,
    place_of_kek,
    read_wrapped,
)
from jisr.node.presence import alone_in
from jisr.node.rest_keys import lock_all
from jisr.node.secrets import replace_secret

RUNNING: Final = N_("a process of the node runs in %(place)s")
INSIDE: Final = N_("%(place)s lies in the node's home: whoever copies the home would have both")
NOT_BACK: Final = N_("%(where)s does not give back what it has wrapped")


def take_kek(home: Home, encryption: Encryption) -> int:
    """Let the keys of a home lie under a key-encryption key from now on; give how many files hold them.

    Raises KekAmiss, KekMissing, HomeInUse; nothing is changed then.
    """
    _require_outside(home, encryption)
    with alone_in(home.path, RUNNING):
        new, before = _tried(home, encryption), read_wrapped(home)
        if not before:
            # In this order: a home whose settings name a key and that has none of its own yet lies in the clear.
            home = _told(home, encryption)
            _write(home, [_fresh(new)])
        else:
            opens = home_keys(home)
            assert opens is not None and home.encryption is not None, "its keys were opened a line ago"
            old = kek_of(home, home.encryption)
            if home.encryption != encryption:
                _write(home, [_fresh(new, old), *_both(opens, new, old)])
                home = _told(home, encryption)
            else:
                # Done again, after it was broken off: what lies under both goes under the new one alone.
                _write(home, [_fresh(new), *_both(opens, new)])
        files = lock_files(home)
        newest = home_keys(home)
        assert newest is not None, "it was written a moment ago"
        _write(home, [_wrapped(newest.newest, newest.by_id[newest.newest], new)])
        return files


def lock_files(home: Home) -> int:
    """Write every file of keys anew, under the newest of the home's keys."""
    files = sorted((home.path / "keys" / "authorities").glob("*.age"))
    for place in files:
        replace_secret(place, lying(home, place, opened(home, place, place.read_bytes())))
    lock_all(home)
    return len(files) + 1


def _require_outside(home: Home, encryption: Encryption) -> None:
    if encryption.kind != FILE:
        return
    place = Path(encryption.name)
    if not place.is_absolute() or place.resolve().is_relative_to(home.path.resolve()):
        raise KekAmiss(INSIDE, place=place)


def _tried(home: Home, encryption: Encryption) -> Kek:
    """Give the new key-encryption key, once it has given back what it wrapped."""
    new = kek_of(home, encryption)
    trial = os.urandom(KEY_BYTES)
    wrapped = new.wrap(trial)
    if wrapped == trial or new.unwrap(wrapped) != trial:
        raise KekAmiss(NOT_BACK, where=encryption.said)
    if read_wrapped(home) and home.encryption is None:
        raise KekMissing(Phrase(N_("the keys of this home lie under a key-encryption key, and node.toml names none")))
    return new


def _told(home: Home, encryption: Encryption) -> Home:
    told = replace(home, encryption=encryption)
    write_settings(told)
    return told


def _fresh(*keks: Kek) -> Mapping[str, Any]:
    return _wrapped(os.urandom(ID_BYTES).hex(), os.urandom(KEY_BYTES), *keks)


def _both(opens: HomeKeys, *keks: Kek) -> Sequence[Mapping[str, Any]]:
    return [_wrapped(name, key, *keks) for name, key in opens.by_id.items()]


def _wrapped(name: str, key: bytes, *keks: Kek) -> Mapping[str, Any]:
    return {"id": name, "wrapped": [base64.b64encode(each.wrap(key)).decode() for each in keks]}


def _write(home: Home, keys: Sequence[Mapping[str, Any]]) -> None:
    replace_secret(place_of_kek(home), json.dumps({"keys": keys}).encode("ascii") + b"\n")


__all__ = ["lock_files", "take_kek"]
