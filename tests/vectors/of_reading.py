"""Cases of reading and taking in: rules 2.* (protocol 2.5, 2.6, 12.1)."""

from collections.abc import Iterator
from typing import Any, Final

from jisr.base import Instant, b64, canonical, format_instant
from jisr.kernel import write_entry
from tests.strategies.desk import HASH, Desk
from tests.vectors.cases import Case, changed, without

LIMIT: Final = 65_536


def _void(rule: str, title: str, why: str, desk: Desk, raw: bytes, *, by: str = "MAR") -> Case:
    """An entry that is void by its bytes, and an act after it that stands: nothing is stopped."""
    at = desk.raw(by, raw)
    after = desk.act(by, "halt")
    return Case(about=rule, title=title, why=why, desk=desk, expected={str(at): f"void {rule}", str(after): "stands"})


def _stopped(rule: str, title: str, why: str, desk: Desk, raw: bytes, how: str, **more: Any) -> Case:
    """Bytes that do not take their place: held or refused at their number."""
    at = f"MAR.{desk.world.nodes[desk.world.parties[1]].size(desk.world.parties[1])}"
    return Case(
        about=rule, title=title, why=why, desk=desk, expected={at: f"{how} {rule}"}, extra={"MAR": [raw]}, **more
    )


def bytes_() -> Iterator[Case]:
    """Give entries that are not canonical."""
    for title, change in (
        ("blank at the end", lambda raw: raw + b" "),
        ("no JSON", lambda raw: raw[:-1]),
        ("a float", lambda raw: raw.replace(b'"fields":{}', b'"fields":{"x":1.0}')),
        ("an escape that is not needed", lambda raw: raw.replace(b"halt", b"h\\u0061lt")),
        ("a key twice", lambda raw: raw[:-1] + b',"unopened":[]}'),
        ("U+0000 in a string", lambda raw: raw.replace(b'"fields":{}', b'"fields":{"x":"\\u0000"}')),
        ("an integer of 54 bits", lambda raw: raw.replace(b'"fields":{}', b'"fields":{"x":9007199254740992}')),
        ("empty", lambda _: b""),
        ("keys out of order", lambda raw: b'{"unopened":[],' + raw[1:].replace(b',"unopened":[]', b"")),
        ("another spelling of a letter's escape", lambda raw: raw.replace(b'"fields":{}', b'"fields":{"x":"\\/"}')),
    ):  # fmt: skip
        desk = Desk()
        why = f"Bytes that are not the one spelling of a permitted value ({title}) are void, and the log goes on."
        yield _void("2.bytes", title, why, desk, change(write_entry(desk.draft("MAR", "halt"))))


def keys() -> Iterator[Case]:
    """Give entries with other keys."""
    desk = Desk()
    entry = desk.draft("MAR", "halt")
    for title, raw in (
        ("a key more", changed(entry, note="x")),
        ("no rests", without(entry, "rests")),
        ("no seen", without(entry, "seen")),
        ("an array", b"[]"),
        ("a string", b'"entry"'),
        ("null", b"null"),
        ("place only", canonical({"framework": "fwk", "party": "MAR", "seq": entry.seq})),
    ):
        why = f"An entry has exactly the keys of protocol 2.2 ({title} is not that)."
        yield _void("2.keys", title, why, Desk(), raw)


def types() -> Iterator[Case]:
    """Give entries with a value of another type or alphabet."""
    entry = Desk().draft("MAR", "halt")
    for title, more in (
        ("seen of nobody", {"seen": {}}),
        ("seen below nought", {"seen": {"ESP": -1}}),
        ("seen of oneself", {"seen": {"ESP": 6, "MAR": 1}}),
        ("time as a number", {"time": 0}),
        ("a dossier with a leading zero", {"dossier": "ESP.03"}),
        ("a procedure in capitals", {"procedure": "DESK/1"}),
        ("no sides at all", {"sides": {}}),
        ("an act in capitals", {"act": "HALT"}),
        ("by without officer", {"by": {"authority": "mar.court", "mandate": "court", "on_behalf": None}}),
        ("sealed for nobody", {"sealed": {"x": {"to": [], "chunks": [HASH]}}}),
        ("a hash of 31 bytes", {"rests": b64(bytes(31))}),
        ("a hash in another spelling", {"rests": HASH[:-2] + "B="}),
        ("opened null", {"opened": None}),
    ):
        why = f"A value of another type or alphabet ({title}) makes the entry void."
        yield _void("2.type", title, why, Desk(), changed(entry, **more))


def times() -> Iterator[Case]:
    """Give times that do not count."""
    for title, text in (
        ("a day that is not", "2026-02-30T00:00:00Z"),
        ("another spelling", "2026-06-01T00:00:00+00:00"),
        ("lower case", "2026-06-01t00:00:00z"),
        ("before 2020", "2019-12-31T23:59:59Z"),
        ("a leap second", "2026-06-01T23:59:60Z"),
        ("going back", "2026-01-01T00:00:00Z"),
    ):
        desk = Desk()
        why = f"A time misspelt or going back ({title}) is a fault, and counts as the one before."
        yield _void("2.time", title, why, desk, changed(desk.draft("MAR", "halt"), time=text))
    desk = Desk()
    first = desk.act("MAR", "halt")
    second = desk.act("MAR", "doubt")
    yield Case(
        about="2.time", title="the same second twice", desk=desk,
        expected={str(first): "stands", str(second): "stands"},
        why="Time never decreases along a log; two entries of one second are in order.",
    )  # fmt: skip


