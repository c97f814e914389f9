from decimal import Decimal

import pytest

from hepatica.scores.calculated import OPERANDS, RULES, compute_item


def compute(rule, *values, **more):
    return compute_item(rule, [Decimal(value) for value in values], **more)


@pytest.mark.parametrize(
    ("rule", "values", "decimals", "result"),
    [
        ("percent", ("1", "8"), None, "12.5"),
        ("percent", ("1", "3"), None, "33.333333"),
        ("percent", ("1", "3"), 1, "33.3"),
        ("ratio", ("3", "2"), None, "1.5"),
        ("per_kg", ("320", "60"), 2, "5.33"),
        ("product", ("2", "3", "0.5"), None, "3"),
        ("total", ("0.1", "0.2"), None, "0.3"),
        ("total", ("7",), None, "7"),
        ("difference", ("1.0", "3"), None, "-2"),
        ("minutes", ("480", "495"), None, "15"),
        ("bmi", ("70", "170"), 1, "24.2"),
        ("bmi", ("72.25", "170"), 1, "25.0"),
        ("ratio", ("1", "8"), 2, "0.13"),
    ],
)
def test_a_rule_computes_exactly_and_rounds_half_up(rule, values, decimals, result):
    assert compute(rule, *values, decimals=decimals) == result


@pytest.mark.parametrize(
    ("rule", "values"), [("percent", ("1", "0")), ("per_kg", ("1", "0")), ("bmi", ("70", "0"))]
)
def test_a_division_by_zero_has_no_answer(rule, values):
    assert compute(rule, *values) is None


def test_an_unknown_rule_and_a_wrong_number_of_operands_are_errors():
    with pytest.raises(KeyError):
        compute("magic", "1")
    with pytest.raises(ValueError, match="unpack"):
        compute("ratio", "1")


def test_every_rule_says_how_many_operands_it_takes():
    assert OPERANDS.keys() == RULES.keys()
    assert {name for name, count in OPERANDS.items() if count is None} == {"product", "total"}
