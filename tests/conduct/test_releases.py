import pytest
from msgspec.structs import replace
from tests.conduct.cells import PHYSICIAN, QUALITY, laboratory
from tests.conduct.desk import kinds, person, sentences


def with_physician(who=QUALITY, second=PHYSICIAN):
    return replace(who, witness=second)


def cleared():
    """A lot whose every criterion passes, the late one included."""
    lab = laboratory().lot()
    lab.tested("sterility", at="2026-02-25T09:00")
    lab.tested("sterility", "negative", at="2026-03-11T09:00")
    return _rest(lab)


def _rest(lab):
    for test, value in (("viability", "92"), ("endotoxin", "0.3"), ("mycoplasma", "negative")):
        lab.tested(test, value)
    return lab


def failing():
    return laboratory().lot().specified(viability="78")


def test_a_lot_that_meets_everything_is_released():
    lab = cleared()
    assert kinds(lab.release("released", at="2026-03-12T10:00")) == ["lot.released"]
    row = lab.decision()
    assert (row.decision, row.user, row.expires, row.pending) == (
        "released",
        "sunita",
        "2026-04-06T10:00",
        (),
    )


def test_a_lot_with_late_results_pending_is_released_under_conditions_and_letters_are_owed():
    lab = laboratory().lot().specified()
    done = lab.release("conditional")
    assert kinds(done) == ["lot.released", "notice.prepared"]
    assert done[0].fact.pending == ("sterility",)
    assert done[1].fact.result == "Sterility, final, day 9 of 14"


def test_what_is_pending_stands_against_an_ordinary_release():
    lab = laboratory().lot().specified()
    assert sentences(lab.release("released")) == [
        "MSC-01-001 cannot be released. Sterility, final: pending, day 9 of 14."
    ]


def test_what_was_never_tested_stands_against_every_release():
    lab = laboratory().lot().specified(mycoplasma="", sterility="")
    assert "Mycoplasma: pending." in sentences(lab.release("conditional"))[0]
    assert "Sterility" not in sentences(lab.release("conditional"))[0]
    untested = laboratory().lot()
    said = sentences(untested.release("conditional"))[0]
    for title in ("Viability", "Endotoxin", "Mycoplasma", "Viable cells", "Sterility, final"):
        assert f"{title}: nobody has tested it." in said
    assert "Karyotype" not in said


def test_who_tested_a_lot_does_not_decide_on_it():
    lab = laboratory().lot().specified()
    both = person("kiran", "cell_lab", "quality")
    assert any(
        one.startswith("Kiran tested MSC-01-001") and one.endswith("somebody else decides on it.")
        for one in sentences(lab.release("conditional", who=both))
    )


def test_who_tested_a_lot_under_another_account_does_not_decide_on_it_either():
    lab = laboratory().lot().specified()
    hand = replace(person("naidu", "quality"), name="P. Naidu")
    assert sentences(lab.release("conditional", who=hand)) == [
        "P. Naidu tested MSC-01-001 and made MSC-01-001: somebody else decides on it."
    ]


def test_who_tested_it_once_and_whose_result_was_replaced_does_not_decide_on_it():
    lab = laboratory().lot().specified()
    first = person("anil", "cell_lab", "quality")
    lab.tested("viability", "93", at="2026-03-05T16:00", reason="again", by="Q. Other", who=first)
    lab.tested("viability", "94", at="2026-03-05T17:00", reason="again", by="Q. Other")
    assert sentences(lab.release("conditional", who=first)) == [
        "Anil tested MSC-01-001: somebody else decides on it."
    ]


def test_who_measured_a_lot_later_does_not_decide_on_it():
    lab = laboratory().lot().specified()
    both = person("anil", "cell_lab", "quality")
    lab.correct("MSC-01-001", cells="140 10^6", who=both)
    assert sentences(lab.release("conditional", who=both)) == [
        "Anil measured MSC-01-001: somebody else decides on it."
    ]


def test_a_lot_whose_count_was_mended_is_decided_on_again():
    lab = cleared()
    lab.release("released", at="2026-03-12T10:00")
    lab.correct("MSC-01-001", cells="40 10^6")
    done = lab.release("exceptional", at="2026-03-12T11:00", reason="No other cells", who=with_physician())
    assert kinds(done)[0] == "lot.released"
    assert done[0].fact.unmet == ("cells",)


def test_a_decision_is_signed_with_the_password():
    lab = laboratory().lot().specified()
    assert sentences(lab.release("conditional", who=person("sunita", "quality", fresh=False))) == [
        "Sunita: enter your password again to sign."
    ]


def test_out_of_specification_needs_a_physician_and_a_reason():
    lab = failing()
    assert sentences(lab.release("released")) == [
        (
            "MSC-01-001 cannot be released. Viability: 78 % does not meet the limit (≥ 80 %). "
            "Sterility, final: pending, day 9 of 14."
        )
    ]
    assert sentences(lab.release("exceptional")) == [
        "A release out of specification needs a reason.",
        "A release of MSC-01-001 out of specification needs an investigator, who signs beside quality.",
    ]
    alone = with_physician(second=replace(QUALITY, roles=frozenset({"investigator"})))
    assert sentences(lab.release("exceptional", reason="No other cells", who=alone)) == [
        "The second signature is another person's."
    ]
    nurse = with_physician(second=person("asha", "coordinator"))
    assert "needs an investigator" in sentences(lab.release("exceptional", reason="r", who=nurse))[0]


