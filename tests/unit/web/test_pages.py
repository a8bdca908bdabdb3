"""The pages as officers get them, without script: what they show, what they refuse, in five languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from jisr.web.forms import COMPOSED_CHARACTERS_MAX
from jisr.web.middleware import HEADERS, SecurityHeaders
from tests.unit.web.conftest import Other

LANGUAGES = ("en", "ar", "fr", "es", "nl")
CALL = {"ordinal": "7", "place": "Madrid", "date-day": "27", "date-month": "3", "date-year": "2027", "format": "hybrid"}
HERE = "/f/mar-esp"


@pytest.fixture(scope="session")
def session(spain: Any, other: Other, exchange: Callable[[], None]) -> str:
    """A session that Morocco has called, with the call proposed to be accepted."""
    fields = {"ordinal": 5, "place": "Rabat", "date": "2027-05-04", "format": "in_person"}
    exchange()
    code = str(other.ask("act", dossier=None, act="call", fields=fields, procedure="session/1"))
    other.ask("act", dossier=code, act="propose_accept_call")
    exchange()
    return code


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


def text(response: Any) -> str:
    """Give the page as text, without the marks that keep scripts apart."""
    return str(response.content.decode("utf-8")).translate(dict.fromkeys((0x2068, 0x2069)))


def send(client: Any, path: str, **fields: str) -> Any:
    """Send a form; give the page that follows."""
    return client.post(path, fields, follow=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_shown_in_each_language(chair: Any, session: str, language: str) -> None:
    """Language and direction are said, and nothing is missing."""
    chair.cookies["jisr_esp_language"] = language
    paths = [
        "/my-work/",
        f"{HERE}/",
        f"{HERE}/dossiers/",
        f"{HERE}/dossiers/?procedure=session",
        f"{HERE}/d/{session}/",
        f"{HERE}/d/framework/",
        f"{HERE}/d/{session}/act/raise_item/",
        f"{HERE}/d/{session}/act/contest/",
        f"{HERE}/open/session/1/",
    ]
    for path in paths:
        page = chair.get(path)
        assert page.status_code == 200, path
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}"' in text(page)
        assert f"govuk-frontend-5.14.0.{direction}.min.css" in text(page)
        assert text(page).count("<h1") == 1, path
        assert "Project-Id-Version" not in text(page), "the head of a catalogue is no word"


def test_no_page_needs_script_or_styles_of_its_own(chair: Any, session: str) -> None:
    """What the policy forbids is not in the pages."""
    for path in (f"{HERE}/d/{session}/", f"{HERE}/", "/my-work/", f"{HERE}/d/{session}/act/raise_item/"):
        page = chair.get(path)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", text(page))


def test_headings_go_down_one_by_one(chair: Any, session: str) -> None:
    """Who hears the page finds its parts by its headings."""
    for path in (f"{HERE}/d/{session}/", f"{HERE}/", "/my-work/"):
        levels = [int(each) for each in re.findall(r"<h([1-6])", text(chair.get(path)))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_input_has_a_label(chair: Any, session: str) -> None:
    """Each control of a form is named by a label."""
    page = text(chair.get(f"{HERE}/open/session/1/"))
    ids = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)
    assert ids
    assert all(f'for="{each}"' in page for each in ids)


def test_an_empty_form_names_each_field_and_where_it_is(chair: Any, session: str) -> None:
    """At the top and at the field, with the remedy, and nothing is recorded."""
    page = send(chair, f"{HERE}/d/{session}/act/name_delegate/", name="Ana")
    assert page.status_code == 422
    assert 'href="#field-role"' in text(page)
    assert 'id="field-role-error"' in text(page)
    assert "Fill in: Office held" in text(page)
    assert "Choose one of the answers for: Takes part as" in text(page)
    assert 'value="Ana"' in text(page), "what was typed is kept"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"date-day": "31", "date-month": "2"}, "Date must be a real date"),
        ({"date-year": "four"}, "Date must be a real date"),
        ({"date-year": "0027"}, "Date must be a real date"),
        ({"ordinal": "seven"}, "Number of the session must be a whole number"),
        ({"ordinal": "9" * 30}, "Number of the session must be a whole number"),
        ({"format": "by_letter"}, "Choose one of the answers for: Format"),
        ({"place": "x" * 10_001}, "Place is too long"),
        ({"place": "a\x00b"}, "Place has a character that cannot be recorded"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_is_lost(chair: Any, wrong: dict[str, str], says: str) -> None:
    """The field is named, its remedy told, and all that was typed stands in the form again."""
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "note": "kept as it is", **wrong})
    assert page.status_code == 422
    assert says in text(page)
    assert "kept as it is" in text(page)


@pytest.mark.parametrize("typed", ["--5", "-", "5.0", "1e3", "²", "", " "])
def test_what_is_no_number_is_not_read_as_one(chair: Any, typed: str) -> None:
    """Whatever is typed, the page answers, and names the field."""
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": typed})
    assert page.status_code == 422
    assert "Number of the session" in text(page)


def test_a_number_may_be_typed_in_the_digits_of_ones_script(chair: Any) -> None:
    """Arabic digits are digits."""
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": "\u0661\u0662", "date-day": "\u0662"})
    assert "Session 12, Madrid" in text(page)


def test_too_much_text_is_told_what_to_shorten(chair: Any, session: str) -> None:
    """Each field may be in order, and all together too long for one act."""
    long = "\N{MUSICAL SYMBOL G CLEF}" * 9_999
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "place": long, "note": long})
    assert page.status_code == 409
    assert "longer than 64 KiB" in text(page)
    assert text(page).count(long) == 2, "what was typed is kept"


def test_a_form_sent_twice_acts_once(chair: Any, session: str) -> None:
    """A double click records one act, and both answers lead to the dossier."""
    form = {"title": "Sent twice", "dimension": "border", "once": "the-same-token"}
    for _ in range(2):
        assert send(chair, f"{HERE}/d/{session}/act/raise_item/", **form).status_code == 200
    assert text(chair.get(f"{HERE}/d/{session}/")).count("data-item=") == 1


def test_a_form_gone_back_to_and_changed_acts_again(chair: Any, session: str) -> None:
    """What was typed the second time is never told to be recorded when it was not."""
    form = {"dimension": "border", "once": "a-form-gone-back-to"}
    for title in ("As first typed", "As typed after going back"):
        assert send(chair, f"{HERE}/d/{session}/act/raise_item/", title=title, **form).status_code == 200
    page = text(chair.get(f"{HERE}/d/{session}/"))
    assert "As first typed" in page
    assert "As typed after going back" in page


def test_a_head_has_no_body(chair: Any, session: str) -> None:
    """What followed the head would be read as the answer to the next request on the same connection."""
    for path in ("/my-work/", f"{HERE}/d/{session}/", "/nowhere", "/health/"):
        asked = chair.get(path)
        head = SecurityHeaders(lambda request, found=asked: found)(RequestFactory().head(path))
        assert (head.status_code, head.content) == (asked.status_code, b"")
        assert int(head.headers["Content-Length"]) > 0


def test_a_nul_in_an_address_or_cookie_is_no_fault_of_the_node(chair: Any, session: str) -> None:
    """PostgreSQL takes no such text: it would be a fault of the node, and is a request that cannot be read."""
    for path in (f"{HERE}/d/%00/", f"{HERE}/d/{session}/?at=%00", f"{HERE}/e/%00/proof.json", "/sign-in/?next=%00"):
        assert chair.get(path).status_code == 400, path
    chair.cookies["jisr_esp"] = "abcdefgh\0"
    assert chair.get("/my-work/").status_code == 400


def test_what_is_refused_before_any_page_has_the_headers_and_the_language_of_who_asked(spain: Any) -> None:
    """A thread answers many readers: what the one before read is not the language of the next."""
    from django.test import Client
    from django.utils import translation

    visitor = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="nl")
    for path in ("/?x=%00", "/%00", "/api/1/?x=%00"):
        translation.activate("ar")
        answer = visitor.get(path)
        assert answer.status_code == 400
        assert "Het verzoek kon niet worden gelezen" in text(answer), path
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
    head = visitor.head("/?x=%00")
    assert (head.status_code, head.content) == (400, b"")


def test_what_no_page_answers_is_refused_in_the_language_of_the_account(spain: Any) -> None:
    """The browser of a shared desk may ask for another."""
    from django.test import Client

    from jisr.node import models

    officer = models.Officer.objects.get(username="delegate")
    desk = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="nl", enforce_csrf_checks=True)
    desk.force_login(officer)
    models.Officer.objects.filter(pk=officer.pk).update(language="fr")
    try:
        for answer, status in ((desk.get("/nowhere/"), 404), (desk.post("/account/zone/", {"zone": "UTC"}), 403)):
            assert answer.status_code == status
            assert '<html lang="fr"' in text(answer)
            assert answer.headers["Content-Language"] == "fr"
        # A program's language is its own: no cookie speaks for it.
        assert "Het verzoek" not in text(desk.get("/api/2/")) and "Vergelijk" in text(desk.get("/api/2/"))
    finally:
        models.Officer.objects.filter(pk=officer.pk).update(language="")


def test_a_fault_within_a_page_is_said_to_who_asked_and_leaves_no_language_behind(
    spain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view had begun to speak the officer's language; whoever the thread answers next has another."""
    from django.test import Client

    from jisr.node import models

    def fail(*_: Any) -> None:
        raise ValueError("a fault of these tests")

    officer = models.Officer.objects.get(username="delegate")
    desk = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="nl", raise_request_exception=False)
    desk.force_login(officer)
    models.Officer.objects.filter(pk=officer.pk).update(language="fr")
    try:
        with monkeypatch.context() as patched:
            patched.setattr("jisr.web.views.drafts.drafts_of", fail)
            answer = desk.get("/drafts/")
        assert (answer.status_code, answer.headers["Content-Language"]) == (500, "fr")
        assert '<html lang="fr"' in text(answer)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        for language in ("ar", "nl"):
            page = text(Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE=language).get("/status/"))
            assert f'<html lang="{language}"' in page and "Aller au contenu" not in page
    finally:
        models.Officer.objects.filter(pk=officer.pk).update(language="")


