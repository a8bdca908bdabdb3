#!/usr/bin/env python3
"""Check the bundle of a dossier: python3 -I -S verify.py BUNDLE.zip [FINGERPRINT]

Needs Python 3.8 or newer and nothing else. FINGERPRINT is that of the manifest, 64 digits from 0 to f in any grouping,
as somebody whom you know at a party read it out to you. Ends with
  0  all holds, and the keys are those of the manifest with that fingerprint
  3  all holds, but you gave no fingerprint: anybody can make keys, so this does not show who acted
  1  something does not hold: it is named, and nothing after it was checked
README.txt says what this shows, and what it does not; docs/proofs.md of jisr what is checked, in which order. Who made
a bundle may have made its script, too: compare the SHA-256 of this file with that of any node's /verify/verify.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

MEMBERS = "README.txt verify.py file.pdf bundle.json judged.json opened.json contents.json contents.note".split()
ARCHIVE_BYTES_MAX, ENTRY_BYTES_MAX, MANIFEST_BYTES_MAX, MIB = 64 << 20, 64 << 10, 512 << 10, 1 << 20
PROOF = set("bytes content entry format framework head index keys manifest proof size".split())
FORMS = {"framework": r"[a-z0-9-]{1,64}\Z", "dossier": r"[A-Z]{3}\.(0|[1-9][0-9]{0,15})\Z", "party": r"[A-Z]{3}\Z",
         "made": r"2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"}  # fmt: skip
HEAD = re.compile(r"\A([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]*)\n\Z")
LINE = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})\Z")


class Amiss(Exception):
    """What does not hold, by its key, and where."""


def require(good: Any, key: str, where: str = "") -> None:
    if not good:
        raise Amiss(key, where)


def attempt(key: str, where: str, read: Any, *given: Any) -> Any:
    try:
        return read(*given)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise Amiss(key, where) from None


# Ed25519 (RFC 8032, 5.1), on points of two coordinates: slow, and fast enough for the few heads of a bundle.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
    k, x, y = D * p[0] * q[0] * p[1] * q[1] % P, p[0] * q[1] + q[0] * p[1], p[1] * q[1] + p[0] * q[0]
    return x * pow(1 + k, -1, P) % P, y * pow(1 - k, -1, P) % P


def point(raw: bytes) -> tuple[int, int]:  # 5.1.3; raises ValueError where there is none
    sign, y = raw[31] >> 7, int.from_bytes(raw, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if len(raw) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError
    return P - x if x & 1 != sign else x, y


@lru_cache(1000)
def has_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Verify a signature (5.1.7): R = sB - kA. Kept, since one head serves many acts."""
    s = int.from_bytes(signature[32:64], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    (x, y), found = attempt("signature.none", "", point, key), (0, 1)
    for n, p in ((s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))), (k, (P - x, y))):
        while n:
            found, p, n = add(found, p) if n & 1 else found, add(p, p), n >> 1
    good = (found[1] | (found[0] & 1) << 255).to_bytes(32, "little") == signature[:32]
    return good and s < L and len(signature) == 64


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def unbase64(text: str, length: int | None = None) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if b64(raw) != text or length not in (None, len(raw)):
        raise ValueError
    return raw


def canonical(value: Any, levels: int = 16) -> bytes:  # RFC 8785
    check(value, levels)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(value: Any, levels: int) -> None:  # strings without U+0000, integers of 53 bits, objects with ASCII keys
    nested = isinstance(value, (list, dict))
    good = levels > 0 if nested else value is None or isinstance(value, (bool, int, str))
    if not good or (isinstance(value, int) and abs(value) >= 2**53) or (isinstance(value, str) and "\0" in value):
        raise ValueError
    "".join(value if isinstance(value, dict) else ()).encode("ascii")
    for each in (*value, *getattr(value, "values", tuple)()) if nested else ():
        check(each, levels - 1)


