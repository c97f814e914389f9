"""The two ways out: mail, and a webhook that a site points at its own gateway."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage

from hepatica.people.outward import is_link_local

TIMEOUT_SECONDS = 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class NotSent(Exception):  # noqa: N818 - the sentence is what matters
    """A message could not leave; the sentence says why."""


def mail(user: str, subject: str, body: str) -> None:
    """Send a mail to an account; NotSent when it has no address, or the mail server will not take it."""
    person = get_user_model().objects.filter(username=user, is_active=True).first()
    address = getattr(person, "email", "")
    if not address:
        raise NotSent(f"{user} has no mail address")
    try:
        EmailMessage(subject=subject, body=body, to=[address]).send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        raise NotSent(f"the mail server did not take it ({type(error).__name__})") from error


def webhook(payload: dict[str, str | int]) -> None:
    """Post a message to the site's gateway as JSON; NotSent when it does not answer with a 2xx.

    The gateway is the site's own and may stand in its network; a redirect is not followed, and the link-local addresses
    at which a machine's own secrets are served are refused.
    """
    if is_link_local(settings.MESSAGES.webhook):
        raise NotSent("the gateway's name leads to a link-local address")
    request = urllib.request.Request(  # noqa: S310 - the site's own address, checked when it was read
        settings.MESSAGES.webhook,
        data=json.dumps(payload).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT_SECONDS):
            return
    except OSError as error:
        raise NotSent(f"the gateway did not take it ({type(error).__name__})") from error
