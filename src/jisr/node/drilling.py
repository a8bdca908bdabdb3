"""Trying what lies in a second place: what a drill needs of the live home, where it restores to, and what is noted.

The live home is read, and of it nothing is written but the note of the last drill.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from jisr.base import N_, JisrError, Phrase
from jisr.log import public_bytes
from jisr.node.backup import BackupAmiss
from jisr.node.home import Home, HomeAmiss
from jisr.node.marks import write_durably
from jisr.node.restoring import NotSigned, Restored, Wish, restore

# A log, how long it is, when its last entry was made, and how many parties have logs in its framework.
LOGS: Final = (
    "SELECT log.framework_id || '/' || log.party, log.size, entry.time,"
    " (SELECT COUNT(DISTINCT other.party) FROM log AS other WHERE other.framework_id = log.framework_id)"
    " FROM log LEFT JOIN entry ON entry.log_id = log.id AND entry.seq = log.size - 1"
)
KINDS: Final = {
    "at": int,
    "place": str,
    "reaches": int,
    "seconds_at_risk": int,
    "lacking": dict,
    "restore_seconds": float,
    "verify_seconds": float,
    "trouble": str,
}
# Does away with a place once whoever began it has ended, however that was.
TIDYING: Final = """
import os, shutil, sys, time
sys.stdin.read()
for _ in range(100):
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    if not os.path.lexists(sys.argv[1]):
        break
    time.sleep(0.1)
"""


class TrialLeft(JisrError):
    """What was restored on trial could not be done away with."""

    advice = N_("Delete it: it holds the database and the keys of the node, readable for the node's account.")

    def __init__(self, place: Path) -> None:
        super().__init__(N_("%(place)s is left of a drill"), place=place)


@dataclass(frozen=True, slots=True)
class LiveLog:
    """A log as it is in the live home; a domestic one is nowhere else."""

    size: int
    last: int
    is_domestic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """A drill: when, of what, how far what was restored reaches, and what it lacks of the live home."""

    at: int
    place: str
    # Up to when what was restored reaches; 0 where nothing was.
    reaches: int = 0
    # Between the last act of a domestic log and that; 0 where no domestic log lacks one.
    seconds_at_risk: int = 0
    lacking: dict[str, int] = field(default_factory=dict)
    restore_seconds: float = 0.0
    verify_seconds: float = 0.0
    trouble: str = ""


def live_logs(home: Home) -> dict[str, LiveLog]:
    """Read how long the logs of a home are now; what follows its journal is not disturbed. Raises HomeAmiss."""
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as opened:
            return {log: LiveLog(size, last or 0, parties == 1) for log, size, last, parties in opened.execute(LOGS)}
    except sqlite3.Error as error:
        raise HomeAmiss(home.database, error) from error


def lacking_of(live: dict[str, LiveLog], restored: dict[str, LiveLog]) -> dict[str, int]:
    """Give for each log how many entries of the live home were not restored."""
    return {log: max(0, each.size - (restored[log].size if log in restored else 0)) for log, each in live.items()}


def at_risk(live: dict[str, LiveLog], lacking: dict[str, int], reaches: int) -> int:
    """Give the seconds from what was restored to the last act of a domestic log that lacks one; at least 1 then."""
    lasts = [each.last for log, each in live.items() if each.is_domestic and lacking[log]]
    return max(1, max(lasts) - reaches) if lasts else 0


@contextmanager
def trial_place() -> Iterator[Path]:
    """Give an empty folder for this account alone, which is gone afterwards; also where this process is killed."""
    place = Path(tempfile.mkdtemp(prefix="jisr-drill-"))
    try:
        tidying = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", TIDYING, str(place)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError:
        shutil.rmtree(place)
        raise
    try:
        yield place
    finally:
        assert tidying.stdin is not None, "it is a pipe"
        tidying.stdin.close()
        tidying.wait()
        if os.path.lexists(place):
            raise TrialLeft(place)


def restore_on_trial(home: Home, place: Path, keys: Path, database: Path, wish: Wish) -> Restored:
    """Restore keys and database into an empty place; raises as `restore`, and NotSigned if the keys are others.

    Who can write to both places could put keys and a database of their own there, which fit each other.
    """
    made = restore(place, keys, wish)
    if made.home.party != home.party:
        because = N_("it is of the node of %(theirs)s, and this home is that of %(ours)s")
        raise BackupAmiss(keys, Phrase(because, theirs=made.home.party, ours=home.party))
    if public_bytes(made.home.backup_keys()[0]) != public_bytes(home.backup_keys()[0]):
        raise NotSigned(keys)
    return restore(place, database, wish)


def place_of_drill(home: Home) -> Path:
    """Give the place of the note."""
    return home.path / "drill.json"


def note_drill(home: Home, drilled: Drilled) -> None:
    """Note how the last drill went."""
    write_durably(place_of_drill(home), orjson.dumps(asdict(drilled)))


def last_drill(home: Home) -> Drilled | None:
    """Read how the last drill went; None where none was made. Raises HomeAmiss."""
    place = place_of_drill(home)
    try:
        raw: Any = orjson.loads(place.read_bytes())
        found = Drilled(**raw)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise HomeAmiss(place, error) from error
    if {name: type(each) for name, each in raw.items()} != KINDS:
        raise HomeAmiss(place, Phrase(N_("it does not say %(what)s"), what="drill"))
    return found


__all__ = [
    "Drilled",
    "LiveLog",
    "TrialLeft",
    "at_risk",
    "lacking_of",
    "last_drill",
    "live_logs",
    "note_drill",
    "place_of_drill",
    "restore_on_trial",
    "trial_place",
]
