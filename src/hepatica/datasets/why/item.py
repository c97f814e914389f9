"""Why an answer: the event that gave it, who, and what the item asks."""

from __future__ import annotations

from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.reference import Reference, Unanswerable, item_ref
from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.study.form import Item
from hepatica.study.study import LOG_VISIT, Study


def explain_item(study: Study, state: State, ref: Reference) -> Explanation:
    """Explain ``ITEM:SUBJECT/VISIT/FORM/ROW/ITEM``; Unanswerable where nothing was ever entered there."""
    subject, visit, form, row, name = ref.take(5)
    item = study.item(form, name)
    if item is None or not row.isdigit():
        raise Unanswerable(f"“{ref}”: form {form} asks no item {name} in a row {row}.")
    answer = answer_at(state, subject, visit, form, int(row), name)
    if answer is None:
        raise Unanswerable(f"“{ref}”: participant {subject} has no answer to {item.label} there.")
    return Explanation(
        ref=item_ref(subject, visit, form, int(row), name),
        title=", ".join((str(item.label), visit_words(study, visit), f"participant {subject}")),
        value=said(study, item, answer),
        rule="computed by the form from its own answers" if item.compute else "entered by the site",
        source=_protocol(item),
        version=f"protocol {study.version}",
        events=(answer.seq,),
        flags=(answer.reason,) if answer.reason else (),
    )


def answer_at(state: State, subject: str, visit: str, form: str, row: int, item: str) -> Answer | None:
    """Return the answer to one item of one row, or None."""
    found = next((f for f in state.of(FormRow, subject) if (f.visit, f.form) == (visit, form)), None)
    return found.answer(item, row) if found else None


def visit_words(study: Study, visit: str) -> str:
    """Return a visit's title, with its number where it happened more than once; the logs are 'log'."""
    planned = study.visit(visit)
    if planned is None:
        return "log" if visit == LOG_VISIT else visit
    _, _, number = visit.partition(".")
    return f"{planned.title} {number}".strip()


def said(study: Study, item: Item, answer: Answer) -> str:
    """Return an answer as it reads: the label of a code, a number with its unit, or why there is none."""
    if answer.state:
        return answer.state.replace("_", " ")
    if answer.value is None:
        return "cleared"
    if item.codelist and (codes := study.codelist_by_id.get(item.codelist)):
        return codes.label(answer.value)
    return f"{answer.value} {answer.unit}".strip()


def _protocol(item: Item) -> str:
    return "; ".join(filter(None, (item.source.value if item.source else "", item.reference)))
