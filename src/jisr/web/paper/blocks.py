"""What stands on a paper, piece by piece, as the typesetter takes it: plain values, no markup."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

Block = dict[str, object]
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def direction(words: str, otherwise: str) -> str:
    """Give the direction in which words are read: that of their first letter (UAX 9, P2); without one that around."""
    for each in words:
        found = unicodedata.bidirectional(each)
        if found == "L":
            return "ltr"
        if found in _RIGHT_TO_LEFT:
            return "rtl"
    return otherwise


class Sheet:
    """The blocks of a paper in one direction; what was typed keeps that of its own words."""

    def __init__(self, around: str) -> None:
        self.around = around
        self.blocks: list[Block] = []

    def title(self, words: str) -> None:
        """Say what the paper is called: as it was typed."""
        self._add("heading", level=1, **_set(words, direction(words, self.around)))

    def heading(self, level: int, words: str) -> None:
        """Begin a part."""
        self._add("heading", level=level, **_set(words, self.around))

    def text(self, words: str, *, style: str = "plain") -> None:
        """Say a paragraph: plain, quiet, strong or warning."""
        self._add("text", style=style, **_set(words, self.around))

    def code(self, words: str) -> None:
        """Say what is compared letter by letter."""
        self._add("code", words=words)

    def bullets(self, items: Iterable[str]) -> None:
        """Say a list; nothing where it is empty."""
        found = [_set(each, self.around) for each in items]
        if found:
            self._add("bullets", items=found)

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Say what is what, each value as it was typed; nothing where there is none."""
        found = [
            {"label": _set(label, self.around), "value": _set(value, direction(value, self.around))}
            for label, value in pairs
        ]
        if found:
            self._add("pairs", pairs=found)

    def _add(self, kind: str, **parts: object) -> None:
        self.blocks.append({"kind": kind, **parts})


def _set(words: str, way: str) -> dict[str, object]:
    return {"lines": words.split("\n"), "dir": way}


__all__ = ["Block", "Sheet", "direction"]
