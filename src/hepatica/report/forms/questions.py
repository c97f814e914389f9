"""What is still to be asked for a complete report, one question at a time, in the order a physician thinks.

A question stands only for a line of the form that says nothing: what the record knows is never asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hepatica.report.forms.facts import Facts
from hepatica.report.forms.fill import fill
from hepatica.report.forms.filled import Filled, Line
from hepatica.report.forms.read_event import CRITERION, table_of_tests
from hepatica.report.forms.read_products import scale
from hepatica.safety.case import CRITERIA, Case, Given
from hepatica.study.dates import days_between
from hepatica.study.study import AE_FORM, AE_START, AE_TERM, Study

Kind = Literal["text", "date", "choice", "choices"]
SAE_FORM = "sae"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask, with what is known beside it and the item that takes the answer."""

    id: str
    text: str
    why: str
    form: str
    """ae: the event's own row of its log; sae: the row of its report."""
    item: str
    kind: Kind
    choices: tuple[tuple[str, str], ...] = ()
    """Code → its words. Of ``choices`` the codes are items, each answered yes or no."""
    mandatory: bool = False
    """Whether no report is issued without the answer."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """An answer taken from the record, with where it came from."""

    label: str
    value: str
    source: str
    form: str = ""
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class _Ask:
    text: str
    form: str
    item: str
    kind: Kind


_ORDER: dict[str, _Ask] = {
    "term": _Ask(text="What happened?", form=AE_FORM, item=AE_TERM, kind="text"),
    "onset": _Ask(text="When did it begin?", form=AE_FORM, item=AE_START, kind="date"),
    "serious": _Ask(text="Is it serious?", form=AE_FORM, item="aeser", kind="choice"),
    "criteria": _Ask(text="Why is it serious?", form=AE_FORM, item="aeser", kind="choices"),
    "grade": _Ask(text="How severe is it?", form=AE_FORM, item="aetoxgr", kind="choice"),
    "setting": _Ask(text="Where was the person?", form=SAE_FORM, item="sae_setting", kind="choice"),
    "description": _Ask(
        text="What happened, in your own words?", form=SAE_FORM, item="sae_description", kind="text"
    ),
    "causality": _Ask(text="Could {of} have caused it?", form=AE_FORM, item="", kind="choice"),
    "treatment": _Ask(text="What was done for it, and when?", form=SAE_FORM, item="sae_tests", kind="text"),
    "outcome": _Ask(text="How is the person now?", form=AE_FORM, item="aeout", kind="choice"),
    "death_cause": _Ask(
        text="What was the cause of death, and what had the event to do with it?",
        form=SAE_FORM,
        item="sae_death_cause",
        kind="text",
    ),
}
"""Question id → what is asked, in the order a physician thinks."""
_CRITERION_ITEMS = dict(
    zip(CRITERIA, ("aesdth", "aeslife", "aeshosp", "aesdisab", "aescong", "aesmie"), strict=True)
)


def questions(case: Case, study: Study, report: str = "table5") -> tuple[Question, ...]:
    """Return what must still be asked so that a report says all it can, in order."""
    return asked(fill(report, case, study), case, study)


def asked(filled: Filled, case: Case, study: Study) -> tuple[Question, ...]:
    """Return the questions of a form that is filled already."""
    facts = Facts(case=case, study=study)
    open_lines = {line.question: line for line in reversed(filled.lines) if line.question and line.missing}
    return tuple(
        _question(facts, key, line) for name in _ORDER for key, line in _keyed(open_lines, name, facts)
    )


def known(filled: Filled) -> tuple[Known, ...]:
    """Return what the form took from the record, line by line, with where it came from."""
    return tuple(
        Known(
            label=f"{line.label}, {line.of}" if line.of else line.label,
            value=line.says,
            source=line.source,
            form=line.form,
            item=line.item,
        )
        for line in filled.lines
        if line.source and not line.missing and not line.later
    )


def _keyed(open_lines: dict[str, Line], name: str, facts: Facts) -> Iterable[tuple[str, Line]]:
    """Give the open lines of a question: of causality one per suspect, in the order of the protocol."""
    order = [name, *(f"{name}.{one.suspect}" for one in facts.case.given)]
    return ((key, open_lines[key]) for key in order if key in open_lines)


def _question(facts: Facts, key: str, line: Line) -> Question:
    name, _, suspect = key.partition(".")
    ask = _ORDER[name]
    of = next((one for one in facts.case.given if one.suspect == suspect), None)
    item = _judged_item(facts, suspect) if suspect else ask.item
    return Question(
        id=key,
        text=ask.text.format(of=_called(of) if of else ""),
        why=_why(facts, name, of),
        form=ask.form,
        item=item,
        kind=ask.kind,
        choices=_choices(facts, ask, item, suspect),
        mandatory=line.needed,
    )


def _called(of: Given) -> str:
    """Name a suspect within a sentence: acronyms keep their capitals."""
    first = of.title.split()[0]
    plain = first[:1].isupper() and first[1:].islower()
    title = of.title[:1].lower() + of.title[1:] if plain else of.title
    return title if title.startswith(("the ", "another ")) or not plain else f"the {title}"


def _judged_item(facts: Facts, suspect: str) -> str:
    found = (one.investigator.item for one in facts.study.oversight.suspects if one.id == suspect)
    bound = facts.study.analysis.bindings.get(f"ae_related_{suspect}")
    return next(found, bound.item if bound else f"aerel_{suspect}")


def _choices(facts: Facts, ask: _Ask, item: str, suspect: str) -> tuple[tuple[str, str], ...]:
    if ask.kind == "choices":
        return tuple(
            (_CRITERION_ITEMS[one], CRITERION[one][0].upper() + CRITERION[one][1:]) for one in CRITERIA
        )
    if suspect:
        return tuple(scale(facts).items())
    found = facts.study.item(ask.form, item)
    if found is None or found.codelist is None:
        return ()
    return tuple((one.code, str(one.label)) for one in facts.study.codelist_by_id[found.codelist].codes)


# -- What is known beside a question ---------------------------------------------------------------------------------


_BESIDE = {
    "criteria": "Serious means one of these six. Severe is something else.",
    "grade": "The grade says how severe it is; it never decides whether it is serious.",
    "description": "Signs, symptoms and the diagnosis where there is one. The values are on the form already.",
    "treatment": "Drugs, procedures and tests, with their days.",
    "onset": "The 24 hours count from here; while it is not known they count from the earliest it can be.",
}


def _why(facts: Facts, name: str, of: Given | None) -> str:
    if of is not None:
        return _given_words(facts, of)
    if name == "outcome" and facts.case.onset.known:
        return f"It began on {facts.date(facts.case.onset)}."
    return (_changes(facts) if name == "treatment" else "") or _BESIDE.get(name, "")


def _given_words(facts: Facts, of: Given) -> str:
    if of.start is None:
        return "Each part of the treatment is judged apart."
    before = days_between(of.start.day, facts.case.onset.day)
    when = {0: "on the day it began", 1: "the day before it began"}.get(
        before if before is not None else -1, f"{before} days before it began" if before is not None else ""
    )
    said = ", ".join(part for part in (of.dose, facts.date(of.start), when) if part)
    return f"Each part of the treatment is judged apart. {said}."


def _changes(facts: Facts) -> str:
    """Say how the telling values moved: 'Creatinine, mg/dL: 0.90 → 1.92'."""
    _, rows = table_of_tests(facts)
    return "; ".join(f"{row[0]}: {' → '.join(value for value in row[1:] if value)}" for row in rows)
