"""Every field of a form stands in its order, says what the record says, and names what is missing."""

from dataclasses import replace

import pytest
from tests.report.forms.samples import GIVEN, at, fever, filled, judged, kidney, line, study

from hepatica import rules
from hepatica.report.forms.definition import FILES, definition
from hepatica.report.forms.facts import Occasion
from hepatica.report.forms.fill import read_names, stale
from hepatica.report.forms.filled import mark_new
from hepatica.safety.case import Submitted
from hepatica.study.dates import PartialDate

NUMBERS = {
    "table5": "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 2.5 2.6 2.7 3 4.1 4.2 4.3 4.4 4.5 5.1 5.2 5.3 6.1 6.2 6.3 6.4 6.5 6.6",
    "adr": "1 2 3 4 5 6 7 12 13 14 15 8 9 10 11 16 17",
    "cioms": "1 1a 2 2a 3 4-6 8-12 7+13 14 15 16 17 18 19 20 21 22 23 24a 24b 24c 24d 25a",
}
ADR_MANDATORY = {
    "Patient initials",
    "Age at time of event",
    "Reaction started",
    "Describe reaction and management",
}
ADR_MANDATORY |= {"Name", "Name and address", "Date of this report"}


@pytest.mark.parametrize("report", NUMBERS)
@pytest.mark.parametrize("case", [kidney(), kidney(given=(), medications=(), tests=())])
def test_every_numbered_field_of_the_version_stands_in_its_order_also_when_it_is_empty(report, case):
    numbers = dict.fromkeys(one.number for one in filled(report, case).lines if one.number)
    assert " ".join(numbers) == NUMBERS[report]


@pytest.mark.parametrize("report", FILES)
def test_every_line_of_a_definition_has_a_reader_a_source_and_fits_the_page(report):
    form = definition(report)
    assert {one.read for one in form.lines} <= read_names()
    assert {section.source for section in form.sections} <= {"read", "recalled"}
    assert all(1 <= one.width <= 12 for one in form.lines)
    assert rules.load(FILES[report])["rule"]


def test_a_report_without_a_form_is_refused_by_name():
    with pytest.raises(ValueError, match="'poem' is no form"):
        definition("poem")


def test_the_adr_form_marks_what_the_regulator_marks():
    assert {one.label for one in filled("adr", fever()).lines if one.mandatory} == ADR_MANDATORY


def test_table_5_marks_what_the_regulator_marks_and_the_house_asks_no_less():
    form = filled("table5", kidney())
    assert {one.number for one in form.lines if one.mandatory} == {"1.1", "2.1", "4.1", "6.1", "6.6"}
    assert {one.number for one in form.lines if one.needed and not one.mandatory} == {"", "4.2"}


def test_a_case_without_the_mandatory_facts_names_each_that_is_missing():
    bare = fever(term="", onset=at("unknown"), given=(), patient=replace(fever().patient, age=None))
    missing = {one.label for one in filled("adr", bare).missing}
    assert missing == {"Age at time of event", "Reaction started", "Describe reaction and management", "Name"}
    assert filled("adr", fever()).missing == ()
    assert filled("table5", kidney()).missing == ()


def test_onset_stop_and_lot_equal_the_record():
    form = filled("adr", fever())
    assert line(form, "5").value == "09/03/2026  15:20"
    assert line(form, "6").value == "10/03/2026  06:00"
    assert [line(form, "8", of=of, label="batch").value for of in ("i", "ii")] == ["MSC-004-A", "CD34-004"]
    assert line(form, "8", of="i", label="started").value == "09/03/2026  14:45"


def test_two_suspects_of_one_session_are_two_rows_with_two_causalities():
    form = filled("adr", fever())
    names = [one.value for one in form.lines if (one.number, one.label) == ("8", "Name")]
    causes = [one.value for one in form.lines if (one.number, one.label) == ("8", "Causality")]
    assert len(names) == 2
    assert causes == ["Probable or likely", "Possible"]


def test_a_drug_that_nobody_suspects_is_listed_beside_and_one_that_may_have_done_it_is_a_suspect():
    assert "G-CSF" in [
        one.value for one in filled("adr", fever()).lines if one.label == "Concomitant product"
    ]
    suspected = filled("adr", fever(causality=judged(gcsf="possible")))
    assert "G-CSF" in [one.value for one in suspected.lines if (one.number, one.label) == ("8", "Name")]


