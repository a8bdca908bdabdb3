"""A node asks the witness of its domestic framework, which lets end what exposes somebody, and refuses a fork."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from jisr.log import Equivocation, VerifierKey, parse_head, public_bytes, shows_equivocation
from tests.nodes.linked import DOMESTIC, RESPITE_HOURS, Linked, found_linked
from tests.nodes.nodes import FRAMEWORK, PARTIES, Child, free_port
from tests.nodes.postgres import databases, run
from tests.nodes.started import ENVIRONMENT
from tests.nodes.test_domestic import acts_in

NAME = "ombudsman"
LATER = RESPITE_HOURS * 3_600 + 60


@dataclass
class Ombudsman:
    """The witness's process, which can be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.nodes.witness", str(self.folder)]
        self.process = subprocess.Popen(command, env=ENVIRONMENT)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                httpx.post(f"http://127.0.0.1:{self.port}/")
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the witness does not answer")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def at(self, seconds: int) -> None:
        """Let its clock stand so many seconds from the machine's."""
        (self.folder / "offset").write_text(str(seconds))


@dataclass
class Witnessed:
    """Two nodes and the witness of the one's domestic framework."""

    linked: Linked
    ombudsman: Ombudsman

    def child(self) -> Child:
        return Child(self.linked.esp.home, self.linked.esp.database_url)

    def noted(self) -> list[dict[str, Any]]:
        query = (
            "SELECT raw, standing FROM entry JOIN log ON log.id = entry.log_id"
            f" WHERE log.framework_id = '{DOMESTIC}' AND act = 'witnessed' ORDER BY entry.seq"
        )
        return [{**json.loads(bytes(raw)), "standing": standing} for raw, standing in run(self.linked.esp, query)]


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    run = [sys.executable, "-c", "from jisr.cli import main; main()", *words, "--json"]
    return subprocess.run(run, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def command(*words: str, code: int = 0) -> Any:
    """Give the value that a command of the witness's operator prints."""
    done = _run(*words)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def refused(*words: str) -> str:
    """Give why a command is refused."""
    done = _run(*words)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(params=["sqlite", "postgresql"])
def witnessed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witnessed]:
    folder, port = tmp_path / "witness", free_port()
    place = f"127.0.0.1:{port}"
    named = command("witness", "init", str(folder), "--name", NAME, "--address", f"http://{place}", "--listen", place)
    ombudsman = Ombudsman(folder, port)
    if request.param == "sqlite":
        linked = found_linked(tmp_path, witnesses=named["witnesses"])
        yield from _with(linked, ombudsman)
        return
    with databases(*PARTIES) as urls:
        yield from _with(found_linked(tmp_path, urls, witnesses=named["witnesses"]), ombudsman)


def _with(linked: Linked, ombudsman: Ombudsman) -> Iterator[Witnessed]:
    manifest = linked.folder / "domestic.manifest"
    manifest.write_text(linked.esp.jisr("framework", "show", DOMESTIC, "--manifest").out)
    read_out = linked.esp.jisr("framework", "show", DOMESTIC, "--json").value["fingerprint"]
    trust = ("witness", "trust", str(ombudsman.folder), str(manifest))
    assert "WitnessForeign" in refused(
        *trust, "--fingerprint", read_out.translate(str.maketrans("0123456789abcdef", "123456789abcdef0"))
    )
    assert command(*trust, "--fingerprint", read_out) == {"taken": [f"jisr/{DOMESTIC}/ESP"]}
    assert command(*trust, "--fingerprint", read_out) == {"taken": []}
    ombudsman.start()
    try:
        yield Witnessed(linked, ombudsman)
    finally:
        ombudsman.kill()


def test_what_exposes_ends_by_the_witness_and_a_silent_one_stops_nothing_else(witnessed: Witnessed) -> None:
    file = witnessed.linked.open_file("decide")
    child = witnessed.child()
    child.ask(do="witness")
    # Two days on by the own clock; the witness has said nothing since.
    child.at(LATER)
    assert "NotPossible" in child.ask(do="act at home", dossier=file, act="execute")
    witnessed.ombudsman.kill()
    assert "WitnessTrouble" in child.ask(do="witness")
    assert child.ask(do="act at home", dossier=file, act="note_sign").startswith("ESP.")
    assert "NotPossible" in child.ask(do="act at home", dossier=file, act="execute")
    # It knows after its death how far it had come, and the log follows from that.
    witnessed.ombudsman.start()
    witnessed.ombudsman.at(LATER)
    assert child.ask(do="witness")[0].startswith("ESP.")
    assert child.ask(do="act at home", dossier=file, act="execute").startswith("ESP.")
    child.stop()
    assert [each["standing"] for each in witnessed.noted()] == ["stands", "stands"]
    assert acts_in(witnessed.linked.esp, DOMESTIC, file)[-1]["act"] == "execute"
    assert witnessed.linked.esp.jisr("verify", "--json").value["violations"] == []
    assert witnessed.linked.esp.jisr("rebuild", "--json").value["differed"] == []


