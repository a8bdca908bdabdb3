"""Taking in through the node's own door: what the kernel says of entries is what the node keeps."""

import secrets
import time

import httpx

from jisr.base import Instant
from jisr.exchange import sign_request
from tests.nodes.nodes import FRAMEWORK, Child, Pair


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
