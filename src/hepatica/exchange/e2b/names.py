"""Numbers and file names of reports: `IN-<SPONSOR>-<STUDY>-<n>`, the same in every version and never used again."""

from __future__ import annotations

import re
from hashlib import sha1

_PART = re.compile(r"[^A-Z0-9]+")
LONGEST = 100


def case_id(*, country: str, sponsor: str, study: str, number: int) -> str:
    """Return C.1.1 of a case; raises ValueError for parts that cannot make one.

    Dashes part the components, so that sponsor and study keep letters and digits only (`ILBS/2019` → `ILBS2019`).
    """
    parts = [_PART.sub("", part.upper()) for part in (sponsor, study)]
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise ValueError(f"'{country}' is no country code: C.1.1 begins with two capitals, such as IN.")
    if not all(parts):
        raise ValueError("C.1.1 needs the sponsor's code and the study's number: set them in oversight.yaml.")
    if number < 1:
        raise ValueError(f"Cases are counted from 1, not {number}.")
    name = "-".join((country, *parts, str(number)))
    if len(name) > LONGEST:
        raise ValueError(f"C.1.1 would have {len(name)} characters, and may have {LONGEST}.")
    return name


def batch_id(case: str, version: int) -> str:
    """Return N.1.2 of one version of a case."""
    return f"{case}-{version}"


def file_name(case: str, version: int, purpose: str) -> str:
    """Return the name of the file: `IN-ILBS-HEP01-7-v2-follow_up.xml`."""
    return f"{case}-v{version}-{purpose}.xml"


def uuid(*parts: str) -> str:
    """Return the UUID that names an event or a drug within a case: the same parts give the same one for ever (RFC 9562, 5).

    Follow-ups keep it, and so does a message written again from an old cut.
    """
    digest = bytearray(
        sha1("\x1f".join(("hepatica.e2b", *parts)).encode(), usedforsecurity=False).digest()[:16]
    )
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
