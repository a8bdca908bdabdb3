"""What cannot be undone and is going on just now: proposed, not concluded, its window running (protocol 4.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import Deed, Docket
from jisr.node.queries.proposals import open_proposals, proposals_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """An irrevocable act that is proposed: by whom, for what, until when, whom it waits for."""

    proposal: str
    label: str
    item: str
    party: str
    ends: Instant
    waits_for: tuple[str, ...]


def under_way(docket: Docket, stub: Deed) -> Iterator[UnderWay]:
    """Give the irrevocable acts whose window runs, by the clocks of the entries taken in."""
    state, compiled = docket.state, docket.compiled
    if state is None or compiled is None:
        return
    lasting = {each.name for each in compiled.procedure.acts if each.irrevocable}
    codes = [each for each in open_proposals(docket) if state.proposals[each]["act"] in lasting]
    scene = docket.scene(stub) if codes else None
    if scene is None:
        return
    for each in proposals_of(docket, codes):
        ends = scene.window_end(state.proposals[each.code])
        if (stub.time or 0) < ends:
            yield UnderWay(
                proposal=each.code,
                label=each.label,
                item=each.item,
                party=each.party,
                ends=ends,
                waits_for=each.waits_for,
            )
