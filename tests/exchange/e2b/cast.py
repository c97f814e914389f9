"""A serious event of the trial as the tests send it: two suspects, two events, both judged by both."""

import dataclasses

from hepatica.exchange.e2b.icsr import (
    Assessment,
    Dosage,
    Drug,
    Header,
    Icsr,
    Indication,
    Narrative,
    Patient,
    Reaction,
    Registration,
    Relation,
    Report,
    Reporter,
    Sender,
    StudyId,
    Substance,
    Test,
)
from hepatica.exchange.e2b.values import Measured, MedDRA, Null, Quantity, Stamp

NI, MSK = Null("NI"), Null("MSK")
BLEED = "11111111-1111-5111-8111-111111111111"
FEVER = "22222222-2222-5222-8222-222222222222"
CELLS = "33333333-3333-5333-8333-333333333333"
GCSF = "44444444-4444-5444-8444-444444444444"
EXPORTED = Stamp("20260316101500+0530")


def judged(investigator: str, sponsor: str) -> tuple[Assessment, ...]:
    return (
        Assessment(source="Investigator", method="WHO-UMC", result=investigator),
        Assessment(source="Sponsor", method="WHO-UMC", result=sponsor),
    )


def reaction(id_: str, words: str, code: str, **changed) -> Reaction:
    facts = {
        "id": id_,
        "native": words,
        "language": "eng",
        "translated": words,
        "term": MedDRA(version="28.1", code=code),
        "highlighted": "3",
        "death": NI,
        "life_threatening": NI,
        "hospitalisation": True,
        "disabling": NI,
        "congenital": NI,
        "important": NI,
        "start": Stamp("202603151710+0530"),
        "outcome": "2",
        "country": "IN",
    }
    return Reaction(**facts | changed)


CASE = Icsr(
    header=Header(
        batch="IN-ILBS-HEP01-7-1",
        batch_sender="ILBS",
        batch_receiver="PARTNER",
        sent=EXPORTED,
        message="IN-ILBS-HEP01-7",
        sender="ILBS",
        receiver="PARTNER",
        created=EXPORTED,
    ),
    report=Report(
        id="IN-ILBS-HEP01-7",
        created=EXPORTED,
        first_received=Stamp("20260315"),
        latest=Stamp("20260316"),
        has_documents=True,
        documents=("Discharge summary",),
        expedited=True,
        worldwide="IN-ILBS-HEP01-7",
    ),
    reporters=(
        Reporter(
            given=MSK,
            family=MSK,
            organisation="Institute of Liver Sciences",
            country="IN",
            qualification="1",
            primary=True,
        ),
    ),
    sender=Sender(
        type="6", organisation="Institute of Liver Sciences", country="IN", email="safety@example.org"
    ),
    study=StudyId(
        registrations=(
            Registration(number="NCT04243681"),
            Registration(number="CTRI/2019/11/000001", country="IN"),
        ),
        name="CD34+ and MSC in decompensated cirrhosis",
        number="HEP01",
        type="1",
    ),
    patient=Patient(
        name=MSK,
        investigation="01-007",
        born=MSK,
        age=Quantity(value="52", unit="a"),
        weight="61.5",
        height="164",
        sex="1",
        history_text="Cirrhosis due to hepatitis B; oesophageal varices",
    ),
    reactions=(
        reaction(BLEED, "variceal bleeding", "10046995"),
        reaction(FEVER, "fever", "10016558", hospitalisation=NI, highlighted="", outcome="1"),
    ),
    tests=(
        Test(
            date=Stamp("20260315"),
            name="Haemoglobin",
            result=Measured(value="7.1", unit="g/dL"),
            low=Quantity(value="12.0", unit="g/dL"),
            high=Quantity(value="15.5", unit="g/dL"),
        ),
        Test(date=Stamp("20260315"), name="Troponin", result=Measured(value="0.01", unit="ng/mL", bound="<")),
    ),
    drugs=(
        Drug(
            id=CELLS,
            role="1",
            name="Autologous CD34+ cells",
            substances=(Substance(name="CD34-positive cells"),),
            dosages=(
                Dosage(
                    dose=Quantity(value="48", unit="10*6"),
                    start=Stamp("202603141105+0530"),
                    last=Stamp("202603141130+0530"),
                    lot="CD34-007-01",
                    text="0.78 x 10^6 viable cells per kg",
                    route="hepatic intra-arterial",
                ),
            ),
            indications=(Indication(text="Hepatic cirrhosis", term=MedDRA(version="28.1", code="10019641")),),
            action="9",
            relations=(
                Relation(
                    reaction=BLEED,
                    assessments=judged("possible", "unlikely"),
                    from_start=Quantity(value="30", unit="h"),
                    recurred="4",
                ),
                Relation(reaction=FEVER, assessments=judged("probable", "probable"), recurred="4"),
            ),
        ),
        Drug(
            id=GCSF,
            role="1",
            name="Filgrastim",
            dosages=(Dosage(start=Stamp("20260309"), last=Stamp("20260313"), lot="F123"),),
            relations=(
                Relation(reaction=BLEED, assessments=judged("unlikely", "unlikely")),
                Relation(reaction=FEVER, assessments=judged("unlikely", "unlikely")),
            ),
        ),
        Drug(id="55555555-5555-5555-8555-555555555555", role="2", name="Propranolol"),
    ),
    narrative=Narrative(
        text="Participant 01-007, a man of 52 with cirrhosis, vomited blood 30 hours after the infusion.",
        sender="The sponsor sees no mechanism.",
    ),
)


def within(path: str, **changed) -> Icsr:
    """Return the case with one section changed: within('drugs.0.dosages.0', lot='X')."""
    return _changed(CASE, path.split(".") if path else [], changed)


def _changed(value, path, changed):
    if not path:
        return dataclasses.replace(value, **changed)
    head, *rest = path
    if head.isdigit():
        n = int(head)
        return (*value[:n], _changed(value[n], rest, changed), *value[n + 1 :])
    return dataclasses.replace(value, **{head: _changed(getattr(value, head), rest, changed)})
