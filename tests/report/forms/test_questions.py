"""Only what the record does not know is asked, in the order a physician thinks."""

from dataclasses import replace

from tests.report.forms.samples import filled, judged, kidney, study

from hepatica.report.forms.questions import known, questions
from hepatica.study.study import AE_FORM

JUST_SERIOUS = {
    "causality": judged(catheter="", disease=""),
    "outcome": "",
    "treatment": "",
    "treated": None,
    "account": "",
    "report": {},
    "criteria": frozenset(),
}
"""An event just said to be serious: term, onset and grade are in the log."""


def ids(case):
    return [one.id for one in questions(case, study())]


def test_a_case_that_is_told_asks_nothing():
    assert ids(kidney()) == []


def test_from_made_serious_to_a_complete_report_no_more_is_asked_than_the_record_lacks():
    assert ids(kidney(**JUST_SERIOUS)) == [
        "criteria",
        "setting",
        "description",
        "causality.catheter",
        "causality.disease",
        "treatment",
        "outcome",
    ]


def test_answering_takes_a_question_away_and_adds_none():
    case = kidney(**JUST_SERIOUS)
    before = ids(case)
    after = ids(replace(case, outcome="recovering"))
    assert after == [one for one in before if one != "outcome"]


def test_nothing_that_stands_on_the_form_is_asked():
    case = kidney(**JUST_SERIOUS)
    form = filled("table5", case)
    empty = {one.question for one in form.lines if one.missing}
    assert {one.id for one in questions(case, study())} <= empty
    assert len(known(form)) >= 30


def test_each_answer_has_an_item_of_the_study_that_takes_it():
    case = kidney(**JUST_SERIOUS, term="", grade=None)
    for one in questions(case, study()):
        items = [code for code, _ in one.choices] if one.kind == "choices" else [one.item]
        assert all(study().item(one.form, item) is not None for item in items), one.id


def test_a_choice_offers_the_codes_of_the_study():
    (catheter,) = (
        one for one in questions(kidney(**JUST_SERIOUS), study()) if one.id == "causality.catheter"
    )
    assert (catheter.form, catheter.item) == (AE_FORM, "aerel_catheter")
    assert dict(catheter.choices)["probable"] == "Probable or likely"
    assert "6 days before it began" in catheter.why


def test_the_values_stand_beside_the_question_about_treatment():
    (treatment,) = (one for one in questions(kidney(**JUST_SERIOUS), study()) if one.id == "treatment")
    assert treatment.why == "Creatinine, mg/dL: 0.90 → 1.92"


def test_of_a_death_the_cause_is_asked():
    assert "death_cause" in ids(kidney(criteria=frozenset({"death"}), outcome="fatal"))


def test_more_data_awaited_is_an_answer():
    assert ids(kidney(causality=judged(catheter="conditional"))) == []


def test_what_is_known_says_where_it_came_from():
    sources = {one.label: one.source for one in known(filled("table5", kidney()))}
    assert sources["Weight"] == "vital signs"
    assert sources["Start, i"] == "infusion record"
