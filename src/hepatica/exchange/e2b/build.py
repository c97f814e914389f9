"""Build the report of a case from the record: what the desk knows becomes the elements, and nothing else does.

The participant is known by the trial's number, the date of birth is masked, reporters are named by their place.
A judgement that is missing stays missing (rule 15 then says so); a MedDRA code that is missing stops the export.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from hepatica.exchange.e2b import names
from hepatica.exchange.e2b.build_drugs import Place, build_drugs, procedures
from hepatica.exchange.e2b.build_tests import build_tests
from hepatica.exchange.e2b.check_elements import LICENCE
from hepatica.exchange.e2b.icsr import (
    AutopsyCause,
    Header,
    Icsr,
    Narrative,
    Patient,
    Reaction,
    Registration,
    Report,
    ReportedCause,
    Reporter,
    Sender,
    StudyId,
)
from hepatica.exchange.e2b.moments import stamp
from hepatica.exchange.e2b.values import Flag, MedDRA, Null, Quantity, Stamp
from hepatica.exchange.e2b.versions import WITHDRAWALS
from hepatica.safety.case import CRITERIA, Case, When
from hepatica.safety.case import Patient as Participant
from hepatica.study.study import Study

MASKED, NOT_STATED, UNKNOWN = Null("MSK"), Null("NI"), Null("UNK")
_SEX = {"male": "1", "female": "2"}
_OUTCOME = {"recovered": "1", "recovering": "2", "not_recovered": "3", "sequelae": "4", "fatal": "5"}
_DONE = "Not done"
"""What the case says of an autopsy that was not made."""


class NotCodedError(ValueError):
    """An event has no MedDRA code; the sentence names the licensed file that gives it."""


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What the record of the case does not hold: which version is sent, by whom, to whom, and when."""

    number: int
    """The case's own, never used again: C.1.1 ends in it."""
    version: int
    created: datetime
    """Aware: when the message is made, on the sender's clock."""
    receiver: str
    expedited: bool
    """C.1.7: whether a clock of the receiver runs for it."""
    narrative: str
    purpose: str = "initial"
    """initial, follow_up, nullification, amendment."""
    reason: str = ""
    first_received: When | None = None
    """C.1.4; the day the investigator heard of it, when it is not said."""
    latest: When | None = None
    """C.1.5; the day the message is made, when it is not said."""
    comment: str = ""
    """H.4: the sponsor's own words."""
    documents: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    country: str = "IN"
    sender_type: str = "6"
    """C.3.1: an academic sponsor is 'other'."""
    test: bool = False


def build(cases: Sequence[Case], study: Study, sending: Sending) -> Icsr:
    """Return the report of one or more events of one participant.

    Raises `NotCodedError` for an event without a MedDRA code, ValueError for a sponsor's code that is not set and for
    events of several participants.
    """
    first = cases[0]
    if {one.subject for one in cases} != {first.subject}:
        raise ValueError("A report is of one participant: these events are of several.")
    case = names.case_id(
        country=sending.country,
        sponsor=study.oversight.sponsor_code,
        study=study.protocol,
        number=sending.number,
    )
    zone = sending.created.tzinfo
    if zone is None:
        raise ValueError("The moment a message is made carries its zone.")
    ids = tuple(names.uuid(case, "event", str(one.row)) for one in cases)
    place = Place(case=case, zone=zone, events=ids, indication=str(study.oversight.indication or ""))
    return Icsr(
        header=_header(case, study, sending),
        report=_report(case, cases, sending, zone),
        reporters=(_reporter(first, study, sending),),
        sender=Sender(type=sending.sender_type, organisation=study.sponsor, country=sending.country),
        study=_study(study),
        patient=_patient(first.patient, cases),
        reactions=tuple(_reaction(one, id_, sending, zone) for one, id_ in zip(cases, ids, strict=True)),
        tests=build_tests(cases, zone),
        drugs=build_drugs(cases, place),
        narrative=Narrative(text=sending.narrative, sender=_comment(cases, sending)),
    )


