"""The figures on a session's agenda: who may state them, what they read, once a session, and nothing beside."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.web.conftest import Other
from tests.unit.web.test_commands import Run, run  # noqa: F401  # a fixture
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, LANGUAGES, send, text

STAGES = ("asked", "silent", "ended")
COUNTS = {"asked": 9, "silent": 27, "ended": 13}

DAY = ("date-month", "date-day")


def figures(counts: dict[str, int] | None = None, *, late: int = 23, stops: int = 11, procedure: str = "") -> Any:
    """Make the figures of a procedure, small ones withheld as the node's query does."""
    from jisr.node.queries.person_figures import CELL_MIN, Cell, Figures

    def cell(code: str, count: int) -> Cell:
        return Cell(code=code, label=f"Label of {code}", count=count if count >= CELL_MIN else None)

    known = COUNTS if counts is None else counts
    return Figures(
        procedure=procedure or "return.esp-2025/1",
        label="Concerted return",
        count=None,
        stages=tuple(cell(each, known[each]) for each in STAGES[:2]),
        outcomes=(cell("ended", known["ended"]),),
        silence=(cell("report_time", late),),
        late=(),
        stops=(cell("asylum_claim", stops),),
        crossed=(cell("handover", 3),),
        stopped=cell("stopped", stops),
    )


@pytest.fixture
def counted(spain: Any, monkeypatch: Any) -> list[Any]:
    """Let these be the node's figures; a test may change them."""
    del spain
    from jisr.node.queries import agenda_figures

    found = [figures()]
    monkeypatch.setattr(agenda_figures, "person_figures", lambda held: tuple(found))
    return found


@pytest.fixture
def session(browse: Callable[[str], Any]) -> str:
    """A session that Spain has called."""
    return opened(send(browse("chair"), f"{HERE}/open/session/1/", **CALL))


def shown(client: Any, session: str) -> str:
    """Give the page on which the figures are confirmed."""
    page = client.get(f"{HERE}/figures/{session}/")
    assert page.status_code == 200
    return text(page)


def confirm(client: Any, session: str, page: str) -> Any:
    """Confirm what a page has shown."""
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return client.post(f"{HERE}/figures/{session}/", {"seen": found[1]})


def statements(session: str) -> list[dict[str, Any]]:
    """Give the fields of the agenda items that Spain has raised in a session."""
    from jisr.node.queries.reading import reading

    deeds = reading("mar-esp").docket(session).deeds.values()
    return [dict(each.entry.fields) for each in deeds if each.entry.act == "raise_item"]


class TestOneConfirmation:
    """An officer of the group sees word for word what is stated, and confirms it once."""

    def test_the_numbers_are_stated_as_they_were_shown(self, browse: Any, counted: list[Any], session: str) -> None:
        secretary = browse("secretary")
        assert "data-figures-offer" in text(secretary.get(f"{HERE}/d/{session}/"))
        page = shown(secretary, session)
        assert statements(session) == [], "to look at them records nothing"
        done = confirm(secretary, session, page)
        assert done.status_code == 302 and "done=ESP." in done.headers["Location"]
        (fields,) = statements(session)
        assert fields["title"] == "Figures on dossiers about persons" and fields["dimension"] == "minors"
        for line in fields["description"].splitlines():
            assert line in page.replace("&#39;", "'")
        assert "– Label of silent: at least 20" in fields["description"]
        assert "– Label of ended: at least 10" in fields["description"]
        assert "– Label of report_time: at least 20" in fields["description"]
        for small in ("asked", "handover"):
            assert f"Label of {small}" not in fields["description"], "what is under ten is not even named"
        assert {*re.findall(r"at least (\d+)", fields["description"])} == {"10", "20"}
        assert set(fields) == {"title", "dimension", "description"}

    def test_twice_is_once(self, browse: Any, counted: list[Any], session: str) -> None:
        """Sent again, or by another officer, in another language: what was stated stands, and nothing is added."""
        secretary, chair = browse("secretary"), browse("chair")
        chair.cookies["jisr_esp_language"] = "es"
        here, there = shown(secretary, session), shown(chair, session)
        first = confirm(secretary, session, here)
        counted[0] = figures({"asked": 40, "silent": 27, "ended": 13})
        for client, page in ((secretary, here), (chair, there)):
            assert confirm(client, session, page).headers["Location"] == first.headers["Location"]
        assert len(statements(session)) == 1
        assert "data-stated" in shown(chair, session) and "data-figures-stated" in text(
            chair.get(f"{HERE}/d/{session}/")
        )

    def test_what_has_changed_meanwhile_is_shown_again(self, browse: Any, counted: list[Any], session: str) -> None:
        secretary = browse("secretary")
        page = shown(secretary, session)
        counted[0] = figures({"asked": 40, "silent": 27, "ended": 13})
        again = confirm(secretary, session, page)
        assert again.status_code == 409 and "data-refused" in text(again)
        assert "Label of asked: at least 40" in text(again)
        assert statements(session) == []
        assert confirm(secretary, session, text(again)).status_code == 302

    def test_where_no_count_is_ten_there_is_nothing_to_confirm(
        self, browse: Any, counted: list[Any], session: str
    ) -> None:
        counted[0] = figures(dict.fromkeys(STAGES, 9), late=9, stops=9)
        secretary = browse("secretary")
        page = shown(secretary, session)
        assert "data-nothing" in page and "data-figures-form" not in page and "at least" not in page
        assert secretary.post(f"{HERE}/figures/{session}/", {"seen": "x"}).status_code == 409
        assert statements(session) == []


