"""How the room of a limited message is shared among the logs that the receiver lacks (protocol 8.4)."""

from collections.abc import Callable, Mapping
from typing import Any

from jisr.exchange.message import LogPart

# Gives the part of a log that keeps within so many bytes and entries.
Cut = Callable[[str, int, int], LogPart]


def shared_out(lacking: Mapping[Any, int], *, bytes_max: int, entries_max: int, cut: Cut) -> dict[str, LogPart]:
    """Give of every log what the receiver lacks, each with its share of the room; `lacking`: how many entries.

    Entries wait for those of other logs that they have seen: if one log filled the message, what
    it waits for might never come. The log of which least is lacking is first, so that the others
    have what it leaves.
    """
    parties = sorted((each for each, count in lacking.items() if count > 0), key=lambda each: lacking[each])
    parts: dict[str, LogPart] = {}
    bytes_left, entries_left = bytes_max, entries_max
    for at, party in enumerate(parties):
        share = len(parties) - at
        part = cut(party, bytes_left // share, entries_left // share)
        bytes_left -= sum(map(len, part.entries))
        entries_left -= len(part.entries)
        parts[party] = part
    return parts


__all__ = ["Cut", "shared_out"]
