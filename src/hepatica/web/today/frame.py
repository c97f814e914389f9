"""What the trial tells the frame of every page: study, version, hold, person and role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.authority import ROLES, roles_for
from hepatica.conduct.commands import Actor
from hepatica.jobs.obligations import first_owed
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.rows import HoldRow, SignatureRow
from hepatica.people.accounts import actor_of
from hepatica.store import clock, read
from hepatica.study.study import Study
from hepatica.web.clock_words import left_words, limit_words
from hepatica.web.hold_banner import hold_banner
from hepatica.web.shell.frame import Facts
from hepatica.web.shell.parts import Alert, Clock, Hold
from hepatica.web.visit_marks import Marks

TITLES = {
    "coordinator": gettext_lazy("Coordinator"),
    "investigator": gettext_lazy("Investigator"),
    "monitor": gettext_lazy("Monitor"),
    "medical_monitor": gettext_lazy("Medical monitor"),
    "cell_lab": gettext_lazy("Cell laboratory"),
    "quality": gettext_lazy("Quality"),
    "pathologist": gettext_lazy("Pathologist"),
    "reader": gettext_lazy("Masked reader"),
    "data_manager": gettext_lazy("Data manager"),
    "statistician": gettext_lazy("Statistician"),
    "inspector": gettext_lazy("Inspector"),
    "board": gettext_lazy("Safety board"),
    "administrator": gettext_lazy("Administrator"),
}


def facts(request: HttpRequest) -> Facts:
    """Return what the frame says; a visitor who has not signed in is told only whether the data are invented."""
    if not request.user.is_authenticated:
        return Facts(synthetic=read.study_row().synthetic)
    actor, row = actor_of(request.user), read.study_row()
    role = ", ".join(str(TITLES[role]) for role in ROLES if role in actor.roles)
    if "reader" in actor.roles:  # a clock, an alert or a hold names participants
        return Facts(synthetic=row.synthetic, version=row.version, person=actor.name, role=role, masked=True)
    holds, alerts = read.holds(), read.alerts()
    return Facts(
        study=row.study,
        version=row.version,
        synthetic=row.synthetic,
        hold=banner(read.plan().study, holds) if holds else None,
        clock=clock_chip(actor),
        alerts=alert_lines(alerts, actor),
        alerts_more=max(0, len(alerts) - SHOWN),
        unsent=unsent(alerts),
        clock_behind=clock_behind(),
        person=actor.name,
        role=role,
    )


def banner(study: Study, holds: tuple[HoldRow, ...]) -> Hold:
    """Return the banner of the holds on the whole study."""
    since = [moment_words(hold.at) for hold in holds]
    return hold_banner(study, holds, read.subjects(), read.of_study(SignatureRow), since)


def clock_chip(actor: Actor) -> Clock | None:
    """Return the nearest clock that runs, for those who have a part in the trial; None when none does."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = first_owed() if actor.roles and read.study_row().definition else None
    if first is None:
        return None
    short = next(
        (str(r.short) for r in read.plan().study.oversight.recipients if r.id == first.clock.recipient),
        first.clock.recipient,
    )
    return Clock(
        state="calm" if not first.clock.legal or first.state == "running" else first.state,  # type: ignore[arg-type]
        title=f"{limit_words(first.clock.limit)} · {short}",
        left=left_words(first, zone),
        used=1.0 if first.state == "late" else first.used,
        mark=Marks(read.infused()).of(first.subject) if first.subject else None,
        href=f"/safety/case/{first.subject}/{first.row}/" if first.subject else "/safety/",
    )


SHOWN = 1
"""Alerts shown on every page; the desk shows all."""


def alert_lines(alerts: Iterable[AlertRow], actor: Actor) -> tuple[Alert, ...]:
    """Return the latest alerts nobody has acknowledged, for those who have a part in the trial."""
    if not actor.roles:
        return ()
    latest = sorted(alerts, key=lambda row: -row.raised_seq)[:SHOWN]
    marks = Marks(read.infused()) if latest else None
    return tuple(
        Alert(
            words=row.sentence,
            since=_("since %(when)s") % {"when": moment_words(row.raised_at)},
            key=f"{row.subject} {row.alert}",
            mine=bool(roles_for(actor, "alert.acknowledge")),
            mark=marks.of(row.subject) if marks and row.subject else None,
        )
        for row in latest
    )


def unsent(alerts: Iterable[AlertRow]) -> str:
    """Say why a message about an alert that still waits could not leave; '' when all left."""
    failed = [line for row in alerts for line in row.failed]
    return _("%(why)s. Call the person on call.") % {"why": failed[-1].partition(": ")[2]} if failed else ""


def clock_behind() -> str:
    """Say that the clock stands before the last event; '' while it does not."""
    last = read.end().at
    held = clock.behind(last)
    if held is None:
        return ""
    said = _(
        "It stands %(minutes)s minutes before the last event (%(when)s). Entries keep their order by number; set it right."
    )
    return said % {"minutes": int(held.total_seconds() // 60), "when": moment_words(last)}


def moment_words(stamp: str) -> str:
    """Say a stored instant on the site's clock: '14 Mar 2026, 09:12'."""
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return date_format(at.astimezone(ZoneInfo(settings.TIME_ZONE)), "j M Y, H:i")
