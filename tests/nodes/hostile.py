"""A party with valid keys and a program of its own: it writes, signs and sends what no node would.

`python -m tests.nodes.hostile ESP-HOME MAR-HOME SESSION` makes every attempt once against a serving node and says, as
JSON, how each was answered; `ATTEMPTS` is the list, and `test_hostile_party.py` holds each to what the protocol says.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import orjson

from jisr.base import Instant, JisrError, b64, canonical, format_instant
from jisr.base.limits import ENTRY_BYTES_MAX
from jisr.log import Frontier, leaf_hash
from jisr.node.home import load_home
from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.sender import Sender

HOUR: Final = 3_600
RAW_OF_MOROCCO: Final = (
    "SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = 'MAR' AND framework_id = 'mar-esp' ORDER BY seq"
)
DEEP: Final = 5_000
Value = dict[str, Any]


class Hostile(Sender):
    """Spain's keys in the hands of somebody who keeps Spain's log by hand."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair)
        self.log = self.entries()
        self.theirs = [bytes(raw) for (raw,) in pair.mar.rows(RAW_OF_MOROCCO)]

    def entry(self, **changes: Any) -> Value:
        """Give the next entry as an honest node would write it, but for the changes."""
        last = orjson.loads(self.last_read())
        by = {"authority": "esp.co_chair", "mandate": "co_chair", "officer": "o-hostile", "on_behalf": None}
        honest = {
            "framework": FRAMEWORK,
            "party": "ESP",
            "seq": len(self.log),
            "seen": last["seen"],
            "roots": {},
            "time": max(last["time"], format_instant(Instant(int(time.time())))),
            "dossier": self.pair.session,
            "procedure": "session/1",
            "digest": None,
            "sides": None,
            "act": "raise_item",
            "by": by,
            "item": None,
            "fields": {"title": "as ever", "dimension": "border"},
            "sealed": {},
            "rests": None,
            "opened": [],
            "unopened": [],
        }
        return {**honest, **changes}

    def last_read(self) -> bytes:
        """Give the last entry of the own log that can be read, and counts."""
        return next(raw for raw in reversed(self.log) if is_plain(raw))

    def by(self, **changes: Any) -> Value:
        """Give who acts, but for the changes."""
        return {**self.entry()["by"], **changes}

    def root(self, size: int) -> str:
        """Give the root of Morocco's log."""
        return b64(Frontier().grown_by(map(leaf_hash, self.theirs[:size])).root())

    def send(self, *raws: bytes) -> httpx.Response:
        """Send the own log with more at its end, under a head that covers it."""
        begin = len(self.log)
        log = [*self.log, *raws]
        part = self.part(log)
        return self.say(self.message(logs={"ESP": {**part, "from": begin, "entries": part["entries"][begin:]}}))


def is_plain(raw: bytes) -> bool:
    """Say whether an entry was written as it should be; what is void by its bytes states neither time nor seen."""
    try:
        return canonical(orjson.loads(raw)) == raw and orjson.loads(raw)["by"]["officer"] != "o-void"
    except (ValueError, TypeError, KeyError, JisrError):
        return False


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """Bytes that are sent as the next entry, and what becomes of them: their fate, and the rule."""

    name: str
    fate: str
    rule: str
    made: Callable[[Hostile], bytes]


def _void(name: str, rule: str, made: Callable[[Hostile], bytes]) -> Attempt:
    return Attempt(name=name, fate="void", rule=rule, made=made)


def _held(name: str, rule: str, made: Callable[[Hostile], bytes]) -> Attempt:
    return Attempt(name=name, fate="held", rule=rule, made=made)


def _refused(name: str, rule: str, made: Callable[[Hostile], bytes]) -> Attempt:
    return Attempt(name=name, fate="refused", rule=rule, made=made)


def _wrong(hostile: Hostile, **changes: Any) -> bytes:
    """Write an entry whose time and seen do not count, in its canonical bytes."""
    return canonical(hostile.entry(by=hostile.by(officer="o-void"), **changes))


def _text(hostile: Hostile, old: str, new: str) -> bytes:
    """Write an entry and change its text, so that it is what no encoder writes."""
    raw = canonical(hostile.entry()).decode()
    assert raw.count(old) == 1, old
    return raw.replace(old, new).encode("utf-8", "surrogateescape")


def _nested(levels: int) -> str:
    return '"as ever","z":' + "[" * levels + "]" * levels


def _seen(hostile: Hostile) -> int:
    return int(hostile.entry()["seen"]["MAR"])


