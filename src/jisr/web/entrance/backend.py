"""Who signs in, by allauth; and to whom a session belongs, which every page asks first."""

from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import BooleanField

from jisr.node import models

# Of an officer no page shows these; whoever asks has them read.
_UNREAD: Final = frozenset({"last_login", "date_joined", "first_name", "last_name", "email"})
_READ: Final = [each for each in models.Officer._meta.concrete_fields if each.attname not in _UNREAD]
_NAMES: Final = [each.attname for each in _READ]
# SQLite keeps truth as a number.
_TRUTHS: Final = frozenset(at for at, each in enumerate(_READ) if isinstance(each, BooleanField))
# Written out, since to put a query together takes longer than to answer it.
OFFICER: Final = f"SELECT {', '.join(each.column for each in _READ)} FROM officer WHERE id = %s"


class OfficerBackend(AuthenticationBackend):
    """Officers, by name and password."""

    def get_user(self, user_id: Any) -> models.Officer | None:
        """Give an officer who may sign in."""
        with connection.cursor() as cursor:
            cursor.execute(OFFICER, (user_id,))
            row = cursor.fetchone()
        if row is None:
            return None
        values = [bool(value) if at in _TRUTHS else value for at, value in enumerate(row)]
        officer = models.Officer.from_db(connection.alias, _NAMES, values)
        return officer if self.user_can_authenticate(officer) else None


__all__ = ["OfficerBackend"]
