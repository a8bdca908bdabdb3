"""A domestic framework beside a shared one: nothing of it leaves the node, and the other side holds nothing of it."""

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import httpx
import psycopg

from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.postgres import run
from tests.strategies.linked import SECRET_WORDS

# What both sides have agreed on, and anybody may read.
AGREED = "text"


def acts_in(node: Node, framework: str, dossier: str) -> list[dict[str, Any]]:
    return list(node.jisr("dossier", "show", f"{framework}/{dossier}", "--json").value["acts"])


def test_every_act_of_one_party_is_final_at_once(linked: Linked) -> None:
    file = linked.open_file("hear", "begin_respite")
    value = linked.esp.jisr("dossier", "show", f"{DOMESTIC}/{file}", "--json").value
    assert value["sides"] == {"host": "ESP"}
    assert {(each["standing"], each["final"]) for each in value["acts"]} == {("stands", True)}


def test_a_claim_at_home_is_a_stop_that_says_nothing_else(linked: Linked) -> None:
    file, transfer = linked.transfer()
    claim = ("-f", "how=frightened", "--on-behalf", "child")
    linked.act(DOMESTIC, file, "claim_asylum", *claim, officer="pol")
    linked.act(DOMESTIC, file, "note_sign")
    for node in (linked.esp, linked.mar):
        if node is linked.mar:
            linked.exchange()
        acts = acts_in(node, FRAMEWORK, transfer)
        assert [each["act"] for each in acts] == ["open_transfer", "stop", "stop"]
        alike = {json.dumps(each["by"], sort_keys=True) for each in acts[1:]}
        assert [json.loads(each) for each in alike] == [
            {"authority": "esp.node", "mandate": "clock", "officer": "node", "on_behalf": None}
        ]
        assert {each["standing"] for each in acts} == {"stands"}
    rows = run(linked.esp, "SELECT written, trouble FROM echo")
    assert all(written for written, _ in rows)


def test_what_is_linked_with_nothing_echoes_nowhere(linked: Linked) -> None:
    before = linked.esp.jisr("node", "status", "--json").value
    file = linked.open_file()
    linked.act(DOMESTIC, file, "note_sign")
    after = linked.esp.jisr("node", "status", "--json").value
    sizes = [
        next(each["size"] for one in value["frameworks"] if one["framework"] == FRAMEWORK for each in one["logs"])
        for value in (before, after)
    ]
    assert sizes[0] == sizes[1]


def test_commands_refuse_to_send_it_in_words(linked: Linked) -> None:
    for command in (("sync", DOMESTIC), ("pouch", "write", DOMESTIC, "ESP", str(linked.folder / "none.pouch"))):
        said = linked.esp.jisr(*command, code=1)
        assert "domestic framework: nothing of it is ever sent" in said.err + said.out
    assert not (linked.folder / "none.pouch").exists()


def test_two_nodes_exchange_the_echo_and_the_other_holds_nothing_of_home(linked: Linked) -> None:
    """Over HTTP: pages, logs, database and what is answered to strangers are searched."""
    serving = [linked.mar.serve(), linked.esp.serve()]
    try:
        file, transfer = linked.transfer()
        linked.act(DOMESTIC, file, "claim_asylum", "-f", "how=frightened", "--on-behalf", "child")
        until = time.monotonic() + 30
        while not any(each["act"] == "stop" for each in _acts_if_any(linked.mar, transfer)):
            assert time.monotonic() < until, "the stop has not come"
            time.sleep(0.3)
        answers = _as_a_stranger(linked.esp)
    finally:
        for each in serving:
            each.stop()
    held = _everything_in(linked.mar).replace(FRAMEWORK, "")
    for word in (*SECRET_WORDS, f"{DOMESTIC}/ESP", '"esp"', "jisr/esp/"):
        assert word not in held, word
    assert answers["unknown"] == answers[DOMESTIC]
    for page in answers["pages"]:
        assert DOMESTIC not in page.replace("mar-esp", "").split()


def _acts_if_any(node: Node, transfer: str) -> list[dict[str, Any]]:
    said = node.jisr("dossier", "show", f"{FRAMEWORK}/{transfer}", "--json", code=None)
    return list(said.value["acts"]) if said.code == 0 else []


def _as_a_stranger(node: Node) -> dict[str, Any]:
    """Ask a serving node what anybody may ask; of the door, for a framework that is there and one that is not."""
    base = node.home.address
    found: dict[str, Any] = {"pages": [httpx.get(base + path).text for path in ("/", "/status/", "/verify/")]}
    for name, code in (("unknown", "fra"), (DOMESTIC, DOMESTIC)):
        answer = httpx.post(f"{base}/exchange/{code}", content=b"{}")
        kept = {k: v for k, v in answer.headers.items() if k not in ("date",)}
        found[name] = (answer.status_code, answer.content, kept)
    assert found["unknown"][0] == 401
    return found


def _everything_in(node: Node) -> str:
    """Give all that a node's database and home hold, but keys and the procedures agreed on: those speak of nobody."""
    found = []
    if node.database_url:
        with psycopg.connect(node.database_url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for table in sorted(table for (table,) in tables if table != AGREED):
                found += [repr(_plain(row)) for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()]  # type: ignore[arg-type]
    else:
        with closing(sqlite3.connect(node.home.database)) as opened:
            tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for table in sorted(table for (table,) in tables if table != AGREED):
                found += [repr(_plain(row)) for row in opened.execute(f'SELECT * FROM "{table}"').fetchall()]
    for file in sorted((node.home.path / "marks").iterdir()):
        found.append(f"{file.name} {file.read_bytes()!r}")
    assert len(found) > 20
    return "\n".join(found)


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)


def test_all_of_it_is_verified_and_rebuilt(linked: Linked) -> None:
    linked.exchange()
    for node in (linked.esp, linked.mar):
        assert node.jisr("verify", "--json").value["violations"] == []
        assert node.jisr("rebuild", "--json").value["differed"] == []
