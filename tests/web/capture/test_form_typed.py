"""The boxes of a field and the answer they hold: what is shown, sent back untouched, is the same answer."""

import pytest

from hepatica.ledger.rows import Answer
from hepatica.study.form import Item, ItemType
from hepatica.web.capture.form.typed import Typed, parts_of, written


def item(kind, **more):
    return Item(id="x", label="X", type=kind, **more)


DATE, MINUTE, NUMBER = (
    item(ItemType.DATE, partial=True),
    item(ItemType.DATETIME, partial=True),
    item(ItemType.NUMBER),
)


@pytest.mark.parametrize(
    ("asked", "stored", "boxes", "typed"),
    [
        (DATE, "2026-03-14", {"day": "14", "month": "Mar", "year": "2026"}, "14/Mar/2026"),
        (DATE, "2026-03", {"day": "", "month": "Mar", "year": "2026"}, "Mar/2026"),
        (DATE, "2026", {"day": "", "month": "", "year": "2026"}, "2026"),
        (DATE, "unknown", {"day": "", "month": "", "year": ""}, ""),
        (
            MINUTE,
            "2026-03-04T08:05",
            {"day": "4", "month": "Mar", "year": "2026", "time": "08:05"},
            "4/Mar/2026 08:05",
        ),
        (NUMBER, "-0.50", {"": "-0.50"}, "-0.50"),
    ],
)
def test_boxes_show_an_answer_and_give_it_back(asked, stored, boxes, typed):
    parts = parts_of(asked, Answer(value=stored, seq=1))
    assert {name: parts[name] for name in boxes} == boxes
    assert written(asked, parts) == typed


def test_a_day_without_its_month_is_handed_on_for_refusal():
    assert written(DATE, {"day": "14", "month": "", "year": "2026"}) == "14/--/2026"


def test_a_box_left_as_it_was_is_no_change_and_a_touched_one_is():
    seen = Answer(value="4.1", unit="mg/dL", seq=1)
    two = item(ItemType.NUMBER, unit="mg/dL", units=("mg/dL", "g/L"))
    same = {"": "4.1", "unit": "mg/dL", "state": "", "why": ""}
    assert not Typed(form="f", item=two, row=0, parts=same).differs(seen)
    assert Typed(form="f", item=two, row=0, parts=same | {"unit": "g/L"}).differs(seen)
    assert Typed(form="f", item=two, row=0, parts=same | {"": ""}).differs(seen)


def test_a_value_typed_over_not_done_replaces_it():
    before = Answer(state="not_done", reason="clotted", seq=1)
    entry = Typed(form="f", item=NUMBER, row=0, parts={"": "4", "state": "not_done", "why": "clotted"}).entry(
        before
    )
    assert (entry.value, entry.state) == ("4", "")


def test_taking_an_answer_back_sends_neither_value_nor_state():
    parts = {"": "4", "state": "clear", "reason": "entered for another person"}
    entry = Typed(form="f", item=NUMBER, row=0, parts=parts).entry(Answer(value="4", seq=1))
    assert (entry.value, entry.state, entry.reason) == (None, "", "entered for another person")
