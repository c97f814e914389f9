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
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from hepatica.people.lockout import attempt
from hepatica.people.standing import may_enter

LONGEST_NAME, LONGEST_PASSWORD = 150, 1_000
"""What is longer is no name and no password, and is not hashed."""
_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_FIELDS = ("id", "password", "username", "first_name", "is_active")
_JOINED = {"sqlite": "group_concat(key, ' ')", "postgresql": "string_agg(key, ' ')"}
_ROLES = """(SELECT {joined} FROM projected_grant WHERE subject = '' AND "user" = auth_user.username)"""
_PERSON = f"SELECT {', '.join(_FIELDS)}, {_ROLES} FROM auth_user WHERE id = %s"  # noqa: S608 - our own names


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
    """Django's own backend in all but two things: whom it looks at, and how the person of a session is read."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_other: Any,
    ) -> AbstractBaseUser | None:
        """Return the person of a name and a password, None for a wrong one.

        PermissionDenied while the account or the address is locked, before the password is looked at. Every way in
        comes through here: the sign-in, the API, a signature, a witness, the command line.
        """
        if (
            not username
            or password is None
            or len(username) > LONGEST_NAME
            or len(password) > LONGEST_PASSWORD
        ):
            return None
        with attempt(username, request) as made:
            if not made.allowed:
                raise PermissionDenied
            found = super().authenticate(request, username=username, password=password)
            if found is None or not may_enter(found):
                return None
            made.right()
        return found

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:  # type: ignore[override]
        """Return the person of a session, None once the account is closed; other fields are read when asked for.

        ``roles_now`` of the person are the roles the ledger grants, as ``RenewSession`` compares them.
        """
        row = _first(_PERSON.format(joined=_JOINED[connection.vendor]), (user_id,))
        if row is None:
            return None
        user = get_user_model().from_db(connection.alias, _FIELDS, (*row[:-2], bool(row[-2])))
        user.roles_now = frozenset((row[-1] or "").split())  # type: ignore[attr-defined]
        return user if self.user_can_authenticate(user) else None


def _first(sql: str, values: Iterable[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, tuple(values))
        return cursor.fetchone()  # type: ignore[no-any-return]


__all__ = ["Backend", "SessionStore"]
