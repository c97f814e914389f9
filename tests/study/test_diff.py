"""The difference between two versions in clinical words: known sentences, kinds, and nothing that stays unsaid."""

from decimal import Decimal
from enum import Enum
from functools import cache

import pytest
from pydantic import BaseModel
from tests.studies.reference import FOLDER

from hepatica.study.diff import differences
from hepatica.study.form import Item
from hepatica.study.load import load
from hepatica.study.rules import Clearance
from hepatica.study.schedule import Window
from hepatica.study.study import Criterion, Study


@cache
def reference():
    return load(FOLDER)


def fresh(study, **changes):
    """Return a copy without what was looked up in the old one."""
    return Study.model_construct(**{n: getattr(study, n) for n in Study.model_fields} | changes)


def put(part, path, value):
    """Return a copy of a part with another value at a path of fields and places."""
    step, *rest = path
    if isinstance(part, tuple):
        return tuple(
            put(one, rest, value) if rest and n == step else value if n == step else one
            for n, one in enumerate(part)
        )
    value = put(getattr(part, step), rest, value) if rest else value
    if isinstance(part, Study):
        return fresh(part, **{step: value})
    return part.model_copy(update={step: value})


def said(path, value, old=None):
    old = old or reference()
    return differences(old, put(old, path, value))


def at(entries, name):
    return next(n for n, one in enumerate(entries) if one.id == name)


def item_path(form, item):
    study = reference()
    f = at(study.forms, form)
    for g, group in enumerate(study.forms[f].groups):
        for i, one in enumerate(group.items):
            if one.id == item:
                return ["forms", f, "groups", g, "items", i]
    raise LookupError(item)


# -- Sentences ------------------------------------------------------------------------------------------------------


def test_the_same_study_differs_in_nothing():
    assert differences(reference(), load(FOLDER)) == ()


def test_a_visit_that_moves_is_told_with_its_days_and_bears_on_participants():
    visit = ["schedule", "visits", at(reference().schedule.visits, "month_3")]
    study = put(reference(), [*visit, "day"], 84)
    (change,) = differences(reference(), put(study, [*visit, "window"], Window(first=77, last=91)))
    assert change.sentence == "Visit Month 3 moves from day 90 ± 10 to day 84 ± 7."
    assert (change.kind, change.visits, change.section) == ("patient", {"month_3"}, "Visits")


def test_limits_are_told_with_their_unit():
    path = [*item_path("laboratory", "bilirubin"), "plausible", "high"]
    (change,) = said(path, Decimal(40))
    assert change.sentence == "Bilirubin, total (Laboratory): upper plausible limit 60 → 40 mg/dL."
    assert (change.kind, change.forms) == ("data", {"laboratory"})


@pytest.mark.parametrize(
    ("path", "value", "sentence", "kind"),
    [
        (("eligibility",), "fewer", "Inclusion criterion removed: Age 18 to 65 years.", "patient"),
        (("enrolment", "planned"), 10, "The enrolment: participants planned 5 → 10.", "patient"),
        (("version",), "9", "The protocol: version 1.4 → 9.", "wording"),
    ],
)
def test_what_bears_on_participants_and_what_is_a_number_only(path, value, sentence, kind):
    value = reference().eligibility[1:] if value == "fewer" else value
    change = said(list(path), value)[0]
    assert (change.kind, change.sentence.partition(" 1.")[0]) == (kind, sentence.partition(" 1.")[0])


def test_a_new_line_of_a_gate_a_new_criterion_and_a_new_item_have_sentences():
    study = reference()
    gate = ["gates", at(study.gates, "infusion"), "clearances"]
    line = Clearance(
        id="w", title="Weight is known", form="vital_signs", when="known(weight)", sentence="No weight"
    )
    old = study.gates[gate[1]].clearances
    assert (
        said(gate, (*old, line))[0].sentence
        == f"The gate {study.gates[gate[1]].title} now also asks: Weight is known."
    )
    criterion = Criterion(
        id="exc_new", kind="exclusion", text="Dialysis", source="proposal", reference="ours"
    )
    change = said(["eligibility"], (*study.eligibility, criterion))[0]
    assert (change.sentence, change.kind) == ("New exclusion criterion: Dialysis.", "patient")
    path = item_path("laboratory", "bilirubin")
    items = study.forms[path[1]].groups[path[3]].items
    extra = Item(id="zinc", label="Zinc", type="number", unit="µg/dL")
    assert said(path[:-1], (*items, extra))[0].sentence == "New item in Draw (Laboratory): Zinc."


