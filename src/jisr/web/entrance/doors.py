"""The addresses of sign-in and second factors: under the names by which allauth finds them."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters


def _door(name: str) -> Callable[..., HttpResponse]:
    """Give a view that is read when it is first asked for."""

    @never_cache
    @sensitive_post_parameters()
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found: HttpResponse = import_module("jisr.web.entrance.views").answer(name, request, **kwargs)
        return found

    view.__name__ = name
    return view


def _sign_on(name: str) -> Callable[..., HttpResponse]:
    @never_cache
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found: HttpResponse = getattr(import_module("jisr.web.entrance.sign_on"), name)(request)
        return found

    return view


_SIGN_IN, _SIGN_OUT = _door("SignIn"), _door("SignOut")
urlpatterns = [
    path("sign-in/", _SIGN_IN, name="account_login"),
    path("sign-in/", _SIGN_IN, name="sign-in"),
    path("sign-in/second/", _door("SecondFactor"), name="mfa_authenticate"),
    path("sign-in/again/", _door("Again"), name="account_reauthenticate"),
    path("sign-in/again/code/", _door("CodeAgain"), name="mfa_reauthenticate"),
    path("sign-in/again/key/", _door("KeyAgain"), name="mfa_reauthenticate_webauthn"),
    path("sign-out/", _SIGN_OUT, name="account_logout"),
    path("sign-out/", _SIGN_OUT, name="sign-out"),
    path("account/password/", _door("Password"), name="account_change_password"),
    path("account/second-factor/", _door("Factors"), name="mfa_index"),
    path("account/second-factor/app/", _door("AddApp"), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", _door("RemoveApp"), name="mfa_deactivate_totp"),
    path("account/second-factor/key/", _door("AddKey"), name="mfa_add_webauthn"),
    path("account/second-factor/key/<int:pk>/remove/", _door("RemoveKey"), name="mfa_remove_webauthn"),
    path("account/second-factor/codes/", _door("Codes"), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", _door("NewCodes"), name="mfa_generate_recovery_codes"),
]
if settings.HOME.entrance.sign_on:
    urlpatterns += [
        path("sign-on/", _sign_on("begin"), name="sign-on"),
        path("sign-on/<str:provider_id>/", _sign_on("begin"), name="openid_connect_login"),
        path("sign-on/<str:provider_id>/answer/", _sign_on("end"), name="openid_connect_callback"),
    ]
