"""From steps to commands: a completed form is filled to its last question, in the order of the study's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from hepatica.conduct.commands import CompleteForm, EnterItems, Entry, SignForm
from hepatica.conduct.formula import Answer
from hepatica.conduct.plan import Plan
from hepatica.demo.cast import BY, BY_ROLE
from hepatica.demo.comparing import compared
from hepatica.demo.played import Played
from hepatica.demo.step import Compare, Fill, NotDone, Row, Step, Unknown, Value
from hepatica.demo.usual import usual
from hepatica.study.form import Form, FormKind, Group
from hepatica.study.study import Study

_EVENING = (17, 40)
"""When the investigator signs what was completed that day; later entries are signed within the hour."""
_UNSIGNED = frozenset({"visit"})
Answers = dict[int, dict[str, Value]]
Told = dict[tuple[str, str], Answers]
"""(Visit, form) → row → item → answer."""


def nothing_told() -> Told:
    """Return the beginning of a story."""
    return defaultdict(lambda: defaultdict(dict))


def commands_of(
    plan: Plan, subject: str, steps: Iterable[Step], told: Told | None = None
) -> tuple[Played, ...]:
    """Return one participant's commands by their time.

    ``told`` is what earlier steps said, for a story that is told in parts; it is added to.
    """
    told = nothing_told() if told is None else told
    played: list[Played] = []
    for step in steps:
        if isinstance(step, Fill):
            if step.form not in plan.study.forms_at(step.visit):
                continue  # a version of the study that does not ask for it there
            played += _filled(plan, subject, step, told[step.visit, step.form])
        elif isinstance(step, Compare):
            played += compared(plan.study, subject, step, told, given_by_laboratory(plan.study))
        else:
            second = BY[step.witness] if step.witness else None
            actor = BY[step.by].actor(reauthenticated=step.proven, witness=second)
            played.append(Played(at=step.at, actor=actor, command=step.command))
    return tuple(sorted(played, key=lambda p: p.at))


def given_by_laboratory(study: Study) -> frozenset[tuple[str, str]]:
    """Return the items, as (form, item), that the laboratory's record answers: nobody types them twice."""
    fills = (fill for fill in study.manufacture.fills if fill.on != "infusion.noted")
    return frozenset((fill.form, item) for fill in fills for item in fill.items)


def _filled(plan: Plan, subject: str, step: Fill, told: Answers) -> Iterator[Played]:
    given = given_by_laboratory(plan.study)
    form, who = plan.study.form_by_id[step.form], BY_ROLE[step.by]
    new: list[Entry] = []
    for row, answers in step.rows.items():
        told[row].update(answers)
        new += [_entry(item, row, value) for item, value in answers.items()]
    if step.complete and form.kind is not FormKind.LOG:  # what a log holds is told, or written by a judgement
        new += [_entry(item, row, value) for item, row, value in _rest(plan, form, told, step.at)]
    new = [entry for entry in new if (form.id, entry.item) not in given]
    at = {"subject": subject, "visit": step.visit, "form": step.form}
    if new:
        yield Played(at=step.at, actor=who.actor(), command=EnterItems(**at, entries=tuple(new), seen=0))
    if not step.complete:
        return
    done = step.at + timedelta(seconds=40)
    yield Played(at=done, actor=who.actor(), command=CompleteForm(**at))
    if step.signed and step.form not in _UNSIGNED:
        signer = BY_ROLE["investigator"].actor(reauthenticated=True)
        meaning = "responsibility" if form.signed else "review"
        yield Played(
            at=_evening(step.at) + timedelta(days=step.sign_after),
            actor=signer,
            command=SignForm(**at, meaning=meaning),
        )


def _evening(at: datetime) -> datetime:
    evening = at.replace(hour=_EVENING[0], minute=_EVENING[1], second=0)
    # A minute of its own for each signature of a day, in the order in which the forms were completed.
    return (evening if at < evening else at + timedelta(minutes=20)) + timedelta(
        seconds=(at.hour * 60 + at.minute) / 2
    )


def _entry(item: str, row: int, value: Value) -> Entry:
    match value:
        case NotDone(reason):
            return Entry(item=item, row=row, state="not_done", reason=reason)
        case Unknown(reason):
            return Entry(item=item, row=row, state="unknown", reason=reason)
        case _:
            return Entry(item=item, row=row, value=value)


def _rest(plan: Plan, form: Form, told: Answers, at: datetime) -> Iterator[tuple[str, int, Value]]:
    """Yield the usual answer to everything that is asked and was not told."""
    for group in form.groups:
        for row in _rows(group, told):
            for item in group.items:
                if item.compute is not None or item.id in told[row]:
                    continue
                value = usual(plan.study, form.id, item, at)
                if value is not None and _asked(plan, form, item.id, told, row):
                    told[row][item.id] = value
                    yield item.id, row, value


def _rows(group: Group, told: Mapping[int, Row]) -> list[int]:
    if group.repeat is None:
        return [0]
    ids = {item.id for item in group.items}
    answered = {row for row, answers in told.items() if row and ids & answers.keys()}
    return sorted(answered.union(range(1, group.repeat.least + 1)))


def _asked(plan: Plan, form: Form, item: str, told: Answers, row: int) -> bool:
    formula = plan.whens.get((form.id, item))
    if formula is None:
        return True
    values: dict[str, object] = {}
    for name in formula.names:
        group = plan.study.group_of(name.form, name.item)
        place = row if group and group.repeat else 0
        value = told[place].get(name.item) if name.form == form.id else None
        values[name.text] = value if isinstance(value, str) else None
    return formula.answer(values).answer is Answer.TRUE
