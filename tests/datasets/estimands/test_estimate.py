"""Methods answer with an interval and a floor, or say in a sentence why they do not; none takes the report along."""

from decimal import Decimal

import pytest
from tests.datasets.estimands.cast import answer, asked_for, five, member, procedures, record
from tests.datasets.record import study

from hepatica.datasets.estimands.estimate import derive_estimate, derive_estimates
from hepatica.datasets.estimands.result import Result


def methods(estimate):
    return {r.method if not r.part else f"{r.method}/{r.part}": r for r in estimate.results}


def test_at_five_the_floor_stands_in_place_of_a_p():
    found = methods(answer("meld", *five()))
    for name in ("signed_rank", "sign_test"):
        assert (found[name].p, found[name].floor) == (None, Decimal("0.0625"))
        assert "0.05 is out of reach whatever the data" in found[name].sentence
    shift = found["hodges_lehmann"]
    assert shift.level == Decimal("0.9375")
    assert shift.lower < shift.value < shift.upper
    assert shift.sentence == "Attains 93.75 % where 95 % was asked."


def test_at_six_a_p_stands_beside_its_floor():
    found = methods(answer("meld", *five(), *member(6, later="2.2")))
    assert found["sign_test"].floor == Decimal("0.03125")
    assert found["sign_test"].p is not None


def test_a_p_without_its_floor_cannot_be_made():
    with pytest.raises(ValueError, match="needs its floor beside it"):
        Result(estimand="meld", method="signed_rank", label="", p=Decimal("0.04"))


def test_who_died_ranks_worse_than_any_change():
    found = methods(answer("meld", *five(dead=(1,), transplanted=(2,))))
    assert found["hodges_lehmann"].upper is None
    assert "beyond every value measured" in found["hodges_lehmann"].sentence
    assert found["median"].value is not None
    assert "2 of them without a value" in found["median"].sentence
    assert "Whoever has no value ranks worse than any change." in found["signed_rank"].sentence


def test_where_most_died_the_middle_has_no_number():
    found = methods(answer("meld", *five(dead=(1, 2, 3))))
    assert found["median"].value is None
    assert "The middle lies among those who died" in found["median"].sentence


@pytest.mark.parametrize("name", [one.id for one in study().analysis.estimands])
@pytest.mark.parametrize("who", ["nobody", "one", "all dead", "no baseline"])
def test_every_estimand_is_answered_whatever_happened(name, who):
    cast = {
        "nobody": [],
        "one": member(1, later="2.0", month_3="2.5"),
        "all dead": five(dead=(1, 2, 3, 4, 5)),
        "no baseline": member(1, baseline=None, later="2.0"),
    }[who]
    found = answer(name, *cast)
    people = {row.who.subject for row in found.rows} | {p.subject for p, _ in found.outside}
    assert len(people) == {"nobody": 0, "all dead": 5}.get(who, 1)
    asked = set(asked_for(name).methods) - {"each"}
    assert {r.method for r in found.results} == asked
    assert all(r.answered or r.sentence for r in found.results)
    assert all(row.known or row.sentence for row in found.rows)


def test_every_prior_has_its_answer_beside_the_other():
    found = methods(answer("meld_while_alive", *five()))
    weak, sceptical = found["bayes_paired/weak"], found["bayes_paired/sceptical"]
    assert weak.value < sceptical.value < 0
    assert weak.sentence.startswith("Prior N(0, 2²). P(below 0) = ")
    assert weak.lower < weak.value < weak.upper


def test_an_impossible_prior_is_refused_alone():
    analysis = study().analysis
    broken = analysis.priors[0].model_copy(update={"sd": Decimal(0)})
    asked = study().model_copy(
        update={"analysis": analysis.model_copy(update={"priors": (broken, analysis.priors[1])})}
    )
    found = methods(derive_estimate(record(*five(), asked=asked), asked_for("meld_while_alive")))
    assert "impossible" in found["bayes_paired/weak"].sentence
    assert found["bayes_paired/weak"].value is None
    assert found["bayes_paired/sceptical"].value is not None


def test_no_mean_and_no_p_of_the_t_interval_is_given():
    found = methods(answer("meld_while_alive", *five()))["paired_t"]
    assert (found.value, found.p) == (None, None)
    assert found.lower < found.upper


def test_a_mixed_model_of_five_is_refused_with_the_reason():
    found = methods(answer("meld_while_alive", *five()))["mixed_model"]
    assert not found.answered
    assert "10 participants are asked for" in found.sentence


def test_a_change_is_set_against_noise_for_each():
    found = [r for r in answer("meld", *five()).results if r.method == "reliable_change"]
    assert [r.part for r in found] == [f"01-00{n}" for n in range(1, 6)]
    assert all(r.lower == -r.upper for r in found)
    assert all(("larger" in r.sentence) is (abs(r.value) > r.upper) for r in found)


def test_shrinking_draws_everybody_towards_the_mean():
    estimate = answer("meld_while_alive", *five())
    shrunk = [r.value for r in estimate.results if r.method == "shrunken"]
    changes = [row.value for row in estimate.rows]
    assert max(shrunk) - min(shrunk) < max(changes) - min(changes)


def test_unknown_responders_are_shown_both_ways():
    cast = [*member(1, month_3="1.0"), *member(2, month_3="2.9"), *member(3, ended={"death": 20}), *member(4)]
    found = methods(answer("meld_responder", *cast))
    assert [(r.x, r.n) for r in found.values()] == [(1, 3), (1, 4), (2, 4)]
    assert found["exact_proportion"].sentence == "Death and transplantation count as no response."


def test_each_is_ranked_against_no_change_and_decompensation_is_worse():
    cast = [*five(dead=(4,)), procedures("01-001", ("tips", 60))]
    estimate = answer("meld_ranked", *cast)
    assert [row.took for row in estimate.rows] == ["decompensation", "", "", "death", ""]
    found = methods(estimate)
    assert found["ranked_against_no_change"].sentence == "Better 3, worse 2, the same 0, undecided 0."
    assert (found["ranked_against_no_change"].x, found["ranked_against_no_change"].n) == (3, 5)
    assert found["ranked_against_no_change/test"].p is None


def test_a_transplant_competes_with_death():
    found = methods(answer("survival", *five(dead=(1,), transplanted=(2,))))
    assert found["cumulative_incidence/death"].value == found["cumulative_incidence/transplant"].value == 20
    assert (found["cumulative_incidence/death_count"].x, found["cumulative_incidence/death_count"].n) == (
        1,
        5,
    )
    assert found["median"].value == 180


def test_results_have_addresses_of_their_own():
    estimates = derive_estimates(record(*five(dead=(2,))))
    refs = [r.ref for e in estimates for r in e.results]
    assert len(refs) == len(set(refs))
    assert "ESTIMAND:meld/hodges_lehmann" in refs
    meld = next(e for e in estimates if e.estimand.id == "meld")
    assert meld.row_ref(meld.rows[0]) == "ESTIMAND:meld/each/01-001"
    assert meld.result("median") is not None


def test_a_study_that_asks_nothing_gets_no_answer():
    asked = study().model_copy(update={"analysis": study().analysis.model_copy(update={"estimands": ()})})
    assert derive_estimates(record(*five(), asked=asked)) == ()
