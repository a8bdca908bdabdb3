"""When this home was last backed up, in a file beside the database: a restored one would say what was then."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from jisr.base import N_, Phrase
from jisr.node.home import Home, HomeAmiss
from jisr.node.marks import write_durably


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """The last backup of a kind: when its copy was taken, where it was put, and what that file was."""

    at: int
    file: str
    bytes: int
    digest: str
    is_opened: bool


def note_backup(home: Home, kind: str, made: BackedUp) -> None:
    """Note that a backup was made and verified."""
    noted = _read(home) | {
        kind: {
            "at": made.at,
            "file": made.file,
            "bytes": made.bytes,
            "digest": made.digest,
            "is_opened": made.is_opened,
        }
    }
    write_durably(place_of(home), orjson.dumps(noted))


def last_backup(home: Home, kind: str) -> BackedUp | None:
    """Give the last backup of a kind; None where none was made of this home. Raises HomeAmiss."""
    raw = _read(home).get(kind)
    if raw is None:
        return None
    try:
        return BackedUp(
            at=int(raw["at"]),
            file=str(raw["file"]),
            bytes=int(raw["bytes"]),
            digest=str(raw["digest"]),
            is_opened=bool(raw["is_opened"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise HomeAmiss(place_of(home), error) from error


def place_of(home: Home) -> Path:
    """Give the place of the note."""
    return home.path / "backup.json"


def _read(home: Home) -> dict[str, Any]:
    try:
        found = orjson.loads(place_of(home).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise HomeAmiss(place_of(home), error) from error
    if not isinstance(found, dict):
        raise HomeAmiss(place_of(home), Phrase(N_("it does not say %(what)s"), what="{}"))
    return found


__all__ = ["BackedUp", "last_backup", "note_backup", "place_of"]
