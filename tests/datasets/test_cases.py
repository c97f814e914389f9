"""A case holds what the record says of an event: from the event log, the report, the sponsor, the bags and the drugs."""

import pytest
from tests.datasets.record import answers, draw, form, person, state, study

from hepatica.datasets.cases import derive_case, derive_cases
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.safety.case import When
from hepatica.study.dates import PartialDate
from hepatica.study.oversight import Oversight

WHO = "01-004"
COMPONENTS = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy")
KIDNEY = {
    "aeterm": "Acute kidney injury",
    "aecat": "outside",
    "aephase": "follow_up",
    "aestdtc": "2026-03-15",
    "aesttim": "17:10",
    "aeongo": "yes",
    "aetoxgr": "3",
    "aebasgr": "0",
    "aeser": "yes",
    "aeshosp": "yes",
    "aesdth": "no",
    "aeout": "recovering",
    "aeaware": "2026-03-15T20:00",
    "aesi": "kidney",
    "aenarr": "Seen at the ward round.",
    "aerel_catheter": "probable",
    "aerel_msc": "possible",
    "aerel_cd34": "unlikely",
}
FEVER = {"aeterm": "Fever", "aestdtc": "2026-03-09", "aeser": "no", "aeongo": "no", "aeendtc": "2026-03-10"}
BAGS = (
    {"component": "cd34", "bag_start": "2026-03-09T14:05", "bag_end": "2026-03-09T14:25"},
    {"component": "msc", "bag_start": "2026-03-09T14:45", "bag_end": "2026-03-09T16:10"},
)
INFUSION = {
    "exstdtc": "2026-03-09",
    "msc_lot": "MSC-004-A",
    "cd34_lot": "CD34-004",
    "dose_msc": "48.0",
    "dose_cd34": "190.0",
    "dose_weight": "61.5",
}


def record(*more, event=KIDNEY):
    return state(
        person(WHO, infusion="2026-03-09", gcsf="2026-03-06T08:00"),
        form(WHO, "log", "ae", FEVER, event),
        form(WHO, "infusion", "infusion", *BAGS, flat=INFUSION),
        form(WHO, "infusion", "msc_release", flat={"expires": "2026-03-09T20:00"}),
        form(WHO, "screening", "demographics", flat={"age": "54", "sex": "male", "aetiology": "alcohol"}),
        form(WHO, "screening", "consent", flat={"rficdtc": "2026-01-10"}),
        *more,
    )


def case(*more, event=KIDNEY, **options):
    found = derive_case(study(), record(*more, event=event), WHO, 2, **options)
    assert found is not None
    return found


def test_every_row_with_a_term_is_a_case_and_no_other():
    found = derive_cases(study(), record(event=KIDNEY | {"aeterm": None}), WHO)
    assert [one.term for one in found] == ["Fever"]
    assert derive_case(study(), record(), WHO, 3) is None


def test_the_event_is_told_as_the_log_has_it():
    one = case()
    assert (one.term, one.grade, one.baseline_grade, one.outcome) == (
        "Acute kidney injury",
        3,
        0,
        "recovering",
    )
    assert one.onset == When(day=PartialDate(2026, 3, 15), time="17:10")
    assert (one.serious, one.criteria, one.ongoing, one.end) == (
        True,
        frozenset({"hospitalisation"}),
        True,
        None,
    )
    assert (one.special, one.account) == ("kidney", "Seen at the ward round.")


def test_seriousness_is_what_was_said_and_never_the_grade():
    one = case(event=KIDNEY | {"aetoxgr": "5", "aeser": None, "aeshosp": None})
    assert (one.serious, one.criteria) == (None, frozenset())


def test_each_suspect_is_judged_apart_and_the_sponsor_beside_the_investigator():
    said = {c.suspect: c for c in case().causality}
    assert set(COMPONENTS) <= set(said)
    assert (said["catheter"].related, said["cd34"].related, said["gcsf"].open) == (True, False, True)


def test_what_was_given_is_read_off_the_bags_and_the_infusion_record():
    given = {one.suspect: one for one in case().given}
    start, end = given["msc"].start, given["msc"].end
    assert (start.words(), end.words()) == ("9 Mar 2026, 14:45", "9 Mar 2026, 16:10")
    assert (given["msc"].expires.words(), given["cd34"].expires) == ("9 Mar 2026, 20:00", None)
    assert given["msc"].dose == "48.0 × 10⁶ cells; 0.78 × 10⁶ cells/kg"


def test_what_was_given_after_the_onset_is_no_suspect_of_an_earlier_event():
    one = case(event=KIDNEY | {"aestdtc": "2026-03-01"})
    assert all(given.start is None for given in one.given)


def test_on_the_day_itself_the_minute_decides_what_was_given_before():
    one = case(event=KIDNEY | {"aestdtc": "2026-03-09", "aesttim": "14:30"})
    given = {g.suspect: g.start is not None for g in one.given}
    assert (given["cd34"], given["msc"]) == (True, False)


