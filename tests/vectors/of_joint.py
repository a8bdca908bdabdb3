"""Cases of joint acts, binding and finality: 4.joint, 4.bound, 5.2 (protocol 4.3, 4.8, 5.2, 12.6, 12.7)."""

from collections.abc import Iterator
from typing import Final

from tests.strategies.desk import Desk
from tests.vectors.cases import Case


def _proposed(act: str = "resume", *, parties: int = 2, item: bool = False) -> tuple[Desk, str]:
    desk = Desk(parties=parties, each=parties > 2)
    paper = desk.act("ESP", "file") if item else None
    proposal = str(desk.act("ESP", f"propose_{act}", paper))
    desk.meet()
    return desk, proposal


def _one(about: str, title: str, why: str, desk: Desk, at: object, expected: str) -> Case:
    return Case(about=about, title=title, why=why, desk=desk, expected={str(at): expected})


def steps() -> Iterator[Case]:
    """Give steps that do not fit their proposal."""
    void = "void 4.joint"
    desk, proposal = _proposed()
    yield _one("4.joint", "one's own concurred in", "Nobody concurs with oneself.", desk,
               desk.act("ESP", "concur_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed()
    yield _one("4.joint", "one's own declined", "Who proposed withdraws; declining is for the others.", desk,
               desk.act("ESP", "decline_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed()
    yield _one("4.joint", "another's withdrawn", "Only who is bound by a proposal withdraws.", desk,
               desk.act("MAR", "withdraw_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed()
    desk.act("MAR", "decline_resume", proposal)
    yield _one("4.joint", "concurred in after declining", "What is declined is open no more.", desk,
               desk.act("MAR", "concur_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed()
    desk.act("ESP", "withdraw_resume", proposal)
    desk.meet()
    yield _one("4.joint", "concurred in after withdrawal", "What is withdrawn is open no more.", desk,
               desk.act("MAR", "concur_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed()
    desk.act("MAR", "concur_resume", proposal)
    yield _one("4.joint", "declined after concurring", "Who has concurred cannot decline; it can withdraw.", desk,
               desk.act("MAR", "decline_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed(parties=3)
    desk.act("MAR", "concur_resume", proposal)
    yield _one("4.joint", "concurred in twice", "One says the same once.", desk,
               desk.act("MAR", "concur_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed(parties=3)
    desk.act("MAR", "concur_resume", proposal)
    desk.meet()
    yield _one("4.joint", "concluded too early", "NLD has not concurred yet.", desk,
               desk.act("ESP", "conclude_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed(parties=3)
    for party in ("MAR", "NLD"):
        desk.act(party, "concur_resume", proposal)
    desk.meet()
    yield _one("4.joint", "concluded by another", "The proposer's node concludes, nobody else.", desk,
               desk.act("MAR", "conclude_resume", proposal), void)  # fmt: skip
    desk, proposal = _proposed(parties=3)
    for party in ("MAR", "NLD"):
        desk.act(party, "concur_resume", proposal)
    desk.meet()
    concluded = desk.act("ESP", "conclude_resume", proposal)
    again = desk.act("ESP", "conclude_resume", proposal)
    yield Case(about="4.joint", title="concluded twice", why="What is concluded is open no more.", desk=desk,
               expected={str(concluded): "stands", str(again): void})  # fmt: skip


def likes() -> Iterator[Case]:
    """Give two like proposals that cross: that of the lower party code is to be concurred in."""
    for title, act, item in (
        ("of one act", "resume", False), ("of another act", "plan", False), ("of one item", "check", True),
        ("of what cannot be undone", "hand_over", False),
    ):  # fmt: skip
        desk = Desk()
        paper = desk.act("ESP", "file") if item else None
        if act == "hand_over":
            desk.act("ESP", "prepare")
        desk.meet()
        lower = desk.act("ESP", f"propose_{act}", paper)
        higher = desk.act("MAR", f"propose_{act}", paper)
        desk.meet()
        wrong = desk.act("ESP", f"concur_{act}", higher)
        right = desk.act("MAR", f"concur_{act}", lower)
        desk.meet()
        late = desk.act("ESP", f"decline_{act}", higher)
        yield Case(
            about="4.joint", title=f"two like proposals {title}", desk=desk,
            why=(
                "ESP, the lower code, does not concur in MAR's like proposal; MAR's lapses when MAR concurs in "
                "ESP's."
            ),
            expected={str(wrong): "void 4.joint", str(right): "stands", str(late): "void 4.joint"},
        )  # fmt: skip
    desk = Desk(parties=3, each=True)
    lower, higher = desk.act("ESP", "propose_resume"), desk.act("NLD", "propose_resume")
    desk.meet()
    wrong, right = desk.act("ESP", "concur_resume", higher), desk.act("NLD", "concur_resume", lower)
    other = desk.act("MAR", "concur_resume", higher)
    yield Case(
        about="4.joint", title="two like proposals among three", desk=desk,
        why="ESP, the lower code, does not concur in NLD's; NLD may in ESP's; MAR, author of neither, in either.",
        expected={str(wrong): "void 4.joint", str(right): "stands", str(other): "stands"},
    )  # fmt: skip
    desk = Desk()
    lower, higher = desk.act("ESP", "propose_close"), desk.act("MAR", "propose_close")
    desk.meet()
    early = desk.act("MAR", "concur_close", lower)
    declined = desk.act("ESP", "decline_close", higher)
    desk.meet()
    right = desk.act("MAR", "concur_close", lower)
    yield Case(
        about="4.joint", title="two like proposals of a close", desk=desk,
        why=(
            "MAR's own proposal of a close takes away what its concurrence needs: first it is declined (declining "
            "needs nothing), then MAR is free to concur."
        ),
        expected={str(early): "void 4.bound", str(declined): "stands", str(right): "stands"},
    )  # fmt: skip


def bound() -> Iterator[Case]:
    """Give acts against what one is bound by."""
    for title, act, against in (
        ("by a proposal to end a term", "end_term", "hurry"),
        ("by a proposal to hurry", "hurry", "end_term"),
        ("by a proposal to settle", "settle", "end_term"),
        ("by a proposal to close", "close", "hurry"),
    ):
        desk = Desk()
        desk.agree("plan")
        if act == "settle" or against == "settle":
            desk.wait(3 * 3_600)
            desk.beat()
        proposal = desk.act("ESP", f"propose_{act}")
        other = desk.act("ESP", f"propose_{against}")
        yield Case(
            about="4.bound", title=title, desk=desk,
            why=f"While ESP's proposal of {act} is open, {against} would take away what it needs, or the contrary.",
            expected={str(proposal): "stands", str(other): "void 4.bound"},
        )  # fmt: skip
    desk = Desk()
    proposal = desk.act("ESP", "propose_close")
    single = desk.act("ESP", "prepare")
    protective = desk.act("ESP", "halt")
    desk.act("ESP", "withdraw_close", proposal)
    free = desk.act("ESP", "prepare")
    yield Case(
        about="4.bound", title="by a close, and free again", desk=desk,
        why="A close takes away what every act needs; a stop is never bound; who withdraws is free.",
        expected={str(single): "void 4.bound", str(protective): "stands", str(free): "stands"},
    )  # fmt: skip
    desk = Desk(parties=3, each=True)
    proposal = desk.act("ESP", "propose_close")
    desk.meet()
    desk.act("MAR", "concur_close", proposal)
    bound_one = desk.act("MAR", "prepare")
    free_one = desk.act("NLD", "prepare")
    yield Case(
        about="4.bound", title="by a concurrence", desk=desk,
        why="MAR has concurred in the close and is bound; NLD has said nothing and is not.",
        expected={str(bound_one): "void 4.bound", str(free_one): "stands"},
    )  # fmt: skip
    desk = Desk()
    one, two = desk.act("ESP", "file"), desk.act("ESP", "file")
    desk.act("ESP", "prepare")
    desk.agree("check", one)
    desk.agree("check", two)
    proposal = desk.act("ESP", "propose_hand_over")
    reopening = desk.act("ESP", "propose_close")
    doubt = desk.act("ESP", "doubt")
    yield Case(
        about="4.bound", title="by what cannot be undone", desk=desk,
        why="A close takes away what the handing over needs; a doubt does too, but protects, and is not bound.",
        expected={str(proposal): "stands", str(reopening): "void 4.bound", str(doubt): "stands"},
    )  # fmt: skip
    desk = Desk()
    proposal = desk.act("ESP", "propose_hurry")
    yield Case(
        about="4.bound", title="by nothing where the proposal is void", desk=desk,
        why="No term runs: the proposal is void and binds nobody.",
        expected={str(proposal): "void need", str(desk.act("ESP", "propose_end_term")): "stands"},
    )  # fmt: skip


def finality() -> Iterator[Case]:
    """Give irrevocable acts whose grounds are not final."""
    for title, ground in (("a fact set", "prepare"), ("a fact set again", "prepare")):
        desk = Desk()
        if title.endswith("again"):
            desk.act("ESP", "prepare")
            desk.meet()
        desk.act("MAR", "halt")
        desk.meet()
        desk.agree("resume")
        desk.act("ESP", ground)
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        good = desk.act("MAR", "concur_hand_over", proposal)
        yield _one(
            "5.2", f"final for whoever concurs, {title}",
            "Between two, what the proposer did is final at the concurrence that covers it.", desk, good, "stands",
        )  # fmt: skip
    for count in (1, 2, 3, 4, 5):
        desk = Desk()
        desk.act("ESP", "prepare")
        desk.meet()
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        paper = [desk.act("MAR", "file") for _ in range(count)]
        desk.tell("MAR", "ESP")
        checks = [desk.act("ESP", "propose_check", each) for each in paper]
        desk.tell("ESP", "MAR")
        for each in checks:
            desk.act("MAR", "concur_check", each)
        hasty = desk.act("MAR", "concur_hand_over", proposal)
        desk.meet()
        later = desk.act("MAR", "concur_hand_over", proposal)
        yield Case(
            about="5.2", title=f"checked by oneself just now, {count} times", desk=desk,
            why=(
                "MAR's own conclusions of the checks are not seen by ESP yet: not final at this concurrence; once "
                "they are, it may."
            ),
            expected={str(hasty): "void 5.2", str(later): "stands"},
        )  # fmt: skip
    for title, seen_by in (("the third has not seen", ("MAR",)), ("nobody else has seen", ())):
        desk = Desk(parties=3, each=True)
        desk.act("ESP", "prepare")
        for other in seen_by:
            desk.world.exchange(
                desk.world.parties[0], desk.world.parties[1] if other == "MAR" else desk.world.parties[2]
            )
        proposal = desk.act("ESP", "propose_hand_over")
        desk.meet()
        for other in ("MAR", "NLD"):
            desk.act(other, "concur_hand_over", proposal)
        desk.meet()
        good = desk.act("ESP", "conclude_hand_over", proposal)
        yield _one("5.2", f"among three, {title} before", "Once all three cover the grounds, it may be concluded.",
                   desk, good, "stands")  # fmt: skip
    desk = Desk(parties=3, each=True)
    desk.act("MAR", "prepare")
    desk.tell("MAR", "ESP")
    proposal = desk.act("ESP", "propose_hand_over")
    desk.meet()
    for other in ("MAR", "NLD"):
        desk.act(other, "concur_hand_over", proposal)
    desk.act("NLD", "prepare")
    desk.tell("MAR", "ESP")
    desk.tell("NLD", "ESP")
    hasty = desk.act("ESP", "conclude_hand_over", proposal)
    yield _one("5.2", "set once more by a third", "NLD's act counts now, and MAR has not seen it.", desk, hasty,
               "void 5.2")  # fmt: skip


ALL: Final = (steps, likes, bound, finality)
