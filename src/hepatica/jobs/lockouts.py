"""When an account is locked the administrators are told by mail, where mail is set up (21 CFR 11.300(d)).

The message is queued and not sent in the request that locked: a mail server that is slow must not make guessing slow
for the others.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.conf import settings
from django_tasks import task

from hepatica.jobs import messages
from hepatica.people.lockout import locked
from hepatica.store import read

KEEPER = "administrator"


def connect() -> None:
    """Listen for accounts that are locked."""
    locked.connect(_queued, dispatch_uid="hepatica.lockouts")


def _queued(account: str, minutes: str, **_kwargs: Any) -> None:
    if settings.MESSAGES.host:
        tell.enqueue(account, minutes)


@task()
def tell(account: str, minutes: str) -> int:
    """Write to every administrator that an account is locked; return how many were reached."""
    subject = f"Hepatica: the account {account} is locked"
    body = (
        f"Too many wrong passwords were typed for {account}. Nobody can sign in with it for {minutes} minutes.\n\n"
        f"If the person did not do this themselves, someone is trying to. Who, when and from where stands on the "
        f"access trail; the accounts are at {settings.MESSAGES.address.rstrip('/')}/accounts/people/\n"
    )
    reached = 0
    for user in sorted({grant.user for grant in read.grants() if grant.role == KEEPER}):
        with contextlib.suppress(messages.NotSent):
            messages.mail(user, subject, body)
            reached += 1
    return reached
