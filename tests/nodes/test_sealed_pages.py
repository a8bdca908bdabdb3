"""Sealed fields for officers and their programs: filled in, read once, logged, and nowhere else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.nodes import FRAMEWORK, StartedNode
from tests.nodes.sealing import (
    SECRET,
    Sealing,
    entry_of,
    found_sealing,
    is_anywhere,
    open_file,
    pieces,
    seal_act,
    shipping,
)

F = f"/f/{FRAMEWORK}"
Answer = tuple[int, str, dict[str, str]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("sealing"))


class Office(StartedNode):
    """Spain's node, in which officers browse."""

    def __init__(self, both: Sealing) -> None:
        self.both = both
        super().__init__(both.esp.home, module="tests.nodes.sealed_child")

    def ask(self, **order: Any) -> Any:
        self.send(order)
        return self.receive()

    def browse(self, username: str, *asked: tuple[str, dict[str, str] | None]) -> list[Answer]:
        return [(s, t, h) for s, t, h in self.ask(do="browse", username=username, asked=asked)]

    def get(self, username: str, path: str) -> Answer:
        return self.browse(username, (path, None))[0]

    def post(self, username: str, path: str, **fields: str) -> Answer:
        return self.browse(username, (path, fields))[0]


@pytest.fixture(scope="module")
def opened(founded: Sealing, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sealing, str]:
    """Both nodes with a file of a person, and its number: each test that asks for the file has a copy of them."""
    both = founded.twin(tmp_path_factory.mktemp("opened"))
    number = open_file(both.esp)
    both.carry()
    return both, number


