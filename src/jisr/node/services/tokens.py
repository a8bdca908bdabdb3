"""Tokens of officers' own programs: made for one purpose, shown once, counted, ended."""

import hashlib
import secrets
import threading
from collections.abc import Sequence
from datetime import date

from django.db import OperationalError, transaction
from django.db.models import Case, F, Value, When
from django.db.models.expressions import CombinedExpression

from jisr.base import N_, Instant, Phrase
from jisr.node import models
from jisr.node.api_limits import (
    ACTS_A_MINUTE_MAX,
    MINUTE_SECONDS,
    PURPOSE_CHARACTERS_MAX,
    REFUSED_USES_DAYS,
    REQUESTS_A_MINUTE_MAX,
    REQUESTS_LEASED,
    TOKEN_DAYS_MAX,
    TOKEN_RANDOM_BYTES,
    TOKENS_OFFICER_MAX,
)
from jisr.node.clock import CLOCK
from jisr.node.errors import NoToken, TooManyRequests, UnknownThing, WrongField
from jisr.node.events import note
from jisr.node.queries.scopes import posted_in, procedure_names
from jisr.node.storage import WRITING, of_storage

READ, ACT, SEALED = "read", "act", "sealed"
SCOPES = (READ, ACT, SEALED)
# So that whoever searches files for secrets that were left in them finds it.
PREFIX = "jisr_"
DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1)
TEXT_AMISS = N_("it must have 1 to %(most)s characters in one line")
SCOPE_AMISS = N_("it must be one of %(known)s")
NOT_POSTED = N_("the officer acts for nobody in %(names)s")
NO_FRAMEWORK = N_("name at least one framework in which the officer acts for somebody")
NO_PROCEDURE = N_("no such procedure is in force there: %(names)s")
END_AMISS = N_("it must lie ahead, and at most %(days)s days")
TOO_MANY = N_("%(officer)s has %(most)s tokens that are good; revoke one that is no longer needed")


def make_token(
    officer: models.Officer,
    *,
    purpose: str,
    scope: str,
    frameworks: Sequence[str],
    procedures: Sequence[str] = (),
    until: Instant,
    once: str = "",
) -> tuple[models.Token, str]:
    """Make a token; give its row, and how it is spelt, which nobody can read again.

    A form sent twice makes one token: the first spelling, which nobody has seen, ends with the second.
    """
    now = CLOCK.now()
    purpose = " ".join(purpose.split())
    _require(purpose, scope, frameworks, procedures, until, now=now, officer=officer)
    spelt = PREFIX + secrets.token_urlsafe(TOKEN_RANDOM_BYTES)
    with transaction.atomic():
        # Held first, so that two sendings of one form wait for each other.
        models.Officer.objects.select_for_update().get(pk=officer.pk)
        before = models.Token.objects.filter(officer=officer, once=once).first() if once else None
        if before is not None and before.last_used is None and before.ended is None:
            before.digest = digest_of(spelt)
            before.save(update_fields=["digest"])
            return before, spelt
        good = models.Token.objects.filter(officer=officer, ended=None, until__gt=now).count()
        if good >= TOKENS_OFFICER_MAX:
            raise WrongField("token", "purpose", Phrase(TOO_MANY, officer=officer.username, most=TOKENS_OFFICER_MAX))
        row = models.Token.objects.create(
            officer=officer,
            purpose=purpose,
            digest=digest_of(spelt),
            scope=scope,
            frameworks=sorted(set(frameworks)),
            procedures=sorted(set(procedures)),
            once="" if before is not None else once,
            made=now,
            until=until,
        )
    note("token.made", token=row.pk, scope=scope, until=until)
    return row, spelt


def _require(
    purpose: str,
    scope: str,
    frameworks: Sequence[str],
    procedures: Sequence[str],
    until: Instant,
    *,
    now: Instant,
    officer: models.Officer,
) -> None:
    """Raise WrongField at the first that is amiss."""
    if not 1 <= len(purpose) <= PURPOSE_CHARACTERS_MAX or not purpose.isprintable():
        raise WrongField("token", "purpose", Phrase(TEXT_AMISS, most=PURPOSE_CHARACTERS_MAX))
    if scope not in SCOPES:
        raise WrongField("token", "scope", Phrase(SCOPE_AMISS, known=", ".join(SCOPES)))
    if not frameworks:
        raise WrongField("token", "frameworks", Phrase(NO_FRAMEWORK))
    foreign = sorted(set(frameworks) - set(posted_in(officer)))
    if foreign:
        raise WrongField("token", "frameworks", Phrase(NOT_POSTED, names=", ".join(foreign)))
    unknown = sorted(set(procedures) - procedure_names(frameworks).keys())
    if unknown:
        raise WrongField("token", "procedures", Phrase(NO_PROCEDURE, names=", ".join(unknown)))
    if not now < until <= now + TOKEN_DAYS_MAX * DAY_SECONDS:
        raise WrongField("token", "until", Phrase(END_AMISS, days=TOKEN_DAYS_MAX))


