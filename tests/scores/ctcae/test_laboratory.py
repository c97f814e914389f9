import json

import pytest

from hepatica.scores import SCORES, ScoreError, compute, run_batch
from hepatica.scores.ctcae import GRADERS


def test_every_graded_measurement_is_a_public_score():
    named = {name for name in SCORES if name.startswith("CTCAE_")}
    calcium = {"ionised_calcium", "corrected_calcium"}
    assert named == {f"CTCAE_{test.upper()}_GRADE" for test in GRADERS.keys() - calcium} | {
        "CTCAE_HYPOCALCAEMIA_GRADE"
    }


def test_the_version_is_an_input_and_the_answer_explains_itself():
    inputs = {"platelets_10e9_l": 20, "lln": 150}
    five, six = (compute("CTCAE_PLATELETS_GRADE", {**inputs, "version": v}) for v in ("5.0", "6.0"))
    assert (five.value, six.value) == (4, 3)
    assert six.flags[0] == "Platelets 20 10^9/L is below 50: grade 3 of Thrombocytopenia, CTCAE 6.0."
    assert compute("CTCAE_PLATELETS_GRADE", inputs).value == 4


def test_a_version_read_as_a_number_counts_as_its_text():
    rows = [
        {
            "score": "CTCAE_ALT_GRADE",
            "inputs": f'{{"alt_u_l": 200, "uln": 40, "baseline": 80, "version": {v}}}',
        }
        for v in ("5.0", '"6.0"', "6.0", "4.03")
    ]
    answers = list(run_batch(rows))
    assert [answer["value"] for answer in answers] == ["1", "3", "3", ""]
    assert answers[3]["error"] == "version: 4.03 is not one of 5.0, 6.0"


@pytest.mark.parametrize(
    ("score", "inputs", "value"),
    [
        ("HAEMOGLOBIN", {"haemoglobin_g_l": 79, "lln": 120}, 3),
        ("BILIRUBIN", {"bilirubin_umol_l": "92.34", "uln": "20.52", "baseline": "34.2", "version": "6.0"}, 3),
        ("INR", {"inr": "1.8"}, 2),
        ("TEMPERATURE", {"temperature_c": "40.1", "hours": 25}, 4),
        ("SPO2", {"spo2_percent": 93, "lln": 94, "version": "6.0"}, 1),
        ("HYPOCALCAEMIA", {"ionised_calcium_mmol_l": "0.90", "lln": "1.12", "version": "6.0"}, 2),
    ],
)
def test_a_score_grades_in_the_unit_of_its_key(score, inputs, value):
    assert compute(f"CTCAE_{score}_GRADE", inputs).value == value


def test_symptoms_are_named_beside_the_grade_of_the_number():
    inputs = {"ionised_calcium_mmol_l": "1.05", "lln": "1.12", "symptomatic": True}
    result = compute("CTCAE_HYPOCALCAEMIA_GRADE", inputs)
    assert result.value == 1
    assert "grade 2 is suggested" in " ".join(result.flags)


def test_what_cannot_be_graded_is_a_sentence_and_no_grade_nought():
    assert compute("CTCAE_ALT_GRADE", {"alt_u_l": 20}).problem == (
        "not computable: upper limit of normal missing"
    )
    inputs = {"creatinine_mg_dl": 1, "uln": "1.2", "baseline": "0.5", "version": "6.0"}
    with pytest.raises(ScoreError, match="lower limit of normal missing") as refusal:
        compute("CTCAE_CREATININE_GRADE", inputs)
    assert refusal.value.key == "lln"
    row = next(run_batch([{"score": "CTCAE_CREATININE_GRADE", "inputs": json.dumps(inputs)}]))
    assert (row["value"], row["error"]) == ("", "Not gradable: Creatinine: lower limit of normal missing.")
