"""Officers and their postings: who signs in here, for which authorities, and by what."""

import secrets
from collections.abc import Sequence
from typing import Final
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jisr.base import N_, Phrase, is_id
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing, WrongField
from jisr.node.services.acts import this_party
from jisr.node.services.sessions import end_sessions
from jisr.node.services.tokens import end_tokens

# A password that administrators give is for the first time only, and no longer than this.
FIRST_SECONDS: Final = 7 * 86_400
# Nothing that is mistaken for another when it is read from paper.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS: Final = 4
GROUP_CHARACTERS: Final = 5
MANDATES_MAX: Final = 20
SUBJECT_CHARACTERS_MAX: Final = 255


def add_officer(
    username: str, *, name: str, password: str, language: str = "", zone: str = "UTC", first_until: int | None = None
) -> models.Officer:
    """Make an officer who can sign in."""
    officer = models.Officer(username=username, name=name, language=language, zone=zone, first_until=first_until)
    require_language(language)
    require_zone(zone)
    try:
        validate_password(password, officer)
    except ValidationError as error:
        raise WrongField("officer", f"password ({' '.join(error.messages)})") from error
    officer.set_password(password)
    try:
        officer.full_clean(exclude=["password"])
        with transaction.atomic():
            officer.save()
    except ValidationError as error:
        raise WrongField("officer", ", ".join(error.message_dict)) from error
    except IntegrityError as error:
        raise WrongField("officer", "username") from error
    return officer


def post_officer(
    username: str,
    *,
    framework: str,
    authority: str,
    mandates: Sequence[str] = (),
    starts: int | None = None,
    ends: int | None = None,
) -> models.Posting:
    """Let an officer act for an authority of this party in a framework; anew, where there is such a post."""
    officer = officer_called(username)
    require_posting(framework=framework, authority=authority, mandates=mandates, starts=starts, ends=ends)
    posting, _made = models.Posting.objects.update_or_create(
        officer=officer,
        framework_id=framework,
        authority=authority,
        defaults={"mandates": sorted(set(mandates)), "starts": starts, "ends": ends},
    )
    return posting


def require_posting(
    *, framework: str, authority: str, mandates: Sequence[str], starts: int | None, ends: int | None
) -> None:
    """Raise what is amiss with a posting before it is given."""
    if not models.Framework.objects.filter(pk=framework).exists():
        known = models.Framework.objects.values_list("pk", flat=True)
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)
    if not is_id(authority) or not authority.startswith(f"{this_party().lower()}."):
        words = N_("%(authority)s is no authority of %(party)s; its codes begin with %(begin)s")
        because = Phrase(words, authority=authority, party=this_party(), begin=f"{this_party().lower()}.")
        raise WrongField("posting", "authority", because)
    if len(mandates) > MANDATES_MAX or not all(is_id(each) for each in mandates):
        words = N_("mandates are codes of small letters, digits, dots and hyphens; at most %(most)s")
        raise WrongField("posting", "mandates", Phrase(words, most=MANDATES_MAX))
    if starts is not None and ends is not None and ends <= starts:
        raise WrongField("posting", "ends", Phrase(N_("it ends before it begins")))


def end_posting(officer: models.Officer, *, framework: str, authority: str) -> None:
    """Let a post end now, and the officer's sessions with it."""
    found = models.Posting.objects.filter(officer=officer, framework=framework, authority=authority)
    found.update(ends=CLOCK.now())
    end_sessions(officer)


def suspend(officer: models.Officer) -> None:
    """Shut an officer out at once."""
    models.Officer.objects.filter(pk=officer.pk).update(is_active=False)
    end_sessions(officer)
    end_tokens(officer)


def restore(officer: models.Officer) -> None:
    """Let an officer in again."""
    models.Officer.objects.filter(pk=officer.pk).update(is_active=True)


def reset_factor(officer: models.Officer) -> None:
    """Forget an officer's second factor: a new one is set up at the next sign-in."""
    Authenticator.objects.filter(user=officer).delete()
    end_sessions(officer)


def give_first_password(officer: models.Officer) -> str:
    """Give a password that has to be replaced when it is used; nobody can read it again."""
    password = first_password()
    officer.set_password(password)
    officer.first_until = CLOCK.now() + FIRST_SECONDS
    officer.save(update_fields=["password", "first_until"])
    end_sessions(officer)
    return password


def first_password() -> str:
    """Make a password that is read from paper and typed once."""
    groups = ("".join(secrets.choice(LETTERS) for _at in range(GROUP_CHARACTERS)) for _group in range(GROUPS))
    return "-".join(groups)


def password_replaced(officer: models.Officer, *, keep: str) -> None:
    """Note that an officer has chosen a password of their own, and end all sessions but this one."""
    models.Officer.objects.filter(pk=officer.pk).update(first_until=None)
    officer.first_until = None
    end_sessions(officer, keep=keep)


def choose_language(officer: models.Officer, language: str) -> None:
    """Keep the language in which an officer reads pages and mails; empty: as the browser asks."""
    require_language(language)
    models.Officer.objects.filter(pk=officer.pk).update(language=language)
    officer.language = language


def choose_zone(officer: models.Officer, zone: str) -> None:
    """Keep the zone in which an officer reads times."""
    require_zone(zone)
    models.Officer.objects.filter(pk=officer.pk).update(zone=zone)
    officer.zone = zone


def require_language(language: str) -> None:
    """Raise WrongField where there are no pages in a language."""
    known = [code for code, _name in settings.LANGUAGES]
    if language and language not in known:
        words = Phrase(N_("one of %(choices)s"), choices=", ".join(known))
        raise WrongField("officer", "language", words)


def require_zone(zone: str) -> None:
    """Raise WrongField where there is no such zone."""
    if zone not in available_timezones():
        raise WrongField("officer", "zone", Phrase(N_("a zone of the IANA list, as in Africa/Casablanca")))


def let_operate(username: str, *, operates: bool = True) -> models.Officer:
    """Let an officer see how this node stands, or no longer; it gives no right in any framework."""
    officer = officer_called(username)
    models.Officer.objects.filter(pk=officer.pk).update(is_operator=operates)
    return officer


def officer_called(username: str) -> models.Officer:
    """Give an officer by name of sign-in."""
    officer = models.Officer.objects.filter(username=username).first()
    if officer is None:
        known = models.Officer.objects.values_list("username", flat=True)
        raise UnknownThing(N_("no officer %(officer)s in this node"), officer=username, known=known)
    return officer


def officer_numbered(number: int) -> models.Officer:
    """Give an officer as a form names one."""
    officer = models.Officer.objects.filter(pk=number, is_active=True).first()
    if officer is None:
        raise UnknownThing(N_("no officer was chosen"))
    return officer


__all__ = [
    "add_officer",
    "choose_language",
    "choose_zone",
    "end_posting",
    "first_password",
    "give_first_password",
    "let_operate",
    "officer_called",
    "officer_numbered",
    "password_replaced",
    "post_officer",
    "require_posting",
    "reset_factor",
    "restore",
    "suspend",
]
