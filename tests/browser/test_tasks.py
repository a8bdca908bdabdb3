"""Five people's tasks on two live nodes, in two languages on two screens: each step as that person would take it.

No step reads words of one language: what is pressed is found by what it does.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.auditor import fingerprint, flipped, found, leaf_of, taken_from, verified
from tests.browser.conftest import FAILED, PICTURES
from tests.browser.officer import fill
from tests.browser.table import HEALED_SECONDS_MAX
from tests.browser.visitor import DESK, follow
from tests.browser.walker import COMMITMENTS, HERE, Company, Walker, Way, codes, nothing_amiss
from tests.browser.world import World

PHONE: Final = {"width": 375, "height": 760}
WORDS: Final = {
    "en": {
        "title": "Ferry timetables in the summer months",
        "looked for": "timetable",
        "wrong": "The list was handed over on 3 March 2027.",
        "right": "The list was handed over on 13 March 2027.",
        "reason": "The summer is over.",
    },
    "ar": {
        "title": "مواعيد العبّارات في أشهر الصيف",
        "looked for": "عبارات",
        "wrong": "سُلّمت القائمة في 3 مارس 2027.",
        "right": "سُلّمت القائمة في 13 مارس 2027.",
        "reason": "انتهى الصيف.",
    },
}
WAYS: Final = [Way(language, screen, WORDS[language]) for language in WORDS for screen in (DESK, PHONE)]

# Each language and each screen each time; the other two ways in `make soak`.
OFTEN: Final = (WAYS[0], WAYS[-1])
TRIED: Final = [pytest.param(way, id=way.name, marks=() if way in OFTEN else pytest.mark.soak) for way in WAYS]


@pytest.fixture(scope="module")
def company(browser: Browser, demo: World) -> Company:
    """The officers of the demo; who is signed in stays so."""
    return Company(browser, demo)


@pytest.fixture(params=TRIED)
def way(request: pytest.FixtureRequest, company: Company) -> Iterator[Way]:
    """Each language on each screen; where it failed, everybody's page is kept as a picture."""
    yield request.param
    if request.node.stash.get(FAILED, False):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, walker in company.known.items():
            walker.page.screenshot(path=PICTURES / f"{request.node.name}-{name}.png", full_page=True)


def fill_in(page: Page, act: str, /, **fields: object) -> None:
    """Fill in the open form of an act; do not send it."""
    form = page.locator(f"form[data-act={act}]")
    expect(form.locator("button[type=submit]").first).to_be_visible()
    for name, value in fields.items():
        fill(form.locator(f"[data-field='{name}']"), name, value)


def send(page: Page, act: str) -> None:
    """Send the open form, and wait for what comes: what is counted on half a page is too few."""
    follow(page.locator(f"form[data-act={act}] button[type=submit]:not([name='do:save'])").first)


