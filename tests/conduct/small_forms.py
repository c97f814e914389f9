"""The forms of the small study."""

from decimal import Decimal

from hepatica.study.form import Bounds, Computation, Form, FormKind, Group, Item, Repeat
from hepatica.study.schedule import ItemAddress
from hepatica.study.text import Source

OURS = {"source": Source.PROPOSAL, "reference": "invented for tests"}


def form(name, title, *groups, **more):
    return Form(id=name, code=name.upper(), domain="XX", title=title, groups=groups, **more, **OURS)


def item(name, label, kind, **more):
    return Item(id=name, label=label, type=kind, **more)


def at(form, item):
    return ItemAddress(form=form, item=item)


VISIT = form(
    "visit",
    "Visit",
    Group(
        id="header",
        title="Visit",
        items=(
            item("svstat", "Visit status", "code", codelist="visit_status"),
            item("svstdtc", "Date of visit", "date", partial=True, when='svstat != "not_done"'),
            item("svreas", "Why it was not done", "text", when='svstat == "not_done"'),
        ),
    ),
)
CONSENT = form(
    "consent",
    "Consent and eligibility",
    Group(
        id="main",
        title="Consent",
        items=(
            item("consent_date", "Date of consent", "date", required=True),
            item("adult", "Adult", "code", codelist="yes_no", required=True),
            item("sex", "Sex", "code", codelist="sex", required=True),
            item("pregnant", "Pregnant", "code", codelist="yes_no", required=True, when='sex == "f"'),
            item(
                "weight", "Weight", "number", unit="kg", plausible=Bounds(low=Decimal(30), high=Decimal(150))
            ),
            item("height", "Height", "number", unit="cm", allowed=Bounds(low=Decimal(50), high=Decimal(250))),
            item(
                "bmi",
                "Body mass index",
                "number",
                compute=Computation(rule="bmi", of=("weight", "height"), decimals=1),
            ),
            item("next_visit", "Next visit planned", "date", future=True),
        ),
    ),
    signed=True,
)
LABORATORY = form(
    "laboratory",
    "Laboratory",
    Group(
        id="draw",
        title="Draws",
        repeat=Repeat(label="draw"),
        items=(
            item("lbdtc", "Drawn at", "datetime", partial=True, required=True),
            item(
                "bilirubin",
                "Bilirubin",
                "number",
                units=("mg/dL", "µmol/L"),
                unit="mg/dL",
                decimals=1,
                analyte="bilirubin",
                plausible=Bounds(low=Decimal("0.1"), high=Decimal(60)),
                required=True,
            ),
            item(
                "direct",
                "Direct bilirubin",
                "number",
                units=("mg/dL", "µmol/L"),
                unit="mg/dL",
                analyte="bilirubin",
            ),
            item("sodium", "Sodium", "integer", unit="mmol/L", analyte="sodium"),
            item(
                "share",
                "Direct share",
                "number",
                compute=Computation(rule="percent", of=("direct", "bilirubin")),
            ),
        ),
    ),
    Group(
        id="clinical",
        title="Clinical",
        items=(
            item(
                "pain", "Pain", "number", dimensionless=True, allowed=Bounds(low=Decimal(0), high=Decimal(10))
            ),
            item("taken_at", "Taken at", "time"),
            item("note", "Note", "text"),
        ),
    ),
)
TREATMENT = form(
    "treatment",
    "Treatment",
    Group(
        id="main",
        title="Treatment",
        items=(
            item("gcsf_date", "First G-CSF dose", "date", partial=True),
            item("infusion_date", "Infusion", "date", partial=True),
        ),
    ),
)
PRODUCT = form(
    "product",
    "Cell product",
    Group(
        id="main",
        title="Product",
        items=(item("viability", "Viability", "number", unit="%", required=True),),
    ),
    roles=("cell_lab",),
)
SCORE = form("score", "MELD", kind=FormKind.COMPUTED)
AE = form(
    "ae",
    "Adverse events",
    Group(
        id="event",
        title="Events",
        repeat=Repeat(label="event"),
        items=(
            item("aeterm", "Event", "text", required=True),
            item("aecat", "Category", "code", codelist="category"),
            item("aestdtc", "Onset", "date", partial=True, required=True),
            item("aeser", "Serious", "code", codelist="yes_no"),
        ),
    ),
    kind=FormKind.LOG,
)
DISPOSITION = form(
    "disposition",
    "End of study",
    Group(
        id="main",
        title="End",
        items=(
            item("end", "How it ended", "code", codelist="end"),
            item("end_date", "When", "date", partial=True),
        ),
    ),
    kind=FormKind.LOG,
)
