"""The API: what pages show, to the tokens of those who may see it; one act at a time; refusals with their remedy."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.unit.web.conftest import FRAMEWORK, Other
from tests.unit.web.programs import HERE, Made
from tests.unit.web.test_pages import LANGUAGES

CALL: Final = {"ordinal": 31, "place": "Madrid", "date": "2027-03-27", "format": "hybrid"}
ITEM: Final = {"act": "raise_item", "fields": {"title": "Interpreters", "dimension": "capacity"}}


@pytest.fixture(scope="module")
def opened(spain: Any, exchange: Callable[[], None]) -> str:
    """A session that Spain has called by the API."""
    exchange()
    return str(spain.act(None, "call", CALL, procedure="session/1", name="chair", authority="esp.migration"))


def is_problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """Hold an answer against what RFC 9457 and we promise of a refusal; give what it says."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["type"] == f"/api/1/docs#problem-{kind}"
    assert said["title"] and said["detail"] and said["remedy"]
    return said


class TestWhoIsLetIn:
    """A token that is good, and nothing else."""

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Bearer jisr_nothing", "Basic Y2hhaXI6eA==", "Bearer \x7f"]
    )
    def test_nobody_without_one(self, spain: Any, header: str) -> None:
        from django.test import Client

        answer = Client(HTTP_HOST="127.0.0.1").get(HERE, headers={"Authorization": header} if header else {})
        is_problem(answer, 401, "no-token")
        assert answer["WWW-Authenticate"] == 'Bearer realm="jisr"'

    def test_no_session_either(self, browse: Callable[[str], Any]) -> None:
        """So that no other site can act in the name of somebody who is signed in."""
        is_problem(browse("chair").get(HERE), 401, "no-token")

    def test_an_end_is_an_end(self, program: Made) -> None:
        one = program()
        assert one.get(HERE).status_code == 200
        one.token.until = one.token.made
        one.token.save()
        is_problem(one.get(HERE), 401, "no-token")

    def test_a_revoked_one_is_none(self, program: Made) -> None:
        from jisr.node.services.tokens import revoke_token

        one, other = program(), program()
        revoke_token(one.token.officer, one.token.pk)
        is_problem(one.get(HERE), 401, "no-token")
        assert other.get(HERE).status_code == 200

    def test_who_is_suspended_is_not_let_in_again_by_what_was_made_before(self, program: Made) -> None:
        from jisr.node import models

        one = program()
        officer = models.Officer.objects.filter(username="chair")
        officer.update(is_active=False)
        try:
            is_problem(one.get(HERE), 401, "no-token")
        finally:
            officer.update(is_active=True)
        is_problem(one.get(HERE), 401, "no-token")

    def test_who_has_lost_the_post_has_lost_it_here(self, program: Made) -> None:
        from jisr.node import models

        one = program("delegate")
        assert one.get(HERE).status_code == 200
        posting = models.Posting.objects.get(officer=one.token.officer)
        posting.delete()
        try:
            is_problem(one.get(HERE), 403, "not-permitted")
            assert one.get("/api/1/frameworks").json() == []
        finally:
            models.Posting.objects.create(
                officer=one.token.officer, framework=posting.framework, authority=posting.authority
            )


class TestReading:
    """What the officer's pages show."""

    def test_a_dossier_is_that_of_the_command(self, program: Made, opened: str) -> None:
        from jisr.node.queries.plain import dossier_value

        answer = program(scope="read").get(f"{HERE}/dossiers/{opened}")
        assert answer.status_code == 200
        assert answer.json() == json.loads(json.dumps(dossier_value(FRAMEWORK, opened)))

    def test_a_procedure_is_that_of_the_command(self, program: Made) -> None:
        from jisr.procedures import PROCEDURES
        from jisr.rules import write_procedure

        answer = program(scope="read").get(f"{HERE}/procedures/session/1")
        assert answer.json() == json.loads(json.dumps(write_procedure(PROCEDURES["session/1"])))
        is_problem(program().get(f"{HERE}/procedures/session/9"), 404, "not-found")

    def test_a_proof_is_that_of_the_page(self, program: Made, opened: str, browse: Callable[[str], Any]) -> None:
        page = browse("chair").get(f"/f/{FRAMEWORK}/e/{opened}/proof.json")
        assert program(scope="read").get(f"{HERE}/entries/{opened}/proof").json() == page.json()

    def test_a_timeline_says_what_was_done_and_what_it_is_worth(self, program: Made, opened: str) -> None:
        rows = program(scope="read").get(f"{HERE}/dossiers/{opened}/timeline", **{"Accept-Language": "fr"}).json()
        row = rows["items"][-1]
        assert (row["entry"], row["act"], row["standing"], row["final"]) == (opened, "call", "stands", False)
        assert row["unacknowledged_by"] == ["MAR"]
        assert row["label"] == "Convoquer la session"
        assert {"label": "Lieu", "value": "Madrid"} in row["said"]

    def test_what_i_can_do_and_what_is_missing(self, program: Made, opened: str) -> None:
        found = {each["act"]: each for each in program(scope="read").get(f"{HERE}/dossiers/{opened}/acts").json()}
        assert found["raise_item"]["open"] and not found["raise_item"]["missing"]
        assert [each["name"] for each in found["raise_item"]["fields"]][:2] == ["title", "dimension"]
        assert not found["propose_open_session"]["open"] and found["propose_open_session"]["missing"][0]["text"]


