"""What an erasure takes away, and what an entry says of a piece: its past decides, and no order of arrival."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import Party
from jisr.node.erasures import Erasing, Said, Statement, holders, owes, said_of
from jisr.node.pieces import Piece

ESP, MAR, NLD = Party("ESP"), Party("MAR"), Party("NLD")
COMMIT = "c" * 43 + "="
PIECE = Piece(party=ESP, seq=5, field="name", dossier="ESP.1", commit=COMMIT, to=("esp.protection", "mar.protection"))


def erasing(seq: int, item: str | None = None, *, party: Party = ESP, dossier: str = "ESP.1") -> Erasing:
    return Erasing(party=party, seq=seq, dossier=dossier, item=item)


def statement(party: Party, seq: int, seen: int, *, opened: bool = False) -> Statement:
    """Give what an entry of a party says, having seen so many entries of Spain."""
    named = (COMMIT,)
    return Statement(
        party=party, seq=seq, seen={ESP: seen}, opened=named if opened else (), unopened=() if opened else named
    )


@pytest.mark.parametrize(
    ("act", "is_taken"),
    [
        (erasing(9), True),
        (erasing(9, "ESP.5"), True),
        (erasing(9, "ESP.4"), False),
        (erasing(5), False),
        (erasing(4), False),
        (erasing(9, dossier="ESP.2"), False),
        (erasing(9, party=MAR), False),
        (erasing(9, "ESP.5", party=MAR), False),
    ],
)
def test_it_takes_what_its_own_party_sealed_before_in_that_dossier(act: Erasing, is_taken: bool) -> None:
    assert act.takes("ESP", 5, "ESP.1") is is_taken


def test_unopened_says_gone_only_with_the_erasure_in_its_past() -> None:
    """Morocco's blob did not open; then Spain erased it; then Morocco has seen that."""
    before, after = statement(MAR, 3, 9), statement(MAR, 4, 10)
    assert said_of(PIECE, [erasing(9)], [before], MAR) == Said(erased="ESP.9", told="unopened", gone={})
    assert said_of(PIECE, [erasing(9)], [before, after], MAR) == Said(
        erased="ESP.9", told="unopened", gone={"MAR": "MAR.4"}
    )
    assert said_of(PIECE, [], [after], MAR) == Said(erased="", told="unopened", gone={})
    assert said_of(PIECE, [erasing(9)], [statement(ESP, 8, 0)], ESP).gone == {}
    assert said_of(PIECE, [erasing(9)], [statement(ESP, 10, 0)], ESP).gone == {"ESP": "ESP.10"}


def test_the_first_erasure_and_the_first_attestation_count() -> None:
    said = said_of(PIECE, [erasing(9), erasing(12)], [statement(MAR, 4, 10), statement(MAR, 5, 13)], ESP)
    assert said == Said(erased="ESP.9", told="", gone={"MAR": "MAR.4"})


def test_author_and_readers_may_have_held_it_and_nobody_else() -> None:
    parties = (ESP, MAR, NLD)
    assert holders("ESP", PIECE.to, parties) == ["ESP", "MAR"]
    nothing, mine = Said(erased="ESP.9", told="", gone={}), Said(erased="ESP.9", told="", gone={"MAR": "MAR.4"})
    assert [owes(nothing, "ESP", PIECE.to, parties, each) for each in parties] == [True, True, False]
    assert [owes(mine, "ESP", PIECE.to, parties, each) for each in parties] == [True, False, False]
    assert not owes(nothing, "ESP", ("esp.protection",), (ESP,), ESP), "alone there is nobody to tell"


@given(
    seen=st.lists(st.integers(0, 14), min_size=1, max_size=4).map(sorted),
    opened=st.lists(st.booleans(), min_size=4, max_size=4),
    erased=st.lists(st.integers(6, 12), unique=True, max_size=2).map(sorted),
)
def test_in_whatever_order_logs_are_read_it_says_the_same(
    seen: list[int], opened: list[bool], erased: list[int]
) -> None:
    """Within a log the order stands; logs are read beside one another in any."""
    mar = [statement(MAR, at, each, opened=opened[at]) for at, each in enumerate(seen)]
    nld = [statement(NLD, at, each, opened=opened[-at - 1]) for at, each in enumerate(seen)]
    acts = [erasing(each) for each in erased]
    first = said_of(PIECE, acts, [*mar, *nld], MAR)
    beside = [each for pair in zip(nld, mar, strict=True) for each in pair]
    assert said_of(PIECE, acts, beside, MAR) == first
    assert said_of(PIECE, acts, [*nld, *mar], MAR) == first
