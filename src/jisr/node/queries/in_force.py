"""The manifest in force for an act that is done now (protocol 12.12)."""

from typing import Protocol

from jisr.base import N_, Party
from jisr.kernel import Agreed, By, Compiled, Ended, Framework, Register, node_authority, stub
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.rules import CLOCK_MANDATE


class Held(Protocol):
    """A framework opened for reading or writing."""

    @property
    def framework(self) -> Framework: ...

    @property
    def register(self) -> Register: ...

    @property
    def logs(self) -> Ended: ...


def agreed_now(held: Held, party: Party) -> Agreed:
    """Give what is agreed for an act of a party that has seen all that is here: not what came in last."""
    agreed = _agreed(held, party)
    if agreed is None:
        words = N_("the manifest in force in %(framework)s is not here, or a calendar that it names")
        raise UnknownThing(words, framework=held.framework.id)
    return agreed


def procedures_now(held: Held, party: Party) -> list[Compiled]:
    """Give the procedures by which a party can open a dossier now: agreed, and their text is here."""
    agreed = _agreed(held, party)
    pinned = [] if agreed is None else [agreed.procedures[each] for each in sorted(agreed.procedures)]
    return [held.framework.procedures[each] for each in pinned if each in held.framework.procedures]


def agreed_at_hand(held: Held, party: Party) -> Agreed | None:
    """Give what is agreed for an act of a party now; None where its text is not here."""
    return _agreed(held, party)


def _agreed(held: Held, party: Party) -> Agreed | None:
    by = By(node_authority(party), CLOCK_MANDATE, "node")
    deed = stub(held.framework.id, held.logs, party, "ack", by, now=CLOCK.now())
    return held.register.agreed_at(deed, held.framework, held.logs)


__all__ = ["agreed_at_hand", "agreed_now", "procedures_now"]
