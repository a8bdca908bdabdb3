"""Django made ready before it is known for which node: several nodes that one process becomes read it once.

What is read meanwhile is told only of settings that are the same in every node. Each node forgets them as its first
step, and asks for its own.
"""

from typing import Any, Final

from jisr.conf import common

# What a home decides, or DATABASE_URL: read before a home is known, one node would go by what is another's.
OF_A_HOME: Final = frozenset(
    {
        "ALLOWED_HOSTS",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_TRUSTED_ORIGINS",
        "HOME",
        "LANGUAGE_COOKIE_NAME",
        "LANGUAGE_COOKIE_SECURE",
        "MFA_TOTP_ISSUER",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "SECRET_KEY",
        "SESSION_COOKIE_AGE",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "SOCIALACCOUNT_ADAPTER",
        "SOCIALACCOUNT_EMAIL_VERIFICATION",
        "SOCIALACCOUNT_LOGIN_ON_GET",
        "SOCIALACCOUNT_PROVIDERS",
    }
)


class OfEveryNode:
    """The settings of every node, and no database. Whoever asks for one of a home's gets a RuntimeError."""

    # By none of the databases that a node can have is the name of a table cut: models ask for no more.
    DATABASES: Final[dict[str, object]] = {}

    def __getattr__(self, name: str) -> Any:
        if name in OF_A_HOME:
            raise RuntimeError(f"{name} is each home's own: it must be asked for when the node has one")
        from django.conf import global_settings

        return getattr(common if hasattr(common, name) else global_settings, name)


def begin() -> None:
    """Make Django ready, its applications' models included, for no node yet."""
    import django
    from django.conf import settings

    settings._wrapped = OfEveryNode()
    django.setup()


def forget() -> None:
    """Let settings and databases be asked for as if nobody had."""
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    settings._wrapped = empty
    vars(connections).pop("settings", None)
    connections.__init__()  # type: ignore[misc]  # as new


def is_as_begun() -> bool:
    """Say whether the node, whose home is known now, has the applications that were made ready, and no others."""
    from django.conf import settings

    return [*settings.INSTALLED_APPS] == common.INSTALLED_APPS
