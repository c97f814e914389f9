"""From the case the desk keeps to the report that is sent."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.exchange.e2b.desk import CASE, CELLS, INDIA, MADE, NOW, SENDING, at

from hepatica.exchange.e2b.build import NotCodedError, build
from hepatica.exchange.e2b.build_tests import ucum
from hepatica.exchange.e2b.check import check
from hepatica.exchange.e2b.moments import lag
from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.values import Measured, MedDRA, Null, Quantity, Stamp
from hepatica.exchange.e2b.versions import check_successor
from hepatica.exchange.e2b.write import write
from hepatica.safety.case import Causality, Given
from hepatica.study.dates import PartialDate


def built(study, *cases, **sending):
    return build(cases or (CASE,), study, replace(SENDING, **sending))


def test_a_whole_case_becomes_a_report_that_breaks_no_rule(study):
    report = built(study)
    assert check(report, now=NOW) == ()
    assert only(write(report)) == report


def test_the_participant_is_known_by_number_and_the_birthday_is_masked(study):
    patient = built(study).patient
    assert (patient.name, patient.investigation, patient.born) == ("01-007", "01-007", Null("MSK"))
    assert (patient.age, patient.height, patient.sex) == (Quantity(value="52", unit="a"), "165", "1")
    assert built(study).reporters[0].family == Null("MSK")


def test_the_report_says_what_the_sending_says(study):
    report = built(study).report
    assert (report.id, report.worldwide) == ("IN-AIG-NCT04243681-7", "IN-AIG-NCT04243681-7")
    assert (report.created, report.first_received, report.latest) == (
        Stamp("20260316101500+0530"),
        Stamp("20260315"),
        Stamp("20260316"),
    )
    assert report.expedited is True
    assert built(study, expedited=False).report.expedited is False
    assert built(study, documents=("Discharge summary",)).report.has_documents is True
    registered = built(study).study.registrations
    assert [(one.number, one.country) for one in registered] == [
        ("NCT04243681", None),
        ("CTRI/2019/11/000001", "IN"),
    ]


def test_the_event_keeps_its_minute_its_code_and_its_criteria(study):
    (event,) = built(study).reactions
    assert event.start == Stamp("202603151710+0530")
    assert event.term == MedDRA(version="28.1", code="10046995")
    assert event.criteria == (Null("NI"), True, True, Null("NI"), Null("NI"), Null("NI"))
    assert (event.outcome, event.highlighted) == ("2", "3")


def test_a_single_infusion_is_told_with_its_lot_and_no_action(study):
    drug = built(study).drugs[0]
    (dose,) = drug.dosages
    assert (drug.role, drug.name, drug.action) == ("1", "Autologous CD34+ cells", "9")
    assert (dose.lot, dose.start, dose.last) == (
        "CD34-007-01",
        Stamp("202603141105+0530"),
        Stamp("202603141130+0530"),
    )
    (relation,) = drug.relations
    assert [(one.source, one.method, one.result) for one in relation.assessments] == [
        ("Investigator", "WHO-UMC", "Possible"),
        ("Sponsor", "WHO-UMC", "Unlikely"),
    ]
    assert (relation.from_start, relation.recurred) == (Quantity(value="30", unit="h"), "4")


def test_an_infusion_stopped_in_a_reaction_was_withdrawn(study):
    during = replace(CASE, onset=at("2026-03-14", "11:20"), action="stopped")
    assert built(study, during).drugs[0].action == "1"
    assert built(study, replace(CASE, action="stopped")).drugs[0].action == "9"


def test_procedures_are_judged_in_the_senders_comment(study):
    told = built(study, comment="No mechanism is seen.").narrative.sender.splitlines()
    assert told == [
        "No mechanism is seen.",
        "Variceal bleeding, judged against Hepatic artery catheterisation: investigator possible, sponsor possible (WHO-UMC).",
    ]
    assert len(built(study).drugs) == 2


def test_concomitant_drugs_follow_the_suspects(study):
    drug = built(study).drugs[-1]
    assert (drug.role, drug.name, drug.dosages[0].text) == ("2", "Propranolol", "20 mg, twice a day")


def test_tests_are_numbers_bounds_or_words(study):
    haemoglobin, troponin, culture = built(study).tests
    assert haemoglobin.low == Quantity(value="12.0", unit="g/dL")
    assert troponin.result == Measured(value="0.01", unit="ng/mL", bound="<")
    assert (culture.result, culture.text, culture.date) == (None, "no growth", Null("UNK"))


@pytest.mark.parametrize(
    ("printed", "symbol"),
    [
        ("10^9/L", "10*9/L"),
        ("µmol/L", "umol/L"),
        ("", "1"),
        ("mmHg", "mm[Hg]"),
        ("cells/µL", "{cells}/uL"),
        ("sec", "s"),
    ],
)
def test_units_are_told_in_ucum(printed, symbol):
    assert ucum(printed) == symbol


def test_an_event_without_a_code_stops_the_export_and_names_the_file(study):
    with pytest.raises(
        NotCodedError, match=r"'Variceal bleeding' \(row 3\) has no MedDRA code.*llt\.asc and pt\.asc"
    ):
        built(study, replace(CASE, coded=""))
    with pytest.raises(NotCodedError):
        built(study, replace(CASE, coded_version=""))


def test_a_judgement_that_is_missing_is_said_and_not_made_up(study):
    unjudged = replace(CASE, causality=(Causality(suspect="cd34", investigator="possible"),))
    (problem,) = check(built(study, unjudged), now=NOW)
    assert not problem.stops
    assert problem.sentence == (
        "G.k.9.i.2 (drug 1, reaction 1): the sponsor has not judged 'Autologous CD34+ cells' against 'Variceal bleeding'."
    )


def test_before_any_dose_the_products_are_not_administered(study):
    early = replace(CASE, given=(replace(CELLS, start=None, end=None, lot="", dose=""),), medications=())
    report = built(study, early)
    assert [(one.role, one.relations) for one in report.drugs] == [("4", ())]
    assert check(report, now=NOW) == ()


def test_several_events_and_suspects_fill_the_matrix(study):
    gcsf = Given(
        suspect="gcsf",
        title="G-CSF",
        kind="drug",
        generic_name="Filgrastim",
        start=at("2026-03-09"),
        end=at("2026-03-13"),
    )
    judged = tuple(
        Causality(suspect=one, investigator="unlikely", sponsor="unlikely") for one in ("cd34", "gcsf")
    )
    cases = tuple(
        replace(CASE, row=row, term=term, given=(CELLS, gcsf), causality=judged)
        for row, term in ((3, "Variceal bleeding"), (4, "Fever"))
    )
    report = built(study, *cases)
    suspects = [one for one in report.drugs if one.role == "1"]
    assert [[r.reaction for r in one.relations] for one in suspects] == [[e.id for e in report.reactions]] * 2
    assert sum(len(r.assessments) for one in suspects for r in one.relations) == 8
    assert check(report, now=NOW) == ()
    with pytest.raises(ValueError, match="of one participant"):
        built(study, CASE, replace(CASE, patient=replace(CASE.patient, subject="01-008")))


def test_a_death_brings_its_date_cause_and_autopsy(study):
    dead = replace(
        CASE,
        outcome="fatal",
        criteria=frozenset({"death"}),
        patient=replace(CASE.patient, death=PartialDate(2026, 3, 16), death_cause="Bleeding"),
    )
    report = built(study, dead)
    assert (report.patient.died, report.patient.autopsy) == (Stamp("20260316"), Null("UNK"))
    assert report.patient.causes[0].text == "Bleeding"
    assert check(report, now=NOW, fda=False) == ()
    not_done = replace(dead, patient=replace(dead.patient, autopsy="Not done"))
    assert built(study, not_done).patient.autopsy is False
    found = replace(dead, patient=replace(dead.patient, autopsy="Ruptured varix"))
    assert built(study, found).patient.autopsy_causes[0].text == "Ruptured varix"


def test_a_later_version_keeps_its_number_and_its_uuids(study):
    first = built(study)
    later = built(
        study,
        replace(CASE, outcome="recovered"),
        version=2,
        created=MADE + timedelta(days=2),
        purpose="follow_up",
    )
    assert check_successor(first, later) == ()
    assert [one.id for one in later.drugs] == [one.id for one in first.drugs]
    assert later.reactions[0].id == first.reactions[0].id


@pytest.mark.parametrize(("purpose", "code"), [("nullification", "1"), ("amendment", "2"), ("follow_up", "")])
def test_a_withdrawal_is_told_with_its_reason(study, purpose, code):
    report = built(study, version=2, purpose=purpose, reason="Wrong participant").report
    assert (report.withdrawal, bool(report.withdrawal_reason)) == (code, bool(code))


@pytest.mark.parametrize(
    ("start", "onset", "told"),
    [
        (at("2026-03-14", "11:05"), at("2026-03-14", "11:20"), Quantity(value="15", unit="min")),
        (at("2026-03-14", "11:05"), at("2026-03-16", "11:04"), Quantity(value="47", unit="h")),
        (at("2026-03-14", "11:05"), at("2026-03-16", "11:05"), Quantity(value="2", unit="d")),
        (at("2026-02-28"), at("2026-03-01", "08:00"), Quantity(value="1", unit="d")),
        (at("2026-03-14", "11:05"), at("2026-03-14", "11:00"), None),
        (at("2026-03"), at("2026-03-14"), None),
    ],
)
def test_the_time_from_dose_to_event_is_told_as_far_as_it_is_known(start, onset, told):
    assert lag(start, onset, INDIA) == told


def test_a_moment_without_a_zone_and_a_sponsor_without_a_code_are_refused(study):
    with pytest.raises(ValueError, match="zone"):
        built(study, created=datetime(2026, 3, 16))  # noqa: DTZ001
    bare = study.model_copy(update={"oversight": study.oversight.model_copy(update={"sponsor_code": ""})})
    with pytest.raises(ValueError, match=r"oversight\.yaml"):
        built(bare)
