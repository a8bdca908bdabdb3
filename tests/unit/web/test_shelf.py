"""Dockets are kept from one writing to the next, and put away: what is closed at once, the rest by when it was used."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.web.conftest import Other

# Far off: other tests ask which session comes next.
CALL = {"ordinal": 88, "place": "Vigo", "date": "2097-06-02", "format": "in_person"}
PROMISE = {
    "what": "A report", "who": "all", "by_when": "2027-12-31", "dimension": "minors", "verb_class": "action",
    "indicator": "One report",
}  # fmt: skip

FIELDS = {"open_session": {"date": "2097-06-02"}, "declare_kept": {"text": "Done"}}


def kept() -> Any:
    """Give the shelf that the last writing left, its books shown to be right."""
    from jisr.node.store import _KEPT

    shelf = _KEPT["mar-esp"].shelf
    dockets = shelf._dockets
    assert {code: docket.outer.id for code, docket in dockets.items() if docket.outer} == shelf._outer
    assert +shelf._within == Counter(shelf._outer.values())
    filed = {code: family for family, codes in shelf._families.items() for code in codes}
    assert filed.keys() == dockets.keys()
    for code, docket in dockets.items():
        if docket.outer is not None:
            assert filed[code] == filed[docket.outer.id], "put away together"
            assert dockets[docket.outer.id] is docket.outer, "of each dossier there is one docket"
    return shelf


def open_one(spain: Any, act: str, **more: Any) -> str:
    return str(spain.act(dossier=None, act=act, name="chair", authority="esp.migration", **more))


@pytest.fixture
def do(spain: Any, other: Other, exchange: Callable[[], None]) -> Callable[[str, str], None]:
    """Do a joint act of both sides."""

    def joint(dossier: str, act: str) -> None:
        fields = FIELDS.get(act, {})
        proposal = spain.act(dossier, f"propose_{act}", fields, name="chair", authority="esp.migration")
        exchange()
        other.ask("act", dossier=dossier, act=f"concur_{act}", item=proposal)
        exchange()

    return joint


def test_what_is_closed_is_put_away_and_read_again(spain: Any, do: Callable[[str, str], None]) -> None:
    session = open_one(spain, "call", fields=CALL, procedure="session/1")
    for act in ("accept_call", "adopt_agenda", "open_session"):
        do(session, act)
    one, another = (
        open_one(spain, "register", fields=PROMISE, procedure="commitment/1", item=session) for _ in range(2)
    )
    for code in (one, another):
        do(code, "confirm")
    assert {session, one, another} <= kept()._dockets.keys()
    do(one, "declare_kept")
    assert {session, another} <= kept()._dockets.keys() and one not in kept()._dockets
    spain.act(one, "reopen", name="chair", authority="esp.migration")
    assert one in kept()._dockets
    do(one, "declare_kept")
    assert one not in kept()._dockets
    # What is closed around what is kept stays: a second one read beside it would go its own way.
    shelf = kept()
    shelf._dockets[session].state.facts["closed"] = [["ESP", 0, True]]
    shelf._touched[session] = None
    shelf.settle()
    assert session in kept()._dockets
    shelf._put_away(another)
    del shelf._families[session][another]
    shelf._touched[session] = None
    shelf.settle()
    assert session not in kept()._dockets


def test_what_was_not_used_for_longest_is_put_away(spain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node import shelf

    monkeypatch.setattr(shelf, "KEPT_DOCKETS_MAX", 3)
    one, another, third = (open_one(spain, "call", fields=CALL, procedure="session/1") for _ in range(3))
    assert kept()._dockets.keys() == {one, another, third}
    spain.act(one, "raise_item", {"title": "A", "dimension": "minors"}, name="chair", authority="esp.migration")
    last = open_one(spain, "call", fields=CALL, procedure="session/1")
    assert kept()._dockets.keys() == {third, one, last}


def test_the_books_are_right_after_a_family_was_put_away(
    spain: Any, do: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One within another, put away together and read again: the outer is kept, closed or not, as long as the inner."""
    from jisr.node import shelf

    session = open_one(spain, "call", fields=CALL, procedure="session/1")
    for act in ("accept_call", "adopt_agenda", "open_session"):
        do(session, act)
    inner = open_one(spain, "register", fields=PROMISE, procedure="commitment/1", item=session)
    do(inner, "confirm")
    with monkeypatch.context() as patched:
        patched.setattr(shelf, "KEPT_DOCKETS_MAX", 1)
        open_one(spain, "call", fields=CALL, procedure="session/1")
    assert not {session, inner} & kept()._dockets.keys()
    assert min(kept()._within.values(), default=0) >= 0
    assert all(kept()._families.values()), "no family is kept of which nobody is left"
    do(inner, "declare_kept")
    spain.act(inner, "reopen", name="chair", authority="esp.migration")
    held = kept()
    assert {session, inner} <= held._dockets.keys()
    held._dockets[session].state.facts["closed"] = [["ESP", 0, True]]
    held._touched[session] = None
    held.settle()
    assert {session, inner} <= kept()._dockets.keys()
    # None of this was written: whoever comes next reads it anew.
    held._dockets[session].state.facts["closed"] = []


def test_what_was_kept_with_named_parts_is_no_difference(spain: Any, do: Callable[[str, str], None]) -> None:
    """A state written before December 2026 says the same: who verifies is told of nothing."""
    import orjson

    from jisr.node.comparing import PROPOSALS, _parts

    session = open_one(spain, "call", fields=CALL, procedure="session/1")
    do(session, "accept_call")
    state = kept()._dockets[session].state
    value = orjson.loads(state.to_bytes())
    value[PROPOSALS] = state.proposals
    assert not list(_parts("state", orjson.dumps(value), state.to_bytes()))
    ((code, proposal),) = state.proposals.items()
    value[PROPOSALS] = {code: {**proposal, "concluded": None}}
    assert list(_parts("state", orjson.dumps(value), state.to_bytes()))
