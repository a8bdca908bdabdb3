"""A procedure as declared, and the acts that every procedure has besides (protocol 4.3, 12.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .canonical import digest

Term = Any
NOT_CLOSED: Term = {"not": {"fact": "closed"}}
STEPS = ("propose", "concur", "decline", "withdraw", "conclude", "report")
OWN = ("correct", "contest", "answer", "erase", "reopen")


# The joint act by which a dossier goes on by another version of its procedure (protocol 12.29).
MOVE: Mapping[str, Any] = {
    "name": "move", "label": "", "source": "", "on_behalf": [], "item": None, "needs": True, "sets": [], "clears": [],
    "assigns": [], "adds": None, "starts": [], "ends": [], "opens": False, "closes": False, "protective": False,
    "irrevocable": False, "window": None, "joint": True, "echo": None, "attests": None, "redress": None,
    "fields": [
        {"name": "procedure", "type": "text", "sealed": False, "required": True, "choices": None},
        {"name": "digest", "type": "hash", "sealed": False, "required": True, "choices": None},
    ],
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Act:
    """An act that can be entered: a declared one, a step of a joint one, or one of the kernel's."""

    name: str
    step: str
    declared: Mapping[str, Any]

    @property
    def protective(self) -> bool:
        """Say whether it can only make the procedure safer (protocol 4.3, 12.5)."""
        if self.step == "plain":
            return bool(self.declared["protective"])
        return self.step in ("withdraw", "report", "contest")

    @property
    def opens(self) -> bool:
        """Say whether it opens a dossier."""
        return self.step == "plain" and bool(self.declared["opens"])


class Procedure:
    """One version of a procedure."""

    def __init__(self, text: Mapping[str, Any]) -> None:
        self.text = text
        self.name: str = text["name"]
        self.version: int = text["version"]
        self.called = f"{text['name']}/{text['version']}"
        self.digest = digest(text)
        self.sides: list[str] | str = text["sides"]
        self.within: str | None = text["within"]
        self.acts: dict[str, Mapping[str, Any]] = {act["name"]: act for act in text["acts"]}
        self.facts: dict[str, Mapping[str, Any]] = {fact["name"]: fact for fact in text["facts"]}
        self.figures: dict[str, Mapping[str, Any]] = {figure["name"]: figure for figure in text["figures"]}
        self.periods: dict[str, Mapping[str, Any]] = {period["name"]: period for period in text["periods"]}
        self.parameters: dict[str, Mapping[str, Any]] = {row["name"]: row for row in text["parameters"]}
        self.move = {**MOVE, "by": self._movers()}

    def _movers(self) -> dict[str, list[str]]:
        """Say who may move a dossier: who may open it again (protocol 12.29)."""
        found = {}
        for side in ["each"] if self.sides == "each" else self.sides:
            closing = [one for act in self.acts.values() if act["closes"] for one in admitted(act, side)]
            found[side] = closing or [one for act in self.acts.values() for one in admitted(act, side)] or ["*"]
        return found

    def act(self, name: str, parties: int) -> Act | None:
        """Find an act among those declared and those of protocol 12.5, in a dossier of so many parties."""
        found = self.acts.get(name)
        if found is not None:
            return None if found["joint"] else Act(name, "plain", found)
        if name in OWN:
            return Act(name, name, {})
        for step in STEPS:
            named = name.removeprefix(f"{step}_") if name.startswith(f"{step}_") else ""
            found = self.move if named == "move" else self.acts.get(named)
            if found is None or not found["joint"]:
                continue
            if (step == "conclude" and parties <= 2) or (step == "report" and not found["irrevocable"]):
                continue
            return Act(name, step, found)
        return None

    def redressed(self, declared: Mapping[str, Any]) -> Iterator[str]:
        """Name the irrevocable acts of which a declared act is the redress."""
        return (act["name"] for act in self.acts.values() if act["irrevocable"] and act["redress"] == declared["name"])

    def sets(self, declared: Mapping[str, Any]) -> list[str]:
        """Name the facts that a declared act makes true, the kernel's included (protocol 5.5, 12.5)."""
        closing = ["closed"] if declared["closes"] else []
        done = [f"{declared['name']}_done"] if declared["irrevocable"] else []
        return [*declared["sets"], *closing, *done]

    def clears(self, declared: Mapping[str, Any]) -> list[str]:
        """Name the facts that a declared act makes false, the kernel's included (protocol 5.5, 12.5)."""
        return [*declared["clears"], *(f"{name}_crossed" for name in self.redressed(declared))]

    def needs(self, act: Act) -> list[Term]:
        """Give what an act needs, part by part; of a correction only its own part (protocol 12.5, 12.6)."""
        closed = [] if act.protective or act.opens or act.step in ("erase", "reopen") else [NOT_CLOSED]
        if act.step not in ("plain", "propose", "concur", "conclude"):
            return closed
        window = act.step != "propose" and act.declared["irrevocable"]
        return [
            *closed,
            *self.declared_needs(act.declared),
            *([{"running": f"{act.declared['name']}_window"}] if window else []),
        ]

    def declared_needs(self, declared: Mapping[str, Any]) -> list[Term]:
        """Give what a declared act needs: the crossing that it redresses, and its needs (protocol 12.5)."""
        return [*({"fact": f"{name}_crossed"} for name in self.redressed(declared)), declared["needs"]]

    def kind(self, fact: str) -> str | None:
        """Give the kind of item that a fact or figure belongs to; null if it is the dossier's."""
        row = self.facts.get(fact) or self.figures.get(fact)
        return row["item"] if row else None

    def cautious(self, fact: str) -> bool:
        """Give the cautious value of a fact, the kernel's included (protocol 4.1, 12.5)."""
        if fact in self.facts:
            return bool(self.facts[fact]["cautious"])
        return fact == "closed" or fact.endswith("_crossed")

    def giving(self, fact: str, value: bool) -> list[Mapping[str, Any]]:
        """List the declared acts that give a fact a value."""
        return [act for act in self.acts.values() if fact in (self.sets(act) if value else self.clears(act))]


def admitted(declared: Mapping[str, Any], side: str) -> list[str]:
    """List the mandates to which a declared act is open on a side (protocol 12.13)."""
    by = declared["by"]
    return list(by.get(side, by.get("each", [])))
