"""Where an act is to lie in the second place first, no page and no answer says that one is recorded which does not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.programs import Made
from tests.unit.web.test_api import CALL as CALLED
from tests.unit.web.test_api import ITEM
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    return browse("chair")


@pytest.fixture
def session(spain: Any, exchange: Callable[[], None]) -> str:
    exchange()
    return str(spain.act(None, "call", CALLED, procedure="session/1", name="chair", authority="esp.migration"))


@pytest.fixture
def asked(spain: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this node's operator want it; nothing is streamed."""
    from django.conf import settings

    from jisr.node.acknowledging import Acknowledging
    from jisr.node.streaming_note import place_of_note

    del spain
    wanted = Acknowledging(frameworks=(FRAMEWORK,), seconds_max=1)
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, acknowledging=wanted))
    yield
    place_of_note(settings.HOME).unlink(missing_ok=True)


def stream(framework: str, size: int) -> None:
    """Let it be noted that so much of the own log lies there."""
    from django.conf import settings

    from jisr.node.clock import CLOCK
    from jisr.node.streaming_note import Streamed, write_streamed

    now = CLOCK.now()
    write_streamed(settings.HOME, Streamed(at=now, alive=now, place="/mnt", logs={framework: size}))


@pytest.mark.usefixtures("asked")
def test_a_page_does_not_say_that_it_is_recorded(chair: Any, session: str) -> None:
    page = text(send(chair, f"{HERE}/d/{session}/act/raise_item/", title="Not there", dimension="border"))
    assert "data-not-there" in page and "Not confirmed yet" in page and "Recorded as" not in page
    assert "Do not do it again" in page and 'data-did="raise_item"' in page, "it is in the log"
    stream(FRAMEWORK, 10**6)
    page = text(send(chair, f"{HERE}/d/{session}/act/raise_item/", title="There", dimension="border"))
    assert "Recorded as" in page and "data-not-there" not in page
    assert "Opened as" in text(send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": "77"}))


@pytest.mark.usefixtures("asked")
def test_an_opening_neither(chair: Any) -> None:
    page = send(chair, f"{HERE}/open/session/1/", **{**CALL, "ordinal": "76"})
    assert opened(page)
    assert "Opened as" not in text(page) and "not confirmed" in text(page)


@pytest.mark.usefixtures("asked")
def test_a_program_is_told_by_another_status(program: Made, session: str) -> None:
    one = program()
    first = one.act(session, ITEM, key="second-place")
    assert first.status_code == 202 and first.json()["second_place"] is False
    assert "second place" in first.json()["words"]
    stream(FRAMEWORK, 10**6)
    again = one.act(session, ITEM, key="second-place")
    assert again.status_code == 201 and again.json()["second_place"] is True, "asked again it is told again"
    assert again.json()["entry"] == first.json()["entry"]


def test_where_nobody_wants_it_nothing_is_said_of_it(program: Made, session: str) -> None:
    told = program().act(session, ITEM, key="nobody-asked")
    assert told.status_code == 201 and told.json()["second_place"] is None and not told.json()["words"]


class TestWhatTheOperatorSees:
    """How far the second place is behind, in seconds at risk, and what to do."""

    def check(self) -> Any:
        from jisr.node.queries.health import health_values

        return next((each for each in health_values() if each["subject"] == "stream"), None)

    def test_nothing_where_there_is_none_and_none_is_wanted(self, spain: Any) -> None:
        del spain
        assert self.check() is None

    @pytest.mark.usefixtures("asked")
    def test_that_none_is_there_where_one_is_wanted(self) -> None:
        found = self.check()
        assert found["state"] == "act" and "nothing was streamed" in found["words"]
        assert "jisr backup --follow" in found["remedy"]

    @pytest.mark.usefixtures("asked")
    def test_how_far_it_is_behind(self) -> None:
        from django.conf import settings

        from jisr.node.streaming_note import read_streamed, write_streamed

        stream(FRAMEWORK, 3)
        assert self.check()["state"] == "ok" and "/mnt" in self.check()["words"]
        noted = read_streamed(settings.HOME)
        assert noted is not None
        write_streamed(settings.HOME, replace(noted, trouble="No space left"))
        assert self.check()["state"] == "act" and "No space left" in self.check()["words"]
        write_streamed(settings.HOME, replace(noted, at=noted.at - 95))
        found = self.check()
        assert found["state"] == "act"
        seconds = int(found["words"].partition("at risk: ")[2].partition(".")[0])
        assert 95 <= seconds < 110
