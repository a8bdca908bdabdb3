"""What comes into a node to be put in force: manifests, procedures, calendars, and the record of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from jisr.base import b64, canonical, digest
from jisr.procedures import stock_calendars
from jisr.rules import EACH, Act, DeclaredFact, Field, Procedure, procedure_digest, without_labels, write_procedure
from tests.nodes.nodes import FRAMEWORK, PARTIES, Node, Pair
from tests.nodes.sender import Sender

ABSURD = 9_007_199_254_740_991
LEAD = {EACH: ("co_chair",)}
VISIT = Procedure(
    name="visit",
    version=1,
    label="Visit",
    persons=False,
    sides=EACH,
    mandates=(("co_chair", "Co-chair"),),
    facts=(DeclaredFact(name="ready", label="ready", contrary="not ready", source="written for the tests"),),
    acts=(
        Act(name="plan", label="Plan", by=LEAD, opens=True, fields=(Field(name="title", type="text", label="What"),)),
        Act(name="prepare", label="Prepare", by=LEAD, sets=("ready",)),
    ),
)
# One party alone undoes what another has said: rules.E036.
UNDOING = replace(VISIT, acts=(*VISIT.acts, Act(name="undo", label="Undo", by=LEAD, clears=("ready",))))
CALENDAR: dict[str, Any] = {
    "name": "rabat",
    "offsets": [{"from": "2020-01-01T00:00:00Z", "seconds": 3600}],
    "weekend": [5, 6],
    "holidays": ["2027-07-30"],
}


def written(folder: Path, name: str, value: Any) -> str:
    """Write a file; give its place."""
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return str(path)


def text_file(folder: Path, procedure: Procedure) -> str:
    return written(folder, f"{procedure.name}-{len(procedure.acts)}.json", write_procedure(procedure))


def naming(pair: Pair, procedure: Procedure) -> dict[str, Any]:
    """Give the change by which a version names a procedure besides those in force."""
    held = pair.mar.jisr("framework", "show", FRAMEWORK, "--json").value["procedures"]
    return {"procedures": {**held, procedure.id: procedure_digest(procedure)}}


# What jisr ships for these two parties stands in every node from the beginning.
SHIPPED = stock_calendars(PARTIES)


def next_note(pair: Pair, *options: str, changes: Any = None, signers: Sequence[str] = ("MAR", "ESP")) -> str:
    """Let the next version be drawn up at Morocco's node, and signed."""
    if changes is not None:
        options = (*options, "--changes", written(pair.folder, "changes.json", changes))
    text = pair.mar.jisr("framework", "next", FRAMEWORK, *options).out
    file = written(pair.folder, "next.txt", text)
    nodes = {"MAR": pair.mar, "ESP": pair.esp}
    lines = [nodes[each].jisr("framework", "sign", file).out for each in signers]
    return written(pair.folder, "next.note", text + "\n" + "".join(lines))


def value_of(note: str) -> Any:
    return orjson.loads(Path(note).read_text("utf-8").partition("\n\n")[0])


def record(node: Node, version: int, pinned: str, code: int = 0) -> Any:
    """Let the founding authority record a version."""
    code_of = node.party.lower()
    return node.jisr(
        "act", FRAMEWORK, "framework", "record_manifest", "--officer", f"{code_of}.founder",
        "-f", f"version={version}", "-f", f"digest={pinned}", "--json", code=code,
    ).value  # fmt: skip


def plan(node: Node, code: int = 0) -> Any:
    """Open a dossier of the foreign procedure."""
    return node.jisr(
        "act", FRAMEWORK, "-", "plan", "--procedure", VISIT.id, "--officer", f"{node.party.lower()}.co_chair",
        "-f", "title=Tanger", "--json", code=code,
    )  # fmt: skip


def texts(node: Node) -> set[str]:
    return {name for (name,) in node.rows("SELECT digest FROM text")}


def aside(node: Node, rule: str) -> list[str]:
    """Give why something was refused by a rule, as `jisr node status` lists it."""
    status = node.jisr("node", "status", "--json").value["frameworks"][0]
    return [each["because"] for each in status["aside"] if each["rule"] == rule]


@pytest.fixture
def sender(pair: Pair) -> Iterator[Sender]:
    """Spain as somebody who writes what its node would not, before Morocco's serving node."""
    serving = pair.mar.serve()
    yield Sender(pair)
    serving.stop()


