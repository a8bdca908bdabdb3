"""Cases of dossiers that go on by another version: 4.move, and what the move changes (protocol 9.7, 12.29)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import b64
from tests.strategies.desk import HOUR, Desk
from tests.vectors.cases import Case

VOID: Final = "void 4.move"
ABOUT: Final = "9.7"


def _case(about: str, title: str, why: str, desk: Desk, **expected: str) -> Case:
    return Case(
        about=about, title=title, why=why, desk=desk,
        expected={key.replace("_", "."): each for key, each in expected.items()},
    )  # fmt: skip


def _at(entry: object) -> str:
    return str(entry).replace(".", "_")


def _moved(*, parties: int = 2) -> Desk:
    """Give a dossier whose move everybody knows."""
    desk = Desk(parties=parties, each=parties > 2, moves=True)
    _, concluded = desk.move()
    desk.meet()
    if parties > 2:
        proposal = desk.world.nodes[desk.world.parties[0]].shelf.dockets[desk.dossier].state
        assert proposal is not None
        key = next(iter(proposal.proposals))
        desk.act("NLD", "concur_move", key)
        desk.meet()
        concluded = desk.act("ESP", "conclude_move", key)
        desk.meet()
    assert concluded
    desk.beat()
    return desk


def refused() -> Iterator[Case]:
    """Give moves that cannot be made now."""
    desk = Desk()
    entry = desk.act("ESP", "propose_move", fields=desk.towards())
    yield _case("4.move", "not named", "The manifest names no move.", desk, **{_at(entry): VOID})
    desk = Desk(moves=True)
    entry = desk.act("ESP", "propose_move", fields=desk.towards(digest=b64(bytes(32))))
    yield _case("4.move", "another digest", "A name in force with another text.", desk, **{_at(entry): VOID})
    desk = Desk(moves=True)
    entry = desk.act("ESP", "propose_move", fields=desk.towards(procedure=desk.procedure.id))
    yield _case("4.move", "to no later version", "A dossier only goes on.", desk, **{_at(entry): VOID})
    for title, named in (
        ("to another procedure", "framework/1"), ("to what is no version", "desk/next"), ("to a version too far", "desk/3"),
    ):  # fmt: skip
        desk = Desk(moves=True)
        entry = desk.act("ESP", "propose_move", fields=desk.towards(procedure=named))
        yield _case("4.move", title, "Only what the manifest names is moved to.", desk, **{_at(entry): VOID})
    desk = Desk(moves=True)
    desk.act("MAR", "propose_resume")
    desk.meet()
    entry = desk.act("ESP", "propose_move", fields=desk.towards())
    yield _case("4.move", "while something is proposed", "It is answered or withdrawn first.", desk,
                **{_at(entry): VOID})  # fmt: skip
    desk = Desk(moves=True)
    proposal = desk.act("ESP", "propose_move", fields=desk.towards())
    other = desk.act("MAR", "propose_resume")
    desk.meet()
    early = desk.act("MAR", "concur_move", proposal)
    desk.act("MAR", "withdraw_resume", other)
    late = desk.act("MAR", "concur_move", proposal)
    yield _case("4.move", "concurred in while something is proposed", "MAR withdraws first what it has proposed.",
                desk, **{_at(early): VOID, _at(late): "stands"})  # fmt: skip
    desk = Desk(moves=True)
    first = desk.act("ESP", "propose_move", fields=desk.towards())
    second = desk.act("ESP", "propose_move", fields=desk.towards())
    yield _case("4.move", "proposed twice", "One proposal to move waits already.", desk,
                **{_at(first): "stands", _at(second): VOID})  # fmt: skip
    desk = Desk(moves=True)
    _, concluded = desk.move()
    again = desk.act("MAR", "propose_move", fields=desk.towards())
    yield _case("4.move", "before the last is known", "A move is under way.", desk,
                **{_at(concluded): "stands", _at(again): VOID})  # fmt: skip


def crossing() -> Iterator[Case]:
    """Give what happens while a move is not yet known to all."""
    for parties in (2, 3):
        desk = Desk(parties=parties, each=parties > 2, moves=True)
        proposal, concluded = desk.move()
        if parties > 2:
            desk.act("NLD", "concur_move", proposal)
            desk.meet()
            concluded = desk.act("ESP", "conclude_move", proposal)
        author, other = concluded.party, "ESP" if parties == 2 else "MAR"
        before, wrong = desk.act(author, "halt"), desk.after(author, "halt")
        desk.tell(author, other)
        known = desk.after(other, "halt") if parties == 2 else desk.act(other, "doubt")
        desk.meet()
        desk.beat()
        after = desk.after(author, "propose_resume")
        yield _case(
            ABOUT, f"known to all among {parties}",
            "The new version holds for an act in whose past every other party has covered the move: at once for the "
            "one that completes this, for the author only when it has seen so.",
            desk,
            **{_at(concluded): "stands", _at(before): "stands", _at(wrong): "void 4.procedure", _at(known): "stands",
               _at(after): "stands"},
        )  # fmt: skip
    desk = Desk(moves=True)
    desk.move()
    desk.tell("MAR", "ESP")
    by_old = desk.act("MAR", "attest", rests=b64(bytes(32)))
    by_new = desk.after("ESP", "hand_in_papers")
    desk.meet()
    yield _case(ABOUT, "acts that crossed the move", "MAR does not know yet that ESP knows: both acts stand.", desk,
                **{_at(by_old): "stands", _at(by_new): "stands"})  # fmt: skip
    desk = Desk(moves=True)
    proposal = desk.act("ESP", "propose_move", fields=desk.towards())
    desk.meet()
    concluded = desk.act("MAR", "concur_move", proposal)
    withdrawn = desk.act("ESP", "withdraw_move", proposal)
    desk.meet()
    old, new = desk.act("ESP", "prepare"), desk.after("ESP", "hand_in_papers")
    yield _case(ABOUT, "withdrawn in crossing", "A withdrawal protects: the dossier stays what it was.", desk,
                **{_at(concluded): "defeated 4.joint", _at(withdrawn): "stands", _at(old): "stands",
                   _at(new): "void 4.procedure"})  # fmt: skip
    desk = Desk(moves=True)
    proposal = desk.act("ESP", "propose_move", fields=desk.towards())
    desk.meet()
    concluded = desk.act("MAR", "concur_move", proposal)
    desk.act("ESP", "leave")
    desk.meet()
    desk.act("MAR", "reopen")
    desk.meet()
    old = desk.act("ESP", "prepare")
    yield _case(ABOUT, "closed in crossing", "A close that protects has defeated the move.", desk,
                **{_at(concluded): "defeated need", _at(old): "stands"})  # fmt: skip


def procedures() -> Iterator[Case]:
    """Give acts of the other version than the dossier's."""
    for party, act in (("ESP", "prepare"), ("ESP", "notify"), ("ESP", "ask"), ("MAR", "propose_plan"),
                       ("ESP", "propose_resume")):  # fmt: skip
        desk = _moved()
        old, new = desk.act(party, act), desk.after(party, act)
        yield _case(ABOUT, f"{act} by the earlier version", "It does not protect: it is done by the new version.",
                    desk, **{_at(old): "void 4.procedure", _at(new): "stands"})  # fmt: skip
    for party, act in (("ESP", "halt"), ("MAR", "doubt"), ("MAR", "file"), ("ESP", "leave"),
                       ("MAR", "report_hand_over")):  # fmt: skip
        desk = _moved()
        old = desk.act(party, act)
        yield _case(ABOUT, f"{act} by the earlier version protects", "What protects is as good by an earlier version.",
                    desk, **{_at(old): "stands"})  # fmt: skip
    desk = _moved(parties=3)
    old, new = desk.act("NLD", "propose_resume"), desk.after("NLD", "propose_resume")
    yield _case(ABOUT, "among three", "The proposer's node has concluded; all know.", desk,
                **{_at(old): "void 4.procedure", _at(new): "stands"})  # fmt: skip
    desk = _moved()
    desk.after("ESP", "prepare")
    desk.meet()
    desk.beat()
    owed = desk.after("ESP", "propose_hand_over")
    desk.after("ESP", "hand_in_papers")
    possible = desk.after("ESP", "propose_hand_over")
    yield _case(ABOUT, "what is demanded more is owed", "Nobody has handed in papers before the move.", desk,
                **{_at(owed): "void need", _at(possible): "stands"})  # fmt: skip


