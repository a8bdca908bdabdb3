"""A demo node's process: prepares its node, enters its part of the record, then serves."""

import base64
import json
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from jisr.base import JisrError
from jisr.cli.language import gettext
from jisr.cli.ready import bring_up_to_date, enter
from jisr.node.home import Home


def main() -> None:
    """Do what the lines of standard input say; what jisr refuses is said in words, and ends the process."""
    try:
        _obey()
    except JisrError as error:
        sys.exit(f"{type(error).__name__}: {error.said_in(gettext)}")


def _obey() -> None:
    """Do one order a line, with one answer a line, until told to serve."""
    orders, answers = sys.stdin, os.fdopen(os.dup(sys.stdout.fileno()), "w")
    home = enter(None, migrate=False)
    is_up_to_date = False
    for line in orders:
        order = json.loads(line)
        if order["do"] not in _WITHOUT_DATABASE and not is_up_to_date:
            bring_up_to_date()
            is_up_to_date = True
        if order["do"] == "serve":
            _serve(home, orders, answers)
            return
        json.dump(_DO[order["do"]](home, order), answers)
        answers.write("\n")
        answers.flush()


def _serve(home: Home, orders: TextIO, answers: TextIO) -> None:
    from jisr.cli.serving import serve

    def end_with_parent() -> None:
        """Stop once nobody is left who could: the parent was killed, or its terminal was closed."""
        # Not by `orders`: a thread that waits in it would hold its lock when the process ends.
        while os.read(orders.fileno(), 1024):
            continue
        os.kill(os.getpid(), signal.SIGTERM)

    def ready() -> None:
        answers.write("{}\n")
        answers.flush()
        threading.Thread(target=end_with_parent, name="parent", daemon=True).start()

    serve(home, ready=ready)


def _hash(home: Home, order: dict[str, Any]) -> Any:
    """Hash the password of the demo officers, once for all nodes: they share it, and hashing is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(order["password"])


def _make_database(home: Home, order: dict[str, Any]) -> Any:
    """Make the empty database, and leave it as one file that others can take."""
    from django.db import connection

    _defer(home, order)
    bring_up_to_date()
    connection.close()
    return str(home.database)


def _take_database(home: Home, order: dict[str, Any]) -> Any:
    """Take the empty database that another node has made."""
    shutil.copyfile(Path(order["database"]), home.database)
    return {}


def _prepare(home: Home, order: dict[str, Any]) -> Any:
    """Found the frameworks, make the demo officers, declare their authorities."""
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    hashed = order["hashed"]
    frameworks = [found_framework(note) for note in order["notes"]]
    founder = models.Officer.objects.create(
        username=f"{home.party.lower()}.founder",
        name="Demo officer (founding authority)",
        password=hashed,
        is_demo=True,
    )
    officers = [
        models.Officer.objects.create(
            username=post["username"], name=f"Demo officer ({post['title']})", password=hashed, is_demo=True
        )
        for post in order["posts"]
    ]
    for framework in frameworks:
        models.Posting.objects.create(officer=founder, framework_id=framework, authority=order["founding"])
        for post, officer in zip(order["posts"], officers, strict=True):
            models.Posting.objects.create(officer=officer, framework_id=framework, authority=post["authority"])
            wish = Wish(
                framework=framework,
                dossier="framework",  # type: ignore[arg-type]  # the kernel's own dossier
                act="declare_authority",
                fields={"code": post["authority"], "mandates": [post["mandate"]]},
            )
            perform_act(wish, officer=founder, authority=order["founding"], mandate="founding")
    return {}


def _act(home: Home, order: dict[str, Any]) -> Any:
    """Perform acts of the record; give the numbers they got."""
    from jisr.base import DossierId, FrameworkId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act

    officers = models.Officer.objects.in_bulk({act["username"] for act in order["acts"]}, field_name="username")
    done: list[str] = []
    for act in order["acts"]:
        officer = officers[act["username"]]
        # What an act before it in this order has got as its number, it could not be told before.
        dossier, item = (done[at] if (at := act.get(f"{what}_at")) is not None else act.get(what) for what in _NAMED)
        wish = Wish(
            framework=FrameworkId(act["framework"]),
            dossier=DossierId(dossier) if dossier else None,
            act=act["act"],
            fields={**act["fields"], **{name: done[at] for name, at in act.get("fields_at", {}).items()}},
            item=item,
            procedure=act.get("procedure"),
        )
        number = perform_act(wish, officer=officer, authority=act["authority"], mandate=act["mandate"])
        done.append(str(number))
    return done


def _pouch(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node.services.exchange import make_pouch

    return base64.b64encode(make_pouch(order["framework"], order["to"])).decode("ascii")


def _open(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node.services.exchange import open_pouch

    return open_pouch(base64.b64decode(order["pouch"])).plain()


def _defer(home: Home, order: dict[str, Any]) -> Any:
    """Let what is done from now on not wait for the disk, until `settle`."""
    from jisr.cli.demo.settling import defer

    defer()
    return {}


def _settle(home: Home, order: dict[str, Any]) -> Any:
    """Put all that was done until now on the disk; what is done from now on is there when it is confirmed."""
    from jisr.cli.demo.settling import settle

    settle(home)
    return {}


_NAMED = ("dossier", "item")
_WITHOUT_DATABASE = {"hash": _hash, "make_database": _make_database, "take_database": _take_database}
_DO = {
    **_WITHOUT_DATABASE,
    "defer": _defer,
    "prepare": _prepare,
    "acts": _act,
    "pouch": _pouch,
    "open": _open,
    "settle": _settle,
}

if __name__ == "__main__":
    main()