class TestActing:
    """As its officer, by the same service as a form."""

    def test_an_act_is_done_once_and_seen_as_the_officers(self, program: Made, opened: str) -> None:
        from jisr.node import models

        one = program()
        first, again = one.act(opened, ITEM, key="once"), one.act(opened, ITEM, key="once")
        assert first.status_code == again.status_code == 201
        assert first.json() == again.json()
        other = one.act(opened, ITEM, key="another")
        assert other.json()["entry"] != first.json()["entry"]
        done = first.json()
        assert (done["dossier"], done["authority"], done["mandate"]) == (opened, "esp.migration", "co_chair")
        acts = {f"{each['party']}.{each['seq']}": each for each in one.get(f"{HERE}/dossiers/{opened}").json()["acts"]}
        called = models.Pseudonym.objects.get(officer=one.token.officer, framework=FRAMEWORK, dossier=opened).code
        assert acts[done["entry"]]["by"]["officer"] == called
        uses = models.TokenUse.objects.filter(token=one.token).order_by("pk").values_list("entry", flat=True)
        assert list(uses) == [done["entry"], done["entry"], other.json()["entry"]]

    def test_a_dossier_is_opened(self, program: Made) -> None:
        one = program()
        done = one.post(f"{HERE}/dossiers", {"procedure": "session/1", "act": "call", "fields": CALL})
        assert done.status_code == 201
        assert one.get(f"{HERE}/dossiers/{done.json()['dossier']}").json()["stage"] == "called"

    @pytest.mark.parametrize(
        ("language", "says"),
        [("en", "The agenda has not been adopted"), ("es", "El orden del día no se ha adoptado"), ("xx", "The agenda")],
    )
    def test_what_stands_against_it_is_said(self, program: Made, opened: str, language: str, says: str) -> None:
        """In words, in the language asked for, with the terms that failed; nothing is recorded."""
        from jisr.node import models

        one, before = program(), models.Entry.objects.count()
        wish = {"act": "propose_open_session", "fields": {"date": "2027-03-27"}}
        said = is_problem(one.act(opened, wish, **{"Accept-Language": language}), 409, "not-possible")
        assert says in said["reasons"][0]["text"]
        assert said["reasons"][0]["term"] == {"fact": "agenda_adopted"}
        assert models.Entry.objects.count() == before
        assert models.TokenUse.objects.get(token=one.token).refused == "NotPossible"

    @pytest.mark.parametrize(
        ("wish", "field"),
        [
            ({"act": "raise_item", "fields": {"title": "x"}}, "body.fields.dimension"),
            ({"act": "raise_item", "fields": {**ITEM["fields"], "size": 1}}, "body.fields.size"),  # type: ignore[dict-item]
            ({"act": "raise_item", "fields": {**ITEM["fields"], "title": 1.5}}, "body.fields.title"),  # type: ignore[dict-item]
            ({"act": 1}, "body.act"),
            ({"fields": {}}, "body.act"),
            ({**ITEM, "wishes": []}, "body.wishes"),
            ({**ITEM, "item": "nothing"}, "body.item"),
        ],
    )
    def test_a_field_that_is_amiss_is_named(self, program: Made, opened: str, wish: Any, field: str) -> None:
        said = is_problem(program().act(opened, wish), 422, "wrong-field")
        assert field in [each["field"] for each in said["fields"]]
        assert all(each["message"] for each in said["fields"])

    def test_an_act_that_is_not_declared(self, program: Made, opened: str) -> None:
        said = is_problem(program().act(opened, {"act": "raise_itme"}), 422, "wrong-field")
        assert "raise_item" in said["remedy"]
        is_problem(program().act("ESP.99999", ITEM), 404, "not-found")

    def test_several_at_once_are_none(self, program: Made, opened: str) -> None:
        """Red line: nothing acts in bulk."""
        from jisr.node import models

        before = models.Entry.objects.count()
        for body in ([ITEM, ITEM], {"acts": [ITEM, ITEM]}, {**ITEM, "act": ["raise_item", "raise_item"]}):
            is_problem(program().act(opened, body), 422, "wrong-field")
        assert models.Entry.objects.count() == before

    def test_without_a_key_nothing_is_done(self, program: Made, opened: str) -> None:
        one = program()
        answer = one.client.post(
            f"{HERE}/dossiers/{opened}/acts",
            json.dumps(ITEM),
            content_type="application/json",
            headers={"Authorization": f"Bearer {one.spelt}"},
        )
        said = is_problem(answer, 422, "wrong-field")
        assert said["fields"][0]["field"] == "header.Idempotency-Key"

    @pytest.mark.parametrize("body", ["", "{", "[" * 100_000, b"\xff", '{"act": NaN}', '{"act": "\\ud800"}'])
    def test_what_is_no_json(self, program: Made, opened: str, body: Any) -> None:
        answer = program().act(opened, body)
        assert answer.status_code in (400, 422), answer.content
        is_problem(answer, answer.status_code, "unreadable" if body else "wrong-field")

    def test_what_is_too_large_is_not_even_read(self, program: Made, opened: str) -> None:
        from jisr.node.api_limits import BODY_BYTES_MAX

        is_problem(program().act(opened, " " * (BODY_BYTES_MAX + 1)), 413, "too-large")

    def test_texts_are_composed(self, program: Made, opened: str) -> None:
        """Protocol 2.3: authors write NFC."""
        one = program()
        wish = {"act": "raise_item", "fields": {"title": "cafe\u0301", "dimension": "capacity"}}
        done = one.act(opened, wish).json()["entry"]
        rows = one.get(f"{HERE}/dossiers/{opened}/timeline").json()["items"]
        assert next(each for each in rows if each["entry"] == done)["said"][0]["value"] == "caf\u00e9"


