"""A demo node's process: prepares its node, enters its part of the record, then serves."""

import base64
import json
import os
import signal
import sys
import threading
from typing import Any, TextIO

from jisr.base import JisrError
from jisr.cli.demo.cast import HASHED
from jisr.cli.language import gettext
from jisr.cli.ready import SETTINGS, bring_up_to_date, enter
from jisr.conf import before
from jisr.node.home import HOME_VARIABLE, Home


def wait_for_home() -> None:
    """Be the node whose home the first line of standard input names; of none, if nobody is left who could."""
    line = _first_line()
    if not line:
        return
    # Three nodes have three databases, whatever the command's environment says of one.
    os.environ.update({HOME_VARIABLE: json.loads(line)["home"], "DATABASE_URL": ""})
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    before.forget()
    if not before.is_as_begun():
        # A sign-on was set up for it since: it reads everything by itself, and the orders that wait for it.
        os.execv(sys.executable, (sys.executable, "-c", f"from {__name__} import main; main()"))
    main()


def _first_line() -> bytes:
    """Read no further than the first line's end: what comes after it may be for another program."""
    line = b""
    while not line.endswith(b"\n") and (more := os.read(sys.stdin.fileno(), 1)):
        line += more
    return line


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
        if order["do"] not in _FIRST and not is_up_to_date:
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


def _prepare(home: Home, order: dict[str, Any]) -> Any:
    """Found the frameworks, make the demo officers, declare their authorities."""
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    frameworks = [found_framework(note) for note in order["notes"]]
    founder = models.Officer.objects.create(
        username=f"{home.party.lower()}.founder",
        name="Demo officer (founding authority)",
        password=HASHED,
        is_demo=True,
    )
    officers = [
        models.Officer.objects.create(
            username=post["username"],
            name=f"Demo officer ({post['title']})",
            password=HASHED,
            is_demo=True,
            # Whoever tries the demo finds the operator's page, too.
            is_operator=post["mandate"] == "secretariat",
        )
        for post in order["posts"]
    ]
    for username in order.get("administrators", ()):
        models.Officer.objects.create(
            username=username, name="Demo officer (administrator)", password=HASHED, is_demo=True, administers=True
        )
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


def _found_child(home: Home, order: dict[str, Any]) -> Any:
    """Found the domestic framework, declare who takes part in a child's file, give each two demo officers."""
    from jisr.base import DossierId, FrameworkId
    from jisr.cli.demo.childs_file import SECOND
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.frameworks import found_framework

    founder = models.Officer.objects.get(username=f"{home.party.lower()}.founder")
    for note in order["notes"]:
        framework = found_framework(note)
        models.Posting.objects.create(officer=founder, framework_id=framework, authority=order["founding"])
    for post in order["posts"]:
        officers = [
            models.Officer.objects.create(
                username=post["authority"] + more,
                name=f"Demo officer ({post['title']})",
                password=HASHED,
                is_demo=True,
            )
            for more in ("", SECOND)
        ]
        for framework, mandates in post["mandates"].items():
            if not mandates:
                continue
            for officer in officers:
                models.Posting.objects.create(officer=officer, framework_id=framework, authority=post["authority"])
            wish = Wish(
                framework=FrameworkId(framework),
                dossier=DossierId("framework"),
                act="declare_authority",
                fields={"code": post["authority"], "mandates": sorted(mandates)},
            )
            domestic = framework == home.party.lower()
            perform_act(
                wish,
                officer=founder,
                authority=order["founding"],
                mandate="founding",
                now=order["began"] if domestic else None,
            )
    return {}


def _act(home: Home, order: dict[str, Any]) -> Any:
    """Perform acts of the record; give the numbers they got."""
    from jisr.base import DossierId, FrameworkId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act

    officers = {each.username: each for each in models.Officer.objects.all()}
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
            sides=act.get("sides"),
            linked=act.get("linked"),
            sealed=act.get("sealed", {}),
        )
        number = perform_act(
            wish,
            officer=officer,
            authority=act["authority"],
            mandate=act["mandate"],
            now=act.get("now"),
            second=officers.get(act.get("second") or _second(act["username"])),
        )
        done.append(str(number))
    return done


def _second(username: str) -> str:
    """Name who looks at what another of the demo's officers does, where an act asks for that."""
    party, _dot, post = username.partition(".")
    return f"{party}.{'secretariat' if post == 'cochair' else 'cochair'}"


def _pouch(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node.services.exchange import make_pouch

    return base64.b64encode(make_pouch(order["framework"], order["to"])).decode("ascii")


def _open(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node.services.exchange import open_pouch

    return open_pouch(base64.b64decode(order["pouch"])).plain()


def _defer(home: Home, order: dict[str, Any]) -> Any:
    """Let what is done from now on not wait for the disk, until `settle`."""
    from jisr.cli.demo.settling import defer

    defer(home)
    return {}


def _settle(home: Home, order: dict[str, Any]) -> Any:
    """Put all that was done until now on the disk; what is done from now on is there when it is confirmed."""
    from jisr.cli.demo.settling import settle

    settle(home)
    return {}


_NAMED = ("dossier", "item")
# Before anything is in the database, the tables included.
_FIRST = {"defer": _defer}
_DO = {
    **_FIRST,
    "prepare": _prepare,
    "found child": _found_child,
    "acts": _act,
    "pouch": _pouch,
    "open": _open,
    "settle": _settle,
}

if __name__ == "__main__":
    main()
