"""Signing in as at a ministry: authenticator app, security key, the ministry's own sign-on; sessions that end."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, expect

from tests.browser.entrance import Entrance, code_of, found_entrance
from tests.browser.officer import fill
from tests.browser.test_access import SMALL, violations
from tests.browser.visitor import DESK, follow

PLATFORM_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
Pages = Callable[..., Page]


@pytest.fixture(scope="module")
def ministry() -> Iterator[str]:
    """A provider of OpenID Connect, as a server of its own."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    users = [User(sub=each, claims={"name": each}) for each in ("subject-1", "subject-2")]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory, ministry: str) -> Iterator[Entrance]:
    """The node of these tests."""
    found = found_entrance(tmp_path_factory.mktemp("entrance"), ministry)
    yield found
    found.stop()


def test_an_app_is_set_up_first_and_asked_for_from_then_on(node: Entrance, pages: Pages) -> None:
    """Nothing else of the node is reached before; a code holds once; a recovery code does in its place."""
    page = pages()
    node.type_password(page, "esp.cochair")
    expect(page).to_have_url(f"{node.url}/account/second-factor/")
    for path in ("/my-work/", "/f/mar-esp/", "/account/", "/f/mar-esp/d/framework/"):
        page.goto(node.url + path)
        expect(page).to_have_url(f"{node.url}/account/second-factor/")
    node.set_up_app(page, "esp.cochair")
    page.goto(f"{node.url}/account/second-factor/codes/")
    expect(page.locator(".jisr-codes")).to_have_count(0)
    page.goto(f"{node.url}/f/mar-esp/")
    expect(page).to_have_url(f"{node.url}/f/mar-esp/")

    other = pages()
    node.type_password(other, "esp.cochair")
    expect(other).to_have_url(f"{node.url}/sign-in/second/")
    other.goto(f"{node.url}/my-work/")
    expect(other.locator("#id_username")).to_have_count(0)
    expect(other).to_have_url(f"{node.url}/sign-in/second/")
    node.type_code(other, "000000")
    expect(other.locator(".govuk-error-summary")).to_contain_text("does not fit")
    code = code_of(node.apps["esp.cochair"])
    node.type_code(other, code)
    expect(other).to_have_url(f"{node.url}/my-work/")

    third = pages()
    node.type_password(third, "esp.cochair")
    node.type_code(third, code)
    expect(third.locator(".govuk-error-summary")).to_contain_text("only once")
    node.type_code(third, node.codes["esp.cochair"].pop())
    expect(third).to_have_url(f"{node.url}/my-work/")


def test_a_security_key_is_added_and_opens(node: Entrance, pages: Pages) -> None:
    """A virtual authenticator of the browser answers as a real one does; it is removed only if another factor stays."""
    page = pages()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM_KEY})
    node.type_password(page, "esp.keys")
    page.goto(f"{node.url}/account/second-factor/key/")
    page.locator("#id_name").fill("On the ring")
    page.locator("[data-key-button]").click()
    expect(page.locator(".jisr-codes")).to_be_visible()
    page.goto(f"{node.url}/account/second-factor/")
    expect(page.locator("main")).to_contain_text("On the ring")
    page.locator("a[href$='/remove/']").click()
    page.locator("main form button").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Set up another one")

    follow(page.locator(".jisr-sign-out button"))
    node.type_password(page, "esp.keys")
    expect(page).to_have_url(f"{node.url}/sign-in/second/")
    page.locator("[data-key-button]").click()
    expect(page).to_have_url(f"{node.url}/my-work/")


def test_another_key_does_not_open(node: Entrance, pages: Pages) -> None:
    """What the browser cannot answer is said in words; nobody is signed in."""
    page = pages()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM_KEY})
    node.type_password(page, "esp.keys")
    expect(page.locator("[data-key-button]")).to_be_visible()
    expect(page.locator("[data-key-fault]")).to_be_hidden()
    page.locator("[data-key-button]").click()
    expect(page.locator("[data-key-fault]")).to_be_visible()
    page.goto(f"{node.url}/my-work/")
    expect(page).to_have_url(f"{node.url}/sign-in/second/")


