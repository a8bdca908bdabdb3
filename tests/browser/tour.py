"""Goes through every kind of page in a language, wide and narrow: a picture of each, and its words beside."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PAGE_MILLISECONDS_MAX
from tests.browser.kinds import ADMIN, SPAIN, Kind
from tests.browser.officer import Officer
from tests.browser.scene import Scene
from tests.browser.world import World

# The narrowest on which WCAG 2.2 (1.4.10) asks that nobody scrolls sideways.
WIDTHS: Final = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 320, "height": 640}}
NOTICE: Final = "main a[href^='/notices/']:not([href='/notices/'])"


@dataclass
class Tour:
    """The nodes that are shown, and who has signed in at them."""

    browser: Browser
    worlds: Mapping[str, World | Scene]
    numbers: dict[str, str]
    picture: Callable[[Page, Path], None]
    cookies: dict[tuple[str, str], Any] = field(default_factory=dict)
    # What was not as it should be: another status than the kind's, wider than the screen.
    amiss: list[str] = field(default_factory=list)

    def go(self, kinds: Iterable[Kind], language: str, folder: Path) -> None:
        """Take each kind in a language: as it comes at a desk, then on the smallest screen without loading it again."""
        # Whoever signed in long ago would have to show once more who they are.
        self.cookies.clear()
        for kind in kinds:
            page = self.page(kind, language)
            status = kind.open(page, self._url(kind), self.numbers)
            if status != kind.status:
                self.amiss.append(f"{kind.name} {page.url}: {status}")
            for width, size in WIDTHS.items():
                page.set_viewport_size(dict(size))
                if (reaches := page.evaluate("document.scrollingElement.scrollWidth")) > size["width"]:
                    self.amiss.append(f"{kind.name} {language}: {reaches} px wide on {size['width']}")
                self.picture(page, folder / f"{kind.name}-{language}-{width}.jpg")
            (folder / f"{kind.name}-{language}.txt").write_text(page.locator("body").inner_text(), "utf-8")
            page.context.close()

    def page(self, kind: Kind, language: str) -> Page:
        """Give a page of somebody who has signed in, and has chosen the language."""
        page = self.browser.new_context(viewport=dict(WIDTHS["wide"]), locale=language).new_page()
        page.set_default_timeout(PAGE_MILLISECONDS_MAX)
        if kind.who:
            page.context.add_cookies(self.cookies.get((kind.world, kind.who), []))
            officer = Officer(page, self._url(kind))
            if page.context.cookies():
                page.goto(f"{officer.url}/account/")
            else:
                officer.sign_in(kind.who)
            self.cookies[kind.world, kind.who] = page.context.cookies()
            if page.locator("html").get_attribute("lang") != language:
                page.locator(f".jisr-languages button[value={language}]").click()
                expect(page.locator("html")).to_have_attribute("lang", language)
        return page

    def _url(self, kind: Kind) -> str:
        return self.worlds[kind.world].url(kind.who.partition(".")[0].upper() or "MAR")

    def officer(self, name: str, path: str) -> Officer:
        """Give an officer of the demo, with a page open, in English."""
        page = self.page(Kind(name="", path="", who=name), "en")
        officer = Officer(page, self.worlds["demo"].url(name.partition(".")[0].upper()))
        page.goto(officer.url + path)
        return officer

    def prepare(self) -> None:
        """Leave behind what pages show of an officer's doings: a draft, a prepared act, a token, a change, a file."""
        here = f"/f/mar-esp/d/{self.numbers['session']}"
        officer = self.officer(SPAIN, f"{here}/act/raise_item/")
        page = officer.page
        page.locator("[name=title]").fill("Mobility of seasonal workers")
        page.locator("[name='do:save']").click()
        self.numbers["prepared"] = officer.prepare(
            self.numbers["dropped"], "propose_drop", reason="Overtaken by the plan of 2027."
        )
        page.goto(f"{officer.url}/account/tokens/make/")
        self.numbers["token"] = _token(page)
        page.goto(f"{officer.url}{here}/")
        take = page.locator("form[action$='/take-on/'] button")
        if take.count():
            take.first.click()
        page.context.close()
        page = self.officer(ADMIN, "/administration/officers/1/suspend/").page
        page.locator("[name=reason]").fill("On leave until the summer.")
        page.locator("main form button[type=submit]").first.click()
        page.goto(f"{page.url.partition('/administration')[0]}/administration/changes/")
        self.numbers["change"] = _last(page.locator("a[href*='/administration/changes/']").first.get_attribute("href"))
        page.context.close()
        page = self.officer(SPAIN, "/notices/").page
        self.numbers["notice"] = _last(page.locator(NOTICE).first.get_attribute("href"))
        page.context.close()


def _token(page: Page) -> str:
    page.locator("main input[type=text]").first.fill("Monthly list for the ministry")
    for each in page.locator("main input[type=checkbox]").all()[:2]:
        each.check()
    page.locator("main form button[type=submit]").first.click()
    page.goto(page.url.partition("/account")[0] + "/account/tokens/")
    return _last(page.locator("main a[href*='/account/tokens/']:not([href$='/make/'])").first.get_attribute("href"))


def _last(path: str | None) -> str:
    return (path or "").rstrip("/").rpartition("/")[2]
