"""The odds of a hold, as a person asks for them: JSON with full precision, or a sentence."""

import json

import pytest
from tests.cli.conftest import hepatica


def test_the_odds_of_a_hold_are_printed_as_json_with_full_precision():
    done = hepatica("safety", "operating-characteristics", "--g45", "0.05", "--g3", "0.20")
    told = json.loads(done.stdout)
    assert told["p_hold"] == pytest.approx(1 - 0.75**5 - 5 * 0.20 * 0.75**4, abs=1e-12)
    assert told["expected_dosed"] == pytest.approx(4.22578125, abs=1e-12)
    assert "second participant" in told["rule"]
    assert told["n"] == 5


def test_the_distribution_says_how_many_are_dosed_and_adds_up():
    done = hepatica("safety", "operating-characteristics", "--g45", "0.1", "--g3", "0.2", "--n", "4")
    told = json.loads(done.stdout)
    lines = told["distribution"]
    assert [line["dosed"] for line in lines] == [1, 2, 3, 4]
    assert sum(line["probability"] for line in lines) == pytest.approx(1)
    assert sum(line["held_here"] for line in lines) == pytest.approx(told["p_hold"])
    assert sum(line["dosed"] * line["probability"] for line in lines) == pytest.approx(told["expected_dosed"])


@pytest.mark.parametrize(
    ("g45", "g3", "n", "said"),
    [
        ("0.7", "0.4", "5", "exceed 1 together"),
        ("-0.1", "0.2", "5", "does not lie between 0 and 1"),
        ("0.1", "nan", "5", "a rate of nan"),
        ("0.1", "0.2", "0", "0 participants cannot be"),
    ],
)
def test_rates_that_cannot_be_are_answered_with_a_sentence(g45, g3, n, said):
    done = hepatica("safety", "operating-characteristics", f"--g45={g45}", f"--g3={g3}", "--n", n)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stdout == ""
