"""What the trial tells the frame of every page: study, version, hold, person and role."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.authority import ROLES
from hepatica.ledger.rows import HoldRow
from hepatica.people.accounts import actor_of
from hepatica.store import read
from hepatica.study.study import Study
from hepatica.web.shell.frame import Facts
from hepatica.web.shell.parts import Hold

TITLES = {
    "coordinator": gettext_lazy("Coordinator"),
    "investigator": gettext_lazy("Investigator"),
    "monitor": gettext_lazy("Monitor"),
    "medical_monitor": gettext_lazy("Medical monitor"),
    "cell_lab": gettext_lazy("Cell laboratory"),
    "pathologist": gettext_lazy("Pathologist"),
    "data_manager": gettext_lazy("Data manager"),
    "statistician": gettext_lazy("Statistician"),
    "inspector": gettext_lazy("Inspector"),
    "administrator": gettext_lazy("Administrator"),
}


def facts(request: HttpRequest) -> Facts:
    """Return what the frame says; a visitor who has not signed in is told only whether the data are invented."""
    if not request.user.is_authenticated:
        return Facts(synthetic=read.study_row().synthetic)
    actor, row = actor_of(request.user), read.study_row()
    holds = read.holds()
    return Facts(
        study=row.study,
        version=row.version,
        synthetic=row.synthetic,
        hold=hold_banner(read.plan().study, holds) if holds else None,
        person=actor.name,
        role=", ".join(str(TITLES[role]) for role in ROLES if role in actor.roles),
    )


def hold_banner(study: Study, holds: tuple[HoldRow, ...]) -> Hold:
    """Return the banner of the holds on the whole study: what is blocked and what goes on in the same breath."""
    titles = {gate.id: str(gate.title) for gate in study.gates}
    blocked = dict.fromkeys(titles.get(gate, gate) for hold in holds for gate in hold.blocks)
    return Hold(
        title=_("Dosing is on hold"),
        since=" ".join(
            _("Since %(when)s. %(reason)s")
            % {"when": moment_words(hold.at), "reason": _sentence(hold.reason)}
            for hold in holds
        ),
        blocked=", ".join(blocked),
        goes_on=_("every visit, every value and every safety check"),
        lifts=_("two signatures, of two people"),
    )


def moment_words(stamp: str) -> str:
    """Say a stored instant on the site's clock: '14 Mar 2026, 09:12'."""
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return date_format(at.astimezone(ZoneInfo(settings.TIME_ZONE)), "j M Y, H:i")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
