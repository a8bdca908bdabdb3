"""What of a log is here beyond its last head is passed on, and given back to an author who lost it (protocol 12.43)."""

import base64
from pathlib import Path

import pytest

from jisr.base import FrameworkId, Party
from jisr.exchange import LogPart, Message, write_pouch
from jisr.node.home import Home
from tests.nodes.nodes import Child, Node
from tests.nodes.test_three_parties import PARTIES, THREE, act, carry, founded, raws

ITEM = {"dimension": "border"}
LOGS = "SELECT party, size, head_size, reach <> '' FROM log ORDER BY party"


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Home]:
    """Three nodes in one framework."""
    return founded(tmp_path)


def mar_alone(home: Home, *, after: int) -> str:
    """Write a pouch of Morocco's with its own log alone, from so many entries on: what these have seen is not in it."""
    ((head,),) = Node(home).rows(f"SELECT head FROM log WHERE party = 'MAR' AND framework_id = '{THREE}'")
    part = LogPart(start=after, entries=tuple(raws(home, "MAR")[after:]), head=head, proof=())
    message = Message(framework=FrameworkId(THREE), have={}, logs={"MAR": part})
    return base64.b64encode(write_pouch(message, party=Party("MAR"), key=home.key("wire"))).decode("ascii")


def test_the_beginning_of_what_came_goes_back_to_an_author_who_lost_all(homes: dict[str, Home]) -> None:
    """Nothing that somebody has taken in and acknowledged is lost with its author's disk."""
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    call = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
    session = act(mar, None, "call", call, procedure="session/1")
    for one, other in ((mar, esp), (mar, nld), (esp, mar), (nld, mar), (esp, nld), (nld, esp)):
        carry(one, other)
    before, node = len(raws(homes["NLD"], "MAR")), Node(homes["MAR"])
    old = node.backup()
    alone = [act(mar, session, "raise_item", {"title": f"known to the Dutch {at}", **ITEM}) for at in range(3)]
    act(esp, session, "raise_item", {"title": "unknown to the Dutch", **ITEM})
    carry(esp, mar)
    act(mar, session, "raise_item", {"title": "rests on it", **ITEM})
    carry(mar, esp)
    said = nld.open(mar_alone(homes["MAR"], after=before))
    assert [each["party"] for each in said["held"]] == ["MAR"], "the rest has seen what is not there"
    had = len(raws(homes["NLD"], "MAR"))
    assert before + len(alone) <= had < len(raws(homes["MAR"], "MAR"))
    for each in (mar, esp, nld):
        each.stop()
    dutch = Node(homes["NLD"])
    dutch.jisr("verify")
    assert [(size, reach) for p, size, _, reach in dutch.rows(LOGS) if p == "MAR"] == [(had, 1)]

    node.restore(old)
    mar, nld = Child(homes["MAR"]), Child(homes["NLD"])
    back = carry(nld, mar)
    assert back["refused"] == []
    assert len(raws(homes["MAR"], "MAR")) == had, "all that the Dutch had is here again"
    # The Spanish have all of it, and hear what lacks.
    esp = Child(homes["ESP"])
    carry(mar, esp), carry(esp, mar), carry(mar, nld)
    for each in (mar, esp, nld):
        each.stop()
    for home in homes.values():
        Node(home).jisr("verify")
        assert Node(home).rows("SELECT party FROM log WHERE is_cut_off") == []
    assert raws(homes["MAR"], "MAR") == raws(homes["NLD"], "MAR") == raws(homes["ESP"], "MAR")
    assert [reach for p, _, _, reach in dutch.rows(LOGS) if p == "MAR"] == [0], "the last head covers it now"


def test_a_third_party_gets_it_from_who_has_it(homes: dict[str, Home]) -> None:
    mar, esp, nld = (Child(homes[party]) for party in PARTIES)
    session = act(mar, None, "call", {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"},
                  procedure="session/1")  # fmt: skip
    for one, other in ((mar, esp), (esp, mar), (mar, nld)):
        carry(one, other)
    before = len(raws(homes["NLD"], "MAR"))
    act(mar, session, "raise_item", {"title": "known to the Dutch", **ITEM})
    act(esp, session, "raise_item", {"title": "unknown to the Dutch", **ITEM})
    carry(esp, mar)
    act(mar, session, "raise_item", {"title": "rests on it", **ITEM})
    # Its head is signed as a pouch is made, which gets lost.
    mar.ask(do="pouch", framework=THREE, to="ESP")
    nld.open(mar_alone(homes["MAR"], after=before))
    said = carry(nld, esp)
    assert said["refused"] == [] and len(raws(homes["ESP"], "MAR")) == len(raws(homes["NLD"], "MAR")) > before
    for each in (mar, esp, nld):
        each.stop()
    for home in homes.values():
        Node(home).jisr("verify")
