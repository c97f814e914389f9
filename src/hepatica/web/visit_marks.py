"""A visit in the shell's vocabulary: the participant's mark, the window bar, dates and days in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.study.schedule import Visit
from hepatica.study.study import Study
from hepatica.web.shell.parts import Mark, Window
from hepatica.web.visits import Occurrence

DONE = frozenset({"complete", "signed"})


class Marks:
    """Marks of the participants: shape and colour by the order of infusion, once there is one."""

    def __init__(self, infused: Sequence[str]) -> None:
        places = {subject: n for n, subject in enumerate(infused, start=1)}
        self._order: dict[str, int] = getattr(infused, "places", places)

    def of(self, subject: str) -> Mark:
        """Return the mark of a participant."""
        return Mark(code=subject, order=self._order.get(subject))


def day_words(day: int | None) -> str:
    """Say a day from infusion: 'Day +28', 'Day −7', 'Day 0'."""
    return "" if day is None else _("Day %(n)s") % {"n": signed(day)}


def signed(day: int) -> str:
    """Write a day with its sign and a true minus."""
    return f"{day:+}".replace("-", "−") if day else "0"


def date_words(day: date | None) -> str:
    """Say a civil date: '14 Mar 2026'."""
    return date_format(day, "j M Y") if day else ""


def short_date(day: date) -> str:
    """Say a date beside a full one: '14 Mar'."""
    return date_format(day, "j M")


def planned_days(study: Study, visit: Visit) -> str:
    """Say when a visit is planned, in days from its anchor: 'Day 28 ± 5', 'Day −7 to −4', 'Marrow aspiration +7'."""
    day = study.day_of(visit)
    if day is None:
        return ""
    first = visit.window.first if visit.window else day - (visit.margin or 0)
    last = visit.window.last if visit.window else day + (visit.margin or 0)
    if visit.anchor != study.schedule.visit_anchor:
        anchor = next(a for a in study.schedule.anchors if a.id == visit.anchor)
        home = next((v for v in study.schedule.visits if anchor.item.form in v.forms), None)
        return f"{home.title if home else anchor.title} {signed(day)}"
    if first == last:
        return _("Day %(day)s") % {"day": _plain(day)}
    if day - first == last - day:
        return _("Day %(day)s ± %(margin)s") % {"day": _plain(day), "margin": last - day}
    return _("Day %(first)s to %(last)s") % {"first": _plain(first), "last": _plain(last)}


def _plain(day: int) -> str:
    return str(day).replace("-", "−")


def window_of(visit: Occurrence, rest: str = "") -> Window | None:
    """Return the window bar of a visit: the dot is the day it was done, today, or (hollow) the target."""
    due = visit.due
    if due is None:
        return None
    origin = visit.zero or due.target
    state: Literal["planned", "today", "done"] = "today"
    at = visit.today
    if visit.state in DONE or (visit.state == "notdone" and visit.done):
        state, at = "done", visit.done or due.target
    elif visit.state in {"planned", "notdone"}:
        state, at = "planned", due.target
    return Window(
        opens=(due.first - origin).days,
        closes=(due.last - origin).days,
        target=(due.target - origin).days,
        at=(at - origin).days,
        state=state,
        rest=rest,
    )


def timing(visit: Occurrence) -> str:
    """Say what stands after the verdict of the window bar: the day, and what is left or closed."""
    due = visit.due
    if due is None:
        return ""
    day = day_words(visit.day(visit.today))
    if visit.state == "open":
        return _("closed %(day)s") % {"day": short_date(due.last)}
    if visit.today < due.first:
        target = day_words(visit.day(due.target))
        said = _("window to %(last)s") % {"last": date_words(due.last)}
        return f"{target} · {said}" if target else said
    left = (due.last - visit.today).days
    remaining = (
        ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left else _("the last day")
    )
    return f"{day}, {remaining}" if day else remaining


def visit_title(visit: Occurrence) -> str:
    """Name a visit; one that repeats carries its number."""
    title = str(visit.visit.title)
    return f"{title} {visit.number}" if visit.number > 1 else title
