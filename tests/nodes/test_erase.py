"""Erasing on real nodes: what was sealed is nowhere any more, everybody says so, and every proof still holds."""

import base64
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.nodes.nodes import FRAMEWORK, PARTIES, Node
from tests.nodes.postgres import databases
from tests.nodes.sealing import (
    SECRET,
    Sealing,
    blob_of,
    found_nodes,
    found_sealing,
    kept_of,
    key_of,
    open_file,
    pieces,
    seal_act,
    shipping,
)
from tests.nodes.started import Piped
from tests.nodes.test_sealed_hostile import Told, commit_of

# The proof is whole; whether it is of this framework nobody has said to the one who checks.
UNANCHORED = 3
BASIS = ("-f", "basis=gdpr-17")


@pytest.fixture(scope="module", autouse=True)
def ships() -> Iterator[None]:
    with shipping():
        yield


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Sealing:
    return found_sealing(tmp_path_factory.mktemp("erasing"))


@pytest.fixture
def both(founded: Sealing, tmp_path: Path) -> Sealing:
    return founded.copy(tmp_path)


def erase(node: Node, dossier: str, *more: str, **how: Any) -> str:
    """Erase as an officer at the machine; give the number of the entry."""
    officer = f"{node.party.lower()}.protection"
    said = node.jisr("act", FRAMEWORK, dossier, "erase", "--officer", officer, *BASIS, *more, "--json", **how)
    return str(said.value["entry"]) if not said.code else str(said.value["error"])


def read(node: Node, entry: str, field: str, *, mandate: str = "protection", code: int = 0) -> Any:
    officer = ("--officer", f"{node.party.lower()}.{mandate}", "--purpose", "care", "--json")
    said = node.jisr("sealed", "read", FRAMEWORK, entry, field, *officer, code=code)
    return said.value["value"] if not code else said.err


def gone(node: Node, entry: str, field: str) -> tuple[str, list[str]]:
    """Give by which entry a piece was erased, and which parties have said that it is gone."""
    party, seq = entry.split(".")
    rows = node.rows(
        "SELECT erased, gone FROM sealed JOIN log ON log.id = log_id"
        f" WHERE party = '{party}' AND seq = {seq} AND field = '{field}'"
    )
    return str(rows[0][0]), sorted(json.loads(rows[0][1]))


def proof_of(node: Node, entry: str) -> str:
    """Give an act's proof as its page gives it."""
    child = Told(node)
    answer = child.ask(do="browse", username=f"{node.party.lower()}.protection",
                       asked=[[f"/f/{FRAMEWORK}/e/{entry}/proof.json", None]])  # fmt: skip
    child.stop()
    assert answer[0][0] == 200
    return str(answer[0][1])


def everything(folder: Path) -> bytes:
    """Give every byte of every file of a folder."""
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())


def spellings(secret: bytes) -> list[bytes]:
    """Give how bytes could lie on a disk."""
    return [secret, base64.b64encode(secret), secret.hex().encode()]


