"""An act is acknowledged once it lies in both places: whatever is killed, what was acknowledged is in the second."""

import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jisr.node.home import load_home
from tests.nodes.nodes import FRAMEWORK, Pair
from tests.nodes.started import Piped
from tests.nodes.test_backup import Store
from tests.nodes.test_follow import Follow, acts_of
from tests.nodes.test_kill import ACTING

KILLS = 6
SECTION = '\n[second_place]\nacknowledge = ["mar-esp"]\nseconds_max = 4\n'
# As the command does: a number is said once the act lies in both.
ACKNOWLEDGING = ACTING.replace("    print(perform_act(wish, officer=officer, authority=name, mandate=\"co_chair\"), flush=True)\n", """
    done = perform_act(wish, officer=officer, authority=name, mandate="co_chair")
    if wait_until_it_lies_there(framework, done) == Lies.IN_BOTH:
        print(done, flush=True)
""").replace("from jisr.node import models\n", """from jisr.node import models
from jisr.node.queries.second_place import Lies, wait_until_it_lies_there
""")  # fmt: skip
ITEM = ("raise_item", "--officer", "mar.co_chair", "-f", "title=x", "-f", "dimension=border")


@pytest.fixture
def follow(pair: Pair, tmp_path: Path) -> Iterator[Follow]:
    with (pair.mar.home.path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write(SECTION)
    found = Follow(pair.mar, Store(tmp_path))
    yield found
    found.kill()


def test_nothing_acknowledged_is_missing_in_the_second_place_whatever_is_killed(pair: Pair, follow: Follow) -> None:
    assert "wait_until_it_lies_there(framework" in ACKNOWLEDGING
    chance, acknowledged = random.Random(8), list[str]()
    follow.start()
    follow.wait_for(FRAMEWORK, pair.mar.size())
    for at in range(KILLS):
        process = Piped(
            f"nodes of {pair.mar.party}",
            environment=pair.mar.environment,
            arguments=(FRAMEWORK, pair.session, "heads", "100000"),
            program=ACKNOWLEDGING,
        )
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.random() * 0.15)
        if at % 2:
            follow.kill()
            time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
        process.wait()
        if at % 2:
            there = acts_of(follow.beside(f"beside-{at}"))
            assert {*acknowledged} <= there, "the machine may be lost now"
            follow.start()
    assert len(acknowledged) >= KILLS and all(acknowledged)
    assert {*acknowledged} <= acts_of(follow.beside("in-the-end"))


def test_where_it_does_not_lie_there_that_is_said_and_the_act_holds(pair: Pair, follow: Follow) -> None:
    """By command: another exit code, and words; it is in the log, goes to the others, and is confirmed later."""
    said = pair.mar.jisr("act", FRAMEWORK, pair.session, *ITEM, code=3)
    assert "does not lie in the second place yet" in said.err and "Do not do it again" in said.err
    number = re.findall(r"MAR\.\d+", said.err)[0]
    assert number in acts_of(pair.mar)
    value = pair.mar.jisr("act", FRAMEWORK, pair.session, *ITEM, "--json", code=3).value
    assert value["second_place"] is False
    pair.exchange()
    assert number in acts_of(pair.esp)
    follow.start()
    follow.wait_for(FRAMEWORK, pair.mar.size())
    value = pair.mar.jisr("act", FRAMEWORK, pair.session, *ITEM, "--json").value
    assert value["second_place"] is True and value["entry"] in acts_of(follow.beside("beside"))


def test_who_waits_for_a_place_that_is_silent_waits_no_longer_than_is_said(pair: Pair, follow: Follow) -> None:
    follow.start()
    follow.wait_for(FRAMEWORK, pair.mar.size())
    follow.stop()
    begun = time.monotonic()
    pair.mar.jisr("act", FRAMEWORK, pair.session, *ITEM, code=3)
    assert 4 <= time.monotonic() - begun < 20


def test_what_node_toml_says_of_it_is_held_to_its_bounds(pair: Pair, follow: Follow) -> None:
    settings = pair.mar.home.path / "node.toml"
    before = settings.read_text("utf-8")
    assert load_home(pair.mar.home.path).acknowledging.frameworks == (FRAMEWORK,)
    wrong = (
        before.replace("seconds_max = 4", "seconds_max = 0"),
        before.replace("seconds_max = 4", "second = 4"),
        before.replace('["mar-esp"]', "[]"),
        before.replace('["mar-esp"]', '["Mar_Esp"]'),
        before.replace('["mar-esp"]', '"all"'),
    )
    for each in wrong:
        settings.write_text(each, "utf-8")
        said = pair.mar.jisr("act", FRAMEWORK, pair.session, *ITEM, code=1)
        assert "HomeAmiss" in said.err and "[second_place]" in said.err
