"""Who stands behind a node, as its operator says so to visitors: the table [public] of node.toml.

What is not filled in stays empty, and the pages say so. Frameworks are shown to visitors only if they are named.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlsplit

from jisr.base import N_, JisrError
from jisr.base.ids import FRAMEWORK

LINE_CHARACTERS_MAX: Final = 300
FRAMEWORKS_SHOWN_MAX: Final = 64
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class PublicAmiss(JisrError):
    """What node.toml says to visitors cannot be shown as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFace:
    """What visitors are told about a node."""

    operator: str = ""
    contact: str = ""
    data_protection: str = ""
    legal_notice: str = ""
    frameworks: tuple[str, ...] = ()

    @property
    def lines(self) -> dict[str, str]:
        """Give what is a line of words, by its key."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "frameworks"}


NOTHING_SAID: Final = PublicFace()


def read_public(raw: object) -> PublicFace:
    """Read the table; a key that is unknown or a value that breaks a limit is named."""
    if not isinstance(raw, dict):
        raise PublicAmiss(N_("public: a table is needed, [public] with lines below it"))
    known = {each.name for each in fields(PublicFace)}
    for key in raw:
        if key not in known:
            raise PublicAmiss(
                N_("public.%(key)s: unknown; there are %(known)s"), key=key, known=", ".join(sorted(known))
            )
    lines = {key: _line(key, value) for key, value in raw.items() if key != "frameworks"}
    if lines.get("legal_notice") and not _is_address(lines["legal_notice"]):
        raise PublicAmiss(N_("public.legal_notice: the address of a page is needed, https://…"))
    return PublicFace(**lines, frameworks=_frameworks(raw))


def _line(key: str, value: object) -> str:
    """Give a line of words: no control character, none that turns the order of letters."""
    good = isinstance(value, str) and not _CONTROL.search(value)
    if not good or len(str(value).strip()) > LINE_CHARACTERS_MAX:
        words = N_("public.%(key)s: one line of text is needed, of at most %(limit)s characters")
        raise PublicAmiss(words, key=key, limit=LINE_CHARACTERS_MAX)
    return str(value).strip()


def _frameworks(raw: Mapping[str, Any]) -> tuple[str, ...]:
    given = raw.get("frameworks", [])
    good = isinstance(given, list) and len(given) <= FRAMEWORKS_SHOWN_MAX
    if not good or not all(isinstance(each, str) and FRAMEWORK.match(each) for each in given):
        words = N_('public.frameworks: a list of frameworks is needed, as in ["mar-esp"], of at most %(limit)s')
        raise PublicAmiss(words, limit=FRAMEWORKS_SHOWN_MAX)
    return tuple(dict.fromkeys(given))


def _is_address(words: str) -> bool:
    try:
        where = urlsplit(words)
    except ValueError:
        return False
    return where.scheme in ("https", "http") and bool(where.hostname) and " " not in words


def written_public(face: PublicFace) -> list[str]:
    """Give the lines of TOML that say the same; none where nothing is said."""
    said = [f"{key} = {json.dumps(words, ensure_ascii=False)}" for key, words in face.lines.items() if words]
    if face.frameworks:
        said.append(f"frameworks = {json.dumps(list(face.frameworks))}")
    return ["", "[public]", *said] if said else []


__all__ = [
    "FRAMEWORKS_SHOWN_MAX",
    "LINE_CHARACTERS_MAX",
    "NOTHING_SAID",
    "PublicAmiss",
    "PublicFace",
    "read_public",
    "written_public",
]
