"""Manifests, the values of parameters, and the texts that they pin by digest (protocol 9.1, 12.12)."""

from collections.abc import Mapping
from typing import Any

from .calendars import utc_date
from .canonical import digest
from .procedures import Procedure


class Texts:
    """All texts that a node has, by digest."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.first: Mapping[str, Any] = case["manifest"]
        self.manifests = {digest(text): text for text in [case["manifest"], *case.get("later", [])]}
        self.procedures: dict[str, Procedure] = {}
        for text in case["procedures"]:
            procedure = Procedure(text)
            self.procedures[procedure.digest] = procedure
        self.calendars = {digest(text): text for text in case.get("calendars", [])}

    def calendar(self, manifest: Mapping[str, Any], name: str | None) -> Mapping[str, Any] | None:
        """Find the calendar that a manifest pins under a name."""
        return None if name is None else self.calendars.get(manifest["calendars"].get(name))

    def complete(self, manifest: Mapping[str, Any]) -> bool:
        """Say whether the node has every calendar of a manifest (protocol 12.12)."""
        return all(pinned in self.calendars for pinned in manifest["calendars"].values())


def parameter(
    manifest: Mapping[str, Any], procedure: Procedure, sides: Mapping[str, str], name: str, moment: int
) -> Any | None:
    """Give the value of a parameter that holds on the UTC date of a moment (protocol 4.5, 12.12)."""
    declared = procedure.parameters.get(name)
    owner = declared["owner"] if declared else "all"
    party = sides.get(owner, owner)
    on = utc_date(moment)
    rows = [row for row in manifest["parameters"].get(party, {}).get(name, ()) if row["from"] <= on]
    return max(rows, key=lambda row: row["from"])["is"] if rows else None
