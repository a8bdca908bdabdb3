"""A dossier under way goes on by a later version of its procedure, between two nodes (protocol 9.7, 12.29, 12.30)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jisr.base import canonical, digest
from jisr.rules import (
    EACH,
    Act,
    DeclaredFact,
    Fact,
    Field,
    Guarantee,
    Procedure,
    procedure_digest,
    without_labels,
    write_procedure,
)
from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.test_agreements import next_note, record, value_of, written

LEAD = {EACH: ("co_chair",)}
SOURCE = "written for the tests"


def fact(name: str, *, cautious: bool = False) -> DeclaredFact:
    return DeclaredFact(name=name, label=name, contrary=f"not {name}", source=SOURCE, cautious=cautious)


ERRAND = Procedure(
    name="errand",
    version=1,
    label="Errand",
    persons=False,
    sides=EACH,
    mandates=(("co_chair", "Co-chair"),),
    facts=(fact("ready"), fact("sent"), fact("halted", cautious=True)),
    acts=(
        Act(name="begin", label="Begin", by=LEAD, opens=True, fields=(Field(name="title", type="text", label="What"),)),
        Act(name="prepare", label="Prepare", by=LEAD, sets=("ready",)),
        Act(name="halt", label="Halt", by=LEAD, protective=True, sets=("halted",)),
        Act(name="send", label="Send", by=LEAD, joint=True, needs=Fact("ready") & ~Fact("halted"), sets=("sent",)),
        Act(name="finish", label="Finish", by=LEAD, joint=True, closes=True),
    ),
    guarantees=(
        Guarantee(name="sent_ready", label="Only what is ready", at="send", term=Fact("ready"), source=SOURCE),
    ),
)
# What is sent was read by somebody: that is demanded more.
LATER = replace(
    ERRAND,
    version=2,
    facts=(*ERRAND.facts, fact("read")),
    acts=(
        *(
            replace(each, needs=each.needs & Fact("read")) if each.name == "send" else each for each in ERRAND.acts
        ),
        Act(name="read", label="Read", by=LEAD, sets=("read",)),
    ),
    guarantees=(
        *ERRAND.guarantees,
        Guarantee(name="sent_read", label="Only what was read", at="send", term=Fact("read"), source=SOURCE),
    ),
)  # fmt: skip
# What was guaranteed falls away.
LAX = replace(
    ERRAND, version=2, guarantees=(),
    acts=tuple(replace(each, needs=~Fact("halted")) if each.name == "send" else each for each in ERRAND.acts),
)  # fmt: skip
# A stop can be said no more.
MUTE = replace(LATER, acts=tuple(each for each in LATER.acts if each.name != "halt"))
DROPS = {"sent_ready": "act 1/2026, art. 2", 'send: {"fact":"ready"}': "act 1/2026, art. 2"}


def files_of(folder: Path, *procedures: Procedure) -> list[str]:
    """Write procedures as files; give the options that name them."""
    named = [written(folder, f"{each.name}-{each.version}.json", write_procedure(each)) for each in procedures]
    return [option for each in named for option in ("--text", each)]


def agree(pair: Pair, version: int, *procedures: Procedure, moves: Any = None) -> str:
    """Let both nodes agree on a version of the manifest that names some procedures, and moves between them."""
    options = files_of(pair.folder, *procedures)
    note = next_note(pair, *options, changes={"moves": moves} if moves else None)
    pair.mar.jisr("framework", "take", note, *options)
    record(pair.mar, version, digest(value_of(note)))
    pair.exchange()
    return note


def act(node: Node, dossier: str, name: str, *more: str, code: int = 0) -> Any:
    who = f"{node.party.lower()}.co_chair"
    return node.jisr("act", FRAMEWORK, dossier, name, "--officer", who, *more, "--json", code=code).value


def done(node: Node, dossier: str, name: str, *more: str) -> str:
    return str(act(node, dossier, name, *more)["entry"])


def shown(node: Node, dossier: str) -> Any:
    return node.jisr("dossier", "show", f"{FRAMEWORK}/{dossier}", "--json").value


def standings(node: Node, dossier: str) -> dict[str, Any]:
    return {
        f"{each['party']}.{each['seq']}": (each["standing"], each["final"]) for each in shown(node, dossier)["acts"]
    }


@pytest.fixture
def errand(pair: Pair) -> tuple[Pair, str]:
    """An errand under way by version 1, with version 2 and the move to it agreed."""
    agree(pair, 2, ERRAND)
    opened = pair.mar.jisr(
        "act", FRAMEWORK, "-", "begin", "--procedure", ERRAND.id, "--officer", "mar.co_chair", "-f", "title=Tanger",
        "--json",
    ).value["entry"]  # fmt: skip
    pair.exchange()
    agree(pair, 3, LATER, moves={LATER.id: {ERRAND.id: {}}})
    return pair, str(opened)


def test_a_dossier_moves_during_a_cut_and_both_agree(errand: tuple[Pair, str]) -> None:
    """Acts that crossed stand; what is demanded more is owed; the old version's stop still counts."""
    pair, dossier = errand
    mar, esp = pair.mar, pair.esp
    ready = done(mar, dossier, "prepare")
    assert act(mar, dossier, "propose_move", "-f", "procedure=errand/9", code=1)
    proposal = done(mar, dossier, "propose_move", "-f", f"procedure={LATER.id}")
    assert act(mar, dossier, "propose_send", code=1), "who moves proposes nothing else"
    pair.exchange()
    concluded = done(esp, dossier, "concur_move", "--item", proposal)
    # Spain does not know yet that Morocco knows: it goes on by the old version.
    assert shown(esp, dossier)["procedure"] == ERRAND.id
    by_old = done(esp, dossier, "prepare")
    esp.pouch_to(mar, pair.folder / "one-way.pouch")
    # Morocco knows all that is to be known, and goes on by the new one; then the line fails.
    assert shown(mar, dossier)["procedure"] == LATER.id
    by_new = done(mar, dossier, "read")
    later_by_old = done(esp, dossier, "halt")
    pair.exchange()
    for node in (mar, esp):
        assert shown(node, dossier)["procedure"] == LATER.id
        found = standings(node, dossier)
        for each in (ready, proposal, concluded, by_old, by_new, later_by_old):
            assert found[each][0] == "stands", each
    assert {key: each[0] for key, each in standings(mar, dossier).items()} == {
        key: each[0] for key, each in standings(esp, dossier).items()
    }
    assert shown(mar, dossier)["facts"] == shown(esp, dossier)["facts"]
    assert shown(mar, dossier)["facts"]["ready"]
    for node in (mar, esp):
        node.jisr("verify")
        node.jisr("rebuild")
        node.jisr("verify")
    assert shown(mar, dossier)["procedure"] == LATER.id


