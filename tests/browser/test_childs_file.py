"""A child's file as its officers, its guardian and the child itself find it: two live nodes, one set-up."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.childs_world import ChildsWorld, childs_world
from tests.browser.conftest import FAILED, PICTURES, SignIn
from tests.browser.officer import fill
from tests.browser.test_access import violations
from tests.browser.visitor import DESK, direction, follow, tabbed
from tests.browser.walker import Company, Walker, Way, nothing_amiss
from tests.nodes.nodes import ENVIRONMENT
from tests.nodes.started import run_command

PHONE: Final = {"width": 320, "height": 640}
WAYS: Final = [Way(language, screen) for language in ("en", "ar") for screen in (DESK, PHONE)]
# Axe sees how a page is built and takes its time: one page in English at a desk, the next in Arabic on a telephone.
AXED: Final = (("en-1280", 0), ("ar-320", 1))
AXED_CHILD: Final = ("en", "ar")
LANGUAGES: Final = ("en", "ar", "fr", "es", "nl")
HOME, SHARED = "/f/esp", "/f/mar-esp"
PRESSES_MAX: Final = 200
LETTER_PIXELS_MIN: Final = 20
BY_TIME: Final = {"g11_pleaded", "s14_child"}
REFUSED: Final = (403, 404)
# A paper has a page for each of these in its file; the tree above them has a word of its own.
SHEET: Final = re.compile(rb"/Type\s*/Page(?!s)")
NOWHERE: Final = {**ENVIRONMENT, "JISR_HOME": "", "DATABASE_URL": ""}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChildsWorld]:
    """Both nodes with their children's files."""
    with childs_world(tmp_path_factory.mktemp("children")) as world:
        yield world


@pytest.fixture(scope="module")
def company(browser: Browser, files: ChildsWorld) -> Company:
    """The officers of both states; who is signed in stays so."""
    return Company(browser, files)


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest, company: Company) -> Iterator[Way]:
    """Each language on each screen; where it failed, everybody's page is kept as a picture."""
    yield request.param
    if request.node.stash.get(FAILED, False):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, walker in company.known.items():
            walker.page.screenshot(path=PICTURES / f"{request.node.name}-{name}.png", full_page=True)


EN: Final = WAYS[0]


def places(files: ChildsWorld, sealed: str) -> list[str]:
    """Give every kind of page that a child's file has."""
    file, shared = f"{HOME}/d/{files.file}", f"{SHARED}/d/{files.shared}"
    return [
        f"{HOME}/", f"{HOME}/dossiers/", f"{file}/", f"{file}/guarantees/", f"{file}/protect/", f"{file}/readings/",
        f"{file}/bundle/", f"{file}/act/inform_child/", f"{file}/act/raise_child_refusal/", sealed,
        f"{HOME}/d/{files.fresh}/", f"{HOME}/d/{files.fresh}/guarantees/", f"{shared}/", f"{shared}/guarantees/",
        f"{shared}/act/attest_no_obstacle/",
    ]  # fmt: skip


