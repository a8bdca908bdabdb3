"""An act with its proof holds as it was made, and with nothing of it changed; what is amiss is named."""

import gzip
from typing import Any

import orjson
import pytest

from jisr.base import b64, canonical
from jisr.bundle import (
    BUNDLE_FORMAT,
    FAULTS,
    FILE_BYTES_MAX,
    PROOFS_MAX,
    Amiss,
    Anchor,
    anchor_of,
    check_file,
    manifest_of_text,
)
from jisr.bundle.script import verify
from jisr.log import Checkpoint, origin, sign_head
from jisr.manifest import manifest_text
from tests.strategies.proofs import digest_of, ended_proof, flips, key, manifest_value, note, proof_of, spoilt

ALL = ["bytes", "head", "inclusion", "manifest", "keys", "signature"]


def fault_of(file: Any, *anchors: Anchor) -> str:
    """Give the key of what is amiss in a file, or nothing."""
    raw = file if isinstance(file, bytes) else orjson.dumps(file)
    try:
        found = check_file(raw, anchors)
    except Amiss as error:
        return error.key
    return next((each.fault.key for each in found if each.fault), "")


def changed(**parts: Any) -> dict[str, Any]:
    return {**proof_of(), **parts}


@pytest.mark.parametrize(("seq", "size"), [(seq, size) for size in (1, 2, 3, 7, 8) for seq in range(size)])
def test_every_act_of_a_log_holds(seq: int, size: int) -> None:
    (found,) = check_file(orjson.dumps(proof_of(seq, size)))
    assert [key for key, _holes in found.held] == ALL
    assert found.fault is None and not found.is_anchored
    assert found.fingerprint.replace(" ", "") == anchor_of(note(manifest_value())).fingerprint


def test_no_bit_of_a_file_can_be_turned_round() -> None:
    """One bit of every byte: the signature, the key, the content and the blanks of the file included."""
    whole = [each for each in flips(orjson.dumps(proof_of()), seed=1) if not fault_of(each)]
    assert whole == []


def test_no_part_can_be_changed_left_out_or_added() -> None:
    whole = [(name, file) for name, file in spoilt(proof_of()) if not fault_of(file)]
    assert whole == []


class TestNamingThePart:
    """The first part that does not hold, by its key."""

    @pytest.mark.parametrize(
        ("parts", "fault"),
        [
            ({"bytes": "AA"}, "bytes.base64"),
            ({"bytes": b64(b'{"a": 1}')}, "bytes.canonical"),
            ({"bytes": b64(b"[]"), "content": None}, "bytes.field"),
            ({"index": 4}, "bytes.field"),
            ({"entry": "ESP.3"}, "bytes.field"),
            ({"framework": "mar-nld"}, "bytes.field"),
            ({"content": {"a": 1}}, "bytes.content"),
            ({"content": {"a": 0.5}}, "bytes.content"),
            ({"head": "x"}, "head.note"),
            ({"head": proof_of()["head"].replace("mar-esp/MAR", "mar-esp/ESP")}, "head.origin"),
            ({"size": 8}, "head.size"),
            ({"proof": ["AA"]}, "inclusion.hash"),
            ({"proof": []}, "inclusion.false"),
            ({"proof": proof_of(3, 8)["proof"]}, "inclusion.false"),
            ({"manifest_text": "{}"}, "manifest.text"),
            ({"manifest_text": "\ud800"}, "file.json"),
            ({"manifest": b64(bytes(32))}, "manifest.digest"),
            ({"keys": []}, "keys.other"),
            ({"more": 1}, "file.field"),
            ({"format": "jisr/proof/2"}, "file.field"),
        ],
    )
    def test_it_is_named(self, parts: dict[str, Any], fault: str) -> None:
        import json

        assert fault_of(json.dumps(changed(**parts)).encode()) == fault

    def test_a_manifest_of_another_framework_or_without_the_party(self) -> None:
        other = manifest_value(framework="mar-nld")
        assert fault_of(changed(manifest=digest_of(other), manifest_text=manifest_text(other))) == "manifest.framework"
        alone = manifest_value()
        del alone["parties"]["MAR"]
        assert fault_of(changed(manifest=digest_of(alone), manifest_text=manifest_text(alone))) == "manifest.party"

    def test_a_head_that_another_has_signed(self) -> None:
        good = proof_of()
        root = good["head"].split("\n")[2]
        from jisr.base import unb64

        forged = sign_head(Checkpoint(origin("mar-esp", "MAR"), 7, unb64(root)), key("forger"))
        assert fault_of(changed(head=forged)) == "signature.none"

    def test_a_key_that_was_no_longer_in_force(self) -> None:
        ended = manifest_value(version=2, ends=5)
        said = {"manifest": digest_of(ended), "manifest_text": manifest_text(ended)}
        assert fault_of(changed(**said)) == "keys.other"
        in_force = [str(each) for each in manifest_of_text(manifest_text(ended)).log_keys("MAR", 7)]
        assert fault_of(changed(**said, keys=in_force)) == "signature.none"

    @pytest.mark.parametrize(
        ("file", "fault"),
        [
            (b"", "file.json"),
            (b"\xff", "file.json"),
            (b"1", "file.shape"),
            (b"[]", "file.count"),
            (b"[1]", "file.shape"),
            (b"{}", "file.field"),
            (b"[" + b"{}," * PROOFS_MAX + b"{}]", "file.count"),
            (b'{"proofs":1}', "file.field"),
            (b'{"proofs":[],"more":1}', "file.field"),
            (b'{"proofs":[{}],"manifests":["x"]}', "manifest.text"),
            (b'{"proofs":[{}],"manifests":1}', "file.field"),
            (b" " * (FILE_BYTES_MAX + 1), "file.bytes"),
            (b"jisr/mar-esp/MAR/pouch\nAA\n1\n" + gzip.compress(b"", mtime=0), "file.pouch"),
        ],
    )
    def test_a_file_that_is_none(self, file: bytes, fault: str) -> None:
        assert fault_of(file) == fault

    def test_every_fault_can_happen(self) -> None:
        """Each sentence belongs to a test of this file: none is for show."""
        from pathlib import Path

        text = Path(__file__).read_text("utf-8")
        assert [each for each in FAULTS if f'"{each}"' not in text] == []


