"""The worklist: queries of people and findings of checks as one list, by what each waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from hepatica.conduct.authority import roles_for
from hepatica.conduct.commands import Actor
from hepatica.conduct.queries import CLOSED, answerers, waits_for
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow
from hepatica.study.study import LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.shell.parts import Mark
from hepatica.web.threads import Cast, Talk, days_since, talk, waits_for_me
from hepatica.web.visit_marks import Marks

State = Literal["open", "answered", "closed"]
PAGE = 40


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to; '' leaves a thing open."""

    subject: str = ""
    visit: str = ""
    form: str = ""
    state: str = ""
    """open, answered, closed, all; '' is whatever is not closed."""
    role: str = ""
    """The role it waits for."""
    by: str = ""
    """Sign-in name of who asked; 'check' for the findings of checks."""
    days: int = 0
    """Open at least so many days."""
    mine: bool = False
    """Only what waits for the person who looks."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One query or finding, before it is put into words."""

    row: QueryRow | FindingRow
    state: State
    since: str
    """Stored instant from which it is counted; '' for a finding, which only knows its event."""
    waits: tuple[str, ...]
    """Roles it waits for."""
    mine: bool

    @property
    def by(self) -> str:
        """Who asked."""
        return self.row.lines[0].by if isinstance(self.row, QueryRow) else "check"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line as it is drawn."""

    key: str
    mark: Mark
    href: str
    place: str
    label: str
    text: str
    state: State
    state_words: str
    days: int | None
    who: str
    talk: Talk | None = None
    finding: FindingRow | None = None
    may_settle: bool = False
    """Whether the explanation of a finding waits for this person."""


def lines(
    study: Study, queries: Iterable[QueryRow], findings: Iterable[FindingRow], actor: Actor
) -> list[Line]:
    """Return everything that was asked and is known, the oldest first."""
    found = [_of_query(study, query, actor) for query in queries if query.form in study.form_by_id]
    found += [_of_finding(study, one, actor) for one in findings if one.form in study.form_by_id]
    return sorted(found, key=lambda line: line.row.seq)


def _of_query(study: Study, query: QueryRow, actor: Actor) -> Line:
    waits = waits_for(study.form_by_id[query.form], query.role) if query.state == "open" else ()
    state: State = "closed" if query.state == CLOSED else "open" if query.state == "open" else "answered"
    since = query.lines[0].at
    return Line(row=query, state=state, since=since, waits=waits, mine=waits_for_me(study, query, actor))


def _of_finding(study: Study, one: FindingRow, actor: Actor) -> Line:
    state: State = "closed" if one.accepted else "answered" if one.explained else "open"
    form = study.form_by_id[one.form]
    waits = tuple(role for role in form.roles if role in answerers()) if state == "open" else ()
    explains = bool(set(roles_for(actor, "finding.explain")) & set(form.roles))
    mine = explains if state == "open" else state == "answered" and reads(one, actor)
    return Line(row=one, state=state, since="", waits=waits, mine=mine)


def reads(one: FindingRow, actor: Actor) -> bool:
    """Whether a person may accept an explanation, or send it back: nobody reads their own."""
    return bool(roles_for(actor, "finding.accept")) and one.explained_by != actor.user


def kept(found: Iterable[Line], by: Filter) -> list[Line]:
    """Return the lines a filter keeps."""
    return [line for line in found if _keeps(line, by)]


def _keeps(line: Line, by: Filter) -> bool:
    row = line.row
    at = ((by.subject, row.subject), (by.visit, row.visit), (by.form, row.form), (by.by, line.by))
    if any(wanted and wanted != is_ for wanted, is_ in at):
        return False
    if by.state not in ("all", line.state) and (by.state or line.state == "closed"):
        return False
    if by.role and by.role not in line.waits:
        return False
    if by.days and (not line.since or days_since(line.since) < by.days):
        return False
    return line.mine or not by.mine


def shown(
    study: Study,
    line: Line,
    actor: Actor,
    who: Cast,
    marks: Marks,
    said: Callable[[FindingRow], str],
) -> Shown:
    """Return a line as it is drawn; ``said`` puts a finding into its sentence."""
    row = line.row
    item = study.item(row.form, row.item) if row.item else None
    label = str(item.label) if item else _("The form as a whole") if not row.item else row.item
    common: dict[str, Any] = {
        "mark": marks.of(row.subject),
        "href": addresses.item(row.subject, row.visit, row.form, row.item, row.row)
        if row.item
        else f"{addresses.form(row.subject, row.visit, row.form)}#review",
        "place": place_words(study, row.visit, row.form),
        "label": f"{label}, {_('row %(n)s') % {'n': row.row}}" if row.row else label,
        "state": line.state,
        "state_words": state_words()[line.state],
    }
    if isinstance(row, FindingRow):
        settles = line.state == "answered" and reads(row, actor)
        return Shown(
            key=f"f{row.seq}", text=said(row), days=None, who=_("a check"), finding=row, may_settle=settles, **common
        )  # fmt: skip
    return Shown(
        key=f"q{row.seq}",
        text=row.lines[0].text,
        days=days_since(line.since),
        who=who(line.by).name,
        talk=talk(study, row, actor, who),
        **common,
    )


def state_words() -> Mapping[str, str]:
    """Return the words of the states."""
    return {"open": _("Open"), "answered": _("Answered"), "closed": _("Closed")}


def place_words(study: Study, visit: str, form: str) -> str:
    """Say where something stands: 'Month 1 · Laboratory'."""
    planned, page = study.visit(visit), study.form_by_id.get(form)
    number = visit.partition(".")[2]
    name = (
        _("Logs")
        if visit == LOG_VISIT
        else f"{planned.title}{f' {number}' if number else ''}"
        if planned
        else visit
    )
    return f"{name} · {page.title if page else form}"
