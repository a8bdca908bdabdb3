"""`jisr verify --proof`: its exit code is 0 only if all holds and the reader trusts the keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer

from jisr.bundle import Amiss
from jisr.cli.proofs import UNANCHORED_EXIT, ProofFileAmiss, verify_proofs
from tests.strategies.proofs import manifest_value, note, proof_of
from tests.unit.cli.said import said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two acts with their proofs."""
    place = tmp_path / "acts.json"
    place.write_bytes(orjson.dumps([proof_of(0), proof_of(1)]))
    return place


def run(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    manifests: Sequence[Path] = (),
    fingerprints: Sequence[str] = (),
) -> tuple[int, Any]:
    """Run it with `--json`; give its exit code and what it printed."""
    code = 0
    try:
        verify_proofs(file, manifests=manifests, fingerprints=fingerprints, as_json=True)
    except typer.Exit as ended:
        code = ended.exit_code
    return code, json.loads(capsys.readouterr().out)


def test_with_a_manifest_that_the_reader_has_it_is_0(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "v1.note").write_text(note(manifest_value()), "utf-8")
    code, value = run(file, capsys, manifests=[tmp_path / "v1.note"])
    assert (code, value["holds"], value["anchored"]) == (0, True, True)
    assert [each["held"][-1] for each in value["proofs"]] == ["anchor.given"] * 2


def test_with_nothing_to_trust_it_is_3(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, value = run(file, capsys)
    assert (code, value["holds"], value["anchored"]) == (UNANCHORED_EXIT, True, False)
    shown = value["proofs"][0]["fingerprint"]
    assert run(file, capsys, fingerprints=[shown])[0] == 0


def test_what_does_not_hold_is_1_and_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, value = run(file, capsys, fingerprints=["0" * 64])
    assert (code, value["proofs"][0]["fault"]["key"]) == (1, "anchor.other")
    file.write_bytes(orjson.dumps([proof_of(0), {**proof_of(1), "size": 9}]))
    code, value = run(file, capsys)
    assert (code, [each["fault"] is None for each in value["proofs"]]) == (1, [True, False])
    assert value["proofs"][1]["fault"]["part"] == "head"
    file.write_bytes(b"{")
    code, value = run(file, capsys)
    assert (code, value["fault"]["key"]) == (1, "file.json")


def test_what_cannot_be_read_is_named(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ProofFileAmiss, match=r"nowhere\.json"):
        verify_proofs(tmp_path / "nowhere.json", manifests=[], fingerprints=[], as_json=False)
    (tmp_path / "bytes.note").write_bytes(b"\xff")
    with pytest.raises(Amiss, match="neither a fingerprint"):
        verify_proofs(file, manifests=[tmp_path / "bytes.note"], fingerprints=[], as_json=False)
    file.write_bytes(b"{")
    with pytest.raises(Amiss, match="no JSON"):
        verify_proofs(file, manifests=[], fingerprints=[], as_json=False)


def test_it_says_in_words_what_was_checked_and_what_was_not(file: Path) -> None:
    """From the command line, with no node anywhere."""
    words = said("verify", "--proof", str(file), code=UNANCHORED_EXIT)
    assert "MAR.0 of mar-esp" in words
    assert "One of these keys has signed the head." in words
    assert "Not checked: that the key belongs to MAR." in words
    assert "Not checked: whether the act stands." in words
    assert "Name the file, too" in said("verify", "--fingerprint", "0" * 64, code=1)


def test_a_key_that_was_stolen_is_said_by_a_later_manifest_of_the_readers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file was made before anybody knew; the manifest that the reader has says it (protocol 12.26)."""
    file, later = tmp_path / "acts.json", tmp_path / "v2"
    file.write_bytes(orjson.dumps([proof_of(0), proof_of(6)]))
    later.write_text(note(manifest_value(version=2, ends=7, stolen="2027-03-15T09:30:00Z")), "utf-8")
    code, value = run(file, capsys, [later])
    assert code == 0 and [each["stolen_since"] for each in value["proofs"]] == ["2027-03-15T09:30:00Z"] * 2
    words = said("verify", "--proof", str(file), "--manifest", str(later), code=0)
    assert "NOT CERTAIN: MAR says that the key which signed for this act was stolen since 2027-03-15T09:30:00Z" in words
    later.write_text(note(manifest_value(version=2, ends=7)), "utf-8")
    code, value = run(file, capsys, [later])
    assert code == 0 and not any("stolen_since" in each for each in value["proofs"])
