"""Cases of a witness in a domestic framework (protocol 3.3, 12.3, 12.10)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import Instant, format_instant
from tests.strategies.witnessed import OMBUDSMAN, WitnessedDesk
from tests.vectors.cases import Case, Cases

HOUR: Final = 3_600


def over() -> Iterator[Case]:
    """Give acts that need a period on all to be over, where a witness counts as a party."""
    for title, cover, wait, again, expected in (
        ("cosigned at once, and again at the end", 0, 2 * HOUR, True, "stands"),
        ("cosigned at once, and again a second early", 0, 2 * HOUR - 1, True, "void need"),
        ("cosigned at once, silent since", 0, 9 * HOUR, False, "void need"),
        ("cosigned an hour late, and again at the end", HOUR, 2 * HOUR, True, "stands"),
        ("cosigned an hour late, an hour on", HOUR, HOUR, True, "void need"),
    ):
        desk = WitnessedDesk()
        desk.act("ESP", "notify")
        desk.wait(cover)
        desk.cosign()
        desk.wait(wait)
        if again:
            desk.cosign()
        done = desk.act("ESP", "execute")
        yield Case(
            about="3.3-witness", title=title, desk=desk, expected={str(done): expected},
            why="The appeal begins when the witness has covered its start, and is over when the witness's clock says so.",
        )  # fmt: skip
    for title, sizes, expected in (("before the start", -1, "void need"), ("the start itself", 0, "stands")):
        desk = WitnessedDesk()
        notify = desk.act("ESP", "notify")
        desk.cosign(size=notify.seq + 1 + sizes)
        desk.wait(9 * HOUR)
        desk.cosign(size=notify.seq + 1 + sizes)
        done = desk.act("ESP", "execute")
        yield Case(
            about="3.3-witness", title=f"cosigned up to {title}", desk=desk, expected={str(done): expected},
            why="A cosignature covers the entries below its size, and no others.",
        )  # fmt: skip


def beside() -> Iterator[Case]:
    """Give what a silent witness does not stop, and what a second one does."""
    for act, wait, expected in (
        ("execute", 9 * HOUR, "void need"), ("hurry", 0, "void need"), ("remind", 0, "stands"), ("give_up", 2 * HOUR, "stands"),
    ):  # fmt: skip
        desk = WitnessedDesk()
        desk.act("ESP", "notify")
        desk.act("ESP", "ask_report")
        desk.wait(wait)
        done = desk.act("ESP", act)
        yield Case(
            about="3.3-witness", title=f"silent, {act}", desk=desk, expected={str(done): expected},
            why="A witness that never cosigned lets a period on all never begin; a period of a side runs on.",
        )  # fmt: skip
    for title, both, expected in (("one of two", False, "void need"), ("both of two", True, "stands")):
        desk = WitnessedDesk(witnesses=(OMBUDSMAN, "registrar"))
        desk.act("ESP", "notify")
        for _ in range(2):
            desk.cosign()
            if both:
                desk.cosign(name="registrar")
            desk.wait(2 * HOUR)
        desk.cosign()
        if both:
            desk.cosign(name="registrar")
        done = desk.act("ESP", "execute")
        yield Case(
            about="3.3-witness", title=title, desk=desk, expected={str(done): expected},
            why="Each witness that the manifest names is a party of a period on all.",
        )  # fmt: skip
    desk = WitnessedDesk(witnesses=())
    desk.act("ESP", "notify")
    desk.wait(2 * HOUR)
    done = desk.act("ESP", "execute")
    yield Case(
        about="3.3-witness", title="none named", desk=desk, expected={str(done): "stands"},
        why="Without a witness all is that one party.",
    )  # fmt: skip
    desk = WitnessedDesk()
    desk.act("ESP", "notify")
    desk.cosign(time=int(desk.world.now) + 3 * HOUR)
    wrong = desk.act("ESP", "hurry")
    right = desk.act("ESP", "execute")
    yield Case(
        about="3.3-witness", title="ahead of the party", desk=desk,
        expected={str(wrong): "void need", str(right): "void need"},
        why="Running counts the greatest clock, over the least: a witness ahead lets nothing expose anybody sooner.",
    )  # fmt: skip


def notes() -> Iterator[Case]:
    """Give notes that no witness in force has cosigned of this log."""
    good = WitnessedDesk()
    wrong: dict[str, dict[str, object]] = {
        "another key": {"key": "stranger"},
        "another framework": {"framework": "fra"},
        "a later size": {"stated": {"size": good.size - 1}},
        "another time": {"stated": {"time": format_instant(Instant(int(good.world.now) + 1))}},
        "nothing cosigned": {"size": 0},
        "no such witness": {"stated": {"witness": "stranger"}},
        "no note": {"stated": {"note": "hello"}},
    }
    for title, more in wrong.items():
        desk = WitnessedDesk()
        noted = desk.cosign(**more)
        yield Case(
            about="4.witness", title=title, desk=desk, expected={str(noted): "void 4.witness"},
            why="Only what a witness in force has cosigned of this log, at that size and time, is noted.",
        )  # fmt: skip
    for title, step in (("an earlier time", {"time": -1}), ("a smaller size", {"size": -1})):
        desk = WitnessedDesk()
        size, now = desk.size, int(desk.world.now)
        first = desk.cosign(size=size)
        noted = desk.cosign(size=size + step.get("size", 0), time=now + step.get("time", 0))
        again = desk.cosign(size=size, time=now)
        yield Case(
            about="4.witness", title=title, desk=desk,
            expected={str(first): "stands", str(noted): "void 4.witness", str(again): "stands"},
            why="A witness goes back neither in size nor in time.",
        )  # fmt: skip
    desk = WitnessedDesk()
    amiss = desk.cosign(stated={"size": "1"})
    yield Case(
        about="4.field", title="a note's size as a text", desk=desk, expected={str(amiss): "void 4.field"},
        why="The fields of a note are of their types before it is held against the log.",
    )  # fmt: skip


ALL: Final[tuple[Cases, ...]] = (over, beside, notes)
