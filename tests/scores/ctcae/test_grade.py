import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores.ctcae import (
    GRADERS,
    VERSIONS,
    baseline_grade,
    emergent,
    grade_value,
    graders_of,
    grades_defined,
    text,
)

BOTH = VERSIONS


def grade(test, version, value, unit, **more):
    numbers = {k: v if isinstance(v, bool) else Decimal(v) for k, v in more.items()}
    return grade_value(test, version, Decimal(value), unit, **numbers)


def ionised(value, expected):
    return ("ionised_calcium", BOTH, value, "mmol/L", {"lln": "1.12"}, expected)


def corrected(value, expected):
    return ("corrected_calcium", BOTH, value, "mg/dL", {"lln": "8.5"}, expected)


def fever(value, expected, **more):
    return ("temperature", BOTH, value, "°C", more, expected)


VECTORS = [
    ionised("1.12", 0),
    ionised("1.00", 1),
    ionised("0.99", 2),
    ionised("0.90", 2),
    ionised("0.89", 3),
    ionised("0.80", 3),
    ionised("0.79", 4),
    corrected("8.5", 0),
    corrected("8.0", 1),
    corrected("7.9", 2),
    corrected("7.0", 2),
    corrected("6.9", 3),
    corrected("6.0", 3),
    corrected("5.9", 4),
    # 7.0 mg/dL is 1.747 mmol/L, which in its own unit is below 1.75: each unit has its own limits.
    ("corrected_calcium", BOTH, "1.747", "mmol/L", {"lln": "2.12"}, 3),
    fever("37.9", 0),
    fever("38.0", 1),
    fever("39.0", 1),
    fever("39.1", 2),
    fever("40.0", 2),
    fever("40.1", 3, hours="6"),
    fever("40.1", 3, hours="24"),
    fever("40.1", 4, hours="25"),
    ("temperature", BOTH, "100.3", "°F", {}, 0),
    ("temperature", BOTH, "104.0", "°F", {}, 2),
    ("platelets", ("5.0",), "20", "10^9/L", {}, 4),
    ("platelets", ("6.0",), "20", "10^9/L", {}, 3),
    ("platelets", ("6.0",), "9.9", "10^9/L", {}, 4),
    ("platelets", ("6.0",), "0.2", "lakh/µL", {}, 3),
    ("platelets", ("5.0",), "25000", "cells/µL", {}, 3),
    ("platelets", BOTH, "75", "10^9/L", {"lln": "150"}, 1),
    ("platelets", BOTH, "150", "10^9/L", {"lln": "150"}, 0),
    ("alt", ("5.0",), "200", "U/L", {"uln": "40", "baseline": "80"}, 1),
    ("alt", ("6.0",), "200", "U/L", {"uln": "40", "baseline": "80"}, 3),
    ("alt", ("5.0",), "80", "U/L", {"uln": "40", "baseline": "80"}, 0),
    ("alt", ("5.0",), "119", "U/L", {"uln": "40", "baseline": "80"}, 0),
    ("alt", ("5.0",), "120", "U/L", {"uln": "40", "baseline": "80"}, 1),
    ("alt", ("6.0",), "80", "U/L", {"uln": "40", "baseline": "80"}, 1),
    ("alt", ("6.0",), "79", "U/L", {"uln": "40", "baseline": "80"}, 0),
    ("ast", ("6.0",), "320", "U/L", {"uln": "40", "baseline": "80"}, 3),
    ("ast", ("6.0",), "321", "U/L", {"uln": "40", "baseline": "80"}, 4),
    # A baseline at the limit is normal.
    ("ast", BOTH, "120", "U/L", {"uln": "40", "baseline": "40"}, 1),
    ("ast", BOTH, "121", "U/L", {"uln": "40", "baseline": "40"}, 2),
    ("alp", ("5.0",), "400", "U/L", {"uln": "120", "baseline": "200"}, 1),
    ("alp", ("5.0",), "399", "U/L", {"uln": "120", "baseline": "200"}, 0),
    ("alp", ("6.0",), "201", "U/L", {"uln": "120", "baseline": "200"}, 1),
    ("alp", ("6.0",), "200", "U/L", {"uln": "120", "baseline": "200"}, 0),
    ("alp", ("6.0",), "110", "U/L", {"uln": "120", "baseline": "100"}, 0),
    ("alp", ("6.0",), "5000", "U/L", {"uln": "120"}, 1),
    ("bilirubin", ("5.0",), "5.4", "mg/dL", {"uln": "1.2", "baseline": "2.0"}, 2),
    ("bilirubin", ("6.0",), "5.4", "mg/dL", {"uln": "1.2", "baseline": "2.0"}, 3),
    ("bilirubin", ("5.0",), "2.0", "mg/dL", {"uln": "1.2", "baseline": "2.0"}, 0),
    ("bilirubin", ("6.0",), "2.0", "mg/dL", {"uln": "1.2", "baseline": "2.0"}, 1),
    ("inr", BOTH, "1.2", "", {}, 0),
    ("inr", BOTH, "1.8", "", {"baseline": "1.8"}, 2),
    ("inr", BOTH, "2.5", "ratio", {}, 2),
    ("inr", BOTH, "2.51", "ratio", {}, 3),
    ("inr", BOTH, "1.8", "", {"baseline": "1.8", "anticoagulant": True}, 0),
    ("inr", BOTH, "2.8", "", {"baseline": "1.8", "anticoagulant": True}, 2),
    ("creatinine", BOTH, "1.0", "mg/dL", {"uln": "1.2", "baseline": "0.5", "lln": "0.6"}, 2),
    ("creatinine", ("5.0",), "1.3", "mg/dL", {"uln": "1.2", "baseline": "0.7", "lln": "0.6"}, 2),
    ("creatinine", ("6.0",), "1.3", "mg/dL", {"uln": "1.2", "baseline": "0.7", "lln": "0.6"}, 1),
    ("creatinine", ("6.0",), "1.0", "mg/dL", {"uln": "1.2", "baseline": "0.6", "lln": "0.6"}, 0),
    ("creatinine", ("5.0",), "106.08", "µmol/L", {"uln": "106.08"}, 0),
    ("haemoglobin", BOTH, "79", "g/L", {"lln": "120"}, 3),
    ("haemoglobin", BOTH, "80", "g/L", {"lln": "120"}, 2),
    ("haemoglobin", BOTH, "10.0", "g/dL", {"lln": "12"}, 1),
    ("haemoglobin", BOTH, "4.8", "mmol/L", {"lln": "7.4"}, 3),
    ("wbc", BOTH, "0.99", "10^9/L", {"lln": "4"}, 4),
    ("wbc", BOTH, "3.0", "10^9/L", {"lln": "4"}, 1),
    ("leukocytosis", BOTH, "100", "10^9/L", {}, 0),
    ("leukocytosis", BOTH, "100001", "cells/µL", {}, 3),
    ("albumin", BOTH, "30", "g/L", {"lln": "35"}, 1),
    ("albumin", BOTH, "2.9", "g/dL", {"lln": "3.5"}, 2),
    ("albumin", BOTH, "1.9", "g/dL", {"lln": "3.5"}, 3),
    ("sodium", BOTH, "130", "mmol/L", {"lln": "135"}, 1),
    ("sodium", BOTH, "129", "mEq/L", {"lln": "135"}, 2),
    ("sodium", BOTH, "125", "mmol/L", {"lln": "135"}, 2),
    ("sodium", BOTH, "124", "mmol/L", {"lln": "135"}, 3),
    ("sodium", BOTH, "120", "mmol/L", {"lln": "135"}, 3),
    ("sodium", BOTH, "119.9", "mmol/L", {"lln": "135"}, 4),
    ("potassium", BOTH, "3.0", "mmol/L", {"lln": "3.5"}, 1),
    ("potassium", BOTH, "2.9", "mmol/L", {"lln": "3.5"}, 3),
    ("potassium", BOTH, "2.4", "mmol/L", {"lln": "3.5"}, 4),
    ("magnesium", BOTH, "0.5", "mmol/L", {"lln": "0.7"}, 1),
    ("magnesium", BOTH, "0.69", "mg/dL", {"lln": "1.7"}, 4),
    ("spo2", BOTH, "87", "%", {}, 3),
    ("spo2", BOTH, "87", "%", {"exercise": True}, 2),
    ("spo2", ("5.0",), "88", "%", {}, 0),
    ("spo2", ("6.0",), "93", "%", {"lln": "94"}, 1),
    ("qtc", BOTH, "449", "ms", {}, 0),
    ("qtc", BOTH, "480", "ms", {}, 1),
    ("qtc", BOTH, "500", "ms", {}, 2),
    ("qtc", BOTH, "501", "ms", {}, 3),
    ("qtc", BOTH, "440", "ms", {"baseline": "380"}, 0),
    ("qtc", BOTH, "441", "ms", {"baseline": "380"}, 3),
]


