"""What became of a proposal, and which steps fit it (protocol 12.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .leaving import can_agree, left
from .reading import Entry, precedes

if TYPE_CHECKING:
    from .states import State


def concurrences(state: State, proposal: Entry) -> set[str]:
    """Name the parties whose concurrence in a proposal stands."""
    return {act.party for act in state.named("concur", proposal.id)}


def is_open(state: State, proposal: Entry) -> bool:
    """Say whether a proposal stands and is not withdrawn, declined, concluded or lapsed."""
    concluding = state.dossier.concluding
    conclusions = state.named(concluding, proposal.id)
    crossed = [act for act in state.crossed if act.value["item"] == proposal.id]
    withdrawn = any(
        not any(precedes(conclusion, act) for conclusion in conclusions) for act in state.named("withdraw", proposal.id)
    )
    declined = bool(state.named("decline", proposal.id))
    lapsed = any(proposal.party in concurrences(state, other) for other in like(state, proposal))
    # protocol 12.29: what was proposed under another version has lapsed; a move by one party concludes itself.
    lapsed = lapsed or state.world.records[proposal].dossier is not state.dossier
    alone = len(state.dossier.parties) == 1 and state.world.act(proposal).name == "propose_move"
    return state.has(proposal) and not (withdrawn or declined or conclusions or crossed or lapsed or alone)


def proposals(state: State) -> list[Entry]:
    """List the standing proposals."""
    return [act for act in state.standing if state.world.act(act).step == "propose"]


def like(state: State, proposal: Entry) -> list[Entry]:
    """List the standing proposals of the same act and item, neither preceding the other."""
    name = state.world.act(proposal).name
    return [
        other
        for other in proposals(state)
        if other is not proposal
        and state.world.act(other).name == name
        and other.value["item"] == proposal.value["item"]
        and not precedes(other, proposal)
        and not precedes(proposal, other)
    ]


def fault(state: State, entry: Entry) -> str | None:
    """Give `4.item` or `4.joint` where a step does not fit the proposal that it names (protocol 12.6)."""
    step = state.world.act(entry).step
    proposal = state.world.proposal(entry)
    if proposal is None or (step != "withdraw" and not state.has(proposal)):
        return "4.item"
    concurred = concurrences(state, proposal)
    own = proposal.party == entry.party
    crossing = any(
        other.party == entry.party and other.party < proposal.party and is_open(state, other)
        for other in like(state, proposal)
    )
    if step in ("concur", "conclude") and not can_agree(state, entry, proposal):
        return "4.joint"
    gone = left(state.world, entry)
    fits = {
        "concur": is_open(state, proposal) and not own and entry.party not in concurred and not crossing,
        "decline": is_open(state, proposal) and not own and entry.party not in concurred,
        "withdraw": own or entry.party in concurred,
        "conclude": is_open(state, proposal)
        and own
        and all(party in concurred for party in state.dossier.parties if party != entry.party and party not in gone),
    }
    return None if fits[step] else "4.joint"