def parsed(raw: bytes, most: int = ENTRY_BYTES_MAX, levels: int = 16) -> Any:
    value = json.loads(raw.decode()) if len(raw) <= most else ""
    if canonical(value, levels) != raw:
        raise ValueError
    return value


def note_of(raw: str) -> Any:  # c2sp.org/signed-note: its text; name, key's id and signature of each line
    text, gap, lines = raw.rpartition("\n\n")
    found = [LINE.match(each) for each in lines[:-1].split("\n")]
    pairs = [(each[1], unbase64(each[2])) for each in found if each]
    good = len(raw.encode()) <= MIB and gap and lines[-1:] == "\n" and len(pairs) == len(found) <= 100
    if not good or re.search(r"[\x00-\x09\x0b-\x1f]", raw) or min(len(each) for _, each in pairs) < 5:
        raise ValueError
    return text + "\n", [(name, each[:4], each[4:]) for name, each in pairs]


def spelt(name: str, key: bytes) -> str:
    return f"{name}+{hashlib.sha256(name.encode() + bytes([10, 1]) + key).hexdigest()[:8]}+{b64(bytes([1]) + key)}"


def is_signed(note: Any, name: str, keys: list[bytes]) -> bool:  # lines by others are left aside
    return any(spelt(name, key).startswith(f"{by}+{said.hex()}+") and has_signed(key, signature, note[0].encode())
               for key in keys for by, said, signature in note[1])  # fmt: skip


def archive_of(raw: bytes) -> dict[str, bytes]:  # a ZIP that is exactly what its members make
    require(len(raw) <= ARCHIVE_BYTES_MAX, "archive.bytes")
    found, at, again, index = [("", b"")][:0], 0, b"", b""
    while raw[at : at + 4] == b"PK\3\4" and len(raw) >= at + 30 and len(found) <= len(MEMBERS):
        size, length = struct.unpack_from("<IH", raw, at + 22)
        found.append((raw[at + 30 : at + 30 + length].decode("ascii", "replace"), raw[at + 30 + length :][:size]))
        at += 30 + length + size
    require([name for name, _ in found] in (MEMBERS, MEMBERS[:5] + MEMBERS[6:]), "archive.members")
    for name, body in found:
        told = struct.pack("<5H3I2H", 10, 0, 0, 0, 0x21, zlib.crc32(body), len(body), len(body), len(name), 0)
        index += b"PK\1\2\x1e\3" + told + struct.pack("<3H2I", 0, 0, 0, 0o100644 << 16, len(again)) + name.encode()
        again += b"PK\3\4" + told + name.encode() + body
    again += index + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(found), len(found), len(index), len(again), 0)
    require(again == raw, "archive.bytes_other")
    return dict(found)


def member(raw: bytes, form: str, **kinds: Any) -> Any:  # an object of a format, with exactly these keys and kinds
    fault = ("acts" if form == "bundle" else form) + ".spelling"
    value = attempt(fault, "", parsed, raw, ARCHIVE_BYTES_MAX, 24)
    require(isinstance(value, dict) and value.pop("format", "") == f"jisr/{form}/1", fault)
    require({name: type(value[name]) for name in value} == kinds, fault)
    return value


def check_contents(members: dict[str, bytes]) -> Any:
    kinds = {"files": dict, "manifest": str, "size": int, **dict.fromkeys(FORMS, str)}
    value = member(members["contents.json"], "contents", **kinds)
    good = value["size"] >= 0 and all(re.match(form, value[name], re.ASCII) for name, form in FORMS.items())
    require(good, "contents.spelling")
    digests = {name: hashlib.sha256(members[name]).hexdigest() for name in MEMBERS[:6] if name in members}
    for name in {**digests, **value["files"]}:
        require(value["files"].get(name) == digests.get(name), "contents.digest", name)
    return value


