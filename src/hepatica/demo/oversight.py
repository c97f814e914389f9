"""Who watches over the play: approvals before the first person is asked, and a clearance after each infusion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.desk_commands import GiveClearance, RecordApproval
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.played import Played
from hepatica.demo.step import Act, Step
from hepatica.study.study import Study

_NUMBERS = {
    "ethics_committee": "IEC-SYN-014",
    "licensing_authority": "CT-06-SYN-2031",
    "stem_cell_committee": "ICSCR-SYN-007",
    "registry": "CTRI-SYN-000431",
    "insurance": "POL-SYN-88214",
}
"""Numbers as they might be; the letters in the middle say that they are synthetic."""
_CLEARED = {1: ("sentinel", 29), 2: ("second", 16), 3: ("later", 8), 4: ("later", 9), 5: ("later", 9)}
"""Participant → the stagger gate after it, and the day on which the medical monitor clears it."""
_YEARS = 3


def approvals(study: Study, opening: datetime, *, years: int = _YEARS) -> Iterator[Played]:
    """Yield the register of approvals, written on the morning on which the trial opens; valid so many years."""
    day = opening.astimezone(ZoneInfo(study.sites[0].zone)).date()
    first, last = day - timedelta(days=30), day + timedelta(days=365 * years)
    for n, approval in enumerate(study.oversight.approvals, start=1):
        command = RecordApproval(
            approval=approval.id,
            number=_NUMBERS.get(approval.id, f"SYN-{n:03d}"),
            valid_from=first.isoformat(),
            valid_to=last.isoformat() if approval.expires else "",
        )
        yield Played(opening + timedelta(minutes=20 + n), BY_ROLE["coordinator"].actor(), command)


def cleared(patient: Patient) -> Step:
    """Return the medical monitor's clearance of a participant: the next may start."""
    clearance, day = _CLEARED[patient.who.n]
    command = GiveClearance(
        subject=patient.subject,
        clearance=clearance,
        decision="clear",
        reason=f"Record read to day {day}: nothing that stands against the next participant.",
    )
    return Act(at=patient.days.at(day, "16:30"), by="medical_monitor", command=command)