class TestWhatDoesNotLoad:
    """A procedure that the loader refuses, whatever way it comes (protocol 4.8)."""

    def test_is_not_drafted(self, pair: Pair, tmp_path: Path) -> None:
        entry = written(tmp_path, "mar.json", pair.mar.jisr("framework", "entry").out)
        said = pair.mar.jisr("framework", "draft", "mar", entry, "--text", text_file(tmp_path, UNDOING), code=1)
        assert "rules.E036" in said.err
        assert "joint" in said.err, "and how to mend it"
        assert not said.out

    def test_is_not_written_into_a_next_version(self, pair: Pair, tmp_path: Path) -> None:
        said = pair.mar.jisr("framework", "next", FRAMEWORK, "--text", text_file(tmp_path, UNDOING), code=1)
        assert "rules.E036" in said.err

    def test_is_told_in_the_language_of_the_environment(self, pair: Pair, tmp_path: Path) -> None:
        command = ("framework", "next", FRAMEWORK, "--text", text_file(tmp_path, UNDOING))
        said = pair.mar.jisr(*command, code=1, env={"LANGUAGE": "fr"}).err
        assert "rules.E036 act undo\u00a0: il efface ready, qu’établit prepare d’une autre partie." in said
        assert "Rendez conjoint ou protecteur l’acte qui efface" in said

    def test_is_not_taken_by_hand(self, pair: Pair, tmp_path: Path) -> None:
        note = next_note(pair, changes=naming(pair, UNDOING))
        said = pair.mar.jisr("framework", "take", note, "--text", text_file(tmp_path, UNDOING), code=1)
        assert "rules.E036" in said.err
        assert pair.mar.rows("SELECT version FROM manifest_version") == [(1,)]
        assert procedure_digest(UNDOING) not in texts(pair.mar)

    def test_is_refused_in_the_exchange_and_kept_as_evidence(self, pair: Pair, sender: Sender) -> None:
        note = next_note(pair, changes=naming(pair, UNDOING))
        raw = canonical(without_labels(write_procedure(UNDOING)))
        files = {
            digest(value_of(note)): b64(Path(note).read_bytes()),
            procedure_digest(UNDOING): b64(raw),
        }
        assert sender.say(sender.message(files=files)).status_code == 200
        assert "rules.E036" in aside(pair.mar, "8.file")[0]
        assert pair.mar.rows("SELECT raw FROM aside WHERE rule = '8.file'") == [(raw,)]
        assert procedure_digest(UNDOING) not in texts(pair.mar)
        assert record(pair.mar, 2, digest(value_of(note)), code=1)["field"] == "version"

    def test_is_as_good_as_lacking_where_it_lies_in_the_database(self, pair: Pair) -> None:
        """However it came there: it is held against the loader again before anything is judged by it."""
        note = next_note(pair, changes=naming(pair, UNDOING))
        assert "visit/1" in pair.mar.jisr("framework", "take", note).out, "what is lacking is said"
        raw = canonical(without_labels(write_procedure(UNDOING)))
        with pair.mar.database() as opened:
            opened.execute("INSERT INTO text VALUES (?, 'json', ?)", (procedure_digest(UNDOING), raw))
        assert record(pair.mar, 2, digest(value_of(note)), code=1)["field"] == "version"


class TestRecording:
    """Only what is here is recorded, and it holds once every party has recorded it (protocol 12.12)."""

    def test_what_is_not_here_is_refused_when_written(self, pair: Pair) -> None:
        note = next_note(pair, changes={"succeeds": "mar-esp-old"})
        pinned, other = digest(value_of(note)), digest("of nothing")
        assert record(pair.mar, 2, pinned, code=1)["field"] == "version"
        pair.mar.jisr("framework", "take", note)
        assert record(pair.mar, ABSURD, pinned, code=1)["field"] == "version"
        assert record(pair.mar, 1, pinned, code=1)["field"] == "version"
        said = record(pair.mar, 2, other, code=1)
        assert said["field"] == "digest"
        assert "framework take" in said["remedy"]
        assert "entry" in record(pair.mar, 2, pinned)

    def test_a_lone_founders_record_stops_nothing(self, pair: Pair, sender: Sender) -> None:
        """Spain's node would not write it; whoever has its keys can, and only Spain has said it."""
        entries = sender.entries()
        founded = next(each for each in map(orjson.loads, entries) if each["act"] == "declare_authority")
        last = orjson.loads(entries[-1])
        foreign = {
            **founded, "seq": len(entries), "seen": last["seen"], "roots": {}, "time": last["time"],
            "act": "record_manifest", "fields": {"version": ABSURD, "digest": digest("of nothing")},
        }  # fmt: skip
        part = sender.part([*entries, canonical(foreign)])
        assert sender.say(sender.message(logs={"ESP": part})).status_code == 200
        assert pair.mar.size("ESP") == len(entries) + 1
        assert pair.mar.rows("SELECT standing FROM entry WHERE act = 'record_manifest'") == [("stands",)]
        assert pair.mar.raise_item(pair.session, "as before")
        pair.mar.jisr("verify")

    def test_the_other_nodes_record_by_themselves(self, pair: Pair, tmp_path: Path) -> None:
        note = next_note(pair, "--text", text_file(tmp_path, VISIT))
        pair.mar.jisr("framework", "take", note, "--text", text_file(tmp_path, VISIT))
        assert "not in force" in plan(pair.mar, code=1).err, "received is not in force"
        record(pair.mar, 2, digest(value_of(note)))
        assert "not in force" in plan(pair.mar, code=1).err, "nor is what one party alone has recorded"
        pair.exchange()
        by = pair.esp.rows("SELECT raw FROM entry WHERE act = 'record_manifest' ORDER BY log_id")
        assert sorted(orjson.loads(raw)["by"]["authority"] for (raw,) in by) == ["esp.node", "mar.founding"]
        assert "entry" in plan(pair.mar).value
        pair.esp.jisr("verify")


