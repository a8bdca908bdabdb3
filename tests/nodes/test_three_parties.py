"""In a framework of three the honest two find out that the third has shown them different histories, and can prove it."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jisr.base import FrameworkId, Party
from jisr.cli.demo.founding import signed_manifest
from jisr.exchange import LogPart, Message, write_pouch
from jisr.log import Checkpoint, Frontier, leaf_hash, origin, sign_head
from jisr.node.home import Home, make_home
from tests.nodes.nodes import Child, Node, free_port

THREE = "mar-esp-nld"
PARTIES = ("MAR", "ESP", "NLD")
JUDGE = Path(__file__).parent / "judge_of_heads.py"


def act(child: Child, dossier: str | None, act: str, fields: dict[str, Any], **more: Any) -> str:
    wish = child.wish(dossier, act, fields, **more) | {"framework": THREE}
    return str(child.ask(do="acts", acts=[wish])[0])


def carry(one: Child, other: Child) -> Any:
    """Carry a pouch from one node to another; give what became of it."""
    return other.open(one.ask(do="pouch", framework=THREE, to=other.home.party))


def raws(home: Home, party: str) -> list[bytes]:
    rows = Node(home).rows(
        f"SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = '{party}' AND framework_id = '{THREE}'"
        " ORDER BY seq"
    )
    return [bytes(raw) for (raw,) in rows]


def pouch(home: Home, entries: list[bytes]) -> str:
    """Write what Spain's keys sign: these entries as its log."""
    frontier = Frontier().grown_by(map(leaf_hash, entries))
    head = sign_head(Checkpoint(origin(THREE, "ESP"), frontier.size, frontier.root()), home.key("log"))
    part = LogPart(start=0, entries=tuple(entries), head=head, proof=())
    message = Message(framework=FrameworkId(THREE), have={}, logs={"ESP": part})
    return base64.b64encode(write_pouch(message, party=Party("ESP"), key=home.key("wire"))).decode("ascii")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    """Three nodes in one framework; what they were founded by lies beside them."""
    return founded(tmp_path_factory.mktemp("three"))


def founded(folder: Path) -> dict[str, Home]:
    """Make three nodes in one framework, and lay beside them what they were founded by."""
    made = {
        p: make_home(
            folder / p.lower(), party=p, address=f"http://127.0.0.1:{free_port()}", listen="127.0.0.1:0", name=p
        )
        for p in PARTIES
    }
    note = signed_manifest(THREE, list(made.values()))
    (folder / "manifest").write_text(note, "utf-8")
    for party, home in made.items():
        child, code = Child(home), party.lower()
        posts = [
            {"username": f"{code}.{each}", "title": each, "authority": f"{code}.{each}", "mandate": each}
            for each in ("co_chair",)
        ]
        child.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=posts)
        child.stop()
    return made


def test_a_head_of_a_third_party_that_fits_or_is_no_head_changes_nothing(homes: dict[str, Home]) -> None:
    """What a peer has of a third log is held against it; what is amiss in that is refused, and cuts nobody off."""
    mar, nld = (Child(homes[party]) for party in ("MAR", "NLD"))
    carry(mar, nld), carry(nld, mar)
    size = len(raws(homes["MAR"], "NLD"))
    frontier = Frontier().grown_by(map(leaf_hash, raws(homes["MAR"], "NLD")))
    stranger = sign_head(Checkpoint(origin(THREE, "NLD"), size, bytes(32)), homes["ESP"].key("log"))
    good = sign_head(Checkpoint(origin(THREE, "NLD"), size, frontier.root()), homes["ESP"].key("log"))
    told = [{"party": "NLD", "head": stranger}, {"party": "NLD", "head": good}, {"party": "XXX", "head": "?"}, {}]
    message = Message(framework=FrameworkId(THREE), have={}, evidence=(*told, {"party": "NLD", "head": 1}))
    raw = write_pouch(message, party=Party("ESP"), key=homes["ESP"].key("wire"))
    said = mar.open(base64.b64encode(raw).decode("ascii"))
    assert [each["rule"] for each in said["refused"]] == ["2.head"], "a head that its party has not signed"
    mar.stop(), nld.stop()
    assert Node(homes["MAR"]).rows("SELECT party FROM log WHERE is_cut_off") == []


def test_two_histories_to_two_parties(homes: dict[str, Home]) -> None:
    """Each has taken one in, in good faith; once the two speak, both cut Spain off, keep the heads, and go on."""
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    carry(mar, nld), carry(nld, mar), carry(esp, mar), carry(mar, esp)
    call = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
    session = act(mar, None, "call", call, procedure="session/1")
    carry(mar, esp), carry(mar, nld), carry(esp, mar), carry(nld, mar)
    act(esp, session, "raise_item", {"title": "what Morocco is told", "dimension": "border"})
    esp.stop()
    first = raws(homes["ESP"], "ESP")
    second = [*first[:-1], first[-1].replace(b"what Morocco is told", b"what the Dutch are told")]
    assert mar.open(pouch(homes["ESP"], first))["refused"] == []
    assert nld.open(pouch(homes["ESP"], second))["refused"] == [], "alone neither can know"

    said = [carry(mar, nld), carry(nld, mar)]
    assert [{each["rule"] for each in one["refused"] if each["party"] == "ESP"} for one in said] == [
        {"2.equivocation"},
        {"2.equivocation"},
    ], "it is told to who brought it"
    act(mar, session, "raise_item", {"title": "Morocco goes on", "dimension": "border"})
    kept = carry(mar, nld)
    assert "MAR" in {each["party"] for each in kept["held"]}, "of another root it waits, and is not lost"
    mar.stop(), nld.stop()
    for party in ("MAR", "NLD"):
        node = Node(homes[party])
        assert node.rows("SELECT party FROM log WHERE is_cut_off") == [("ESP",)], "nobody else is cut off"
        status = node.jisr("node", "status").out
        assert "two heads that cannot be of one log" in status, "officers are told in words"
        node.jisr("verify")
        ((evidence,),) = node.rows(f"SELECT raw FROM aside WHERE kind = 'evidence' AND framework_id = '{THREE}'")
        assert judged(homes["ESP"].path.parent, bytes(evidence)) == (
            0,
            f"ESP has signed two histories of {len(first)} entries\n",
        )
        heads = json.loads(evidence)
        assert judged(homes["ESP"].path.parent, json.dumps([heads[0], heads[0]]).encode())[0] == 1, (
            "one history is no evidence"
        )
        forged = [heads[0], heads[1].replace(heads[1].split("\n")[2], heads[0].split("\n")[2][::-1])]
        assert judged(homes["ESP"].path.parent, json.dumps(forged).encode())[0] == 1, "nor is what Spain has not signed"
    mine, theirs = raws(homes["MAR"], "MAR"), raws(homes["NLD"], "MAR")
    assert theirs and theirs == mine[: len(theirs)], "what had not seen Spain's history is there"


def judged(folder: Path, evidence: bytes) -> tuple[int, str]:
    """Let a program judge that has seen neither node, nor has anything of ours to read."""
    done = subprocess.run(
        [sys.executable, "-I", str(JUDGE), str(folder / "manifest"), "ESP"],
        input=evidence,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode()