ATTEMPTS: Final = (
    # What it says that it has seen
    _void("seen that shrinks", "2.seen", lambda h: _wrong(h, seen={"MAR": _seen(h) - 1})),
    _void("roots of what did not grow", "2.roots", lambda h: _wrong(h, roots={"MAR": h.root(_seen(h))})),
    _void("seen that grows without a root", "2.roots", lambda h: _wrong(h, seen={"MAR": len(h.theirs)})),
    _held("seen that claims the future", "2.gap", lambda h: _wrong(h, seen={"MAR": 10**6}, roots={"MAR": h.root(1)})),
    _held(
        "roots that lie", "2.roots", lambda h: _wrong(h, seen={"MAR": len(h.theirs)}, roots={"MAR": h.root(1)})
    ),
    # Clocks
    _held("a clock ahead", "2.ahead", lambda h: _wrong(h, time=format_instant(Instant(int(time.time()) + 2 * HOUR)))),
    _void("a clock that goes back", "2.time", lambda h: _wrong(h, time="2021-01-01T00:00:00Z")),
    _void("a time in another spelling", "2.time", lambda h: _wrong(h, time="2027-02-30T00:00:00Z")),
    # Names and mandates
    _refused("an entry under another party's name", "2.party", lambda h: _wrong(h, party="MAR")),
    _refused("an entry of another framework", "2.framework", lambda h: _wrong(h, framework="mar-nld")),
    _refused("an entry of another place", "2.seq", lambda h: _wrong(h, seq=0)),
    _void(
        "an act for another party's authority",
        "4.mandate",
        lambda h: canonical(h.entry(by=h.by(authority="mar.co_chair"))),
    ),
    _void(
        "an act outside its mandate",
        "4.mandate",
        lambda h: canonical(h.entry(by=h.by(authority="esp.secretariat", mandate="co_chair"))),
    ),
    _void(
        "an officer who says to be the node's clock",
        "4.mandate",
        lambda h: canonical(h.entry(by=h.by(authority="esp.node", mandate="clock"), act="state_position")),
    ),
    _void(
        "an authority that nobody has declared",
        "4.mandate",
        lambda h: canonical(h.entry(by=h.by(authority="esp.nobody"))),
    ),
    # Procedures
    _void("a downgraded procedure", "4.procedure", lambda h: canonical(h.entry(procedure="session/0"))),
    _void(
        "a dossier by a procedure that is not in force",
        "4.procedure",
        lambda h: canonical(
            h.entry(
                dossier=f"ESP.{len(h.log)}",
                act="call",
                digest=b64(bytes(32)),
                sides={"ESP": "ESP", "MAR": "MAR"},
                fields={"ordinal": 1, "place": "x", "date": "2027-03-15", "format": "in_person"},
            )
        ),
    ),
    _void("an act that there is not", "4.act", lambda h: canonical(h.entry(act="annul_everything"))),
    _void("an act in a dossier that there is not", "4.dossier", lambda h: canonical(h.entry(dossier="ESP.999"))),
    _void("a second opening", "4.opening", lambda h: canonical(h.entry(sides={"ESP": "ESP", "MAR": "MAR"}))),
    _void("concurring in nothing", "4.item", lambda h: canonical(h.entry(act="concur_adopt_agenda", fields={}))),
    # Bytes
    _refused(
        "an entry over the limit",
        "2.limit",
        lambda h: canonical(h.entry(fields={"title": "x" * ENTRY_BYTES_MAX, "dimension": "border"})),
    ),
    _void("deep JSON", "2.bytes", lambda h: _text(h, '"as ever"', _nested(20))),
    _void("JSON as deep as it gets", "2.bytes", lambda h: _text(h, '"as ever"', _nested(DEEP))),
    _void("a huge integer", "2.bytes", lambda h: _text(h, '"as ever"', "9" * 400)),
    _void("an integer over the limit", "2.bytes", lambda h: _text(h, '"as ever"', "9007199254740992")),
    _void("a float", "2.bytes", lambda h: _text(h, '"as ever"', "1.5")),
    _void("duplicate keys", "2.bytes", lambda h: _text(h, '"item":null', '"item":null,"item":null')),
    _void("keys in another order", "2.bytes", lambda h: _text(h, '"item":null,"opened":[]', '"opened":[],"item":null')),
    _void("a space", "2.bytes", lambda h: _text(h, '"item":null', '"item": null')),
    _void("invalid UTF-8", "2.bytes", lambda h: _text(h, "as ever", "as \udcffever")),
    _void("half of a pair of surrogates", "2.bytes", lambda h: _text(h, "as ever", "as \\ud800ever")),
    _void("a NUL", "2.bytes", lambda h: _text(h, "as ever", "as \\u0000ever")),
    _void("a key of a later version", "2.keys", lambda h: _wrong(h, novelty=1)),
    _void("a value of another type", "2.type", lambda h: _wrong(h, fields=[])),
    Attempt(
        name="text that is not NFC",
        fate="stands",
        rule="",
        made=lambda h: canonical(h.entry(fields={"title": "cafe\u0301", "dimension": "border"})),
    ),
)  # fmt: skip


def main() -> None:
    """Make every attempt once, each as the next entry of the log as it was."""
    homes = [load_home(Path(each)) for each in sys.argv[1:3]]
    esp, mar = map(Node, homes)
    hostile = Hostile(Pair(mar, esp, sys.argv[3], homes[0].path.parent))
    json.dump({each.name: hostile.send(each.made(hostile)).status_code for each in ATTEMPTS}, sys.stdout)


if __name__ == "__main__":
    main()