def test_no_text_is_composed_that_is_too_long_anyway(chair: Any, session: str, monkeypatch: Any) -> None:
    """A row of marks is put in order in a time that grows with its square: a megabyte would take an hour."""
    asked = []
    monkeypatch.setattr("jisr.web.forms.unicodedata.normalize", lambda form, typed: asked.append(len(typed)) or typed)
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "place": "a" + "\u0315\u0300" * 50_000})
    assert page.status_code == 422
    assert "Place is too long" in text(page)
    assert max(asked) <= COMPOSED_CHARACTERS_MAX


def test_what_is_not_possible_yet_is_said_with_its_reason_and_source(chair: Any, session: str) -> None:
    """The reason stands on the dossier's page, on the act's, and again when it is sent all the same."""
    page = text(chair.get(f"{HERE}/d/{session}/"))
    assert 'data-not-yet="propose_open_session"' in page
    assert "The agenda has not been adopted" in page
    assert "Source: C03, C08 (a proposal, not law)" in page
    assert 'data-not-yet="register"' in page, "a commitment waits for the session"
    path = f"{HERE}/d/{session}/act/propose_open_session/"
    assert "The agenda has not been adopted" in text(chair.get(path))
    sent = send(chair, path, **{"date-day": "4", "date-month": "5", "date-year": "2027"})
    assert sent.status_code == 409
    assert "nothing was recorded" in text(sent)