def test_drugs_that_ended_long_before_or_began_after_the_event_are_not_concomitant():
    names = [one.value for one in filled("adr", fever()).lines if one.label == "Concomitant product"]
    assert "spironolactone" in names
    assert not {"cefixime", "albumin"} & set(names)


def test_after_a_completed_infusion_nothing_could_be_done_with_it_and_during_one_it_could():
    during = filled("adr", fever())
    assert [line(during, "9", of=of).says for of in ("i", "ii")] == ["dose not changed", "not applicable"]
    assert line(filled("table5", kidney()), "4.4", label="dechallenge").value.startswith("not applicable")


def test_what_identifies_the_person_is_only_added_at_signing():
    for report in FILES:
        for one in filled(report, kidney()).lines:
            if one.label.lower().startswith(("initials", "patient initials", "reg.")):
                assert one.value == "added at signing, from the site list"
                assert one.later


def test_fields_that_a_person_typed_are_named():
    assert filled("adr", fever()).typed == ("7",)
    assert filled("adr", fever(account="")).typed == ()


def test_tests_that_left_their_range_stand_beside_the_last_before_the_event():
    form = line(filled("table5", kidney()), "5.1", label="results")
    assert form.columns == ("", "5 Mar 2026, 08:00", "15 Mar 2026, 18:00")
    assert form.rows == (("Creatinine, mg/dL", "0.90", "1.92"),)


def test_dates_of_reporting_come_from_submissions_and_are_no_part_of_what_was_issued():
    before, sent = (
        kidney(),
        kidney(submitted=(Submitted(clock="c", recipient="ethics_committee", at="2026-03-16T10:40"),)),
    )
    assert line(filled("table5", before), "6.5").value == "on submission"
    assert line(filled("table5", sent), "6.5").value == "16 Mar 2026"
    assert filled("table5", sent).sha256 == filled("table5", before).sha256


def test_a_changed_fact_makes_an_issued_version_stale_and_is_marked_in_the_follow_up():
    first = filled(
        "table5", kidney(), Occasion(version=1, reporter="Dr A. Menon", on=PartialDate(2026, 3, 16))
    )
    now = filled("table5", kidney(outcome="recovered"))
    assert [one.label for one in stale(first, now)] == ["Recovery and sequelae"]
    assert stale(first, filled("table5", kidney())) == ()
    assert [one.number for one in mark_new(first, now).lines if one.new] == ["5.1"]


def test_the_seal_changes_with_what_the_form_says_and_with_nothing_else():
    sealed = filled("table5", kidney()).sha256
    assert filled("table5", kidney(outcome="recovered")).sha256 != sealed
    assert filled("table5", kidney(special="")).sha256 == sealed


def test_of_a_death_the_cause_is_mandatory_and_of_others_it_does_not_apply():
    dead = kidney(criteria=frozenset({"death"}), outcome="fatal")
    assert [one.question for one in filled("table5", dead).missing] == ["death_cause"]
    assert line(filled("table5", kidney()), "5.2").value == "not applicable"


def test_a_procedure_is_judged_on_the_cover_sheet_once_it_was_done():
    judged_of = {one.of for one in filled("table5", kidney()).lines if one.label == "By the investigator"}
    assert "Hepatic artery catheterisation" in judged_of
    assert "Liver biopsy" not in judged_of
    assert len(judged_of) == len(GIVEN) - 1


def test_the_checklist_tells_what_is_open_as_related():
    form = filled("checklist", kidney(causality=judged(msc="", catheter="unrelated")))
    assert line(form, "12").value == "Related"
    assert line(filled("checklist", kidney(causality=judged())), "12").value == "Unrelated"


def test_an_unknown_day_is_written_without_it():
    assert line(filled("adr", fever(onset=at("2026-03"))), "5").value == "03/2026"


def test_the_study_names_the_trial_on_the_form():
    assert study().protocol in line(filled("adr", fever()), "", label="additional").value


def test_before_anything_was_given_the_report_still_names_the_products_and_says_so():
    early = kidney(given=tuple(replace(one, start=None, end=None, dose="", lot="") for one in GIVEN))
    form = filled("table5", early)
    assert line(form, "2.1", of="i").value == "autologous bone-marrow mesenchymal stromal cells"
    assert line(form, "2.4", of="i").value == "not given before the event"
    assert line(form, "4.4", label="dechallenge").value == "not applicable, not given before the event"
