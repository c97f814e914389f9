import pytest
from tests.stats.oracles.beside import FOLDER, beside, disagreeing, shared

from hepatica.stats.oracles.ranked import SHAPES

WINS, MIXED = SHAPES
needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)

HIERARCHY = {
    "trial": {
        "count_favorable": [0, 5, 11],
        "count_unfavorable": [0, 4, 5],
        "netBenefit_cum": [0, 0.04, 0.28],
        "winRatio_cum": ["NaN", 1.25, 1.777777777778],
        "netBenefit_ci": {"estimate": 0.28, "se": 0.3541750979389, "lower.ci": -0.4345895428392},
        "WR_two_level": {"theta": [0.2, 0.16], "log.WR": 0.2231435513142, "se": [[1.431782106328]]},
    },
    "other": {"note": "no data", "WR": 1.3, "ci": [1.0, 1.7]},
    "split": [{"WO": 1.25, "WR": 1.5, "Overall": 18000, "WIN": 6000, "LOSS": 4000, "TIE": 8000}],
    "a_note": "change with threshold 1 (lower is better)",
}
COLUMNS = ("id", "trt", "time_death", "death", "time_decomp", "decomp", "dmeld")
TEN = [
    dict(zip(COLUMNS, line.split(","), strict=True))
    for line in [
        "1,1,1,0,1,0,-2",
        "2,1,1,0,1,0,-4",
        "3,1,1,0,1,0,3",
        "4,1,1,0,1,0,0",
        "5,1,1,0,0.663,1,1",
        "6,0,1,0,1,0,-1",
        "7,0,1,0,1,0,1",
        "8,0,1,0,0.525,1,8",
        "9,0,1,0,1,0,4",
        "10,0,1,0,1,0,-1",
    ]
]


def test_a_hierarchy_is_read_from_its_columns_and_note():
    assert WINS.matches(HIERARCHY)
    assert not MIXED.matches(HIERARCHY)
    cases = list(WINS.cases(HIERARCHY, {"trial.csv": TEN}.get))
    assert disagreeing(cases) == []
    named = {case.case: case for case in cases}
    assert named["trial.WR_two_level.se"].agrees
    assert named["trial.winRatio_cum"].agrees
    assert named["split[0].TIE"].agrees
    assert (named["other.ci"].got, named["other.ci"].why != "") == (None, True)


def test_odds_that_fix_no_pairs_are_told_and_stop_nothing_else():
    content = {"split": [{"WO": 1.0, "WR": 1.0, "Overall": 10, "WIN": 5}, *HIERARCHY["split"]]}
    cases = list(WINS.cases(content, {}.get))
    assert disagreeing(cases) == []
    assert "no pairs give a win odds of 1.0" in cases[0].why
    assert cases[-1].agrees


def test_without_its_data_no_number_is_made_up():
    cases = list(WINS.cases(HIERARCHY, {}.get))
    assert {case.case for case in cases if case.got is not None} == {
        f"split[0].{k}" for k in ("WIN", "LOSS", "TIE")
    }


def test_one_ordered_outcome_is_read_from_values_or_from_counts_alike():
    content = {
        "table": {
            "data": "t.csv (made up)",
            "win": 3,
            "loss": 1,
            "tie": 2,
            "WO": 2.0,
            "WP": 4 / 6,
            "NB": {},
            "z": 9,
        }
    }
    counted = [
        {"TRTP": "Active", "GROUP": "1", "Freq": "1"},
        {"TRTP": "Active", "GROUP": "2", "Freq": "0"},
        {"TRTP": "Active", "GROUP": "3", "Freq": "1"},
        {"TRTP": "Placebo", "GROUP": "1", "Freq": "2"},
        {"TRTP": "Placebo", "GROUP": "2", "Freq": "1"},
    ]
    listed = [
        {"TRTP": row["TRTP"][0], "AVAL": row["GROUP"]} for row in counted for _ in range(int(row["Freq"]))
    ]
    for rows in (counted, listed):
        cases = list(WINS.cases(content, {"t.csv": rows}.get))
        assert disagreeing(cases) == []
        assert [case.case for case in cases if case.got is None] == ["table.z"]
        assert len(cases) == 6


@needs_shared
def test_wins_agree_with_sas_hce_buysetest_and_wr():
    cases = list(WINS.cases(shared("win_statistics.json"), beside))
    assert disagreeing(cases) == []
    assert {case.case.split(".")[0] for case in cases if case.got is None} == {"hf_action"}
    assert sum(case.agrees is True for case in cases) == 59
