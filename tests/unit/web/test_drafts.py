"""What was typed and not sent is kept: on a button's wish, and when a form is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from jisr.base import Instant
from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

SAVE = {"do:save": "1"}
DAY = 86_400


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def here(chair: Any) -> str:
    """A session of its own."""
    return f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/"


def test_a_form_is_kept_and_gone_on_with(chair: Any, here: str, browse: Callable[[str], Any]) -> None:
    """It is on the dossier's page and in the list, filled in when one comes back, and nobody else's."""
    kept = text(send(chair, f"{here}act/raise_item/", title="Half a title", **SAVE))
    assert "Kept as a draft: Raise an agenda item" in kept
    assert 'data-draft="raise_item"' in kept
    assert "Half a title" not in text(chair.get(here)), "a draft is no act"
    form = text(chair.get(f"{here}act/raise_item/"))
    assert 'value="Half a title"' in form
    assert "Your draft is filled in below." in form
    assert "Go on with: Raise an agenda item" in text(chair.get("/drafts/"))
    assert "Half a title" not in text(browse("secretary").get(f"{here}act/raise_item/"))
    assert "data-draft" not in text(browse("secretary").get(here))


def test_what_cannot_be_recorded_takes_nothing_else_with_it(chair: Any, here: str) -> None:
    """U+0000 is kept by no store, and seen by nobody: the draft holds the text without it."""
    kept = text(send(chair, f"{here}act/raise_item/", title="Half\0 a title", **SAVE))
    assert "Kept as a draft" in kept
    assert 'value="Half a title"' in text(chair.get(f"{here}act/raise_item/"))


def test_it_is_gone_once_the_act_is_recorded(chair: Any, here: str) -> None:
    """What was sent is no draft any more."""
    send(chair, f"{here}act/raise_item/", title="Sent later", **SAVE)
    done = text(send(chair, f"{here}act/raise_item/", title="Sent later", dimension="border"))
    assert "Recorded as" in done
    assert "data-draft" not in done


def test_it_is_discarded(chair: Any, here: str) -> None:
    """By a button in the list."""
    code = here.rstrip("/").rpartition("/")[2]
    send(chair, f"{here}act/raise_item/", title="To be thrown away", **SAVE)
    gone = text(send(chair, "/drafts/discard/", framework=FRAMEWORK, dossier=code, act="raise_item"))
    assert "The draft is discarded" in gone
    assert "To be thrown away" not in text(chair.get(f"{here}act/raise_item/"))


@pytest.mark.parametrize("path", ["/drafts/discard/", "/account/tokens/1/revoke/", f"{HERE}/d/framework/take-on/"])
def test_who_is_led_to_a_button_by_signing_in_is_told_what_to_do(chair: Any, path: str) -> None:
    """A session that ended while the page was open: sign-in leads to where the button would have sent."""
    from django.test import Client

    answer = Client(HTTP_HOST="127.0.0.1").post(path)
    assert answer.headers["Location"] == f"/sign-in/?next={path}"
    page = chair.get(path)
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "Nothing was sent" in text(page) and "press its button again" in text(page)


def test_a_refused_form_is_kept_by_itself(chair: Any, here: str) -> None:
    """Whoever leaves the page on which an error was shown finds everything again."""
    assert send(chair, f"{here}act/raise_item/", title="No dimension chosen").status_code == 422
    assert 'value="No dimension chosen"' in text(chair.get(f"{here}act/raise_item/"))


def test_an_opening_is_kept_too(chair: Any, here: str) -> None:
    """By its procedure; dates come back as they were typed."""
    del here
    send(chair, f"{HERE}/open/action_plan/1/", title="Half a plan", **SAVE)
    assert 'value="Half a plan"' in text(chair.get(f"{HERE}/open/action_plan/1/"))
    assert f'href="{HERE}/open/action_plan/1/"' in text(chair.get("/drafts/"))
    send(chair, "/drafts/discard/", framework=FRAMEWORK, dossier="", act="action_plan/1")


def test_a_sealed_field_is_in_no_draft(chair: Any, spain: Any) -> None:
    """Neither saved nor kept after a refusal; the field says so."""
    from jisr.node import models
    from tests.unit.web.test_opening import OPEN, sides

    del spain
    code = opened(send(chair, OPEN, title="A relay", **sides("ESP", "MAR")))
    place = f"{HERE}/d/{code}/act/whisper/"
    form = text(chair.get(place))
    assert "data-sealed" in form
    assert "only the authorities to which it is addressed can read it" in form
    assert "It is kept in no draft." in form
    assert "what is sealed is in no draft" in text(send(chair, place, secret="the fox is home", **SAVE))
    assert send(chair, place, secret="the fox is\0home").status_code == 422
    assert not models.Draft.objects.filter(dossier=code).exists()


def test_drafts_are_bounded_in_number_and_age(spain: Any, monkeypatch: Any) -> None:
    """The newest stay; what is too old is gone; what is too long is not kept."""
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.queries.drafts import drafts_of
    from jisr.node.services.drafting import DRAFT_BYTES_MAX, DRAFT_DAYS, DRAFTS_MAX, keep_draft

    del spain
    officer = models.Officer.objects.create(username="scribbler")
    models.Posting.objects.create(officer=officer, framework_id=FRAMEWORK, authority="esp.migration")
    place = {"framework": FRAMEWORK, "dossier": ""}
    for number in range(DRAFTS_MAX + 3):
        keep_draft(officer, **place, act=f"session/{number}", values={"title": str(number)})
    kept = drafts_of(officer)
    assert len(kept) == DRAFTS_MAX == models.Draft.objects.filter(officer=officer).count()
    assert "session/0" not in {each.act for each in kept}
    assert keep_draft(officer, **place, act="session/1", values={"title": "x" * DRAFT_BYTES_MAX}) is None
    now = CLOCK.now()
    monkeypatch.setattr(type(CLOCK), "now", lambda _: Instant(now + DRAFT_DAYS * DAY + 1))
    assert drafts_of(officer) == []
    keep_draft(officer, **place, act="session/1", values={"title": "new"})
    assert models.Draft.objects.filter(officer=officer).count() == 1
    officer.delete()
