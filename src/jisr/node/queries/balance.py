"""How many dossiers of a framework stand how, in two questions."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from jisr.base import Instant
from jisr.node.queries.reading import Reading

MONTH_SECONDS = 31 * 86_400
TALLY: Final = "SELECT kind, is_closed, stage, number FROM tally WHERE framework_id = %s"
_OWED: Final = (
    "(SELECT count(*) FROM line WHERE framework_id = %s AND kind = 'commitment' AND is_closed = %s AND {due})"
)
OWED: Final = f"SELECT {_OWED.format(due='due <= %s')}, {_OWED.format(due='due > %s AND due <= %s')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How many commitments stand how, and how many sessions and plans there are."""

    sessions: int
    plans: int
    commitments: int
    open: int
    late: int
    soon: int
    kept: int
    dropped: int


def balance_of(held: Reading, now: Instant) -> Balance:
    """Count a framework's sessions, plans and commitments."""
    code = held.row.pk
    with connection.cursor() as cursor:
        cursor.execute(TALLY, (code,))
        tally = cursor.fetchall()
        cursor.execute(OWED, (code, False, now, code, False, now, now + MONTH_SECONDS))
        late, soon = cursor.fetchone()
    promises = [(bool(is_closed), stage, number) for kind, is_closed, stage, number in tally if kind == "commitment"]
    return Balance(
        sessions=sum(number for kind, _, _, number in tally if kind == "session"),
        plans=sum(number for kind, _, _, number in tally if kind == "action_plan"),
        commitments=sum(number for _, _, number in promises),
        open=sum(number for is_closed, _, number in promises if not is_closed),
        late=late,
        soon=soon,
        kept=sum(number for is_closed, stage, number in promises if is_closed and stage == "kept"),
        dropped=sum(number for is_closed, stage, number in promises if is_closed and stage == "dropped"),
    )


__all__ = ["Balance", "balance_of"]
