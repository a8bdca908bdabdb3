"""A node whose log is signed on a machine apart: all goes on, nothing is lost while it is silent, no fork is signed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jisr.base import b64
from jisr.log import parse_head
from jisr.node.home import load_home
from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.started import ENVIRONMENT
from tests.nodes.test_agreements import written
from tests.strategies.court import SCRIPT

LOG = f"jisr/{FRAMEWORK}/MAR"


@dataclass
class Apart:
    """A signer's folder, and the command that reaches it: a process of its own, which leaves its number there."""

    folder: Path
    key: str

    @property
    def program(self) -> list[str]:
        """Give the command's words, as `jisr node signer` takes them."""
        go = (
            f"import os; open({str(self.pid)!r}, 'a').write(f'{{os.getpid()}} ');"
            f"assert not os.path.exists({str(self.away)!r}), 'away'; from jisr.cli import main; main()"
        )
        words = [sys.executable, "-c", go, "signer", "run", str(self.folder)]
        return [each for word in words for each in ("--program", word)]

    @property
    def pid(self) -> Path:
        return self.folder.with_suffix(".pids")

    @property
    def away(self) -> Path:
        return self.folder.with_suffix(".away")

    def jisr(self, *words: str, code: int = 0) -> Any:
        run = [sys.executable, "-c", "from jisr.cli import main; main()", "signer", *words]
        done = subprocess.run(run, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in words else done.stdout + done.stderr

    def last(self, log: str = LOG) -> Any:
        return {each["log"]: each["size"] for each in self.jisr("logs", str(self.folder), "--json")}.get(log)

    def kill(self) -> int:
        """Kill every process of it that runs; say how many did."""
        count = 0
        for each in self.pid.read_text().split():
            try:
                os.kill(int(each), signal.SIGKILL)
                count += 1
            except ProcessLookupError:
                continue
        return count


class Served:
    """A node that serves until it is closed."""

    def __init__(self, node: Node) -> None:
        self.process = node.serve()

    def close(self) -> None:
        self.process.stop()


@pytest.fixture
def apart(pair: Pair, tmp_path: Path) -> Apart:
    """Let Morocco's log be signed on a machine apart from now on: its own key ends, that of the signer begins."""
    folder = tmp_path / "signer"
    made = Apart(folder, "")
    made.key = made.jisr("init", str(folder), "--party", "MAR", "--json")["key"]
    named = pair.mar.jisr("node", "signer", *made.program, "--json").value
    assert named == {"key": made.key, "to_be_named": [FRAMEWORK]}
    pair.mar.home = load_home(pair.mar.home.path)
    # What is here is still signed by the key that lies here.
    pair.exchange()
    replace(pair, made.key)
    return made


def replace(pair: Pair, key: str) -> None:
    """Let Morocco name another key of its log, by its recovery key alone."""
    text = pair.mar.jisr("framework", "replace-log-key", FRAMEWORK, "--key", key).out
    file = written(pair.folder, "next.txt", text)
    note = written(pair.folder, "next.note", text + "\n" + pair.mar.jisr("framework", "sign", file).out)
    pair.mar.jisr("framework", "take", note)
    # Who has an act to be signed by the new key has the version that names it first.
    pair.exchange()


def health(node: Node) -> dict[str, Any]:
    found = node.jisr("node", "status", "--json").value["health"]
    return next(each for each in found if each["subject"] == "signer")


def head(node: Node) -> int:
    return int(
        node.rows(f"SELECT head_size FROM log WHERE party = '{node.party}' AND framework_id = '{FRAMEWORK}'")[0][0]
    )


def until(found: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not come to it"
        time.sleep(0.1)


def make_bundle(pair: Pair, code: int = 0) -> Any:
    """Let Morocco prove all acts of the session, the newest too; give the file, or what was said."""
    file = pair.folder / "bundle.zip"
    words = ("dossier", "bundle", f"{FRAMEWORK}/{pair.session}", "--officer", "mar.co_chair", "--output", str(file))
    said = pair.mar.jisr(*words, code=code)
    return said.err if code else file


def is_clean(pair: Pair) -> None:
    for each in (pair.mar, pair.esp):
        each.jisr("verify")
        assert each.rows("SELECT kind, rule FROM aside") == []


def test_the_log_goes_on_under_the_key_of_the_machine_apart(pair: Pair, apart: Apart) -> None:
    """Heads, limited heads, proofs, bundles, notes of readings and backups; no private key of the log is on the node."""
    (pair.mar.home.path / "keys" / "log.pem").unlink()
    pair.mar.raise_item(pair.session, "the first that the signer signs")
    pair.exchange()
    assert head(pair.mar) == apart.last() == pair.esp.size("MAR")
    raw = pair.esp.rows("SELECT head FROM log WHERE party = 'MAR'")[0][0]
    assert parse_head(raw).checkpoint.size == head(pair.mar)
    pair.mar.raise_item(pair.session, "to be proved")
    bundle = make_bundle(pair)
    pair.esp.jisr("verify", "--bundle", str(bundle), code=3)
    checked = subprocess.run([sys.executable, str(SCRIPT), str(bundle)], check=False, capture_output=True)
    assert checked.returncode == 3, "all holds; no fingerprint was given"
    assert health(pair.mar)["state"] == "ok"
    assert pair.mar.jisr("framework", "entry").value["entry"]["log"][0]["key"] == apart.key
    pair.mar.serve().stop()
    is_clean(pair)


def test_while_the_signer_is_silent_acts_are_recorded_and_wait(pair: Pair, apart: Apart) -> None:
    """What came before goes on being sent, what comes is taken in, and it is said in words and by exit code."""
    pair.mar.raise_item(pair.session, "signed")
    pair.exchange()
    before = head(pair.mar)
    apart.away.touch()
    pair.mar.raise_item(pair.session, "waits for the signer")
    pair.esp.raise_item(pair.session, "comes in meanwhile")
    file = pair.folder / "pouch"
    said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(file), code=1)
    assert "SignerSilent" in said.err and "nothing is lost" in said.err and not file.exists()
    assert "SignerSilent" in make_bundle(pair, code=1)
    pair.esp.pouch_to(pair.mar, pair.folder / "in.pouch")
    assert pair.mar.size("ESP") == pair.esp.size()
    told = health(pair.mar)
    assert told["state"] == "act" and "does not answer" in told["words"] and "[log_signer]" in told["remedy"]
    assert "Traceback" not in said.err and head(pair.mar) == before
    apart.away.unlink()
    pair.exchange()
    assert head(pair.mar) == pair.mar.size() == pair.esp.size("MAR") == apart.last()
    assert health(pair.mar)["state"] == "ok"
    is_clean(pair)


def test_a_signer_that_says_something_else_signs_nothing_and_is_waited_for_no_longer_than_its_limit(
    pair: Pair, apart: Apart
) -> None:
    settings = pair.mar.home.path / "node.toml"
    good = settings.read_text("utf-8")
    pair.mar.raise_item(pair.session, "to be signed")
    greet = json.dumps({"party": "MAR", "keys": [apart.key]})
    line = json.dumps({"line": f"— {LOG} {b64(bytes(68))}"})
    for answer in ("no JSON", "{}", line, json.dumps({"last": {"size": "x"}}), "x" * 20_000):
        go = f"print({greet!r}, flush=True); input(); print({answer!r}, flush=True); input()"
        lines = [each for each in good.splitlines() if not each.startswith("program")]
        at = lines.index("[log_signer]") + 1
        lines.insert(at, f"program = {json.dumps([sys.executable, '-c', go])}")
        settings.write_text("\n".join(lines) + "\n", "utf-8")
        said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"), code=1).err
        assert "SignerSilent" in said and "what is no answer" in said and "Traceback" not in said
    settings.write_text(good, "utf-8")
    pair.exchange()
    is_clean(pair)


def test_killed_in_the_midst_it_is_started_again_and_a_batch_is_under_one_head(pair: Pair, apart: Apart) -> None:
    """A served node: kill -9 of the signer again and again, while acts are done."""
    with closing(Served(pair.esp)), closing(Served(pair.mar)):
        killed = 0
        for at in range(6):
            pair.mar.raise_item(pair.session, f"act {at}")
            killed += apart.kill()
        until(lambda: pair.esp.size("MAR") == pair.mar.size() == head(pair.mar))
        assert killed, "there was one to be killed"
        before = apart.last()
        started = len(apart.pid.read_text().split())
        pair.mar.raise_item(pair.session, "one process is kept")
        until(lambda: pair.esp.size("MAR") == pair.mar.size() > before)
        assert len(apart.pid.read_text().split()) - started <= 1
    assert apart.jisr("odd", str(apart.folder), "--json") == []
    is_clean(pair)


def test_a_restored_node_takes_its_entries_back_before_anything_is_signed(pair: Pair, apart: Apart) -> None:
    pair.exchange()
    backup = pair.mar.backup()
    pair.mar.raise_item(pair.session, "after the backup")
    pair.exchange()
    signed = apart.last()
    pair.mar.restore(backup)
    said = pair.mar.jisr("act", FRAMEWORK, pair.session, "raise_item", "--officer", "mar.co_chair",
                         "-f", "title=a fork", "-f", "dimension=border", code=1)  # fmt: skip
    assert "Halted" in said.err
    assert apart.last() == signed
    pair.exchange()
    pair.mar.raise_item(pair.session, "goes on")
    pair.exchange()
    assert apart.last() == pair.mar.size() > signed
    assert apart.jisr("odd", str(apart.folder), "--json") == []
    is_clean(pair)


def test_what_was_signed_and_reached_nobody_is_set_back_by_the_signers_keeper_alone(pair: Pair, apart: Apart) -> None:
    """A thief who puts an older database back, mark and all, has no second history signed."""
    pair.exchange()
    backup, marks = pair.mar.backup(), {each: each.read_bytes() for each in (pair.mar.home.path / "marks").iterdir()}
    pair.mar.raise_item(pair.session, "signed, and sent to nobody")
    make_bundle(pair)
    pair.mar.restore(backup)
    for place, content in marks.items():
        place.write_bytes(content)
    pair.mar.raise_item(pair.session, "another history")
    pair.mar.raise_item(pair.session, "and longer")
    said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"), code=1).err
    assert "SignerRefuses" in said and "is not that log" in said and "set-back" in said
    assert health(pair.mar)["state"] == "act"
    (odd,) = apart.jisr("odd", str(apart.folder), "--json", code=1)
    assert odd["because"] == "fork"
    root = b64(bytes.fromhex(odd["root"]))
    apart.jisr("set-back", str(apart.folder), LOG, str(odd["size"]), root, "--reason", "nobody has the other one")
    pair.exchange()
    assert pair.esp.size("MAR") == pair.mar.size() == apart.last()
    is_clean(pair)


def test_a_signer_whose_record_was_put_back_is_asked_for_nothing(pair: Pair, apart: Apart) -> None:
    pair.mar.raise_item(pair.session, "in the old copy")
    pair.exchange()
    copy = apart.folder.with_name("copy")
    shutil.copytree(apart.folder, copy)
    pair.mar.raise_item(pair.session, "not in the old copy")
    pair.exchange()
    for old in (copy, None):
        for each in apart.folder.glob("signer.sqlite3*"):
            each.unlink()
        if old is not None:
            for each in old.glob("signer.sqlite3*"):
                shutil.copy(each, apart.folder)
            pair.mar.raise_item(pair.session, "not signed by it")
        said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"), code=1).err
        assert ("SignerSetBack" if old else "SignerSilent") in said and "Traceback" not in said
    # Another signer, with another key, goes on.
    other = Apart(apart.folder.with_name("other"), "")
    other.key = other.jisr("init", str(other.folder), "--party", "MAR", "--json")["key"]
    pair.mar.jisr("node", "signer", *other.program)
    replace(pair, other.key)
    pair.exchange()
    assert pair.esp.size("MAR") == pair.mar.size() == other.last()
    is_clean(pair)


def test_another_key_of_the_same_signer_takes_over(pair: Pair, apart: Apart) -> None:
    pair.mar.raise_item(pair.session, "under the first")
    pair.exchange()
    new = apart.jisr("key", str(apart.folder), "--json")["key"]
    assert pair.mar.jisr("node", "signer", "--json").value == {"key": new, "to_be_named": [FRAMEWORK]}
    replace(pair, new)
    pair.mar.raise_item(pair.session, "under the second")
    pair.exchange()
    assert pair.mar.jisr("node", "signer", "--json").value["to_be_named"] == []
    assert pair.esp.size("MAR") == pair.mar.size() == apart.last()
    is_clean(pair)


def test_what_is_no_signer_of_this_party_is_not_named(pair: Pair, tmp_path: Path) -> None:
    other = Apart(tmp_path / "signer", "")
    other.jisr("init", str(other.folder), "--party", "ESP", "--json")
    before = (pair.mar.home.path / "node.toml").read_text("utf-8")
    assert "it signs for ESP, not for MAR" in pair.mar.jisr("node", "signer", *other.program, code=1).err
    assert "SignerSilent" in pair.mar.jisr("node", "signer", "--program", "/nowhere", code=1).err
    assert "no command is given" in pair.mar.jisr("node", "signer", code=1).err
    assert (pair.mar.home.path / "node.toml").read_text("utf-8") == before


def test_a_backup_is_known_as_the_nodes_own(pair: Pair, apart: Apart, tmp_path: Path) -> None:
    (pair.mar.home.path / "keys" / "log.pem").unlink()
    pair.mar.raise_item(pair.session, "in the backup")
    pair.exchange()
    identity = tmp_path / "backups.age"
    made = pair.mar.jisr("backup", "identity", str(identity)).out
    to = ("--to", next(each for each in made.split() if each.startswith("age1")))
    pair.mar.jisr("backup", "keys", str(tmp_path / "keys.jisr"), *to)
    pair.mar.jisr("backup", str(tmp_path / "database.jisr"), *to)
    restored = tmp_path / "restored"
    for file in ("keys.jisr", "database.jisr"):
        pair.mar.jisr("restore", str(tmp_path / file), "--identity", str(identity), "--home", str(restored))
    home = load_home(restored)
    assert home.log_signer is not None and home.log_signer.keys == (apart.key,)
    again = Pair(Node(home), pair.esp, pair.session, pair.folder)
    with closing(Served(pair.esp)):
        again.mar.jisr("sync")
    again.mar.raise_item(pair.session, "goes on elsewhere")
    again.exchange()
    assert pair.esp.size("MAR") == again.mar.size() == apart.last()