def bound() -> Iterator[Case]:
    """Give what whoever has said yes to a move does not say yes to."""
    for title, party, act in (("the proposer proposes", "ESP", "propose_resume"),
                              ("the proposer proposes to close", "ESP", "propose_close"),
                              ("whoever concurred proposes", "MAR", "propose_resume"),
                              ("whoever concurred proposes to plan", "MAR", "propose_plan")):  # fmt: skip
        desk = Desk(moves=True)
        desk.act("ESP", "propose_move", fields=desk.towards())
        desk.meet()
        if party == "MAR":
            state = desk.world.nodes[desk.world.parties[1]].shelf.dockets[desk.dossier].state
            assert state is not None
            desk.act("MAR", "concur_move", next(iter(state.open)))
        entry, single = desk.act(party, act), desk.act(party, "halt")
        yield _case(ABOUT, f"bound as {title}", "Single acts go on; joint ones wait until the move is known.", desk,
                    **{_at(entry): "void 4.bound", _at(single): "stands"})  # fmt: skip
    desk = Desk(parties=3, each=True, moves=True)
    proposal = desk.act("ESP", "propose_move", fields=desk.towards())
    desk.meet()
    desk.act("NLD", "concur_move", proposal)
    entry = desk.act("NLD", "propose_resume")
    yield _case(ABOUT, "bound as one of three concurred", "MAR has not answered yet; NLD has said yes.", desk,
                **{_at(entry): "void 4.bound"})  # fmt: skip
    desk = Desk(moves=True)
    proposal = desk.act("MAR", "propose_resume")
    desk.act("ESP", "propose_move", fields=desk.towards())
    desk.meet()
    entry = desk.act("ESP", "concur_resume", proposal)
    yield _case(ABOUT, "bound as the proposer concurs", "What crossed the proposal to move is not concurred in.", desk,
                **{_at(entry): "void 4.bound"})  # fmt: skip


