"""What an act needs in a state: held when it is done, and again against what crossed it (12.8)."""

from collections.abc import Container, Mapping
from typing import Any, Final

from jisr.base import Json, Party
from jisr.kernel.agreed import Agreed
from jisr.kernel.compiled import MOVE, MOVING_KINDS, NOT_CLOSED, Compiled, Step
from jisr.kernel.deed import Deed
from jisr.kernel.evaluate import failed
from jisr.kernel.scene import Clocks, Scene
from jisr.kernel.state import PARTY, SEQ, State, is_open
from jisr.rules import write_term
from jisr.rules.takes import CLOSED

NEEDING_KINDS = frozenset({"act", "propose", "concur", "conclude", "correct"})


# The reason of what needs that the dossier is not closed.
_CLOSED: Final[tuple[Json, ...]] = (write_term(NOT_CLOSED),)


def scene_of(deed: Deed, state: State, clocks: Clocks, agreed: Agreed) -> Scene:
    """Give the scene in which an act's needs are held: a joint act's with the proposal's fields."""
    step = deed.step
    assert step is not None
    if step.of_proposal:
        proposal = state.proposals.get(str(deed.entry.item))
        if proposal is not None:
            return Scene(deed, state, clocks=clocks, agreed=agreed, item=proposal["item"], fields=proposal["fields"])
    fields = deed.entry.fields.get("fields", {}) if step.kind == "correct" else None
    return Scene(deed, state, clocks=clocks, agreed=agreed, item=deed.item, fields=fields)


def lacking(deed: Deed, state: State, clocks: Clocks, agreed: Agreed) -> tuple[Json, ...]:
    """Give the reasons for which an act cannot be in a state; none: it can.

    `state` for a `correct` is that without the corrected act.
    """
    step = deed.step
    assert step is not None
    if state.opening is None and not step.opens:
        return ("4.dossier",)
    # A single act has no proposal to fit.
    rule = item_fault(deed, state) or (None if step.kind == "act" else joint_fault(deed, state, clocks.left))
    if rule:
        return (rule,)
    if step.needs_open_only and not step.irrevocable:
        return _CLOSED if state.fact(CLOSED) else ()
    scene = scene_of(deed, state, clocks, agreed)
    reasons: list[Json] = [] if step.holds(scene) else failed(step.needs, scene)
    if step.irrevocable and step.act and step.kind in ("concur", "conclude"):
        proposal = state.proposals[str(deed.entry.item)]
        if not scene.window_running(proposal):
            reasons.append({"running": f"{step.act.name}_window"})
    return tuple(reasons)


def item_fault(deed: Deed, state: State) -> str | None:
    """Say whether the item that an act names exists (4.item)."""
    step, item = deed.step, deed.entry.item
    assert step is not None
    if step.kind == "act" and not step.opens:
        return None if _is_item(item, step.item, state) else "4.item"
    if step.of_proposal:
        proposal = state.proposals.get(str(item))
        good = proposal is not None and step.act is not None and proposal["act"] == step.act.name
        return None if good else "4.item"
    if step.kind == "contest":
        kind = state.compiled.fact_kinds.get(deed.entry.fields["fact"])
        return None if _is_item(item, kind, state) else "4.item"
    if step.kind == "answer":
        return None if item in state.contests else "4.item"
    if step.kind in ("correct", "erase") or step.opens:
        return None
    return None if _is_item(item, step.item, state) else "4.item"


def _is_item(item: str | None, kind: str | None, state: State) -> bool:
    return item is None if kind is None else item is not None and state.items.get(item) == kind


def joint_fault(deed: Deed, state: State, left: Container[Party] = ()) -> str | None:
    """Say whether a step fits its proposal (4.joint), an answer its contest (4.mandate).

    `left`: who had left in the act's past (protocol 12.33).
    """
    step = deed.step
    assert step is not None
    if step.kind == "answer":
        return _answer_fault(deed, state)
    if step.kind in MOVING_KINDS and left and not _can_agree(deed, state, left):
        return "4.joint"
    if not step.of_proposal:
        return None
    key = str(deed.entry.item)
    proposal = state.proposals[key]
    party = deed.party
    own = proposal["party"] == party
    match step.kind:
        case "concur":
            bad = own or party in proposal["concurred"] or not is_open(proposal)
            bad = bad or _has_lower_like(proposal, party, state)
        case "decline":
            bad = own or party in proposal["concurred"] or not is_open(proposal)
        case "withdraw":
            bad = not own and party not in proposal["concurred"]
        case _:
            others = [each for each in state.parties if each != proposal["party"] and each not in left]
            bad = not own or not is_open(proposal) or any(o not in proposal["concurred"] for o in others)
    return "4.joint" if bad else None


def _can_agree(deed: Deed, state: State, left: Container[Party]) -> bool:
    """Say whether those who are left can say yes together: where each party is a side, at least two of them.

    A side that law names cannot be done without; and nobody says yes to what was proposed by who has left.
    """
    remaining = [each for each in state.parties if each not in left]
    if len(remaining) == len(state.parties):
        return True
    step = deed.step
    assert step is not None
    if step.of_proposal and state.proposals[str(deed.entry.item)]["party"] in left:
        return False
    return state.compiled.each and len(remaining) > 1