def manifest_of(text: str) -> tuple[Any, str]:
    """Read a manifest and its digest; its shape is held as far as it is read here."""
    raw = text[: -1 if text.endswith("\n") else None].encode()
    value = parsed(raw, MANIFEST_BYTES_MAX)
    for key in [key for party in value["parties"].values() for key in party["log"]]:
        if len(unbase64(key["key"])) != 32 or {type(key["from"]), type(0 if key["to"] is None else key["to"])} != {int}:
            raise ValueError
    return value, b64(hashlib.sha256(raw).digest())


def log_keys(manifest: Any, party: str, size: int) -> tuple[str, list[bytes]]:
    ends = manifest.get("generations", {}).get(party, [{"from": 0}])  # where all have ended a log, and it goes on
    name = f"jisr/{manifest['framework']}/{party}" + (f"/{len(ends) + 1}" if "root" in ends[-1] else "")
    keys = manifest["parties"].get(party, {"log": ()})["log"] if ends[-1]["from"] <= size else ()
    return name, [unbase64(each["key"]) for each in keys
                  if each["from"] <= size and (each["to"] is None or size <= each["to"])]  # fmt: skip


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Follow a proof of inclusion to the root that it leads to (RFC 9162, 2.1.3.2)."""
    at, last, node = index, size - 1, leaf
    for each in path:
        if last <= 0 or at > last:
            raise ValueError
        is_right = at & 1 or at == last
        node = hashlib.sha256(b"\1" + (each + node if is_right else node + each)).digest()
        while is_right and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    return b"" if last else node


def check_act(proof: Any, manifest: Any, digest: str) -> Any:
    """Hold one act against its proof: what it states beside bytes, head and path must follow from these."""
    at = str(proof["entry"])

    def same(key: str, **stated: Any) -> None:
        good = attempt(key, at, canonical, {name: proof[name] for name in stated}, 24)
        require(attempt(key, at, canonical, stated, 24) == good, key, at)

    same("file.field", format="jisr/proof/1")
    raw = attempt("bytes.base64", at, unbase64, proof["bytes"])
    said = attempt("bytes.canonical", at, parsed, raw)
    framework, party, seq = attempt("bytes.field", at, lambda: [said[name] for name in ("framework", "party", "seq")])
    good = type(seq) is int and isinstance(framework, str) and re.match(FORMS["framework"], framework)
    require(good and re.match(FORMS["dossier"], f"{party}.{seq}"), "bytes.field", at)
    same("bytes.field", framework=framework, entry=f"{party}.{seq}", index=seq)
    same("bytes.content", content=said)
    note = attempt("head.note", at, note_of, proof["head"])
    name, spelt_size, root = attempt("head.note", at, lambda: HEAD.findall(note[0])[0])
    size, root = int(spelt_size), attempt("head.note", at, unbase64, root, 32)
    require(name.split("/")[:3] == ["jisr", framework, party], "head.origin", at)
    same("head.size", size=size)
    path = attempt("inclusion.hash", at, lambda: [unbase64(each, 32) for each in [] + proof["proof"]])
    found = attempt("inclusion.false", at, root_of, hashlib.sha256(b"\0" + raw).digest(), seq, size, path)
    require(found == root, "inclusion.false", at)
    same("manifest.lacking", manifest=digest)
    require(manifest.get("framework") == framework, "manifest.framework", at)
    require(party in manifest["parties"], "manifest.party", at)
    origin, keys = attempt("manifest.text", at, log_keys, manifest, party, size)
    require(name == origin, "head.origin", at)
    same("keys.other", keys=[spelt(name, key) for key in keys])
    require(is_signed(note, name, keys), "signature.none", at)
    return said


def check_bundle(raw: bytes, given: str) -> dict[str, Any]:
    """Check everything; raises Amiss for the first part that does not hold."""
    members = archive_of(raw)
    contents = check_contents(members)
    texts, proofs = member(members["bundle.json"], "bundle", manifests=list, proofs=list).values()
    good = len(texts) == 1 and isinstance(texts[0], str) and 1 <= len(proofs) <= 1000
    require(good and all(isinstance(each, dict) and set(each) == PROOF for each in proofs), "acts.spelling")
    manifest, digest = attempt("manifest.text", "", manifest_of, texts[0])
    fingerprint, acts, told = unbase64(digest).hex(), {}, {name: contents[name] for name in FORMS}
    for proof in proofs:
        said, at = check_act(proof, manifest, digest), proof["entry"]
        require(given in ("", fingerprint), "anchor.other", at)
        require((said["framework"], said.get("dossier")) == (told["framework"], told["dossier"]), "acts.dossier", at)
        require(digest == contents["manifest"], "acts.manifest", at)
        acts[at] = said
    require(sorted(acts, key=lambda at: (at[:3], int(at[4:]))) == [each["entry"] for each in proofs], "acts.order")
    require(contents["dossier"] in acts, "acts.opening")
    judged = member(members["judged.json"], "judged", acts=list, state=dict, **dict.fromkeys(FORMS, str))
    require(told.items() <= judged.items() and {*map(type, judged["acts"])} == {dict}, "judged.spelling")
    require(sorted(f"{each.get('party')}.{each.get('seq')}" for each in judged["acts"]) == sorted(acts), "judged.acts")
    if "opened.json" in members:
        check_opened(members["opened.json"], acts)
    note = attempt("note.spelling", "", lambda: note_of(members["contents.note"].decode()))
    name, listed = "jisr/{framework}/{party}/bundle".format(**told), hashlib.sha256(members["contents.json"])
    require(note[0] == f"{name}\n{told['dossier']}\n{listed.hexdigest()}\n", "note.spelling")
    require(is_signed(note, name, log_keys(manifest, told["party"], contents["size"])[1]), "note.signature")
    stolen = {f"NOT CERTAIN, by a stolen key: {at}": key for at in acts for key in manifest["parties"][at[:3]]["log"]
              if "stolen_since" in key and key["from"] <= int(at[4:]) + 1 <= (key["to"] or 0)}  # fmt: skip
    return {**told, "acts": len(acts), "fingerprint": fingerprint, **stolen}


def check_opened(raw: bytes, acts: dict[str, Any]) -> None:
    """Hold each text that was sealed against the commitment in its act (protocol 7.1)."""
    fields, seen = member(raw, "opened", fields=list)["fields"], set()
    kinds = {"chunk": int, "content": str, "entry": str, "field": str, "salt": str}
    good = fields and all(isinstance(each, dict) and {k: type(each[k]) for k in each} == kinds for each in fields)
    require(good, "opened.spelling")
    for chunk, content, at, name, salted in [[each[key] for key in kinds] for each in fields]:
        place = (at, name, chunk)
        commit = attempt("opened.field", at, lambda a, b, c: dict(enumerate(acts[a]["sealed"][b]["chunks"]))[c], *place)
        require(isinstance(commit, str) and place not in seen, "opened.field", at)
        seen.add(place)
        salt, text = (attempt("opened.spelling", at, unbase64, each) for each in (salted, content))
        stands = canonical([acts[at]["framework"], acts[at]["party"], acts[at]["seq"], name, chunk])
        made = b64(hashlib.sha256(b"jisr/seal/1\0" + salt + stands + b"\0" + text).digest())
        require(len(salt) == 32 and len(text) <= MIB and made == commit, "opened.commitment", at)


def main(arguments: list[str]) -> int:
    given = re.sub(r"[\s:]", "", "".join(arguments[1:])).lower()
    if not arguments or not Path(arguments[0]).is_file() or not re.match(r"([0-9a-f]{64})?\Z", given):
        sys.exit(sys.stderr.write(str(__doc__)) and 2)
    code, words = (0, "ALL HOLDS.") if given else (3, "IT HOLDS IN ITSELF; nobody vouches for its keys.")
    try:
        found = check_bundle(Path(arguments[0]).read_bytes(), given)
    except Amiss as error:
        code, words, found = 1, "DOES NOT HOLD: " + " ".join(error.args), {}
    sys.stdout.write("\n".join([words, *(f"{name}: {each}" for name, each in found.items())]) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
