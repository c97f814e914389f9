"""Screening and enrolment: numbers, consent, eligibility, and one participant too many."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import EnrolSubject, Refusal, ScreenSubject
from hepatica.conduct.gates import gate_for, shut
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft, SubjectEnrolled, SubjectScreened
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.study.study import ENROLMENT, Study


def screen(case: Case, command: ScreenSubject) -> Decision:
    """Give a person the next participant number; numbers are never given twice."""
    sites = tuple(site.id for site in case.plan.study.sites)
    if command.site not in sites:
        return refuse("no_such", f"There is no site {command.site!r}; there is {listed(sites, 'and')}.")
    number = case.plan.study.numbering.format(site=command.site, n=case.study.screened + 1)
    return (Draft(subject=number, fact=SubjectScreened(site=command.site)),)


def enrol(case: Case, command: EnrolSubject) -> Decision:
    """Authorise enrolment: refused while consent or eligibility is not in order, or the enrolment is full."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    if subject.enrolled_seq:
        return ()
    if subject.ended:
        return refuse(
            "not_possible", f"{command.subject} has left the study ({listed(tuple(subject.ended), 'and')})."
        )
    gate = gate_for(case.plan, ENROLMENT)
    if gate is None:
        return refuse("gate_closed", "The protocol states no gate for enrolment, so nobody can be enrolled.")
    refusals = [*shut(case, command.subject, gate)]
    if is_full(case.head.study, case.study, subject):
        refusals.append(Refusal(code="enrolment_full", sentence=full_sentence(case.head.study, case.study)))
    if refusals:
        return Refused(refusals=tuple(refusals))
    return (Draft(subject=command.subject, fact=SubjectEnrolled()),)


def is_full(study: Study, row: StudyRow, subject: SubjectRow) -> bool:
    """Whether the others have taken all places: by a first study procedure, or enrolled and not ended."""
    return row.taken - subject.takes_place >= study.enrolment.planned


def full_sentence(study: Study, row: StudyRow) -> str:
    """Return the protocol's own sentence for one participant too many."""
    text = str(study.enrolment.refusal)
    return text.replace("{planned}", str(study.enrolment.planned)).replace("{started}", str(row.started))
