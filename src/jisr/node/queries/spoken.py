"""A dossier's reasons in words, for who reads `jisr dossier show` instead of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jisr.base import Json
from jisr.kernel import Docket
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.unjudged import Unjudged, dossier_unjudged, why_unjudged
from jisr.node.queries.words import reasons_said, source_said
from jisr.rules.say import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Why the dossier is not judged, why acts do not stand, what the acts of this party lack."""

    unjudged: Unjudged | None
    acts: Mapping[str, str]
    lacks: Mapping[str, str]


def spoken(framework: str, value: Mapping[str, Any]) -> Spoken:
    """Say the reasons in a dossier's value."""
    held = reading(framework)
    docket = held.docket(value["id"])
    acts = {f"{each['party']}.{each['seq']}": each for each in value["acts"]}
    return Spoken(
        unjudged=dossier_unjudged(held, docket),
        acts={entry: _why(held, docket, entry, each["standing"], each["reasons"]) for entry, each in acts.items()},
        lacks={each["act"]: _lacks(docket, each["missing"]) for each in value["open_acts"]},
    )


def _why(held: Reading, docket: Docket, entry: str, standing: str, reasons: Sequence[Json]) -> str:
    if standing == "unjudged":
        return why_unjudged(held, docket, docket.deeds[entry]).words
    return _lines(reasons_said(reasons, docket))


def _lacks(docket: Docket, missing: Sequence[Json]) -> str:
    return _lines(reasons_said(missing, docket)) if missing else "nothing: open"


def _lines(sentences: Sequence[Sentence]) -> str:
    return "\n".join(f"{each.text} ({source_said(each.source)})" if each.source else each.text for each in sentences)
