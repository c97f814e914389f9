"""An act of a screen: one command through ``record``, and its refusal as sentences."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import ValidationError

from hepatica.conduct.commands import Actor, Command
from hepatica.conduct.refused import refuse
from hepatica.people.accounts import actor_of, is_their_password
from hepatica.store.record import Recorded, Refused, record
from hepatica.web.doors import may


def attempt(make: Callable[[], Command], actor: Actor, key: str | None = None) -> tuple[str, ...]:
    """Record the command that ``make`` builds; returns why it was refused, or nothing when it is recorded.

    ``key`` makes a form that is sent twice one act.
    """
    done = tried(make, actor, key)
    return tuple(refusal.sentence for refusal in done.refusals) if isinstance(done, Refused) else ()


def tried(make: Callable[[], Command], actor: Actor, key: str | None = None) -> Recorded | Refused:
    """Record the command that ``make`` builds, or refuse it with the places of what is wrong.

    What ``make`` raises as a ``ValueError`` is a refusal with its sentence.
    """
    try:
        command = make()
    except ValidationError as error:
        boxes = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
        said = _("Something is missing or too long: %(boxes)s.") % {"boxes": ", ".join(sorted(boxes))}
        return refuse("wrong_type", said)
    except ValueError as error:
        return refuse("wrong_type", str(error))
    return record(command, actor=actor, key=key)


def proven(request: HttpRequest, actor: Actor, kind: str) -> Actor:
    """Return the actor as one who has just typed the own password again, when that is so and the role allows the act."""
    assert request.user.is_authenticated
    if may(actor, kind) and is_their_password(request, request.POST.get("password", "")):
        return actor_of(request.user, reauthenticated=True)
    return actor


def fresh_key() -> str:
    """Return a key for a form about to be drawn: sent twice, it is recorded once."""
    return uuid4().hex


def key_of(request: HttpRequest) -> str | None:
    """Return the key a form carries; None where it has none."""
    return request.POST.get("key", "")[:80] or None
