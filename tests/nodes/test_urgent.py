"""What protects overtakes what was written before it: known at once, judged in its turn (protocol 8.1)."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from jisr.base import b64, canonical, unb64
from jisr.base.limits import MESSAGE_BYTES_MAX, TEXT_CHARACTERS_MAX
from jisr.log import MemoryNodes, consistency_proof, inclusion_proof, leaf_hash
from tests.nodes.nodes import Child, Node, Pair, found_pair
from tests.nodes.sealing import Sealing, found_sealing, open_file, seal_act, shipping
from tests.nodes.sender import Sender

# More than one message holds, in few acts of long words.
BACKLOG = MESSAGE_BYTES_MAX // TEXT_CHARACTERS_MAX


def ahead(node: Node) -> list[tuple[str, int, str]]:
    """Give what a node knows ahead of its turn."""
    return node.rows("SELECT party, seq, act FROM ahead ORDER BY seq")


def told(node: Node) -> list[str]:
    """Give the acts of which officers are told because they protect."""
    return [about for (about,) in node.rows("SELECT about FROM notice WHERE kind = 'protect' ORDER BY id")]


def cut(pair: Pair, count: int) -> tuple[Child, str]:
    """Let Spain write through a cut, and protect at its end; give Spain's node and that act."""
    esp = Child(pair.esp.home)
    esp.raise_many(pair.session, count, length=TEXT_CHARACTERS_MAX)
    return esp, esp.act(pair.session, "object_to_minutes", {"text": "always heard"})


class TestAStopAtTheEndOfACut:
    """One message cannot hold what was written; what protects is in the first."""

    def test_it_is_known_at_once_and_judged_in_its_turn(self, pair: Pair) -> None:
        esp, stop = cut(pair, BACKLOG)
        mar = Child(pair.mar.home)
        mar.open(esp.pouch("MAR"))
        here = pair.mar.size("ESP")
        seq = int(stop.partition(".")[2])
        assert here < seq
        assert ahead(pair.mar) == [("ESP", seq, "object_to_minutes")]
        assert stop in told(pair.mar)
        acts = pair.mar.jisr("dossier", "show", pair.session, "--json").value["acts"]
        assert stop not in {f"{each['party']}.{each['seq']}" for each in acts}
        assert mar.ask(do="verify")["violations"] == []
        # What the node says of how far it is brings the rest.
        esp.open(mar.pouch("ESP"))
        mar.open(esp.pouch("MAR"))
        assert pair.mar.size("ESP") > seq
        assert ahead(pair.mar) == []
        assert told(pair.mar).count(stop) == 1
        for each in (mar, esp):
            assert each.ask(do="verify")["violations"] == []
            each.stop()

    @pytest.mark.soak
    def test_it_overtakes_forty_thousand_entries(self, tmp_path: Path) -> None:
        """The whole of a long cut comes after it, in as many messages as it takes, and nothing is lost."""
        pair = found_pair(tmp_path, entries_a_day=100_000)
        esp = Child(pair.esp.home)
        for ordinal in range(2, 7):
            call = {"ordinal": ordinal, "place": "Madrid", "date": "2027-03-15", "format": "in_person"}
            # A dossier has no more than ten thousand acts.
            esp.raise_many(esp.act(None, "call", call, procedure="session/1"), 8_000)
        stop = esp.act(pair.session, "object_to_minutes", {"text": "always heard"})
        mar = Child(pair.mar.home)
        mar.open(esp.pouch("MAR"))
        assert stop in told(pair.mar) and pair.mar.size("ESP") < 10_000
        while pair.mar.size("ESP") < esp.size():
            esp.open(mar.pouch("ESP"))
            mar.open(esp.pouch("MAR"))
        assert ahead(pair.mar) == [] and told(pair.mar).count(stop) == 1
        for each in (mar, esp):
            assert each.ask(do="verify")["violations"] == []
            each.stop()

    def test_what_fits_into_the_message_is_not_sent_twice(self, pair: Pair) -> None:
        esp, _ = cut(pair, 10)
        message = read(esp.pouch("MAR"))
        assert message["urgent"] == []
        esp.stop()


