"""The next dose: who it is, which gate stands before it, and every condition, met or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from hepatica.conduct.gates import gate_lines
from hepatica.conduct.line import Line
from hepatica.conduct.plan import Plan, PlannedGate
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.study import ENROLMENT
from hepatica.web import addresses
from hepatica.web.docket import upcoming
from hepatica.web.shell.parts import Action, Clearance, Gate, Mark
from hepatica.web.visit_marks import Marks, date_words, short_date


@dataclass(frozen=True, kw_only=True)
class Next:
    """The card of the next dose."""

    mark: Mark
    act: str
    earliest: str
    """From when the act may be, where a date stands in its way."""
    gate: Gate
    """What is not met yet; everything, when all is."""
    met: Gate
    why: tuple[str, ...]
    """The sentences that open what is closed: who must do what."""
    href: str


def coming(plan: Plan, state: State, today: date, names: Mapping[str, str], marks: Marks) -> Next | None:
    """Return the next participant to be dosed and the first gate not yet passed; None when nobody is enrolled and waits."""
    row = upcoming(state)
    gate = _gate(plan, row) if row else None
    if row is None or gate is None:
        return None
    lines = gate_lines(plan, state, row.subject, gate, today)
    waits, done = [one for one in lines if not one.done], [one for one in lines if one.done]
    dates = [one.when for one in waits if one.when and one.when > today]
    act = str(gate.gate.title)
    return Next(
        mark=marks.of(row.subject),
        act=act,
        earliest=_("%(act)s from %(day)s") % {"act": act, "day": date_words(max(dates))} if dates else act,
        gate=Gate(
            clearances=_clearances(waits or done, names, today),
            action=Action(words=_("Authorise it"), look="primary", href=addresses.participant(row.subject)),
        ),
        met=Gate(clearances=_clearances(done, names, today) if waits else ()),
        why=tuple(one.sentence for one in waits if one.sentence),
        href=addresses.participant(row.subject),
    )


def _gate(plan: Plan, row: SubjectRow) -> PlannedGate | None:
    gates = (gate for gate in plan.gates.values() if gate.gate.act != ENROLMENT)
    return next((gate for gate in gates if gate.gate.id not in row.authorised), None)


def _clearances(lines: Iterable[Line], names: Mapping[str, str], today: date) -> tuple[Clearance, ...]:
    return tuple(Clearance(words=line.title, done=line.done, who=_who(line, names, today)) for line in lines)


def _who(line: Line, names: Mapping[str, str], today: date) -> str:
    who = names.get(line.who, line.who)
    if line.when is None:
        return who
    day = short_date(line.when) if line.when.year == today.year else date_words(line.when)
    return f"{who}, {day}" if who else day