@pytest.mark.parametrize(("test", "versions", "value", "unit", "beside", "expected"), VECTORS)
def test_a_value_at_a_limit_has_the_grade_ctcae_prints(test, versions, value, unit, beside, expected):
    """VAL-04."""
    for version in versions:
        assert grade(test, version, value, unit, **beside).grade == expected


ULNS = [Decimal(n) / 10 for n in range(3, 15)]


@pytest.mark.parametrize("uln", ULNS)
@pytest.mark.parametrize(
    ("test", "unit", "limits"),
    [
        ("bilirubin", "mg/dL", ("1.5", "3", "10")),
        ("creatinine", "mg/dL", ("1.5", "3", "6")),
        ("alt", "U/L", ("3", "5", "20")),
        ("ast", "U/L", ("3", "5", "20")),
        ("alp", "U/L", ("2.5", "5", "20")),
    ],
)
def test_exactly_a_multiple_of_the_upper_limit_is_the_milder_grade(test, unit, limits, uln):
    assert grade(test, "5.0", uln, unit, uln=uln).grade == 0
    for milder, k in enumerate(limits, 1):
        at = Decimal(k) * uln
        assert grade(test, "5.0", at, unit, uln=uln).grade == milder
        assert grade(test, "5.0", at + Decimal("1e-9"), unit, uln=uln).grade == milder + 1


