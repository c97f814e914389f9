"""Calculated items: computed whenever they are read, never stored."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hepatica.conduct.values import Unfit, shown
from hepatica.ledger.rows import Answer, FormRow
from hepatica.scores.calculated import compute_item
from hepatica.study.form import Item, ItemType
from hepatica.study.study import Study

_DAY = 24 * 60


def computed(study: Study, form: FormRow, row: int = 0) -> dict[str, str | None]:
    """Return the calculated items of one row (0: those outside repeating groups) by item; None where it cannot be told."""
    values: dict[str, str | None] = {}
    for group in study.form_by_id[form.form].groups:
        if (group.repeat is not None) == (row > 0):
            for item in group.items:
                if item.compute is not None:
                    values[item.id] = value_of(study, form, item, row)
    return values


def value_of(study: Study, form: FormRow, item: Item, row: int) -> str | None:
    """Return the value of one calculated item, or None while an operand is missing or cannot be computed with."""
    assert item.compute is not None
    operands: list[Decimal] = []
    for name in item.compute.of:
        values = _operands(study, form, item, name, row)
        if not values or any(value is None for value in values):
            return None
        operands.extend(value for value in values if value is not None)
    if (
        item.compute.rule == "minutes"
        and _of_type(study, form, item) == {ItemType.TIME}
        and operands[1] < operands[0]
    ):
        operands[1] += _DAY  # the clock passed midnight
    decimals = item.compute.decimals if item.compute.decimals is not None else item.decimals
    return compute_item(item.compute.rule, operands, decimals=decimals)


def _of_type(study: Study, form: FormRow, item: Item) -> set[ItemType]:
    found = (study.item(form.form, name) for name in (item.compute.of if item.compute else ()))
    return {other.type for other in found if other}


def _operands(study: Study, form: FormRow, item: Item, name: str, row: int) -> list[Decimal | None]:
    other, own, group = (
        study.item(form.form, name),
        study.group_of(form.form, item.id),
        study.group_of(form.form, name),
    )
    if other is None or group is None:
        return [None]
    if group.repeat is None:
        rows = [0]
    elif group is own:
        rows = [row]
    else:
        rows = sorted(int(number) for number, items in form.answers.items() if name in items)
    return [_operand(study, form, other, number) for number in rows]


def _operand(study: Study, form: FormRow, item: Item, row: int) -> Decimal | None:
    if item.compute is not None:
        nested = value_of(study, form, item, row)
        return None if nested is None else Decimal(nested)
    answer = form.answer(item.id, row)
    return number_of(item, answer) if answer else None


def number_of(item: Item, answer: Answer) -> Decimal | None:
    """Return an answer as a number in the item's shown unit (times in minutes); None when it is not one."""
    if answer.value is None:
        return None
    try:
        match item.type:
            case ItemType.NUMBER | ItemType.INTEGER:
                return None if answer.value[0] in "<>" else shown(item, answer.value, answer.unit)
            case ItemType.TIME:
                hour, minute = answer.value.split(":")
                return Decimal(int(hour) * 60 + int(minute))
            case ItemType.DATE | ItemType.DATETIME:
                moment = datetime.fromisoformat(answer.value)
                return Decimal(moment.toordinal() * _DAY + moment.hour * 60 + moment.minute)
            case _:
                return None
    except (ValueError, Unfit):  # partly unknown, or in a unit that cannot be converted
        return None
