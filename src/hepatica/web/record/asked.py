"""What somebody looks for in the trail: read from the address, in words for paper, and kept in every link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.store.trail import Wanted
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.study import Study

KINDS = {
    "entry": (gettext_lazy("Entry of data"), ("item.entered",)),
    "changes": (gettext_lazy("Changes of data"), ("item.changed", "row.removed", "material.corrected")),
    "forms": (gettext_lazy("Forms completed and reopened"), ("form.completed", "form.reopened")),
    "signatures": (
        gettext_lazy("Signatures"),
        ("signature.given", "signature.invalidated", "statement.accepted"),
    ),
    "queries": (
        gettext_lazy("Queries and findings"),
        (
            "query.opened", "query.answered", "query.reopened", "query.closed", "finding.raised", "finding.cleared",
            "finding.explained", "finding.accepted", "finding.returned",
        ),
    ),
    "review": (
        gettext_lazy("Verification and review"),
        ("items.verified", "verification.withdrawn", "form.reviewed", "trail.reviewed"),
    ),
    "locks": (gettext_lazy("Freezes, locks, unlocks"), ("record.frozen", "record.locked", "record.unlocked")),
    "people": (
        gettext_lazy("Participants: numbers, enrolment, consent"),
        ("subject.screened", "subject.enrolled", "subject.started", "subject.kept", "subject.moved", "consent.renewed"),
    ),
    "deviations": (
        gettext_lazy("Deviations"),
        ("deviation.recorded", "deviation.withdrawn", "deviation.assessed"),
    ),
    "safety": (
        gettext_lazy("Safety: signals, reports, alerts, rules, holds"),
        (
            "signal.proposed", "signal.withdrawn", "signal.confirmed", "signal.dismissed", "report.issued",
            "submission.recorded", "submission.withdrawn", "alert.raised", "alert.sent", "alert.failed",
            "alert.escalated", "alert.acknowledged", "oncall.set", "rule.counted", "rule.fired", "hold.placed",
            "hold.lifted",
        ),
    ),
    "decisions": (
        gettext_lazy("Approvals, clearances, authorisations, the board"),
        ("approval.recorded", "clearance.given", "act.authorised", "board.decided"),
    ),
    "cells": (
        gettext_lazy("Cells and infusions"),
        (
            "material.made", "material.measured", "material.moved", "material.tested", "lot.released",
            "bag.authorised", "bag.matched", "infusion.started", "infusion.noted", "infusion.ended", "branch.chosen",
            "notice.prepared", "notice.sent",
        ),
    ),
    "tissue": (gettext_lazy("Masked reading"), ("slide.accessioned", "reading.recorded", "reading.unmasked")),
    "protocol": (gettext_lazy("Protocol and roles"), ("study.synthetic", "study.published", "role.granted", "role.revoked", "design.kept")),
    "registers": (
        gettext_lazy("Registers, redaction, copies"),
        ("register.opened", "register.noted", "register.closed", "text.redacted", "copy.certified"),
    ),
}  # fmt: skip
"""Choice → its words, and the kinds of event it stands for; together they are the whole grammar."""
LONGEST = 80


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed in the boxes, as text."""

    subject: str = ""
    person: str = ""
    since: str = ""
    until: str = ""
    form: str = ""
    item: str = ""
    kind: str = ""
    critical: bool = False

    @property
    def query(self) -> str:
        """Return what keeps the filter in a link: '' or 'subject=01-001&kind=changes'."""
        pairs = {name: getattr(self, name) for name in _TEXTS if getattr(self, name)}
        return urlencode(pairs | ({"critical": "1"} if self.critical else {}))


_TEXTS = ("subject", "person", "since", "until", "form", "item", "kind")


def read_asked(values: Mapping[str, str]) -> Asked:
    """Read the boxes of the trail."""
    texts = {name: values.get(name, "").strip()[:LONGEST] for name in _TEXTS}
    return Asked(**texts, critical=bool(values.get("critical")))


def wanted(asked: Asked, study: Study, zone: ZoneInfo) -> Wanted:
    """Return what the store is asked; ValueError with a sentence for a date that is none, or an unknown choice."""
    if asked.kind and asked.kind not in KINDS:
        raise ValueError(_("There is no kind of event of that name."))
    among = frozenset(
        (form.id, item.id)
        for form in study.forms
        for group in form.groups
        for item in group.items
        if item.critical
    )
    kinds = frozenset(KINDS[asked.kind][1]) if asked.kind else frozenset()
    if asked.critical:
        kinds = (kinds or frozenset({"item.entered", "item.changed"})) & {"item.entered", "item.changed"}
    until = day_of(asked.until)
    return Wanted(
        subject=asked.subject,
        actor=asked.person,
        kinds=kinds or (frozenset({"none"}) if asked.critical else frozenset()),
        form=asked.form,
        item=asked.item,
        among=among if asked.critical else frozenset(),
        since=_midnight(day_of(asked.since), zone),
        until=_midnight(until + timedelta(days=1), zone) if until else None,
    )


def day_of(text: str) -> date | None:
    """Return a day as typed, '2026-03-16' or '16 Mar 2026'; None for nothing; ValueError with a sentence for what is none."""
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a civil day has no zone
        except ValueError:
            continue
    raise ValueError(
        _("“%(text)s” is not a day: type it as 16 Mar 2026 or 2026-03-16.") % {"text": text[:20]}
    )


def said(asked: Asked, study: Study, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what is looked for as names and values, for paper; () for everything."""
    form = study.form_by_id.get(asked.form)
    item = study.item(asked.form, asked.item)
    pairs = (
        (_("Participant"), asked.subject),
        (_("Person"), names.get(asked.person, asked.person)),
        (_("From"), _words(asked.since)),
        (_("To"), _words(asked.until)),
        (_("Form"), str(form.title) if form else asked.form),
        (_("Answer"), str(item.label) if item else asked.item),
        (_("What"), str(KINDS[asked.kind][0]) if asked.kind in KINDS else ""),
        (_("Data"), _("critical only") if asked.critical else ""),
    )
    return tuple((key, value) for key, value in pairs if value)


def _words(text: str) -> str:
    try:
        day = day_of(text)
        return PartialDate.of(day).words() if day else ""
    except (ValueError, NotADate):
        return text


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
