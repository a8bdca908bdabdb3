"""What is wrong with a file, by the key of its sentence.

JisrError
└── Amiss   one part of a proof is not as it must be; nothing after it was checked
"""

from typing import ClassVar, Final

from jisr.base import N_, JisrError, Phrase
from jisr.bundle.court_words import COURT_FAULTS, COURT_PARTS
from jisr.bundle.words import FAULTS, PARTS

_PARTS: Final = {**PARTS, **COURT_PARTS}
_FAULTS: Final = {**FAULTS, **COURT_FAULTS}


class Amiss(JisrError):
    """One part of a proof is not as it must be."""

    advice: ClassVar[str] = N_("Ask whoever gave you the file for it again, as it was downloaded.")

    def __init__(self, key: str, /, **holes: object) -> None:
        self.key, self.part, self.given = key, key.partition(".")[0], holes
        words = N_("%(part)s: %(because)s")
        super().__init__(words, part=Phrase(_PARTS[self.part]), because=Phrase(_FAULTS[key], **holes))


__all__ = ["Amiss"]
