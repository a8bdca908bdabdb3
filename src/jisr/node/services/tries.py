"""Wrong passwords and codes: who tries in vain waits, longer each time, and shuts nobody else out.

Counted are tries of one name from one address, of one name from anywhere, and of any name from one
address. The last two never stop a name at an address where it got in within the last month: so
neither somebody elsewhere nor a colleague behind the same address can shut an officer out. Names and
addresses are kept as digests only, those of names that nobody has as well: both are answered alike.
"""

import hmac
from dataclasses import dataclass, replace
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from jisr.base import N_, Instant, JisrError, b64
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note_refused

DAY_SECONDS: Final = 86_400
# So long after the last failure nothing is counted any more.
FORGOTTEN_SECONDS: Final = DAY_SECONDS
KNOWN_SECONDS: Final = 30 * DAY_SECONDS
# Rows that nobody has touched for longer than anything counts are swept once in so many tries.
SWEEP_EVERY: Final = 100
# Of IPv6 an attacker has at least such a network.
IPV6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many tries are free, and how long the next ones wait."""

    free: int
    wait_seconds: int
    wait_seconds_max: int

    def wait(self, count: int) -> int:
        """Give for how long nobody may try after so many failures: twice as long each time."""
        beyond = count - self.free
        if beyond < 0:
            return 0
        return int(min(self.wait_seconds * 2 ** min(beyond, 20), self.wait_seconds_max))


PAIR: Final = Patience(free=5, wait_seconds=15, wait_seconds_max=3_600)
ACCOUNT: Final = Patience(free=30, wait_seconds=60, wait_seconds_max=900)
ADDRESS: Final = Patience(free=100, wait_seconds=30, wait_seconds_max=900)

assert PAIR.free < ACCOUNT.free < ADDRESS.free, "or who is careless at one desk would stop others"


class TooManyTries(JisrError):
    """Too many tries failed: nothing is tried before a time has passed, right or wrong."""

    advice = N_("Wait, then try once more. An administrator of this node can lift it at once.")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(N_("too many tries have failed; the next is possible in %(seconds)s s"), seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try that was counted as failed before it was looked at: so many at once count as many."""

    account: str
    address: str
    is_known: bool = False


def begin(name: str, address: str, *, about: str = "password") -> Try:
    """Count a try, or raise TooManyTries; what is right afterwards is told by `succeed`."""
    one = Try(account=_digest(about, name.strip().casefold()), address=_digest("address", network_of(address)))
    now = CLOCK.now()
    with transaction.atomic():
        rows = {(row.account, row.address): row for row in _rows(one)}
        pair = rows.get((one.account, one.address))
        is_known = pair is not None and pair.good is not None and pair.good > now - KNOWN_SECONDS
        limits = [((one.account, one.address), PAIR)]
        if not is_known:
            limits += [((one.account, ""), ACCOUNT), (("", one.address), ADDRESS)]
        wait = max((rows[key].until - now for key, _patience in limits if key in rows), default=0)
        if wait > 0:
            note_refused("sign_in.waits", seconds=wait)
            raise TooManyTries(wait)
        for (account, place), patience in limits:
            _count(rows.get((account, place)), account, place, patience, now)
    return replace(one, is_known=is_known)


def succeed(one: Try) -> None:
    """Forget what failed before, of this name from this address, and take back this try's own count elsewhere."""
    now = CLOCK.now()
    with transaction.atomic():
        for row in _rows(one):
            if row.account and row.address:
                row.count, row.until, row.last, row.good = 0, 0, now, now
            elif not one.is_known:
                row.count = max(0, row.count - 1)
                row.until = 0 if row.count < (ACCOUNT if row.account else ADDRESS).free else row.until
            row.save()


def forget(name: str) -> int:
    """Let a name be tried again from everywhere; give how many rows counted against it."""
    digests = [_digest(about, name.strip().casefold()) for about in ("password", "factor")]
    found = models.Tries.objects.filter(account__in=digests, count__gt=0)
    return found.update(count=0, until=0)


def waits(name: str) -> int:
    """Give for how many seconds a name waits at the most, anywhere."""
    digests = [_digest(about, name.strip().casefold()) for about in ("password", "factor")]
    until = models.Tries.objects.filter(account__in=digests).order_by("-until").values_list("until", flat=True).first()
    return max(0, (until or 0) - CLOCK.now())


def network_of(address: str) -> str:
    """Give what counts as one place: an address of IPv4, a network of 64 bits of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        # A socket that takes both kinds wraps addresses of IPv4, all in one network.
        mapped = found.ipv4_mapped
        return str(ip_network((found, IPV6_PREFIX), strict=False)) if mapped is None else str(mapped)
    return str(found)


def _rows(one: Try) -> list[models.Tries]:
    """Give the rows that count, locked where the database can: in one order, so that two wait for each other."""
    keys = Q(account=one.account, address__in=(one.address, "")) | Q(account="", address=one.address)
    return list(models.Tries.objects.select_for_update().filter(keys).order_by("account", "address"))


def _count(row: models.Tries | None, account: str, address: str, patience: Patience, now: Instant) -> None:
    if row is None:
        row, _made = models.Tries.objects.select_for_update().get_or_create(
            account=account, address=address, defaults={"last": now}
        )
    if row.last < now - FORGOTTEN_SECONDS:
        row.count = 0
    row.count, row.last = row.count + 1, now
    row.until = max(row.until, now + patience.wait(row.count)) if patience.wait(row.count) else row.until
    row.save()
    if row.pk % SWEEP_EVERY == 0 and row.count == 1:
        stale = Q(last__lt=now - FORGOTTEN_SECONDS) & (Q(good=None) | Q(good__lt=now - KNOWN_SECONDS))
        models.Tries.objects.filter(stale).exclude(pk=row.pk).delete()


def _digest(about: str, text: str) -> str:
    key = settings.SECRET_KEY.encode()
    return b64(hmac.digest(key, f"tries\0{about}\0{text}".encode("utf-8", "backslashreplace"), "sha256"))


__all__ = ["TooManyTries", "Try", "begin", "forget", "network_of", "succeed", "waits"]
