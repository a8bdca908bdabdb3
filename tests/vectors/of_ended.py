"""Cases of entries whose author was shown what fell away of a log that was ended (protocol 9.6, 12.28)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from jisr.base import EntryId, Party, b64
from jisr.kernel import Entry
from tests.strategies.desk import Desk
from tests.vectors.cases import Case, changed

ABOUT: Final = "12.28"
OTHER: Final = b64(bytes([7] * 32))
WHY: Final = (
    "Who was shown what fell away says so with its root: the entry has its place, and counts as not having seen it."
)


def _shown(shown: int = 2) -> tuple[Desk, Entry, int]:
    """Let ESP write, and give what NLD writes who was shown as many entries, of another content."""
    desk = Desk(parties=3, each=True)
    for _ in range(shown):
        desk.act("ESP", "halt")
    # Final is what ESP has done once NLD, too, has seen it: who is told of it is Morocco alone.
    desk.tell("ESP", "MAR")
    desk.act("MAR", "doubt")
    desk.tell("ESP", "NLD")
    entry = desk.draft("NLD", "doubt")
    return desk, entry, entry.seen[Party("ESP")]


def _after(entry: Entry, count: int, **more: Any) -> bytes:
    return changed(entry, **{"seq": entry.seq + count, "roots": {}, **more})


def _case(
    title: str, desk: Desk, raws: Sequence[bytes], said: Sequence[str], *, ended: int | None, why: str = WHY
) -> Case:
    begin = desk.world.nodes[Party("NLD")].size(Party("NLD"))
    expected = {str(EntryId(Party("NLD"), begin + at)): each for at, each in enumerate(said)}  # type: ignore[arg-type]  # a place
    return Case(about=ABOUT, title=title, why=why, desk=desk, expected=expected, extra={"NLD": raws}, ended=ended)


def claims() -> Iterator[Case]:
    """Give entries that claim what fell away, at the end and before it."""
    for shown in (1, 2, 3):
        desk, entry, size = _shown(shown)
        first = changed(entry, roots={"ESP": OTHER})
        later = _after(entry, 1, act="halt")
        yield _case(f"{shown} entries shown otherwise", desk, [first, later], ["stands", "stands"], ended=size)
    desk, entry, size = _shown()
    desk.act("ESP", "halt")
    raws = [changed(entry, roots={"ESP": OTHER}), _after(entry, 1)]
    yield _case("the end lies beyond", desk, raws, ["stands", "stands"], ended=size + 1)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER}), b"{}", _after(entry, 2)]
    why = "What is void by its bytes between leaves what was claimed as it was."
    yield _case("and an unreadable entry between", desk, raws, ["stands", "void 2.keys", "stands"], ended=size, why=why)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER}), _after(entry, 1, roots=entry.roots), _after(entry, 2)]
    why = "Once it states the root of the log that goes on, all of that is seen; it needs to say so once."
    yield _case("and then the log that goes on", desk, raws, ["stands"] * 3, ended=size, why=why)


def faults() -> Iterator[Case]:
    """Give what an end excuses nobody of."""
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER})]
    why = "Without an end another root is another history: held."
    yield _case("no end", desk, raws, ["held 2.roots"], ended=None, why=why)
    for shown in (1, 2, 3, 4, 5):
        desk, entry, size = _shown(shown)
        raws = [changed(entry, roots={"ESP": OTHER})]
        why = "Beyond the end another root is another history of the log that goes on: held."
        yield _case(f"{shown} beyond the end", desk, raws, ["held 2.roots"], ended=size - 1, why=why)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER}), _after(entry, 1, seen={**entry.seen, "ESP": size - 1})]
    why = "What was claimed goes on with its own number alone; another needs its root."
    yield _case("another number without a root", desk, raws, ["stands", "void 2.roots"], ended=size, why=why)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER}), _after(entry, 1, seen={**entry.seen, "ESP": 0})]
    why = "What was seen before what fell away was seen."
    yield _case("going back behind what is sure", desk, raws, ["stands", "void 2.seen"], ended=size, why=why)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER, "MAR": OTHER})]
    why = "It states a root of what did not grow, whatever else it was shown."
    yield _case("a root too many beside it", desk, raws, ["void 2.roots"], ended=size, why=why)
    desk, entry, size = _shown()
    raws = [changed(entry, roots={"ESP": OTHER}, time="2020-01-01T00:00:00Z"), _after(entry, 1)]
    why = "A fault of the time is none of what was seen: what it claims goes on."
    yield _case("with a time that goes back", desk, raws, ["void 2.time", "stands"], ended=size, why=why)


def covered() -> Iterator[Case]:
    """Give what is seen all the same: by the entries of a third party that are covered."""
    for count in (1, 2, 3, 4, 5):
        desk = Desk(parties=3, each=True)
        desk.act("ESP", "halt")
        desk.tell("ESP", "MAR")
        for _ in range(count):
            desk.act("MAR", "doubt")
        desk.act("ESP", "halt")
        desk.tell("ESP", "NLD")
        desk.tell("MAR", "NLD")
        entry = desk.draft("NLD", "halt")
        raws = [changed(entry, roots={**entry.roots, "ESP": OTHER}), _after(entry, 1)]
        why = "It covers entries of MAR that have seen some of ESP's: as much of it is seen, and `seen` is closed."
        ended = entry.seen[Party("ESP")]
        yield _case(f"covering {count} that have seen it", desk, raws, ["stands", "stands"], ended=ended, why=why)
    desk = Desk(parties=3, each=True)
    desk.act("ESP", "halt")
    desk.tell("ESP", "MAR")
    desk.act("MAR", "doubt")
    before = desk.draft("NLD", "halt")
    desk.tell("ESP", "NLD")
    desk.tell("MAR", "NLD")
    entry = desk.draft("NLD", "halt")
    seen = {**entry.seen, "ESP": before.seen[Party("ESP")]}
    raws = [changed(entry, seen=seen, roots={each: root for each, root in entry.roots.items() if each != "ESP"})]
    why = "Who claims nothing has to be closed as ever."
    yield _case("not closed and nothing claimed", desk, raws, ["void 2.seen"], ended=entry.seen[Party("ESP")], why=why)


ALL: Final = (claims, faults, covered)
