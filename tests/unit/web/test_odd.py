"""What nobody types in earnest: refused in words, never a failure of the node, and never left behind for others."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.web.test_duty import key, text, turn

ROTA = "/duty/esp.migration/"


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Iterator[Any]:
    from tests.unit.web import notices

    notices.wipe()
    yield browse("chair")
    notices.wipe()


@pytest.mark.parametrize("url", ["https://[::1", "https://[v1.x]/", "https://a b/", "//x"])
def test_an_address_that_is_none_is_refused_at_its_field(chair: Any, url: str) -> None:
    answer = chair.post("/reach/", {"do": "hook", "url": url})
    assert answer.status_code == 422
    assert "https address" in text(answer) or "not known here" in text(answer)


def test_whatever_form_has_what_no_store_keeps_is_refused_in_words(chair: Any) -> None:
    """PostgreSQL has no place for U+0000: no view is asked, whichever it is, and the officer is told."""
    from jisr.web.urls import urlpatterns

    exempt = {"exchange", "api"}
    places = {each.name: re.sub(r"<(?:int:)\w+>", "1", str(each.pattern)) for each in urlpatterns}
    places = {name: re.sub(r"<(?:\w+:)?\w+>", "x", place) for name, place in places.items() if name not in exempt}
    assert len(places) > 40
    for name, place in places.items():
        answer = chair.post(f"/{place}", {"once": "a\0b"})
        assert answer.status_code == 400, name
        assert "In once there is the character U+0000" in text(answer), name


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Lima"])
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("0001-01-01T00:00", "0001-01-02T00:00"),
        ("0999-12-01T08:00", "0999-12-01T18:00"),
        ("9999-12-31T00:00", "9999-12-31T23:59"),
    ],
)
def test_a_duty_beyond_all_calendars_is_refused_and_no_rota_holds_it(
    chair: Any, zone: str, starts: str, ends: str
) -> None:
    from jisr.node import models

    models.Officer.objects.filter(username="chair").update(zone=zone)
    try:
        for weekly in ({}, {"weekly": "on"}):
            assert turn(chair, starts=starts, ends=ends, **weekly).status_code == 422
        assert chair.get(ROTA).status_code == 200
        assert not models.Turn.objects.exists()
    finally:
        models.Officer.objects.filter(username="chair").update(zone="UTC")


@pytest.mark.parametrize("last", ["9999-12-31", "0001-01-01"])
def test_a_leave_beyond_all_calendars_is_refused(chair: Any, last: str) -> None:
    from jisr.node import models

    made = models.Officer.objects.create(username="stand-in")
    models.Posting.objects.create(officer=made, framework_id="mar-esp", authority="esp.migration")
    models.Officer.objects.filter(username="chair").update(zone="Asia/Tokyo")
    try:
        answer = chair.post("/duty/", {"first": "0001-01-01", "last": last, "substitute": key("stand-in")})
        assert answer.status_code == 422
    finally:
        models.Officer.objects.filter(username="chair").update(zone="UTC")
        made.delete()


def test_an_address_longer_than_its_place_is_refused(chair: Any) -> None:
    """On PostgreSQL it would not fit; SQLite takes anything."""
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.es"
    answer = chair.post("/reach/", {"do": "address", "email": long})
    assert answer.status_code == 422
    assert "no e-mail address" in text(answer)


@pytest.mark.parametrize(
    "path", ["/static/jisr/", "/static/jisr", "/static/", "/static/%2e%2e/x", "/static//etc/passwd"]
)
def test_no_folder_is_a_file(chair: Any, path: str) -> None:
    assert chair.get(path).status_code in (400, 404)


def test_one_file_is_kept_once_however_its_address_is_written(chair: Any) -> None:
    from jisr.web import assets

    assert chair.get("/static/jisr/jisr.css").status_code == 200
    known = len(assets._READ)
    for each in ("./jisr/jisr.css", "jisr/./jisr.css", "jisr//jisr.css", "jisr/../jisr/jisr.css", "././jisr/jisr.css"):
        assert chair.get(f"/static/{each}").status_code in (400, 404), each
    assert len(assets._READ) == known, "or anybody fills the memory"


def test_a_length_that_is_no_number_is_no_failure(chair: Any) -> None:
    answer = chair.get("/api/1/work", CONTENT_LENGTH="x")
    assert answer.status_code < 500


def test_a_hook_leads_into_no_private_network_by_an_address_that_wraps_another(spain: Any) -> None:
    """NAT64 and 6to4 carry an IPv4 address inside: it counts as that address."""
    from jisr.node.hooking import HookRefused, target_of
    from tests.unit.web import notices

    del spain
    home = replace(notices.home(), notifying=replace(notices.home().notifying, has_private_hooks=False))
    inside = ("127.0.0.1", "0.0.0.0", "2130706433", "0x7f.1", "[::1]", "[::]", "[::ffff:10.0.0.1]", "[fe80::1]")
    wrapped = ("[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::1]", "[2002:a00:1::]", "[::7f00:1]")
    for each in (*inside, *wrapped):
        with pytest.raises(HookRefused):
            target_of(home, f"https://{each}/")


def test_each_ipv4_address_is_a_place_of_its_own_also_where_ipv6_wraps_it(spain: Any) -> None:
    from jisr.node.services.tries import network_of

    del spain
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") != network_of("::ffff:192.0.2.2")


@pytest.fixture
def moved(chair: Any, browse: Callable[[str], Any]) -> Iterator[Any]:
    """An officer with a post in an authority, a file and a notice, whose post is over; the browser is the officer's."""
    from jisr.node import models
    from tests.unit.web import notices

    made = models.Officer.objects.create(username="moved", name="Officer moved")
    post = models.Posting.objects.create(officer=made, framework_id="mar-esp", authority="esp.migration")
    notice = models.Notice.objects.create(
        framework_id="mar-esp", dossier="MAR.77", kind="answer", about="MAR.78", made_at=1, next_at=2**40
    )
    models.Addressed.objects.create(notice=notice, officer=made, round=1, at=1, not_before=1)
    models.Holding.objects.create(
        framework_id="mar-esp", dossier="MAR.77", authority="esp.migration", officer=made, since=1
    )
    browser = browse("moved")
    assert "MAR.77" in text(browser.get("/notices/"))
    assert "MAR.77" in text(browser.get("/files/"))
    post.delete()
    yield browser
    notices.wipe()
    models.Holding.objects.filter(officer=made).delete()
    made.delete()


