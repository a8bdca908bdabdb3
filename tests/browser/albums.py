"""The pictures that need nodes of their own: a child's file in all its states, signing in, what visitors check."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.album import Album
from tests.browser.pictures_childs_file import take_childs_files
from tests.browser.pictures_entrance import take_entrance, take_public


def take_albums(browser: Browser, folder: Path, languages: Sequence[str], only: str) -> None:
    """Take them all, or those whose names have this in them; end with what was wider than its screen or refused."""
    album = Album(browser, folder, languages, only)
    for take in (take_childs_files, take_entrance, take_public):
        sys.stdout.write(f"{take.__name__}\n")
        with tempfile.TemporaryDirectory() as place:
            take(album, Path(place))
    if album.amiss:
        raise SystemExit("\n".join(album.amiss))
