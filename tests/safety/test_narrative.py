"""The narrative is drafted from facts, names what is missing, and keeps the physician's sentences."""

from dataclasses import replace

from tests.report.forms.samples import kidney, study

from hepatica.safety.case import Patient
from hepatica.safety.narrative import gaps, narrative


def words(item, code):
    found = study().item("ae", item)
    return study().codelist_by_id[found.codelist].label(code) if code else ""


def told(case):
    return {one.part: one.text for one in narrative(case, words)}


def test_it_goes_from_the_person_to_the_sponsor():
    parts = [one.part for one in narrative(kidney(report={"sae_note": "I saw him daily."}), words)]
    assert parts == [
        "person",
        "history",
        "procedures",
        "event",
        "account",
        "treatment",
        "outcome",
        "causality",
        "note",
        "sponsor",
    ]


def test_procedures_stand_with_their_times_in_order():
    said = told(kidney())["procedures"]
    assert said.index("Bone marrow aspiration") < said.index("CD34-004") < said.index("MSC-004-A")
    assert "9 Mar 2026, 14:45 to 9 Mar 2026, 16:10" in said


def test_the_event_says_grade_seriousness_distance_from_the_infusion_and_the_values():
    said = told(kidney())["event"]
    assert "6 days after the infusion, CTCAE grade 3 (grade 0 at baseline)" in said
    assert "It was serious: it needed admission" in said
    assert "Creatinine (mg/dL) 0.90 on 5 Mar 2026, 08:00, 1.92 on 15 Mar 2026, 18:00" in said


def test_a_missing_fact_is_named_in_brackets():
    bare = kidney(grade=None, serious=None, outcome="", treatment="", treated=None)
    bare = replace(bare, patient=Patient(subject="01-004", site="01"))
    found = gaps(narrative(bare, words))
    for gap in (
        "age not known",
        "grade not known",
        "seriousness not judged",
        "outcome not known",
        "treatment not known",
    ):
        assert gap in found
    assert "grade not known" not in gaps(narrative(kidney(), words))


def test_a_product_without_its_lot_says_so():
    given = tuple(replace(one, lot="") for one in kidney().given)
    assert "[lot not known]" in told(kidney(given=given))["procedures"]


def test_drafting_anew_keeps_the_physicians_sentences_and_changes_only_the_rest():
    before = narrative(kidney(report={"sae_note": "Mine."}), words)
    after = narrative(kidney(report={"sae_note": "Mine."}, outcome="recovered"), words)
    own = [one for one in before if one.own]
    assert [one.text for one in own] == ["Urine output fell on the sixth day.", "Mine."]
    assert own == [one for one in after if one.own]
    assert [(a.part, a.text) for a, b in zip(after, before, strict=True) if a != b] == [
        ("outcome", "Outcome: Recovered. It still goes on.")
    ]


def test_an_account_that_the_report_repeats_stands_once():
    report = {"sae_description": "Urine output fell on the sixth day. No obstruction."}
    assert told(kidney(report=report))["account"] == report["sae_description"]


def test_each_suspect_is_judged_apart_and_the_sponsor_stands_beside():
    said = told(kidney())
    assert "Hepatic artery catheterisation: probable or likely" in said["causality"]
    assert said["sponsor"] == "The sponsor's assessment: [not given]."
    judged = tuple(replace(one, sponsor="unlikely") for one in kidney().causality)
    assert "MSC: unlikely" in told(kidney(causality=judged, expected=False))["sponsor"]
    assert told(kidney(causality=judged, expected=False))["sponsor"].endswith("unexpected.")


def test_a_death_has_its_day_its_cause_and_the_autopsy():
    said = told(kidney(criteria=frozenset({"death"}), outcome="fatal"))["outcome"]
    assert "[date of death not known]" in said
    assert "[autopsy not known]" in said
