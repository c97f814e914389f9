"""How a participant leaves: by death, by transplantation, by the investigator's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hepatica.demo import desk, events
from hepatica.demo.adverse import Event
from hepatica.demo.contact import fill
from hepatica.demo.step import Row, Step, Value
from hepatica.simulated import reports
from hepatica.simulated.life import Life
from hepatica.study.study import LOG_VISIT, Study

_CAUSES = {"infection": "infection", "bleeding": "bleeding"}


def death(study: Study, life: Life, on: date) -> Iterator[Step]:
    """Yield the death: the event of grade 5, its reports, the page of the death and the end of the participation."""
    day, last = life.day(on), _last(life, on)
    related = last is not None and last[1] and life.infused is not None
    life.rows += 1
    life.reports += 1
    event = Event(
        judged=(day, "11:30"),
        began=(day, "05:40"),
        ended=day,
        grade="5",
        phase="follow_up" if life.infused else "screening",
        ctcae="Hepatic failure",
        term="Liver failure, fatal",
        category="outside",
        caused_by={"msc": "possible", "cd34": "possible", "disease": "probable"} if related else {"disease": "certain"},
        treated="Intensive care",
        special="decompensation",
        admitted=True,
        fatal=True,
        action="not_applicable",
        account="Died of liver failure.",
    )  # fmt: skip
    yield from events.judgement(life.patient, life.rows, event, report=life.reports)
    yield from desk.reported(study, life.patient, life.rows, event)
    yield from reports.followed(life.patient, life.rows, event)
    page: dict[str, Value] = {
        "dthdtc": life.patient.days.date(day),
        "ddcause": _CAUSES.get(last[0], "liver_failure") if last else "liver_failure",
        "ddcause_text": "Liver failure",
        "ddrelated": "possible" if related else "unrelated",
        "ddplace": "hospital",
        "autopsy": "no",
        "certificate": "yes",
    }
    yield fill(life.patient, LOG_VISIT, "death", {0: page}, day=day, clock="11:50", by="investigator")
    yield from left(life, on, "death", "Died")


def _last(life: Life, on: date) -> tuple[str, bool] | None:
    """Return kind and suspected relatedness of the episode of which the patient died, where the model names one."""
    fatal = (one for one in life.events if one.grade == 5 and one.day <= life.since(on))
    found = next(fatal, None)
    return (found.kind, found.related) if found else None


def left(life: Life, on: date, decided: str, why: str, *, transplanted: bool = False) -> Iterator[Step]:
    """Yield the end of a participation before its plan: the early-termination visit and its disposition page."""
    patient, day = life.patient, life.day(on)
    today: Value = patient.days.date(day)
    header: dict[int, Row] = {0: {"svstat": "done", "svstdtc": today}}
    yield fill(patient, "early_termination", "visit", header, day=day, clock="14:20")
    row: dict[str, Value] = {
        "dsdecod": decided,
        "dsreason": why,
        "last_contact": today,
        "transplanted": "yes" if transplanted else "no",
    }
    if decided != "death":
        row["wddtc"] = today
    if transplanted:
        row["ltxdtc"] = today
    yield fill(patient, "early_termination", "disposition", {0: row}, day=day, clock="14:30", by="investigator")  # fmt: skip
