"""A dossier: one run of a procedure, its sides and parties (protocol 1, 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .procedures import Procedure
from .reading import Entry


@dataclass(eq=False)
class Dossier:
    """One run of a procedure."""

    id: str
    procedure: Procedure
    sides: Mapping[str, str]
    opening: Entry | None
    outer: Dossier | None = None
    read: dict[str, Dossier] = field(default_factory=dict)

    @property
    def parties(self) -> list[str]:
        """The parties of the dossier."""
        return sorted(self.sides.values())

    @property
    def concluding(self) -> str:
        """The step that concludes a joint act (protocol 12.6)."""
        return "conclude" if len(self.sides) > 2 else "concur"

    @property
    def opened_at(self) -> int:
        """The time of the opening."""
        return (self.opening.time or 0) if self.opening else 0

    @property
    def chain(self) -> list[str]:
        """The dossier and those that it is within."""
        return [self.id, *(self.outer.chain if self.outer else [])]

    def read_by(self, procedure: Procedure) -> Dossier:
        """Give the dossier as another version of its procedure reads it (protocol 12.29)."""
        if procedure is self.procedure:
            return self
        if procedure.called not in self.read:
            self.read[procedure.called] = Dossier(self.id, procedure, self.sides, self.opening, self.outer)
        return self.read[procedure.called]

    def versions(self) -> list[Procedure]:
        """List the versions by which the dossier has been read."""
        return [self.procedure, *(one.procedure for one in self.read.values())]

    def side(self, party: str) -> str:
        """Find the side of a party."""
        return next(side for side, one in self.sides.items() if one == party)