def test_a_serving_node_asks_by_itself_and_a_court_folds_what_it_noted(witnessed: Witnessed) -> None:
    linked = witnessed.linked
    serving = linked.esp.serve()
    try:
        until = time.monotonic() + 30
        while not witnessed.noted():
            assert time.monotonic() < until, "no witness was asked"
            time.sleep(0.3)
    finally:
        serving.stop()
    file, transfer = linked.transfer()
    assert file
    entry = linked.act(FRAMEWORK, transfer, "attest_no_obstacle").value["entry"]
    opened = linked.folder / "opened.json"
    linked.esp.jisr("dossier", "open-attestation", f"{FRAMEWORK}/{entry}", "--output", str(opened))
    found = linked.mar.jisr("verify", "--attestation", str(opened), "--json", code=3).value
    assert found["holds"] and found["size"] > witnessed.noted()[0]["seq"]
    # What a witness is shown is how long the log is, and no entry of it.
    folder = str(witnessed.ombudsman.folder)
    [row] = command("witness", "logs", folder)
    assert row["log"] == f"jisr/{DOMESTIC}/ESP" and row["size"] > 0
    assert command("witness", "evidence", folder) == []
    for file in witnessed.ombudsman.folder.iterdir():
        assert b"open_file" not in file.read_bytes()


@pytest.mark.parametrize("witnessed", ["sqlite"], indirect=True)
def test_a_log_that_was_written_twice_is_cosigned_once(witnessed: Witnessed) -> None:
    """An old copy with its old mark goes on alone: the witness has another log, and says how long it was."""
    home, aside = witnessed.linked.esp.home, witnessed.linked.folder / "aside"
    shutil.copytree(home.path, aside)
    witnessed.linked.open_file("hear")
    child = witnessed.child()
    assert child.ask(do="witness")[0].startswith("ESP.")
    child.stop()
    shutil.rmtree(home.path)
    shutil.move(aside, home.path)
    child = witnessed.child()
    assert "has cosigned" in child.ask(do="witness")
    child.stop()
    witnessed.linked.open_file("hear", "screen", "hear", "screen", "hear")
    child = witnessed.child()
    assert "answered 422" in child.ask(do="witness")
    child.stop()
    assert witnessed.noted() == []
    # What the key of this log has signed is kept, and convinces whoever has that key.
    [found] = command("witness", "evidence", str(witnessed.ombudsman.folder), code=1)
    key = VerifierKey(found["log"], public_bytes(home.key("log")))
    one, other = parse_head(found["kept"]), parse_head(found["shown"])
    assert one.note.is_signed_by(key) and other.note.is_signed_by(key)
    assert one.checkpoint.size < other.checkpoint.size


@pytest.mark.parametrize("witnessed", ["sqlite"], indirect=True)
def test_a_log_as_long_with_another_root_is_told_so_in_words(witnessed: Witnessed) -> None:
    home, aside = witnessed.linked.esp.home, witnessed.linked.folder / "aside"
    shutil.copytree(home.path, aside)
    witnessed.linked.open_file("hear")
    child = witnessed.child()
    assert child.ask(do="witness")[0].startswith("ESP.")
    child.stop()
    # Its note came after what it has cosigned: one act less, and both logs are as long.
    [row] = command("witness", "logs", str(witnessed.ombudsman.folder))
    shutil.rmtree(home.path)
    shutil.move(aside, home.path)
    witnessed.linked.open_file("screen")
    child = witnessed.child()
    assert "another history" in child.ask(do="witness")
    child.stop()
    [found] = command("witness", "evidence", str(witnessed.ombudsman.folder), code=1)
    heads = Equivocation(found["kept"], found["shown"])
    assert shows_equivocation(heads, [VerifierKey(found["log"], public_bytes(home.key("log")))])
    assert command("witness", "logs", str(witnessed.ombudsman.folder)) == [row]
