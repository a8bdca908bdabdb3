"""What stands against the signer on a machine apart, in a file of the home: in no backup, gone once it signs."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from jisr.base import Instant, Phrase
from jisr.node.home import Home, HomeAmiss
from jisr.node.noted import noted, read_noted
from jisr.node.signer_line import SignerTrouble


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when nothing is signed, why, and what to do."""

    since: Instant
    because: Phrase
    advice: Phrase


def place_of_trouble(home: Home) -> Path:
    """Give the place of the note."""
    return home.path / "signer.json"


def note_trouble(home: Home, error: SignerTrouble, now: Instant) -> None:
    """Note why the signer has signed nothing; of the same trouble since when stays."""
    before, because = read_trouble(home), noted(error.phrase)
    since = before.since if before is not None and noted(before.because) == because else now
    value = {"since": since, "because": because, "advice": noted(Phrase(error.advice))}
    place = place_of_trouble(home)
    fresh = place.with_suffix(f".{os.getpid()}.new")
    fresh.write_bytes(orjson.dumps(value))
    fresh.replace(place)


def forget_trouble(home: Home) -> None:
    """Note that the signer signs."""
    place_of_trouble(home).unlink(missing_ok=True)


def read_trouble(home: Home) -> Trouble | None:
    """Read what stands against the signer; None: nothing that is known. Raises HomeAmiss."""
    place = place_of_trouble(home)
    try:
        raw: Any = orjson.loads(place.read_bytes())
        return Trouble(Instant(int(raw["since"])), read_noted(raw["because"]), read_noted(raw["advice"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise HomeAmiss(place, error) from error


__all__ = ["Trouble", "forget_trouble", "note_trouble", "place_of_trouble", "read_trouble"]