def test_what_is_erased_is_nowhere_and_all_that_was_proved_holds(both: Sealing) -> None:
    """No byte of the text, the blob or the key on any disk; what was erased in a copy made before opens by nothing."""
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "another story"})["entry"]
    for each in both.folder.glob("*.txt"):
        each.unlink()
    both.carry()
    assert read(both.mar, file, "name") == SECRET
    proof = both.folder / "before.json"
    proof.write_text(proof_of(both.esp, file), "utf-8")
    nodes = {"esp": both.esp, "mar": both.mar}
    copies = {name: node.backup() for name, node in nodes.items()}
    lay = {name: (kept_of(node, file, "name"), key_of(node, file)) for name, node in nodes.items()}
    blob, key = blob_of(both.esp, file, "name"), key_of(both.esp, file)
    assert key is not None and lay["esp"][1] != lay["mar"][1], "each node has a key of its own"
    for name, copy in copies.items():
        assert lay[name][0] in copy, "the copy has what was wrapped"
        assert not any(each in copy for each in spellings(lay[name][1] or b"?")), "and no key"
        assert blob not in copy and SECRET.encode() not in copy, "nor what a key of an authority would open"

    done = erase(both.esp, file, "--item", file)
    assert "Erased" in read(both.esp, file, "name", code=1)
    both.carry(rounds=3)
    for each in both.folder.glob("*.pouch"):
        # Who carries pouches does away with them: the node has none.
        each.unlink()
    for name, node in nodes.items():
        assert kept_of(node, file, "name") is None and key_of(node, file) is None
        assert gone(node, file, "name") == (done, ["ESP", "MAR"])
        here = everything(node.home.path)
        for what in (SECRET.encode(), blob, *(part for row in lay.values() for part in row)):
            assert what is not None and not any(each in here for each in spellings(what)), name
        node.jisr("verify")
        assert node.rows("SELECT count(*) FROM erasure WHERE destroyed IS NOT NULL") == [(1,)]
    assert read(both.esp, note, "story", mandate="guardian") == "another story", "what was not named stays"
    checked = both.mar.jisr("verify", "--proof", str(proof), "--json", code=UNANCHORED).value
    assert checked["holds"] and [each["entry"] for each in checked["proofs"]] == [file]
    assert both.mar.jisr("sealed", "read", FRAMEWORK, file, "name", "--officer", "mar.protection",
                         "--purpose", "care", code=1).err.count("erased"), "it is said in words"  # fmt: skip


def test_without_an_item_all_of_the_own_side_goes_and_nothing_of_the_other(both: Sealing) -> None:
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "one"})["entry"]
    both.carry()
    answer = seal_act(both.mar, file, "answer_origin", sealed={"report": "what Morocco says"})["entry"]
    both.carry()
    done = erase(both.esp, file)
    later = seal_act(both.esp, file, "note", "-f", "day=2027-01-03", sealed={"story": "later"})["entry"]
    both.carry()
    for node in (both.esp, both.mar):
        erased = node.rows("SELECT party, field, erased FROM sealed JOIN log ON log.id = log_id ORDER BY 1, 2, seq")
        assert erased == [("ESP", "name", done), ("ESP", "story", done), ("ESP", "story", ""), ("MAR", "report", "")]
        node.jisr("verify")
    assert read(both.esp, answer, "report") == "what Morocco says"
    assert read(both.esp, later, "story", mandate="guardian") == "later"
    # A party that held nothing of a piece has nothing to say of it.
    assert gone(both.mar, note, "story")[1] == ["ESP"]


def test_an_erasure_during_a_cut_and_of_what_never_came(both: Sealing) -> None:
    """Morocco learns of the act and of its erasure at once: it asks for nothing, and a blob that comes is refused."""
    file = open_file(both.esp)
    blob, commit = blob_of(both.esp, file, "name"), commit_of(both.esp, file, "name")
    done = erase(both.esp, file)
    both.carry()
    assert pieces(both.mar) == [("ESP", int(file[4:]), "name", 0, "", 0)]
    assert gone(both.esp, file, "name") == gone(both.mar, file, "name") == (done, ["ESP", "MAR"])
    with both.mar.database() as opened:
        # As it is for a moment, between the erasure and what is said of it.
        opened.execute("UPDATE sealed SET owed = 1, gone = '{}'")
    node = Told(both.mar)
    assert node.ask(do="offer", party="ESP", want=[commit]) == {"given": [], "wanted": []}
    found = node.take_in({commit: blob})
    node.stop()
    assert [each["rule"] for each in found["refused"]] == ["8.blob"] and done in found["refused"][0]["because"]
    assert blob not in everything(both.mar.home.path) and key_of(both.mar, file) is None
    assert [row[3] for row in pieces(both.mar)] == [0]
    both.mar.jisr("rebuild")
    for each in (both.esp, both.mar):
        each.jisr("verify")


