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
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import b64
from jisr.log import public_bytes
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
        command = [sys.executable, "-m", "tests.nodes.witness", str(self.folder), str(self.port)]
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


@pytest.fixture(params=["sqlite", "postgresql"])
def witnessed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witnessed]:
    folder, port, key = tmp_path / "witness", free_port(), Ed25519PrivateKey.generate()
    folder.mkdir()
    (folder / "name").write_text(NAME)
    (folder / "key").write_bytes(key.private_bytes_raw())
    named = {NAME: {"key": b64(public_bytes(key)), "address": f"http://127.0.0.1:{port}"}}
    ombudsman = Ombudsman(folder, port)
    if request.param == "sqlite":
        linked = found_linked(tmp_path, witnesses=named)  # type: ignore[arg-type]  # its JSON
        yield from _with(linked, ombudsman)
        return
    with databases(*PARTIES) as urls:
        yield from _with(found_linked(tmp_path, urls, witnesses=named), ombudsman)  # type: ignore[arg-type]  # as above


def _with(linked: Linked, ombudsman: Ombudsman) -> Iterator[Witnessed]:
    log = b64(public_bytes(linked.esp.home.key("log")))
    (ombudsman.folder / "logs.json").write_text(json.dumps({f"jisr/{DOMESTIC}/ESP": log}))
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
    kept = (witnessed.ombudsman.folder / "kept.json").read_text()
    assert "open_file" not in kept and set(json.loads(kept)) == {f"jisr/{DOMESTIC}/ESP"}


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
