import pytest

from hepatica.scores import Draw, Findings, compare, compute, panel

FINDINGS = Findings(
    ascites="mild", encephalopathy="none", dialysis=False, sex="female", age_years="52", cholestatic=False
)
LIVER = {
    "bilirubin": ("54", "umol/L"),
    "creatinine": ("0.9", "mg/dL"),
    "sodium": ("131", "mEq/L"),
    "albumin": ("28", "g/L"),
    "inr": ("1.58", ""),
}


def draw(**changed):
    values = {key: value for key, value in (LIVER | changed).items() if value}
    return Draw(at="2026-03-05T08:10", values=values)


def inr_only(at, value="1.58"):
    return Draw(at=at, values={"inr": (value, "")})


def test_one_draw_gives_every_score_of_the_trial():
    results = panel(draw(), FINDINGS)
    assert {name: result.display for name, result in results.items()} == {
        "MELD_I_UNROUNDED": "15.9",
        "MELD_UNOS_2002": "16",
        "MELD_NA_OPTN_2016": "21",
        "MELD_3_0": "21",
        "CHILD_PUGH": "9",
        "CHILD_PUGH_CLASS": "B",
        "ALBI": "-1.24",
        "ALBI_GRADE": "3",
    }
    assert all(result.flags == () for result in results.values())


def test_an_inr_within_24_hours_counts_and_is_flagged():
    result = panel(draw(inr=None), FINDINGS, others=[inr_only("2026-03-04T08:10")])["MELD_I_UNROUNDED"]
    assert result.display == "15.9"
    assert result.flags == ("INR is from another draw within 24 h (4 Mar, 5 Mar)",)


def test_an_inr_from_another_day_does_not_count():
    results = panel(draw(inr=None), FINDINGS, others=[inr_only("2026-03-03T08:10")])
    assert results["MELD_I_UNROUNDED"].problem == "not computable: INR is from another draw (3 Mar, 5 Mar)"
    assert results["MELD_I_UNROUNDED"].missing == ("INR",)
    assert results["CHILD_PUGH"].problem == "not computable: INR is from another draw (3 Mar, 5 Mar)"
    assert results["ALBI"].value is not None


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2026-03-06T08:10", True),
        ("2026-03-06T08:11", False),
        ("2026-03-05", True),
        ("2026-03-04", False),
        ("2026-03", False),
    ],
)
def test_24_hours_are_counted_to_the_minute_and_need_a_time_or_the_same_day(at, counts):
    result = panel(draw(inr=None), FINDINGS, others=[inr_only(at)])["MELD_UNOS_2002"]
    assert (result.value is not None) is counts


def test_the_nearest_inr_is_taken():
    others = [
        inr_only("2026-03-04T20:00", "3"),
        inr_only("2026-03-05T09:00", "1.58"),
        inr_only("2026-03-01", "9"),
    ]
    assert panel(draw(inr=None), FINDINGS, others=others)["MELD_I_UNROUNDED"].display == "15.9"


def test_an_inr_whose_time_is_known_is_taken_before_a_nearer_day_without_a_time():
    others = [inr_only("2026-03-06", "9"), inr_only("2026-03-06T07:00", "1.58")]
    assert panel(draw(inr=None), FINDINGS, others=others)["MELD_I_UNROUNDED"].display == "15.9"


def test_any_other_component_from_another_draw_does_not_count_even_on_the_same_day():
    later = Draw(at="2026-03-05T19:40", values={"sodium": ("131", "mmol/L")})
    result = panel(draw(sodium=None), FINDINGS, others=[later])["MELD_NA_OPTN_2016"]
    assert result.problem == "not computable: sodium is from another draw (5 Mar 19:40, 5 Mar 08:10)"


def test_what_is_nowhere_is_missing():
    results = panel(draw(inr=None, albumin=None), Findings(ascites="none"))
    assert results["MELD_UNOS_2002"].problem == "not computable: INR missing"
    assert results["MELD_3_0"].problem == "not computable: INR, albumin, sex and age missing"
    assert results["CHILD_PUGH"].missing == ("albumin", "encephalopathy", "INR or PT prolongation")


def test_prothrombin_time_stands_in_for_the_inr_in_child_pugh_alone():
    results = panel(draw(inr=None, pt_prolongation=("5", "s")), FINDINGS)
    assert results["CHILD_PUGH"].display == "10"  # 5 s are two points, where INR 1.58 is one
    assert results["CHILD_PUGH"].flags == ("by PT prolongation: no INR in this draw",)
    assert results["MELD_UNOS_2002"].problem == "not computable: INR missing"


def test_silence_about_dialysis_is_flagged():
    flags = panel(draw(), Findings())["MELD_UNOS_2002"].flags
    assert flags == ("dialysis not stated, counted as none",)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"bilirubin": ("54", "mmol")}, "not computable: bilirubin: unit 'mmol' is not a concentration"),
        ({"bilirubin": ("<0.2", "mg/dL")}, "not computable: bilirubin_mg_dl: '<0.2' is not a number"),
        ({"inr": ("80", "")}, "not computable: inr: '80' cannot be; INR lies within 0.3 to 20"),
        ({"inr": ("1.5", "s")}, "not computable: INR: unit 's' is not expected"),
    ],
)
def test_a_value_that_cannot_be_makes_a_sentence_and_never_a_score(changed, problem):
    result = panel(draw(**changed), FINDINGS)["MELD_UNOS_2002"]
    assert (result.value, result.problem) == (None, problem)


def test_a_hospitals_own_value_is_compared_at_the_decimals_it_printed():
    result = compute("MELD_I_UNROUNDED", {"bilirubin_mg_dl": "2.9", "creatinine_mg_dl": "0.6", "inr": "1.3"})
    assert compare("13.4", result) is None
    assert compare("13", result) is None
    assert (
        compare("13.0", result) == "MELD, unrounded: the hospital says 13.0, computed 13.4 (difference 0.4)"
    )
    assert compare("high", result) == "MELD, unrounded: the hospital's own value 'high' is not a number"


def test_a_hospitals_own_class_is_compared_as_a_letter():
    result = panel(draw(), FINDINGS)["CHILD_PUGH_CLASS"]
    assert compare("b", result) is None
    assert compare("C", result) == "Child-Pugh class: the hospital says C, computed B"


def test_nothing_is_compared_with_a_score_that_is_not_there():
    assert compare("12", compute("MELD_UNOS_2002", {})) is None
