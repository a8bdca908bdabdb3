"""A node's process as the demo has it, with more that tests ask of it."""

import os
import sys
from typing import Any

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
            fields = {"title": f"item {at}", "dimension": "border"}
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


child._DO |= {
    "verify": _verify,
    "rebuild": _verify,
    "environment": _environment,
    "synchronous": _synchronous,
    "modules": _modules,
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
