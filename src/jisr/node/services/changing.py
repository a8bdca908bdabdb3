"""The kinds of changes about officers: what each needs to be possible, and what it does."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from allauth.mfa.models import Authenticator

from jisr.base import N_, Phrase
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import WrongField
from jisr.node.queries.postings import postings_of
from jisr.node.services import officers, tries
from jisr.node.services.sessions import end_sessions

ADMINISTRATORS_LEAST: Final = 2
USERNAME_CHARACTERS_MAX: Final = 150
NAME_CHARACTERS_MAX: Final = 200
Officer = models.Officer | None
What = Mapping[str, Any]
Effect = Callable[[Any, What], str]

WHAT: Final[dict[str, tuple[str, ...]]] = {
    "add": ("username", "name"),
    "post": ("framework", "authority", "mandates", "starts", "ends"),
    "end_post": ("framework", "authority"),
    "suspend": (),
    "restore": (),
    "factor": (),
    "password": (),
    "unlock": (),
    "administer": (),
    "step_down": (),
    "link": ("subject",),
}


def check(kind: str, officer: Officer, what: What) -> dict[str, Any]:
    """Give what a change says, or raise WrongField where it is not possible now."""
    if kind not in WHAT:
        raise _amiss("kind", N_("there is no such change"))
    told = {name: what.get(name) for name in WHAT[kind]}
    if kind == "add":
        _check_new(told)
        return told
    if officer is None:
        raise _amiss("officer", N_("it is a change of an officer, and none is named"))
    CHECKS.get(kind, _nothing)(officer, told)
    return told


def _amiss(field: str, words: str, **holes: object) -> WrongField:
    return WrongField("change", field, Phrase(words, **holes))


def _nothing(officer: models.Officer, told: What) -> None:
    del officer, told


def _check_new(told: What) -> None:
    username, name = str(told["username"] or ""), str(told["name"] or "")
    allowed = (
        username and len(username) <= USERNAME_CHARACTERS_MAX and all(c.isalnum() or c in "@.+-_" for c in username)
    )
    if not allowed:
        raise _amiss(
            "username", N_("letters, digits and @ . + - _ only; at most %(most)s"), most=USERNAME_CHARACTERS_MAX
        )
    if models.Officer.objects.filter(username__iexact=username).exists():
        raise _amiss("username", N_("an officer has this name already"))
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise _amiss("name", N_("a name of 1 to 200 characters is needed"))


def _check_post(officer: models.Officer, told: What) -> None:
    del officer
    officers.require_posting(
        framework=str(told["framework"] or ""),
        authority=str(told["authority"] or ""),
        mandates=told["mandates"] or (),
        starts=told["starts"],
        ends=told["ends"],
    )
    if told["ends"] is not None and told["ends"] <= CLOCK.now():
        raise _amiss("ends", N_("it has ended already"))


def _check_end(officer: models.Officer, told: What) -> None:
    if not postings_of(officer, told["framework"]).filter(authority=told["authority"]).exists():
        raise _amiss("authority", N_("the officer has no such post now"))


def _check_suspend(officer: models.Officer, told: What) -> None:
    del told
    if not officer.is_active:
        raise _amiss("officer", N_("the officer is suspended already"))


def _check_restore(officer: models.Officer, told: What) -> None:
    del told
    if officer.is_active:
        raise _amiss("officer", N_("the officer is not suspended"))


def _check_factor(officer: models.Officer, told: What) -> None:
    del told
    if not Authenticator.objects.filter(user=officer).exists():
        raise _amiss("officer", N_("the officer has no second factor"))


def _check_administer(officer: models.Officer, told: What) -> None:
    del told
    if officer.administers:
        raise _amiss("officer", N_("the officer administers already"))


def _check_step_down(officer: models.Officer, told: What) -> None:
    del told
    if not officer.administers:
        raise _amiss("officer", N_("the officer does not administer"))
    left = models.Officer.objects.filter(administers=True, is_active=True).exclude(pk=officer.pk).count()
    if left < ADMINISTRATORS_LEAST:
        words = N_("%(least)s administrators must remain, or nobody could confirm anything")
        raise _amiss("officer", words, least=ADMINISTRATORS_LEAST)


def _check_link(officer: models.Officer, told: What) -> None:
    subject = str(told["subject"] or "")
    if len(subject) > officers.SUBJECT_CHARACTERS_MAX or subject != subject.strip():
        raise _amiss(
            "subject", N_("at most %(most)s characters, without blanks around"), most=officers.SUBJECT_CHARACTERS_MAX
        )
    if subject and models.Officer.objects.filter(subject=subject).exclude(pk=officer.pk).exists():
        raise _amiss("subject", N_("another officer is known by this already"))


CHECKS: Final[dict[str, Callable[[models.Officer, What], None]]] = {
    "post": _check_post,
    "end_post": _check_end,
    "suspend": _check_suspend,
    "restore": _check_restore,
    "factor": _check_factor,
    "administer": _check_administer,
    "step_down": _check_step_down,
    "link": _check_link,
}


def _add(officer: Officer, what: What) -> str:
    del officer
    password = officers.first_password()
    until = CLOCK.now() + officers.FIRST_SECONDS
    officers.add_officer(what["username"], name=what["name"].strip(), password=password, first_until=until)
    return password


def _post(officer: models.Officer, what: What) -> str:
    officers.post_officer(
        officer.username,
        framework=what["framework"],
        authority=what["authority"],
        mandates=what["mandates"] or (),
        starts=what["starts"],
        ends=what["ends"],
    )
    # A post given anew may be a narrower one.
    end_sessions(officer)
    return ""


def _end(officer: models.Officer, what: What) -> str:
    officers.end_posting(officer, framework=what["framework"], authority=what["authority"])
    return ""


def _suspend(officer: models.Officer, what: What) -> str:
    del what
    officers.suspend(officer)
    return ""


def _restore(officer: models.Officer, what: What) -> str:
    del what
    officers.restore(officer)
    return ""


def _factor(officer: models.Officer, what: What) -> str:
    del what
    officers.reset_factor(officer)
    return ""


def _password(officer: models.Officer, what: What) -> str:
    del what
    return officers.give_first_password(officer)


def _unlock(officer: models.Officer, what: What) -> str:
    del what
    tries.forget(officer.username)
    return ""


def _set(**values: Any) -> Effect:
    def effect(officer: models.Officer, what: What) -> str:
        del what
        models.Officer.objects.filter(pk=officer.pk).update(**values)
        end_sessions(officer)
        return ""

    return effect


def _link(officer: models.Officer, what: What) -> str:
    models.Officer.objects.filter(pk=officer.pk).update(subject=what["subject"] or None)
    return ""


EFFECTS: Final[dict[str, Effect]] = {
    "add": _add,
    "post": _post,
    "end_post": _end,
    "suspend": _suspend,
    "restore": _restore,
    "factor": _factor,
    "password": _password,
    "unlock": _unlock,
    "administer": _set(administers=True),
    "step_down": _set(administers=False),
    "link": _link,
}

assert EFFECTS.keys() == WHAT.keys(), "each kind of change does something"

__all__ = ["EFFECTS", "WHAT", "check"]
