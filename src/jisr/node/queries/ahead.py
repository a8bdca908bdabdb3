"""What protects and came ahead of its turn: entries whose log is not taken in up to them (protocol 8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from jisr.base import Instant
from jisr.kernel import Docket
from jisr.node.queries.words import act_label

# Asked for every dossier's page and every irrevocable act: written out, as in `rows`.
AHEAD_IN = (
    "SELECT ahead.party, ahead.seq, ahead.act, ahead.at FROM ahead"
    " JOIN log ON log.framework_id = ahead.framework_id AND log.party = ahead.party"
    " WHERE ahead.framework_id = %%s AND ahead.dossier IN (%s) AND ahead.seq >= log.size"
    " ORDER BY ahead.at, ahead.party, ahead.seq"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A protective entry that is known and not yet taken in: it changes no verdict."""

    party: str
    seq: int
    act: str
    at: Instant

    @property
    def entry(self) -> str:
        """Where it stands."""
        return f"{self.party}.{self.seq}"


def ahead_of(framework: str, dossiers: Sequence[str]) -> tuple[Ahead, ...]:
    """Give what protects some dossiers and came ahead of its turn, the first that came first."""
    with connection.cursor() as cursor:
        cursor.execute(AHEAD_IN % ", ".join(["%s"] * len(dossiers)), [framework, *dossiers])
        return tuple(Ahead(party=party, seq=seq, act=act, at=Instant(at)) for party, seq, act, at in cursor.fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadShown:
    """A protective entry that is known and not yet taken in, in words."""

    entry: str
    label: str
    party: str
    at: Instant


def ahead_shown(framework: str, docket: Docket) -> tuple[AheadShown, ...]:
    """Give what is known to protect a dossier, or one around it, and is not yet taken in."""
    return tuple(
        AheadShown(
            entry=each.entry,
            label=act_label(docket.compiled, each.act) if docket.compiled else each.act,
            party=each.party,
            at=each.at,
        )
        for each in ahead_of(framework, around(docket))
    )


def around(docket: Docket) -> list[str]:
    """Name a dossier and those around it: what protects the outer one protects what is within (protocol 4.6)."""
    codes, outer = [docket.id], docket.outer
    while outer is not None:
        codes.append(outer.id)
        outer = outer.outer
    return codes


__all__ = ["Ahead", "AheadShown", "ahead_of", "ahead_shown", "around"]
