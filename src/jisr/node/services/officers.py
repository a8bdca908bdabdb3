"""Officers and their postings: who signs in here, and for which authorities."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jisr.base import N_, Phrase, is_id
from jisr.node import models
from jisr.node.errors import UnknownThing, WrongField
from jisr.node.services.acts import this_party


def add_officer(username: str, *, name: str, password: str, language: str = "en", zone: str = "UTC") -> models.Officer:
    """Make an officer who can sign in."""
    officer = models.Officer(username=username, name=name, language=language, zone=zone)
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


def post_officer(username: str, *, framework: str, authority: str) -> models.Posting:
    """Let an officer act for an authority of this party in a framework."""
    officer = officer_called(username)
    if not models.Framework.objects.filter(pk=framework).exists():
        known = models.Framework.objects.values_list("pk", flat=True)
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework, known=known)
    if not is_id(authority) or not authority.startswith(f"{this_party().lower()}."):
        words = N_("%(authority)s is no authority of %(party)s; its codes begin with %(begin)s")
        because = Phrase(words, authority=authority, party=this_party(), begin=f"{this_party().lower()}.")
        raise WrongField("posting", "authority", because)
    posting, _ = models.Posting.objects.get_or_create(officer=officer, framework_id=framework, authority=authority)
    return posting


def officer_called(username: str) -> models.Officer:
    """Give an officer by name of sign-in."""
    officer = models.Officer.objects.filter(username=username).first()
    if officer is None:
        known = models.Officer.objects.values_list("username", flat=True)
        raise UnknownThing(N_("no officer %(officer)s in this node"), officer=username, known=known)
    return officer


__all__ = ["add_officer", "officer_called", "post_officer"]
