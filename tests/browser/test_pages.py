"""Every page of the demo, as an officer meets it: on a telephone, in five languages, without script, by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

from jisr.base import unb64
from jisr.log import VerifierKey, check_inclusion, leaf_hash, origin, parse_head, public_bytes
from tests.browser.conftest import SignIn
from tests.browser.officer import FRAMEWORK
from tests.browser.visitor import DESK, PHONE, Visitor, tabbed
from tests.browser.world import World

WITHOUT_SCRIPT: dict[str, Any] = {"java_script_enabled": False, "viewport": PHONE}
# Each of the three nodes, each kind of post, each language.
VISITS = {
    "mar.cochair": "en",
    "esp.cochair": "ar",
    "nld.cochair": "nl",
    "esp.delegate": "es",
    "nld.secretariat": "fr",
}
# What such an officer can open at the least; far fewer would mean that links are not found.
PAGES_LEAST = {"mar": 150, "esp": 80, "nld": 25}
PRESSES_MAX = 40


@pytest.mark.parametrize(("name", "language"), VISITS.items())
def test_every_page_works_on_a_telephone_without_script(
    demo: World, sign_in: SignIn, name: str, language: str
) -> None:
    """No link is dead or refused, nothing is wider than the screen, nothing is asked of another host."""
    officer = sign_in(demo, name, **WITHOUT_SCRIPT)
    officer.page.locator(f".jisr-languages button[value={language}]").click()
    expect(officer.page.locator("html")).to_have_attribute("lang", language)
    visitor = Visitor(officer.page, officer.url, language)
    visitor.visit_all()
    assert visitor.amiss == []
    assert len(visitor.visited) >= PAGES_LEAST[name[:3]]


def test_pages_are_quiet_on_a_desk(demo: World, sign_in: SignIn) -> None:
    """With script allowed and a wide window nothing else is asked for, and nothing complains."""
    officer = sign_in(demo, "mar.secretariat", viewport=DESK)
    visitor = Visitor(officer.page, officer.url)
    for path in ("/my-work/", "/f/mar-esp/", "/f/mar-esp/dossiers/", "/f/mar-esp/open/session/1/"):
        visitor.visit(path)
    for path in visitor.visit("/f/mar-esp/dossiers/?procedure=session"):
        visitor.visit(path)
    assert visitor.amiss == []


def test_the_pages_before_sign_in(demo: World, pages: Callable[..., Page]) -> None:
    """Whoever comes without signing in is led to where one does, and back to what was wanted."""
    page = pages(**WITHOUT_SCRIPT)
    url = demo.url("ESP")
    visitor = Visitor(page, url)
    visitor.visit("/")
    visitor.visit("/sign-in/")
    assert visitor.amiss == []
    page.goto(f"{url}/f/{FRAMEWORK}/")
    expect(page).to_have_url(f"{url}/sign-in/?next=/f/{FRAMEWORK}/")
    page.locator("#id_username").fill("esp.delegate")
    page.locator("#id_password").fill("not the password")
    page.locator("form:has(#id_username) button").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("do not fit together")
    expect(page.locator("#id_username")).to_have_value("esp.delegate")
