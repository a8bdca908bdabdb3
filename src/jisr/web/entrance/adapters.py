"""What allauth asks of a node: no sign-up, our own counting of tries, our own words, secrets not in the clear."""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from jisr.base import N_
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.officers import first_password_over, must_have_factor
from jisr.node.services import tries
from jisr.node.services.officers import password_replaced
from jisr.web.views.common import show_error
from jisr.web.waiting import wait_said

# So long after showing who one is nobody is asked again, not even for what is grave.
RECENT_SECONDS: Final = 15 * 60
# A fault of a form that is none of what was typed: too many tries before.
WAITS: Final = "waits"
# What allauth tells by a template of its own; what is not here is not told.
TOLD: Final = {
    "mfa/messages/totp_activated.txt": N_("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": N_("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": N_("The security key is added."),
    "mfa/messages/webauthn_removed.txt": N_("The security key is removed."),
    "mfa/messages/recovery_codes_generated.txt": N_("Recovery codes are made. Any that you had before hold no longer."),
    "account/messages/password_changed.txt": N_("The password is changed. All other sessions of yours have ended."),
}


def is_recent(request: HttpRequest) -> bool:
    """Say whether the officer has shown a short while ago who they are, by password, code, key or sign-on."""
    officer = request.user
    if not isinstance(officer, models.Officer):
        return False
    shown = max((float(each["at"]) for each in get_authentication_records(request, officer)), default=0.0)
    return time.time() - shown < RECENT_SECONDS


class AccountAdapter(DefaultAccountAdapter):
    """Officers are made by administrators, and sign in by a name."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Name and password do not fit together. Both distinguish capitals and small letters."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "same_as_current": gettext_lazy("The new password must differ from the present one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Count the try before it is looked at, and take it back if it was right."""
        one = counted(credentials.get("username", ""), request)
        found = super().authenticate(request, **credentials)
        if found is not None:
            tries.succeed(one)
        return found

    def pre_login(self, request: HttpRequest, user: models.Officer, **kwargs: Any) -> HttpResponse | None:
        """Refuse who is suspended, and a first password that has waited for too long."""
        if not user.is_active:
            return self.respond_user_inactive(request, user)
        if first_password_over(user):
            return show_error(
                request,
                403,
                _("This password holds no longer"),
                _("It was given for the first time only, and was not used within a week."),
                _("Ask the administrators of this node for a new one."),
            )
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: models.Officer) -> HttpResponse:
        """Say that the account is suspended, to nobody but who knows its password."""
        return show_error(
            request,
            403,
            _("This account is suspended"),
            _("The administrators of this node have suspended it. Nothing is lost."),
            _("Ask the administrators of this node."),
        )

    def set_password(self, user: models.Officer, password: str) -> None:
        """Keep a password that the officer has chosen; it is the officer's own from now on."""
        super().set_password(user, password)
        password_replaced(user, keep=context.request.session.session_key or "")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell in our own words what was done, and an error as it is."""
        if message is not None:
            messages.add_message(request, level, message)
        elif message_template in TOLD:
            words = TOLD[message_template]
            messages.success(request, _(words))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: a node's mails are its own."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only after a while."""
        return not is_recent(context.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give where a request comes from, as the server says it: proxies are believed there."""
        return str(request.META.get("REMOTE_ADDR", ""))


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed by a key beside the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code does not fit. Each code holds for half a minute, and only once."),
        "cannot_delete_authenticator": gettext_lazy(
            "This node asks for a second factor. Set up another one before you remove the last."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes need an authenticator app or a security key."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return _box().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the last second factor of who must have one."""
        officer = authenticator.user
        if not must_have_factor(officer):
            return True
        kinds = [authenticator.Type.TOTP, authenticator.Type.WEBAUTHN]
        others = type(authenticator).objects.filter(user=officer, type__in=kinds).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def generate_authenticator_name(self, user: models.Officer, type: Any) -> str:  # noqa: A002  # allauth's name
        """Name a security key that its officer did not name."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Security key %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this node to the key: by its host, whatever the port."""
        return {"id": context.request.get_host().partition(":")[0], "name": f"jisr {settings.HOME.party}"}


def counted(name: str, request: HttpRequest, *, about: str = "password") -> tries.Try:
    """Count a try to sign in; raise what a form shows where there were too many."""
    try:
        return tries.begin(name, str(request.META.get("REMOTE_ADDR", "")), about=about)
    except tries.TooManyTries as error:
        raise ValidationError(wait_said(error.seconds), code=WAITS, params={"wait_seconds": error.seconds}) from error


def refuse(request: HttpRequest, title: str, words: str, remedy: str) -> ImmediateHttpResponse:
    """Give what ends a sign-in at once, with a page that says why."""
    return ImmediateHttpResponse(show_error(request, 403, title, words, remedy))


def _box() -> Fernet:
    secret: str = settings.HOME.factor_secret()
    return Fernet(urlsafe_b64encode(sha256(f"factors\0{secret}".encode()).digest()))


__all__ = ["RECENT_SECONDS", "WAITS", "AccountAdapter", "FactorAdapter", "counted", "is_recent", "refuse"]
