"""The register of approvals: each with its dates and its letter, and what an absent or expired one closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.study.dates import PartialDate
from hepatica.study.oversight import Approval
from hepatica.study.study import Study
from hepatica.web.safety import words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

SOON = 30
"""Days before its end from which an approval is said to end soon."""
State = Literal["valid", "soon", "expired", "ahead", "missing"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One approval the protocol asks for."""

    id: str
    title: str
    number: str
    dates: str
    state: State
    verdict: str
    closes: str
    """Gates that are closed by it now, '' while it is in date."""
    file: str
    """SHA-256 of its letter."""
    file_name: str
    said: str
    """What was noted with it, and by whom."""
    source: str
    expires: bool

    @property
    def tone(self) -> str:
        """Ochre for what closes a gate or soon will, green for what is in date."""
        return "ok" if self.state == "valid" else "warn"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A decision about a participant that stands."""

    mark: Mark
    what: str
    decision: str
    icon: str
    reason: str
    by: str
    file: str
    file_name: str


def register(study: Study, rows: Iterable[ApprovalRow], today: date, names: Mapping[str, str]) -> list[Line]:
    """Return every approval the protocol names, as last recorded."""
    standing = {row.approval: row for row in rows}
    gates = {gate.id: str(gate.title) for gate in study.gates}
    return [_line(one, standing.get(one.id), today, names, gates) for one in study.oversight.approvals]


def _line(
    wanted: Approval,
    row: ApprovalRow | None,
    today: date,
    names: Mapping[str, str],
    gates: Mapping[str, str],
) -> Line:
    state, verdict = _state(row, today)
    closed = state in {"expired", "ahead", "missing"}
    return Line(
        id=wanted.id,
        title=str(wanted.title),
        number=row.number if row else "",
        dates=_dates(row),
        state=state,
        verdict=verdict,
        closes=", ".join(gates.get(gate, gate) for gate in wanted.gates) if closed else "",
        file=row.file if row else "",
        file_name=row.file_name if row else "",
        said=" · ".join(filter(None, (row.reason, _by(row, names)))) if row else "",
        source=wanted.reference or "",
        expires=wanted.expires,
    )


def _state(row: ApprovalRow | None, today: date) -> tuple[State, str]:
    if row is None:
        return "missing", _("not recorded")
    first, last = _date(row.valid_from), _date(row.valid_to)
    if first is None or first > today:
        return "ahead", _("not in force yet")
    if last is None:
        return "valid", _("in date")
    left = (last - today).days
    if left < 0:
        return "expired", _("expired %(day)s") % {"day": PartialDate.of(last).words()}
    if left <= SOON:
        return "soon", _("ends in %(n)s days") % {"n": left}
    return "valid", _("in date")


def _dates(row: ApprovalRow | None) -> str:
    if row is None:
        return ""
    first = PartialDate.parse(row.valid_from).words()
    if not row.valid_to:
        return _("from %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": PartialDate.parse(row.valid_to).words()}


def _by(row: ApprovalRow, names: Mapping[str, str]) -> str:
    return _("Recorded by %(who)s") % {"who": names.get(row.by, row.by)}


def _date(text: str) -> date | None:
    return PartialDate.parse(text).earliest if text else None


DECISIONS = {"clear": "complete", "wait": "pause", "stop": "stop"}


def decision_words(decision: str) -> str:
    """Say a decision about a participant."""
    return {"clear": _("Cleared"), "wait": _("Wait"), "stop": _("Stop")}.get(decision, decision)


def clearance_words(study: Study, clearance: str) -> str:
    """Say what a decision is about: the stagger gate by its title, or the hold under which somebody may go on."""
    if clearance.startswith("hold:"):
        return _("To go on under the hold %(hold)s") % {"hold": clearance.removeprefix("hold:")}
    gates = {one.id: f"{one.code} · {one.title}" for one in study.oversight.stagger}
    return gates.get(clearance, clearance)


def given(study: Study, rows: Iterable[ClearanceRow], names: Mapping[str, str], marks: Marks) -> list[Given]:
    """Return the decisions about participants that stand, the newest first."""
    return [
        Given(
            mark=marks.of(row.subject),
            what=clearance_words(study, row.clearance),
            decision=decision_words(row.decision),
            icon=DECISIONS.get(row.decision, "open"),
            reason=row.reason,
            by=f"{names.get(row.by, row.by)}, {words.instant(row.at)}",
            file=row.file,
            file_name=row.file_name,
        )
        for row in sorted(rows, key=lambda row: -row.seq)
    ]
