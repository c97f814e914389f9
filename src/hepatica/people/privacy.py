"""What a site says about personal data in `hepatica.toml`, table [privacy]: who answers, who keeps them, where."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

FILE = "hepatica.toml"


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """Names and places, as DPDP Act 2023, sections 8 to 10, asks that they be known; '' where the site has not said."""

    fiduciary: str = ""
    """Who decides why and how personal data are processed: the institution, or the sponsor."""
    processor: str = ""
    """Who keeps them on behalf of the fiduciary: the host."""
    contact: str = ""
    """Whom a participant asks: a name, an address, a telephone number."""
    hosting: str = ""
    """Where the server stands: building, city, country."""
    basis: str = ""
    """On what the processing rests: consent, or which use that the law names."""
    effective_from: str = "2027-05-14"
    """Day on which the duties of the DPDP Rules 2025 begin; to be checked."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of what has not been said."""
        return tuple(field.name for field in fields(self) if not getattr(self, field.name))


def read_privacy(folder: Path) -> Privacy:
    """Read the table [privacy] of a trial folder; what is absent or no text stays unsaid."""
    try:
        tables = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return Privacy()  # the site's own reader names what is wrong with the file before any page is served
    found = tables.get("privacy", {})
    known = {field.name for field in fields(Privacy)}
    return Privacy(
        **{name: value for name, value in found.items() if name in known and isinstance(value, str)}
    )