def read(pouch: str) -> Any:
    """Read the message in a pouch, which stands behind its note."""
    return orjson.loads(gzip.decompress(unb64(pouch).partition(b"\0")[2]))


class Ahead:
    """A party with valid keys that sends entries ahead of their turn."""

    def __init__(self, sender: Sender) -> None:
        self.sender, self.entries = sender, sender.entries()
        self.last = orjson.loads(self.entries[-1])
        self.acted = next((x for x in map(orjson.loads, reversed(self.entries)) if x["act"] == "raise_item"), {})

    def write(self, **more: Any) -> bytes:
        """Write one entry more into Spain's log."""
        place = {"seq": len(self.entries), "seen": self.last["seen"], "roots": {}, "time": self.last["time"]}
        self.entries.append(canonical({**self.acted, **place, **more}))
        return self.entries[-1]

    def urgent(self, seq: int, **more: Any) -> dict[str, Any]:
        """Give an entry as it goes ahead of its turn, under a head over all."""
        nodes = MemoryNodes(map(leaf_hash, self.entries))
        return {
            "party": "ESP",
            "seq": seq,
            "entry": b64(self.entries[seq]),
            "size": nodes.size,
            "head": self.sender.part(self.entries)["head"],
            "proof": [b64(each) for each in inclusion_proof(nodes, seq, nodes.size)],
            **more,
        }


PROTECTS = {"act": "object_to_minutes", "fields": {"text": "always heard"}}


@pytest.fixture
def hostile(pair: Pair) -> Iterator[Ahead]:
    serving = pair.mar.serve()
    yield Ahead(Sender(pair))
    serving.stop()


