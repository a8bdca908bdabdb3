"""The public record as a list of acts: read from `record.toml`, its labels resolved as numbers come."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One act of the record. `family` names the outermost dossier: acts within it keep their order."""

    framework: str
    party: str
    act: str
    mandate: str
    family: str
    opens: str
    dossier: str
    within: str
    procedure: str
    label: str
    item: str
    fields: dict[str, Any]
    source: str


@lru_cache(maxsize=1)
def recorded_acts() -> tuple[RecordedAct, ...]:
    """Read the record, in its order."""
    raw = tomllib.loads(files("jisr.cli.demo").joinpath("record.toml").read_text("utf-8"))
    families: dict[str, str] = {}
    found = []
    for row in raw["act"]:
        opens, within = row.get("opens", ""), row.get("within", "")
        if opens:
            families[opens] = families[within] if within else opens
        dossier = row.get("in", "")
        found.append(
            RecordedAct(
                framework=row["framework"],
                party=row["party"],
                act=row["act"],
                mandate=row["mandate"],
                family=families[opens or dossier],
                opens=opens,
                dossier=dossier,
                within=within,
                procedure=row.get("procedure", ""),
                label=row.get("as", ""),
                item=row.get("item", ""),
                fields=row.get("fields", {}),
                source=row["source"],
            )
        )
    return tuple(found)
