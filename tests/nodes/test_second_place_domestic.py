"""The acts of a domestic log are with nobody else: what was acknowledged of them outlives the machine."""

from pathlib import Path

from jisr.node.home import load_home
from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.test_backup import Store
from tests.nodes.test_follow import ROWS, Follow

SECTION = '\n[second_place]\nacknowledge = "domestic"\n'


def test_a_lost_machine_comes_back_with_every_domestic_act_that_was_acknowledged(
    copied: Linked, tmp_path: Path
) -> None:
    with (copied.esp.home.path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(SECTION)
    follow = Follow(copied.esp, Store(tmp_path))
    follow.start()
    try:
        follow.wait_for(DOMESTIC, 1)
        file = copied.open_file("hear")
        screened = copied.act(DOMESTIC, file, "screen").value
        assert screened["second_place"] is True
        # What others come to have is not asked for.
        assert "second_place" not in copied.open_transfer(file).value
    finally:
        follow.kill()
    # What is with others, too, may not have come as far.
    entries = {row for row in copied.esp.rows(ROWS) if row[0] == DOMESTIC}
    copied.act(DOMESTIC, file, "note_sign", code=3)
    shared = copied.esp.size_of(FRAMEWORK)
    told = follow.bring_back()
    assert told["stream"]["logs"][DOMESTIC] == int(str(screened["entry"]).partition(".")[2]) + 1
    back = Node(load_home(copied.esp.home.path))
    assert entries <= {*back.rows(ROWS)} and back.size_of(FRAMEWORK) <= shared
    # Only people can say that nothing is missing in a log that nobody else has.
    refused = back.jisr("act", DOMESTIC, file, "note_sign", "--officer", "ana", code=1).err
    assert "Halted" in refused
    back.jisr("node", "confirm", DOMESTIC, "--officer", "ana", "--reason", "the second place had all")
    back.jisr("act", DOMESTIC, file, "note_sign", "--officer", "ana", code=3)
