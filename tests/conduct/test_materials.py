import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conduct.cells import PATHOLOGIST, TECHNOLOGIST, Laboratory, laboratory
from tests.conduct.desk import begun, kinds, person, sentences

from hepatica.conduct.commands import MakeMaterial
from hepatica.conduct.refused import Refused
from hepatica.ledger.product_facts import Measured
from hepatica.product.lineage import Left, lineage_of


def test_a_collection_stands_with_who_took_it_and_who_saw_it():
    lab = laboratory()
    assert kinds(lab.make("marrow", "BM-01-001", volume="22 mL")) == ["material.made"]
    row = lab.material("BM-01-001")
    assert (row.by, row.witness, row.at) == ("P. Naidu", "S. Bano", "2026-02-02T09:40")
    assert row.measures == (Measured(name="volume", value="22", unit="mL"),)


def test_a_collection_before_enrolment_is_stored_with_a_critical_deviation():
    lab = Laboratory().consented()
    assert kinds(lab.make("marrow", "BM-01-001", volume="22 mL")) == ["material.made", "deviation.recorded"]
    found = lab.deviations()["not_enrolled"]
    assert found.critical
    assert found.sentence == "Marrow aspiration BM-01-001 took place, and 01-001 is not enrolled."


def test_a_protocol_without_manufacturing_says_so():
    command = MakeMaterial(
        subject="01-001", material="BM", step="marrow", at="2026-02-02T09:40", by="A", witness="B"
    )
    assert sentences(begun().enrolled().do(command, TECHNOLOGIST)) == [
        "This protocol describes no manufacturing."
    ]


def test_a_step_nobody_knows_is_refused_with_those_there_are():
    said = sentences(laboratory().make("freeze", "X-1"))
    assert said[0].startswith("There is no step 'freeze'; there are marrow, passage, lot, bag")


def test_a_label_is_given_once_in_the_whole_study():
    lab = laboratory().enrolled("01-002")
    lab.make("marrow", "BM-01-001", volume="22 mL")
    for subject in ("01-001", "01-002"):
        assert sentences(lab.make("marrow", "BM-01-001", volume="20 mL", subject=subject)) == [
            "The label BM-01-001 was given already, to a material of 01-001."
        ]


@pytest.mark.parametrize("label", ["bm-1", "BM 1", "BM_1", "", "BM-Ä"])
def test_a_label_that_no_symbol_can_say_is_refused(label):
    assert (
        "capital letters, digits and hyphens only"
        in sentences(laboratory().make("marrow", label, volume="22 mL"))[0]
    )


def test_two_people_are_two():
    lab = laboratory()
    assert sentences(lab.make("marrow", "BM-01-001", volume="22 mL", witness="p.  naidu")) == [
        "Marrow aspiration needs two people, and P. Naidu is one."
    ]
    assert sentences(lab.make("marrow", "BM-01-001", volume="22 mL", witness=" ")) == [
        "Marrow aspiration needs the names of two people."
    ]


def test_cells_of_two_people_are_never_put_together():
    lab = laboratory().enrolled("01-002")
    lab.make("marrow", "BM-01-001", volume="22 mL")
    lab.make("marrow", "BM-01-002", volume="22 mL", subject="01-002")
    assert sentences(lab.make("passage", "P1", "BM-01-002", at="2026-02-02T11:00")) == [
        "BM-01-002 came from participant 01-002, not from 01-001: cells of two people are never put together."
    ]
    said = sentences(lab.make("passage", "P1", "BM-01-001", "BM-01-002", at="2026-02-02T11:00"))
    assert any("never put together" in one for one in said)


def test_two_collections_are_not_put_together_either():
    lab = laboratory()
    lab.make("marrow", "BM-01-001", volume="22 mL")
    lab.make("marrow", "BM-01-001-2", volume="22 mL")
    assert sentences(lab.make("passage", "P1", "BM-01-001", "BM-01-001-2", at="2026-02-02T11:00")) == [
        "This would put cells of 2 collections together (BM-01-001 and BM-01-001-2): each is made by itself."
    ]


def test_a_bag_is_filled_from_one_lot():
    desk = laboratory().lot()
    desk.make("lot", "MSC-01-001-2", "MSC-01-001-P1", at="2026-03-05T09:15", cells="9 10^6", volume="10 mL")
    said = desk.make(
        "bag", "MSC-01-001-A", "MSC-01-001", "MSC-01-001-2", at="2026-03-05T10:00", volume="5 mL"
    )
    assert "Bag is filled from one material" in " ".join(sentences(said))


def test_a_material_is_made_of_what_its_step_takes():
    lab = laboratory().lot()
    assert sentences(lab.make("bag", "B-1", "MSC-01-001-P1", at="2026-03-05T10:00")) == [
        "Bag is made of 'Harvest'; MSC-01-001-P1 is 'Passage'."
    ]
    assert sentences(lab.make("bag", "B-1", at="2026-03-05T10:00")) == [
        "Bag is made of something: scan or type the label of 'Harvest'."
    ]
    assert sentences(lab.make("marrow", "BM-9", "MSC-01-001", volume="1 mL")) == [
        "Marrow aspiration comes from the participant: it is made of no material."
    ]
    assert sentences(lab.make("bag", "B-1", "MSC-9", at="2026-03-05T10:00")) == [
        "There is no material 'MSC-9'."
    ]