def test_a_delegate_is_not_offered_what_the_post_does_not_permit(browse: Callable[[str], Any], session: str) -> None:
    """No button, and no form either."""
    delegate = browse("delegate")
    page = text(delegate.get(f"{HERE}/d/{session}/"))
    assert "concur_accept_call" not in page
    assert "Your post cannot answer this." in page
    refused = delegate.get(f"{HERE}/d/{session}/act/concur_accept_call/")
    assert refused.status_code == 403
    assert "Your post does not permit this" in text(refused)


def test_only_who_may_correct_is_offered_to(browse: Callable[[str], Any], chair: Any, session: str) -> None:
    """A link that ends in a refusal is no offer: a delegate cannot mend what a co-chair has said."""
    here = f"{HERE}/d/{session}/"
    page = text(send(chair, f"{here}act/name_delegate/", name="Luis Ejemplo", role="Head", capacity="member"))
    entry = re.search(r'data-entry="([^"]+)"[^>]*data-did="name_delegate"', page)
    assert entry is not None
    assert f"act/correct/?item={entry[1]}" in page
    delegate = browse("delegate")
    assert f"act/correct/?item={entry[1]}" not in text(delegate.get(here))
    assert delegate.get(f"{here}act/correct/?item={entry[1]}").status_code == 403
    assert "act/correct/" not in text(chair.get(f"{HERE}/d/framework/")), "authorities are declared by the founding one"


def test_who_has_no_post_sees_nothing(browse: Callable[[str], Any], session: str) -> None:
    """Neither the group nor a dossier nor a proof."""
    stranger = browse("stranger")
    for path in (f"{HERE}/", f"{HERE}/d/{session}/", f"{HERE}/e/{session}/proof.json"):
        assert stranger.get(path).status_code == 403
    assert "You have no post in any group yet" in text(stranger.get("/my-work/"))


