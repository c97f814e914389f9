"""Letters of the laboratory, and the culture that turned positive after the cells were given: told, judged, lifted."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.commands import DismissSignal, LiftHold, SignForm
from hepatica.conduct.desk_commands import AcknowledgeAlert
from hepatica.conduct.product_commands import SendNotice
from hepatica.demo.bedside import Patient
from hepatica.demo.bench import When
from hepatica.demo.cells import LATE_DAY, LATE_POSITIVE, rejected
from hepatica.demo.step import Act, Step

HOLD = "STP-09"
_CONDITIONAL = ("Treating physician", "Sponsor")
_ORGANISM = "Cutibacterium acnes in one of two bottles"


def letters(patient: Patient) -> Iterator[Step]:
    """Yield the letters about lots released while results were pending, or rejected, sent the same day."""
    cd34 = "conditional" if patient.who.cd34_passes else "rejected"
    for kind, notice, day, clock in (("MSC", "conditional", -4, "13:00"), ("CD34", cd34, 0, "17:30")):
        for n, to in enumerate(_CONDITIONAL):
            yield _sent(patient, patient.lot(kind), notice, to, day, clock, n)


def signed_again(patient: Patient) -> Iterator[Step]:
    """Yield the signatures that late results asked for once more."""
    for visit, form, day in (("infusion_day", "cd34_product", 14), ("culture", "msc_release", 16)):
        command = SignForm(subject=patient.subject, visit=visit, form=form, meaning="responsibility")
        yield Act(at=patient.days.at(day, "17:50"), by="investigator", command=command, proven=True)


def late_positive(patient: Patient) -> Iterator[Step]:
    """Yield what followed the positive culture of the one lot: nobody fell ill, and the hold was lifted by two."""
    if patient.who.n != LATE_POSITIVE:
        return
    lot = patient.lot("MSC")
    for n, alert in enumerate(("late_positive/msc_contaminated:culture:msc_release:0", "rule/stp_09:1")):
        seen = AcknowledgeAlert(subject=patient.subject, alert=alert)
        yield Act(at=patient.days.at(LATE_DAY, "09:22", n), by="medical_monitor", command=seen)
    yield _sent(patient, lot, "late_positive_physician", "Treating physician", LATE_DAY, "09:40", 0)
    for n, to in enumerate(("Ethics committee", "Licensing authority", "Sponsor")):
        yield _sent(patient, lot, "late_positive", to, LATE_DAY, "14:10", 4 * n)
    judged = DismissSignal(
        subject=patient.subject,
        visit="culture",
        form="msc_release",
        signal="msc_contaminated",
        reason=f"{_ORGANISM}: contaminant of the sample. No fever, C-reactive protein as before, two blood cultures negative",
    )
    yield Act(at=patient.days.at(LATE_DAY + 5, "11:30"), by="investigator", command=judged)
    left = f"{_ORGANISM}: what is left of the lot is not to be given"
    yield rejected(patient, lot, When(day=LATE_DAY + 2, clock="10:00"), reason=left)
    for n, to in enumerate(_CONDITIONAL):
        yield _sent(patient, lot, "rejected", to, LATE_DAY + 2, "11:00", 3 * n)
    lifted = LiftHold(
        hold=HOLD,
        reason="Retained sample and the lots of the same week are sterile; the board sees no reason to wait",
        decision="Report of quality assurance QA-SYN-07 and letter of the safety board DSMB-SYN-02",
    )
    for n, by in enumerate(("medical_monitor", "investigator")):
        yield Act(at=patient.days.at(LATE_DAY + 7, "16:00", 25 * n), by=by, command=lifted, proven=True)


def _sent(patient: Patient, lot: str, notice: str, to: str, day: int, clock: str, plus: int) -> Step:
    command = SendNotice(
        subject=patient.subject, lot=lot, notice=notice, to=to, at=patient.days.minute(day, clock, plus)
    )
    return Act(at=patient.days.at(day, clock, plus + 2), by="quality", command=command)
