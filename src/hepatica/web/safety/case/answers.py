"""An answer to a question of the case becomes entries of the log it belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.datasets.cases import SERIOUS as CRITERION_ITEMS
from hepatica.report.forms.questions import Question
from hepatica.study.study import AE_FORM, AE_START, LOG_VISIT
from hepatica.web import boxes
from hepatica.web.safety.case.opened import SAE_EVENT, SAE_FORM, Opened, report_row

SERIOUS, TIME = "aeser", "aesttim"


def command(found: Opened, question: Question, typed: Mapping[str, str], ticked: list[str]) -> EnterItems:
    """Return the command that stores an answer; the seriousness follows from its criteria and from nothing else."""
    form, row, begins = AE_FORM, found.case.row, False
    if question.form == SAE_FORM:
        form = SAE_FORM
        row, begins = report_row(found.state, found.case.subject, found.case.row)
    said = _said(question, typed, ticked)
    if begins:
        said = {SAE_EVENT: str(found.case.row), "sae_kind": "initial"} | said
    return EnterItems(
        subject=found.case.subject,
        visit=LOG_VISIT,
        form=form,
        entries=tuple(Entry(item=item, row=row, value=value or None) for item, value in said.items()),
        seen=boxes.number(typed.get("seen", "")),
    )


def made_serious(found: Opened, met: list[str], reason: str, seen: int) -> EnterItems:
    """Return the command that makes an event serious by the criteria that are met, with why that changed."""
    said = {SERIOUS: "yes"} | {item: "yes" if item in met else "no" for item in CRITERION_ITEMS.values()}
    return EnterItems(
        subject=found.case.subject,
        visit=LOG_VISIT,
        form=AE_FORM,
        entries=tuple(
            Entry(item=item, row=found.case.row, value=value, reason=reason) for item, value in said.items()
        ),
        seen=seen,
    )


def _said(question: Question, typed: Mapping[str, str], ticked: list[str]) -> dict[str, str]:
    if question.kind == "choices":
        met = {code: "yes" if code in ticked else "no" for code, _words in question.choices}
        return {SERIOUS: "yes" if ticked else "no"} | (met if ticked else {})
    if question.kind == "date":
        said = {question.item: boxes.day(typed, "answer")}
        time = boxes.line(typed, "answer.time")
        return said | ({TIME: time} if time and question.item == AE_START else {})
    if question.kind == "choice":
        return {question.item: boxes.line(typed, "answer")}
    return {question.item: boxes.prose(typed, "answer").strip()}


def is_empty(question: Question, typed: Mapping[str, str], ticked: list[str]) -> bool:
    """Whether nothing was answered: the page asks again, and stores nothing."""
    if question.kind == "choices":
        return not ticked and "none" not in typed
    return not any(_said(question, typed, ticked).values())
