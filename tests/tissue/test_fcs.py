import builtins
from array import array
from io import BytesIO

import flowio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tissue.flow_cast import SECRET, by_hand, fcs, integers, measured, refusal

from hepatica.tissue import fcs as module
from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.flow_problem import FlowProblem

WHOLE = fcs()
FLOATS = {"$PAR": "1", "$DATATYPE": "F", "$P1N": "FL1-A", "$P1B": "32", "$P1E": "0,0", "$P1R": "1024"}


def floats(*values, order="4,3,2,1", **keywords):
    stored = np.array(values, dtype=">f4" if order == "4,3,2,1" else "<f4").tobytes()
    told = FLOATS | {"$TOT": str(len(values)), "$BYTEORD": order}
    return by_hand(stored, told | {f"${key}": value for key, value in keywords.items()})


def test_channels_events_and_spillover_come_as_they_were_written():
    file = read_fcs(WHOLE)
    assert [(c.name, c.marker, c.kind) for c in file.channels] == [
        ("FSC-A", "", "scatter"),
        ("SSC-A", "", "scatter"),
        ("PerCP-A", "CD45", "fluorescence"),
        ("PE-A", "CD34", "fluorescence"),
    ]
    assert file.events.tolist() == [list(row) for row in measured()]
    assert file.spill.channels == ("PerCP-A", "PE-A")
    assert (file.version, file.instrument, file.date, file.timestep) == (
        "3.1",
        "Cytometer 1",
        "01-MAR-2026",
        None,
    )


@pytest.mark.parametrize("order", ["1,2,3,4", "4,3,2,1"])
def test_events_are_the_events_flowio_reads(order):
    data = floats(1.5, -2.25, 70000.0, order=order, P1G="4.0")
    assert np.array_equal(read_fcs(data).events, flowio.FlowData(BytesIO(data)).as_array())


@pytest.mark.parametrize(("bits", "kind"), [(8, "B"), (16, "H"), (32, "I")])
def test_bits_above_an_integer_channels_range_are_not_data(bits, kind):
    top = {8: "100", 16: "1024", 32: "262144"}[bits]
    data = integers(bits, top, data=array(kind, [5, 6, 2**bits - 1, 7]).tobytes(), order="1,2,3,4")
    events = read_fcs(data).events
    assert np.array_equal(events, flowio.FlowData(BytesIO(data)).as_array())
    assert events[1, 0] == {8: 127, 16: 1023, 32: 262143}[bits]


def test_log_amplification_is_undone_and_gain_divided():
    data = integers(data=array("H", [0, 512, 256, 1023]).tobytes(), amplified="4,1", **{"$P1G": "2"})
    events = read_fcs(data).events
    assert events == pytest.approx(flowio.FlowData(BytesIO(data)).as_array())
    assert events[0].tolist() == [0.5, 100.0]


def test_time_is_in_seconds_and_knows_no_gain():
    data = floats(10.0, 20.0, P1N="Time", P1G="0.01", TIMESTEP="0.5")
    file = read_fcs(data)
    assert file.events[:, 0].tolist() == [5.0, 10.0]
    assert file.timestep == 0.5


def test_only_the_channel_called_time_counts_ticks():
    file = read_fcs(floats(10.0, P1N="Time MSW", TIMESTEP="0.5"))
    assert (file.channels[0].kind, file.events[0, 0]) == ("time", 10.0)


def test_keywords_padded_with_blanks_are_read_and_keywords_cut_short_are_not():
    data = floats(1.0)
    end = int(data[18:26])
    padded = data[: end + 1] + b"  " + data[end + 1 :]
    begin = end + 3
    for there, so in (
        (f"{end:>8}", f"{end + 2:>8}"),
        (f"{end + 1:>8}", f"{begin:>8}"),
        (f"{end + 4:>8}", f"{end + 6:>8}"),
    ):
        padded = padded.replace(there.encode(), so.encode())
    padded = padded.replace(f"/{end + 1:010}/".encode(), f"/{begin:010}/".encode())
    padded = padded.replace(f"/{end + 4:010}/".encode(), f"/{end + 6:010}/".encode())
    assert read_fcs(padded).events.tolist() == [[1.0]]
    assert "delimiter" in refusal(lambda: read_fcs(data[:18] + f"{end - 1:>8}".encode() + data[26:]))


def test_an_fcs_2_file_is_found_by_its_header():
    keywords = FLOATS | {"$TOT": "2", "$BYTEORD": "4,3,2,1"}
    data = by_hand(np.array([1, 2], dtype=">f4").tobytes(), keywords, version="2.0")
    file = read_fcs(data)
    assert (file.version, file.events.ravel().tolist()) == ("2.0", [1.0, 2.0])


def test_nothing_that_names_a_person_a_sample_or_a_visit_leaves_the_reader():
    told = repr(read_fcs(WHOLE))
    assert [word for word in SECRET.values() if word in told] == []


def test_a_channel_is_found_by_its_name_and_a_marker_is_only_a_hint():
    file = read_fcs(WHOLE)
    assert file.column("PE-A") == 3
    with pytest.raises(FlowProblem, match="no channel 'cd34'; did you mean 'PE-A'"):
        file.column("cd34")
    with pytest.raises(FlowProblem, match="no channel 'APC'; it has FSC-A, SSC-A, PerCP-A"):
        file.column("APC")


