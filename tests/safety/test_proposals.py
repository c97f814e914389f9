"""A rule proposes from the readings; a corrected reading withdraws; what cannot be evaluated is never silence."""

from functools import cache

import pytest
from tests.datasets.record import form, person, state, study

from hepatica.ledger.events import FindingCleared, FindingRaised, SignalProposed, SignalWithdrawn
from hepatica.ledger.rows import FindingRow, ProposalRow
from hepatica.safety.proposals import assess
from hepatica.safety.signals import CompiledSignal, check_examples, compile_signal

WHO = "01-001"
UNITS = {"vas": "/10", "sysbp": "mmHg", "meanbp": "mmHg", "ionised_calcium": "mmol/L", "creatinine": "mg/dL"}


@cache
def signals():
    found = tuple(compile_signal(study(), s) for s in study().signals)
    assert all(isinstance(s, CompiledSignal) for s in found), found
    return found


def facts(form_id, item, *rows, visit="marrow", also=(), units=None):
    record = state(
        person(visits={"baseline": "2026-01-10", visit: "2026-02-01"}),
        form(WHO, visit, form_id, *rows, units=units or UNITS),
        *also,
    )
    changed = frozenset({(visit, form_id, item)})
    return tuple(draft.fact for draft in assess(signals(), record, WHO, changed))


def test_every_example_of_the_reference_study_does_what_it_says():
    assert [s for compiled in signals() for s in check_examples(compiled)] == []


@pytest.mark.parametrize(("vas", "rows"), [("6", []), ("6.0", []), ("6.1", [1]), ("7", [1]), ("10", [1])])
def test_pain_is_proposed_above_six_strictly(vas, rows):
    found = facts("marrow_aspiration", "vas", {"vas": vas})
    assert [f.row for f in found if isinstance(f, SignalProposed)] == rows


def test_a_proposal_carries_the_values_that_raised_it():
    (found,) = facts("marrow_aspiration", "vas", {"vas": "2"}, {"vas": "7"})
    assert (found.signal, found.row) == ("marrow_pain", 2)
    assert found.readings == {"vas": "7", "vas_limit": "6"}


def proposal(row=1, **said):
    more = {"readings": {"vas": "7", "vas_limit": "6"}, "seq": 5} | said
    return ProposalRow(
        subject=WHO, signal="marrow_pain", visit="marrow", form="marrow_aspiration", row=row, **more
    )


def test_the_same_reading_is_proposed_once():
    assert facts("marrow_aspiration", "vas", {"vas": "7"}, also=[proposal()]) == ()


def test_a_corrected_reading_withdraws_its_proposal():
    (found,) = facts("marrow_aspiration", "vas", {"vas": "4"}, also=[proposal()])
    assert isinstance(found, SignalWithdrawn)
    (cleared,) = facts("marrow_aspiration", "vas", {"vas": None}, also=[proposal()])
    assert isinstance(cleared, SignalWithdrawn)


def test_a_withdrawn_proposal_comes_back_when_the_reading_does():
    (found,) = facts("marrow_aspiration", "vas", {"vas": "7"}, also=[proposal(state="withdrawn")])
    assert isinstance(found, SignalProposed)


def test_a_dismissed_proposal_stays_dismissed_until_its_reading_changes():
    assert facts("marrow_aspiration", "vas", {"vas": "7"}, also=[proposal(state="dismissed")]) == ()
    (found,) = facts("marrow_aspiration", "vas", {"vas": "9"}, also=[proposal(state="dismissed")])
    assert found.readings["vas"] == "9"


def test_a_confirmed_event_is_left_alone():
    assert facts("marrow_aspiration", "vas", {"vas": "9"}, also=[proposal(state="confirmed", ae_row=1)]) == ()
    assert facts("marrow_aspiration", "vas", {"vas": "2"}, also=[proposal(state="confirmed", ae_row=1)]) == ()


def test_a_reading_on_another_scale_is_a_finding_not_a_quiet_pass():
    (found,) = facts("marrow_aspiration", "vas", {"vas": "65"}, units={"vas": "mm"})
    assert isinstance(found, FindingRaised)
    assert (found.check, found.verdict, found.row) == ("signal:marrow_pain", "not_evaluable", 1)


def test_the_finding_is_cleared_when_the_reading_can_be_judged():
    finding = FindingRow(
        subject=WHO,
        check="signal:marrow_pain",
        visit="marrow",
        form="marrow_aspiration",
        item="vas",
        row=1,
        seq=4,
    )
    found = facts("marrow_aspiration", "vas", {"vas": "3"}, also=[finding])
    assert [type(f) for f in found] == [FindingCleared]


def pressures(*rows, baseline="120"):
    vitals = (
        ()
        if baseline is None
        else (form(WHO, "baseline", "vital_signs", flat={"sysbp": baseline}, units=UNITS),)
    )
    return facts("leukapheresis", "sysbp", *rows, visit="infusion_day", also=vitals)


def test_a_fall_is_judged_against_the_persons_own_baseline():
    low = {"sysbp": "98", "meanbp": "75"}
    assert [f.signal for f in pressures(low, baseline="130") if isinstance(f, SignalProposed)] == [
        "apheresis_hypotension"
    ]
    assert pressures(low, baseline="105") == ()


def test_without_a_baseline_an_absolute_limit_still_fires_and_the_rest_is_not_evaluable():
    (fires,) = pressures({"sysbp": "85", "meanbp": "60"}, baseline=None)
    assert isinstance(fires, SignalProposed)
    (undecided,) = pressures({"sysbp": "100", "meanbp": "75"}, baseline=None)
    assert isinstance(undecided, FindingRaised)


def test_a_baseline_entered_later_judges_the_readings_again():
    record = state(
        person(visits={"baseline": "2026-01-10", "infusion_day": "2026-02-01"}),
        form(WHO, "infusion_day", "leukapheresis", {"sysbp": "98", "meanbp": "75"}, units=UNITS),
        form(WHO, "baseline", "vital_signs", flat={"sysbp": "135"}, units=UNITS),
    )
    found = assess(signals(), record, WHO, frozenset({("baseline", "vital_signs", "sysbp")}))
    assert [d.fact.signal for d in found if isinstance(d.fact, SignalProposed)] == ["apheresis_hypotension"]


def test_ionised_calcium_in_another_unit_is_converted_exactly():
    rows = ({"ionised_calcium": "4.48"}, {"ionised_calcium": "4.47"})
    found = facts(
        "leukapheresis", "ionised_calcium", *rows, visit="infusion_day", units={"ionised_calcium": "mg/dL"}
    )
    assert [f.row for f in found if isinstance(f, SignalProposed)] == [2]


def test_readings_entered_in_the_wrong_order_are_judged_in_the_order_of_time():
    rows = {1: {"vasdtc": "2026-02-01T12:00", "vas": "3"}, 2: {"vasdtc": "2026-02-01T09:00", "vas": "8"}}
    found = facts("marrow_aspiration", "vas", *rows.values())
    assert [f.row for f in found if isinstance(f, SignalProposed)] == [2]


def test_a_rule_with_a_code_outside_its_list_does_not_compile():
    signal = next(s for s in study().signals if s.id == "marrow_bleeding")
    problems = compile_signal(study(), signal.model_copy(update={"when": "bleeding == 'gushing'"}))
    assert isinstance(problems, list)
    assert "gushing" in problems[0].sentence
