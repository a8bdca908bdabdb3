"""The page on which an officer says how they are reached."""

from dataclasses import dataclass

from jisr.base import Instant
from jisr.node import models
from jisr.node.queries.duty import authorities_of
from jisr.node.queries.people import authority_name


@dataclass(frozen=True, slots=True, kw_only=True)
class HookShown:
    """A program that is called: its address, and whose it is."""

    number: int
    url: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysPage:
    """How an officer is reached."""

    email: str
    confirmed_at: Instant | None
    awaits_code: bool
    has_mail: bool
    has_digest: bool
    has_empty_digest: bool
    digest_at: str
    quiet_from: str
    quiet_until: str
    zone: str
    hooks: tuple[HookShown, ...]
    authorities: tuple[tuple[str, str], ...]


def ways_of(officer: models.Officer) -> WaysPage:
    """Give how an officer is reached."""
    reach = models.Reach.objects.filter(officer=officer).first() or models.Reach(officer=officer)
    authorities = authorities_of(officer)
    hooks = models.Hook.objects.filter(ended_at=None)
    rows = [*hooks.filter(officer=officer).order_by("pk"), *hooks.filter(authority__in=authorities).order_by("pk")]
    return WaysPage(
        email=reach.email,
        confirmed_at=None if reach.confirmed_at is None else Instant(reach.confirmed_at),
        awaits_code=bool(reach.code),
        has_mail=reach.has_mail,
        has_digest=reach.has_digest,
        has_empty_digest=reach.has_empty_digest,
        digest_at=_clock(reach.digest_at),
        quiet_from=_clock(reach.quiet_from),
        quiet_until=_clock(reach.quiet_until),
        zone=officer.zone,
        hooks=tuple(
            HookShown(number=each.pk, url=each.url, owner=authority_name(each.authority) if each.authority else "")
            for each in rows
        ),
        authorities=tuple((each, authority_name(each)) for each in authorities),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


__all__ = ["WaysPage", "ways_of"]