@pytest.mark.parametrize("uln", ULNS)
@pytest.mark.parametrize("k", ["1.5", "2.5", "3", "5", "10", "20"])
def test_a_multiple_is_compared_in_decimals_for_every_limit_of_the_table(k, uln):
    # 3 × 0.3 is above 0.9 in binary: there the value would leave its grade.
    value = Decimal(k) * uln
    for test, steps in ((t, GRADERS[t].steps["5.0"]) for t in ("alt", "alp", "bilirubin", "creatinine")):
        passed = [s.grade for s in steps if s.of == ("uln",) and Decimal(k) > s.factor]
        assert grade(test, "5.0", value, GRADERS[test].units[0], uln=uln).grade == max(passed)


def test_symptoms_suggest_a_grade_above_the_number_and_leave_the_number_alone():
    tingling = grade("ionised_calcium", "5.0", "1.05", "mmol/L", lln="1.12", symptomatic=True)
    assert (tingling.grade, tingling.suggested) == (1, 2)
    assert grade("ionised_calcium", "5.0", "1.2", "mmol/L", lln="1.12", symptomatic=True).suggested == 0
    confused = grade("sodium", "5.0", "127", "mmol/L", lln="135", symptomatic=True)
    assert (confused.grade, confused.suggested) == (2, 3)
    mild = grade("sodium", "5.0", "131", "mmol/L", lln="135", symptomatic=True)
    assert (mild.grade, mild.suggested) == (1, 1)
    assert grade("platelets", "6.0", "60", "10^9/L", transfusion=True).suggested == 3
    assert grade("platelets", "5.0", "60", "10^9/L", transfusion=True).suggested == 2


