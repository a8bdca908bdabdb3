"""Proposals that are still open."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jisr.base import Instant
from jisr.kernel import Docket
from jisr.kernel.state import is_open
from jisr.node.queries.reading import own_party
from jisr.node.queries.statements import Said, field_said, said


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


def proposals_of(docket: Docket) -> Iterable[ProposalShown]:
    """Give the proposals that are still open."""
    state, compiled = docket.state, docket.compiled
    if state is None or compiled is None:
        return
    for code, each in state.proposals.items():
        if not is_open(each):
            continue
        act = compiled.procedure.act(each["act"])
        declared = {one.name: one for one in act.fields}
        waits = [p for p in state.parties if p != each["party"] and p not in each["concurred"]]
        yield ProposalShown(
            code=code,
            act=each["act"],
            label=_(act.label),
            party=each["party"],
            at=Instant(each["time"] or 0),
            item=_item_title(docket, each["item"]),
            said=tuple(
                field_said(docket.framework.id, one, name, each["fields"][name])
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
    return next((each.value for each in said(docket, deed, docket.deeds)), deed.key)
