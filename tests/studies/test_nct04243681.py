"""The reference study says what the registry record of NCT04243681 says, clause by clause, and owns up to the rest."""

import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from pydantic import BaseModel
from tests.studies.reference import FOLDER, asked

from hepatica.conduct import lint
from hepatica.conduct.plan import Plan
from hepatica.study.form import Bounds, FormKind, Repeat
from hepatica.study.load import dump, parse
from hepatica.study.study import Study
from hepatica.study.text import Source, Sourced

FORMS = {
    "F1": "consent", "F2": "demographics", "F3": "eligibility", "F4": "laboratory", "F5": "imaging", "F6": "endoscopy",
    "F7": "virology", "F8": "meld", "F9": "child_pugh", "F10": "quality_of_life", "F11": "marrow_aspiration",
    "F12": "msc_batch", "F13": "msc_release", "F14": "biopsy", "F15": "gcsf", "F16": "leukapheresis",
    "F17": "cd34_product", "F18": "infusion", "F19": "gate", "F20": "ae", "F21": "sae", "F22": "disposition",
    "F23": "vital_signs", "F24": "cm", "F25": "pr", "F26": "dv", "F27": "screening", "F28": "consent_events",
    "F29": "death",
}  # fmt: skip
OUTCOMES = (
    (
        "primary",
        "To assess the safety of combination of hematopoetic and mesenchymal stem cell in patients of liver cirrhosis.",
        (
            "Any adverse events after the use of combination stem cell treatment would be recorded: "
            "* Bone marrow aspiration related complications such as pain (>6 on VAS) and bleeding from the site. "
            "* Leukapheresis related complications such as hypotension and hypocalcemia. "
            "* Hepatic artery catheterization related complications such as pain or discomfort at the catheter insertion "
            "site, bleeding and infection. "
            "* Post MSC and CD34 infusion related adverse reactions would be recorded using CDSCO form."
        ),
    ),
    (
        "secondary",
        "Change in MELD (Model for End stage Liver disease) score.",
        "Difference in MELD score from baseline to follow-up period.",
    ),
    (
        "secondary",
        "Change in Child Pugh score.",
        "Difference in Child Pugh score from baseline to follow-up period.",
    ),
    (
        "secondary",
        "Change in the percentage of CD 34 cells in liver.",
        (
            "To assess improvement in the percentage of CD 34 cells in liver by performing a paired liver biopsy- before "
            "and after infusion."
        ),
    ),
)
WINDOWS = {
    "screening": (-60, -38), "marrow": (-42, -28), "gate": (-7, -4), "gcsf": (-3, -1), "infusion_day": (0, 1),
    "week_1": (5, 9), "month_1": (23, 33), "month_3": (80, 100), "month_6": (166, 194), "biopsy_2": (150, 210),
}  # fmt: skip


def rows(study: Study, form: str, item: str) -> Repeat:
    group = study.group_of(form, item)
    assert group is not None, f"{form}.{item}"
    assert group.repeat is not None, f"{form}.{item}"
    return group.repeat


def parts(value: object) -> list[Sourced]:
    """Every sourced statement of the study."""
    below: list[Any] = []
    if isinstance(value, tuple):
        below = list(value)
    elif isinstance(value, BaseModel):
        below = [getattr(value, name) for name in type(value).model_fields]
    found = [value] if isinstance(value, Sourced) else []
    return found + [one for part in below for one in parts(part)]


# -- The record ---------------------------------------------------------------------------------------------------------


def test_the_folder_passes_the_whole_lint_and_compiles(study: Study) -> None:
    assert lint.check(FOLDER) == ()
    assert len(Plan(study).checks) == len(study.checks) >= 25


def test_the_rationale_stands_word_for_word(study: Study) -> None:
    assert study.record.startswith(
        "Though the results of autologous CD34+ cell infusion and MSC in independent studies"
    )
    assert study.record.endswith("a safety study for combination use of autologous CD34+ and MSC")
    digest = "68e663bc15e9ccd23a3bb08614281702c9cb25b5b6288d9ff9cc7f1ddfa47400"
    assert sha256(study.record.encode()).hexdigest() == digest


def test_all_four_outcome_measures_stand_word_for_word_with_their_time_frame(study: Study) -> None:
    assert tuple((o.kind, o.measure, o.description) for o in study.outcomes) == OUTCOMES
    assert {o.frame for o in study.outcomes} == {"Up to 6 months"}
    assert {o.source for o in study.outcomes} == {Source.SEED}


