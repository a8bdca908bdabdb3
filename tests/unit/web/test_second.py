"""Acts that two officers answer for: prepared by one, confirmed or sent back by another, never by the same."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from jisr.base import Instant
from tests.unit.web.conftest import FRAMEWORK, Other
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

CHECKED = {"do:checked": "1"}
DAY = 86_400


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """Who prepares."""
    return browse("chair")


@pytest.fixture
def secretary(browse: Callable[[str], Any]) -> Any:
    """Who confirms."""
    return browse("secretary")


@pytest.fixture
def here(chair: Any, other: Other, exchange: Callable[[], None]) -> str:
    """An open session: everything but its close has been agreed."""
    code = opened(send(chair, f"{HERE}/open/session/1/", **CALL))
    for act, fields in (("accept_call", {}), ("adopt_agenda", {}), ("open_session", {"date": "2027-05-04"})):
        exchange()
        if act == "adopt_agenda":
            item = other.ask("act", dossier=code, act="raise_item", fields={"title": "x", "dimension": "border"})
            proposal = other.ask("act", dossier=code, act="propose_agree_item", item=item)
            exchange()
            send(chair, f"{HERE}/d/{code}/act/concur_agree_item/", item=proposal)
            exchange()
        proposal = other.ask("act", dossier=code, act=f"propose_{act}", fields=fields)
        exchange()
        assert "Recorded as" in text(send(chair, f"{HERE}/d/{code}/act/concur_{act}/", item=proposal)), act
    exchange()
    return f"{HERE}/d/{code}/"


def prepared(page: Any) -> str:
    """Give the address of the prepared act to which a page led."""
    assert page.redirect_chain, text(page)
    address = str(page.redirect_chain[-1][0])
    assert "/prepared/" in address
    return address


def acts(page: str, name: str) -> int:
    """Count the acts of a name in a timeline."""
    return page.count(f'data-did="{name}"')


def test_the_check_is_shown_again_in_another_language(chair: Any, here: str) -> None:
    """Whoever was about to confirm is neither sent back to the form nor taken at their word."""
    from jisr.node import models

    path = f"{here}act/propose_close/"
    page = text(send(chair, path, once="one"))
    assert "data-check" in page and 'form="typed" name="do:language"' in page
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert sent["do:checking"] == "1"
    try:
        page = text(send(chair, path, **{**sent, **CHECKED, "do:language": "es"}))
    finally:
        models.Officer.objects.update(language="")
    assert '<html lang="es"' in page and "data-check" in page and f'value="{sent["once"]}"' in page
    assert not models.Prepared.objects.filter(dossier=here.rstrip("/").rpartition("/")[2]).exists()


def test_it_is_checked_prepared_and_confirmed_by_another(chair: Any, secretary: Any, here: str) -> None:
    """Nothing is recorded before the second officer has said so; then it bears the first one's post."""
    form = text(chair.get(f"{here}act/propose_close/"))
    assert "Two officers answer for this" in form
    assert "Go on to the check" in form
    check = send(chair, f"{here}act/propose_close/", once="one")
    assert check.status_code == 200
    assert "Nothing is recorded yet" in text(check)
    assert "Officer secretary" in text(check), "who can confirm it is named"
    address = prepared(send(chair, f"{here}act/propose_close/", once="one", **CHECKED))
    assert prepared(send(chair, f"{here}act/propose_close/", once="one", **CHECKED)) == address, "sent twice, it is one"
    assert acts(text(chair.get(here)), "propose_close") == 0

    own = text(chair.get(address))
    assert "You prepared it, so another officer confirms it" in own
    assert 'value="confirm"' not in own
    refused = send(chair, address, answer="confirm")
    assert refused.status_code == 409
    assert "Who prepared an act cannot confirm it" in text(refused)

    assert "confirm or send back: Propose: Close the session" in text(secretary.get(here))
    done = text(send(secretary, address, answer="confirm"))
    assert "Proposed as" in done
    assert acts(done, "propose_close") == 1
    assert "Ministry of Migration, Spain (Co-chair)" in done
    again = text(send(secretary, address, answer="confirm"))
    assert acts(again, "propose_close") == 1, "confirmed twice, it is done once"
    entry = re.search(r'data-done="([^"]+)"', done)
    assert entry is not None
    paper = text(secretary.get(f"{HERE}/e/{entry[1]}/"))
    assert "Prepared by Officer chair, confirmed by Officer secretary" in paper


def test_it_is_sent_back_with_a_reason_and_prepared_again(chair: Any, secretary: Any, here: str) -> None:
    """Without a reason it is not; who prepared it reads the reason and begins anew."""
    address = prepared(send(chair, f"{here}act/propose_close/", **CHECKED))
    refused = send(secretary, address, answer="send-back", reason=" ")
    assert refused.status_code == 409
    assert "give a reason" in text(refused)
    send(secretary, address, answer="send-back", reason="The minutes are not approved yet.")
    page = text(chair.get(here))
    assert "The minutes are not approved yet." in page
    assert 'data-state="sent_back"' in page
    assert "data-prepared" not in text(secretary.get(here)), "for others it is done with"
    assert send(secretary, address, answer="confirm").status_code == 409
    assert acts(text(chair.get(here)), "propose_close") == 0
    assert prepared(send(chair, f"{here}act/propose_close/", **CHECKED)) != address


def test_who_has_no_post_for_it_confirms_nothing(browse: Callable[[str], Any], chair: Any, here: str) -> None:
    """A delegate sees what waits, and cannot confirm it."""
    address = prepared(send(chair, f"{here}act/propose_close/", **CHECKED))
    delegate = browse("delegate")
    assert "Your post does not permit this act" in text(delegate.get(address))
    assert send(delegate, address, answer="confirm").status_code == 409
    assert browse("stranger").get(address).status_code == 403
    assert "Taken back" in text(send(chair, address, answer="withdraw"))


