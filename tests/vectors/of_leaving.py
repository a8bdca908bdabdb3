"""Cases of parties that leave: what is void, and for whom nobody waits any more (protocol 9.5, 12.33)."""

from collections.abc import Iterator
from typing import Any, Final

from jisr.base import EntryId, Party
from jisr.kernel import ACK, LEAVE
from tests.strategies.desk import HASH, HOUR, Desk
from tests.strategies.worlds import IN_FRAMEWORK, founder
from tests.vectors.cases import Case

ABOUT: Final = "9.5"
VOID: Final = "void 4.left"


def leave(desk: Desk, party: str, **more: Any) -> EntryId:
    """Let a party leave."""
    return desk.world.append(desk.world.draft(Party(party), LEAVE, founder(Party(party)), **more))


def _case(about: str, title: str, why: str, desk: Desk, **expected: str) -> Case:
    return Case(
        about=about, title=title, why=why, desk=desk,
        expected={key.replace("_", "."): each for key, each in expected.items()},
    )  # fmt: skip


def _at(entry: object) -> str:
    return str(entry).replace(".", "_")


def form() -> Iterator[Case]:
    """Give leaves that are none: by whom it is not open to, or that say more than they may."""
    for title, act, more in (
        ("by the court", "4.mandate", {"by": lambda d: d.by(Party("NLD"))}),
        ("by the clock", "4.mandate", {"by": lambda d: d.by(Party("NLD"), "clock")}),
        ("by another party's founder", "4.mandate", {"by": lambda d: founder(Party("ESP"))}),
        ("with a field", "4.field", {"fields": {"reason": "x"}}),
        ("with an item", "4.field", {"item": "ESP.0"}),
        ("with a procedure", "4.field", {"procedure": "desk/1"}),
    ):
        desk = Desk(parties=3, each=True)
        given = {key: each(desk) if callable(each) else each for key, each in more.items()}
        by = given.pop("by", founder(Party("NLD")))
        wrong = desk.world.append(desk.world.draft(Party("NLD"), LEAVE, by, **given))
        after = desk.act("NLD", "halt")
        yield _case(f"{act}", f"leaving {title}", "It is no leave, and ends nothing.", desk,
                    **{_at(wrong): f"void {act}", _at(after): "stands"})  # fmt: skip


def ended() -> Iterator[Case]:
    """Give what follows a leave in its party's log."""
    for title, act in (
        ("a stop", lambda d: d.act("NLD", "halt")),
        ("a proposal", lambda d: d.act("NLD", "propose_plan")),
        ("an act of the framework", lambda d: d.world.declare(Party("NLD"), "more", "court")),
        ("an acknowledgement", lambda d: d.world.append(d.world.draft(Party("NLD"), ACK, d.by(Party("NLD"), "clock")))),
        ("a second leave", lambda d: leave(d, "NLD")),
        ("a contest", lambda d: d.act("NLD", "contest", fields={"fact": "ready"})),
    ):
        desk = Desk(parties=3, each=True)
        before = desk.act("NLD", "halt")
        left = leave(desk, "NLD")
        after = act(desk)
        yield _case("4.left", f"{title} after leaving", "The log has ended; what came before stands.", desk,
                    **{_at(before): "stands", _at(left): "stands", _at(after): VOID})  # fmt: skip
    desk = Desk()
    desk.act("ESP", "prepare")
    left, after = leave(desk, "MAR"), desk.act("MAR", "attest", rests="A" * 43 + "=")
    yield _case("4.left", "an attestation of one of two", "Of two sides, one is gone.", desk,
                **{_at(left): "stands", _at(after): VOID})  # fmt: skip


def openings() -> Iterator[Case]:
    """Give openings once somebody has left: who has is no party of what begins now."""
    for told in (True, False):
        desk = Desk(parties=3, each=True)
        leave(desk, "NLD")
        if told:
            desk.meet()
        with_all = desk.world.append(desk.opening())
        entry = desk.opening()
        without = desk.world.append(entry.but(sides={"ESP": "ESP", "MAR": "MAR"}))
        good, bad = (without, with_all) if told else (with_all, without)
        yield _case("4.sides", f"of who remains, {'told' if told else 'not told yet'} of a leave",
                    "Each party that has not left in the opening's past is a side.", desk,
                    **{_at(good): "stands", _at(bad): "void 4.sides"})  # fmt: skip
    desk = Desk()
    leave(desk, "MAR")
    desk.meet()
    yield _case("4.sides", "a side of who has left", "Nothing begins with who has left.", desk,
                **{_at(desk.world.append(desk.opening())): "void 4.sides"})  # fmt: skip
    desk = Desk(parties=3, each=True, within=True)
    leave(desk, "NLD")
    desk.meet()
    entry = desk.opening(item=str(desk.season))
    inner = desk.world.append(entry)
    fewer = desk.opening(item=str(desk.season)).but(sides={"ESP": "ESP", "MAR": "MAR"})
    yield _case("4.sides", "within a dossier of who has left", "What is within has the parties of what is around it.",
                desk, **{_at(inner): "stands", _at(desk.world.append(fewer)): "void 4.sides"})  # fmt: skip