@pytest.mark.parametrize(
    "path",
    ["/none/", f"{HERE}/d/ESP.99999/", "/f/elsewhere/", f"{HERE}/open/none/1/", f"{HERE}/e/ESP.99999/proof.json"],
)
def test_a_wrong_address_says_so(chair: Any, session: str, path: str) -> None:
    """The page says what happened and what to do."""
    page = chair.get(path)
    assert page.status_code == 404
    assert "Page not found" in text(page)


@pytest.mark.parametrize("query", ["page=0", "page=99999999999999", "page=-1", "page=%F0%9F%98%80", "at=nothing"])
def test_a_page_number_that_is_none_shows_a_page(chair: Any, session: str, query: str) -> None:
    """What cannot be meant is not an error."""
    assert chair.get(f"{HERE}/d/{session}/?{query}").status_code == 200
    assert chair.get(f"{HERE}/dossiers/?{query}").status_code == 200


def test_a_wrong_password_is_said_in_words(spain: Any) -> None:
    """And the name that was typed is kept."""
    del spain
    from django.test import Client

    page = Client(HTTP_HOST="127.0.0.1").post("/sign-in/", {"username": "chair", "password": "wrong"})
    assert "Name and password do not fit together" in text(page)
    assert 'value="chair"' in text(page)


def test_a_form_without_its_token_is_told_what_to_do(spain: Any, session: str) -> None:
    """A form of another browser is refused in words."""
    del spain
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    page = client.post("/sign-in/", {"username": "chair", "password": "wrong"})
    assert page.status_code == 403
    assert "The form is no longer valid" in text(page)


def test_the_language_stays_as_chosen(browse: Callable[[str], Any]) -> None:
    """The form of the header sets it without script, leads back, and keeps it on the account."""
    page = browse("stranger").post("/language/", {"language": "ar", "next": "/my-work/"}, follow=True)
    assert page.redirect_chain[-1][0] == "/my-work/"
    assert 'lang="ar" dir="rtl"' in text(page)
    assert 'lang="ar" dir="rtl"' in text(browse("stranger").get("/my-work/")), "in another browser, too"
    browse("stranger").post("/account/language/", {"language": ""})
    assert 'lang="en" dir="ltr"' in text(browse("stranger").get("/my-work/")), "as the browser asks"


