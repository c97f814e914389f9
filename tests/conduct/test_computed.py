from tests.conduct.desk import begun
from tests.conduct.small_study import OURS, SMALL, small

from hepatica.conduct.computed import computed
from hepatica.ledger.rows import Answer, FormRow
from hepatica.study.form import Computation, Form, Group, Item, Repeat


def form_row(form, **rows):
    answers = {
        row.removeprefix("row_"): {
            item: Answer(value=value, unit=unit, seq=1) for item, (value, unit) in items.items()
        }
        for row, items in rows.items()
    }
    return FormRow(subject="01-001", visit="screening", form=form, answers=answers)


def test_a_calculated_item_follows_its_operands_and_is_never_stored():
    desk = begun().consented()
    desk.enter("consent", weight="70", height="170")
    assert computed(SMALL, desk.form("consent")) == {"bmi": "24.2"}
    assert desk.form("consent").answer("bmi") is None


def test_it_has_no_value_while_an_operand_is_missing_or_no_number():
    for bilirubin in (("", ""), ("<2", "mg/dL"), ("2", "g/L")):
        values = {"direct": ("1", "mg/dL")} | ({"bilirubin": bilirubin} if bilirubin[0] else {})
        assert computed(SMALL, form_row("laboratory", row_1=values), 1) == {"share": None}


def test_operands_in_two_units_are_reconciled():
    values = {"direct": ("17.1", "µmol/L"), "bilirubin": ("2", "mg/dL")}
    assert computed(SMALL, form_row("laboratory", row_1=values), 1) == {"share": "50"}


def _study(*groups):
    form = Form(id="f", code="F", domain="XX", title="F", groups=groups, **OURS)
    return small(forms=(form,))


def _item(name, kind="number", **more):
    return Item(id=name, label=name, type=kind, **more)


def test_a_total_over_a_repeating_group_adds_all_its_rows():
    study = _study(
        Group(id="bags", title="Bags", repeat=Repeat(label="bag"), items=(_item("volume"),)),
        Group(
            id="sum", title="Sum", items=(_item("all", compute=Computation(rule="total", of=("volume",))),)
        ),
    )
    row = form_row("f", row_1={"volume": ("10.5", "")}, row_2={"volume": ("4.5", "")})
    assert computed(study, row) == {"all": "15"}
    assert computed(study, form_row("f")) == {"all": None}


def test_minutes_between_times_pass_midnight_and_between_moments_do_not():
    for kind, start, end, minutes in (
        ("time", "23:50", "00:10", "20"),
        ("datetime", "2026-02-01T23:50", "2026-02-02T00:10", "20"),
        ("datetime", "2026-02-02T00:10", "2026-02-01T23:50", "-20"),
        ("datetime", "2026-02-02", "2026-02", None),
    ):
        items = (
            _item("start", kind),
            _item("end", kind),
            _item("took", compute=Computation(rule="minutes", of=("start", "end"))),
        )
        study = _study(Group(id="g", title="G", items=items))
        row = form_row("f", row_0={"start": (start, ""), "end": (end, "")})
        assert computed(study, row) == {"took": minutes}, (kind, start, end)


def test_a_calculated_item_may_feed_another():
    items = (
        _item("a"),
        _item("double", compute=Computation(rule="total", of=("a", "a"))),
        _item("percent", compute=Computation(rule="percent", of=("a", "double"))),
    )
    study = _study(Group(id="g", title="G", items=items))
    assert computed(study, form_row("f", row_0={"a": ("3", "")})) == {"double": "6", "percent": "50"}
