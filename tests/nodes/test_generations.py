"""A party has shown two histories: all three end its log and let it go on, and agree again; what was final stands."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from jisr.base import FrameworkId, Party
from jisr.exchange import LogPart, Message, write_pouch
from jisr.log import Checkpoint, Frontier, leaf_hash, origin, sign_head
from jisr.node.founding import sign_manifest
from jisr.node.home import Home
from tests.nodes.nodes import Child, Node, let_passwords_do
from tests.nodes.test_three_parties import PARTIES, THREE, act, carry, pouch, raws
from tests.nodes.test_three_parties import homes as three_homes

homes = three_homes  # a fixture of another file
CALL = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
REASON = "Spain's key was copied; two records were shown."
ENTRIES = (
    "SELECT log.party, entry.seq, entry.dossier, entry.act, entry.standing, entry.reasons FROM entry"
    f" JOIN log ON log.id = entry.log_id WHERE framework_id = '{THREE}' ORDER BY log.party, seq"
)
DOSSIERS = f"SELECT code, procedure, is_closed FROM dossier WHERE framework_id = '{THREE}' ORDER BY code"


def judged(node: Node) -> list[tuple[Any, ...]]:
    return node.rows(ENTRIES)


def standing(node: Node, entry: str) -> str:
    return next(row[4] for row in judged(node) if f"{row[0]}.{row[1]}" == entry)


def around(*children: Child) -> list[Any]:
    """Carry a pouch from each to each, until all have had the chance to pass on what they were told."""
    said = []
    for _ in range(3):
        said += [carry(one, other) for one in children for other in children if one is not other]
    return said


def signed(text: Path, nodes: list[Node], place: Path) -> Path:
    """Let every party sign the text; give the note."""
    lines = [each.jisr("framework", "sign", str(text)).out for each in nodes]
    place.write_text(text.read_text("utf-8") + "\n" + "".join(lines), "utf-8")
    return place


def files(nodes: dict[str, Node], folder: Path) -> list[str]:
    """Write what each node holds of Spain's log into a file."""
    found = []
    for party, node in nodes.items():
        file = folder / f"held-{party}.json"
        file.write_text(node.jisr("framework", "holds", THREE, "ESP", "--json").out, "utf-8")
        found.append(str(file))
    return found


def ending(nodes: dict[str, Node], folder: Path, *more: str) -> Path:
    """Draft the version that ends Spain's log, from what all three hold."""
    told = files(nodes, folder)
    text = folder / "next"
    text.write_text(nodes["MAR"].jisr("framework", "end", THREE, "ESP", *told, "--reason", REASON, *more).out, "utf-8")
    return text


@pytest.fixture(scope="module")
def forked(homes: dict[str, Home]) -> dict[str, Any]:
    """Spain has shown Morocco one history and the Dutch another; both have acted on theirs, and found out."""
    for home in homes.values():
        let_passwords_do(home)
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    around(mar, esp, nld)
    session = act(mar, None, "call", CALL, procedure="session/1")
    around(mar, esp, nld)
    agreed = act(esp, session, "raise_item", {"title": "what all were told", "dimension": "border"})
    around(mar, esp, nld)
    act(esp, session, "raise_item", {"title": "what Morocco is told", "dimension": "border"})
    for each in (mar, esp, nld):
        each.stop()
    first = raws(homes["ESP"], "ESP")
    second = [*first[:-1], first[-1].replace(b"what Morocco is told", b"what the Dutch are told")]
    mar, nld = Child(homes["MAR"]), Child(homes["NLD"])
    assert mar.open(pouch(homes["ESP"], first))["refused"] == []
    assert nld.open(pouch(homes["ESP"], second))["refused"] == []
    told, stop = f"ESP.{len(first) - 1}", "raise_item"
    mine = act(mar, session, stop, {"title": "Morocco goes on", "dimension": "border"})
    theirs = act(nld, session, stop, {"title": "so do the Dutch", "dimension": "border"})
    carry(mar, nld), carry(nld, mar)
    mar.stop(), nld.stop()
    nodes = {party: Node(homes[party]) for party in PARTIES}
    for party in ("MAR", "NLD"):
        assert nodes[party].rows("SELECT party FROM log WHERE is_cut_off") == [("ESP",)]
    assert not [row for row in judged(nodes["MAR"]) if f"{row[0]}.{row[1]}" == theirs], "it waits"
    return {
        "session": session,
        "agreed": agreed,
        "told": told,
        "mine": mine,
        "theirs": theirs,
        "first": first,
        "second": second,
    }


