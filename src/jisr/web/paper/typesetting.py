"""The PDF of a paper: PDF/A-2a and PDF/UA-1, tagged, with fonts of its own (typst)."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import orjson

from jisr.base import Instant
from jisr.web.paper.blocks import Block

HERE: Final = Path(__file__).parent
STANDARDS: Final = ("a-2a", "ua-1")
# What the fonts have, so that nobody asks: Latin with its accents, Arabic, and marks between words.
_KNOWN: Final = frozenset(
    chr(each)
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x621, 0x652), (0x660, 0x669), (0x2010, 0x2014), (0x2018, 0x201D))
    for each in range(first, last + 1)
) | {"\n", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}", "…", "•", "،", "؛", "؟"}
# Of these those that stand by themselves: no mark that is put on the letter before it.
_PLAIN: Final = frozenset(each for each in _KNOWN if not unicodedata.combining(each))
KEPT_MAX: Final = 4_096


def typeset(
    blocks: Iterable[Block],
    *,
    language: str,
    around: str,
    title: str,
    author: str,
    code: str,
    running: str,
    footer: str,
    made: Instant,
) -> bytes:
    """Set a paper. A letter that no font has is written as its code point, as in [U+6F22]."""
    at = datetime.fromtimestamp(made, UTC)
    value = {
        "blocks": list(blocks),
        "language": language,
        "dir": around,
        "title": title,
        "author": author,
        "keywords": [code],
        "code": code,
        "running": running,
        "footer": footer,
        "made": [at.year, at.month, at.day, at.hour, at.minute, at.second],
    }
    return _set(value)


def _set(value: Any) -> bytes:
    """Set a paper; where letters cannot be set beside each other, though each by itself, the unusual ones by number."""
    import typst

    try:
        return _compiled(_with_letters(value))
    except typst.TypstError:
        unusual = {each for words in _strings(value) for each in words} - _PLAIN
        return _compiled(_replaced(value, str.maketrans({each: _number(each) for each in unusual})))


def _number(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


def _compiled(value: Any) -> bytes:
    import typst  # 80 MB that a node needs for this alone

    paper = orjson.dumps(value).decode()
    made = typst.compile(
        str(HERE / "file.typ"),
        root=str(HERE),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": paper},
        pdf_standards=list(STANDARDS),
    )
    assert isinstance(made, bytes), "one document, one file"
    return made


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")])


def _with_letters(value: Any) -> Any:
    """Give a value in which every letter can be set."""
    unusual = {each for words in _strings(value) for each in words} - _KNOWN
    lacking = {each: _number(each) for each in unusual if not _is_there(each)}
    return _replaced(value, str.maketrans(lacking)) if lacking else value


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _replaced(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(dict(table))
    if isinstance(value, Mapping):
        return {name: _replaced(each, table) for name, each in value.items()}
    return [_replaced(each, table) for each in value] if isinstance(value, list) else value


@lru_cache(maxsize=KEPT_MAX)
def _is_there(letter: str) -> bool:
    """Say whether a letter can be set: the typesetter refuses a paper with one that no font has."""
    import typst

    words: Block = {"lines": [f"a{letter}a"], "dir": "ltr"}
    blocks: list[Block] = [{"kind": "text", "style": each, **words} for each in ("plain", "strong")]
    blocks += [{"kind": "heading", "level": 1, **words}]
    probe = {"blocks": blocks, "language": "en", "dir": "ltr", "title": "a", "author": "a", "keywords": [], "code": "a",
             "running": "a", "footer": "a", "made": [2026, 1, 1, 0, 0, 0]}  # fmt: skip
    try:
        _compiled(probe)
    except typst.TypstError:
        return False
    return True


__all__ = ["typeset"]