class TestWhoMay:
    """Only whose post raises agenda items of an open session, of a group of states."""

    def test_who_raises_no_items_is_offered_nothing(self, browse: Any, counted: list[Any], session: str) -> None:
        delegate = browse("delegate")
        assert "data-figures-offer" not in text(delegate.get(f"{HERE}/d/{session}/"))
        for answer in (
            delegate.get(f"{HERE}/figures/{session}/"),
            delegate.post(f"{HERE}/figures/{session}/", {"seen": "x"}),
        ):
            assert answer.status_code == 404
        assert browse("stranger").get(f"{HERE}/figures/{session}/").status_code == 403
        assert statements(session) == []

    def test_what_is_no_session_takes_no_figures(self, browse: Any, counted: list[Any]) -> None:
        chair = browse("chair")
        assert chair.get(f"{HERE}/figures/framework/").status_code == 404
        assert chair.get(f"{HERE}/figures/ESP.99999/").status_code == 404

    def test_the_domestic_files_are_counted_for_who_works_there(
        self, browse: Any, counted: list[Any], session: str, monkeypatch: Any
    ) -> None:
        """Another officer is not even told that there is a domestic framework."""
        from jisr.node.queries import agenda_figures

        asked: list[str] = []
        monkeypatch.setattr(agenda_figures, "domestic_frameworks", lambda: ["esp"])
        monkeypatch.setattr(agenda_figures, "person_figures", lambda held: asked.append(held.row.pk) or tuple(counted))
        shown(browse("secretary"), session)
        assert asked == ["mar-esp"]