def joint() -> Iterator[Case]:
    """Give joint acts of those who remain."""
    desk = Desk(parties=3, each=True)
    proposal = desk.act("ESP", "propose_plan")
    desk.meet()
    desk.act("MAR", "concur_plan", proposal)
    desk.tell("MAR", "ESP")
    early = desk.act("ESP", "conclude_plan", proposal)
    leave(desk, "NLD")
    desk.meet()
    late = desk.act("ESP", "conclude_plan", proposal)
    yield _case(ABOUT, "concluded by who remains", "From the sight of the leave on its yes is not waited for.", desk,
                **{_at(early): "void 4.joint", _at(late): "stands"})  # fmt: skip
    for told in (True, False):
        desk = Desk(parties=3, each=True)
        proposal = desk.act("NLD", "propose_plan")
        desk.meet()
        leave(desk, "NLD")
        if told:
            desk.meet()
        yes = desk.act("MAR", "concur_plan", proposal)
        yield _case(ABOUT, f"concurring in what who left proposed, {'told' if told else 'not told yet'}",
                    "Nobody is left to conclude it.", desk,
                    **{_at(yes): "void 4.joint" if told else "stands"})  # fmt: skip
    for told in (True, False):
        desk = Desk()
        proposal = desk.act("MAR", "propose_plan")
        desk.meet()
        leave(desk, "MAR")
        if told:
            desk.meet()
        yes, mine = desk.act("ESP", "concur_plan", proposal), desk.act("ESP", "propose_close")
        stop = desk.act("ESP", "halt")
        yield _case(ABOUT, f"of two sides one has left, {'told' if told else 'not told yet'}",
                    "What law gives to two sides one does not do alone; what protects it does.", desk,
                    **{_at(yes): "void 4.joint" if told else "stands",
                       _at(mine): "void 4.joint" if told else "stands", _at(stop): "stands"})  # fmt: skip
    desk = Desk(parties=3, each=True)
    leave(desk, "NLD")
    leave(desk, "MAR")
    desk.meet()
    alone, stop = desk.act("ESP", "propose_plan"), desk.act("ESP", "halt")
    yield _case(ABOUT, "one remains of three", "Nobody agrees alone.", desk,
                **{_at(alone): "void 4.joint", _at(stop): "stands"})  # fmt: skip


def finality() -> Iterator[Case]:
    """Give irrevocable acts whose grounds who has left never covers, and manifests that it never records."""
    for told in (True, False):
        desk = Desk(parties=3, each=True)
        if told:
            leave(desk, "NLD")
            desk.meet()
        desk.act("ESP", "prepare")
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        yes = desk.act("MAR", "concur_hand_over", proposal)
        desk.tell("MAR", "ESP")
        done = desk.act("ESP", "conclude_hand_over", proposal)
        yield _case(ABOUT, f"a handover of three, {'one has left' if told else 'one is silent'}",
                    "Grounds are final, and all is agreed, without who has left; who is only silent is waited for.", desk,
                    **({_at(yes): "stands", _at(done): "stands"} if told else {_at(yes): "stands", _at(done): "void 4.joint"}))  # fmt: skip
    desk = Desk(parties=3, each=True)
    left = leave(desk, "NLD")
    desk.tell("NLD", "ESP")
    yield _case(ABOUT, "who has left is not waited for", "Acts are final here without it, though it covers none.", desk,
                **{_at(left): "stands", _at(desk.act("ESP", "prepare")): "stands"})  # fmt: skip
    desk = Desk(parties=3, each=True)
    fields = {"version": 9, "digest": HASH}
    leave(desk, "NLD")
    desk.meet()
    for party in ("ESP", "MAR"):
        desk.world.append(desk.world.draft(Party(party), "record_manifest", founder(Party(party)), **IN_FRAMEWORK,
                                           fields=fields))  # fmt: skip
    desk.meet()
    for party in ("ESP", "MAR"):
        desk.world.append(desk.world.draft(Party(party), ACK, desk.by(Party(party), "clock")))
    desk.meet()
    plan = desk.act("ESP", "propose_plan")
    yield _case(ABOUT, "a manifest recorded by who remains", "A manifest that nobody has is in force without the record of who has left, so that nothing is judged by it.", desk,
                **{_at(plan): "unjudged"})  # fmt: skip


def clocks() -> Iterator[Case]:
    """Give a period on all that who has left neither delays nor shortens."""
    for title, covered, wait, expected in (
        ("that it had not covered, a second early", False, 2 * HOUR - 1, "void need"),
        ("that it had not covered, at the end", False, 2 * HOUR, "stands"),
        ("that it had covered, a second early", True, 2 * HOUR - 1, "void need"),
        ("that it had covered, at the end", True, 2 * HOUR, "stands"),
        ("that it had covered, long after", True, 50 * HOUR, "stands"),
    ):
        desk = Desk(parties=3, each=True)
        proposal = desk.act("ESP", "propose_plan")
        desk.meet()
        for party in ("MAR", "NLD"):
            desk.act(party, "concur_plan", proposal)
        desk.meet()
        if not covered:
            leave(desk, "NLD")
            desk.meet()
        desk.act("ESP", "conclude_plan", proposal)
        desk.meet()
        if covered:
            leave(desk, "NLD")
        desk.meet()
        desk.wait(wait)
        for party in ("ESP", "MAR"):
            desk.world.append(desk.world.draft(Party(party), ACK, desk.by(Party(party), "clock")))
        desk.meet()
        settle = desk.act("ESP", "propose_settle")
        yield _case("3.3-left", f"a term {title}",
                    "Its first covering counts if it had one; its clock, which stands still, counts no more.", desk,
                    **{_at(settle): expected})  # fmt: skip


ALL: Final = (form, ended, openings, joint, finality, clocks)