def test_the_gap_of_version_six_is_graded_and_marked():
    high = grade("alt", "6.0", "650", "U/L", uln="40", baseline="300")
    assert (high.grade, high.edge_case) == (3, True)
    assert "baseline up to 5 × ULN; this one is higher" in high.sentence
    for baseline, value in (("200", "450"), ("300", "600"), ("300", "1201")):
        assert not grade("alt", "6.0", value, "U/L", uln="40", baseline=baseline).edge_case
    assert not grade("alt", "5.0", "1000", "U/L", uln="40", baseline="300").edge_case


@pytest.mark.parametrize(
    ("test", "value", "unit", "five", "six"),
    [
        ("sodium", "129.5", "mmol/L", (2, True), (2, False)),
        ("sodium", "124.5", "mmol/L", (3, True), (3, False)),
        ("qtc", "480.5", "ms", (2, True), (2, True)),
        ("qtc", "500.5", "ms", (3, True), (3, False)),
    ],
)
def test_a_gap_between_whole_numbers_takes_the_graver_grade_and_is_marked(test, value, unit, five, six):
    for version, expected in (("5.0", five), ("6.0", six)):
        graded = grade(test, version, value, unit, lln="135" if test == "sodium" else "1")
        assert (graded.grade, graded.edge_case) == expected


def test_a_value_the_laboratory_calls_normal_below_a_printed_limit_is_graded_and_marked():
    graded = grade("platelets", "5.0", "70", "10^9/L", lln="65")
    assert (graded.grade, graded.edge_case) == (2, True)
    assert "within the laboratory's own range" in graded.sentence


