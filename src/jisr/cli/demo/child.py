"""A demo node's process: prepares its node, enters its part of the record, then serves."""

import base64
import json
import os
import signal
import sys
import threading
from typing import Any, TextIO

from jisr.base import JisrError
from jisr.cli.ready import enter
from jisr.node.home import Home


def main() -> None:
    """Do what the lines of standard input say; what jisr refuses is said in words, and ends the process."""
    try:
        _obey()
    except JisrError as error:
        sys.exit(f"{type(error).__name__}: {error}")


def _obey() -> None:
    """Do one order a line, with one answer a line, until told to serve."""
    orders, answers = sys.stdin, os.fdopen(os.dup(sys.stdout.fileno()), "w")
    home = enter(None)
    for line in orders:
        order = json.loads(line)
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


def _prepare(home: Home, order: dict[str, Any]) -> Any:
    """Found the frameworks, make the demo officers, declare their authorities."""
    from django.contrib.auth.hashers import make_password

    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    # One hash for all demo officers: they share the password, and hashing is slow on purpose.
    hashed = make_password(order["password"])
    frameworks = [found_framework(note, {}) for note in order["notes"]]
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

    done = []
    for act in order["acts"]:
        officer = models.Officer.objects.get(username=act["username"])
        wish = Wish(
            framework=FrameworkId(act["framework"]),
            dossier=DossierId(act["dossier"]) if act.get("dossier") else None,
            act=act["act"],
            fields=act["fields"],
            item=act.get("item"),
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

    receipt = open_pouch(base64.b64decode(order["pouch"]))
    return {"taken_in": receipt.taken_in, "held": receipt.held, "refused": receipt.refused}


_DO = {"prepare": _prepare, "acts": _act, "pouch": _pouch, "open": _open}

if __name__ == "__main__":
    main()
