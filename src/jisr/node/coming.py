"""Entries that come next in a log, read many at a time and placed one after the other."""

from collections.abc import Sequence

from jisr.base import FrameworkId, Party
from jisr.kernel import Entry, NotThisLog, Unreadable, read_entries

ENTRIES_READ_AT_ONCE = 256

Read = Entry | Unreadable | NotThisLog


class Coming:
    """Entries of one log, with their hashes as leaves, of which the first `at` have their place.

    What was read of those that wait is kept until their turn comes again.
    """

    def __init__(self, party: Party, raws: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        self.party, self.raws, self.leaves = party, raws, leaves
        self.at = 0
        self._begun, self._read = 0, list[Read]()

    @property
    def rest(self) -> Sequence[bytes]:
        """Give those that have no place yet."""
        return self.raws[self.at :]

    def read(self, *, framework: FrameworkId, first: int, parties: frozenset[Party]) -> Sequence[Read]:
        """Give the next as read, some of them at a time; `first`: the next one's number in its log."""
        if not self._begun <= self.at < self._begun + len(self._read):
            raws = self.raws[self.at : self.at + ENTRIES_READ_AT_ONCE]
            self._begun = self.at
            self._read = read_entries(raws, framework=framework, party=self.party, first=first, parties=parties)
        return self._read[self.at - self._begun :]


__all__ = ["Coming", "Read"]
