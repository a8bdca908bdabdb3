"""Whom a notice reaches and when: duty, deputy, head, again; at night only what is urgent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("slate")


@pytest.fixture
def slate(spain: Any) -> Iterator[None]:
    """Three officers of one authority besides those of all tests, gone with the test."""
    from jisr.node import models
    from tests.unit.web import notices

    notices.wipe()
    for name in ("night", "deputy", "head"):
        made = models.Officer.objects.create(username=name, name=f"Officer {name}")
        models.Posting.objects.create(officer=made, framework_id=notices.FRAMEWORK, authority="esp.migration")
    yield
    notices.wipe()
    models.Officer.objects.filter(username__in=("night", "deputy", "head")).delete()


def go(at: int) -> None:
    """Let the node look once: record, address, put into the outbox."""
    from jisr.base import Instant
    from jisr.node.services.addressing import address_all
    from jisr.node.services.noticing import notice_all
    from tests.unit.web.notices import FRAMEWORK, home

    notice_all(FRAMEWORK, now=Instant(at))
    address_all(home(), now=Instant(at))


def lead() -> None:
    from jisr.node.services.duty import name_lead
    from tests.unit.web.notices import officer, reached

    for role in ("deputy", "head"):
        reached(role)
        name_lead("esp.migration", role, officer=officer(role), by=officer("chair"))


def on_duty(name: str = "night") -> None:
    from jisr.node.services.duty import add_turn
    from tests.unit.web.notices import officer, reached

    reached(name)
    start, end = datetime.fromisoformat("2026-12-01T00:00"), datetime.fromisoformat("2026-12-08T00:00")
    add_turn("esp.migration", officer=officer(name), starts=start, ends=end, is_weekly=True, by=officer("chair"))


def sent_to() -> list[str]:
    from jisr.node import models

    return list(models.Delivery.objects.order_by("pk").values_list("address", flat=True))


def protect(at: int, about: str = "MAR.901") -> None:
    from jisr.node import models
    from tests.unit.web.notices import FRAMEWORK

    models.Notice.objects.create(
        framework_id=FRAMEWORK, dossier="MAR.1", kind="protect", about=about, mandates=["co_chair"],
        made_at=at, next_at=at,
    )  # fmt: skip


def test_the_moments_are_what_they_are_called() -> None:
    from jisr.node.hours import local
    from tests.unit.web.notices import NIGHT, WEDNESDAY

    assert local(WEDNESDAY, "UTC").strftime("%A %H:%M") == "Wednesday 10:00"
    assert local(NIGHT, "UTC").strftime("%A %H:%M") == "Wednesday 23:00"


def test_who_is_on_duty_is_told_then_the_deputy_then_the_head_then_all_again() -> None:
    """At night, too, since it protects; and never twice for one round."""
    from tests.unit.web.notices import MINUTE, NIGHT, names_in

    on_duty()
    lead()
    protect(NIGHT)
    for minute, told in ((0, 1), (14, 1), (15, 2), (44, 2), (45, 3), (104, 3), (105, 6), (106, 6), (165, 9)):
        go(NIGHT + minute * MINUTE)
        go(NIGHT + minute * MINUTE)
        assert len(names_in()) == told, minute
    assert [names_in(each) for each in (1, 2, 3)] == [["night"], ["deputy"], ["head"]]
    assert names_in(4) == ["deputy", "head", "night"]


def test_nobody_is_told_any_more_once_it_is_seen() -> None:
    from jisr.node import models
    from jisr.node.services.noticing import mark_seen
    from jisr.node.services.outbox import drop_needless
    from tests.unit.web.notices import HOUR, NIGHT, names_in, officer

    on_duty()
    lead()
    protect(NIGHT)
    go(NIGHT)
    mark_seen(models.Notice.objects.get().pk, officer=officer("night"), now=NIGHT)
    assert drop_needless(now=NIGHT) == 1, "a mail that has not left is not needed any more"  # type: ignore[arg-type]  # a moment
    go(NIGHT + HOUR)
    assert names_in() == ["night"] and not models.Delivery.objects.filter(is_waiting=True).exists()


def test_where_nobody_is_on_duty_all_who_may_act_are_told() -> None:
    """The delegate's authority may not; who has no post in the framework gets nothing."""
    from tests.unit.web.notices import NIGHT, names_in, reached

    for name in ("chair", "delegate", "stranger"):
        reached(name)
    protect(NIGHT)
    go(NIGHT)
    assert names_in(1) == ["chair", "deputy", "head", "night"]


def test_a_round_in_which_no_message_goes_out_waits_for_nobody() -> None:
    """Who is on duty has named no way but the page: the deputy is told in the same moment."""
    from jisr.node import models
    from tests.unit.web.notices import NIGHT, names_in

    on_duty()
    models.Reach.objects.all().delete()
    lead()
    protect(NIGHT)
    go(NIGHT)
    assert (names_in(1), names_in(2), names_in(3)) == (["night"], ["deputy"], [])
    assert sent_to() == ["deputy@example.org"]