class TestASession:
    """An agreement is made, doubted, corrected: the whole of it in the pages of one side."""

    def test_it_goes_its_way(self, chair: Any, session: str, other: Other, exchange: Callable[[], None]) -> None:
        """Answer, name, correct, contest, answer, and see each standing in words."""
        here = f"{HERE}/d/{session}/"
        work = text(chair.get("/my-work/?who=mine&kind=answers"))
        assert "Answer: Accept the call" in work
        proposal = re.search(r'data-proposal="([^"]+)"', text(chair.get(here)))
        assert proposal is not None
        agreed = send(chair, f"{here}act/concur_accept_call/", item=proposal[1])
        assert "Agree to: Accept the call" in text(agreed)
        assert "Stands, not yet acknowledged by Morocco" in text(agreed)
        exchange()
        assert "The call has been accepted by all sides" in text(chair.get(here))

        named = {"name": "Ana Prueva", "role": "Director", "capacity": "head"}
        send(chair, f"{here}act/name_delegate/", **named)
        page = text(chair.get(here))
        entry = re.search(r'data-entry="([^"]+)"[^>]*data-did="name_delegate"', page)
        assert entry is not None
        path = f"{here}act/correct/?item={entry[1]}"
        assert f'act/correct/?item={entry[1]}"' in page
        assert 'value="Ana Prueva"' in text(chair.get(path)), "the form begins with what holds"
        amiss = send(chair, f"{here}act/correct/", item=entry[1], **{**named, "name": "Ana Prueba"})
        assert amiss.status_code == 422
        assert "Choose one of the answers for: Why it is corrected" in text(amiss)
        fields = {**named, "name": "Ana Prueba", "correction-reason": "clerical"}
        page = text(send(chair, f"{here}act/correct/", item=entry[1], **fields))
        assert "Ana Prueba" in page
        assert "As first stated" in page
        assert "Ana Prueva" in page, "the old value stays visible"
        assert "A slip of the pen" in page

        fact = {"contested-fact": "call_accepted"}
        page = text(send(chair, f"{here}act/contest/", **fact))
        assert "Contested: The call has been accepted by all sides" in page
        assert 'data-fact="call_accepted" data-holds="no"' in page
        contest = re.search(r'data-contest="([^"]+)"', page)
        assert contest is not None
        assert f'data-contested="{session}"' in text(chair.get("/my-work/?who=mine&kind=answers"))
        page = text(send(chair, f"{here}act/answer/", item=contest[1]))
        assert "Answered by Spain." in page
        exchange()
        other.ask("act", dossier=session, act="answer", item=contest[1])
        exchange()
        page = text(chair.get(here))
        assert "data-contest=" not in page
        assert 'data-fact="call_accepted" data-holds="yes"' in page

    def test_an_act_is_downloaded_with_its_proof(self, chair: Any, session: str) -> None:
        """The file has the bytes, the head and the path to it."""
        answer = chair.get(f"{HERE}/e/{session}/proof.json")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="mar-esp-{session}.json"'
        assert {"bytes", "head", "proof", "keys"} <= answer.json().keys()

    def test_talks_without_a_number_are_called_talks(self, chair: Any) -> None:
        """Number nought is not shown as a number."""
        page = text(send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": "0", "place": "The Hague"}))
        assert "Talks in The Hague" in page
        assert "Session 0" not in page

    def test_closing_warns_and_reopening_is_offered(
        self, chair: Any, other: Other, exchange: Callable[[], None]
    ) -> None:
        """What ends a dossier is said before; what is closed can be opened again from its page."""
        opened = send(chair, f"{HERE}/open/action_plan/1/", sub_committee="sc2", title="Plan", objective="One")
        code = str(opened.redirect_chain[-1][0]).rstrip("/").rpartition("/")[2]
        here = f"{HERE}/d/{code}/"
        send(chair, f"{here}act/propose_validate/")
        exchange()
        for act in ("validate", "complete"):
            if act == "complete":
                assert "govuk-warning-text" in text(chair.get(f"{here}act/propose_complete/"))
                send(chair, f"{here}act/propose_complete/", **{"do:checked": "1"})
                exchange()
            proposal = re.search(r'data-proposal="([^"]+)"', text(chair.get(here)))
            assert proposal is not None
            other.ask("act", dossier=code, act=f"concur_{act}", item=proposal[1])
            exchange()
        page = text(chair.get(here))
        assert "data-stage>Complete<" in page
        assert 'data-act="reopen"' in page
        assert "data-stage>Running<" in text(send(chair, f"{here}act/reopen/"))


class TestWhatCannotBeAnswered:
    """An answer that came too late, or crosses our own proposal: the page says so, and what to do."""

    @pytest.fixture
    def called(self, chair: Any, exchange: Callable[[], None]) -> str:
        """A session of which both sides know."""
        page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": "9"})
        exchange()
        return str(page.redirect_chain[-1][0]).rstrip("/").rpartition("/")[2]

    def test_it_has_been_answered_meanwhile(
        self, chair: Any, called: str, other: Other, exchange: Callable[[], None]
    ) -> None:
        """Whoever comes second is not told that the post is lacking, for it is not."""
        proposal = other.ask("act", dossier=called, act="propose_accept_call")
        exchange()
        path = f"{HERE}/d/{called}/act/concur_accept_call/"
        assert f'value="{proposal}" checked' in text(chair.get(f"{path}?item={proposal}"))
        send(chair, path, item=proposal)
        for answer, status in (
            (chair.get(f"{path}?item={proposal}"), 200),
            (chair.post(path, {"item": proposal}), 409),
        ):
            assert answer.status_code == status
            assert "Nothing waits for this answer any more" in text(answer)
            assert "<form method" not in text(answer).partition('id="main"')[2], "there is nothing to send"

    def test_two_proposals_cross(self, chair: Any, called: str, other: Other, exchange: Callable[[], None]) -> None:
        """Of two like proposals that of the lower code is answered (protocol 4.3): neither side is left to guess."""
        here = f"{HERE}/d/{called}/"
        ours = send(chair, f"{here}act/propose_accept_call/")
        theirs = other.ask("act", dossier=called, act="propose_accept_call")
        exchange()
        page = text(chair.get(here))
        assert "data-crossing" not in text(ours)
        assert "Morocco answers yours first. To agree to this one instead, withdraw yours." in page
        assert 'data-act="concur_accept_call"' not in page
        assert f"act/concur_accept_call/?item={theirs}" in text(chair.get("/my-work/?who=mine&kind=answers"))
        answer = chair.get(f"{here}act/concur_accept_call/?item={theirs}")
        assert answer.status_code == 200
        assert "Morocco answers yours first" in text(answer)
        own = re.search(r"data-crossing>[^<]*\(([A-Z.0-9]+)\)", page)
        assert own is not None
        send(chair, f"{here}act/withdraw_accept_call/", item=own[1])
        page = text(chair.get(here))
        assert "data-crossing" not in page
        assert 'data-act="concur_accept_call"' in page