def test_what_is_dropped_is_refused_unless_it_is_named_with_its_reason(pair: Pair, tmp_path: Path) -> None:
    """Neither drafted nor taken by hand nor recorded; named, it is."""
    agree(pair, 2, ERRAND)
    options, moves = files_of(tmp_path, LAX), {LAX.id: {ERRAND.id: {}}}
    changes = written(tmp_path, "changes.json", {"moves": moves})
    said = pair.mar.jisr("framework", "next", FRAMEWORK, *options, "--changes", changes, code=1).err
    assert "no dossier of errand/1 can move to errand/2" in said
    assert "sent_ready is dropped without a reason" in said
    mute = written(tmp_path, "mute.json", {"moves": {MUTE.id: {ERRAND.id: {}}}})
    said = pair.mar.jisr("framework", "next", FRAMEWORK, *files_of(tmp_path, MUTE), "--changes", mute, code=1).err
    assert "halt is not in errand/2 as it was" in said
    agree(pair, 3, LAX, moves={LAX.id: {ERRAND.id: DROPS}})
    for node in (pair.mar, pair.esp):
        node.jisr("verify")


def test_a_later_version_for_new_dossiers_alone_drops_nothing_without_a_reason(pair: Pair, tmp_path: Path) -> None:
    """R2: no dossier need move; whoever opens one by the later version would have less, and nobody would say why."""
    agree(pair, 2, ERRAND)
    options = files_of(tmp_path, LAX)
    said = pair.mar.jisr("framework", "next", FRAMEWORK, *options, code=1).err
    assert "errand/2 cannot take the place of errand/1" in said
    assert "sent_ready is dropped without a reason" in said
    half = written(tmp_path, "half.json", {"drops": {LAX.id: {ERRAND.id: {"sent_ready": "act 1/2026"}}}})
    said = pair.mar.jisr("framework", "next", FRAMEWORK, *options, "--changes", half, code=1).err
    assert "send:" in said and "is dropped without a reason" in said
    note = next_note(pair, *options, changes={"drops": {LAX.id: {ERRAND.id: DROPS}}})
    value = value_of(note)
    # However it came, signed by all: without the reasons nobody takes it by hand.
    bare = written(tmp_path, "bare.txt", canonical({k: v for k, v in value.items() if k != "drops"}).decode() + "\n")
    lines = [node.jisr("framework", "sign", bare).out for node in (pair.mar, pair.esp)]
    signed = written(tmp_path, "bare.note", Path(bare).read_text("utf-8") + "\n" + "".join(lines))
    assert "sent_ready" in pair.mar.jisr("framework", "take", signed, *options, code=1).err
    pair.mar.jisr("framework", "take", note, *options)
    record(pair.mar, 3, digest(value))
    pair.exchange()
    # Once it is in force, a version after it that leaves it as it is owes no reason again.
    pair.mar.jisr("framework", "take", next_note(pair, changes={"drops": {}}))
    pair.exchange()
    for node in (pair.mar, pair.esp):
        node.jisr("verify")


def test_a_node_does_not_record_a_move_that_drops_something(pair: Pair, tmp_path: Path) -> None:
    """However such a version came, signed by all: the node that holds it against the text records nothing."""
    agree(pair, 2, ERRAND)
    note = next_note(pair, *files_of(tmp_path, LAX), changes={"drops": {LAX.id: {ERRAND.id: DROPS}}})
    value = {**value_of(note), "moves": {LAX.id: {ERRAND.id: {}}}}
    text = canonical(value).decode() + "\n"
    file = written(tmp_path, "next.txt", text)
    lines = [node.jisr("framework", "sign", file).out for node in (pair.mar, pair.esp)]
    signed = written(tmp_path, "signed.note", text + "\n" + "".join(lines))
    said = pair.mar.jisr("framework", "take", signed, *files_of(tmp_path, LAX), code=1).err
    assert "sent_ready is dropped without a reason" in said
    raw = canonical(without_labels(write_procedure(LAX)))
    with pair.mar.database() as opened:
        opened.execute("INSERT INTO text VALUES (?, 'json', ?)", (procedure_digest(LAX), raw))
        opened.execute(
            "INSERT INTO manifest_version (framework_id, version, digest, note, at) VALUES (?, 3, ?, ?, 0)",
            (FRAMEWORK, digest(value), Path(signed).read_text("utf-8")),
        )
    refused = pair.mar.jisr(
        "act", FRAMEWORK, "framework", "record_manifest", "--officer", "mar.founder", "-f", "version=3",
        "-f", f"digest={digest(value)}", code=1,
    )  # fmt: skip
    assert "sent_ready is dropped without a reason" in refused.err
