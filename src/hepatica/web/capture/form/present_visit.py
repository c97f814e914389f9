"""The header's echo: which day the visit fell on, and where that lies in its window."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger.landmarks import civil
from hepatica.study.dates import PartialDate, day_words
from hepatica.study.schedule import DueWindow
from hepatica.study.study import NOT_DONE
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.earlier import anchor_date
from hepatica.web.shell.parts import Window


@dataclass(frozen=True, kw_only=True)
class Timing:
    """'Day +28, on target' and 'window 11 to 21 Mar 2026', with the bar."""

    lead: str = ""
    verdict: str = ""
    rest: str = ""
    window: Window | None = None


def timing(desk: Desk) -> Timing | None:
    """Return where the visit stands in its window; None for the logs."""
    planned = desk.study.visit(desk.visit)
    if planned is None:
        return None
    anchor = anchor_date(desk, planned.anchor)
    due = desk.study.due(planned, {planned.anchor: anchor}) if anchor else None
    said = desk.person.visits.get(desk.visit, "")
    day = None if said == NOT_DONE else civil(said)
    lead = day_words(day, desk.day_zero) if day and desk.day_zero else ""
    if due is None or anchor is None:
        return Timing(lead=lead, rest="" if planned.optional else _("its window is not known yet"))
    at = day.earliest if day and day.complete else None
    window = Window(
        opens=(due.first - anchor).days,
        closes=(due.last - anchor).days,
        target=(due.target - anchor).days,
        at=(at - anchor).days if at else None,
        state="done" if at else "planned",
    )
    verdict = _verdict(window) if at else ""
    return Timing(lead=lead, verdict=verdict, rest=_window_words(due), window=window)


def _verdict(window: Window) -> str:
    if not window.days_out:
        return _("on target") if window.at == window.target else _("in its window")
    days = abs(window.days_out)
    if window.days_out > 0:
        return ngettext("%(n)s day after its window", "%(n)s days after its window", days) % {"n": days}
    return ngettext("%(n)s day before its window", "%(n)s days before its window", days) % {"n": days}


def _window_words(due: DueWindow) -> str:
    first, last = PartialDate.of(due.first), PartialDate.of(due.last)
    if due.first == due.last:
        return _("window %(day)s") % {"day": last.words()}
    start = first.words()
    if first.year == last.year:
        start = str(first.day) if first.month == last.month else start.rpartition(" ")[0]
    return _("window %(first)s to %(last)s") % {"first": start, "last": last.words()}