def test_who_has_no_post_any_more_sees_nothing_of_the_group(moved: Any) -> None:
    from jisr.node import models

    number = models.Notice.objects.get().pk
    for page in ("/notices/", "/files/", "/my-work/", "/drafts/"):
        assert "MAR.77" not in text(moved.get(page)), page
    assert moved.get(f"/notices/{number}/").status_code == 403
    assert moved.post(f"/notices/{number}/").status_code == 403
    assert models.Notice.objects.get().is_open, "who has no post makes no repeating end"


def test_nothing_goes_out_to_who_has_no_post_any_more(moved: Any) -> None:
    from jisr.node import models
    from jisr.node.services.addressing import gather
    from tests.unit.web import notices

    del moved
    notices.reached("moved")
    assert gather(notices.home()) == 0
    assert not models.Delivery.objects.filter(officer__username="moved").exists()


def test_the_file_of_who_has_no_post_any_more_is_taken_on_by_a_colleague(moved: Any, chair: Any) -> None:
    from jisr.node import models
    from jisr.node.services.holdings import take_on

    del moved, chair
    models.Dossier.objects.get_or_create(framework_id="mar-esp", code="MAR.77", defaults={"procedure": "session/1"})
    try:
        row = take_on("mar-esp", "MAR.77", "esp.migration", officer=models.Officer.objects.get(username="chair"))
        assert row.officer.username == "chair"
    finally:
        models.Holding.objects.filter(dossier="MAR.77").delete()
        models.Dossier.objects.filter(code="MAR.77").delete()
