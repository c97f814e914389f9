"""The pedigree: what each material says, and a layout in which nothing lies over anything, whatever happened."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.report.product import sample

from hepatica.ledger.product_rows import BagRow
from hepatica.ledger.state import State
from hepatica.product.pedigree import pedigree
from hepatica.product.pedigree_layout import WIDTH, layout
from hepatica.product.pedigree_values import Ahead, Pedigree

AHEAD = {"cd34": Ahead(title="G-CSF", facts=("3 doses",), at="2026-03-08T21:00")}


def drawn(*more: object, without: tuple[str, ...] = (), now: str = sample.NOW) -> Pedigree:
    cells = sample.cells(*more, without=without)
    return pedigree(cells.study, cells.state, cells.subject, now=now, zone=cells.zone)


def node(made: Pedigree, key: str):
    return next(one for one in made.nodes if one.key == key)


def link(made: Pedigree, source: str, target: str):
    return next(one for one in made.links if (one.source, one.target) == (source, target))


def test_every_material_is_a_node_and_every_parent_a_link():
    made = drawn()
    assert [one.key for one in made.nodes] == [row.material for row in sample.materials()] + [sample.WHO]
    parents = {(parent, row.material) for row in sample.materials() for parent in row.parents}
    given = {("MSC-01-004-A", sample.WHO), ("CD34-01-004-A", sample.WHO)}
    assert {(one.source, one.target) for one in made.links} == parents | given


def test_a_node_says_its_facts_and_a_lot_every_criterion():
    made = drawn()
    assert node(made, "BM-01-004").facts == ("22 mL, left iliac", "2 Feb, 09:40")
    assert node(made, "MSC-01-004-P1").facts == ("12 days", "alive 86 %")
    lot = node(made, "MSC-01-004")
    assert lot.facts == ("146 million cells", "released at risk")
    msc = sample.study().product_by_id["msc"]
    assert [line.text for line in lot.lines] == [str(one.title) for one in msc.release]
    late = next(line for line in lot.lines if line.text == "Sterility, final")
    assert (late.verdict, late.value, late.right) == ("pending", "14 d", "day 11")
    first = lot.lines[0]
    assert (first.verdict, first.value, first.right) == ("pass", "92 %", "≥ 80")


def test_what_became_of_each_bag_is_said_in_its_title_and_fate():
    made = drawn()
    assert [(node(made, f"MSC-01-004-{x}").title, node(made, f"MSC-01-004-{x}").fate) for x in "ABC"] == [
        ("Bag A", "given"),
        ("Bag B, kept", "kept"),
        ("Bag C, rejected", "rejected"),
    ]
    assert [line.verdict for line in node(made, "MSC-01-004-C").lines] == ["fail"]
    gone = sample.material(
        "MSC-01-004-D", "msc_bag", "2026-03-05T13:50", "MSC-01-004",
        moves=(sample.moved("disposed", "2026-03-10T09:00", "Clean room"),),
    )  # fmt: skip
    assert node(drawn(gone), "MSC-01-004-D").fate == "disposed"


def test_hours_stand_on_the_links_with_their_limits():
    made = drawn()
    thaw = link(made, "MSC-01-004-A", sample.WHO)
    assert (thaw.took, thaw.limit, thaw.exceeded, thaw.fate) == ("1.7 h", "of 4 h", False, "given")
    assert link(made, "BM-01-004", "MSC-01-004-P1").took == "2.1 h"
    assert link(made, "MSC-01-004-P1", "MSC-01-004-P2").took == ""  # its days stand in the node
    late = BagRow(subject=sample.WHO, bag="MSC-01-004-A", started="2026-03-09T20:30", match=8, first="P. Naidu", second="S. Bano")  # fmt: skip
    assert link(drawn(late), "MSC-01-004-A", sample.WHO).exceeded


def test_the_participant_says_when_what_ran_and_that_a_match_is_missing():
    person = drawn().person
    assert "CD34 17:10, MSC 17:42" in person.facts
    assert "contrast 78 mL" in person.facts
    assert person.lines[0].verdict == "pass"
    unmatched = BagRow(subject=sample.WHO, bag="MSC-01-004-A", started="2026-03-09T17:42", first="P. Naidu", second="S. Bano")  # fmt: skip
    assert drawn(unmatched).person.lines[0].verdict == "fail"
    stale, aloud = replace(unmatched, match=8), replace(unmatched, match=8, paper="S-1")
    assert drawn(stale).person.lines[0].text == "No match at bedside"  # no match stood when it started
    assert drawn(aloud).person.lines[0].text == "Identity on paper"
    assert drawn(without=("MSC", "CD34")).person.facts == ("Nothing given yet",)


def test_a_product_that_never_came_to_be_keeps_its_lane_and_says_why():
    made = drawn(sample.branch("poor_mobiliser", "msc_alone", product="cd34"), without=("LP", "CD34"))
    lane = next(one for one in made.lanes if one.product == "cd34")
    assert lane.sentence.startswith("Too few CD34 cells in blood: Give MSC alone")
    assert "Nothing collected yet." in {one.sentence for one in drawn(without=("LP", "CD34")).lanes}
    assert layout(made).lanes[1].height > 0


def test_a_culture_that_failed_is_drawn_as_failed():
    failed = sample.branch("culture_failure", "repeat", product="msc", material="MSC-01-004-P2")
    made = drawn(
        failed, without=("MSC-01-004-P3", "MSC-01-004-A", "MSC-01-004-B", "MSC-01-004-C", "MSC-01-004-R")
    )
    assert node(made, "MSC-01-004-P2").fate == "failed"
    assert node(made, "MSC-01-004-P2").facts[1] == "failed"


def test_a_protocol_without_manufacturing_has_no_lane():
    old = sample.study().model_copy(update={"products": ()})
    made = pedigree(old, State(), sample.WHO, now=sample.NOW, zone="Asia/Kolkata")
    assert made.lanes == ()
    assert layout(made).nodes[0].node.key == sample.WHO


def sound(made: Pedigree) -> None:
    """Check that no two boxes overlap, that links join boxes, that hours lie over nothing, and that all is inside."""
    placed = layout(made)
    boxes = {one.node.key: one.box for one in placed.nodes}
    assert len(boxes) == len(made.nodes)
    ordered = list(boxes.items())
    for n, (name, box) in enumerate(ordered):
        for other, second in ordered[n + 1 :]:
            assert not box.overlaps(second), f"{name} lies over {other}"
        assert box.x >= 0
        assert box.right <= placed.width
        assert box.bottom <= placed.height
    pills = [one.pill for one in placed.links if one.pill]
    for n, pill in enumerate(pills):
        assert not any(pill.overlaps(box) for box in boxes.values())
        assert not any(pill.overlaps(other) for other in pills[n + 1 :])
    for one in placed.links:
        source, target = boxes[one.link.source], boxes[one.link.target]
        assert (one.x1, one.x2) == (source.right, target.x)
        assert one.x1 < one.x2, "a link never runs backwards"
        assert source.y <= one.y1 <= source.bottom
        assert target.y <= one.y2 <= target.bottom


def test_the_sample_is_laid_out_soundly_in_the_width_of_a_page():
    cells = sample.cells()
    made = pedigree(cells.study, cells.state, cells.subject, now=cells.now, zone=cells.zone, ahead=AHEAD)
    sound(made)
    assert layout(made).width == WIDTH
    assert [head.text for head in layout(made).heads][-1] == "9 Mar 2026 · Day 0"


@cache
def steps() -> dict[str, tuple[str, ...]]:
    """Return each step of the protocol's products with the steps it may take."""
    return {step.id: tuple(step.out_of) for product in sample.study().products for step in product.steps}


