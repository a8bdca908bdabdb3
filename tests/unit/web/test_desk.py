"""The desk: what waits and what lists show is what the dossiers say, whenever it is described."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.unit.web.conftest import Other
from tests.unit.web.test_pages import send, text

HERE = "/f/mar-esp"
FRAMEWORK = "mar-esp"


def call(other: Other, place: str, ordinal: int, **more: str) -> str:
    """Let Morocco call a session and propose that the call be accepted."""
    fields = {"ordinal": ordinal, "place": place, "date": "2027-09-04", "format": "in_person", **more}
    code = str(other.ask("act", dossier=None, act="call", fields=fields, procedure="session/1"))
    other.ask("act", dossier=code, act="propose_accept_call")
    return code


@pytest.fixture(scope="module")
def session(spain: Any, other: Other, exchange: Callable[[], None]) -> str:
    """A session that Morocco has called, with the call proposed to be accepted, and something said in it."""
    from jisr.node.services.desk import clear_desk, describe_all

    # Other modules put rows of their own into the desk; what is done from here on is described step by step.
    clear_desk(FRAMEWORK)
    describe_all(FRAMEWORK)  # type: ignore[arg-type]
    exchange()
    code = call(other, "Tetuán", 9, note="=HYPERLINK(1)")
    for title in ("Échange de statistiques", "تبادل المعلومات", "Twee vergaderingen", "Reforzar la cooperación"):
        other.ask("act", dossier=code, act="raise_item", fields={"title": title, "dimension": "border"})
    exchange()
    return code


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


def described() -> tuple[list[Any], list[Any]]:
    """Give all that is described, as values that can be compared."""
    from jisr.node import models

    names = [f.attname for f in models.Line._meta.concrete_fields if f.name not in ("pk", "moves")]
    lines = list(models.Line.objects.order_by("framework", "code").values_list(*names))
    rows = models.Waiting.objects.order_by("framework", "dossier", "kind", "about", "party")
    tally = models.Tally.objects.order_by("framework", "kind", "is_closed", "stage")
    lines += tally.exclude(number=0).values_list("framework", "kind", "is_closed", "stage", "number")
    return lines, list(
        rows.values_list("dossier", "kind", "about", "act", "party", "mandates", "since", "due", "words")
    )


def differences() -> list[str]:
    """Hold the desk against the dossiers."""
    from jisr.node.comparing_desk import compare_desk
    from jisr.node.queries.reading import reading

    return [f"{each.where}: {each.how}" for each in compare_desk(reading(FRAMEWORK), {})]


@contextmanager
def counting() -> Iterator[list[str]]:
    """Gather the questions to the database."""
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def test_a_proposal_waits_for_who_has_not_answered_it(session: str) -> None:
    """By whom it may be answered is said, and since when it waits."""
    from jisr.node import models

    (row,) = models.Waiting.objects.filter(dossier=session, kind="answer")
    assert (row.kind, row.party, row.act) == ("answer", "ESP", "concur_accept_call")
    assert row.mandates == ["co_chair", "secretariat"]
    assert (row.due, row.by) == (None, models.NEVER)
    line = models.Line.objects.get(code=session)
    assert (line.kind, line.ordinal, line.words["place"], line.date) == ("session", 9, "Tetuán", "2027-09-04")
    assert (line.proposals, line.stage, line.opener) == (1, "called", "MAR")


def test_described_step_by_step_or_at_once_it_is_the_same(session: str) -> None:
    """The desk follows from what is written, and from nothing else; what it says can be held against that."""
    from jisr.node.services.desk import clear_desk, describe_all

    before = described()
    assert differences() == []
    clear_desk(FRAMEWORK)
    assert described() == ([], [])
    assert differences() == [], "what is not described yet is no difference"
    describe_all(FRAMEWORK)  # type: ignore[arg-type]
    assert described() == before
    assert before[0]
    assert differences() == []


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("line", "UPDATE line SET stage = 'held' WHERE code = '{}'"),
        ("line", "DELETE FROM line WHERE code = '{}'"),
        ("waiting", "DELETE FROM waiting WHERE dossier = '{}'"),
        ("waiting", "UPDATE waiting SET party = 'MAR' WHERE dossier = '{}'"),
        ("tally", "UPDATE tally SET number = number + 1"),
        ("tally", "DELETE FROM tally"),
        ("passage", "DELETE FROM passage WHERE dossier = '{}'"),
    ],
)
def test_what_is_amiss_on_the_desk_is_found_and_described_anew(session: str, table: str, change: str) -> None:
    """The checker names the dossier; clearing and describing mends it."""
    from django.db import connection

    from jisr.node.services.desk import clear_desk, describe_all

    with connection.cursor() as cursor:
        cursor.execute(change.format(session))
        assert cursor.rowcount > 0
    assert differences(), table
    clear_desk(FRAMEWORK)
    describe_all(FRAMEWORK)  # type: ignore[arg-type]
    assert differences() == []


def test_an_own_act_is_on_the_next_page_and_the_rest_is_said_to_follow(chair: Any, session: str) -> None:
    """Who acts sees at once what it moved; the mark stays, and the page says that the lists are behind."""
    from jisr.node.services.desk import describe_all

    send(chair, f"{HERE}/d/{session}/act/propose_adopt_agenda/")
    send(chair, f"{HERE}/d/{session}/act/name_delegate/", name="Ana", role="Head", capacity="member")
    work = text(chair.get("/my-work/"))
    assert re.search(r'data-section="mine".*data-act="concur_accept_call"', work, re.S)
    assert "data-behind" in work
    describe_all(FRAMEWORK)  # type: ignore[arg-type]
    work = text(chair.get("/my-work/"))
    assert "data-behind" not in work
    assert 'data-sent="' in work
    assert "Ana" not in work
    listed = text(chair.get("/my-work/?who=sent"))
    assert "Name a delegate" in listed


def test_what_a_post_cannot_answer_waits_for_colleagues(browse: Callable[[str], Any], session: str) -> None:
    """Nothing stands under “Waits for me” that I could not move, and nothing at all without a post."""
    delegate = browse("delegate")
    assert "concur_accept_call" not in text(delegate.get("/my-work/?who=mine"))
    theirs = text(delegate.get("/my-work/?who=ours"))
    assert "Accept the call" in theirs
    assert "your post cannot answer" in theirs
    for who in ("", "mine", "ours", "theirs", "sent"):
        assert "Tetuán" not in text(browse("stranger").get(f"/my-work/?who={who}"))


@pytest.mark.parametrize(
    "query", ["who=none", "kind=x&who=mine", "when=%00x", "group=elsewhere&who=mine", "page=-1&who=mine"]
)
def test_a_filter_that_cannot_be_meant_shows_a_page(chair: Any, session: str, query: str) -> None:
    """An address that somebody has mistyped is no error, unless no text can hold it."""
    assert chair.get(f"/my-work/?{query}").status_code == (400 if "%00" in query else 200)
    assert chair.get(f"{HERE}/dossiers/?{query}").status_code == (400 if "%00" in query else 200)


def test_a_list_is_filtered_by_links_and_its_count_is_true(chair: Any, session: str) -> None:
    """By kind, state, stage, side and words; each link keeps what is chosen of the others."""
    whole = text(chair.get(f"{HERE}/dossiers/"))
    count = re.search(r'data-count="(\d+)"', whole)
    assert count is not None
    assert whole.count("data-dossier=") == min(50, int(count[1]))
    for query, is_there in {
        "procedure=session&stage=called": True,
        "procedure=session&stage=held": False,
        "words=tetuan": True,
        "words=tet": True,
        "words=casablanca": False,
        "state=open&party=MAR&sort=opened": True,
        "state=closed": False,
        "state=late": False,
    }.items():
        page = text(chair.get(f"{HERE}/dossiers/?{query}"))
        assert (f'data-dossier="{session}"' in page) == is_there, query
        found = re.search(r'data-count="(\d+)"', page)
        assert found is not None
        assert int(found[1]) == page.count("data-dossier="), query
    kept = text(chair.get(f"{HERE}/dossiers/?procedure=session&words=tetuan"))
    assert "?procedure=session&amp;state=open&amp;words=tetuan" in kept


def test_what_is_seen_is_taken_along_as_csv(chair: Any, session: str, other: Other, exchange: Any) -> None:
    """Spreadsheets read its letters, and run nothing of what officers typed."""
    call(other, '=cmd|" /C calc"!A1', 77)
    exchange()
    answer = chair.get(f"{HERE}/dossiers/?words=cmd&as=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_formulas_are_kept_from_being_read_as_such(spain: Any) -> None:
    """Whatever a name begins with."""
    from jisr.web.views.lists import FORMULA_BEGINS, _plain

    assert [_plain(f"{each}x")[0] for each in FORMULA_BEGINS] == ["'"] * len(FORMULA_BEGINS)


@pytest.mark.parametrize("asked", ["statistique", "معلومات", "vergadering", "cooperacion", "TETUÁN", "échange stat"])
def test_words_are_found_in_every_language(chair: Any, session: str, asked: str) -> None:
    """With the sentence, the word marked, and the way to the act."""
    page = text(chair.get("/search/", {"q": asked}))
    assert "<mark>" in page
    assert f"{HERE}/d/{session}/?at=" in page


def test_nothing_is_found_of_groups_without_a_post(browse: Callable[[str], Any], chair: Any, session: str) -> None:
    """Neither by words nor by number."""
    stranger = browse("stranger")
    assert "data-hit" not in text(stranger.get("/search/", {"q": "tetuan"}))
    assert stranger.get("/search/", {"q": session}).status_code == 200
    assert (
        chair.get("/search/", {"q": session.lower()}).headers["Location"]
        == f"{HERE}/d/{session}/?at={session}#{session}"
    )
    assert chair.get("/search/", {"q": f"{FRAMEWORK}/{session}"}).status_code == 302
    assert "No act ESP.99999 is here" in text(chair.get("/search/", {"q": "ESP.99999"}))


@pytest.mark.parametrize(
    "asked", ["", " ", "…", "(", '"', "'", "a OR b", "NEAR(", "*", "\\", "x" * 300, "=tetuan", "@mar"]
)
def test_whatever_is_asked_for_a_page_answers(chair: Any, session: str, asked: str) -> None:
    """No sign is a command to the store."""
    assert chair.get("/search/", {"q": asked}).status_code == 200


def test_no_page_asks_more_as_data_grow(chair: Any, session: str, other: Other, exchange: Callable[[], None]) -> None:
    """At two sizes the number of questions is the same."""
    paths = ["/my-work/", "/my-work/?who=mine", "/my-work/?who=theirs", "/my-work/?who=sent", f"{HERE}/"]
    paths += [f"{HERE}/dossiers/", f"{HERE}/dossiers/?procedure=session&stage=called&words=a", "/search/?q=tetuan"]

    def asked() -> dict[str, int]:
        counts = {}
        for path in paths:
            chair.get(path)
            with counting() as found:
                chair.get(path)
            counts[path] = len(found)
        return counts

    call(other, "Tetuán", 100)
    exchange()
    before = asked()
    for ordinal in range(101, 116):
        call(other, "Tetuán", ordinal)
    exchange()
    assert asked() == before
    assert max(before.values()) <= 30


def test_files_are_compressed_and_kept_by_who_has_them(chair: Any, session: str) -> None:
    """An address names what it leads to; asked for by it, it is never asked for again."""
    page = text(chair.get("/my-work/"))
    (address,) = re.findall(r'href="([^"]*/jisr\.css\?v=[0-9a-f]+)"', page)
    plain = chair.get(address)
    packed = chair.get(address, HTTP_ACCEPT_ENCODING="gzip, br")
    assert gzip.decompress(packed.content) == plain.content
    assert "immutable" in packed.headers["Cache-Control"]
    assert chair.get(address, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=packed.headers["ETag"]).status_code == 304
    for other in (address.partition("?")[0], f"{address}0"):
        assert "no-cache" in chair.get(other).headers["Cache-Control"], "what may change is asked for again"
    assert chair.get("/static/jisr/nothing.css").status_code == 404
    assert chair.get("/static/../node.toml").status_code in (400, 404)


def test_pages_are_compressed_and_their_length_is_blurred(chair: Any, session: str) -> None:
    """A page asked for twice has not one length: what stands beside a secret is not told by it."""
    lengths = {len(chair.get("/my-work/", HTTP_ACCEPT_ENCODING="gzip").content) for _ in range(8)}
    assert len(lengths) > 1
    assert chair.get("/my-work/", HTTP_ACCEPT_ENCODING="gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in chair.get("/health/", HTTP_ACCEPT_ENCODING="gzip").headers


class TestTime:
    """Time passes without anything being written."""

    @pytest.fixture
    def promise(self, spain: Any, other: Other, exchange: Callable[[], None]) -> str:
        """A commitment that Spain has registered for itself, in a session that both have opened."""
        mine = {"name": "chair", "authority": "esp.migration"}
        exchange()
        code = call(other, "Nador", 200)
        for act, fields in (("accept_call", {}), ("adopt_agenda", {}), ("open_session", {"date": "2027-09-04"})):
            proposal = other.ask("act", dossier=code, act=f"propose_{act}", fields=fields)
            exchange()
            spain.act(dossier=code, act=f"concur_{act}", item=proposal, **mine)
            exchange()
        fields = {"what": "Publish the figures", "who": "esp", "by_when": "2027-12-31", "dimension": "information"}
        fields["verb_class"] = "action"
        done: str = spain.act(dossier=None, act="register", fields=fields, procedure="commitment/1", item=code, **mine)
        exchange()
        return done

    def test_a_date_makes_a_line_late_though_nobody_writes(self, chair: Any, promise: str, monkeypatch: Any) -> None:
        """Before the day it is owed, after it late, in lists, in my work, and by its stage, as its dossier says."""
        from jisr.base import Instant
        from jisr.node import models
        from jisr.node.clock import MachineClock
        from jisr.node.queries.headings import by_nobody, stage_of
        from jisr.node.queries.reading import own_party, reading
        from jisr.rules.calendars import end_of_date

        due = end_of_date("2027-12-31", None)
        (row,) = models.Waiting.objects.filter(dossier=promise, kind="date")
        assert (row.party, row.due, row.by, row.about, row.mandates) == ("ESP", due, due, "due_on", ["*"])
        before = described()
        late, overdue = f"{HERE}/dossiers/?state=late", f"{HERE}/dossiers/?procedure=commitment&stage=overdue"
        for at, is_late in ((due - 1, False), (due, True), (due + 86_400, True)):
            monkeypatch.setattr(MachineClock, "now", lambda self, at=at: Instant(at))
            held = reading(FRAMEWORK)
            docket = held.docket(promise)
            stage = stage_of(docket, held.stub(own_party(), "reopen", by_nobody()))
            assert stage == ("Overdue" if is_late else "To be confirmed")
            for path in (late, overdue):
                assert (f"/d/{promise}/" in text(chair.get(path))) == is_late, (path, at)
            mine = text(chair.get("/my-work/?who=mine&when=late"))
            assert f"/d/{promise}/" in mine, "since half a year it is to be looked at again"
            owed = text(chair.get("/my-work/?who=mine&when=owed&kind=dates"))
            assert f"/d/{promise}/" in owed, "within a week it is owed"
            line = text(chair.get(f"{HERE}/dossiers/?words=figures")).partition(f'data-dossier="{promise}"')[2]
            assert stage in line.partition("</tr>")[0]
            assert differences() == []
        assert described() == before
