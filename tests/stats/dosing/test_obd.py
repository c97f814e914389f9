"""The lowest dose on the plateau: desirability in the order of the published table, and limits that hold."""

import pytest

from hepatica.stats.dosing.obd import Aims, next_by_worth, plateau

PUBLISHED = [
    (3, 0, 3),
    (3, 1, 3),
    (3, 0, 2),
    (3, 2, 3),
    (3, 1, 2),
    (0, 0, 0),
    (3, 0, 1),
    (3, 2, 2),
    (3, 1, 1),
]
"""(participants, toxicities, responses) by falling rank: Lin et al. 2020, at 35 % and 25 %."""


def test_desirability_ranks_outcomes_as_the_published_table_does():
    worth = [plateau([n, 1], [t, 0], [e, 1]).desirability[0] for n, t, e in PUBLISHED]
    assert worth == sorted(worth, reverse=True)
    assert Aims().benchmark == pytest.approx(0.705)


def test_of_doses_on_the_plateau_the_lowest_is_chosen():
    found = plateau([6, 9, 9, 9], [0, 1, 1, 1], [1, 5, 5, 6])
    assert found.on_plateau == (False, False, False, True)
    wider = plateau([6, 9, 9, 9], [0, 1, 1, 1], [1, 5, 5, 6], Aims(margin=0.15))
    assert (wider.dose, wider.on_plateau) == (2, (False, True, True, True))


def test_a_dose_above_one_that_is_too_toxic_is_never_chosen():
    found = plateau([6, 6, 6], [0, 6, 0], [3, 4, 6])
    assert found.acceptable == (True, False, False)
    assert found.dose == 1
    assert plateau([6], [6], [6]).dose is None


def test_a_dose_without_effect_is_no_optimum_however_safe():
    assert plateau([12], [0], [0]).dose is None


def test_the_next_dose_goes_down_at_too_many_events_and_else_where_it_is_worth_most():
    assert next_by_worth([3, 3, 0], [0, 2, 0], [1, 2, 0], 2) == 1
    assert (
        next_by_worth([3, 0, 0], [0, 0, 0], [1, 0, 0], 1) == 2
    )  # an untried dose promises more than one in three
    assert next_by_worth([3, 0, 0], [0, 0, 0], [3, 0, 0], 1) == 1
    assert next_by_worth([6, 6, 0], [1, 2, 0], [4, 3, 0], 2) == 1  # between the limits with six: not up
    assert next_by_worth([3, 0], [2, 0], [1, 0], 1) == 1
    assert next_by_worth([3, 0], [3, 0], [1, 0], 1) is None


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("more events or responses than participants at the dose 2", lambda: plateau([3, 3], [0, 4], [1, 1])),
        ("a count of participants", lambda: plateau([3], [0, 1], [1])),
        ("nobody has been treated", lambda: plateau([0], [0], [0])),
        ("nobody was treated at the dose 2", lambda: next_by_worth([3, 0], [0, 0], [0, 0], 2)),
        (r"most toxicity of 1\.2", lambda: Aims(most_toxicity=1.2)),
        ("at least 1", lambda: Aims(enough=0)),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
