"""Acts with their proofs, made from nothing: a manifest, a log, a signed head; and each way of spoiling one."""

import copy
import random
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import b64, canonical
from jisr.bundle import PROOF_FORMAT
from jisr.log import (
    Checkpoint,
    MemoryNodes,
    VerifierKey,
    inclusion_proof,
    leaf_hash,
    origin,
    parse_head,
    public_bytes,
    root_at,
    sign_head,
    signature_line,
)
from jisr.manifest import manifest_text, parse_manifest

FRAMEWORK: Final = "mar-esp"
DIGEST: Final = b64(bytes(32))
PARTIES: Final = ("ESP", "MAR")


def key(name: str) -> Ed25519PrivateKey:
    """Give a key that is the same in every run."""
    return Ed25519PrivateKey.from_private_bytes(random.Random(name).randbytes(32))


def public(name: str) -> str:
    """Give its public half as a manifest states it."""
    return b64(public_bytes(key(name)))


def manifest_value(
    *, version: int = 1, ends: int | None = None, framework: str = FRAMEWORK, stolen: str = ""
) -> dict[str, Any]:
    """Give a manifest of two parties; with `ends`, Morocco's first log key ends there and a second begins.

    With `stolen`, that key was stolen since then.
    """

    def party(code: str) -> dict[str, Any]:
        first = {"key": public(f"{code} log"), "from": 0, "to": ends if code == "MAR" else None}
        if stolen and first["to"] is not None:
            first["stolen_since"] = stolen
        after = [{"key": public(f"{code} log 2"), "from": first["to"] + 1, "to": None}] if first["to"] else []
        return {
            "log": [first, *after],
            "wire": [public(f"{code} wire")],
            "recovery": public(f"{code} recovery"),
            "founding": f"{code.lower()}.founding",
            "address": "https://x.test",
        }

    return {
        "framework": framework,
        "version": version,
        "parties": {code: party(code) for code in PARTIES},
        "framework_procedure": "framework/1",
        "procedures": {"framework/1": DIGEST},
        "parameters": {},
        "calendars": {},
        "succeeds": None,
        "witnesses": {},
    }


def note(value: dict[str, Any], signers: tuple[str, ...] = PARTIES) -> str:
    """Give the manifest's note with signatures of recovery keys."""
    text = manifest_text(value)
    names = {code: f"{origin(value['framework'], code)}/recovery" for code in signers}
    return text + "\n" + "".join(signature_line(text, names[code], key(f"{code} recovery")) for code in signers)


def entry(seq: int) -> bytes:
    """Give an entry's bytes: as much of one as a verifier reads, with letters outside ASCII."""
    fields = {
        "note": f"Número {seq}: \u0627\u0644\u0631\u0628\u0627\u0637 \U0001f54a",
        "more": [1, -2, True, None, {"a": '\n"\\'}],
    }
    return canonical({"framework": FRAMEWORK, "party": "MAR", "seq": seq, "act": "call", "fields": fields})


@cache
def _proof(seq: int, size: int) -> bytes:
    nodes = MemoryNodes(leaf_hash(entry(each)) for each in range(size))
    name, value = origin(FRAMEWORK, "MAR"), manifest_value()
    proof = {
        "format": PROOF_FORMAT,
        "framework": FRAMEWORK,
        "entry": f"MAR.{seq}",
        "bytes": b64(entry(seq)),
        "content": orjson.loads(entry(seq)),
        "index": seq,
        "head": sign_head(Checkpoint(name, size, root_at(nodes, size)), key("MAR log")),
        "size": size,
        "proof": [b64(each) for each in inclusion_proof(nodes, seq, size)],
        "keys": [str(VerifierKey(name, public_bytes(key("MAR log"))))],
        "manifest": digest_of(value),
        "manifest_text": manifest_text(value),
    }
    return orjson.dumps(proof)


def proof_of(seq: int = 3, size: int = 7) -> dict[str, Any]:
    """Give an act with its proof."""
    value: dict[str, Any] = orjson.loads(_proof(seq, size))
    return value


def ended_proof(begin: int, number: int, *, size: int = 7) -> dict[str, Any]:
    """Give an act's proof by a manifest that has ended Morocco's log so far, under a head of some generation."""
    value = manifest_value(version=2)
    value["generations"] = {
        "MAR": [{"from": each, "root": DIGEST, "common": 0, "reason": "two histories"} for each in (2, begin)]
    }
    proof, name = proof_of(3, size), origin(FRAMEWORK, "MAR", number)
    root = parse_head(proof["head"]).checkpoint.root
    keys = parse_manifest(note(value)).log_keys("MAR", size)
    return {
        **proof,
        "head": sign_head(Checkpoint(name, size, root), key("MAR log")),
        "keys": [str(each) for each in keys],
        "manifest": digest_of(value),
        "manifest_text": manifest_text(value),
    }


def digest_of(value: dict[str, Any]) -> str:
    """Give a manifest's digest."""
    from jisr.base import digest

    return digest(value)


def flips(raw: bytes, *, seed: int) -> Iterator[bytes]:
    """Flip one bit of every byte, one after another."""
    chance = random.Random(seed)
    for at in range(len(raw)):
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def spoilt(proof: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Leave out, empty, swap or change each part of a proof; give the part's name and the file."""
    other = proof_of(seq=4, size=6)
    for name, value in proof.items():
        ways: list[Any] = [None, [], "", 0, -1, True, 2**53, {"a": 1}, [value], other[name]]
        if isinstance(value, list):
            ways += [value[1:], value[::-1], [*value, *value[:1]]]
        if isinstance(value, str):
            ways += [value + "\n", value + "=", value[:-1], value.upper(), " " + value]
        for way in ways:
            changed = copy.deepcopy(proof)
            changed[name] = way
            if way != value and not (name == "manifest_text" and way == value[:-1]):
                yield name, orjson.dumps(changed)
        if name not in ("format", "manifest_text"):
            yield name, orjson.dumps({each: proof[each] for each in proof if each != name})
    yield "more", orjson.dumps({**proof, "more": 1})