class TestWhoMeansIll:
    """What has no business ahead of its turn is refused by name, kept, and loses nothing."""

    def refused(self, hostile: Ahead, *urgent: dict[str, Any]) -> list[str]:
        answer = hostile.sender.say(hostile.sender.message(urgent=list(urgent)))
        assert answer.status_code == 200
        rows = hostile.sender.pair.mar.rows("SELECT rule FROM aside WHERE kind = 'refused' ORDER BY id")
        return [rule for (rule,) in rows]

    def test_what_does_not_protect_waits_for_its_turn(self, hostile: Ahead) -> None:
        hostile.write()
        seq = len(hostile.entries) - 1
        assert self.refused(hostile, hostile.urgent(seq)) == ["8.urgent"]
        assert ahead(hostile.sender.pair.mar) == []

    def test_a_proof_that_does_not_hold(self, hostile: Ahead) -> None:
        hostile.write(**PROTECTS)
        seq = len(hostile.entries) - 1
        other = hostile.urgent(seq, entry=b64(hostile.entries[seq - 1]))
        assert self.refused(hostile, other, hostile.urgent(seq, size=seq)) == ["2.proof", "2.proof"]
        assert ahead(hostile.sender.pair.mar) == []

    def test_a_head_that_its_party_did_not_sign(self, hostile: Ahead) -> None:
        hostile.write(**PROTECTS)
        seq = len(hostile.entries) - 1
        by_wire = hostile.sender.part(hostile.entries, key=hostile.sender.pair.esp.home.key("wire"))["head"]
        assert self.refused(hostile, hostile.urgent(seq, head=by_wire)) == ["2.head"]

    def test_a_message_with_too_many_is_refused_whole(self, hostile: Ahead) -> None:
        hostile.write(**PROTECTS)
        one = hostile.urgent(len(hostile.entries) - 1)
        assert hostile.sender.say(hostile.sender.message(urgent=[one] * 65)).status_code == 413

    def test_another_history_than_was_promised_cuts_the_log_off(self, hostile: Ahead) -> None:
        """A stop is shown that is never written: the signed head under which it came is evidence."""
        pair, before = hostile.sender.pair, len(hostile.entries)
        hostile.write(**PROTECTS)
        assert self.refused(hostile, hostile.urgent(before)) == []
        assert ahead(pair.mar) == [("ESP", before, "object_to_minutes")]
        del hostile.entries[before:]
        hostile.write()
        hostile.write()
        part = hostile.sender.part(hostile.entries)
        sent = {**part, "from": 0, "entries": [b64(each) for each in hostile.entries]}
        assert hostile.sender.say(hostile.sender.message(logs={"ESP": sent})).status_code == 200
        evidence = pair.mar.rows("SELECT rule FROM aside WHERE kind = 'evidence'")
        assert ("2.equivocation",) in evidence
        assert pair.mar.rows("SELECT is_cut_off FROM log WHERE party = 'ESP' AND framework_id = 'mar-esp'") == [(1,)]

    def test_a_promise_that_is_no_evidence_yet_stops_nothing(self, hostile: Ahead) -> None:
        """The head that shows the other history is still to come: until then the exchange goes on, and then it tells."""
        pair, before = hostile.sender.pair, len(hostile.entries)
        hostile.write(**PROTECTS)
        assert self.refused(hostile, hostile.urgent(before)) == []
        del hostile.entries[before:]
        for _ in range(3):
            hostile.write()
        nodes = MemoryNodes(map(leaf_hash, hostile.entries))
        whole = hostile.sender.part(hostile.entries)
        cut_short = {
            **whole,
            "entries": [b64(each) for each in hostile.entries[: before + 1]],
            "proof": [b64(each) for each in consistency_proof(nodes, before + 1, nodes.size)],
        }
        for sent in (cut_short, whole):
            assert hostile.sender.say(hostile.sender.message(logs={"ESP": sent})).status_code == 200
        assert pair.mar.rows("SELECT is_cut_off FROM log WHERE party = 'ESP' AND framework_id = 'mar-esp'") == [(1,)]

    def test_what_names_no_procedure_has_no_business_there(self, hostile: Ahead) -> None:
        """An acknowledgement goes ahead of nothing, even where it names a dossier."""
        hostile.write(act="ack", procedure=None)
        assert self.refused(hostile, hostile.urgent(len(hostile.entries) - 1)) == ["8.urgent"]


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("leaving"))


def test_nothing_irrevocable_is_done_where_a_stop_is_on_its_way(leaving: Sealing, tmp_path: Path) -> None:
    """Neither proposed nor agreed to; all else goes on, and once the stop is taken in the procedure decides."""
    sealing = leaving.copy(tmp_path)
    dossier = open_file(sealing.esp)
    sealing.carry()
    asked = sealing.esp.act(dossier, "propose_leave", mandate="protection").value["entry"]
    sealing.carry()
    stop = sealing.esp.act(dossier, "stop", mandate="protection").value["entry"]
    sender = Sender(Pair(sealing.mar, sealing.esp, "", tmp_path))
    serving = sealing.mar.serve()
    known = Ahead(sender)
    assert sender.say(sender.message(urgent=[known.urgent(int(stop.partition(".")[2]))])).status_code == 200
    serving.stop()
    said = sealing.mar.act(dossier, "concur_leave", "--item", asked, mandate="protection", code=1)
    assert "ProtectedAhead" in said.err and stop in said.err
    assert "ProtectedAhead" in sealing.mar.act(dossier, "propose_leave", mandate="protection", code=1).err
    seal_act(sealing.mar, dossier, "answer_origin", sealed={"report": "a report"})
    sealing.carry(rounds=1)
    said = sealing.mar.act(dossier, "concur_leave", "--item", asked, mandate="protection", code=1)
    assert said.value["error"] == "NotPossible" and said.value["reasons"] == [{"not": {"fact": "stopped"}}]
