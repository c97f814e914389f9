"""Skip logic: which items of a form are asked, given the answers so far."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.formula import Answer
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.ledger.rows import FormRow
from hepatica.study.form import Form, Group, Item


def asked(plan: Plan, reading: Reading, visit: str, form: str, item: str, row: int) -> bool | None:
    """Whether an item is asked; None while the answers it depends on are not there yet."""
    formula = plan.whens.get((form, item))
    if formula is None:
        return True
    verdict = formula.answer(reading.values(formula, visit, row)).answer
    return None if verdict is Answer.NOT_EVALUABLE else verdict is Answer.TRUE


def rows_of(group: Group, form: FormRow) -> list[int]:
    """Return the row numbers of a group that stand on a form: 0 alone unless the group repeats."""
    if group.repeat is None:
        return [0]
    ids = {item.id for item in group.items}
    answered = {int(row) for row, items in form.answers.items() if row != "0" and ids & items.keys()}
    struck = {int(row) for g, _, row in (r.partition(":") for r in form.removed) if g == group.id}
    expected = (n for n in range(1, group.repeat.least + 1) if n not in struck)
    return sorted(answered.union(expected))


def empty_mandatory(plan: Plan, reading: Reading, form: Form, row: FormRow) -> Iterator[tuple[Item, int]]:
    """Yield every mandatory item that is asked and not answered, with its row, in reading order."""
    for group in form.groups:
        required = [item for item in group.items if item.required and item.compute is None]
        if not required:
            continue
        for number in rows_of(group, row):
            for item in required:
                answer = row.answer(item.id, number)
                if not (answer and answer.given) and asked(
                    plan, reading, row.visit, form.id, item.id, number
                ):
                    yield item, number
