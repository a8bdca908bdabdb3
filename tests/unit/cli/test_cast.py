"""The demo officers' password is the one that is told, hashed as Django hashes today."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from jisr.cli.demo.cast import HASHED, PASSWORD


def test_the_hash_is_that_of_the_password() -> None:
    hasher = PBKDF2PasswordHasher()
    assert hasher.decode(HASHED)["iterations"] == hasher.iterations, "else it would be made anew at the first sign-in"
    assert hasher.encode(PASSWORD, hasher.decode(HASHED)["salt"]) == HASHED