def test_nothing_is_made_before_its_parent_or_in_the_future():
    lab = laboratory().lot()
    assert sentences(lab.make("bag", "B-1", "MSC-01-001", at="2026-03-05T09:00", cells="1 10^6")) == [
        "When it was made: 5 Mar 2026, 09:00 lies before MSC-01-001 was made, which was at 5 Mar 2026, 09:15."
    ]
    assert "lies in the future" in sentences(lab.make("bag", "B-1", "MSC-01-001", at="2026-03-14T20:01"))[0]
    assert "is not a date" in sentences(lab.make("bag", "B-1", "MSC-01-001", at="2026-02-31T10:00"))[0]


def test_nothing_is_made_of_what_was_disposed_of():
    lab = laboratory().lot()
    lab.move("MSC-01-001", "disposed", at="2026-03-05T10:00")
    assert sentences(lab.make("bag", "B-1", "MSC-01-001", at="2026-03-05T10:00")) == [
        "MSC-01-001 was disposed of on 5 Mar 2026, 10:00: nothing can be made of it.",
    ]


def test_a_split_that_sums_to_more_than_its_parent_is_refused():
    lab = laboratory().lot()
    for letter in "AB":
        lab.make(
            "bag",
            f"MSC-01-001-{letter}",
            "MSC-01-001",
            at="2026-03-05T10:00",
            cells="49 10^6",
            volume="20 mL",
        )
    assert lineage_of(lab.plan.study, lab.state, "01-001").left("MSC-01-001").cells == 48
    assert sentences(
        lab.make("bag", "MSC-01-001-C", "MSC-01-001", at="2026-03-05T10:00", cells="52 10^6")
    ) == ["This takes 52 million of MSC-01-001, which has 48 left."]
    assert sentences(
        lab.make("bag", "MSC-01-001-C", "MSC-01-001", at="2026-03-05T10:00", volume="20.5 mL")
    ) == ["This takes 49.883333 million of MSC-01-001, which has 48 left."]
    lab.make("bag", "MSC-01-001-C", "MSC-01-001", at="2026-03-05T10:00", cells="48 10^6", volume="20 mL")
    assert lineage_of(lab.plan.study, lab.state, "01-001").left("MSC-01-001") == Left(cells=0, volume=0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 80), min_size=1, max_size=6))
def test_however_a_lot_is_split_its_parts_never_sum_to_more(parts):
    lab, left = laboratory().lot(), 146
    for n, part in enumerate(parts):
        decision = lab.make("bag", f"B-{n}", "MSC-01-001", at="2026-03-05T10:00", cells=f"{part} 10^6")
        assert isinstance(decision, Refused) == (part > left)
        left -= 0 if part > left else part
    assert lineage_of(lab.plan.study, lab.state, "01-001").left("MSC-01-001").cells == left


def test_what_is_said_to_be_taken_counts_before_what_it_became():
    lab = laboratory().lot()
    taken = (("MSC-01-001", "30 mL"),)
    lab.make("bag", "MSC-01-001-A", "MSC-01-001", at="2026-03-05T10:00", taken=taken, cells="70 10^6")
    left = lineage_of(lab.plan.study, lab.state, "01-001").left("MSC-01-001")
    assert (left.cells, left.volume) == (73, 30)
    assert sentences(
        lab.make("bag", "X", "MSC-01-001", at="2026-03-05T10:00", taken=(("BM-01-001", "3 mL"),))
    ) == ["An amount of 'BM-01-001' is given, and only amounts of MSC-01-001 count here."]
    assert (
        "more than nothing"
        in sentences(
            lab.make("bag", "X", "MSC-01-001", at="2026-03-05T10:00", taken=(("MSC-01-001", "0 mL"),))
        )[0]
    )
    assert (
        "in 10^6 cells or in mL"
        in sentences(
            lab.make("bag", "X", "MSC-01-001", at="2026-03-05T10:00", taken=(("MSC-01-001", "3 kg"),))
        )[0]
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"cells": "-3 10^6"}, "Cells: -3 10^6 cannot be: it lies outside 0 to 100000 10^6."),
        ({"viability": "101 %"}, "Viability: 101 % cannot be: it lies outside 0 to 100 %."),
        ({"cells": "3 mL"}, "Cells: mL is a volume, and a number of cells (10^6) is asked."),
        ({"cells": "3 furlongs"}, "Cells: unit 'furlongs' is not known"),
        ({"cells": "many 10^6"}, "Cells: 'many' is not a number."),
        ({"ph": "7 "}, "Harvest has no measure 'ph'; it measures cells, viability and volume."),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_a_sentence(said, sentence):
    lab = laboratory().lot()
    found = sentences(lab.make("lot", "MSC-01-001-2", "MSC-01-001-P1", at="2026-03-05T10:00", **said))
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_every_problem_is_named_at_once():
    said = sentences(laboratory().make("marrow", "bm", by="", at="2027-01-01T10:00", cells="-1 10^6"))
    assert len(said) == 5
    assert said[-1] == "Volume must be given."


