"""Proposals that are still open."""

from collections.abc import Iterable
from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import Docket
from jisr.kernel.state import is_open
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import own_party
from jisr.node.queries.references import References
from jisr.node.queries.statements import Said, field_said, first_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalShown:
    """A proposal that is still open, and who has yet to answer."""

    code: str
    act: str
    label: str
    party: str
    at: Instant
    item: str
    said: tuple[Said, ...]
    waits_for: tuple[str, ...]
    mine: bool
    # Open proposals of our own of the same act and item that neither side had seen (protocol 12.6).
    crossing: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """Give the act by which another side agrees."""
        return f"concur_{self.act}"


def open_proposals(docket: Docket) -> list[str]:
    """Give the numbers of the proposals that are still open, oldest first."""
    state = docket.state
    return [] if state is None else [code for code, each in state.proposals.items() if is_open(each)]


def proposals_of(
    docket: Docket, codes: Iterable[str] | None = None, known: References | None = None
) -> Iterable[ProposalShown]:
    """Give the proposals that are still open, or those of some numbers.

    `known`: what references lead to; without it they lead nowhere.
    """
    state, compiled = docket.state, docket.compiled
    if state is None or compiled is None:
        return
    for code in open_proposals(docket) if codes is None else codes:
        each = state.proposals[code]
        act = compiled.joint(each["act"])
        declared = {one.name: one for one in act.fields}
        gone = docket.register.left
        waits = [p for p in state.parties if p != each["party"] and p not in each["concurred"] and p not in gone]
        yield ProposalShown(
            code=code,
            act=each["act"],
            label=_(act.label),
            party=each["party"],
            at=Instant(each["time"] or 0),
            item=_item_title(docket, each["item"]),
            said=tuple(
                field_said(one, name, each["fields"][name], known=known)
                for name, one in declared.items()
                if name in each["fields"]
            ),
            waits_for=tuple(waits),
            mine=own_party() not in waits,
            crossing=tuple(
                like
                for like in each["likes"]
                if each["party"] != own_party()
                and state.proposals[like]["party"] == own_party()
                and is_open(state.proposals[like])
            ),
        )


def _item_title(docket: Docket, code: str | None) -> str:
    """Name the item of a proposal by the first thing that was said of it."""
    deed = docket.deeds.get(code) if code else None
    if deed is None:
        return code or ""
    return first_value(docket, deed, docket.deeds) or deed.key
