"""Keys are told of before they get old, by what the node truly knows of them; a recovery key is tried."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_commands import Run
from tests.unit.web.test_commands import run as run
from tests.unit.web.test_operator import HERE as OPERATOR
from tests.unit.web.test_operator import operator as operator
from tests.unit.web.test_pages import text

DAY: Final = 86_400


@pytest.fixture
def at(spain: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let it be so many days after Spain's log began, by this node's clock."""
    from jisr.node import models
    from jisr.node.clock import CLOCK

    begun = models.Entry.objects.get(log__framework=FRAMEWORK, log__party="ESP", seq=0).time

    def go(days: int) -> None:
        monkeypatch.setattr(type(CLOCK), "now", lambda self: begun + days * DAY)

    go(1)
    return go


@pytest.fixture
def undrilled(homes: dict[str, Path]) -> Iterator[Path]:
    """The home, in which no trial is noted."""
    place = homes["ESP"] / "recovery_checks.json"
    place.unlink(missing_ok=True)
    yield homes["ESP"]
    place.unlink(missing_ok=True)


def ages() -> dict[str, str]:
    """Give how each key stands, by its kind and name."""
    from jisr.node.queries.key_ages import key_ages

    return {f"{each.kind} {each.name}".strip(): each.state for each in key_ages()}


@pytest.mark.usefixtures("undrilled")
def test_a_key_is_as_old_as_the_entry_by_which_it_came_into_force(
    at: Callable[[int], None], homes: dict[str, Path]
) -> None:
    """Also where its file is younger: what was restored or copied has the day of the copy."""
    for name in ("log", "wire", "recovery"):
        os.utime(homes["ESP"] / "keys" / f"{name}.pem")
    kinds = ("log", "wire", "authority esp.migration")
    assert {each: ages()[each] for each in kinds} == dict.fromkeys(kinds, "fresh")
    for days, state in ((669, "fresh"), (670, "soon"), (729, "soon"), (730, "over")):
        at(days)
        assert ages()["log"] == ages()["wire"] == state
    for days, state in ((1764, "fresh"), (1765, "soon"), (1825, "over")):
        at(days)
        assert ages()["recovery"] == state


def test_the_limits_are_those_of_node_toml(at: Callable[[int], None], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from jisr.node.aging import KeyAges

    ages_told = KeyAges(log_days=30, authority_days=90, warn_days=7)
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, key_ages=ages_told))
    at(31)
    found = ages()
    assert (found["log"], found["wire"], found["authority esp.migration"]) == ("over", "fresh", "fresh")
    at(84)
    assert ages()["authority esp.migration"] == "soon"


def test_a_key_encryption_key_is_as_old_as_its_file(spain: Any, homes: dict[str, Path]) -> None:
    del spain
    place = homes["ESP"] / "keys" / "kek.json"
    assert "kek" not in ages()
    place.write_text("{}")
    try:
        assert ages()["kek"] == "fresh"
        os.utime(place, (1, 1_500_000_000))
        assert ages()["kek"] == "over"
    finally:
        place.unlink()


@pytest.mark.usefixtures("undrilled")
def test_the_operator_is_told_in_time_and_what_to_do(operator: Any, at: Callable[[int], None]) -> None:
    assert 'data-check="age" data-state="act"' not in text(operator.get(OPERATOR))
    assert "Nobody has tried it here" in text(operator.get(OPERATOR))
    at(700)
    page = text(operator.get(OPERATOR))
    assert 'data-check="age" data-state="watch"' in page and "which is soon" in page and "Agree with the other" in page
    at(800)
    page = text(operator.get(OPERATOR))
    assert 'data-check="age" data-state="act"' in page and "more than 730 days ago" in page
    assert "jisr sealed rotate" in page


@pytest.mark.usefixtures("undrilled")
def test_who_founds_is_told_once_until_the_key_is_replaced(
    at: Callable[[int], None], browse: Callable[[str], Any], homes: dict[str, Path]
) -> None:
    from jisr.base import Instant
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.queries.key_ages import key_ages
    from jisr.node.services.addressing import address_all
    from jisr.node.services.key_notices import notice_keys
    from tests.unit.web import notices

    notices.wipe()
    try:
        assert notice_keys(now=CLOCK.now()) == 0, "a trial that was never made is no notice"
        at(700)
        now = Instant(CLOCK.now())
        due = sum(len(each.frameworks) for each in key_ages() if each.state != "fresh" and each.since is not None)
        assert notice_keys(now=now) == due > 0
        assert notice_keys(now=now) == 0
        address_all(notices.home(), now=now)
        assert set(notices.names_in()) == {"esp.founder"}
        assert "A key of this node gets old" in text(browse("esp.founder").get("/notices/"))
        row = models.Notice.objects.filter(kind="key").first()
        assert row is not None
        assert browse("esp.founder").get(f"/notices/{row.pk}/").status_code == 200
        at(1)
        notice_keys(now=CLOCK.now())
        assert not models.Notice.objects.filter(is_open=True).exists()
    finally:
        notices.wipe()


def test_a_recovery_key_is_tried_and_not_kept(
    run: Run, undrilled: Path, homes: dict[str, Path], tmp_path: Path
) -> None:
    apart = tmp_path / "apart.pem"
    apart.write_bytes((homes["ESP"] / "keys" / "recovery.pem").read_bytes())
    before = apart.read_bytes()
    for wrong in (homes["MAR"] / "keys" / "recovery.pem", homes["ESP"] / "keys" / "log.pem", tmp_path / "none"):
        done = run("node", "recovery-check", str(wrong))
        assert done.returncode == 1 and "RecoveryKeyWrong" in done.stderr
    (tmp_path / "torn.pem").write_bytes(before[: len(before) // 2])
    assert "no private key in PEM" in run("node", "recovery-check", str(tmp_path / "torn.pem")).stderr
    assert ages()["check"] == "over" and not (undrilled / "recovery_checks.json").exists()
    done = run("node", "recovery-check", str(apart), "--json")
    assert done.returncode == 0 and json.loads(done.stdout) == {"frameworks": {FRAMEWORK: True}}
    assert apart.read_bytes() == before
    assert before.splitlines()[1] not in b"".join(each.read_bytes() for each in undrilled.glob("*.json"))
    assert ages()["check"] == "fresh"


def test_a_trial_is_asked_for_again_after_a_year(
    at: Callable[[int], None], run: Run, undrilled: Path, operator: Any
) -> None:
    assert run("node", "recovery-check", str(undrilled / "keys" / "recovery.pem")).returncode == 0
    at(1)
    assert ages()["check"] == "fresh"
    at(400)
    assert ages()["check"] == "over" and "it is time to try it again" in text(operator.get(OPERATOR))