def test_events_cannot_be_changed_by_who_reads_them():
    with pytest.raises(ValueError, match="read-only"):
        read_fcs(WHOLE).events[0, 0] = 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "does not begin with an FCS header"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "does not begin with an FCS header"),
        (b"FCS3.2" + WHOLE[6:], "FCS version '3.2' is not read"),
        (WHOLE[:40], "does not begin with an FCS header"),
        (WHOLE[:200], "it is cut off"),
        (WHOLE[:-3], "it is cut off"),
        (WHOLE[:10] + b"banana  " + WHOLE[18:], "offsets are not numbers"),
        (WHOLE[:18] + b"99999999" + WHOLE[26:], "it is cut off"),
        (WHOLE[:18] + b"     301" + WHOLE[26:], "delimiter"),
        (WHOLE[:26] + b"     300" + WHOLE[34:], "disagree about where the events lie"),
        (floats(1.0, TOT="1000000000000"), "more than is read"),
        (floats(1.0, TOT="7"), "7 events of 4 bytes do not fill the 4 bytes"),
        (floats(1.0, TOT="0"), "holds no event"),
        (floats(1.0, TOT="-1"), "holds no event"),
        (floats(1.0, TOT="many"), "cannot be read"),
        (floats(1.0, PAR="0"), "$PAR says 0 channels and 1 are named"),
        (floats(1.0, PAR="1000000000"), "$PAR says 1000000000 channels and 1 are named"),
        (floats(1.0, P1N=" "), "a channel has no name"),
        (floats(1.0, P1B="*"), "stored in '*' bits"),
        (floats(1.0, P1B="\x07\n\t24"), "stored in '???24' bits"),
        (floats(1.0, P1B="24"), "stored in '24' bits"),
        (floats(1.0, P1R="1e999"), "not a positive number"),
        (floats(1.0, P1R="nan"), "not a positive number"),
        (floats(1.0, P1G="-2"), "not a positive number"),
        (floats(1.0, P1E="4,1"), "claims log amplification"),
        (floats(1.0, P1E="4"), "cannot be read"),
        (floats(1.0, DATATYPE="A"), "$DATATYPE is 'A'"),
        (floats(1.0, MODE="C"), "$MODE is 'C'"),
        (floats(1.0, BYTEORD="3,4,1,2"), "$BYTEORD is '3,4,1,2'"),
        (floats(1.0, NEXTDATA="5000"), "more than one data set"),
        (floats(1.0, BEGINSTEXT="60", ENDSTEXT="90"), "supplemental segment"),
        (floats(1.0, TIMESTEP="soon"), "$TIMESTEP is 'soon'"),
        (floats(1.0, BEGINANALYSIS="10", ENDANALYSIS="99999999"), "analysis take more than"),
        (floats(float("nan"), 1.0), "'FL1-A' holds 1 values that are not numbers"),
        (floats(float("inf")), "'FL1-A' holds 1 values that are not numbers"),
        (integers(24, data=bytes(12)), "stored in '24' bits"),
        (integers(**{"$P2N": "FSC-H"}), "two channels are called 'FSC-H'"),
        (integers(rows=1, data=bytes(8)), "1 events of 4 bytes do not fill the 8 bytes"),
        (integers(rows=1, data=bytes(5)), "the events are said to end one byte too late"),
        (by_hand(b"1234", FLOATS, delimiter="."), "delimiter"),
        (by_hand(b"1234", FLOATS), "the keyword $TOT is missing"),
        (by_hand(b"1234", {"$PAR": "1"}), "the keyword $TOT is missing"),
        (by_hand(b"1234", {}), "the keyword $PAR is missing"),
    ],
)
def test_a_file_that_cannot_be_trusted_gets_a_sentence(data, sentence):
    with pytest.raises(FlowProblem) as refused:
        read_fcs(data)
    assert sentence in str(refused.value)


def test_a_channels_name_is_fit_to_print():
    assert read_fcs(floats(1.0, P1N="A\x00\nB", P1S="C\x1b")).channels[0].said == "A??B (C?)"


def test_a_file_larger_than_the_limit_is_refused_before_it_is_read():
    with pytest.raises(FlowProblem, match="at most 0 MB are read"):
        read_fcs(WHOLE, most_bytes=100)


def test_without_the_extra_the_sentence_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name == "flowio":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(FlowProblem) as refused:
        read_fcs(WHOLE)
    assert str(refused.value) == module.NO_EXTRA
    assert module.NO_EXTRA == "Flow cytometry files need the extra 'flow': pip install hepatica[flow]."


@settings(max_examples=300, deadline=None)
@given(
    at=st.integers(0, WHOLE.index(b"$DATATYPE") + 200),
    put=st.binary(min_size=1, max_size=12),
    cut=st.integers(0, len(WHOLE)) | st.none(),
)
def test_whatever_is_written_over_the_head_of_a_file_gives_its_events_or_a_sentence(at, put, cut):
    damaged = (WHOLE[:at] + put + WHOLE[at + len(put) :])[:cut]
    said = refusal(lambda: read_fcs(damaged))
    assert said.isprintable()  # neither a line break nor anything else a log could be forged with
    if not said:
        file = read_fcs(damaged)
        assert file.events.shape[1] == len(file.channels)
        assert np.isfinite(file.events).all()


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["TOT", "PAR", "P1B", "P1E", "P1R", "P1G", "BYTEORD", "DATATYPE", "NEXTDATA", "SPILL"]
        ),
        st.text(
            st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="/"), min_size=1, max_size=9
        )
        | st.sampled_from(["1e400", "-1", "0", "1,1", "9" * 5000, "1,FL1-A,0", "nan,nan"]),
        min_size=1,
    )
)
def test_whatever_keywords_claim_gives_events_or_a_sentence(keywords):
    data = floats(1.0, 2.0, **keywords)
    said = refusal(lambda: read_fcs(data))
    assert said.isprintable()
    assert said or len(read_fcs(data).events) == 2
