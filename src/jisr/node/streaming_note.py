"""How far a node's stream has come, in a file beside the database: in no backup, and worth nothing after a loss.

Whoever waits until an act lies in the second place reads it, and who runs the node is told by it.
"""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from jisr.base import N_, Phrase
from jisr.node.home import Home, HomeAmiss


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """Where the stream stands: what its second place holds for certain, since when, and what stands against it."""

    # Until when everything that was committed lies there.
    at: int
    # When the process that follows was last alive.
    alive: int
    place: str
    copy: int = 0
    pieces: int = 0
    chain: str = ""
    # How long the own logs are there, by framework.
    logs: dict[str, int] = field(default_factory=dict)
    # The last whole copy: when it was made, its length, and what came since.
    whole_at: int = 0
    whole_bytes: int = 0
    since_bytes: int = 0
    # Steps of erasing that were done when it was made.
    erasures: int = 0
    keys_at: int = 0
    trouble: str = ""


def place_of_note(home: Home) -> Path:
    """Give the place of the note."""
    return home.path / "stream.json"


def write_streamed(home: Home, streamed: Streamed) -> None:
    """Note how far it has come. After a failure of the machine an older note is there: it says less, never more."""
    place = place_of_note(home)
    fresh = place.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(orjson.dumps(asdict(streamed)))
    fresh.replace(place)


def read_streamed(home: Home) -> Streamed | None:
    """Read how far it has come; None where nothing was ever streamed. Raises HomeAmiss."""
    place = place_of_note(home)
    try:
        raw: Any = orjson.loads(place.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise HomeAmiss(place, error) from error
    try:
        found = Streamed(**raw)
    except TypeError as error:
        raise HomeAmiss(place, error) from error
    if {name: type(each) for name, each in raw.items()} != {name: type(each) for name, each in asdict(found).items()}:
        raise HomeAmiss(place, Phrase(N_("it does not say %(what)s"), what="stream"))
    return found


__all__ = ["Streamed", "place_of_note", "read_streamed", "write_streamed"]
