"""Where the datasets find what they need: ``analysis.yaml`` binds each name below to an item of the study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study

NAMES: dict[str, str] = {
    "sex": "female or male, as registered",
    "age": "age in years at consent",
    "aetiology": "cause of the cirrhosis",
    "draw_at": "date and time of a laboratory draw; its row is the draw",
    "draw_laboratory": "laboratory of a draw",
    "dialysis": "yes where the dialysis rule of MELD holds at a draw",
    "assessed": "date of the clinical assessment of Child-Pugh",
    "ascites": "none, mild, moderate_severe",
    "encephalopathy": "West Haven grade, 0 to 4",
    "meld_hospital": "the hospital's own MELD, beside a draw",
    "child_pugh_hospital": "the hospital's own Child-Pugh, beside a draw",
    "biopsy_date": "date of a liver biopsy",
    "cd34_positive": "CD34-positive cells counted",
    "cd34_counted": "nuclei counted",
    "cd34_sinusoids": "sinusoidal CD34 area fraction, percent",
    "cd34_method": "what was counted: only readings of the same method are compared",
    "biopsy_time": "before or after",
    "biopsy_length": "length of all cores of a biopsy, mm",
    "biopsy_tracts": "portal tracts of a biopsy",
    "biopsy_gcsf_days": "days since the last G-CSF at a biopsy",
    "biopsy_blood_cd34": "CD34-positive cells in blood the same hour, per µL",
    "cd34_reader": "reader of a biopsy",
    "cd34_read_on": "date of a reading",
    "cd34_stain": "stain of a reading",
    "cd34_clone": "antibody clone of a reading",
    "cd34_lot": "antibody lot of a reading",
    "cd34_instrument": "microscope, scanner or cytometer of a reading",
    "cd34_denominator": "what the counted nuclei are, in words",
    "cd34_area": "area in which the cells were counted, mm²",
    "cd34_area_positive": "CD34-positive sinusoidal area of a reading, in any unit",
    "cd34_area_total": "parenchymal area of the same reading, in the same unit",
    "cd34_masked": "yes where the reader saw neither time nor patient",
    "cd34_controls": "yes where the controls stained as they must",
    "ae_term": "verbatim term of an adverse event",
    "ae_category": "the record's category of an adverse event",
    "ae_ctcae": "CTCAE term of an adverse event",
    "ae_start": "onset",
    "ae_end": "end",
    "ae_grade": "CTCAE grade",
    "ae_serious": "yes where any criterion of seriousness is met",
    "ae_outcome": "outcome",
    "ae_related_msc": "causality by the mesenchymal cells",
    "ae_related_cd34": "causality by the CD34-positive cells",
    "ae_related_gcsf": "causality by G-CSF",
    "ae_related_marrow": "causality by the marrow aspiration",
    "ae_related_leukapheresis": "causality by the leukapheresis",
    "ae_related_catheter": "causality by the hepatic-artery catheterisation",
    "ae_related_biopsy": "causality by a liver biopsy",
    "cm_name": "drug",
    "cm_class": "drug class",
    "cm_dose": "dose",
    "cm_unit": "dose unit",
    "cm_start": "first day",
    "cm_end": "last day",
    "pr_name": "procedure",
    "pr_start": "day of a procedure",
    "dose_cd34": "viable CD34-positive cells infused, 10⁶",
    "dose_msc": "viable mesenchymal cells infused, 10⁶",
    "lot_cd34": "lot of the CD34-positive cells, as it stood on the bag",
    "lot_msc": "lot of the mesenchymal cells, as it stood on the bag",
    "certified_cd34": "lot on the certificate of the CD34-positive cells",
    "certified_msc": "lot on the certificate of the mesenchymal cells",
    "identity_checked": "yes where two persons compared labels and wristband before an infusion",
    "viability_cd34": "viability on the certificate of the CD34-positive cells, percent",
    "viability_msc": "viability on the certificate of the mesenchymal cells, percent",
    "dose_weight": "body weight the dose is reckoned by, kg",
    "gcsf_dose_at": "date and time of each G-CSF dose",
    "consented": "date of consent",
    "weight": "body weight, kg",
    "height": "body height, cm",
    "measured": "date and time of a weight or height",
    "history": "an earlier illness, as coded",
    "history_detail": "the same in words",
    "history_began": "since when",
    "allergy": "other allergies",
    "allergy_contrast": "yes where allergic to contrast medium",
    "allergy_gcsf": "yes where allergic to G-CSF",
    "cm_route": "route of a drug",
    "cm_frequency": "how often a drug is taken",
    "cm_indication": "what a drug is taken for",
    "bag_component": "what a bag held: the id of a suspect",
    "bag_start": "start of a bag's infusion",
    "bag_end": "end of a bag's infusion",
    "contrast_agent": "contrast medium of a procedure",
    "contrast_volume": "its volume",
    "contrast_day": "its day",
    "expires_msc": "until when the mesenchymal cells could be used",
    "expires_cd34": "until when the CD34-positive cells could be used",
    "death_cause": "cause of death, as coded",
    "death_cause_text": "cause of death in words",
    "autopsy": "yes where an autopsy was done",
    "autopsy_findings": "findings of the autopsy",
}


@dataclass(frozen=True, kw_only=True)
class Found:
    """An answer with its address."""

    visit: str
    form: str
    row: int
    answer: Answer

    @property
    def value(self) -> str:
        """The value, or '' where the item is not done, unknown or cleared."""
        return self.answer.value or ""


def forms_of(state: State, subject: str, form: str) -> Iterator[FormRow]:
    """Yield the participant's copies of a form, in the order they were begun."""
    return (row for row in state.of(FormRow, subject) if row.form == form)


def find(study: Study, state: State, subject: str, name: str) -> tuple[Found, ...]:
    """Return every answer bound to ``name``, rows in number order within a form; empty when unbound."""
    address = study.analysis.bindings.get(name)
    if address is None:
        return ()
    return tuple(
        Found(visit=form.visit, form=form.form, row=row, answer=answers[address.item])
        for form in forms_of(state, subject, address.form)
        for row, answers in sorted((int(number), a) for number, a in form.answers.items())
        if address.item in answers
    )


def first(study: Study, state: State, subject: str, name: str) -> str:
    """Return the first value bound to ``name``, or ''."""
    return next((found.value for found in find(study, state, subject, name) if found.value), "")


def beside(form: FormRow, row: int, address: ItemAddress | None) -> str:
    """Return the value of an item of the same form: in the same row, else in its unnumbered part; or ''."""
    if address is None or address.form != form.form:
        return ""
    answer = form.answer(address.item, row) or form.answer(address.item)
    return (answer.value if answer else None) or ""