class TestTexts:
    """Procedures and calendars come with the manifests that name them (protocol 8.1)."""

    def in_force(self, pair: Pair, folder: Path) -> None:
        """Put the visit and a calendar in force; only Morocco is given the files."""
        options = ("--text", text_file(folder, VISIT), "--calendar", written(folder, "rabat.json", CALENDAR))
        note = next_note(pair, *options)
        assert value_of(note)["calendars"] == {**SHIPPED, "rabat": digest(CALENDAR)}
        pair.mar.jisr("framework", "take", note, *options)
        record(pair.mar, 2, digest(value_of(note)))
        pair.exchange()

    def test_come_in_a_pouch(self, pair: Pair, tmp_path: Path) -> None:
        self.in_force(pair, tmp_path)
        assert texts(pair.esp) == {procedure_digest(VISIT), digest(CALENDAR), *SHIPPED.values()}
        assert "entry" in plan(pair.esp).value

    def test_come_over_the_wire(self, pair: Pair, tmp_path: Path) -> None:
        note = next_note(pair, "--text", text_file(tmp_path, VISIT))
        pair.mar.jisr("framework", "take", note, "--text", text_file(tmp_path, VISIT))
        record(pair.mar, 2, digest(value_of(note)))
        serving = pair.mar.serve()
        try:
            for _ in range(2):
                pair.esp.jisr("sync", FRAMEWORK, "MAR")
        finally:
            serving.stop()
        assert procedure_digest(VISIT) in texts(pair.esp)
        assert "entry" in plan(pair.esp).value

    def test_that_are_lost_are_asked_for_and_what_waited_is_judged(self, pair: Pair, tmp_path: Path) -> None:
        self.in_force(pair, tmp_path)
        with pair.esp.database() as opened:
            opened.execute("DELETE FROM text")
        visit = plan(pair.mar).value["entry"]
        to_esp, to_mar = tmp_path / "to-esp.pouch", tmp_path / "to-mar.pouch"
        pair.mar.pouch_to(pair.esp, to_esp)
        standing = f"SELECT standing FROM entry WHERE act = 'plan' AND dossier = '{visit}'"
        assert pair.esp.rows(standing) == [("unjudged",)]
        pair.esp.pouch_to(pair.mar, to_mar)
        pair.mar.pouch_to(pair.esp, to_esp)
        assert len(texts(pair.esp)) == 2 + len(SHIPPED)
        assert pair.esp.rows(standing) == [("stands",)]
        pair.esp.jisr("verify")

    def test_that_nothing_names_or_that_are_others_are_refused(self, pair: Pair, sender: Sender) -> None:
        raw = b64(canonical(CALENDAR))
        assert sender.say(sender.message(files={digest(CALENDAR): raw})).status_code == 200
        assert "names it" in aside(pair.mar, "8.file")[0]
        note = next_note(pair, changes={"calendars": {**SHIPPED, "rabat": digest(CALENDAR)}})
        pair.mar.jisr("framework", "take", note)
        other = b64(canonical({**CALENDAR, "weekend": [4, 5]}))
        assert sender.say(sender.message(files={digest(CALENDAR): other})).status_code == 200
        assert "it has the digest" in aside(pair.mar, "8.file")[1]
        assert sender.say(sender.message(files={digest(CALENDAR): raw})).status_code == 200
        assert texts(pair.mar) == {digest(CALENDAR), *SHIPPED.values()}

    def test_by_hand_are_named_where_something_is_amiss(self, pair: Pair, tmp_path: Path) -> None:
        wrong = written(tmp_path, "wrong.json", {**CALENDAR, "holidays": ["2027-02-30"]})
        said = pair.mar.jisr("framework", "next", FRAMEWORK, "--calendar", wrong, code=1)
        assert "wrong.json" in said.err
        assert "holidays" in said.err


def test_a_manifest_that_is_refused_is_kept(pair: Pair, sender: Sender) -> None:
    """Protocol 2.5: nothing received is dropped silently; its bytes are there to be talked about."""
    note = Path(next_note(pair, changes={"succeeds": "mar-esp-old"}, signers=("ESP",)))
    for _ in range(2):
        files = {digest(value_of(str(note))): b64(note.read_bytes())}
        assert sender.say(sender.message(files=files)).status_code == 200
    assert ["MAR" in each for each in aside(pair.mar, "9.manifest")] == [True], "who has not signed, once"
    assert pair.mar.rows("SELECT raw, party FROM aside WHERE rule = '9.manifest'") == [(note.read_bytes(), "ESP")]