class TestProposedByItself:
    """Where clocks are missed in ten dossiers, it is the session and "My work" that speak first."""

    called = 0

    @pytest.fixture(autouse=True)
    def missed(self, spain: Any, counted: list[Any], monkeypatch: Any) -> list[str]:
        from jisr.node.queries import agenda_figures

        clocks = ["Time in which the state of origin answers"]
        monkeypatch.setattr(agenda_figures, "missed_in", lambda held, now: list(clocks))
        return clocks

    @pytest.fixture
    def session(self, browse: Callable[[str], Any]) -> str:
        """The session that comes next, whatever others were called before."""
        self.__class__.called += 1
        day = str(28 - self.called)
        return opened(
            send(browse("chair"), f"{HERE}/open/session/1/", **{**CALL, **dict(zip(DAY, ("1", day), strict=True))})
        )

    def test_the_session_and_my_work_propose_it_until_it_is_done(self, browse: Any, session: str) -> None:
        secretary = browse("secretary")
        for path in ("/my-work/", f"{HERE}/d/{session}/"):
            page = text(secretary.get(path))
            assert "data-figures-called" in page and "Time in which the state of origin answers" in page
        assert "data-figures-called" not in text(browse("delegate").get("/my-work/"))
        assert statements(session) == [], "the node states nothing by itself"

    def test_it_calls_no_longer_once_the_figures_are_stated(self, browse: Any, session: str) -> None:
        secretary = browse("secretary")
        confirm(secretary, session, shown(secretary, session))
        assert "data-figures-called" not in text(secretary.get(f"{HERE}/d/{session}/"))

    def test_where_no_clock_is_missed_it_is_only_offered(self, browse: Any, session: str, missed: list[str]) -> None:
        missed.clear()
        page = text(browse("secretary").get(f"{HERE}/d/{session}/"))
        assert "data-figures-called" not in page and "data-figures-offer" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_stated_in_the_officers_language_and_known_in_any(
    browse: Any, counted: list[Any], session: str, language: str
) -> None:
    from jisr.node.queries.agenda_figures import stated_in
    from jisr.node.queries.reading import reading

    secretary = browse("secretary")
    secretary.cookies["jisr_esp_language"] = language
    page = shown(secretary, session)
    assert page.count("<h1") == 1 and not re.search(r"<script|\sstyle=|\son[a-z]+=", page)
    done = confirm(secretary, session, page)
    entry = done.headers["Location"].rpartition("=")[2]
    assert stated_in(reading("mar-esp").docket(session)) == entry
    (fields,) = statements(session)
    assert "20" in fields["description"]


def test_the_other_side_has_the_numbers(
    browse: Any, counted: list[Any], session: str, other: Other, exchange: Callable[[], None]
) -> None:
    secretary = browse("secretary")
    confirm(secretary, session, shown(secretary, session))
    exchange()
    # Morocco's node takes the item in, and can propose it for the common agenda.
    from jisr.node.queries.agenda_figures import stated_in
    from jisr.node.queries.reading import reading

    stated = stated_in(reading("mar-esp").docket(session))
    assert other.ask("act", dossier=session, act="propose_agree_item", item=stated).startswith("MAR.")


def test_it_fits_into_a_text_whatever_the_counts(spain: Any) -> None:
    """All procedures about persons that are shipped, each count stated, in each language."""
    del spain
    from django.utils import translation

    from jisr.base.limits import TEXT_CHARACTERS_MAX
    from jisr.node.queries.agenda_figures import PART_LABELS, Line, _introduction, _said
    from jisr.node.queries.person_figures import is_waited_out
    from jisr.procedures import PROCEDURES

    # A state has its own packs: of Spain the law in force and the one before, at home and shared.
    mine = [each for each in PROCEDURES.values() if each.persons and ".nld" not in each.id]
    assert len(mine) == 4
    for language in LANGUAGES:
        with translation.override(language):
            size = len(_introduction())
            for each in mine:
                stages = [translation.gettext(one.label) for one in each.stages]
                periods = [translation.gettext(one.label) for one in each.periods if is_waited_out(one, each)]
                labels = {"stages": stages, "outcomes": stages, "silence": periods, "stops": ["x" * 80] * 2}
                lines = [
                    Line(part=part, label=label, number=1_000_000)
                    for part in PART_LABELS
                    for label in labels.get(part, ())
                ]
                size += 200 + sum(len(one) + 1 for one in _said(lines))
            assert size < TEXT_CHARACTERS_MAX


