"""The operator's page and command: what is amiss, each with its remedy; nobody else sees it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_commands import Run
from tests.unit.web.test_commands import run as run
from tests.unit.web.test_pages import LANGUAGES, text

HERE: Final = "/operator/"


@pytest.fixture
def operator(browse: Callable[[str], Any], exchange: Callable[[], None]) -> Iterator[Any]:
    """The browser of an officer who operates this node."""
    from jisr.node.services.officers import let_operate

    exchange()
    let_operate("delegate")
    yield browse("delegate")
    let_operate("delegate", operates=False)


def checks(page: Any) -> dict[str, str]:
    """Give the state of each thing on a page; of several of one subject the worst."""
    import re

    found = re.findall(r'data-check="([a-z]+)" data-state="([a-z]+)"', text(page))
    worst = ("act", "watch", "ok")
    return {subject: min((state for each, state in found if each == subject), key=worst.index) for subject, _ in found}


def test_it_is_for_operators_alone(browse: Callable[[str], Any], operator: Any) -> None:
    page = browse("chair").get(HERE)
    assert page.status_code == 403
    assert "Only operators of this node" in text(page) and "jisr officer operate" in text(page)
    assert HERE not in text(browse("chair").get("/my-work/"))
    assert HERE in text(operator.get("/my-work/"))
    assert operator.get(HERE).status_code == 200


def test_a_node_that_is_well_has_nothing_to_do(operator: Any) -> None:
    page = operator.get(HERE)
    assert "Nothing has to be done now." in text(page)
    found = checks(page)
    assert {"exchange", "log", "clock", "key", "disk", "database", "backup"} <= found.keys()
    assert found["log"] == found["clock"] == found["database"] == "ok"
    # None was made: it does not say that all is well.
    assert found["backup"] == "watch" and "None was made yet by" in text(page)
    assert found["key"] == "watch" and "keys/recovery.pem lies on this machine" in text(page)


def test_of_a_log_with_two_histories_the_way_on_is_named(operator: Any) -> None:
    from jisr.node import models

    log = models.Log.objects.filter(framework=FRAMEWORK, party="MAR")
    log.update(is_cut_off=True)
    try:
        page = operator.get(HERE)
    finally:
        log.update(is_cut_off=False)
    assert checks(page)["exchange"] == "act"
    assert "It has shown two different histories." in text(page) and "jisr framework end" in text(page)


@pytest.mark.parametrize(
    ("kind", "rule", "state", "says"),
    [
        ("held", "2.gap", "watch", "it is tried again by itself"),
        ("held", "2.ahead", "watch", "Compare this machine"),
        ("refused", "2.limit", "act", "read this rule to them"),
        ("evidence", "2.equivocation", "act", "only people can settle this"),
    ],
)
def test_what_was_not_taken_in_is_said_with_rule_and_remedy(
    operator: Any, kind: str, rule: str, state: str, says: str
) -> None:
    from jisr.node import models
    from jisr.rules.say import RULES

    for seq in (1, 2):
        models.Aside.objects.create(
            framework_id=FRAMEWORK, kind=kind, party="MAR", seq=seq, rule=rule, at=1_800_000_000
        )
    try:
        page = operator.get(HERE)
        assert checks(page)[kind] == state
        assert f"{rule}: " in text(page) and RULES[rule].split(".")[0] in text(page) and says in text(page)
        assert "Messages: 2," in text(page)
    finally:
        models.Aside.objects.filter(party="MAR", kind=kind).delete()


def test_an_exchange_that_is_cut(operator: Any) -> None:
    from jisr.node import models
    from jisr.node.clock import CLOCK

    peer = models.Peer.objects.filter(framework=FRAMEWORK, party="MAR")
    before = peer.values("heard", "failures", "trouble")[0]
    peer.update(heard=CLOCK.now() - 86_400, failures=7, trouble="the line is dead")
    try:
        page = operator.get(HERE)
        assert checks(page)["exchange"] == "act"
        assert (
            "the line is dead" in text(page) and "failed since: 7" in text(page) and "ring their operator" in text(page)
        )
        peer.update(heard=None)
        assert "Never heard yet" in text(operator.get(HERE))
    finally:
        peer.update(**before)


def test_a_log_in_doubt(operator: Any, homes: dict[str, Path]) -> None:
    mark = homes["ESP"] / "marks" / f"{FRAMEWORK}.json"
    kept = mark.read_bytes()
    mark.write_bytes(kept.replace(b'"size":', b'"size":9'))
    try:
        page = operator.get(HERE)
        assert checks(page)["log"] == "act" and "jisr sync" in text(page)
        assert "has to be done" in text(page)
    finally:
        mark.write_bytes(kept)


def test_a_clock_that_is_behind(operator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node.clock import CLOCK

    now = CLOCK.now()
    monkeypatch.setattr(type(CLOCK), "now", lambda self: now - 86_400)
    page = operator.get(HERE)
    assert checks(page)["clock"] == "act" and "NTP" in text(page)


def test_a_disk_that_fills(operator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node.queries import health

    for free, state in ((10, "act"), (health.DISK_BYTES_LEAST, "watch"), (health.DISK_BYTES_LOW, "ok")):
        usage = type("Usage", (), {"free": free, "total": 10**12})
        monkeypatch.setattr(health.shutil, "disk_usage", lambda place, usage=usage: usage)
        page = operator.get(HERE)
        assert checks(page)["disk"] == state
        assert ("Make room" in text(page)) == (state != "ok")


def test_a_key_of_another_node_and_one_that_is_old(
    operator: Any, homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    key, other = (homes[party] / "keys" / "wire.pem" for party in ("ESP", "MAR"))
    kept = key.read_bytes()
    key.write_bytes(other.read_bytes())
    try:
        page = operator.get(HERE)
        assert checks(page)["key"] == "act" and "it is the wire key of MAR" in text(page)
    finally:
        key.write_bytes(kept)
    os.utime(key, (1, 1_500_000_000))
    assert "more than 730 days ago" in text(operator.get(HERE))
    os.utime(key)


def test_more_messages_make_no_more_queries(operator: Any) -> None:
    """However much was refused."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jisr.node import models

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            operator.get(HERE)
        return len(seen)

    queries()
    before = queries()
    for seq in range(50):
        models.Aside.objects.create(framework_id=FRAMEWORK, kind="refused", party="MAR", seq=seq, rule="2.limit", at=1)
    try:
        assert queries() == before
    finally:
        models.Aside.objects.filter(kind="refused").delete()


def test_the_command_says_the_same(run: Run, operator: Any) -> None:
    said = run("node", "status").stdout
    assert "to keep an eye on: Backup: None was made yet by `jisr backup`." in said
    assert "Well: " in said
    value = json.loads(run("node", "status", "--json").stdout)["health"]
    assert {each["subject"] for each in value} == checks(operator.get(HERE)).keys()
    assert all(each["remedy"] for each in value if each["state"] != "ok")


def test_the_command_lets_an_officer_in_and_out(run: Run, browse: Callable[[str], Any]) -> None:
    done = run("officer", "operate", "chair")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "chair sees how this node stands.\n"
    assert browse("chair").get(HERE).status_code == 200
    assert run("officer", "operate", "chair", "--end").returncode == 0
    assert browse("chair").get(HERE).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_in_each_language(operator: Any, language: str) -> None:
    operator.cookies["jisr_esp_language"] = language
    page = operator.get(HERE)
    assert f'<html lang="{language}"' in text(page) and text(page).count("<h1") == 1
    assert ("Nothing has to be done now" in text(page)) == (language == "en")
    assert not re.search(r"\dT\d\d:", text(page)), "times are said, not spelt for machines"
