"""How the room of a limited message is shared among the logs that the receiver lacks (protocol 8.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

# So many turns fill a message: after that part of the room it is the next log's turn.
TURNS: Final = 32

# An entry of a log, another log, and how many entries of that it is the first here to have seen.
Step = tuple[int, Any, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a receiver lacks of one log: entries from `start` to before `end`, and its steps there, in their order."""

    start: int
    end: int
    # Read one after the other, and only as far as there is room.
    entries: Iterable[bytes]
    steps: Sequence[Step] = ()


def shared_out(lacking: Mapping[Any, Lack], *, bytes_max: int, entries_max: int) -> dict[Any, tuple[bytes, ...]]:
    """Give of every log the entries that go into a message; one entry at least, whatever its length.

    Entries wait for those of other logs that they have seen. So each log goes as far as the receiver has, or gets
    in the same message, what its entries have seen; all by turns, since a log that filled the message might be what
    nothing else waits for. What would wait all the same is sent only where there is nothing else.
    """
    logs = {party: _Going(each) for party, each in lacking.items() if each.start < each.end}
    room = _Room(bytes_max, entries_max)
    turn = _Room(bytes_max // TURNS, max(1, entries_max // TURNS))
    for is_covered in (True, False):
        moved = True
        while moved:
            moved = False
            for each in logs.values():
                until = each.covered(logs) if is_covered else each.end
                moved = each.go(until, room, replace(turn)) or moved
        if not room.is_untouched:
            break
    return {party: tuple(each.taken) for party, each in logs.items() if each.taken}


@dataclass(slots=True)
class _Room:
    """What is left of a message, or of a turn."""

    size: int
    entries: int
    is_untouched: bool = True

    def holds(self, raw: bytes) -> bool:
        """Take the room for an entry, if there is so much; else there is none from now on."""
        if self.entries and (self.is_untouched or len(raw) <= self.size):
            self.size -= len(raw)
            self.entries -= 1
            self.is_untouched = False
            return True
        self.entries = 0
        return False


class _Going:
    """One log, as far as it has gone into the message."""

    def __init__(self, lack: Lack) -> None:
        self.at, self.end, self.taken = lack.start, lack.end, list[bytes]()
        self._entries, self._steps, self._passed = iter(lack.entries), lack.steps, 0
        # Read, and without room in the last turn.
        self._next: bytes | None = None

    def covered(self, logs: Mapping[Any, "_Going"]) -> int:
        """Give up to where all that the entries have seen is in the receiver's hand by now, or cannot come."""
        while self._passed < len(self._steps):
            seq, about, count = self._steps[self._passed]
            other = logs.get(about)
            if other is not None and other.at < min(count, other.end):
                # A step may lie beyond what can be sent.
                return min(seq, self.end)
            self._passed += 1
        return self.end

    def go(self, until: int, room: _Room, turn: _Room) -> bool:
        """Put the entries of a turn in, one at least; say whether there were any."""
        begin = self.at
        while self.at < until and room.entries and turn.entries:
            raw = next(self._entries) if self._next is None else self._next
            self._next = raw
            if turn.holds(raw) and room.holds(raw):
                self.taken.append(raw)
                self.at += 1
                self._next = None
        return self.at > begin


__all__ = ["Lack", "Step", "shared_out"]
