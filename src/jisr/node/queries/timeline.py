"""The acts of a dossier as a newcomer reads them: who did what when, and what it is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jisr.base import Instant, Json, Party
from jisr.kernel import Deed, Docket, Standing
from jisr.node.leaving import remaining
from jisr.node.queries.certainty import not_certain
from jisr.node.queries.changes import Change, changes_of
from jisr.node.queries.facts import FactShown, fact_shown
from jisr.node.queries.overtaking import Overtaking, overtaken_by
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import Reference, References, named_in
from jisr.node.queries.statements import Said, first_value, said
from jisr.node.queries.unjudged import why_unjudged
from jisr.node.queries.words import act_label, reasons_said
from jisr.rules import Act, DeclaredFact
from jisr.rules.say import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One act of the timeline with its standing in words."""

    entry: str
    act: str
    label: str
    party: str
    authority: str
    mandate: str
    at: Instant
    standing: str
    is_final: bool
    # Since when the key that signed it was stolen, where it was not final by then (protocol 12.26).
    uncertain_since: Instant | None
    unacknowledged_by: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    said: tuple[Said, ...]
    item: Reference | None
    # What it is about, by the first words that were said of it.
    about: str
    by_node: bool
    corrects: str
    corrected_by: str
    first_said: tuple[Said, ...]
    # What a correction changed: of the correction itself, and of the act that has one.
    changes: tuple[Change, ...]
    overtaken_by: tuple[Overtaking, ...]
    facts: tuple[FactShown, ...]


def row_of(
    held: Reading, docket: Docket, deed: Deed, by_key: Mapping[str, Deed], known: References | None = None
) -> Row:
    """Give the row of one act; `known`: what references lead to, where it was asked for already."""
    known = References(held, named_by(docket, [deed], by_key)) if known is None else known
    missing = unacknowledged_by(held, docket, deed)
    corrects = str(deed.entry.item) if deed.entry.act == "correct" else ""
    item = None if corrects or not deed.entry.item else str(deed.entry.item)
    correction = corrected_by(docket, deed)
    about = by_key.get(item) if item else None
    return Row(
        entry=deed.key,
        act=deed.entry.act,
        label=act_label(docket.words_of(deed), deed.entry.act),
        party=deed.party,
        authority=deed.entry.by.authority,
        mandate=deed.entry.by.mandate,
        at=Instant(deed.time or 0),
        standing=str(deed.verdict.standing),
        is_final=not missing,
        uncertain_since=not_certain(held, docket, deed),
        unacknowledged_by=missing,
        reasons=_reasons(held, docket, deed),
        said=tuple(said(docket, deed, by_key, known=known)),
        item=None if item is None else known.of(item),
        about=_about(docket, about, by_key) if about is not None else "",
        by_node=deed.entry.by.mandate == "clock",
        corrects=corrects,
        corrected_by=correction,
        first_said=tuple(said(docket, deed, by_key, as_first=True, known=known)) if correction else (),
        changes=tuple(changes_of(docket, by_key.get(correction or deed.key), by_key)),
        overtaken_by=tuple(overtaken_by(docket, deed)),
        facts=tuple(_facts_of(docket, deed)),
    )


def named_by(docket: Docket, deeds: Iterable[Deed], by_key: Mapping[str, Deed]) -> Iterable[str]:
    """Give all numbers that rows or items of these acts may lead to."""
    for deed in deeds:
        if deed.entry.item:
            yield str(deed.entry.item)
        for each in (deed, by_key.get(str(deed.entry.item)), by_key.get(corrected_by(docket, deed))):
            if each is not None:
                yield from named_in(each.entry.fields)


def unacknowledged_by(held: Reading, docket: Docket, deed: Deed) -> tuple[Party, ...]:
    """Give the parties of which no entry is here that covers an act; nobody waits for who has left (12.33)."""
    tails = held.logs.tails
    parties = remaining(sorted(docket.sides.values() or held.framework.parties), held.register.left)
    return tuple(each for each in parties if each != deed.party and tails[each].seen[deed.party] <= deed.seq)


def _about(docket: Docket, deed: Deed, by_key: Mapping[str, Deed]) -> str:
    return first_value(docket, deed, by_key) or act_label(docket.words_of(deed), deed.entry.act)


def _reasons(held: Reading, docket: Docket, deed: Deed) -> tuple[Sentence, ...]:
    if deed.verdict.standing == Standing.UNJUDGED:
        return (Sentence(why_unjudged(held, docket, deed).words, ""),)
    reasons: tuple[Json, ...] = deed.verdict.reasons
    return tuple(reasons_said(reasons, docket))


def corrected_by(docket: Docket, deed: Deed) -> str:
    """Give the correction by which an act has other fields now; empty if it has none."""
    correction = docket.state.corrected.get(deed.key) if docket.state else None
    return f"{deed.party}.{correction[0]}" if correction else ""


def is_correctable(deed: Deed) -> bool:
    """Say whether this party may give an act new fields: its own, single, not an opening, with fields."""
    step = deed.step
    if deed.party != own_party() or deed.verdict.standing != "stands" or step is None or step.kind != "act":
        return False
    return deed.entry.act != "correct" and step.act is not None and not step.act.opens and bool(step.act.fields)


def _facts_of(docket: Docket, deed: Deed) -> Iterable[FactShown]:
    """Give the facts that an act gave and that still hold by it or another."""
    step, compiled = deed.step, docket.compiled
    if step is None or step.act is None or compiled is None or deed.verdict.standing != "stands":
        return
    ends = step.kind in ("act", "conclude") or (step.kind == "concur" and len(docket.sides) == 2)
    if not ends or deed.entry.act == "correct":
        return
    for name in step.act.sets:
        fact = compiled.facts[name]
        item = _item_of(docket, deed, step.act, fact)
        if fact.item is None or item is not None:
            shown_fact = fact_shown(docket, fact, item)
            if shown_fact.is_contestable:
                yield shown_fact


def _item_of(docket: Docket, deed: Deed, act: Act, fact: DeclaredFact) -> str | None:
    """Give the item whose fact an act gave."""
    if fact.item is None or docket.state is None:
        return None
    if fact.item == act.adds:
        return deed.key
    proposal = docket.state.proposals.get(str(deed.entry.item))
    return proposal["item"] if proposal else deed.entry.item