class TestSecretary:
    """Finds what waits, puts something on the agenda, and goes on with what she began."""

    def test_what_waits_is_found_by_its_date_and_taken_along(self, company: Company, way: Way) -> None:
        """From my work to the late commitments by links alone; the file has the rows of the list."""
        secretary = company.officer("esp.secretariat", way)
        page = secretary.page
        with nothing_amiss(secretary):
            owed = page.locator("[data-section=owed] [data-task]")
            assert owed.count(), "the record leaves two commitments late"
            late = owed.locator("a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
            expect(owed.first.locator(".govuk-tag--red")).to_be_visible()
            follow(page.locator(".jisr-work h2 a[href^='/f/mar-esp/']"))
            follow(page.locator("[data-balance] a[href*='state=late']"))
            assert page.locator("[data-count]").get_attribute("data-count") == str(len(codes(page)))
            assert set(late) <= {f"{HERE}/d/{each}/" for each in codes(page)}
            assert page.locator("tr[data-dossier] .govuk-tag--red").count() == len(codes(page))
            with page.expect_download() as waiting:
                page.locator("main a[download]").click()
            rows = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text("utf-8-sig"))))
            assert [each[0] for each in rows[1:]] == codes(page)
            shown = page.locator("tr[data-dossier] th").all_inner_texts()
            assert [each[2] for each in rows[1:]] == shown
            assert all(rows[0]), "each column has its name"

    def test_an_item_is_raised_and_seen_on_both_sides(self, company: Company, way: Way) -> None:
        """It is acknowledged, found by a word of its language in another form, and by its number."""
        secretary, across = company.officer("esp.secretariat", way), company.officer("mar.delegate", way)
        page = secretary.page
        with nothing_amiss(secretary, across):
            follow(page.locator(".jisr-work p a[href^='/f/mar-esp/d/']"))
            session = page.url.rstrip("/").rpartition("/")[2]
            page.locator(".jisr-groups a[data-act=raise_item]").click()
            fill_in(page, "raise_item", title=way.words["title"], dimension="border")
            send(page, "raise_item")
            entry = secretary.done()
            secretary.wait_until(session, lambda: secretary.row(entry).is_final, wanted=f"{entry}, acknowledged")

            across.wait_for(session, f"[data-entry='{entry}']")
            expect(across.page.locator(f"[data-item='{entry}'] .jisr-said")).to_contain_text(way.words["title"])
            for walker in (secretary, across):
                walker.search(way.words["looked for"])
                walker.again_until(
                    lambda walker=walker: walker.page.locator(f"[data-hit='{entry}']").count() == 1,  # type: ignore[misc]
                    wanted=f"{entry} as found",
                )
                walker.search(entry.lower())
                expect(walker.page).to_have_url(f"{walker.url}{HERE}/d/{session}/?at={entry}#{entry}")
                expect(walker.page.locator(f"[data-entry='{entry}']")).to_be_in_viewport()

    def test_a_draft_is_kept_and_gone_on_with(self, company: Company, way: Way) -> None:
        """What was typed is there again, on another day and from another page; once sent, it is no draft."""
        secretary = company.officer("esp.secretariat", way)
        page = secretary.page
        with nothing_amiss(secretary):
            follow(page.locator(".jisr-work p a[href^='/f/mar-esp/d/']"))
            page.locator(".jisr-groups a[data-act=name_delegate]").click()
            fill_in(page, "name_delegate", name=way.words["title"])
            page.locator("button[name='do:save']").click()
            expect(page.locator("[data-draft=name_delegate]")).to_be_visible()
            secretary.to("/drafts/")
            page.locator("[data-draft=name_delegate] a").click()
            expect(page.locator("[data-is-draft]")).to_be_visible()
            expect(page.locator("[name=name]")).to_have_value(way.words["title"])
            send(page, "name_delegate")
            faults = page.locator(".govuk-error-summary__list a")
            assert faults.count(), "what is lacking is said at the top"
            faults.first.click()
            assert page.evaluate("document.activeElement.closest('[data-field]').dataset.field") == "role"
            fill_in(page, "name_delegate", role="Dir", capacity="expert")
            send(page, "name_delegate")
            secretary.done()
            secretary.to("/drafts/")
            expect(page.locator("[data-draft=name_delegate]")).to_have_count(0)


class TestCoChair:
    """Agrees to what the other side proposes, and drops a commitment together with a second officer."""

    def test_a_proposal_of_the_other_side_is_agreed_to(self, company: Company, way: Way) -> None:
        """From my work, where it waits, with the words that were proposed before her eyes."""
        proposer, chair = company.officer("esp.secretariat", way), company.officer("mar.cochair", way)
        page = chair.page
        with nothing_amiss(proposer, chair):
            code = confirmed_commitment(proposer)
            proposal = proposer.perform(code, "propose_move_due", by_when="2027-06-30", reason=way.words["reason"])
            chair.to("/my-work/?who=mine&kind=answers")
            task = page.locator(f"[data-task='{proposal}'] a[data-act=concur_move_due]")
            chair.again_until(lambda: task.count() == 1, wanted=proposal)
            task.click()
            expect(page.locator(".jisr-proposal")).to_contain_text(way.words["reason"])
            send(page, "concur_move_due")
            agreement = chair.done()
            chair.to("/my-work/?who=mine&kind=answers")
            chair.again_until(lambda: task.count() == 0, wanted="nothing of it any more")
            proposer.wait_until(code, lambda: proposer.has(agreement), wanted=agreement)

    def test_a_commitment_is_dropped_by_two_officers_of_each_side(self, company: Company, way: Way) -> None:
        """Checked, prepared, confirmed by a second officer who finds it in her work; the same across; then final."""
        chair, second = company.officer("mar.cochair", way), company.officer("mar.secretariat", way)
        theirs, their_second = company.officer("esp.cochair", way), company.officer("esp.secretariat", way)
        with nothing_amiss(chair, second, theirs, their_second):
            code = confirmed_commitment(chair)
            chair.open(code)
            chair.page.locator(".jisr-groups a[data-act=propose_drop]").click()
            fill_in(chair.page, "propose_drop", reason=way.words["reason"])
            send(chair.page, "propose_drop")
            expect(chair.page.locator("[data-answers]")).to_contain_text(way.words["reason"])
            expect(chair.page.locator("[data-seconds]")).to_be_visible()
            chair.page.locator("[data-confirm]").click()
            expect(chair.page.locator("[data-second=withdraw]")).to_be_visible()
            expect(chair.page.locator("[data-second=confirm]")).to_have_count(0)

            proposal = confirm_prepared(second)
            assert theirs.prepare_concur(code, "drop", proposal)
            agreement = confirm_prepared(their_second)
            for walker in (chair, theirs):
                walker.wait_until(
                    code,
                    lambda walker=walker: walker.has(agreement) and walker.row(agreement).is_final,  # type: ignore[misc]
                    wanted=f"{agreement}, final",
                )
                assert walker.holds("dropped")
                assert walker.page.locator("a[data-act^=propose_]").count() == 0, "closed"
            holds_on_paper(chair.page, agreement)


