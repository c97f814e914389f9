"""The phase of an event is the latest that has begun; what a procedure's readings showed belongs to that procedure."""

import pytest
from tests.datasets.record import form, person, state, study

from hepatica.safety.phase import proposed
from hepatica.study.form import ItemType

WHO = "01-001"


def record():
    return state(
        person(infusion="2026-03-05", gcsf="2026-03-02"),
        form(WHO, "marrow", "marrow_aspiration", flat={"prstdtc": "2026-01-29"}),
        form(WHO, "gate", "biopsy", flat={"midtc": "2026-02-27"}),
        form(
            WHO,
            "gcsf",
            "gcsf",
            {"ecstdtc": "2026-03-02T10:30"},
            {"ecstdtc": "2026-03-03T10:30"},
            {"ecstdtc": "2026-03-04T10:30"},
        ),
        form(WHO, "infusion_day", "leukapheresis", flat={"prstdtc": "2026-03-05", "prsttim": "07:45"}),
        form(
            WHO,
            "infusion_day",
            "infusion",
            {"bag_start": "2026-03-05T16:20"},
            {"bag_start": "2026-03-05T16:48"},
            flat={"exstdtc": "2026-03-05", "cath_start": "16:00"},
        ),
        form(WHO, "biopsy_2", "biopsy", flat={"midtc": "2026-08-28"}),
    )


@pytest.mark.parametrize(
    ("onset", "phase", "category"),
    [
        ("2026-01-28", "screening", "outside"),
        ("2026-01-29T11:40", "marrow", "marrow"),
        ("2026-02-05", "marrow", "marrow"),
        ("2026-02-06", "marrow", "outside"),
        ("2026-02-28", "biopsy", "outside"),
        ("2026-03-02T10:29", "biopsy", "outside"),
        ("2026-03-02T10:30", "mobilisation", "outside"),
        ("2026-03-04", "mobilisation", "outside"),
        ("2026-03-05T07:44", "mobilisation", "outside"),
        ("2026-03-05T08:45", "leukapheresis", "leukapheresis"),
        ("2026-03-05T16:10", "catheter", "catheter"),
        ("2026-03-05T16:20", "infusion", "infusion"),
        ("2026-03-06T23:59", "infusion", "infusion"),
        ("2026-03-07", "follow_up", "infusion"),
        ("2026-04-02", "follow_up", "infusion"),
        ("2026-04-03", "follow_up", "outside"),
        ("2026-08-29", "biopsy", "outside"),
        ("2026-09-05", "follow_up", "outside"),
        ("2026-03", "", ""),
        ("", "", ""),
    ],
)
def test_the_latest_phase_that_has_begun_is_the_event_s(onset, phase, category):
    found = proposed(study(), record(), WHO, onset)
    assert (found.phase, found.category) == (phase, category)


def test_what_the_puncture_site_showed_belongs_to_the_catheter_within_its_days():
    assert proposed(study(), record(), WHO, "2026-03-11", "catheterisation").phase == "catheter"
    assert proposed(study(), record(), WHO, "2026-03-13", "catheterisation").phase == "follow_up"
    assert proposed(study(), record(), WHO, "2026-03-05T16:40", "catheterisation").phase == "catheter"


def test_with_nothing_recorded_yet_every_event_is_before_any_procedure():
    assert proposed(study(), state(person()), WHO, "2026-01-29").phase == "screening"


def test_every_phase_is_a_code_of_the_event_log():
    item = study().item("ae", "aephase")
    assert item.type is ItemType.CODE
    codes = [code.code for code in study().codelist_by_id[item.codelist].codes]
    assert sorted(p.id for p in study().oversight.phases) == sorted(codes)
