"""Forms in which a text has U+0000 are refused: PostgreSQL has no place for it, and so no node keeps it."""

from collections.abc import Callable, Container, Iterator
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from jisr.node.catalogue import gettext as _
from jisr.web.views.common import show_error
from jisr.web.views.kept import ITEM_FIELD, NUMBER_FIELD

NUL: Final = "\0"
# Forms of typed fields (`forms.form_of`) say it at the field, and lose nothing of what was typed.
SAID_AT_FIELD: Final = frozenset({"act", "open", "administration-add", "administration-propose", "token-make"})
# What such a form's view reads besides its fields.
READ_BESIDES: Final = frozenset({"once", "outer", ITEM_FIELD, NUMBER_FIELD, "frameworks", "procedures"})


class NoNul:
    """Refuse a form with U+0000 before its view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Look at what a form sends; what comes to the exchange and the API is no form, and read by them alone."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        match = request.resolver_match
        says_itself = match is not None and match.url_name in SAID_AT_FIELD
        amiss = next(_with_nul(request, besides=READ_BESIDES if says_itself else None), None)
        if amiss is None:
            return None
        words = _("In %(field)s there is the character U+0000, which no text can hold. Nothing was recorded.")
        remedy = _("It cannot be seen, and comes with what is pasted. Go back, type it again, and send the form again.")
        title = _("A character that cannot be recorded")
        return show_error(request, 400, title, words % {"field": amiss.replace(NUL, "")}, remedy)


def _with_nul(request: HttpRequest, *, besides: Container[str] | None) -> Iterator[str]:
    """Give the names of what has it; `besides`: only of these and of names that have it themselves."""
    for name, values in request.POST.lists():
        is_read = besides is None or name in besides
        if NUL in name or (is_read and any(NUL in each for each in values)):
            yield name


__all__ = ["NoNul"]
