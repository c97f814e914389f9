"""Variables that every dataset carries from ADSL, and the two rulers: days from the first G-CSF and from the infusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hepatica.datasets.adam.frame import Value, Variable
from hepatica.datasets.adam.inputs import Person
from hepatica.study.dates import PartialDate, days_between

STUDYID = Variable(
    name="STUDYID", label="Study Identifier", type="text", origin="Protocol", source="protocol number"
)
USUBJID = Variable(
    name="USUBJID",
    label="Unique Subject Identifier",
    type="text",
    origin="Assigned",
    source="STUDYID, a hyphen and SUBJID",
    of=("SUBJID",),
)
SUBJID = Variable(
    name="SUBJID",
    label="Subject Identifier for the Study",
    type="text",
    origin="Assigned",
    source="number given at screening",
)
SITEID = Variable(
    name="SITEID",
    label="Study Site Identifier",
    type="text",
    origin="Assigned",
    source="site that screened the participant",
    of=("SUBJID",),
)
TRT01A = Variable(
    name="TRT01A",
    label="Actual Treatment for Period 01",
    type="text",
    origin="Derived",
    source="title of the arm from the first G-CSF dose or infusion on; empty before",
    of=("TRTSDT", "INFDT"),
)
SAFFL = Variable(
    name="SAFFL",
    label="Safety Population Flag",
    type="flag",
    origin="Derived",
    source="Y from the start of the first study procedure on",
    of=("STARTED",),
)
OWN = (STUDYID, USUBJID, SUBJID, SITEID, TRT01A, SAFFL)
"""As ADSL derives them."""
CARRIED = tuple(
    one if one is STUDYID else replace(one, origin="Predecessor", source=f"ADSL.{one.name}") for one in OWN
)
"""As every other dataset carries them."""
INFDY = Variable(
    name="INFDY",
    label="Days from Infusion of the Cells",
    type="integer",
    origin="Derived",
    source="ADT minus the day of infusion, which is day 0; empty where either is not known",
    of=("ADT", "INFDT"),
)
ADY = Variable(
    name="ADY",
    label="Analysis Relative Day",
    type="integer",
    origin="Derived",
    source="ADT minus the analysis anchor (first G-CSF dose), which is day 0; empty where either is not known",
    of=("ADT", "TRTSDT"),
)
ADTF = Variable(
    name="ADTF",
    label="Analysis Date Imputation Flag",
    type="text",
    origin="Derived",
    source="D where the day, M where month and day were imputed by analysis.partial_dates",
    of=("ADT",),
)


def identify(person: Person) -> dict[str, Value]:
    """Return the values of the variables every dataset carries."""
    study, who = person.study, person.who
    return {
        "STUDYID": study.protocol,
        "USUBJID": f"{study.protocol}-{who.subject}",
        "SUBJID": who.subject,
        "SITEID": person.row.site,
        "TRT01A": str(study.arms[0].title) if study.arms and (who.anchor or who.infused) else None,
        "SAFFL": "Y" if who.started else "N",
    }


def day_from(anchor: PartialDate | None, day: date | None) -> int | None:
    """Return the days from an anchor (day 0) to a counted day; None where either is not known."""
    return days_between(anchor, PartialDate.of(day)) if anchor and day else None
