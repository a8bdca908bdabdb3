"""Passwords of nodes in tests are hashed a thousand times, not a million: what they hold does not hang on the number."""

from typing import Final

ITERATIONS: Final = 1_000
SALT: Final = "testsHashThisQuickly"


def hash_quickly() -> None:
    """Hash so in this process from now on, and let the demo's officers have such a hash of their password.

    To be asked for before `jisr.cli.demo.child` is read.
    """
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from jisr.cli.demo import cast

    PBKDF2PasswordHasher.iterations = ITERATIONS
    cast.HASHED = PBKDF2PasswordHasher().encode(cast.PASSWORD, SALT)  # type: ignore[misc]  # of this process alone
