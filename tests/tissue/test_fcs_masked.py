from array import array

import numpy as np
import pytest
from tests.tissue.flow_cast import SECRET, SPILL, by_hand, fcs, integers, template

from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.fcs_masked import mask_fcs
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import gate_events
from hepatica.tissue.template import read_template

FILES = {
    "floats": fcs(timestep="0.01"),
    "integers": integers(data=array("H", [1, 2, 300, 1023]).tobytes(), amplified="4,1"),
    "the rare keyword": fcs(spill=None, comp=SPILL),
    "fcs 2.0": by_hand(
        b"\x01\x02",
        {
            "$PAR": "1",
            "$TOT": "2",
            "$DATATYPE": "I",
            "$BYTEORD": "1,2",
            "$P1N": "FSC-H",
            "$P1B": "8",
            "$P1R": "256",
            "$P1E": "0,0",
        },
        version="2.0",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_the_masked_file_holds_the_same_events_scales_and_spillover(name):
    whole, masked = read_fcs(FILES[name]), read_fcs(mask_fcs(FILES[name]))
    assert np.array_equal(whole.events, masked.events)
    assert whole.channels == masked.channels
    assert (whole.spill, whole.timestep) == (masked.spill, masked.timestep)


def test_no_person_sample_instrument_or_date_is_left_in_its_bytes():
    told = (*SECRET.values(), "Cytometer 1", "01-MAR-2026", "CYT", "DATE", "SRC")
    whole, masked = FILES["floats"].upper(), mask_fcs(FILES["floats"]).upper()
    assert [word for word in told if word.upper().encode() not in whole] == []
    assert [word for word in told if word.upper().encode() in masked] == []


def test_masking_again_changes_nothing():
    once = mask_fcs(FILES["floats"])
    assert mask_fcs(once) == once


def test_gates_count_the_same_in_both():
    gates = read_template(template(denominator="CD45+"))
    whole, masked = (gate_events(read_fcs(d), gates) for d in (FILES["floats"], mask_fcs(FILES["floats"])))
    assert whole.gates == masked.gates


def test_a_file_that_is_not_read_is_not_masked():
    with pytest.raises(FlowProblem):
        mask_fcs(FILES["floats"][:-4])
