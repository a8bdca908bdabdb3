"""The framework of a season: its parties' keys, made from their names, and the manifest they have signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import FrameworkId, Party, b64
from jisr.kernel import Compiled, Framework
from jisr.log import public_bytes, signature_line
from jisr.manifest import Manifest, agreed_of, manifest_text, parse_manifest
from jisr.procedures.framework import FRAMEWORK
from jisr.simulation.errand import ERRAND

NAME: Final = FrameworkId("season")
PARTIES: Final = tuple(map(Party, ("ESP", "MAR", "NLD", "FRA", "PRT")))
KEYS: Final = ("log", "wire", "recovery")


@dataclass(frozen=True, slots=True)
class Founded:
    """What the parties have agreed on, as the kernel reads it, and the keys of each."""

    manifest: Manifest
    framework: Framework
    keys: Mapping[Party, Mapping[str, Ed25519PrivateKey]]


@lru_cache(maxsize=8)
def founded(count: int) -> Founded:
    """Found a framework of so many parties: the same each time."""
    parties = PARTIES[:count]
    keys = {each: {name: _key(each, name) for name in KEYS} for each in parties}
    compiled = [Compiled(each) for each in (FRAMEWORK, ERRAND)]
    text = manifest_text(
        {
            "framework": NAME,
            "version": 1,
            "parties": {each: _entry(each, keys[each]) for each in parties},
            "framework_procedure": FRAMEWORK.id,
            "procedures": {each.id: each.digest for each in compiled},
            "parameters": {},
            "calendars": {},
            "succeeds": None,
            "witnesses": {},
        }
    )
    lines = [signature_line(text, f"jisr/{NAME}/{each}/recovery", keys[each]["recovery"]) for each in parties]
    manifest = parse_manifest(text + "\n" + "".join(lines))
    agreed = agreed_of(manifest, lambda _: None)
    framework = Framework(
        id=NAME,
        parties=frozenset(parties),
        versions={1: agreed},
        procedures={each.digest: each for each in compiled},
    )
    return Founded(manifest, framework, keys)


def _key(party: Party, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(f"simulation {party} {name}".encode()).digest())


def _entry(party: Party, keys: Mapping[str, Ed25519PrivateKey]) -> dict[str, Any]:
    return {
        "log": [{"key": b64(public_bytes(keys["log"])), "from": 0, "to": None}],
        "wire": [b64(public_bytes(keys["wire"]))],
        "recovery": b64(public_bytes(keys["recovery"])),
        "founding": f"{party.lower()}.founding",
        "address": f"https://{party.lower()}.test",
    }