def test_the_latest_report_of_the_event_is_its_report():
    reports = form(
        WHO,
        "log",
        "sae",
        {"sae_event": "2", "sae_kind": "initial", "sae_setting": "home"},
        {"sae_event": "1", "sae_kind": "initial"},
        {"sae_event": "2", "sae_kind": "follow_up", "sae_setting": "hospital"},
    )
    assert case(reports).report["sae_setting"] == "hospital"


def test_the_time_of_day_comes_from_the_report_where_the_log_has_only_the_day():
    report = form(WHO, "log", "sae", {"sae_event": "2", "sae_occurred": "2026-03-15T16:30"})
    assert case(report, event=KIDNEY | {"aesttim": None}).onset.time == "16:30"
    assert case(report).onset.time == "17:10"


def test_the_record_knew_of_it_at_its_first_answer_and_of_its_seriousness_at_the_first_that_said_so():
    log = FormRow(subject=WHO, visit="log", form="ae", answers={"2": answers(KIDNEY)})
    number = {item: answer.seq for item, answer in log.answers["2"].items()}
    one = derive_case(study(), state(person(WHO), log), WHO, 2, at_of=lambda seq: f"instant {seq}")
    assert one.entered_at == "instant 1"
    assert one.serious_at == f"instant {number['aeser']}"
    assert (case().entered_at, case().serious_at) == ("", "")


def test_tests_are_those_of_the_last_draw_before_and_of_all_since():
    draws = form(
        WHO,
        "baseline",
        "laboratory",
        draw("2026-02-20T08:00"),
        draw("2026-03-05T08:00", creatinine="0.9"),
        draw("2026-03-15T18:00", creatinine="1.92"),
    )
    found = [test for test in case(draws).tests if test.analyte == "creatinine"]
    assert [(t.value, t.day.words(), t.high != "") for t in found] == [
        ("0.9", "5 Mar 2026, 08:00", True),
        ("1.92", "15 Mar 2026, 18:00", True),
    ]


def test_an_event_that_only_laboratory_values_raised_says_so():
    proposal = ProposalRow(
        subject=WHO,
        signal="creatinine_doubled",
        visit="v",
        form="laboratory",
        state="confirmed",
        ae_row=2,
        seq=9,
    )
    assert case(proposal).signals == ("creatinine_doubled",)
    assert case(event=KIDNEY | {"aectcae": "Creatinine increased"}).laboratory
    assert not case(event=KIDNEY | {"aectcae": "Acute kidney injury"}).laboratory


def test_submissions_and_issued_reports_of_the_case_come_along_and_no_other_case_has_them():
    sent = SubmissionRow(subject=WHO, clock="in_01", recipient="sponsor", at="2026-03-16T10:40", row=2, seq=5)
    issued = ReportRow(
        subject=WHO,
        row=2,
        report="table5",
        version=1,
        purpose="initial",
        at_seq=4,
        sha256="a" * 64,
        at="z",
        seq=4,
    )
    one = case(sent, issued)
    assert [(s.clock, s.at) for s in one.submitted] == [("in_01", "2026-03-16T10:40")]
    assert [(i.report, i.version, i.seq) for i in one.issued] == [("table5", 1, 4)]
    fever = derive_case(study(), record(sent, issued), WHO, 1)
    assert (fever.submitted, fever.issued) == ((), ())


@pytest.mark.parametrize(
    ("consented", "onset", "age"), [("2026-01-10", "2026-03-15", 54), ("2024-06-01", "2026-03-15", 55)]
)
def test_age_is_in_completed_years_since_consent(consented, onset, age):
    consent = form(WHO, "screening", "consent", flat={"rficdtc": consented})
    assert case(consent, event=KIDNEY | {"aestdtc": onset}).patient.age == age


def test_the_scores_at_enrolment_are_of_the_last_complete_draw_before_the_analysis_anchor():
    draws = form(
        WHO,
        "gate",
        "laboratory",
        draw("2026-02-20T08:00", creatinine="2.0"),
        draw("2026-03-01T08:00"),
        draw("2026-03-05T08:00", inr=None),
        draw("2026-03-12T08:00", creatinine="3.0"),
    )
    assert case(draws).patient.meld == "14"
    assert case().patient.meld == ""


def test_a_definition_without_oversight_still_has_its_components():
    old = study().model_copy(update={"oversight": Oversight()})
    one = derive_case(old, record(), WHO, 2)
    assert [c.suspect for c in one.causality] == list(COMPONENTS)
    assert {g.suspect: g.kind for g in one.given}["msc"] == "product"


def test_a_study_that_binds_nothing_more_has_empty_fields_and_no_error():
    bare = {name: at for name, at in study().analysis.bindings.items() if name.startswith("ae_")}
    analysis = study().analysis.model_copy(update={"bindings": bare})
    one = derive_case(study().model_copy(update={"analysis": analysis}), record(), WHO, 2)
    assert (one.patient.age, one.patient.weight, one.medications, one.tests) == (None, "", (), ())


def test_a_nearly_empty_row_is_a_case_with_an_unknown_onset():
    one = case(event={"aeterm": "Something"})
    assert (one.onset.known, one.grade, one.serious) == (False, None, None)
