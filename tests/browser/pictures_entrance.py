"""Pictures of signing in as at a ministry, of who administers officers, and of what visitors check."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page

from jisr.cli.demo.record import recorded_acts
from tests.browser.album import Album, speak
from tests.browser.entrance import Entrance, code_of, found_entrance
from tests.browser.officer import fill
from tests.browser.world import World, found_world

# One for each language: what is set up once is shown once.
WHO: Final = {"en": "esp.cochair", "ar": "esp.secretariat", "fr": "esp.delegate", "es": "esp.keys", "nl": "esp.roving"}
PLATFORM_KEY: Final = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
TRIES_MAX: Final = 12
PUBLIC: Final = {
    "public-start": "/", "public-status": "/status/", "public-travels": "/travels/", "public-verify": "/verify/",
    "public-accessibility": "/accessibility/", "public-nothing": "/nothing-here/",
}  # fmt: skip


def take_entrance(album: Album, place: Path) -> None:
    """Take the pages of sign-in, of second factors, of a ministry's sign-on and of administration."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with run_server_in_thread(user_claims=[User(sub="nobody", claims={"name": "nobody"})]) as server:
        node = found_entrance(place / "entrance", f"http://localhost:{server.server_port}")
        try:
            for language in album.languages:
                first_time(album, node, language)
                second_time(album, node, language)
                outside(album, node, language)
            administration(album, node)
        finally:
            node.stop()


def first_time(album: Album, node: Entrance, language: str) -> None:
    """Take what an officer finds who has a password only, up to the recovery codes."""
    with album.visitor(language) as page:

        def keep(name: str) -> None:
            album.keep(page, name, language)

        page.goto(f"{node.url}/sign-in/")
        keep("sign-in")
        node.type_password(page, WHO[language], "not the password")
        keep("sign-in-wrong")
        node.type_password(page, WHO[language])
        keep("factor-first")
        page.goto(f"{node.url}/account/second-factor/key/")
        keep("factor-key")
        page.goto(f"{node.url}/account/second-factor/app/")
        keep("factor-app")
        node.type_code(page, "000000")
        keep("factor-app-wrong")
        node.apps[WHO[language]] = page.locator(".jisr-secret").inner_text()
        node.type_code(page, code_of(node.apps[WHO[language]]))
        page.locator(".jisr-codes").wait_for()
        keep("factor-codes")
        node.codes[WHO[language]] = page.locator(".jisr-codes code").all_inner_texts()
        _account(album, node, page, language)
        page.locator(".jisr-sign-out button").click()
        page.wait_for_load_state()
        keep("signed-out")


def _account(album: Album, node: Entrance, page: Page, language: str) -> None:
    _give_key(page)
    page.goto(f"{node.url}/account/second-factor/key/")
    page.locator("#id_name").fill("YubiKey 5")
    page.locator("[data-key-button]").click()
    page.wait_for_url(f"{node.url}/account/second-factor/")
    for name, path in {
        "account": "", "account-factors": "second-factor/", "account-codes": "second-factor/codes/",
        "account-codes-new": "second-factor/codes/new/", "account-app-remove": "second-factor/app/remove/",
        "account-password": "password/", "account-language": "language/", "account-zone": "zone/",
        "account-sessions": "sessions/",
    }.items():  # fmt: skip
        page.goto(f"{node.url}/account/{path}")
        album.keep(page, name, language)
    page.goto(f"{node.url}/account/second-factor/")
    page.locator("a[href$='/remove/'][href*='key']").click()
    album.keep(page, "account-key-remove", language)
    page.goto(f"{node.url}/account/password/")
    for each in ("#id_oldpassword", "#id_password1", "#id_password2"):
        page.locator(each).fill("password")
    page.locator("form:has(#id_oldpassword) button").click()
    page.wait_for_load_state()
    album.keep(page, "account-password-wrong", language)
    for name, path in {"again": "", "again-code": "code/", "again-key": "key/"}.items():
        page.goto(f"{node.url}/sign-in/again/{path}")
        album.keep(page, name, language)
    page.goto(f"{node.url}/administration/")
    album.keep(page, "not-permitted", language)


