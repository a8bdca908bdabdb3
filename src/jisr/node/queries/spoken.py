"""A dossier in words, for who reads `jisr dossier show` instead of a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jisr.base import Json
from jisr.kernel import Docket, Step
from jisr.node.catalogue import gettext as _
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.openings import ANSWERING, item_lacking
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.statements import field_of
from jisr.node.queries.unjudged import Unjudged, dossier_unjudged, why_unjudged
from jisr.node.queries.values import shown
from jisr.node.queries.words import act_label, reasons_said
from jisr.rules import Procedure
from jisr.rules.say import Saying, Sentence
from jisr.rules.sources import source_said

# What lacks where there is nothing that the act could be about.
NO_ITEM = ["4.item"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSpoken:
    """What an act is, and why it does not stand or what it lacks."""

    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What the dossier is about and of which kind, where it stands, its facts and figures, its acts.

    `facts` are by name, `acts` by entry, `open_acts` (those of this party's side) by name.
    """

    title: str
    kind: str
    stage: str
    unjudged: Unjudged | None
    facts: Mapping[str, str]
    figures: Sequence[tuple[str, str]]
    acts: Mapping[str, ActSpoken]
    open_acts: Mapping[str, ActSpoken]


def spoken(framework: str, value: Mapping[str, Any]) -> Spoken:
    """Say a dossier's value (protocol 10)."""
    held = reading(framework)
    docket = held.docket(value["id"])
    procedure = docket.compiled.procedure if docket.compiled else None
    return Spoken(
        title=dossier_heading(docket).title,
        kind=_(procedure.label) if procedure else "",
        stage=_stage(procedure, value["stage"]),
        unjudged=dossier_unjudged(held, docket),
        facts={name: _fact(procedure, name, holds=holds) for name, holds in value["facts"].items() if procedure},
        figures=list(_figures(docket, value["figures"])),
        acts={f"{each['party']}.{each['seq']}": _act(held, docket, each) for each in value["acts"]},
        open_acts=_open_acts(docket, value["open_acts"]),
    )


def _stage(procedure: Procedure | None, name: str | None) -> str:
    stages = procedure.stages if procedure else ()
    return next((_(each.label) for each in stages if each.name == name), "")


def _fact(procedure: Procedure, name: str, *, holds: bool) -> str:
    """Say that a fact is so, or that it is not so; of an item with its entry."""
    fact, bar, item = name.partition("|")
    said = Saying(procedure, None, _).fact(fact, holds=holds)
    return _("%(fact)s: %(item)s") % {"fact": said, "item": item} if bar else said


def _figures(docket: Docket, figures: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Give each figure that has a value, by its label."""
    if docket.compiled is None:
        return
    labels = {each.name: _(each.label) for each in docket.compiled.procedure.figures}
    for name, value in figures.items():
        figure, bar, item = name.partition("|")
        label = labels.get(figure, figure)
        if value is not None:
            said = _("%(fact)s: %(item)s") % {"fact": label, "item": item} if bar else label
            yield said, shown(field_of(docket.compiled, figure), value)


def _act(held: Reading, docket: Docket, act: Mapping[str, Any]) -> ActSpoken:
    entry = f"{act['party']}.{act['seq']}"
    why = _why(held, docket, entry, act["standing"], act["reasons"])
    return ActSpoken(label=act_label(docket.compiled, act["act"]), why=why)


def _open_acts(docket: Docket, acts: Sequence[Mapping[str, Any]]) -> dict[str, ActSpoken]:
    """Say what each act lacks; as on the page, no answer is told of to which there is no proposal."""
    steps = docket.compiled.steps if docket.compiled is not None else {}
    told = [each for each in acts if each["missing"] != NO_ITEM or steps[each["act"]].kind not in ANSWERING]
    return {each["act"]: _open_act(docket, steps[each["act"]], each["missing"]) for each in told}


def _open_act(docket: Docket, step: Step, missing: Sequence[Json]) -> ActSpoken:
    lacks = item_lacking(docket, step).text if missing == NO_ITEM and step.item else _lacks(docket, missing)
    return ActSpoken(label=act_label(docket.compiled, step.name), why=lacks)


def _why(held: Reading, docket: Docket, entry: str, standing: str, reasons: Sequence[Json]) -> str:
    if standing == "unjudged":
        return why_unjudged(held, docket, docket.deeds[entry]).words
    return _lines(reasons_said(reasons, docket))


def _lacks(docket: Docket, missing: Sequence[Json]) -> str:
    return _lines(reasons_said(missing, docket)) if missing else _("nothing: open")


def _lines(sentences: Sequence[Sentence]) -> str:
    return "\n".join(f"{each.text} ({source_said(each.source, _)})" if each.source else each.text for each in sentences)
