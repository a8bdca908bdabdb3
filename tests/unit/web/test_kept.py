"""What was typed is on the page that refuses it: a post taken away, a session closed, a node that may write nothing."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jisr.base import Instant
from tests.unit.web.conftest import FRAMEWORK, PASSWORD
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

TITLE = "Typed for half an hour"
ITEM = {"title": TITLE, "dimension": "border", "once": "opened-before"}
HOUR = 3_600


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def form(chair: Any) -> str:
    """The address of a form in a session of its own."""
    return f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/act/raise_item/"


@pytest.fixture(params=["act", "opening"])
def sending(request: pytest.FixtureRequest, form: str) -> tuple[str, dict[str, str]]:
    """A form of either kind, filled in, and its address."""
    if request.param == "act":
        return form, ITEM
    return f"{HERE}/open/session/1/", {**CALL, "note": TITLE, "once": secrets.token_hex()}


@pytest.fixture
def strict(spain: Any) -> Any:
    """A browser of whose forms the token is asked, as outside of tests."""
    from django.test import Client

    from jisr.node import models

    officer = models.Officer.objects.get(username="chair")
    officer.set_password(PASSWORD)
    officer.save()
    client = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    assert sign_in(client).status_code == 302
    return client


def token(client: Any) -> str:
    """Give the token that the browser's forms bear at this moment."""
    return str(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(client.get("/sign-in/", follow=True)))[0])


def sign_in(client: Any) -> Any:
    words = {"username": "chair", "password": PASSWORD, "csrfmiddlewaretoken": token(client)}
    return client.post("/sign-in/", words)


@contextmanager
def without_post() -> Iterator[None]:
    """Take the co-chair's post away for a while."""
    from jisr.node import models

    kept = list(models.Posting.objects.filter(officer__username="chair"))
    models.Posting.objects.filter(officer__username="chair").delete()
    try:
        yield
    finally:
        models.Posting.objects.bulk_create(kept)


@contextmanager
def without_mark(home: Path) -> Iterator[None]:
    """Lose the mark for a while: the own log is in doubt."""
    mark, aside = home / "marks" / f"{FRAMEWORK}.json", home / "aside.json"
    mark.rename(aside)
    try:
        yield
    finally:
        aside.rename(mark)
        (home / "marks" / f"{FRAMEWORK}.asked").unlink(missing_ok=True)


def assert_kept(page: Any, path: str, typed: dict[str, str]) -> None:
    """Hold that a form with all that was typed is on the page, to be sent to where it was sent."""
    found = text(page)
    found = found[found.index("<main") :]
    assert f'action="{path}"' in found
    controls = re.findall(r"<input[^>]*>", found)
    sent = {_part(one, "name"): _part(one, "value") for one in controls if 'type="radio"' not in one}
    sent |= {_part(one, "name"): _part(one, "value") for one in controls if " checked" in one}
    sent |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n([^<]*)<', found))
    sent |= dict(re.findall(r'<select[^>]* name="([^"]+)"(?:(?!</select>).)*value="([^"]+)" selected', found))
    # The token changes with the page; what a form was opened as stays only where its own page does not come again.
    assert {name: sent.get(name) for name in typed if name != "once"} == {
        name: value for name, value in typed.items() if name != "once"
    }


def _part(control: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', control)
    return found.group(1) if found else ""


def test_a_post_taken_away_while_a_form_is_open(chair: Any, sending: tuple[str, dict[str, str]]) -> None:
    """It is said in words; given back, the same form is sent again."""
    path, typed = sending
    with without_post():
        page = chair.post(path, typed)
        assert page.status_code == 403
        assert "Your post does not permit this" in text(page)
        assert_kept(page, path, typed)
        assert chair.get(path).status_code == 403
    assert "data-kept" not in text(chair.get("/f/nowhere/")), "only what was sent is kept"
    assert TITLE in text(send(chair, path, **typed))


def test_a_session_closed_while_a_form_is_open(strict: Any, form: str) -> None:
    """Who is signed out keeps what was typed, signs in beside it, and sends the same page again."""
    typed = {**ITEM, "csrfmiddlewaretoken": token_of(strict, form)}
    strict.post("/sign-out/", {"csrfmiddlewaretoken": typed["csrfmiddlewaretoken"]})
    page = strict.post(form, typed)
    assert page.status_code == 403
    assert "You are signed out" in text(page)
    assert f'href="/sign-in/?next={form}"' in text(page)
    assert_kept(page, form, ITEM)
    # Signing in gives a new token: the page that stayed open has the old one.
    sign_in(strict)
    page = strict.post(form, typed, HTTP_ORIGIN="http://127.0.0.1")
    assert page.status_code == 403
    assert "The form is no longer valid" in text(page)
    assert_kept(page, form, ITEM)
    fresh = re.findall(r'data-kept.*?name="csrfmiddlewaretoken" value="([^"]+)"', text(page), re.DOTALL)[0]
    page = strict.post(form, {**typed, "csrfmiddlewaretoken": fresh}, HTTP_ORIGIN="http://127.0.0.1", follow=True)
    assert page.status_code == 200
    assert TITLE in text(page)


@pytest.mark.parametrize("origin", ["http://elsewhere.test", "null", ""])
def test_what_another_site_sends_is_not_offered_to_be_sent_again(strict: Any, form: str, origin: str) -> None:
    """Else one press of a button would do what somebody else has typed."""
    headers = {"HTTP_ORIGIN": origin} if origin else {}
    page = strict.post(form, ITEM, **headers)
    assert page.status_code == 403
    assert TITLE not in text(page)


def token_of(client: Any, path: str) -> str:
    """Give the token of the form that an officer has open."""
    return str(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(client.get(path)))[0])


def test_a_node_whose_log_is_in_doubt_keeps_what_was_typed(
    chair: Any, sending: tuple[str, dict[str, str]], homes: dict[str, Path]
) -> None:
    path, typed = sending
    with without_mark(homes["ESP"]):
        page = chair.post(path, typed)
    assert page.status_code == 409
    assert "Not possible now; nothing was recorded" in text(page)
    assert "Its own record or its clock is in doubt" in text(page)
    assert "Tell the operator of this node" in text(page)
    assert_kept(page, path, typed)
    assert send(chair, path, **typed).status_code == 200


def test_a_clock_set_back_keeps_what_was_typed_and_lets_through_what_protects(
    chair: Any, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jisr.node.clock import CLOCK, MachineClock

    before = Instant(CLOCK.now() - HOUR)
    monkeypatch.setattr(MachineClock, "now", lambda self: before)
    page = chair.post(form, ITEM)
    assert page.status_code == 409
    assert "Its own record or its clock is in doubt" in text(page)
    assert_kept(page, form, ITEM)
    stop = form.replace("raise_item", "object_to_minutes")
    assert send(chair, stop, text="always heard").status_code == 200


def test_a_full_day_keeps_what_was_typed(
    chair: Any, sending: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, typed = sending
    monkeypatch.setattr("jisr.node.services.acts.is_full", lambda *_: True)
    page = chair.post(path, typed)
    assert page.status_code == 409
    assert "as much today as the other sides take in on one day" in text(page)
    assert "at midnight in UTC" in text(page)
    assert_kept(page, path, typed)


def test_a_disk_that_is_full_keeps_what_was_typed(chair: Any, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def full(*_: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("jisr.node.store.Writing.flush", full)
    page = chair.post(form, ITEM)
    assert page.status_code == 409
    assert_kept(page, form, ITEM)
