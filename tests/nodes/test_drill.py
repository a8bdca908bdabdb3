"""What lies in a second place is restored on trial: what it lacks is said, and nothing is left of the trial."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jisr.base import parse_instant
from jisr.node.home import load_home
from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Node, Pair, Said
from tests.nodes.started import COMMAND
from tests.nodes.test_backup import Store, check_of
from tests.nodes.test_follow import Follow

NAME = "Restoring on trial"


class Drill:
    """Drills of a node, each in a folder of temporary places that must be empty afterwards."""

    def __init__(self, node: Node, folder: Path) -> None:
        self.follow, self.node, self.trials = Follow(node, Store(folder)), node, folder / "trials"
        self.trials.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        return {**self.node.environment, "TMPDIR": str(self.trials)}

    @property
    def arguments(self) -> list[str]:
        kept = self.follow
        return ["backup", "drill", str(kept.place), "--keys", str(kept.keys), "--identity", str(kept.store.key)]

    def run(self, code: int = 0) -> Said:
        before = live_files(self.node)
        said = self.node.jisr(*self.arguments, "--json", code=code)
        assert live_files(self.node) == before, "the live home was read only"
        return said

    def begin(self) -> subprocess.Popen[str]:
        """Begin one in a process that has not yet chosen where temporary things lie."""
        command = [sys.executable, "-c", COMMAND, *self.arguments]
        return subprocess.Popen(
            command, env=self.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


def live_files(node: Node) -> dict[str, Any]:
    """Give what a drill must leave as it is; readers write an index beside the journal, and may begin one."""
    return {
        str(each): (each.stat().st_size, each.stat().st_mtime_ns)
        for each in node.home.path.rglob("*")
        if each.is_file() and each.stat().st_size and each.name not in ("drill.json", "jisr.sqlite3-shm")
    }


def test_a_drill_names_what_the_second_place_lacks_and_the_seconds_at_risk(copied: Linked, tmp_path: Path) -> None:
    drill = Drill(copied.esp, tmp_path)
    file = copied.open_file("hear")
    drill.follow.once()
    assert check_of(copied.esp, NAME)["state"] == "watch" and "None was made" in check_of(copied.esp, NAME)["words"]
    told = drill.run().value
    assert set(told["lacking"]) == {f"{DOMESTIC}/ESP", f"{FRAMEWORK}/ESP", f"{FRAMEWORK}/MAR"}
    assert not any(told["lacking"].values()) and told["seconds_at_risk"] == 0
    assert told["checked"]["entries"] > 3 and not told["violations"] and told["trouble"] == ""
    assert told["restore_seconds"] > 0 and told["verify_seconds"] > 0
    assert check_of(copied.esp, NAME)["state"] == "ok" and told["reaches"] in check_of(copied.esp, NAME)["words"]
    time.sleep(2.1)
    # What others come to have is lacking, too, and not at risk.
    copied.open_transfer(copied.open_file("hear", "screen"))
    copied.act(DOMESTIC, file, "screen")
    behind = drill.run().value
    assert behind["lacking"] == {f"{DOMESTIC}/ESP": 4, f"{FRAMEWORK}/ESP": 1, f"{FRAMEWORK}/MAR": 0}
    assert behind["reaches"] == told["reaches"]
    ((last,),) = copied.esp.rows(
        "SELECT MAX(entry.time) FROM entry JOIN log ON log.id = log_id WHERE framework_id = 'esp' AND party = 'ESP'"
    )
    assert behind["seconds_at_risk"] == last - parse_instant(told["reaches"]) >= 2
    drill.follow.once()
    assert not any(drill.run().value["lacking"].values())


def test_a_second_place_that_was_damaged_fails_the_drill(pair: Pair, tmp_path: Path) -> None:
    drill = Drill(pair.mar, tmp_path)
    drill.follow.once()
    (copy,) = drill.follow.place.glob("*.whole")
    whole = copy.read_bytes()
    at = len(whole) // 2
    copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert "BackupAmiss" in drill.run(code=1).err
    begun = drill.begin()
    out, err = begun.communicate(timeout=60)
    assert begun.returncode == 1 and "BackupAmiss" in err and not out, err
    assert not [*drill.trials.iterdir()], "it is clean away"
    found = check_of(pair.mar, NAME)
    assert found["state"] == "act" and str(drill.follow.place) in found["words"]
    copy.write_bytes(whole)
    drill.run()
    assert check_of(pair.mar, NAME)["state"] == "ok"


def test_what_can_be_restored_and_does_not_hold_fails_the_drill(pair: Pair, tmp_path: Path) -> None:
    """It is sealed, signed and whole, as the node had it: only verifying finds out."""
    drill = Drill(pair.mar, tmp_path)
    with pair.mar.database() as opened, opened:
        opened.execute("UPDATE entry SET act = 'another' WHERE seq = 1")
    drill.follow.once()
    assert drill.run(code=1).value["violations"]
    assert check_of(pair.mar, NAME)["state"] == "act"


def test_keys_and_a_database_of_another_node_that_fit_each_other_fail_the_drill(pair: Pair, tmp_path: Path) -> None:
    """Who can write to both places, and knows to whom to seal, puts both there; the live home has another key."""
    drill, theirs = Drill(pair.mar, tmp_path), Follow(pair.esp, Store(pair.folder / "mar"))
    theirs.store.to, theirs.store.key = drill.follow.store.to, drill.follow.store.key
    settings = pair.esp.home.path / "node.toml"
    settings.write_text(settings.read_text("utf-8").replace('party = "ESP"', 'party = "MAR"'), "utf-8")
    theirs = Follow(Node(load_home(pair.esp.home.path)), theirs.store)
    theirs.once()
    drill.follow = theirs
    assert "NotSigned" in drill.run(code=1).err


def test_a_drill_that_is_killed_leaves_nothing(pair: Pair, tmp_path: Path) -> None:
    drill = Drill(pair.mar, tmp_path)
    drill.follow.once()
    process = drill.begin()
    until = time.monotonic() + 30
    while not list(drill.trials.glob("*/node.toml")):
        assert time.monotonic() < until, "it restores where it is told"
        time.sleep(0.002)
    process.kill()
    process.communicate(timeout=20)
    while [*drill.trials.iterdir()]:
        assert time.monotonic() < until, "whoever tidies up outlives it"
        time.sleep(0.02)


def test_a_drill_that_says_too_little_is_refused(pair: Pair, tmp_path: Path) -> None:
    drill = Drill(pair.mar, tmp_path)
    for words in (drill.arguments[:3], drill.arguments[:5]):
        assert "BackupUsage" in pair.mar.jisr(*words, code=1).err
