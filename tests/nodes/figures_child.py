"""A node's process in which an officer of the group puts the figures onto a session's agenda, from its pages."""

import re
from typing import Any

from jisr.cli.demo import child
from jisr.node.home import Home
from tests.nodes import minors_child as played


def _declare(home: Home, order: dict[str, Any]) -> Any:
    """Declare an authority with a mandate, and give a post in it to an officer who is there already."""
    from jisr.base import DossierId, FrameworkId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act

    framework, authority, founding = (
        FrameworkId(order["framework"]),
        order["authority"],
        f"{home.party.lower()}.founding",
    )
    officer = models.Officer.objects.get(username=order["officer"])
    models.Posting.objects.create(officer=officer, framework_id=framework, authority=authority)
    fields = {"code": authority, "mandates": [order["mandate"]]}
    wish = Wish(framework=framework, dossier=DossierId("framework"), act="declare_authority", fields=fields)
    founder = models.Officer.objects.get(username=founding)
    return str(perform_act(wish, officer=founder, authority=founding, mandate="founding"))


def _act(home: Home, order: dict[str, Any]) -> Any:
    """Do an act of the group's, as an officer by name."""
    from jisr.base import DossierId, FrameworkId
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act

    wish = Wish(
        framework=FrameworkId("mar-esp"),
        dossier=DossierId(order["dossier"]) if order["dossier"] else None,
        act=order["act"],
        fields=order["fields"],
        procedure=order["procedure"],
    )
    officer = models.Officer.objects.get(username=order["officer"])
    return str(perform_act(wish, officer=officer, authority=order["authority"], mandate=order["mandate"]))


def _browse(home: Home, order: dict[str, Any]) -> Any:
    """Give a page as an officer sees it; `confirm`: send its form."""
    from django.test import Client

    from jisr.node import models

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(models.Officer.objects.get(username=order["officer"]))
    answer = client.get(order["path"])
    page = answer.content.decode()
    if order.get("confirm"):
        found = re.search(r'name="seen" value="(\w+)"', page)
        assert found is not None, page
        answer = client.post(order["path"], {"seen": found[1]})
        return {"status": answer.status_code, "page": page, "location": answer.headers.get("Location", "")}
    return {"status": answer.status_code, "page": page}


def _describe(home: Home, order: dict[str, Any]) -> Any:
    """Describe the desk of every framework, as the worker does beside the pages."""
    from jisr.base import FrameworkId
    from jisr.node import models
    from jisr.node.services.desk import describe_all

    for code in models.Framework.objects.values_list("pk", flat=True):
        describe_all(FrameworkId(code))
    return {}


child._DO |= {
    **played.child._DO,
    "declare": _declare,
    "act of the group": _act,
    "browse": _browse,
    "describe": _describe,
}

if __name__ == "__main__":
    child.main()
