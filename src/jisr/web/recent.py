"""What is grave asks its officer to show once more who they are."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.node.catalogue import gettext as _
from jisr.web.views.common import View, officer_of, show_error, signed_in
from jisr.web.views.kept import kept_of


def grave(view: View) -> View:
    """Let a view be reached only by who has shown a short while ago who they are; what was typed is kept."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if shown_recently(request):
            return view(request, *args, **kwargs)
        again = f"{reverse(way_again(request))}?{urlencode({'next': request.get_full_path()}, safe='/')}"
        if request.method != "POST":
            return redirect(again)
        return show_error(
            request,
            403,
            _("Show once more that it is you"),
            _("This is asked before grave things, where you signed in a while ago. Nothing was recorded."),
            _("Do so on the page that the link opens, come back to this one, and send the form again."),
            kept=kept_of(request),
            link=again,
        )

    return guarded


def shown_recently(request: HttpRequest) -> bool:
    """Say whether the officer has shown a short while ago who they are."""
    from jisr.web.entrance.adapters import is_recent  # reads allauth, which a node starts without

    return is_recent(request)


def way_again(request: HttpRequest) -> str:
    """Name the page on which an officer can show who they are: by password, or by a code where there is none."""
    return "account_reauthenticate" if officer_of(request).has_usable_password() else "mfa_reauthenticate"


__all__ = ["grave", "shown_recently"]
