"""Notices, duty and files in Chromium: seen by a button, put on duty, taken on; in both directions of writing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.officer import Officer
from tests.browser.scene import Scene, found_scene
from tests.browser.test_access import HERE, SMALL, STICKS_OUT, in_language, violations
from tests.browser.visitor import DESK, tabbed

NOTICED_SECONDS = 20
ROTA = "/duty/esp.cochair/"
PRESSES_MAX = 60


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Spain's node serves; Morocco has halted a visit, which its worker finds by itself."""
    made = found_scene(tmp_path_factory.mktemp("scene"))
    yield made
    made.stop()


def find_notice(officer: Officer) -> str:
    """Wait until the node has told of what Morocco did; give the path of the notice."""
    page = officer.page
    for _ in range(NOTICED_SECONDS * 2):
        page.goto(f"{officer.url}/notices/")
        found = page.locator("[data-notice] a").first
        if found.count():
            return str(found.get_attribute("href"))
        page.wait_for_timeout(500)
    raise AssertionError("no notice of the halt")


def test_it_is_seen_by_the_button_and_by_the_keyboard(scene: Scene, sign_in: Any) -> None:
    """The link from an e-mail leads there after sign-in; every page says that something waits until then."""
    officer = sign_in(scene, "esp.cochair", viewport=DESK)
    page = officer.page
    path = find_notice(officer)
    before = page.locator("nav.jisr-navigation").inner_text()
    count = int(re.findall(r"Notices \((\d+)\)", before)[0])
    page.goto(f"{officer.url}{path}")
    expect(page.locator("[data-seen=no]")).to_be_visible()
    list(tabbed(page, until="button[data-do=seen]", presses_max=PRESSES_MAX))
    page.keyboard.press("Enter")
    expect(page.locator("[data-seen=yes]")).to_contain_text("seen by Demo officer (cochair)")
    expect(page.locator("button[data-do=seen]")).to_have_count(0)
    assert (f"Notices ({count - 1})" if count > 1 else "Notices") in page.locator("nav.jisr-navigation").inner_text()
    page.locator("a[data-dossier]").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.startswith(f"{officer.url}{HERE}/d/")


@pytest.mark.parametrize(("language", "viewport"), [("en", DESK), ("ar", SMALL)])
def test_somebody_is_put_on_duty_and_taken_out(scene: Scene, sign_in: Any, language: str, viewport: Any) -> None:
    officer = in_language(sign_in(scene, "esp.cochair", viewport=viewport), language)
    page = officer.page
    page.goto(f"{officer.url}{ROTA}")
    form = page.locator("form[data-form=turn]")
    day = str(page.locator("[data-day]").nth(2).get_attribute("data-day"))
    form.locator("[name=officer]").select_option(index=1)
    form.locator("[name=starts]").fill(f"{day}T08:00")
    form.locator("[name=ends]").fill(f"{day}T07:00")
    form.locator("button[type=submit]").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.locator("[name=starts]").input_value() == f"{day}T08:00", "what was typed is kept"
    found = violations(page)
    page.locator("[name=ends]").fill(f"{day}T18:00")
    page.locator("#weekly").check()
    page.locator("form[data-form=turn] button[type=submit]").click()
    cell = page.locator(f"[data-day='{day}']")
    expect(cell).to_contain_text("08:00–18:00")
    expect(cell).to_contain_text("Demo officer (cochair)")
    assert page.locator(".jisr-watch:not(.jisr-watch--gap)").count() == 4, "once in each of the four weeks"
    assert found + violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= viewport["width"]
    assert page.evaluate(STICKS_OUT) == []
    page.locator("[data-turn] button").click()
    expect(page.locator("[data-turn]")).to_have_count(0)


@pytest.mark.parametrize(("language", "viewport"), [("en", SMALL), ("ar", DESK)])
def test_each_page_is_right_by_axe_and_on_the_smallest_screen(
    scene: Scene, sign_in: Any, language: str, viewport: Any
) -> None:
    """With a file taken on, so that all is shown that can be."""
    officer = in_language(sign_in(scene, "esp.cochair", viewport=viewport), language)
    page = officer.page
    officer.open(scene.visit)
    if page.locator("button[data-take-on]").count():
        page.locator("button[data-take-on]").click()
    expect(page.locator("[data-holder]")).to_contain_text("Demo officer (cochair)")
    amiss = []
    for path in ("/notices/", find_notice(officer), "/duty/", "/files/", "/reach/"):
        page.goto(f"{officer.url}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        amiss += [*violations(page), *page.evaluate(STICKS_OUT)]
        if page.evaluate("document.scrollingElement.scrollWidth") > viewport["width"]:
            amiss.append(f"{path} scrolls sideways")
    assert amiss == []