class TestSeveral:
    """A list, or a bundle that names each manifest once."""

    def test_each_act_is_checked_by_itself(self) -> None:
        found = check_file(orjson.dumps([proof_of(0), changed(size=9), proof_of(2)]))
        assert [each.fault is None for each in found] == [True, False, True]

    def test_the_manifest_may_stand_beside_them_once(self) -> None:
        lean = [{k: v for k, v in proof_of(each).items() if k != "manifest_text"} for each in (0, 1)]
        bundle = {"format": BUNDLE_FORMAT, "manifests": [manifest_text(manifest_value())], "proofs": lean}
        assert fault_of(bundle) == ""
        assert fault_of({**bundle, "manifests": []}) == "manifest.lacking"
        assert fault_of({**bundle, "format": "jisr/bundle/2"}) == "file.field"

    def test_files_of_earlier_versions_are_read(self) -> None:
        """They have neither a format nor the manifest's text: the reader gives it."""
        old = {k: v for k, v in proof_of().items() if k not in ("format", "manifest_text")}
        assert fault_of(old) == "manifest.lacking"
        (found,) = check_file(orjson.dumps(old), [anchor_of(note(manifest_value()))])
        assert found.fault is None and found.is_anchored


class TestAnchors:
    """What the reader trusts decides; what they gave and what does not fit is never passed over."""

    @pytest.mark.parametrize("grouped", [True, False])
    def test_a_fingerprint_as_it_was_read_out(self, grouped: bool) -> None:
        digits = manifest_of_text(manifest_text(manifest_value())).fingerprint()
        (found,) = check_file(
            orjson.dumps(proof_of()), [anchor_of(digits.upper() if grouped else digits.replace(" ", ":"))]
        )
        assert found.is_anchored and found.held[-1][0] == "anchor.given"

    def test_another_fingerprint_speaks_against_it(self) -> None:
        assert fault_of(proof_of(), anchor_of("0" * 64)) == "anchor.other"

    def test_a_later_version_that_names_the_same_key(self) -> None:
        (found,) = check_file(orjson.dumps(proof_of()), [anchor_of(note(manifest_value(version=2, ends=7)))])
        assert found.is_anchored and found.held[-1] == ("anchor.version", {"version": 2})

    def test_a_later_version_in_which_the_key_had_ended(self) -> None:
        assert fault_of(proof_of(), anchor_of(note(manifest_value(version=2, ends=6)))) == "anchor.other"

    def test_a_manifest_of_another_framework(self) -> None:
        assert fault_of(proof_of(), anchor_of(note(manifest_value(framework="mar-nld")))) == "anchor.framework"

    def test_a_first_version_needs_every_signature(self) -> None:
        with pytest.raises(Amiss, match="MAR") as amiss:
            anchor_of(note(manifest_value(), signers=("ESP",)))
        assert amiss.value.key == "anchor.unsigned"

    @pytest.mark.parametrize("given", ["", "abc", "{}", "\n\n", canonical({"a": 1}).decode(), "0" * 63])
    def test_what_is_neither_is_said(self, given: str) -> None:
        with pytest.raises(Amiss) as amiss:
            anchor_of(given)
        assert amiss.value.key == "anchor.unreadable"

    def test_a_forged_act_with_a_forged_manifest_rests_on_the_fingerprint_alone(self) -> None:
        """It holds in itself, as anybody's would: so the words say what it rests on, and the exit code is not 0."""
        (found,) = check_file(orjson.dumps(proof_of()))
        assert found.fault is None and not found.is_anchored


def test_what_is_amiss_is_said_in_words() -> None:
    """The part first, then what is amiss, then what to do."""
    error = Amiss("head.size")
    assert str(error) == "The signed head: Its size is not the one that the file states."
    assert "Ask whoever gave you the file" in error.remedy()


def by_script(proof: dict[str, Any]) -> str:
    """Give what the script of a bundle says of an act."""
    stated = {name: each for name, each in proof.items() if name != "manifest_text"}
    try:
        verify.check_act(stated, *verify.manifest_of(proof["manifest_text"]))
    except verify.Amiss as error:
        return str(error.args[0])
    return ""


@pytest.mark.parametrize(
    ("begin", "number", "fault"),
    [
        (5, 3, ""),
        (7, 3, ""),
        (5, 1, "head.origin"),
        (5, 2, "head.origin"),
        (5, 4, "head.origin"),
        (8, 3, "signature.none"),
    ],
)
def test_of_a_log_that_was_ended_only_the_last_generation_counts(begin: int, number: int, fault: str) -> None:
    """And only from where it goes on; the script that a bundle carries says the same (protocol 12.27)."""
    assert fault_of(ended_proof(begin, number)) == by_script(ended_proof(begin, number)) == fault


def test_a_proof_from_before_holds_by_its_own_manifest_alone() -> None:
    """Who trusts the version that ended the log is not shown what was signed before."""
    later = anchor_of(ended_proof(5, 3)["manifest_text"])
    assert fault_of(proof_of()) == ""
    assert fault_of(proof_of(), later) == "anchor.other"
