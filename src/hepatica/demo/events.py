"""What the investigator does about adverse events: judge what a signal proposed, write down the rest, report."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.commands import (
    ConfirmSignal,
    DismissSignal,
    EnterItems,
    Entry,
    Proposal,
    ReopenForm,
)
from hepatica.demo.adverse import DISMISSED, EVENTS, Event, Place
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.step import Act, Step, Value
from hepatica.study.study import AE_FORM, LOG_VISIT

SUSPECTS = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "conmed", "disease")
"""What each event is judged against."""


def judged(patient: Patient) -> Iterator[Step]:
    """Yield what the investigator made of every proposal, the events entered by hand, and their reports."""
    for n, event in enumerate(EVENTS[patient.who.n], start=1):
        yield from judgement(patient, n, event)
    for no in DISMISSED.get(patient.who.n, ()):
        yield Act(
            at=patient.days.at(no.day, no.clock),
            by="investigator",
            command=_dismissed(patient, no.place, no.reason),
        )


def judgement(patient: Patient, n: int, event: Event, *, report: int = 1) -> Iterator[Step]:
    """Yield what the investigator made of one event, the n-th of the log: confirmed or written down, and reported.

    ``report`` is the row of its report, where it is serious.
    """
    answers = _answers(patient, event)
    day, clock = event.judged
    if event.place is None:
        yield _by_hand(patient, n, event, answers)
    else:
        command = confirmed(patient, event.place, answers, also=event.also)
        yield Act(at=patient.days.at(day, clock), by="investigator", command=command)
    if event.admitted:
        if report > 1:
            again = ReopenForm(
                subject=patient.subject, visit=LOG_VISIT, form="sae", reason="Another event is reported"
            )
            yield Act(at=patient.days.at(day, clock, 38), by="investigator", command=again)
        yield _reported(patient, n, event, report)
        yield _assessed(patient, n, event, report)
    yield from _aided(patient, n, event)
    for place in event.joined:
        joined = confirmed(patient, place, {}).model_copy(update={"into": n})
        yield Act(at=patient.days.at(day, clock, 12), by="investigator", command=joined)


def confirmed(
    patient: Patient, place: Place, answers: dict[str, str], *, also: tuple[Place, ...] = ()
) -> ConfirmSignal:
    """Return the confirmation of a proposal, with others of the same episode."""
    return ConfirmSignal(
        subject=patient.subject,
        visit=place.visit,
        form=place.form,
        signal=place.signal,
        row=place.row,
        entries=tuple(Entry(item=item, value=value) for item, value in answers.items()),
        others=tuple(
            Proposal(visit=one.visit, form=one.form, signal=one.signal, row=one.row) for one in also
        ),
    )


def _dismissed(patient: Patient, place: Place, reason: str) -> DismissSignal:
    return DismissSignal(
        subject=patient.subject,
        visit=place.visit,
        form=place.form,
        signal=place.signal,
        row=place.row,
        reason=reason,
    )


def _by_hand(patient: Patient, n: int, event: Event, answers: dict[str, str]) -> Step:
    said = {"aecat": event.category, **answers}
    command = EnterItems(
        subject=patient.subject,
        visit=LOG_VISIT,
        form=AE_FORM,
        entries=tuple(Entry(item=item, row=n, value=value) for item, value in said.items()),
        seen=0,
    )
    return Act(at=patient.days.at(*event.judged), by="investigator", command=command)


def _answers(patient: Patient, event: Event) -> dict[str, str]:
    days = patient.days
    answers = {
        "aephase": event.phase,
        "aectcae": event.ctcae,
        "aestdtc": days.date(event.began[0]),
        "aesttim": event.began[1],
        "aeongo": "no",
        "aeendtc": days.date(event.ended if event.ended is not None else event.judged[0]),
        "aetoxgr": event.grade,
        "aeser": "yes" if event.admitted else "no",
        **{f"aerel_{suspect}": event.caused_by.get(suspect, "unrelated") for suspect in SUSPECTS},
        "aeout": "recovered",
        "aeacn": event.action,
        "aecontrt": "yes" if event.treated else "no",
        "aeaware": days.minute(*event.judged, -25),
    }
    if event.ended is None or event.ended > event.judged[0]:
        answers |= {"aeongo": "yes", "aeout": "recovering"}
        del answers["aeendtc"]
    if event.admitted:
        answers |= {f"aes{why}": "no" for why in ("dth", "life", "disab", "cong", "mie")} | {"aeshosp": "yes"}
    if event.fatal:
        answers |= {"aesdth": "yes", "aeout": "fatal"}
    if event.term:
        answers["aeterm"] = event.term
    if event.before:
        answers["aebasgr"] = event.before
    if event.treated:
        answers["aetrt"] = event.treated
    if event.special:
        answers["aesi"] = event.special
    if event.account:
        answers["aenarr"] = event.account
    return {item: value for item, value in answers.items() if value}


def recovered(patient: Patient) -> Iterator[Step]:
    """Yield the end of events that were still going on when they were judged."""
    for n, event in enumerate(EVENTS[patient.who.n], start=1):
        yield from recovery(patient, n, event)


def recovery(patient: Patient, n: int, event: Event) -> Iterator[Step]:
    """Yield the end of one event, the n-th of the log, that was still going on when it was judged."""
    if event.ended is not None and event.ended > event.judged[0]:
        row: dict[int, dict[str, Value]] = {
            n: {"aeongo": "no", "aeendtc": patient.days.date(event.ended), "aeout": "recovered"}
        }
        for k, (day, clock, grade) in enumerate(event.course, start=1):
            at = patient.days.minute(day, clock)
            row[k] = row.get(k, {}) | {"crs_event": str(n), "crsdtc": at, "crsgr": grade}
        yield fill(
            patient,
            LOG_VISIT,
            AE_FORM,
            row,
            day=event.ended,
            clock="12:30",
            by="investigator",
            complete=False,
        )


def _reported(patient: Patient, n: int, event: Event, report: int) -> Step:
    day, clock = event.judged
    days, why = patient.days, "it was fatal" if event.fatal else "admission was needed"
    row: dict[str, Value] = {
        "sae_event": str(n),
        "sae_kind": "initial",
        "sae_occurred": days.minute(*event.began),
        "sae_aware": days.minute(day, clock, -25),
        "sae_setting": "home",
        "sae_description": f"{event.term}. {event.account} Serious because {why}.",
        "sae_suspect": "both",
        "sae_dechallenge": "not_applicable",
        "sae_rechallenge": "not_applicable",
        "sae_tests": event.treated,
        "sae_injury": "no",
    }
    return fill(patient, LOG_VISIT, "sae", {report: row}, day=day, clock=clock, plus=40, by="investigator")


def _assessed(patient: Patient, n: int, event: Event, report: int) -> Step:
    """Return what the sponsor's medical monitor makes of a serious event, the day after."""
    judged = {suspect: event.caused_by.get(suspect, "unrelated") for suspect in SUSPECTS}
    row: dict[str, Value] = {
        "sp_event": str(n),
        "spdtc": patient.days.date(event.judged[0] + 1),
        **{f"sprel_{suspect}": said for suspect, said in judged.items()},
        "spexp": "no",
        "sp_comment": "A complication of the disease; not named in the reference safety information.",
    }
    day = event.judged[0] + 1
    return fill(
        patient,
        LOG_VISIT,
        "ae_sponsor",
        {report: row},
        day=day,
        clock="10:10",
        by="medical_monitor",
        complete=False,
    )


def _aided(patient: Patient, n: int, event: Event) -> Iterator[Step]:
    """Yield the Naranjo scale where the investigator used it."""
    if event.naranjo is None:
        return
    suspect, yes = event.naranjo
    answers: dict[str, Value] = {
        f"nar_{q}": "yes" if str(q) in yes.split() else "unknown" for q in range(1, 11)
    }
    row = {"nar_event": str(n), "nar_component": suspect, **answers}
    day, clock = event.judged
    yield fill(
        patient,
        LOG_VISIT,
        "naranjo",
        {1: row},
        day=day,
        clock=clock,
        plus=9,
        by="investigator",
        complete=False,
    )
