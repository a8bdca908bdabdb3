"""A peer with valid keys that sends what is not taken in, again and again: what is kept of it is bounded."""

from collections.abc import Iterator
from typing import Any

import pytest

from jisr.base.limits import ASIDE_ROWS_MAX, DAY_VERSIONS_MAX
from jisr.manifest import manifest_text, parse_manifest
from jisr.node.founding import sign_manifest
from jisr.node.noted import read_noted
from tests.nodes.nodes import FRAMEWORK, Pair
from tests.nodes.sender import Sender

ROWS = "SELECT count(*) FROM aside WHERE kind = 'refused'"


@pytest.fixture
def sender(pair: Pair) -> Iterator[Sender]:
    serving = pair.mar.serve()
    yield Sender(pair)
    serving.stop()


def test_refused_messages_are_kept_up_to_a_limit_the_first_of_them_and_it_is_said(sender: Sender) -> None:
    mar = sender.pair.mar
    assert sender.post(b"first").status_code == 422
    filling = (
        "INSERT INTO aside (framework_id, kind, party, seq, rule, because, sender, raw, digest, at)"
        f" SELECT framework_id, kind, party, seq, rule, because, sender, raw, 'x' || n, at FROM aside, (WITH RECURSIVE"
        f" c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {ASIDE_ROWS_MAX - 2}) SELECT n FROM c)"
    )
    mar.rows(filling)
    for at in range(5):
        assert sender.post(b"more %d" % at).status_code == 422, "refused as clearly as before"
    assert mar.rows(ROWS) == [(ASIDE_ROWS_MAX + 1,)], "and one that says that there was more"
    assert mar.rows("SELECT count(*) FROM aside WHERE raw = CAST('first' AS BLOB)")[0][0] >= 1
    assert [str(read_noted(each)) for (each,) in mar.rows("SELECT because FROM aside WHERE rule = '2.kept'")] == [
        "more of this kind came from ESP than is kept; what came first is here"
    ]
    assert sender.say(sender.message()).status_code == 200, "the exchange goes on"
    mar.jisr("verify")


def test_versions_that_a_party_signs_alone_are_taken_in_so_many_a_day(sender: Sender) -> None:
    pair = sender.pair
    value: dict[str, Any] = dict(parse_manifest(pair.esp.rows("SELECT note FROM manifest_version")[0][0]).value)
    for version in range(2, DAY_VERSIONS_MAX + 5):
        rows = {"own": [{"from": "2026-01-01", "is": version, "source": "x"}]}
        value = {**value, "version": version, "parameters": {**value["parameters"], "ESP": rows}}
        text = manifest_text(value)
        note = text + "\n" + sign_manifest(text, FRAMEWORK, pair.esp.home)
        name = parse_manifest(note).digest
        assert sender.say(sender.message(files={name: _b64(note.encode())})).status_code == 200
    assert pair.mar.rows("SELECT max(version) FROM manifest_version") == [(1 + DAY_VERSIONS_MAX,)]
    said = pair.mar.rows("SELECT because FROM aside WHERE rule = '9.manifest' ORDER BY id")[0][0]
    assert f"more than {DAY_VERSIONS_MAX} versions of ESP alone on one day" in str(read_noted(said))


def _b64(raw: bytes) -> str:
    from jisr.base import b64

    return b64(raw)