def _has_lower_like(proposal: Mapping[str, Any], party: Party, state: State) -> bool:
    likes = [state.proposals[key] for key in proposal["likes"]]
    return any(each["party"] == party and is_open(each) and party < proposal["party"] for each in likes)


def _answer_fault(deed: Deed, state: State) -> str | None:
    fact = state.contests[str(deed.entry.item)]["key"].split("|")[0]
    sides, _ = state.compiled.contestable[fact]
    return None if state.compiled.side_of(deed.party, state.sides) in sides else "4.mandate"


def bound_fault(deed: Deed, state: State) -> str | None:
    """Say whether the party is bound against the act by what it proposed or concurred in (12.7)."""
    step = deed.step
    assert step is not None
    if step.protective or not (state.open or state.moving):
        return None
    party, item = deed.party, deed.entry.item
    for key, proposal in state.open.items():
        if key == item or (proposal["party"] != party and party not in proposal["concurred"]):
            continue
        taking = state.compiled.conflict(proposal["act"], step)
        if taking.any or (taking.same and proposal["item"] == _own_item(deed, state)):
            return "4.bound"
        if proposal["act"] == MOVE and is_other_joint(step):
            return "4.bound"
    # protocol 12.29: whoever moves says yes to nothing else until the move is known to all.
    return "4.bound" if state.moving and is_other_joint(step) else None


def is_other_joint(step: Step) -> bool:
    """Say whether a step says yes to a joint act other than a move."""
    return step.kind in MOVING_KINDS and not step.moves


def move_fault(deed: Deed, state: State, agreed: Agreed) -> str | None:
    """Say whether a dossier cannot be moved now (protocol 12.29)."""
    step = deed.step
    assert step is not None
    named = str(deed.entry.item) if step.of_proposal else ""
    likes = state.proposals[named]["likes"] if step.of_proposal else ()
    if state.moving or any(key != named and key not in likes for key in state.open):
        return "4.move"
    if step.of_proposal:
        return None
    return None if _is_named(deed.entry.fields, state.compiled, agreed) else "4.move"


def _is_named(fields: Mapping[str, Any], compiled: Compiled, agreed: Agreed) -> bool:
    """Say whether the manifest names a move from this version; to the one stated, if one is."""
    named = [to for to, froms in agreed.moves.items() if compiled.id in froms and is_later(to, compiled)]
    if not fields:
        # Nobody has done this act: it is asked what would be possible.
        return any(to in agreed.procedures for to in named)
    return fields["procedure"] in named and agreed.procedures.get(fields["procedure"]) == fields["digest"]


def is_later(called: str, compiled: Compiled) -> bool:
    """Say whether a version is a later one of the same procedure, by what it is called."""
    name, _, version = called.partition("/")
    return name == compiled.procedure.name and version.isdigit() and int(version) > compiled.procedure.version


def _own_item(deed: Deed, state: State) -> str | None:
    step = deed.step
    assert step is not None
    if step.of_proposal:
        item: str | None = state.proposals[str(deed.entry.item)]["item"]
        return item
    return deed.item


def are_grounds_final(deed: Deed, state: State, clocks: Clocks) -> bool:
    """Say whether what an irrevocable act rests on is final at it (protocol 5.2)."""
    step = deed.step
    assert step is not None
    proposal = state.proposals[str(deed.entry.item)]
    grounds = {(proposal["party"], proposal["seq"])}
    grounds |= _grounds(step.mentions, state, proposal["item"])
    return all(clocks.is_final(party, seq) for party, seq in grounds)


def _grounds(mentions: Any, state: State, item: str | None) -> set[tuple[Party, int]]:
    """Give the standing acts that count for everything that a term mentions."""
    found: set[tuple[Party, int]] = set()
    periods = [state.compiled.periods[name] for name in mentions.periods]
    facts, items = set(mentions.facts), set(mentions.items)
    for period in periods:
        if period.stills is not None:
            from_stills = _mentions_of(state.compiled, period.name)
            facts |= from_stills.facts
            items |= from_stills.items
    for table, names in ((state.facts, facts), (state.figures, mentions.figures)):
        for key, marks in table.items():
            if key.split("|")[0] in names:
                for mark in marks:
                    found.add((mark[PARTY], mark[SEQ]))
                    _add_correction(found, mark, state)
    for name in mentions.periods:
        for mark in state.starts.get(name, ()):
            found.add((mark[PARTY], mark[SEQ]))
            _add_correction(found, mark, state)
    for key, contest in state.contests.items():
        if contest["key"].split("|")[0] in facts:
            found.add(_place(key))
            found.update((answer[PARTY], answer[SEQ]) for answer in contest["answers"])
    found.update(_place(key) for key, kind in state.items.items() if kind in items or key == item)
    if mentions.outer is not None and state.outer is not None:
        found |= _grounds(mentions.outer, state.outer, None)
    return found


def _mentions_of(compiled: Compiled, period: str) -> Any:
    return compiled.stills_mention[period]


def _add_correction(found: set[tuple[Party, int]], mark: list[Any], state: State) -> None:
    correction = state.corrected.get(f"{mark[PARTY]}.{mark[SEQ]}")
    if correction:
        found.add((mark[PARTY], correction[0]))


def _place(key: str) -> tuple[Party, int]:
    party, seq = key.split(".")
    return Party(party), int(seq)


__all__ = ["are_grounds_final", "bound_fault", "item_fault", "joint_fault", "lacking", "move_fault", "scene_of"]
