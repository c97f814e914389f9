"""When things happened, in words: stored instants on the site's clock, civil minutes as the site wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format

from hepatica.study.dates import PartialDate


def local(stamp: str) -> datetime:
    """Return a stored instant on the site's clock."""
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


def instant(stamp: str) -> str:
    """Say a stored instant on the site's clock: '14 Mar 2026, 09:12'."""
    return date_format(local(stamp), "j M Y, H:i")


def minute(civil: str) -> str:
    """Say a civil minute as the site wrote it: '16 Mar 2026, 10:40'; a stored instant on the site's clock."""
    if civil.endswith("Z"):
        return instant(civil)
    day, _t, time = civil.partition("T")
    said = PartialDate.parse(day).words()
    return f"{said}, {time}" if time else said
