"""How long is left, in words: the same on the chip of every page, the board and the case."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hepatica.safety.clocks import Obligation
from hepatica.study.clocks import Limit

_STARTS = {
    "order": gettext_lazy("starts with the order"),
    "paid": gettext_lazy("starts with the payment"),
    "permission": gettext_lazy("starts with the permission"),
    "terminated": gettext_lazy("starts when the trial is stopped"),
    "follow_up": gettext_lazy("starts with new information"),
    "fatal_known": gettext_lazy("starts when a death is known"),
}


def limit_words(limit: Limit) -> str:
    """Say how long a clock runs: '24 hours', '14 days'."""
    if limit.hours is not None:
        return ngettext("%(n)s hour", "%(n)s hours", limit.hours) % {"n": limit.hours}
    if limit.days is not None:
        return ngettext("%(n)s day", "%(n)s days", limit.days) % {"n": limit.days}
    if limit.working_days is not None:
        return _("%(n)s working days") % {"n": limit.working_days}
    return ngettext("%(n)s month", "%(n)s months", limit.months or 0) % {"n": limit.months}


def left_words(one: Obligation, zone: ZoneInfo) -> str:
    """Say where an obligation stands: '6 h 30 min left', 'sent at 7 h 20', 'due 29 Mar 2026', '2 h late, reason needed'."""
    left = one.left or timedelta()
    match one.state:
        case "sent":
            return _sent(one, zone)
        case "sent_late":
            return _("sent %(span)s late") % {"span": span_words(-left)}
        case "late":
            said = _("%(span)s late, reason needed") if one.clock.delay_reason else _("%(span)s late")
            return said % {"span": span_words(-left)}
        case "idle":
            return due_words(one, zone) if one.due else _starts(one)
    if one.state == "alarm" or one.clock.limit.hours is not None:
        return _("%(span)s left") % {"span": span_words(left)}
    return due_words(one, zone)


def due_words(one: Obligation, zone: ZoneInfo) -> str:
    """Say the day a limit ends: 'due 29 Mar 2026'."""
    day = one.due.astimezone(zone).date() if one.due else None
    return _("due %(day)s") % {"day": date_format(day, "j M Y")} if day else ""


def span_words(span: timedelta) -> str:
    """Say a span as people count it: '6 h 30 min', '45 min', from two days on '3 days'."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes >= 48 * 60:
        return _("%(n)s days") % {"n": minutes // (24 * 60)}
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(m)s min") % {"m": rest}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": rest} if rest else _("%(h)s h") % {"h": hours}


def _sent(one: Obligation, zone: ZoneInfo) -> str:
    if one.start is None or one.submitted_at is None:
        return _("sent")
    if one.clock.limit.hours is None:
        begun, sent = one.start.at.astimezone(zone).date(), one.submitted_at.astimezone(zone).date()
        return _("sent on day %(n)s") % {"n": (sent - begun).days}
    minutes = max(0, int((one.submitted_at - one.start.at).total_seconds() // 60))
    return _("sent at %(h)s h %(m)s") % {"h": minutes // 60, "m": f"{minutes % 60:02d}"}


def _starts(one: Obligation) -> str:
    first = one.clock.starts[0]
    if first.startswith("received:"):
        return (
            _("starts when it receives") if first.endswith(f":{one.clock.duty}") else _("starts on receipt")
        )
    if first.startswith(("reported:", "fulfilled:")):
        return _("starts with the report before")
    return str(_STARTS.get(first, _("not started")))
