"""Four eyes over officers: who may propose, who may confirm, and what is kept of it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from jisr.node.clock import CLOCK


@pytest.fixture
def desk(spain: Any) -> Iterator[Any]:
    """Two administrators, an officer, and the services; what they did is removed afterwards."""
    del spain
    from jisr.node import models
    from jisr.node.services import changes

    made = {
        name: models.Officer.objects.create(username=name, name=name.title(), administers=name != "plain")
        for name in ("first", "second", "third", "plain")
    }
    yield SimpleNamespace(**made, changes=changes, models=models)
    models.Decision.objects.all().delete()
    models.Change.objects.all().delete()
    models.Tries.objects.all().delete()
    for each in models.Officer.objects.filter(username__in=[*made, "fresh"]):
        each.postings.all().delete()
        each.delete()


def propose(desk: Any, kind: str, *, by: str = "first", about: str | None = "plain", **what: Any) -> Any:
    """Propose a change."""
    officer = getattr(desk, about) if about else None
    return desk.changes.propose(kind, by=getattr(desk, by), officer=officer, what=what, reason="Needed")


def decide(desk: Any, change: Any, by: str, verdict: str = "confirmed") -> Any:
    """Decide a change."""
    return desk.changes.decide(change.pk, by=getattr(desk, by), verdict=verdict)


POST = {"framework": "mar-esp", "authority": "esp.interior", "mandates": ["delegate"], "starts": None, "ends": None}


def test_nothing_holds_before_another_confirms(desk: Any) -> None:
    change = propose(desk, "post", **POST)
    assert not desk.plain.postings.exists()
    with pytest.raises(desk.changes.NotConfirmable, match="you have proposed it"):
        decide(desk, change, "first")
    decide(desk, change, "second")
    assert desk.plain.postings.get().mandates == ["delegate"]
    with pytest.raises(desk.changes.NotConfirmable, match="decided already"):
        decide(desk, change, "third", "rejected")


def test_nobody_decides_about_themselves(desk: Any) -> None:
    change = propose(desk, "post", about="second", **POST)
    with pytest.raises(desk.changes.NotConfirmable, match="about yourself"):
        decide(desk, change, "second")
    decide(desk, change, "third")
    assert desk.second.postings.exists()


def test_only_administrators_propose_and_decide(desk: Any) -> None:
    from jisr.node.errors import NotYours

    with pytest.raises(NotYours):
        propose(desk, "suspend", by="plain", about="first")
    change = propose(desk, "unlock")
    with pytest.raises(NotYours):
        decide(desk, change, "plain")
    desk.models.Officer.objects.filter(pk=desk.second.pk).update(is_active=False)
    desk.second.refresh_from_db()
    with pytest.raises(NotYours):
        decide(desk, change, "second")


@pytest.mark.parametrize(("verdict", "by", "active"), [("confirmed", "second", False), ("rejected", "second", True)])
def test_a_suspension_holds_at_once(desk: Any, verdict: str, by: str, active: bool) -> None:
    change = propose(desk, "suspend")
    desk.plain.refresh_from_db()
    assert not desk.plain.is_active
    decide(desk, change, by, verdict)
    desk.plain.refresh_from_db()
    assert desk.plain.is_active is active


def test_a_proposal_lapses_and_a_suspension_does_not(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node.clock import MachineClock

    plain, protective = propose(desk, "unlock"), propose(desk, "suspend")
    later = CLOCK.now() + desk.changes.OPEN_SECONDS
    monkeypatch.setattr(MachineClock, "now", lambda _self: later)
    assert [each.pk for each in desk.changes.open_changes()] == [protective.pk]
    with pytest.raises(desk.changes.NotConfirmable, match="proposed anew"):
        decide(desk, plain, "second")
    decide(desk, protective, "second")


def test_two_administrators_remain(desk: Any) -> None:
    from jisr.node.errors import WrongField

    change = propose(desk, "step_down", about="third")
    decide(desk, change, "second")
    with pytest.raises(WrongField, match="2 administrators must remain"):
        propose(desk, "step_down", about="second")


def test_a_change_that_is_no_longer_possible_is_not_done(desk: Any) -> None:
    """It is held against what is so when it is confirmed, not when it was proposed."""
    from jisr.node.errors import WrongField

    one = propose(desk, "administer")
    desk.models.Officer.objects.filter(pk=desk.plain.pk).update(administers=True)
    with pytest.raises(WrongField, match="administers already"):
        decide(desk, one, "second")
    assert not desk.models.Decision.objects.exists()
    desk.models.Officer.objects.filter(pk=desk.plain.pk).update(administers=False)


def test_a_new_officer_gets_a_password_that_nobody_can_read_again(desk: Any) -> None:
    change = propose(desk, "add", about=None, username="fresh", name="Demo officer (new)")
    done = decide(desk, change, "second")
    fresh = desk.models.Officer.objects.get(username="fresh")
    assert fresh.check_password(done.password) and fresh.first_until > CLOCK.now()
    kept = repr([*desk.models.Change.objects.values_list(), *desk.models.Decision.objects.values_list()])
    assert done.password not in kept


def test_what_was_decided_is_never_altered(desk: Any) -> None:
    """Rows are added only: what was proposed stays as it was, whatever came of it."""
    change = propose(desk, "post", **POST)
    before = desk.models.Change.objects.filter(pk=change.pk).values_list().get()
    decide(desk, change, "second", "rejected")
    assert desk.models.Change.objects.filter(pk=change.pk).values_list().get() == before
    assert not desk.plain.postings.exists()


@pytest.mark.parametrize(
    ("kind", "what", "field"),
    [
        ("add", {"username": "white space", "name": "x"}, "username"),
        ("add", {"username": "FIRST", "name": "x"}, "username"),
        ("add", {"username": "fresh", "name": " "}, "name"),
        ("post", {**POST, "authority": "mar.interior"}, "authority"),
        ("post", {**POST, "mandates": ["Not an id"]}, "mandates"),
        ("post", {**POST, "starts": 20, "ends": 10}, "ends"),
        ("post", {**POST, "ends": 10}, "ends"),
        ("end_post", {"framework": "mar-esp", "authority": "esp.interior"}, "authority"),
        ("restore", {}, "officer"),
        ("factor", {}, "officer"),
        ("link", {"subject": " x"}, "subject"),
        ("promote", {}, "kind"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(desk: Any, kind: str, what: dict[str, Any], field: str) -> None:
    from jisr.node.errors import WrongField

    with pytest.raises(WrongField) as refused:
        propose(desk, kind, about=None if kind == "add" else "plain", **what)
    assert refused.value.field == field


def test_a_change_without_a_reason_is_none(desk: Any) -> None:
    from jisr.node.errors import WrongField

    with pytest.raises(WrongField, match="reason"):
        desk.changes.propose("unlock", by=desk.first, officer=desk.plain, what={}, reason="  ")


def test_a_form_says_the_limits_that_hold_here(desk: Any) -> None:
    """Fewer characters than in an act: who types more is told so at the field, with what may stay."""
    del desk
    from django.http import QueryDict

    from jisr.web.forms import form_of
    from jisr.web.views.administration import MOST, REASON

    for count, is_amiss in ((1_000, False), (1_001, True)):
        sent = QueryDict(mutable=True)
        sent["reason"] = "a" * count
        form = form_of((REASON,), sent, most=MOST)
        assert ("shorten it to 1000" in form.inputs[0].error) == is_amiss
        assert "1\u202f000" in form.inputs[0].limit


def test_a_command_leaves_its_line(desk: Any) -> None:
    from jisr.node.queries.plain import change_values

    desk.changes.by_machine("suspend", officer=desk.plain, what={}, reason="On the telephone")
    line = change_values()[0]
    assert (line["kind"], line["officer"], line["reason"], line["state"]) == (
        "suspend",
        "plain",
        "On the telephone",
        "confirmed",
    )
    assert line["by"].startswith("@") and line["decided_by"] == line["by"]


def test_who_takes_a_suspension_back_lifts_no_later_one(desk: Any) -> None:
    """One pair of eyes suspended, two lifted it, the machine suspended anew: the first alone undoes none of that."""
    change = propose(desk, "suspend")
    decide(desk, propose(desk, "restore", by="second"), "third")
    desk.changes.by_machine("suspend", officer=desk.plain, what={}, reason="Found out")
    decide(desk, change, "first", "withdrawn")
    desk.plain.refresh_from_db()
    assert not desk.plain.is_active
