"""What a manifest says to the kernel: the texts it names, found by digest (protocol 12.12)."""

from collections.abc import Callable
from typing import Any

from jisr.base import unb64
from jisr.kernel import Agreed
from jisr.manifest.document import Manifest
from jisr.rules.calendars import Calendar, read_calendar
from jisr.rules.errors import MalformedProcedure


def agreed_of(manifest: Manifest, text: Callable[[str], Any | None]) -> Agreed | None:
    """Give the kernel's view of a manifest; None where a calendar that it names is lacking or unreadable.

    `text` gives the JSON value of a file by digest, or None.
    """
    value = manifest.value
    calendars: dict[str, Calendar] = {}
    for name, digest in value["calendars"].items():
        raw = text(digest)
        if raw is None:
            return None
        try:
            calendars[name] = read_calendar(raw)
        except MalformedProcedure:
            return None
    return Agreed(
        version=manifest.version,
        digest=manifest.digest,
        founding={party: each["founding"] for party, each in value["parties"].items()},
        framework_procedure=value["framework_procedure"],
        procedures=value["procedures"],
        parameters=value["parameters"],
        calendars=calendars,
        witnesses={name: unb64(each["key"]) for name, each in value["witnesses"].items()},
        moves={to: frozenset(moves) for to, moves in value.get("moves", {}).items()},
    )
