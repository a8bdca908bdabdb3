"""An officer makes a token, a program uses it, the officer ends it; an operator sees how the node stands."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.officer import FRAMEWORK, Officer
from tests.browser.test_access import in_language, violations
from tests.browser.visitor import DESK, Visitor, follow
from tests.nodes.nodes import Node, found_pair, let_passwords_do

# The smallest screen on which WCAG 2.2 (1.4.10) asks that nobody scrolls sideways.
SMALL = {"width": 320, "height": 640}
WAYS: Any = [("en", DESK), ("ar", SMALL)]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Spain's node, serving."""
    pair = found_pair(tmp_path_factory.mktemp("tokens")).copy(tmp_path_factory.mktemp("served"))
    let_passwords_do(pair.esp.home)
    process = pair.esp.serve()
    yield pair.esp
    process.stop()


@pytest.fixture
def officer(node: Node, pages: Callable[..., Page]) -> Callable[..., Officer]:
    """Let the secretary, who operates the node, sign in."""

    def at(language: str, viewport: dict[str, int]) -> Officer:
        page = pages(java_script_enabled=True, viewport=viewport)
        one = Officer(page, f"http://{node.home.listen}", FRAMEWORK)
        one.sign_in("esp.secretariat")
        return in_language(one, language)

    return at


def asked(officer: Officer, token: str) -> int:
    """Ask the node as a program; give the status."""
    answer = httpx.get(f"{officer.url}/api/1/work", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    return answer.status_code


@pytest.mark.parametrize(("language", "viewport"), WAYS)
def test_a_token_from_its_making_to_its_end(officer: Callable[..., Officer], language: str, viewport: Any) -> None:
    """By the pages alone; axe finds nothing on any of them, and nothing is wider than the screen."""
    one = officer(language, viewport)
    page, amiss, quiet = one.page, [], Visitor(one.page, one.url, language)

    def look() -> None:
        amiss.extend(violations(page))
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > viewport["width"]:
            amiss.append(f"{page.url}: {width} px wide")

    follow(page.locator("a.jisr-who"))
    follow(page.locator("[data-mine] a[href='/account/tokens/']"))
    look()
    page.locator("[data-make]").click()
    page.locator("form[data-token-form] button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look()
    page.locator(".govuk-error-summary a").click()
    page.keyboard.type("Deadlines on the wall")
    page.locator("[name=scope][value=act]").check()
    page.locator("form[data-token-form] button").click()
    spelt = page.locator("#spelt")
    expect(spelt).to_be_visible()
    token = spelt.input_value()
    look()
    assert asked(one, token) == 200
    page.goto(f"{one.url}/account/tokens/")
    assert token not in page.content()
    look()
    follow(page.locator("[data-token][data-good=yes] a").first)
    look()
    page.locator("form[data-revoke] button").click()
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    assert asked(one, token) == 401
    # The form that lacked something was answered by 422, of which the browser speaks.
    assert amiss == [] and [each for each in quiet.amiss if "422" not in each] == []


@pytest.mark.parametrize(("language", "viewport"), WAYS)
def test_the_node_and_its_api_are_told_to_people(officer: Callable[..., Officer], language: str, viewport: Any) -> None:
    """What to do comes first, each with its remedy; the addresses of the API, without a request to anybody else."""
    one = officer(language, viewport)
    visitor = Visitor(one.page, one.url, language)
    one.page.locator(".jisr-navigation a[href='/operator/']").click()
    remedies = one.page.locator("[data-check=backup] .jisr-remedy")
    # One of the data, one of the keys, which lie apart.
    expect(remedies).to_have_count(2)
    expect(remedies.first).to_be_visible()
    states = [each.get_attribute("data-state") for each in one.page.locator("[data-check]").all()]
    assert states == sorted(states, key=("act", "watch", "ok").index)
    amiss = violations(one.page)
    for path in ("/operator/", "/api/1/docs"):
        visitor.visit(path)
    expect(one.page.locator(".jisr-operation")).to_have_count(21)
    assert one.page.evaluate("getComputedStyle(document.querySelector('.jisr-address')).direction") == "ltr"
    assert amiss + violations(one.page) + visitor.amiss == []
