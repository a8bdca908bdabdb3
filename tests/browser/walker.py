"""An officer who works in one language on one screen; each page that opens on the way is looked at by itself."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from jisr.cli.demo.cast import PASSWORD
from tests.browser.officer import FRAMEWORK, Officer
from tests.browser.visitor import DESK, direction, follow
from tests.browser.world import World

HERE: Final = f"/f/{FRAMEWORK}"
COMMITMENTS: Final = f"{HERE}/dossiers/?procedure=commitment&state=open&sort=due"
# A browser notes in its console that a form was answered with what is wrong in it.
REFUSED: Final = ("status of 400 (Bad Request)", "status of 422 (Unprocessable Entity)")
# Runs in each document before anything of its own; what it finds goes where scripts' own errors go.
LOOK: Final = """addEventListener('DOMContentLoaded', () => {
    const root = document.documentElement, found = [];
    const headings = document.querySelectorAll('h1').length, width = document.scrollingElement.scrollWidth;
    if (headings !== 1) found.push(`${headings} main headings`);
    if (width > innerWidth) found.push(`${width} px wide on ${innerWidth}`);
    if (!document.title.endsWith('jisr')) found.push(`the title ${document.title}`);
    console.info(`looked ${root.lang} ${root.dir}`);
    for (const each of found) console.error(`amiss: ${each}`);
})"""


@dataclass(frozen=True)
class Way:
    """A language and a screen; `words` has what an officer writes in that language, a marked word for one place each."""

    language: str
    screen: Mapping[str, int]
    words: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    @property
    def name(self) -> str:
        """Name it for reports and pictures."""
        return f"{self.language}-{self.screen['width']}"


@dataclass
class Walker(Officer):
    """One who walks through tasks; what is amiss on any page is noted."""

    language: str = ""
    amiss: list[str] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LOOK)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.amiss.append(f"{self.page.url}: {error}"))

    def set_out(self, way: Way) -> None:
        """Go on in another language on another screen, from one's work."""
        self.page.set_viewport_size({"width": way.screen["width"], "height": way.screen["height"]})
        self.language = ""
        self.page.goto(f"{self.url}/my-work/")
        if self.page.locator("html").get_attribute("lang") != way.language:
            self.page.locator(f".jisr-languages button[value={way.language}]").click()
            expect(self.page.locator("html")).to_have_attribute("lang", way.language)
        self.language = way.language
        self.amiss.clear()
        self.looked.clear()

    def sign_in(self, name: str) -> None:
        """Sign in, in whatever language the form is."""
        self.page.goto(f"{self.url}/sign-in/")
        form = self.page.locator("form:has(#id_username)")
        form.locator("#id_username").fill(name)
        form.locator("#id_password").fill(PASSWORD)
        form.locator("button").click()
        expect(self.page).to_have_url(f"{self.url}/my-work/")

    def to(self, path: str) -> Page:
        """Open a page of the node by its address."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def search(self, words: str) -> Page:
        """Look for something by the field that is on every page."""
        field = self.page.locator(".jisr-search input[name=q]")
        field.fill(words)
        follow(field, key="Enter")
        return self.page

    def again_until(self, holds: Callable[[], bool], *, wanted: str, tries: int = 100) -> None:
        """Load the open page again until a condition holds."""
        for _ in range(tries):
            if holds():
                return
            self.page.wait_for_timeout(150)
            self.page.reload()
        raise AssertionError(f"{wanted} is not on {self.page.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith("looked "):
            self.looked.append(self.page.url)
            if self.language and message.text != f"looked {self.language} {direction(self.language)}":
                self.amiss.append(f"{self.page.url}: {message.text}")
        elif message.type in ("error", "warning") and not message.text.endswith(REFUSED):
            self.amiss.append(f"{self.page.url}: {message.text}")


@dataclass
class Company:
    """The officers of a world: each signs in once, whatever tasks follow."""

    browser: Browser
    world: World
    known: dict[str, Walker] = field(default_factory=dict)

    def officer(self, name: str, way: Way) -> Walker:
        """Give an officer, ready to go a way."""
        if name not in self.known:
            url = self.world.url(name.partition(".")[0].upper())
            self.known[name] = Walker(self._page(), url)
            self.known[name].sign_in(name)
        walker = self.known[name]
        walker.set_out(way)
        return walker

    def stranger(self, party: str, way: Way) -> Walker:
        """Give somebody who has no account at a party's node, and whose browser asks for a language."""
        page = self._page(locale=way.language, viewport=way.screen)
        return Walker(page, self.world.url(party), language=way.language)

    def _page(self, **options: Any) -> Page:
        context = self.browser.new_context(**{"viewport": DESK, **options})
        context.set_default_timeout(10_000)
        return context.new_page()


@contextmanager
def nothing_amiss(*walkers: Walker) -> Iterator[None]:
    """Hold that pages were looked at, and that nothing was wrong on any."""
    yield
    for each in walkers:
        # Words of a page's console come in their own time: an answer from it comes after them.
        each.page.evaluate("0")
        assert each.looked, "no page was looked at"
        assert not each.amiss, "\n".join(each.amiss)


def codes(page: Page) -> list[str]:
    """Give the dossiers that a list shows, from above."""
    found: list[str] = page.locator("tr[data-dossier]").evaluate_all("all => all.map(each => each.dataset.dossier)")
    return found
