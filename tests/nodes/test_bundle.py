"""A dossier's bundle is made on a node, logged, and checked without one; what is sealed is in it only when opened."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from jisr.base import unb64
from jisr.bundle import check_bundle, read_archive
from jisr.bundle.archive import ACTS, JUDGED, MEMBERS, OPENED, PAPER, README
from jisr.seal import read_value
from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import SECRET, Sealing, found_sealing, open_file, seal_act, shipping
from tests.nodes.test_sealed_pages import Office
from tests.strategies.court import by_functions, by_script

NOWHERE = {"JISR_HOME": "/nowhere"}
STORY = "She said that she is afraid"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("bundling"))


@pytest.fixture(scope="module")
def opened(founded: Sealing, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sealing, str]:
    """Both nodes with a file of a person, and its number: each test that asks for the file has a copy of them."""
    both = founded.twin(tmp_path_factory.mktemp("opened"))
    number = open_file(both.esp)
    seal_act(both.esp, number, "note", "-f", "day=2026-11-30", sealed={"story": STORY})
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
    """A file of a person, with a note that the guardian alone reads; both nodes have all of it."""
    return opened[1]


def bundle(node: Node, dossier: str, officer: str, *more: str, code: int = 0) -> tuple[bytes, dict[str, Any]]:
    """Make a bundle by the command; give the file and what the command said."""
    place = node.home.path.parent / "bundle.zip"
    place.unlink(missing_ok=True)
    named = ("dossier", "bundle", f"{FRAMEWORK}/{dossier}", "--output", str(place), "--officer", officer)
    said = node.jisr(*named, *more, "--json", code=code)
    if code:
        assert not place.exists()
        return b"", {"said": said.out + said.err}
    assert place.stat().st_mode & 0o777 == 0o600
    return place.read_bytes(), said.value


def fingerprint(node: Node) -> str:
    return str(node.jisr("framework", "show", FRAMEWORK, "--json").value["fingerprint"])


def acts_in(raw: bytes) -> list[str]:
    return [each["entry"] for each in orjson.loads(read_archive(raw)[ACTS])["proofs"]]


def test_it_is_checked_with_no_node_and_by_the_script_alone(office: Office, file: str, tmp_path: Path) -> None:
    esp, mar = office.both.esp, office.both.mar
    raw, said = bundle(esp, file, "esp.protection")
    assert said["acts"] == 2 and said["opened"] == 0 and said["sha256"] == hashlib.sha256(raw).hexdigest()
    assert OPENED not in read_archive(raw) and set(read_archive(raw)) == set(MEMBERS) - {OPENED}
    place = tmp_path / "given.zip"
    place.write_bytes(raw)
    check = ("verify", "--bundle", str(place), "--json")
    found = mar.jisr(*check, code=3, env=NOWHERE).value
    assert found["holds"] and not found["anchored"] and found["script_known"] and found["dossier"] == file
    given = mar.jisr(*check, "--fingerprint", fingerprint(mar), code=0, env=NOWHERE).value
    assert given["anchored"] and given["acts"] == acts_in(raw)
    mar.jisr(*check, "--fingerprint", "0" * 64, code=1, env=NOWHERE)
    folder = tmp_path / "empty"
    folder.mkdir()
    assert by_script(raw, folder, fingerprint(mar)) == (0, "")
    # Found by hand: the act that is left out of one party's bundle is in the other's.
    other, _ = bundle(mar, file, "mar.protection")
    assert acts_in(other) == acts_in(raw)


def test_what_does_not_hold_is_said_in_words(office: Office, file: str, tmp_path: Path) -> None:
    raw, _ = bundle(office.both.esp, file, "esp.protection")
    place = tmp_path / "given.zip"
    place.write_bytes(raw[:-1] + b"\1")
    said = office.both.mar.jisr("verify", "--bundle", str(place), code=1, env=NOWHERE)
    assert "DOES NOT HOLD: The archive" in said.err and "Its members give another archive" in said.err
    place.write_bytes(raw)
    said = office.both.mar.jisr("verify", "--bundle", str(place), code=3, env=NOWHERE)
    assert "All of it holds." in said.out and "Not checked: whether the act stands." in said.out
    assert "Not checked: that the key belongs to ESP." in said.out


def test_no_flipped_byte_of_a_real_one_passes(office: Office, file: str) -> None:
    from tests.strategies.court import flips

    raw, _ = bundle(office.both.esp, file, "esp.protection")
    places = list(range(0, len(raw), 61))
    assert [at for at, changed in flips(raw, seed=7, places=places) if check_bundle(changed).fault is None] == []
    assert [at for at, changed in flips(raw, seed=8, places=places) if by_functions(changed)[0] != 1] == []


def test_what_is_sealed_is_opened_for_a_reader_with_a_purpose_and_each_text_is_a_reading(
    office: Office, file: str
) -> None:
    esp = office.both.esp
    raw, said = bundle(esp, file, "esp.guardian", "--purpose", "oversight")
    fields = orjson.loads(read_archive(raw)[OPENED])["fields"]
    texts = {each["field"]: read_value(unb64(each["content"])) for each in fields}
    assert texts == {"name": SECRET, "story": STORY} and said["opened"] == 2
    assert by_functions(raw)[0] == 3 and check_bundle(raw).fault is None
    readings = esp.rows("SELECT field, purpose, way FROM access ORDER BY field")
    assert readings == [("name", "oversight", "bundle"), ("story", "oversight", "bundle")]
    # Who reads some of it has that: the name, and not what was told to the guardian.
    raw, said = bundle(esp, file, "esp.protection", "--purpose", "other", "--words", "for the court")
    assert said["opened"] == 2, "the author's own note, and the name"
    raw, said = bundle(office.both.mar, file, "mar.protection", "--purpose", "decide")
    assert [each["field"] for each in orjson.loads(read_archive(raw)[OPENED])["fields"]] == ["name"]
    made = esp.rows("SELECT dossier, acts, opened, purpose, words, way FROM bundled ORDER BY id")
    assert made == [(file, 2, 2, "oversight", "", "command"), (file, 2, 2, "other", "for the court", "command")]


def test_nothing_is_opened_nor_logged_for_who_may_not_read(office: Office, file: str) -> None:
    esp = office.both.esp
    for arguments, words in (
        (("--purpose", "curiosity"), "must be one of"),
        (("--purpose", "other"), "say in 1 to"),
        (("--words", "why"), "must be one of"),
        (("--language", "de"), "there is no paper"),
    ):
        assert words in bundle(esp, file, "esp.guardian", *arguments, code=1)[1]["said"]
    office.ask(do="administer")
    assert "no post of an authority" in bundle(esp, file, "narrow", "--purpose", "check", code=1)[1]["said"]
    assert "no post in mar-esp" in bundle(esp, file, "administrator", code=1)[1]["said"]
    assert esp.rows("SELECT count(*) FROM access") == esp.rows("SELECT count(*) FROM bundled") == [(0,)]
    assert "ESP.99 in this node" in bundle(esp, "ESP.99", "esp.guardian", code=1)[1]["said"]
    assert "is no dossier of which" in bundle(esp, "framework", "esp.guardian", code=1)[1]["said"]


def test_what_is_judged_is_in_it_as_the_node_s_word(office: Office, file: str) -> None:
    esp = office.both.esp
    raw, _ = bundle(esp, file, "esp.protection")
    value = orjson.loads(read_archive(raw)[JUDGED])
    shown = esp.jisr("dossier", "show", f"{FRAMEWORK}/{file}", "--json").value
    assert value["acts"] == shown["acts"] and value["party"] == "ESP"
    assert value["state"] == {name: shown[name] for name in shown if name not in ("acts", "open_acts")}


def test_each_language_has_its_paper_and_the_readme_has_all(office: Office, file: str) -> None:
    papers = set()
    for language in ("en", "ar", "fr", "es", "nl"):
        raw, _ = bundle(office.both.esp, file, "esp.protection", "--language", language)
        paper = read_archive(raw)[PAPER]
        assert paper.startswith(b"%PDF-1.7") and b"pdfuaid:part" in paper and b"pdfaid:part" in paper
        papers.add(paper)
        readme = read_archive(raw)[README].decode("utf-8")
        assert all(each in readme for each in ("The bundle of a dossier", "حزمة ملف", "legajo", "liasse", "bundel"))
    assert len(papers) == 5


class TestPage:
    """The same on a page: a form whose answer is the file."""

    def test_it_is_offered_made_and_listed(self, office: Office, file: str) -> None:
        path = f"/f/{FRAMEWORK}/d/{file}/bundle/"
        assert f'href="{path}"' in office.get("esp.guardian", f"/f/{FRAMEWORK}/d/{file}/")[1]
        status, page, headers = office.get("esp.guardian", path)
        assert status == 200 and headers["Cache-Control"] == "no-store" and "data-bundled" not in page
        assert "you may read 2 texts" in page and SECRET not in page
        status, headers, content = office.ask(
            do="fetch", username="esp.guardian", path=path, fields={"language": "ar", "purpose": "oversight"}
        )
        raw = base64.b64decode(content)
        assert status == 200 and headers["Cache-Control"] == "no-store"
        assert headers["Content-Disposition"] == f'attachment; filename="{FRAMEWORK}-{file}.zip"'
        assert by_functions(raw)[0] == 3 and OPENED in read_archive(raw)
        page = office.get("esp.guardian", path)[1]
        assert "data-bundled" in page and "opened texts: 2" in page and hashlib.sha256(raw).hexdigest()[:4] in page
        assert "data-bundled" in office.get("esp.guardian", f"/f/{FRAMEWORK}/d/{file}/readings/")[1]

    def test_without_a_purpose_it_stays_sealed(self, office: Office, file: str) -> None:
        path = f"/f/{FRAMEWORK}/d/{file}/bundle/"
        _status, _headers, content = office.ask(
            do="fetch", username="esp.guardian", path=path, fields={"language": "en"}
        )
        assert OPENED not in read_archive(base64.b64decode(content))
        assert office.both.esp.rows("SELECT count(*) FROM access") == [(0,)]

    def test_what_is_amiss_comes_back(self, office: Office, file: str) -> None:
        path = f"/f/{FRAMEWORK}/d/{file}/bundle/"
        assert office.post("esp.guardian", path, language="en", purpose="other")[0] == 422
        assert office.post("esp.guardian", path, purpose="check")[0] == 422
        office.ask(do="administer")
        assert office.get("administrator", path)[0] == 403
        assert office.get("", path)[0] == 302
        assert office.get("esp.guardian", f"/f/{FRAMEWORK}/d/framework/bundle/")[0] == 200
        assert office.post("esp.guardian", f"/f/{FRAMEWORK}/d/framework/bundle/", language="en")[0] == 409

    def test_everybody_has_the_script(self, office: Office) -> None:
        from jisr.bundle import script_bytes, script_digest

        status, page, _ = office.get("", "/verify/")
        assert status == 200 and "".join(page.split("data-script-digest>")[1].split("<")[0].split()) == script_digest()
        assert office.get("", "/verify/verify.py")[1].encode() == script_bytes()


def test_a_domestic_dossier_is_nothing_for_who_does_not_work_there(linked: Linked, tmp_path: Path) -> None:
    file = linked.open_file("hear")
    place = tmp_path / "home.zip"
    named = ("dossier", "bundle", f"{DOMESTIC}/{file}", "--output", str(place))
    said = linked.esp.jisr(*named, "--officer", "eva", code=1)
    assert f"no framework {DOMESTIC}" in said.out + said.err and not place.exists()
    linked.esp.jisr(*named, "--officer", "ana")
    assert by_functions(place.read_bytes()) == (3, "")
