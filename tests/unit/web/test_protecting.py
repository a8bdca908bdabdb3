"""What protects, as it is offered: what is possible now, what not and why, what there is nothing to take back of."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.web.test_opening import OPEN, opened, sides
from tests.unit.web.test_pages import HERE, send, text

BUTTON = 'data-act="{act}">'
LACKS = 'data-not-yet="{act}"'


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def code(chair: Any) -> str:
    """A relay to which nobody has been welcomed."""
    return opened(send(chair, OPEN, title="A relay", **sides("ESP", "MAR")))


def part(page: str, code: str) -> str:
    """Give what the page of all dossiers says of one."""
    return page.partition(f'data-dossier="{code}"')[2].partition("data-dossier=")[0]


def test_what_is_not_possible_just_now_is_no_button(chair: Any, code: str) -> None:
    """It stands apart, with what it lacks."""
    send(chair, f"{HERE}/d/{code}/act/welcome/")
    for page in ("/protect/", f"/protect/?number={code}"):
        found = part(text(chair.get(page)), code)
        assert BUTTON.format(act="warn") in found
        assert BUTTON.format(act="call_off") not in found
        assert LACKS.format(act="call_off") in found
        assert "warned" in found.partition(LACKS.format(act="call_off"))[2], found
    send(chair, f"{HERE}/d/{code}/act/warn/")
    found = part(text(chair.get("/protect/")), code)
    assert BUTTON.format(act="call_off") in found
    assert LACKS.format(act="call_off") not in found


def test_what_only_takes_back_is_set_apart_while_nothing_is_there(chair: Any, code: str) -> None:
    """It stays possible, for it counts against what is done at the same time; no red button leads to it."""
    here = f"{HERE}/d/{code}/"
    page = text(chair.get(f"{here}protect/"))
    assert 'data-idle="unwelcome"' in page and 'data-stop="unwelcome"' not in page
    assert "There is nothing to take back just now." in text(chair.get(here))
    assert BUTTON.format(act="unwelcome") not in text(chair.get(f"/protect/?number={code}"))
    send(chair, f"{here}act/welcome/")
    page = text(chair.get(f"{here}protect/"))
    assert 'data-idle="unwelcome"' not in page and 'data-stop="unwelcome"' in page
    assert "There is nothing to take back just now." not in text(chair.get(here))
    assert BUTTON.format(act="unwelcome") in text(chair.get(f"/protect/?number={code}"))
    send(chair, f"{here}act/unwelcome/")
    assert 'data-idle="unwelcome"' in text(chair.get(f"{here}protect/"))


def test_what_calls_for_a_stop_elsewhere_is_no_idle_act(spain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a child's file the clearance is taken back to any effect where a return is linked, or where it was given.

    In the Netherlands: in Spain taking it back is an incident, of which the prosecutor is told.
    """
    from types import SimpleNamespace

    from jisr.node.queries import openings
    from jisr.procedures import PROCEDURES

    del spain
    act = PROCEDURES["protection.nld-2025/1"].act("take_back_clearance")
    step: Any = SimpleNamespace(act=act, kind="act")
    for is_cleared, is_linked in ((False, False), (False, True), (True, False)):
        state = SimpleNamespace(fact=lambda name, is_cleared=is_cleared: is_cleared)
        monkeypatch.setattr(openings, "is_linked", lambda held, docket, is_linked=is_linked: is_linked)
        docket: Any = SimpleNamespace(state=state)
        found = openings._takes_nothing_back(step, docket, docket)
        assert found == (not is_cleared and not is_linked)
