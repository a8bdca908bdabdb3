"""Pictures of the pages, taken of the demo's three nodes as they serve: `make screenshots`.

Those of `docs/pages.md` are `SHOTS`; `--all FOLDER` takes every kind of page (`kinds.py`) in each language, wide and
narrow, for whoever looks them over.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from jisr.cli.demo.cast import PASSWORD
from jisr.cli.demo.record import recorded_acts
from tests.browser.albums import take_albums
from tests.browser.conftest import CHROMIUM
from tests.browser.kinds import KINDS
from tests.browser.scene import found_scene
from tests.browser.tour import Tour
from tests.browser.visitor import DESK, PHONE
from tests.browser.world import World, found_world

LANGUAGES: Final = ("en", "ar", "fr", "es", "nl")
HERE: Final = "/f/mar-esp"
# A picture shows a page from its head down to here: what is below is more of the same.
HEIGHT_MAX: Final = 2_200
WHOLE_HEIGHT_MAX: Final = 6_000
QUALITY: Final = 72


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, who sees it (`` for a visitor), in which language, on which screen.

    `{session}`, `{commitment}` and `{entry}` in a path are numbers of the demo's record.
    """

    name: str
    path: str
    who: str = "esp.secretariat"
    language: str = "en"
    screen: Mapping[str, int] | None = None
    # A part of the page that is open or typed in first.
    press: str = ""


SHOTS: Final = (
    Shot("my-work", "/my-work/"),
    Shot("my-work-ar", "/my-work/", "mar.cochair", "ar"),
    Shot("my-work-phone", "/my-work/", "mar.cochair", "fr", PHONE),
    Shot("framework", f"{HERE}/", "mar.cochair"),
    Shot("list", f"{HERE}/dossiers/?procedure=commitment&state=open&sort=due"),
    Shot("search", "/search/?q=retorno", language="es"),
    Shot("dossier", f"{HERE}/d/{{session}}/", "mar.cochair"),
    Shot("dossier-ar", f"{HERE}/d/{{commitment}}/", "mar.cochair", "ar"),
    Shot("dossier-phone", f"{HERE}/d/{{commitment}}/", "esp.cochair", "es", PHONE),
    Shot("form", f"{HERE}/d/{{session}}/act/raise_item/"),
    Shot("grave", f"{HERE}/d/{{commitment}}/act/propose_drop/", "esp.cochair"),
    Shot("protect", "/protect/", "mar.cochair", "nl", PHONE),
    Shot("entry", f"{HERE}/e/{{entry}}/", "mar.cochair"),
    Shot("notices", "/notices/", "mar.cochair"),
    Shot("rota", "/duty/mar.interior/", "mar.cochair"),
    Shot("account", "/account/", "mar.cochair"),
    Shot("administration", "/administration/", "mar.admin.first"),
    Shot("operator", "/operator/"),
    Shot("start", "/", ""),
    Shot("verify", "/verify/", ""),
    Shot("status", "/status/", "", "ar"),
)


class Photographer:
    """Opens the demo's pages as officers see them."""

    def __init__(self, world: World, browser: Browser) -> None:
        self.world, self.browser = world, browser
        self.numbers = _numbers(world)

    def take(self, shot: Shot, place: Path) -> None:
        """Write one picture; JPEG or PNG by the place's name."""
        with self._page(shot) as page:
            party = shot.who.partition(".")[0].upper() or "MAR"
            answer = page.goto(self.world.url(party) + shot.path.format_map(self.numbers))
            if answer is None or not answer.ok:
                raise SystemExit(f"{shot.name}: {shot.path} answered {answer and answer.status}")
            if shot.press:
                page.locator(shot.press).click()
            picture(page, place)

    @contextmanager
    def _page(self, shot: Shot) -> Iterator[Page]:
        """Give a page of somebody who has signed in and chosen the language."""
        context = self.browser.new_context(viewport=dict(shot.screen or DESK), locale=shot.language)
        page = context.new_page()
        if shot.who:
            url = self.world.url(shot.who.partition(".")[0].upper())
            page.goto(f"{url}/sign-in/")
            page.locator("#id_username").fill(shot.who)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("form:has(#id_username) button").click()
            page.wait_for_url(f"{url}/my-work/")
            if page.locator("html").get_attribute("lang") != shot.language:
                page.locator(f".jisr-languages button[value={shot.language}]").click()
                page.wait_for_load_state()
        yield page
        context.close()


