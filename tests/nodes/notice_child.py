"""A node's process that records, addresses and sends notices when it is told to, by a clock that it is told."""

from typing import Any

from jisr.cli.demo import child
from jisr.node.home import Home
from tests.nodes import child as more

FRAMEWORK = "mar-esp"


def _reach(home: Home, order: dict[str, Any]) -> Any:
    """Let officers be reached at addresses that are confirmed."""
    from jisr.node import models

    for name, email in order["officers"].items():
        officer = models.Officer.objects.get(username=name)
        told = {"email": email, "confirmed_at": 1, "digest_day": "2999-01-01"}
        models.Reach.objects.update_or_create(officer=officer, defaults=told)
    return {}


def _protect(home: Home, order: dict[str, Any]) -> Any:
    """Record protective acts of another side as if they had come."""
    from jisr.node import models

    for about in order["abouts"]:
        models.Notice.objects.create(
            framework_id=FRAMEWORK, dossier="MAR.2", kind="protect", about=about, mandates=["*"],
            made_at=order["now"], next_at=order["now"],
        )  # fmt: skip
    return {}


def _put(home: Home, order: dict[str, Any]) -> Any:
    """Put so many mails into the outbox."""
    from jisr.base import Instant
    from jisr.node import models
    from jisr.node.letters import letter_of_test
    from jisr.node.services.outbox import DIGEST, put_mail

    officer = models.Officer.objects.get(username=order["username"])
    for number in range(order["count"]):
        put_mail(
            home, officer, letter_of_test("en"), key=f"{order['key']}/{number}", kind=DIGEST,
            to=f"{number}@example.org", is_urgent=False, now=Instant(order["now"]),
        )  # fmt: skip
    return {}


def _look(home: Home, order: dict[str, Any]) -> Any:
    from jisr.base import FrameworkId, Instant
    from jisr.node.services.addressing import address_all
    from jisr.node.services.noticing import notice_all

    now = Instant(order["now"])
    notice_all(FrameworkId(FRAMEWORK), now=now)
    address_all(home, now=now)
    return {}


def _send(home: Home, order: dict[str, Any]) -> Any:
    from jisr.base import Instant
    from jisr.node.services.outbox import send_due

    return send_due(home, order.get("channel", "mail"), now=Instant(order["now"]))


def _outbox(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node import models

    names = ("channel", "address", "message", "tries", "next_at", "sent_at", "is_waiting", "trouble", "text")
    return [{name: getattr(each, name) for name in names} for each in models.Delivery.objects.order_by("pk")]


def _hook(home: Home, order: dict[str, Any]) -> Any:
    """Let a program be called for an authority; give its secret."""
    from jisr.node import models
    from jisr.node.services.reach import add_hook

    officer = models.Officer.objects.get(username=order["username"])
    return add_hook(home, order["url"], by=officer, authority=order["authority"]).secret


def _seen(home: Home, order: dict[str, Any]) -> Any:
    """Let an officer say of every notice that it was seen."""
    from jisr.node import models
    from jisr.node.services.noticing import mark_seen

    officer = models.Officer.objects.get(username=order["username"])
    for number in models.Notice.objects.values_list("pk", flat=True):
        mark_seen(number, officer=officer)
    return {}


def _try(home: Home, order: dict[str, Any]) -> Any:
    """Hand a test over, as `jisr notice test` does; say what failed."""
    from jisr.node.letters import letter_of_test
    from jisr.node.mailing import MailTrouble, hand_over

    try:
        hand_over(home, letter_of_test("en"), to=order["to"], message="<test@jisr>")
    except MailTrouble as error:
        return str(error)
    return "taken"


child._DO |= {
    "try": _try,
    "reach": _reach,
    "protect": _protect,
    "put": _put,
    "look": _look,
    "send": _send,
    "outbox": _outbox,
    "hook": _hook,
    "seen": _seen,
}

if __name__ == "__main__":
    more.child.main()
