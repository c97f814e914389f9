"""Liver values come from one draw each, the baseline is the person's own, and what is missing is said."""

from decimal import Decimal

from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.dish import derive_dish

WHO = "01-001"
UNITS = {
    "alt": "U/L",
    "bilirubin": "mg/dL",
    "inr": "ratio",
    "creatinine": "mg/dL",
    "sodium": "mmol/L",
    "albumin": "g/dL",
}


def derived(*draws, units=None, sex="male", age="50"):
    demographics = form(WHO, "screening", "demographics", flat={"sex": sex, "age": age})
    rows = form(WHO, "month_1", "laboratory", *draws, units=UNITS | (units or {}))
    return derive_dish(study(), state(person(gcsf="2026-03-10", infusion="2026-03-13"), demographics, rows))


def course(*draws, **more):
    (found,) = derived(*draws, **more)
    return found


def test_the_baseline_is_the_last_draw_with_both_values_before_the_first_dose():
    found = course(
        draw("2026-03-01", alt="50"),
        draw("2026-03-08", alt="60"),
        draw("2026-03-09"),
        draw("2026-03-10", alt="70"),
    )
    assert found.baseline.alt.value == 60
    assert [one.alt.value for one in found.draws] == [70]
    assert [one.day for one in found.draws] == [-3]


def test_a_draw_without_alt_is_a_gap_and_never_borrows_one():
    found = course(draw("2026-03-08", alt="60"), draw("2026-03-20"))
    assert [gap.reason for gap in found.gaps] == ["ALT was not measured in this draw"]
    assert found.draws == ()


def test_the_limit_is_the_laboratorys_on_the_day_and_for_the_sex():
    assert course(draw("2026-03-20", alt="60")).draws[0].alt.uln == 50
    assert course(draw("2026-03-20", alt="60"), sex="female").draws[0].alt.uln == 35
    assert course(draw("2026-03-20", alt="60"), sex="female").draws[0].bilirubin.uln == Decimal("1.2")


def test_without_a_range_the_value_stays_and_has_no_limit():
    found = course(draw("2026-03-20", alt="60", laboratory="elsewhere"))
    assert (found.draws[0].alt.value, found.draws[0].alt.uln) == (60, None)
    assert course(draw("2026-03-20", alt="60"), sex="").draws[0].alt.uln is None


def test_bilirubin_in_other_units_is_converted_exactly():
    found = course(draw("2026-03-20", alt="60", bilirubin="51.3"), units={"bilirubin": "µmol/L"})
    assert (found.draws[0].bilirubin.value, found.draws[0].bilirubin.unit) == (3, "mg/dL")


def test_what_cannot_be_a_ratio_is_said():
    below = course(draw("2026-03-20", alt="<5"), draw("2026-03-21", alt="0"), draw("2026-03", alt="5"))
    assert [gap.reason for gap in below.gaps][1:] == [
        "the day of this draw is not known",
        "ALT '<5' is not a number",
        "ALT 0 is not above 0, so it has no ratio",
    ]
    wrong = course(draw("2026-03-20", alt="5"), units={"alt": "mmol/L"})
    assert "ALT 5 mmol/L: alt is not reported in mmol/L" in wrong.gaps[1].reason


def test_no_baseline_and_a_stale_baseline_are_said():
    assert "no own baseline" in course(draw("2026-03-20", alt="60")).gaps[0].reason
    stale = course(draw("2026-02-01", alt="60"), draw("2026-03-20", alt="60"))
    assert stale.baseline.alt.value == 60
    assert stale.gaps[0].reason == "baseline drawn 37 days before the first G-CSF dose, outside its window"


def test_only_the_infused_come_and_in_order_of_infusion():
    rows = [
        person("01-001", infusion="2026-05-01"),
        person("01-002", infusion="2026-04-01"),
        person("01-003"),
    ]
    assert [c.participant.subject for c in derive_dish(study(), state(*rows))] == ["01-002", "01-001"]