def test_all_three_sign_the_mend_and_agree_again(
    homes: dict[str, Home], forked: dict[str, Any], tmp_path: Path
) -> None:
    """One history goes on; what was shown otherwise falls away, as evidence; nothing final is touched."""
    nodes = {party: Node(homes[party]) for party in PARTIES}
    before = {party: judged(node) for party, node in nodes.items()}
    final = {row for row in before["MAR"] if row in before["NLD"] and row in before["ESP"]}
    assert len(final) > 10, "much was final before"
    unclear = nodes["MAR"].jisr("framework", "end", THREE, "ESP", *files(nodes, tmp_path), "--reason", REASON, code=1)
    assert "--of PARTY" in unclear.err, "nobody's history is chosen by a program"
    text = ending(nodes, tmp_path, "--of", "NLD")
    value = json.loads(text.read_text("utf-8"))
    (fresh,) = value["generations"]["ESP"]
    assert fresh["from"] == fresh["common"] + 1 == len(raws(homes["NLD"], "ESP"))

    lacking = tmp_path / "lacking"
    lacking.write_text(text.read_text("utf-8") + "\n" + nodes["MAR"].jisr("framework", "sign", str(text)).out, "utf-8")
    assert "ESP, NLD" in nodes["MAR"].jisr("framework", "take", str(lacking), code=1).err, "all must sign"

    note = signed(text, list(nodes.values()), tmp_path / "note")
    nodes["NLD"].jisr("framework", "take", str(note))
    assert nodes["NLD"].rows("SELECT party FROM log WHERE is_cut_off") == [], "people have lifted it"
    nodes["MAR"].jisr("framework", "take", str(note))
    assert nodes["MAR"].rows("SELECT party FROM log WHERE is_mending") == [("ESP",)], "it waits for what goes on"
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    around(mar, esp, nld)
    back = act(esp, forked["session"], "raise_item", {"title": "Spain is back", "dimension": "border"})
    said = around(mar, esp, nld)
    assert [each for one in said[-6:] for each in (*one["held"], *one["refused"])] == [], "nothing waits any more"
    for each in (mar, esp, nld):
        each.stop()
    assert judged(nodes["MAR"]) == judged(nodes["NLD"]) == judged(nodes["ESP"]), "all three agree"
    assert nodes["MAR"].rows(DOSSIERS) == nodes["NLD"].rows(DOSSIERS) == nodes["ESP"].rows(DOSSIERS)
    assert final <= {*judged(nodes["MAR"])}, "the acts that were final stand"
    for entry in (forked["agreed"], forked["told"], forked["mine"], forked["theirs"], back):
        assert standing(nodes["NLD"], entry) == "stands"
    for node in nodes.values():
        node.jisr("verify")
        assert node.rows("SELECT party FROM log WHERE is_cut_off OR is_mending OR held_at IS NOT NULL") == []
    assert raws(homes["ESP"], "ESP")[: len(forked["second"])] == forked["second"], "in Spain's own node, too"
    for party in ("MAR", "ESP"):
        kept = nodes[party].rows("SELECT seq, raw FROM outside WHERE kind = 'fallen'")
        assert [bytes(raw) for _, raw in kept] == [forked["first"][-1]], "what fell away is kept as evidence"
    assert nodes["NLD"].rows("SELECT COUNT(*) FROM outside") == [(0,)]
    (draft,) = nodes["ESP"].rows('SELECT "values" FROM draft')
    assert json.loads(draft[0])["title"] == "what Morocco is told", "its officer may record it again"
    assert nodes["NLD"].rows("SELECT COUNT(*) FROM aside WHERE rule = '2.equivocation' AND kind = 'evidence'")[0][0]
    heads = {node.rows("SELECT head FROM log WHERE party = 'ESP'")[0][0].split("\n")[0] for node in nodes.values()}
    assert heads == {f"jisr/{THREE}/ESP/2"}


