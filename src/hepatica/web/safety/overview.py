"""What the desk says beside its proposals: serious events, the trial's own reports, rules, and what is ready to send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.conduct.commands import Actor
from hepatica.ledger.desk_rows import OnCallRow, ReportRow, RuleRow
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.web.docket import Docket
from hepatica.web.doors import may
from hepatica.web.safety import present_obligations, present_rules, words
from hepatica.web.shell.parts import Mark

TITLES = {"table5": "Table 5", "adr": "ADR", "cioms": "CIOMS I", "icsr": "ICSR"}
LEVEL = 0.95
SHOWN = 40
"""Serious events that are drawn, the nearest limits first; the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """An issued report that somebody waits for."""

    mark: Mark
    subject: str
    row: int
    report: str
    to: str
    seq: int


def overview(docket: Docket, actor: Actor) -> dict[str, Any]:
    """Return what the desk's page shows of obligations, rules and messages."""
    study, zone = docket.plan.study, ZoneInfo(docket.now.zone)
    found = rules_of(docket)
    cases = present_obligations.serious(study, docket.entries, docket.marks, zone)
    running = sum(not one.closed for one in cases)
    closed = cases[running if running > SHOWN else running + 1 :]
    return {
        "serious": cases[: running + 1] if running <= SHOWN else cases[:SHOWN],
        "serious_more": max(0, running - SHOWN),
        "closed": closed[:SHOWN],
        "closed_many": len(closed),
        "serious_in_all": len(cases),
        "own": present_obligations.own(study, docket.trial, zone),
        "meters": [rule.meter for rule in found[: present_rules.NEAREST]],
        "rules_in_all": len(found),
        "interval": interval_words(dosed(docket)),
        "ready": list(ready(docket)),
        "roster": roster(docket),
        "may_send": may(actor, "submission.record"),
    }


def rules_of(docket: Docket) -> list[present_rules.Rule]:
    """Return every stopping rule as it stands."""
    return present_rules.rules(
        docket.plan.study,
        docket.state.of(RuleRow, ""),
        docket.state.all(HoldRow),
        [entry.case for entry in docket.entries],
        dosed(docket),
        docket.marks,
    )


def dosed(docket: Docket) -> int:
    """Return how many participants were infused."""
    return sum(bool(row.infused) for row in docket.state.all(SubjectRow))


def interval_words(people: int) -> str:
    """Say what no event among so few still allows: the exact interval's upper end."""
    if not people:
        return _("Nobody has been dosed yet: nothing is known of any rate.")
    # Only this sentence asks for the statistics, whose library is slow to load.
    from hepatica.stats.intervals import clopper_pearson

    upper = round(100 * clopper_pearson(0, people, level=LEVEL).upper)
    said = ngettext(
        "With %(n)s person, 0 events seen still allows a true rate up to %(upper)s %%.",
        "With %(n)s people, 0 events seen still allows a true rate up to %(upper)s %%.",
        people,
    )
    return said % {"n": people, "upper": upper}


def ready(docket: Docket) -> Iterable[Ready]:
    """Yield the latest version of every issued report that an open obligation waits for."""
    for entry in docket.entries:
        case = entry.case
        issued = [row for row in docket.state.of(ReportRow, case.subject) if row.row == case.row]
        latest = {row.report: row for row in sorted(issued, key=lambda row: row.version)}
        for report, row in latest.items():
            waits = [one for one in entry.owed if one.open and one.clock.report == report]
            names = (present_obligations.recipient(docket.plan.study, one.clock.recipient) for one in waits)
            if waits:
                yield Ready(
                    mark=docket.marks.of(case.subject),
                    subject=case.subject,
                    row=case.row,
                    report=f"{TITLES.get(report, report)}, {_('version %(n)s') % {'n': row.version}}",
                    to=", ".join(dict.fromkeys(names)),
                    seq=row.seq,
                )


def roster(docket: Docket) -> list[str]:
    """Return the names of who is on call, in order."""
    row = docket.state.get(OnCallRow, "")
    names = words.names(docket.state)
    return [names.get(user, user) for user in row.users] if row else []
