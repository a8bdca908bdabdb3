"""What is attested holds in the linked dossier at that moment, and a court can judge it again with no node."""

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest

from jisr.base import JisrError
from jisr.bundle import check_attestation
from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Child
from tests.nodes.postgres import run
from tests.nodes.test_domestic import acts_in

CLAIM = ("-f", "how=calm", "--on-behalf", "child")
FLIPS = 400


def said(linked: Linked, *command: str, code: int = 1) -> str:
    found = linked.esp.jisr(*command, code=code)
    return found.out + found.err


def opened(linked: Linked, entry: str) -> Path:
    file = linked.folder / f"{entry}.json"
    file.unlink(missing_ok=True)
    linked.esp.jisr("dossier", "open-attestation", f"{FRAMEWORK}/{entry}", "--output", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    return file


def judged(linked: Linked, file: Path, *more: str, code: int = 3) -> dict[str, Any]:
    """Judge a file as somebody does who has no node."""
    found = linked.mar.jisr(
        "verify", "--attestation", str(file), "--json", *more, code=code, env={"JISR_HOME": "/nowhere"}
    )
    return dict(found.value)


def test_a_transfer_is_opened_only_from_a_file_that_permits_it(linked: Linked) -> None:
    file = linked.open_file("hear")
    refused = linked.open_transfer(file, code=1).value
    assert refused["error"] == "NotPossible"
    assert refused["words"] == ["In the linked domestic dossier: “Not so: screened” (Invented, 1)"]
    sides = ("--side", "host=ESP", "--side", "origin=MAR", "--officer", "ana")
    opening = ("act", FRAMEWORK, "-", "open_transfer", "--procedure", "transfer.esp/1", *sides)
    assert "linked with no domestic one" in said(linked, *opening)
    assert "no dossier of a domestic framework" in said(linked, *opening, "--linked", f"{FRAMEWORK}/ESP.2")
    assert "not written" in said(linked, *opening, "--linked", "nonsense")
    # Who has no post at home opens nothing from there, and is told nothing of it.
    assert "screened" not in str(linked.open_transfer(file, code=1, officer="eva").out)
    linked.act(DOMESTIC, file, "screen")
    linked.open_transfer(file)
    assert "is linked already" in linked.open_transfer(file, code=1).out + linked.open_transfer(file, code=1).err


def test_what_stands_against_it_is_said_to_who_works_on_the_file_and_to_nobody_else(linked: Linked) -> None:
    file, transfer = linked.transfer()
    linked.act(DOMESTIC, file, "claim_asylum", *CLAIM)
    words = linked.act(FRAMEWORK, transfer, "attest_no_obstacle", code=1).value["words"]
    assert words == ["In the linked domestic dossier: “asylum_claimed” (Invented, 1)"]
    said_to_eva = linked.act(FRAMEWORK, transfer, "attest_no_obstacle", officer="eva", code=1).out
    assert "asylum" not in said_to_eva and "linked domestic dossier" in said_to_eva
    assert all(each["act"] != "attest_no_obstacle" for each in acts_in(linked.esp, FRAMEWORK, transfer))
    linked.act(DOMESTIC, file, "answer_claim")
    linked.act(FRAMEWORK, transfer, "attest_no_obstacle")


def test_both_are_read_in_one_transaction(linked: Linked) -> None:
    """A claim that would slip in between waits until the attestation is written; it is echoed after it then."""
    file, transfer = linked.transfer()
    child = Child(linked.esp.home, linked.esp.database_url)
    found = child.ask(do="claim while attesting", file=file, transfer=transfer)
    child.stop()
    assert found == {"claimed_before_attested": False}
    acts = [each["act"] for each in acts_in(linked.esp, FRAMEWORK, transfer)]
    assert acts == ["open_transfer", "attest_no_obstacle", "stop"]
    assert linked.esp.jisr("verify", "--json").value["violations"] == []


def test_a_court_judges_it_again_offline_and_sees_what_was_not_so(linked: Linked) -> None:
    file, transfer = linked.transfer()
    entry = linked.act(FRAMEWORK, transfer, "attest_no_obstacle").value["entry"]
    # What came later changes nothing of what was so.
    linked.act(DOMESTIC, file, "claim_asylum", *CLAIM)
    good = opened(linked, entry)
    found = judged(linked, good)
    assert found["holds"] and found["act"] == "attest_no_obstacle" and found["dossier"] == f"{DOMESTIC}/{file}"
    fingerprint = str(linked.mar.jisr("framework", "show", FRAMEWORK, "--json").value["fingerprint"])
    assert judged(linked, good, "--fingerprint", fingerprint, code=0)["anchored"]
    judged(linked, opened(linked, transfer))


def test_a_node_that_attests_what_is_not_so_is_found_out_by_itself_and_by_the_court(copied: Linked) -> None:
    """The other node believes it: it sees who attested, and no more."""
    file, transfer = copied.transfer()
    copied.act(DOMESTIC, file, "claim_asylum", *CLAIM)
    child = Child(copied.esp.home)
    wrong = str(child.ask(do="attest anyhow", transfer=transfer))
    child.stop()
    violations = copied.esp.jisr("verify", "--json", code=1).value["violations"]
    assert [(each["what"], each["where"]) for each in violations] == [("attestation", f"{FRAMEWORK}/{wrong}")]
    found = judged(copied, opened(copied, wrong), code=1)
    assert found["holds"] is False and found["lacking"] == [{"not": {"fact": "asylum_claimed"}}]
    copied.exchange()
    assert copied.mar.jisr("verify", "--json").value["violations"] == []


def test_no_changed_bit_opens_anything_else(linked: Linked) -> None:
    """The salt, an entry, the act, the head, the size: each flip is found; none makes what was not so hold."""
    file, transfer = linked.transfer()
    raw = opened(linked, linked.act(FRAMEWORK, transfer, "attest_no_obstacle").value["entry"]).read_bytes()
    assert check_attestation(raw).holds
    chance, value = random.Random(4), json.loads(raw)
    for name in ("salt", "head", "framework", "dossier"):
        _must_fail(json.dumps({**value, name: _flipped(value[name], chance)}).encode())
    _must_fail(json.dumps({**value, "size": value["size"] - 1}).encode())
    _must_fail(json.dumps({**value, "entries": value["entries"][:-1], "size": value["size"] - 1}).encode())
    for at, entry in enumerate(value["entries"]):
        spoiled = bytearray(base64.b64decode(entry))
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(7)
        entries = [*value["entries"][:at], base64.b64encode(bytes(spoiled)).decode(), *value["entries"][at + 1 :]]
        _must_fail(json.dumps({**value, "entries": entries}).encode())
    for _ in range(FLIPS):
        spoiled = bytearray(raw)
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        try:
            found = check_attestation(bytes(spoiled))
        except (JisrError, ValueError):
            continue
        # A text that is in the file and decides nothing may be another.
        assert found.holds and found.dossier == f"{DOMESTIC}/{file}"


def _flipped(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) // 2)
    return text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]