def test_what_comes_from_before_is_refused_with_its_reason(homes: dict[str, Home], forked: dict[str, Any]) -> None:
    """A pouch that was made before the end is no evidence any more, and not the log."""
    nld = Child(homes["NLD"])
    said = nld.open(pouch(homes["ESP"], forked["first"]))
    assert [each["rule"] for each in said["refused"]] == ["2.generation"]
    assert "all parties have ended" in said["refused"][0]["because"]
    nld.stop()
    assert Node(homes["NLD"]).rows("SELECT party FROM log WHERE is_cut_off") == []


def test_who_forks_again_is_cut_off_again(homes: dict[str, Home], forked: dict[str, Any]) -> None:
    """The new generation is a log like any other."""
    log = raws(homes["ESP"], "ESP")
    other = [*log[:-1], log[-1].replace(b"Spain", b"SPAIN")]
    frontier = Frontier().grown_by(map(leaf_hash, other))
    head = sign_head(Checkpoint(origin(THREE, "ESP", 2), frontier.size, frontier.root()), homes["ESP"].key("log"))
    part = LogPart(start=0, entries=tuple(other), head=head, proof=())
    message = Message(framework=FrameworkId(THREE), have={}, logs={"ESP": part})
    raw = write_pouch(message, party=Party("ESP"), key=homes["ESP"].key("wire"))
    nld = Child(homes["NLD"])
    nld.open(base64.b64encode(raw).decode("ascii"))
    nld.stop()
    assert Node(homes["NLD"]).rows("SELECT party FROM log WHERE is_cut_off") == [("ESP",)]


def test_what_nobody_else_had_taken_in_comes_back_as_drafts(
    homes: dict[str, Home], forked: dict[str, Any], tmp_path: Path
) -> None:
    """Own acts beyond the end are proposed to who did them, and done by nobody; pages say what fell away, and why."""
    nodes = {party: Node(homes[party]) for party in PARTIES}
    size = len(raws(homes["NLD"], "ESP"))
    esp = Child(homes["ESP"])
    lost = [act(esp, forked["session"], "raise_item", {"title": each, "dimension": "border"}) for each in ("x", "y")]
    esp.stop()
    text = ending(nodes, tmp_path)
    fresh = json.loads(text.read_text("utf-8"))["generations"]["ESP"][-1]
    assert (fresh["from"], fresh["common"]) == (size, size), "no --of: what others hold is the same"
    note = signed(text, list(nodes.values()), tmp_path / "note")

    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    held = carry(esp, nld)
    assert {each["party"] for each in held["held"]} == {"ESP"}
    assert "has signed that the log of ESP ends" in held["held"][0]["because"]
    for each in (mar, esp, nld):
        each.stop()
    nodes["NLD"].jisr("framework", "take", str(note))
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    around(nld, mar, esp)
    pages = [f"/f/{THREE}/", f"/f/{THREE}/d/{forked['session']}/"]
    own = esp.ask(do="pages", framework=THREE, username="esp.co_chair", paths=pages, named=lost[0])
    other = mar.ask(do="pages", framework=THREE, username="mar.co_chair", paths=pages, named="data-ended")
    assert [each[0] for each in (*own.values(), *other.values())] == [200] * 4
    assert [each[1] > 0 for each in own.values()] == [True, True], "what fell away is named on both pages"
    assert [each[1] for each in other.values()] == [2, 1], "both ends are told; in Morocco acts fell by one"
    said = esp.ask(
        do="pages", framework=THREE, username="esp.co_chair", paths=pages, named="Spain&#39;s key was copied"
    )
    assert [each[1] for each in said.values()] == [2, 2], "with their reason"
    for each in (mar, esp, nld):
        each.stop()
    drafts = nodes["ESP"].rows(
        'SELECT officer.username, act, "values" FROM draft JOIN officer ON officer.id = officer_id'
    )
    assert [(who, what, json.loads(typed)["title"]) for who, what, typed in drafts] == [
        ("esp.co_chair", "raise_item", "what Morocco is told")
    ], "a draft that is there is kept; the rest stands on the page"
    (fell,) = nodes["ESP"].rows("SELECT fell FROM mend WHERE generation = 3")
    assert [f"{each['party']}.{each['seq']}" for each in json.loads(fell[0])] == lost
    assert [each["typed"]["title"] for each in json.loads(fell[0])] == ["x", "y"]
    assert len(raws(homes["ESP"], "ESP")) == len(raws(homes["NLD"], "ESP")) < size + 8
    titles = {json.loads(raw)["fields"].get("title") for raw in raws(homes["ESP"], "ESP")}
    assert not titles & {"x", "y"}, "nothing is done again by itself"
    for node in nodes.values():
        node.jisr("verify")
        assert node.rows("SELECT party FROM log WHERE is_cut_off OR is_mending OR held_at IS NOT NULL") == []
    assert judged(nodes["MAR"]) == judged(nodes["NLD"]) == judged(nodes["ESP"])
    shown = nodes["MAR"].jisr("framework", "show", THREE).out
    assert REASON[:20] in shown


