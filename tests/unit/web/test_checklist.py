"""The list of guarantees, on a procedure that the other pages' tests have."""

from typing import Any

import pytest

from jisr.procedures import PROCEDURES
from jisr.rules import Procedure
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

CHILDREN = [each for each in PROCEDURES.values() if each.name.startswith("protection.")]


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


@pytest.mark.parametrize("procedure", CHILDREN, ids=lambda each: each.id)
def test_each_stage_has_words_for_the_child_and_a_stop_comes_before_what_would_follow(
    spain: Any, procedure: Procedure
) -> None:
    """A child is not told of papers or of a journey to come, below the sentence that all is stopped."""
    from jisr.node.queries.for_child import NOW

    order = [each.name for each in procedure.stages]
    assert order == [each for each in order if each in NOW]
    assert max(order.index(each) for each in ("resident", "restoring", "of_age")) < order.index("stopped")
    assert order.index("stopped") < min(order.index(each) for each in ("departing", "decided_return", "residence"))


def test_the_page_for_the_child_speaks_to_who_reads_it(spain: Any) -> None:
    """Who has turned 18 is no child; who lives in another country has other numbers to call, and no car to say no in."""
    from jisr.node.queries.for_child import HELPLINE, NOW, words_in

    said = {stage: words_in(stage) for stage in NOW}
    for stage, (rights, saying_no, calls) in said.items():
        is_child, is_here = stage != "of_age", stage not in ("of_age", "handed_over", "lives_with_kin", "restoring")
        assert any(each.startswith("You are a child.") for each in rights) is is_child, stage
        assert any("in the car" in each for each in saying_no) is is_here, stage
        assert any(number == HELPLINE for _label, number in calls) is is_here, stage
        assert any(label == "Your guardian" for label, _number in calls) is is_child, stage
        assert any(label == "Your lawyer" for label, _number in calls), stage


def test_each_authority_of_a_childs_file_has_a_name(spain: Any) -> None:
    """A defender is no `esp.defender` to an officer."""
    from jisr.cli.demo.childs_file import AUTHORITIES
    from jisr.node.queries.people import authority_name

    assert [code for code, *_rest in AUTHORITIES if authority_name(code) == code] == []


def test_where_one_of_several_ways_is_enough_it_says_so(spain: Any) -> None:
    from django.template import engines

    from jisr.node.queries.cards import Lacking

    heard, excused, young = (Lacking(each, "CRC art. 12", ("By somebody.",)) for each in ("Heard", "Excused", "Young"))
    choice = Lacking(
        "It is enough that one of these is put right: (1) Heard (2) Excused Young",
        "",
        ways=((heard,), (excused, young)),
    )
    words = '{% from "jisr/_lacking.html" import lacking_list %}{{ lacking_list(missing) }}'
    shown = engines["pages"].env.from_string(words).render(missing=(heard, choice))
    assert shown.count("It is enough that one of these is put right:") == 1 and shown.count("Together:") == 1
    assert "(1)" not in shown, "what programs read in one sentence a person sees as a list"
    assert shown.count("CRC art. 12") == 4 and shown.count("By somebody.") == 4
