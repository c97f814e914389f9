"""Sessions in the database, as Django keeps them, read with one plain statement: every request begins with it.

Building the same two statements through the ORM, for the session and for its person, costs more than all else that
a save does outside its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_FIELDS = ("id", "password", "username", "first_name", "is_active")
_PERSON = f"SELECT {', '.join(_FIELDS)} FROM auth_user WHERE id = %s"  # noqa: S608 - our own names


class SessionStore(db.SessionStore):
    """Django's own store in all but how a session is read."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing when it is unknown, closed or expired."""
        row = _first(_SESSION, (self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())))
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])


class Backend(ModelBackend):
    """Django's own backend in all but how the person of a session is read."""

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:  # type: ignore[override]
        """Return the person of a session, None once the account is closed; other fields are read when asked for."""
        row = _first(_PERSON, (user_id,))
        if row is None:
            return None
        user = get_user_model().from_db(connection.alias, _FIELDS, (*row[:-1], bool(row[-1])))
        return user if self.user_can_authenticate(user) else None


def _first(sql: str, values: Iterable[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, tuple(values))
        return cursor.fetchone()  # type: ignore[no-any-return]


__all__ = ["Backend", "SessionStore"]
