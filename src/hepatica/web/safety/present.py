"""Proposed events as the desk shows them: what the rule says, the readings, the symptoms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.utils.translation import gettext as _

from hepatica.conduct.commands import Proposal
from hepatica.conduct.plan import Plan
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.graded import BASELINE_GRADE, GRADE
from hepatica.safety.signals import BASELINE, CompiledSignal
from hepatica.study.rules import Signal
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.safety import words
from hepatica.web.safety.gathering import At, Gathered
from hepatica.web.safety.trend import Trend, symptoms, trend
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Also:
    """Another rule that was met, or the same elsewhere, in the same episode."""

    key: str
    """What says on the desk that it is the same event."""
    term: str
    words: str
    place: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposed event with what raised it."""

    at: At
    rows: tuple[int, ...]
    """Readings that met the rule and wait, the earliest first."""
    mark: Mark
    term: str
    category: str
    ctcae: str
    words: str
    beside: str
    """What else was written with the readings: the symptoms."""
    rule: str
    place: str
    href: str
    trend: Trend | None
    repeats: bool
    worse: str = ""
    """'Worse than baseline: grade 1, now 2', where a grade was proposed."""
    grade: str = ""
    also: tuple[Also, ...] = ()
    events: tuple[tuple[int, str], ...] = ()
    """Events of the participant's log that it may belong to."""
    event: int = 0
    """The one it seems to belong to, or 0."""

    @property
    def url(self) -> str:
        """Where it is judged."""
        return f"/safety/judge/{'/'.join(quote(part, safe='') for part in self.at)}/"

    @property
    def anchor(self) -> str:
        """Its place on the desk."""
        return "-".join(self.at).replace(".", "-")

    @property
    def others(self) -> int:
        """Readings beside the first that met the same rule."""
        return len(self.rows) - 1


def proposed(
    plan: Plan, state: State, found: Iterable[Gathered], cases: Iterable[Case], marks: Marks
) -> list[Proposed]:
    """Return the episodes to judge, in order of infusion; one whose rule is no longer in force still waits."""
    compiled = {one.signal.id: one for one in plan.signals}
    events: dict[str, list[tuple[int, str]]] = {}
    for case in cases:
        events.setdefault(case.subject, []).append((case.row, f"{case.term}, {case.onset.words()}"))
    shown = []
    for one in found:
        (at, same), *rest = one.waiting.items()
        form, mark = state.get(FormRow, at[0], f"{at[1]}/{at[2]}"), marks.of(at[0])
        first = (
            _proposed(plan.study, compiled[at[3]], at, same, form, mark)
            if at[3] in compiled
            else _without_rule(plan.study, at, same, mark)
        )
        also = tuple(_also(plan.study, where, rows) for where, rows in rest)
        known = tuple(events.get(at[0], ()))
        graded = [row for rows in one.waiting.values() for row in rows if row.readings.get(GRADE)]
        shown.append(
            replace(
                first,
                also=also,
                events=known,
                event=one.event,
                worse=_worse(graded[0]) if graded else "",
                grade=(graded[0].readings[GRADE] or "") if graded else "",
            )
        )
    return sorted(shown, key=lambda one: (words.by_infusion(one.mark), one.place))


def _also(study: Study, at: At, rows: Sequence[ProposalRow]) -> Also:
    signal = next((one for one in study.signals if one.id == at[3]), None)
    said = dict.fromkeys(words.readings(study, signal, row.readings) for row in rows) if signal else {}
    return Also(
        key=encoded(at, rows),
        term=str(signal.term) if signal else at[3],
        words=" ".join(said),
        place=words.place(study, at[1], at[2]),
        href=addresses.form(*at[:3]),
    )


def encoded(at: At, rows: Sequence[ProposalRow]) -> str:
    """Write which proposals of a participant are meant: 'visit|form|signal|1,2'."""
    return "|".join((*at[1:], ",".join(str(row.row) for row in rows)))


