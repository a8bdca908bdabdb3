"""Acts whose key was stolen: marked on pages, in lists of acts and for programs, until people have looked at them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.programs import HERE as API
from tests.unit.web.programs import Made
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

SINCE = 1_577_836_800  # 2020-01-01: nothing was covered before


@pytest.fixture
def session(browse: Callable[[str], Any]) -> str:
    """A session that Spain has called."""
    return opened(send(browse("chair"), f"{HERE}/open/session/1/", **CALL))


@pytest.fixture
def stolen(spain: Any) -> Iterator[None]:
    """Spain's log key was stolen, by what its manifest says."""
    del spain
    from jisr.node.queries.reading import reading

    places = reading(FRAMEWORK).framework.stolen
    assert places == {}
    places["ESP"] = ((0, 10**9, SINCE),)  # type: ignore[index,assignment]  # as a manifest would say it
    yield
    places.clear()


@pytest.mark.usefixtures("stolen")
def test_it_is_said_on_every_page_of_the_act(browse: Callable[[str], Any], session: str) -> None:
    page = text(browse("chair").get(f"{HERE}/d/{session}/"))
    assert 'data-uncertain-acts="1"' in page and "1 act of this dossier is not certain" in page
    assert "Not certain</strong> Spain says that the key which signed this was stolen since" in page
    assert "data-uncertain" in text(browse("chair").get(f"{HERE}/e/{session}/"))


def test_where_no_key_was_stolen_nothing_is_said(browse: Callable[[str], Any], session: str) -> None:
    for place in (f"{HERE}/d/{session}/", f"{HERE}/e/{session}/"):
        assert "data-uncertain" not in text(browse("chair").get(place))


@pytest.mark.usefixtures("stolen")
def test_it_is_told_to_programs(program: Made, session: str) -> None:
    asking = program()
    (act,) = asking.get(f"{API}/dossiers/{session}").json()["acts"]
    (row,) = asking.get(f"{API}/dossiers/{session}/timeline").json()["items"]
    assert act["uncertain_since"] == row["uncertain_since"] == "2020-01-01T00:00:00Z"


@pytest.mark.usefixtures("stolen")
def test_it_is_put_on_paper(session: str) -> None:
    from jisr.base import Instant
    from jisr.node.catalogue import speaking
    from jisr.node.clock import CLOCK
    from jisr.node.queries.court_file import court_file
    from jisr.node.queries.proofs import proofs_of
    from jisr.node.queries.reading import reading
    from jisr.web.paper.blocks import Sheet
    from jisr.web.paper.content import _timeline

    held = reading(FRAMEWORK)
    with speaking("en"):
        proofs = proofs_of(FRAMEWORK, [session])
        file = court_file(held, held.docket(session), proofs, made=Instant(CLOCK.now()), opened={})
        sheet = Sheet("ltr")
        _timeline(sheet, file)
    assert "Not certain. Spain says that the key which signed this was stolen" in str(sheet.blocks)
