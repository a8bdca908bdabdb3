"""French sets a blank before its high signs and within its quotation marks: one at which no line ends."""

import re
from typing import Final

from tools.catalogues import read_catalogue

# What stands between backticks is typed as it is.
TYPED: Final = re.compile(r"`[^`]*`")
LOOSE: Final = re.compile(r" (?=[:;!?»](?!\w))|« ")


def loose(words: str) -> list[str]:
    """Give what could come apart at the end of a line."""
    return LOOSE.findall(TYPED.sub("", words))


def test_no_sign_stands_alone_at_the_beginning_of_a_line() -> None:
    strings = [each.string for each in read_catalogue("fr") if each.id]
    said = [each if isinstance(each, tuple) else (each,) for each in strings]
    assert [words for forms in said for words in forms if loose(words)] == []


def test_what_comes_apart_is_found() -> None:
    assert loose("Par « Verser » : Pays-Bas") == ["« ", " ", " "]
    assert loose("Par «\u00a0Verser\u00a0»\u00a0: Pays-Bas (`a : b`)") == []
