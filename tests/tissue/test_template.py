import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tissue.flow_cast import GATES, refusal, template

from hepatica.study.text import Source
from hepatica.study.tissue import Gating
from hepatica.tissue.fcs_spill import Spill
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.template import Gate, Logicle, read_template, template_from, template_of


def test_gates_are_read_in_order_with_exact_limits():
    read = read_template(template([["FSC-W", "<=", 80000], ["PE-A", ">=", 0.1, "CD34+"]], denominator=1))
    assert read.gates == (
        Gate(channel="FSC-W", op="<=", limit=Decimal(80000)),
        Gate(channel="PE-A", op=">=", limit=Decimal("0.1"), name="CD34+"),
    )
    assert [gate.said for gate in read.gates] == ["FSC-W ≤ 80000", "CD34+"]
    assert (read.compensation, read.scale, read.denominator_said) == ("$SPILL", "linear", "FSC-W ≤ 80000")


def test_the_hash_is_of_what_the_template_says_and_not_of_how_it_was_typed():
    typed = '{"gates": [["A", "<=", 8e4]],\n "compensation": null}'
    again = '{"compensation":null,"scale":"linear","gates":[{"op":"<=","channel":"A","limit":80000.0}],"title":""}'
    assert read_template(typed).sha256 == read_template(again).sha256
    assert read_template(typed).canonical == (
        '{"compensation":null,"denominator":0,"gates":[["A","<=","80000",""]],"scale":"linear","title":"","version":""}'
    )


@pytest.mark.parametrize(
    "other",
    [
        {"compensation": None},
        {"scale": "logicle"},
        {"denominator": 2},
        {"gates": GATES[:-1]},
        {"gates": [*GATES[:-1], ["SSC-A", "<=", 91, "low side scatter"]]},
        {"gates": [*GATES[:-1], ["SSC-A", ">=", 90, "low side scatter"]]},
        {"gates": [GATES[1], GATES[0], *GATES[2:]]},
        {"version": "2"},
        {"title": "Liver, second version"},
    ],
)
def test_every_change_gives_another_hash(other):
    plain = json.loads(template())
    assert read_template(json.dumps(plain | other)).sha256 != read_template(json.dumps(plain)).sha256


def test_a_denominator_is_a_gates_name_or_its_number():
    assert read_template(template(denominator="CD45+")).denominator == 2
    assert read_template(template(denominator=2)).denominator_said == "CD45+"
    assert read_template(template()).denominator_said == "all events"


def test_a_matrix_and_a_logicle_scale_may_stand_in_the_template():
    matrix = {"channels": ["A", "B"], "matrix": [[1, 0.5], [0, 1]]}
    read = read_template(template(compensation=matrix, scale={"logicle": {"T": 1000, "W": 0.25}}))
    assert read.compensation == Spill(channels=("A", "B"), matrix=((1.0, 0.5), (0.0, 1.0)))
    assert read.scale == Logicle(t=Decimal(1000), w=Decimal("0.25"))


def test_a_protocols_gating_becomes_a_template():
    gating = Gating(
        source=Source.PROPOSAL,
        id="ishage_liver",
        title="Liver",
        denominator=1,
        gates=(("PerCP-A", ">=", Decimal(1500)), ("PE-Cy7-A", ">=", Decimal(1500))),
    )
    made = template_from(gating)
    assert (made.title, made.version, made.denominator_said) == ("Liver", "ishage_liver", "PerCP-A ≥ 1500")
    assert made.compensation == "$SPILL"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not valid JSON"),
        ("[]", "not a JSON object"),
        ('{"gates": [], "gates": []}', "gates is given twice"),
        ('{"gate": []}', "a template has no 'gate'; it has compensation, scale"),
        ('{"gates": []}', "a template needs compensation"),
        (template(compensation="SPILL"), 'compensation: neither "$SPILL"'),
        (template(compensation={"channels": ["A"], "matrix": [[1, 2]]}), "not square"),
        (template(compensation={"channels": ["A"], "matrix": [["x"]]}), "compensation: matrix: 'x' is not a"),
        (template(scale="log"), "scale: neither"),
        (template(scale={"logicle": {"q": 1}}), "scale: neither"),
        (template(scale={"logicle": {"m": 0}}), "scale: a logicle scale needs"),
        (template(scale={"logicle": {"w": 3}}), "scale: a logicle scale needs"),
        (template(scale={"logicle": {"t": 1, "T": 2}}), "scale: neither"),
        ('{"compensation": null, "gates": []}', "gates: 0 gates"),
        ('{"compensation": null, "gates": "all"}', "gates: not a list"),
        (template([["A", "<=", 1]] * 51), "gates: 51 gates"),
        (template([["A", "<=", 1], ["A", "<", 2]]), "gates[2]: '<' is not an operator; limits are inclusive"),
        (template([["A", ["<="], 2]]), "is not an operator"),
        (template([["A", "<=", 1], ["A", "<=", 1.0]]), "gates[2]: the same as gates[1]"),
        (template([["A", "<=", 1, "x"], ["B", "<=", 1, "x"]]), "gates[2]: the same as gates[1]"),
        (template([["A", "<="]]), "gates[1]: a gate is [channel, op, limit]"),
        (template([7]), "gates[1]: a gate is [channel, op, limit]"),
        (template([["", "<=", 1]]), "gates[1]: the channel is not a name"),
        (template([[5, "<=", 1]]), "gates[1]: the channel is not a name"),
        (template([["A", "<=", "1"]]), "gates[1]: '1' is not a number"),
        (template([["A", "<=", True]]), "gates[1]: 'True' is not a number"),
        (template([["A", "<=", 1e300]]), "not a limit a channel can reach"),
        (template([["A", "<=", float("nan")]]), "not a limit a channel can reach"),
        (template([["A", "<=", 1, 5]]), "gates[1]: name: not a text"),
        (
            template([{"channel": "A", "op": "<=", "limit": 1, "color": 2}]),
            "gates[1]: a gate has channel, op",
        ),
        (template(denominator=6), "denominator: there is no gate 6; there are 5"),
        (template(denominator=-1), "denominator: there is no gate -1"),
        (template(denominator=1.5), "denominator: 1.5 is not a gate's number"),
        (template(denominator="CD90+"), "denominator: 'CD90+' is not a number"),
        (template(title=5), "title: not a text"),
        (template(title="x" * 201), "title: not a text of at most 200"),
    ],
)
def test_a_template_that_cannot_be_followed_gets_a_sentence_that_names_the_place(text, sentence):
    with pytest.raises(FlowProblem) as refused:
        read_template(text)
    assert sentence in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["gates", "compensation", "scale", "denominator", "t", "channels", "matrix"]),
                x,
            )
        ),
    )
)
def test_any_json_gives_a_template_or_a_sentence(raw):
    for one in (
        raw,
        {"compensation": raw, "gates": raw},
        {"compensation": None, "gates": [["A", "<=", raw]]},
    ):
        assert refusal(lambda one=one: template_of(one)) or template_of(one).sha256
