"""Every table and every figure of the report by its address: screens, pages and appendices take them from here."""

from __future__ import annotations

from collections.abc import Callable

from hepatica.datasets.product_exposure import manufactured
from hepatica.report.figure import Figure
from hepatica.report.study.ae_figure import ae_figure, ae_terms_figure
from hepatica.report.study.base_rates_table import base_rates_table
from hepatica.report.study.borrowing_table import borrowing_table
from hepatica.report.study.cut import Cut
from hepatica.report.study.disposition import deviation_listing, disposition_table
from hepatica.report.study.estimand_tables import estimand_tables
from hepatica.report.study.event_listing import event_listing
from hepatica.report.study.evidence_figures import forest_figure, lines_figure, timeline_figure
from hepatica.report.study.evidence_tables import (
    answers_table,
    arms_table,
    excluded_table,
    synthesis_table,
    undrawn_table,
)
from hepatica.report.study.exposure_table import exposure_table
from hepatica.report.study.flow_figure import flow_figure
from hepatica.report.study.intercurrent_table import intercurrent_table
from hepatica.report.study.lab_figure import lab_figure
from hepatica.report.study.liver_cd34 import cd34_figure, cd34_table
from hepatica.report.study.liver_change import cd34_change_table
from hepatica.report.study.liver_readings import cd34_agreement_table, cd34_reading_listing
from hepatica.report.study.mdish_figure import mdish_figure
from hepatica.report.study.meld_figure import meld_figure
from hepatica.report.study.profile_figure import profile_figures
from hepatica.report.study.rate_tables import detection_table, rate_table
from hepatica.report.study.safety_table import safety_table
from hepatica.report.study.score_listing import score_listing
from hepatica.report.study.sensitivity_tables import incidence_table, reliable_change_table, sensitivity_table
from hepatica.report.study.swimlane_figure import swimlane_figure
from hepatica.report.study.waterfall_figure import waterfall_figure
from hepatica.report.table import Table

TABLES: dict[str, Callable[[Cut], Table]] = {
    "disposition": disposition_table,
    "products": exposure_table,
    "safety": safety_table,
    "scores": score_listing,
    "cd34": cd34_table,
    "cd34-change": cd34_change_table,
    "cd34-agreement": cd34_agreement_table,
    "intercurrent": intercurrent_table,
    "sensitivity": sensitivity_table,
    "reliable-change": reliable_change_table,
    "incidence": incidence_table,
    "borrowing": borrowing_table,
    "rates": rate_table,
    "detection": detection_table,
    "evidence-answers": answers_table,
    "evidence-arms": arms_table,
    "evidence-excluded": excluded_table,
    "evidence-synthesis": synthesis_table,
    "evidence-not-drawn": undrawn_table,
    "evidence-base-rates": base_rates_table,
    "events": event_listing,
    "deviations": deviation_listing,
    "cd34-readings": cd34_reading_listing,
}
"""Every table by its address; those of each estimand come from the study, see ``tables``."""
PLANNED = ("intercurrent", "sensitivity", "reliable-change", "incidence", "borrowing")
"""Tables of a study that declares estimands."""
FIGURES: dict[str, Callable[[Cut], Figure | None]] = {
    "flow": flow_figure,
    "swimlane": swimlane_figure,
    "ae-dots": ae_figure,
    "ae-terms": ae_terms_figure,
    "mdish": mdish_figure,
    "meld": meld_figure,
    "waterfall": waterfall_figure,
    "laboratory": lab_figure,
    "liver-cd34": cd34_figure,
    "evidence": lines_figure,
    "evidence-forest": forest_figure,
    "evidence-timeline": timeline_figure,
}
"""Every figure by its address; None where there is nothing to draw yet."""
SEVERAL: dict[str, Callable[[Cut], tuple[Figure, ...]]] = {"profile": profile_figures}
"""Figures of which there is one per participant, by address; none before the first infusion."""
NOTHING = {
    "profile": "The profile of each participant is drawn from the first infusion on; nobody has been infused.",
    "flow": "The flow of participants is drawn from the first screening on; nobody has been screened.",
    "swimlane": "The figure of each participant's course is drawn from the first infusion on; nobody has been infused.",
    "ae-dots": "The figure of adverse events is drawn from the first study procedure on; nobody has had one.",
    "ae-terms": "The figure of adverse events by term is drawn from the first study procedure on; nobody has had one.",
    "mdish": "mDISH is drawn once somebody has ALT and bilirubin from one draw after the baseline.",
    "waterfall": "The change in MELD is drawn once somebody infused has a baseline.",
    "laboratory": "The laboratory's figure is drawn from the first infusion on; nobody infused has a value.",
    "meld": "The figure of MELD and Child-Pugh is drawn from the first infusion on; nobody has been infused.",
    "evidence": "The published lines are drawn from the published table; no arm of it prints a change in MELD.",
    "evidence-forest": "The forest is drawn once a published arm is compared with a control.",
    "evidence-timeline": "The timeline is drawn from the published table, which is empty.",
    "liver-cd34": "The figure of CD34 in the liver is drawn once a biopsy has been counted.",
}


def tables(cut: Cut) -> dict[str, Callable[[Cut], Table]]:
    """Return the tables of a record by address: none of what the study does not have, two for each of its estimands."""
    absent = {*(() if manufactured(cut.study, cut.state) else ("products",))}
    absent |= {*(() if cut.study.analysis.estimands else PLANNED)}
    fixed = {name: made for name, made in TABLES.items() if name not in absent}
    return fixed | estimand_tables(cut)