def picture(page: Page, place: Path, height_max: int = HEIGHT_MAX) -> None:
    """Write a picture of what a page shows; JPEG or PNG by the place's name."""
    size = page.viewport_size
    assert size is not None
    height = min(page.evaluate("document.documentElement.scrollHeight"), height_max)
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
    kind: Any = {"type": "jpeg", "quality": QUALITY} if place.suffix == ".jpg" else {}
    page.screenshot(path=place, full_page=True, clip=clip, **kind)


def _numbers(world: World) -> dict[str, str]:
    """Find the session that is called, a commitment that is late, others of each procedure, an act of the session."""
    node = world.node("MAR")
    listed = node.jisr("dossier", "list", "mar-esp", "--json").value
    session = next(each["id"] for each in listed if each["title"].startswith("Session 23"))
    open_ones = [each["id"] for each in listed if each["procedure"].startswith("commitment") and not each["closed"]]
    acts = node.jisr("dossier", "show", session, "--json").value["acts"]
    return {
        "session": session,
        "commitment": open_ones[0],
        "dropped": open_ones[1],
        "older": next(each["id"] for each in listed if each["procedure"].startswith("session") and each["closed"]),
        "action_plan": next(each["id"] for each in listed if each["procedure"].startswith("action_plan")),
        "entry": "{party}.{seq}".format_map(acts[-1]),
        "item_kind": "agenda_item",
    }


def main() -> None:
    """Take the pictures of the documentation, or, for looking over, every page in every way."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page, in all languages, wide and narrow")
    parser.add_argument("--language", action="append", help="with --all: only this language")
    parser.add_argument("--only", default="", help="only what has this in its path or name")
    parser.add_argument("--folder", type=Path, default=Path("docs/pictures/pages"))
    given = parser.parse_args()
    folder: Path = given.all or given.folder
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        serving(Path(place) / "demo") as world,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        if given.all:
            tour_all(world, browser, folder, given.language or list(LANGUAGES), given.only)
            take_albums(browser, folder, given.language or list(LANGUAGES), given.only)
        else:
            photographer = Photographer(world, browser)
            for shot in SHOTS:
                if given.only in shot.name or given.only in shot.path:
                    sys.stdout.write(f"{shot.name} {shot.path}\n")
                    photographer.take(shot, folder / f"{shot.name}.jpg")
        browser.close()


@contextmanager
def serving(place: Path) -> Iterator[World]:
    """Found the demo with its whole record; end it."""
    world = found_world(place, recorded_acts())
    try:
        yield world
    finally:
        world.stop()


def tour_all(world: World, browser: Browser, folder: Path, languages: list[str], only: str) -> None:
    """Take every kind of page in these languages, wide and narrow; end with what did not answer as it should."""
    kinds = [each for each in KINDS if only in each.name or only in each.path]
    place = Path(tempfile.mkdtemp())
    scene = found_scene(place) if any(each.world == "scene" for each in kinds) else None
    try:
        numbers = _numbers(world)
        if scene is not None:
            numbers |= {"visit": scene.visit, "riddle": scene.riddle, "mine": scene.mine}
        tour = Tour(browser, {"demo": world, **({"scene": scene} if scene else {})}, numbers, picture_whole)
        tour.prepare()
        for language in languages:
            sys.stdout.write(f"{language}: {len(kinds)} kinds\n")
            tour.go(kinds, language, folder)
        if tour.amiss:
            raise SystemExit("\n".join(tour.amiss))
    finally:
        if scene is not None:
            scene.stop()
        shutil.rmtree(place)


def picture_whole(page: Page, place: Path) -> None:
    """Take a page to its end, or nearly: whoever looks them over wants the foot, too."""
    picture(page, place, height_max=WHOLE_HEIGHT_MAX)


if __name__ == "__main__":
    main()