def decoded(text: str) -> tuple[Proposal, ...]:
    """Read what ``encoded`` wrote; nothing from what it did not."""
    parts = text.split("|")
    if len(parts) != 4 or any(not n.isdecimal() or len(n) > 8 for n in parts[3].split(",")):
        return ()
    visit, form, signal, rows = (part[:120] for part in parts)
    return tuple(Proposal(visit=visit, form=form, signal=signal, row=int(n)) for n in rows.split(","))


def _proposed(
    study: Study,
    compiled: CompiledSignal,
    at: At,
    same: Sequence[ProposalRow],
    form: FormRow | None,
    mark: Mark,
) -> Proposed:
    signal, met = compiled.signal, {row.row: row for row in same}
    before = same[0].readings.get(BASELINE + signal.at)
    picture = trend(compiled, form, met, before, mark)
    order = [r.row for r in picture.readings if r.row in met] if picture else []
    rows = (*order, *(n for n in sorted(met) if n not in order))
    first = met[rows[0]]
    return Proposed(
        at=at,
        rows=rows,
        mark=mark,
        term=str(signal.term),
        category=category(study, signal.category),
        ctcae=signal.ctcae or "",
        words=words.readings(study, signal, first.readings),
        beside=_beside(study, compiled, form, first.row),
        rule=rule(study, signal),
        place=words.place(study, at[1], at[2]),
        href=addresses.form(*at[:3]),
        trend=picture,
        repeats=compiled.group.repeat is not None,
    )


def _worse(row: ProposalRow) -> str:
    """Say how a proposed grade stands to the participant's own baseline."""
    now, before = row.readings.get(GRADE), row.readings.get(BASELINE_GRADE)
    if not now or not before:
        return ""
    return _("Worse than baseline: grade %(before)s, now %(now)s") % {"before": before, "now": now}


def _without_rule(study: Study, at: At, same: Sequence[ProposalRow], mark: Mark) -> Proposed:
    return Proposed(
        at=at,
        rows=tuple(sorted(row.row for row in same)),
        mark=mark,
        term=at[3],
        category="",
        ctcae="",
        words=", ".join(f"{name} {value}" for name, value in same[-1].readings.items()),
        beside="",
        rule=_("This rule is no longer in the protocol."),
        place=words.place(study, at[1], at[2]),
        href=addresses.form(*at[:3]),
        trend=None,
        repeats=False,
    )


def _beside(study: Study, compiled: CompiledSignal, form: FormRow | None, row: int) -> str:
    """Say what stands with the reading in its row, and what the other rules of the form watch in words: symptoms."""
    said = []
    read = study.item(compiled.form.id, compiled.signal.at)
    # Beside a laboratory value stands the rest of the draw, and that is no symptom.
    for name, value, unit in () if read is not None and read.analyte else symptoms(compiled, form, row):
        item = study.item(compiled.form.id, name)
        if item is not None:
            said.append(
                f"{item.label}{':' if item.codelist else ''} {words.valued(study, item, value, unit)}"
            )
    watched = (s.at for s in study.signals if s.form == compiled.form.id and s.at != compiled.signal.at)
    for name in dict.fromkeys(watched):
        item = study.item(compiled.form.id, name)
        if item is not None and item.codelist and form is not None:
            found = (form.answer(name, int(n)) for n in sorted(form.answers, key=int))
            values = dict.fromkeys(words.valued(study, item, a.value) for a in found if a and a.value)
            if values and not any(one.startswith(str(item.label)) for one in said):
                said.append(f"{item.label}: {', '.join(values)}")
    return "; ".join(said)


def rule(study: Study, signal: Signal) -> str:
    """Say what the protocol holds to be an event here: the title of the limit, with its number."""
    found = next((p for p in study.parameters if p.id == signal.threshold), None)
    return f"{found.title}: {found.value} {found.unit or ''}".strip() if found else ""


def category(study: Study, wanted: str) -> str:
    """Name a category of the record."""
    return next((str(c.title) for c in study.categories if c.id == wanted), wanted)