def test_the_design_is_interventional_not_randomised_open_and_for_treatment(study: Study) -> None:
    design = study.design
    assert (design.study_type, design.allocation) == ("Interventional", "Non-randomised")
    assert (design.purpose, design.masking) == ("Treatment", "None (open label)")
    assert "Phase 4" in design.phase_registered
    assert design.phase_note


def test_both_interventions_belong_to_the_one_arm(study: Study) -> None:
    cells, standard = study.interventions
    assert (cells.kind, str(cells.title)) == ("combination_product", "CD 34 and MSC infusion")
    assert (standard.kind, str(standard.title)) == ("drug", "Standard of care for cirrhosis management")
    assert [str(c) for c in standard.components] == ["Diuretics", "Hepatoprotective agents", "Lactulose"]
    assert [arm.interventions for arm in study.arms] == [("cells", "standard_care")]


def test_the_sponsor_and_the_site_are_the_record_s(study: Study) -> None:
    assert study.sponsor == "Asian Institute Of Gastroenterology"
    assert [(s.name, s.place, s.zone) for s in study.sites] == [
        ("Asian Institute Of Gastroenterology", "Hyderabad, Telangana, India", "Asia/Kolkata")
    ]
    assert study.numbering.format(site=study.sites[0].id, n=1) == "01-001"


def test_five_are_enrolled_and_whoever_started_a_procedure_counts(study: Study) -> None:
    enrolment = study.enrolment
    assert enrolment.planned == 5
    assert set(enrolment.started_by) == {
        "marrow_aspiration", "mobilisation", "leukapheresis", "catheterisation", "infusion",
    }  # fmt: skip
    assert "replaced" in str(enrolment.replacement)
    said = str(enrolment.refusal).format(planned=enrolment.planned, started=5)
    assert "enrols 5 participants, and 5 have started" in said


def test_what_the_record_does_not_give_says_where_it_comes_from(study: Study) -> None:
    statements = parts(study)
    assert len(statements) > 200
    assert all(s.reference for s in statements if s.source is not Source.SEED)
    assert {s.source for s in statements} == set(Source)
    for limit in ("sbp_limit", "map_limit", "sbp_fall", "ica_limit", "site_pain_limit"):
        assert next(p for p in study.parameters if p.id == limit).source is Source.PROPOSAL


# -- Schedule -----------------------------------------------------------------------------------------------------------


def test_visits_count_from_the_infusion_and_the_analysis_from_the_first_gcsf_dose(study: Study) -> None:
    assert (study.schedule.visit_anchor, study.schedule.analysis_anchor) == ("infusion", "first_gcsf")
    at = {a.id: (a.item.form, a.item.item) for a in study.schedule.anchors}
    assert at == {
        "infusion": ("infusion", "exstdtc"), "first_gcsf": ("gcsf", "ecstdtc"),
        "aspiration": ("marrow_aspiration", "prstdtc"), "consent": ("consent", "rficdtc"),
    }  # fmt: skip
    assert [e.id for e in study.schedule.epochs] == ["before", "preparing", "infusion", "after"]


def test_fourteen_visits_are_planned_and_two_happen_when_they_happen(study: Study) -> None:
    planned = [v for v in study.schedule.visits if not v.optional]
    assert [str(v.title) for v in planned] == [
        "Screening", "Baseline", "Marrow", "Contact", "Culture", "Gate, biopsy", "G-CSF", "Infusion", "Day 1", "Week 1",
        "Month 1", "Biopsy 2", "Month 3", "Month 6",
    ]  # fmt: skip
    assert {v.id: v.repeats for v in study.schedule.visits if v.optional} == {
        "unscheduled": True,
        "early_termination": False,
    }


@pytest.mark.parametrize("visit", WINDOWS)
def test_each_visit_is_due_in_its_window(study: Study, visit: str) -> None:
    infusion = date(2026, 2, 16)
    due = study.due(study.visit_by_id[visit], {"infusion": infusion})
    assert due is not None
    assert ((due.first - infusion).days, (due.last - infusion).days) == WINDOWS[visit]


def test_contact_is_due_from_the_day_after_aspiration(study: Study) -> None:
    contact = study.visit_by_id["contact"]
    assert study.due(contact, {"infusion": date(2026, 2, 16)}) is None
    due = study.due(contact, {"aspiration": date(2026, 1, 12)})
    assert due is not None
    assert (due.first, due.target, due.last) == (date(2026, 1, 13), date(2026, 1, 19), date(2026, 1, 20))


