from io import BytesIO

import flowio
import pytest
from tests.tissue.flow_cast import GATES, fcs, template

from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import gate_events
from hepatica.tissue.gatingml import gate_by, read_gatingml
from hepatica.tissue.template import read_template

WHOLE = fcs()
FILE = read_fcs(WHOLE)
SPACES = " ".join(
    f'xmlns:{short}="http://www.isac-net.org/std/Gating-ML/v2.0/{long}"'
    for short, long in (("g", "gating"), ("t", "transformations"), ("d", "datatypes"))
)
MATRIX = (
    '<t:spectrumMatrix t:id="M"><t:fluorochromes><d:fcs-dimension d:name="CD45 dye"/><d:fcs-dimension d:name="CD34 dye"/>'
    '</t:fluorochromes><t:detectors><d:fcs-dimension d:name="PerCP-A"/><d:fcs-dimension d:name="PE-A"/></t:detectors>'
    '<t:spectrum><t:coefficient t:value="1"/><t:coefficient t:value="0.5"/></t:spectrum>'
    '<t:spectrum><t:coefficient t:value="0.5"/><t:coefficient t:value="0.75"/></t:spectrum></t:spectrumMatrix>'
)
LOGICLE = (
    '<t:transformation t:id="L"><t:logicle t:T="1000" t:W="0.5" t:M="4.5" t:A="0"/></t:transformation>'
    '<t:transformation t:id="R"><t:fratio t:A="1" t:B="0" t:C="0"><d:fcs-dimension d:name="FSC-A"/>'
    '<d:fcs-dimension d:name="SSC-A"/></t:fratio></t:transformation>'
)


def xml(*parts):
    return f"<g:Gating-ML {SPACES}>{''.join(parts)}</g:Gating-ML>".encode()


def dimension(channel, *, low=None, high=None, spill="FCS", scale=""):
    said = f' g:compensation-ref="{spill}"' + (f' g:transformation-ref="{scale}"' if scale else "")
    said += "".join(
        f' g:{key}="{value}"' for key, value in (("min", low), ("max", high)) if value is not None
    )
    return f'<g:dimension{said}><d:fcs-dimension d:name="{channel}"/></g:dimension>'


def _gate(kind, name, inside, parent=""):
    under = f' g:parent_id="{parent}"' if parent else ""
    return f'<g:{kind} g:id="{name}"{under}>{inside}</g:{kind}>'


def rectangle(name, *dimensions, parent=""):
    return _gate("RectangleGate", name, "".join(dimensions), parent)


def polygon(name, x, y, *corners, parent=""):
    at = "".join(
        f'<g:vertex><g:coordinate d:value="{a}"/><g:coordinate d:value="{b}"/></g:vertex>' for a, b in corners
    )
    return _gate("PolygonGate", name, x + y + at, parent)


def boolean(name, how, *parts, parent=""):
    named = "".join(
        f'<g:gateReference g:ref="{part.lstrip("!")}"{" g:use-as-complement=" + chr(34) + "true" + chr(34) if part[0] == "!" else ""}/>'
        for part in parts
    )
    return _gate("BooleanGate", name, f"<g:{how}>{named}</g:{how}>", parent)


SEQUENCE = (
    rectangle("singlets", dimension("FSC-A", high=81)),
    rectangle("CD45pos", dimension("PerCP-A", low=100), parent="singlets"),
    rectangle("CD34pos", dimension("PE-A", low=50), parent="CD45pos"),
    rectangle("dim_low", dimension("PerCP-A", high=401), dimension("SSC-A", high=91), parent="CD34pos"),
)
MIXED = (
    MATRIX,
    LOGICLE,
    polygon("cells", dimension("FSC-A"), dimension("SSC-A"), (0, 0), (80, 0), (80, 100), (0, 100)),
    rectangle("bright", dimension("CD45 dye", low=0.9, spill="M", scale="L"), parent="cells"),
    rectangle("CD34pos", dimension("PE-A", low=50, spill="M")),
    boolean("target", "and", "CD34pos", "!bright", parent="cells"),
    boolean("either", "or", "CD34pos", "bright"),
    boolean("none", "not", "either", parent="cells"),
)


def said(gated):
    return {gate.name: gate.count for gate in gated.gates}


def test_gates_that_say_what_a_template_says_count_the_same():
    gated = gate_by(FILE, read_gatingml(xml(*SEQUENCE)), denominator="CD45pos")
    by_template = gate_events(FILE, read_template(template(denominator="CD45+")))
    assert [gate.count for gate in gated.gates] == [9, 7, 6, 4]
    assert (gated.target_name, gated.target, gated.denominator) == ("dim_low", 4, 7)
    assert (gated.target, gated.denominator) == (by_template.target, by_template.denominator)
    assert len(by_template.gates) == len(GATES)


