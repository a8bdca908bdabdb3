"""A framework judged entry by entry, in whatever order entries come (protocol 2.6, 4.6)."""

from jisr.base import DossierId, Party, Seq
from jisr.kernel import MemoryShelf, Placed, Tail, in_families
from tests.laws.laws import FAR
from tests.strategies.desk import Desk
from tests.strategies.worlds import Node


def test_who_names_a_dossier_before_it_is_opened_changes_nothing() -> None:
    """The opening of a nested dossier finds its outer one, though a foreign act came first."""
    desk = Desk(within=True, opened=False)
    seq = desk.world.nodes[Party("ESP")].size(Party("ESP"))
    early = desk.act("MAR", "halt", dossier=DossierId(f"ESP.{seq}"))
    opened = desk.world.append(desk.opening(item=str(desk.season)))
    desk.meet()
    node = Node(desk.world.setting, desk.world.framework, Party("MAR"), desk.world.wire, MemoryShelf)
    for party in ("MAR", "ESP"):
        for at, raw in enumerate(desk.world.nodes[Party("ESP")].raw[Party(party)]):
            node.offer(Party(party), at, raw)
    node.settle(FAR)
    assert [desk.standing(each) for each in (early, opened)] == ["void 4.dossier", "stands"]
    assert [desk.standing(each, "MAR") for each in (early, opened)] == ["void 4.dossier", "stands"]
    assert node.verdicts == desk.world.nodes[Party("ESP")].verdicts


def test_a_witness_is_noted_in_no_dossier() -> None:
    """Protocol 12.3: its shape is fixed; what it says is read by a domestic framework."""
    desk = Desk()
    fields = {"witness": "ombudsman", "size": 3, "time": "2026-01-01T00:00:00Z", "note": "x"}
    more = {"mandate": "clock", "dossier": None, "procedure": None}
    assert desk.standing(desk.act("MAR", "witnessed", fields=fields, **more), "MAR") == "stands"
    for amiss in ({}, {**fields, "size": "3"}, {**fields, "more": 1}):
        assert desk.standing(desk.act("MAR", "witnessed", fields=amiss, **more), "MAR") == "void 4.field"


def _placed(desk: Desk, *entries: tuple[str | None, str | None]) -> list[Placed]:
    """Give entries of one log, from its hundredth on, by dossier and item."""
    draft = desk.draft("ESP", "prepare")
    return [
        Placed(draft.but(seq=Seq(seq), dossier=dossier, item=item), None, Tail.empty(frozenset()), ())
        for seq, (dossier, item) in enumerate(entries, 100)
    ]


def test_entries_that_come_together_are_judged_family_by_family() -> None:
    """Within a family in the log's order; what may concern every dossier in its very place."""
    desk = Desk(within=True)
    outer, inner, alone = str(desk.season), desk.dossier, "ESP.900"
    entries = _placed(
        desk, (inner, None), (alone, None), (outer, None), ("ESP.103", outer), (alone, "MAR.1"), ("ESP.103", None),
        ("framework", None), (alone, None), (inner, None), (None, None), (inner, None), (alone, None), (outer, None),
    )  # fmt: skip
    shelf = desk.world.nodes[Party("ESP")].shelf
    assert list(in_families(entries, shelf)) == [0, 2, 3, 5, 1, 4, 6, 7, 8, 9, 10, 12, 11]


def test_an_opening_that_makes_one_family_of_two_is_judged_in_its_place() -> None:
    """Who was named before it was opened was alone till then."""
    desk = Desk(within=True)
    outer = str(desk.season)
    entries = _placed(desk, (outer, None), ("ESP.103", None), (outer, None), ("ESP.103", outer), (outer, None))
    shelf = desk.world.nodes[Party("ESP")].shelf
    assert list(in_families(entries, shelf)) == [0, 2, 1, 3, 4]
