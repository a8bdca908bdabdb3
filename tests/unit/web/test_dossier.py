"""The dossier's page: its four promises, its bounded parts, a paper of every act, and a stop within two taps."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.web.conftest import Other
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

ITEM = {"dimension": "border"}


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


@pytest.fixture
def code(chair: Any) -> str:
    """A session of its own."""
    return opened(send(chair, f"{HERE}/open/session/1/", **CALL))


def questions(client: Any, path: str) -> int:
    """Count the questions that a page asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_larger_dossier_asks_the_database_no_more(spain: Any, chair: Any, code: str) -> None:
    """Items with references, proposals, corrections and dossiers within: few or many, as many questions."""
    from tests.unit.web import node

    del spain
    post = {"name": "chair", "authority": "esp.migration", "mandate": "co_chair"}

    def grow(count: int) -> None:
        for number in range(count):
            fields = {"title": f"Item {number}", "dimension": "border", "commitment": code}
            item = node.act(code, "raise_item", fields, **post)
            node.act(code, "propose_agree_item", item=item, **post)
            node.act(
                code, "correct", {"fields": {**fields, "title": "Better"}, "reason": "clerical"}, item=item, **post
            )

    paths = [f"{HERE}/d/{code}/", f"{HERE}/d/{code}/protect/", f"{HERE}/d/{code}/items/agenda_item/", "/protect/"]
    paths += [f"{HERE}/d/{code}/act/propose_agree_item/"]
    grow(2)
    few = [questions(chair, each) for each in paths]
    grow(20)
    many = [questions(chair, each) for each in paths]
    assert dict(zip(paths, many, strict=True)) == dict(zip(paths, few, strict=True))
    assert max(few) < 45


def test_of_very_many_a_part_is_shown_and_the_rest_is_found(
    spain: Any, chair: Any, code: str, monkeypatch: Any
) -> None:
    """The newest items, the oldest proposals; an item too old to be offered is named by its number."""
    from tests.unit.web import node

    del spain
    monkeypatch.setattr("jisr.node.queries.items.PART_MAX", 3)
    monkeypatch.setattr("jisr.node.queries.dossiers.PART_MAX", 3)
    monkeypatch.setattr("jisr.node.queries.items_offered.OFFERED_MAX", 3)
    monkeypatch.setattr("jisr.node.queries.parts.PART_MAX", 3)
    post = {"name": "chair", "authority": "esp.migration", "mandate": "co_chair"}
    items = [node.act(code, "raise_item", {"title": f"Item {n}", **ITEM}, **post) for n in range(5)]
    page = text(chair.get(f"{HERE}/d/{code}/"))
    assert page.count("data-item=") == 3
    assert f'data-item="{items[0]}"' not in page
    assert "The newest 3 of 5." in page
    listed = text(chair.get(f"{HERE}/d/{code}/items/agenda_item/?page=2"))
    assert f'data-item="{items[0]}"' in listed
    assert "Page 2 of 2" in listed
    form = f"{HERE}/d/{code}/act/propose_agree_item/"
    shown = text(chair.get(form))
    assert f'value="{items[0]}"' not in shown
    assert f'value="{items[4]}"' in shown
    assert "Or its number" in shown
    assert "Choose one of them, or type its number" in text(send(chair, form))
    assert "Recorded" in (done := text(send(chair, form, **{"item-number": items[0]}))) or "Proposed as" in done
    wrong = send(chair, form, **{"item-number": code})
    assert wrong.status_code == 409
    for item in items[1:]:
        node.act(code, "propose_agree_item", item=item, **post)
    page = text(chair.get(f"{HERE}/d/{code}/"))
    assert page.count("data-proposal=") == 3
    assert "2 more proposals wait" in page


def test_what_is_missing_says_who_can_give_it(chair: Any, code: str) -> None:
    """The act by which it comes, and whose word it is."""
    page = text(chair.get(f"{HERE}/d/{code}/"))
    part = page[page.index('data-not-yet="propose_open_session"') :]
    assert "By “Adopt the agenda”: all sides together, each by: Co-chair or Secretariat." in part


def test_a_correction_says_what_it_changed(chair: Any, code: str) -> None:
    """At the correction and at what was corrected, field by field."""
    send(chair, f"{HERE}/d/{code}/act/raise_item/", title="A slpi", description="Left out later", **ITEM)
    entry = re.search(r'data-entry="([^"]+)"[^>]*data-did="raise_item"', text(chair.get(f"{HERE}/d/{code}/")))
    assert entry is not None
    form = {"item": entry[1], "title": "A slip", "correction-reason": "clerical", **ITEM}
    page = text(send(chair, f"{HERE}/d/{code}/act/correct/", **form))
    assert page.count("Title: first “A slpi”, now “A slip”") == 2
    assert page.count("Description: first “Left out later”, now left empty") == 2


