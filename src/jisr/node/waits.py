"""What waits in a dossier, for whom, since when and until when (models/desk.py says what each kind means)."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

from jisr.base import Instant, Party, parse_entry_id
from jisr.kernel import Compiled, Docket
from jisr.kernel.scene import Scene
from jisr.kernel.state import is_answered, is_open
from jisr.node import models
from jisr.node.queries.reading import Reading
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH, STARTER, Act, Period
from jisr.rules.calendars import end_of_date

# The figures by which procedures say until when something was promised, and by whom.
DUE_FIGURE, OWNER_FIGURE = "due_on", "owner"
EVERYBODY = "all"
WORDS_CHARACTERS_MAX = 200


def waits_of(held: Reading, docket: Docket, scene: Scene) -> Iterator[models.Waiting]:
    """Give what waits in a dossier that is not closed."""
    found = (
        _answers(held, docket, scene),
        _contests(held, docket),
        _periods(held, docket, scene),
        _dates(held, docket),
    )
    # protocol 12.33: who has left does nothing any more, and nobody waits for them.
    yield from (each for each in chain.from_iterable(found) if each.party not in held.register.left)


def _waiting(held: Reading, docket: Docket, **values: Any) -> models.Waiting:
    due = values.get("due")
    by = models.NEVER if due is None else due
    return models.Waiting(framework_id=held.row.pk, dossier=docket.id, by=by, **values)


def _answers(held: Reading, docket: Docket, scene: Scene) -> Iterator[models.Waiting]:
    """Give the proposals that a party has not answered, and the windows in which it must."""
    assert docket.state is not None, "a scene is of a state"
    for code, each in docket.state.proposals.items():
        if not is_open(each) or each["party"] in held.register.left:
            continue
        act = docket.compiled.joint(each["act"])
        since = Instant(each["time"] or 0)
        due = scene.window_end(each) if act.irrevocable and each["time"] is not None else None
        words = _words(held, act, each)
        for party in docket.state.parties:
            mandates = mandates_of(docket, f"concur_{act.name}", party)
            if party == each["party"] or party in each["concurred"] or not mandates:
                continue
            values = {"about": code, "act": f"concur_{act.name}", "party": party, "mandates": mandates, "due": due}
            values["words"] = words
            yield _waiting(held, docket, kind="answer", since=since, **values)
            if due is not None:
                yield _waiting(held, docket, kind="window", since=since, starts=since, **values)


def _words(held: Reading, act: Act, proposal: Mapping[str, Any]) -> str:
    """Give the first words that a proposal says, or that were said of what it is about."""
    said = _first_text(act, proposal["fields"])
    if said or proposal["item"] is None:
        return said
    at = parse_entry_id(proposal["item"])
    raw = models.Entry.objects.filter(log=held.rows[at.party], seq=at.seq).values_list("raw", flat=True).first()
    fields = orjson.loads(bytes(raw)).get("fields", {}) if raw is not None else {}
    return next((each[:WORDS_CHARACTERS_MAX] for each in fields.values() if isinstance(each, str) and " " in each), "")


def _first_text(act: Act, fields: Mapping[str, Any]) -> str:
    texts = (fields.get(each.name) for each in act.fields if each.type == "text" and not each.sealed)
    return next((each[:WORDS_CHARACTERS_MAX] for each in texts if isinstance(each, str)), "")


def mandates_of(docket: Docket, step: str, party: str) -> list[str]:
    """Give the mandates of a party to which a step is open; that of the node's clock is nobody's."""
    found = docket.compiled.steps.get(step)
    side = docket.compiled.side_of(party, docket.sides)
    return sorted(found.by.get(side or EACH, frozenset()) - {CLOCK_MANDATE}) if found is not None else []


def _contests(held: Reading, docket: Docket) -> Iterator[models.Waiting]:
    """Give the facts in doubt that roles of a party may answer still (protocol 12.5)."""
    assert docket.state is not None, "a scene is of a state"
    for code, each in docket.state.contests.items():
        if is_answered(each):
            continue
        at = parse_entry_id(code)
        fact = each["key"].split("|")[0]
        sides, _ = docket.compiled.contestable[fact]
        since = held.logs.time(at.party, at.seq) or Instant(0)
        for party in docket.state.parties:
            if docket.compiled.side_of(party, docket.sides) not in sides:
                continue
            if each["joint"] and any(answer[0] == party for answer in each["answers"]):
                continue
            said = {answer[2] for answer in each["answers"]} if not each["joint"] else set()
            mandates = [mandate for mandate in mandates_of(docket, "answer", party) if mandate not in said]
            if mandates:
                values = {"about": code, "act": "answer", "party": party, "mandates": mandates, "since": since}
                values["words"] = fact
                yield _waiting(held, docket, kind="contest", **values)


def _periods(held: Reading, docket: Docket, scene: Scene) -> Iterator[models.Waiting]:
    """Give the periods that have begun, with who owes their end; of several starts that which ends first."""
    assert docket.state is not None, "a scene is of a state"
    found: dict[tuple[str, str], models.Waiting] = {}
    for period in docket.compiled.procedure.periods:
        if _is_dated(period, docket.compiled):
            continue
        for start in docket.state.starts.get(period.name, ()):
            begun = scene.begun(period, start) if start[2] == "start" else None
            party = _owner(period, docket, Party(start[0]))
            if begun is None or not party:
                continue
            mandates = mandates_of(docket, period.due, party) if period.due else [ANY_MANDATE]
            values = {"about": period.name, "act": period.due or "", "mandates": mandates or [ANY_MANDATE]}
            end = scene.ending(period, start)
            one = _waiting(held, docket, kind="period", party=party, since=begun, starts=begun, due=end, **values)
            before = found.get((period.name, party))
            if before is None or one.by < before.by:
                found[period.name, party] = one
    yield from found.values()


def _is_dated(period: Period, compiled: Compiled) -> bool:
    """Say whether a period only runs until the day by which something was promised: that day waits already."""
    return period.until is not None and any(
        (DUE_FIGURE, period.until) in act.assigns for act in compiled.procedure.acts
    )


def _owner(period: Period, docket: Docket, starter: Party) -> str:
    return starter if period.owner in (STARTER, EACH) else docket.sides.get(period.owner, "")


def _dates(held: Reading, docket: Docket) -> Iterator[models.Waiting]:
    """Give what was promised by a day, for each party that promised it."""
    state, figures = docket.state, docket.compiled.figure_kinds
    if state is None or state.opening is None or figures.get(DUE_FIGURE, DUE_FIGURE) is not None:
        return
    day = state.figure(DUE_FIGURE)
    if day is None:
        return
    owner = str(state.figure(OWNER_FIGURE) or "") if OWNER_FIGURE in figures else ""
    opener = str(state.opening[0])
    parties = state.parties if owner == EVERYBODY else (owner.upper() or opener,)
    for party in parties:
        if party in state.parties:
            values = {"about": DUE_FIGURE, "party": party, "mandates": [ANY_MANDATE], "since": state.opening[2] or 0}
            yield _waiting(held, docket, kind="date", due=end_of_date(day, None), **values)


__all__ = ["mandates_of", "waits_of"]
