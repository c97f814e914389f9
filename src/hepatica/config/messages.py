"""How messages leave this site, as ``[mail]`` and ``[alerts]`` of ``hepatica.toml`` say; the mail password is in no file.

``HEPATICA_MAIL_PASSWORD`` holds it in the environment.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from hepatica.config.site import FILE, LOOPBACK, SiteError


@dataclass(frozen=True, kw_only=True)
class Messages:
    """Where messages go out; empty means that a channel is not set up."""

    host: str = ""
    """Mail server."""
    port: int = 587
    user: str = ""
    sender: str = ""
    tls: bool = True
    webhook: str = ""
    """Address that gets each alert as JSON: a site points it at its own SMS gateway."""
    address: str = "http://127.0.0.1:8000"
    """Where people reach this server: the beginning of the links in messages."""
    digest: str = "07:00"
    """When the daily digest goes out, on the site's clock."""

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are set up."""
        return tuple(name for name, there in (("mail", self.host), ("webhook", self.webhook)) if there)


_TABLES = {
    "mail": ("host", "port", "user", "sender", "tls"),
    "alerts": ("webhook", "address", "digest"),
}
_KINDS = {field.name: type(field.default) for field in fields(Messages)}


def read_messages(folder: Path) -> Messages:
    """Read how messages leave the site of a trial folder; SiteError names the key that cannot be."""
    path = folder / FILE
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    values: dict[str, object] = {}
    for table, known in _TABLES.items():
        for key, value in tables.get(table, {}).items():
            if key not in known:
                raise SiteError(f"{path}: [{table}] has no key '{key}'; it knows {', '.join(known)}.")
            if type(value) is not _KINDS[key]:
                raise SiteError(f"{path}: [{table}] {key} is {_said(_KINDS[key])}, not {value!r}.")
            values[key] = value
    messages = Messages(**values)  # type: ignore[arg-type]
    _check(path, messages)
    return messages


def _check(path: Path, messages: Messages) -> None:
    if messages.host and "@" not in messages.sender:
        raise SiteError(f'{path}: [mail] needs a sender, as sender = "trial@hospital.example".')
    for key, address in (("webhook", messages.webhook), ("address", messages.address)):
        parts = urlsplit(address)
        outside = parts.hostname not in {name.strip("[]") for name in LOOPBACK}
        if address and (not parts.hostname or parts.scheme not in {"http", "https"}):
            raise SiteError(f"{path}: [alerts] {key} is an address such as https://trial.hospital.example.")
        if key == "webhook" and address and outside and parts.scheme != "https":
            raise SiteError(f"{path}: [alerts] webhook leaves this machine, so it needs https.")
    _check_gateway(path, urlsplit(messages.webhook).hostname or "")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", messages.digest):
        raise SiteError(f"{path}: [alerts] digest is a time of day such as 07:00, not {messages.digest!r}.")


def _check_gateway(path: Path, host: str) -> None:
    """Refuse an address at which a machine's own keepers answer; names are looked at whenever they are used."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_link_local or found.is_multicast or found.is_unspecified:
        raise SiteError(
            f"{path}: [alerts] webhook {host} is no gateway's address; nothing is ever sent there."
        )


def _said(kind: type) -> str:
    return {int: "a whole number", bool: "true or false"}.get(kind, "text")
