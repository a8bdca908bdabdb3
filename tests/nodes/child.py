"""A node's process as the demo has it, with more that tests ask of it."""

import os
import sys
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

# Tests import jisr from the tree they stand in; the child must find them, too.
from jisr.cli.demo import child
from jisr.node.home import Home


def _verify(home: Home, order: dict[str, Any]) -> Any:
    from django.db import connection

    from jisr.node.services.rebuilding import rebuild_all, verify_all

    report = (rebuild_all if order["do"] == "rebuild" else verify_all)()
    # The test changes the file behind our back.
    connection.close()
    found = [each.value() for each in report.violations]
    return {"checked": report.counts, "damaged": report.damaged, "violations": found}


def _verify_beside(home: Home, order: dict[str, Any]) -> Any:
    """Verify, while acts are done and a head of them is signed once what is read stands still."""
    from collections.abc import Iterator
    from contextlib import contextmanager
    from threading import Thread

    from django.db import connection

    from jisr.base import FrameworkId
    from jisr.node import models
    from jisr.node.services import rebuilding
    from jisr.node.services.messages import own_head

    snapshot = rebuilding.snapshot

    def act() -> None:
        _many(home, order)
        own_head(FrameworkId(order["framework"]))
        connection.close()

    @contextmanager
    def disturbed() -> Iterator[None]:
        with snapshot():
            # SQLite's snapshot is that of the first reading.
            models.Framework.objects.count()
            beside = Thread(target=act)
            beside.start()
            beside.join()
            yield

    rebuilding.snapshot = disturbed
    try:
        return _verify(home, order)
    finally:
        rebuilding.snapshot = snapshot


def _environment(home: Home, order: dict[str, Any]) -> Any:
    return dict(os.environ)


def _modules(home: Home, order: dict[str, Any]) -> Any:
    """Say which packages are read once all is that serving needs."""
    import waitress.server  # noqa: F401  # read by serving, as what follows
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    import jisr.node.worker  # noqa: F401

    get_wsgi_application()
    assert get_resolver().url_patterns
    return sorted({name.partition(".")[0] for name in sys.modules})


