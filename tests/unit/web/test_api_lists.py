"""The API's lists and search: what the pages list, in their order, and steady while things move."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.web.alike import DOSSIERS, MANY, WORK, many, shown, unlike, walked
from tests.unit.web.conftest import FRAMEWORK, Other
from tests.unit.web.programs import HERE, Made
from tests.unit.web.test_api import is_problem
from tests.unit.web.test_desk import call, counting

WORDS = 45


@pytest.fixture(scope="module")
def session(spain: Any, other: Other, exchange: Callable[[], None]) -> str:
    """A session that Morocco has called, in which one word is said very often; Spain has answered once."""
    exchange()
    code = call(other, "Larache", 300)
    for number in range(WORDS):
        fields = {"title": f"perspicuous item {number}", "dimension": "border"}
        other.ask("act", dossier=code, act="raise_item", fields=fields)
    exchange()
    spain.act(code, "raise_item", {"title": "seen", "dimension": "border"}, name="chair", authority="esp.migration")
    return code


class TestAsThePages:
    """One desk, two ways to it."""

    def test_pages_and_programs_are_told_the_same(
        self, program: Made, browse: Callable[[str], Any], session: str
    ) -> None:
        """The same dossiers, tasks and acts in the same order, by each filter, over all pages."""
        with many(FRAMEWORK):
            assert unlike(browse("chair").get, program(scope="read").get, FRAMEWORK) == []
            whole, count = walked(program().get, f"{HERE}/dossiers?sort=moved")
            assert count == len({each["id"] for each in whole}) > MANY
            assert len(shown(browse("chair").get, f"/my-work/?{WORK[0]}", "task")[0]) > 50, "more than a page"

    def test_a_dossier_is_told_as_its_line_says(self, program: Made, session: str) -> None:
        (line,) = program().get(f"{HERE}/dossiers?words=larache", **{"Accept-Language": "fr"}).json()["items"]
        assert (line["id"], line["procedure"], line["stage"]) == (session, "session/1", "called")
        assert (line["stage_label"], line["open_proposals"], line["late"]) == ("En préparation", 1, False)
        assert line["title"] == "Session n°\u00a0300, Larache" and line["date"] == "2027-09-04"

    def test_a_task_is_told_as_its_page_says(self, program: Made, session: str) -> None:
        items, _ = walked(program().get, "/api/1/work?who=mine")
        (task,) = [each for each in items if each["dossier"] == session]
        assert (task["kind"], task["act"], task["asked_by"], task["may"]) == (
            "answer",
            "concur_accept_call",
            "MAR",
            True,
        )
        assert task["label"] == "Accept the call" and task["due"] is None
        theirs, _ = walked(program("delegate").get, "/api/1/work?who=ours")
        assert [each["may"] for each in theirs if each["dossier"] == session] == [False]

    def test_what_has_come_and_is_not_listed_yet_is_said(self, program: Made, session: str, spain: Any) -> None:
        from jisr.node.services.desk import describe_all

        spain.act(session, "raise_item", {"title": "x", "dimension": "border"}, name="chair", authority="esp.migration")
        for path in (f"{HERE}/dossiers", "/api/1/work"):
            assert program().get(path).json()["behind"] > 0
        describe_all(FRAMEWORK)  # type: ignore[arg-type]
        assert program().get(f"{HERE}/dossiers").json()["behind"] == 0

    def test_nothing_asks_more_as_data_grow(self, program: Made, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whether a list holds one page or many, and wherever in it a program is."""
        from jisr.web.api import bearer

        # Of twenty requests one is written down: which one is nothing that grows.
        monkeypatch.setattr(bearer, "count_request", lambda token: None)
        one = program()
        paths = [f"{HERE}/dossiers?{DOSSIERS[0]}", f"{HERE}/dossiers?words=a", "/api/1/work", "/api/1/work?who=theirs"]
        paths += [f"{HERE}/sent", "/api/1/search?q=item", f"/api/1/search?q={session}"]
        narrow = program(procedures=("session",))

        def asked(paths: list[str]) -> dict[str, int]:
            counts = {}
            for path in paths:
                for who in (one, narrow):
                    if who is narrow and "dossiers" in path:
                        continue
                    with counting() as found:
                        assert who.get(path).status_code == 200
                    counts[f"{path} {who is narrow}"] = len(found)
            return counts

        asked(paths)
        before = asked(paths)
        with many(FRAMEWORK):
            assert asked(paths) == before
            for path in (paths[0], "/api/1/work?who=mine"):
                after = one.get(path).json()["next"]
                assert [*asked([f"{path}&after={after}"]).values()] == [*asked([path]).values()]
        assert max(before.values()) <= 20


