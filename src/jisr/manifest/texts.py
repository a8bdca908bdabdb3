"""The texts that a manifest names by digest: procedures and calendars (protocol 4.8, 8.1, 12.12).

Whatever way such a file takes into a node, it is read here, and the loader runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jisr.base import N_, Json, NotCanonical, digest, parse_canonical
from jisr.base.limits import TEXT_BYTES_MAX
from jisr.manifest.errors import TextRefused
from jisr.rules import (
    Finding,
    MalformedProcedure,
    Procedure,
    check,
    check_beside,
    listed,
    procedure_digest,
    read_calendar,
    read_procedure,
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file that a manifest may name: a procedure that loads, or else a calendar."""

    name: str
    digest: str
    content: bytes
    procedure: Procedure | None


def read_text(raw: bytes) -> Text:
    """Read a procedure or calendar from its canonical bytes; what the loader refuses is named, rule by rule."""
    try:
        value = parse_canonical(raw, bytes_max=TEXT_BYTES_MAX)
        if isinstance(value, dict) and "acts" in value:
            return _procedure_text(value, raw)
        if isinstance(value, dict) and "offsets" in value:
            return Text(read_calendar(value).name, digest(value), raw, None)
    except (NotCanonical, MalformedProcedure) as error:
        raise TextRefused("%(because)s", because=error) from error
    raise TextRefused(N_("it is neither a procedure nor a calendar"))


def _procedure_text(value: Json, raw: bytes) -> Text:
    procedure = read_procedure(value)  # type: ignore[arg-type]  # any other shape is an error of its own
    # A digest is taken without labels, and the file that bears it has none (12.13).
    if procedure_digest(procedure) != digest(value):
        raise TextRefused(N_("%(procedure)s: it has labels"), procedure=procedure.id)
    _refuse(procedure, check(procedure))
    return Text(procedure.id, digest(value), raw, procedure)


def require_loadable(procedures: Sequence[Procedure]) -> None:
    """Hold procedures that are to be in force together against each other (protocol 4.6, 4.8)."""
    for each in procedures:
        _refuse(each, check_beside(each, procedures))


def _refuse(procedure: Procedure, findings: Sequence[Finding]) -> None:
    if findings:
        raise TextRefused(
            N_("%(procedure)s does not load:\n%(findings)s"),
            procedure=procedure.id,
            findings=listed(findings),
        )


def with_texts(value: Mapping[str, Any], texts: Sequence[Text]) -> dict[str, Any]:
    """Let a manifest's value name texts, each under its own name."""
    procedures = {each.name: each.digest for each in texts if each.procedure is not None}
    calendars = {each.name: each.digest for each in texts if each.procedure is None}
    return {
        **value,
        "procedures": {**value["procedures"], **procedures},
        "calendars": {**value["calendars"], **calendars},
    }


__all__ = ["Text", "read_text", "require_loadable", "with_texts"]
