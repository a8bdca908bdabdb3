"""Of three parties one leaves during a cut; the others go on without waiting for it, and it can read what was (9.5)."""

import json
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from jisr.base import digest
from jisr.cli.demo.founding import signed_manifest
from jisr.node.home import make_home
from tests.nodes.nodes import Child, Node, free_port
from tests.nodes.test_three_parties import PARTIES, THREE

CALL = ("ordinal=1", "place=Rabat", "date=2027-03-15", "format=in_person")
ENTRIES = (
    "SELECT log.party, entry.seq, entry.dossier, entry.act, entry.standing, entry.reasons FROM entry"
    f" JOIN log ON log.id = entry.log_id WHERE framework_id = '{THREE}' ORDER BY log.party, seq"
)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Node]:
    """Three nodes in one framework, each at an address of its own; all have met."""
    folder = tmp_path_factory.mktemp("leaving")
    homes = {}
    for party in PARTIES:
        place = f"127.0.0.1:{free_port()}"
        homes[party] = make_home(
            folder / party.lower(), party=party, address=f"http://{place}", listen=place, name=party
        )
        with (homes[party].path / "node.toml").open("a", encoding="utf-8") as lines:
            lines.write('[sign_in]\nsecond_factor = "offered"\n')
    note = signed_manifest(THREE, list(homes.values()))
    for party, home in homes.items():
        child, code = Child(home), party.lower()
        posts = [{"username": f"{code}.co_chair", "title": "x", "authority": f"{code}.co_chair", "mandate": "co_chair"}]
        child.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=posts)
        child.stop()
    return {party: Node(home) for party, home in homes.items()}


def act(node: Node, dossier: str, name: str, *fields: str, code: int = 0, more: tuple[str, ...] = ()) -> Any:
    given = [part for each in fields for part in ("-f", each)]
    who = f"{node.party.lower()}.co_chair"
    return node.jisr("act", THREE, dossier, name, "--officer", who, *given, *more, "--json", code=code).value


def done(node: Node, dossier: str, name: str, *fields: str, more: tuple[str, ...] = ()) -> str:
    return str(act(node, dossier, name, *fields, more=more)["entry"])


def meet(nodes: dict[str, Node], *pairs: tuple[str, str], rounds: int = 2) -> None:
    """Let pairs of nodes exchange over HTTP: the second of each serves."""
    for _ in range(rounds):
        for one, other in pairs:
            serving = nodes[other].serve()
            try:
                nodes[one].jisr("sync", THREE, other)
            finally:
                serving.stop()


DESCRIBED_SECONDS_MAX = 60
SIZES = "SELECT framework_id, party, size FROM log ORDER BY 1, 2"
DESCRIBED = "SELECT described.framework_id, each.key, each.value FROM described, json_each(sizes) AS each ORDER BY 1, 2"
ALL = (("MAR", "ESP"), ("MAR", "NLD"), ("ESP", "NLD"))


def judged(node: Node) -> dict[str, tuple[str, str]]:
    return {f"{row[0]}.{row[1]}": (row[4], row[5]) for row in node.rows(ENTRIES)}


def finals(node: Node, dossier: str) -> dict[str, bool]:
    shown = node.jisr("dossier", "show", f"{THREE}/{dossier}", "--json").value
    return {f"{each['party']}.{each['seq']}": each["final"] for each in shown["acts"]}


def awaited(node: Node) -> list[Any]:
    """Give what the lists say that the Dutch are waited for, once a serving node has described all that was done."""
    serving, until = node.serve(), time.monotonic() + DESCRIBED_SECONDS_MAX
    try:
        while node.rows(SIZES) != node.rows(DESCRIBED):
            assert time.monotonic() < until, "the desk is not described"
            time.sleep(0.1)
    finally:
        serving.stop()
    return node.rows("SELECT party FROM waiting WHERE party = 'NLD'")


