"""Findings: what the edit checks, the plausible ranges and the skip logic ask after a change.

A check that cannot be evaluated because something it reads is still empty waits for it; one that cannot although
all is there (a partial date, '<0.5') is raised as not evaluable, never passed silently. An explanation belongs to
the values it was given for: when one of them changes and the check still fires, it asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from hepatica.conduct.formula import Answer, Name, Scope
from hepatica.conduct.plan import Changed, Plan, PlannedCheck
from hepatica.conduct.reading import Reading
from hepatica.conduct.skip import asked, rows_of
from hepatica.conduct.values import bounds_words, within
from hepatica.ledger.events import Draft, FindingCleared, FindingRaised
from hepatica.ledger.rows import FindingRow, FormRow
from hepatica.ledger.state import State
from hepatica.safety.proposals import FINDING as SIGNAL
from hepatica.study.form import Item

PLAUSIBLE, UNASKED = "plausible.", "unasked."
"""Findings of the house itself: ``plausible.<item>`` and ``unasked.<item>``."""
Place = tuple[str, str, str, str, int]
"""(check, visit, form, item, row)"""


def derive_findings(
    plan: Plan, before: State, ahead: State, subject: str, changed: Iterable[Changed]
) -> Iterator[Draft]:
    """Yield the findings to raise and to clear after a change; ``ahead`` is the state with the change in it."""
    earlier, reading = Reading(plan.study, before, subject), Reading(plan.study, ahead, subject)
    everything = tuple(_with_dependents(plan, changed))
    verdicts: dict[Place, tuple[str, PlannedCheck | None]] = {}
    for change in everything:
        moved = plan.dated_checks if plan.moves_time(change.form, change.item) else ()
        for check in (*plan.checks_on.get((change.form, change.item), ()), *moved):
            for visit, row in _targets(earlier, reading, check, change):
                place = (check.check.id, visit, check.check.form, check.check.at, row)
                if place not in verdicts:
                    verdicts[place] = _verdict(reading, check, visit, row), check
        verdicts.update((place, (verdict, None)) for place, verdict in _own(plan, reading, change))
    for place in sorted(verdicts):
        verdict, by = verdicts[place]
        standing = ahead.get(FindingRow, subject, f"{place[0]}/{place[1]}/{place[2]}/{place[4]}")
        if standing and standing.explained and _read(earlier, place, by) == _read(reading, place, by):
            continue  # another visit changed: what was explained here still reads the same
        yield from _settle(standing, subject, place, verdict)


def _read(reading: Reading, place: Place, check: PlannedCheck | None) -> dict[str, object]:
    """Return the values that a verdict stands on."""
    _, visit, form, item, row = place
    return reading.values(check.formula, visit, row) if check else {item: reading.at(visit, form, item, row)}


def findings_of_row(state: State, subject: str, removed: Iterable[Changed]) -> Iterator[Draft]:
    """Yield the clearing of every finding that stood in a row which was struck out."""
    gone = {(c.visit, c.form, c.item, c.row) for c in removed}
    for f in state.of(FindingRow, subject):
        if (f.visit, f.form, f.item, f.row) in gone:
            yield Draft(
                subject=subject, fact=FindingCleared(check=f.check, visit=f.visit, form=f.form, row=f.row)
            )


def _with_dependents(plan: Plan, changed: Iterable[Changed]) -> Iterator[Changed]:
    for change in changed:
        yield change
        if (change.form, change.item) not in plan.feeds:
            continue
        own = plan.study.group_of(change.form, change.item)
        for item in plan.dependents(change.form, change.item):
            group = plan.study.group_of(change.form, item.id)
            yield change._replace(item=item.id, row=change.row if group is own else 0)


def _targets(
    earlier: Reading, reading: Reading, check: PlannedCheck, change: Changed
) -> Iterator[tuple[str, int]]:
    """Yield the visits and rows whose verdict a change may move: its own, and those that read it from afar."""
    study = reading.study
    group = study.group_of(check.check.form, check.check.at)
    if group is None:
        return
    names = [n for n in check.formula.names if (n.form, n.item) == (change.form, change.item)]
    near = bool(names) and all(name.scope is Scope.ROW for name in names)
    for form in reading.state.of(FormRow, reading.subject):
        if form.form != check.check.form:
            continue
        if names and form.visit != change.visit and not _moved(earlier, reading, names, form.visit):
            continue
        if near and group.repeat is not None and study.group_of(change.form, change.item) is group:
            yield form.visit, change.row
        else:
            yield from ((form.visit, row) for row in rows_of(group, form))


def _moved(earlier: Reading, reading: Reading, names: list[Name], visit: str) -> bool:
    return any(
        name.scope is not Scope.ROW and earlier.afar(name, visit) != reading.afar(name, visit)
        for name in names
    )


def _verdict(reading: Reading, check: PlannedCheck, visit: str, row: int) -> str:
    values = reading.values(check.formula, visit, row)
    answer = check.formula.answer(values).answer
    if answer is Answer.TRUE:
        return "fires"
    waits = any(value is None for value in values.values())
    return "not_evaluable" if answer is Answer.NOT_EVALUABLE and not waits else ""


def _own(plan: Plan, reading: Reading, change: Changed) -> Iterator[tuple[Place, str]]:
    """Yield what the house itself asks: about an implausible value, or an answer to what is no longer asked."""
    visit, form, _, row = change
    item = plan.study.item(form, change.item)
    if item and item.plausible:
        value = reading.at(visit, form, item.id, row)
        fires = value is not None and _implausible(item, value)
        yield (PLAUSIBLE + item.id, visit, form, item.id, row), "fires" if fires else ""
    gated = plan.asked_by.get((form, change.item), ())
    if item and (form, item.id) in plan.whens:
        gated = (*gated, item)
    if not gated:
        return
    own = plan.study.group_of(form, change.item)
    for other in gated:
        group = plan.study.group_of(form, other.id)
        found = reading.state.get(FormRow, reading.subject, f"{visit}/{form}")
        if group is None or found is None:
            continue
        for number in [row] if group is own else rows_of(group, found):
            answer = found.answer(other.id, number)
            idle = (
                answer is not None
                and answer.given
                and asked(plan, reading, visit, form, other.id, number) is False
            )
            yield (UNASKED + other.id, visit, form, other.id, number), "fires" if idle else ""


def _implausible(item: Item, value: str) -> bool:
    assert item.plausible is not None
    try:
        return not within(item.plausible, Decimal(value))
    except ArithmeticError:  # '<0.5', or a unit that cannot be converted
        return False


def _settle(standing: FindingRow | None, subject: str, place: Place, verdict: str) -> Iterator[Draft]:
    check, visit, form, item, row = place
    if verdict and (standing is None or standing.verdict != verdict or standing.explained):
        raised = FindingRaised(check=check, visit=visit, form=form, item=item, row=row, verdict=verdict)
        yield Draft(subject=subject, fact=raised)
    elif standing and not verdict:
        yield Draft(subject=subject, fact=FindingCleared(check=check, visit=visit, form=form, row=row))


def sentence(plan: Plan, finding: FindingRow, reading: Reading, language: str = "en") -> str:
    """Return what a finding says, in the reader's language where the study has it."""
    item = plan.study.item(finding.form, finding.item)
    label = item.label.in_language(language) if item else finding.item
    value = reading.at(finding.visit, finding.form, finding.item, finding.row) or ""
    if finding.check.startswith(PLAUSIBLE) and item and item.plausible:
        return f"{label}: {value} is unusual; {bounds_words(item.plausible)} is expected."
    if finding.check.startswith(UNASKED):
        return f"{label} has an answer, although the other answers say that it is not asked."
    if finding.check.startswith(SIGNAL):
        signal = next((g for g in plan.study.signals if g.id == finding.check.removeprefix(SIGNAL)), None)
        term = signal.term.in_language(language) if signal else finding.check
        return f"{label}: whether this is the adverse event {term!r} cannot be told from what is recorded."
    planned = next((c for c in plan.checks if c.check.id == finding.check), None)
    if planned is None:
        return f"{label}: {finding.check}"
    message = planned.check.message.in_language(language)
    values = {
        **reading.values(planned.formula, finding.visit, finding.row),
        "item": value,
        finding.item: value,
    }
    for name, read in values.items():
        message = message.replace(f"{{{name}}}", str(read if read is not None else "—"))
    return (
        message if finding.verdict == "fires" else f"{label}: it cannot be told whether this holds: {message}"
    )
