"""Proposed events as the desk shows them: what the rule says, the readings, the symptoms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from hepatica.conduct.plan import Plan
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.safety.signals import BASELINE, CompiledSignal
from hepatica.study.rules import Signal
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.safety import words
from hepatica.web.safety.trend import Trend, symptoms, trend
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

At = tuple[str, str, str, str]
"""Participant, visit, form and signal: readings that met one rule in one place are judged together."""


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


def grouped(rows: Iterable[ProposalRow]) -> dict[At, list[ProposalRow]]:
    """Return proposals by where and by which rule they were raised."""
    found: dict[At, list[ProposalRow]] = {}
    for row in rows:
        found.setdefault(at_of(row), []).append(row)
    return found


def at_of(row: ProposalRow) -> At:
    """Return where, and by which rule, a proposal was raised."""
    return row.subject, row.visit, row.form, row.signal


def proposed(
    plan: Plan, rows: Iterable[ProposalRow], forms: Mapping[At, FormRow | None], marks: Marks
) -> list[Proposed]:
    """Return the proposed events in order of infusion; one whose rule is no longer in force still waits."""
    compiled = {one.signal.id: one for one in plan.signals}
    shown = [
        _proposed(plan.study, compiled[at[3]], at, same, forms.get(at), marks.of(at[0]))
        if at[3] in compiled
        else _without_rule(plan.study, at, same, marks.of(at[0]))
        for at, same in grouped(rows).items()
    ]
    return sorted(shown, key=lambda one: (words.by_infusion(one.mark), one.place))


def _proposed(
    study: Study,
    compiled: CompiledSignal,
    at: At,
    same: list[ProposalRow],
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


def _without_rule(study: Study, at: At, same: list[ProposalRow], mark: Mark) -> Proposed:
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
