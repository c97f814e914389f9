import numpy as np
import pytest
from tests.tissue.flow_cast import fcs, template
from tests.tissue.test_gatingml import MIXED, xml

from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.flow_views import RARE, gatingml_views, template_views
from hepatica.tissue.gatingml import read_gatingml
from hepatica.tissue.template import read_template

FILE = read_fcs(fcs())


def crowd(bright):
    """Make 5,000 cells of which the first so many are bright in CD34."""
    rows = [(100 + n % 700, 200 + n % 900, 5000.0, 3000.0 if n < bright else 40.0) for n in range(5000)]
    return read_fcs(fcs(rows, spill=""))


def views(file, gates=None, **more):
    return template_views(file, read_template(template(gates, **more)))


def test_every_gate_has_a_plot_with_its_counts_and_its_line():
    made = views(FILE)
    assert [(view.name, view.count, view.of) for view in made][:2] == [("singlets", 9, 10), ("CD45+", 7, 9)]
    assert [(view.x.title, view.y.title) for view in made] == [
        ("FSC-A", "SSC-A"),
        ("PerCP-A (CD45)", "SSC-A"),
        ("PE-A (CD34)", "SSC-A"),
        ("PerCP-A (CD45)", "SSC-A"),
        ("SSC-A", "FSC-A"),
    ]
    assert all(len(view.lines) == 1 and 0 < view.lines[0][0][0] < 1 for view in made)


def test_what_is_inside_lies_on_the_gates_side_of_its_line():
    for view, op in zip(views(FILE), ["<=", ">=", ">=", "<=", "<="], strict=True):
        at = round(view.lines[0][0][0], 3)
        inside, outside = [x for x, _ in view.inside], [x for x, _ in view.outside]
        low, high = (inside, outside) if op == "<=" else (outside, inside)
        assert max(low, default=0) <= at <= min(high, default=1)


def test_a_small_file_is_drawn_whole():
    assert [len(view.inside) for view in views(FILE)] == [9, 7, 6, 5, 4]


@pytest.mark.parametrize(("bright", "drawn"), [(0, 0), (1, 1), (RARE, RARE), (2500, 600)])
def test_few_are_all_drawn_and_many_in_proportion(bright, drawn):
    (view,) = template_views(
        crowd(bright), read_template(template([["PE-A", ">=", 1000]], compensation=None)), most_points=1200
    )
    assert (view.count, len(view.inside)) == (bright, drawn)
    assert len(view.inside) + len(view.outside) == 1200


def test_the_same_file_gives_the_same_picture_and_never_more_points_than_asked():
    gates = [["PE-A", ">=", 1000], ["SSC-A", "<=", 600], ["FSC-A", ">=", 300]]
    first, again = (views(crowd(1500), gates, compensation=None) for _ in range(2))
    assert first == again
    assert sum(len(view.inside) + len(view.outside) for view in first) <= 2400


def test_places_lie_within_the_plot_and_marks_do_not_crowd():
    rows = [(-50, 1e9, -1e7, 1e8), (5e5, 10, 0.0, 1.0)]
    for scale in ("linear", {"logicle": {"t": 10**9}}):
        for view in views(
            read_fcs(fcs(rows, spill="")), [["PE-A", ">=", 0.5]], compensation=None, scale=scale
        ):
            assert all(0 <= value <= 1 for place in (*view.inside, *view.outside) for value in place)
            at = [place for place, _ in view.x.ticks]
            assert len(at) >= 2
            assert np.diff(at).min() > 0.05


def test_a_logicle_axis_is_marked_by_powers_of_ten():
    (view,) = views(crowd(5), [["PE-A", ">=", 1000]], compensation=None)
    assert [text for _, text in view.x.ticks] == ["0", "10³", "10⁴", "10⁵"]


def test_gating_ml_is_drawn_with_its_own_edges():
    strategy = read_gatingml(xml(*MIXED))
    made = {view.name: view for view in gatingml_views(FILE, strategy)}
    assert set(made) == {"cells", "bright", "CD34pos"}
    assert len(made["cells"].lines) == 4
    assert len(made["bright"].lines) == 1
    assert (made["bright"].x.title, made["bright"].y.title) == ("PerCP-A", "SSC-A")
    assert all(
        0 <= value <= 1 for view in made.values() for line in view.lines for at in line for value in at
    )
