"""What visitors are told of a node: public facts only, and none from which the moment of an act follows.

Protocol 11: the moment of a stop can be correlated with events outside. So nothing here counts acts, and how long
ago a peer was heard is said in whole hours of the clock: the heartbeat keeps a healthy line at "within three hours"
whether or not anything is done, and the words change on the hour only (decision 0015).
"""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Literal

from django.conf import settings

from jisr.base import Instant
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.manifest import manifest_text
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.reading import own_party

DAY_SECONDS: Final = 86_400
# A line on which nothing is done is heard every hour: seen at whole hours, at most two of them lie between.
USUAL_HOURS: Final = 3

assert USUAL_HOURS * 3_600 > 2 * HEARTBEAT_SECONDS, "or a healthy line would flicker, and show when it was used"

Since = Literal["hours", "today", "day", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkTold:
    """A framework that the operator lets visitors see."""

    code: str
    name: str
    parties: tuple[str, ...]
    version: int
    fingerprint: str
    # What a visitor's browser holds the key of an act against.
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerTold:
    """When a party's node was last heard, coarsely; `day` is a moment within the day meant, where there is one."""

    party: str
    since: Since
    day: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTold:
    """How the node stands, as far as that is anybody's business."""

    version: str
    now: Instant
    peers: tuple[PeerTold, ...]


def frameworks_told() -> list[FrameworkTold]:
    """Give the frameworks that node.toml names for visitors and that are here; never one of a single party."""
    rows = models.Framework.objects.filter(pk__in=settings.HOME.public.frameworks).order_by("pk")
    return [_framework(row) for row in rows if len(row.parties) > 1]


def _framework(row: models.Framework) -> FrameworkTold:
    manifest = latest_manifest(row.pk)
    return FrameworkTold(
        code=row.pk,
        name=framework_name(row),
        parties=tuple(party_name(each) for each in sorted(row.parties)),
        version=manifest.version,
        fingerprint=manifest.fingerprint(),
        manifest=manifest_text(dict(manifest.value)),
    )


def status_told() -> StatusTold:
    """Give the status; asked of the database, so that an answer shows that it answers, too."""
    told = [each.code for each in frameworks_told()]
    heard: dict[str, int | None] = {}
    for party, at in models.Peer.objects.filter(framework__in=told).values_list("party", "heard"):
        if party != own_party():
            heard[party] = max((each for each in (heard.get(party), at) if each is not None), default=None)
    now = CLOCK.now()
    peers = tuple(_peer(party, at, now) for party, at in sorted(heard.items()))
    return StatusTold(version=version("jisr"), now=now, peers=peers)


def _peer(party: str, heard: int | None, now: int) -> PeerTold:
    since = coarsely(heard, now)
    return PeerTold(party=party, since=since, day=Instant(heard // DAY_SECONDS * DAY_SECONDS) if heard else None)


def coarsely(heard: int | None, now: int) -> Since:
    """Say how long ago something was, in words that change on whole hours of UTC only."""
    if heard is None:
        return "never"
    if now // 3_600 - heard // 3_600 < USUAL_HOURS:
        return "hours"
    return "today" if now // DAY_SECONDS == heard // DAY_SECONDS else "day"
