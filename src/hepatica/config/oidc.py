"""The hospital's own sign-in, as ``[oidc]`` of ``hepatica.toml`` says in four settings; its secret is in no file.

``HEPATICA_OIDC_SECRET`` holds the client secret in the environment.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hepatica.config.site import FILE, LOOPBACK, Site, SiteError

SECRET = "HEPATICA_OIDC_SECRET"  # noqa: S105 - where it is, not what
_KEYS = ("issuer", "client_id", "name", "account")


@dataclass(frozen=True, kw_only=True)
class Oidc:
    """An identity provider that vouches for people who have an account here."""

    issuer: str
    """Its address; its configuration is at ``/.well-known/openid-configuration`` below it."""
    client_id: str
    """This site's name there."""
    name: str
    """What the button on the sign-in page says."""
    account: str = "email"
    """What names the account: ``email``, the verified address, or another claim, whose value is the sign-in name."""
    secret: str = ""

    def __repr__(self) -> str:
        """Show no secret: a log or traceback is an exit too."""
        return f"Oidc({self.issuer})"

    @property
    def providers(self) -> dict[str, Any]:
        """The settings django-allauth reads."""
        app = {
            "provider_id": "site",
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer.rstrip("/")},
        }
        return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def read_oidc(folder: Path, site: Site, environment: Mapping[str, str]) -> Oidc | None:
    """Read ``[oidc]`` of a trial folder; None where it is not there, SiteError for what cannot be used."""
    path = folder / FILE
    table = tomllib.loads(path.read_text(encoding="utf-8")).get("oidc")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SiteError(f"{path}: oidc is a table, written [oidc].")
    for key in table:
        if key not in _KEYS:
            raise SiteError(f"{path}: [oidc] has no key '{key}'; it knows {', '.join(_KEYS)}.")
    for key in _KEYS:
        value = table.get(key, "email" if key == "account" else "")
        if not isinstance(value, str) or not value.strip():
            raise SiteError(f"{path}: [oidc] needs {key}, as text.")
    _check_issuer(path, table["issuer"], site)
    if not environment.get(SECRET):
        raise SiteError(f"{path}: [oidc] needs the client secret in the environment, as {SECRET}.")
    return Oidc(**table, secret=environment[SECRET])


def _check_issuer(path: Path, issuer: str, site: Site) -> None:
    """Refuse what needs no name server to be refused; names are resolved and checked whenever they are used."""
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    if (
        site.is_local
        and host in {name.strip("[]") for name in LOOPBACK}
        and parts.scheme in {"http", "https"}
    ):
        return
    if parts.scheme != "https" or not host or parts.username or parts.query or parts.fragment:
        raise SiteError(
            f"{path}: [oidc] issuer is an https address such as https://login.hospital.example, not {issuer!r}."
        )
    if host == "localhost" or host.endswith(".localhost") or not _may_be_public(host):
        raise SiteError(f"{path}: [oidc] issuer {host} is no public address; a request there is never sent.")


def _may_be_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.replace(".", "").isdigit() and "." in host
