"""Every place that verifies an Ed25519 signature says of Wycheproof's vectors what they say, and all say the same."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from jisr.base import Instant, b64
from jisr.exchange import NotSigned, check_request
from jisr.exchange.wire import REQUEST, content_digest
from jisr.log import Note, Signature, VerifierKey, WitnessKey, cosigned_at, verifies
from tests.strategies.court import script_functions

FILE: Final = Path(__file__).parent / "wycheproof" / "ed25519_test.json"
COUNT_MIN: Final = 200
# The script of a bundle reckons in Python alone, some 50 ms a signature: of all it is asked by `make soak`.
EACH_OF_SCRIPT: Final = 5


@dataclass(frozen=True)
class Vector:
    """One vector: what is verified, and what is to be said of it."""

    number: int
    comment: str
    key: bytes
    message: bytes
    signature: bytes
    result: str

    def __str__(self) -> str:
        return f"{self.number}, {self.result}: {self.comment}"


def _read() -> Iterator[Vector]:
    for group in orjson.loads(FILE.read_bytes())["testGroups"]:
        for each in group["tests"]:
            key, message, signature = (bytes.fromhex(x) for x in (group["publicKey"]["pk"], each["msg"], each["sig"]))
            yield Vector(each["tcId"], each["comment"], key, message, signature, each["result"])


VECTORS: Final = tuple(_read())


def by_script(key: bytes, signature: bytes, message: bytes) -> bool:
    """Verify as the script that a bundle carries does; of a key that is none it says so otherwise."""
    found: dict[str, Any] = script_functions()
    try:
        return bool(found["has_signed"](key, signature, message))
    except found["Amiss"]:
        return False


def test_the_file_is_whole() -> None:
    said = orjson.loads(FILE.read_bytes())
    assert said["numberOfTests"] == len(VECTORS) >= COUNT_MIN
    assert {each.result for each in VECTORS} == {"valid", "invalid", "acceptable"}


def wrong(verify: Callable[[bytes, bytes, bytes], bool], asked: Iterable[Vector]) -> list[str]:
    """Say of which vectors a verifier says otherwise than they do."""
    decided = [each for each in asked if each.result != "acceptable"]
    return [str(each) for each in decided if verify(each.key, each.signature, each.message) != (each.result == "valid")]


def test_what_is_valid_verifies_and_what_is_not_does_not() -> None:
    assert not wrong(verifies, VECTORS)


@pytest.mark.parametrize("step", [EACH_OF_SCRIPT, pytest.param(1, marks=pytest.mark.soak)])
def test_the_script_of_a_bundle_says_the_same(step: int) -> None:
    """Of what verifiers may differ on, too (keys of small or mixed order): else one reader could find a head signed,
    and another not."""
    assert not wrong(by_script, VECTORS[::step])
    differ = [
        str(each)
        for each in VECTORS[::step]
        if each.result == "acceptable"
        and verifies(each.key, each.signature, each.message) != by_script(each.key, each.signature, each.message)
    ]  # fmt: skip
    assert not differ


def test_a_note_is_signed_where_the_signature_verifies() -> None:
    """Protocol 2.4: heads, manifests and pouches are notes; their texts are UTF-8."""
    for each in VECTORS:
        try:
            text = each.message.decode("utf-8")
        except UnicodeDecodeError:
            continue
        key = VerifierKey("name", each.key)
        note = Note(text, (Signature(key.name, key.id, each.signature),))
        assert note.is_signed_by(key) == verifies(each.key, each.signature, each.message), each


def test_no_vector_is_a_witness_s_cosignature_or_a_peer_s_request() -> None:
    """What was signed for something else opens nothing here, whatever its form."""
    for each in VECTORS:
        witness = WitnessKey("name", each.key)
        raw = bytes(8) + each.signature
        assert cosigned_at(Note("text\n", (Signature("name", witness.id, raw),)), witness) is None or (
            each.result == "acceptable"
        ), each
        if len(each.signature) != 64:
            continue
        headers = {
            "Content-Digest": content_digest(each.message),
            "Signature-Input": f'jisr={REQUEST};created=0;keyid="f/ESP";alg="ed25519";nonce="{"n" * 16}";tag="jisr"',
            "Signature": f"jisr=:{b64(each.signature)}:",
        }
        if each.result != "acceptable":
            with pytest.raises(NotSigned):
                _check(each, headers)


def _check(vector: Vector, headers: dict[str, str]) -> str:
    return check_request(
        method="POST",
        path="/exchange/f",
        body=vector.message,
        headers=headers,
        keys=lambda _keyid: [vector.key],
        now=Instant(0),
        is_new=lambda *_: True,
    )