def test_an_entry_names_a_piece_once_and_only_after_the_erasure_is_it_gone(both: Sealing) -> None:
    """`unopened` before an erasure says that a blob did not open; after it that it is no longer here."""
    file = open_file(both.esp)
    commit = commit_of(both.esp, file, "name")
    both.carry()
    assert gone(both.mar, file, "name") == ("", [])
    erase(both.esp, file, "--item", file)
    both.carry(rounds=4)
    for node in (both.esp, both.mar):
        raws = [json.loads(raw) for (raw,) in node.rows("SELECT raw FROM entry")]
        said = [(each["party"], each["act"]) for each in raws if commit in each["unopened"]]
        assert sorted(said) == [("ESP", "ack"), ("MAR", "ack")]
    size = both.esp.size(), both.mar.size()
    both.carry()
    assert size == (both.esp.size(), both.mar.size()), "nothing more is said of it"


@pytest.mark.parametrize("damage", ["content", "row", "key"])
def test_verify_names_what_is_left_of_an_erasure(both: Sealing, damage: str) -> None:
    file = open_file(both.esp)
    kept = kept_of(both.esp, file, "name")
    keys = both.esp.home.path / "keys" / "sealed.keys"
    before = keys.read_bytes()
    erase(both.esp, file)
    both.esp.jisr("verify")
    with both.esp.database() as opened:
        if damage == "content":
            opened.execute("UPDATE sealed SET content = ?", (kept,))
        elif damage == "row":
            opened.execute("DELETE FROM erasure")
    if damage == "key":
        keys.write_bytes(before)
    found = both.esp.jisr("verify", "--json", code=1).value["violations"]
    what = {"content": "sealed field", "row": "erasure", "key": "key of sealed content"}[damage]
    assert {each["what"] for each in found} == {what} and not any(each["damage"] for each in found)
    both.esp.jisr("rebuild", code=None)
    both.esp.jisr("verify")


def test_a_key_that_is_lost_is_named_with_the_remedy(both: Sealing) -> None:
    file = open_file(both.esp)
    keys = both.esp.home.path / "keys" / "sealed.keys"
    before = keys.read_bytes()
    keys.unlink()
    assert "RestKeyLost" in read(both.esp, file, "name", code=1)
    assert both.esp.rows("SELECT count(*) FROM access") == [(0,)], "what was not read is not noted as read"
    found = both.esp.jisr("verify", "--json", code=1).value["violations"]
    assert [each["what"] for each in found] == ["blob"] and "sealed.keys" in found[0]["how"]
    # The rest of the exchange goes on without it.
    both.carry()
    keys.write_bytes(before)
    both.esp.jisr("verify")


def test_a_restored_node_opens_nothing_before_it_has_asked_and_then_nothing_erased(both: Sealing) -> None:
    """An old database, and even the old file of keys: it does not say what it does not know to be erased."""
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "another story"})["entry"]
    both.carry()
    before, keys = both.esp.backup(), both.esp.home.path / "keys" / "sealed.keys"
    old = keys.read_bytes()
    done = erase(both.esp, file, "--item", file)
    both.carry()
    both.esp.restore(before)
    keys.write_bytes(old)
    for entry, field, mandate in ((file, "name", "protection"), (note, "story", "guardian")):
        assert "NotAskedYet" in read(both.esp, entry, field, mandate=mandate, code=1)
    node = Told(both.esp)
    assert node.ask(do="offer", party="MAR", want=[commit_of(both.esp, file, "name")])["given"] == []
    node.stop()
    serving = both.mar.serve()
    try:
        both.esp.jisr("sync")
    finally:
        serving.stop()
    assert read(both.esp, note, "story", mandate="guardian") == "another story"
    assert "Erased" in read(both.esp, file, "name", code=1)
    assert kept_of(both.esp, file, "name") is None and key_of(both.esp, file) is None
    assert gone(both.esp, file, "name")[0] == done
    for each in (both.esp, both.mar):
        each.jisr("verify")


