"""The file: one act with its proof, a list of such, or a bundle with the manifests named once (docs/proofs.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from jisr.base.ids import ENTRY, FRAMEWORK
from jisr.base.limits import INTEGER_MAX
from jisr.bundle.faults import Amiss

PROOF_FORMAT: Final = "jisr/proof/1"
BUNDLE_FORMAT: Final = "jisr/bundle/1"
FILE_BYTES_MAX: Final = 16 * 1024 * 1024
PROOFS_MAX: Final = 1_000
HASHES_MAX: Final = 64
KEYS_MAX: Final = 100
MANIFESTS_MAX: Final = 100
KEYS: Final = frozenset("framework entry bytes content index head size proof keys manifest".split())
# What files of earlier versions lack.
OPTIONAL_KEYS: Final = frozenset({"format", "manifest_text"})
BUNDLE_KEYS: Final = frozenset({"format", "manifests", "proofs"})
_POUCH: Final = re.compile(rb"jisr/[a-z0-9-]{1,64}/[A-Z]{3}/pouch\n")


@dataclass(frozen=True, slots=True)
class Proof:
    """An act with its proof as the file states it: of the right shape, and nothing of it checked."""

    framework: str
    entry: str
    bytes: str
    content: Any
    index: int
    head: str
    size: int
    proof: tuple[str, ...]
    keys: tuple[str, ...]
    manifest: str
    manifest_text: str | None = None
    format: str = PROOF_FORMAT


def read_file(raw: bytes) -> tuple[list[object], tuple[str, ...]]:
    """Give the acts of a file, each still unread, and the manifests that stand beside them."""
    if len(raw) > FILE_BYTES_MAX:
        raise Amiss("file.bytes", limit=FILE_BYTES_MAX)
    if _POUCH.match(raw):
        raise Amiss("file.pouch")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Amiss("file.json") from error
    found, manifests = _acts(value)
    if not 1 <= len(found) <= PROOFS_MAX:
        raise Amiss("file.count", count=len(found), limit=PROOFS_MAX)
    return found, manifests


def _acts(value: object) -> tuple[list[object], tuple[str, ...]]:
    if isinstance(value, list):
        return value, ()
    if not isinstance(value, dict):
        raise Amiss("file.shape")
    if "proofs" not in value:
        return [value], ()
    texts = value.get("manifests", [])
    checks = {
        "format": value.get("format", BUNDLE_FORMAT) == BUNDLE_FORMAT,
        "proofs": isinstance(value["proofs"], list),
        "manifests": _are_texts(texts, MANIFESTS_MAX),
        **dict.fromkeys(sorted(value.keys() - BUNDLE_KEYS), False),
    }
    _require(checks)
    return value["proofs"], tuple(texts)


def read_proof(value: object) -> Proof:
    """Read one act with its proof; the part that is amiss is named."""
    if not isinstance(value, dict):
        raise Amiss("file.shape")
    _require({each: each in value for each in sorted(KEYS)})
    _require(dict.fromkeys(sorted(value.keys() - KEYS - OPTIONAL_KEYS), False))
    _require(_fields(value))
    given = {**value, "proof": tuple(value["proof"]), "keys": tuple(value["keys"])}
    return Proof(**given)


def _fields(value: Mapping[str, Any]) -> dict[str, bool]:
    """Say of each part whether it is of its kind."""
    index, size = value["index"], value["size"]
    return {
        "bytes": isinstance(value["bytes"], str),
        "content": value["content"] is None or isinstance(value["content"], dict),
        "entry": isinstance(value["entry"], str) and bool(ENTRY.match(value["entry"])),
        "format": value.get("format", PROOF_FORMAT) == PROOF_FORMAT,
        "framework": isinstance(value["framework"], str) and bool(FRAMEWORK.match(value["framework"])),
        "head": isinstance(value["head"], str),
        "index": type(index) is int and 0 <= index <= INTEGER_MAX,
        "keys": _are_texts(value["keys"], KEYS_MAX),
        "manifest": isinstance(value["manifest"], str),
        "manifest_text": isinstance(value.get("manifest_text", ""), str),
        "proof": _are_texts(value["proof"], HASHES_MAX),
        "size": type(size) is int and 1 <= size <= INTEGER_MAX,
    }


def _are_texts(value: object, count_max: int) -> bool:
    return isinstance(value, list) and len(value) <= count_max and all(isinstance(each, str) for each in value)


def _require(checks: Mapping[str, bool]) -> None:
    for field, good in checks.items():
        if not good:
            raise Amiss("file.field", field=field)
