"""What the investigator writes down of what truly happened."""

import pytest

from hepatica.scores.ctcae import grades_defined, terms
from hepatica.simulated.adverse import FAMILIES, PROCEDURE, TERMS, event_of, graded
from hepatica.simulated.patients import TrueEvent


def true(kind: str, **more) -> TrueEvent:
    """An event of grade 3, caused by the disease, that nobody suspects."""
    said = {"day": 50, "grade": 3, "cause": "disease", "related": False, "serious": True}
    return TrueEvent(kind=kind, **(said | more))


@pytest.mark.parametrize("kind", sorted(PROCEDURE))
@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5])
def test_every_kind_and_grade_becomes_an_event_that_ctcae_knows(kind, grade):
    event = event_of(true(kind, grade=grade), day=2, infused=True, version="5.0")
    assert event.term == TERMS[kind]
    assert event.ctcae not in terms("5.0") or int(event.grade) in grades_defined(event.ctcae, "5.0")
    assert not event.fatal, "a death is told by itself"


def test_the_guess_of_the_cause_is_the_models_and_nobody_suspects_cells_before_they_were_given():
    suspected = true("ascites", related=True)
    given = event_of(suspected, day=9, infused=True, version="5.0")
    assert given.caused_by == {"msc": "possible", "cd34": "possible", "disease": "possible"}
    assert event_of(suspected, day=-9, infused=False, version="5.0").caused_by == {"disease": "probable"}
    needle = event_of(true("marrow_pain", related=True), day=-35, infused=False, version="5.0")
    assert needle.caused_by == {"marrow": "possible"}


def test_a_grade_that_a_term_does_not_have_becomes_the_next_worse_one():
    assert grades_defined("Acute kidney injury", "5.0")[0] == 3
    assert graded("Acute kidney injury", 1, "5.0") == 3
    assert graded("Pain", 5, "5.0") == 3, "or the worst there is"
    assert graded("No such term", 2, "5.0") == 2


def test_what_signals_show_are_kinds_that_somebody_can_write_down():
    known = {family for family in FAMILIES.values() if not family.endswith("_grade")}
    assert known <= set(PROCEDURE)
