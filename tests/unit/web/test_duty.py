"""Rotas, leave, files and addresses: what officers set, who may, and what the pages say."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("slate")

ROTA = "/duty/esp.migration/"


@pytest.fixture
def slate(spain: Any) -> Iterator[None]:
    from jisr.node import models
    from tests.unit.web import notices

    notices.wipe()
    made = models.Officer.objects.create(username="deputy", name="Officer deputy")
    models.Posting.objects.create(officer=made, framework_id=notices.FRAMEWORK, authority="esp.migration")
    yield
    notices.wipe()
    made.delete()


def text(page: Any) -> str:
    return str(page.content.decode())


def key(name: str) -> int:
    from tests.unit.web.notices import officer

    return int(officer(name).pk)


def turn(client: Any, **more: Any) -> Any:
    form = {"do": "turn", "officer": key("chair"), "starts": "2026-12-01T08:00", "ends": "2026-12-01T18:00", **more}
    return client.post(ROTA, form)


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    return browse("chair")


class TestRota:
    def test_only_the_authoritys_officers_see_and_change_it(self, chair: Any, browse: Callable[[str], Any]) -> None:
        for name in ("delegate", "stranger"):
            assert browse(name).get(ROTA).status_code == 403
            assert turn(browse(name)).status_code == 403
        assert chair.get(ROTA).status_code == 200
        assert turn(chair, officer=key("delegate")).status_code == 403, "who has no post there is not put on duty"

    def test_what_is_put_in_twice_is_there_once_and_what_is_taken_out_is_kept(self, chair: Any) -> None:
        from jisr.node import models

        assert turn(chair).status_code == 302
        turn(chair)
        row = models.Turn.objects.get()
        chair.post(ROTA, {"do": "end", "number": row.pk})
        page = text(chair.get(ROTA))
        assert 'data-turn="' not in page
        assert "Officer chair put Officer chair on duty" in page and "took a duty of Officer chair out" in page

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"ends": "2026-12-01T07:00"}, "the duty ends before it begins"),
            ({"ends": "2027-12-01T07:00"}, "a duty lasts at most 31 days"),
            ({"ends": "2026-12-09T07:00", "weekly": "1"}, "a duty lasts at most 7 days"),
            ({"starts": ""}, "beginning or end is missing"),
            ({"starts": "2026-02-30T08:00"}, "beginning or end is missing"),
            ({"officer": ""}, "no officer was chosen"),
            ({"weekly": "1", "until": "2026-11-01"}, "the last week is before the first"),
        ],
    )
    def test_what_is_amiss_is_said_and_kept(self, chair: Any, wrong: dict[str, str], says: str) -> None:
        from jisr.node import models

        page = turn(chair, **wrong)
        assert page.status_code == 422 and says in text(page)
        assert 'class="govuk-error-summary"' in text(page)
        # The error leads to a field that is there.
        (target,) = re.findall(r'href="#([\w-]+)">', text(page).split("error-summary__list")[1])[:1]
        assert f'id="{target}"' in text(page)
        assert not models.Turn.objects.exists()

    def test_a_weekly_duty_keeps_its_hour_when_the_clocks_change_and_gaps_are_gaps(self) -> None:
        from jisr.node.queries.duty import spans
        from jisr.node.services.duty import add_turn
        from tests.unit.web.notices import officer

        chair = officer("chair")
        chair.zone = "Europe/Madrid"
        chair.save()
        add_turn(
            "esp.migration", officer=chair, by=chair, is_weekly=True, until="2027-04-02",
            starts=datetime.fromisoformat("2027-03-19T20:00"), ends=datetime.fromisoformat("2027-03-20T08:00"),
        )  # fmt: skip

        def at(day: str) -> int:
            return int(datetime.fromisoformat(f"{day}+00:00").timestamp())

        found = spans("esp.migration", at("2027-03-15T00:00"), at("2027-04-20T00:00"))
        assert [(each.start, each.end) for each in found if each.officers] == [
            (at("2027-03-19T19:00"), at("2027-03-20T07:00")),
            (at("2027-03-26T19:00"), at("2027-03-27T07:00")),
            # The clocks of Madrid were put forward on 28 March.
            (at("2027-04-02T18:00"), at("2027-04-03T06:00")),
        ]
        assert found[0].officers == () and found[-1].end == at("2027-04-20T00:00")
        assert all(a.end == b.start for a, b in zip(found, found[1:], strict=False))

    def test_a_night_that_began_last_week_is_still_on_duty(self) -> None:
        """What a weekly duty of six days covers, it covers in the week after, too."""
        from jisr.node.queries.duty import on_duty
        from jisr.node.services.duty import add_turn
        from tests.unit.web.notices import WEDNESDAY, officer

        chair = officer("chair")
        start, end = datetime.fromisoformat("2026-11-05T00:00"), datetime.fromisoformat("2026-11-11T00:00")
        add_turn("esp.migration", officer=chair, by=chair, is_weekly=True, starts=start, ends=end)
        # 2 December is a Wednesday; the duty runs from Thursday to Tuesday night.
        assert [on_duty("esp.migration", WEDNESDAY + each * 86_400) for each in (-1, 0, 1)] == [[chair], [], [chair]]

    def test_deputy_and_head_are_named_and_named_anew(self, chair: Any) -> None:
        from jisr.node import models
        from jisr.node.queries.duty import lead_of

        for name in ("chair", "deputy", "deputy"):
            assert chair.post(ROTA, {"do": "leads", "deputy": key(name), "head": ""}).status_code == 302
        found = lead_of("esp.migration", "deputy")
        assert found is not None and found.username == "deputy"
        assert models.Lead.objects.count() == 2 and models.Lead.objects.filter(ended_at=None).count() == 1
        assert "ended the deputyship of Officer chair" in text(chair.get(ROTA))

    def test_four_weeks_are_shown_and_say_where_nobody_is(self, chair: Any) -> None:
        page = text(chair.get(ROTA))
        assert (
            page.count("data-day=") == 28
            and "in these times nobody is on duty" in page.lower()
            and "Nobody is on duty from" not in page
        )
        assert "Nobody is on duty now" in page


class TestLeave:
    def test_a_colleague_stands_in_and_sees_the_files(self, chair: Any, browse: Callable[[str], Any]) -> None:
        from jisr.node import models
        from jisr.node.clock import CLOCK
        from tests.unit.web.notices import FRAMEWORK, officer

        models.Holding.objects.create(
            framework_id=FRAMEWORK, dossier="framework", authority="esp.migration", officer=officer("chair"), since=1
        )
        today = datetime.fromtimestamp(CLOCK.now(), tz=None).date()  # noqa: DTZ006  # today, give or take an hour
        form = {"do": "leave", "substitute": key("deputy"), "first": today, "last": date(today.year + 1, 1, 1)}
        assert chair.post("/duty/", form).status_code == 302
        deputy = browse("deputy")
        assert "data-file=" in text(deputy.get("/files/")) and "Of colleagues for whom you stand in" in text(
            deputy.get("/files/")
        )
        chair.post("/duty/", {"do": "back", "number": models.Leave.objects.get().pk})
        assert "data-file=" not in text(deputy.get("/files/"))

    def test_only_colleagues_of_an_authority_stand_in_and_days_must_be_days(self, chair: Any) -> None:
        day = {"first": "2099-01-01", "last": "2099-01-02"}
        for wrong in (
            {"substitute": key("delegate"), **day},
            {"substitute": key("chair"), **day},
            {"substitute": key("deputy"), "first": "2099-01-03", "last": "2099-01-02"},
            {"substitute": key("deputy"), "first": "2020-01-01", "last": "2020-01-02"},
            {"substitute": key("deputy"), "first": "", "last": ""},
        ):
            assert chair.post("/duty/", {"do": "leave", **wrong}).status_code == 422

    def test_officers_who_stand_in_for_each_other_in_a_circle_get_their_own(self) -> None:
        from jisr.node.queries.duty import substitute_of
        from jisr.node.services.duty import go_on_leave
        from tests.unit.web.notices import WEDNESDAY, officer

        chair, deputy = officer("chair"), officer("deputy")
        day = date(2026, 12, 2)
        for one, other in ((chair, deputy), (deputy, chair)):
            go_on_leave(one, substitute=other, first=day, last=day, now=WEDNESDAY)
        assert substitute_of(chair, WEDNESDAY) == chair and substitute_of(deputy, WEDNESDAY) == deputy


class TestFiles:
    def test_a_file_is_taken_on_offered_and_accepted(
        self, chair: Any, browse: Callable[[str], Any], spain: Any
    ) -> None:
        from jisr.node import models

        call = {"ordinal": 44, "place": "Madrid", "date": "2027-03-15", "format": "in_person"}
        code = spain.act(None, "call", call, procedure="session/1", name="chair", authority="esp.migration")
        place = f"/f/mar-esp/d/{code}/"
        assert 'data-take-on="esp.migration"' in text(chair.get(place))
        for _ in range(2):
            assert chair.post(f"{place}take-on/", {"authority": "esp.migration"}).status_code == 302
        assert "the file is with Officer chair" in text(chair.get(place))
        row = models.Holding.objects.get()
        deputy, delegate = browse("deputy"), browse("delegate")
        assert deputy.post(f"{place}take-on/", {"authority": "esp.migration"}).status_code == 302
        assert delegate.post(f"{place}take-on/", {"authority": "esp.migration"}).status_code == 403
        offer = {"do": "offer", "number": row.pk, "to": key("deputy"), "note": "Call them on Monday."}
        assert deputy.post("/files/", offer).status_code == 422, "only its holder offers a file"
        assert chair.post("/files/", {**offer, "to": key("delegate")}).status_code == 422
        assert chair.post("/files/", {**offer, "note": "x" * 1_001}).status_code == 422
        assert chair.post("/files/", offer).status_code == 302
        assert "Call them on Monday." in text(deputy.get("/files/"))
        assert "Offered to Officer deputy, who has not accepted yet." in text(chair.get("/files/"))
        assert delegate.post("/files/", {"do": "accept", "number": row.pk}).status_code == 422
        for status in (302, 422):
            assert deputy.post("/files/", {"do": "accept", "number": row.pk}).status_code == status
        assert "the file is with Officer deputy" in text(chair.get(place))
        last = models.Holding.objects.get(ended_at=None)
        deputy.post("/files/", {"do": "give-back", "number": last.pk})
        assert 'data-take-on="esp.migration"' in text(chair.get(place))
        assert models.Holding.objects.count() == 2, "who held it is kept"


class TestReach:
    def test_an_address_is_used_once_its_code_was_typed_in(self) -> None:
        from jisr.node import models
        from jisr.node.services.addressing import has_mail
        from jisr.node.services.reach import WrongCode, confirm_address, set_address
        from tests.unit.web.notices import WEDNESDAY, home, officer

        chair = officer("chair")
        reach = set_address(home(), chair, "chair@example.org", now=WEDNESDAY)
        assert not has_mail(reach)
        mail = models.Delivery.objects.get()
        (code,) = re.findall(r"code is (\d{8})", mail.text)
        assert code not in mail.subject and code not in reach.code
        for wrong in ("", "00000000" if code != "00000000" else "1", code[:-1]):
            with pytest.raises(WrongCode):
                confirm_address(chair, wrong, now=WEDNESDAY)
        with pytest.raises(WrongCode):
            confirm_address(chair, code, now=WEDNESDAY + 1_801)  # type: ignore[arg-type]  # a moment
        typed = " ".join(chr(0x660 + int(each)) for each in code)
        assert has_mail(confirm_address(chair, typed, now=WEDNESDAY)), "Arabic digits with spaces are digits"
        with pytest.raises(WrongCode):
            confirm_address(chair, code, now=WEDNESDAY)

    def test_nobody_guesses_and_nobody_floods_an_address(self) -> None:
        from jisr.node import models
        from jisr.node.services.reach import TooMany, WrongCode, confirm_address, set_address
        from tests.unit.web.notices import HOUR, WEDNESDAY, home, officer

        chair = officer("chair")
        set_address(home(), chair, "a@example.org", now=WEDNESDAY)
        (code,) = re.findall(r"code is (\d{8})", models.Delivery.objects.get().text)
        for _ in range(5):
            with pytest.raises(WrongCode):
                confirm_address(chair, "x", now=WEDNESDAY)
        with pytest.raises(WrongCode, match="no code holds"):
            confirm_address(chair, code, now=WEDNESDAY)
        for each in "bcde":
            set_address(home(), chair, f"{each}@example.org", now=WEDNESDAY)
        with pytest.raises(TooMany):
            set_address(home(), chair, "f@example.org", now=WEDNESDAY)
        set_address(home(), chair, "f@example.org", now=WEDNESDAY + HOUR)  # type: ignore[arg-type]  # a moment
        assert models.Delivery.objects.filter(is_waiting=True).count() == 1, "older codes are not sent any more"

    def test_the_page_keeps_what_is_wanted_and_says_what_is_amiss(self, chair: Any) -> None:
        from tests.unit.web.notices import officer

        wish = {"do": "prefer", "zone": "Africa/Casablanca", "has_mail": "1", "digest_at": "08:15"}
        wish |= {"quiet_from": "17:00", "quiet_until": "09:00"}
        assert chair.post("/reach/", wish).status_code == 302
        row = officer("chair").reach
        assert (row.digest_at, row.has_digest, row.quiet_from, officer("chair").zone) == (
            495, False, 1_020, "Africa/Casablanca",
        )  # fmt: skip
        page = text(chair.get("/reach/"))
        assert 'value="08:15"' in page and "Times are those of <bdi>Africa/Casablanca</bdi>" in page
        for wrong, says in (
            ({**wish, "zone": "Mars"}, "Mars is no time zone"),
            ({**wish, "digest_at": "25:00"}, "a time of day is from 00:00 to 23:59"),
            ({"do": "address", "email": "nobody"}, "nobody is no e-mail address"),
            ({"do": "address", "email": "a@example.org"}, "no mail server is named in node.toml"),
            ({"do": "code", "code": "1"}, "no code holds for this address"),
            ({"do": "hook", "url": "https://127.0.0.1/x"}, "is in a private network"),
            ({"do": "unhook", "number": "77"}, "no such hook of yours"),
        ):
            answer = chair.post("/reach/", wrong)
            assert answer.status_code == 422 and says in text(answer), says

    def test_a_hook_of_an_authority_is_its_officers_business_only(
        self, chair: Any, browse: Callable[[str], Any]
    ) -> None:
        from jisr.node import models
        from jisr.node.services.reach import TooMany, add_hook
        from tests.unit.web.notices import home, officer

        for number in range(5):
            add_hook(home(), f"http://127.0.0.1:9/{number}", by=officer("chair"), authority="esp.migration")
        with pytest.raises(TooMany):
            add_hook(home(), "http://127.0.0.1:9/6", by=officer("chair"), authority="esp.migration")
        row = models.Hook.objects.order_by("pk")[0]
        assert f'data-hook="{row.pk}"' in text(browse("deputy").get("/reach/"))
        assert browse("delegate").post("/reach/", {"do": "unhook", "number": row.pk}).status_code == 422
        assert chair.post("/reach/", {"do": "unhook", "number": row.pk}).status_code == 302


@pytest.mark.parametrize(
    ("url", "private", "refused"),
    [
        ("http://127.0.0.1/", False, True),
        ("https://127.0.0.1/", False, True),
        ("https://[::1]/", False, True),
        ("https://10.1.2.3/", False, True),
        ("https://192.168.1.1/", False, True),
        ("https://169.254.169.254/latest", False, True),
        ("https://[fd00::1]/", False, True),
        ("https://[::ffff:10.0.0.1]/", False, True),
        ("https://0.0.0.0/", False, True),
        ("https://224.0.0.1/", False, True),
        ("https://localhost/", False, True),
        ("https://8.8.8.8/", False, False),
        ("http://8.8.8.8/", True, True),
        ("https://user@8.8.8.8/", False, True),
        ("ftp://8.8.8.8/", True, True),
        ("https://8.8.8.8:99999/", False, True),
        ("https:///x", False, True),
        ("https://127.0.0.1:8443/x", True, False),
        ("http://127.0.0.1:8080/x", True, False),
    ],
)
def test_where_a_hook_may_lead(url: str, private: bool, refused: bool) -> None:
    from dataclasses import replace

    from django.conf import settings

    from jisr.node.hooking import HookRefused, target_of
    from jisr.node.notifying import Notifying

    home = replace(settings.HOME, notifying=Notifying(has_private_hooks=private))
    if refused:
        with pytest.raises(HookRefused):
            target_of(home, url)
    else:
        assert target_of(home, url).address


@pytest.mark.parametrize(
    ("zone", "at", "moment", "end"),
    [
        ("UTC", "2027-03-28T00:00", "28 March 2027, 00:00 UTC", "the end of 27 March 2027, UTC"),
        ("Europe/Madrid", "2027-07-01T22:30", "2 July 2027, 00:30 (1 July 2027, 22:30 UTC)", None),
        ("Europe/Madrid", "2027-07-01T22:00", "2 July 2027, 00:00 (1 July 2027, 22:00 UTC)", "the end of 1 July 2027 (22:00 UTC)"),
        ("Europe/Amsterdam", "2027-01-10T12:00", "10 January 2027, 13:00 (12:00 UTC)", None),
        ("Europe/Amsterdam", "2027-03-28T00:59", "28 March 2027, 01:59 (00:59 UTC)", None),
        ("Europe/Amsterdam", "2027-03-28T01:00", "28 March 2027, 03:00 (01:00 UTC)", None),
        # In Ramadan Morocco has the time of UTC.
        ("Africa/Casablanca", "2027-01-10T12:00", "10 January 2027, 13:00 (12:00 UTC)", None),
        ("Africa/Casablanca", "2027-02-20T12:00", "20 February 2027, 12:00 UTC", None),
        ("Africa/Casablanca", "2027-03-28T00:00", "28 March 2027, 01:00 (00:00 UTC)", "the end of 27 March 2027, UTC (28 March 2027, 01:00 here)"),
    ],
)  # fmt: skip
def test_times_are_said_in_the_officers_zone_with_utc_beside(zone: str, at: str, moment: str, end: str | None) -> None:
    from django.utils import timezone

    from jisr.node.hours import zone_of
    from jisr.web import filters as jisr

    instant = int(datetime.fromisoformat(f"{at}+00:00").timestamp())
    with timezone.override(zone_of(zone)):
        assert jisr.moment(instant) == moment
        assert jisr.end(instant) == (end or moment)


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "nl"])
def test_each_page_is_there_in_each_language(chair: Any, language: str) -> None:
    from jisr.node import models
    from jisr.node.services.noticing import notice_all
    from tests.unit.web.notices import FRAMEWORK, WEDNESDAY, waits

    turn(chair)
    # The page after it says that it was done.
    chair.get(ROTA)
    waits()
    notice_all(FRAMEWORK, now=WEDNESDAY)
    chair.cookies["jisr_esp_language"] = language
    for path in ("/notices/", "/reach/", "/duty/", ROTA, "/files/", f"/notices/{models.Notice.objects.get().pk}/"):
        page = text(chair.get(path))
        assert f'<html lang="{language}"' in page and page.count("<h1") == 1, path
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", page)
        ids = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', page)
        assert all(f'for="{each}"' in page for each in ids)
        assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))
        levels = [int(each) for each in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1 and all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))