class TestAMinistrysSignOn:
    """OpenID Connect with a provider that is a server of its own."""

    @staticmethod
    def sign_on(node: Entrance, page: Page, subject: str) -> None:
        """Go there, and say who one is."""
        page.goto(f"{node.url}/sign-in/")
        page.locator("a[href^='/sign-on/']").click()
        page.locator("input[name=sub]").fill(subject)
        page.locator("button[type=submit]").first.click()

    def test_who_is_linked_is_signed_in(self, node: Entrance, pages: Pages) -> None:
        """By the subject that administrators have linked; the node's own second factor is asked for as well."""
        page = pages()
        self.sign_on(node, page, "subject-1")
        expect(page).to_have_url(f"{node.url}/account/second-factor/")
        expect(page.locator(".jisr-who")).to_have_text("Officer esp.linked")

    def test_nobody_is_made_by_signing_in(self, node: Entrance, pages: Pages) -> None:
        """Whom the ministry knows and the node does not stays outside."""
        page = pages()
        self.sign_on(node, page, "subject-2")
        expect(page.locator("main h1")).to_have_text("No officer of this node")
        page.goto(f"{node.url}/my-work/")
        expect(page.locator("#id_username")).to_be_visible()

    def test_an_answer_that_nobody_asked_for_is_refused(self, node: Entrance, pages: Pages) -> None:
        """Else somebody could sign another in as himself."""
        page = pages()
        answer = page.goto(f"{node.url}/sign-on/ministry/answer/?code=x&state=y")
        assert answer is not None
        assert answer.status == 403
        expect(page.locator("main h1")).to_have_text("The sign-on of your ministry did not work")


def test_sessions_are_seen_and_ended(node: Entrance, pages: Pages) -> None:
    """One by one or all others; who used it is at the door again, and signs in anew."""
    one, other = pages(), pages()
    node.enter(one, "esp.roving")
    node.enter(other, "esp.roving")
    one.goto(f"{node.url}/account/sessions/")
    expect(one.locator("[data-session]")).to_have_count(2)
    expect(one.locator("[data-this]")).to_have_count(1)
    one.locator("[data-session] button").click()
    expect(one.locator("[data-session]")).to_have_count(1)
    other.goto(f"{node.url}/account/")
    expect(other.locator("#id_username")).to_be_visible()
    one.goto(f"{node.url}/account/")
    expect(one.locator("main h1")).to_have_text("My account")


LOOKED_AT = (
    "account/",
    "account/sessions/",
    "account/zone/",
    "account/language/",
    "account/password/",
    "account/second-factor/",
    "account/second-factor/key/",
    "account/second-factor/app/remove/",
    "administration/",
    "administration/changes/",
    "administration/officers/add/",
    "administration/officers/4/",
    "administration/officers/4/post/",
    "administration/officers/4/suspend/",
    "sign-in/again/",
)