def test_it_lapses(chair: Any, secretary: Any, here: str, monkeypatch: Any) -> None:
    """After a week nobody confirms it any more, and the page says so."""
    from jisr.node.clock import CLOCK
    from jisr.node.services.preparing import PREPARED_DAYS

    address = prepared(send(chair, f"{here}act/propose_close/", **CHECKED))
    now = CLOCK.now()
    monkeypatch.setattr(type(CLOCK), "now", lambda _: Instant(now + PREPARED_DAYS * DAY + 1))
    assert "has lapsed" in text(secretary.get(address))
    refused = send(secretary, address, answer="confirm")
    assert refused.status_code == 409
    assert "has lapsed after 7 days" in text(refused)


def test_it_is_judged_again_when_it_is_confirmed(chair: Any, secretary: Any, here: str) -> None:
    """What has become impossible meanwhile is not recorded, and the reason is told."""
    code = here.rstrip("/").rpartition("/")[2]
    address = prepared(
        send(chair, f"{here}act/propose_adopt_statement/", text="Both sides met.", languages="ar es", **CHECKED)
    )
    from jisr.node import models

    models.Prepared.objects.filter(dossier=code).update(act="concur_close", fields={}, item=code)
    refused = send(secretary, address, answer="confirm")
    assert refused.status_code == 409
    assert "nothing was recorded" in text(refused)


def test_a_post_that_was_taken_away_prepares_nothing_any_more(chair: Any, secretary: Any, here: str) -> None:
    """What somebody prepared who no longer acts for the authority is not confirmed."""
    from jisr.node import models

    address = prepared(send(chair, f"{here}act/propose_close/", **CHECKED))
    posts = list(models.Posting.objects.filter(officer__username="chair"))
    models.Posting.objects.filter(officer__username="chair").delete()
    try:
        refused = send(secretary, address, answer="confirm")
    finally:
        models.Posting.objects.bulk_create(posts)
    assert refused.status_code == 409
    assert "holds the post no more" in text(refused)


def test_a_post_that_was_narrowed_since_is_named_as_who_prepared_its(chair: Any, secretary: Any, here: str) -> None:
    """Else it is the second officer who reads that their own post does not permit it."""
    from jisr.node import models

    address = prepared(send(chair, f"{here}act/propose_close/", **CHECKED))
    post = models.Posting.objects.filter(officer__username="chair")
    post.update(mandates=["delegate"])
    try:
        refused = send(secretary, address, answer="confirm")
    finally:
        post.update(mandates=[])
    assert refused.status_code == 409
    assert "holds the post no more" in text(refused)


def test_the_service_refuses_it_without_a_second_officer(spain: Any, here: str) -> None:
    """No way around the page: whoever asks the service is refused, and so is one officer as both."""
    from jisr.node import models
    from jisr.node.errors import NeedsSecond
    from jisr.node.services.acts import Wish, perform_act, perform_once

    del spain
    code = here.rstrip("/").rpartition("/")[2]
    wish = Wish(framework=FRAMEWORK, dossier=code, act="propose_close")  # type: ignore[arg-type]
    officer = models.Officer.objects.get(username="chair")
    post = {"officer": officer, "authority": "esp.migration", "mandate": "co_chair"}
    with pytest.raises(NeedsSecond):
        perform_once(wish, **post, token="x")
    with pytest.raises(NeedsSecond):
        perform_act(wish, **post, second=officer)


def test_what_waits_for_an_officer_is_one_question(spain: Any, here: str, chair: Any) -> None:
    """The first page asks for it by officer and framework."""
    from jisr.node import models
    from jisr.node.queries.prepared import prepared_by, prepared_for
    from jisr.node.queries.reading import reading

    del spain
    send(chair, f"{here}act/propose_close/", **CHECKED)
    held = reading(FRAMEWORK)
    named = {each.username: each for each in models.Officer.objects.all()}
    code = here.rstrip("/").rpartition("/")[2]
    assert code in {each.dossier for each in prepared_for(named["secretary"], held)}
    assert code not in {each.dossier for each in prepared_for(named["chair"], held)}
    assert code not in {each.dossier for each in prepared_for(named["delegate"], held)}
    assert code in {each.dossier for each in prepared_by(named["chair"], held)}


def test_a_correction_is_no_way_around_the_second_officer(spain: Any) -> None:
    """New words for an act that two officers answer for would be words that the second has never seen."""
    from types import SimpleNamespace

    from jisr.node import models
    from jisr.node.errors import NeedsSecond
    from jisr.node.services.acts import Wish, _require_second

    del spain
    grave = SimpleNamespace(kind="act", act=SimpleNamespace(second_officer=True))
    light = SimpleNamespace(kind="act", act=SimpleNamespace(second_officer=False))
    correct = SimpleNamespace(kind="correct", act=None)
    compiled = SimpleNamespace(steps={"grave": grave, "light": light, "correct": correct})
    deeds = {"ESP.1": SimpleNamespace(step=grave), "ESP.2": SimpleNamespace(step=light)}
    docket = SimpleNamespace(compiled=compiled, deeds=deeds)
    held: Any = SimpleNamespace(shelf=SimpleNamespace(view=lambda _code: docket))
    officer, second = models.Officer.objects.all()[:2]

    def wish(item: str) -> Wish:
        return Wish(framework=FRAMEWORK, dossier="ESP.0", act="correct", item=item)  # type: ignore[arg-type]

    _require_second(held, wish("ESP.2"), officer, None)
    _require_second(held, wish("ESP.1"), officer, second)
    with pytest.raises(NeedsSecond):
        _require_second(held, wish("ESP.1"), officer, None)
