"""A browser, the demo's nodes, officers who sign in; a picture of every open page when a test fails."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from jisr.cli.demo.record import recorded_acts
from tests.browser.officer import Officer
from tests.browser.world import World, found_world

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
PICTURES = Path("var/browser")
# A page of a node on this machine takes far less; two processors may be busy with other tests.
PAGE_MILLISECONDS_MAX = 10_000
INVENTED = "s23"
# Else Chromium draws each page in a new frame, and a page takes a sixth more of the processor.
SAME_FRAME = "--disable-features=RenderDocument"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", SAME_FRAME)
FAILED = pytest.StashKey[bool]()

SignIn = Callable[..., Officer]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. A module's own: Django's database is closed to whatever else runs while its loop does."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo with its whole record."""
    world = found_world(tmp_path_factory.mktemp("demo"), recorded_acts())
    yield world
    world.stop()


@pytest.fixture(scope="module")
def before_the_23rd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo with the public record only: nobody has called the 23rd session."""
    public = [act for act in recorded_acts() if act.family != INVENTED]
    world = found_world(tmp_path_factory.mktemp("public"), public)
    yield world
    world.stop()


@pytest.fixture
def pages(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open pages, each with cookies of its own; those of a failed test are kept as pictures."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PAGE_MILLISECONDS_MAX)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            context.pages[0].screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        context.close()


@pytest.fixture(scope="module")
def sessions() -> dict[tuple[str, str], Any]:
    """The cookies of who has signed in, by node and name: most tests are about what comes after that."""
    return {}


@pytest.fixture
def sign_in(pages: Callable[..., Page], sessions: dict[tuple[str, str], Any]) -> SignIn:
    """Let an officer sign in at their own node, or go on as who has: `sign_in(world, "mar.cochair")`."""

    def at(world: World, name: str, *, framework: str = "mar-esp", **options: Any) -> Officer:
        url = world.url(name.partition(".")[0].upper())
        page = pages(**options)
        page.context.add_cookies(sessions.get((url, name), []))
        officer = Officer(page, url, framework)
        officer.come(name)
        sessions[url, name] = page.context.cookies()
        return officer

    return at


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note for the fixtures that a test failed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