def periods() -> Iterator[Case]:
    """Give periods that had begun before the move: of two hours, where the new version has four."""
    for title, act, hours, expected in (
        ("over at its own end", "settle", 2, "stands"), ("over after its own end", "settle", 3, "stands"),
        ("not over before its own end", "settle", 1, "void need"), ("running before its own end", "hurry", 1, "stands"),
        ("not running at its own end", "hurry", 2, "void need"),
        ("not running after its own end", "hurry", 3, "void need"),
        ("not running long after its own end", "hurry", 3.5, "void need"),
        ("over long after its own end", "settle", 3.5, "stands"),
    ):  # fmt: skip
        desk = Desk(moves=True)
        desk.agree("plan")
        desk.move()
        desk.meet()
        desk.wait(int(hours * HOUR))
        desk.beat()
        entry = desk.after("ESP", f"propose_{act}")
        yield _case(ABOUT, f"a period {title}", "What had begun keeps its length.", desk, **{_at(entry): expected})
    desk = _moved()
    proposal = desk.after("ESP", "propose_plan")
    desk.meet()
    desk.after("MAR", "concur_plan", proposal)
    desk.meet()
    desk.wait(3 * HOUR)
    desk.beat()
    early = desk.after("ESP", "propose_settle")
    desk.wait(2 * HOUR)
    desk.beat()
    late = desk.after("ESP", "propose_settle")
    yield _case(ABOUT, "a period begun after the move", "It has the length of the new version.", desk,
                **{_at(early): "void need", _at(late): "stands"})  # fmt: skip


def earlier_acts() -> Iterator[Case]:
    """Give what becomes of acts from before the move."""
    desk = Desk(moves=True)
    counted = desk.act("ESP", "count", fields={"number": 9})
    desk.move()
    desk.meet()
    desk.beat()
    vain = desk.after("ESP", "use")
    fields = {"fields": {"number": 2}, "reason": "mistaken"}
    corrected = desk.after("ESP", "correct", counted, fields=fields)
    used = desk.after("ESP", "use")
    yield _case(ABOUT, "an act from before is corrected", "In the words in which it was done.", desk,
                **{_at(vain): "void need", _at(corrected): "stands", _at(used): "stands"})  # fmt: skip
    desk = Desk(moves=True)
    desk.act("ESP", "prepare")
    contest = desk.act("ESP", "contest", fields={"fact": "ready"})
    desk.move()
    desk.meet()
    desk.beat()
    one = desk.after("ESP", "answer", contest)
    two = desk.after("ESP", "answer", contest, mandate="guardian")
    desk.after("ESP", "hand_in_papers")
    desk.meet()
    desk.beat()
    proposed = desk.after("ESP", "propose_hand_over")
    yield _case(ABOUT, "a contest from before is answered", "It stays open until two roles have answered.", desk,
                **{_at(one): "stands", _at(two): "stands", _at(proposed): "stands"})  # fmt: skip


ALL: Final = (refused, crossing, procedures, bound, periods, earlier_acts)
__all__ = ["ALL"]
