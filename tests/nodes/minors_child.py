"""A node's process in which a child's file is played: acts by role, a clock that tests move, exchange over HTTP."""

import json
import threading
from typing import Any

from jisr.cli.demo import child
from jisr.cli.demo.cast import HASHED
from jisr.node.home import Home
from tests.nodes import child as told


def _found(home: Home, order: dict[str, Any]) -> Any:
    """Found frameworks, declare authorities with their mandates, give each an officer of its name."""
    from jisr.base import DossierId, FrameworkId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    founding = f"{home.party.lower()}.founding"
    founder = models.Officer.objects.create(username=founding)
    for note in order["notes"]:
        framework = found_framework(note)
        models.Posting.objects.create(officer=founder, framework_id=framework, authority=founding)
    for framework, authority, mandates in order["posts"]:
        for username in (authority, f"{authority}.second"):
            # A password, so that a browser may look at what was played.
            first = {"name": username, "password": HASHED}
            officer, _ = models.Officer.objects.get_or_create(username=username, defaults=first)
            models.Posting.objects.create(officer=officer, framework_id=framework, authority=authority)
        fields = {"code": authority, "mandates": sorted(mandates)}
        wish = Wish(
            framework=FrameworkId(framework), dossier=DossierId("framework"), act="declare_authority", fields=fields
        )
        perform_act(wish, officer=founder, authority=founding, mandate="founding")
    return {}


def _do(home: Home, order: dict[str, Any]) -> Any:
    """Do one act; give its number, or why it was refused: rule or sentence, and who would give what is lacking."""
    from jisr.base import DossierId, FrameworkId, JisrError
    from jisr.node import models
    from jisr.node.errors import NotPossible
    from jisr.node.services.acts import Wish, perform_act

    wish = Wish(
        framework=FrameworkId(order["framework"]),
        dossier=DossierId(order["dossier"]) if order["dossier"] else None,
        act=order["act"],
        fields=order["fields"],
        sealed=order["sealed"],
        item=order["item"],
        procedure=order["procedure"],
        sides=order["sides"],
        on_behalf=order["on_behalf"],
        linked=order["linked"],
    )
    officers = models.Officer.objects
    try:
        number = perform_act(
            wish,
            officer=officers.get(username=order["authority"]),
            authority=order["authority"],
            mandate=order["mandate"],
            second=officers.get(username=f"{order['authority']}.second"),
        )
    except NotPossible as error:
        return {
            "refused": [each.text if hasattr(each, "text") else each for each in error.reasons],
            "words": str(error),
        }
    except JisrError as error:
        return {"refused": [type(error).__name__], "words": str(error)}
    return {"entry": str(number)}


def _look(home: Home, order: dict[str, Any]) -> Any:
    """Give a dossier as `jisr dossier show --json` does."""
    from jisr.node.queries.plain import dossier_value

    return dossier_value(order["framework"], order["dossier"])


def _exchange(home: Home, order: dict[str, Any]) -> Any:
    """Exchange with a peer over HTTP, as `jisr sync` does."""
    from jisr.base import FrameworkId, Party
    from jisr.node.services.exchange import synchronise

    return synchronise(FrameworkId(order["framework"]), Party(order["party"])).plain()


def _due(home: Home, order: dict[str, Any]) -> Any:
    """Write all that is due in a framework, until nothing more is."""
    from jisr.base import FrameworkId
    from jisr.node.services.duties import perform_due

    written: list[str] = []
    while some := perform_due(FrameworkId(order["framework"])):
        written += some
    return written


def _held(home: Home, order: dict[str, Any]) -> Any:
    """Give all that this node holds: every entry's bytes, every row of every table as text, what it noted of itself."""
    from django.db import connection

    from jisr.node import models

    entries = [bytes(each).decode() for each in models.Entry.objects.values_list("raw", flat=True)]
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            # What the release ships stands in every node alike: texts of procedures, rights of the framework below.
            if table.startswith(("django_", "auth_", "passage_words")) or table == "text":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table} {[*map(_plain, row)]!r}" for row in cursor.fetchall()]
    logs = [each.read_text("utf-8", "replace") for each in home.path.rglob("*.log")]
    return {"entries": entries, "rows": rows, "log": logs}


def _plain(value: Any) -> Any:
    """Give what a column holds; of what is no text, as what is sealed, how much it is."""
    if not isinstance(value, bytes | memoryview):
        return value
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return f"({len(bytes(value))} bytes)"


def _pages_of(home: Home, order: dict[str, Any]) -> Any:
    """Give a dossier as this node's officers see it: its pages, and what a program is given."""
    from django.test import Client

    from jisr.node import models
    from jisr.node.queries.plain import dossier_value

    framework, dossier = order["framework"], order["dossier"]
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(models.Officer.objects.get(username="mar.care"))
    place = f"/f/{framework}/d/{dossier}/"
    answers = [client.get(f"{place}{part}") for part in ("", "protect/", "guarantees/")]
    assert [each.status_code for each in answers] == [200] * len(answers), [each.headers for each in answers]
    pages = [each.content.decode() for each in answers]
    return [*pages, json.dumps(dossier_value(framework, dossier), default=str, sort_keys=True)]


def _door(home: Home, order: dict[str, Any]) -> Any:
    """Open the node's door to others: its own server, in a thread beside."""
    from urllib.parse import urlsplit

    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    place = urlsplit(f"//{home.listen}")
    server = create_server(get_wsgi_application(), host=place.hostname, port=place.port, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return {}


child._DO |= {
    **told.child._DO,
    "found": _found,
    "do": _do,
    "look": _look,
    "exchange": _exchange,
    "write due": _due,
    "door": _door,
    "held": _held,
    "pages of": _pages_of,
}

if __name__ == "__main__":
    child.main()
