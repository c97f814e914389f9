"""A case as the desk keeps it, and the sending of its first report."""

from datetime import UTC, datetime, timedelta, timezone

from hepatica.exchange.e2b.build import Sending
from hepatica.safety.case import Case, Causality, Given, Medication, Patient, When
from hepatica.safety.case import Test as Value
from hepatica.study.dates import PartialDate

INDIA = timezone(timedelta(hours=5, minutes=30))
MADE = datetime(2026, 3, 16, 10, 15, tzinfo=INDIA)
NOW = datetime(2026, 3, 16, 5, 0, tzinfo=UTC)


def at(day, time=""):
    return When(day=PartialDate.parse(day), time=time)


CELLS = Given(
    suspect="cd34",
    title="CD34 cells",
    kind="product",
    generic_name="Autologous CD34+ cells",
    dose="48.0 × 10^6 viable cells",
    lot="CD34-007-01",
    route="hepatic intra-arterial",
    start=at("2026-03-14", "11:05"),
    end=at("2026-03-14", "11:30"),
)
CATHETER = Given(
    suspect="catheter", title="Hepatic artery catheterisation", kind="procedure", start=at("2026-03-14")
)
CASE = Case(
    patient=Patient(
        subject="01-007",
        site="01",
        sex="male",
        age=52,
        weight="61.5",
        height="164.5",
        history=("Cirrhosis: hepatitis B",),
    ),
    row=3,
    term="Variceal bleeding",
    coded="10046995",
    coded_version="28.1",
    onset=at("2026-03-15", "17:10"),
    aware=at("2026-03-15", "18:00"),
    serious=True,
    criteria=frozenset({"hospitalisation", "life_threatening"}),
    causality=(
        Causality(suspect="cd34", investigator="possible", sponsor="unlikely"),
        Causality(suspect="catheter", investigator="possible", sponsor="possible"),
    ),
    outcome="recovering",
    action="not_applicable",
    given=(CELLS, CATHETER),
    medications=(Medication(name="Propranolol", dose="20 mg", frequency="twice a day", row=2),),
    tests=(
        Value(name="Haemoglobin", value="7.1", unit="g/dL", day=at("2026-03-15"), low="12.0", high="15.5"),
        Value(name="Troponin", value="<0.01", unit="ng/mL", day=at("2026-03-15")),
        Value(name="Blood culture", value="no growth", unit="", day=When(day=PartialDate())),
    ),
)
SENDING = Sending(
    number=7,
    version=1,
    created=MADE,
    receiver="PARTNER",
    expedited=True,
    narrative="Participant 01-007 vomited blood.",
)
