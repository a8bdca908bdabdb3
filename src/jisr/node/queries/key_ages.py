"""How old this node's keys are, as far as it truly knows, and which of them is to be replaced by when.

A key is as old as the earlier of two things: when its file was written, and the time of the entry by which it came
into force. A file that was restored or copied is younger than its key; of an entry the time is stated for good.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from jisr.base import Instant, JisrError, Party, unb64
from jisr.log import public_bytes
from jisr.manifest import Manifest
from jisr.node import models
from jisr.node.agreements import manifests
from jisr.node.authority_keys import identities_of
from jisr.node.clock import CLOCK
from jisr.node.drills import last_drill
from jisr.node.home import Home
from jisr.node.kek import is_openable, place_of_kek
from jisr.node.queries.checks import DAY_SECONDS
from jisr.node.queries.reading import Reading, own_party, reading

LOG, WIRE, RECOVERY, AUTHORITY, KEK, CHECK = "log", "wire", "recovery", "authority", "kek", "check"
FRESH, SOON, OVER = "fresh", "soon", "over"
LIMITS: Final = {
    LOG: "log_days",
    WIRE: "wire_days",
    RECOVERY: "recovery_days",
    AUTHORITY: "authority_days",
    KEK: "key_encryption_days",
    CHECK: "recovery_check_days",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aging:
    """A key, or a trial of one: since when it is in use at the latest, for how many days, how it stands now.

    `since` None: nothing here says so. `frameworks`: those that it is for. `name`: of an authority its code.
    """

    kind: str
    name: str
    since: Instant | None
    days: int
    state: str
    frameworks: tuple[str, ...]

    @property
    def until(self) -> Instant | None:
        """Give the moment at which it is to have been replaced."""
        return None if self.since is None else Instant(self.since + self.days * DAY_SECONDS)

    @property
    def code(self) -> str:
        """Call it by its kind, its name, and since when: what replaces it is another."""
        return " ".join(filter(None, (self.kind, self.name, str(self.since or ""))))


def key_ages() -> list[Aging]:
    """Give every key of this node whose age can be known, and the trial of the recovery key."""
    home: Home = settings.HOME
    held = [reading(code) for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True)]
    known = [*_own(home, held), *_recovery(home, held), *_authorities(home, held)]
    frameworks = tuple(each.row.pk for each in held)
    if place_of_kek(home).exists():
        known.append(_aging(KEK, "", _written(place_of_kek(home)), frameworks[:1]))
    return known


def _aging(kind: str, name: str, since: Instant | None, frameworks: Iterable[str]) -> Aging:
    home: Home = settings.HOME
    days, now = getattr(home.key_ages, LIMITS[kind]), CLOCK.now()
    state = FRESH
    if since is None:
        state = OVER if kind == CHECK else FRESH
    elif now >= since + days * DAY_SECONDS:
        state = OVER
    elif now >= since + (days - min(home.key_ages.warn_days, days // 2)) * DAY_SECONDS:
        state = SOON
    return Aging(kind=kind, name=name, since=since, days=days, state=state, frameworks=tuple(frameworks))


def _own(home: Home, held: list[Reading]) -> Iterator[Aging]:
    """Give the keys by which this node signs."""
    for kind in (LOG, WIRE):
        place = home.path / "keys" / f"{kind}.pem"
        if kind == LOG and home.log_signer is not None:
            newest = unb64(home.log_signer.keys[-1])
            found = {each.row.pk: _in_force(each, kind, newest) for each in held}
            yield _aging(kind, "", _earliest(*found.values()), found)
            continue
        try:
            public = public_bytes(home.key(kind))
        except JisrError:
            # What cannot be read is told of elsewhere, and what lies on a machine apart is not read here.
            continue
        found = {each.row.pk: _in_force(each, kind, public) for each in held}
        yield _aging(kind, "", _earliest(_written(place), *found.values()), found)


def _recovery(home: Home, held: list[Reading]) -> Iterator[Aging]:
    """Give the recovery keys that are named, and when each was last tried; they need not lie here."""
    place = home.path / "keys" / "recovery.pem"
    named: dict[bytes, list[Reading]] = {}
    for each in held:
        named.setdefault(manifests(each.row.pk)[-1].recovery_key(home.party).key, []).append(each)
    for key, where in named.items():
        codes = [each.row.pk for each in where]
        since = _earliest(*(_in_force(each, RECOVERY, key) for each in where))
        if since is None and place.exists():
            since = _written(place)
        yield _aging(RECOVERY, "", since, codes)
        yield _aging(CHECK, "", last_drill(home, key), codes)


def _authorities(home: Home, held: list[Reading]) -> Iterator[Aging]:
    """Give the keys for sealed content, each from the entry that stated it."""
    if not is_openable(home):
        return
    for place in sorted((home.path / "keys" / "authorities").glob("*.age")):
        try:
            found = identities_of(home, place.stem)
        except JisrError:
            continue
        recipient = str(found[0].to_public()) if found else ""
        stated = {each.row.pk: _stated(each, place.stem, recipient) for each in held}
        since = _earliest(*stated.values())
        if since is not None:
            yield _aging(AUTHORITY, place.stem, since, (code for code, at in stated.items() if at is not None))


def _stated(held: Reading, authority: str, recipient: str) -> Instant | None:
    for seq, code, _, *key in held.register.declared.get(own_party(), ()):
        if code == authority and key == [recipient]:
            return held.logs.time(own_party(), seq)
    return None


def _in_force(held: Reading, kind: str, key: bytes) -> Instant | None:
    """Give the time of the entry by which a key came into force; None where none says so."""
    own = own_party()
    for manifest in manifests(held.row.pk):
        if kind == LOG:
            for each in manifest.value["parties"][own]["log"]:
                if _is(manifest, own, each["from"], key):
                    # A head of so many entries: the last of them is the first under this key.
                    return _time(held, own, max(0, each["from"] - 1))
        elif key in (manifest.wire_keys(own) if kind == WIRE else (manifest.recovery_key(own).key,)):
            return _recorded(held, manifest.version)
    return None


def _is(manifest: Manifest, party: Party, size: int, key: bytes) -> bool:
    return any(each.key == key for each in manifest.log_keys(party, size))


def _recorded(held: Reading, version: int) -> Instant | None:
    """Give when a version was first recorded, in whichever log; of version 1, when the own log began."""
    if version == 1:
        return _time(held, own_party(), 0)
    return _earliest(*(_time(held, Party(p), seq) for v, p, seq, _ in held.register.versions if v == version))


def _time(held: Reading, party: Party, seq: int) -> Instant | None:
    return held.logs.time(party, seq) if seq < held.logs.tails[party].size else None


def _written(place: Path) -> Instant | None:
    try:
        return Instant(int(place.stat().st_mtime))
    except OSError:
        return None


def _earliest(*moments: Instant | None) -> Instant | None:
    return min((each for each in moments if each is not None), default=None)


__all__ = ["AUTHORITY", "CHECK", "FRESH", "KEK", "LOG", "OVER", "RECOVERY", "SOON", "WIRE", "Aging", "key_ages"]
