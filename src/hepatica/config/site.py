"""What a site says about itself in `hepatica.toml`."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

FILE = "hepatica.toml"
LANGUAGES = ("en", "hi", "te")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class SiteError(Exception):
    """`hepatica.toml` cannot be used; the sentence says where and what to write."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """One place where the trial is run."""

    name: str
    zone: str = "Asia/Kolkata"
    language: str = "en"
    idle_minutes: int = 30
    """A person who does nothing for this long signs in again."""
    attempts: int = 5
    """Wrong passwords in a row after which an account is locked."""
    address_attempts: int = 50
    """Wrong passwords in a row after which an address is: a hospital's browsers may share one."""
    lock_minutes: int = 5
    """How long the first lock lasts; each that follows lasts twice as long."""
    password_days: int = 0
    """Days after which a password is to be changed; 0 means never."""
    hosts: tuple[str, ...] = LOOPBACK
    """Names under which browsers reach this server."""
    proxy: bool = False
    """True when a reverse proxy ends TLS and sets X-Forwarded-Proto."""

    @property
    def is_local(self) -> bool:
        """True when only this machine can reach the server, so plain HTTP is safe."""
        return all(host in LOOPBACK for host in self.hosts)

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the site's civil dates are judged."""
        return ZoneInfo(self.zone)


_SESSION = {
    "idle_minutes": (1, 480),
    "attempts": (3, 20),
    "address_attempts": (10, 10_000),
    "lock_minutes": (1, 240),
    "password_days": (0, 1_000),
}
"""What [session] says, each a whole number between two others."""
_TABLES = {"site": ("name", "zone", "language"), "session": tuple(_SESSION), "server": ("hosts", "proxy")}


def read_site(folder: Path) -> Site:
    """Read the site of a trial folder, or raise SiteError with a sentence that names the place.

    Tables other than [site], [session] and [server] belong to their own readers and are left alone.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SiteError(
            f"{folder} is not a trial folder: it has no {FILE}. `hepatica init` makes one."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} cannot be read: {error}.") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"{path} is not TOML: {error}.") from error
    values: dict[str, Any] = {}
    for table, known in _TABLES.items():
        values |= _keys(path, table, tables.get(table, {}), known)
    return _checked(path, values)


def write_site(site: Site) -> str:
    """Write the text of `hepatica.toml` that reads back as this site."""
    hosts = ", ".join(_quoted(host) for host in site.hosts)
    return (
        f"[site]\nname = {_quoted(site.name)}\nzone = {_quoted(site.zone)}\nlanguage = {_quoted(site.language)}\n\n"
        f"[session]\nidle_minutes = {site.idle_minutes}\n{_unusual(site)}\n"
        f"[server]\nhosts = [{hosts}]\nproxy = {str(site.proxy).lower()}\n"
    )


def _unusual(site: Site) -> str:
    """Give the lines of [session] that differ from what holds without them."""
    others = [key for key in _SESSION if key != "idle_minutes" and getattr(site, key) != getattr(Site, key)]
    return "".join(f"{key} = {getattr(site, key)}\n" for key in others)


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else {'"': '\\"', "\\": "\\\\"}.get(c, c)
        for c in text
    )
    return f'"{escaped}"'


def _keys(path: Path, table: str, found: object, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise SiteError(f"{path}: {table} is a table, written [{table}].")
    for key in found:
        if key not in known:
            raise SiteError(f"{path}: [{table}] has no key '{key}'; it knows {', '.join(known)}.")
    return found


def _checked(path: Path, values: dict[str, Any]) -> Site:
    name, zone = values.get("name"), values.get("zone", "Asia/Kolkata")
    if not isinstance(name, str) or not name.strip():
        raise SiteError(f'{path}: [site] needs the name of the site, as name = "Hospital, City".')
    if zone not in available_timezones():
        raise SiteError(f"{path}: [site] zone '{zone}' is not a time zone; write one like Asia/Kolkata.")
    if values.get("language", "en") not in LANGUAGES:
        raise SiteError(
            f"{path}: [site] language '{values['language']}' is not one of {', '.join(LANGUAGES)}."
        )
    for key, (least, most) in _SESSION.items():
        number = values.get(key, getattr(Site, key))
        if type(number) is not int or not least <= number <= most:
            raise SiteError(
                f"{path}: [session] {key} is a whole number from {least} to {most}, not {number!r}."
            )
    hosts = values.get("hosts", list(LOOPBACK))
    if not isinstance(hosts, list) or not hosts or not all(isinstance(host, str) and host for host in hosts):
        raise SiteError(f'{path}: [server] hosts is a list of names, as hosts = ["trial.hospital.example"].')
    if any("*" in host for host in hosts):
        raise SiteError(f"{path}: [server] hosts names each host in full; a star would let any host in.")
    if not isinstance(values.get("proxy", False), bool):
        raise SiteError(f"{path}: [server] proxy is true or false, not {values['proxy']!r}.")
    given = {field.name: values[field.name] for field in fields(Site) if field.name in values}
    return Site(**given | {"hosts": tuple(hosts)})
