"""From readings to proposals: what the record's change means for each signal, as events."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.ledger.events import Draft, FindingCleared, FindingRaised, SignalProposed, SignalWithdrawn
from hepatica.ledger.fact import Fact
from hepatica.ledger.rows import FindingRow, FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.signals import CompiledSignal, Judged, judge
from hepatica.safety.times import (
    Earlier,
    baseline_at,
    orders,
    own_baseline,
    person_of,
    rows_at,
    treatment_began,
    visit_dates,
)
from hepatica.study.dates import before

Changed = frozenset[tuple[str, str, str]]
"""(visit, form, item) of every answer a command changed."""
FINDING = "signal:"
"""A finding of this check id says that a signal could not be evaluated."""


def forms_needed(signals: tuple[CompiledSignal, ...], visit: str, form: str) -> frozenset[tuple[str, str]]:
    """Return the (visit, form) copies that must be at hand when answers of ``form`` at ``visit`` change."""
    needed: set[tuple[str, str]] = set()
    for compiled in signals:
        baseline = compiled.baseline_form
        if compiled.form.id == form:
            needed.add((visit, form))
            needed |= {("*", at.form) for at in compiled.person}
            if baseline is not None:
                needed.add(("*", baseline.id))
        if baseline is not None and baseline.id == form:
            needed |= {("*", compiled.form.id), ("*", form)}
        if any(at.form == form for at in compiled.person):
            needed |= {("*", compiled.form.id), ("*", form)}
    return frozenset(needed)


def assess(
    signals: tuple[CompiledSignal, ...], state: State, subject: str, changed: Changed
) -> tuple[Draft, ...]:
    """Return the events that bring proposals in line with the readings after a change.

    A firing row is proposed; a corrected one withdraws its proposal; a judged one is left alone unless its reading
    changed to another that fires; a reading the rule cannot evaluate becomes a finding, never silence.
    """
    drafts: list[Draft] = []
    earlier = Earlier(state, subject)
    for compiled in signals:
        for visit in _visits(compiled, state, subject, changed, earlier):
            drafts += _at_visit(compiled, state, subject, visit, earlier)
    return tuple(drafts)


def _visits(
    compiled: CompiledSignal, state: State, subject: str, changed: Changed, earlier: Earlier
) -> list[str]:
    """Return the visits whose verdict the change may move: its own, and those that read it as their baseline."""
    if _rests(compiled, state, subject):
        return []
    own = {v for v, f, i in changed if f == compiled.form.id and i in compiled.reads_form}
    return sorted(own | _reached(compiled, state, subject, changed, earlier))


def _rests(compiled: CompiledSignal, state: State, subject: str) -> bool:
    """Whether a signal against the own baseline has nothing to judge yet, and nothing to take back."""
    if not compiled.treatment or treatment_began(compiled, state, subject) is not None:
        return False
    proposed = any(p.signal == compiled.signal.id for p in state.of(ProposalRow, subject))
    return not proposed and all(
        f.check != FINDING + compiled.signal.id for f in state.of(FindingRow, subject)
    )


def _reached(
    compiled: CompiledSignal, state: State, subject: str, changed: Changed, earlier: Earlier
) -> set[str]:
    """Return the visits a change may move through their baseline, or through the person's range."""
    everywhere = {row.visit for row in state.of(FormRow, subject) if row.form == compiled.form.id}
    if any((f, i) == (at.form, at.item) for _, f, i in changed for at in compiled.person):
        return everywhere
    baseline = compiled.baseline_form
    visits = {v for v, f, i in changed if baseline and f == baseline.id and i in compiled.reads_baseline}
    if not visits:
        return set()
    dates, began = visit_dates(state, subject), treatment_began(compiled, state, subject)
    if compiled.treatment and baseline and began:
        # What is of before the treatment is baseline; what a changed date was the date of may have been until now.
        known = any(visit in visits for _, visit, _, _ in earlier.of(baseline, began))
        dated = not known and any(
            f == baseline.id and orders(baseline, i) and _stood(state, subject, v, f) for v, f, i in changed
        )
        return everywhere if known or dated else set()
    # A visit without a date is no baseline, and none is the baseline of an earlier one.
    first = [dates[visit] for visit in visits if visit in dates]
    return {
        visit
        for visit in everywhere
        if first and (visit not in dates or any(before(dates[visit], day) is not True for day in first))
    }


