"""Bundles of a dossier, made from nothing, and each way of spoiling one."""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from jisr.base import b64, canonical
from jisr.bundle import (
    PROOF_FORMAT,
    Anchor,
    Parts,
    check_bundle,
    manifest_of_text,
    read_archive,
    write_archive,
    write_bundle,
)
from jisr.bundle.archive import CONTENTS, NOTE
from jisr.bundle.court import bundle_key_name, contents_text, written_member
from jisr.log import (
    Checkpoint,
    MemoryNodes,
    VerifierKey,
    inclusion_proof,
    leaf_hash,
    origin,
    public_bytes,
    root_at,
    sign_head,
    sign_note,
)
from jisr.manifest import Manifest, manifest_text
from jisr.seal import Place, commitment
from tests.strategies.proofs import FRAMEWORK, digest_of, key, manifest_value

DOSSIER: Final = "ESP.0"
SECRET: Final = canonical("Yūsuf fears his uncle")
SCRIPT: Final = Path(__file__).parents[2] / "src" / "jisr" / "bundle" / "script" / "verify.py"
MADE: Final = "2026-11-30T00:00:00Z"


def manifest() -> Manifest:
    return manifest_of_text(manifest_text(manifest_value()))


def fingerprint() -> str:
    return manifest().fingerprint()


def salt(seq: int) -> bytes:
    """Give the salt of what an act seals."""
    return bytes([seq % 256]) * 32


def entry(party: str, seq: int, dossier: str = DOSSIER) -> dict[str, Any]:
    """Give an act of the dossier: as much of one as a checker reads."""
    place = Place(framework=FRAMEWORK, party=party, seq=seq, field="story")  # type: ignore[arg-type]
    commit = b64(commitment(place, salt=salt(seq), plaintext=SECRET))
    return {
        "framework": FRAMEWORK,
        "party": party,
        "seq": seq,
        "dossier": dossier,
        "act": "note",
        "fields": {"note": f"Número {seq}: الرباط 🕊", "more": [True, None, -1, '"\\\n']},
        "sealed": {"story": {"to": ["esp.guardian"], "chunks": [commit]}},
    }


@cache
def _log(party: str, size: int, dossier: str) -> tuple[MemoryNodes, str]:
    nodes = MemoryNodes(leaf_hash(canonical(entry(party, each, dossier))) for each in range(size))
    name = origin(FRAMEWORK, party)
    return nodes, sign_head(Checkpoint(name, size, root_at(nodes, size)), key(f"{party} log"))


def proof(party: str, seq: int, size: int, dossier: str = DOSSIER) -> dict[str, Any]:
    """Give an act of a party's log with its proof."""
    nodes, head = _log(party, size, dossier)
    raw, name = canonical(entry(party, seq, dossier)), origin(FRAMEWORK, party)
    return {
        "format": PROOF_FORMAT,
        "framework": FRAMEWORK,
        "entry": f"{party}.{seq}",
        "bytes": b64(raw),
        "content": orjson.loads(raw),
        "index": seq,
        "head": head,
        "size": size,
        "proof": [b64(each) for each in inclusion_proof(nodes, seq, size)],
        "keys": [str(VerifierKey(name, public_bytes(key(f"{party} log"))))],
        "manifest": digest_of(manifest_value()),
    }


def parts(acts: int = 3, **changed: Any) -> Parts:
    """Give what a bundle of so many acts of each of two parties is made of."""
    proofs = [proof(party, seq, acts) for party in ("MAR", "ESP") for seq in range(acts)]
    judged = [{"party": each["entry"][:3], "seq": each["index"], "standing": "stands"} for each in proofs]
    opened = [{"entry": "ESP.1", "field": "story", "chunk": 0, "salt": b64(salt(1)), "content": b64(SECRET)}]
    made: dict[str, Any] = {
        "dossier": DOSSIER,
        "party": "ESP",
        "made": MADE,
        "size": acts,
        "manifest": manifest(),
        "readme": "What this is.\n",
        "paper": b"%PDF-1.7\nno paper\n",
        "proofs": proofs,
        "judged": judged,
        "state": {"stage": "open", "facts": {"heard": True}},
        "opened": opened,
        **changed,
    }
    return Parts(**made)


def bundle(acts: int = 3, *, by: str = "ESP log", **changed: Any) -> bytes:
    """Give a bundle, signed by a key."""
    return write_bundle(parts(acts, **changed), lambda text, name: sign_note(text, name, key(by)))


def signed_again(members: Mapping[str, bytes], *, by: str = "ESP log", listed: bool = True) -> bytes:
    """Give the archive of changed members, its list of contents and signature made anew by a key."""
    changed = dict(members)
    contents = orjson.loads(changed[CONTENTS])
    if listed:
        contents["files"] = {name: hashlib.sha256(body).hexdigest() for name, body in changed.items()
                             if name not in (CONTENTS, NOTE)}  # fmt: skip
    changed[CONTENTS] = written_member(contents)
    text = contents_text(contents["framework"], contents["party"], contents["dossier"], changed[CONTENTS])
    name = bundle_key_name(contents["framework"], contents["party"])
    changed[NOTE] = sign_note(text, name, key(by)).encode()
    return write_archive(list(changed.items()))


def rewritten(raw: bytes, name: str, change: Any, **how: Any) -> bytes:
    """Change one JSON member by a function, list and sign it again."""
    members = dict(read_archive(raw))
    value = orjson.loads(members[name])
    value = change(value) or value
    return signed_again({**members, name: written_member(value)}, **how)


def by_jisr(raw: bytes, *anchors: Anchor) -> tuple[int, str]:
    """Check a bundle as `jisr verify --bundle` does; give the exit code and what is amiss."""
    found = check_bundle(raw, anchors)
    if found.fault is not None:
        return 1, found.fault.key
    return (0 if found.is_anchored else 3), ""


def by_script(raw: bytes, folder: Path, *arguments: str, python: str = sys.executable) -> tuple[int, str]:
    """Check a bundle by the script alone, in a folder with nothing else; give the exit code and what is amiss."""
    (folder / "verify.py").write_bytes(SCRIPT.read_bytes())
    (folder / "bundle.zip").write_bytes(raw)
    command = [python, "-I", "-S", "verify.py", "bundle.zip", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert not done.stderr, done.stderr
    first = done.stdout.splitlines()[0]
    return done.returncode, first.split()[3] if first.startswith("DOES NOT HOLD") else ""


@cache
def script_functions() -> dict[str, Any]:
    """Give the script's own functions: thousands of checks are not thousands of processes."""
    found: dict[str, Any] = {"__name__": "script"}
    exec(compile(SCRIPT.read_bytes(), str(SCRIPT), "exec", dont_inherit=True), found)
    return found


def by_functions(raw: bytes, given: str = "") -> tuple[int, str]:
    """Check a bundle by the script's functions in this process."""
    script = script_functions()
    try:
        script["check_bundle"](raw, given)
    except script["Amiss"] as error:
        return 1, str(error.args[0])
    return (0 if given else 3), ""


def flips(raw: bytes, *, seed: int, places: range | list[int]) -> Iterator[tuple[int, bytes]]:
    """Flip one bit of each of these bytes, one after another."""
    chance = random.Random(seed)
    for at in places:
        changed = bytearray(raw)
        changed[at] ^= 1 << chance.randrange(8)
        yield at, bytes(changed)