KILLED = """
import os, signal, sys
from jisr.cli.entering import enter
home = enter(None)
from jisr.base import DossierId, FrameworkId
from jisr.node import destroying, models, rest_keys
from jisr.node.services.acts import Wish, perform_act
import pathlib
at, counted = int(sys.argv[2]), [0]
def dying(real):
    def step(*arguments, **more):
        counted[0] += 1
        if counted[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return step
destroying._erased_acts = dying(destroying._erased_acts)
destroying.destroy_keys = dying(destroying.destroy_keys)
rest_keys._replace = dying(rest_keys._replace)
rest_keys._sync_folder = dying(rest_keys._sync_folder)
destroying.note = dying(destroying.note)
officer = models.Officer.objects.get(username="esp.protection")
wish = Wish(framework=FrameworkId("mar-esp"), dossier=DossierId(sys.argv[1]), act="erase",
            fields={"basis": "gdpr-17"})
perform_act(wish, officer=officer, authority="esp.protection", mandate="protection")
"""


@pytest.mark.parametrize("step", range(1, 6))
def test_killed_between_the_steps_the_next_start_finishes_it(both: Sealing, step: int) -> None:
    """After the transaction, before the keys, in the midst of their file, before it is noted: never half forgotten."""
    file = open_file(both.esp)
    blob, key = blob_of(both.esp, file, "name"), key_of(both.esp, file)
    (both.folder / "ESP-name.txt").unlink()
    process = Piped("nodes of ESP", environment=both.esp.environment, arguments=(file, str(step)), program=KILLED)
    out, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, (out, err)
    assert kept_of(both.esp, file, "name") is None, "the content went with the transaction"
    assert "Erased" in read(both.esp, file, "name", code=1)
    serving = both.esp.serve()
    try:
        deadline(lambda: both.esp.rows("SELECT count(*) FROM erasure WHERE vacuumed IS NOT NULL") == [(1,)])
    finally:
        serving.stop()
    here = everything(both.esp.home.path)
    assert key is not None and not any(each in here for what in (blob, key) for each in spellings(what))
    both.esp.jisr("verify")


def deadline(holds: Any, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.2)


OLD = """
from jisr.cli.entering import enter
home = enter(None)
import sys
from django.core.management import call_command
from jisr.node import models
from jisr.node.resting import blob_of
from jisr.node.rest_keys import place_of_keys
for row in models.Sealed.objects.exclude(content=None).select_related("log"):
    row.content = blob_of("mar-esp", row, bytes(row.content))
    row.save()
place_of_keys(home).unlink(missing_ok=True)
call_command("migrate", "node", "0015", verbosity=0)
"""
ENTERED = "from jisr.cli.entering import enter; enter(None)"


def run(node: Node, program: str) -> None:
    process = Piped(f"nodes of {node.party}", environment=node.environment, program=program)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)


def test_what_lay_unwrapped_is_wrapped_once_and_what_was_erased_before_goes(both: Sealing) -> None:
    """A node of an earlier release: its blobs lie as they came, and its erasures took nothing away."""
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "another story"})["entry"]
    blob, other = blob_of(both.esp, file, "name"), blob_of(both.esp, note, "story")
    done = erase(both.esp, file, "--item", file)
    run(both.esp, OLD)
    with both.esp.database() as opened:
        opened.execute("UPDATE sealed SET content = ? WHERE field = 'name'", (blob,))
    assert other in everything(both.esp.home.path)
    run(both.esp, ENTERED)
    assert kept_of(both.esp, file, "name") is None and gone(both.esp, file, "name")[0] == done
    assert blob_of(both.esp, note, "story") == other
    assert not any(each in everything(both.esp.home.path) for each in (blob, other))
    assert read(both.esp, note, "story", mandate="guardian") == "another story"
    both.esp.jisr("verify")


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with databases(*PARTIES) as urls:
        yield found_sealing(tmp_path_factory.mktemp("postgresql"), urls)


