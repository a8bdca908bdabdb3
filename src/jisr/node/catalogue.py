"""What the catalogues have for words in the reader's language, kept: a page asks for the same words again and again."""

from functools import lru_cache
from typing import Final

from django.utils import translation

# The catalogues have some thousands in each of five languages; labels of procedures that come as files are added.
KEPT_MAX: Final = 20_000


def gettext(words: str) -> str:
    """Say marked words in the language that is active."""
    return said(translation.get_language(), words)


@lru_cache(maxsize=KEPT_MAX)
def said(language: str | None, words: str) -> str:
    """Say marked words in a language, which is the active one."""
    assert language == translation.get_language(), "what is kept for a language is said in it"
    return translation.gettext(words)


__all__ = ["gettext", "said"]
