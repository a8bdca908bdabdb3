"""Every act of the four procedures in the demo: open as a form of its fields, or not, with the reason and its source."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jisr.cli.demo.cast import POSTS
from jisr.procedures import ACTION_PLAN, COMMITMENT, FRAMEWORK, SESSION
from jisr.rules import EACH, Act, Procedure
from tests.browser.conftest import SignIn
from tests.browser.officer import FRAMEWORK as GROUP
from tests.browser.officer import Officer
from tests.browser.world import World

PROCEDURES = (SESSION, COMMITMENT, ACTION_PLAN, FRAMEWORK)
# Who acts in the demo: every kind of post of a party, and whoever declares authorities.
MANDATES = {**{post.username: post.mandate for post in POSTS["ESP"]}, "esp.founder": "founding"}
# The founding authority acts in the dossier of authorities alone.
LOOKED_AT = [(each, name) for each in PROCEDURES for name in MANDATES if each is FRAMEWORK or name != "esp.founder"]
# The kernel's own fields of the two acts that are about others.
REASON, CONTESTED = "correction-reason", "contested-fact"


@pytest.fixture(scope="module")
def dossiers(demo: World) -> Mapping[str, list[str]]:
    """Every dossier of the demo by its procedure."""
    found: dict[str, list[str]] = {"framework": ["framework"]}
    for each in demo.node("ESP").jisr("dossier", "list", GROUP, "--json").value:
        found.setdefault(each["procedure"].partition("/")[0], []).append(each["id"])
    assert found.keys() == {each.name for each in PROCEDURES}
    return found


def offered(procedure: Procedure, mandate: str) -> Iterator[tuple[str, Act]]:
    """Give the acts of a procedure that a post admits, as they are called where they begin."""
    for act in procedure.acts:
        if not act.opens and mandate in act.by[EACH]:
            yield (f"propose_{act.name}" if act.joint else act.name), act


@pytest.mark.parametrize(("procedure", "name"), LOOKED_AT, ids=lambda each: getattr(each, "name", each))
def test_each_act_is_open_or_says_why_not(
    demo: World, sign_in: SignIn, dossiers: Mapping[str, list[str]], procedure: Procedure, name: str
) -> None:
    """Each that the post admits is in one list or the other, and nothing else is offered."""
    officer = sign_in(demo, name)
    for code in dossiers[procedure.name]:
        officer.open(code)
        page = officer.page
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        can = named(page, ".jisr-groups [data-act]", "data-act")
        cannot = named(page, "[data-not-yet]", "data-not-yet")
        assert not can & cannot
        wanted = {each for each, _ in offered(procedure, MANDATES[name])}
        assert wanted <= can | cannot, f"{code}: {wanted - can - cannot}"
        others = (can | cannot) - wanted - {"reopen"} - openings(procedure)
        assert not others, f"{code}: {others}"
        for reason in page.locator("[data-later] li li").all():
            words = reason.inner_text()
            assert " " in words.partition("Source:")[0].strip(), f"{code}: no sentence: {words}"
            assert reason.locator(".jisr-source").count() == 1, f"{code}: no source: {words}"
            assert not re.search(r"[a-z]_[a-z]|[{}]", words), f"{code}: a bare name: {words}"


def named(page: Page, selector: str, attribute: str) -> set[str]:
    """Give the names that elements bear."""
    return set(page.locator(selector).evaluate_all(f"all => all.map(each => each.getAttribute('{attribute}'))"))


def openings(procedure: Procedure) -> set[str]:
    """Give the acts that open dossiers within one of a procedure."""
    inner = [each for each in PROCEDURES if each.within == procedure.name]
    return {act.name for each in inner for act in each.acts if act.opens}


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.name)
def test_each_open_act_is_a_form_of_its_fields(
    demo: World, sign_in: SignIn, dossiers: Mapping[str, list[str]], procedure: Procedure
) -> None:
    """Each field once, with its label, as its type asks for it; the consequence and the source beside."""
    officer = sign_in(demo, "esp.founder" if procedure is FRAMEWORK else "esp.cochair")
    seen: set[str] = set()
    for code in dossiers[procedure.name]:
        officer.open(code)
        can = named(officer.page, ".jisr-groups [data-act]", "data-act")
        for name, act in offered(procedure, "founding" if procedure is FRAMEWORK else "co_chair"):
            if name in can - seen:
                seen.add(name)
                officer.go(f"d/{code}/act/{name}/")
                holds_form(officer, act)
    assert seen, "some act is open in the demo"


def holds_form(officer: Officer, act: Act) -> None:
    """Hold the form of an act against its declaration."""
    page = officer.page
    found = [str(each.get_attribute("data-field")) for each in page.locator("main [data-field]").all()]
    assert [each for each in found if each != "item"] == [each.name for each in act.fields], act.name
    for field in act.fields:
        place = page.locator(f"[data-field={field.name}]")
        expect(place).to_contain_text(field.label)
        expect(place).to_contain_text("(may be left empty)") if not field.required else None
        kinds = {"date": 3, "hash": 2, "choice": len(field.choices)}
        controls = place.locator("input, textarea, select > option:not([value=''])")
        assert controls.count() == kinds.get(field.type, 1), f"{act.name}.{field.name}"
    if act.consequence:
        expect(page.locator("main")).to_contain_text(act.consequence)
    expect(page.locator("main form")).to_contain_text("You act for:")
    assert page.locator("main form .jisr-source").count() == bool(act.source)


# By procedure: an act with its fields, the field that is corrected, and how it reads then.
CORRECTED: dict[str, tuple[str, dict[str, Any], str]] = {
    "session": ("raise_item", {"title": "A title with a slpi", "dimension": "border"}, "title"),
    "commitment": (
        "report_progress",
        {"text": "Half of it is done with a slpi", "evidence": "A press release"},
        "text",
    ),
    "action_plan": (
        "add_action",
        {"what": "A slpi", "who": "all", "indicator": "Seen", "by_when": "2027-05-04"},
        "what",
    ),
    "framework": ("declare_authority", {"code": "esp.labour", "mandates": "delegate"}, "mandates"),
}


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda each: each.name)
def test_an_act_is_corrected(
    demo: World, sign_in: SignIn, dossiers: Mapping[str, list[str]], procedure: Procedure
) -> None:
    """The new words count, the old ones stay to be seen, and the page says which act corrects which."""
    officer = sign_in(demo, "esp.founder" if procedure is FRAMEWORK else "esp.cochair")
    act, fields, name = CORRECTED[procedure.name]
    code = next(each for each in dossiers[procedure.name] if is_open(officer, each, act))
    entry = officer.perform(code, act, **fields)
    row = officer.page.locator(f"[data-entry='{entry}']")
    row.locator("a[data-act=correct]").click()
    mended = "co_chair" if name == "mandates" else str(fields[name]).replace("slpi", "slip")
    page = officer.page
    page.locator(f"[data-field={name}] [name={name}]").fill(mended)
    page.locator(f"[data-field={REASON}] input[value=clerical]").check()
    page.locator("form[data-act=correct] button:not([name])").click()
    correction = officer.done()
    shown = "Co-chair" if name == "mandates" else mended
    expect(row.locator(".jisr-said").first).to_contain_text(shown)
    expect(row).to_contain_text(f"As corrected by: {correction}")
    row.locator("summary").click()
    expect(row.locator("details")).to_contain_text("Delegate" if name == "mandates" else str(fields[name]))
    expect(page.locator(f"[data-entry='{correction}']")).to_contain_text("A slip of the pen")


def is_open(officer: Officer, code: str, act: str) -> bool:
    """Say whether an act is open in a dossier."""
    officer.open(code)
    return officer.page.locator(f".jisr-groups a[data-act={act}]").count() > 0


CONTESTED_FACTS = {"session": "call_accepted", "commitment": "confirmed", "action_plan": "validated"}


@pytest.mark.parametrize("procedure", CONTESTED_FACTS)
def test_a_fact_is_contested_and_answered(
    demo: World, sign_in: SignIn, dossiers: Mapping[str, list[str]], procedure: str
) -> None:
    """It has its cautious value until both sides have answered, and both pages say so."""
    fact = CONTESTED_FACTS[procedure]
    esp, mar = sign_in(demo, "esp.cochair"), sign_in(demo, "mar.cochair")
    joint = {"session": "accept_call", "action_plan": "validate"}.get(procedure)
    if joint is not None:
        agree(esp, mar, next(each for each in dossiers[procedure] if not holds(esp, each, fact)), joint)
    code = next(each for each in dossiers[procedure] if holds(esp, each, fact) and not is_closed(esp))
    esp.page.locator(f".jisr-facts a[data-act=contest][href*='fact={fact}']").click()
    expect(esp.page.locator(f"[data-field={CONTESTED}] input[value={fact}]")).to_be_checked()
    esp.page.locator("form[data-act=contest] button:not([name])").click()
    contest = esp.done()
    assert not esp.holds(fact)
    expect(esp.page.locator(f"[data-contest='{contest}']")).to_be_visible()
    esp.perform(code, "answer", item=contest)
    mar.wait_for(code, f"[data-contest='{contest}'] a[data-act=answer]")
    mar.perform(code, "answer", item=contest)
    # The other answer may still be on its way.
    mar.wait_until(code, lambda: mar.holds(fact), wanted=f"{fact}, answered by both")
    esp.wait_until(code, lambda: esp.holds(fact), wanted=f"{fact}, answered")


def agree(esp: Officer, mar: Officer, code: str, act: str) -> None:
    """Let both sides say the same; where one has proposed it, the other agrees."""
    esp.open(code)
    waiting = esp.page.locator(f"a[data-act=concur_{act}]")
    if waiting.count():
        esp.concur(code, act, str(waiting.first.evaluate("each => each.closest(`[data-proposal]`).dataset.proposal")))
        return
    agreed = mar.concur(code, act, esp.perform(code, f"propose_{act}"))
    esp.wait_until(code, lambda: esp.has(agreed), wanted=agreed)


def is_closed(officer: Officer) -> bool:
    """Say whether the open dossier is closed: what closes it can then be undone."""
    return officer.page.locator("[data-act=reopen]").count() > 0


def holds(officer: Officer, code: str, fact: str) -> bool:
    """Say whether a fact holds in a dossier, so that it can be contested."""
    officer.open(code)
    return officer.holds(fact)


def test_a_contest_in_a_closed_dossier_says_what_comes_first(
    demo: World, sign_in: SignIn, dossiers: Mapping[str, list[str]]
) -> None:
    """To doubt is always possible; to answer, the dossier is opened again."""
    officer = sign_in(demo, "esp.cochair")
    code = next(each for each in dossiers["session"] if holds(officer, each, "agenda_adopted") and is_closed(officer))
    officer.page.locator(".jisr-facts a[data-act=contest][href*=agenda_adopted]").click()
    officer.page.locator("form[data-act=contest] button:not([name])").click()
    contest = officer.page.locator(f"[data-contest='{officer.done()}']")
    expect(contest).to_contain_text("The dossier is closed")
    expect(contest.locator("a[data-act=answer]")).to_have_count(0)
    officer.perform(code, "reopen")
    expect(contest.locator("a[data-act=answer]")).to_be_visible()


def test_where_there_is_no_fact_the_form_says_so(demo: World, sign_in: SignIn) -> None:
    """The dossier of authorities has none."""
    officer = sign_in(demo, "esp.cochair")
    officer.go("d/framework/act/contest/")
    expect(officer.page.locator("main")).to_contain_text("No fact holds here that could be contested.")
    expect(officer.page.locator("main form")).to_have_count(0)