class TestScope:
    """A token reaches what it was made for, and no more."""

    def test_one_that_reads_does_nothing(self, program: Made, opened: str) -> None:
        is_problem(program(scope="read").act(opened, ITEM), 403, "out-of-scope")

    def test_a_post_that_does_not_permit_it(self, program: Made, opened: str) -> None:
        said = is_problem(program("delegate").act(opened, {"act": "propose_adopt_agenda"}), 403, "not-permitted")
        assert "co_chair" in said["detail"]

    def test_a_framework_that_it_is_not_for(self, program: Made) -> None:
        """Whether there is one of that name it does not learn."""
        for path in ("/api/1/frameworks/mar-nld", "/api/1/frameworks/nothing/dossiers"):
            said = is_problem(program().get(path), 403, "out-of-scope")
            assert FRAMEWORK not in said["remedy"]

    def test_procedures_that_it_is_not_for(self, program: Made, opened: str) -> None:
        one = program(procedures=("commitment",))
        paths = ("", "/timeline", "/acts", "/periods")
        for path in (*(f"{HERE}/dossiers/{opened}{each}" for each in paths), f"{HERE}/entries/{opened}/proof"):
            is_problem(one.get(path), 403, "out-of-scope")
        is_problem(one.get(f"{HERE}/dossiers?procedure=session"), 403, "out-of-scope")
        assert "commitment" in is_problem(one.get(f"{HERE}/dossiers"), 403, "out-of-scope")["detail"]
        assert one.get(f"{HERE}/dossiers?procedure=commitment").status_code == 200
        is_problem(one.act(opened, ITEM), 403, "out-of-scope")
        wish = {"procedure": "session/1", "act": "call", "fields": CALL}
        is_problem(one.post(f"{HERE}/dossiers", wish), 403, "out-of-scope")


