"""Cases of what crosses on the wire: defeat, crossing, redress, disagreement, contest (protocol 4.3, 5)."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from jisr.base import DossierId
from tests.strategies.desk import Desk
from tests.vectors.cases import Case


def defeated() -> Iterator[Case]:
    """Give acts that something protective crosses."""
    for at, (count, parties) in enumerate(product((1, 2, 3), (2, 3))):
        desk = Desk(parties=parties, each=parties > 2)
        desk.meet()
        acts = [desk.act("ESP", "propose_plan") for _ in range(count)]
        stop = desk.act("MAR", "halt")
        desk.meet()
        yield Case(
            about="5.3-defeated", title=f"{count} proposals among {parties} crossed by a stop, {at}", desk=desk,
            why=(
                "A plan needs that nothing is halted; the stop crossed it on the wire; of the two, the one that "
                "protects wins."
            ),
            expected={**{str(each): "defeated need" for each in acts}, str(stop): "stands"},
        )  # fmt: skip
    desk = Desk()
    plan = desk.agree("plan")
    later = desk.act("ESP", "propose_hurry")
    desk.act("MAR", "halt")
    desk.meet()
    yield Case(
        about="5.3-defeated", title="not what was final", desk=desk,
        expected={str(plan): "stands", str(later): "stands"},
        why="The plan was seen before the stop; a proposal to hurry needs the term, which the stop leaves.",
    )  # fmt: skip


def crossed() -> Iterator[Case]:
    """Give irrevocable acts done in the world and defeated on paper."""
    for title, act in (
        ("a stop", "halt"), ("a doubt", "doubt"), ("a filing", "file"), ("a withdrawal", "withdraw"),
        ("a stop and a doubt", "halt doubt"),
    ):  # fmt: skip
        desk = Desk()
        desk.act("ESP", "prepare")
        desk.meet()
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        done = desk.act("MAR", "concur_hand_over", proposal)
        for each in act.split():
            if each == "withdraw":
                desk.act("ESP", "withdraw_hand_over", proposal)
            else:
                desk.act("ESP", each)
        desk.meet()
        restored = desk.act("ESP", "restore")
        again = desk.act("ESP", "restore")
        expected = "crossed 4.joint" if act == "withdraw" else "crossed need"
        yield Case(
            about="5.5-crossed", title=f"by {title}", desk=desk,
            why="What is done is done: it is shown as crossed and calls for its redress, which clears it once.",
            expected={str(done): expected, str(restored): "stands", str(again): "void need"},
        )  # fmt: skip
    for party in ("ESP", "MAR"):
        desk = Desk()
        report = desk.act(party, "report_hand_over")
        desk.meet()
        restored = desk.act("ESP", "restore")
        yield Case(
            about="5.5-crossed", title=f"reported by {party}", desk=desk,
            why="What happened outside the rules is reported, and calls for the redress as well.",
            expected={str(report): "stands", str(restored): "stands"},
        )  # fmt: skip
    desk = Desk()
    desk.act("ESP", "report_hand_over")
    desk.meet()
    restored = desk.act("ESP", "restore")
    desk.act("MAR", "report_hand_over")
    desk.meet()
    more = desk.act("ESP", "restore")
    yield Case(
        about="5.5-crossed", title="a redress clears no crossing that it had not seen", desk=desk,
        why="The second report crossed the redress on the wire: it is still open, and is redressed for itself.",
        expected={str(restored): "stands", str(more): "stands"},
    )  # fmt: skip


def disagreeing() -> Iterator[Case]:
    """Give concurrent acts that assign one fact both values: it has its cautious value."""
    for at in range(6):
        desk = Desk()
        if at % 2:
            desk.act("ESP", "prepare")
            desk.meet()
        for _ in range(at // 2):
            desk.act("MAR", "doubt" if at % 2 else "file")
        desk.act("MAR", "doubt")
        for _ in range(1 + at):
            desk.act("ESP", "prepare")
        desk.meet()
        handed = desk.act("ESP", "propose_hand_over")
        again = desk.act("ESP", "prepare")
        desk.meet()
        papers = 0 if at % 2 else at // 2
        yield Case(
            about="5.0-disagreeing", title=f"a doubt against {1 + at} acts", desk=desk,
            why=(
                "ESP prepared often, MAR doubted once, neither had seen the other: noise wins nothing, and no "
                "depth breaks the tie."
            ),
            expected={str(handed): "void need", str(again): "stands"} if not papers else {str(handed): "void need"},
        )  # fmt: skip


def closes() -> Iterator[Case]:
    """Give closes and what protects: after a close, beside it, and reopened."""
    for title, act in (
        ("a stop", "halt"),
        ("a doubt", "doubt"),
        ("a filing", "file"),
        ("a report", "report_hand_over"),
        ("a second filing", "file"),
    ):
        desk = Desk()
        closed = desk.agree("close")
        if "second" in title:
            desk.act("MAR", act)
        after = desk.act("MAR", act)
        other = desk.act("ESP", "prepare")
        yield Case(
            about="4.3-close", title=f"{title} after a close", desk=desk,
            why="What protects is as good after a close as before; nothing else comes.",
            expected={str(closed): "stands", str(after): "stands", str(other): "void need"},
        )  # fmt: skip
    desk = Desk()
    left = desk.act("ESP", "leave")
    stop = desk.act("MAR", "halt")
    single = desk.act("MAR", "propose_resume")
    desk.meet()
    yield Case(
        about="4.3-close", title="a protective close crossed by acts", desk=desk,
        why="ESP closes alone, which protects: the proposal that crossed it is defeated, the stop stands.",
        expected={str(left): "stands", str(stop): "stands", str(single): "defeated need"},
    )  # fmt: skip
    desk = Desk()
    desk.act("ESP", "leave")
    desk.meet()
    stop = desk.act("MAR", "halt")
    reopened = desk.act("MAR", "reopen")
    plan = desk.act("MAR", "propose_close")
    yield Case(
        about="4.3-close", title="reopened", desk=desk,
        why="Every side may reopen; then acts go on, and the stop of the time between stands.",
        expected={str(stop): "stands", str(reopened): "stands", str(plan): "stands"},
    )  # fmt: skip


def contests() -> Iterator[Case]:
    """Give contests: the fact is at its cautious value until two have answered."""
    for count, expected in ((0, "void need"), (1, "void need"), (2, "stands")):
        desk = Desk()
        desk.act("ESP", "prepare")
        desk.meet()
        contest = desk.act("MAR", "contest", fields={"fact": "ready"})
        desk.meet()
        for mandate in ("court", "guardian")[:count]:
            desk.act("ESP", "answer", contest, mandate=mandate)
        proposal = desk.act("ESP", "propose_hand_over")
        yield Case(
            about="4.3-contest", title=f"{count} answers", desk=desk, expected={str(proposal): expected},
            why="A contested fact has its cautious value until two mandates have answered.",
        )  # fmt: skip
    for title, mandates in (
        ("by the guardian alone", ("guardian",)),
        ("by one mandate", ("court", "court")),
        ("by one mandate thrice", ("court",) * 3),
    ):
        desk = Desk()
        desk.act("ESP", "prepare")
        desk.meet()
        contest = desk.act("MAR", "contest", fields={"fact": "ready"})
        desk.meet()
        for mandate in mandates:
            desk.act("ESP", "answer", contest, mandate=mandate)
        proposal = desk.act("ESP", "propose_hand_over")
        yield Case(
            about="4.3-contest", title=f"answered {title}", desk=desk, expected={str(proposal): "void need"},
            why="Two answers of one mandate are one voice.",
        )  # fmt: skip
    desk = Desk()
    desk.act("MAR", "halt")
    desk.meet()
    desk.agree("resume")
    contest = desk.act("ESP", "contest", fields={"fact": "halted"})
    desk.meet()
    for mandate in ("court", "guardian"):
        desk.act("ESP", "answer", contest, mandate=mandate)
    one_sided = desk.act("ESP", "propose_plan")
    desk.act("MAR", "answer", contest)
    desk.meet()
    both = desk.act("ESP", "propose_plan")
    yield Case(
        about="4.3-contest", title="of what all sides gave", desk=desk,
        why="What a joint act gave is answered by two parties, not by two mandates of one.",
        expected={str(one_sided): "void need", str(both): "stands"},
    )  # fmt: skip


def corrections() -> Iterator[Case]:
    """Give corrections: the fields are read as those of the correction, the act is judged as it was."""
    for first, second, expected in ((9, 1, "stands"), (1, 9, "void need"), (9, 3, "stands"), (9, 4, "void need")):
        desk = Desk()
        counted = desk.act("ESP", "count", fields={"number": first})
        fixed = desk.act("ESP", "correct", counted, fields={"fields": {"number": second}, "reason": "clerical"})
        used = desk.act("ESP", "use")
        yield Case(
            about="12.5-correct", title=f"{first} to {second}", desk=desk,
            why="The number is read as that of the correction; `use` needs at most three.",
            expected={str(counted): "stands", str(fixed): "stands", str(used): expected},
        )  # fmt: skip
    desk = Desk()
    counted = desk.act("ESP", "count", fields={"number": 9})
    for number in (8, 2):
        desk.act("ESP", "correct", counted, fields={"fields": {"number": number}, "reason": "mistaken"})
    used = desk.act("ESP", "use")
    yield Case(
        about="12.5-correct", title="twice", desk=desk, expected={str(used): "stands"},
        why="Of several corrections the last counts.",
    )  # fmt: skip


def roles() -> Iterator[Case]:
    """Give acts that ask for other hands."""
    for title, mandate, officer, expected in (
        ("another authority and officer", "guardian", "o-2", "stands"),
        ("the same officer", "guardian", "o-1", "void need"),
        ("the same authority", "court", "o-2", "void need"),
        ("the same of both", "court", "o-1", "void need"),
    ):
        desk = Desk()
        desk.act("ESP", "prepare")
        reviewed = desk.act("ESP", "review", mandate=mandate, officer=officer)
        yield Case(
            about="9.4-apart", title=title, desk=desk, expected={str(reviewed): expected},
            why="`apart`: neither the authority nor the officer has done the other act in this dossier.",
        )  # fmt: skip
    for title, preparers, expected in (
        ("nobody has prepared", (), "stands"),
        ("the second of two", ("o-1", "o-2"), "void need"),
    ):
        desk = Desk()
        for each in preparers:
            desk.act("ESP", "prepare", officer=each)
        reviewed = desk.act("ESP", "review", mandate="guardian", officer="o-2")
        yield Case(
            about="9.4-apart", title=title, desk=desk, expected={str(reviewed): expected},
            why="Each who has done the other act counts, not the first or the last only; nobody is apart from nobody.",
        )  # fmt: skip


def nested() -> Iterator[Case]:
    """Give what crosses in the outer dossier, and defeats in the inner one."""
    for parties, count in ((2, 1), (2, 2), (3, 1), (3, 2), (2, 3)):
        desk = Desk(parties=parties, each=parties > 2, within=True, opened=False)
        desk.meet()
        for _ in range(4):
            desk.act("MAR", "raise_alarm", dossier=DossierId(str(desk.season)))
        stop = desk.act("MAR", "halt", dossier=DossierId(str(desk.season)))
        opened = [desk.world.append(desk.opening(item=str(desk.season))) for _ in range(count)]
        desk.meet()
        yield Case(
            about="4.6-nested", title=f"{count} openings among {parties} crossed by a stop of the season", desk=desk,
            why="The opening needs that the season is not halted; the stop in the outer dossier crossed it.",
            expected={str(stop): "stands", **{str(each): "defeated need" for each in opened}},
        )  # fmt: skip
    desk = Desk(within=True)
    stop = desk.act("MAR", "halt", dossier=DossierId(str(desk.season)))
    inner = desk.act("ESP", "prepare")
    desk.meet()
    yield Case(
        about="4.6-nested", title="what does not look out", desk=desk,
        expected={str(stop): "stands", str(inner): "stands"},
        why="`prepare` reads nothing of the outer dossier.",
    )  # fmt: skip


ALL: Final = (defeated, crossed, disagreeing, closes, contests, corrections, roles, nested)
