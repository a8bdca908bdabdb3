"""Noting that two officers have read a fingerprint out to each other and it was the same; in this node alone."""

from dataclasses import dataclass

from jisr.base import N_, Phrase
from jisr.manifest import Manifest
from jisr.manifest.ceremony import HEARD_CHARACTERS_MAX, Same, compare_heard
from jisr.node import models
from jisr.node.ceremony import MEANS, Subject, compared_said
from jisr.node.clock import CLOCK
from jisr.node.errors import HeardOtherwise, WrongField
from jisr.node.events import note

WHOM_CHARACTERS_MAX = 200
HEARD = "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an officer says of a reading: with whom of which party, by what means, that it was the same, what was heard.

    `party` is empty for a body that is no party, as a witness. `words` may be empty: then the officer's word stands.
    """

    party: str
    whom: str
    means: str
    is_same: bool
    words: str = ""


def note_heard(
    manifest: Manifest, subject: Subject, told: Told, *, officer: models.Officer, language: str
) -> models.Heard:
    """Note it; raises HeardOtherwise, and notes nothing, where words typed in are not those that stand here."""
    whom = told.whom.strip()
    if told.party not in {"", *manifest.parties}:
        raise WrongField(HEARD, "party")
    if not whom or len(whom) > WHOM_CHARACTERS_MAX:
        raise WrongField(HEARD, "whom", Phrase(N_("1 to %(most)s characters"), most=WHOM_CHARACTERS_MAX))
    if told.means not in MEANS:
        raise WrongField(HEARD, "means")
    if told.words.strip():
        require_heard(told.words, subject, language=language)
    elif not told.is_same:
        raise WrongField(HEARD, "same", Phrase(N_("say that it was the same, or type in the words that you heard")))
    row = models.Heard.objects.create(
        framework_id=manifest.framework,
        version=manifest.version,
        about=subject.code,
        digits=subject.digits.hex(),
        party=told.party,
        whom=whom,
        means=told.means,
        typed=bool(told.words.strip()),
        officer=officer,
        at=CLOCK.now(),
    )
    note("ceremony.heard", framework=manifest.framework, version=manifest.version, about=subject.code)
    return row


def require_heard(words: str, subject: Subject, *, language: str) -> None:
    """Raise HeardOtherwise unless all words that were heard are those of what is read out."""
    if len(words) > HEARD_CHARACTERS_MAX:
        raise WrongField(HEARD, "words", Phrase(N_("1 to %(most)s characters"), most=HEARD_CHARACTERS_MAX))
    found = compare_heard(words, subject.digits, language)
    if not isinstance(found, Same):
        raise HeardOtherwise(compared_said(found))


__all__ = ["Told", "note_heard", "require_heard"]
