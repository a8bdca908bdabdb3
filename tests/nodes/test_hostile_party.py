"""Each attempt of a hostile party is held, refused, void or contained as the protocol says, is kept and said, and loses nothing.

Each has one row in docs/threat-model.md. One serving node, one hostile log that grows by what each attempt leaves.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from jisr.base import b64, canonical
from jisr.log import signature_line
from jisr.manifest import manifest_text, parse_manifest
from tests.nodes.hostile import ATTEMPTS, Attempt, Hostile
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.sender import Sender

VERDICT = (
    "SELECT standing, reasons FROM entry JOIN log ON log.id = log_id"
    " WHERE party = 'ESP' AND framework_id = 'mar-esp' AND seq = "
)


@pytest.fixture(scope="module")
def hostile(founded: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    pair = founded.copy(tmp_path_factory.mktemp("hostile-party"))
    mar = Child(pair.mar.home)
    # What Spain has not acknowledged: of it an honest next entry could say that it has seen it.
    mar.act(pair.session, "raise_item", {"title": "nobody has seen this yet", "dimension": "border"})
    mar.stop()
    serving = pair.mar.serve()
    yield Hostile(pair)
    serving.stop()


def kept(hostile: Hostile) -> list[dict[str, Any]]:
    """Give what officers and operator see was not taken in."""
    status = hostile.pair.mar.jisr("node", "status", "--json").value["frameworks"][0]
    return list(status["aside"])


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda each: each.name)
def test_an_attempt_with_valid_keys(hostile: Hostile, attempt: Attempt) -> None:
    """It has the fate that the protocol gives it; an honest act beside it is taken in, and stands."""
    mar = hostile.pair.mar
    before = mar.rows("SELECT log_id, seq, raw, standing FROM entry ORDER BY 1, 2")
    raw, at = attempt.made(hostile), len(hostile.log)
    assert hostile.send(raw).status_code == 200
    hostile.log += [raw] * (mar.size("ESP") - at)
    if attempt.fate in ("void", "stands"):
        assert mar.size("ESP") == at + 1, "what is void takes its place like any other"
        ((standing, reasons),) = mar.rows(f"{VERDICT}{at}")
        assert (standing, orjson.loads(reasons or "[]")) == (attempt.fate, [attempt.rule] if attempt.rule else [])
    else:
        assert mar.size("ESP") == at, "nothing of it is in the log"
        ((kind, rule, because, evidence),) = mar.rows(
            f"SELECT kind, rule, because, raw FROM aside WHERE rule = '{attempt.rule}' AND party = 'ESP' AND seq = {at}"
        )
        assert (kind, rule, bytes(evidence)) == (attempt.fate, attempt.rule, raw), "its bytes are kept as evidence"
        assert because, "and it is said in words why"
    honest = canonical(hostile.entry(fields={"title": f"beside: {attempt.name}", "dimension": "border"}))
    assert hostile.send(honest).status_code == 200
    hostile.log.append(honest)
    ((standing, _),) = mar.rows(f"{VERDICT}{len(hostile.log) - 1}")
    assert standing == "stands", "one bad entry stops nothing"
    assert mar.rows("SELECT log_id, seq, raw, standing FROM entry ORDER BY 1, 2")[: len(before)][0] == before[0]
    assert {*before} <= {*mar.rows("SELECT log_id, seq, raw, standing FROM entry")}, "nothing honest is lost"


def test_after_all_of_it_the_node_is_whole_and_says_what_happened(hostile: Hostile) -> None:
    """What was void is shown with its reason in the dossier, what was kept is listed in words."""
    mar = hostile.pair.mar
    assert mar.jisr("verify", "--json").value["violations"] == []
    shown = mar.jisr("dossier", "show", hostile.pair.session, "--json").value["acts"]
    reasons = {reason for each in shown for reason in each["reasons"] if isinstance(reason, str)}
    assert {"4.mandate", "4.act", "4.procedure", "4.item", "4.opening"} <= reasons
    listed = kept(hostile)
    assert all(each["because"] and each["sender"] == "ESP" for each in listed)
    assert {"2.party", "2.framework", "2.seq", "2.limit"} <= {each["rule"] for each in listed}
    assert mar.rows("SELECT is_cut_off FROM log WHERE is_cut_off") == [], "nothing of it shows two histories"


def test_acknowledgements_withheld_hold_up_what_is_final_visibly_and_nothing_else(hostile: Hostile) -> None:
    """Spain takes Morocco's acts and covers none of them: they stand, are not final, and the operator sees it."""
    mar = hostile.pair.mar
    done = mar.raise_item(hostile.pair.session, "never acknowledged")
    stop = mar.act(hostile.pair.session, "object_to_minutes", "-f", "text=heard all the same").value["entry"]
    for _ in range(2):
        have = {"MAR": mar.size(), "ESP": len(hostile.log)}
        assert hostile.say(hostile.message(have=have)).status_code == 200
    shown = mar.jisr("dossier", "show", hostile.pair.session, "--json").value["acts"]
    found = {f"{each['party']}.{each['seq']}": (each["standing"], each["final"]) for each in shown}
    assert found[done] == found[stop] == ("stands", False)
    status = mar.jisr("node", "status", "--json").value["frameworks"][0]
    assert "ESP" in str(status), status