def _synchronous(home: Home, order: dict[str, Any]) -> Any:
    """Say how a commit waits for the disk: 0 not at all, 2 always."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return cursor.fetchone()[0]


def _many(home: Home, order: dict[str, Any]) -> Any:
    """Write many acts in one transaction, each judged as any other."""
    from jisr.base import DossierId, FrameworkId, Instant
    from jisr.kernel import By
    from jisr.node.clock import CLOCK
    from jisr.node.services.acts import Wish, append
    from jisr.node.store import writing

    with writing(FrameworkId(order["framework"])) as held:
        for at in range(order["count"]):
            fields = {"title": f"item {at}".ljust(order.get("length", 0), "."), "dimension": "border"}
            wish = Wish(
                framework=FrameworkId(order["framework"]),
                dossier=DossierId(order["dossier"]),
                act="raise_item",
                fields=fields,
            )
            by = By(order["authority"], order["mandate"], "o-many")
            append(held, wish, by, now=Instant(CLOCK.now() + order["ahead"]))
    return {}


def _count_judged_again(home: Home, order: dict[str, Any]) -> Any:
    """Open a pouch, or fold all again; say how often a dossier was judged again from sets."""
    from jisr.kernel import Docket

    judge_again, calls = Docket.judge_again, []

    def counted(docket: Docket) -> Any:
        calls.append(docket.id)
        return judge_again(docket)

    Docket.judge_again = counted  # type: ignore[method-assign]  # counted as long as this takes
    try:
        child._DO[order["what"]](home, {**order, "do": order["what"]})
    finally:
        Docket.judge_again = judge_again  # type: ignore[method-assign]  # as it was
    return len(calls)


def _clock(home: Home, order: dict[str, Any]) -> Any:
    """Let the node's clock stand so many seconds from the machine's, from now on."""
    import time

    from jisr.base import Instant
    from jisr.node.clock import MachineClock

    MachineClock.now = lambda self: Instant(int(time.time()) + order["seconds"])  # type: ignore[method-assign]  # moved
    return {}


def _api_limits(home: Home, order: dict[str, Any]) -> Any:
    """Let tokens ask as often as a test likes."""
    from jisr.node.services import tokens

    tokens.REQUESTS_A_MINUTE_MAX = tokens.ACTS_A_MINUTE_MAX = order["most"]  # type: ignore[misc]  # for this test
    return {}


def _get(home: Home, order: dict[str, Any]) -> Any:
    """Ask the API as a program with a token, so often, within the minute named; give statuses and the last answer."""
    from django.test import Client

    from jisr.base import Instant
    from jisr.node.clock import MachineClock

    MachineClock.now = lambda self: Instant(order["now"])  # type: ignore[method-assign]  # it stands
    headers = {"Authorization": f"Bearer {order['token']}"}
    answers = [Client(HTTP_HOST="127.0.0.1").get(order["path"], headers=headers) for _ in range(order["times"])]
    return {"statuses": [each.status_code for each in answers], "last": answers[-1].json()}


def _size(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node import models

    return models.Log.objects.get(framework=order["framework"], party=home.party).size


def _rows(home: Home, order: dict[str, Any]) -> Any:
    """Name the columns that a writing reads otherwise than the models say."""
    from django.db import transaction

    from jisr.base import FrameworkId
    from jisr.node import models
    from jisr.node.rows import hold_framework

    with transaction.atomic():
        row, logs = hold_framework(FrameworkId(order["framework"]))
        read: list[Any] = [row, *logs.values()]
    told: list[Any] = [type(each).objects.get(pk=each.pk) for each in read]
    assert len(read) == 1 + models.Log.objects.count()
    return [
        field.attname
        for one, other in zip(read, told, strict=True)
        for field in one._meta.concrete_fields
        if _plain(getattr(one, field.attname)) != _plain(getattr(other, field.attname))
    ]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _statements(home: Home, order: dict[str, Any]) -> Any:
    """Do acts as ever; give what SQLite was told meanwhile."""
    from django.db import connection

    told: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(told.append)
    child._DO["acts"](home, order)
    connection.connection.set_trace_callback(None)
    return told


def _attempt(home: Home, order: dict[str, Any]) -> Any:
    """Do acts; say why not, where one is refused."""
    from jisr.base import JisrError

    try:
        return child._DO["acts"](home, order)
    except JisrError as error:
        return f"{type(error).__name__}: {error}"


def _posted(home: Home, order: dict[str, Any]) -> Any:
    """Say for which authority a page would let an officer act, or why for none."""
    from jisr.base import DossierId, FrameworkId, JisrError
    from jisr.node.queries.posts import post_for
    from jisr.node.services.acts import Wish
    from jisr.node.services.officers import officer_called

    wish = Wish(framework=FrameworkId(order["framework"]), dossier=DossierId(order["dossier"]), act=order["act"])
    try:
        return post_for(wish, officer_called(order["username"]), authority=order["authority"]).authority
    except JisrError as error:
        return type(error).__name__


def _needs_exchange(home: Home, order: dict[str, Any]) -> Any:
    """Say whether a peer is asked at a moment so many seconds from now."""
    from jisr.base import FrameworkId, Instant
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.services.exchange import needs_exchange

    framework = FrameworkId(order["framework"])
    peer = models.Peer.objects.get(framework=framework, party=order["party"])
    return needs_exchange(framework, peer, Instant(CLOCK.now() + order["ahead"]))


def _find(home: Home, order: dict[str, Any]) -> Any:
    """Describe the desk to its end; find acts by words in the store, and by reading every one of them."""
    import orjson
    from django.db import connection

    from jisr.node import models
    from jisr.node.indexing import match, texts_of
    from jisr.node.queries.reading import reading
    from jisr.node.services.desk import describe_all
    from jisr.node.tokens import asked_of, tokens_of

    framework = order["framework"]
    describe_all(framework)
    procedures = {each.id: each for each in reading(framework).framework.procedures.values()}
    rows = models.Entry.objects.filter(log__framework=framework).exclude(dossier="").exclude(act="ack")
    known = [(log, seq, orjson.loads(bytes(raw))) for log, seq, raw in rows.values_list("log__party", "seq", "raw")]
    said = {f"{log}.{seq}": tokens_of(text for _, text in texts_of(entry, procedures)) for log, seq, entry in known}
    found = {}
    for words in order["words"]:
        asked = asked_of(words)
        condition = match(asked, [framework, "another"])
        query = (
            "SELECT log.party, passage.seq FROM passage_words JOIN passage ON passage.id = passage_words.rowid"
            f" JOIN log ON log.id = passage.log_id WHERE {condition.sql}"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, condition.arguments)
            stored = sorted(f"{party}.{seq}" for party, seq in cursor.fetchall())
        read = sorted(entry for entry, tokens in said.items() if tokens and all(a.is_met_by(tokens) for a in asked))
        found[words] = [stored, read]
    return found


def _pages(home: Home, order: dict[str, Any]) -> Any:
    """Ask for pages as an officer; give what each was answered with, and how often a dossier is named."""
    from django.conf import settings
    from django.test import Client

    from jisr.node.services.desk import describe_all
    from jisr.node.services.officers import officer_called

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    describe_all(order["framework"])
    client = Client()
    client.force_login(officer_called(order["username"]))
    answers = {path: client.get(path) for path in order["paths"]}
    return {path: [each.status_code, each.content.decode().count(order["named"])] for path, each in answers.items()}


def _posted_forms(home: Home, order: dict[str, Any]) -> Any:
    """Send forms as an officer; give what each was answered with, its status first."""
    from django.conf import settings
    from django.test import Client

    from jisr.node.services.officers import officer_called

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client(raise_request_exception=False)
    client.force_login(officer_called(order["username"]))
    answers = [client.post(path, fields) for path, fields in order["forms"]]
    return [[each.status_code, each.content.decode()] for each in answers]


def _posted_to_api(home: Home, order: dict[str, Any]) -> Any:
    """Send acts to the API, each with a key of its own; give the answers, their status first."""
    from django.test import Client

    client, said = Client(raise_request_exception=False), []
    for number, (path, wish) in enumerate(order["wishes"]):
        headers = {"Authorization": f"Bearer {order['token']}", "Idempotency-Key": f"key-{number}"}
        answer = client.post(path, wish, content_type="application/json", headers=headers, HTTP_HOST="127.0.0.1")
        said.append([answer.status_code, answer.content.decode()])
    return said


def _unlike(home: Home, order: dict[str, Any]) -> Any:
    """Ask pages and API the same of a full desk; say where they answer otherwise."""
    from django.conf import settings
    from django.test import Client

    from jisr.node.services.officers import officer_called
    from tests.unit.web.alike import many, unlike

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client, headers = Client(), {"Authorization": f"Bearer {order['token']}"}
    client.force_login(officer_called(order["username"]))
    with many(order["framework"]):
        return unlike(client.get, lambda path: Client().get(path, headers=headers), order["framework"])


def _found_linked(home: Home, order: dict[str, Any]) -> Any:
    """Found frameworks with the procedures of `tests/strategies/linked.py`; give officers their posts."""
    from jisr.base import DossierId, FrameworkId
    from jisr.manifest import parse_manifest
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework
    from tests.strategies.linked import CARE, TRANSFER, text_of

    founding = f"{home.party.lower()}.founding"
    founder = models.Officer.objects.create(username=founding)
    for note in order["notes"]:
        named = parse_manifest(note).texts
        framework = found_framework(note, [each for each in map(text_of, (CARE, TRANSFER)) if each.digest in named])
        models.Posting.objects.create(officer=founder, framework_id=framework, authority=founding)
    for username, framework, authority, mandate in order["posts"]:
        officer, _ = models.Officer.objects.get_or_create(username=username, defaults={"name": username})
        models.Posting.objects.create(officer=officer, framework_id=framework, authority=authority)
        fields = {"code": authority, "mandates": [mandate]}
        wish = Wish(
            framework=FrameworkId(framework), dossier=DossierId("framework"), act="declare_authority", fields=fields
        )
        perform_act(wish, officer=founder, authority=founding, mandate="founding")
    return {}


def _due(home: Home, order: dict[str, Any]) -> Any:
    """Write what is due, by a clock so many seconds ahead."""
    from jisr.base import FrameworkId, Instant
    from jisr.node.clock import CLOCK
    from jisr.node.services.duties import perform_due

    return perform_due(FrameworkId(order["framework"]), now=Instant(CLOCK.now() + order["ahead"]))


def _synchronise(home: Home, order: dict[str, Any]) -> Any:
    """Exchange with peers now; say why not, where one does not answer."""
    from jisr.base import FrameworkId, JisrError, Party
    from jisr.node.services.exchange import synchronise

    said = []
    for party in order["parties"]:
        try:
            said.append(synchronise(FrameworkId(order["framework"]), Party(party)).taken_in)
        except JisrError as error:
            said.append(f"{type(error).__name__}: {error}")
    return said


def _synchronise_watched(home: Home, order: dict[str, Any]) -> Any:
    """Exchange, and say what was asked for beforehand; `missed`: the first entries that come are not taken in."""
    from jisr.base import FrameworkId, Party
    from jisr.exchange import Message
    from jisr.node.services import exchange

    asked: list[dict[str, int]] = []
    missed: list[bool] = []
    call, take_in = exchange.call, exchange.take_in

    def watched(framework: FrameworkId, peer: Any, message: Message) -> Any:
        asked.append(dict(message.ask))
        return call(framework, peer, message)

    def taken_in(message: Message, *, sender: Party) -> Any:
        if order["missed"] and not missed and any(part.entries for part in message.logs.values()):
            missed.append(True)
            message = replace(message, logs={})
        return take_in(message, sender=sender)

    with patch.object(exchange, "call", watched), patch.object(exchange, "take_in", taken_in):
        receipt = exchange.synchronise(FrameworkId(order["framework"]), Party(order["party"]))
    return {"asked": asked, "taken_in": receipt.taken_in}


def _limited_pouch(home: Home, order: dict[str, Any]) -> Any:
    """Make a pouch that holds so many bytes of entries at most."""
    from jisr.node.services import messages

    with patch.object(messages, "PART_BYTES_MAX", order["bytes"]):
        return child._DO["pouch"](home, order)


def _mark(home: Home, order: dict[str, Any]) -> Any:
    """Write the own mark again; say how often that waited for the disk."""
    from jisr.node.marks import read_mark, write_mark

    mark = read_mark(home, order["framework"])
    assert mark is not None
    with patch("os.fsync") as waited:
        write_mark(home, order["framework"], mark)
    return waited.call_count


def _glance(home: Home, order: dict[str, Any]) -> Any:
    """Say whether there is a reason to look since the last glance, for one whose clock stands."""
    from jisr.base import Instant

    is_worth = _glance_kept().is_worth_a_look(Instant(0))
    if is_worth:
        _glance_kept().rest(None)
    return is_worth


@cache
def _glance_kept() -> Any:
    from jisr.node.glance import Glance

    return Glance()


def _attest(home: Home, order: dict[str, Any]) -> Any:
    from jisr.base import DossierId, FrameworkId
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.officers import officer_called

    wish = Wish(framework=FrameworkId("mar-esp"), dossier=DossierId(order["transfer"]), act="attest_no_obstacle")
    return str(perform_act(wish, officer=officer_called("ana"), authority="esp.care", mandate="care"))


def _attest_anyhow(home: Home, order: dict[str, Any]) -> Any:
    """Attest without looking into the linked dossier."""
    from jisr.node.services import linking

    kept = linking.lacking_at
    linking.lacking_at = lambda *given: ()
    try:
        return _attest(home, order)
    finally:
        linking.lacking_at = kept


def _claim_while_attesting(home: Home, order: dict[str, Any]) -> Any:
    """Attest, and let a claim begin once the linked dossier was looked into; say whether it came first."""
    from threading import Thread

    from django.db import connection

    from jisr.base import DossierId, FrameworkId
    from jisr.node.services import linking
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.officers import officer_called

    wish = Wish(
        framework=FrameworkId("esp"),
        dossier=DossierId(order["file"]),
        act="claim_asylum",
        fields={"how": "calm"},
        on_behalf="child",
    )

    def claim() -> None:
        perform_act(wish, officer=officer_called("pol"), authority="esp.police", mandate="police")
        connection.close()

    beside, found, kept = Thread(target=claim), {}, linking.grounds_at

    def grounds_at(*given: Any) -> Any:
        beside.start()
        beside.join(1.0)
        found["claimed_before_attested"] = not beside.is_alive()
        return kept(*given)

    linking.grounds_at = grounds_at
    try:
        _attest(home, order)
    finally:
        linking.grounds_at = kept
    beside.join()
    return found


def _witness(home: Home, order: dict[str, Any]) -> Any:
    """Ask every witness that counts; give the entries, or why not."""
    from jisr.base import JisrError
    from jisr.node.services.witnessing import ask_witness, witnesses

    try:
        return [ask_witness(each) for each in witnesses()]
    except JisrError as error:
        return f"{type(error).__name__}: {error}"


def _act_at_home(home: Home, order: dict[str, Any]) -> Any:
    """Do an act in the domestic framework by the node's clock; say why not, where it cannot be."""
    from jisr.base import DossierId, FrameworkId, JisrError
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.officers import officer_called

    wish = Wish(framework=FrameworkId("esp"), dossier=DossierId(order["dossier"]), act=order["act"])
    try:
        return str(perform_act(wish, officer=officer_called("ana"), authority="esp.care", mandate="care"))
    except JisrError as error:
        return f"{type(error).__name__}: {error}"


child._DO |= {
    "witness": _witness,
    "act at home": _act_at_home,
    "attest anyhow": _attest_anyhow,
    "claim while attesting": _claim_while_attesting,
    "due": _due,
    "found linked": _found_linked,
    "synchronise": _synchronise,
    "synchronise_watched": _synchronise_watched,
    "limited pouch": _limited_pouch,
    "mark": _mark,
    "glance": _glance,
    "pages": _pages,
    "unlike": _unlike,
    "post forms": _posted_forms,
    "post to api": _posted_to_api,
    "find": _find,
    "verify": _verify,
    "verify beside": _verify_beside,
    "rebuild": _verify,
    "environment": _environment,
    "synchronous": _synchronous,
    "modules": _modules,
    "api_limits": _api_limits,
    "get": _get,
    "many": _many,
    "size": _size,
    "clock": _clock,
    "count judged again": _count_judged_again,
    "rows": _rows,
    "statements": _statements,
    "attempt": _attempt,
    "needs exchange": _needs_exchange,
    "posted": _posted,
}

if __name__ == "__main__":
    child.main()
