"""The officer's own account: name, language, zone, password, second factor, sessions."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.i18n import set_language as set_language_cookie

from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import WrongField
from jisr.node.queries.officer_changes import post_words
from jisr.node.queries.officers import has_factor, must_have_factor
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import postings_of
from jisr.node.queries.sessions import SessionLine, session_lines
from jisr.node.services.officers import choose_language, choose_zone
from jisr.node.services.sessions import end_sessions
from jisr.web.views.common import officer_of, sent_only, show, signed_in, told


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """One post of the officer's own, as the account page shows it."""

    group: str
    authority: str
    # With which mandates, and from when to when.
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What an officer's account holds."""

    name: str
    username: str
    language: str
    zone: str
    has_password: bool
    has_factor: bool
    must_have_factor: bool
    administers: bool
    sessions: int
    posts: tuple[OwnPost, ...]


@signed_in
@told
def account(request: HttpRequest) -> HttpResponse:
    """Show the officer's account, with a way to change what is the officer's to change."""
    officer = officer_of(request)
    posts = tuple(
        OwnPost(
            group=framework_name(each.framework),
            authority=each.authority,
            words=post_words({"mandates": each.mandates, "starts": each.starts, "ends": each.ends}),
        )
        for each in postings_of(officer).select_related("framework").order_by("framework", "authority")
    )
    page = AccountPage(
        name=officer.name,
        username=officer.username,
        language=dict(settings.LANGUAGES).get(officer.language, ""),
        zone=officer.zone,
        has_password=officer.has_usable_password(),
        has_factor=has_factor(officer),
        must_have_factor=must_have_factor(officer),
        administers=officer.administers,
        sessions=len(session_lines(officer, _key(request))),
        posts=posts,
    )
    return show(request, "jisr/account.html", page=page)


@told
@sent_only
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language of the buttons: in the browser, and on the account of who is signed in."""
    wanted = request.POST.get("language", "")
    if isinstance(request.user, models.Officer) and wanted in dict(settings.LANGUAGES):
        choose_language(request.user, wanted)
    return set_language_cookie(request)


@signed_in
@told
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of pages and mails."""
    officer = officer_of(request)
    choices = [("", _("As the browser asks")), *settings.LANGUAGES]
    if request.method == "POST":
        try:
            choose_language(officer, request.POST.get("language", ""))
        except WrongField:
            return _choice(request, "language", choices, officer.language, error=_("Choose one of the languages"))
        answer = redirect("account")
        if officer.language:
            translation.activate(officer.language)
        # The browser's own wish counts again.
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        messages.success(request, _("The language is kept."))
        return answer
    return _choice(request, "language", choices, officer.language)


@signed_in
@told
def zone(request: HttpRequest) -> HttpResponse:
    """Choose the zone in which times are shown."""
    officer = officer_of(request)
    choices = [(each, each.replace("_", " ")) for each in sorted(available_timezones())]
    if request.method == "POST":
        try:
            choose_zone(officer, request.POST.get("zone", ""))
        except WrongField:
            return _choice(request, "zone", choices, officer.zone, error=_("Choose one of the time zones"))
        messages.success(request, _("The time zone is kept."))
        return redirect("account")
    return _choice(request, "zone", choices, officer.zone)


def _choice(
    request: HttpRequest, name: str, choices: list[tuple[str, Any]], chosen: str, *, error: str = ""
) -> HttpResponse:
    status = 422 if error else 200
    return show(
        request, "jisr/account_choice.html", name=name, choices=choices, chosen=chosen, error=error, status=status
    )


@signed_in
@told
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where the officer is signed in, and end one of those sessions, or all others."""
    officer = officer_of(request)
    key = _key(request)
    if request.method == "POST":
        only = request.POST.get("session", "")
        chosen = int(only) if only.isascii() and only.isdigit() and len(only) < 19 else None
        if only and chosen is None:
            return redirect("account-sessions")
        ended = end_sessions(officer, keep=key, only=chosen)
        if ended:
            messages.success(request, _("Ended. Whoever used it has to sign in again."))
        return redirect("account-sessions")
    lines: list[SessionLine] = session_lines(officer, key)
    entrance = settings.HOME.entrance
    return show(
        request,
        "jisr/account_sessions.html",
        lines=lines,
        others=any(not each.is_this for each in lines),
        idle_minutes=entrance.idle_minutes,
        session_hours=entrance.session_hours,
    )


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""


__all__ = ["account", "language", "sessions", "set_language", "zone"]
