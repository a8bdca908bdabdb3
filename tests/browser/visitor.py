"""Somebody who opens every page that can be reached from the first, and notes what is amiss on any."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request

PAGES_MAX: Final = 1_000
# Of papers there are as many as acts, of stops as many as dossiers, of lists as many as ways to combine their
# filters: some of each are opened.
ALIKE: Final = ("/e/", "/protect/")
ALIKE_MAX: Final = 4
FILTERED_MAX: Final = 6
PHONE: Final = {"width": 375, "height": 800}
DESK: Final = {"width": 1280, "height": 900}
OK: Final = 200
LOOK: Final = """() => ({
    width: document.scrollingElement.scrollWidth,
    language: document.documentElement.lang,
    direction: document.documentElement.dir,
    headings: document.querySelectorAll('h1').length,
    title: document.title,
    links: [...document.querySelectorAll('a[href]:not([download], [hreflang])')].map(each => each.getAttribute('href')),
})"""
FOCUS: Final = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    // A radio button of GOV.UK is drawn by its label.
    const drawn = at.type === 'radio' ? getComputedStyle(at.nextElementSibling, '::before') : style;
    const marked = each => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0 || each.boxShadow !== 'none';
    const place = {is_main: document.querySelector('main').contains(at)};
    return {what: at.outerHTML.slice(0, 120), name: at.name || '', is_marked: marked(style) || marked(drawn), ...place};
}"""


@dataclass
class Visitor:
    """Follows links, with a page that somebody has signed in."""

    page: Page
    url: str
    language: str = "en"
    # What is wrong, and on which page.
    amiss: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    seen_alike: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.amiss.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._watch)

    def visit_all(self, first: str = "/my-work/") -> None:
        """Open every page once; a link that leads into a page already open is none of its own."""
        waiting, seen = [first], {first}
        while waiting:
            assert len(self.visited) < PAGES_MAX, "the pages have no end"
            for path in self.visit(waiting.pop(0)):
                if path not in seen:
                    seen.add(path)
                    waiting.append(path)

    def visit(self, path: str) -> list[str]:
        """Open one page, note what is amiss, give where it leads."""
        answer = self.page.goto(self.url + path)
        self.visited.append(path)
        if answer is None or answer.status != OK:
            self.amiss.append(f"{path}: status {answer and answer.status}")
        seen = self.page.evaluate(LOOK)
        size = self.page.viewport_size
        assert size is not None
        if seen["width"] > size["width"]:
            self.amiss.append(f"{path}: {seen['width']} px wide")
        if (seen["language"], seen["direction"]) != (self.language, direction(self.language)):
            self.amiss.append(f"{path}: in {seen['language']}, {seen['direction']}")
        if seen["headings"] != 1 or not seen["title"].endswith("jisr"):
            self.amiss.append(f"{path}: {seen['headings']} main headings, title {seen['title']!r}")
        return [each for each in map(self._path, seen["links"]) if each]

    def _path(self, link: str) -> str:
        if link.startswith("#"):
            return ""
        whole = urlsplit(urljoin(self.page.url, link))
        if f"{whole.scheme}://{whole.netloc}" != self.url:
            self.amiss.append(f"{self.page.url}: leads to {link}")
            return ""
        # A link to an act of a timeline opens the dossier at another place.
        if whole.query.startswith("at="):
            return ""
        path = f"{whole.path}?{whole.query}" if whole.query else whole.path
        alike = next((each for each in ALIKE if each in whole.path), "")
        if alike and self._is_enough(alike, whole.path, ALIKE_MAX):
            return ""
        if whole.query and self._is_enough(whole.path, path, FILTERED_MAX):
            return ""
        return path

    def _is_enough(self, kind: str, path: str, most: int) -> bool:
        """Say whether so many of a kind are opened already that this one is not."""
        seen = self.seen_alike.setdefault(kind, set())
        if path not in seen and len(seen) >= most:
            return True
        seen.add(path)
        return False

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.amiss.append(f"{self.page.url}: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.amiss.append(f"{self.page.url}: asks {request.url}")


def follow(place: Locator, *, key: str = "") -> None:
    """Press what leads to another page, by the mouse or by a key; return when that page has come.

    A press alone may return while the old page still stands: what is looked at then is of the old one, or of none.
    """
    with place.page.expect_navigation():
        if key:
            place.press(key)
        else:
            place.click()


def direction(language: str) -> str:
    """Give the direction in which a language is written."""
    return "rtl" if language == "ar" else "ltr"


@dataclass(frozen=True)
class Focus:
    """What has the focus, and whether one sees it."""

    what: str
    name: str
    is_marked: bool
    is_main: bool


def tabbed(page: Page, *, until: str, presses_max: int) -> Iterable[Focus]:
    """Press Tab until a selector has the focus; give what had it on the way, that included."""
    for _ in range(presses_max):
        page.keyboard.press("Tab")
        yield Focus(**page.evaluate(FOCUS))
        if page.locator(f"{until}:focus").count():
            return
    raise AssertionError(f"{until} is not reached by {presses_max} presses of Tab")