@pytest.mark.parametrize(
    ("test", "value", "unit", "beside", "missing"),
    [
        ("alt", "20", "U/L", {"baseline": "15"}, "upper limit of normal"),
        ("bilirubin", "90", "mg/dL", {}, "upper limit of normal"),
        ("platelets", "80", "10^9/L", {}, "lower limit of normal"),
        ("creatinine", "1.0", "mg/dL", {"baseline": "0.9", "lln": "0.6"}, "upper limit of normal"),
        ("inr", "1.1", "", {"anticoagulant": True}, "baseline"),
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_missing_reference_gives_no_grade_and_is_named(version, test, value, unit, beside, missing):
    graded = grade(test, version, value, unit, **beside)
    assert graded.grade is None
    assert graded.suggested is None
    assert graded.missing == (missing,)
    assert graded.sentence == f"Not gradable: {GRADERS[test].label}: {missing} missing."


def test_a_missing_reference_matters_only_where_it_could_make_the_grade_worse():
    assert grade("platelets", "5.0", "20", "10^9/L").grade == 4
    # Version 6.0 counts multiples of a baseline below the range: without the range, 2 × 0.5 cannot be judged.
    assert grade("creatinine", "6.0", "1.0", "mg/dL", uln="1.2", baseline="0.5").grade is None
    # Above 6 × ULN no multiple of baseline could make it worse.
    assert grade("creatinine", "6.0", "8.0", "mg/dL", uln="1.2", baseline="0.5").grade == 4
    assert grade("spo2", "6.0", "87", "%").grade == 3
    assert grade("spo2", "6.0", "93", "%").grade is None


def test_a_baseline_nobody_knows_counts_as_normal_and_is_said():
    graded = grade("alt", "5.0", "130", "U/L", uln="40")
    assert graded.grade == 2
    assert "no baseline is known" in graded.sentence


def test_a_fever_of_unknown_duration_is_a_floor():
    assert "beyond 24 hours it is grade 4" in grade("temperature", "5.0", "40.1", "°C").sentence


@pytest.mark.parametrize("version", VERSIONS)
def test_what_no_number_grades_says_why(version):
    total = grade("calcium", version, "6.0", "mg/dL", lln="8.5")
    assert (total.grade, total.term) == (None, "Hypocalcemia")
    assert "citrate hides in it" in total.sentence
    pressure = grade("systolic", version, "70", "mmHg")
    assert (pressure.grade, pressure.term) == (None, "Hypotension")


def test_a_unit_without_limits_is_converted_or_not_graded():
    # 3.6 mg/dL of ionised calcium is 0.9 mmol/L, the limit itself.
    converted = grade("ionised_calcium", "5.0", "3.6", "mg/dL", lln="4.5")
    assert converted.grade == 2
    assert converted.driver == "3.6 mg/dL (0.9 mmol/L) is below 1"
    unknown = grade("bilirubin", "5.0", "3", "g/L", uln="1.2")
    assert (unknown.grade, unknown.missing) == (None, ("unit",))
    assert "Bilirubin is not graded in g/L (known: mg/dL, µmol/L)" in unknown.sentence
    assert grade("alt", "5.0", "130", "IU/L", uln="40").grade == 2


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: grade("ggt", "5.0", "1", "U/L"), "'ggt' is not graded by a number"),
        (lambda: grade("alt", "4.0", "1", "U/L"), "CTCAE 4.0 is not known"),
        (lambda: grade("systolic", "4.0", "1", "mmHg"), "CTCAE 4.0 is not known"),
        (
            lambda: grade("alt", "5.0", "NaN", "U/L", uln="40"),
            "alt: value Decimal\\('NaN'\\) is not a finite",
        ),
        (lambda: grade("alt", "5.0", "1", "U/L", tired=True), "'tired' is no finding a grade depends on"),
        (
            lambda: grade_value("alt", "5.0", 0.1, "U/L", uln=Decimal(1)),
            "alt: value 0.1 is not a finite decimal",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence(ask, sentence):
    with pytest.raises(ValueError, match="^" + sentence):
        ask()


def test_an_abnormal_baseline_is_emergent_only_when_it_gets_worse():
    own = baseline_grade("inr", "5.0", Decimal("1.8"), "")
    assert own.grade == 2
    assert not emergent(2, own.grade)
    assert emergent(3, own.grade)
    assert emergent(1, None)
    assert not emergent(0, None)
    assert emergent(4, 4)
    unchanged = grade("alt", "6.0", "80", "U/L", uln="40", baseline="80")
    before = baseline_grade("alt", "6.0", Decimal(80), "U/L", uln=Decimal(40))
    assert (unchanged.grade, before.grade) == (1, 1)
    assert not emergent(unchanged.grade, before.grade)


def test_an_anticoagulated_baseline_is_its_own_measure():
    assert baseline_grade("inr", "5.0", Decimal("2.3"), "", anticoagulant=True).grade == 0


def test_one_measurement_can_have_two_graders():
    assert graders_of("wbc") == ("wbc", "leukocytosis")
    assert graders_of("calcium") == ("calcium",)
    assert graders_of("alp") == ("alp",)
    assert graders_of("ferritin") == ()


PRINTED = re.compile(r"\d[\d,]*\.?\d*")
# Where whole numbers are printed (125-129, 481 - 500, 102.3), a limit is next to the number and not the number itself.
WHOLE = {"sodium", "qtc", "temperature"}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("test", sorted(GRADERS))
def test_every_limit_stands_in_the_words_of_its_grade(test, version):
    grader = GRADERS[test]
    off = {Decimal(0), Decimal("0.1"), Decimal(1)} if test in WHOLE else {Decimal(0)}
    for step in grader.steps[version]:
        assert step.grade in grades_defined(grader.terms[version], version)
        words = text(grader.terms[version], version, step.grade)
        printed = [Decimal(number.replace(",", "")) for number in PRINTED.findall(words)]
        limits = [limit for unit, limit in step.limits.items() if (test, unit) != ("leukocytosis", "10^9/L")]
        limits += [step.factor] if step.of and step.factor != 1 else []
        limits += [step.change] if step.change is not None else []
        assert all(any(abs(limit - number) in off for number in printed) for limit in limits)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("test", sorted(GRADERS))
@given(st.decimals("0.01", "500", places=2), st.decimals("0.01", "500", places=2))
def test_a_value_further_from_normal_is_never_milder(test, version, one, other):
    grader = GRADERS[test]
    falls = grader.steps[version][-1].relation == "<"
    near, far = (max(one, other), min(one, other)) if falls else (min(one, other), max(one, other))
    beside = {"lln": "300", "uln": "5", "baseline": "7", "hours": "30"}
    grades = [grade(test, version, value, grader.units[0], **beside).grade for value in (near, far)]
    assert grades[0] <= grades[1]
