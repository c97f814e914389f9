"""The two ways out: mail, and a webhook that a site points at its own gateway."""

from __future__ import annotations

import ipaddress
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage

TIMEOUT_SECONDS = 10
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


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

    It goes to that very address or nowhere: no redirect is followed, and no proxy of the environment is used.
    """
    address = urlsplit(settings.MESSAGES.webhook)
    kind: Any = _Secure if address.scheme == "https" else _Plain
    gateway = kind(address.hostname, address.port, timeout=TIMEOUT_SECONDS)
    path = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
    try:
        gateway.request("POST", path, json.dumps(payload).encode(), {"Content-Type": "application/json"})
        status = gateway.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotSent(f"the gateway did not take it ({type(error).__name__})") from error
    finally:
        gateway.close()
    if not 200 <= status < 300:
        raise NotSent(f"the gateway did not take it (it answered {status})")


def may_reach(host: str, peer: str) -> bool:
    """Whether a gateway called ``host`` may be at the address ``peer``: in the site's network or outside, as it likes.

    Never where a machine's own keepers answer (link-local, multicast, unspecified), and at this machine only when the site's
    file says so by name: a name that begins to lead there is somebody's trap.
    """
    found = ipaddress.ip_address(peer.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return host in THIS_MACHINE
    return not (found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved)


class _Plain(HTTPConnection):
    """A connection that looks at whom it reached before it says a word."""

    def connect(self) -> None:
        super().connect()
        peer = str(self.sock.getpeername()[0])
        if not may_reach(self.host, peer):
            self.close()
            raise NotSent(f"the gateway {self.host} is {peer}, where no message is sent")


class _Secure(HTTPSConnection, _Plain):
    """The same, looking before the encryption begins: HTTPSConnection connects through the next class in line."""