@pytest.fixture(scope="module")
def left(nodes: dict[str, Node]) -> dict[str, Any]:
    """The Dutch leave while the line to them is cut, and the others act; then all meet."""
    mar, esp, nld = (nodes[each] for each in PARTIES)
    meet(nodes, *ALL)
    session = done(mar, "-", "call", *CALL, more=("--procedure", "session/1"))
    meet(nodes, *ALL)
    before = done(nld, session, "raise_item", "title=of the Dutch", "dimension=border")
    proposal = done(mar, session, "propose_accept_call")
    # The line to the Dutch fails: Morocco and Spain hear each other alone.
    meet(nodes, ("MAR", "ESP"))
    yes = done(esp, session, "concur_accept_call", more=("--item", proposal))
    meet(nodes, ("MAR", "ESP"))
    crossing = done(esp, session, "raise_item", "title=crossing", "dimension=border")
    assert nld.jisr("framework", "leave", THREE, "--officer", "nld.founder", code=1)
    assert nld.jisr("framework", "leave", THREE, "--officer", "nld.co_chair", "--confirm", THREE, code=1)
    early = mar.jisr("framework", "next", THREE).out
    assert "left" not in json.loads(early)
    assert act(mar, session, "conclude_accept_call", code=1, more=("--item", proposal))["reasons"] == ["4.joint"]
    said = nld.jisr("framework", "leave", THREE, "--officer", "nld.founder", "--confirm", THREE, "--json").value
    meet(nodes, *ALL)
    return {"session": session, "before": before, "proposal": proposal, "yes": yes, "crossing": crossing} | said


def test_the_others_go_on_without_waiting_for_who_has_left(nodes: dict[str, Node], left: dict[str, Any]) -> None:
    """What crossed the leave stands, all is final without it, and what needed every yes is concluded by the rest."""
    mar, esp = nodes["MAR"], nodes["ESP"]
    session = left["session"]
    for each in (left["entry"], left["before"], left["crossing"]):
        assert judged(mar)[each] == judged(esp)[each] == ("stands", "")
    concluded = done(mar, session, "conclude_accept_call", more=("--item", left["proposal"]))
    after = done(mar, session, "raise_item", "title=after", "dimension=border")
    meet(nodes, ("MAR", "ESP"))
    for node in (mar, esp):
        assert finals(node, session)[after] and finals(node, session)[concluded], "nobody waits for the Dutch"
        assert all(finals(node, session).values())
        assert node.jisr("framework", "show", THREE, "--json").value["left"] == {"NLD": left["entry"]}
        assert awaited(node) == [], "neither on the lists of what waits"
    assert judged(mar) == judged(esp)
    opened = done(mar, "-", "call", *CALL, more=("--procedure", "session/1"))
    meet(nodes, ("MAR", "ESP"))
    sides = orjson.loads(mar.rows(f"SELECT raw FROM entry WHERE dossier = '{opened}' LIMIT 1")[0][0])["sides"]
    assert sides == {"ESP": "ESP", "MAR": "MAR"}, "what begins now has those who remain as its parties"
    assert judged(esp)[opened] == ("stands", "")


def test_who_has_left_gets_what_was_written_before_others_knew_and_no_more(
    nodes: dict[str, Node], left: dict[str, Any]
) -> None:
    """Up to the entry by which each says that it knows; then neither calls the other. Nothing is recorded there."""
    mar, esp, nld = (nodes[each] for each in PARTIES)
    secret = done(esp, left["session"], "raise_item", "title=not for the Dutch", "dimension=border")
    meet(nodes, ("ESP", "MAR"), *ALL)
    here = judged(nld)
    assert here[left["crossing"]] == ("stands", ""), "written before Spain knew"
    assert secret in judged(mar) and secret not in here
    for node, party in ((mar, "MAR"), (esp, "ESP")):
        seen = [json.loads(raw)["seen"]["NLD"] for (raw,) in nld.rows(
            f"SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = '{party}' ORDER BY seq")]  # fmt: skip
        at = int(left["entry"].partition(".")[2])
        assert seen[-1] > at >= seen[-2], "the last is the one by which it says that it knows"
        assert node.size_of(THREE) > nld.size_of(THREE, party)
    for name in ("raise_item", "object_to_minutes"):
        fields = ("title=x", "dimension=border") if name == "raise_item" else ("text=x",)
        refused = nld.jisr("act", THREE, left["session"], name, "--officer", "nld.co_chair",
                           *[part for each in fields for part in ("-f", each)], code=1)  # fmt: skip
        assert "NLD has left" in refused.err
    size = nld.size_of(THREE)
    assert size == int(left["entry"].partition(".")[2]) + 1, "nothing follows the leave"
    assert nld.rows("SELECT COUNT(*) FROM aside") == [(0,)], "nothing was held or refused"
    for node in nodes.values():
        node.jisr("verify")
        before = judged(node)
        node.jisr("rebuild")
        node.jisr("verify")
        assert judged(node) == before


