"""What can be wrong with a declaration.

JisrError
├── MalformedProcedure   JSON that is no procedure
│   └── MalformedCalendar   JSON that is no calendar
└── NotLoadable          findings of the loader, all at once (protocol 4.8)
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jisr.base import N_, JisrError, Phrase


class MalformedProcedure(JisrError):
    """JSON that does not have the shape of protocol 10."""

    advice = N_("Ask the sender for the procedure's file again; compare its digest with the manifest.")

    def __init__(self, *, where: Phrase | str, got: object) -> None:
        self.where = str(where)
        super().__init__(N_("procedure: %(where)s: %(got)s"), where=where, got=_got(got))


class MalformedCalendar(MalformedProcedure):
    """JSON that does not have the shape of a calendar (protocol 12.12)."""

    advice = N_("Mend the field %(where)s of the calendar: docs/protocol.md, 12.12.")

    def __init__(self, *, where: Phrase | str, got: object) -> None:
        self.where = str(where)
        JisrError.__init__(self, N_("calendar: %(where)s: %(got)s"), where=where, got=_got(got))


def _got(got: object) -> object:
    """Give what stands there: words as they are, anything else cut short."""
    return got if isinstance(got, Phrase | JisrError) else str(got)[:200]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a declaration, and how to mend it; `hint` is marked words."""

    id: str
    where: str
    what: Phrase
    hint: str

    @property
    def phrase(self) -> Phrase:
        """Give it as a sentence and its remedy."""
        words = N_("%(rule)s %(where)s: %(what)s. %(hint)s")
        return Phrase(words, rule=self.id, where=self.where, what=self.what, hint=Phrase(self.hint))

    def __str__(self) -> str:
        return str(self.phrase)


def listed(findings: Sequence[Finding]) -> Phrase:
    """Give findings as one phrase, a line each."""
    lines = {f"finding_{at}": each.phrase for at, each in enumerate(findings)}
    return Phrase("\n".join(f"%({name})s" for name in lines), **lines)


class NotLoadable(JisrError):
    """A declaration that the loader refuses; every finding is named."""

    advice = N_("Mend each finding as its hint says; nothing was put in force.")

    def __init__(self, procedure: str, findings: Sequence[Finding]) -> None:
        self.procedure, self.findings = procedure, tuple(findings)
        super().__init__("%(procedure)s:\n%(findings)s", procedure=procedure, findings=listed(findings))
