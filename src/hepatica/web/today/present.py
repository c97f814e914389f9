"""Today's lists: what is late, due and next, which proposals and findings wait, and one sentence about it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, HoldRow, ProposalRow
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.shell.parts import Action, Mark, Window
from hepatica.web.visit_marks import Marks, timing, visit_title, window_of
from hepatica.web.visits import Occurrence

AHEAD = timedelta(days=14)
SHOWN = 6
"""Findings and proposals shown before the rest is only counted."""
LINES = 40
"""Visits of one list shown before the rest is only counted: the matrix shows everybody's."""
Look = Literal["", "primary", "quiet"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One visit with its window and the one thing to do."""

    mark: Mark
    href: str
    title: str
    note: str
    window: Window | None
    action: Action


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Something that waits for a person: a finding, a proposed event, a hold."""

    mark: Mark | None
    title: str
    words: str
    note: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """The whole page."""

    lead: str
    digest: str
    late: tuple[Line, ...]
    late_many: int
    due: tuple[Line, ...]
    due_many: int
    next: tuple[Line, ...]
    next_many: int
    until: date
    queries: tuple[Waiting, ...]
    """Queries that wait for the person who looks."""
    asked: int
    proposals: tuple[Waiting, ...]
    proposed: int
    """How many proposals; those of one rule at one visit stand on one line."""
    holds: tuple[Waiting, ...]
    findings: tuple[Waiting, ...]
    more_findings: int


def day(
    study: Study,
    visits: Iterable[Occurrence],
    findings: Sequence[FindingRow],
    said: Callable[[FindingRow], str],
    proposals: Sequence[ProposalRow],
    holds: Sequence[HoldRow],
    marks: Marks,
    today: date,
    queries: Sequence[QueryRow] = (),
) -> Day:
    """Return the page for one day; ``said`` puts a finding into a sentence, ``queries`` wait for the person who looks."""
    found = [visit for visit in visits if not visit.stopped]
    late = sorted((v for v in found if v.late), key=lambda v: -v.late)
    due = sorted(
        (v for v in found if v.state in {"due", "started"} and v.due and v.due.first <= today),
        key=lambda v: v.due.last if v.due else today,
    )
    ahead = sorted(
        (v for v in found if v.state == "planned" and v.due and today < v.due.first <= today + AHEAD),
        key=lambda v: v.due.target if v.due else today,
    )
    waiting = [f for f in findings if not f.explained and f.verdict == "fires"]
    return Day(
        lead=_lead(len(proposals), len(holds)),
        digest=digest(len(due), len(late), len(waiting)),
        late=tuple(line(v, marks, "") for v in late[:LINES]),
        late_many=len(late),
        due=tuple(line(v, marks, "" if n else "primary") for n, v in enumerate(due[:LINES])),
        due_many=len(due),
        next=tuple(line(v, marks, "") for v in ahead[:LINES]),
        next_many=len(ahead),
        until=today + AHEAD,
        queries=tuple(_query(study, query, marks) for query in queries[:SHOWN]),
        asked=len(queries),
        proposals=tuple(_proposed(study, proposals, marks)[:SHOWN]),
        proposed=len(proposals),
        holds=tuple(_hold(study, h, marks) for h in holds if h.subject),
        findings=tuple(_finding(study, f, said(f), marks) for f in waiting[:SHOWN]),
        more_findings=max(0, len(waiting) - SHOWN),
    )


def line(visit: Occurrence, marks: Marks, look: Look) -> Line:
    """Return one visit as a row."""
    href = addresses.visit(visit.subject, visit.id)
    begun = bool(visit.said) or any(form.answered for form in visit.forms)
    verb = _("Record") if visit.late else _("Continue") if begun else _("Start")
    if visit.state == "planned":
        verb = _("Open")
    return Line(
        mark=marks.of(visit.subject),
        href=addresses.participant(visit.subject),
        title=visit_title(visit),
        note=_note(visit, begun=begun),
        window=window_of(visit, timing(visit)),
        action=Action(
            words=verb,
            href=href,
            look=look,
            attributes={"aria-label": f"{verb}: {visit.subject}, {visit_title(visit)}"},
        ),
    )


def _note(visit: Occurrence, *, begun: bool) -> str:
    titles = [form.title for form in visit.unfinished]
    what = ", ".join(titles[:3])
    if len(titles) > 3:
        what = _("%(some)s and %(n)s more") % {"some": ", ".join(titles[:2]), "n": len(titles) - 2}
    if not begun:
        return what
    done = len(visit.forms) - len(titles)
    finished = _("%(done)s of %(all)s forms complete") % {"done": done, "all": len(visit.forms)}
    return f"{what} · {finished}" if what else finished


def digest(due: int, late: int, findings: int) -> str:
    """Say the day in one sentence."""
    parts = [
        ngettext("%(n)s visit is due", "%(n)s visits are due", due) if due else _("no visit is due"),
        ngettext("%(n)s is late", "%(n)s are late", late) if late else _("nothing is late"),
        ngettext("%(n)s finding waits", "%(n)s findings wait", findings)
        if findings
        else _("no finding waits"),
    ]
    said = ", ".join(
        part % {"n": words(n)} if n else part for part, n in zip(parts, (due, late, findings), strict=True)
    )
    return f"{said[0].upper()}{said[1:]}."


def words(n: int) -> str:
    """Write a number up to twelve as a word."""
    small = (
        _("none"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
        _("eleven"),
        _("twelve"),
    )
    return str(small[n]) if n < len(small) else str(n)


def _lead(proposals: int, holds: int) -> str:
    parts = []
    if proposals:
        said = ngettext(
            "%(n)s proposed event waits for a clinician.",
            "%(n)s proposed events wait for a clinician.",
            proposals,
        ) % {"n": words(proposals)}
        parts.append(said[0].upper() + said[1:])
    if holds:
        parts.append(_("Dosing is on hold."))
    return " ".join(parts)


def _proposed(study: Study, rows: Iterable[ProposalRow], marks: Marks) -> list[Waiting]:
    terms = {signal.id: str(signal.term) for signal in study.signals}
    alike: dict[tuple[str, str, str, str], list[ProposalRow]] = {}
    for row in rows:
        alike.setdefault((row.subject, row.signal, row.visit, row.form), []).append(row)
    found = []
    for (subject, signal, visit, form), same in alike.items():
        said = readings(study, same[-1])
        times = ngettext("%(n)s reading", "%(n)s readings", len(same)) % {"n": len(same)}
        found.append(
            Waiting(
                mark=marks.of(subject),
                title=terms.get(signal, signal),
                words=f"{said} · {times}" if len(same) > 1 else said,
                note=place(study, visit, form),
                href="/safety/",
            )
        )
    return found


def readings(study: Study, row: ProposalRow) -> str:
    """Say the values that raised a proposal: 'Pain 7 /10, Bleeding haematoma'."""
    said = []
    for name, value in row.readings.items():
        item = study.item(row.form, name)
        if item is not None and value is not None:
            codes = study.codelist_by_id[item.codelist] if item.codelist else None
            if codes:
                said.append(f"{item.label}: {codes.label(value).lower()}")
            else:
                said.append(f"{item.label} {value}{f' {item.unit}' if item.unit else ''}")
    return ", ".join(said)


def _finding(study: Study, row: FindingRow, said: str, marks: Marks) -> Waiting:
    item = study.item(row.form, row.item)
    return Waiting(
        mark=marks.of(row.subject),
        title=str(item.label) if item else row.item,
        words=said,
        note=place(study, row.visit, row.form),
        href=addresses.item(row.subject, row.visit, row.form, row.item, row.row),
    )


def _query(study: Study, row: QueryRow, marks: Marks) -> Waiting:
    item = study.item(row.form, row.item) if row.item else None
    here = addresses.item(row.subject, row.visit, row.form, row.item, row.row)
    return Waiting(
        mark=marks.of(row.subject),
        title=str(item.label) if item else _("The form as a whole"),
        words=row.lines[-1].text,
        note=place(study, row.visit, row.form),
        href=here if row.item else f"{addresses.form(row.subject, row.visit, row.form)}#review",
    )


def place(study: Study, visit: str, form: str) -> str:
    """Say where something stands: 'Month 1 · Laboratory'."""
    planned, page = study.visit(visit), study.form_by_id.get(form)
    return " · ".join(str(part.title) for part in (planned, page) if part)


def _hold(study: Study, row: HoldRow, marks: Marks) -> Waiting:
    titles = {gate.id: str(gate.title) for gate in study.gates}
    return Waiting(
        mark=marks.of(row.subject),
        title=_("On hold: %(what)s") % {"what": ", ".join(titles.get(g, g) for g in row.blocks)},
        words=row.reason,
        note="",
        href=addresses.participant(row.subject),
    )
