import time

import pytest
from tests.conduct.desk import INVESTIGATOR, NOW, begun, kinds, small_plan
from tests.conduct.small_study import SMALL, small

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.conduct.decide import decide, needs
from hepatica.conduct.formula import Unsound
from hepatica.conduct.plan import Plan
from hepatica.ledger.events import Draft, FormReopened


def need(form, *items, visit="screening"):
    entries = tuple(Entry(item=item, value="1") for item in items)
    return needs(small_plan(), EnterItems(subject="01-001", visit=visit, form=form, entries=entries, seen=0))


def test_plain_entry_needs_its_own_form_and_no_row_of_the_study():
    assert need("consent", "height").forms == {("screening", "consent")}
    assert not need("consent", "height").study


def test_a_start_needs_all_starts_and_the_row_of_the_study():
    assert {("screening", "treatment"), ("*", "treatment")} <= need("treatment", "gcsf_date").forms
    assert need("treatment", "gcsf_date").study


def test_an_item_that_other_visits_read_needs_them():
    assert ("*", "laboratory") in need("laboratory", "pain").forms


def test_all_that_does_not_compile_is_said_at_once():
    checks = tuple(check.model_copy(update={"when": "above(nothing, 1)"}) for check in SMALL.checks)
    with pytest.raises(Unsound) as unsound:
        Plan(small(checks=checks))
    assert len(unsound.value.sentences) == len(checks)


def test_an_assessor_sees_the_state_after_the_change_and_adds_its_events():
    def assess(plan, state, subject, changed):
        (place,) = changed
        row = state.of(type(desk.form("consent")), subject)[0]
        seen.append((place, row.answer("weight").value))
        return (Draft(subject=subject, fact=FormReopened(visit="screening", form="consent", reason="asked")),)

    seen, plan = [], Plan(SMALL)
    plan.assessors = (assess,)
    desk = begun().consented()
    entries = (Entry(item="weight", value="60"),)
    command = EnterItems(subject="01-001", visit="screening", form="consent", entries=entries, seen=desk.seq)
    assert kinds(decide(plan, desk.state, command, NOW, INVESTIGATOR)) == ["item.entered", "form.reopened"]
    assert seen == [(("screening", "consent", "weight"), "60")]


def test_twenty_items_are_decided_in_the_time_of_a_keystroke():
    desk = begun().consented()
    typed = {"lbdtc": "2026-02-01T08:00", "bilirubin": "2.0", "direct": "1", "sodium": "135"}
    entries = tuple(Entry(item=i, value=v, row=row) for row in range(1, 6) for i, v in typed.items())
    command = EnterItems(
        subject="01-001", visit="screening", form="laboratory", entries=entries, seen=desk.seq
    )
    fastest = min(_timed(desk, command) for _ in range(20))
    assert fastest < 0.010, f"{fastest * 1000:.1f} ms"


def _timed(desk, command):
    begin = time.perf_counter()
    decide(desk.plan, desk.state, command, NOW, INVESTIGATOR)
    return time.perf_counter() - begin
