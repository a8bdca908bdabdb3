"""What becomes a notice: each thing once, for those who may act, until it is seen or settled."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("slate")

OBJECTION = {"text": "Secret words that no e-mail may hold"}


@pytest.fixture
def slate(spain: Any) -> Iterator[None]:
    from tests.unit.web import notices

    notices.wipe()
    yield
    notices.wipe()


@pytest.fixture(scope="module")
def session(spain: Any, other: Any, exchange: Callable[[], None]) -> str:
    call = {"ordinal": 41, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
    code = other.ask("act", dossier=None, act="call", fields=call, procedure="session/1")
    exchange()
    return str(code)


def notice(at: int) -> int:
    from jisr.node.services.noticing import notice_all
    from tests.unit.web.notices import FRAMEWORK

    return notice_all(FRAMEWORK, now=at)  # type: ignore[arg-type]  # a moment of these tests


def kinds() -> list[tuple[str, str, bool]]:
    from jisr.node import models

    return list(models.Notice.objects.order_by("pk").values_list("kind", "about", "is_open"))


def test_what_waits_is_recorded_once_and_ends_when_it_waits_no_more() -> None:
    from tests.unit.web.notices import WEDNESDAY, waits

    row = waits()
    assert [notice(WEDNESDAY), notice(WEDNESDAY), notice(WEDNESDAY + 60)] == [1, 0, 0]
    assert kinds() == [("answer", "MAR.900", True)]
    row.delete()
    notice(WEDNESDAY + 120)
    assert kinds() == [("answer", "MAR.900", False)]


def test_what_waits_for_others_is_no_notice_of_ours() -> None:
    from tests.unit.web.notices import WEDNESDAY, waits

    waits(party="MAR")
    waits(kind="date", due=WEDNESDAY + 60)
    waits(kind="contest")
    assert notice(WEDNESDAY) == 0


def test_a_proposal_with_a_window_is_one_notice() -> None:
    from tests.unit.web.notices import WEDNESDAY, waits

    waits()
    waits(kind="window", starts=WEDNESDAY, due=WEDNESDAY + 3_600)
    assert notice(WEDNESDAY) == 1
    assert kinds() == [("window", "MAR.900", True)]
    notice(WEDNESDAY + 3_600)
    assert kinds()[0] == ("window", "MAR.900", False), "a window that is over needs nobody"


@pytest.mark.parametrize(("gone", "is_told"), [(79, False), (80, True), (99, True), (100, False), (150, False)])
def test_a_period_is_told_of_in_its_last_fifth(gone: int, is_told: bool) -> None:
    from tests.unit.web.notices import WEDNESDAY, waits

    waits(kind="period", about="silence", starts=WEDNESDAY, due=WEDNESDAY + 100)
    assert notice(WEDNESDAY + gone) == is_told


def test_another_sides_protective_act_is_told_of_and_ours_is_not(
    session: str, spain: Any, other: Any, exchange: Callable[[], None]
) -> None:
    from jisr.node import models
    from tests.unit.web.notices import WEDNESDAY

    spain.act(session, "object_to_minutes", OBJECTION, name="chair", authority="esp.migration")
    theirs = other.ask("act", dossier=session, act="object_to_minutes", fields=OBJECTION)
    other.ask("act", dossier=session, act="raise_item", fields={"title": "no more than that", "dimension": "border"})
    exchange()
    assert [notice(WEDNESDAY), notice(WEDNESDAY)] == [1, 0]
    assert kinds() == [("protect", theirs, True)]
    found = models.Notice.objects.get()
    assert found.dossier == session and "co_chair" in found.mandates and "node" not in found.mandates
    # Who did not come to its end looks again, and finds it recorded.
    models.Scanned.objects.update(sizes={})
    models.Notice.objects.exclude(about=theirs).delete()
    notice(WEDNESDAY)
    assert [each for each in kinds() if each[1] == theirs] == [("protect", theirs, True)]


def test_seen_is_said_by_a_button_and_by_whoever_it_concerns(browse: Callable[[str], Any]) -> None:
    """A mail server that follows the link marks nothing, nor does a colleague whose post it is not."""
    from jisr.node import models
    from jisr.node.services.addressing import address_all
    from tests.unit.web.notices import WEDNESDAY, home, waits

    waits()
    notice(WEDNESDAY)
    address_all(home(), now=WEDNESDAY)
    number = models.Notice.objects.get().pk
    chair, stranger = browse("chair"), browse("stranger")
    for client in (chair, stranger):
        client.get(f"/notices/{number}/")
        client.head(f"/notices/{number}/")
    assert stranger.post(f"/notices/{number}/").status_code == 403
    assert chair.get("/notices/99999/").status_code == 404
    assert models.Notice.objects.get().seen_at is None
    page = chair.get(f"/notices/{number}/").content.decode()
    assert 'data-do="seen"' in page
    assert "(first)" in page and "on duty" not in page, "nobody is: it went to all who may answer"
    assert "Notices (1)" in chair.get("/drafts/").content.decode(), "every page says how many wait"
    assert chair.post(f"/notices/{number}/").status_code == 302
    page = chair.get(f"/notices/{number}/").content.decode()
    assert "seen by Officer chair on" in page and 'data-do="seen"' not in page
    assert "Notices (" not in chair.get("/drafts/").content.decode()
    assert kinds() == [("answer", "MAR.900", False)]


def test_two_notices_of_one_dossier_can_be_told_apart(browse: Callable[[str], Any]) -> None:
    """Each says which proposal it is about, and leads there; the page of one that is over, too."""
    from jisr.node import models
    from jisr.node.services.addressing import address_all
    from tests.unit.web.notices import WEDNESDAY, home, waits

    waits()
    waits(about="MAR.901")
    notice(WEDNESDAY)
    address_all(home(), now=WEDNESDAY)
    chair = browse("chair")
    assert chair.post(f"/notices/{models.Notice.objects.get(about='MAR.900').pk}/").status_code == 302
    page = chair.get("/notices/").content.decode()
    for about in ("MAR.900", "MAR.901"):
        assert f"<bdi>MAR.1</bdi> · <bdi>{about}</bdi>" in page
        number = models.Notice.objects.get(about=about).pk
        assert f'href="/f/mar-esp/d/MAR.1/?at={about}#{about}"' in chair.get(f"/notices/{number}/").content.decode()
    assert ">mar-esp<" not in page, "a group is called by its name"


def test_who_saw_it_first_is_who_has_seen_it() -> None:
    from jisr.node import models
    from jisr.node.services.noticing import mark_seen
    from tests.unit.web.notices import WEDNESDAY, officer, waits

    waits(mandates=["*"])
    notice(WEDNESDAY)
    number = models.Notice.objects.get().pk
    mark_seen(number, officer=officer("chair"), now=WEDNESDAY)
    assert mark_seen(number, officer=officer("delegate"), now=WEDNESDAY + 60).seen_by == officer("chair")  # type: ignore[arg-type]  # a moment
