import pytest
from tests.conduct.desk import begun
from tests.conduct.small_study import SMALL, small

from hepatica.conduct.formula import Name, Scope, Unsound, formulate, resolve
from hepatica.conduct.reading import Reading
from hepatica.study.form import Group


def read(desk, text, *, form="laboratory", visit="week_1", row=0):
    formula = formulate(SMALL, form, f"known({text})", "here")
    return Reading(SMALL, desk.state, "01-001").values(formula, visit, row)[text]


def pains(**days):
    desk = begun().enrolled()
    for name, (day, pain) in days.items():
        visit = name.replace("__", ".")
        if day:
            desk.enter("visit", visit=visit, svstdtc=day)
        desk.enter("laboratory", visit=visit, pain=pain)
    return desk


def test_names_say_where_they_look():
    assert resolve(SMALL, "laboratory", "pain") == Name("pain", Scope.ROW, "laboratory", "pain")
    assert resolve(SMALL, "laboratory", "consent__sex") == Name("consent__sex", Scope.FORM, "consent", "sex")
    assert resolve(SMALL, "laboratory", "previous__pain").scope is Scope.PREVIOUS
    assert resolve(SMALL, "laboratory", "baseline__pain").scope is Scope.BASELINE
    for unknown in ("sex", "consent__pain", "nowhere__pain", "previous__sex"):
        assert resolve(SMALL, "laboratory", unknown) is None


def test_a_name_that_is_nothing_is_said_with_its_place():
    with pytest.raises(Unsound, match=r"^check x: .*pian"):
        formulate(SMALL, "laboratory", "above(pian, 3)", "check x")


def test_another_forms_item_is_found_wherever_that_form_stands():
    assert read(begun().consented(), "consent__sex") == "m"


def test_of_repeated_rows_the_last_that_has_a_value_is_read():
    desk = begun().consented()
    desk.enter("laboratory", row=1, sodium="131")
    desk.enter("laboratory", row=2, sodium="132")
    desk.enter("laboratory", row=3, bilirubin="1")
    assert read(desk, "laboratory__sodium", form="consent", visit="screening") == "132"


def test_the_previous_visit_is_the_one_before_by_date_of_those_that_have_a_value():
    desk = pains(screening=("2026-01-10", "1"), unscheduled=("2026-01-20", "2"), week_1=("2026-02-12", "3"))
    assert read(desk, "previous__pain") == "2"
    assert read(desk, "previous__pain", visit="unscheduled") == "1"
    assert read(desk, "previous__pain", visit="screening") is None


def test_without_dates_the_schedule_says_what_came_before():
    desk = pains(screening=("", "1"), week_1=("", "3"))
    assert read(desk, "previous__pain") == "1"


def test_baseline_is_the_last_value_up_to_the_analysis_anchor():
    desk = pains(
        screening=("2026-01-10", "1"), unscheduled=("2026-02-01", "2"), unscheduled__2=("2026-02-02", "9")
    )
    assert read(desk, "baseline__pain") is None
    desk.enter("treatment", gcsf_date="2026-02-01")
    assert read(desk, "baseline__pain") == "2"


def test_a_gate_reads_the_last_visit_and_not_the_last_correction():
    desk = pains(screening=("2026-01-10", "1"), week_1=("2026-02-12", "3"))
    desk.enter("laboratory", pain="2")
    assert Reading(SMALL, desk.state, "01-001").latest("laboratory", "pain") == "3"


def test_an_item_of_a_repeating_group_is_read_in_its_own_row():
    desk = begun().consented()
    desk.enter("laboratory", row=1, sodium="131")
    desk.enter("laboratory", row=2, sodium="132")
    assert read(desk, "sodium", visit="screening", row=2) == "132"


def test_a_form_that_is_not_there_and_a_name_the_language_cannot_say_are_told_with_their_place():
    with pytest.raises(Unsound, match=r"^check x: there is no form 'nowhere'$"):
        formulate(SMALL, "nowhere", "true", "check x")
    item = SMALL.item("consent", "weight").model_copy(update={"id": "while"})
    form = SMALL.form_by_id["consent"].model_copy(
        update={"groups": (Group(id="g", title="G", items=(item,)),)}
    )
    with pytest.raises(Unsound, match=r"^check x: 'while' cannot name an item"):
        formulate(small(forms=(form,)), "consent", "known(weight)", "check x")
