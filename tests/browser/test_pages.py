"""Every page of the demo, as an officer meets it: on a telephone, in five languages, without script, by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import Page, expect

from jisr.base import unb64
from jisr.cli.demo.cast import PASSWORD
from jisr.log import VerifierKey, check_inclusion, leaf_hash, origin, parse_head, public_bytes
from tests.browser.conftest import SignIn
from tests.browser.officer import FRAMEWORK, Officer
from tests.browser.visitor import DESK, PHONE, Visitor, follow, tabbed
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
# Both co-chairs of the larger group see nearly the same: one of them each time, the other in `make soak`.
SELDOM = ("mar.cochair",)
VISITED = [
    pytest.param(name, language, marks=pytest.mark.soak if name in SELDOM else ()) for name, language in VISITS.items()
]
# What such an officer can open at the least; far fewer would mean that links are not found.
PAGES_LEAST = {"mar": 150, "esp": 80, "nld": 25}
PRESSES_MAX = 40


@pytest.fixture(scope="module")
def called(demo: World) -> str:
    """The number of the session that is called in the demo, the 23rd."""
    listed = demo.node("MAR").jisr("dossier", "list", FRAMEWORK, "--procedure", "session", "--json").value
    return str(next(each["id"] for each in listed if each["title"].startswith("Session 23")))


@pytest.mark.parametrize(("name", "language"), VISITED)
def test_every_page_works_on_a_telephone_without_script(demo: World, sign_in: SignIn, name: str, language: str) -> None:
    """No link is dead or refused, nothing is wider than the screen, nothing is asked of another host."""
    officer = sign_in(demo, name, **WITHOUT_SCRIPT)
    follow(officer.page.locator(f".jisr-languages button[value={language}]"))
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


def test_a_page_that_is_not_there_leads_back(demo: World, sign_in: SignIn) -> None:
    """What went wrong and what to do is said on a page like any other, to be read on a telephone."""
    officer = sign_in(demo, "esp.delegate", **WITHOUT_SCRIPT)
    for path in ("/nothing-here/", "/f/mar-esp/d/ESP.9999/", "/f/mar-nld/"):
        answer = officer.page.goto(officer.url + path)
        assert answer is not None
        assert answer.status in (403, 404)
        expect(officer.page.locator("main h1")).to_be_visible()
        assert officer.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
        officer.page.locator(".jisr-header__name a").click()
        expect(officer.page).to_have_url(f"{officer.url}/my-work/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_stand_beside_their_marks_on_a_telephone(
    demo: World, sign_in: SignIn, called: str, language: str
) -> None:
    """Whether a fact holds is seen by its mark: a mark on a line of its own belongs to nothing."""
    officer = sign_in(demo, "esp.delegate", **WITHOUT_SCRIPT)
    follow(officer.page.locator(f".jisr-languages button[value={language}]"))
    officer.open(called)
    facts = officer.page.locator(".jisr-fact").all()
    assert facts
    for fact in facts:
        mark, words = (fact.locator("> span").nth(at).bounding_box() for at in (0, 1))
        assert mark is not None
        assert words is not None
        assert words["y"] < mark["y"] + mark["height"] and mark["y"] < words["y"] + words["height"]
        first, second = (mark, words) if language == "en" else (words, mark)
        assert first["x"] + first["width"] <= second["x"]


class TestByKeyboard:
    """Nothing needs a mouse: what has the focus is seen, and comes in the order in which one reads."""

    @pytest.fixture
    def officer(self, demo: World, sign_in: SignIn) -> Officer:
        """Somebody at a desk without a mouse."""
        return sign_in(demo, "esp.secretariat", viewport=DESK)

    def test_the_first_press_skips_to_the_content(self, officer: Officer) -> None:
        """The skip link comes first, is seen once it has the focus, and leads past the header."""
        officer.go("")
        skip = officer.page.locator(".govuk-skip-link")
        expect(skip).not_to_be_in_viewport()
        officer.page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        officer.page.keyboard.press("Enter")
        expect(officer.page.locator("main")).to_be_focused()
        officer.page.keyboard.press("Tab")
        assert officer.page.evaluate("document.querySelector('main').contains(document.activeElement)")

    def test_an_act_is_done_from_sign_in_to_end(self, demo: World, pages: Callable[..., Page], called: str) -> None:
        """Signing in, a text, radio buttons, a list and a button: all with Tab, arrows, blanks and Enter."""
        page, url = pages(viewport=DESK), demo.url("ESP")
        page.goto(f"{url}/f/{FRAMEWORK}/d/{called}/act/raise_item/")
        type_at(page, "#id_username", "esp.secretariat")
        type_at(page, "#id_password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("form[data-act=raise_item]")).to_be_visible()
        type_at(page, "[name=title]", "Raised without a mouse")
        type_at(page, "[name=dimension]", "Training")
        type_at(page, "form[data-act=raise_item] button:not([name])", "")
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Raised without a mouse")

    def test_every_control_shows_that_it_has_the_focus(self, officer: Officer, called: str) -> None:
        """Going through a form, each control has an outline, a shadow or another ground than before."""
        officer.go(f"d/{called}/act/name_delegate/")
        seen = list(tabbed(officer.page, until="form[data-act=name_delegate] a", presses_max=PRESSES_MAX))
        assert not [each.what for each in seen if not each.is_marked]
        names = [each.name for each in seen if each.name]
        assert names.index("name") < names.index("role") < names.index("capacity"), "in the order of the page"


def type_at(page: Page, selector: str, words: str) -> None:
    """Go to a control by Tab and type."""
    list(tabbed(page, until=selector, presses_max=PRESSES_MAX))
    page.keyboard.type(words)


def test_an_act_is_downloaded_with_its_proof(demo: World, sign_in: SignIn, called: str, tmp_path: Path) -> None:
    """The file alone, with the other party's public key, shows that the act is in that party's log."""
    officer = sign_in(demo, "esp.delegate")
    officer.open(called)
    with officer.page.expect_download() as waiting:
        officer.page.locator(f"[data-entry='{called}'] a[download]").click()
    assert waiting.value.suggested_filename == f"{FRAMEWORK}-{called}.json"
    waiting.value.save_as(tmp_path / "act.json")
    act = orjson.loads((tmp_path / "act.json").read_bytes())
    assert act["content"]["fields"]["ordinal"] == 23

    name = origin(FRAMEWORK, "MAR")
    head = parse_head(act["head"])
    assert head.checkpoint.origin == name
    head.require_signed([VerifierKey(name, public_bytes(demo.homes["MAR"].key("log")))])
    path = [unb64(each) for each in act["proof"]]
    check_inclusion(
        leaf=leaf_hash(unb64(act["bytes"])),
        index=act["index"],
        size=head.checkpoint.size,
        proof=path,
        root=head.checkpoint.root,
    )
    assert orjson.loads(unb64(act["bytes"])) == act["content"]
