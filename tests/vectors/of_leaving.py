"""Cases of parties that leave: what is void, and for whom nobody waits any more (protocol 9.5, 12.33)."""

from collections.abc import Iterator
from typing import Any, Final

from jisr.base import EntryId, Party
from jisr.kernel import ACK, LEAVE, By
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
        ("by its guardian", "4.mandate", {"by": lambda d: d.by(Party("NLD"), "guardian")}),
        ("by its court as founder", "4.mandate", {"by": lambda d: By("nld.court", "founding", "o-1")}),
        ("by nobody that is declared", "4.mandate", {"by": lambda d: By("nld.nobody", "founding", "o-1")}),
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


def alone() -> Iterator[Case]:
    """Give what one does, of two sides and of three of which two have left; and what two still agree on."""
    for act in ("plan", "resume", "end_term", "close", "move"):
        desk = Desk(parties=3, each=True, moves=True)
        for party in ("NLD", "MAR"):
            leave(desk, party)
        desk.meet()
        fields = {"fields": desk.towards()} if act == "move" else {}
        mine, stop = desk.act("ESP", f"propose_{act}", **fields), desk.act("ESP", "halt")
        yield _case(ABOUT, f"one of three proposes to {act}", "Nobody agrees alone; what protects is done alone.", desk,
                    **{_at(mine): "void 4.joint", _at(stop): "stands"})  # fmt: skip
    for act in ("plan", "resume", "close", "hurry"):
        # One stands outside the dossier of two sides: it makes no third of it, and its leave changes nothing there.
        for gone, expected in (("MAR", "void 4.joint"), ("NLD", "stands")):
            desk = Desk(parties=3)
            desk.agree("plan")
            leave(desk, gone)
            desk.meet()
            mine = desk.act("ESP", f"propose_{act}")
            yield _case(ABOUT, f"of a side, {act} once {gone} has left", "Law names who must say yes.", desk,
                        **{_at(mine): expected})  # fmt: skip


def finality() -> Iterator[Case]:
    """Give irrevocable acts whose grounds who has left never covers, and manifests that it never records."""
    for told, stops in ((True, 0), (True, 1), (True, 2), (True, 3), (True, 4), (False, 0)):
        desk = Desk(parties=3, each=True)
        if told:
            leave(desk, "NLD")
            desk.meet()
        for _ in range(stops):
            desk.act("ESP", "doubt")
        desk.act("ESP", "prepare")
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        yes = desk.act("MAR", "concur_hand_over", proposal)
        desk.tell("MAR", "ESP")
        done = desk.act("ESP", "conclude_hand_over", proposal)
        yield _case(ABOUT, f"a handover of three, {f'one has left, {stops} doubts' if told else 'one is silent'}",
                    "Grounds are final, and all is agreed, without who has left; who is only silent is waited for.", desk,
                    **({_at(yes): "stands", _at(done): "stands"} if told else {_at(yes): "stands", _at(done): "void 4.joint"}))  # fmt: skip
    desk = Desk(parties=3, each=True)
    left = leave(desk, "NLD")
    desk.tell("NLD", "ESP")
    yield _case(ABOUT, "who has left is not waited for", "Acts are final here without it, though it covers none.", desk,
                **{_at(left): "stands", _at(desk.act("ESP", "prepare")): "stands"})  # fmt: skip
    for title, gone in (("one has left", "NLD"), ("another has left", "MAR")):
        yield from _recorded(title, gone)


def _recorded(title: str, gone: str) -> Iterator[Case]:
    rest = [each for each in ("ESP", "MAR", "NLD") if each != gone]
    for act in ("propose_plan", "prepare", "halt", "doubt"):
        desk = Desk(parties=3, each=True)
        fields = {"version": 9, "digest": HASH}
        leave(desk, gone)
        desk.meet()
        for party in rest:
            by = founder(Party(party))
            desk.world.append(desk.world.draft(Party(party), "record_manifest", by, **IN_FRAMEWORK, fields=fields))
        desk.meet()
        for party in rest:
            desk.world.append(desk.world.draft(Party(party), ACK, desk.by(Party(party), "clock")))
        desk.meet()
        done = desk.act("ESP", act)
        yield _case(ABOUT, f"recorded by who remains, {title}, {act}",
                    "A manifest that nobody has is in force without the record of who has left: nothing is judged.",
                    desk, **{_at(done): "unjudged"})  # fmt: skip


def unseen() -> Iterator[Case]:
    """Give acts of who does not know of a leave yet: the third is waited for, as before."""
    for act, other in (("plan", "doubt"), ("resume", "doubt"), ("close", "halt"), ("end_term", "doubt")):
        desk = Desk(parties=3, each=True)
        proposal = desk.act("ESP", f"propose_{act}")
        desk.meet()
        leave(desk, "NLD")
        desk.tell("NLD", "MAR")
        desk.act("MAR", other)
        # MAR knows; ESP has MAR's yes from before it knew.
        early = desk.act("ESP", f"conclude_{act}", proposal)
        with_all = desk.world.append(desk.opening())
        desk.meet()
        yes = desk.act("MAR", f"concur_{act}", proposal)
        desk.meet()
        late = desk.act("ESP", f"conclude_{act}", proposal)
        yield _case(ABOUT, f"{act} before and after the leave is seen", "What counts is the act's own past.", desk,
                    **{_at(early): "void 4.joint", _at(with_all): "stands", _at(yes): "stands", _at(late): "stands"})  # fmt: skip


def clocks() -> Iterator[Case]:
    """Give a period on all that who has left neither delays nor shortens."""
    for title, covered, wait, expected in (
        ("that it had not covered, a second early", False, 2 * HOUR - 1, "void need"),
        ("that it had not covered, at the end", False, 2 * HOUR, "stands"),
        ("that it had covered, a second early", True, 2 * HOUR - 1, "void need"),
        ("that it had covered, at the end", True, 2 * HOUR, "stands"),
        ("that it had covered, long after", True, 50 * HOUR, "stands"),
        ("that it had not covered, long after", False, 50 * HOUR, "stands"),
        ("that it had not covered, a second late", False, 2 * HOUR + 1, "stands"),
        ("that it had covered, a second late", True, 2 * HOUR + 1, "stands"),
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


ALL: Final = (form, ended, openings, joint, alone, finality, unseen, clocks)
