"""DATABASE_URL is read as libpq reads it, whole or not at all."""

import pytest

from jisr.conf.database import DatabaseUnknown, postgresql


def test_a_url_says_where_and_as_whom() -> None:
    found = postgresql("postgresql://n%40de:p%3Ass@db.example:5433/jisr")
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "jisr",
        "USER": "n@de",
        "PASSWORD": "p:ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {},
    }


def test_what_follows_the_question_mark_reaches_libpq() -> None:
    found = postgresql("postgres://u@h/jisr?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=5")
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem", "connect_timeout": "5"}
    assert postgresql("postgresql:///jisr?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("mysql://u:secret@h/jisr", "mysql"),
        ("postgresql://u:secret@[::1/jisr", "DATABASE_URL"),
        ("", "scheme"),
        ("jisr", "scheme"),
        ("postgresql://u:secret@h/jisr?sslmod=require", "sslmod"),
        ("postgresql://u:secret@h/", "names no database"),
        ("postgresql://u:secret@h:port/jisr?sslmode", "DATABASE_URL"),
        ("postgresql://u:sec%ret@h/jisr", "percent"),
        ("postgresql://u:sec ret@h/jisr", "spaces"),
        ("postgresql://u:sec/ret@h/jisr", "percent"),
        ("postgresql://u:sec@ret@h/jisr", "percent"),
        ("postgresql://u:1/sec?ret@h/jisr", "DATABASE_URL"),
        ("u:secret@h/jisr", "scheme"),
        ("host=h password=secret dbname=jisr", "scheme"),
    ],
)
def test_what_is_not_understood_is_said_without_the_password(url: str, named: str) -> None:
    with pytest.raises(DatabaseUnknown) as refused:
        postgresql(url)
    assert named in str(refused.value) and "sec" not in str(refused.value)
    assert "libpq" in refused.value.remedy()
