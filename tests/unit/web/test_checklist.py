"""The list of guarantees, on a procedure that the other pages' tests have."""

from typing import Any

from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text


def test_a_session_shows_its_guarantees_with_their_sources(browse: Any) -> None:
    """Few of them stand before an act each: they are told, not ticked."""
    chair = browse("chair")
    code = opened(send(chair, f"{HERE}/open/session/1/", **CALL))
    assert "data-guarantees" in text(chair.get(f"{HERE}/d/{code}/"))
    page = chair.get(f"{HERE}/d/{code}/guarantees/")
    assert page.status_code == 200
    assert "data-guarantee=" in text(page) and "(a proposal, not law)" in text(page)
    assert chair.get(f"{HERE}/d/{code}/for-the-child/").status_code == 404, "a session is no child's file"
    assert chair.get(f"{HERE}/figures/").status_code == 200
