"""What the catalogues have for words in the reader's language, kept: a page asks for the same words again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from django.utils import translation

# The catalogues have some thousands in each of five languages; labels of procedures that come as files are added.
KEPT_MAX: Final = 20_000
# The language within `speaking`, which is the active one there: to ask Django for it takes longer than the rest.
_SPOKEN: Final[ContextVar[str | None]] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within; nothing else in jisr makes one active for a while."""
    token = _SPOKEN.set(language)
    try:
        with translation.override(language):
            yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str | None:
    """Give the language that is active."""
    return _SPOKEN.get() or translation.get_language()


def gettext(words: str) -> str:
    """Say marked words in the language that is active."""
    return said(_SPOKEN.get() or translation.get_language(), words)


@lru_cache(maxsize=KEPT_MAX)
def said(language: str | None, words: str) -> str:
    """Say marked words in a language, which is the active one."""
    assert language == translation.get_language(), "what is kept for a language is said in it"
    return translation.gettext(words)


__all__ = ["gettext", "said", "speaking", "spoken"]