def end_of_day(day: str) -> Instant | None:
    """Give the end of a day in UTC; None where it is no day."""
    try:
        return Instant((date.fromisoformat(day) - EPOCH).days * DAY_SECONDS + DAY_SECONDS)
    except ValueError:
        return None


def digest_of(spelt: str) -> bytes:
    """Give what is kept of a token. It has 256 random bits: nobody finds it by trying, so one round is enough."""
    return hashlib.sha256(spelt.encode("utf-8", "backslashreplace")).digest()


def token_called(spelt: str) -> models.Token:
    """Give the token that is spelt so, as long as it is good; raises NoToken without saying why it is not."""
    token = models.Token.objects.select_related("officer").filter(digest=digest_of(spelt)).first()
    if token is None or token.ended is not None or token.until <= CLOCK.now():
        raise NoToken()
    if not token.officer.is_active:
        # Who comes back is not let in again by what was made before.
        end_tokens(token.officer)
        raise NoToken()
    return token


def revoke_token(officer: models.Officer, number: int) -> models.Token:
    """End a token of an officer's; one that has ended stays as it is."""
    token = models.Token.objects.filter(officer=officer, pk=number).first()
    if token is None:
        raise UnknownThing(N_("%(officer)s has no token %(number)s"), officer=officer.username, number=number)
    if token.ended is None:
        token.ended = CLOCK.now()
        token.save(update_fields=["ended"])
        note("token.revoked", token=token.pk)
    return token


def end_tokens(officer: models.Officer) -> int:
    """End all tokens of an officer who is suspended; give how many were good until now."""
    return models.Token.objects.filter(officer=officer, ended=None).update(ended=CLOCK.now())


# What this process has taken of a token's number: token, kind of request → minute, how many are left.
_leased: dict[tuple[int, bool], tuple[int, int]] = {}
_leasing = threading.Lock()


def count_request(token: models.Token, *, is_act: bool = False) -> None:
    """Count a request of a token; raises TooManyRequests once a minute's number is used up.

    All processes of a node take from one number. Acts are counted one by one, and as requests besides.
    """
    now = CLOCK.now()
    minute = now // MINUTE_SECONDS
    with _leasing:
        at, left = _leased.get((token.pk, is_act), (0, 0))
        if at != minute or left < 1:
            left = 1 if is_act else REQUESTS_LEASED
            if not _take(token, left, now, is_act=is_act):
                raise TooManyRequests(MINUTE_SECONDS - now % MINUTE_SECONDS, is_act=is_act)
        _leased[token.pk, is_act] = minute, left - 1


def _take(token: models.Token, number: int, now: Instant, *, is_act: bool) -> bool:
    """Take from what a token has left of this minute; say whether there was enough."""
    minute, column = now // MINUTE_SECONDS, "acts_spent" if is_act else "spent"
    most = ACTS_A_MINUTE_MAX if is_act else REQUESTS_A_MINUTE_MAX
    fresh = Case(When(minute=minute, then=F("spent")), default=Value(0))
    fresh_acts = Case(When(minute=minute, then=F("acts_spent")), default=Value(0))
    spent: dict[str, Case | CombinedExpression] = {"spent": fresh, "acts_spent": fresh_acts}
    spent[column] = spent[column] + number
    rows = models.Token.objects.filter(pk=token.pk).exclude(minute=minute, **{f"{column}__gt": most - number})
    try:
        return bool(rows.update(minute=minute, last_used=now, **spent))
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def note_use(
    token: models.Token, *, framework: str, dossier: str, act: str, entry: str = "", refused: str = ""
) -> models.TokenUse:
    """Keep what a token was used for; what was refused long ago is forgotten."""
    now = CLOCK.now()
    if refused:
        before = now - REFUSED_USES_DAYS * DAY_SECONDS
        models.TokenUse.objects.filter(token=token, at__lt=before).exclude(refused="").delete()
    use = models.TokenUse.objects.create(
        token=token, at=now, framework=framework, dossier=dossier, act=act[:96], entry=entry, refused=refused
    )
    return use


__all__ = [
    "ACT",
    "PREFIX",
    "READ",
    "SCOPES",
    "SEALED",
    "count_request",
    "end_of_day",
    "end_tokens",
    "make_token",
    "note_use",
    "revoke_token",
    "token_called",
]
