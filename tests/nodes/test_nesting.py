"""Dossiers within dossiers, whatever comes before they are opened."""

from typing import Any

import orjson
import pytest

from jisr.base import canonical
from tests.nodes.nodes import Child, Pair, exchange
from tests.nodes.sender import Sender

COMMITMENT = {"what": "meet again", "who": "mar", "dimension": "border", "verb_class": "action"}

OPENING: tuple[tuple[str, dict[str, Any]], ...] = (("adopt_agenda", {}), ("open_session", {"date": "2027-03-15"}))


@pytest.mark.parametrize("restarted", [False, True], ids=["going on", "restarted"])
def test_a_dossier_named_before_it_was_opened_is_within_its_session_all_the_same(pair: Pair, restarted: bool) -> None:
    """Spain names a dossier, and opens it only afterwards: what is kept follows from the entries.

    A node that was restarted between finds the name in its rows, not in its memory.
    """
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    for act, fields in OPENING:
        proposal = mar.act(pair.session, f"propose_{act}", fields)
        exchange(mar, esp)
        esp.act(pair.session, f"concur_{act}", item=proposal)
        exchange(mar, esp)
    mar.stop()
    esp.act(pair.session, "raise_item", {"title": "before", "dimension": "border"})
    opening = esp.act(None, "register", COMMITMENT, item=pair.session, procedure="commitment/1")
    esp.stop()
    sender = Sender(pair)
    *before, last = sender.entries()
    number = len(before)
    code = f"ESP.{number + 1}"
    register: dict[str, Any] = orjson.loads(last)
    assert opening == f"ESP.{number}"
    early = {**register, "dossier": code, "act": "progress", "digest": None, "sides": None, "item": None}
    late = {**register, "dossier": code, "seq": number + 1}
    entries = [*before, canonical(early), canonical(late)]
    serving = pair.mar.serve()
    for size in (number + 1, number + 2):
        assert sender.say(sender.message(logs={"ESP": sender.part(entries[:size])})).status_code == 200
        if restarted:
            serving.stop()
            serving = pair.mar.serve()
    serving.stop()
    assert pair.mar.size("ESP") == number + 2
    assert pair.mar.rows(f"SELECT \"outer\" FROM dossier WHERE code = '{code}'") == [(pair.session,)]
    pair.mar.jisr("verify")