def _give_key(page: Page) -> None:
    """Let the browser have a security key."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM_KEY})


def second_time(album: Album, node: Entrance, language: str) -> None:
    """Take the question for the second factor, wrong codes, and that too many were typed."""
    with album.visitor(language) as page:
        node.type_password(page, WHO[language])
        album.keep(page, "second", language)
        # Another than the one that is known.
        _give_key(page)
        page.locator("[data-key-button]").click()
        page.locator("[data-key-fault]").wait_for()
        album.keep(page, "second-key-fault", language)
        node.type_code(page, "000000")
        album.keep(page, "second-wrong", language)
        _until_refused(page, lambda: node.type_code(page, "000000"))
        album.keep(page, "second-locked", language)


def outside(album: Album, node: Entrance, language: str) -> None:
    """Take whom the ministry knows and the node does not, an answer nobody asked for, and too many tries."""
    with album.visitor(language) as page:
        page.goto(f"{node.url}/sign-in/")
        page.locator("a[href^='/sign-on/']").click()
        page.locator("input[name=sub]").fill("nobody")
        page.locator("button[type=submit]").first.click()
        page.wait_for_url(f"{node.url}/**")
        album.keep(page, "sign-on-nobody", language)
        page.goto(f"{node.url}/sign-on/ministry/answer/?code=x&state=y")
        album.keep(page, "sign-on-unasked", language)
        _until_refused(page, lambda: node.type_password(page, f"esp.{language}.nobody", "not the password"))
        album.keep(page, "sign-in-locked", language)


def _until_refused(page: Page, do: Callable[[], object]) -> None:
    """Try until the words of the refusal are others: it is no more that the answer does not fit."""
    said = ""
    for _ in range(TRIES_MAX):
        do()
        page.wait_for_load_state()
        now = page.locator(".govuk-error-summary").inner_text()
        if said and now != said:
            return
        said = now


def administration(album: Album, node: Entrance) -> None:
    """Take what two administrators see: a change proposed, to be confirmed, confirmed; a first password."""
    pages = {
        name: album.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        for name in ("first", "second")
    }
    for name, page in pages.items():
        node.enter(page, f"esp.{name}")
    one, other = pages["first"], pages["second"]
    one.goto(f"{node.url}/administration/")
    one.locator("[data-officer='esp.third'] a").click()
    officer = one.url.removeprefix(node.url)
    one.locator("[data-propose=post]").click()
    for name, value in {"framework": "mar-esp", "authority": "esp.migration"}.items():
        fill(one.locator(f"[data-field={name}]"), name, value)
    one.locator("[data-field=reason] [name=reason]").fill("It is needed")
    one.locator("form[data-kind=post] button[type=submit]").click()
    one.locator("[data-change-state=open]").wait_for()
    change = one.url.removeprefix(node.url)
    paths = {
        "administration": "/administration/", "administration-officer": officer,
        "administration-changes": "/administration/changes/", "administration-add": "/administration/officers/add/",
        "administration-change-mine": change,
    }  # fmt: skip
    paths |= {f"administration-{kind}": f"{officer}{kind}/" for kind in _kinds(one, node.url + officer)}
    _in_all(album, node, one, paths)
    _in_all(album, node, other, {"administration-change": change})
    for language in album.languages:
        one.goto(f"{node.url}/administration/officers/add/")
        one.locator("[name=username]").fill(f"esp.fresh.{language}")
        one.locator("[name=name]").fill("Demo officer (new)")
        one.locator("[name=reason]").fill("Joins the unit")
        one.locator("form[data-kind=add] button").click()
        one.locator("[data-change-state=open]").wait_for()
        speak(other, language)
        other.goto(one.url)
        other.locator("[value=confirmed]").click()
        other.locator("[data-first-password]").wait_for()
        album.keep(other, "administration-confirmed", language)
        password = other.locator("[data-first-password]").inner_text()
        with album.visitor(language) as page:
            node.type_password(page, f"esp.fresh.{language}", password)
            page.wait_for_url(f"{node.url}/account/password/")
            album.keep(page, "first-password", language)


def _kinds(page: Page, url: str) -> list[str]:
    page.goto(url)
    found: list[str] = page.locator("[data-propose]").evaluate_all("all => all.map(each => each.dataset.propose)")
    return found


def _in_all(album: Album, node: Entrance, page: Page, paths: dict[str, str]) -> None:
    for language in album.languages:
        speak(page, language)
        for name, path in paths.items():
            page.goto(node.url + path)
            album.keep(page, name, language)
    speak(page, "en")


def take_public(album: Album, place: Path) -> None:
    """Take what visitors see: the node, its state, and an act that is checked: it holds, is open, fails."""
    world = found_world(place / "public", recorded_acts()[:6])
    try:
        officer = album.officer(world.url("ESP"), "esp.cochair")
        proof = officer.request.get(f"{world.url('ESP')}/f/mar-esp/e/ESP.4/proof.json").body()
        told = world.node("ESP").jisr("framework", "show", "mar-esp", "--json").value
        _public(album, world, proof, str(told["fingerprint"]))
    finally:
        world.stop()


def _public(album: Album, world: World, proof: bytes, fingerprint: str) -> None:
    url = world.url("ESP")
    bent = json.loads(proof)
    bent["entry"] = "e30="
    checks = {
        "verify-holds": (proof.decode(), fingerprint), "verify-by-node": (proof.decode(), ""),
        "verify-other-keys": (proof.decode(), "sha256:" + "0" * 64), "verify-fails": (json.dumps(bent), fingerprint),
        "verify-nothing": ("", ""), "verify-no-proof": ("{}", ""),
    }  # fmt: skip
    for language in album.languages:
        with album.visitor(language) as page:
            for name, path in PUBLIC.items():
                page.goto(f"{url}{path}?language={language}")
                album.keep(page, name, language)
            for name, (file, trust) in checks.items():
                page.goto(f"{url}/verify/?language={language}")
                page.locator("#proof-text").fill(file)
                page.locator("#trust-text").fill(trust)
                page.locator("#check").click()
                page.locator("[data-found]").first.wait_for()
                album.keep(page, name, language)
