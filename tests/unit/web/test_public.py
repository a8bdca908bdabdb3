"""What visitors see of a node: without sign-in, without a cookie, and nothing that tells when something was done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import Any

import pytest

from tests.unit.web.test_pages import LANGUAGES, session, text

PATHS = ("/", "/status/", "/travels/", "/verify/", "/accessibility/")
SAID = {
    "operator": "Secretariat of State, \u2067 sección 2".replace("\u2067 ", ""),
    "contact": "node@example.org",
    "data_protection": "Data protection, +34 000 000 000",
    "legal_notice": "https://example.org/notice",
}
HOUR = 3_600
DAY = 24 * HOUR
NOON = 1_800_000_000 // DAY * DAY + 12 * HOUR

__all__ = ["session"]


@pytest.fixture
def visitor(spain: Any) -> Any:
    """A browser in which nobody has signed in."""
    del spain
    from django.test import Client

    return Client(HTTP_HOST="127.0.0.1")


@contextmanager
def told(**said: Any) -> Iterator[None]:
    """Let node.toml tell visitors something."""
    from django.conf import settings

    from jisr.node.public import read_public

    kept = settings.HOME
    settings.HOME = replace(kept, public=read_public(said))
    try:
        yield
    finally:
        settings.HOME = kept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_each_page_is_for_anybody_in_each_language(visitor: Any, path: str, language: str) -> None:
    """No cookie is set, a cache may keep it, headings go down one by one, no form could send anything."""
    with told(frameworks=["mar-esp"]):
        page = visitor.get(path, {"language": language})
    assert page.status_code == 200
    assert not page.cookies
    assert page.headers["Cache-Control"].startswith("public, max-age=") or "public" in page.headers["Cache-Control"]
    assert page.headers["Content-Language"] == language
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in text(page)
    assert "<form" not in text(page)
    assert "csrf" not in text(page)
    levels = [int(each) for each in re.findall(r"<h([1-6])", text(page))]
    assert levels.count(1) == 1 and levels[0] == 1
    # The language goes along every link to another page for visitors.
    links = re.findall(r'href="(/(?:status|travels|verify|accessibility)/[^"]*)"', text(page))
    assert {each.partition("?")[2] for each in links} >= {f"language={language}"}


def test_the_browsers_language_is_spoken_where_none_is_asked_for(visitor: Any) -> None:
    """Else whoever comes first would choose for all that a cache serves."""
    page = visitor.get("/", headers={"Accept-Language": "nl"})
    assert '<html lang="nl"' in text(page)
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in page.headers["Vary"].split(",")}
    unknown = visitor.get("/", {"language": "xx"}, headers={"Accept-Language": "fr"})
    assert '<html lang="fr"' in text(unknown)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_asked_of_them_but_to_be_read(visitor: Any, path: str) -> None:
    assert visitor.post(path).status_code == 405
    assert visitor.head(path).status_code == 200


def test_an_officer_who_is_signed_in_is_led_to_their_work(browse: Callable[[str], Any]) -> None:
    answer = browse("chair").get("/")
    assert (answer.status_code, answer.url) == (302, "/my-work/")
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_not_filled_in_is_said_plainly(visitor: Any) -> None:
    with told():
        page = text(visitor.get("/"))
        assert page.count("Not filled in by the operator of this node.") == 4
        assert "This node does not say here in which groups its party works." in page
        assert "This node does not say here with whom it exchanges." in text(visitor.get("/status/"))
        assert "<template data-manifest>" not in text(visitor.get("/verify/"))


def test_who_stands_behind_the_node_is_said(visitor: Any, session: str) -> None:
    del session
    with told(**SAID, frameworks=["mar-esp"]):
        page = text(visitor.get("/"))
        assert "Not filled in" not in page
        assert SAID["operator"] in page
        assert 'href="mailto:node@example.org"' in page
        assert 'href="https://example.org/notice"' in page
        assert "Spain – Morocco" in page
        assert "node@example.org" in text(visitor.get("/accessibility/"))


def test_what_the_operator_says_is_text_and_nothing_else(visitor: Any) -> None:
    with told(operator="<script>alert(1)</script>", contact='"><b>@x.y'):
        assert "<script>alert" not in text(visitor.get("/"))
        assert "<b>@" not in text(visitor.get("/"))


def test_a_framework_that_is_not_named_is_not_shown_nor_is_one_of_a_single_party(visitor: Any, spain: Any) -> None:
    from jisr.node import models

    del spain
    models.Framework.objects.filter(pk="esp").delete()
    models.Framework.objects.create(id="esp", parties=["ESP"], register=b"")
    try:
        with told(frameworks=["esp", "no-such"]):
            for path in PATHS:
                assert not re.search(r"<bdi[^>]*>esp<|mar-esp", text(visitor.get(path)))
    finally:
        models.Framework.objects.filter(pk="esp").delete()


class TestStatus:
    """Coarse, so that nobody learns when something was done."""

    @pytest.mark.parametrize(
        ("age", "says"),
        [(None, "never"), (0, "hours"), (HOUR, "hours"), (2 * HOUR, "hours"), (4 * HOUR, "today"), (13 * HOUR, "day")],
    )
    def test_how_long_ago_is_said_in_four_words(self, age: int | None, says: str) -> None:
        from jisr.node.queries.public import coarsely

        assert coarsely(None if age is None else NOON - age, NOON) == says

    def test_the_words_change_on_the_hour_only(self) -> None:
        """Whoever asks every second learns the hour of the last exchange, and no more."""
        from jisr.node.queries.public import coarsely

        for heard in range(NOON, NOON + HOUR, 601):
            said = [coarsely(heard, now) for now in range(NOON + HOUR, NOON + 2 * DAY, 60)]
            assert said == [coarsely(NOON, now) for now in range(NOON + HOUR, NOON + 2 * DAY, 60)]

    def test_a_line_on_which_only_heartbeats_go_never_flickers(self) -> None:
        from jisr.base.limits import HEARTBEAT_SECONDS
        from jisr.node.queries.public import coarsely

        late = HEARTBEAT_SECONDS + 300
        assert {coarsely(at, at + gone) for at in range(NOON, NOON + DAY, 1_237) for gone in range(0, late, 61)} == {
            "hours"
        }

    def test_it_is_the_same_before_and_after_an_act(self, visitor: Any, session: str, spain: Any) -> None:
        """The page with its clock left out does not tell that something was done."""

        def seen() -> str:
            return re.sub(r"<time.*?</time>", "", text(visitor.get("/status/")))

        with told(frameworks=["mar-esp"]):
            before = seen()
            fields = {"title": "Unseen from outside", "dimension": "regular"}
            spain.act(session, "raise_item", fields, name="chair", authority="esp.migration", mandate="co_chair")
            assert seen() == before
            assert 'data-peer="MAR"' in before

    def test_the_clock_and_the_version_are_said(self, visitor: Any) -> None:
        from importlib.metadata import version

        page = text(visitor.get("/status/"))
        assert f"<bdi>{version('jisr')}</bdi>" in page
        assert re.search(r'<time datetime="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ">', page)


def test_every_part_of_an_entry_and_of_a_message_is_explained() -> None:
    """Else the page would be silent on something that travels."""
    import orjson

    from jisr.exchange import Message, write_message
    from jisr.kernel.entry import KEYS
    from jisr.web.views.travels import TRAVELLING

    entry = [key for each in TRAVELLING for key in each.entry_keys]
    message = [key for each in TRAVELLING for key in each.message_keys]
    assert set(entry) == set(KEYS)
    assert len(set(message)) == len(message)
    # Some parts are left out where they are empty: here none is.
    full = Message(framework="a", have={}, readings="note", readings_held="note", ask={"ESP": 1})
    assert set(message) == orjson.loads(write_message(full)).keys() == {each.name for each in fields(Message)}


def test_what_travels_is_in_the_clear_or_not_as_the_address_says(visitor: Any) -> None:
    from django.conf import settings

    kept = settings.HOME
    for address, tls in (("https://esp.test", "yes"), ("http://127.0.0.1:1", "no")):
        settings.HOME = replace(kept, address=address)
        try:
            assert f'data-tls="{tls}"' in text(visitor.get("/travels/"))
        finally:
            settings.HOME = kept


def test_the_verifier_may_connect_to_nothing(visitor: Any) -> None:
    page = visitor.get("/verify/")
    policy = page.headers["Content-Security-Policy"]
    assert "connect-src 'none'" in policy and "form-action 'none'" in policy and "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text(page), re.DOTALL)
    # What comes after the name says which version the browser keeps.
    assert [(re.sub(r"\?v=\w+", "", attributes.strip()), inner) for attributes, inner in scripts] == [
        ('type="module" src="/static/jisr/verify_page.js"', "")
    ]