@pytest.mark.parametrize(("language", "viewport"), [("en", DESK), ("ar", SMALL)])
def test_each_page_is_clean_and_asks_nobody_else(
    node: Entrance, pages: Pages, language: str, viewport: dict[str, int]
) -> None:
    """axe finds nothing, nothing is wider than the screen, and every request goes to the node."""
    page = pages(viewport=viewport)
    asked: set[str] = set()
    amiss: list[str] = []
    page.on("request", lambda request: asked.add(request.url.partition("/")[0] + "//" + request.url.split("/")[2]))
    page.on("console", lambda said: amiss.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(f"{node.url}/sign-in/")
    amiss += violations(page)
    node.enter(page, "esp.first")
    page.locator(f".jisr-languages button[value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    for path in LOOKED_AT:
        answer = page.goto(f"{node.url}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        amiss += violations(page)
        if page.evaluate("document.scrollingElement.scrollWidth") > viewport["width"]:
            amiss.append(f"{path}: wider than the screen")
    follow(page.locator(".jisr-languages button[value=en]"))
    assert amiss == []
    assert asked == {node.url}


def test_a_link_alone_signs_nobody_out(node: Entrance, pages: Pages) -> None:
    """Signing out is a form."""
    assert pages().request.get(f"{node.url}/sign-out/").status == 405


def propose(page: Page, node: Entrance, officer: str, kind: str, **fields: Any) -> str:
    """Propose a change about an officer; give the address of the change."""
    page.goto(f"{node.url}/administration/")
    page.locator(f"[data-officer='{officer}'] a").click()
    page.locator(f"[data-propose={kind}]").click()
    for name, value in fields.items():
        fill(page.locator(f"[data-field={name}]"), name, value)
    page.locator("[data-field=reason] [name=reason]").fill("It is needed")
    page.locator(f"form[data-kind={kind}] button[type=submit]").click()
    expect(page.locator("[data-change-state=open]")).to_be_visible()
    return page.url


def test_two_administrators_change_an_officer(node: Entrance, pages: Pages) -> None:
    """One proposes and cannot confirm; the other sees the same and confirms. A suspension holds at once."""
    one, other, officer = pages(), pages(), pages()
    node.enter(one, "esp.first")
    node.enter(other, "esp.second")
    node.enter(officer, "esp.third")
    officer.goto(f"{node.url}/f/mar-esp/")
    expect(officer.locator("main h1")).to_have_text("Your post does not permit this")
    officer.goto(f"{node.url}/administration/")
    expect(officer.locator("main h1")).to_have_text("Your post does not permit this")

    where = propose(one, node, "esp.third", "post", framework="mar-esp", authority="esp.migration")
    expect(one.locator("[data-because]")).to_contain_text("another administrator")
    expect(one.locator("[value=confirmed]")).to_have_count(0)
    officer.goto(f"{node.url}/f/mar-esp/")
    expect(officer.locator("main h1")).to_have_text("Your post does not permit this")
    other.goto(where)
    expect(other.locator("main table")).to_contain_text("all mandates of the authority")
    other.locator("[value=confirmed]").click()
    expect(other.locator("[data-change-state=confirmed]")).to_be_visible()
    # Who gets a post signs in anew.
    officer.goto(f"{node.url}/f/mar-esp/")
    expect(officer.locator("#id_username")).to_be_visible()
    node.enter(officer, "esp.third")
    officer.goto(f"{node.url}/f/mar-esp/")
    expect(officer.locator("main h1")).not_to_have_text("Your post does not permit this")

    where = propose(one, node, "esp.third", "suspend")
    officer.goto(f"{node.url}/my-work/")
    expect(officer.locator("#id_username")).to_be_visible()
    node.type_password(officer, "esp.third")
    expect(officer.locator("main h1")).to_have_text("This account is suspended")
    other.goto(where)
    other.locator("[value=rejected]").click()
    expect(other.locator("[data-change-state=rejected]")).to_be_visible()
    node.type_password(officer, "esp.third")
    expect(officer).to_have_url(f"{node.url}/sign-in/second/")


def test_a_new_officer_replaces_the_first_password(node: Entrance, pages: Pages) -> None:
    """It is shown once, to who confirms; nothing is reached before the officer has chosen another."""
    one, other, officer = pages(), pages(), pages()
    node.enter(one, "esp.first")
    node.enter(other, "esp.second")
    one.goto(f"{node.url}/administration/officers/add/")
    one.locator("[name=username]").fill("esp.fresh")
    one.locator("[name=name]").fill("Demo officer (new)")
    one.locator("[name=reason]").fill("Joins the unit")
    follow(one.locator("form[data-kind=add] button"))
    other.goto(one.url)
    other.locator("[value=confirmed]").click()
    password = other.locator("[data-first-password]").inner_text()
    other.goto(one.url)
    expect(other.locator("[data-first-password]")).to_have_count(0)

    node.type_password(officer, "esp.fresh", password)
    expect(officer).to_have_url(f"{node.url}/account/password/")
    officer.goto(f"{node.url}/account/second-factor/")
    expect(officer).to_have_url(f"{node.url}/account/password/")
    officer.locator("#id_oldpassword").fill(password)
    for each in ("#id_password1", "#id_password2"):
        officer.locator(each).fill("four plain words here")
    officer.locator("form:has(#id_oldpassword) button").click()
    expect(officer).to_have_url(f"{node.url}/account/second-factor/")
