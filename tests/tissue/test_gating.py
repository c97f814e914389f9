import builtins
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tissue.flow_cast import CELLS, COUNTS, GATES, fcs, template

from hepatica.tissue.fcs import NO_EXTRA, read_fcs
from hepatica.tissue.fcs_spill import Spill
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import compensated, gate_events, gate_masks, logicle
from hepatica.tissue.template import Logicle, read_template, template_of

FILE = read_fcs(fcs())
PUBLIC = Path(__file__).parents[3] / "shared" / "data" / "fcs" / "facs_diva_test.fcs"


def counts(gates, file=FILE, **more):
    return [
        gate.count
        for gate in gate_events(file, template_of({"compensation": None, "gates": gates} | more)).gates
    ]


def test_events_pass_one_gate_after_another_and_a_limit_lets_its_own_value_pass():
    gated = gate_events(FILE, read_template(template(denominator="CD45+")))
    assert [gate.count for gate in gated.gates] == COUNTS
    assert [gate.of for gate in gated.gates] == [len(CELLS), *COUNTS[:-1]]
    assert [gate.parent for gate in gated.gates] == ["all events", "singlets", "CD45+", "CD34+", "CD45dim"]
    assert (gated.target_name, gated.target) == ("low side scatter", 4)
    assert (gated.denominator_name, gated.denominator) == ("CD45+", 7)


def test_the_result_carries_the_hashes_of_the_file_and_of_the_template():
    gates = read_template(template())
    gated = gate_events(FILE, gates)
    assert (gated.file, gated.template) == (FILE.sha256, gates.sha256)
    assert len(gated.file) == 64


def test_compensation_gives_the_dyes_back_and_leaves_scatter_alone():
    assert compensated(FILE, FILE.spill).tolist() == [list(map(float, cell)) for cell in CELLS]
    assert compensated(FILE, None) is FILE.events


def test_a_matrix_in_the_template_counts_as_the_files_own():
    matrix = {"channels": ["PerCP-A", "PE-A"], "matrix": [[1, 0.5], [0.5, 0.75]]}
    given_matrix = gate_events(FILE, read_template(template(compensation=matrix)))
    assert [gate.count for gate in given_matrix.gates] == COUNTS
    assert [
        gate.count for gate in gate_events(FILE, read_template(template(compensation=None))).gates
    ] != COUNTS


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public file is not beside this checkout")
def test_the_public_file_gives_the_published_gate_counts():
    gates = [
        ["FSC-W", "<=", 80000],
        ["PacificBlue-A", ">=", 3000],
        ["PerCP-A", ">=", 1500],
        ["PE-Cy7-A", ">=", 1500],
        ["PerCP-A", "<=", 30000],
        ["SSC-A", "<=", 120000],
    ]
    public = read_fcs(PUBLIC.read_bytes())
    assert counts(gates, public, compensation="$SPILL") == [81264, 80900, 73219, 15932, 14600, 13765]


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (
            FILE,
            template([["CD34", ">=", 5]]),
            "gates[1]: this file has no channel 'CD34'; did you mean 'PE-A'?",
        ),
        (FILE, template([GATES[0], ["X", ">=", 5]]), "gates[2]: this file has no channel 'X'; it has FSC-A"),
        (read_fcs(fcs(spill="")), template(), "asks for $SPILL and this file carries no such matrix"),
        (read_fcs(fcs(spill="2,PerCP-A,FITC-A,1,0,0,1")), template(), "has no channel 'FITC-A'"),
        (read_fcs(fcs(spill="2,PerCP-A,PE-A,1,1,1,1")), template(), "cannot be inverted"),
        (read_fcs(fcs(spill="2,PerCP-A,PE-A,0,0,0,0")), template(), "cannot be inverted"),
    ],
)
def test_gates_that_do_not_fit_the_file_are_refused(file, text, sentence):
    with pytest.raises(FlowProblem) as refused:
        gate_events(file, read_template(text))
    assert sentence in str(refused.value)


def test_a_limit_on_the_logicle_scale_splits_where_its_linear_value_does():
    scale = Logicle(t=Decimal(1000), w=Decimal("0.25"))
    linear = np.array([-100.0, -1.0, 0.0, 0.5, 99.0, 100.0, 101.0, 999.0])
    limit = float(logicle(np.array([100.0]), scale)[0])
    assert (logicle(linear, scale) >= limit).tolist() == (linear >= 100.0).tolist()


def test_scatter_stays_linear_beside_a_logicle_scale():
    scale = {"logicle": {"t": 1000}}
    assert counts([["FSC-A", "<=", 80], ["PE-A", ">=", 0.5]], scale=scale) == [9, 8]
    assert counts([["FSC-A", "<=", 80], ["PE-A", ">=", 0.999]], scale=scale) == [9, 0]


def test_a_value_without_a_place_on_the_scale_is_refused_and_not_counted_as_low():
    with pytest.raises(FlowProblem, match="no place on the logicle scale"):
        logicle(np.array([1.0, 1e300]), Logicle())


def test_without_the_extra_the_scale_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("flowutils"):
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(FlowProblem, match=r"pip install hepatica\[flow\]") as refused:
        logicle(np.array([1.0]), Logicle())
    assert str(refused.value) == NO_EXTRA


LIMITS = st.tuples(
    st.sampled_from(["FSC-A", "SSC-A", "PerCP-A", "PE-A"]),
    st.sampled_from(["<=", ">="]),
    st.integers(-10, 910),
)


@settings(max_examples=60)
@given(st.lists(LIMITS, min_size=1, max_size=6, unique=True))
def test_counts_never_rise_and_the_last_does_not_depend_on_the_order(gates):
    made = [list(gate) for gate in gates]
    forth, back = counts(made), counts(made[::-1])
    assert forth == sorted(forth, reverse=True)
    assert forth[-1] == back[-1]


@settings(max_examples=60)
@given(st.lists(LIMITS, min_size=1, max_size=5, unique=True))
def test_counts_are_those_of_a_plain_walk_over_the_cells(gates):
    names = [channel.name for channel in FILE.channels]
    left, walked = [row.tolist() for row in FILE.events], []
    for name, op, limit in gates:
        at = names.index(name)
        left = [row for row in left if (row[at] <= limit if op == "<=" else row[at] >= limit)]
        walked.append(len(left))
    assert counts([list(gate) for gate in gates]) == walked


@given(st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))
def test_compensation_undoes_any_leak_that_can_be_undone(a, b):
    leaked = FILE.events[:, 2:] @ np.array([[1, a], [b, 1]])
    rows = [tuple(row) for row in np.column_stack([FILE.events[:, :2], leaked])]
    file = read_fcs(fcs(rows, spill=""))
    spill = Spill(channels=("PerCP-A", "PE-A"), matrix=((1.0, a), (b, 1.0)))
    assert compensated(file, spill)[:, 2:] == pytest.approx(FILE.events[:, 2:], abs=1e-2)


def test_masks_nest():
    masks = gate_masks(FILE, read_template(template()))
    assert all((inner & ~outer).sum() == 0 for outer, inner in pairwise(masks))
