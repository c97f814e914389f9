import pytest
from tests.conduct.cells import laboratory
from tests.conduct.desk import kinds, sentences

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import BagRow
from hepatica.product.custody import where


def bagged():
    lab = laboratory().lot()
    lab.make("bag", "MSC-01-001-A", "MSC-01-001", at="2026-03-05T10:00", cells="48 10^6", volume="20 mL")
    return lab


def ran_in(lab, volume, bag="MSC-01-001-A"):
    """Fold an infusion into the record as it stands: how it is decided has its own tests."""
    row = BagRow(
        subject="01-001",
        bag=bag,
        started="2026-03-09T17:42",
        started_seq=lab.seq,
        ended="2026-03-09T17:52",
        volume=volume,
    )
    lab.state.put(row)
    return lab


def test_a_hand_over_stands_with_both_names_and_where_it_is():
    lab = laboratory().lot()
    assert kinds(lab.move("MSC-01-001", "stored", place="Tank 2")) == ["material.moved"]
    now = where(lab.material("MSC-01-001"))
    assert (now.place, now.holder, now.move) == ("Tank 2", "M. Khan", "stored")


def test_a_hand_over_needs_two_people_and_a_place():
    lab = laboratory().lot()
    assert sentences(lab.move("MSC-01-001", "stored", received="P. Naidu", place=" ")) == [
        "A hand-over needs two people, and P. Naidu is one.",
        "Say where it is now.",
    ]
    assert sentences(lab.move("MSC-01-001", "stored", given="")) == [
        "A hand-over needs the names of two people."
    ]


def test_nothing_is_handed_over_before_it_was_made_or_in_the_future():
    lab = laboratory().lot()
    assert (
        "lies before MSC-01-001 was made"
        in sentences(lab.move("MSC-01-001", "stored", at="2026-03-05T09:00"))[0]
    )
    assert "lies in the future" in sentences(lab.move("MSC-01-001", "stored", at="2026-03-20T09:00"))[0]


def test_what_was_disposed_of_is_never_handed_on():
    lab = laboratory().lot()
    lab.move("MSC-01-001", "disposed", at="2026-03-05T12:00")
    assert sentences(lab.move("MSC-01-001", "stored", at="2026-03-05T13:00")) == [
        "MSC-01-001 was disposed of on 5 Mar 2026, 12:00: it cannot be handed on."
    ]
    late = lab.move("MSC-01-001", "retrieved", at="2026-03-05T11:00")
    assert kinds(late) == ["material.moved"], "what came before it is entered late"
    assert where(lab.material("MSC-01-001")).gone


def test_what_was_lost_can_be_found_again():
    lab = laboratory().lot()
    lab.move("MSC-01-001", "lost", at="2026-03-05T12:00")
    assert "cannot be handed on" in sentences(lab.move("MSC-01-001", "stored", at="2026-03-05T13:00"))[0]
    assert kinds(lab.move("MSC-01-001", "returned", at="2026-03-05T14:00")) == ["material.moved"]
    assert kinds(lab.move("MSC-01-001", "stored", at="2026-03-05T15:00")) == ["material.moved"]


def test_a_disposal_says_how_much_it_was():
    lab = bagged()
    lab.move("MSC-01-001", "disposed")
    assert lab.material("MSC-01-001").moves[-1].amount == (
        Measured(name="MSC-01-001", value="40", unit="mL"),
    )
    lab.move("MSC-01-001-A", "disposed", amount=(("MSC-01-001-A", "5 mL"),))
    assert lab.material("MSC-01-001-A").moves[-1].amount == (
        Measured(name="MSC-01-001-A", value="5", unit="mL"),
    )


def test_no_more_is_thrown_away_than_is_left():
    lab = ran_in(bagged(), "15")
    assert sentences(lab.move("MSC-01-001", "disposed", amount=(("MSC-01-001", "41 mL"),))) == [
        "This takes 99.766667 million of MSC-01-001, which has 98 left."
    ]
    assert sentences(
        lab.move("MSC-01-001-A", "disposed", at="2026-03-09T18:00", amount=(("MSC-01-001-A", "6 mL"),))
    ) == ["MSC-01-001-A cannot have lost so much: 15 mL of it ran in."]
    lab.move("MSC-01-001-A", "disposed", at="2026-03-09T18:00")
    assert lab.material("MSC-01-001-A").moves[-1].amount[0].value == "5"


def test_a_temperature_out_of_limits_is_stored_with_a_deviation():
    lab = laboratory().lot()
    made = lab.move("MSC-01-001", "stored", place="refrigerator", temperature="9.5")
    assert kinds(made) == ["material.moved", "deviation.recorded"]
    assert lab.deviations()["temperature"].sentence == (
        "MSC-01-001 was at 9.5 °C in refrigerator (2 to 8 °C), 5 Mar 2026, 12:00."
    )
    kept = lab.move("MSC-01-001", "retrieved", at="2026-03-05T13:00", place="Hood", lowest="3", highest="7,5")
    assert kinds(kept) == ["material.moved"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"temperature": "warm"}, "Temperature: 'warm' is not a number."),
        (
            {"lowest": "8", "highest": "-3"},
            "The lowest temperature, 8 °C, lies above the highest, -3 °C.",
        ),
    ],
)
def test_a_temperature_that_cannot_be_is_refused(said, sentence):
    assert sentences(laboratory().lot().move("MSC-01-001", "stored", **said)) == [sentence]


def test_a_material_of_somebody_else_is_not_handed_on():
    lab = laboratory().lot().enrolled("01-002")
    assert sentences(lab.move("MSC-01-001", "stored", subject="01-002")) == [
        "MSC-01-001 is of 01-001, not of 01-002."
    ]
