"""From what truly happened to what the investigator writes down: term, grade, suspected cause, and whether it is serious."""

from __future__ import annotations

from hepatica.demo.adverse import Event
from hepatica.scores.ctcae import grades_defined, terms
from hepatica.simulated.patients import TrueEvent

PROCEDURE = {
    "marrow_pain": ("marrow", "Pain", "marrow", ("marrow",), "marrow_site"),
    "marrow_bleeding": ("marrow", "Postoperative hemorrhage", "marrow", ("marrow",), "marrow_site"),
    "bone_pain": ("mobilisation", "Bone pain", "outside", ("gcsf",), "gcsf"),
    "headache": ("mobilisation", "Headache", "outside", ("gcsf",), ""),
    "fatigue": ("mobilisation", "Fatigue", "outside", ("gcsf",), ""),
    "hypocalcaemia": ("leukapheresis", "Hypocalcemia", "leukapheresis", ("leukapheresis",), "citrate"),
    "hypotension": ("leukapheresis", "Hypotension", "leukapheresis", ("leukapheresis",), "hypotension"),
    "thrombocytopenia": ("follow_up", "Platelet count decreased", "outside", ("leukapheresis",), "platelets"),
    "artery_bleeding": ("catheter", "Hematoma", "catheter", ("catheter",), "access_site"),
    "artery_dissection": ("catheter", "Arterial injury", "catheter", ("catheter",), "artery"),
    "artery_infection": ("catheter", "Catheter related infection", "catheter", ("catheter",), "access_site"),
    "kidney_injury": ("follow_up", "Creatinine increased", "outside", ("catheter",), "kidney"),
    "infusion_reaction": ("infusion", "Infusion related reaction", "infusion", ("msc", "cd34"), "anaphylaxis"),
    "ascites": ("", "Ascites", "outside", ("msc", "cd34"), "decompensation"),
    "encephalopathy": ("", "Encephalopathy", "outside", ("msc", "cd34"), "decompensation"),
    "bleeding": ("", "Esophageal varices hemorrhage", "outside", ("msc", "cd34"), "decompensation"),
    "infection": ("", "Peritoneal infection", "outside", ("msc", "cd34"), "decompensation"),
}  # fmt: skip
"""Kind → phase ('' by its day), CTCAE term, category, what it is called related to, event of special interest."""
TERMS = {
    "marrow_pain": "Pain at the bone marrow aspiration site",
    "marrow_bleeding": "Bleeding from the bone marrow aspiration site",
    "bone_pain": "Bone pain under G-CSF",
    "headache": "Headache under G-CSF",
    "fatigue": "Fatigue under G-CSF",
    "hypocalcaemia": "Citrate symptoms",
    "hypotension": "Hypotension during leukapheresis",
    "thrombocytopenia": "Fall of platelets after leukapheresis",
    "artery_bleeding": "Haematoma of the groin",
    "artery_dissection": "Dissection of the hepatic artery",
    "artery_infection": "Infection of the puncture site",
    "kidney_injury": "Kidney injury after contrast",
    "infusion_reaction": "Fever during the infusion",
    "ascites": "Worsening of ascites",
    "encephalopathy": "Hepatic encephalopathy",
    "bleeding": "Variceal bleeding",
    "infection": "Spontaneous bacterial peritonitis",
}
_LASTS = {1: 3, 2: 6, 3: 9, 4: 14}


def graded(term: str, grade: int, version: str) -> int:
    """Return the grade that CTCAE defines for a term nearest to what was meant, from above where it can.

    A term of which the table knows no grades keeps what was meant.
    """
    defined = grades_defined(term, version) if term in terms(version) else (grade,)
    return min((one for one in defined if one >= grade), default=defined[-1])


def event_of(
    true: TrueEvent, *, day: int, infused: bool, version: str, clock: str = "16:30", began: str = "07:10"
) -> Event:
    """Return an event as the investigator writes it down on its day, counted from the infusion, by a version of CTCAE.

    The investigator's guess of the cause is the model's; a fatal episode is at first severe, and the death is told by itself.
    """
    phase, ctcae, category, suspects, special = PROCEDURE[true.kind]
    suspected = true.related and (infused or not true.of_disease)
    caused = dict.fromkeys(suspects, "possible") if suspected else {"disease": "probable"}
    if suspected and true.of_disease:
        caused["disease"] = "possible"
    grade = graded(ctcae, min(true.grade, 4), version)
    return Event(
        judged=(day, clock),
        began=(day, began),
        ended=day + _LASTS[min(grade, 4)],
        grade=str(grade),
        phase=phase or ("follow_up" if infused else "screening"),
        ctcae=ctcae,
        term=TERMS[true.kind],
        category=category,
        caused_by=caused,
        treated="As the ward does" if grade > 1 else "",
        special=special,
        admitted=true.serious,
        action="not_applicable" if true.of_disease else "none",
        account=f"{TERMS[true.kind]}, grade {grade}.",
    )


FAMILIES = {
    "marrow_pain": "marrow_pain",
    "marrow_bleeding": "marrow_bleeding",
    "apheresis_hypotension": "hypotension",
    "apheresis_hypocalcaemia": "hypocalcaemia",
    "citrate_symptoms": "hypocalcaemia",
    "ionised_calcium_grade": "hypocalcaemia",
    "infusion_reaction": "infusion_reaction",
    "infusion_fever": "infusion_reaction",
    "fever": "infusion_reaction",
    "site_bleeding": "artery_bleeding",
    "platelets_fall": "thrombocytopenia",
    "platelets_grade": "thrombocytopenia",
    "kidney_injury": "kidney_injury",
    "contrast_kidney": "kidney_injury",
    "creatinine_grade": "kidney_injury",
    "encephalopathy_new": "encephalopathy",
    "ascites_worse": "ascites",
    "bilirubin_doubled": "bilirubin_grade",
    "inr_rise": "inr_grade",
}
"""Signal → kind of event that it shows; signals of no kind are events of their own name."""
SIGNALLED = frozenset(
    ("marrow_pain", "marrow_bleeding", "hypotension", "hypocalcaemia", "infusion_reaction", "artery_bleeding")
)
"""Kinds that a page of their procedure shows, so that a signal proposes them; others the investigator writes down."""