def _must_fail(raw: bytes) -> None:
    with pytest.raises(JisrError):
        check_attestation(raw)


DAMAGE = (
    ("attestation", "UPDATE attestation SET size = size - 1 WHERE entry = '{entry}' AND link_id = {link}"),
    ("attestation", "DELETE FROM attestation WHERE entry = '{entry}' AND link_id = {link}"),
    ("attestation", "UPDATE attestation SET salt = root WHERE entry = '{entry}' AND link_id = {link}"),
    ("attestation", "UPDATE link SET dossier = '{other}' WHERE id = {link}"),
    ("echo", "DELETE FROM echo WHERE link_id = {link}"),
    ("echo", "UPDATE echo SET act = 'lift' WHERE link_id = {link}"),
    ("echo", "UPDATE echo SET written = '{entry}' WHERE link_id = {link}"),
    ("echo", "UPDATE echo SET entry = 'ESP.0' WHERE link_id = {link}"),
    ("link", "UPDATE link SET shared_dossier = 'ESP.99999' WHERE id = {link}"),
)


@pytest.mark.parametrize(("what", "statement"), DAMAGE)
def test_each_kind_of_damage_is_found(copied: Linked, what: str, statement: str) -> None:
    file, transfer = copied.transfer()
    copied.act(DOMESTIC, file, "note_sign")
    other = copied.open_file()
    ((link,),) = run(copied.esp, f"SELECT id FROM link WHERE shared_dossier = '{transfer}'")
    assert copied.esp.jisr("verify", "--json").value["violations"] == []
    run(copied.esp, statement.format(link=link, entry=transfer, other=other))
    found = copied.esp.jisr("verify", "--json", code=1).value["violations"]
    assert what in {each["what"] for each in found} and all(each["damage"] for each in found)


def test_nothing_is_attested_while_the_domestic_log_is_in_doubt(copied: Linked) -> None:
    file, transfer = copied.transfer()
    mark = copied.esp.home.mark(DOMESTIC)
    assert json.loads(mark.read_bytes())["size"] > 0, "it is marked before anything rests on it"
    mark.unlink()
    refused = copied.act(FRAMEWORK, transfer, "attest_no_obstacle", code=1)
    assert "no mark says" in refused.out + refused.err
    # Nothing is written at home either; what protects there waits for an officer's word on the log.
    assert "no mark says" in copied.act(DOMESTIC, file, "note_sign", code=1).err
