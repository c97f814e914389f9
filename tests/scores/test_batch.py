import json

import pytest

from hepatica.cli.score import scores
from hepatica.scores import ScoreError, run_batch


def answer(score, inputs, **more):
    (row,) = run_batch([{"score": score, "inputs": inputs, **more}], registry=scores())
    return row["value"], row["error"]


def test_rows_come_out_in_order_with_every_column_kept():
    rows = [
        {"id": "b", "score": "ALBI_GRADE", "inputs": '{"albumin_g_l": 28, "bilirubin_umol_l": 32}'},
        {"id": "a", "score": "CHILD_PUGH", "inputs": "{}"},
    ]
    assert list(run_batch(rows)) == [
        {**rows[0], "value": "3", "error": ""},
        {
            **rows[1],
            "value": "",
            "error": "not computable: bilirubin, albumin, ascites, encephalopathy and INR or PT prolongation missing",
        },
    ]


def test_an_interval_is_a_json_list():
    value, error = answer("CLOPPER_PEARSON_CI95", '{"n": 5, "x": 0}')
    assert json.loads(value) == pytest.approx([0, 0.5218237501])
    assert error == ""


def test_a_number_is_printed_without_exponent_to_fifteen_digits():
    inputs = '{"ast_u_l": 1, "ast_uln_u_l": 30, "platelets_10e9_l": 5000}'
    assert answer("APRI", inputs)[0] == "0.00066666666667"


def test_a_number_in_json_stays_the_decimal_that_was_written():
    assert answer("CONV_BILIRUBIN_UMOL_TO_MG", '{"bilirubin_umol_l": 51.3}') == ("3", "")


@pytest.mark.parametrize(
    ("score", "inputs", "error"),
    [
        ("MELD_XI", "{", "inputs are not valid JSON"),
        ("MELD_XI", "", "inputs are not valid JSON"),
        ("MELD_XI", "[1]", "inputs are not a JSON object"),
        ("MELD_XI", '{"inr": 1}', "MELD_XI has no input 'inr'"),
        ("MELD_XI", '{"bilirubin_mg_dl": NaN}', "bilirubin_mg_dl: NaN is not a finite number"),
        ("MELD_XI", '{"bilirubin_mg_dl": 1e999}', "bilirubin_mg_dl: 1E+999 cannot be"),
        ("MELD_XI", '{"bilirubin_mg_dl": [1]}', r"bilirubin_mg_dl: \[1\] is not a number"),
        ("MELD_XI", '{"bilirubin_mg_dl": 1, "bilirubin_mg_dl": 2}', "bilirubin_mg_dl is given twice"),
        ("", "{}", "no score is called ''"),
        ("FLOW_GATE_COUNT", "{}", "FLOW_GATE_COUNT reads a file: ask for it in a table"),
        ("WILSON_CI95", '{"n": 5, "x": 6}', "x and n: 6 of 5 is not a proportion"),
        ("WILSON_CI95", '{"n": 5, "x": 0.5}', "x: 0.5 is not a whole number"),
    ],
)
def test_a_row_that_cannot_be_answered_says_why(score, inputs, error):
    value, sentence = answer(score, inputs)
    assert value == ""
    assert sentence.startswith(error.replace("\\", ""))


def test_a_row_no_score_computes_is_answered_by_who_can():
    def refuse(inputs):
        raise ScoreError(f"file '{inputs['file']}' is not there")

    rows = [
        {"score": " COUNT ", "inputs": '{"x": 2.50}'},
        {"score": "REFUSE", "inputs": '{"file": "cells.fcs"}'},
    ]
    answers = list(run_batch(rows, elsewhere={"COUNT": lambda inputs: inputs["x"], "REFUSE": refuse}))
    assert [(row["value"], row["error"]) for row in answers] == [
        ("2.5", ""),
        ("", "file 'cells.fcs' is not there"),
    ]
