"""Usual answers: what a form says when nothing remarkable happened, and a harmless answer to any other question.

A story tells only what matters; the rest of a form is filled from here, so small changes of the forms do not break it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hepatica.demo.step import minute_of
from hepatica.study.form import Bounds, Item, ItemType
from hepatica.study.study import Study

DAY, MINUTE, CLOCK = "{day}", "{minute}", "{clock}"
"""In a usual answer: the day, the minute and the time of the entry."""

USUAL: dict[str, dict[str, str]] = {
    "visit": {"svstat": "done", "svstdtc": DAY},
    "consent": {
        "rficdtc": DAY,
        "rfictim": CLOCK,
        "icf_version": "2.0",
        "signer": "participant",
        "witness": "no",
        "av_required": "yes",
        "av_recorded": "yes",
        "copy_given": "yes",
        "biopsy_consent": "yes",
        "storage_consent": "yes",
    },
    "demographics": {"race": "asian", "childbearing": "no"},
    "eligibility": {"iedtc": DAY, "ieversion": "v1", "ieeligible": "yes"},
    "laboratory": {"laboratory": "aig", "specimen": "serum", "fasting": "yes", "draw_reason": "planned"},
    "imaging": {
        "modality": "ultrasound_doppler",
        "portal_flow": "hepatopetal",
        "artery_patent": "yes",
        "artery_ri": "0.71",
    },
    "endoscopy": {"varices": "small", "gastropathy": "yes"},
    "virology": {"hbsag": "negative", "hiv": "negative", "syphilis": "negative"},
    "clinical_liver": {"assessed": DAY, "ascites_by": "both"},
    "quality_of_life": {"qsdtc": DAY, "elastodtc": DAY, "stiffness_ok": "yes", "answered_by": "participant"},
    "marrow_aspiration": {
        "site": "right_posterior",
        "volume": "25.0",
        "passes": "2",
        "anaesthesia": "local",
        "platelets_checked": "yes",
        "vas": "1.0",
        "bleeding": "none",
    },
    "marrow_site": {"vas": "0.0", "bleeding": "none", "infection": "no"},
    "msc_batch": {
        "marrow_volume": "24.5",
        "mnc": "182.0",
        "medium": "Alpha-MEM lot 7731, platelet lysate lot 2204",
        "microbiology": "negative",
        "viability": "94.0",
        "confluence": "80",
    },
    "msc_release": {
        "passage": "p2",
        "viability": "93.5",
        "cd73": "98.2",
        "cd90": "98.9",
        "cd105": "97.1",
        "negative_markers": "1.1",
        "differentiation": "yes",
        "mycoplasma": "negative",
        "endotoxin": "0.25",
        "karyotype": "normal",
    },
    "biopsy": {
        "ready_inr": "yes",
        "ready_consent": "yes",
        "route": "transjugular",
        "lobe": "right",
        "gauge": "18",
        "cores": "3",
        "length": "24.0",
        "portal_tracts": "12",
        "fibrosis": "f4",
        "complication": "none",
        "masked": "yes",
        "method": "ihc_single",
        "stain": "dab",
        "clone": "QBEnd/10",
        "antibody_lot": "AB-5512",
        "control_ok": "yes",
        "roi_area": "14.50",
    },
    "gate": {
        "msc_interim_ok": "yes",
        "biopsy_done": "yes",
        "infection_free": "yes",
        "labs_ok": "yes",
        "spleen_ok": "yes",
        "hold_free": "yes",
        "consent_ok": "yes",
        "decision": "go",
    },
    "gcsf": {"ecdose": "520", "product": "Filgrastim", "spleen_pain": "no", "bone_pain": "2.0"},
    "leukapheresis": {
        "device": "Spectra Optia",
        "access": "central",
        "blood_processed": "9800",
        "acd_volume": "780",
        "product_volume": "212",
        "calcium_given": "none",
        "symptom": "none",
    },
    "cd34_product": {
        "selection_device": "CliniMACS Plus, kit 165-01",
        "events": "1240",
        "viability": "84.5",
        "purity": "88.0",
        "sterility": "negative",
        "release_decision": "released",
    },
    "infusion": {
        "identity_checked": "yes",
        "components": "both",
        "access": "right_femoral",
        "position": "proper",
        "contrast_agent": "Iohexol",
        "heparin": "2000",
        "closure": "manual",
        "complication": "none",
        "premedication": "Paracetamol 500 mg",
        "given": "yes",
        "reaction": "none",
    },
    "puncture_site": {
        "vas": "0.0",
        "discomfort": "no",
        "bleeding": "none",
        "infection": "none",
        "pulse_distal": "yes",
    },
    "disposition": {
        "dsdecod": "completed",
        "dsstdtc": DAY,
        "last_contact": DAY,
        "followup_allowed": "yes",
        "data_allowed": "yes",
    },
}

_QUIET = ("no", "none", "negative", "not_applicable", "normal")


def usual(study: Study, form: str, item: Item, at: datetime) -> str | None:
    """Return the usual answer of an item at a local instant; None when it may stay empty."""
    said = USUAL.get(form, {}).get(item.id)
    if said is None and any(c.id == item.id and c.kind == "inclusion" for c in study.eligibility):
        said = "yes"
    if said is not None:
        return {DAY: at.date().isoformat(), MINUTE: minute_of(at), CLOCK: f"{at:%H:%M}"}.get(said, said)
    return harmless(study, item, at) if item.required else None


def harmless(study: Study, item: Item, at: datetime) -> str:
    """Return an answer that any item of this type accepts and that raises no question."""
    match item.type:
        case ItemType.CODE:
            codes = tuple(code.code for code in study.codelist_by_id[item.codelist or ""].codes)
            return next((code for code in _QUIET if code in codes), codes[0])
        case ItemType.NUMBER | ItemType.INTEGER:
            return _middle(item)
        case ItemType.DATE:
            return at.date().isoformat()
        case ItemType.DATETIME:
            return minute_of(at)
        case ItemType.TIME:
            return f"{at:%H:%M}"
        case ItemType.TEXT:
            return "As in the source notes"


def _middle(item: Item) -> str:
    bounds = item.plausible or item.allowed or Bounds(low=Decimal(1), high=Decimal(1))
    low = bounds.low if bounds.low is not None else Decimal(0)
    middle = (low + (bounds.high if bounds.high is not None else low + 2)) / 2
    places = 0 if item.type is ItemType.INTEGER else item.decimals or 0
    return format(round(middle, places) if places else Decimal(int(middle)), "f")