def seen() -> Iterator[Case]:
    """Give `seen` that goes back or is not closed."""
    for title, back in (("one back", 1), ("two back", 2), ("three back", 3), ("to nothing", 99)):
        desk = Desk()
        entry = desk.draft("MAR", "halt")
        count = max(0, entry.seen[desk.world.parties[0]] - back)
        why = "What a log has once seen it has seen: `seen` that decreases counts as that of the entry before."
        yield _void("2.seen", title, why, desk, changed(entry, seen={"ESP": count}, roots={}))
    for title, rounds in (("not closed", 1), *((f"not closed by {count}", count) for count in (2, 3, 4, 5, 6))):
        desk = Desk(parties=3, each=True)
        for _ in range(rounds):
            desk.act("ESP", "halt")
        desk.tell("ESP", "NLD")
        desk.act("NLD", "doubt")
        before = desk.draft("MAR", "halt")
        desk.tell("NLD", "MAR")
        entry = desk.draft("MAR", "halt")
        amiss = {**entry.seen, "ESP": before.seen[desk.world.parties[0]]}
        roots = {each: root for each, root in entry.roots.items() if each == "NLD"}
        why = "It covers an entry of NLD that has seen more of ESP than it says to have seen: not closed."
        yield _void("2.seen", title, why, desk, changed(entry, seen=amiss, roots=roots))


def roots() -> Iterator[Case]:
    """Give `roots` that do not name exactly what grew, or another history."""
    for title, more in (
        ("none though something grew", {}),
        ("of a stranger", {"XXX": HASH}),
        ("of oneself", {"MAR": HASH}),
    ):
        desk = Desk()
        desk.act("ESP", "halt")
        desk.tell("ESP", "MAR")
        why = f"`roots` has exactly the parties whose number grew ({title} is a fault); `seen` does not count then."
        yield _void("2.roots", title, why, desk, changed(desk.draft("MAR", "doubt"), roots=more))
    for title in ("though nothing grew", "though nothing grew, after an ack"):
        desk = Desk()
        if "ack" in title:
            desk.act("ESP", "halt")
            desk.meet()
        why = "A root where nothing grew is a fault like one that lacks."
        yield _void("2.roots", title, why, desk, changed(desk.draft("MAR", "doubt"), roots={"ESP": HASH}))
    for at, title in enumerate(("another root", "another root, opening", "another root twice", "of an ack", "zeros")):
        desk = Desk()
        for _ in range(at + 1):
            desk.act("ESP", "halt")
        desk.tell("ESP", "MAR")
        raw = changed(desk.draft("MAR", "doubt"), roots={"ESP": b64(bytes([at] * 32))})
        why = "Its author has seen another history of ESP than the reader: held, and nobody else's entries with it."
        yield _stopped("2.roots", title, why, desk, raw, "held")


def places() -> Iterator[Case]:
    """Give bytes that are not this party's log: refused."""
    for name, wrong in (
        ("framework", ("other", "FWK", "", 1, None)),
        ("party", ("ESP", "mar", "", 1, None)),
        ("seq", (0, 99, "5", None, True)),
    ):
        for value in wrong:
            desk = Desk()
            raw = changed(desk.draft("MAR", "halt"), **{name: value})
            title = f"{name} is {value!r}".replace("'", "")
            why = f"What names another {name} than the place where it was found is not that party's log."
            yield _stopped(f"2.{name}", title, why, desk, raw, "refused")
    desk = Desk()
    raw = canonical({"framework": "other"})
    yield _stopped(
        "2.framework", "and keys are missing", "The place is looked at before the keys.", desk, raw, "refused"
    )


def limits() -> Iterator[Case]:
    """Give bytes at and over the limit."""
    entry = Desk().draft("MAR", "erase", fields={"basis": ""})
    base = len(write_entry(entry))
    for title, size in (("one byte over", 1), ("two over", 2), ("twice", LIMIT), ("by 1000", 1_000)):
        raw = changed(entry, fields={"basis": "x" * (LIMIT - base + size)})
        yield _stopped("2.limit", title, "Over 64 KiB: refused before it is read.", Desk(), raw, "refused")
    yield _stopped("2.limit", "no JSON at all", "The limit comes first.", Desk(), b" " * (LIMIT + 1), "refused")
    raw = changed(entry, fields={"basis": "x" * (LIMIT - base)})
    desk = Desk()
    at = desk.raw("MAR", raw)
    yield Case(
        about="2.limit", title="exactly at the limit", desk=desk, expected={str(at): "void 4.field"},
        why="64 KiB is within the limit; what is wrong is the basis, which is no code.",
    )  # fmt: skip


def gaps() -> Iterator[Case]:
    """Give entries that wait for others."""
    for more in (1, 2, 10, 1_000, 2**40):
        desk = Desk()
        entry = desk.draft("MAR", "halt")
        count = entry.seen[desk.world.parties[0]] + more
        raw = changed(entry, seen={"ESP": count}, roots={"ESP": HASH})
        why = f"It covers {more} entries of ESP that the reader lacks: held, not void."
        yield _stopped("2.gap", f"{more} lacking", why, desk, raw, "held")


def ahead() -> Iterator[Case]:
    """Give entries ahead of the reader's clock."""
    for seconds in (601, 602, 3_600, 86_400, 10**9):
        desk = Desk()
        at = format_instant(Instant(desk.world.now + seconds))
        raw = changed(desk.draft("MAR", "halt"), time=at)
        why = f"{seconds} seconds ahead of the reader's clock: held until it comes."
        yield _stopped("2.ahead", f"{seconds} seconds", why, desk, raw, "held", ahead=0)
    desk = Desk()
    desk.wait(600)
    at = desk.act("MAR", "halt")
    yield Case(
        about="2.ahead", title="ten minutes", desk=desk, ahead=-600, expected={str(at): "stands"},
        why="Ten minutes are within what clocks may differ.",
    )  # fmt: skip


ALL: Final = (bytes_, keys, types, times, seen, roots, places, limits, gaps, ahead)