def test_a_reflected_message_is_nobodys_request(hostile: Hostile) -> None:
    """What Morocco itself has signed comes back to it, as its own request or as a peer's answer."""
    body = orjson.dumps(hostile.message())
    key = hostile.pair.mar.home.key("wire")
    mirrored = hostile.headers(body, keyid=f"{FRAMEWORK}/MAR", key=key)
    answer = hostile.post(body, mirrored)
    assert (answer.status_code, answer.content) == (401, b"")
    said = hostile.say(hostile.message())
    back = {name: said.headers[name] for name in ("content-digest", "signature-input", "signature")}
    assert hostile.post(said.content, back).status_code == 401, "an answer is no request"


def test_a_replayed_message_changes_nothing(hostile: Hostile) -> None:
    raw = canonical(hostile.entry(fields={"title": "once", "dimension": "border"}))
    part = hostile.part([*hostile.log, raw])
    body = orjson.dumps(hostile.message(logs={"ESP": part}))
    headers = hostile.headers(body)
    assert [hostile.post(body, headers).status_code for _ in range(2)] == [200, 401]
    hostile.log.append(raw)
    assert hostile.post(body).status_code == 200, "signed anew it is a message like any other"
    assert hostile.pair.mar.size("ESP") == len(hostile.log)


def test_a_stale_a_foreign_and_a_lone_manifest_are_refused_and_kept(hostile: Hostile) -> None:
    """Version 1 with another content, one of another framework, and a next version that one party alone signs."""
    mar = hostile.pair.mar
    note = str(mar.rows("SELECT note FROM manifest_version ORDER BY version LIMIT 1")[0][0])
    value = orjson.loads(orjson.dumps(parse_manifest(note).value))
    esp = {**value["parties"]["ESP"], "address": "https://elsewhere.test"}
    changed = {
        "stale": {**value, "parties": {**value["parties"], "ESP": esp}},
        "foreign": {**value, "framework": "mar-nld"},
        "lone": {**value, "version": 2, "parties": {**value["parties"], "ESP": esp}},
    }
    for name, each in changed.items():
        text = manifest_text(each)
        line = signature_line(text, f"jisr/{each['framework']}/ESP/recovery", hostile.pair.esp.home.key("recovery"))
        raw = (text + "\n" + line).encode()
        digest = parse_manifest(raw.decode()).digest
        assert hostile.say(hostile.message(files={digest: b64(raw)})).status_code == 200, name
    assert mar.rows("SELECT version FROM manifest_version") == [(1,)], "nothing of it is in force"
    assert len([each for each in kept(hostile) if each["rule"] == "9.manifest"]) == len(changed)
    assert hostile.say(hostile.message()).status_code == 200


def test_a_message_packed_to_burst_is_not_unpacked(hostile: Hostile) -> None:
    """The wire has no packing: what says that it is packed is read as it came, and is no message."""
    import gzip

    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    answer = hostile.post(bomb, {**hostile.headers(bomb), "Content-Encoding": "gzip"})
    assert answer.status_code == 422


def test_a_flood_of_requests_leaves_the_node_answering(hostile: Hostile) -> None:
    """Many at once, each signed and each to be refused: an honest one beside them is answered."""
    from concurrent.futures import ThreadPoolExecutor

    def one(at: int) -> int:
        return hostile.post(b"[%d]" % at).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(one, range(60)))
    assert {*codes} <= {422, 503} and 422 in codes
    assert hostile.say(hostile.message()).status_code == 200


def test_a_log_that_is_rewritten_after_the_fact_cuts_its_party_off_and_nobody_else(
    founded: Pair, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The last entry that Morocco has acknowledged is another now, under a head as long: both heads are kept."""
    pair = founded.copy(tmp_path_factory.mktemp("rewritten"))
    serving = pair.mar.serve()
    try:
        sender = Sender(pair)
        log = sender.entries()
        other = [*log[:-1], log[-1].replace(b"ESP", b"esp", 1)]
        part = sender.part(other)
        answer: httpx.Response = sender.say(sender.message(logs={"ESP": part}))
        assert answer.status_code == 200
        assert pair.mar.rows("SELECT is_cut_off FROM log WHERE party = 'ESP'") == [(1,)]
        stop = pair.mar.act(pair.session, "object_to_minutes", "-f", "text=goes on being sent").value["entry"]
        back = orjson.loads(sender.say(sender.message(have={"MAR": pair.mar.size() - 1})).content)
        assert back["logs"]["MAR"]["from"] + len(back["logs"]["MAR"]["entries"]) > int(stop.partition(".")[2])
    finally:
        serving.stop()
