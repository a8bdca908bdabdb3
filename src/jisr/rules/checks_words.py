"""Words that must not be said, sources that must (protocol 4.1, 4.7, 4.8)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import N_, Phrase
from jisr.rules.subject import Check, Fault, Subject, refuses


@refuses(42, N_("Choose a name that says nothing of what the state keeps to itself."))
def words(subject: Subject) -> Iterator[Fault]:
    """Refuse a name that the linked domestic procedure withholds (protocol 4.8)."""
    for where, name in _names(subject):
        if name in subject.withheld:
            yield where, Phrase(N_("the word %(word)s is withheld"), word=name)


@refuses(43, N_("Name the treaty, law or practice that it rests on."))
def sources(subject: Subject) -> Iterator[Fault]:
    """Refuse a fact or a guarantee without a source; figures of law have theirs in the manifest (4.5)."""
    for fact in subject.procedure.facts:
        if not fact.source.strip():
            yield f"fact {fact.name}", Phrase(N_("it has no source"))
    for guarantee in subject.procedure.guarantees:
        if not guarantee.source.strip():
            yield f"guarantee {guarantee.name}", Phrase(N_("it has no source"))


def _names(subject: Subject) -> Iterator[tuple[str, str]]:
    """Give every name that entries or their readers would meet."""
    procedure = subject.procedure
    yield "procedure", procedure.name
    yield from (("sides", each) for each in subject.sides)
    yield from (("mandates", name) for name, _ in procedure.mandates)
    yield from (("items", each.name) for each in procedure.items)
    yield from (("facts", each.name) for each in procedure.facts)
    yield from (("figures", each.name) for each in procedure.figures)
    yield from (("periods", each.name) for each in procedure.periods)
    yield from (("parameters", each.name) for each in procedure.parameters)
    yield from (("guarantees", each.name) for each in procedure.guarantees)
    yield from (("stages", each.name) for each in procedure.stages)
    for act in procedure.acts:
        yield "acts", act.name
        yield from ((f"act {act.name}, on_behalf", each) for each in act.on_behalf)
        for field in act.fields:
            yield f"act {act.name}, fields", field.name
            yield from ((f"act {act.name}, field {field.name}", code) for code, _ in field.choices)


CHECKS: Final[tuple[Check, ...]] = (words, sources)
__all__ = ["CHECKS"]
