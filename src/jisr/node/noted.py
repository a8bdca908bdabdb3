"""Words that a row keeps, with what fills their holes: each reader reads them in the own language.

A row of an older release, or one that is too long, has English text; it is said as it stands.
"""

import json
from typing import Any, Final

from jisr.base import JisrError, Phrase

NOTED_CHARACTERS_MAX: Final = 64 * 1024
ENGLISH_CHARACTERS_MAX: Final = 500


def noted(phrase: Phrase) -> str:
    """Write words and holes for a row."""
    # JSON in ASCII has no character that a database would refuse.
    text = json.dumps(_value(phrase))
    return text if len(text) <= NOTED_CHARACTERS_MAX else str(phrase)[:ENGLISH_CHARACTERS_MAX].replace("\0", "")


def read_noted(text: str) -> Phrase:
    """Read what a row keeps."""
    try:
        phrase = _phrase(json.loads(text))
        # Holes that do not fit the words show themselves only when they are filled.
        str(phrase)
    except (ValueError, TypeError, KeyError):
        return Phrase("%(text)s", text=text)
    return phrase


def _value(hole: object) -> Any:
    match hole:
        case Phrase():
            return {"words": hole.words, "holes": {name: _value(each) for name, each in hole.holes.items()}}
        case JisrError():
            return _value(hole.phrase)
        case None | int() | str():
            return hole
        case _:
            return str(hole)


def _phrase(value: Any) -> Phrase:
    words, holes = value["words"], value["holes"]
    if not isinstance(words, str) or not isinstance(holes, dict):
        raise TypeError(value)
    return Phrase(words, **{name: _phrase(each) if isinstance(each, dict) else each for name, each in holes.items()})


__all__ = ["noted", "read_noted"]