@pytest.fixture
def office(founded: Sealing, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    begun: Sealing = request.getfixturevalue("opened")[0] if "file" in request.fixturenames else founded
    node = Office(begun.copy(tmp_path))
    yield node
    node.stop()


@pytest.fixture
def file(opened: tuple[Sealing, str]) -> str:
    """A file of a person, its blobs at both nodes."""
    return opened[1]


def read_path(entry: str, field: str) -> str:
    return f"{F}/e/{entry}/sealed/{field}/"


def test_the_form_says_who_will_read_and_seals(office: Office) -> None:
    path = f"{F}/open/welfare/1/"
    status, page, _ = office.get("esp.protection", path)
    assert status == 200
    assert "Will be read by: esp.guardian, esp.protection and mar.protection." in page, "the default sides"
    assert "It is kept in no draft." in page
    fields = {"side:host": "ESP", "side:origin": "MAR", "name": SECRET, "kind": "plain"}
    status, page, headers = office.post("esp.protection", path, **fields)
    assert status == 302, page
    entry = headers["Location"].rstrip("/").rpartition("/")[2]
    assert entry_of(office.both.esp, entry)["sealed"]["name"]["to"] == [
        "esp.guardian",
        "esp.protection",
        "mar.protection",
    ]
    assert entry_of(office.both.esp, entry)["fields"] == {"kind": "plain"}
    assert SECRET not in headers["Location"]
    assert not is_anywhere(office.both.folder, "Yūsuf")


def test_a_form_that_is_amiss_comes_back_and_is_kept_nowhere(office: Office, file: str) -> None:
    """What was typed is in the answer alone: no draft has it, and a reload of the form does not bring it back."""
    path = f"{F}/d/{file}/act/note/"
    status, page, headers = office.post("esp.protection", path, story=SECRET, **{"day-day": "31", "day-month": "2"})
    assert status == 422 and SECRET in page and "no-store" in headers["Cache-Control"]
    assert all("story" not in each for each in office.ask(do="drafts"))
    status, page, _ = office.post("esp.protection", path, story=SECRET, **{"do:save": "1"})
    assert "what is sealed is in no draft" in page
    assert SECRET not in office.get("esp.protection", path)[1]
    assert not is_anywhere(office.both.folder, "Yūsuf")
    status, page, headers = office.post("", path, story=SECRET, once="x")
    assert status == 403 and SECRET in page, "who was signed out meanwhile has it on this page alone"


def test_reading_is_asked_for_noted_and_shown_once(office: Office, file: str) -> None:
    path = read_path(file, "name")
    dossier = f"{F}/d/{file}/"
    seen = office.get("esp.guardian", dossier)[1]
    assert f'href="{path}"' in seen and SECRET not in seen and "sealed to esp.guardian, esp.protection" in seen
    status, page, headers = office.get("esp.guardian", path)
    assert status == 200 and SECRET not in page and headers["Cache-Control"] == "no-store"
    status, page, _ = office.post("esp.guardian", path)
    assert status == 422 and SECRET not in page, "without a purpose nothing is read"
    status, page, _ = office.post("esp.guardian", path, purpose="other")
    assert status == 422 and SECRET not in page, "something else is to be said"
    assert office.both.esp.rows("SELECT count(*) FROM access") == [(0,)]
    status, page, headers = office.post(
        "esp.guardian", path, purpose="other", **{"purpose-words": "to call the family"}
    )
    assert status == 200 and SECRET in page and headers["Cache-Control"] == "no-store"
    rows = office.both.esp.rows(
        "SELECT party || '.' || seq, field, authority, mandate, purpose, words, way FROM access"
    )
    assert rows == [(file, "name", "esp.guardian", "guardian", "other", "to call the family", "page")]
    assert SECRET not in office.get("esp.guardian", path)[1], "it is on no page that a link leads to"


def test_it_is_on_no_other_page_and_in_no_search(office: Office, file: str) -> None:
    office.post("esp.guardian", read_path(file, "name"), purpose="care")
    paths = [
        f"{F}/", f"{F}/dossiers/", f"{F}/d/{file}/", f"{F}/e/{file}/", f"{F}/e/{file}/proof.json", "/my-work/",
        "/search/?q=Y%C5%ABsuf", "/notices/", "/drafts/", f"{F}/d/{file}/readings/",
    ]  # fmt: skip
    for (status, page, _), path in zip(
        office.browse("esp.guardian", *((each, None) for each in paths)), paths, strict=True
    ):
        assert status == 200 and "fears his uncle" not in page, path
    office.both.esp.jisr("dossier", "show", file)
    assert not is_anywhere(office.both.folder, "fears his uncle")


def test_who_may_not_read_is_not_offered_it_and_refused(office: Office, file: str) -> None:
    """Neither an officer of another authority, nor one whose post has not the mandate, nor who only administers."""
    note = seal_act(office.both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    answer = seal_act(office.both.mar, file, "answer_origin", sealed={"report": SECRET})["entry"]
    office.both.carry()
    office.ask(do="administer")
    # To whom the file is not theirs it is not there.
    for username, refused in (("esp.founder", 404), ("narrow", 404), ("administrator", 403)):
        status, page, _ = office.post(username, read_path(note, "story"), purpose="care")
        assert status == refused and "fears" not in page, username
    for username in ("esp.guardian", "esp.protection"):
        status, page, _ = office.post(username, read_path(answer, "report"), purpose="care")
        assert status == 200 and SECRET in page
    status, page, _ = office.post("esp.guardian", read_path(answer, "nothing"), purpose="care")
    assert status == 404
    assert office.both.esp.rows("SELECT count(*) FROM access") == [(2,)]


def test_what_has_not_come_is_said_and_not_logged(office: Office, file: str) -> None:
    office.both.esp.rows("SELECT 1")
    with office.both.esp.database() as opened:
        opened.execute("UPDATE sealed SET content = NULL")
    status, page, _ = office.post("esp.guardian", read_path(file, "name"), purpose="care")
    assert status == 409 and "has not come to this node" in page
    assert office.both.esp.rows("SELECT count(*) FROM access") == [(0,)]


def test_the_log_of_readings_is_for_the_guardian_and_administrators(office: Office, file: str) -> None:
    office.ask(do="administer")
    office.post("esp.protection", read_path(file, "name"), purpose="decide")
    path = f"{F}/d/{file}/readings/"
    for username in ("esp.guardian", "administrator"):
        status, page, headers = office.get(username, path)
        assert status == 200 and f'data-reading="{file}/name"' in page and headers["Cache-Control"] == "no-store"
        assert "To decide or act in this dossier" in page and "(Guardian)" not in page
    # Of a dossier that one does not see nobody says that it is there.
    for username, refused in (("esp.protection", (403,)), ("esp.founder", (403, 404)), ("narrow", (403, 404))):
        status, page, _ = office.get(username, path)
        assert status in refused and "data-reading=" not in page, username
    assert "data-readings-link" in office.get("esp.guardian", f"{F}/d/{file}/")[1]
    assert "data-readings-link" not in office.get("esp.protection", f"{F}/d/{file}/")[1]


def test_from_the_command_line(office: Office, file: str) -> None:
    told = ("sealed", "read", FRAMEWORK, file, "name", "--officer")
    said = office.both.esp.jisr(*told, "esp.guardian", "--purpose", "care")
    assert said.out.strip() == SECRET
    assert office.both.esp.jisr(*told, "esp.guardian", "--purpose", "care", "--json").value["value"] == SECRET
    assert "Yūsuf" not in office.both.esp.jisr(*told, "esp.founder", "--purpose", "care", code=1).out
    assert office.both.esp.jisr(*told, "esp.guardian", "--purpose", "fun", code=1).err
    (first, second) = office.both.esp.jisr("sealed", "log", FRAMEWORK, file, "--json").value
    assert first["username"] == "esp.guardian" and first["code"] == "care" and first["way"] == "command"
    assert second["entry"] == file
    there = office.both.mar.jisr(
        "sealed", "read", FRAMEWORK, file, "name", "--officer", "mar.protection", "--purpose", "check"
    )
    assert there.out.strip() == SECRET
    assert len(office.both.mar.jisr("sealed", "log", FRAMEWORK, file, "--json").value) == 1


def token(office: Office, scope: str) -> str:
    until = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    told = ("--purpose", "tests", "--framework", FRAMEWORK, "--until", until, "--scope", scope, "--json")
    return str(office.both.esp.jisr("token", "make", "esp.protection", *told).value["token"])


def test_programs_need_a_token_for_it(office: Office, file: str) -> None:
    api = f"/api/1/frameworks/{FRAMEWORK}"
    path = f"{api}/entries/{file}/sealed/name"
    for scope in ("read", "act"):
        ((status, said, _),) = office.ask(
            do="call", key=scope, token=token(office, scope), asked=[(path, {"purpose": "care"})]
        )
        assert status == 403 and SECRET not in str(said), scope
    reader = token(office, "sealed")
    asked: list[Any] = [
        (path, {"purpose": "care"}),
        (path, {"purpose": "fun"}),
        (f"{api}/entries/{file}/sealed/born", {"purpose": "care"}),
    ]
    read, wrong, missing = office.ask(do="call", key="r", token=reader, asked=asked)
    assert read[0] == 200 and read[1]["value"] == SECRET and read[2] == "no-store"
    assert (wrong[0], missing[0]) == (422, 404)
    acts = [
        (f"{api}/dossiers/{file}/acts", {"act": "note", "fields": {"day": "2027-01-02"}, "sealed": {"story": SECRET}})
    ]
    assert office.ask(do="call", key="n", token=reader, asked=acts)[0][0] == 403
    done = office.ask(do="call", key="n", token=token(office, "act"), asked=acts)[0]
    assert done[0] == 201
    assert "story" in entry_of(office.both.esp, done[1]["entry"])["sealed"]
    lacking = [(f"{api}/dossiers/{file}/acts", {"act": "note", "fields": {"day": "2027-01-02", "story": SECRET}})]
    refused = office.ask(do="call", key="m", token=token(office, "act"), asked=lacking)[0]
    assert refused[0] == 422 and SECRET not in str(refused[1])
    lists = [
        (f"{api}/dossiers/{file}/timeline", None),
        (f"{api}/dossiers/{file}", None),
        (f"{api}/entries/{file}/proof", None),
    ]
    for status, said, _ in office.ask(do="call", key="l", token=reader, asked=lists):
        assert status == 200 and "fears" not in str(said)


def test_a_second_officer_is_asked_for_at_once_or_not_at_all(office: Office, file: str) -> None:
    """What is sealed lies nowhere in the clear while it waits: so it does not wait."""
    seal_act(office.both.mar, file, "answer_origin", sealed={"report": "yes"})
    office.both.carry()
    path = f"{F}/d/{file}/act/decide/"
    fields = {"reasons": SECRET, "outcome": "stay"}
    assert "cannot wait for a second officer" in office.get("esp.protection", path)[1]
    status, page, _ = office.post("esp.protection", path, **fields, **{"do:checked": "1"})
    assert status == 409 and "cannot wait for a second officer" in page
    assert office.both.esp.rows("SELECT count(*) FROM prepared") == [(0,)]
    told = ("-f", "outcome=stay", "--second", "esp.guardian")
    done = seal_act(office.both.esp, file, "decide", *told, sealed={"reasons": SECRET})
    assert "reasons" in entry_of(office.both.esp, done["entry"])["sealed"]
    text = office.both.folder / "reasons.txt"
    text.write_text(SECRET)
    alone = office.both.esp.jisr(
        "act", FRAMEWORK, file, "decide", "--officer", "esp.protection", "-f", "outcome=stay", "--sealed",
        f"reasons=@{text}", "--second", "esp.protection", code=1,
    )  # fmt: skip
    assert "Who prepared an act cannot confirm it" in alone.out + alone.err


def test_a_correction_is_typed_anew(office: Office, file: str) -> None:
    note = seal_act(office.both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    path = f"{F}/d/{file}/act/correct/"
    page = office.get("esp.protection", f"{path}?item={note}")[1]
    assert "Sealed fields are not filled in" in page and SECRET not in page
    day = {"day-day": "3", "day-month": "1", "day-year": "2027"}
    status, page, headers = office.post(
        "esp.protection", path, item=note, story="other", **day, **{"correction-reason": "mistaken"}
    )
    assert status == 302, page
    done = re.search(r"done=(ESP\.\d+)", headers["Location"])
    assert done is not None and "story" in entry_of(office.both.esp, done[1])["sealed"]
    status, page, _ = office.post("esp.guardian", read_path(done[1], "story"), purpose="check")
    assert status == 200 and "other" in page


def test_the_same_form_sent_twice_acts_once(office: Office, file: str) -> None:
    path, day = f"{F}/d/{file}/act/note/", {"day-day": "3", "day-month": "1", "day-year": "2027"}
    one, again, other = office.browse(
        "esp.protection",
        (path, {"story": SECRET, "once": "x", **day}),
        (path, {"story": SECRET, "once": "x", **day}),
        (path, {"story": "something else", "once": "x", **day}),
    )
    assert one[2]["Location"] == again[2]["Location"] != other[2]["Location"]
    assert sum(row[2] == "story" for row in pieces(office.both.esp)) == 2
