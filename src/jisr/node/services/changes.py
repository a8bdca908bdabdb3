"""Changes about officers, with four eyes: one administrator proposes, another confirms.

A suspension protects, and so holds at once; another confirms it afterwards, or lifts it. Who has the
machine acts by commands, under the name of the machine's account. Every change and what became of it
is added to two tables in which nothing is altered.
"""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction

from jisr.base import N_, JisrError, Phrase
from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotYours, UnknownThing, WrongField
from jisr.node.events import note
from jisr.node.services.changing import EFFECTS, check
from jisr.node.services.officers import restore, suspend

CONFIRMED: Final = "confirmed"
REJECTED: Final = "rejected"
WITHDRAWN: Final = "withdrawn"
# What nobody has confirmed by then was perhaps forgotten, and is proposed anew if it is still wished.
OPEN_SECONDS: Final = 14 * 86_400
OPEN_MAX: Final = 200


class NotConfirmable(JisrError):
    """A change that this administrator cannot decide, or that nobody can any more."""

    advice = N_("Nothing was changed. See on the page of the change who can decide it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of a change; `password`: the first password it gave, to be told once."""

    change: models.Change
    password: str = ""


def require_administrator(officer: models.Officer) -> None:
    """Raise NotYours where an officer does not administer."""
    if not (officer.is_active and officer.administers):
        raise NotYours(N_("%(officer)s does not administer this node"), officer=officer.username)


def propose(
    kind: str, *, by: models.Officer, officer: models.Officer | None, what: Mapping[str, Any], reason: str
) -> models.Change:
    """Propose a change; only a suspension holds at once."""
    require_administrator(by)
    with transaction.atomic():
        _lock(officer)
        told = check(kind, officer, what)
        open_now = open_changes().count()
        if open_now >= OPEN_MAX:
            raise WrongField("change", "kind", Phrase(N_("%(count)s changes wait already"), count=open_now))
        if open_changes().filter(kind=kind, officer=officer, what=told).exists():
            raise WrongField("change", "kind", Phrase(N_("this is proposed already, and waits to be confirmed")))
        change = models.Change.objects.create(
            kind=kind, officer=officer, what=told, reason=_reason(reason), proposer=by, at=CLOCK.now()
        )
        if kind == "suspend":
            assert officer is not None, "a suspension is of somebody"
            suspend(officer)
    note("change.proposed", kind=kind, change=change.pk)
    return change


def decide(number: int, *, by: models.Officer, verdict: str, reason: str = "") -> Done:
    """Confirm, reject or withdraw a change that is open; what is confirmed holds from now on."""
    require_administrator(by)
    with transaction.atomic():
        change = models.Change.objects.select_for_update(of=("self",)).filter(pk=number).first()
        if change is None:
            raise UnknownThing(N_("no change %(change)s in this node"), change=number)
        because = undecidable(change, by, verdict)
        if because is not None:
            raise NotConfirmable("%(because)s", because=because)
        password = ""
        if verdict == CONFIRMED and change.kind != "suspend":
            _lock(change.officer)
            check(change.kind, change.officer, change.what)
            password = EFFECTS[change.kind](change.officer, change.what)
        elif verdict != CONFIRMED and change.kind == "suspend":
            assert change.officer is not None, "a suspension is of somebody"
            if not _is_suspended_since(change):
                restore(change.officer)
        _keep(change, verdict=verdict, decider=by, reason=reason.strip()[:REASON_CHARACTERS_MAX])
    note("change.decided", kind=change.kind, change=change.pk, verdict=verdict)
    return Done(change=change, password=password)


def _is_suspended_since(change: models.Change) -> bool:
    """Say whether the officer was suspended anew after this suspension: that one is lifted by its own decision."""
    later = models.Change.objects.filter(kind="suspend", officer=change.officer, pk__gt=change.pk)
    return bool(later.exclude(decision__verdict__in=(REJECTED, WITHDRAWN)).exists())


def undecidable(change: models.Change, by: models.Officer, verdict: str) -> Phrase | None:
    """Say why an administrator cannot decide a change in this way; None where they can."""
    if models.Decision.objects.filter(change=change).exists():
        return Phrase(N_("it has been decided already"))
    if verdict == WITHDRAWN:
        return None if change.proposer_id == by.pk else Phrase(N_("only who proposed it withdraws it"))
    if has_lapsed(change):
        return Phrase(N_("it has waited for too long, and must be proposed anew"))
    if change.proposer_id == by.pk:
        return Phrase(N_("you have proposed it, and another administrator decides"))
    if change.officer_id == by.pk:
        return Phrase(N_("it is about yourself: another administrator decides"))
    return None


def has_lapsed(change: models.Change) -> bool:
    """Say whether a proposal has waited for too long; a suspension holds until it is decided."""
    return change.kind != "suspend" and change.at + OPEN_SECONDS <= CLOCK.now()


def open_changes() -> Any:
    """Give the changes that wait to be decided."""
    return models.Change.objects.filter(decision=None).exclude(
        pk__in=models.Change.objects.exclude(kind="suspend").filter(at__lte=CLOCK.now() - OPEN_SECONDS).values("pk")
    )


def by_machine(kind: str, *, officer: models.Officer | None, what: Mapping[str, Any], reason: str) -> Done:
    """Do a change at once, for who has the machine; kept under the name of the machine's account."""
    with transaction.atomic():
        _lock(officer)
        told = check(kind, officer, what)
        password = EFFECTS[kind](officer, told)
        change = note_by_machine(kind, officer=officer, what=told, reason=reason)
    return Done(change=change, password=password)


def note_by_machine(
    kind: str, *, officer: models.Officer | None, what: Mapping[str, Any], reason: str
) -> models.Change:
    """Keep what a command has done, under the name of the machine's account."""
    account = getpass.getuser()[:64]
    with transaction.atomic():
        change = models.Change.objects.create(
            kind=kind, officer=officer, what=dict(what), reason=_reason(reason), machine=account, at=CLOCK.now()
        )
        _keep(change, verdict=CONFIRMED, machine=account)
    return change


def _keep(change: models.Change, *, verdict: str, **who: Any) -> None:
    try:
        with transaction.atomic():
            models.Decision.objects.create(change=change, verdict=verdict, at=CLOCK.now(), **who)
    except IntegrityError as error:
        raise NotConfirmable("%(because)s", because=Phrase(N_("it has been decided already"))) from error


def _lock(officer: models.Officer | None) -> None:
    """Let two changes about one officer wait for each other."""
    if officer is not None:
        models.Officer.objects.select_for_update().get(pk=officer.pk)
        officer.refresh_from_db()


def _reason(words: str) -> str:
    told = words.strip()
    if not told or len(told) > REASON_CHARACTERS_MAX:
        because = Phrase(N_("a reason of 1 to %(most)s characters is needed"), most=REASON_CHARACTERS_MAX)
        raise WrongField("change", "reason", because)
    return told


__all__ = [
    "CONFIRMED",
    "REJECTED",
    "WITHDRAWN",
    "Done",
    "NotConfirmable",
    "by_machine",
    "decide",
    "has_lapsed",
    "note_by_machine",
    "open_changes",
    "propose",
    "require_administrator",
    "undecidable",
]
