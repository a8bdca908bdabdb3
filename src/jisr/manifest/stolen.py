"""A log key that its party found stolen since a moment: which entries are not certain by it (protocol 12.26).

It changes no verdict: what stands stands. It says what nobody may rely on before people have looked at it.
"""

from collections.abc import Iterable, Mapping

from jisr.base import Instant, Party, parse_instant
from jisr.manifest.document import Manifest
from jisr.manifest.shape import STOLEN

# The numbers of the first and the last entry that a stolen key has signed for, and since when it was stolen.
StolenPlaces = tuple[tuple[int, int, Instant], ...]


def stolen_places(manifest: Manifest) -> dict[Party, StolenPlaces]:
    """Give, for each party that says so, where in its log a key signed that was stolen; almost always nothing."""
    found: dict[Party, StolenPlaces] = {}
    for party, entry in manifest.value["parties"].items():
        told = [each for each in entry["log"] if STOLEN in each]
        if told:
            # A key that signs heads of so many entries signs for the last of them.
            found[Party(party)] = tuple(
                (each["from"] - 1, each["to"] - 1, parse_instant(each[STOLEN])) for each in told
            )
    return found


def stolen_since(places: Mapping[Party, StolenPlaces], party: str, seq: int) -> Instant | None:
    """Give since when the key that signed for an entry was stolen; None where none was.

    Where two keys may sign there, one that was stolen is enough; of two moments the earlier counts.
    """
    told = places.get(Party(party), ())
    return min((since for first, last, since in told if first <= seq <= last), default=None)


def uncertain_since(
    since: Instant | None, *, time: Instant | None, covered: Iterable[Instant | None]
) -> Instant | None:
    """Say since when an entry is not certain, whose key was stolen `since`; None where it is.

    `covered`: when each other party of its dossier first covered it, by an entry of that party's own; None where one
    has not. Only what all of them had covered before that moment is certain: the time that the entry itself states
    counts only where there is no other party, for a thief can state what he likes.
    """
    if since is None:
        return None
    known = list(covered) or [time]
    return None if all(each is not None and each < since for each in known) else since


__all__ = ["StolenPlaces", "stolen_places", "stolen_since", "uncertain_since"]
