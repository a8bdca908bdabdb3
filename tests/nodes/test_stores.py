"""What every store of a node must do: the same suite on SQLite and on a real PostgreSQL."""

import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.nodes.nodes import FRAMEWORK, Child, Pair, exchange, let_passwords_do
from tests.nodes.postgres import run
from tests.nodes.test_kill import acting, numbers_here

HERE = f"/api/1/frameworks/{FRAMEWORK}"
GLANCES_MAX = 40
ENTRIES = "SELECT party, seq, raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"


def tomorrow() -> str:
    """Give a day until which a token may be good."""
    return (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@pytest.fixture(scope="module")
def pages(store: Pair) -> Pair:
    """The two nodes, of which the first lets its officers' browsers in by a password."""
    let_passwords_do(store.mar.home)
    return store


def test_entries_come_back_byte_for_byte_on_both_sides(store: Pair) -> None:
    mar, esp = (run(node, ENTRIES) for node in (store.mar, store.esp))
    assert len(mar) > 10 and [bytes(raw) for *_, raw in mar] == [bytes(raw) for *_, raw in esp]


def test_everything_that_is_kept_follows_from_the_entries(store: Pair) -> None:
    for node in (store.mar, store.esp):
        value = node.jisr("verify", "--json").value
        assert value["violations"] == [] and value["checked"]["entries"] > 10
        assert node.jisr("rebuild", "--json").value["differed"] == []


def test_what_leaves_while_a_node_is_verified_is_no_difference(store: Pair) -> None:
    """The mark lies in a file, which the database's snapshot does not hold still."""
    mar = Child(store.mar.home, store.mar.database_url)
    found = mar.raise_many(store.session, 2, do="verify beside")
    assert found["violations"] == [] and found["checked"]["marks"] == 1
    mar.stop()
    store.exchange()


def test_both_nodes_say_the_same_of_a_dossier(store: Pair) -> None:
    one, other = (node.jisr("dossier", "show", store.session, "--json").value for node in (store.mar, store.esp))
    assert {**one, "open_acts": 0} == {**other, "open_acts": 0}
    assert {each["standing"] for each in one["acts"]} == {"stands"}


def test_what_has_no_authority_leaves_nothing_behind(store: Pair) -> None:
    before = run(store.mar, ENTRIES)
    store.mar.act(store.session, "propose_close", code=1)
    store.mar.act(store.session, "raise_item", "-f", "title=x", code=1)
    assert run(store.mar, ENTRIES) == before


def test_a_glance_sees_what_anybody_writes_and_nothing_else(store: Pair) -> None:
    """By this process, by another, by a command: each is a reason to look, once."""
    mar, other = (Child(store.mar.home, store.mar.database_url) for _ in range(2))
    item = {"title": "Seen at a glance", "dimension": "return"}
    writings: tuple[Callable[[], object], ...] = (
        lambda: mar.act(store.session, "raise_item", item),
        lambda: other.act(store.session, "raise_item", item),
        lambda: store.mar.act(store.session, "raise_item", "-f", "title=x", "-f", "dimension=return"),
    )
    for write in writings:
        until_nothing_is_new(mar)
        # To read is no reason.
        other.ask(do="glance")
        run(store.mar, ENTRIES)
        assert not mar.ask(do="glance")
        write()
        assert mar.ask(do="glance")
    for child in (mar, other):
        child.stop()
    store.exchange()


def until_nothing_is_new(child: Child) -> None:
    """Look until there is no reason any more; PostgreSQL may just be tidying up."""
    for _ in range(GLANCES_MAX):
        if not child.ask(do="glance"):
            return
        time.sleep(0.05)
    raise AssertionError("there is always a reason")


TITLES = (
    "The commitments on return were kept",
    "Échange de statistiques entre l'Élysée et Rabat",
    "Reforzar la cooperación en materia de movilidad laboral 2027",
    "تلتزم الوفود بتبادل المعلومات قبل نهاية السنة",
    "مُدَّة الإقامة في إسبانيا",
    "Twee vergaderingen in het voorjaar: straße, ½, ⑴, ﷺ",
    "quotes ' and \" and \\ and * and (NEAR) and a OR b & | ! :* <->",
)
ASKED = (
    "commitment", "kept commitments", "statistique", "ELYSEE rab", "cooperacion", "movil 2027", "معلومات", "الوفد", "مدة",
    "اسبانيا", "vergadering", "strasse", "NEAR", "a OR b", "quotes '", "1", "nothing of this", "at", "the same time", "too early",
    "l'élysée", "٢٠٢٧",
)  # fmt: skip


def test_words_are_found_alike(store: Pair) -> None:
    """What a store finds is what is found by reading every act: so both find the same."""
    mar = Child(store.mar.home, store.mar.database_url)
    for title in TITLES:
        mar.act(store.session, "raise_item", {"title": title, "dimension": "return"})
    found = mar.ask(do="find", framework=FRAMEWORK, words=ASKED)
    mar.stop()
    assert {words: stored for words, (stored, _) in found.items()} == {
        words: read for words, (_, read) in found.items()
    }
    assert found["commitment"][0]
    assert sum(bool(stored) for stored, _ in found.values()) >= len(ASKED) - 2
    value = store.mar.jisr("verify", "--json").value
    assert value["violations"] == [] and value["checked"]["acts found by words"] >= len(TITLES)
    assert value["checked"]["entries not in lists yet"] == 0 and value["checked"]["dossiers in lists"] > 1


def test_pages_ask_both_stores_alike(pages: Pair) -> None:
    """What is written out for one store is read by the other, too."""
    here = f"/f/{FRAMEWORK}"
    paths = [f"/my-work/?{who}" for who in ("", "who=mine&when=week", "who=ours&kind=dates", "who=theirs&when=late")]
    paths += [
        "/my-work/?who=mine&kind=answers",
        "/my-work/?who=sent",
        f"{here}/",
        "/search/?q=early",
        f"{here}/d/{pages.session}/",
    ]
    paths += [
        f"{here}/dossiers/?{more}"
        for more in ("", "stage=called&procedure=session&party=MAR&words=rabat", "state=late")
    ]
    node = Child(pages.mar.home, pages.mar.database_url)
    node.act(pages.session, "propose_adopt_agenda")
    found = node.ask(
        do="pages", framework=FRAMEWORK, username="mar.co_chair", paths=paths, named=f"/d/{pages.session}/"
    )
    node.stop()
    assert {status for status, _ in found.values()} == {200}
    for path in (paths[-2], f"{here}/", "/my-work/?who=sent", "/search/?q=early"):
        assert found[path][1] > 0, path
    assert found[paths[-1]][1] == 0


def test_pages_and_programs_are_told_the_same(pages: Pair) -> None:
    """The same dossiers, tasks and acts in the same order, whatever the store makes of no time and of one moment."""
    told = ("--purpose", "tests", "--framework", FRAMEWORK, "--until", tomorrow(), "--json")
    token = pages.mar.jisr("token", "make", "mar.co_chair", *told).value["token"]
    node = Child(pages.mar.home, pages.mar.database_url)
    node.ask(do="api_limits", most=10**6)
    found = node.ask(do="unlike", framework=FRAMEWORK, username="mar.co_chair", token=token)
    node.stop()
    assert found == []


NUL = "a\0b"


def test_what_no_text_may_hold_is_refused_before_the_store_sees_it(pages: Pair) -> None:
    """PostgreSQL keeps no U+0000: whichever field of a form has one, the officer is told, and nothing is recorded."""
    dossier = f"/f/{FRAMEWORK}/d/{pages.session}/"
    act, call = f"{dossier}act/raise_item/", f"/f/{FRAMEWORK}/open/session/1/"
    item, rabat = {"title": "x", "dimension": "border"}, {"ordinal": "2", "place": "Rabat", "format": "in_person"}
    at_field = [
        (act, item | {"title": NUL}),
        (call, rabat | {"place": NUL}),
        ("/account/tokens/make/", {"title": NUL, "scope": "read", "frameworks": FRAMEWORK}),
    ]
    chosen = [(act, item | {"dimension": NUL}), (f"{dossier}act/contest/", {"fact": NUL})]
    whole = [
        (act, item | {"once": NUL}),
        (act, item | {"item": NUL}),
        (act, item | {"item-number": NUL}),
        (act, item | {NUL: "x"}),
        (call, rabat | {"outer": NUL}),
        (f"{dossier}take-on/", {"authority": NUL}),
        ("/files/", {"do": "offer", "number": "1", "to": "1", "note": NUL}),
        ("/reach/", {"do": "address", "email": NUL}),
        ("/reach/", {"do": "code", "code": NUL}),
        ("/reach/", {"do": "prefer", "zone": NUL}),
        ("/reach/", {"do": "hook", "url": f"https://x.example/{NUL}", "authority": NUL}),
        ("/duty/", {"first": NUL, "substitute": NUL}),
        ("/account/language/", {"language": NUL}),
        ("/account/zone/", {"zone": NUL}),
        ("/account/sessions/", {"session": NUL}),
        ("/account/tokens/make/", {"title": "x", "scope": "read", "frameworks": NUL, "once": NUL}),
        ("/drafts/discard/", {"framework": NUL, "dossier": NUL, "act": NUL}),
        (f"/f/{FRAMEWORK}/prepared/1/", {"answer": "send-back", "reason": NUL}),
        ("/administration/changes/1/", {"verdict": "rejected", "reason": NUL}),
        ("/language/", {"language": NUL, "next": NUL}),
        ("/notices/", {"seen": NUL}),
        ("/sign-in/", {"username": NUL, "password": NUL}),
    ]
    wishes = [
        (f"{HERE}/dossiers/{pages.session}/acts", {"act": "raise_item", "fields": item | {"title": NUL}}),
        (f"{HERE}/dossiers/{pages.session}/acts", {"act": "raise_item", "fields": item | {"dimension": NUL}}),
        (f"{HERE}/dossiers/{pages.session}/acts", {"act": "raise_item", "fields": item | {NUL: "x"}}),
        (f"{HERE}/dossiers/{pages.session}/acts", {"act": NUL, "fields": item}),
        (f"{HERE}/dossiers/{pages.session}/acts", {"act": "raise_item", "fields": item, "authority": NUL}),
        (f"{HERE}/dossiers", {"procedure": "session/1", "act": "call", "fields": rabat | {"ordinal": 2, "place": NUL}}),
        (f"{HERE}/dossiers", {"procedure": "session/1", "act": "call", "sides": {NUL: "MAR"}}),
    ]
    before = run(pages.mar, ENTRIES)
    told = ("--purpose", "tests", "--framework", FRAMEWORK, "--until", tomorrow(), "--scope", "act", "--json")
    token = pages.mar.jisr("token", "make", "mar.co_chair", *told).value["token"]
    node = Child(pages.mar.home, pages.mar.database_url)
    said = node.ask(do="post forms", username="mar.co_chair", forms=at_field + chosen + whole)
    by_api = node.ask(do="post to api", token=token, wishes=wishes)
    node.stop()
    for (path, fields), (status, page) in zip(at_field, said, strict=False):
        assert status == 422 and "has a character that cannot be recorded" in page, (path, fields, status, page)
    assert [status for status, _ in said[len(at_field) : -len(whole)]] == [422] * len(chosen)
    for (path, fields), (status, page) in zip(whole, said[-len(whole) :], strict=True):
        assert status == 400 and "U+0000" in page and "type it again" in page, (path, fields, status, page)
    assert [status for status, _ in by_api] == [422] * len(wishes), by_api
    assert "U+0000" in by_api[0][1] and "body.fields.title" in by_api[0][1] and "U+0000" in by_api[-2][1]
    assert run(pages.mar, ENTRIES) == before


def test_the_desk_is_made_again(store: Pair) -> None:
    run(store.mar, f"DELETE FROM line WHERE code = '{store.session}'")
    found = store.mar.jisr("verify", "--json", code=1).value["violations"]
    assert {(each["what"], each["damage"]) for each in found} == {("desk", False)}
    store.mar.jisr("rebuild")
    assert store.mar.jisr("verify", "--json").value["violations"] == []
    assert store.mar.jisr("node", "status", "--json").value["frameworks"][0]["behind"] == 0


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


def test_a_token_lets_in_and_its_requests_are_counted(store: Pair) -> None:
    """What one process has counted another knows."""
    now = int(datetime.now(UTC).timestamp())
    told = ("--purpose", "tests", "--framework", FRAMEWORK, "--until", tomorrow(), "--json")
    token = store.mar.jisr("token", "make", "mar.co_chair", *told).value["token"]
    path = f"/api/1/frameworks/{FRAMEWORK}/dossiers/{store.session}"
    children = [Child(store.mar.home, store.mar.database_url) for _ in range(2)]
    try:
        for child in children:
            child.ask(do="api_limits", most=40)
        # A process takes twenty at a time: what the first has taken, it has used up.
        found = [
            child.ask(do="get", path=path, token=token, times=times, now=now)
            for child, times in zip(children, (20, 30), strict=True)
        ]
    finally:
        for child in children:
            child.stop()
    statuses = [status for each in found for status in each["statuses"]]
    assert statuses.count(200) == 40 and statuses.count(429) == 10
    assert found[1]["last"]["rule"] is None and found[1]["last"]["status"] == 429
    assert store.mar.jisr("token", "list", "--json").value[0]["last_used"]


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