def test_the_day_of_the_second_biopsy_is_a_parameter_with_sourced_alternatives(study: Study) -> None:
    day = next(p for p in study.parameters if p.id == "second_biopsy_day")
    assert (day.value, [a.value for a in day.alternatives]) == ("180", ["28", "90"])
    assert all(a.source is Source.LITERATURE and a.reference for a in day.alternatives)
    other = day.model_copy(update={"value": "28"})
    others = tuple(p for p in study.parameters if p is not day)
    moved = Study.model_validate({**study.model_dump(), "parameters": (other, *others)})
    assert moved.day_of(moved.visit_by_id["biopsy_2"]) == 28
    assert study.day_of(study.visit_by_id["biopsy_2"]) == 180


def test_the_analysis_baseline_is_before_gcsf_and_not_the_visit_named_baseline(study: Study) -> None:
    baseline = study.analysis.baseline
    assert (baseline.first, baseline.last, baseline.visit) == (-14, 0, "gate")
    named, gate = study.visit_by_id["baseline"], study.visit_by_id["gate"]
    first_gcsf = study.visit_by_id["gcsf"]
    assert named.window
    assert gate.window
    assert first_gcsf.window
    assert named.window.last - first_gcsf.window.first < baseline.first
    assert baseline.first <= gate.window.first - first_gcsf.window.first <= gate.window.last <= baseline.last


def test_analysis_windows_are_contiguous_to_month_6(study: Study) -> None:
    assert [(w.id, w.first, w.target, w.last) for w in study.analysis.windows] == [
        ("w1", 1, 7, 14), ("m1", 15, 30, 60), ("m3", 61, 90, 135), ("m6", 136, 180, 225),
    ]  # fmt: skip


def test_death_transplant_withdrawal_and_completion_each_have_their_date(study: Study) -> None:
    ends = {end.id: (end.date.form, end.date.item) for end in study.schedule.ends}
    assert ends == {
        "completed": ("disposition", "dsstdtc"), "withdrawal": ("disposition", "wddtc"),
        "transplant": ("disposition", "ltxdtc"), "death": ("death", "dthdtc"),
    }  # fmt: skip
    assert asked(study, "death", "dthdtc").partial


# -- Forms --------------------------------------------------------------------------------------------------------------


def test_all_twenty_nine_forms_are_there(study: Study) -> None:
    codes = {form.code: form.id for form in study.forms}
    assert {code: codes.get(code) for code in FORMS} == FORMS
    companions = {code: form for code, form in codes.items() if code not in FORMS}
    assert companions == {
        "F0": "visit",
        "F9a": "clinical_liver",
        "F11a": "marrow_site",
        "F18a": "puncture_site",
        "F30": "ae_sponsor",
        "F31": "naranjo",
    }


def test_every_form_of_every_visit_exists_and_logs_stand_apart(study: Study) -> None:
    for visit in study.schedule.visits:
        assert all(form in study.form_by_id for form in study.forms_at(visit.id))
    assert study.forms_at("log") == (
        "ae",
        "sae",
        "ae_sponsor",
        "naranjo",
        "cm",
        "pr",
        "dv",
        "consent_events",
        "death",
    )
    assert study.forms_at("unscheduled.2") == study.forms_at("unscheduled")


def test_every_score_visit_asks_all_that_the_scores_need(study: Study) -> None:
    scored = [v for v in study.schedule.visits if "child_pugh" in v.forms]
    assert len(scored) >= 9
    assert all({"laboratory", "clinical_liver", "meld"} <= set(v.forms) for v in scored)
    analytes = {item.analyte: item for item in study.form_by_id["laboratory"].items if item.analyte}
    needed = {"bilirubin", "inr", "creatinine", "sodium", "albumin"}
    assert all(analytes[name].required and analytes[name].critical for name in needed)
    for name in ("dialysis", "anticoagulant", "albumin_infused", "paracentesis"):
        assert asked(study, "laboratory", name).required
    assert {"mg/dL", "µmol/L"} <= set(analytes["bilirubin"].all_units) & set(analytes["creatinine"].all_units)


def test_nobody_types_a_score(study: Study) -> None:
    for form in ("meld", "child_pugh"):
        assert study.form_by_id[form].kind is FormKind.COMPUTED
        assert study.form_by_id[form].items == ()
    typed = [i.id for f in study.forms for i in f.items if re.search("meld|child_pugh|cps", i.id)]
    assert typed == ["meld_hospital", "child_pugh_hospital"]


