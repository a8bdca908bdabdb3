"""The session of every request: it ends by time, is noted, speaks the officer's language, and owes what is owed.

A request without a session's cookie (a peer's exchange, a file of the look) costs nothing here.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.officers import owes_factor, owes_password
from jisr.node.services.sessions import (
    SEEN_SECONDS,
    begin_session,
    drop_session,
    is_over,
    moment,
    see_session,
)

NOTED: Final = "jisr_session"
# Where an officer can go who still owes a password or a second factor.
ALWAYS_OPEN: Final = frozenset({"sign-out", "account_logout", "set_language", "health", "exchange", None})
FOR_PASSWORD: Final = frozenset({"account_change_password"})
FOR_FACTOR: Final = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_change_password",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class Sessions:
    """Hold each request of a session to its limits, and to what its officer still owes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came = settings.SESSION_COOKIE_NAME in request.COOKIES
        if came and request.user.is_authenticated and not self._goes_on(request):
            drop_session(request.session.session_key or "")
            auth.logout(request)
            messages.info(request, _("You were signed out, because your session had lasted its time."))
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            self._note(request)
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Speak the officer's language; lead to what is owed before anything else."""
        del view, args, kwargs
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        officer = request.user
        assert isinstance(officer, models.Officer), "no other accounts exist"
        if officer.language:
            translation.activate(officer.language)
            request.LANGUAGE_CODE = translation.get_language()
        return _owed(request, officer)

    def _goes_on(self, request: HttpRequest) -> bool:
        noted = request.session.get(NOTED)
        return noted is None or not is_over(began=noted["began"], seen=noted["seen"])

    def _note(self, request: HttpRequest) -> None:
        """Note a session when it begins, when its key has changed, and now and then while it is used."""
        session = request.session
        officer = request.user
        assert isinstance(officer, models.Officer), "no other accounts exist"
        noted = session.get(NOTED)
        if noted is not None and noted["officer"] == officer.pk:
            is_same = noted["key"] == session.session_key
            if is_same and moment() - noted["seen"] < SEEN_SECONDS:
                return
            if see_session(noted["row"], session=session.session_key or ""):
                session[NOTED] = {**noted, "seen": moment(), "key": session.session_key}
                return
        if session.session_key is None:
            session.save()
        row = begin_session(
            officer,
            session=session.session_key or "",
            address=request.META.get("REMOTE_ADDR", ""),
            browser=request.headers.get("User-Agent", ""),
        )
        session[NOTED] = {
            "row": row.pk,
            "officer": officer.pk,
            "began": row.began,
            "seen": row.seen,
            "key": session.session_key,
        }


def _owed(request: HttpRequest, officer: models.Officer) -> HttpResponse | None:
    """Lead to a password or a second factor that must come first."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in ALWAYS_OPEN:
        return None
    if owes_password(officer):
        return None if name in FOR_PASSWORD else redirect("account_change_password")
    if request.session.get("has_factor") == officer.pk:
        return None
    if not owes_factor(officer):
        request.session["has_factor"] = officer.pk
        return None
    if name in FOR_FACTOR:
        return None
    messages.info(request, _("Set up a second factor first: this node asks for one."))
    return redirect(reverse("mfa_index"))