def test_on_postgresql(on_postgresql: Sealing) -> None:
    both = on_postgresql
    file = open_file(both.esp)
    both.carry()
    assert read(both.mar, file, "name") == SECRET
    done = erase(both.esp, file)
    both.carry(rounds=3)
    packed = "SELECT count(*) FROM erasure WHERE destroyed IS NOT NULL AND vacuumed IS NOT NULL"
    for node in (both.esp, both.mar):
        serving = node.serve()
        try:
            with psycopg.connect(node.database_url, autocommit=True) as opened:
                deadline(lambda opened=opened: opened.execute(packed).fetchall() == [(1,)])
                found = opened.execute("SELECT erased, content IS NULL, gone FROM sealed").fetchall()
        finally:
            serving.stop()
        assert [row[:2] for row in found] == [(done, True)] and found[0][2].keys() == {"ESP", "MAR"}
    for node in (both.esp, both.mar):
        assert key_of(node, file) is None
        assert "Erased" in read(node, file, "name", code=1)
        node.jisr("verify")
        node.jisr("rebuild")


def test_retention_is_listed_and_erases_nothing_by_itself(both: Sealing) -> None:
    file = open_file(both.esp)
    both.carry()
    assert both.esp.jisr("retention", "--json").value == {"due": [], "kept": [], "erased": []}, "it is open"
    told = ("--officer", "esp.protection", "--json")
    proposal = both.esp.jisr("act", FRAMEWORK, file, "propose_end", *told).value["entry"]
    both.carry()
    both.mar.jisr("act", FRAMEWORK, file, "concur_end", "--officer", "mar.protection", "--item", proposal)
    both.carry()
    said = both.esp.jisr("retention", "--json").value
    assert [(e["dossier"], e["months"], e["acts"], e["source"]) for e in said["kept"]] == [(file, 12, 1, "tests")]
    assert said["due"] == [] and said["kept"][0]["until"] > said["kept"][0]["closed"]
    said = both.esp.jisr("retention", "--by", "2100-12-31", "--json").value
    assert [each["dossier"] for each in said["due"]] == [file]
    assert both.mar.jisr("retention", "--by", "2100-12-31", "--json").value["due"] == [], "it is another's"
    node = Told(both.esp)
    node.ask(do="clock", seconds=400 * 86_400)
    work = node.ask(do="browse", username="esp.protection", asked=[["/my-work/", None]])[0]
    node.stop()
    assert work[0] == 200 and f'data-kept="{file}"' in work[1]
    assert read(both.esp, file, "name") == SECRET, "nobody has erased it"
    done = erase(both.esp, file)
    both.carry(rounds=3)
    said = both.esp.jisr("retention", "--by", "2100-12-31", "--json").value
    assert (said["due"], said["kept"]) == ([], [])
    one = said["erased"][0]
    assert (one["entry"], one["basis"], one["by"], one["pieces"]) == (done, "gdpr-17", "esp.protection", 1)
    assert (one["attested"], one["lacking"]) == (["ESP", "MAR"], []) and one["destroyed"]
    assert done in both.mar.jisr("retention").out
    both.esp.jisr("retention", "--by", "tomorrow", code=1)


def test_who_may_erase_is_told_when_a_time_of_keeping_ends(both: Sealing) -> None:
    """Once when it ends soon, once when it is over; what was erased, or is another's, is told to nobody."""
    file = open_file(both.esp)
    both.carry()
    proposal = both.esp.jisr("act", FRAMEWORK, file, "propose_end", "--officer", "esp.protection", "--json").value
    both.carry()
    both.mar.jisr("act", FRAMEWORK, file, "concur_end", "--officer", "mar.protection", "--item", proposal["entry"])
    both.carry()
    soon, over = [file, "keepsoon", True], [file, "keepover", True]

    def look(node: Node, *days: int) -> list[Any]:
        child, who = Told(node), f"{node.party.lower()}.protection"
        try:
            found = []
            for at in days:
                child.ask(do="clock", seconds=at * 86_400)
                found.append(child.ask(do="notice keeping"))
            return [*found, child.ask(do="browse", username=who, asked=[["/notices/", None]])[0][1]]
        finally:
            child.stop()

    early, first, again, late, still, page = look(both.esp, 300, 310, 311, 370, 371)
    assert (early["made"], early["notices"]) == (0, [])
    assert (first["made"], first["notices"]) == (1, [soon]) and "esp.protection" in first["told"]
    assert (again["made"], again["notices"]) == (0, [soon])
    assert (late["made"], late["notices"]) == (1, [[file, "keepsoon", False], over])
    assert (still["made"], still["notices"]) == (0, late["notices"])
    assert "Sealed content is kept longer than it is to be" in page
    assert look(both.mar, 400)[0]["notices"] == [], "it is another's"
    assert read(both.esp, file, "name") == SECRET, "nobody has erased it"
    erase(both.esp, file)
    assert [each[2] for each in look(both.esp, 372)[0]["notices"]] == [False, False]