class TestSteady:
    """What does not move while a program reads comes once."""

    @pytest.mark.parametrize("sort", ["moved", "due", "opened"])
    def test_dossiers(self, program: Made, session: str, sort: str) -> None:
        """Though between two askings some move to the top, the last told among them, and others are gone."""
        from jisr.node import models

        get, path = program().get, f"{HERE}/dossiers?sort={sort}"
        with many(FRAMEWORK):
            whole = [each["id"] for each in walked(get, path)[0]]
            first = get(path).json()
            told = [each["id"] for each in first["items"]]
            lines = models.Line.objects.filter(framework=FRAMEWORK)
            moved = {told[-1], told[0], told[7], whole[60]}
            lines.filter(code__in=moved).update(moved=2**33, due=1, opened=2**33)
            lines.filter(code__in={told[3], whole[70]}).delete()
            rest = [each["id"] for each in walked(get, path, after=first["next"])[0]]
            assert rest == [each for each in whole[50:] if each not in {whole[60], whole[70]}]

    def test_work(self, program: Made, session: str) -> None:
        from jisr.node import models

        get = program().get
        with many(FRAMEWORK):
            whole = [each["about"] for each in walked(get, "/api/1/work?who=mine")[0]]
            first = get("/api/1/work?who=mine").json()
            rows = models.Waiting.objects.filter(framework=FRAMEWORK, party="ESP")
            rows.filter(about__in=whole[:20] + whole[49:51]).delete()
            assert len(whole) > 51
            rest = get(f"/api/1/work?who=mine&after={first['next']}").json()
            assert [each["about"] for each in rest["items"]] == whole[51 : 51 + 50]
            assert rest["count"] == first["count"] - 22


class TestSearch:
    """The search box, for programs."""

    def test_words_are_found_in_pieces_that_are_marked(self, program: Made, session: str) -> None:
        found = program(scope="read").get("/api/1/search?q=perspicuous 44").json()
        (hit,) = found["items"]
        assert (found["count"], found["at_least"], found["next"], found["by_number"]) == (1, False, None, False)
        assert (hit["dossier"], hit["party"], hit["standing"]) == (session, "MAR", "stands")
        assert [each["text"] for each in hit["parts"] if each["marked"]] == ["perspicuous", "44"]
        assert "".join(each["text"] for each in hit["parts"]) == "perspicuous item 44"

    def test_the_rest_comes_after_what_was_told_though_more_is_said_meanwhile(
        self, program: Made, session: str, other: Other, exchange: Callable[[], None]
    ) -> None:
        get = program().get
        first = get("/api/1/search?q=perspicuous").json()
        assert (len(first["items"]), first["count"], first["size"]) == (20, WORDS, 20)
        other.ask("act", dossier=session, act="raise_item", fields={"title": "perspicuous, too", "dimension": "border"})
        exchange()
        rest: list[Any] = []
        after = first["next"]
        while after:
            value = get(f"/api/1/search?q=perspicuous&after={after}").json()
            rest, after = rest + value["items"], value["next"]
        entries = [each["entry"] for each in first["items"] + rest]
        assert len(entries) == len(set(entries)) == WORDS

    def test_a_number_leads_to_its_act(self, program: Made, session: str) -> None:
        for asked in (session, session.lower(), f"{FRAMEWORK}/{session}"):
            found = program().get(f"/api/1/search?q={asked}").json()
            assert [(each["entry"], each["dossier"]) for each in found["items"]] == [(session, session)]
            assert found["by_number"] and found["count"] == 1
        nothing = program().get("/api/1/search?q=ESP.99999").json()
        assert (nothing["items"], nothing["by_number"]) == ([], True)

    @pytest.mark.parametrize("asked", [" ", "…", "(", '"', "a OR b", "NEAR(", "*", "\\", "=larache", "@mar", "x" * 200])
    def test_whatever_is_asked_is_answered(self, program: Made, session: str, asked: str) -> None:
        answer = program().client.get(
            "/api/1/search", {"q": asked}, headers={"Authorization": f"Bearer {program().spelt}"}
        )
        assert answer.status_code == 200

    @pytest.mark.parametrize("query", ["", "q=", f"q={'x' * 201}", "q=a&after=x", "q=a&after=-1"])
    def test_what_cannot_be_meant_is_refused(self, program: Made, query: str) -> None:
        is_problem(program().get(f"/api/1/search?{query}"), 422, "wrong-field")


