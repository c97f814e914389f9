"""Reference boundaries are recognised by their keys and recomputed with the parameters they state."""

import pytest
from tests.stats.oracles.beside import FOLDER, beside, disagreeing, shared

from hepatica.stats.oracles import recognise
from hepatica.stats.oracles.stopping import SHAPES

BINARY, EXPOSURE, SIGNIFICANCE, _ = SHAPES
needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)
FIVE = {
    "ns": [1, 2, 3, 4, 5], "p0": 0.15, "alpha": 0.1, "type": "BB", "param": [0.3, 1.7], "cval": 0.8983337432546,
    "boundary": [2, 2, 2, 3, 3], "oc": [{"p": 0.3, "reject": 0.25569, "e_events": 1.3434}],
}  # fmt: skip
COHORTS = {
    "ns": [5, 10, 15, 20, 25], "p0": 0.15, "alpha": 0.05, "type": "Pocock", "param": {},
    "boundary": [4, 5, 6, 7, 8], "oc": [{"p": 0.15, "reject": 0.04100706395693, "e_events": 3.70042784745}],
}  # fmt: skip
OVER_TIME = {
    "n": 30, "p0": 0.15, "alpha": 0.1, "type": "SPRT", "tau": 6, "param": 0.3, "cval": 1.7365400692,
    "rule": [
        [19.2077804263, 3], [43.4984632738, 4], [67.7891461214, 5], [92.0798289689, 6],
        [116.3705118164, 7], [140.6611946639, 8], [164.9518775115, 9], [180, 10],
    ],
    "oc": [[0.15, 0.10205259468, 4.5756974598], [0.3, 0.75195574089, 5.867038854]],
    "oc_cols": ["p", "Reject Prob", "E(Events)"],
}  # fmt: skip
TESTS = {
    "args": {"pLo": 0.2, "pHi": 0.35, "n": [20, 40, 60, 75], "ngrid": 2},
    "out": {
        "looks": [20, 40, 60, 75], "lo.bdry": [7, 12, 17, 20], "hi.bdry": [7, 12, 17, 21], "delta": 0,
        "bdry.oc": [
            [0.2, 0.10130090772, 0.079123173807, 71.9565768444, 0.087506409806, 0.079123173807, 71.9565768444],
            [0.35, 0.93506797433, 0.85852429845, 39.9265977412, 0.9114105815, 0.85852429845, 39.9265977412],
        ],
    },
}  # fmt: skip


def cases_of(content):
    return {case.case: case for case in recognise(content).cases(content, {}.get)}


@pytest.mark.parametrize(
    ("told", "shape"),
    [(FIVE, BINARY), (COHORTS, BINARY), (OVER_TIME, EXPOSURE), (TESTS, SIGNIFICANCE)],
)
def test_a_boundary_is_recomputed_from_its_own_parameters(told, shape):
    content = {"source": "R", "cases": {"any name": told}}
    assert recognise(content) is shape
    cases = cases_of(content)
    assert disagreeing(cases.values()) == []
    assert {name for name, case in cases.items() if not case.compared} <= {"any name.cval"}
    assert all(case.agrees for case in cases.values() if case.compared)


def test_a_wrong_boundary_is_seen():
    content = {"cases": {"five": {**FIVE, "boundary": [2, 2, 2, 2, 3]}}}
    assert disagreeing(cases_of(content).values()) == [("five.boundary", [2, 2, 2, 2, 3], (2, 2, 2, 3, 3))]


@pytest.mark.parametrize("ns", ["1:5", [1, 2, 3, 4, 5]])
@pytest.mark.parametrize("param", [[0.3, 1.7], {"a": 0.3, "b": 1.7}])
def test_numbers_are_read_however_they_are_written(ns, param):
    cases = cases_of({"cases": {"five": {**FIVE, "ns": ns, "param": param}}})
    assert cases["five.boundary"].agrees


@pytest.mark.parametrize("told", [{**FIVE, "type": "New"}, {**OVER_TIME, "type": "New"}, {**FIVE, "p0": 1.2}])
def test_what_cannot_be_computed_says_why_and_stops_no_other(told):
    content = {"cases": {"odd": told, "five": FIVE if "ns" in told else OVER_TIME}}
    cases = cases_of(content)
    assert cases["odd"].got is None
    assert "no family of boundaries" in cases["odd"].why or "does not lie between 0 and 1" in cases["odd"].why
    assert sum(case.agrees is True for case in cases.values()) >= 3


@needs_shared
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("stoppingrule_binary_R.json", 79),
        ("stoppingrule_survival_R.json", 30),
        ("clinfun_toxbdry_R.json", 30),
    ],
)
def test_every_number_of_the_shared_files_agrees(name, count):
    content = shared(name)
    cases = [case for case in recognise(content).cases(content, beside) if case.compared]
    assert [case.agrees for case in cases] == [True] * count
