"""Who sees little, hears the page, has no mouse or a small screen: every kind of page, in both directions of writing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.officer import FRAMEWORK, Officer
from tests.browser.scene import Scene, found_scene
from tests.browser.visitor import DESK, PHONE, Visitor, follow, tabbed
from tests.browser.world import World

LANGUAGES: Final = ("en", "ar")
# What axe finds is of a page's build and direction; the others are looked at by `make soak`.
ALL_LANGUAGES: Final = (*LANGUAGES, *(pytest.param(each, marks=pytest.mark.soak) for each in ("fr", "es", "nl")))
HERE: Final = f"/f/{FRAMEWORK}"
# The smallest screen on which WCAG 2.2 (1.4.10) asks that nobody scrolls sideways.
SMALL: Final = {"width": 320, "height": 640}
# A desk of 1280 pixels at 400 %, in colours that its owner has chosen: no shadow and no ground of ours is drawn.
MAGNIFIED: Final[dict[str, Any]] = {"viewport": {"width": 320, "height": 256}, "forced_colors": "active"}
PRESSES_MAX: Final = 150
# What axe finds well done nobody reads: to carry it out of the browser took a tenth of the time.
AXE: Final = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A node on whose pages all is that can be: each standing, a period, a line that is cut."""
    made = found_scene(tmp_path_factory.mktemp("scene"))
    yield made
    made.stop()


@dataclass(frozen=True)
class Place:
    """A page, and what is done on it before one looks."""

    path: str
    is_sent: bool = False


def demo_places(world: World) -> list[Place]:
    """Give every kind of page of the demo: lists, dossiers of each procedure, every form of an open session."""
    listed = world.node("ESP").jisr("dossier", "list", FRAMEWORK, "--json").value
    of = {each["procedure"].partition("/")[0]: each["id"] for each in reversed(listed)}
    session = next(each["id"] for each in listed if each["title"].startswith("Session 23"))
    paths = [
        "/my-work/",
        f"{HERE}/",
        f"{HERE}/dossiers/",
        f"{HERE}/d/{session}/",
        f"{HERE}/d/framework/",
        f"{HERE}/ceremony/",
    ]
    paths += [f"{HERE}/dossiers/?procedure={each}" for each in of]
    paths += [f"{HERE}/d/{each}/" for each in of.values()]
    paths += [
        f"{HERE}/d/{session}/act/{act}/" for act in ("name_delegate", "follow_up", "contest", "propose_open_session")
    ]
    paths += [f"{HERE}/open/{each}/" for each in ("session/1", "action_plan/1", "commitment/1")]
    paths += [f"{HERE}/d/{session}/protect/", f"{HERE}/e/{session}/", "/protect/", "/drafts/"]
    paths += [f"{HERE}/d/{of['commitment']}/act/report_progress/"]
    sent = [f"{HERE}/open/session/1/", f"{HERE}/d/{session}/act/raise_item/"]
    return [*map(Place, paths), *(Place(each, is_sent=True) for each in sent), Place("/nothing-here/")]


def scene_places(scene: Scene) -> list[Place]:
    """Give the pages on which something stands against somebody, and the forms that are grave."""
    visit = f"{HERE}/d/{scene.visit}"
    acts = ("halt", "check", "concur_report", "propose_depart", "answer")
    paths = ["/my-work/", f"{HERE}/", f"{HERE}/dossiers/", f"{visit}/", f"{HERE}/d/{scene.riddle}/"]
    paths += [f"{visit}/act/{each}/" for each in acts]
    paths += [f"{visit}/protect/", f"{HERE}/e/{scene.visit}/", f"{HERE}/e/{scene.mine}/"]
    paths += [f"{visit}/act/correct/?item={scene.mine}", f"{HERE}/d/{scene.riddle}/act/guess/"]
    return [Place(each) for each in paths]


def go(officer: Officer, place: Place) -> Page:
    """Open a page, fold out what is folded, send its form as it is if asked."""
    page = officer.page
    page.goto(f"{officer.url}{place.path}")
    if place.is_sent:
        page.locator("main form button[type=submit]:not([name])").click()
        # What is amiss is what is read first, and its remedy is one key away.
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return page


def in_language(officer: Officer, language: str) -> Officer:
    """Let the officer choose a language."""
    officer.page.locator(f".jisr-languages button[value={language}]").click()
    expect(officer.page.locator("html")).to_have_attribute("lang", language)
    return officer


def violations(page: Page) -> list[str]:
    """Give what axe has to say about a page: rule, what is wrong, where."""
    page.evaluate(AXE_SCRIPT)
    return [
        f"{page.url}: {each['id']}: {each['help']}: {node['target']} {node['html'][:120]}"
        for each in page.evaluate(AXE)
        for node in each["nodes"]
    ]


