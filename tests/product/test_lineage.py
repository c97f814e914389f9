from decimal import Decimal

import pytest
from tests.conduct.cells import CD34, MSC, STEPS, cells_study
from tests.product.laboratory import LINE, material, move, state

from hepatica.ledger.product_facts import Measured
from hepatica.product.lineage import (
    Breach,
    Left,
    Lineage,
    cells_of,
    letter,
    lineage_of,
    next_label,
    steps_of,
    viable_of,
)
from hepatica.product.quantities import Millions, Percent
from hepatica.study.product import Step

LOT = "MSC-01-001"
OURS = {"source": "proposal", "reference": "ours"}
BY_ID = {step.id: step for step in STEPS}


def line(*more, rows=LINE):
    return Lineage(steps_of(MSC), (*rows, *more))


def test_a_bag_traces_to_one_participant_and_one_collection():
    found = line()
    assert found.donor("MSC-01-001-A") == "01-001"
    assert [row.material for row in found.collections("MSC-01-001-A")] == ["BM-01-001"]
    assert [row.material for row in found.ancestors("MSC-01-001-A")] == [
        LOT, "MSC-01-001-P2", "MSC-01-001-P1", "BM-01-001",
    ]  # fmt: skip
    assert [row.material for row in found.descendants(LOT)] == [
        "MSC-01-001-A", "MSC-01-001-B", "MSC-01-001-R1",
    ]  # fmt: skip


def test_a_material_of_two_people_is_a_breach():
    other = material("BM-01-002", "marrow", subject="01-002")
    mixed = material("X", "passage", "BM-01-001", "BM-01-002")
    with pytest.raises(Breach, match="X traces to more than one participant: 01-001, 01-002"):
        line(other, mixed).donor("X")


def test_what_was_collected_from_nobody_is_a_breach():
    with pytest.raises(Breach, match="Y traces to X, which was not collected from anybody"):
        line(material("X", "lot"), material("Y", "bag", "X")).donor("Y")
    with pytest.raises(Breach, match="There is no material 'Z'"):
        line(material("Y", "bag", "Z")).ancestors("Y")


def test_nothing_is_made_of_itself():
    with pytest.raises(Breach, match="X was made of itself"):
        line(material("X", "passage", "Y"), material("Y", "passage", "X")).ancestors("X")


def test_each_material_knows_its_kind_its_product_and_its_passage():
    found = line()
    assert (found.kind(LOT), found.product(LOT), found.passage(LOT)) == ("lot", "msc", 2)
    assert found.passage("BM-01-001") == 0
    assert [row.material for row in found.bags(LOT)] == ["MSC-01-001-A", "MSC-01-001-B"]
    assert found.lot("MSC-01-001-R1").material == LOT
    assert found.lot("MSC-01-001-P1") is None
    assert [row.material for row in found.of_kind("collection", product="msc")] == ["BM-01-001"]
    assert found.of_kind("collection", product="cd34") == ()


def test_a_step_the_protocol_has_no_longer_has_no_kind():
    found = Lineage(steps_of(CD34), LINE)
    assert (found.kind(LOT), found.product(LOT)) == (None, "")


def test_what_is_left_counts_cells_and_volume_together():
    left = line().left(LOT)
    assert left.volume == 19
    assert round(left.cells, 6) == round(Decimal(146) - 96 - Decimal(146) / 60, 6)


def test_what_was_thrown_away_is_not_left():
    gone = move("disposed", amount=(Measured(name=LOT, value="10", unit="mL"),))
    rows = tuple(
        material(LOT, "lot", "MSC-01-001-P2", cells="146 10^6", volume="60 mL", moves=(gone,))
        if row.material == LOT
        else row
        for row in LINE
    )
    assert line(rows=rows).left(LOT).volume == 9


def test_of_what_was_never_measured_nobody_knows_what_is_left():
    assert line().left("MSC-01-001-R1") == Left(cells=None, volume=Decimal(1))
    assert line(material("X", "passage", "BM-01-001")).left("X") == Left()


def test_living_cells_are_of_the_products_own_kind():
    assert viable_of(material("X", "lot", cells="100 10^6", viability="90 %")) == Millions(Decimal(90))
    assert viable_of(material("X", "lot", cells="100 10^6"), Percent(Decimal(80))) == Millions(Decimal(80))
    assert viable_of(
        material("X", "lot", cells="100 10^6", cd34_cells="60 10^6", viability="90 %")
    ) == Millions(Decimal(54))
    assert viable_of(material("X", "lot", cells="100 10^6", viable_cells="70 10^6")) == Millions(Decimal(70))
    assert viable_of(material("X", "lot", cells="100 10^6")) is None
    assert cells_of(material("X", "passage", harvested="160 10^6")) == Millions(Decimal(160))


@pytest.mark.parametrize(
    ("step", "parents", "label"),
    [
        ("marrow", (), "BM-01-001-2"),
        ("passage", ("BM-01-001",), "MSC-01-001-P1-2"),
        ("passage", ("MSC-01-001-P2",), "MSC-01-001-P3"),
        ("lot", ("MSC-01-001-P2",), "MSC-01-001-2"),
        ("bag", (LOT,), "MSC-01-001-C"),
        ("sample", (LOT,), "MSC-01-001-R2"),
    ],
)
def test_the_next_label_is_free_and_of_the_steps_pattern(step, parents, label):
    assert next_label(line(), BY_ID[step], "01-001", parents) == label


def test_labels_of_cores_are_counted():
    core = Step(id="core", title="Core", makes="core", label="LB{n}-{subject}", **OURS)
    assert next_label(line(), core, "01-001") == "LB1-01-001"
    assert next_label(line(material("LB1-01-001", "core")), core, "01-001") == "LB2-01-001"


def test_letters_go_on_after_z():
    assert [letter(n) for n in (1, 26, 27, 52, 53, 703)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]


def test_a_participants_lineage_is_read_from_the_record():
    found = lineage_of(cells_study(), state(), "01-001")
    assert set(found.rows) == {row.material for row in LINE}
    assert found.donor(LOT) == "01-001"