class TestPaper:
    """Every act has a page that reads like a paper, with the code by which its proof is found."""

    def test_its_code_is_that_of_the_proof(self, chair: Any, code: str) -> None:
        """The number, and the SHA-256 of the leaf that the proof proves."""
        from jisr.base import unb64
        from jisr.log import leaf_hash

        paper = text(chair.get(f"{HERE}/e/{code}/"))
        assert "Done by Ministry of Migration, Spain (Co-chair) on" in paper
        assert "Stands, not yet acknowledged by Morocco" in paper
        assert f"mar-esp/{code}" in paper
        groups = re.search(r"data-code>(.*?)</code>", paper)
        assert groups is not None
        shown = re.sub(r"<[^>]+>|\s", "", groups[1])
        proof = json.loads(chair.get(f"{HERE}/e/{code}/proof.json").content)
        assert shown == leaf_hash(unb64(proof["bytes"])).hex()

    def test_what_is_no_act_of_a_dossier_has_none(self, chair: Any, code: str) -> None:
        """A wrong number is told as such."""
        del code
        for entry in ("ESP.99999", "nothing", "ESP.-1"):
            assert chair.get(f"{HERE}/e/{entry}/").status_code == 404, entry


class TestProtecting:
    """Two taps from anywhere; asks for no reason first; says at once who has been told."""

    def test_from_a_dossier(self, chair: Any, code: str, exchange: Callable[[], None]) -> None:
        """One tap to what protects, one to the act; then who has it, and who has acknowledged it."""
        exchange()
        here = f"{HERE}/d/{code}/"
        for path in (here, f"{here}act/raise_item/", f"{HERE}/e/{code}/"):
            assert f'href="{here}protect/"' in text(chair.get(path)), path
        assert f'href="{here}act/object_to_minutes/"' in text(chair.get(f"{here}protect/"))
        done = text(send(chair, f"{here}act/object_to_minutes/", text="Stop."))
        assert "On its way to the node of Morocco; not yet acknowledged." in done
        entry = re.search(r'data-done="([^"]+)"', done)
        assert entry is not None
        exchange()
        assert "Morocco has it, and has acknowledged it." in text(chair.get(f"{here}?done={entry[1]}"))
        for strange in (code.replace("ESP", "MAR"), "ESP.99999", "x", ""):
            assert "data-done" not in text(chair.get(f"{here}?done={strange}"))

    def test_from_outside(self, chair: Any, code: str, browse: Callable[[str], Any]) -> None:
        """One tap to the list of dossiers with their stops; any other dossier by its number."""
        assert 'href="/protect/"' in text(chair.get("/my-work/"))
        page = text(chair.get("/protect/"))
        assert f'href="{HERE}/d/{code}/act/object_to_minutes/"' in page
        found = text(chair.get("/protect/?number=" + code.lower()))
        assert found.count("data-dossier=") == 1
        assert f'data-dossier="{code}"' in found
        assert "No dossier of yours has the number" in text(chair.get("/protect/?number=ESP.99999"))
        assert "data-dossier" not in text(browse("stranger").get(f"/protect/?number={code}"))
        assert browse("stranger").get(f"{HERE}/d/{code}/protect/").status_code == 403


def test_an_act_is_said_to_be_overtaken_by_what_overtook_it(
    spain: Any, chair: Any, code: str, other: Other, exchange: Callable[[], None]
) -> None:
    """A contest that crosses an act which rests on the fact: the act names the contest, whose it is and when."""
    del spain
    exchange()
    other.ask("act", dossier=code, act="propose_accept_call")
    exchange()
    page = text(chair.get(f"{HERE}/d/{code}/"))
    proposal = re.search(r'data-proposal="([^"]+)"', page)
    assert proposal is not None
    send(chair, f"{HERE}/d/{code}/act/concur_accept_call/", item=proposal[1])
    exchange()
    contest = other.ask("act", dossier=code, act="contest", fields={"fact": "call_accepted"})
    date = {"date-day": "4", "date-month": "6", "date-year": "2027", "reason": "Later"}
    assert "Proposed as" in text(send(chair, f"{HERE}/d/{code}/act/propose_move_date/", **date))
    exchange()
    page = text(chair.get(f"{HERE}/d/{code}/"))
    part = page[page.index('data-did="propose_move_date"') :]
    assert "Overtaken by what was done at the same time:" in part
    assert "Overtaken by Morocco: Contest a fact," in part
    assert f"#{contest}" in part
