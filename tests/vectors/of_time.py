"""Cases of clocks and periods (protocol 3.3, 4.4, 12.10)."""

from collections.abc import Iterator
from typing import Final

from tests.strategies.desk import Desk
from tests.vectors.cases import Case, changed

HOUR: Final = 3_600


def running() -> Iterator[Case]:
    """Give acts that need a period to run: by the greatest clock, from the start's own time."""
    for title, late, expected in (
        ("a second before the end", 2 * HOUR - 1, "stands"),
        ("at the end", 2 * HOUR, "void need"),
        ("a second after the end", 2 * HOUR + 1, "void need"),
        ("long after", 30 * HOUR, "void need"),
    ):
        for who, other in (("ESP", "MAR"), ("MAR", "ESP")):
            desk = Desk()
            proposal = desk.act("ESP", "propose_plan")
            desk.tell("ESP", "MAR")
            desk.act("MAR", "concur_plan", proposal)
            desk.meet()
            desk.wait(late)
            hurry = desk.act(who, "propose_hurry")
            yield Case(
                about="3.3-running", title=f"{who} {title}", desk=desk, expected={str(hurry): expected},
                why=(
                    f"The term of two hours runs until the greatest clock has reached its end; {other} is silent, "
                    "which prolongs nothing."
                ),
            )  # fmt: skip


def over() -> Iterator[Case]:
    """Give acts that need a period on all to be over: by the least clock, from when all had covered its start."""
    for title, cover, wait, expected in (
        ("covered at once, a second early", 0, 2 * HOUR - 1, "void need"),
        ("covered at once, at the end", 0, 2 * HOUR, "stands"),
        ("covered an hour late, counted from the start", HOUR, HOUR, "void need"),
        ("covered an hour late, a second early", HOUR, 2 * HOUR - 1, "void need"),
        ("covered an hour late, at the end", HOUR, 2 * HOUR, "stands"),
        ("covered a day late, an hour on", 24 * HOUR, HOUR, "void need"),
        ("covered a day late, a second early", 24 * HOUR, 2 * HOUR - 1, "void need"),
        ("covered two days late, an hour on", 48 * HOUR, HOUR, "void need"),
    ):
        desk = Desk()
        desk.act("ESP", "notify", fields={})
        desk.wait(cover)
        desk.meet()
        desk.wait(wait)
        desk.beat()
        decide = desk.act("ESP", "decide")
        yield Case(
            about="3.3-over", title=title, desk=desk, expected={str(decide): expected},
            why=(
                "A period on all begins when every party has covered its start, at the greatest of those times: "
                "nobody shortens it by a notice not received."
            ),
        )  # fmt: skip
    desk = Desk()
    desk.act("ESP", "notify", fields={})
    desk.wait(10 * HOUR)
    alone = desk.act("ESP", "decide")
    yield Case(
        about="3.3-over", title="never covered", desk=desk, expected={str(alone): "void need"},
        why="MAR has covered nothing: the period has not begun, whatever ESP's clock says.",
    )  # fmt: skip
    desk = Desk()
    desk.act("ESP", "notify", fields={})
    desk.meet()
    desk.wait(10 * HOUR)
    alone = desk.act("ESP", "decide")
    yield Case(
        about="3.3-over", title="the other silent since", desk=desk, expected={str(alone): "void need"},
        why="MAR has stated no later time: the least clock has not reached the end.",
    )  # fmt: skip
    for title, until, expected in (
        ("until yesterday", "2026-05-27", "stands"), ("until next year", "2027-01-01", "void need"),
    ):  # fmt: skip
        desk = Desk()
        desk.act("ESP", "notify", fields={"until": until})
        desk.meet()
        desk.wait(3 * HOUR)
        desk.beat()
        decide = desk.act("ESP", "decide")
        yield Case(
            about="3.3-over", title=title, desk=desk, expected={str(decide): expected},
            why="A period that ends at a stated date ends at the 24:00 of that date, in UTC without a calendar.",
        )  # fmt: skip


def third() -> Iterator[Case]:
    """Give periods in a dossier of two in a framework of three: the third's clock counts for nothing there."""
    for title, wait, expected in (
        ("at the end", 2 * HOUR, "stands"),
        ("an hour later", 3 * HOUR, "stands"),
        ("a day later", 24 * HOUR, "stands"),
        ("a week later", 168 * HOUR, "stands"),
        ("a second early", 2 * HOUR - 1, "void need"),
    ):
        desk = Desk(parties=3)
        desk.act("ESP", "notify", fields={})
        desk.tell("ESP", "MAR")
        desk.world.acknowledge(desk.world.parties[1])
        desk.tell("MAR", "ESP")
        desk.wait(wait)
        desk.world.append(desk.world.draft(desk.world.parties[1], "ack", desk.by(desk.world.parties[1], "clock")))
        desk.tell("MAR", "ESP")
        decide = desk.act("ESP", "decide")
        yield Case(
            about="3.3-parties", title=title, desk=desk, expected={str(decide): expected},
            why="NLD is a party of the framework and not of the dossier: its silence prolongs nothing.",
        )  # fmt: skip
    for count in (1, 2):
        desk = Desk(parties=3)
        for _ in range(count):
            desk.act("ESP", "prepare")
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        done = desk.act("MAR", "concur_hand_over", proposal)
        yield Case(
            about="3.3-parties", title=f"final among two, {count}", desk=desk, expected={str(done): "stands"},
            why="The grounds are final when the parties of the dossier have covered them; NLD has not, and need not.",
        )  # fmt: skip


