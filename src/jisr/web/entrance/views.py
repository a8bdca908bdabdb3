"""allauth's pages of sign-in and second factors, with this node's templates around them.

Its views are read when the first of them is asked for: a node starts without them.
"""

import json
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy

from jisr.base import N_
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.officers import must_have_factor
from jisr.web.entrance.adapters import WAITS
from jisr.web.views.common import PAGES, around

# Other ways to show who one is, by allauth's names.
ALTERNATIVES: Final = {
    "reauthenticate": N_("Use the password"),
    "mfa_reauthenticate": N_("Use a code of the authenticator app, or a recovery code"),
    "mfa_reauthenticate:webauthn": N_("Use a security key"),
}


class Around:
    """What stands around every page; and the data for a security key, as an attribute can hold them."""

    template_engine = PAGES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add to what allauth gives its templates."""
        found = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view beside it
        # One value, called otherwise for a new key than for one that is there.
        asked = next(iter(found.get("js_data", {}).values()), None)
        others = {each["id"]: each["url"] for each in found.get("reauthentication_alternatives", ())}
        ways = [{"words": _(words), "url": others[way]} for way, words in ALTERNATIVES.items() if way in others]
        return {**found, **around(), "key_data": json.dumps(asked) if asked else "", "ways": ways}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again; who must wait is told by the status, too, and a program for how long."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view beside it
        faults = [each for some in form.errors.as_data().values() for each in some]
        wait = max((each.params["wait_seconds"] for each in faults if each.code == WAITS), default=0)
        if wait:
            answer.status_code = 429
            answer.headers["Retry-After"] = str(wait)
        return answer


class SignIn(Around, LoginView):
    """Sign in with name and password, or by the ministry's sign-on."""

    template_name = "jisr/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where one goes afterwards, the ministry, and the demo's officers on a demo node."""
        wanted = self.get_next_url() or ""
        home = settings.HOME
        demo = models.Officer.objects.filter(is_demo=True).order_by("username") if home.is_demo else []
        ministry = home.entrance.sign_on
        more = {
            "next": wanted,
            "demo_officers": demo,
            "ministry": ministry.name if ministry else "",
            "ministry_query": f"?{urlencode({'next': wanted})}" if wanted else "",
        }
        return {**super().get_context_data(**kwargs), **more}


class SignOut(LogoutView):
    """End the session; a link alone cannot."""

    http_method_names = ["post"]


class SecondFactor(Around, AuthenticateView):
    """Ask for a code or a security key after the password."""

    template_name = "jisr/second_factor.html"


class Again(Around, ReauthenticateView):
    """Ask for the password once more, before something grave."""

    template_name = "jisr/again.html"


class CodeAgain(Around, CodeAgainView):
    """Ask for a code once more, before something grave."""

    template_name = "jisr/again.html"


class KeyAgain(Around, ReauthenticateWebAuthnView):
    """Ask for a security key once more, before something grave."""

    template_name = "jisr/again.html"


class Password(Around, PasswordChangeView):
    """Choose another password."""

    template_name = "jisr/password.html"
    success_url = reverse_lazy("account")


class Factors(Around, IndexView):
    """Show what an officer has besides the password."""

    template_name = "jisr/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether there must be one."""
        found = super().get_context_data(**kwargs)
        having = found["authenticators"]
        codes = having.get("recovery_codes")
        return {
            **found,
            "must": must_have_factor(self.request.user),
            "has": bool(having.get("totp") or having.get("webauthn")),
            "app": having.get("totp"),
            "keys": having.get("webauthn", []),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
            "has_codes": codes is not None,
        }


class AddApp(Around, ActivateTOTPView):
    """Set up an authenticator app."""

    template_name = "jisr/factor_app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the picture as drawing that needs no address of its own, and the secret to type."""
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return {
            **found,
            "drawing": drawing(found["totp_svg"]),
            "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        }


class RemoveApp(Around, DeactivateTOTPView):
    """Remove the authenticator app."""

    template_name = "jisr/factor_remove.html"
    extra_context = {"removes": "app"}


class AddKey(Around, AddWebAuthnView):
    """Add a security key."""

    template_name = "jisr/factor_key.html"


class RemoveKey(Around, RemoveWebAuthnView):
    """Remove a security key."""

    template_name = "jisr/factor_remove.html"
    success_url = reverse_lazy("mfa_index")
    extra_context = {"removes": "key"}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the last second factor of who must have one."""
        from allauth.mfa.adapter import get_adapter

        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            answer: HttpResponse = self.form_invalid(form)
            return answer
        answer = super().form_valid(form)
        return answer


class Codes(Around, ViewRecoveryCodesView):
    """Show recovery codes, once."""

    template_name = "jisr/factor_codes.html"


class NewCodes(Around, GenerateRecoveryCodesView):
    """Make new recovery codes in place of the old ones."""

    template_name = "jisr/factor_codes_new.html"


@cache
def _made(name: str) -> Any:
    return globals()[name].as_view()


def answer(name: str, request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer a request by the view of this name."""
    found: HttpResponse = _made(name)(request, **kwargs)
    return found


def drawing(svg: str) -> str:
    """Give the drawing alone: what stands before it belongs to a file."""
    return svg[svg.index("<svg") :]


def after_sign_out() -> str:
    """Give where one is after signing out."""
    return reverse("sign-in")
