"""Django's settings: those of every node, and what is taken from this one's home (JISR_HOME) and DATABASE_URL."""

import os
from urllib.parse import urlsplit

from jisr.conf.common import *  # noqa: F403  # Django reads all names of one module
from jisr.conf.common import INSTALLED_APPS as _OF_EVERY_NODE
from jisr.conf.database import postgresql, sqlite
from jisr.node.home import load_home

HOME = load_home()

SECRET_KEY = HOME.secret()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", urlsplit(HOME.address).hostname or "localhost"]
INSTALLED_APPS = [
    *_OF_EVERY_NODE,
    # What speaks with a ministry's sign-on is read only where there is one.
    *(["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"] if HOME.entrance.sign_on else []),
]

_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgresql(_URL) if _URL else sqlite(HOME.database)}

SESSION_COOKIE_AGE = HOME.entrance.session_hours * 3600
# Three demo nodes share the host name 127.0.0.1; each has cookies of its own.
SESSION_COOKIE_NAME = f"jisr_{HOME.party.lower()}"
CSRF_COOKIE_NAME = f"jisr_{HOME.party.lower()}_csrf"
LANGUAGE_COOKIE_NAME = f"jisr_{HOME.party.lower()}_language"
_SECURE = HOME.address.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
CSRF_TRUSTED_ORIGINS = [HOME.address]
MFA_TOTP_ISSUER = f"jisr {HOME.party}"
# Without TLS a browser takes keys on this machine only, and the library would refuse even that.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
if HOME.entrance.sign_on:
    _SIGN_ON = HOME.entrance.sign_on
    SOCIALACCOUNT_ADAPTER = "jisr.web.entrance.sign_on.SignOnAdapter"
    # A form that leads to another host is refused by our own policy; a link is not.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": ["openid"],
            "APPS": [
                {
                    "provider_id": "ministry",
                    "name": _SIGN_ON.name,
                    "client_id": _SIGN_ON.client_id,
                    "secret": _SIGN_ON.secret(HOME.path),
                    "settings": {
                        "server_url": _SIGN_ON.issuer,
                        "uid_field": _SIGN_ON.claim,
                        "fetch_userinfo": _SIGN_ON.claim != "sub",
                    },
                }
            ],
        }
    }
