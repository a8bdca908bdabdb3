"""Signing in without a browser: headers, tries, sessions, posts that are narrowed, the account."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jisr.base import FrameworkId
from jisr.node.clock import CLOCK
from tests.unit.web.conftest import PASSWORD
from tests.unit.web.test_pages import HERE, LANGUAGES, text

WRONG = "not the password"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "camera=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def outside(spain: Any) -> Callable[..., Any]:
    """Give a browser at some address, in which nobody has signed in."""
    del spain
    from django.test import Client

    return lambda address="192.0.2.1": Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR=address)


@pytest.fixture
def officer(spain: Any) -> Iterator[Any]:
    """An officer with a password, and a post as esp.migration."""
    del spain
    from jisr.node import models

    found = models.Officer.objects.create(username="tried", name="Officer tried")
    found.set_password(PASSWORD)
    found.save()
    models.Posting.objects.create(officer=found, framework_id="mar-esp", authority="esp.migration")
    yield found
    found.postings.all().delete()
    found.sessions.all().delete()
    models.Tries.objects.all().delete()
    models.Pseudonym.objects.filter(officer=found).delete()
    models.Officer.objects.filter(pk=found.pk).delete()


def enter(client: Any, name: str = "tried", password: str = PASSWORD) -> Any:
    """Send the form of sign-in."""
    return client.post("/sign-in/", {"username": name, "password": password})


class TestHeaders:
    """What every answer bears, whatever the address."""

    def test_on_every_address_of_the_node(self, outside: Callable[..., Any], browse: Callable[[str], Any]) -> None:
        from django.urls import get_resolver

        holes = {"framework": "mar-esp", "number": "1", "pk": "1", "code": "ESP.0", "entry": "ESP.0", "act": "call"}
        seen = 0
        for route in {str(each.pattern) for each in get_resolver("jisr.web.urls").url_patterns}:
            path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: holes.get(found[1], "session/1"), route)
            for client in (outside(), browse("chair")):
                answer = client.get(path)
                amiss = [name for name, words in HEADERS.items() if words not in answer.headers.get(name, "")]
                assert not amiss, (path, amiss)
                assert answer.status_code < 500, path
                seen += 1
        assert seen > 50

    def test_on_what_is_not_there_and_on_files(self, outside: Callable[..., Any]) -> None:
        for path in ("/nothing/", "/static/jisr/jisr.css", "/static/jisr/nothing.css"):
            answer = outside().get(path)
            assert not [name for name, words in HEADERS.items() if words not in answer.headers.get(name, "")], path

    def test_no_word_of_the_policy_lets_a_page_do_more(self, outside: Callable[..., Any]) -> None:
        policy = outside().get("/sign-in/").headers["Content-Security-Policy"]
        assert not re.search(r"unsafe|\*|data:|blob:|https?:|nonce|sha256", policy)

    def test_what_an_officer_sees_is_kept_by_no_cache(self, browse: Callable[[str], Any]) -> None:
        for path in ("/my-work/", f"{HERE}/", "/account/", "/account/second-factor/"):
            assert browse("chair").get(path).headers["Cache-Control"] == "no-store"

    def test_tls_is_asked_for_where_there_is_any(self, settings_of: Any) -> None:
        from django.http import HttpResponse
        from django.test import RequestFactory

        from jisr.web.middleware import SecurityHeaders

        request = RequestFactory().get("/")
        for address, wanted in (("https://node.example.org", True), ("http://127.0.0.1:1", False)):
            with settings_of(address=address):
                answer = SecurityHeaders(lambda _request: HttpResponse())(request)
            assert ("Strict-Transport-Security" in answer.headers) is wanted


@pytest.fixture
def settings_of(spain: Any) -> Any:
    """Let the home say something else for a while."""
    del spain
    from contextlib import contextmanager
    from dataclasses import replace

    from django.conf import settings

    @contextmanager
    def changed(**values: Any) -> Iterator[None]:
        before = settings.HOME
        settings.HOME = replace(before, **values)
        try:
            yield
        finally:
            settings.HOME = before

    return changed


class TestTries:
    """Who tries in vain waits; nobody else does."""

    def test_after_some_the_right_password_waits_too(self, outside: Callable[..., Any], officer: Any) -> None:
        from jisr.node.services.tries import PAIR

        client = outside()
        for _ in range(PAIR.free):
            assert "do not fit together" in text(enter(client, password=WRONG))
        answer = enter(client)
        assert answer.status_code == 429
        assert "Too many tries have failed. Wait " in text(answer)
        assert 0 < int(answer.headers["Retry-After"]) <= PAIR.wait_seconds
        assert enter(outside("192.0.2.2")).status_code == 302, "at another address the officer gets in"

    def test_wherever_tries_are_counted_who_waits_is_told_how_long(
        self, outside: Callable[..., Any], officer: Any
    ) -> None:
        """The code after the password, a code or the password once more, the present one before a new one."""
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        from jisr.node import models
        from jisr.node.services.tries import PAIR

        codes, words = {"code": "000000"}, {"password": WRONG}
        fresh = {"oldpassword": WRONG, "password1": "four plain words", "password2": "four plain words"}
        signed_in, half = outside(), outside()
        enter(signed_in)
        TOTP.activate(officer, generate_totp_secret())
        enter(half)
        for client, path, sent in (
            (half, "/sign-in/second/", codes),
            (signed_in, "/sign-in/again/code/", codes),
            (signed_in, "/sign-in/again/", words),
            (signed_in, "/account/password/", fresh),
        ):
            models.Tries.objects.all().delete()
            said = [client.post(path, sent) for _ in range(PAIR.free + 1)]
            assert [each.status_code for each in said] == [200] * PAIR.free + [429], path
            assert 0 < int(said[-1].headers["Retry-After"]) <= PAIR.wait_seconds
            assert "Too many tries have failed. Wait " in text(said[-1])

    def test_a_name_that_nobody_has_is_answered_alike(self, outside: Callable[..., Any], officer: Any) -> None:
        from jisr.node.services.tries import PAIR

        client = outside()
        for name in ("tried", "nobody-of-this-name"):
            said = [enter(client, name, WRONG) for _ in range(PAIR.free + 1)]
            assert [each.status_code for each in said] == [200] * PAIR.free + [429]
            assert len({re.sub(r"value=.[^\"]*\"", "", text(each)) for each in said[:1]}) == 1

    def test_the_password_of_a_name_that_nobody_has_is_hashed_as_well(
        self, outside: Callable[..., Any], officer: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else the time of an answer would tell who exists."""
        from django.contrib.auth.hashers import PBKDF2PasswordHasher

        hashed: list[str] = []
        encode = PBKDF2PasswordHasher.encode

        def counted(self: Any, *args: Any, **kwargs: Any) -> str:
            hashed.append("once")
            return encode(self, *args, **kwargs)

        monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
        for name in ("tried", "nobody-of-this-name"):
            hashed.clear()
            enter(outside(), name, WRONG)
            assert hashed == ["once"], name

    def test_nobody_elsewhere_shuts_out_who_got_in_here(self, outside: Callable[..., Any], officer: Any) -> None:
        """From many addresses a name is stopped; where its officer got in lately it is not."""
        from jisr.node.services import tries

        assert enter(outside()).status_code == 302
        for at in range(tries.ACCOUNT.free):
            tries.begin("tried", f"198.51.100.{at + 1}")
        assert enter(outside("203.0.113.1")).status_code == 429, "a new address waits for the name"
        assert enter(outside()).status_code == 302

    def test_a_colleagues_address_is_not_shut(self, outside: Callable[..., Any], officer: Any) -> None:
        """Somebody who tries many names behind a ministry's address stops those who never got in there."""
        from jisr.node.services import tries

        assert enter(outside()).status_code == 302
        for at in range(tries.ADDRESS.free):
            tries.begin(f"name-{at}", "192.0.2.1")
        assert enter(outside(), "never-here", WRONG).status_code == 429
        assert enter(outside()).status_code == 302

    def test_it_is_forgotten_after_a_while_and_by_administrators(
        self, officer: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from jisr.node.clock import MachineClock
        from jisr.node.services import tries

        now = CLOCK.now()
        monkeypatch.setattr(MachineClock, "now", lambda _self: now)
        for _ in range(tries.PAIR.free):
            tries.begin("tried", "192.0.2.1")
        with pytest.raises(tries.TooManyTries) as waits:
            tries.begin("tried", "192.0.2.1")
        assert waits.value.seconds == tries.PAIR.wait_seconds == tries.waits("tried")
        now += tries.PAIR.wait_seconds
        tries.begin("TRIED ", "192.0.2.1")
        assert tries.waits("tried") == 2 * tries.PAIR.wait_seconds
        assert tries.forget("tried") > 0
        tries.begin("tried", "192.0.2.1")

    def test_no_name_or_address_is_kept_in_the_clear(self, officer: Any) -> None:
        from jisr.node import models
        from jisr.node.services import tries

        tries.begin("tried", "192.0.2.1")
        kept = repr(list(models.Tries.objects.values_list()))
        assert "tried" not in kept and "192.0.2" not in kept


class TestSessions:
    """They end by time, and with the officer's rights."""

    @pytest.mark.parametrize("seconds", [60 * 60, 8 * 3_600])
    def test_left_alone_it_ends(
        self, outside: Callable[..., Any], officer: Any, monkeypatch: pytest.MonkeyPatch, seconds: int
    ) -> None:
        from jisr.node.services import sessions

        client = outside()
        enter(client)
        assert client.get("/my-work/").status_code == 200
        later = int(time.time()) + seconds
        monkeypatch.setattr(sessions, "moment", lambda: later)
        assert client.get("/my-work/").status_code == 302
        assert "your session had lasted its time" in text(client.get("/sign-in/"))
        assert officer.sessions.count() == 0

    def test_used_all_day_it_ends_in_the_end(
        self, outside: Callable[..., Any], officer: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from jisr.node.services import sessions
        from jisr.web import sessions as of_requests

        client, began = outside(), int(time.time())
        enter(client)
        answers = []
        for minutes in range(0, 8 * 60 + 50, 50):
            at = began + minutes * 60
            monkeypatch.setattr(sessions, "moment", lambda at=at: at)
            monkeypatch.setattr(of_requests, "moment", lambda at=at: at)
            answers.append(client.get("/my-work/").status_code)
        assert answers[:-1] == [200] * (len(answers) - 1) and answers[-1] == 302

    def test_it_is_noted_rarely(self, outside: Callable[..., Any], officer: Any) -> None:
        """A page costs no more queries for it than session, officer and open notices: it is written once a minute."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = outside()
        enter(client)
        client.get("/account/language/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/account/language/")
        assert len(asked) == 3, [each["sql"] for each in asked]

    def test_suspended_one_is_out_at_once(self, outside: Callable[..., Any], officer: Any) -> None:
        from jisr.node.services.officers import restore, suspend

        client = outside()
        enter(client)
        assert client.get("/my-work/").status_code == 200
        suspend(officer)
        assert client.get("/my-work/").status_code == 302
        assert "This account is suspended" in text(enter(client))
        assert "do not fit together" in text(enter(client, password=WRONG)), "only who knows the password learns it"
        restore(officer)
        assert enter(client).status_code == 302

    def test_a_changed_password_ends_the_others(self, outside: Callable[..., Any], officer: Any) -> None:
        one, other = outside(), outside()
        enter(one), enter(other)
        fresh = {"oldpassword": PASSWORD, "password1": "four plain words here", "password2": "four plain words here"}
        assert one.get("/my-work/").status_code == other.get("/my-work/").status_code == 200
        refused = one.post("/account/password/", {**fresh, "oldpassword": WRONG})
        assert "This is not your password" in text(refused)
        assert one.post("/account/password/", fresh).status_code == 302
        assert one.get("/my-work/").status_code == 200
        assert other.get("/my-work/").status_code == 302


class TestPosts:
    """An officer sees and does what a post gives now, and nothing else."""

    def narrow(self, officer: Any, **values: Any) -> None:
        officer.postings.update(**values)

    def test_one_that_is_not_now_is_none(self, browse: Callable[[str], Any], officer: Any) -> None:
        now = CLOCK.now()
        assert browse("tried").get(f"{HERE}/").status_code == 200
        for values in ({"starts": now + 60, "ends": None}, {"starts": None, "ends": now - 60}):
            self.narrow(officer, **values)
            for path in ("", "dossiers/", "d/framework/", "open/session/1/", "e/ESP.0/proof.json"):
                assert browse("tried").get(f"{HERE}/{path}").status_code == 403, path
            assert "You have no post in any group yet" in text(browse("tried").get("/my-work/"))

    def test_mandates_that_a_post_leaves_out_are_not_held(self, browse: Callable[[str], Any], officer: Any) -> None:
        from jisr.node import models
        from jisr.node.errors import NotYours
        from jisr.node.queries.openings import posts_of
        from jisr.node.queries.posts import post_for
        from jisr.node.queries.reading import reading
        from jisr.node.services.acts import Wish, perform_act

        fields = {"ordinal": 9, "place": "Cádiz", "date": "2027-05-04", "format": "in_person"}
        wish = Wish(framework=FrameworkId("mar-esp"), dossier=None, act="call", fields=fields, procedure="session/1")
        held = reading("mar-esp")
        assert [each.mandates for each in posts_of(officer, held)] == [frozenset({"co_chair"})]
        self.narrow(officer, mandates=["delegate"])
        assert [each.mandates for each in posts_of(officer, held)] == [frozenset()]
        with pytest.raises(NotYours):
            post_for(wish, officer)
        before = models.Entry.objects.count()
        with pytest.raises(NotYours, match=r"esp\.migration as co_chair"):
            perform_act(wish, officer=officer, authority="esp.migration", mandate="co_chair")
        with pytest.raises(NotYours):
            perform_act(wish, officer=officer, authority="esp.interior", mandate="delegate")
        assert models.Entry.objects.count() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_there_in_each_language(browse: Callable[[str], Any], outside: Any, language: str) -> None:
    """With one main heading and nothing left in English."""
    from jisr.node import models

    models.Officer.objects.filter(username="chair").update(administers=True)
    client = browse("chair")
    client.cookies["jisr_esp_language"] = language
    # Who signed in a while ago is asked once more; here nobody has typed a password.
    for path in ("/account/", "/account/language/", "/account/zone/", "/account/sessions/", "/account/second-factor/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{language}"' in text(page)
        assert text(page).count("<h1") == 1
        if language != "en":
            assert not re.search(r">(My account|Sessions|Second factor|Not set up|Time zone)<", text(page)), path
    models.Officer.objects.filter(username="chair").update(administers=False)


def test_the_account_keeps_language_and_zone(outside: Callable[..., Any], officer: Any) -> None:
    """What there is not is refused at its field."""
    client = outside()
    enter(client)
    assert client.post("/account/zone/", {"zone": "Africa/Casablanca"}).status_code == 302
    assert "Africa/Casablanca" in text(client.get("/account/"))
    assert "Choose one of the time zones" in text(client.post("/account/zone/", {"zone": "Mars/Base"}))
    client.post("/account/language/", {"language": "nl"})
    assert '<html lang="nl"' in text(client.get("/account/"))
    assert client.post("/account/language/", {"language": "tlh"}).status_code == 422
    officer.refresh_from_db()
    assert (officer.zone, officer.language) == ("Africa/Casablanca", "nl")


def test_before_sign_in_the_browser_says_the_language(outside: Callable[..., Any]) -> None:
    for wanted, given in (("ar-MA,ar;q=0.9", "ar"), ("es", "es"), ("de", "en")):
        page = outside().get("/sign-in/", headers={"accept-language": wanted})
        assert f'<html lang="{given}"' in text(page)


def test_waits_grow_and_have_an_end(spain: Any) -> None:
    del spain
    from jisr.node.services.tries import ACCOUNT, ADDRESS, PAIR

    for patience in (PAIR, ACCOUNT, ADDRESS):
        waits = [patience.wait(count) for count in range(patience.free * 3 + 20)]
        assert waits == sorted(waits)
        assert set(waits[: patience.free]) == {0} and waits[patience.free] == patience.wait_seconds
        assert waits[-1] == patience.wait_seconds_max == patience.wait(10**9)


def test_who_has_a_network_has_one_place(spain: Any) -> None:
    """An attacker has at least 64 bits of addresses of IPv6."""
    del spain
    from jisr.node.services.tries import network_of

    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("no address") == "unknown"
