"""Another language in the midst of a form: what was typed comes back in it."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from jisr.node.services.officers import choose_language
from jisr.web.views.common import View, officer_of
from jisr.web.views.kept import LANGUAGE


def is_respoken(request: HttpRequest) -> bool:
    """Say whether a form was sent for no other reason than to be read in another language."""
    return request.method == "POST" and LANGUAGE in request.POST


def respoken(view: View) -> View:
    """Answer in the language whose button was pressed beside the form, and keep the choice as ever."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.POST.get(LANGUAGE, "") if request.method == "POST" else ""
        if wanted not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        choose_language(officer_of(request), wanted)
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted
        answer = view(request, *args, **kwargs)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        return answer

    return speaking


__all__ = ["is_respoken", "respoken"]
