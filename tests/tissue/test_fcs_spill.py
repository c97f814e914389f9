import pytest

from hepatica.tissue.fcs_spill import Spill, read_spill
from hepatica.tissue.flow_problem import FlowProblem

TWO = "2,A,B,1,0.5,0.25,1"


@pytest.mark.parametrize("keyword", ["spillover", "spill", "comp"])
def test_the_matrix_is_read_from_any_of_its_keywords(keyword):
    assert read_spill({keyword: TWO}) == Spill(channels=("A", "B"), matrix=((1.0, 0.5), (0.25, 1.0)))


@pytest.mark.parametrize("text", [{}, {"spill": " "}, {"comp": "2,1,0.5,0.25,1"}])
def test_without_a_matrix_that_names_its_channels_there_is_none(text):
    assert read_spill(text) is None


def test_two_matrices_must_say_the_same():
    assert read_spill({"spill": TWO, "spillover": TWO}) is not None
    with pytest.raises(FlowProblem, match="two spillover matrices that differ"):
        read_spill({"spill": TWO, "spillover": TWO.replace("0.5", "0.4")})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2,A,B,1,0.5,0.25", "damaged"),
        ("2,A,B,1,0.5,0.25,1,1", "damaged"),
        ("99999999999,A", "damaged"),
        ("-1,A,1", "damaged"),
        ("0", "damaged"),
        ("²,A,B,1,0,0,1", "damaged"),
        ("2,A,B,1,x,0.25,1", "not a number"),
        ("2,A,B,1,nan,0.25,1", "not a number"),
        ("2,A,A,1,0.5,0.25,1", "names a channel twice"),
    ],
)
def test_a_damaged_matrix_is_refused(said, sentence):
    with pytest.raises(FlowProblem, match=sentence):
        read_spill({"spill": said})
