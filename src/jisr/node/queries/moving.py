"""To which later versions a dossier may move, and what that adds and drops, in words (protocol 9.7, 12.29, 12.30)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from jisr.kernel import Docket
from jisr.kernel.compiled import MOVE
from jisr.node.agreements import compiled_of, manifest_at
from jisr.node.catalogue import gettext as _
from jisr.node.queries.cards import MoveChange, MoveShown
from jisr.node.queries.in_force import agreed_at_hand
from jisr.node.queries.reading import Reading, own_party

if TYPE_CHECKING:
    from jisr.prove import Change, Difference

PROPOSE_MOVE = f"propose_{MOVE}"


def targets(held: Reading, docket: Docket) -> tuple[str, ...]:
    """Name the later versions to which the manifest in force lets a dossier move."""
    agreed = agreed_at_hand(held, own_party())
    if agreed is None or docket.compiled is None or not agreed.moves:
        return ()
    named = (to for to, froms in agreed.moves.items() if docket.compiled.id in froms and to in agreed.procedures)
    return tuple(sorted(named))


def moves_shown(held: Reading, docket: Docket, versions: Iterable[str]) -> Iterator[MoveShown]:
    """Say of some versions what a move of the dossier to them adds and drops."""
    agreed = agreed_at_hand(held, own_party())
    if agreed is None:
        return
    for version in versions:
        found = compiled_of(agreed.procedures.get(version, ""))
        if found is None:
            continue
        named = manifest_at(held.row.pk, agreed.version).value.get("moves", {}).get(version, {})
        reasons = named.get(docket.compiled.id, {})
        differing = _difference(docket.compiled.digest, found.digest)
        yield MoveShown(
            version=version,
            owed=tuple(_change(each) for each in differing.added),
            falls=tuple(_change(each, reasons.get(each.name, "")) for each in differing.dropped),
        )


def _change(change: "Change", reason: str = "") -> MoveChange:
    return MoveChange(text=change.said.said_in(_), source=change.source, reason=reason)


@lru_cache(maxsize=32)
def _difference(old: str, new: str) -> "Difference":
    from jisr.prove import difference  # who serves no move begins a quarter of a second sooner without it

    before, after = compiled_of(old), compiled_of(new)
    assert before is not None, "a dossier is judged by it"
    assert after is not None, "asked before"
    return difference(before.procedure, after.procedure)


__all__ = ["PROPOSE_MOVE", "moves_shown", "targets"]
