"""What follows on a message is on its way while that message is taken in (protocol 12.32)."""

import pytest

from jisr.base.limits import MESSAGE_BYTES_MAX, TEXT_CHARACTERS_MAX
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.test_loss import require_one_history

# More than two messages hold, in few acts of long words.
BACKLOG = 2 * MESSAGE_BYTES_MAX // TEXT_CHARACTERS_MAX


@pytest.mark.parametrize("missed", [False, True], ids=["all taken in", "the first not taken in"])
def test_a_node_asks_for_what_follows_before_it_takes_in_what_came(pair: Pair, missed: bool) -> None:
    """Where that was not taken in, what follows is left alone, and all of it comes in its turn."""
    esp = Child(pair.esp.home)
    esp.raise_many(pair.session, BACKLOG, length=TEXT_CHARACTERS_MAX)
    esp.stop()
    here, serving = pair.mar.size("ESP"), pair.esp.serve()
    mar = Child(pair.mar.home)
    try:
        said = mar.ask(do="synchronise_watched", framework=FRAMEWORK, party="ESP", missed=missed)
        # Its ack goes with the next message, and the other side's comes back.
        mar.ask(do="synchronise", framework=FRAMEWORK, parties=["ESP"])
        assert mar.ask(do="verify")["violations"] == []
    finally:
        mar.stop()
        serving.stop()
    first, *further = said["asked"]
    assert first == {}, "nothing has come yet"
    begun = [each["ESP"] for each in further if each]
    assert len(begun) >= 2 and begun[0] > here and begun == sorted(begun)
    assert (begun.count(begun[0]) == 2) is missed
    assert said["taken_in"] >= BACKLOG
    require_one_history(pair)