class TestWithAxe:
    """The rules of axe-core, those for good practice included, find nothing."""

    @pytest.mark.parametrize("language", ALL_LANGUAGES)
    def test_on_every_kind_of_page_of_the_demo(self, demo: World, sign_in: SignIn, language: str) -> None:
        """At a desk and, in Arabic, on a telephone."""
        officer = in_language(sign_in(demo, "esp.cochair", viewport=DESK if language == "en" else PHONE), language)
        assert [each for place in demo_places(demo) for each in violations(go(officer, place))] == []

    @pytest.mark.parametrize("language", ALL_LANGUAGES)
    def test_where_something_is_amiss(self, scene: Scene, sign_in: Any, language: str) -> None:
        """Each standing, a banner of trouble, grave forms, a dossier that is not judged."""
        officer = in_language(sign_in(scene, "esp.cochair", viewport=PHONE if language == "en" else DESK), language)
        assert [each for place in scene_places(scene) for each in violations(go(officer, place))] == []

    def test_before_sign_in(self, demo: World, pages: Callable[..., Page]) -> None:
        """The form, and what it says to a wrong password."""
        page = pages(viewport=PHONE)
        page.goto(f"{demo.url('ESP')}/sign-in/")
        found = violations(page)
        page.locator("form:has(#id_username) button").click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        assert found + violations(page) == []

    def test_it_would_find_something(self, demo: World, pages: Callable[..., Page]) -> None:
        """Else the tests above would hold on nothing."""
        page = pages(viewport=PHONE)
        page.goto(f"{demo.url('ESP')}/sign-in/")
        page.evaluate("document.querySelector('label').remove()")
        assert any(": label:" in each for each in violations(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_scrolls_sideways_on_the_smallest_screen(demo: World, scene: Scene, sign_in: Any, language: str) -> None:
    """Nor does anything stick out of it: titles without a break and long buttons are folded."""
    amiss = []
    for world, places in ((demo, demo_places(demo)), (scene, scene_places(scene))):
        officer = in_language(sign_in(world, "esp.cochair", viewport=SMALL), language)
        for place in places:
            page = go(officer, place)
            width = page.evaluate("document.scrollingElement.scrollWidth")
            if width > SMALL["width"]:
                amiss.append(f"{place.path}: {width} px")
    assert amiss == []


STICKS_OUT: Final = """() => [...document.querySelectorAll('main *, header *, nav *')].filter(each => {
    const box = each.getBoundingClientRect();
    const hidden = getComputedStyle(each).clipPath !== 'none' || each.closest('.govuk-visually-hidden, thead, .govuk-skip-link');
    return box.width > 1 && !hidden && (box.right > innerWidth + 1 || box.left < -1);
}).map(each => each.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_on_the_smallest_screen(scene: Scene, sign_in: Any, language: str) -> None:
    """What sticks out without scrolling is worse: nobody reads it."""
    officer = in_language(sign_in(scene, "esp.cochair", viewport=SMALL), language)
    assert [each for place in scene_places(scene) for each in go(officer, place).evaluate(STICKS_OUT)] == []


class TestByKeyboard:
    """A dossier with everything in it, without a mouse."""

    @pytest.mark.parametrize("screen", [{"viewport": DESK}, MAGNIFIED], ids=["desk", "magnified"])
    def test_all_that_can_be_clicked_is_reached_and_seen(
        self, scene: Scene, sign_in: Any, screen: dict[str, Any]
    ) -> None:
        """Tab goes through every link and button of the page in its order, and each shows that it has the focus."""
        officer = sign_in(scene, "esp.cochair", **screen)
        page = go(officer, Place(f"{HERE}/d/{scene.visit}/"))
        last = f"[data-entry='{scene.visit}'] a[download]"
        seen = list(tabbed(page, until=last, presses_max=PRESSES_MAX))
        assert not [each.what for each in seen if not each.is_marked]
        count = page.locator("main").locator("a:visible, button:visible, summary:visible").count()
        assert len([each for each in seen if each.is_main]) == count

    def test_reasons_are_folded_out_and_a_proposal_answered(self, scene: Scene, sign_in: Any) -> None:
        """Enter opens what is folded, leads to the form and sends it."""
        officer = sign_in(scene, "esp.cochair", viewport=DESK)
        page = officer.page
        officer.open(scene.visit)
        list(tabbed(page, until="summary", presses_max=PRESSES_MAX))
        page.keyboard.press("Enter")
        expect(page.locator("[data-not-yet=praise]")).to_be_visible()
        officer.open(scene.visit)
        list(tabbed(page, until="a[data-act=decline_report]", presses_max=PRESSES_MAX))
        page.keyboard.press("Enter")
        expect(page.locator("form[data-act=decline_report] button:not([name])")).to_be_visible()
        list(tabbed(page, until="form[data-act=decline_report] button:not([name])", presses_max=PRESSES_MAX))
        page.keyboard.press("Enter")
        expect(page.locator(".govuk-notification-banner--success")).to_be_visible()


def test_the_scene_shows_every_standing(scene: Scene, sign_in: Any) -> None:
    """In words, with the reason and its source; else the tests of this file look at nothing."""
    officer = sign_in(scene, "esp.cochair")
    officer.open(scene.visit)
    page = officer.page
    for standing, says in (
        ("void", "Has no effect:"),
        ("defeated", "Overtaken by what was done at the same time:"),
        ("crossed", "Done in the world although something stood against it:"),
    ):
        row = page.locator(f"[data-standing={standing}]")
        expect(row.locator(".jisr-standing")).to_have_text(says)
        expect(row.locator(".jisr-reasons")).to_contain_text("The visit has been halted")
        expect(row.locator(".jisr-reasons")).to_contain_text("art. 5 (2)")
    expect(page.locator("[data-standing=stands][data-final=no]").first).to_contain_text(
        "not yet acknowledged by Morocco"
    )
    expect(page.locator(".jisr-period")).to_contain_text("ends:")
    expect(page.locator("[data-did=erase]")).to_contain_text("Legal basis")
    expect(page.locator("[data-contest]")).to_be_visible()
    expect(page.locator("[data-cut=yes]")).to_contain_text("cannot be reached")
    assert Visitor(page, officer.url).visit(f"{HERE}/d/{scene.riddle}/")
    expect(page.locator("[data-unjudged]")).to_contain_text("riddle/1")


# The dossier's page as a screen reader finds it: landmarks, headings in their order, what each part holds.
TREE: Final = """
- link "Skip to the content"
- banner:
  - navigation "Main"
- navigation "Stop or protect in this dossier":
  - link "Stop or protect"
- region "Exchange with the other sides"
- navigation "Where you are"
- main:
  - heading /.+/ [level=1]
  - region "Who must act by when":
    - heading "Who must act by when" [level=2]
    - figure:
      - heading /.+/ [level=3]
      - img /A line from .+ to .+; now is .+/
      - paragraph: /ends:/
  - region "Waits for an answer":
    - heading "Waits for an answer" [level=2]
    - heading /.+/ [level=3]
  - region "What you can do":
    - heading "What you can do" [level=2]
    - heading "To protect" [level=3]
    - list
  - region "What holds":
    - heading "What holds" [level=2]
    - list
  - region "What was done":
    - heading "What was done" [level=2]
    - list:
      - listitem:
        - heading /.+/ [level=3]
        - paragraph: /Done by .+ on .+/
        - paragraph: /Stands/
        - paragraph:
          - link /Paper.*/
          - link /Download with proof.*/
- contentinfo
"""


class TestTheDossier:
    """What a screen reader, a sheet of paper and a hand in a hurry find."""

    def test_its_tree_is_that_of_a_screen_reader(self, scene: Scene, sign_in: Any) -> None:
        """Landmarks with names, one heading for each part, the picture of a period with its sentence."""
        officer = sign_in(scene, "esp.cochair", viewport=DESK)
        officer.open(scene.visit)
        expect(officer.page.locator("body")).to_match_aria_snapshot(TREE)

    def test_on_paper_the_words_stay_and_the_doors_go(self, scene: Scene, sign_in: Any) -> None:
        """Standing and reasons are printed; what can only be clicked is not."""
        officer = sign_in(scene, "esp.cochair", viewport=DESK)
        officer.open(scene.visit)
        page = officer.page
        page.emulate_media(media="print")
        expect(page.locator("[data-standing=void] .jisr-standing")).to_be_visible()
        expect(page.locator(".jisr-drawn").first).to_be_visible()
        for gone in ("[data-protect]", ".jisr-groups", ".jisr-row-links", ".jisr-navigation"):
            expect(page.locator(gone).first).to_be_hidden()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_stop_is_two_taps_away(self, scene: Scene, sign_in: Any, language: str) -> None:
        """At the top and at the end of a long page the same place leads to what protects, on the smallest screen."""
        officer = in_language(sign_in(scene, "esp.cochair", viewport=SMALL), language)
        officer.open(scene.visit)
        page = officer.page
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("[data-protect]")).to_be_in_viewport()
        page.locator("[data-protect]").click()
        expect(page.locator("[data-stop] [data-act=halt]")).to_be_visible()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_two_officers_answer_for_one_act(self, demo: World, sign_in: Any, language: str) -> None:
        """Form, check, prepared page and confirmation, each without a fault that axe knows."""
        viewport = DESK if language == "en" else PHONE
        first = in_language(sign_in(demo, "esp.cochair", viewport=viewport), language)
        listed = demo.node("ESP").jisr("dossier", "list", FRAMEWORK, "--json").value
        stages = [each for each in listed if each["procedure"] == "commitment/1" and each["stage"] == "Open"]
        code = stages[LANGUAGES.index(language)]["id"]
        first.go(f"d/{code}/act/propose_drop/")
        page = first.page
        page.locator("#field-reason").fill("Overtaken by events.")
        page.locator("form[data-act=propose_drop] button:not([name])").click()
        expect(page.locator("form[data-check]")).to_be_visible()
        found = violations(page)
        page.locator("[data-confirm]").click()
        expect(page.locator("[data-second=withdraw]")).to_be_visible()
        found += violations(page)
        second = in_language(sign_in(demo, "esp.secretariat", viewport=viewport), language)
        second.open(code)
        follow(second.page.locator("[data-prepared] a"))
        found += violations(second.page)
        second.page.locator("[data-second=confirm] button").click()
        assert second.has(second.done())
        found += violations(second.page)
        assert found == []
