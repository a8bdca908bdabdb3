"""Mistakes that a node could make, each a change of one place in the program, by which the simulation is tried."""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Texts of a function that are put in the place of others; `module` is that of a real node, or of the model."""

    name: str
    module: str
    function: str
    changes: Mapping[str, str]

    @property
    def is_of_program(self) -> bool:
        """Say whether it is made in what a real node runs, too, and not in the model of its store."""
        return not self.module.startswith("jisr.simulation")


@contextmanager
def made(mistake: Mistake) -> Iterator[None]:
    """Make a mistake in the running program, and take it back."""
    module = import_module(mistake.module)
    text = inspect.getsource(module)
    for right, wrong in mistake.changes.items():
        assert text.count(right) == 1, f"{mistake.name}: {right!r} is there {text.count(right)} times"
        text = text.replace(right, wrong)
    changed: dict[str, Any] = {**vars(module)}
    exec(compile(text, str(module.__file__), "exec"), changed)  # our own text, with one place changed
    right_one, wrong_one = (_function(names, mistake.function) for names in (vars(module), changed))
    kept = right_one.__code__
    right_one.__code__ = wrong_one.__code__
    try:
        yield
    finally:
        right_one.__code__ = kept


def _function(names: Mapping[str, Any], path: str) -> FunctionType:
    """Give a function by its name, or by those of its class and its own."""
    first, _, rest = path.partition(".")
    found = getattr(names[first], rest) if rest else names[first]
    function = inspect.unwrap(found)
    assert isinstance(function, FunctionType)
    return function


MARKING: Final = "jisr.exchange.marking"
ARRIVING: Final = "jisr.exchange.arriving"
WIRE: Final = "jisr.exchange.wire"
NODE: Final = "jisr.simulation.node"
SPEAKING: Final = "jisr.simulation.speaking"
DISK: Final = "jisr.simulation.disk"

MISTAKES: Final = (
    Mistake(
        name="appended before the peers were asked, after a restore",
        module=MARKING,
        function="doubt_about",
        changes={"    if mark.size > here:\n": "    if False:\n"},
    ),
    Mistake(
        name="a missing mark taken for none that was ever made",
        module=MARKING,
        function="doubt_about",
        changes={"        return Doubt.UNMARKED\n": "        return None\n"},
    ),
    Mistake(
        name="one peer's answer taken for that of all",
        module=MARKING,
        function="answered",
        changes={"asked.issuperset(others)": "True"},
    ),
    Mistake(
        name="a peer that has more of the log taken for one that has not",
        module=MARKING,
        function="answered",
        changes={"    if theirs > here:\n": "    if False:\n"},
    ),
    Mistake(
        name="a clock that went back accepted",
        module=MARKING,
        function="seconds_behind",
        changes={"latest - now if latest > now + AHEAD_SECONDS_MAX else 0": "0"},
    ),
    Mistake(
        name="what is ahead of the clock taken in",
        module="jisr.kernel.intake",
        function="_place_entry",
        changes={"entry.time > now + AHEAD_SECONDS_MAX": "False"},
    ),
    Mistake(
        name="a repeated message applied twice",
        module=ARRIVING,
        function="fresh_of",
        changes={"part.entries[frontier.size - part.start :]": "part.entries"},
    ),
    Mistake(
        name="a limited message that comes late taken for an offence",
        module=ARRIVING,
        function="fresh_of",
        changes={"    if part.start + len(part.entries) < frontier.size:\n": "    if False:\n"},
    ),
    Mistake(
        name="a gap passed over",
        module=ARRIVING,
        function="fresh_of",
        changes={"    if part.start > frontier.size:\n": "    if False:\n"},
    ),
    Mistake(
        name="a head passed on that covers more than is here",
        module=ARRIVING,
        function="is_passed_on",
        changes={"before < size <= here": "before < size"},
    ),
    Mistake(
        name="a nonce not kept",
        module=WIRE,
        function="check_request",
        changes={"    if not is_new(keyid, nonce, until):\n": "    if False:\n"},
    ),
    Mistake(
        name="half a message of a cut link taken",
        module=WIRE,
        function="_checked",
        changes={
            "    if _header(headers, \"content-digest\") != content_digest(body):\n": "    if False:\n",
            "any(verifies(key, raw, message) for key in keys(found[\"keyid\"]))": "True",
        },
    ),
    Mistake(
        name="a clock that was set back stops the exchange",
        module="jisr.exchange.rounds",
        function="is_past",
        changes={"not 0 <= now - since < seconds": "now - since >= seconds"},
    ),
    Mistake(
        name="one log fills every limited message",
        module="jisr.exchange.sharing",
        function="shared_out",
        changes={
            "for each in logs.values():": "for each in sorted(logs.values(), key=lambda log: log.at - log.end)[:1]:",
            "for is_covered in (True, False):": "for is_covered in (False,):",
        },
    ),
    Mistake(
        name="the mark not written before the head leaves",
        module=SPEAKING,
        function="Speaker.sign_own_head",
        changes={"        self.disk.write_mark(Mark(size, root))\n": ""},
    ),
    Mistake(
        name="an ack that leaves before what it covers is on the disk",
        module=DISK,
        function="Disk.transaction",
        changes={"        self.wait()\n": ""},
    ),
    Mistake(
        name="a transaction written in part",
        module=DISK,
        function="Disk.append",
        changes={"        self._undo.append(log.pop)\n": ""},
    ),
    Mistake(
        name="what was not written built upon",
        module=SPEAKING,
        function="Speaker.take_in",
        changes={"            self.forget()\n            raise\n": "            raise\n"},
    ),
    Mistake(
        name="resumed from the wrong place",
        module=SPEAKING,
        function="Speaker.message_for",
        changes={"have.get(each, 0), entries)": "have.get(each, 0), entries[1:])"},
    ),
    Mistake(
        name="what leads on to a head that covers more not kept",
        module=SPEAKING,
        function="Speaker._note_reach",
        changes={"        if found is not None:\n": "        if False:\n"},
    ),
    Mistake(
        name="a proof that leads on from another size than the entries end at",
        module="jisr.exchange.reaching",
        function="part_under",
        changes={"to=end)": "to=max(1, end - 1))"},
    ),
    Mistake(
        name="`seen` of what is not stored yet",
        module=NODE,
        function="Node.draft",
        changes={
            "seen = {each: memory.size(each) for each in self.others}": "seen = {each: max(memory.size(each),"
            " self.disk.tables.peers[each].have.get(each, 0)) for each in self.others}"
        },
    ),
    Mistake(
        name="a stated time that goes back",
        module=NODE,
        function="Node.draft",
        changes={"time=max(self.clock.now(), own.time or Instant(0))": "time=self.clock.now()"},
    ),
    Mistake(
        name="the time of a notice taken from the sender's clock",
        module=SPEAKING,
        function="Speaker._notice",
        changes={'self.disk.put("noticed", at, now)': 'self.disk.put("noticed", at, entry.time)'},
    ),
    Mistake(
        name="acks that answer acks",
        module="jisr.simulation.memory",
        function="is_owed",
        changes={"return entry is None or entry.act != ACK": "return True"},
    ),
    Mistake(
        name="no ack",
        module=NODE,
        function="Node.acknowledge",
        changes={"if self.doubt() is not None or not self.memory.owes_ack(self.party):": "if True:"},
    ),
    Mistake(
        name="a peer believed to have what it lost",
        module=SPEAKING,
        function="Speaker.take_in",
        changes={
            "Peer(dict(message.have), ": "Peer({p: max(n, peer.have.get(p, 0)) for p, n in message.have.items()}, "
        },
    ),
    Mistake(
        name="the own log not taken back",
        module=SPEAKING,
        function="Speaker._take_in_part",
        changes={
            "            if size <= self.memory.size(party):\n": "            if size <= self.memory.size(party)"
            " or party == self.party:\n"
        },
    ),
    Mistake(
        name="who wakes asks nobody",
        module=NODE,
        function="Node.start",
        changes={"self.is_up, self.waking = True, set(self.others)": "self.is_up = True"},
    ),
)  # fmt: skip
assert len({each.name for each in MISTAKES}) == len(MISTAKES)
__all__ = ["MISTAKES", "Mistake", "made"]