def side() -> Iterator[Case]:
    """Give periods on a side: by that side's clock alone, from the start's own time."""
    for title, wait, expected in (
        ("a second early", 2 * HOUR - 1, "void need"),
        ("at the end", 2 * HOUR, "stands"),
        ("an hour after", 3 * HOUR, "stands"),
    ):
        desk = Desk()
        desk.act("ESP", "ask")
        desk.wait(wait)
        grant = desk.act("ESP", "grant", mandate="clock")
        yield Case(
            about="3.3-side", title=title, desk=desk, expected={str(grant): expected},
            why="What protects runs on its own side: nobody's silence stops it, and it waits for nobody.",
        )  # fmt: skip
    for title, wait, expected in (
        ("answered by an officer", 2 * HOUR, "stands"),
        ("never asked", 9 * HOUR, "void need"),
    ):
        desk = Desk()
        if "never" not in title:
            desk.act("ESP", "ask")
        desk.wait(wait)
        grant = desk.act("ESP", "grant")
        yield Case(
            about="3.3-side", title=title, desk=desk, expected={str(grant): expected},
            why="A period never begun is neither over nor running.",
        )  # fmt: skip


def stilled() -> Iterator[Case]:
    """Give a period that a stop stills."""
    for title, held, wait, expected in (
        ("not stilled", 0, 2 * HOUR, "stands"),
        ("stilled an hour, at the nominal end", HOUR, HOUR, "void need"),
        ("stilled an hour, a second early", HOUR, 2 * HOUR - 1, "void need"),
        ("stilled an hour, an hour more", HOUR, 2 * HOUR, "stands"),
        ("stilled five hours, at the longer end", 5 * HOUR, 2 * HOUR, "stands"),
    ):
        desk = Desk()
        desk.agree("plan")
        if held:
            desk.act("MAR", "halt")
            desk.meet()
            desk.wait(held)
            desk.agree("resume")
        desk.wait(wait)
        desk.beat()
        settle = desk.act("ESP", "propose_settle")
        yield Case(
            about="3.3-stills", title=title, desk=desk, expected={str(settle): expected},
            why=(
                "What stills a period is added to its end, from the time of the act after which it holds to that "
                "of the next."
            ),
        )  # fmt: skip


def windows() -> Iterator[Case]:
    """Give conclusions of what cannot be undone, in and out of the window."""
    for title, wait, expected in (
        ("at once", 0, "stands"),
        ("a second before its end", 4 * HOUR - 1, "stands"),
        ("at its end", 4 * HOUR, "void need"),
        ("a second after", 4 * HOUR + 1, "void need"),
        ("a day after", 24 * HOUR, "void need"),
        ("a week after", 168 * HOUR, "void need"),
        ("an hour after", 5 * HOUR, "void need"),
    ):
        desk = Desk()
        desk.act("ESP", "prepare")
        desk.meet()
        proposal = desk.act("ESP", "propose_hand_over")
        desk.tell("ESP", "MAR")
        desk.wait(wait)
        done = desk.act("MAR", "concur_hand_over", proposal)
        yield Case(
            about="4.3-window", title=title, desk=desk, expected={str(done): expected},
            why="What cannot be undone is concluded while its window of four hours runs, by the greatest clock.",
        )  # fmt: skip


def faulty() -> Iterator[Case]:
    """Give a clock that is misspelt or goes back: it counts as the one before."""
    for title, text in (
        ("going back", "2026-01-01T00:00:00Z"), ("going back to the first day", "2020-01-01T00:00:00Z"),
        ("before 2020", "2019-01-01T00:00:00Z"), ("no time", ""), ("a day that is not", "2026-02-30T00:00:00Z"),
        ("another spelling", "2026-06-01 00:00:00"),
    ):  # fmt: skip
        desk = Desk()
        desk.act("ESP", "notify", fields={})
        desk.meet()
        desk.wait(2 * HOUR)
        desk.beat()
        amiss = desk.raw("MAR", changed(desk.draft("MAR", "doubt"), time=text))
        desk.meet()
        decide = desk.act("ESP", "decide")
        yield Case(
            about="2.time", title=f"{title}, then read by a period", desk=desk,
            expected={str(amiss): "void 2.time", str(decide): "stands"},
            why="A faulty time counts as that of the entry before: MAR's clock has reached the end and stays there.",
        )  # fmt: skip


ALL: Final = (running, over, third, side, stilled, windows, faulty)