def test_an_exceptional_release_says_what_is_unmet_and_who_signed_beside():
    lab = failing()
    done = lab.release("exceptional", reason="No other cells can be had", who=with_physician())
    assert kinds(done) == ["lot.released", "notice.prepared"]
    fact = done[0].fact
    assert (fact.unmet, fact.pending) == (("viability",), ("sterility",))
    assert (fact.second, fact.second_user) == ("Rao", "rao")
    assert done[1].fact.notice == "out_of_specification"
    assert done[1].fact.result == "Viability: 78 % does not meet the limit (≥ 80 %)"


def test_the_physician_who_tested_it_does_not_sign_beside_quality():
    lab = failing()
    doctor = replace(person("rao", "investigator"), name="P. Naidu")
    said = sentences(lab.release("exceptional", reason="r", who=with_physician(second=doctor)))
    assert said == ["P. Naidu tested MSC-01-001 and made MSC-01-001: somebody else decides on it."]


def test_nothing_is_exceptional_about_a_lot_in_specification():
    late = {"at": "2026-03-12T10:00"}
    assert sentences(cleared().release("exceptional", reason="r", who=with_physician(), **late)) == [
        "Nothing of MSC-01-001 is out of specification: release it in the ordinary way."
    ]
    assert sentences(cleared().release("conditional", **late)) == [
        "Nothing of MSC-01-001 is pending: release it in the ordinary way."
    ]


def test_a_rejected_lot_stays_rejected():
    lab = failing()
    assert sentences(lab.release("rejected")) == ["A rejection needs a reason."]
    done = lab.release("rejected", reason="Too few alive.")
    assert kinds(done) == ["lot.released", "notice.prepared"]
    assert done[0].fact.unmet == ("viability",)
    assert done[1].fact.result == "Viability: 78 % does not meet the limit (≥ 80 %); Too few alive"
    lab.tested("viability", "90", at="2026-03-06T16:00", reason="again")
    assert sentences(lab.release("conditional", at="2026-03-07T10:00", reason="better now")) == [
        "MSC-01-001 was rejected on 6 Mar 2026, 10:00: a rejected lot stays rejected."
    ]


def test_a_lot_is_decided_on_again_after_new_results_and_with_a_reason():
    lab = laboratory().lot()
    lab.tested("sterility", at="2026-02-25T09:00")
    _rest(lab).release("conditional")
    assert sentences(lab.release("conditional", reason="r")) == [
        "MSC-01-001 was decided on 6 Mar 2026, 10:00 (conditional), and no result is new since."
    ]
    lab.tested("sterility", "negative", at="2026-03-12T15:00")
    assert sentences(lab.release("released", at="2026-03-12T16:00")) == ["Deciding again needs a reason."]
    assert kinds(lab.release("released", at="2026-03-12T16:00", reason="No growth")) == ["lot.released"]


def test_a_released_lot_can_be_rejected_at_any_time():
    lab = cleared()
    lab.release("released", at="2026-03-12T10:00")
    assert kinds(lab.release("rejected", at="2026-03-12T11:00", reason="The tank failed")) == [
        "lot.released",
        "notice.prepared",
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"expires": ""}, "Say until when the lot may be given."),
        ({"expires": "2026-03-14T20:00"}, "The expiry, 14 Mar 2026, 20:00, has passed already."),
        ({"expires": "soon"}, "Expiry: "),
        (
            {"at": "2026-03-05T09:00"},
            "When it was decided: 5 Mar 2026, 09:00 lies before MSC-01-001 was made",
        ),
        (
            {"at": "2026-03-05T14:59"},
            "When it was decided: 5 Mar 2026, 14:59 lies before the result of Viability, which was at 5 Mar 2026, 15:00.",
        ),
        ({"at": "2026-03-15T09:00"}, "When it was decided: 2026-03-15T09:00 lies in the future"),
    ],
)
def test_a_release_has_its_time_and_its_end(said, sentence):
    found = sentences(laboratory().lot().specified().release("conditional", **said))
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_only_a_lot_that_is_there_is_released():
    lab = laboratory().lot().specified()
    assert sentences(lab.release("conditional", lot="MSC-01-001-P1")) == [
        "MSC-01-001-P1 is no lot: only lots are released."
    ]
    lab.move("MSC-01-001", "disposed", at="2026-03-06T09:00")
    assert sentences(lab.release("conditional")) == [
        "MSC-01-001 was disposed of on 6 Mar 2026, 09:00: there is nothing to release."
    ]
    assert kinds(lab.release("rejected", reason="Disposed of"))[0] == "lot.released"


def test_a_lot_whose_remainder_was_thrown_away_is_released_for_its_bags():
    lab = laboratory().lot().specified()
    lab.make("bag", "MSC-01-001-A", "MSC-01-001", at="2026-03-05T10:00", cells="48 10^6")
    lab.move("MSC-01-001", "disposed", at="2026-03-06T09:00")
    assert kinds(lab.release("conditional"))[0] == "lot.released"


def test_a_lot_of_somebody_else_is_not_decided_on():
    lab = laboratory().lot().specified().enrolled("01-002")
    assert sentences(lab.release("conditional", subject="01-002")) == [
        "MSC-01-001 is of 01-001, not of 01-002."
    ]
