"""Officers as administrators and the officers themselves see them: what they owe, have, and are allowed."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.entrance import REQUIRED
from jisr.node.home import Home
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import postings_now
from jisr.node.services.tries import waits


def must_have_factor(officer: models.Officer) -> bool:
    """Say whether an officer has to have a second factor: who administers always, on a demo node nobody."""
    home: Home = settings.HOME
    administers: bool = officer.administers
    return not home.is_demo and (home.entrance.second_factor == REQUIRED or administers)


def has_factor(officer: models.Officer) -> bool:
    """Say whether an officer has a second factor besides codes on paper."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=officer, type__in=kinds).exists())


def owes_factor(officer: models.Officer) -> bool:
    """Say whether an officer must set up a second factor before anything else."""
    return must_have_factor(officer) and not has_factor(officer)


def owes_password(officer: models.Officer) -> bool:
    """Say whether an officer still has the password that administrators gave."""
    return officer.first_until is not None


def first_password_over(officer: models.Officer) -> bool:
    """Say whether a password that administrators gave was not used in time."""
    return officer.first_until is not None and officer.first_until <= CLOCK.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerLine:
    """One officer in the list of administrators."""

    id: int
    username: str
    name: str
    is_active: bool
    administers: bool
    is_demo: bool
    has_factor: bool
    waits_first: bool
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """One post of an officer, with what narrows it."""

    framework: str
    # The framework's name.
    group: str
    authority: str
    mandates: tuple[str, ...]
    starts: int | None
    ends: int | None
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerPage:
    """All that administrators see of one officer: never what the officer does in a dossier."""

    line: OfficerLine
    posts: tuple[PostLine, ...]
    sessions: int
    waits_seconds: int
    subject: str


def officer_lines() -> list[OfficerLine]:
    """Give all officers by name of sign-in."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    secured = set(Authenticator.objects.filter(type__in=kinds).values_list("user_id", flat=True))
    posts: dict[int, int] = {}
    for each in postings_now():
        posts[each.officer_id] = posts.get(each.officer_id, 0) + 1
    return [_line(each, secured, posts.get(each.pk, 0)) for each in models.Officer.objects.order_by("username")]


def _line(officer: models.Officer, secured: set[int], posts: int) -> OfficerLine:
    return OfficerLine(
        id=officer.pk,
        username=officer.username,
        name=officer.name,
        is_active=officer.is_active,
        administers=officer.administers,
        is_demo=officer.is_demo,
        has_factor=officer.pk in secured,
        waits_first=owes_password(officer),
        posts=posts,
    )


def officer_page(officer: models.Officer) -> OfficerPage:
    """Give one officer with posts and state."""
    now = CLOCK.now()
    posts = tuple(
        PostLine(
            framework=each.framework_id,
            group=framework_name(each.framework),
            authority=each.authority,
            mandates=tuple(each.mandates),
            starts=each.starts,
            ends=each.ends,
            is_now=(each.starts or 0) <= now and (each.ends is None or each.ends > now),
        )
        for each in officer.postings.select_related("framework").order_by("framework", "authority")
    )
    secured = {officer.pk} if has_factor(officer) else set()
    return OfficerPage(
        line=_line(officer, secured, sum(each.is_now for each in posts)),
        posts=posts,
        sessions=officer.sessions.count(),
        waits_seconds=waits(officer.username),
        subject=officer.subject or "",
    )


def administrators() -> int:
    """Give how many officers administer now: with fewer than two nothing can be confirmed."""
    return models.Officer.objects.filter(administers=True, is_active=True).count()


__all__ = [
    "OfficerLine",
    "OfficerPage",
    "PostLine",
    "administrators",
    "first_password_over",
    "has_factor",
    "must_have_factor",
    "officer_lines",
    "officer_page",
    "owes_factor",
    "owes_password",
]