def test_an_upper_limit_of_gating_ml_lies_outside_its_gate_and_a_lower_inside():
    strategy = read_gatingml(xml(rectangle("A", dimension("SSC-A", low=10, high=91))))
    assert said(gate_by(FILE, strategy)) == {"A": 9}
    strategy = read_gatingml(xml(rectangle("A", dimension("SSC-A", low=10.5, high=91.5))))
    assert said(gate_by(FILE, strategy)) == {"A": 2}


def test_polygons_booleans_matrices_and_scales_count_as_flowkit_counts_them():
    document = xml(*MIXED)
    ours = said(gate_by(FILE, read_gatingml(document), target="target", denominator="cells"))
    import flowkit  # slow to load, and needed by this test alone

    strategy = flowkit.parse_gating_xml(BytesIO(document))
    sample = flowkit.Sample(flowio.FlowData(BytesIO(WHOLE)), sample_id="cells")
    results = strategy.gate_sample(sample)
    assert ours == {name: int(results.get_gate_count(name)) for name in ours}
    assert 0 < ours["target"] < ours["cells"] < 10


def test_the_hash_is_of_the_file_as_it_is():
    assert read_gatingml(xml(*SEQUENCE)).sha256 != read_gatingml(xml(*SEQUENCE) + b"\n").sha256


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"", "this is not XML"),
        (b"<a/>", "not a Gating-ML 2.0 file that can be read"),
        (xml(), "not a Gating-ML 2.0 file that can be read"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml(*SEQUENCE), "document type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/hostname">' + xml(*SEQUENCE), "document type"),
        (xml(*SEQUENCE, SEQUENCE[0]), "not a Gating-ML 2.0 file that can be read"),
        (xml(SEQUENCE[1]), "not a Gating-ML 2.0 file that can be read"),
        (xml(rectangle("A", dimension("FSC-A", low=1, scale="Q"))), "gate 'A': the scale 'Q' is not defined"),
        (xml(rectangle("A", dimension("FSC-A", low="NaN"))), "gate 'A': a limit is not a number"),
        (
            xml(polygon("A", dimension("FSC-A"), dimension("SSC-A"), (0, 0), (1, 1), ("NaN", 0))),
            "gate 'A': a corner is not a number",
        ),
        (
            xml(polygon("A", dimension("FSC-A"), dimension("SSC-A"), *([(0, 0), (1, 1)] * 501))),
            "gate 'A': a polygon lies in 2 dimensions and has 3 to 1000 corners",
        ),
        (
            xml(rectangle("A", dimension("FSC-A", low=1, spill="Q"))),
            "gate 'A': the matrix 'Q' is not defined",
        ),
        (
            xml(
                LOGICLE,
                rectangle(
                    "A",
                    '<g:dimension g:compensation-ref="FCS" g:min="1"><d:new-dimension d:transformation-ref="R"/></g:dimension>',
                ),
            ),
            "gate 'A': a ratio of channels is not counted",
        ),
        (
            xml(
                _gate(
                    "EllipsoidGate",
                    "E",
                    dimension("FSC-A")
                    + dimension("SSC-A")
                    + '<g:mean><g:coordinate d:value="1"/><g:coordinate d:value="1"/></g:mean><g:covarianceMatrix>'
                    '<g:row><g:entry d:value="1"/><g:entry d:value="0"/></g:row><g:row><g:entry d:value="0"/>'
                    '<g:entry d:value="1"/></g:row></g:covarianceMatrix><g:distanceSquare d:value="1"/>',
                )
            ),
            "gate 'E': a EllipsoidGate is not counted",
        ),
    ],
)
def test_a_gating_file_that_is_not_counted_gets_a_sentence(document, sentence):
    with pytest.raises(FlowProblem) as refused:
        read_gatingml(document)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("parts", "asked", "sentence"),
    [
        (MIXED, {}, "say which gate is the target: target, none"),
        (MIXED, {"target": "moon"}, "there is no gate 'moon'; there are CD34pos, cells"),
        (
            MIXED,
            {"target": "cells", "denominator": "CD34pos"},
            "'cells' holds events that are not in 'CD34pos'",
        ),
        ((rectangle("A", dimension("CD45", low=1)),), {}, "gate 'A': this file has no channel 'CD45'"),
    ],
)
def test_a_count_that_cannot_be_made_gets_a_sentence(parts, asked, sentence):
    strategy = read_gatingml(xml(*parts))
    with pytest.raises(FlowProblem) as refused:
        gate_by(FILE, strategy, **asked)
    assert sentence in str(refused.value)


def test_a_file_without_a_matrix_is_not_counted_as_if_it_needed_none():
    bare = read_fcs(fcs(spill=""))
    with pytest.raises(FlowProblem, match="the file carries none"):
        gate_by(bare, read_gatingml(xml(*SEQUENCE)))
