"""Files of sealed fields for officers and programs: chosen in a form, sealed, handed out safely, logged."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.nodes import FRAMEWORK
from tests.nodes.sealing import Sealing, entry_of, found_sealing, is_anywhere, open_file, seal_act, shipping
from tests.nodes.test_sealed_pages import F, Office, read_path, token

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
WORDS = "Yūsuf says <script>alert(1)</script>"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sealing, str]]:
    """Both nodes with a file of a person, and its number."""
    with shipping():
        both = found_sealing(tmp_path_factory.mktemp("attached"))
        yield both, open_file(both.esp)


@pytest.fixture
def office(founded: tuple[Sealing, str], tmp_path: Path) -> Iterator[Office]:
    node = Office(founded[0].copy(tmp_path))
    yield node
    node.stop()


@pytest.fixture
def dossier(founded: tuple[Sealing, str]) -> str:
    return founded[1]


def send(
    office: Office, path: str, fields: dict[str, str], **files: tuple[str, bytes]
) -> tuple[int, str, dict[str, str]]:
    """Send a form with files as an officer; give status, text and headers."""
    packed = {name: [called, base64.b64encode(raw).decode()] for name, (called, raw) in files.items()}
    status, headers, raw = office.ask(do="fetch", username="esp.protection", path=path, fields=fields, files=packed)
    return status, base64.b64decode(raw).decode("utf-8", "replace"), headers


NOTE = {"story": "as told", "day-day": "2", "day-month": "1", "day-year": "2027"}


def note_with(office: Office, dossier: str, name: str, raw: bytes) -> str:
    """Write a note with a file by its form; give its number."""
    status, page, headers = send(office, f"{F}/d/{dossier}/act/note/", NOTE, **{"copy-attach": (name, raw)})
    assert status == 302, page
    return headers["Location"].partition("done=")[2].partition("&")[0]


def fetch(office: Office, entry: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
    status, headers, raw = office.ask(
        do="fetch", username="esp.protection", path=read_path(entry, "copy"), fields={"purpose": "check", **fields}
    )
    return status, headers, base64.b64decode(raw)


def test_a_form_takes_a_file_and_keeps_it_while_something_else_is_amiss(office: Office, dossier: str) -> None:
    path = f"{F}/d/{dossier}/act/note/"
    status, page, _ = office.get("esp.protection", path)
    assert status == 200 and 'enctype="multipart/form-data"' in page and f"{path}?large=" in page
    assert 'type="file"' in page and "At most 256 MB." in page
    wrong = {**NOTE, "day-day": "40"}
    status, page, _ = send(office, path, wrong, **{"copy-attach": ("../Report <1>.pdf", b"%PDF-1.7 " + WORDS.encode())})
    assert status == 422 and "Chosen: Report _1_.pdf" in page, page
    kept = page.partition('name="copy" value="')[2].partition('"')[0]
    assert kept and not is_anywhere(office.both.folder, "Yūsuf says"), "it lies there sealed"
    again = {**NOTE, "copy": kept, "copy-file-name": "Report _1_.pdf", "copy-file-size": "50"}
    status, page, _ = send(office, path, {**again, "copy": "made up"})
    assert status == 422 and "no file of yours waits here" in page
    status, page, _ = send(office, path, again)
    assert status == 302, page
    rows = office.both.esp.rows("SELECT count(*), min(chunk), max(chunk) FROM sealed WHERE field = 'copy'")
    assert rows == [(2, 0, 1)]
    status, page, _ = send(office, path, again)
    assert status == 422, "a file is of one act"
    office.both.esp.jisr("verify")


def test_what_is_too_large_or_empty_is_said_at_its_field(office: Office, dossier: str) -> None:
    settings = office.both.esp.home.path / "node.toml"
    settings.write_text("attachment_megabytes_max = 1\n" + settings.read_text("utf-8"), "utf-8")
    office.stop()
    small = Office(office.both)
    try:
        path = f"{F}/d/{dossier}/act/note/"
        status, page, _ = send(small, path, NOTE, **{"copy-attach": ("a.bin", bytes(1024 * 1024 + 1))})
        assert status == 422 and "larger than 1 MB" in page
        status, page, _ = send(small, path, NOTE, **{"copy-attach": ("a.bin", b"")})
        assert status == 422 and "is empty" in page
    finally:
        small.stop()


def test_a_file_is_handed_out_to_be_saved_and_nothing_else(office: Office, dossier: str) -> None:
    """By its content, whatever its author called it; each time is a reading."""
    entry = note_with(office, dossier, "holiday.png", b"<html><script>alert(1)</script>")
    status, page, _ = office.get("esp.protection", read_path(entry, "copy"))
    assert status == 200 and "Download" in page and "Show it here" in page
    assert office.both.esp.rows("SELECT count(*) FROM access") == [(0,)], "to ask is to read nothing"
    status, headers, raw = fetch(office, entry)
    assert (status, raw) == (200, b"<html><script>alert(1)</script>")
    assert headers["Content-Disposition"] == 'attachment; filename="holiday.png.txt"'
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert headers["Content-Length"] == str(len(raw)) and "Content-Encoding" not in headers
    assert office.both.esp.rows("SELECT field, purpose, way FROM access") == [("copy", "check", "page")]
    missing = office.ask(do="fetch", username="esp.protection", path=read_path(entry, "copy"), fields={})
    assert missing[0] == 422 and office.both.esp.rows("SELECT count(*) FROM access") == [(1,)]
    other = office.ask(do="fetch", username="esp.founder", path=read_path(entry, "copy"), fields={"purpose": "check"})
    assert other[0] in (403, 404) and b"alert" not in base64.b64decode(other[2])


def test_only_texts_and_pictures_are_shown(office: Office, dossier: str) -> None:
    text = note_with(office, dossier, "a.txt", WORDS.encode())
    status, headers, raw = fetch(office, text, **{"do:show": "1"})
    page = raw.decode()
    assert status == 200 and "Yūsuf says &lt;script&gt;" in page and "<script>alert" not in page
    assert "sandbox" not in headers["Content-Security-Policy"], "it is a page of this node"
    picture = note_with(office, dossier, "a", PNG)
    status, headers, raw = fetch(office, picture, **{"do:show": "1"})
    assert (status, raw, headers["Content-Type"]) == (200, PNG, "image/png")
    assert headers["Content-Disposition"] == 'inline; filename="a.png"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    program = note_with(office, dossier, "a.png", b"MZ\x90\0program")
    status, _, raw = fetch(office, program, **{"do:show": "1"})
    assert status == 200 and b"a program: do not run it" in raw and b"data-not-shown" in raw
    assert fetch(office, program)[1]["Content-Disposition"] == 'attachment; filename="a.png.bin"'
    assert office.both.esp.rows("SELECT count(*) FROM access") == [(4,)]


def test_a_second_form_for_the_same_file_is_of_whoever_gave_it_alone(office: Office, dossier: str) -> None:
    path = f"{F}/d/{dossier}/act/note/"
    _, page, _ = send(office, path, {**NOTE, "day-day": "40"}, **{"copy-attach": ("a.txt", b"words")})
    kept = page.partition('name="copy" value="')[2].partition('"')[0]
    fields = {**NOTE, "copy": kept}
    answer = office.ask(do="fetch", username="esp.guardian", path=path, fields=fields)
    assert answer[0] == 422 and b"no file of yours waits here" in base64.b64decode(answer[2])


def test_programs_give_and_read_files(office: Office, dossier: str) -> None:
    acting, reading = token(office, "act"), token(office, "sealed")
    api, content = f"/api/1/frameworks/{FRAMEWORK}", b"%PDF-1.7 " + bytes(range(256)) * 8_192
    give = f"{api}/dossiers/{dossier}/acts/note/files/copy"
    call: dict[str, Any] = {"do": "call files", "token": acting}
    status, said, _ = office.ask(**call, asked=[["PUT", f"{give}?name=a.pdf", base64.b64encode(content).decode()]])[0]
    assert status == 201, said
    assert (said["name"], said["bytes"]) == ("a.pdf", len(content))
    assert office.ask(**{**call, "token": reading}, asked=[["PUT", f"{give}?name=a.pdf", ""]])[0][0] == 403
    empty = office.ask(**call, asked=[["PUT", f"{give}?name=a.pdf", ""]])[0]
    assert empty[0] == 422 and "is empty" in str(empty[1])
    where = office.ask(**call, asked=[["POST", give, ""]])[0]
    assert where[0] == 200 and where[1]["address"].startswith(f"{give}?large=")
    # Who may give no file is let send nothing large: by the token, by the field, by the authority that is named.
    assert office.ask(**{**call, "token": reading}, asked=[["POST", give, ""]])[0][0] == 403
    for elsewhere in (give.replace("/copy", "/story"), f"{give}?authority=esp.founding"):
        assert office.ask(**call, asked=[["POST", elsewhere, ""]])[0][0] in (403, 409, 422), elsewhere
    fields = {"day": "2027-01-02"}
    body = {"act": "note", "fields": fields, "sealed": {"story": "x", "copy": {"file": said["file"]}}}
    done = office.ask(do="call", key="k", token=acting, asked=[[f"{api}/dossiers/{dossier}/acts", body]])[0]
    assert done[0] == 201, done
    entry = done[1]["entry"]
    assert len(entry_of(office.both.esp, entry)["sealed"]["copy"]["chunks"]) == 1 + 2 + 1
    made = {**body, "sealed": {"story": "x", "copy": {"file": "made up"}}}
    refused = office.ask(do="call", key="l", token=acting, asked=[[f"{api}/dossiers/{dossier}/acts", made]])[0]
    assert refused[0] == 422 and refused[1]["fields"][0]["field"] == "body.sealed.copy"
    path = f"{api}/entries/{entry}/sealed/copy"
    told = office.ask(do="call", key="r", token=reading, asked=[[path, {"purpose": "care"}]])[0]
    assert told[1]["value"]["name"] == "a.pdf" and told[1]["value"]["bytes"] == len(content)
    ask = ["POST", f"{path}/content", base64.b64encode(b'{"purpose": "care"}').decode()]
    status, raw, headers = office.ask(do="call files", token=reading, asked=[ask])[0]
    assert status == 200 and base64.b64decode(raw) == content
    assert headers["Content-Type"] == "application/pdf" and headers["Content-Disposition"].startswith("attachment")
    assert office.both.esp.rows("SELECT way FROM access") == [("program",), ("program",)]


def test_a_bundle_has_words_and_no_files(office: Office, dossier: str) -> None:
    note_with(office, dossier, "a.txt", b"words of the file")
    given = {"language": "en", "purpose": "oversight"}
    status, headers, raw = office.ask(
        do="fetch", username="esp.protection", path=f"{F}/d/{dossier}/bundle/", fields=given
    )
    assert status == 200 and "zip" in headers["Content-Type"], base64.b64decode(raw)[:2000]
    assert b"words of the file" not in base64.b64decode(raw)


def test_a_file_on_a_command_line_is_named_by_its_last_part(office: Office, dossier: str) -> None:
    file = office.both.folder / "inner" / "My words.txt"
    file.parent.mkdir()
    file.write_text(WORDS, "utf-8")
    entry = seal_act(
        office.both.esp, dossier, "note", "-f", "day=2027-01-02", "--file", f"copy={file}", sealed={"story": "x"}
    )["entry"]
    said = office.both.esp.jisr(
        "sealed", "read", FRAMEWORK, entry, "copy", "--officer", "esp.guardian", "--purpose", "care", "--json"
    ).value["value"]
    assert said["name"] == "My words.txt" and said["bytes"] == len(WORDS.encode())