def _header(case: str, study: Study, sending: Sending) -> Header:
    created = Stamp.at(sending.created)
    sender = study.oversight.sponsor_code
    return Header(
        batch=names.batch_id(case, sending.version),
        batch_sender=sender,
        batch_receiver=sending.receiver,
        sent=created,
        message=case,
        sender=sender,
        receiver=sending.receiver,
        created=created,
        test=sending.test,
    )


def _report(case: str, cases: Sequence[Case], sending: Sending, zone: tzinfo) -> Report:
    made = Stamp(f"{sending.created:%Y%m%d}")
    heard = [found.text[:8] for one in cases if isinstance(found := stamp(one.aware, zone), Stamp)]
    first = stamp(sending.first_received, zone)
    latest = stamp(sending.latest, zone)
    return Report(
        id=case,
        created=Stamp.at(sending.created),
        first_received=first or (Stamp(min(heard)) if heard else made),
        latest=latest or made,
        has_documents=bool(sending.documents),
        documents=sending.documents,
        expedited=sending.expedited,
        worldwide=case,
        linked=sending.linked,
        withdrawal=WITHDRAWALS.get(sending.purpose, ""),
        withdrawal_reason=sending.reason if sending.purpose in WITHDRAWALS else "",
    )


def _reporter(case: Case, study: Study, sending: Sending) -> Reporter:
    site = next((one.name for one in study.sites if one.id == case.patient.site), study.sponsor)
    return Reporter(
        given=MASKED,
        family=MASKED,
        organisation=site,
        country=sending.country,
        qualification="1",
        primary=True,
    )


def _study(study: Study) -> StudyId:
    return StudyId(
        registrations=tuple(
            Registration(number=number, country="IN" if number.startswith("CTRI") else None)
            for number in study.oversight.registrations
        ),
        name=str(study.title),
        number=study.protocol,
        type="1",
    )


def _patient(who: Participant, cases: Sequence[Case]) -> Patient:
    history = [*who.history, *(one.report.get("sae_history", "") for one in cases)]
    said = "; ".join(dict.fromkeys(part for part in history if part))
    examined = bool(who.autopsy) and who.autopsy != _DONE
    return Patient(
        name=who.subject,
        investigation=who.subject,
        born=MASKED,
        age=None if who.age is None else Quantity(value=str(who.age), unit="a"),
        weight=who.weight,
        height=_whole(who.height),
        sex=_SEX.get(who.sex, UNKNOWN),
        history_text=said or UNKNOWN,
        concomitant=True if any(one.medications for one in cases) else None,
        died=Stamp.of(who.death) if who.death and who.death.known else None,
        causes=(ReportedCause(text=who.death_cause),) if who.death_cause else (),
        autopsy=_autopsy(who) if who.death else None,
        autopsy_causes=(AutopsyCause(text=who.autopsy),) if who.death and examined else (),
    )


def _autopsy(who: Participant) -> Flag:
    return who.autopsy != _DONE if who.autopsy else UNKNOWN


def _whole(height: str) -> str:
    try:
        return str(Decimal(height).quantize(Decimal(1), ROUND_HALF_UP)) if height else ""
    except InvalidOperation:
        return height


def _reaction(case: Case, id_: str, sending: Sending, zone: tzinfo) -> Reaction:
    if not case.coded or not case.coded_version:
        raise NotCodedError(f"The event '{case.term}' (row {case.row}) has no MedDRA code. {LICENCE}")
    criteria = {one: True if one in case.criteria else NOT_STATED for one in CRITERIA}
    return Reaction(
        id=id_,
        native=case.term,
        language="eng",
        translated=case.term,
        term=MedDRA(version=case.coded_version, code=case.coded),
        highlighted="3" if case.serious else "1",
        death=criteria["death"],
        life_threatening=criteria["life_threatening"],
        hospitalisation=criteria["hospitalisation"],
        disabling=criteria["disability"],
        congenital=criteria["congenital"],
        important=criteria["important"],
        start=stamp(case.onset, zone),
        end=stamp(case.end, zone),
        outcome=_OUTCOME.get(case.outcome, "0"),
        country=sending.country,
    )


def _comment(cases: Sequence[Case], sending: Sending) -> str:
    """Say what the matrix of drugs cannot hold: how procedures and the disease were judged."""
    return "\n".join(part for part in (sending.comment, *procedures(cases)) if part)
