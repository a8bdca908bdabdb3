"""The procedures themselves, readable by a jurist, and the figures that law or agreement sets.

Declarations only: a procedure is added by a file here, and pages, forms, JSON and
sentences follow from it.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from typing import Any

from jisr.base import Json, digest, parse_canonical
from jisr.procedures.action_plan import ACTION_PLAN
from jisr.procedures.children import CHILDREN, FORMER, HOSTS_OF_PACKS, SPANNING
from jisr.procedures.commitment import COMMITMENT
from jisr.procedures.framework import FRAMEWORK
from jisr.procedures.session import SESSION
from jisr.rules import EACH, Linked, Procedure

PROCEDURES: Mapping[str, Procedure] = {
    each.id: each for each in (FRAMEWORK, SESSION, COMMITMENT, ACTION_PLAN, *CHILDREN)
}

# What procedures that are linked guarantee together.
LINKED: tuple[Linked, ...] = SPANNING


def fitting(parties: Collection[str]) -> Mapping[str, Procedure]:
    """Give the shipped procedures that a framework of these parties is founded with.

    A domestic framework has what a host state does alone; one of two has besides the group's work what either may
    share with the other; what concerns two of three belongs to a framework of those two (protocol 1).
    """
    return {each.id: each for each in PROCEDURES.values() if _fits(each, parties)}


def _fits(procedure: Procedure, parties: Collection[str]) -> bool:
    if procedure is FRAMEWORK:
        return True
    if procedure.sides == EACH:
        return len(parties) > 1
    host = HOSTS_OF_PACKS.get(procedure.id)
    return host != FORMER and host in (None, *parties) and len(procedure.sides) == len(parties)


def stock_parameters(parties: Collection[str] | None = None) -> dict[str, Any]:
    """Give the shipped values of these parties in the manifest's shape (protocol 12.12), each with its source."""
    found: dict[str, dict[str, list[Json]]] = {}
    for name, raw in _figures():
        for value in raw["value"]:
            if not value.get("source"):
                raise ValueError(f"{name}: a value without a source")
            if parties is not None and value["owner"] not in {*parties, "all"}:
                continue
            row = {
                "from": value["from"].isoformat(),
                "is": {"n": value["n"], "unit": raw["unit"], "calendar": value.get("calendar")},
                "source": value["source"],
            }
            found.setdefault(value["owner"], {}).setdefault(raw["name"], []).append(row)
    return found


def stock_calendars(parties: Collection[str] | None = None) -> dict[str, str]:
    """Give the shipped calendars that these parties' figures count by: name to digest."""
    named = {
        each["is"]["calendar"]
        for figures in stock_parameters(parties).values()
        for values in figures.values()
        for each in values
    }
    return {each: digest(parse_canonical(_calendar(each))) for each in sorted(named - {None})}


def stock_calendar_texts() -> Mapping[str, bytes]:
    """Give the shipped calendars: digest to canonical bytes."""
    return {pinned: _calendar(name) for name, pinned in stock_calendars().items()}


def _calendar(name: str) -> bytes:
    return files("jisr.procedures").joinpath("calendars", f"{name}.json").read_bytes()


def _figures() -> Iterator[tuple[str, Any]]:
    folder = files("jisr.procedures").joinpath("parameters")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        yield file.name, tomllib.loads(file.read_text("utf-8"))


def explanations(procedure: str) -> dict[str, str]:
    """Give, for a procedure by its id, why nothing needs to notice some mutants of it: by mutant, with the source."""
    file = files("jisr.procedures").joinpath("explained", f"{procedure.replace('/', '-')}.toml")
    found: dict[str, str] = {}
    for row in tomllib.loads(file.read_text("utf-8"))["mutant"] if file.is_file() else ():
        if not (row.get("reason") and row.get("source")):
            raise ValueError(f"{file.name}: {row.get('name')} has no reason or no source")
        found[row["name"]] = f"{row['reason']} [{row['source']}]"
    return found


__all__ = [
    "ACTION_PLAN",
    "COMMITMENT",
    "FRAMEWORK",
    "HOSTS_OF_PACKS",
    "LINKED",
    "PROCEDURES",
    "SESSION",
    "explanations",
    "fitting",
    "stock_calendar_texts",
    "stock_calendars",
    "stock_parameters",
]
