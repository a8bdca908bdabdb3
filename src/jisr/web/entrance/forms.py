"""allauth's forms with this node's counting of tries, under the names that our pages use."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from jisr.node.services import tries
from jisr.web.entrance.adapters import counted


class SignInForm(LoginForm):
    """Name and password."""

    def add_prefix(self, field_name: str) -> str:
        """Call the name what browsers and password safes know it by."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class PasswordForm(ChangePasswordForm):
    """A new password; the present one is asked for, and tries are counted."""

    def clean_oldpassword(self) -> str:
        """Hold the present password against what was typed."""
        one = counted(self.user.username, context.request)
        typed = str(super().clean_oldpassword())
        tries.succeed(one)
        return typed

    def clean(self) -> Any:
        """Refuse the password that is there already."""
        cleaned = super().clean()
        fresh = self.cleaned_data.get("password1")
        if fresh and fresh == self.cleaned_data.get("oldpassword"):
            self.add_error("password1", _same())
        return cleaned


def _same() -> ValidationError:
    from allauth.account.adapter import get_adapter  # its settings name a module that reads this one's neighbour

    error: ValidationError = get_adapter().validation_error("same_as_current")
    return error


class CodeForm(AuthenticateForm):
    """A code of the second factor, at sign-in."""

    def clean_code(self) -> str:
        """Count the try before it is looked at."""
        one = counted(self.user.username, context.request, about="factor")
        code = str(super().clean_code())
        tries.succeed(one)
        return code


class CodeAgainForm(ReauthenticateForm):
    """A code of the second factor, while signed in."""

    def clean_code(self) -> str:
        """Count the try before it is looked at."""
        one = counted(self.user.username, context.request, about="factor")
        code = str(super().clean_code())
        tries.succeed(one)
        return code
