"""Everybody of the population has a row: a value, what takes its place, or the sentence why there is neither."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.datasets.estimands.cast import answer, drugs, five, lab, member, on, procedures
from tests.datasets.record import form

FIRST = "01-001"
BILIRUBIN = st.decimals(min_value="0.5", max_value="40", places=1).map(str)


def rows(estimate):
    return {row.who.subject: row for row in estimate.rows}


def told(estimate):
    """What a table would show of every row."""
    return [
        (r.who.subject, r.baseline, r.at, r.value, r.took, r.responded, r.day, r.sentence)
        for r in estimate.rows
    ]


def test_the_dead_and_the_transplanted_keep_their_rows():
    found = rows(answer("meld", *five(dead=(2,), transplanted=(4,))))
    assert len(found) == 5
    assert (found["01-002"].took, found["01-002"].value, found["01-002"].day) == ("death", None, 100)
    assert (found["01-004"].took, found["01-004"].sentence) == (
        "transplant",
        "liver transplantation on 18 Jun 2026, day 100",
    )
    assert sum(row.value is not None for row in found.values()) == 3


@settings(max_examples=6, deadline=None)
@given(day=st.integers(100, 225), bilirubin=BILIRUBIN, how=st.sampled_from(["dead", "transplanted"]))
def test_a_draw_after_the_event_never_changes_the_composite(day, bilirubin, how):
    before = five(**{how: (2,)})
    late = lab("01-002", "unscheduled", day, bilirubin=bilirubin)
    for name in ("meld", "meld_while_alive"):
        assert told(answer(name, *before, late)) == told(answer(name, *before))


@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(len(five(dead=(2,))))))
def test_the_order_of_rows_changes_nothing(order):
    given_rows = five(dead=(2,))
    assert told(answer("meld", *[given_rows[n] for n in order])) == told(answer("meld", *given_rows))


@pytest.mark.parametrize(
    ("day", "measured", "took"),
    [(179, True, "death"), (180, True, "death"), (190, True, ""), (190, False, "death"), (230, False, "")],
)
def test_an_event_counts_up_to_the_target_and_later_only_where_nothing_precedes_it(day, measured, took):
    drawn = [lab(FIRST, "month_6", 175, bilirubin="2.0")] if measured else []
    found = rows(answer("meld", *member(1, ended={"death": day}), *drawn))[FIRST]
    assert found.took == took
    assert (found.value is not None) is (measured and not took)


def test_a_death_on_an_unknown_day_counts():
    assert rows(answer("meld", *member(1, ended={"death": "unknown"})))[FIRST].took == "death"


def test_a_death_before_day_0_counts_without_a_baseline():
    found = rows(answer("meld", *member(1, gcsf=False, baseline=None, ended={"death": "2026-03-01"})))[FIRST]
    assert (found.took, found.baseline, found.day) == ("death", None, None)


def test_while_alive_takes_the_last_value_before_and_says_so():
    found = rows(answer("meld_while_alive", *member(1, month_3="2.0", ended={"death": 120})))[FIRST]
    assert found.value < 0
    assert found.sentence == "value of Month 3: death on 8 Jul 2026, day 120"
    nothing = rows(answer("meld_while_alive", *member(1, ended={"death": 50})))[FIRST]
    assert (nothing.value, nothing.sentence) == (
        None,
        "no complete draw in Month 6 (death on 29 Apr 2026, day 50)",
    )


def test_a_death_after_the_window_stops_nothing_in_it():
    late = rows(answer("meld_while_alive", *member(1, month_3="2.0", ended={"death": 300})))[FIRST]
    assert (late.value, late.sentence) == (None, "no complete draw in Month 6")


def test_a_draw_near_plasma_is_left_out_and_nothing_is_put_in_its_place():
    plasma = drugs(FIRST, ("Plasma", "blood_product", "200", 178, 178))
    given_rows = [*member(1, later="2.0"), plasma]
    assert rows(answer("meld", *given_rows))[FIRST].beside == ("plasma 200 mg on 4 Sep 2026, day 178",)
    found = rows(answer("meld_without_plasma", *given_rows))[FIRST]
    assert found.value is None
    assert found.sentence.endswith(
        "draws near these are left out, nothing put in their place: plasma 200 mg on 4 Sep 2026, day 178"
    )
    earlier = drugs(FIRST, ("Plasma", "blood_product", "200", 170, 170))
    assert rows(answer("meld_without_plasma", *member(1, later="2.0"), earlier))[FIRST].value is not None


def test_what_stands_beside_a_value_is_named():
    given_rows = [
        *member(1, later="2.0"),
        procedures(FIRST, ("paracentesis", 60), ("banding", 70), ("paracentesis", 200)),
        drugs(
            FIRST,
            ("Spironolactone", "diuretic", "100", -90, 30),
            ("Spironolactone", "diuretic", "50", 30, None),
        ),
    ]
    assert rows(answer("meld", *given_rows))[FIRST].beside == (
        "paracentesis on 9 May 2026, day 60",
        "spironolactone 100 mg → 50 mg on 9 Apr 2026, day 30",
    )


def test_planned_draws_alone_leave_the_unscheduled_out():
    given_rows = [
        *member(1),
        lab(FIRST, "month_6", 176, bilirubin="2.0"),
        lab(FIRST, "unscheduled", 180, bilirubin="9.0"),
    ]
    assert rows(answer("meld", *given_rows))[FIRST].value > 0
    assert rows(answer("meld_scheduled", *given_rows))[FIRST].value < 0


def test_the_other_baseline_is_the_last_before_the_infusion():
    given_rows = [*member(1, later="2.0"), lab(FIRST, "infusion_day", 2, bilirubin="5.0")]
    usual, other = (rows(answer(name, *given_rows))[FIRST] for name in ("meld", "meld_before_infusion"))
    assert other.baseline > usual.baseline
    assert usual.at == other.at


def test_without_a_baseline_there_is_a_sentence():
    assert (
        rows(answer("meld", *member(1, baseline=None, later="2.0")))[FIRST].sentence
        == "no complete draw that may be the baseline"
    )
    assert (
        rows(answer("meld", *member(1, gcsf=False)))[FIRST].sentence
        == "not dosed with G-CSF: there is no day 0"
    )
    early = rows(answer("meld", *member(1), cut=date(2026, 5, 1)))[FIRST]
    assert early.sentence == "Month 6 not reached: followed to day 52"


def test_a_score_that_cannot_be_computed_at_baseline_says_so():
    found = rows(answer("child_pugh", *member(1, later="2.0")))[FIRST]
    assert found.value is None
    assert found.sentence.startswith("baseline not computable")


def test_populations_name_who_is_outside_and_why():
    given_rows = [*member(1, later="2.0"), *member(2, infused=False), *member(3, baseline=None)]
    infused = answer("meld", *given_rows, population="infused")
    assert [(who.subject, why) for who, why in infused.outside] == [("01-002", "no cells given")]
    baseline = answer("meld", *given_rows, population="baseline")
    assert [(who.subject, why) for who, why in baseline.outside] == [
        ("01-003", "no complete draw that may be the baseline")
    ]


def test_death_is_no_response():
    found = rows(
        answer(
            "meld_responder",
            *member(1, month_3="1.0"),
            *member(2, month_3="3.0"),
            *member(3, ended={"death": 40}),
        )
    )
    assert [found[f"01-00{n}"].responded for n in (1, 2, 3)] == [True, False, False]


def biopsy(subject, visit, time, day, cells):
    count = {"method": "ihc_dual", "cd34_positive": cells, "nuclei": "1000"}
    return form(subject, visit, "biopsy", count, flat={"midtc": on(day), "timepoint": time})


def test_a_pair_in_reverse_order_gives_no_change():
    right = [
        *member(1),
        biopsy(FIRST, "gate", "before", -3, "10"),
        biopsy(FIRST, "biopsy_2", "after", 180, "19"),
    ]
    assert str(rows(answer("liver_cd34", *right))[FIRST].value) == "0.9"
    wrong = [
        *member(1),
        biopsy(FIRST, "gate", "before", 180, "10"),
        biopsy(FIRST, "biopsy_2", "after", -3, "19"),
    ]
    found = rows(answer("liver_cd34", *wrong))[FIRST]
    assert found.value is None
    assert "no change is read from a pair in reverse order" in found.sentence


def test_without_a_second_biopsy_the_reason_is_listed():
    given_rows = [*member(1, ended={"death": 100}), biopsy(FIRST, "gate", "before", -3, "10")]
    found = answer("liver_cd34", *given_rows)
    assert found.rows == ()
    assert [why for _, why in found.outside] == ["no second biopsy: died on 18 Jun 2026"]


def test_a_transplant_puts_a_later_pair_outside_the_question():
    pair = [biopsy(FIRST, "gate", "before", -3, "10"), biopsy(FIRST, "biopsy_2", "after", 180, "19")]
    early = rows(answer("liver_cd34", *member(1, ended={"transplant": 100}), *pair))[FIRST]
    late = rows(answer("liver_cd34", *member(1, ended={"transplant": 200}), *pair))[FIRST]
    assert (early.value, early.sentence) == (
        None,
        "outside the question: liver transplantation on 18 Jun 2026, day 100",
    )
    assert late.value is not None


def test_days_are_bounded_where_following_ended_early():
    given_rows = [
        *member(1),
        *member(2, ended={"death": 40}),
        *member(3, ended={"withdrawal": 60}),
        *member(4, gcsf=False),
    ]
    found = rows(answer("survival", *given_rows))
    assert (found["01-001"].value, found["01-002"].value, found["01-002"].took) == (180, 40, "death")
    assert (found["01-003"].value, found["01-003"].least) == (None, 60)
    assert found["01-004"].sentence == "not dosed with G-CSF: there is no day 0"
