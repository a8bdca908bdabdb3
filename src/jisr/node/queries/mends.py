"""Logs that all parties have ended, as officers read of it: why, by whom signed, and what fell away (protocol 9.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jisr.base import Instant
from jisr.kernel import Compiled
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.words import act_label

FELL_SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class Fell:
    """An act that stood and does not any more. `is_cut`: it is in no record now, else what it rested on is gone."""

    entry: str
    dossier: str
    label: str
    is_cut: bool
    is_own: bool
    # Whether there is a page to go to.
    is_here: bool
    # What one of our officers had typed in it: the label of each open field, and its value.
    typed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A party's log that was ended at a size and goes on, as agreed by a version of the manifest."""

    party: str
    size: int
    generation: int
    version: int
    reason: str
    at: Instant
    signers: tuple[str, ...]
    fell: tuple[Fell, ...]
    # How many acts fell away that this reader may see; those shown are the first.
    count: int


def mends_of(held: Reading, *, dossier: str = "") -> tuple[Mended, ...]:
    """Give the logs of a framework that were ended, the last first; of one dossier, those by which acts of it fell."""
    rows = models.Mend.objects.filter(framework=held.row).order_by("-at", "-pk")
    found = [_mended(held, row, dossier) for row in rows]
    return tuple(each for each in found if not dossier or each.count)


def _mended(held: Reading, row: models.Mend, dossier: str) -> Mended:
    seen = [each for each in row.fell if dossier in ("", each["dossier"]) and _is_seen(held, each["dossier"])]
    return Mended(
        party=row.party,
        size=row.size,
        generation=row.generation,
        version=row.version,
        reason=row.reason,
        at=Instant(row.at),
        signers=tuple(sorted(held.framework.parties)),
        fell=tuple(_fell(held, each) for each in seen[:FELL_SHOWN_MAX]),
        count=len(seen),
    )


def _is_seen(held: Reading, dossier: str) -> bool:
    """Say whether a reader may know of acts in a dossier; of one that is no more, only who sees all."""
    return held.sees(dossier) and (not held.sight.seen or _is_here(held, dossier))


def _is_here(held: Reading, dossier: str) -> bool:
    return models.Dossier.objects.filter(framework=held.row, code=dossier).exists()


def _fell(held: Reading, row: dict[str, Any]) -> Fell:
    is_here = _is_here(held, row["dossier"])
    compiled = held.docket(row["dossier"]).compiled if is_here else None
    return Fell(
        entry=f"{row['party']}.{row['seq']}",
        dossier=row["dossier"],
        label=act_label(compiled, row["act"]),
        is_cut=row["now"] == "cut",
        is_own=row["party"] == own_party(),
        is_here=is_here,
        typed=_typed(compiled, row["act"], row.get("typed", {})),
    )


def _typed(compiled: Compiled | None, act: str, typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    step = compiled.steps.get(act) if compiled is not None else None
    declared = step.act.fields if step is not None and step.act is not None else ()
    return tuple((_(each.label), typed[each.name]) for each in declared if each.name in typed)


__all__ = ["Fell", "Mended", "mends_of"]
