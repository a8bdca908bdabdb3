"""The table of a session: officers of both sides, and what they do together from their own pages."""

from dataclasses import dataclass, field
from typing import Any

from tests.browser.officer import ARRIVES_SECONDS_MAX, Officer

# After a cut the nodes try again by themselves, each time after twice as long a wait.
HEALED_SECONDS_MAX = 60
# What the chair prepares and the secretariat confirms.
SECONDED = frozenset({"adopt_statement", "close", "drop"})


@dataclass
class Delegation:
    """The officers of one side."""

    party: str
    chair: Officer
    secretariat: Officer
    delegate: Officer


@dataclass
class Table:
    """Two delegations and the session that they hold."""

    mar: Delegation
    esp: Delegation
    session: str = ""
    commitments: list[str] = field(default_factory=list)

    @property
    def sides(self) -> tuple[Delegation, Delegation]:
        """Give both delegations."""
        return self.mar, self.esp

    def other(self, side: Delegation) -> Delegation:
        """Give the delegation across the table."""
        return self.esp if side is self.mar else self.mar

    def agree(self, act: str, *, by: Delegation, dossier: str = "", **fields: Any) -> str:
        """Let one side propose and the other agree; give the number of the agreement."""
        code = dossier or self.session
        if act in SECONDED:
            proposal = by.secretariat.second(by.chair.prepare(code, f"propose_{act}", **fields))
        else:
            proposal = by.chair.perform(code, f"propose_{act}", **fields)
        return self.concur(act, proposal, by=self.other(by), dossier=code)

    def concur(self, act: str, proposal: str, *, by: Delegation, dossier: str = "") -> str:
        """Let one side agree to what the other has proposed, and wait until the other knows."""
        code = dossier or self.session
        if act in SECONDED:
            agreement = by.secretariat.second(by.chair.prepare_concur(code, act, proposal))
        else:
            agreement = by.chair.concur(code, act, proposal)
        self.wait_until_seen(agreement, by=self.other(by), dossier=code)
        return agreement

    def wait_until_seen(
        self, entry: str, *, by: Delegation, dossier: str = "", seconds: float = ARRIVES_SECONDS_MAX
    ) -> None:
        """Wait until a side sees an act of the other."""
        chair = by.chair
        chair.wait_until(dossier or self.session, lambda: chair.has(entry), wanted=entry, seconds=seconds)

    def wait_until_final(self, entry: str, *, dossier: str = "", seconds: float = ARRIVES_SECONDS_MAX) -> None:
        """Wait until both sides show an act as acknowledged by all."""
        for side in self.sides:
            chair = side.chair
            chair.wait_until(
                dossier or self.session,
                lambda chair=chair: chair.has(entry) and chair.row(entry).is_final,  # type: ignore[misc]
                wanted=f"{entry}, final",
                seconds=seconds,
            )

    def wait_until_stage(self, stage: str, *, seconds: float = ARRIVES_SECONDS_MAX) -> None:
        """Wait until both sides show the session at a stage."""
        for side in self.sides:
            chair = side.chair
            chair.wait_until(
                self.session,
                lambda chair=chair: chair.stage() == stage,  # type: ignore[misc]
                wanted=f"stage {stage}",
                seconds=seconds,
            )
