"""What the tests of notices share: a home with a mail server, officers who are reached, a slate wiped clean."""

from dataclasses import replace
from typing import Any

from django.conf import settings

from jisr.base import FrameworkId, Instant
from jisr.node import models
from jisr.node.home import Home
from jisr.node.notifying import MailServer, Notifying, Waits

FRAMEWORK = FrameworkId("mar-esp")
# A Wednesday, 10:00 in UTC, and the night after it.
WEDNESDAY = Instant(1_796_205_600)
NIGHT = Instant(WEDNESDAY + 13 * 3_600)
MINUTE, HOUR, DAY = 60, 3_600, 86_400
OURS = (
    models.Addressed,
    models.Delivery,
    models.Notice,
    models.Hook,
    models.Reach,
    models.Turn,
    models.Lead,
    models.Leave,
    models.Holding,
    models.Waiting,
)


def wipe() -> None:
    """Take away what a test left; protective acts are looked for from here on."""
    for each in OURS:
        each.objects.all().delete()
    models.Officer.objects.update(zone="UTC", language="")
    for log in models.Log.objects.all():
        row, _ = models.Scanned.objects.get_or_create(framework_id=log.framework_id)
        row.sizes = {**row.sizes, log.party: log.size}
        row.save()


def home() -> Home:
    """Give this node's home as if node.toml named a mail server."""
    server = MailServer(host="127.0.0.1", port=1, tls="none", sender="jisr@example.org")
    found: Home = replace(settings.HOME, notifying=Notifying(mail=server, waits=Waits(), has_private_hooks=True))
    return found


def officer(name: str) -> models.Officer:
    """Give an officer of these tests."""
    return models.Officer.objects.get(username=name)


def reached(name: str, **more: Any) -> models.Officer:
    """Give an officer whose address is confirmed."""
    found = officer(name)
    values = {"email": f"{name}@example.org", "confirmed_at": 1, "digest_day": "2999-01-01", **more}
    models.Reach.objects.update_or_create(officer=found, defaults=values)
    return found


def waits(kind: str = "answer", about: str = "MAR.900", dossier: str = "MAR.1", **more: Any) -> models.Waiting:
    """Put on the desk that something waits for us, as is done when a dossier is described."""
    told: dict[str, Any] = {"mandates": ["co_chair"], "party": "ESP", "since": WEDNESDAY, **more}
    return models.Waiting.objects.create(framework_id=FRAMEWORK, dossier=dossier, kind=kind, about=about, **told)


def names_in(number: int | None = None) -> list[str]:
    """Give who was addressed, in a round or in all, in order."""
    rows = models.Addressed.objects.order_by("round", "officer__username")
    if number is not None:
        rows = rows.filter(round=number)
    return list(rows.values_list("officer__username", flat=True))
