"""What a node cannot know by itself an officer says, with a reason that is kept (protocol 9.6)."""

import shutil
from pathlib import Path
from typing import Any

from jisr.cli.demo.founding import signed_manifest
from jisr.node.home import make_home
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair, free_port

ITEM = ("raise_item", "-f", "title=x", "-f", "dimension=border")
HOUR = 3_600


def status(node: Node) -> Any:
    return node.jisr("node", "status", "--json").value["frameworks"][0]


def confirm(node: Node, *more: str, framework: str = FRAMEWORK, code: int = 0) -> Any:
    return node.jisr("node", "confirm", framework, *more, code=code)


def test_with_a_clock_in_doubt_only_what_protects_is_written_until_an_officer_confirms(pair: Pair) -> None:
    word = ("--officer", "mar.co_chair", "--reason", "it was set an hour ahead and is right again: ticket 12")
    assert "NothingToConfirm" in confirm(pair.mar, *word, code=1).err
    mar = Child(pair.mar.home)
    mar.raise_many(pair.session, 1, ahead=HOUR)
    mar.stop()
    assert "clock" in pair.mar.act(pair.session, *ITEM, code=1).err
    pair.mar.act(pair.session, "object_to_minutes", "-f", "text=always heard")
    doubt = status(pair.mar)["doubt"]
    assert doubt["what"] == "clock" and "jisr node confirm" in doubt["remedy"]
    assert "this machine's clock is in doubt" in pair.mar.jisr("node", "status").out

    assert "reason" in confirm(pair.mar, "--officer", "mar.co_chair", "--reason", " ", code=1).err
    assert "no officer" in confirm(pair.mar, "--officer", "nobody", "--reason", "x", code=1).err
    confirm(pair.mar, *word)
    pair.mar.act(pair.session, *ITEM)
    found = status(pair.mar)
    assert found["doubt"] is None
    assert [(each["about"], each["officer"], each["reason"]) for each in found["confirmed"]] == [
        ("clock", "mar.co_chair", word[3])
    ]
    assert word[3] in pair.mar.jisr("node", "status").out

    # It holds for what was known then: a later time calls for another word.
    mar = Child(pair.mar.home)
    mar.raise_many(pair.session, 1, ahead=2 * HOUR)
    mar.stop()
    pair.mar.act(pair.session, *ITEM, code=1)
    pair.mar.jisr("verify")


def test_of_a_log_that_others_have_a_part_of_only_they_can_say(pair: Pair) -> None:
    pair.mar.home.mark(FRAMEWORK).unlink()
    said = confirm(pair.mar, "--officer", "mar.co_chair", "--reason", "all is here", code=1)
    assert "NothingToConfirm" in said.err and "ESP" in said.err
    pair.mar.act(pair.session, *ITEM, code=1)


def test_a_domestic_log_whose_mark_is_lost_goes_on_by_an_officers_word(tmp_path: Path) -> None:
    """There is no peer to ask, and no witness (protocol 9.6)."""
    address = f"127.0.0.1:{free_port()}"
    home = make_home(tmp_path / "esp", party="ESP", address=f"http://{address}", listen=address, name="ESP")
    node = Node(home)
    note = tmp_path / "v1.note"
    note.write_text(signed_manifest("esp", [home]), "utf-8")
    node.jisr("framework", "found", str(note))
    node.jisr("officer", "add", "founder", "--name", "A. Founder", given="long enough a password\n")
    node.jisr("officer", "post", "founder", "esp", "esp.founding")
    declare = ("act", "esp", "framework", "declare_authority", "--officer", "founder", "-f", "mandates=labour")
    node.jisr(*declare, "-f", "code=esp.labour")
    shutil.rmtree(home.path / "marks")
    node.jisr(*declare, "-f", "code=esp.more", code=1)
    doubt = status(node)["doubt"]
    assert doubt["what"] == "log" and doubt["to_ask"] == [] and "jisr node confirm" in doubt["remedy"]
    confirm(node, "--officer", "founder", "--reason", "the disk was moved, nothing is missing", framework="esp")
    node.jisr(*declare, "-f", "code=esp.more")
    assert status(node)["doubt"] is None and status(node)["confirmed"][0]["about"] == "log"