def test_those_who_remain_sign_the_next_manifest(nodes: dict[str, Node], left: dict[str, Any], tmp_path: Path) -> None:
    """It names who has left; both must sign; it holds once both have recorded it, and goes to nobody else."""
    mar, esp, nld = (nodes[each] for each in PARTIES)
    text = tmp_path / "next"
    text.write_text(mar.jisr("framework", "next", THREE).out, "utf-8")
    value = json.loads(text.read_text("utf-8"))
    assert value["left"] == {"NLD": int(left["entry"].partition(".")[2])}
    lines = {each.party: each.jisr("framework", "sign", str(text)).out for each in nodes.values()}

    def note(*signers: str) -> str:
        file = tmp_path / "".join(signers)
        file.write_text(text.read_text("utf-8") + "\n" + "".join(lines[each] for each in signers), "utf-8")
        return str(file)

    assert "ESP" in mar.jisr("framework", "take", note("MAR", "NLD"), code=1).err
    mar.jisr("framework", "take", note("MAR", "ESP"))
    pinned = digest(value)
    mar.jisr("act", THREE, "framework", "record_manifest", "--officer", "mar.founder", "-f", "version=2",
             "-f", f"digest={pinned}")  # fmt: skip
    meet(nodes, ("MAR", "ESP"), *ALL)
    for node in (mar, esp):
        assert node.jisr("framework", "show", THREE, "--json").value["version"] == 2
        assert node.jisr("verify")
    assert nld.jisr("framework", "show", THREE, "--json").value["version"] == 1


def test_a_version_that_names_somebody_who_has_not_left_is_refused(
    nodes: dict[str, Node], left: dict[str, Any], tmp_path: Path
) -> None:
    """Two cannot put a third out: whoever has its log finds no leave in it."""
    mar, esp = nodes["MAR"], nodes["ESP"]
    value = json.loads(mar.jisr("framework", "next", THREE).out)
    changed = {**value, "left": {**value["left"], "ESP": 3}}
    text = tmp_path / "wrong"
    text.write_text(json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    line = mar.jisr("framework", "sign", str(text)).out
    text.write_text(text.read_text("utf-8") + "\n" + line, "utf-8")
    for node in (mar, esp):
        assert "ESP has not left by" in node.jisr("framework", "take", str(text), code=1).err


def test_pages_say_who_has_left_since_when_and_what_follows(nodes: dict[str, Node], left: dict[str, Any]) -> None:
    """On the page of the group and of the dossier, on both sides."""
    pages = [f"/f/{THREE}/", f"/f/{THREE}/d/{left['session']}/"]
    for party, words in (
        ("MAR", "Whatever needed the yes of every side needs that of those who remain."),
        ("NLD", "Nothing can be recorded here any more."),
    ):
        child, who = Child(nodes[party].home), f"{party.lower()}.co_chair"
        for named in ('data-left="NLD"', left["entry"], words):
            found = child.ask(do="pages", framework=THREE, username=who, paths=pages, named=named)
            assert [status for status, *_ in found.values()] == [200, 200]
            assert all(count for _, count, *_ in found.values()), f"{party}: {named}"
        child.stop()
