"""The procedures themselves, readable by a jurist, and the figures that law or agreement sets.

Declarations only: a procedure is added by a file here, and pages, forms, JSON and
sentences follow from it.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jisr.base import Json
from jisr.procedures.action_plan import ACTION_PLAN
from jisr.procedures.commitment import COMMITMENT
from jisr.procedures.framework import FRAMEWORK
from jisr.procedures.session import SESSION
from jisr.rules import Procedure

PROCEDURES: Mapping[str, Procedure] = {each.id: each for each in (FRAMEWORK, SESSION, COMMITMENT, ACTION_PLAN)}


def stock_parameters() -> dict[str, Any]:
    """Give the shipped values in the manifest's shape (protocol 12.12); each has its source."""
    found: dict[str, dict[str, list[Json]]] = {}
    folder = files("jisr.procedures").joinpath("parameters")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        raw = tomllib.loads(file.read_text("utf-8"))
        for value in raw["value"]:
            if not value.get("source"):
                raise ValueError(f"{file.name}: a value without a source")
            row = {
                "from": value["from"].isoformat(),
                "is": {"n": value["n"], "unit": raw["unit"], "calendar": value.get("calendar")},
                "source": value["source"],
            }
            found.setdefault(value["owner"], {}).setdefault(raw["name"], []).append(row)
    return found


__all__ = ["ACTION_PLAN", "COMMITMENT", "FRAMEWORK", "PROCEDURES", "SESSION", "stock_parameters"]