def test_counts_are_kept_in_the_protocols_unit():
    lab = laboratory()
    lab.make("marrow", "BM-01-001", volume="0.022 L", cells="1,50,00,000 cells")
    assert lab.material("BM-01-001").measures == (
        Measured(name="volume", value="22", unit="mL"),
        Measured(name="cells", value="15", unit="10^6"),
    )


def test_each_bench_records_its_own():
    lab = laboratory()
    assert sentences(lab.make("core", "LB1-01-001")) == [
        "Liver core is recorded by a pathologist, not by Kiran."
    ]
    assert sentences(lab.make("marrow", "BM-01-001", volume="1 mL", who=PATHOLOGIST)) == [
        "Marrow aspiration is recorded by a cell-lab technologist, not by Devi."
    ]
    assert kinds(lab.make("core", "LB1-01-001", who=PATHOLOGIST)) == ["material.made"]
    assert kinds(lab.make("slide", "LB1-01-001-S1", "LB1-01-001", who=PATHOLOGIST)) == ["material.made"]


def test_who_does_both_benches_records_at_both():
    lab, both = laboratory(), person("x", "cell_lab", "pathologist")
    assert kinds(lab.make("core", "LB1-01-001", who=both)) == ["material.made"]
    assert kinds(lab.make("marrow", "BM-01-001", volume="1 mL", who=both)) == ["material.made"]


def test_a_harvest_is_measured_later_and_only_mended_with_a_reason():
    lab = laboratory()
    lab.make("marrow", "BM-01-001", volume="22 mL")
    lab.make("passage", "MSC-01-001-P1", "BM-01-001", at="2026-02-02T11:46", seeded="10 10^6")
    assert kinds(lab.measured("MSC-01-001-P1", harvested="160 10^6")) == ["material.measured"]
    assert kinds(lab.measured("MSC-01-001-P1", harvested="160 10^6")) == []
    assert sentences(lab.measured("MSC-01-001-P1", harvested="170 10^6")) == [
        "Cells harvested of MSC-01-001-P1 is 160 10^6: correct it, with the reason."
    ]
    assert sentences(lab.correct("MSC-01-001-P1", " ", harvested="170 10^6")) == [
        "A correction needs a reason."
    ]
    done = lab.correct("MSC-01-001-P1", harvested="170 10^6")
    assert done[0].fact.was == (Measured(name="harvested", value="160", unit="10^6"),)
    assert lab.correct("MSC-01-001-P1", harvested="170 10^6") == ()
    assert sentences(lab.correct("MSC-01-001-P1", viability="90 %")) == [
        "Viability of MSC-01-001-P1 was never measured: there is nothing to mend."
    ]


def test_nothing_is_measured_before_it_was_made_or_after_it_was_thrown_away():
    lab = laboratory().lot()
    assert (
        "lies before MSC-01-001 was made"
        in sentences(lab.measured("MSC-01-001", viability="90 %", at="2026-03-01T10:00"))[0]
    )
    lab.move("MSC-01-001", "disposed", at="2026-03-05T10:00")
    assert sentences(lab.measured("MSC-01-001", viability="90 %", at="2026-03-06T10:00")) == [
        "MSC-01-001 was disposed of on 5 Mar 2026, 10:00, before it was measured."
    ]
    assert sentences(lab.measured("MSC-01-001", viability="90 %", at="2026-03-05T09:30", by=" ")) == [
        "Say who measured it."
    ]


def test_a_correction_cannot_leave_less_than_was_taken():
    lab = laboratory().lot()
    lab.make("bag", "MSC-01-001-A", "MSC-01-001", at="2026-03-05T10:00", cells="100 10^6", volume="20 mL")
    assert sentences(lab.correct("MSC-01-001", cells="90 10^6")) == [
        "MSC-01-001 would hold 10 million less than was taken of it."
    ]
    assert sentences(lab.correct("MSC-01-001-A", cells="150 10^6")) == [
        "This takes 50 million of MSC-01-001, which has 46 left."
    ]
    assert kinds(lab.correct("MSC-01-001-A", cells="110 10^6")) == ["material.corrected"]


def test_a_material_of_somebody_else_cannot_be_worked_on():
    lab = laboratory().lot().enrolled("01-002")
    assert sentences(lab.measured("MSC-01-001", viability="90 %", subject="01-002")) == [
        "MSC-01-001 is of 01-001, not of 01-002."
    ]
    assert sentences(lab.correct("MSC-01-01", cells="90 10^6")) == [
        "01-001 has no material 'MSC-01-01'; did you mean 'MSC-01-001'?"
    ]
