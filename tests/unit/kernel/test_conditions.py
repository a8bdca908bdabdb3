"""What acts need, and what binds them (protocol 12.5–12.8)."""

from tests.strategies.desk import Desk


def test_who_is_bound_by_a_close_can_still_decline_and_answer() -> None:
    """Protocol 12.7: `decline` and `answer` need nothing, so a close takes nothing away from them."""
    desk = Desk()
    desk.act("ESP", "prepare")
    desk.meet()
    contest = desk.act("MAR", "contest", fields={"fact": "ready"})
    other = desk.act("MAR", "propose_plan")
    desk.meet()
    desk.act("ESP", "propose_close")
    assert desk.standing(desk.act("ESP", "decline_plan", other)) == "stands"
    assert desk.standing(desk.act("ESP", "answer", contest)) == "stands"
    assert desk.standing(desk.act("ESP", "prepare")) == "void 4.bound"
