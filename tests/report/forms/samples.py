"""Two invented events of one invented participant: a fever under the infusion, and a serious injury of the kidney."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from hepatica.report.forms.fill import DRAFT, fill
from hepatica.safety.case import Case, Causality, Given, Medication, Patient, Test, When
from hepatica.study.dates import PartialDate
from hepatica.study.load import load

FOLDER = Path(__file__).parents[3] / "src" / "hepatica" / "studies" / "nct04243681"
NAMES = {
    "msc": ("MSC", "product"),
    "cd34": ("CD34 cells", "product"),
    "gcsf": ("G-CSF", "drug"),
    "marrow": ("Bone marrow aspiration", "procedure"),
    "leukapheresis": ("Leukapheresis", "procedure"),
    "catheter": ("Hepatic artery catheterisation", "procedure"),
    "biopsy": ("Liver biopsy", "procedure"),
    "conmed": ("Another drug", "concomitant"),
    "disease": ("The liver disease", "disease"),
}


@cache
def study():
    return load(FOLDER)


def at(text):
    day, _, time = text.partition(" ")
    return When(day=PartialDate.parse(day), time=time)


def given(suspect, start="", end="", **more):
    title, kind = NAMES[suspect]
    return Given(
        suspect=suspect,
        title=title,
        kind=kind,
        start=at(start) if start else None,
        end=at(end) if end else None,
        **more,
    )


GIVEN = (
    given(
        "msc",
        "2026-03-09 14:45",
        "2026-03-09 16:10",
        generic_name="autologous bone-marrow mesenchymal stromal cells",
        dose="48.0 × 10⁶ cells; 0.78 × 10⁶ cells/kg",
        lot="MSC-004-A",
        route="hepatic artery",
        form="cell suspension",
    ),
    given(
        "cd34",
        "2026-03-09 14:05",
        "2026-03-09 14:25",
        generic_name="autologous CD34-positive cells",
        dose="190.0 × 10⁶ cells; 3.09 × 10⁶ cells/kg",
        lot="CD34-004",
        route="hepatic artery",
        form="cell suspension",
    ),
    given("gcsf", "2026-03-06 08:00", "2026-03-08 08:00", dose="520 µg, 3 times", route="subcutaneous"),
    given("marrow", "2026-02-06 11:00"),
    given("leukapheresis", "2026-03-08 09:00"),
    given("catheter", "2026-03-09 13:40"),
    given("biopsy"),
    given("conmed"),
    given("disease"),
)
MEDICATIONS = (
    Medication(
        name="spironolactone",
        dose="100 mg",
        route="By mouth",
        frequency="Once a day",
        indication="ascites",
        start=at("2024-06"),
        row=1,
    ),
    Medication(name="cefixime", start=at("2025-01-02"), end=at("2025-01-09"), row=2),
    Medication(name="albumin", dose="20 g", start=at("2026-03-16"), row=3),
)
PATIENT = Patient(
    subject="01-004",
    site="01",
    sex="male",
    age=54,
    weight="61.5",
    height="168",
    history=("Cirrhosis: Alcohol", "Ascites, since Jun 2024", "No allergy to contrast medium or G-CSF"),
    infused=PartialDate(2026, 3, 9),
    meld="15",
    child_pugh="B8",
)


def judged(**by):
    return tuple(Causality(suspect=name, investigator=by.get(name, "unlikely")) for name in NAMES)


def creatinine(value, day):
    return Test(
        name="Creatinine", value=value, unit="mg/dL", day=at(day), low="0.7", high="1.3", analyte="creatinine"
    )


TESTS = (
    creatinine("0.90", "2026-03-05 08:00"),
    Test(
        name="Sodium",
        value="136",
        unit="mmol/L",
        day=at("2026-03-15 18:00"),
        low="135",
        high="145",
        analyte="sodium",
    ),
    creatinine("1.92", "2026-03-15 18:00"),
)


def kidney(**changes):
    """A serious event, fully told."""
    case = Case(
        patient=PATIENT,
        row=2,
        term="Acute kidney injury",
        ctcae="Acute kidney injury",
        category="outside",
        phase="follow_up",
        onset=at("2026-03-15 17:10"),
        ongoing=True,
        aware=at("2026-03-15 20:00"),
        grade=3,
        baseline_grade=0,
        serious=True,
        criteria=frozenset({"hospitalisation"}),
        causality=judged(catheter="probable", msc="possible", cd34="possible"),
        outcome="recovering",
        action="not_applicable",
        treated=True,
        treatment="Diuretics stopped, albumin",
        special="kidney",
        account="Urine output fell on the sixth day.",
        report={"sae_event": "2", "sae_setting": "hospital"},
        given=GIVEN,
        medications=MEDICATIONS,
        tests=TESTS,
    )
    return replace(case, **changes)


def fever(**changes):
    """A reaction under the second bag, not serious."""
    case = Case(
        patient=PATIENT,
        row=1,
        term="Fever with chills",
        ctcae="Infusion related reaction",
        onset=at("2026-03-09 15:20"),
        end=at("2026-03-10 06:00"),
        ongoing=False,
        grade=2,
        serious=False,
        causality=judged(msc="probable", cd34="possible"),
        outcome="recovered",
        action="interrupted",
        treated=True,
        treatment="paracetamol 500 mg by mouth",
        account="35 min after the start of the second bag; infusion paused 20 min.",
        given=GIVEN,
        medications=MEDICATIONS,
    )
    return replace(case, **changes)


def filled(report, case, occasion=DRAFT):
    return fill(report, case, study(), occasion)


def line(form, number, *, of="", label=""):
    """The one line of a number (and of a suspect, or with a label)."""
    found = [
        one
        for one in form.lines
        if one.number == number and (not of or one.of == of) and label.lower() in one.label.lower()
    ]
    assert found, (number, of, label)
    return found[0]
