import pytest
from tests.conduct.cells import laboratory
from tests.conduct.desk import kinds, sentences


def test_a_test_is_set_up_read_and_has_its_result():
    lab = laboratory().lot()
    assert kinds(lab.tested("sterility")) == ["material.tested"]
    lab.tested("sterility", "negative", at="2026-03-12T15:00", final=False)
    row = lab.test("sterility")
    assert (row.started, row.value, row.final) == ("2026-03-05T15:00", "negative", False)
    assert kinds(lab.tested("sterility", "positive", at="2026-03-14T09:00")) == ["material.tested"]


def test_no_growth_is_final_only_once_its_days_have_passed():
    lab = laboratory().lot()
    lab.tested("sterility", at="2026-03-05T09:20")
    assert sentences(lab.tested("sterility", "negative", at="2026-03-14T09:00")) == [
        "Sterility, final is final on day 14, and this is day 9: enter it as a reading on the way."
    ]
    lab.tested("sterility", "negative", at="2026-03-14T09:00", final=False)
    assert not lab.test("sterility").final


def test_a_culture_set_up_before_the_harvest_counts_from_then():
    lab = laboratory().lot()
    lab.tested("sterility", at="2026-02-25T09:00")
    assert kinds(lab.tested("sterility", "negative", at="2026-03-11T09:00")) == ["material.tested"]


@pytest.mark.parametrize(
    ("test", "value", "unit", "sentence"),
    [
        ("viability", "101", "%", "Viability: 101 % cannot be: a part of the cells is at most 100 %."),
        ("viability", "-1", "", "Viability: -1 cannot be: it is never negative."),
        ("viability", "good", "", "Viability: 'good' is not a number."),
        ("viability", "90", "mL", "Viability: mL is a volume, and a percentage (%) is asked."),
        ("endotoxin", "1", "%", "Endotoxin: it is given in EU/mL, and '%' was given."),
        ("mycoplasma", "none", "", "Mycoplasma: 'none' is not in the list (negative, positive)."),
        ("mycoplasma", "pending", "", "Mycoplasma: 'pending' is not in the list (negative, positive)."),
        ("mycoplasma", "negative", "%", "Mycoplasma: no unit is asked here, and '%' was given."),
        ("steriliti", "negative", "", "Mesenchymal cells has no test 'steriliti'; did you mean 'sterility'?"),
        ("passage", "3", "", "Passages are counted from the lineage: nobody types them."),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_is_refused_with_a_sentence(test, value, unit, sentence):
    assert sentences(laboratory().lot().tested(test, value, unit=unit)) == [sentence]


def test_a_laboratory_may_say_less_than():
    lab = laboratory().lot()
    lab.tested("endotoxin", "<0,5", unit="eu/ml")
    assert (lab.test("endotoxin").value, lab.test("endotoxin").unit) == ("<0.5", "EU/mL")


def test_replacing_a_final_result_needs_a_reason_and_keeps_what_it_was():
    lab = laboratory().lot()
    lab.tested("viability", "78")
    assert lab.tested("viability", "78") == ()
    assert sentences(lab.tested("viability", "91", at="2026-03-05T16:00")) == [
        "Viability has its final result, 78 %: replacing it needs a reason."
    ]
    assert sentences(lab.tested("viability", "91", at="2026-03-05T16:00", final=False, reason="r")) == [
        "Viability has its final result, 78 %: no reading follows it."
    ]
    done = lab.tested("viability", "91", at="2026-03-05T16:00", reason="counted again, second chamber")
    assert (done[0].fact.was, done[0].fact.reason) == ("78 %", "counted again, second chamber")
    assert lab.test("viability").repeats == 1


def test_a_test_is_set_up_once():
    lab = laboratory().lot()
    lab.tested("sterility")
    assert sentences(lab.tested("sterility", at="2026-03-06T15:00")) == [
        "Sterility, final was set up on 5 Mar 2026, 15:00: enter a reading or its result."
    ]


def test_results_come_in_the_order_of_things():
    lab = laboratory().lot()
    lab.tested("sterility")
    assert (
        "lies before what was recorded of it last"
        in sentences(lab.tested("sterility", "negative", at="2026-03-04T15:00", final=False))[0]
    )
    assert (
        "lies before BM-01-001 was collected"
        in sentences(lab.tested("mycoplasma", "negative", at="2026-02-01T15:00"))[0]
    )
    assert sentences(lab.tested("mycoplasma", "negative", by=" ")) == ["Say who tested it."]
    assert "lies in the future" in sentences(lab.tested("mycoplasma", at="2026-04-01T10:00"))[0]


def test_only_what_must_stand_again_after_thawing_is_tested_in_a_bag():
    lab = laboratory().lot()
    lab.make("bag", "MSC-01-001-A", "MSC-01-001", at="2026-03-05T10:00", cells="48 10^6")
    assert kinds(lab.tested("viability", "91", material="MSC-01-001-A")) == ["material.tested"]
    assert sentences(lab.tested("mycoplasma", "negative", material="MSC-01-001-A")) == [
        "Mycoplasma is a test of the lot; of a bag, only what must stand again after thawing is tested."
    ]
    assert sentences(lab.tested("mycoplasma", "negative", material="MSC-01-001-P1")) == [
        "MSC-01-001-P1 has no release tests: they are recorded with its lot."
    ]