def confirmed_commitment(walker: Walker, having: str = "h1") -> str:
    """Give a commitment that both sides have confirmed, and that nobody has proposed anything about."""
    # From below: those that are late stay so.
    for code in reversed(codes(walker.to(COMMITMENTS))):
        walker.open(code)
        asked = walker.page.locator("[data-proposal], [data-contest]").count()
        if walker.holds("confirmed") and not asked and walker.page.locator(having).count():
            return code
    raise AssertionError("no such commitment is left in the demo")


def confirm_prepared(walker: Walker) -> str:
    """Confirm what a colleague has prepared, found in one's own work; give the number of the act."""
    walker.to("/my-work/")
    walker.page.locator("[data-section=prepared] [data-prepared] a").click()
    expect(walker.page.locator("[data-answers], main .govuk-body").first).to_be_visible()
    walker.page.locator("[data-second=confirm] button").click()
    return walker.done()


def holds_on_paper(page: Page, entry: str) -> None:
    """Hold that the paper has what was done and what it is worth, and nothing that one presses."""
    page.emulate_media(media="print")
    try:
        for gone in (".jisr-navigation", ".jisr-languages", "[data-protect]", ".jisr-row-links", ".jisr-footer"):
            assert page.locator(gone).count(), gone
            for each in page.locator(gone).all():
                expect(each).to_be_hidden()
        for kept in (
            "h1",
            "[data-stage]",
            f"[data-entry='{entry}'] .jisr-standing",
            f"[data-entry='{entry}'] time, bdi",
        ):
            expect(page.locator(kept).first).to_be_visible()
    finally:
        page.emulate_media(media="screen")


class TestCaseOfficer:
    """Reports, corrects, contests; knows in two taps who has been told."""

    def test_a_wrong_date_is_corrected_where_it_stands(self, company: Company, way: Way) -> None:
        """Both are seen afterwards: what was first said, and what holds, on both sides."""
        officer, across = company.officer("esp.delegate", way), company.officer("mar.delegate", way)
        page = officer.page
        with nothing_amiss(officer, across):
            code = confirmed_commitment(officer, having="[data-take-on]")
            page.locator("[data-take-on]").click()
            expect(page.locator("[data-holder] a[href='/files/']")).to_be_visible()
            entry = officer.perform(code, "report_progress", text=way.words["wrong"], percent=30)
            row = page.locator(f"[data-entry='{entry}']")
            row.locator("a[data-act=correct]").click()
            expect(page.locator("[name=text]")).to_have_value(way.words["wrong"])
            fill_in(page, "correct", text=way.words["right"], **{"correction-reason": "clerical"})
            send(page, "correct")
            correction = officer.done()
            for walker in (officer, across):
                walker.wait_for(code, f"[data-entry='{correction}']")
                row = walker.page.locator(f"[data-entry='{entry}']")
                expect(row.locator(".jisr-said").first).to_contain_text(way.words["right"])
                expect(row.locator("details")).not_to_have_attribute("open", "")
                row.locator("summary").click()
                expect(row.locator("details .jisr-said")).to_contain_text(way.words["wrong"])
                changed = walker.page.locator(f"[data-entry='{correction}'] .jisr-changes")
                expect(changed).to_contain_text(way.words["wrong"])
                expect(changed).to_contain_text(way.words["right"])
            officer.to("/files/")
            expect(page.locator(f"main a[href='{HERE}/d/{code}/']")).to_be_visible()

    def test_a_fact_is_contested_within_two_taps(self, company: Company, way: Way) -> None:
        """From an act's paper; it no longer holds, and one reads who has been told."""
        officer, across = company.officer("esp.delegate", way), company.officer("mar.cochair", way)
        page = officer.page
        with nothing_amiss(officer, across):
            code = confirmed_commitment(officer)
            page.locator("[data-entry] a[data-paper]").first.click()
            page.locator("[data-protect]").click()
            page.locator("[data-stop] [data-act=contest]").click()
            fill_in(page, "contest", **{"contested-fact": "confirmed"})
            send(page, "contest")
            contest = officer.done()
            expect(page.locator("[data-done] [data-told=MAR]")).to_be_visible()
            assert not officer.holds("confirmed")
            across.wait_for(code, f"[data-contest='{contest}']")
            assert not across.holds("confirmed"), "the cautious value, on both sides"
            officer.to(f"{HERE}/e/{contest}/")
            told = page.locator("[data-told=MAR][data-state=acknowledged]")
            officer.again_until(lambda: told.count() == 1, wanted="Morocco's acknowledgement")


