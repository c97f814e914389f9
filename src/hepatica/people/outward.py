"""Requests that leave this server: to an address that the site's own file names, and never into the network around it.

A name that resolves to a private, loopback or link-local address is refused when it is checked and again when the
connection stands, so a name that changes its answer between the two gets no byte. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection

SECONDS = 10


class Inward(requests.RequestException):
    """An address leads where no request of this server may go; the sentence says which."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; an IPv4 address written as IPv6 counts as what it is."""
    found = _plain(address)
    return found.is_global and not found.is_multicast


def check(url: str, *, local: bool) -> None:
    """Refuse (``Inward``) an address that is not https, or whose name leads to a machine that is not public.

    ``local`` is a site that only its own machine reaches: it may speak to itself, over http too, and to nothing else
    that is private.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    found = _resolved(host, parts.port or 443)
    if local and found and all(ipaddress.ip_address(one).is_loopback for one in found):
        return
    if parts.scheme != "https":
        raise Inward(f"{parts.scheme}://{host} is not https.")
    if not found:
        raise Inward(f"{host} has no address.")
    if inward := [one for one in found if not is_public(one)]:
        raise Inward(f"{host} is {inward[0]}, which is no public address.")


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(address.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


def _resolved(host: str, port: int) -> list[str]:
    try:
        return [str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, port)]
    except (OSError, UnicodeError):
        return []


class _Checked(HTTPSConnection):
    """A connection that looks at whom it reached before it says a word."""

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        reached = str(made.getpeername()[0])
        if not is_public(reached):
            made.close()
            raise Inward(f"{self.host} is {reached}, which is no public address.")
        return made


class _CheckedPool(HTTPSConnectionPool):
    ConnectionCls = _Checked


class _Outward(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _CheckedPool}


class Session(requests.Session):
    """Requests by the rules above: checked, timed, without redirects and without the proxy of the environment."""

    def __init__(self, *, local: bool) -> None:
        super().__init__()
        self.local, self.trust_env = local, False
        if not local:
            self.mount("https://", _Outward())

    def request(self, method: Any, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request; ``Inward`` before anything leaves when it may not go there."""
        check(str(url), local=self.local)
        kwargs |= {"timeout": SECONDS, "allow_redirects": False}
        answer = super().request(method, str(url), *args, **kwargs)
        if answer.is_redirect:
            raise Inward(
                f"{urlsplit(answer.url).hostname} sends on to another address, which is not followed."
            )
        return answer