def test_an_officer_erases_on_the_page_after_a_check(both: Sealing) -> None:
    """The page says what is lost for good; what was erased is shown with its basis and with who has attested it."""
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "another story"})["entry"]
    both.carry()
    place, form = f"/f/{FRAMEWORK}/d/{file}/", {"erased-content": note, "erasure-basis": "court-order"}
    node = Told(both.esp)
    try:
        asked = [
            [place, None],
            [f"{place}act/erase/", None],
            [f"{place}act/erase/", {"erased-content": note, "erasure-basis": ""}],
            [f"{place}act/erase/", form],
        ]
        answers = node.ask(do="browse", username="esp.protection", asked=asked)
        assert [each[0] for each in answers] == [200, 200, 422, 200]
        assert 'data-act="erase"' in answers[0][1]
        assert f'value="{note}"' in answers[1][1] and "court has ordered" in answers[1][1]
        assert "lost for good" in answers[3][1] and "data-check" in answers[3][1]
        assert read(both.esp, note, "story", mandate="guardian") == "another story", "nothing is recorded yet"
        done = node.ask(
            do="browse", username="esp.protection", asked=[[f"{place}act/erase/", {**form, "do:checked": "1"}]]
        )
        assert done[0][0] == 302
        page = node.ask(do="browse", username="esp.protection", asked=[[place, None]])[0][1]
        assert "A court has ordered it" in page and "data-unattested" in page
        opened = [[f"/f/{FRAMEWORK}/e/{note}/sealed/story/", None]]
        assert "data-erased" in node.ask(do="browse", username="esp.guardian", asked=opened)[0][1]
    finally:
        node.stop()
    assert read(both.esp, file, "name") == SECRET, "what was not named stays"
    both.carry(rounds=3)
    node = Told(both.esp)
    page = node.ask(do="browse", username="esp.protection", asked=[[place, None]])[0][1]
    node.stop()
    # The note was sealed to nobody of Morocco: Spain alone has something to attest.
    assert "data-attested" in page and "data-unattested" not in page
    both.esp.jisr("verify")


def test_a_third_party_relays_an_erasure_and_has_nothing_to_attest(tmp_path: Path) -> None:
    """Spain and Morocco have no line; the Netherlands pass on entries, hold no blob, and say nothing of any."""
    nodes = found_nodes(tmp_path, ("ESP", "MAR", "NLD"), {})
    esp, mar, nld = (nodes[party] for party in ("ESP", "MAR", "NLD"))

    def relay() -> None:
        for one, other in ((esp, nld), (nld, mar), (mar, nld), (nld, esp)):
            one.pouch_to(other, tmp_path / "one.pouch")

    relay()
    relay()
    file = open_file(esp)
    done = erase(esp, file)
    relay()
    relay()
    # What never came is not to be got any more, by whatever way: the one that has it is asked by nobody.
    assert [gone(node, file, "name") for node in (esp, mar, nld)] == [(done, ["ESP", "MAR"])] * 3
    assert all(kept_of(node, file, "name") is None for node in (esp, mar, nld))
    commit = commit_of(esp, file, "name")
    raws = [json.loads(raw) for (raw,) in nld.rows("SELECT raw FROM entry")]
    assert {each["party"] for each in raws if commit in each["unopened"]} == {"ESP", "MAR"}
    for node in nodes.values():
        node.jisr("verify")
