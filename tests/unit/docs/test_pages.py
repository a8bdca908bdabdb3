"""The pictures of docs/pages.md are those that `make screenshots` takes."""

import re
from pathlib import Path

from tests.browser.pictures import SHOTS

DOCS = Path(__file__).parents[3] / "docs"
PICTURE = re.compile(r"!\[([^]]+)\]\(pictures/pages/([\w-]+)\.jpg\)")
PICTURE_BYTES_MAX = 400_000


def test_every_picture_is_shown_said_in_words_and_there() -> None:
    shown = PICTURE.findall((DOCS / "pages.md").read_text("utf-8"))
    kept = sorted((DOCS / "pictures" / "pages").glob("*"))
    assert [name for _, name in shown] == [each.name for each in SHOTS]
    assert sorted(f"{name}.jpg" for _, name in shown) == [each.name for each in kept]
    assert all(len(words) > 10 for words, _ in shown)
    assert [each.name for each in kept if each.stat().st_size > PICTURE_BYTES_MAX] == []