def test_an_operator_sees_a_cut_line_and_sees_it_healed(company: Company) -> None:
    """What is affected and that work goes on is said on both sides; afterwards all is well by itself."""
    for way in WAYS:
        assert state_of_line(company.officer("esp.secretariat", way)) == ("ok", "no")
    company.world.cut()
    try:
        walker = company.officer("esp.secretariat", WAYS[0])
        session = raise_into_silence(walker)
        walker.again_until(lambda: walker.line_to("MAR").get_attribute("data-cut") == "yes", wanted="the cut")
        for way in WAYS:
            operator = company.officer("esp.secretariat", way)
            with nothing_amiss(operator):
                assert state_of_line(operator) in (("watch", "yes"), ("act", "yes"))
                check = operator.page.locator("[data-check][data-state=watch], [data-check][data-state=act]")
                remedy = check.and_(operator.page.locator("[data-check=exchange]")).locator(".jisr-remedy")
                assert "http" in remedy.first.inner_text(), "whom to look for, and where"
                well = operator.page.locator("[data-check][data-state=ok]")
                assert well.count() >= len(("own log", "clock", "key", "key", "database")), "what still works"
                operator.to(f"{HERE}/d/{session}/")
                expect(operator.line_to("MAR").locator("p")).to_have_count(2)
                assert operator.page.locator(".jisr-groups a[data-act=raise_item]").count(), "work goes on"
    finally:
        company.world.heal()
    walker = company.officer("esp.secretariat", WAYS[0])
    walker.wait_until(
        session,
        lambda: walker.line_to("MAR").get_attribute("data-cut") == "no",
        wanted="the line as healed",
        seconds=HEALED_SECONDS_MAX,
    )
    for way in WAYS:
        assert state_of_line(company.officer("esp.secretariat", way)) == ("ok", "no")


def raise_into_silence(walker: Walker) -> str:
    """Do something that cannot arrive; give the dossier."""
    follow(walker.page.locator(".jisr-work p a[href^='/f/mar-esp/d/']"))
    session = walker.page.url.rstrip("/").rpartition("/")[2]
    entry = walker.perform(session, "raise_item", title=WORDS["en"]["title"], dimension="border")
    assert not walker.row(entry).is_final
    return session


def state_of_line(operator: Walker) -> tuple[str, str]:
    """Give how the exchange with Morocco stands: on the operator's page, and on the line of the first page."""
    page = operator.to("/my-work/")
    is_cut = str(operator.line_to("MAR").get_attribute("data-cut"))
    page.locator(".jisr-navigation a[href='/operator/']").click()
    expect(page.locator("[data-summary]")).to_be_visible()
    state = page.locator("[data-check=exchange]").first.get_attribute("data-state")
    return str(state), is_cut


class TestAuditor:
    """Has an act as a file, a paper of it and a browser; trusts neither node by its word alone."""

    def test_an_act_is_checked_on_the_other_node(self, company: Company, way: Way) -> None:
        """As it is it holds, and the paper bears its code; with one character changed, the part is named."""
        officer, auditor = company.officer("mar.cochair", way), company.stranger("ESP", way)
        with nothing_amiss(officer, auditor):
            proof, paper = taken_from(officer)
            assert hashlib.sha256(b"\0" + leaf_of(proof)).hexdigest() == paper
            page = auditor.to("/verify/")
            page.locator("#trust-text").fill(fingerprint(company.world))
            assert found(page, proof) == "holds"
            expect(page.locator("#findings")).to_contain_text(proof["entry"])
            for part, spoilt in flipped(proof).items():
                assert found(page, spoilt) == "fails"
                expect(page.locator(f"[data-found^='{part}.']")).to_be_visible()
            assert page.context.cookies() == []
        auditor.page.context.close()

    def test_the_command_says_the_same(self, company: Company, tmp_path: Path) -> None:
        """`jisr verify --proof`, on a machine without a node."""
        proof, _paper = taken_from(company.officer("mar.cochair", WAYS[0]))
        trusted = fingerprint(company.world)
        assert verified(tmp_path, proof, trusted) == (0, "")
        for part, spoilt in flipped(proof).items():
            assert verified(tmp_path, spoilt, trusted) == (1, part)