def test_cd34_is_computed_as_counted_cells_over_counted_cells_by_two_masked_readers(study: Study) -> None:
    computation = asked(study, "biopsy", "cd34_percent").compute
    assert computation is not None
    assert (computation.rule, computation.of) == ("percent", ("cd34_positive", "nuclei"))
    assert rows(study, "biopsy", "cd34_percent").least == 2
    items = {item.id for item in study.form_by_id["biopsy"].items}
    assert {"roi_area", "sinusoidal_fraction", "stain", "clone", "reader", "masked", "route", "lobe"} <= items


def test_pain_is_asked_in_the_participant_s_language_on_a_scale_that_ends_at_ten(study: Study) -> None:
    for form in ("marrow_aspiration", "marrow_site", "puncture_site"):
        vas = asked(study, form, "vas")
        assert vas.allowed == Bounds(low=Decimal(0), high=Decimal(10))
        assert None not in {vas.label.te, vas.label.hi}
        assert vas.help is not None
        assert vas.help.te == "నొప్పి లేదు · భరించలేని నొప్పి"
        assert vas.help.hi == "कोई दर्द नहीं · सबसे तेज़ दर्द"
    assert rows(study, "marrow_aspiration", "vas").series == ("0 min", "15 min", "1 h", "4 h", "24 h")


def test_an_event_asks_the_six_criteria_and_the_causality_of_each_component(study: Study) -> None:
    items = {item.id: item for item in study.form_by_id["ae"].items}
    six = ("aesdth", "aeslife", "aeshosp", "aesdisab", "aescong", "aesmie")
    assert all(items[name].when == "aeser == 'yes'" for name in six)
    for component in ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "disease"):
        assert items[f"aerel_{component}"].required
    categories = [code.code for code in study.codelist_by_id["ae_category"].codes]
    assert categories == [category.id for category in study.categories]


def test_every_criterion_is_asked_as_printed_and_holds_the_gate_of_enrolment(study: Study) -> None:
    gate = next(g for g in study.gates if g.act == "enrolment")
    clearances = {c.id: c.when for c in gate.clearances}
    for criterion in study.eligibility:
        item = asked(study, "eligibility", criterion.id)
        assert item.required
        assert str(item.label) == str(criterion.text)
        cleared = "yes" if criterion.kind == "inclusion" else "no"
        assert clearances[criterion.id] == f"{criterion.id} == '{cleared}'"
    assert {"consent_signed", "eligible"} <= clearances.keys()


def test_items_carry_cdash_names_and_dates_that_may_be_partial_say_so(study: Study) -> None:
    named = [item for form in study.forms for item in form.items if item.cdash]
    assert len(named) > 200
    assert asked(study, "ae", "aestdtc").partial
    assert asked(study, "cm", "cmendtc").partial
    assert asked(study, "screening", "infusion_planned").future


def test_the_laboratory_has_one_range_a_day_for_each_sex(study: Study) -> None:
    ranges = next(lab for lab in study.laboratories if lab.id == "aig").ranges
    codes = {code.code for code in study.codelist_by_id["laboratory"].codes}
    assert codes == {laboratory.id for laboratory in study.laboratories}
    for item in study.form_by_id["laboratory"].items:
        if item.analyte:
            for sex in ("female", "male"):
                for day in (date(2019, 7, 1), date(2026, 3, 16)):
                    holds = [
                        one for one in ranges
                        if (one.test, one.unit) == (item.analyte, item.unit) and one.sex in {None, sex}
                        and one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
                    ]  # fmt: skip
                    assert len(holds) == 1, (item.analyte, sex, day)


def test_the_drugs_of_standard_care_are_logged_by_class_and_flag_the_scores(study: Study) -> None:
    classes = {code.code for code in study.codelist_by_id["drug_class"].codes}
    flagged = {c for flag in study.analysis.flags for c in flag.drug_classes}
    assert (
        {"diuretic", "hepatoprotective", "lactulose", "albumin", "blood_product", "anticoagulant"}
        <= flagged
        <= classes
    )
    assert {flag.id: flag.days for flag in study.analysis.flags if flag.source is Source.PROPOSAL} == {
        "albumin_7d": 7, "plasma_72h": 3, "anticoagulant_7d": 7,
    }  # fmt: skip
    assert study.item("cm", "cmprev") is not None


def test_the_datasets_find_each_item_they_are_bound_to(study: Study) -> None:
    for name, address in study.analysis.bindings.items():
        assert study.item(address.form, address.item) is not None, name
    assert study.analysis.cholestatic == ("pbc", "psc")


def test_the_published_text_gives_the_study_back(study: Study) -> None:
    assert parse(dump(study)) == study
