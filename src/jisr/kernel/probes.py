"""Acts that nobody has done: by which a dossier is asked what would be possible now."""

from collections.abc import Mapping
from typing import Protocol

from jisr.base import FrameworkId, Instant, Party, Seq
from jisr.kernel.deed import Deed
from jisr.kernel.entry import By, Entry
from jisr.kernel.intake import Logs, Tail


class Ended(Logs, Protocol):
    """Logs that know their ends."""

    @property
    def tails(self) -> Mapping[Party, Tail]:
        """Give the end of each log."""


def stub(
    framework: FrameworkId, logs: Ended, party: Party, act: str, by: By, *, item: str | None = None, now: Instant
) -> Deed:
    """Give an act that has seen all that is taken in, at `now` or at its log's end if that is later."""
    tail = logs.tails[party]
    seen = {each: logs.tails[each].size for each in logs.tails if each != party}
    entry = Entry(
        framework, party, Seq(tail.size), seen, {}, now, None, None, None, None, act, by, item,
        {}, {}, None, [], [],
    )  # fmt: skip
    return Deed(entry, time=Instant(max(now, tail.time or 0)), seen=seen)