class TestLimits:
    """So many requests a minute, whichever process answers them."""

    @pytest.fixture
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from jisr.node.services import tokens

        monkeypatch.setattr(tokens, "REQUESTS_A_MINUTE_MAX", 6)
        monkeypatch.setattr(tokens, "REQUESTS_LEASED", 2)
        monkeypatch.setattr(tokens, "ACTS_A_MINUTE_MAX", 2)
        # A minute that does not end while the test runs.
        monkeypatch.setattr(type(tokens.CLOCK), "now", lambda self: 1_900_000_000 // 60 * 60 + 7)

    def test_requests(self, program: Made, few: None, monkeypatch: pytest.MonkeyPatch) -> None:
        from jisr.node.services import tokens

        one, other = program(), program()
        # What another process has taken is in no memory of this one.
        assert [one.get(HERE).status_code for _ in range(2)] == [200, 200]
        monkeypatch.setattr(tokens, "_leased", {})
        assert [one.get(HERE).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
        answer = one.get(HERE)
        is_problem(answer, 429, "too-many")
        assert answer["Retry-After"] == "53"
        assert other.get(HERE).status_code == 200, "each token has its own number"
        monkeypatch.setattr(type(tokens.CLOCK), "now", lambda self: 1_900_000_000 // 60 * 60 + 60)
        assert one.get(HERE).status_code == 200, "a new minute"

    def test_acts(self, program: Made, few: None, opened: str) -> None:
        from jisr.node import models

        one = program()
        wrong = {"act": "raise_item", "fields": {}}
        assert [one.act(opened, wrong).status_code for _ in range(3)] == [422, 422, 429]
        assert models.TokenUse.objects.filter(token=one.token).count() == 2
        assert one.get(HERE).status_code == 200


class TestDescription:
    """Programs and people read what there is, from this node alone."""

    @pytest.fixture(scope="class")
    def whole(self, spain: Any) -> dict[str, Any]:
        from django.test import Client

        value: dict[str, Any] = Client(HTTP_HOST="127.0.0.1").get("/api/1/openapi.json").json()
        return value

    def test_every_address_asks_for_a_token_and_says_how_it_refuses(self, whole: dict[str, Any]) -> None:
        operations = [each for methods in whole["paths"].values() for each in methods.values()]
        assert len(operations) == 21
        assert len({each["operationId"] for each in operations}) == 21
        for each in operations:
            assert each["security"] == [{"Bearer": []}]
            assert {"400", "401", "403", "404", "422", "429", "503"} < set(each["responses"])
            assert each["summary"] and each["description"]
        assert whole["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"
        assert not [each for each in whole["paths"] if "bulk" in each or "batch" in each]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_is_in_the_readers_language_and_asks_nobody_else(
        self, browse: Callable[[str], Any], whole: dict[str, Any], language: str
    ) -> None:
        client = browse("chair")
        client.cookies["jisr_esp_language"] = language
        page = client.get("/api/1/docs")
        assert page.status_code == 200
        text = page.content.decode()
        assert f'<html lang="{language}"' in text
        assert "<script" not in text and "cdn" not in text
        assert all(f"<code>{path}</code>" in text for path in whole["paths"])
        assert ("Who am I" in text) == (language == "en")

    def test_it_is_described_in_the_language_asked_for(self, spain: Any) -> None:
        from django.test import Client

        answer = Client(HTTP_HOST="127.0.0.1").get("/api/1/openapi.json", headers={"Accept-Language": "nl"})
        assert answer["Content-Language"] == "nl"
        assert answer.json()["paths"]["/api/1/work"]["get"]["summary"] == "Mijn werk"

    def test_what_is_not_there_is_said_to_programs(self, program: Made) -> None:
        for path in ("/api/1/nothing", "/api/2/", "/api/nothing", f"{HERE}/dossiers/ESP.99999"):
            is_problem(program().get(path), 404, "not-found")
        is_problem(program().get(f"{HERE}?x=%00"), 400, "unreadable")
        answer = program().client.delete(HERE)
        is_problem(answer, 405, "method")
        assert answer["Allow"] == "GET"

    def test_the_head_alone_is_answered(self, program: Made) -> None:
        one = program()
        answer = one.client.head(HERE, headers={"Authorization": f"Bearer {one.spelt}"})
        assert answer.status_code == 200 and answer.content == b""


def test_an_act_of_the_api_reaches_the_other_side(
    program: Made, opened: str, other: Other, exchange: Callable[[], None]
) -> None:
    """It is an act like any other."""
    done = program().act(opened, {"act": "propose_accept_call"}).json()["entry"]
    exchange()
    answered = other.ask("act", dossier=opened, act="concur_accept_call", item=done)
    exchange()
    assert answered.startswith("MAR.")
    assert program().get(f"{HERE}/dossiers/{opened}").json()["facts"]["call_accepted"] is True
