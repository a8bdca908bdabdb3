"""One thing that was looked at for the operator: its state, and its remedy in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.template.defaultfilters import filesizeformat

from jisr.base import Instant, Phrase, format_instant
from jisr.node.catalogue import speaking
from jisr.node.queries.values import moment_shown

OK, WATCH, ACT = "ok", "watch", "act"
STATES: Final = (ACT, WATCH, OK)
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: `ok`, to `watch`, or to `act` upon, with what to do."""

    subject: str
    state: str
    name: Phrase
    words: Phrase
    remedy: Phrase
    framework: str = ""


def check(
    subject: str, state: str, name: Phrase, words: Phrase, remedy: Phrase | str = "", framework: str = ""
) -> Check:
    """Put together what was looked at; a remedy that is a string has no holes."""
    said = remedy if isinstance(remedy, Phrase) else Phrase(remedy)
    return Check(subject=subject, state=state, name=name, words=words, remedy=said, framework=framework)


class Size(Phrase):
    """A number of bytes: for programs as English says it, for a person as the language does."""

    def __init__(self, count: int) -> None:
        with speaking("en"):
            super().__init__("%(size)s", size=filesizeformat(count))
        self.count = count

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the language that is spoken here."""
        del translate
        return filesizeformat(self.count)


class Moment(Phrase):
    """An instant: for programs in its one spelling, for a person as the language says it."""

    def __init__(self, at: int) -> None:
        super().__init__("%(time)s", time=format_instant(Instant(at)))
        self.at = at

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it."""
        return super().said_in(translate) if translate is str else moment_shown(self.at)


__all__ = ["ACT", "DAY_SECONDS", "OK", "STATES", "WATCH", "Check", "Moment", "Size", "check"]
