"""How an officer is reached: only the officer sets it, and an address is used once its code was typed in here."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from jisr.base import N_, Instant, JisrError
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.home import Home
from jisr.node.hooking import target_of
from jisr.node.hours import MINUTES_A_DAY, is_zone
from jisr.node.letters import CODE_MINUTES, letter_of_code
from jisr.node.mailing import MailUnset
from jisr.node.services.duty import require_member
from jisr.node.services.outbox import CODE, put_mail

# RFC 5321: no server takes a longer one.
EMAIL_CHARACTERS_MAX = 254
CODE_DIGITS = 8
CODE_TRIES_MAX = 5
CODES_AN_HOUR_MAX = 5
HOOKS_MAX = 5
SALT = "jisr.reach.code"


class WrongAddress(JisrError):
    """What was typed is no e-mail address."""

    advice = N_("Write an address such as name@ministry.example; nothing was changed.")


class WrongCode(JisrError):
    """A code that is not the one that was sent, or holds no more."""

    advice = N_("Compare it with the newest e-mail, or let a new code be sent: it holds 30 minutes and five tries.")


class WrongPreference(JisrError):
    """A preference that cannot be kept."""

    advice = N_("Correct it and send the form again; nothing was changed.")


class TooMany(JisrError):
    """More codes in an hour, or more hooks, than this node makes."""

    advice = N_("Wait an hour before the next code; of hooks take one out first.")


def _row(officer: models.Officer) -> models.Reach:
    return models.Reach.objects.get_or_create(officer=officer)[0]


def set_address(home: Home, officer: models.Officer, email: str, *, now: Instant | None = None) -> models.Reach:
    """Keep an officer's new address and send a code there; until it is typed in nothing else is sent."""
    at = CLOCK.now() if now is None else now
    try:
        validate_email(email)
        MaxLengthValidator(EMAIL_CHARACTERS_MAX)(email)
    except ValidationError as error:
        raise WrongAddress(N_("%(email)s is no e-mail address"), email=email) from error
    if home.notifying.mail is None:
        raise MailUnset(N_("no mail server is named in node.toml"))
    sent = models.Delivery.objects.filter(officer=officer, kind=CODE, made_at__gt=at - 3_600).count()
    if sent >= CODES_AN_HOUR_MAX:
        raise TooMany(N_("%(count)s codes were sent within an hour"), count=sent)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    with transaction.atomic():
        row = _row(officer)
        row.email, row.confirmed_at = email, None
        row.code, row.code_at, row.code_tries = _hashed(officer, email, code), at, 0
        row.save()
        # A code for an earlier address opens nothing any more.
        old = models.Delivery.objects.filter(officer=officer, kind=CODE, is_waiting=True)
        old.update(is_waiting=False, dropped_at=at, text="", html="")
        letter, key = letter_of_code(officer, code), f"code/{officer.pk}/{secrets.token_hex(8)}"
        put_mail(home, officer, letter, key=key, kind=CODE, to=email, is_urgent=True, now=at)
    return row


def confirm_address(officer: models.Officer, code: str, *, now: Instant | None = None) -> models.Reach:
    """Take an address into use once the code that was sent there is typed in."""
    at = CLOCK.now() if now is None else now
    typed = "".join(each for each in code if not each.isspace())
    # Counted before it is compared, so that many who guess at once guess no more often.
    counted = models.Reach.objects.filter(officer=officer, code_tries__lt=CODE_TRIES_MAX)
    row = _row(officer)
    if not row.code or not counted.update(code_tries=F("code_tries") + 1):
        raise WrongCode(N_("no code holds for this address"))
    if at > (row.code_at or 0) + CODE_MINUTES * 60:
        raise WrongCode(N_("the code has run out"))
    if not constant_time_compare(row.code, _hashed(officer, row.email, _latin(typed))):
        raise WrongCode(N_("the code is another"))
    row.code, row.code_tries, row.confirmed_at = "", 0, at
    row.save()
    return row


def _latin(typed: str) -> str:
    """Read digits of any script."""
    return "".join(str(int(each)) if each.isdecimal() else each for each in typed)


def _hashed(officer: models.Officer, email: str, code: str) -> str:
    return salted_hmac(SALT, f"{officer.pk}/{email}/{code}", algorithm="sha256").hexdigest()


def forget_address(officer: models.Officer) -> None:
    """Take an officer's address out of use."""
    models.Reach.objects.filter(officer=officer).update(email="", confirmed_at=None, code="", code_at=None)


def prefer(officer: models.Officer, *, zone: str, **wanted: Any) -> models.Reach:
    """Keep what an officer wants sent, when, and in which zone times are said."""
    if not is_zone(zone):
        raise WrongPreference(N_("%(zone)s is no time zone"), zone=zone)
    for name in ("digest_at", "quiet_from", "quiet_until"):
        if not 0 <= wanted[name] < MINUTES_A_DAY:
            raise WrongPreference(N_("a time of day is from 00:00 to 23:59"))
    with transaction.atomic():
        row = _row(officer)
        for name in ("has_mail", "has_digest", "has_empty_digest", "digest_at", "quiet_from", "quiet_until"):
            setattr(row, name, wanted[name])
        row.save()
        officer.zone = zone
        officer.save(update_fields=["zone"])
    return row


def add_hook(
    home: Home, url: str, *, by: models.Officer, authority: str = "", now: Instant | None = None
) -> models.Hook:
    """Keep an address to call, of the officer or of an authority; its secret is told once."""
    if authority:
        require_member(authority, by)
    target_of(home, url)
    owner = {"authority": authority, "officer": None if authority else by}
    if models.Hook.objects.filter(**owner, ended_at=None).count() >= HOOKS_MAX:
        raise TooMany(N_("there are %(count)s hooks already"), count=HOOKS_MAX)
    at = CLOCK.now() if now is None else now
    return models.Hook.objects.create(url=url, secret=secrets.token_hex(32), put_by=by, put_at=at, **owner)


def end_hook(number: int, *, by: models.Officer, now: Instant | None = None) -> None:
    """Call an address no more."""
    row = models.Hook.objects.filter(pk=number).first()
    if row is None or (row.officer_id != by.pk and not row.authority):
        raise UnknownThing(N_("no such hook of yours"))
    if row.authority:
        require_member(row.authority, by)
    at = CLOCK.now() if now is None else now
    models.Hook.objects.filter(pk=number, ended_at=None).update(ended_at=at)


__all__ = [
    "TooMany", "WrongAddress", "WrongCode", "WrongPreference", "add_hook", "confirm_address", "end_hook",
    "forget_address", "prefer", "set_address",
]  # fmt: skip