def test_every_page_fits_its_screen_and_its_reader(company: Company, files: ChildsWorld, way: Way) -> None:
    """One heading, no scrolling sideways at 320 pixels, the right direction; axe finds nothing."""
    guardian = company.officer("esp.guardianship", way)
    page = guardian.to(f"{HOME}/d/{files.file}/")
    sealed = str(page.locator("a[data-read]").first.get_attribute("href"))
    found: list[str] = []
    with nothing_amiss(guardian):
        for at, path in enumerate(places(files, sealed)):
            guardian.to(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            found += violations(page) if (way.name, at % 2) in AXED else []
    assert found == []


class TestOfficer:
    """One of child protection, who has the file of today before her."""

    def test_the_list_says_what_is_missing_who_gives_it_and_by_which_law(
        self, company: Company, files: ChildsWorld, way: Way
    ) -> None:
        """From the dossier by its link: what is missing stands first, each guarantee has its source."""
        care = company.officer("esp.care", way)
        page = care.to(f"{HOME}/d/{files.fresh}/")
        with nothing_amiss(care):
            page.locator("a[data-guarantees]").click()
            gate = page.locator("[data-gate=clear_departure]")
            every = gate.locator("[data-guarantee]")
            expect(every.last).to_be_visible()
            states = every.evaluate_all("all => all.map(each => each.dataset.state)")
            first_held = next(at for at, state in enumerate(states) if state != "missing")
            assert first_held > 0 and "missing" not in states[first_held:]
            assert gate.locator("[data-guarantee]:not(:has(.jisr-source))").count() == 0
            # What time alone gives is given by nobody; of all else it says by whom.
            unsaid = gate.locator("[data-state=missing]:not(:has(.jisr-giver))")
            assert {each.get_attribute("data-guarantee") for each in unsaid.all()} == BY_TIME
            guardian = gate.locator("[data-guarantee=g04_guardian]")
            expect(guardian).to_have_attribute("data-state", "missing")
            expect(guardian.locator(".jisr-source").last).to_contain_text("CRC art. 20")
            # Heard, or under twelve and excused with reasons: one of both is enough.
            heard = gate.locator("[data-guarantee=g12_heard] [data-ways]").first
            expect(heard.locator("> li")).to_have_count(2)
            expect(page.locator("[data-done]")).to_have_count(0)
            # The other child's file says by when.
            care.to(f"{HOME}/d/{files.file}/guarantees/")
            # What was decided in time does not look as if it had not been, now that its time is over.
            decided = page.locator("[data-gate=decide_return]")
            expect(decided.locator("[data-state=missing]")).not_to_have_count(0)
            expect(decided.locator("[data-done]")).to_be_visible()
            expect(page.locator("[data-gate=clear_departure] [data-state=missing]")).to_have_count(0)
            expect(page.locator("section > [data-period=clearance_validity] svg")).to_be_visible()
            page.locator("[data-over] summary").click()
            remedy = page.locator("[data-over] [data-period=remedy_time]")
            expect(remedy.locator("svg")).to_be_visible()
            expect(remedy.locator("[data-stills] li")).to_have_count(2)
            # A file that has no name but its number is called by it once.
            care.to(f"{HOME}/e/{files.file}/")
            expect(page.locator(".jisr-paper__of")).to_contain_text(files.file)
            assert page.locator(".jisr-paper__of").inner_text().count(files.file) == 1
            # Nobody owes the time to plead or to go to court, whenever it ended.
            care.to("/my-work/?who=mine")
            expect(page.locator(f"a[href*='/d/{files.file}/']").first).to_be_attached()
            expect(page.locator(".govuk-task-list .govuk-tag--red")).to_have_count(0)

    def test_a_sealed_field_is_filled_in_by_the_keyboard_alone(self, files: ChildsWorld, sign_in: SignIn) -> None:
        """The form says who will read it; the dossier says that it was stated, to whom, and never what."""
        care = sign_in(files, "esp.care", viewport=DESK, framework="esp")
        care.open(files.fresh)
        page = care.page
        press_on(page, "a[data-act=take_into_care]")
        expect(page.locator("form[data-act=take_into_care]")).to_be_visible()
        readers = page.locator("[data-readers]").inner_text()
        assert all(each in readers for each in ("Child-protection service", "Guardianship body", "Prosecutor"))
        # A draft would keep nothing of it.
        expect(page.locator("[name='do:save']")).to_have_count(0)
        list(tabbed(page, until="[name=place]", presses_max=PRESSES_MAX))
        page.keyboard.type("The house by the mill")
        press_on(page, "form[data-act=take_into_care] button[type=submit]")
        row = page.locator(f"[data-entry='{care.done()}']")
        expect(row.locator("[data-sealed-field=place]")).to_contain_text("Guardianship body")
        assert "by the mill" not in page.content()
        expect(page.locator("[data-stage]")).to_have_text("In care")

    def test_an_act_is_recorded_without_script(self, files: ChildsWorld, sign_in: SignIn) -> None:
        """On a telephone, in Arabic: what was typed comes back with what is amiss, and is recorded when it is mended."""
        care = sign_in(files, "esp.care", viewport=PHONE, framework="esp", java_script_enabled=False)
        page = care.page
        follow(page.locator(".jisr-languages button[value=ar]"))
        care.open(files.fresh)
        page.locator("a[data-act=accept_age]").first.click()
        form = page.locator("form[data-act=accept_age]")
        form.locator("[name=age_lowest]").fill("sixteen")
        form.locator("button[type=submit]").first.click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        expect(form.locator("[name=age_lowest]")).to_have_value("sixteen")
        ages = {"age_lowest": 16, "age_highest": 16, "age_counted": 16, "majority_on": "2030-05-04"}
        ages |= {"bridge_from": "2030-03-04"}
        for name, value in {**ages, "documents": "A passport"}.items():
            fill(form.locator(f"[data-field={name}]"), name, value)
        form.locator("button[type=submit]").first.click()
        assert care.has(care.done())
        follow(page.locator(".jisr-languages button[value=en]"))

    def test_a_stop_is_two_taps_and_says_at_once_what_follows(
        self, company: Company, files: ChildsWorld, way: Way
    ) -> None:
        """No reason is asked for first; the file says that it is stopped, and who lifts it."""
        stop = ("court_case", "health_bar", "place_bar", "care_gap")[WAYS.index(way)]
        care = company.officer("esp.care", way)
        page = care.to(f"{HOME}/d/{files.fresh}/")
        with nothing_amiss(care):
            stopped = page.locator("[data-stops] li").count()
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.locator("[data-protect]").click()
            page.locator(f"[data-stop=raise_{stop}] button[data-act=raise_{stop}]").click()
            assert care.has(care.done())
            expect(page.locator("[data-stops] li")).to_have_count(stopped + 1)
            page.locator("a[data-guarantees]").click()
            expect(page.locator("[data-stops]")).to_be_visible()
            expect(page.locator("[data-state=stopped]").first.locator(".jisr-giver").first).to_be_visible()

    def test_from_outside_the_file_it_is_two_taps_too(self, company: Company, files: ChildsWorld) -> None:
        """A red button does what it says, wherever it stands; what needs words first is a link to its form."""
        care = company.officer("esp.care", EN)
        page = care.to("/my-work/")
        follow(page.locator("a[href='/protect/']"))
        listed = page.locator(f"[data-dossier='{files.fresh}']")
        assert violations(page) == []
        listed.locator("button[data-act=raise_identity_doubt]").click()
        assert care.has(care.done())
        expect(page.locator("[data-stops]")).to_contain_text("Doubt about identity")

    def test_words_can_go_with_a_stop(self, company: Company, files: ChildsWorld) -> None:
        """Who has a minute says for whom it is, and what happened, under seal."""
        care = company.officer("esp.care", EN)
        page = care.to(f"{HOME}/d/{files.fresh}/protect/")
        # Nobody is told of this child yet.
        assert "who has been told" not in page.locator("main").inner_text()
        page.locator("[data-stop=raise_opposition] a[data-words]").click()
        form = page.locator("form[data-act=raise_opposition]")
        expect(form.locator("[data-readers]")).to_contain_text("Guardianship body")
        form.locator("[name=note]").fill("Said at breakfast")
        form.locator("[data-field=on-behalf] select, [data-field$=behalf] select").first.select_option(index=1)
        form.locator("button[type=submit]").first.click()
        row = page.locator(f"[data-entry='{care.done()}']")
        expect(row.locator("[data-sealed-field=note]")).to_be_visible()

    def test_what_a_mandate_does_not_name_is_not_there(self, company: Company, files: ChildsWorld) -> None:
        """An officer of the same group, without a mandate of the file, finds it as one finds a number that is not there."""
        chair = company.officer("esp.cochair", EN)
        page = chair.to(f"{SHARED}/")
        assert files.shared not in page.content()
        assert page.locator(f"[data-dossier='{files.shared}']").count() == 0
        for path in ("", "guarantees/", "protect/", "bundle/", "readings/", "act/raise_stop/"):
            seen = [page.goto(f"{chair.url}{SHARED}/d/{each}/{path}") for each in (files.shared, "ESP.9999")]
            here, nowhere = [each.status for each in seen if each is not None]
            assert here == nowhere and here in REFUSED, path
        chair.to("/my-work/")
        chair.search(files.shared)
        expect(page.locator("main")).not_to_contain_text("Concerted return")
        # Who has no post in the state's own group, has no such group.
        answer = page.goto(f"{chair.url}{HOME}/d/{files.file}/")
        assert answer is not None and answer.status in REFUSED
        panel = company.officer("esp.panel", EN)
        answer = panel.page.goto(f"{panel.url}{SHARED}/d/{files.shared}/")
        assert answer is not None and answer.status in REFUSED
        expect(panel.to(f"{HOME}/dossiers/").locator(f"[data-dossier='{files.file}']")).to_be_visible()


def press_on(page: Page, selector: str) -> None:
    """Go to something by Tab and press Enter; whatever has the focus on the way shows it."""
    passed = list(tabbed(page, until=selector, presses_max=PRESSES_MAX))
    assert all(each.is_marked for each in passed), [each.what for each in passed if not each.is_marked]
    with page.expect_navigation():
        page.keyboard.press("Enter")


class TestGuardian:
    """Who speaks for the child."""

    def test_each_reading_is_in_the_log(self, company: Company, files: ChildsWorld, way: Way) -> None:
        """Somebody reads a sealed field; the guardian sees who, for whom, what and for what, the reader does not."""
        prosecutor = company.officer("esp.prosecutor", way)
        page = prosecutor.to(f"{HOME}/d/{files.file}/")
        with nothing_amiss(prosecutor):
            expect(page.locator("a[data-readings-link]")).to_have_count(0)
            place = page.locator("a[data-read]").nth(WAYS.index(way))
            entry, field = str(place.get_attribute("href")).split("/e/")[1].strip("/").split("/sealed/")
            place.click()
            page.locator("[data-read-form] input[value=check]").check()
            page.locator("[name=purpose-words]").fill(f"Before the report, {way.name}")
            page.locator("[data-read-form] button[type=submit]").click()
            expect(page.locator("[data-opened]")).to_contain_text("Invented for the demo")
        guardian = company.officer("esp.guardianship", way)
        page = guardian.to(f"{HOME}/d/{files.file}/")
        with nothing_amiss(guardian):
            page.locator("a[data-readings-link]").click()
            row = page.locator(f"[data-reading='{entry}/{field}']").first
            expect(row).to_contain_text("Demo officer (prosecutor for minors)")
            expect(row).to_contain_text(f"Before the report, {way.name}")
            expect(page.locator("[data-protect]")).to_be_visible()
        answer = prosecutor.page.goto(f"{prosecutor.url}{HOME}/d/{files.file}/readings/")
        assert answer is not None and answer.status == 403


class TestChild:
    """Who is spoken of."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_is_plain_large_and_one_sheet(
        self, company: Company, files: ChildsWorld, language: str, tmp_path: Path
    ) -> None:
        """What goes on, how to say no, whom to call; the officer's own language stays as it is."""
        guardian = company.officer("esp.guardianship", EN)
        page = guardian.page.context.new_page()
        page.goto(f"{guardian.url}{HOME}/d/{files.file}/")
        page.locator("a[data-for-child]").click()
        page.locator(f".jisr-child__languages a[hreflang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", direction(language))
        child = page.locator("[data-for-child]")
        for part in ("[data-now]", "[data-next]", ".jisr-child__no li >> nth=0", "a[href='tel:116111']"):
            expect(child.locator(part)).to_be_visible()
        letters = "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"
        assert min(child.locator("p, li, dt, dd").evaluate_all(letters)) >= LETTER_PIXELS_MIN
        words = child.inner_text()
        assert not any(each in words for each in (files.file, "esp.", "art.")), "no number, no authority, no article"
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
        assert language not in AXED_CHILD or violations(page) == []
        sheet = tmp_path / "sheet.pdf"
        page.pdf(path=sheet, prefer_css_page_size=True)
        assert len(SHEET.findall(sheet.read_bytes())) == 1
        page.emulate_media(media="print")
        for gone in ("[data-protect]", ".jisr-child__languages", ".jisr-header", ".jisr-footer"):
            expect(page.locator(gone).first).to_be_hidden()
        expect(child.locator(".jisr-child__call")).to_be_visible()
        page.goto(f"{guardian.url}/my-work/")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.close()


class TestCourt:
    """Who asks whether it is true."""

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_the_bundle_is_checked_without_a_node(
        self, company: Company, files: ChildsWorld, language: str, tmp_path: Path
    ) -> None:
        """Downloaded from its page, what is sealed stays sealed; one changed character is found."""
        care = company.officer("esp.care", EN)
        page = care.to(f"{HOME}/d/{files.file}/")
        page.locator("a[data-bundle-link]").click()
        page.locator(f"[data-bundle-form] input[value={language}]").check()
        with page.expect_download() as waiting:
            page.locator("[data-bundle-form] button[type=submit]").click()
        bundle = tmp_path / "bundle.zip"
        waiting.value.save_as(bundle)
        trusted = files.node("ESP").jisr("framework", "show", "esp", "--json").value["fingerprint"]
        assert checked(bundle, "--fingerprint", trusted) == (0, "")
        assert checked(bundle)[0] == 3, "nobody told the fingerprint by another way"
        raw = bytearray(bundle.read_bytes())
        raw[len(raw) // 2] ^= 1
        bundle.write_bytes(raw)
        assert checked(bundle, "--fingerprint", trusted)[0] == 1
        page.reload()
        expect(page.locator("[data-bundled]").first).to_be_visible()


def checked(bundle: Path, *more: str) -> tuple[int, str]:
    """Let the command check a bundle; give its exit code and what it says to be amiss."""
    done = run_command("nobody's commands", "verify", "--bundle", str(bundle), *more, environment=NOWHERE)
    return done.returncode, done.stderr


class TestWindow:
    """The hours between the word of one side and that of the other."""

    def test_going_on_now_until_somebody_says_no(self, company: Company, files: ChildsWorld) -> None:
        """The guardian attests, the host proposes; both see it; the child says no, and the other side cannot conclude it."""
        shared, file = files.shared, files.file
        guardian, care = as_of(company, "esp.guardianship"), as_of(company, "esp.care")
        guardian.perform(shared, "attest_no_obstacle")
        assert guardian.holds("no_obstacle")
        care.go(f"d/{shared}/act/propose_handover/")
        assert care.page.locator("main").inner_text().count("undone") == 1
        proposal = care.perform(shared, "propose_handover", escort="child_protection")
        expect(care.page.locator("[data-under-way]")).to_contain_text("Waits for Morocco. Call them too.")
        there = as_of(company, "mar.care")
        there.wait_for(shared, f"[data-under-way='{proposal}']")
        page, now = there.page, there.page.locator("[data-under-way]")
        expect(now).to_contain_text("Your side is waited for")
        expect(now.locator("a", has_text="Stop or protect")).to_be_visible()
        found = violations(page)
        for way in WAYS[1:]:
            there = company.officer("mar.care", way)
            with nothing_amiss(there):
                there.to(f"{SHARED}/d/{shared}/")
                expect(now).to_be_visible()
        found += violations(page)
        guardian.to(f"{HOME}/d/{file}/protect/")
        expect(guardian.page.locator("main")).to_contain_text("You are shown who has been told.")
        guardian.page.locator("[data-stop=raise_child_refusal] button").click()
        guardian.done()
        banner = guardian.page.locator(".govuk-notification-banner--success")
        expect(banner.locator("[data-echoed]")).to_contain_text("No ground, no name.")
        expect(banner.locator("[data-told=MAR]")).to_be_visible()
        expect(guardian.page.locator("[data-stops]")).to_contain_text("says no")
        expect(guardian.page.locator("[data-stage]")).to_have_text("Stopped")
        there = as_of(company, "mar.care")
        there.wait_for(shared, "[data-stopped-since]")
        expect(page.locator("a[data-act=concur_handover]")).to_have_count(0)
        expect(page.locator("[data-stage]")).to_have_text("Stopped")
        assert "says no" not in page.content(), "no ground crosses the border"
        found += violations(page)
        there.go(f"d/{shared}/act/concur_handover/?item={proposal}")
        expect(page.locator("main [data-reason]").first).to_contain_text("The stop of the host state is lifted")
        answer = guardian.page.goto(f"{guardian.url}{HOME}/d/{file}/for-the-child/?in=ar")
        assert answer is not None and answer.headers["content-language"] == "ar", "as the page is, not its officer"
        expect(guardian.page.locator("html")).to_have_attribute("lang", "ar")
        guardian.to(f"{HOME}/d/{file}/for-the-child/")
        expect(guardian.page.locator("[data-for-child] [data-stopped]")).to_be_visible()
        expect(guardian.page.locator("[data-now]")).to_contain_text("Your going back is stopped")
        assert found == []


def as_of(company: Company, name: str) -> Walker:
    """Give an officer who works in what the states share, in English at a desk."""
    walker = company.officer(name, EN)
    walker.framework = "mar-esp"
    return walker
