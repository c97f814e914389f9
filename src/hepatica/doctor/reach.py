"""What the world sees: transport, mail, and the certificate in front of the server."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from hepatica.config.messages import Messages
from hepatica.config.site import LOOPBACK, Site
from hepatica.doctor.finding import Found, fail, ok, warn

LEAST_DAYS = 14
"""A certificate that ends sooner is told."""


def transport(site: Site, messages: Messages, *, context: ssl.SSLContext | None = None) -> Iterator[Found]:
    """Say whether what people type travels encrypted (VAL-15, VAL-16)."""
    if site.is_local:
        yield ok("transport", "Only this machine reaches the server: nothing travels over a network.")
        return
    if not site.proxy:
        yield fail(
            "transport",
            f"Others reach the server as {', '.join(site.hosts)} and no proxy ends TLS: set proxy = true behind one that does.",
        )
        return
    address = urlsplit(messages.address)
    if address.scheme != "https" or not address.hostname:
        yield warn(
            "transport", f"[alerts] address is {messages.address}: name the https address that people use."
        )
        return
    yield from _certificate(address.hostname, address.port or 443, context)


def _certificate(host: str, port: int, context: ssl.SSLContext | None) -> Iterator[Found]:
    try:
        with (
            socket.create_connection((host, port), timeout=5) as plain,
            (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=host) as line,
        ):
            told = line.getpeercert() or {}
    except ssl.SSLError as error:
        yield fail("transport", f"The certificate of {host} is not accepted: {error.reason or error}.")
        return
    except OSError as error:
        yield warn("transport", f"{host} does not answer on port {port}: {error}.")
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    days = (ends - datetime.now(UTC)).days
    said = f"The certificate of {host} holds for {days} more days."
    yield warn("transport", said) if days < LEAST_DAYS else ok("transport", said)


def mail(messages: Messages) -> Iterator[Found]:
    """Say whether the mail server answers; nothing is sent and nobody signs in."""
    if not messages.channels:
        yield warn(
            "mail", "Neither [mail] nor [alerts] webhook is set up: alerts are seen on the screens alone."
        )
        return
    if not messages.host:
        yield ok("mail", "Alerts leave by the webhook; no mail is set up.")
        return
    try:
        with smtplib.SMTP(messages.host, messages.port, timeout=5) as server:
            server.ehlo()
            secret = server.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        yield fail(
            "mail", f"The mail server {messages.host} does not answer on port {messages.port}: {error}."
        )
        return
    if messages.tls and not secret:
        yield fail("mail", f"[mail] asks for TLS and {messages.host} does not offer it: no alert will leave.")
    elif not messages.tls and messages.host not in LOOPBACK:
        yield warn("mail", f"Mail goes to {messages.host} without TLS: set tls = true.")
    else:
        yield ok("mail", f"The mail server {messages.host} answers.")