class TestScope:
    """What a token is not for it does not find."""

    def test_other_procedures(self, program: Made, session: str, spain: Any) -> None:
        spain.act(session, "raise_item", {"title": "x", "dimension": "border"}, name="chair", authority="esp.migration")
        narrow = program(procedures=("commitment",))
        for path in ("work?who=mine", "work?who=theirs", "search?q=perspicuous", f"search?q={session}"):
            assert program(procedures=("session",)).get(f"/api/1/{path}").json()["count"] or "theirs" in path, path
            value = narrow.get(f"/api/1/{path}").json()
            assert (value["items"], value["count"]) == ([], 0), path
        assert (
            narrow.get(f"{HERE}/sent").json()["count"]
            == 0
            < program(procedures=("session",)).get(f"{HERE}/sent").json()["count"]
        )

    def test_other_frameworks(self, program: Made) -> None:
        is_problem(program().get("/api/1/work?framework=mar-nld"), 403, "out-of-scope")
        is_problem(program().get("/api/1/frameworks/mar-nld/sent"), 403, "out-of-scope")
        assert program().get(f"/api/1/work?framework={FRAMEWORK}").status_code == 200

    def test_a_post_that_is_lost(self, program: Made, session: str) -> None:
        from jisr.node import models

        one = program("delegate")
        posting = models.Posting.objects.get(officer=one.token.officer)
        posting.delete()
        try:
            for path in ("work?who=ours", "search?q=perspicuous", f"search?q={session}"):
                assert one.get(f"/api/1/{path}").json()["count"] == 0, path
            is_problem(one.get(f"{HERE}/sent"), 403, "not-permitted")
            is_problem(one.get(f"/api/1/work?framework={FRAMEWORK}"), 403, "not-permitted")
        finally:
            models.Posting.objects.create(
                officer=one.token.officer, framework=posting.framework, authority=posting.authority
            )


@pytest.mark.parametrize(
    "query", ["sort=x", "state=x", "party=esp", "stage=A", "after=12", "after=x.MAR.1", "words=" + "x" * 201]
)
def test_a_filter_that_cannot_be_meant_is_refused(program: Made, query: str) -> None:
    """A program that was given everything because of a slip would act on it."""
    is_problem(program().get(f"{HERE}/dossiers?{query}"), 422, "wrong-field")


@pytest.mark.parametrize("query", ["who=sent", "who=", "kind=x", "when=x", "framework=X", "after=1.2", "after=1.2.x"])
def test_work_that_cannot_be_meant_is_refused(program: Made, query: str) -> None:
    """As in lists."""
    is_problem(program().get(f"/api/1/work?{query}"), 422, "wrong-field")


def test_a_procedure_that_is_not_there_has_no_dossiers(program: Made, session: str) -> None:
    """Nothing is left out of a program's question."""
    assert program().get(f"{HERE}/dossiers?procedure=nothing").json()["count"] == 0
    assert program().get(f"{HERE}/dossiers?procedure=session&stage=nothing").json()["count"] == 0