def test_what_is_not_urgent_waits_for_the_office_hours_of_the_officers_zone() -> None:
    from jisr.node import models
    from tests.unit.web.notices import HOUR, NIGHT, officer, waits

    on_duty()
    night = officer("night")
    night.zone = "Africa/Casablanca"
    night.save()
    waits(since=NIGHT)
    go(NIGHT)
    assert models.Addressed.objects.count() == 1 and sent_to() == []
    # Eight in Casablanca is seven of UTC.
    go(NIGHT + 8 * HOUR - 1)
    assert sent_to() == []
    go(NIGHT + 8 * HOUR)
    assert sent_to() == ["night@example.org"]


def test_the_deputy_is_told_after_office_hours_not_after_a_weekend() -> None:
    """Friday, 17:00: the fourth office hour ends on Monday at 11:00."""
    from tests.unit.web.notices import DAY, HOUR, WEDNESDAY, names_in, waits

    on_duty()
    lead()
    friday = WEDNESDAY + 2 * DAY + 7 * HOUR
    waits(since=friday)
    go(friday)
    monday = friday + 3 * DAY - 6 * HOUR
    go(monday - 1)
    assert names_in(2) == []
    go(monday)
    assert names_in(2) == ["deputy"]


def test_what_ends_soon_is_urgent_whatever_it_is() -> None:
    """A window of some hours at night does not wait for the morning; one of days waits until it is near its end."""
    from tests.unit.web.notices import HOUR, NIGHT, WEDNESDAY, names_in, waits

    on_duty()
    lead()
    waits(kind="window", about="MAR.902", starts=NIGHT, due=NIGHT + 4 * HOUR)
    go(NIGHT)
    assert sent_to() == ["night@example.org"]
    end = WEDNESDAY + 40 * HOUR
    waits(kind="window", about="MAR.903", starts=WEDNESDAY, due=end)
    go(NIGHT + 60)
    assert sent_to() == ["night@example.org"]
    assert names_in(1) == ["night", "night"]
    go(end - 12 * HOUR)
    assert "deputy" in names_in()


def test_who_stands_in_is_told_in_the_place_of_who_is_away() -> None:
    from jisr.node import models
    from jisr.node.services.duty import go_on_leave
    from tests.unit.web.notices import NIGHT, names_in, officer

    on_duty()
    lead()
    day = datetime.fromisoformat("2026-12-02").date()
    go_on_leave(officer("night"), substitute=officer("head"), first=day, last=day, now=NIGHT)
    protect(NIGHT)
    go(NIGHT)
    assert names_in() == ["head"]
    assert models.Addressed.objects.get().instead_of == officer("night")
    # After its last day, in the zone of who was away, it is over.
    protect(NIGHT + 3_600, "MAR.904")
    go(NIGHT + 3_600)
    assert names_in(1) == ["head", "night"]


def test_who_holds_the_file_is_told_beside_who_is_on_duty() -> None:
    from jisr.node import models
    from tests.unit.web.notices import FRAMEWORK, NIGHT, names_in, officer

    on_duty()
    models.Holding.objects.create(
        framework_id=FRAMEWORK, dossier="MAR.1", authority="esp.migration", officer=officer("chair"), since=1
    )
    protect(NIGHT)
    go(NIGHT)
    assert names_in(1) == ["chair", "night"]


def test_many_at_once_are_one_mail_and_what_follows_is_gathered() -> None:
    from jisr.node import models
    from tests.unit.web.notices import NIGHT

    on_duty()
    for number in range(50):
        protect(NIGHT, f"MAR.{number}")
    go(NIGHT)
    mail = models.Delivery.objects.get()
    assert mail.subject == "Urgent: 50 notices of jisr" and "30 more notices" in mail.text
    assert mail.text.count("/notices/") == 21
    protect(NIGHT, "MAR.51")
    go(NIGHT + 1)
    # While a mail has not left no other is made; once it has, a minute lies between two.
    models.Delivery.objects.update(is_waiting=False, sent_at=NIGHT + 2)
    go(NIGHT + 30)
    assert models.Delivery.objects.count() == 1
    go(NIGHT + 60)
    assert models.Delivery.objects.count() == 2


def test_programs_are_told_the_kind_and_the_link_and_nothing_else() -> None:
    import json

    from jisr.node import models
    from jisr.node.services.reach import add_hook
    from tests.unit.web.notices import NIGHT, home, officer

    add_hook(home(), "http://127.0.0.1:9/x", by=officer("night"))
    add_hook(home(), "http://127.0.0.1:9/y", by=officer("chair"), authority="esp.migration")
    on_duty()
    protect(NIGHT)
    go(NIGHT)
    go(NIGHT)
    calls = models.Delivery.objects.filter(channel="hook").order_by("address")
    assert [each.address[-1] for each in calls] == ["x", "y"]
    for each in calls:
        body = json.loads(each.text)
        assert sorted(body) == ["framework", "kind", "link"] and body["kind"] == "protect"
