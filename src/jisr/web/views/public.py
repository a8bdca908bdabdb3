"""Pages for everybody: no sign-in, no cookie, no script but the verifier's; a cache may keep them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from jisr.base import in_fours
from jisr.bundle import FAULTS, HELD, PARTS, UNCHECKED, Amiss, script_bytes, script_digest
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking
from jisr.node.public import PublicFace
from jisr.node.queries.public import frameworks_told, status_told
from jisr.web.views.common import show
from jisr.web.views.travels import READERS, STAYING, TRAVELLING

CACHED_SECONDS: Final = 300
# Nothing that is pasted can leave: no connection, no form, no picture from elsewhere.
VERIFIER_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src data:; connect-src 'none';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# The day on which the pages were last gone through by hand and by the tests that the statement names.
ASSESSED: Final = "2026-11-29"
View = Callable[[HttpRequest], HttpResponse]


def public(view: View) -> View:
    """Show a page to anybody: in the language that the address asks for, else the browser's; cacheable."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language", "")
        chosen = asked if asked in dict(settings.LANGUAGES) else ""
        with speaking(chosen or translation.get_language()):
            response = view(request)
            response.headers["Content-Language"] = translation.get_language() or "en"
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=CACHED_SECONDS)
        # The cookie of the language, which only the page before sign-in sets.
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return require_safe(shown)


def _show(request: HttpRequest, template: str, **values: Any) -> HttpResponse:
    """Render a public page; the language that the address asks for goes along its links."""
    carry = f"?language={translation.get_language()}" if "language" in request.GET else ""
    return show(request, f"jisr/public/{template}.html", carry=carry, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """Something the operator says of the node: words, and where they lead; empty where it is not filled in."""

    key: str
    label: str
    words: str
    link: str


def _link(words: str) -> str:
    """Give where words lead: an address of a page or of post, else nowhere."""
    if words.startswith(("https://", "http://")) and " " not in words:
        return words
    name, at, host = words.partition("@")
    return f"mailto:{words}" if name and at and "." in host and " " not in words else ""


def told_lines(face: PublicFace) -> list[ToldLine]:
    """Give what the operator says of the node."""
    labels = {
        "operator": _("Operated by"),
        "contact": _("Contact"),
        "data_protection": _("Data protection officer"),
        "legal_notice": _("Legal notice"),
    }
    return [ToldLine(key=key, label=labels[key], words=words, link=_link(words)) for key, words in face.lines.items()]


@public
def start(request: HttpRequest) -> HttpResponse:
    """Say what this is and whose; lead an officer who is signed in to their work."""
    # A visitor without a session is not asked for one.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        response = redirect("my-work")
        patch_cache_control(response, private=True, no_store=True)
        return response
    lines = told_lines(settings.HOME.public)
    is_named = all(each.words for each in lines)
    return _show(request, "start", lines=lines, is_named=is_named, told=frameworks_told())


@public
def status(request: HttpRequest) -> HttpResponse:
    """Say that the node answers, since when its peers have not been heard, its version and its clock."""
    response = _show(request, "status", stands=status_told())
    # The clock stands on it.
    patch_cache_control(response, public=True, max_age=30)
    return response


@public
def travels(request: HttpRequest) -> HttpResponse:
    """Say what travels between nodes and who can read it."""
    return _show(
        request,
        "travels",
        travelling=[(_(each.what), _(each.how)) for each in TRAVELLING],
        staying=[_(each) for each in STAYING],
        readers=[_(each) for each in READERS],
        is_tls=settings.HOME.address.startswith("https://"),
        address=settings.HOME.address,
    )


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the pages are, how that was looked at, and whom to tell of a barrier."""
    contact = next(each for each in told_lines(settings.HOME.public) if each.key == "contact")
    return _show(request, "accessibility", contact=contact, assessed=ASSESSED)


@public
def verify(request: HttpRequest) -> HttpResponse:
    """Let a visitor's own browser check acts against their proofs."""
    response = _show(
        request, "verify", told=frameworks_told(), words=verifier_words(), digest=in_fours(script_digest())
    )
    response.headers["Content-Security-Policy"] = VERIFIER_POLICY
    return response


@public
def script(request: HttpRequest) -> HttpResponse:
    """Give the script that checks bundles: from here rather than from the bundle that it is to check."""
    response = HttpResponse(script_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


def verifier_words() -> list[tuple[str, str]]:
    """Give every sentence of the verifier by its key, in the reader's language, with named holes."""
    named = {
        **{f"part.{key}": words for key, words in PARTS.items()},
        **{f"held.{key}": words for key, words in HELD.items()},
        **{f"unchecked.{key}": words for key, words in UNCHECKED.items()},
        **{f"fault.{key}": words for key, words in FAULTS.items()},
    }
    own = {
        "title": _("%(entry)s of %(framework)s"),
        "unread": _("An act that cannot be read"),
        "holds": _("Holds"),
        "fails": _("Does not hold"),
        "open": _("Holds in itself"),
        "summary": _("Acts that hold: %(held)s of %(count)s."),
        "summary.open": _("All of it fits together, but you have not said whose keys you trust."),
        "part_says": _("%(part)s: %(how)s"),
        "rest": _("What comes after it was not checked. %(remedy)s"),
        "remedy": _(Amiss.advice),
        "content": _("What the act says"),
        "nothing": _("Nothing was checked"),
        "empty": _("Paste an act with its proof, or choose a file."),
        "unable": _("This browser checks nothing here: it lacks WebCrypto, which it gives to pages over HTTPS only."),
    }
    return [(key, _(words)) for key, words in named.items()] + list(own.items())


__all__ = ["accessibility", "public", "script", "start", "status", "travels", "verify"]