def test_a_version_that_ends_a_log_below_what_was_seen_is_refused(
    homes: dict[str, Home], forked: dict[str, Any], tmp_path: Path
) -> None:
    """At least what any other has seen of it goes on: by the text, by who signs, and by who takes it in."""
    nodes = {party: Node(homes[party]) for party in PARTIES}
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    act(esp, forked["session"], "raise_item", {"title": "seen by all", "dimension": "border"})
    around(mar, esp, nld)
    for each in (mar, esp, nld):
        each.stop()
    value = json.loads(ending(nodes, tmp_path).read_text("utf-8"))
    fresh = value["generations"]["ESP"][-1]
    value["generations"]["ESP"][-1] = {**fresh, "from": fresh["from"] - 1, "common": fresh["from"] - 1}
    text = tmp_path / "short"
    text.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    refused = nodes["NLD"].jisr("framework", "sign", str(text), code=1)
    assert "which would end at" in refused.err and nodes["NLD"].rows("SELECT held_at FROM log WHERE held_at") == []
    lines = [sign_manifest(text.read_text("utf-8"), THREE, homes[party]) for party in PARTIES]
    note = tmp_path / "note"
    note.write_text(text.read_text("utf-8") + "\n" + "".join(lines), "utf-8")
    before = judged(nodes["NLD"])
    assert "which would end at" in nodes["NLD"].jisr("framework", "take", str(note), code=1).err
    assert judged(nodes["NLD"]) == before


def test_what_was_signed_and_will_not_be_agreed_can_be_lifted(
    homes: dict[str, Home], forked: dict[str, Any], tmp_path: Path
) -> None:
    """Who has signed takes in no more until then; people can go back."""
    nodes = {party: Node(homes[party]) for party in PARTIES}
    nodes["NLD"].jisr("framework", "sign", str(ending(nodes, tmp_path)))
    assert len(nodes["NLD"].rows("SELECT party FROM log WHERE held_at IS NOT NULL")) == 1
    assert "taken in again" in nodes["NLD"].jisr("framework", "lift", THREE, "ESP").out
    assert "Nothing" in nodes["NLD"].jisr("framework", "lift", THREE, "ESP").out
    assert nodes["NLD"].rows("SELECT party FROM log WHERE held_at IS NOT NULL") == []