def test_who_fills_a_form_and_what_must_be_answered():
    form = ["forms", at(reference().forms, "laboratory")]
    assert said([*form, "roles"], ("investigator",))[0].sentence.startswith(
        "Form Laboratory is filled by: investigator (before:"
    )
    change = said([*item_path("laboratory", "bilirubin"), "required"], False)[0]
    assert change.sentence == "Bilirubin, total (Laboratory) need no longer be answered."


def test_words_in_another_language_and_a_source_are_wording_only():
    study = reference()
    for path in (["title", "te"], ["forms", 0, "reference"], ["forms", 0, "title", "en"]):
        assert said(path, "other")[0].kind == "wording", path
    text = said(["eligibility", 0, "text", "en"], "Age 18 to 70 years")[0]
    assert (text.kind, study.eligibility[0].id in text.path) == ("patient", True)


def test_safety_is_safety():
    study = reference()
    for path, value in (
        (["stopping", 0, "needs"], 9),
        (["signals", 0, "when"], "true"),
        (["clocks", 0, "limit", "hours"], 99),
        (["oversight", "stagger", 0, "days"], 1),
        (["products", 0, "release", 0, "limit"], "1"),
    ):
        assert {c.kind for c in said(path, value)} == {"safety"}, path
    assert study.products


# -- Nothing stays unsaid -------------------------------------------------------------------------------------------


def every_field(part, path=()):
    """Yield a path to each field of each kind of part the study holds, once."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield type(part), name, (*path, name), getattr(part, name)
            yield from every_field(getattr(part, name), (*path, name))
    elif isinstance(part, tuple):
        for number, one in enumerate(part):
            yield from every_field(one, (*path, number))


OTHERS = (
    (bool, lambda one: not one),
    ((int, Decimal), lambda one: one + 1),
    (Enum, lambda one: next(other for other in type(one) if other is not one)),
    (str, lambda one: f"{one}_other"),
    (tuple, lambda one: one[:-1] if one else ("something",)),
    (dict, lambda one: {**one, "something": "else"}),
    (BaseModel, lambda _: None),
)


def another(value):
    """Return a value of the same kind that differs; a part is left out, and where there is none something stands."""
    return next((other(value) for kind, other in OTHERS if isinstance(value, kind)), "something")


def test_a_change_of_any_field_of_the_model_is_said_in_a_sentence():
    """VAL-06: no difference between two versions of a protocol stays unsaid."""
    seen, study = set(), reference()
    for part, name, path, value in every_field(study):
        whole = isinstance(value, BaseModel) and part.model_fields[name].is_required()
        if (part, name) in seen or whole:
            continue  # a part that must be there is told by its own fields
        seen.add((part, name))
        changes = said(list(path), another(value))
        assert changes, path
        for change in changes:
            assert change.sentence.endswith("."), (path, change.sentence)
            assert "None →" not in change.sentence, (path, change.sentence)
            assert "→ None" not in change.sentence, (path, change.sentence)
            assert change.kind in {"patient", "safety", "data", "wording"}
        told = " ".join(".".join(change.path) + change.sentence for change in changes)
        assert any(str(step) in told for step in (name, "timing", *path[:1])), (path, told)
    assert len(seen) > 400


def test_a_field_no_sentence_knows_is_said_with_its_path():
    change = said(["analysis", "inr_hours"], 48)[0]
    assert change.sentence == "The analysis: inr hours (analysis.inr_hours) 24 → 48."


def test_an_order_that_changes_is_said():
    study = reference()
    reordered = (study.eligibility[1], study.eligibility[0], *study.eligibility[2:])
    (change,) = said(["eligibility"], reordered)
    assert (change.what, change.kind) == ("moved", "wording")