def _stood(state: State, subject: str, visit: str, form: str) -> bool:
    """Whether a form had answers before the change: only then was it anybody's baseline."""
    row = state.get(FormRow, subject, f"{visit}/{form}")
    return row is not None and any(
        answer.seq < row.last_seq for answers in row.answers.values() for answer in answers.values()
    )


def _at_visit(
    compiled: CompiledSignal, state: State, subject: str, visit: str, earlier: Earlier
) -> Iterator[Draft]:
    judged = {j.row: j for j in judged_at(compiled, state, subject, visit, earlier)}
    standing = {
        p.row: p
        for p in state.of(ProposalRow, subject)
        if (p.signal, p.visit, p.form) == (compiled.signal.id, visit, compiled.form.id)
    }
    for row in sorted(judged.keys() | standing.keys()):
        yield from _row(compiled, subject, visit, row, judged.get(row), standing.get(row))
    yield from _findings(compiled, state, subject, visit, judged)


def judged_at(
    compiled: CompiledSignal, state: State, subject: str, visit: str, earlier: Earlier
) -> tuple[Judged, ...]:
    """Judge the readings of one visit; of a rule against the own baseline, those since the treatment began."""
    form = state.get(FormRow, subject, f"{visit}/{compiled.form.id}")
    rows = rows_at(compiled, state, subject, visit)
    around = form.answers.get("0", {}) if form else {}
    if not compiled.treatment:
        return judge(compiled, rows, around, baseline_at(compiled, state, subject, visit))
    baseline = own_baseline(compiled, state, subject, earlier)
    return judge(compiled, rows, around, baseline, person_of(compiled, state, subject))


def _row(
    compiled: CompiledSignal,
    subject: str,
    visit: str,
    row: int,
    now: Judged | None,
    before: ProposalRow | None,
) -> Iterator[Draft]:
    place = {"signal": compiled.signal.id, "visit": visit, "form": compiled.form.id, "row": row}
    if now is not None and now.fires:
        new = before is None or before.state == "withdrawn"
        moved = (
            before is not None
            and before.state in {"proposed", "dismissed"}
            and before.readings != now.readings
        )
        if new or moved:
            yield Draft(subject=subject, fact=SignalProposed(**place, readings=now.readings))  # type: ignore[arg-type]
    elif before is not None and before.state == "proposed" and not (now is not None and now.undecided):
        yield Draft(subject=subject, fact=SignalWithdrawn(**place))  # type: ignore[arg-type]


def _findings(
    compiled: CompiledSignal, state: State, subject: str, visit: str, judged: dict[int, Judged]
) -> Iterator[Draft]:
    check = FINDING + compiled.signal.id
    open_rows = {
        f.row
        for f in state.of(FindingRow, subject)
        if (f.check, f.visit, f.form) == (check, visit, compiled.form.id)
    }
    undecided = {row for row, j in judged.items() if j.undecided}
    for row in sorted(undecided - open_rows):
        yield Draft(
            subject=subject,
            fact=FindingRaised(
                check=check,
                visit=visit,
                form=compiled.form.id,
                item=compiled.signal.at,
                row=row,
                verdict="not_evaluable",
            ),
        )
    for row in sorted(open_rows - undecided):
        yield Draft(
            subject=subject, fact=FindingCleared(check=check, visit=visit, form=compiled.form.id, row=row)
        )


def reopened(signals: tuple[CompiledSignal, ...], state: State, subject: str, ae_row: int) -> Iterator[Draft]:
    """Yield what becomes of the proposals of an event that was struck out: their values have no event any more.

    They wait again; one whose reading was corrected since is withdrawn.
    """
    by_id = {compiled.signal.id: compiled for compiled in signals}
    earlier = Earlier(state, subject)
    for one in state.of(ProposalRow, subject):
        if one.state != "confirmed" or one.ae_row != ae_row:
            continue
        place = {"signal": one.signal, "visit": one.visit, "form": one.form, "row": one.row}
        compiled = by_id.get(one.signal)
        judged = judged_at(compiled, state, subject, one.visit, earlier) if compiled else ()
        now = next((j for j in judged if j.row == one.row), None)
        if now is not None and (now.fires or now.undecided):
            fact: Fact = SignalProposed(**place, readings=now.readings if now.fires else one.readings)  # type: ignore[arg-type]
        else:
            fact = SignalWithdrawn(**place)  # type: ignore[arg-type]
        yield Draft(subject=subject, fact=fact)