@st.composite
def histories(draw: st.DrawFn) -> list[object]:
    """Give any history the steps allow: many passages, several lots, repeats, bags of anything, some given or gone."""
    rows: list[object] = []
    made: dict[str, list[str]] = {}
    at = datetime(2026, 2, 2, 9, tzinfo=UTC)
    for n in range(draw(st.integers(1, 22))):
        able = [
            step for step, out_of in steps().items() if not out_of or any(made.get(one) for one in out_of)
        ]
        step = draw(st.sampled_from(able))
        pool = [label for one in steps()[step] for label in made.get(one, [])]
        many = draw(st.integers(1, 2)) if step.endswith("lot") else 1
        parents = tuple(dict.fromkeys(draw(st.sampled_from(pool)) for _ in range(many))) if pool else ()
        at += timedelta(minutes=draw(st.integers(0, 9000)))
        label = f"{step.upper().replace('_', '-')}-{n}"
        gone = (
            (sample.moved("disposed", f"{at:%Y-%m-%dT%H:%M}", "Clean room"),) if draw(st.booleans()) else ()
        )
        cells = str(draw(st.integers(0, 5000)))
        rows.append(
            sample.material(
                label,
                step,
                f"{at:%Y-%m-%dT%H:%M}",
                *parents,
                seq=n + 1,
                moves=gone,
                measures=sample.measured(cells=cells, volume="20"),
            )
        )
        made.setdefault(step, []).append(label)
        if step.endswith("bag") and draw(st.booleans()):
            rows.append(BagRow(subject=sample.WHO, bag=label, started=f"{at:%Y-%m-%dT%H:%M}", first="A", second="B", match=draw(st.integers(0, 1))))  # fmt: skip
        if step.endswith("lot") and draw(st.booleans()):
            rows.append(sample.result(label, "viability", str(draw(st.integers(0, 100))), unit="%"))
    return rows


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.booleans())
def test_whatever_happened_nothing_lies_over_anything(rows, mobilised):
    made = pedigree(
        sample.study(), State(rows), sample.WHO, now=sample.NOW, zone="Asia/Kolkata", ahead=AHEAD if mobilised else {}
    )  # fmt: skip
    sound(made)


@pytest.mark.parametrize("passages", [1, 4, 9])
def test_a_long_culture_makes_the_picture_wider_never_crowded(passages):
    chain = [sample.material("BM-01-004", "marrow", "2026-01-02T09:40")]
    for n in range(1, passages + 1):
        chain.append(sample.material(f"MSC-01-004-P{n}", "msc_passage", f"2026-01-{n + 2:02}T09:00", chain[-1].material, seq=n + 1))  # fmt: skip
    chain.append(sample.material("MSC-01-004", "msc_lot", "2026-02-12T09:00", chain[-1].material, seq=40))
    made = pedigree(sample.study(), State(chain), sample.WHO, now=sample.NOW, zone="Asia/Kolkata")
    sound(made)
    assert (layout(made).width > WIDTH) == (passages > 3)
