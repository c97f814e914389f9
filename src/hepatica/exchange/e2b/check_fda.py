"""FDA's rules for a pre-market report (an IND safety report); asked only when a report goes there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.check_drugs import SUSPECT
from hepatica.exchange.e2b.icsr import Icsr, StudyId
from hepatica.exchange.e2b.problem import Problem


def rules(icsr: Icsr) -> Iterator[Problem]:
    """Check receivers, IND numbers, the kind of expedited report, date of death and the judgements FDA requires."""
    fda: dict[str, Any] = codes.data()["fda"]
    if icsr.header.batch_receiver != fda["batch_receiver"]:
        yield _said("R0005", "N.1.4", f"the batch must be addressed to {fda['batch_receiver']}")
    if icsr.header.receiver not in fda["receivers"]:
        yield _said("R0007", "N.2.r.3", f"the message must be addressed to {' or '.join(fda['receivers'])}")
    if icsr.report.expedited is True and not icsr.report.fda_type:
        yield _said(
            "R0016", "FDA.C.1.7.1", "an expedited report says whether it is a 15-day (1) or 7-day (6) one"
        )
    study = icsr.study or StudyId()
    if not study.ind:
        yield _said("R0024", "FDA.C.5.5a", "the IND number under which the event occurred is missing")
    if not all(number.isdigit() for number in study.cross_reported):
        yield _said("R0026", "FDA.C.5.6.r", "an IND reported across is a number")
    if any(one.death is True for one in icsr.reactions) and icsr.patient.died is None:
        yield _said("R0041", "D.9.1", "an event resulted in death, and the date of death is missing")
    yield from _judgements(icsr)


def _judgements(icsr: Icsr) -> Iterator[Problem]:
    for k, drug in enumerate(icsr.drugs, 1):
        if drug.role in SUSPECT and not any(
            judged.source and judged.method and judged.result
            for relation in drug.relations
            for judged in relation.assessments
        ):
            yield _said(
                "R0085", f"G.k.9.i.2.r (drug {k})", "a suspect needs source, method and result of a judgement"
            )


def _said(rule: str, element: str, what: str) -> Problem:
    return Problem(rule=rule, element=element, sentence=f"{element}: {what} (FDA {rule}).")
