"""Pictures of one page after another, in each language, wide and narrow, for whoever looks them over."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from jisr.cli.demo.cast import PASSWORD

LANGUAGES: Final = ("en", "ar", "fr", "es", "nl")
WIDE: Final = {"width": 1280, "height": 900}
NARROW: Final = {"width": 320, "height": 640}
SCREENS: Final = (("wide", WIDE), ("narrow", NARROW))
QUALITY: Final = 85
# A long page on a busy machine.
PICTURE_MILLISECONDS_MAX: Final = 180_000
UNFOLD: Final = "document.querySelectorAll('main details').forEach(each => each.open = true)"

Step = Callable[[Page], object]


@dataclass
class Album:
    """Where pictures are put, beside each the words of its page; who has signed in stays so."""

    browser: Browser
    folder: Path
    languages: Sequence[str] = LANGUAGES
    only: str = ""
    known: dict[tuple[str, str], Page] = field(default_factory=dict)
    # What was wider than its screen, or answered otherwise than with a page.
    amiss: list[str] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        """Say whether a page was asked for: by an expression that is found in its name."""
        return re.search(self.only, name) is not None

    def keep(self, page: Page, name: str, language: str) -> None:
        """Take the open page on both screens, with all that is folded."""
        if not self.wants(name):
            return
        page.evaluate(UNFOLD)
        for width, screen in SCREENS:
            page.set_viewport_size({"width": screen["width"], "height": screen["height"]})
            path = self.folder / f"{name}-{language}-{width}.jpg"
            page.screenshot(path=path, full_page=True, type="jpeg", quality=QUALITY, timeout=PICTURE_MILLISECONDS_MAX)
            wide = page.evaluate("document.scrollingElement.scrollWidth")
            if wide > screen["width"]:
                self.amiss.append(f"{name} {language}: {wide} px wide on {screen['width']}")
        page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        (self.folder / f"{name}-{language}.txt").write_text(page.locator("body").inner_text(), "utf-8")

    def officer(self, url: str, who: str) -> Page:
        """Give the page of an officer who has signed in by the password."""
        if (url, who) not in self.known:
            page = self.browser.new_context(viewport=dict(WIDE), locale="en").new_page()
            page.set_default_timeout(PICTURE_MILLISECONDS_MAX)
            page.goto(f"{url}/sign-in/")
            page.locator("#id_username").fill(who)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("form:has(#id_username) button").click()
            page.wait_for_url(f"{url}/my-work/")
            self.known[url, who] = page
        return self.known[url, who]

    def leaf(self, url: str, who: str, pages: Mapping[str, str], then: Step | None = None) -> None:
        """Take an officer's pages, name by path, in each language; `then` is done on each before its picture."""
        wanted = {name: path for name, path in pages.items() if self.wants(name)}
        if not wanted:
            return
        page = self.officer(url, who)
        for language in self.languages:
            speak(page, language)
            for name, path in wanted.items():
                answer = page.goto(url + path)
                if answer is None or not answer.ok:
                    self.amiss.append(f"{name} {language}: {path} answered {answer and answer.status}")
                if then is not None:
                    then(page)
                self.keep(page, name, language)
        speak(page, "en")

    @contextmanager
    def visitor(self, language: str, **options: Any) -> Iterator[Page]:
        """Give the page of somebody nobody knows, whose browser asks for a language."""
        context: BrowserContext = self.browser.new_context(viewport=dict(WIDE), locale=language, **options)
        context.set_default_timeout(PICTURE_MILLISECONDS_MAX)
        yield context.new_page()
        context.close()


def speak(page: Page, language: str) -> None:
    """Choose the language of whoever has signed in."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".jisr-languages button[value={language}]").first.click()
        page.locator(f"html[lang={language}]").wait_for()
