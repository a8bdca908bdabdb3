"""Taking in through the node's own door: what the kernel says of entries is what the node keeps."""

import base64
import gzip
import secrets
import time
from typing import Any

import httpx

from jisr.base import Instant
from jisr.exchange import parse_message, sign_request
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.test_loss import found_again, lose, note_of

JUDGED = "SELECT party, seq, raw, standing, reasons FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"
SHORT = {"do": "limited pouch", "framework": FRAMEWORK, "to": "MAR", "bytes": 2_500}


def test_a_correction_that_comes_with_what_it_corrects_stands(pair: Pair) -> None:
    esp = Child(pair.esp.home)
    report = esp.act(pair.session, "follow_up_report", {"text": "a wrong date"})
    correction = {"fields": {"text": "the right date"}, "reason": "clerical"}
    number = esp.act(pair.session, "correct", correction, item=report)
    esp.stop()
    pair.esp.pouch_to(pair.mar, pair.folder / "pouch")
    acts = pair.mar.jisr("dossier", "show", pair.session, "--json").value["acts"]
    standing = {f"{each['party']}.{each['seq']}": each["standing"] for each in acts}
    assert standing[report] == standing[number] == "stands"
    pair.mar.jisr("verify")


def _lost_and_found(pair: Pair, *, times: int, at_once: int) -> tuple[Child, Child, list[Any]]:
    """Let both act by turns, each having seen the other's acts, and Morocco lose it all; give what all had before."""
    esp, mar = Child(pair.esp.home), Child(pair.mar.home)
    for turn in range(times):
        for one, other in ((esp, mar), (mar, esp)):
            for at in range(at_once):
                one.act(pair.session, "raise_item", {"title": f"turn {turn}, {at}", "dimension": "border"})
            other.open(one.pouch(other.home.party))
    mar.stop()
    judged, note = pair.esp.rows(JUDGED), note_of(pair.esp)
    lose(pair.mar, marks=False)
    found_again(pair.mar, note)
    mar = Child(pair.mar.home)
    esp.open(mar.pouch("ESP"))  # it says that nothing is there
    return esp, mar, judged


def _sent(pouch: str) -> dict[str, tuple[int, int]]:
    """Give of each log where its part in a pouch begins and ends."""
    message = parse_message(gzip.decompress(base64.b64decode(pouch).partition(b"\0")[2]))
    return {party: (part.start, part.start + len(part.entries)) for party, part in message.logs.items()}


def test_logs_that_have_seen_each_other_come_together_and_nothing_of_them_waits(pair: Pair) -> None:
    """One message has both, and one transaction takes them in: on the way there nothing is held."""
    esp, mar, judged = _lost_and_found(pair, times=5, at_once=1)
    said = mar.open(esp.pouch("MAR"))
    mar.stop()
    esp.stop()
    assert said["held"] == said["refused"] == [] and said["taken_in"] == len(judged)
    assert pair.mar.rows(JUDGED) == judged and pair.mar.rows("SELECT moves FROM framework") == [(1,)]
    pair.mar.jisr("verify")


def test_of_logs_that_have_seen_each_other_a_short_message_has_what_can_be_taken_in(pair: Pair) -> None:
    esp, mar, judged = _lost_and_found(pair, times=5, at_once=1)
    came = list[int]()
    while sum(came) < len(judged):
        said = mar.open(esp.ask(**SHORT))
        assert said["held"] == said["refused"] == [] and said["taken_in"]
        came.append(said["taken_in"])
        # What is here is told, so that what comes next goes on from there.
        esp.open(mar.pouch("ESP"))
    mar.stop()
    esp.stop()
    assert len(came) > 3, "it was short"
    assert pair.mar.rows(JUDGED) == judged
    pair.mar.jisr("verify")


def test_what_came_to_nothing_keeps_nothing_back_the_next_time(pair: Pair) -> None:
    """A peer may hold a log for a day until it has what rests on it, which was left out the first time (8.4, 12.16)."""
    esp, mar, _ = _lost_and_found(pair, times=1, at_once=9)
    for _turn in range(9):
        pouch = esp.ask(**SHORT)
        first = _sent(pouch)
        if set(first) == {"ESP"}:
            break
        mar.open(pouch)
        esp.open(mar.pouch("ESP"))
    assert set(first) == {"ESP"}, "all that Morocco wrote then has seen what comes now"
    again = _sent(esp.ask(**SHORT))
    said = mar.open(esp.ask(**SHORT))
    esp.open(mar.pouch("ESP"))
    further = mar.open(esp.ask(**SHORT))
    mar.stop()
    esp.stop()
    assert set(again) == {"ESP", "MAR"} and again["ESP"][0] == first["ESP"][0], "what waits for it comes, too"
    assert said["held"] and said["taken_in"] == again["ESP"][1] - again["ESP"][0]
    # What was taken in makes another beginning: again nothing comes in vain.
    assert further["held"] == [] and further["taken_in"]


def test_a_pouch_is_not_read_by_who_wrote_it(pair: Pair) -> None:
    """It would look as if it had arrived, and never get to where it should go."""
    pouch = str(pair.folder / "pouch")
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", pouch)
    said = pair.mar.jisr("pouch", "read", pouch, code=1)
    assert "PouchOwn" in said.err and "It goes to ESP." in said.err
    assert pair.mar.rows("SELECT heard FROM peer WHERE party = 'MAR'") == [(None,)]


def test_a_node_does_not_exchange_with_itself(pair: Pair) -> None:
    """A route that leads back here is found out, and not answered as if it were the other side."""
    serving = pair.mar.serve()
    path = f"/exchange/{FRAMEWORK}"
    body = b'{"framework":"mar-esp","have":{},"logs":{}}'
    signed = sign_request(
        method="POST",
        path=path,
        body=body,
        keyid=f"{FRAMEWORK}/MAR",
        key=pair.mar.home.key("wire"),
        now=Instant(int(time.time())),
        nonce=secrets.token_urlsafe(18),
    )
    try:
        answer = httpx.post(f"http://{pair.mar.home.listen}{path}", content=body, headers=signed, trust_env=False)
    finally:
        serving.stop()
    assert answer.status_code == 401


def test_who_was_heard_is_in_trouble_no_longer(pair: Pair) -> None:
    """It is tried again at once, and no page says that it cannot be reached."""
    with pair.mar.database() as database:
        database.execute(
            "UPDATE peer SET failures = 3, trouble = 'gone', have = '{}', heard = NULL WHERE party = 'ESP'"
        )
    pair.esp.pouch_to(pair.mar, pair.folder / "pouch")
    ((failures, trouble, have, heard),) = pair.mar.rows(
        "SELECT failures, trouble, have, heard FROM peer WHERE party = 'ESP'"
    )
    assert (failures, trouble) == (0, "") and '"ESP":' in have and heard is not None
