"""How long ago, and who: what an alert says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from hepatica.store import clock, read


def ago(stamp: str) -> str:
    """Say how long ago a stored instant was: '12 min ago', '3 h 5 min ago', '2 days ago'."""
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    minutes = max(0, int((clock.now().at - at).total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s min ago") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(h)s h %(m)s min ago") % {"h": minutes // 60, "m": minutes % 60}
    return _("%(n)s days ago") % {"n": minutes // (24 * 60)}


def name_of(user: str) -> str:
    """Return the name a person signs with, or the sign-in name when they hold no role any more."""
    return next((grant.name for grant in read.grants_of(user)), user) if user else ""
