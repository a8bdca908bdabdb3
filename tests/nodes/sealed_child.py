"""A node's process in which officers use pages and programs the API, one request after the other."""

from typing import Any

from jisr.cli.demo import child
from jisr.node.home import Home
from tests.nodes import child as more

_SAID = ("Cache-Control", "Location", "Referrer-Policy")


def _browse(home: Home, order: dict[str, Any]) -> Any:
    """Ask as an officer in one session; give status, some headers and text of each answer."""
    from django.conf import settings
    from django.test import Client

    from jisr.node.services.desk import describe_all
    from jisr.node.services.officers import officer_called

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client(raise_request_exception=False)
    if order["username"]:
        client.force_login(officer_called(order["username"]))
    found = []
    for path, fields in order["asked"]:
        answer = client.get(path) if fields is None else client.post(path, fields)
        headers = {name: answer.headers.get(name, "") for name in _SAID}
        found.append([answer.status_code, answer.content.decode(), headers])
    describe_all("mar-esp")  # type: ignore[arg-type]
    return found


def _notice_keeping(home: Home, order: dict[str, Any]) -> Any:
    """Look for times of keeping that end, as the worker does; give what is new, every notice of it, and who was told."""
    from jisr.base import FrameworkId
    from jisr.node import models
    from jisr.node.clock import CLOCK
    from jisr.node.services.addressing import address_all
    from jisr.node.services.keeping_notices import OVER, SOON, notice_keeping

    made = notice_keeping(FrameworkId("mar-esp"), now=CLOCK.now())
    address_all(home, now=CLOCK.now())
    rows = models.Notice.objects.filter(kind__in=(SOON, OVER)).order_by("pk")
    told = models.Addressed.objects.filter(notice__in=rows).values_list("officer__username", flat=True)
    return {
        "made": made,
        "notices": [[each.dossier, each.kind, each.is_open] for each in rows],
        "told": sorted(set(told)),
    }


def _fetch(home: Home, order: dict[str, Any]) -> Any:
    """Send a form as an officer whose answer is a file; give status, headers and the file in base64."""
    import base64

    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from jisr.node.services.officers import officer_called

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client(raise_request_exception=False)
    if order["username"]:
        client.force_login(officer_called(order["username"]))
    files = {
        name: SimpleUploadedFile(called, base64.b64decode(raw))
        for name, (called, raw) in order.get("files", {}).items()
    }
    answer = client.post(order["path"], {**order["fields"], **files})
    return [answer.status_code, dict(answer.headers), base64.b64encode(_body(answer)).decode()]


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def _call_files(home: Home, order: dict[str, Any]) -> Any:
    """Ask the API with bodies of bytes; give status, answer and headers of each."""
    import base64

    from django.test import Client

    client, found = Client(raise_request_exception=False), []
    for method, path, body in order["asked"]:
        answer = client.generic(
            method,
            path,
            base64.b64decode(body),
            content_type="application/json" if method == "POST" else "application/octet-stream",
            headers={"Authorization": f"Bearer {order['token']}"},
            HTTP_HOST="127.0.0.1",
        )
        whole = _body(answer)
        said = answer.json() if "json" in answer.headers["Content-Type"] else base64.b64encode(whole).decode()
        found.append([answer.status_code, said, dict(answer.headers)])
    return found


def _administer(home: Home, order: dict[str, Any]) -> Any:
    """Make an administrator without any post, and an officer of an authority with few of its mandates."""
    from jisr.node import models

    models.Officer.objects.create(username="administrator", administers=True)
    officer = models.Officer.objects.create(username="narrow")
    models.Posting.objects.create(
        officer=officer, framework_id="mar-esp", authority="esp.protection", mandates=["another"]
    )
    return {}


def _oversee(home: Home, order: dict[str, Any]) -> Any:
    """Make an officer who looks after data protection."""
    from jisr.node import models

    officer = models.Officer.objects.create(username="overseer")
    models.Posting.objects.create(officer=officer, framework_id="mar-esp", authority="esp.data-protection", mandates=[])
    return {}


def _call(home: Home, order: dict[str, Any]) -> Any:
    """Ask the API by a token; give status, body and caching of each answer."""
    from django.test import Client

    client, found = Client(raise_request_exception=False), []
    for number, (path, body) in enumerate(order["asked"]):
        headers = {"Authorization": f"Bearer {order['token']}", "Idempotency-Key": f"{order['key']}-{number}"}
        if body is None:
            answer = client.get(path, headers=headers, HTTP_HOST="127.0.0.1")
        else:
            answer = client.post(path, body, content_type="application/json", headers=headers, HTTP_HOST="127.0.0.1")
        found.append([answer.status_code, answer.json(), answer.headers.get("Cache-Control", "")])
    return found


def _exchange(home: Home, order: dict[str, Any]) -> Any:
    """Take in a message that a peer would have signed."""
    import base64

    from jisr.base import Party
    from jisr.exchange import Message
    from jisr.node.services.intake import take_in

    blobs = {name: base64.b64decode(text) for name, text in order["blobs"].items()}
    message = Message(framework="mar-esp", have={}, sealed=blobs, want=tuple(order.get("want", ())))
    return take_in(message, sender=Party(order["sender"])).plain()


def _offer(home: Home, order: dict[str, Any]) -> Any:
    """Say which blobs a message to a peer would carry, if it has everything else and asks for these."""
    from jisr.node import models
    from jisr.node.queries.blobs import blobs_for, wanted_blobs

    peer = models.Peer.objects.get(framework="mar-esp", party=order["party"])
    peer.want = order["want"]
    return {"given": sorted(blobs_for("mar-esp", peer, {})), "wanted": list(wanted_blobs("mar-esp"))}


def _drafts(home: Home, order: dict[str, Any]) -> Any:
    from jisr.node import models

    return [each.values for each in models.Draft.objects.all()]


child._DO |= more.child._DO | {
    "browse": _browse,
    "fetch": _fetch,
    "administer": _administer,
    "oversee": _oversee,
    "call": _call,
    "call files": _call_files,
    "take in": _exchange,
    "notice keeping": _notice_keeping,
    "offer": _offer,
    "drafts": _drafts,
}

if __name__ == "__main__":
    child.main()
