"""A ministry's own sign-on: whom it names must be an officer already. Read only where one is configured."""

from typing import Any, Final

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from django.http import HttpRequest
from django.views.decorators.http import require_GET

from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.events import note_refused
from jisr.web.entrance.adapters import refuse

PROVIDER: Final = "ministry"


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Match by the one statement that administrators have linked beforehand; keep nothing that the ministry sends."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Know the ministry of node.toml only: none is added by the database."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [each for apps in found.values() for each in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the officer; nobody is made by signing in."""
        officer = models.Officer.objects.filter(subject=sociallogin.account.uid).first()
        if officer is None:
            note_refused("sign_on.unknown")
            raise refuse(
                request,
                _("No officer of this node"),
                _("Your ministry's sign-on knows you, but nobody in this node is linked to you. Nothing was made."),
                _("Ask the administrators of this node to link your account."),
            )
        sociallogin.user = officer

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say that the ministry's sign-on did not work, and what else does."""
        error, exception = kwargs.get("error"), kwargs.get("exception")
        raise _failed(request, str(error or "") if exception is None else type(exception).__name__)


@require_GET
def begin(request: HttpRequest) -> Any:
    """Lead to the ministry's sign-on."""
    from allauth.socialaccount.providers.openid_connect.views import login

    try:
        return login(request, PROVIDER)
    except OSError as error:
        # What the library for connections raises is one.
        raise _failed(request, type(error).__name__) from error


@require_GET
def end(request: HttpRequest) -> Any:
    """Take the ministry's answer."""
    from allauth.socialaccount.providers.openid_connect.views import callback

    return callback(request, PROVIDER)


def _failed(request: HttpRequest, because: str) -> ImmediateHttpResponse:
    note_refused("sign_on.failed", because=because)
    return refuse(
        request,
        _("The sign-on of your ministry did not work"),
        _("It was broken off, lasted too long, or could not be reached. You are not signed in."),
        _("Try again. If it happens again, sign in with your name and password, and tell the operator of this node."),
    )
