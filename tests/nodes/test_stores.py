"""What every store of a node must do: the same suite on SQLite and on a real PostgreSQL."""

import signal

from tests.nodes.nodes import FRAMEWORK, Child, Pair, exchange
from tests.nodes.postgres import run
from tests.nodes.test_kill import acting, numbers_here

ENTRIES = "SELECT party, seq, raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"


def test_entries_come_back_byte_for_byte_on_both_sides(store: Pair) -> None:
    mar, esp = (run(node, ENTRIES) for node in (store.mar, store.esp))
    assert len(mar) > 10 and [bytes(raw) for *_, raw in mar] == [bytes(raw) for *_, raw in esp]


def test_everything_that_is_kept_follows_from_the_entries(store: Pair) -> None:
    for node in (store.mar, store.esp):
        value = node.jisr("verify", "--json").value
        assert value["violations"] == [] and value["checked"]["entries"] > 10
        assert node.jisr("rebuild", "--json").value["differed"] == []


def test_both_nodes_say_the_same_of_a_dossier(store: Pair) -> None:
    one, other = (node.jisr("dossier", "show", store.session, "--json").value for node in (store.mar, store.esp))
    assert {**one, "open_acts": 0} == {**other, "open_acts": 0}
    assert {each["standing"] for each in one["acts"]} == {"stands"}


def test_what_has_no_authority_leaves_nothing_behind(store: Pair) -> None:
    before = run(store.mar, ENTRIES)
    store.mar.act(store.session, "propose_close", code=1)
    store.mar.act(store.session, "raise_item", "-f", "title=x", code=1)
    assert run(store.mar, ENTRIES) == before


def test_acts_that_cross_are_judged_alike(store: Pair) -> None:
    mar, esp = (Child(node.home, node.database_url) for node in (store.mar, store.esp))
    fields = {"title": "crossing", "dimension": "return"}
    for _ in range(3):
        for each in (mar, esp):
            each.act(store.session, "raise_item", fields)
        esp.act(store.session, "object_to_minutes", {"text": "crossing"})
        exchange(mar, esp)
    mar.stop()
    esp.stop()
    test_everything_that_is_kept_follows_from_the_entries(store)
    test_both_nodes_say_the_same_of_a_dossier(store)


def test_damage_is_found_and_made_good(store: Pair) -> None:
    run(store.mar, "UPDATE entry SET standing = 'void' WHERE act = 'raise_item'")
    run(store.mar, "DELETE FROM tile")
    run(store.mar, f"DELETE FROM dossier WHERE code = '{store.session}'")
    found = store.mar.jisr("verify", "--json", code=1).value["violations"]
    assert {each["what"] for each in found} >= {"standing", "tile", "projection"}
    store.mar.jisr("rebuild")
    store.mar.jisr("verify")


def test_two_processes_and_a_kill_never_fork_the_log(store: Pair) -> None:
    process = acting(store.mar, store.session)
    others = [acting(store.mar, store.session, acts=8, heads=False) for _ in range(2)]
    assert process.stdout is not None
    numbers = [process.stdout.readline().strip() for _ in range(3)]
    process.send_signal(signal.SIGKILL)
    numbers += process.stdout.read().split()
    process.wait()
    numbers += [number for other in others for number in other.communicate(timeout=60)[0].split()]
    assert len({*numbers}) == len(numbers) >= 19
    assert {*numbers} <= {*numbers_here(store.mar, store.session)}
    store.mar.jisr("verify")
    store.exchange()
    store.esp.jisr("verify")
    assert run(store.esp, "SELECT kind FROM aside") == []
    assert FRAMEWORK in store.mar.jisr("framework", "list").out
