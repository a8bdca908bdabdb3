"""A case in the making: a desk at which parties acted, what is to come of it, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from orjson import loads

from jisr.base import Instant, b64, canonical, format_instant
from jisr.kernel import Entry, write_entry
from jisr.log import Checkpoint, Frontier, leaf_hash, origin, public_bytes, sign_head
from tests.strategies.desk import Desk
from tests.vectors.replay import entries_of

Json = dict[str, Any]
HEARING: Final = 3_600


@dataclass(kw_only=True)
class Case:
    """One vector in the making; `expected` says by hand what becomes of the entries that matter."""

    about: str
    title: str
    why: str
    desk: Desk
    expected: Mapping[str, str]
    extra: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    ahead: int = HEARING
    # At how many entries the log of ESP was ended, as it is at that size; None: it was not.
    ended: int | None = None

    def vector(self) -> Json:
        """Give the data of the vector, without what comes of it."""
        world = self.desk.world
        logs = {each: list(world.nodes[each].raw[each]) for each in world.parties}
        found = world.setting.case(logs)
        for party, more in self.extra.items():
            found["logs"][party] += [b64(each) if isinstance(each, bytes) else each for each in more]
        found["manifest"] = _keyed(found["manifest"])
        found["later"] = [_keyed(each) for each in found["later"]]
        if self.ended is not None:
            found["later"].append(_ending(found["later"][-1], entries_of(found["logs"]["ESP"])[: self.ended]))
        heads = {party: _head(world.setting.id, party, entries_of(log)) for party, log in found["logs"].items()}
        return {
            "about": self.about,
            "why": self.why,
            "now": format_instant(Instant(world.now + self.ahead)),
            **found,
            "heads": heads,
        }


def key_of(party: str) -> Ed25519PrivateKey:
    """Give the key of a party's log in the vectors; it is no secret."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"vectors {party}".encode()).digest())


def _keyed(manifest: Mapping[str, Any]) -> Json:
    parties = {
        party: {**each, "log": [{"key": b64(public_bytes(key_of(party))), "from": 0, "to": None}]}
        for party, each in manifest["parties"].items()
    }
    return {**manifest, "parties": parties}


def _ending(manifest: Mapping[str, Any], log: Sequence[bytes]) -> Json:
    root = Frontier().grown_by(map(leaf_hash, log)).root()
    generation = {"from": len(log), "root": b64(root), "common": 0, "reason": "two histories"}
    return {**manifest, "version": 3, "generations": {"ESP": [generation]}}


def _head(framework: str, party: str, log: Sequence[bytes]) -> str:
    frontier = Frontier().grown_by(map(leaf_hash, log))
    return sign_head(Checkpoint(origin(framework, party), frontier.size, frontier.root()), key_of(party))


def changed(entry: Entry, **more: Any) -> bytes:
    """Give an entry's bytes with some values put in the place of its own."""
    return canonical({**loads(write_entry(entry)), **more})


def without(entry: Entry, *keys: str) -> bytes:
    """Give an entry's bytes without some keys."""
    return canonical({key: each for key, each in loads(write_entry(entry)).items() if key not in keys})


Cases = Callable[[], Iterator[Case]]
__all__ = ["Case", "Cases", "changed", "key_of", "without"]