CELLS = st.integers(0, 60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(dict.fromkeys(STAGES, CELLS)), st.data())
def test_no_line_is_under_ten_and_no_withheld_ground_is_told(
    spain: Any, counts: dict[str, int], data: st.DataObject
) -> None:
    """Whatever is counted: each line is a multiple of ten that there is, and grounds of stops are never told apart."""
    from jisr.node.queries.agenda_figures import lines_of

    late = data.draw(st.integers(0, sum(counts.values())))
    stops = data.draw(st.integers(0, sum(counts.values())))
    made = figures(counts, late=late, stops=stops)
    true = {**counts, "report_time": late, "asylum_claim": stops, "stopped": stops}
    for hidden in ((), ("asylum_claim", "raise_asylum_claim")):
        lines = lines_of(made, withheld=hidden)
        for each in lines:
            assert each.number >= 10 and each.number % 10 == 0
            assert each.number <= true[each.label.removeprefix("Label of ")]
        told = {each.label.removeprefix("Label of ") for each in lines if each.part == "stops"}
        assert told <= ({"stopped"} if hidden else {"asylum_claim"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(dict.fromkeys(STAGES, CELLS)), st.fixed_dictionaries(dict.fromkeys(STAGES, CELLS)))
def test_what_two_statements_differ_by_is_nought_or_ten_at_least(
    spain: Any, before: dict[str, int], after: dict[str, int]
) -> None:
    """A line that is new, gone or other than in the statement before has moved by tens; so have their sums."""
    from jisr.node.queries.agenda_figures import lines_of

    def numbers(counts: dict[str, int]) -> dict[tuple[str, str], int]:
        whole = sum(counts.values())
        return {(each.part, each.label): each.number for each in lines_of(figures(counts, late=whole, stops=whole))}

    first, second = numbers(before), numbers(after)
    moves = [second.get(each, 0) - first.get(each, 0) for each in first.keys() | second.keys()]
    assert all(each == 0 or abs(each) >= 10 for each in moves)
    assert sum(first.values()) % 10 == sum(second.values()) % 10 == 0


def test_a_stage_whose_word_is_withheld_is_not_named(spain: Any) -> None:
    from jisr.node.queries.agenda_figures import lines_of

    one = figures()
    assert "Label of silent" in {each.label for each in lines_of(one)}
    assert "Label of silent" not in {each.label for each in lines_of(one, withheld=("silent",))}


def test_every_ground_of_a_stop_at_home_is_withheld() -> None:
    """So of each shipped domestic procedure stops are stated whatever their ground."""
    from jisr.procedures import PROCEDURES
    from jisr.rules import is_domestic

    at_home = [each for each in PROCEDURES.values() if each.persons and is_domestic(each)]
    assert at_home
    for procedure in at_home:
        grounds = {each.adds for each in procedure.acts if each.protective and each.adds}
        assert grounds and grounds <= {*procedure.withheld}


class TestByCommand:
    """Shown first with a code; what the code stands for is recorded, and nothing else."""

    def test_it_says_what_is_amiss(self, run: Run, session: str) -> None:  # noqa: F811  # the fixture
        """In this node no count is ten; a delegate has none to state."""
        told = run("dossier", "figures", f"mar-esp/{session}", "--officer", "secretary")
        assert told.returncode == 1 and "No count is large enough to be stated." in told.stdout
        told = run("dossier", "figures", f"mar-esp/{session}", "--officer", "secretary", "--confirm", "0123")
        assert told.returncode != 0 and "no count is large enough" in told.stderr
        told = run("dossier", "figures", f"mar-esp/{session}", "--officer", "delegate")
        assert told.returncode != 0 and "is no open session" in told.stderr
        told = run("dossier", "figures", f"mar-esp/{session}", "--officer", "secretary", "--language", "xx")
        assert told.returncode != 0 and "nothing is stated in xx" in told.stderr
        assert statements(session) == []

    def test_what_the_code_stands_for_is_recorded(self, counted: list[Any], session: str, capsys: Any) -> None:
        import json

        from jisr.cli.stating import tell_or_state
        from jisr.node.errors import NoFigures

        def told(confirm: str = "", said_in: str = "nl") -> Any:
            tell_or_state(session, "mar-esp", officer="secretary", said_in=said_in, confirm=confirm, as_json=True)
            return json.loads(capsys.readouterr().out)

        code = told()["code"]
        assert statements(session) == []
        with pytest.raises(NoFigures):
            told(code, "en")
        entry = told(code)["entry"]
        (fields,) = statements(session)
        assert fields["title"] == "Cijfers over dossiers over personen" and "ten minste 20" in fields["description"]
        assert told()["stated"] == entry
