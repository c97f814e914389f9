"""The whole page of a form: header, sections, groups with their rows, what was found, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hepatica.conduct.locks import sentence
from hepatica.conduct.skip import asked, rows_of
from hepatica.ledger.rows import DeviationRow, FormRow, ProposalRow
from hepatica.study.form import Form, FormKind, Group
from hepatica.study.study import VISIT_FORM
from hepatica.web.capture.form.asks import Ask
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.present_field import Rejected, ask
from hepatica.web.capture.form.present_visit import Timing, timing
from hepatica.web.capture.form.typed import name_of
from hepatica.web.shell.parts import Mark

MOST_COLUMNS = 4
Rejections = Mapping[str, Rejected]
"""Field name → what was typed there and not taken."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A form of this visit in the list at the left."""

    id: str
    title: str
    icon: str
    count: str
    href: str
    current: bool
    computed: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a group: a draw, a reading; the only one where the group does not repeat."""

    group: str
    number: int
    title: str
    asks: tuple[Ask, ...]
    stored: bool = False
    """Whether anything was ever entered here, or is expected on a page that was begun, so that it can be struck out."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A group of items under its title."""

    id: str
    title: str
    table: bool
    lines: tuple[Line, ...]
    label: str = ""
    """What one row is called; '' where the group does not repeat."""
    add_words: str = ""
    """'Add a draw', 'Add an event'."""
    add: str = ""
    """Address that shows one more row; '' where there may be no more."""

    @property
    def heads(self) -> tuple[Ask, ...]:
        """What stands at the head of a table's columns; nothing where they are too many for one line."""
        return self.lines[0].asks if self.lines and len(self.lines[0].asks) <= MOST_COLUMNS else ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything the template shows, but for the scores."""

    mark: Mark
    title: str
    subtitle: str
    help: str
    url: str
    back: str
    seen: int
    user: str
    editable: bool
    computed: bool
    scored: bool
    """Whether a score may read what is entered here."""
    timing: Timing | None
    header: tuple[Ask, ...]
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]
    proposals: tuple[str, ...]
    deviations: tuple[str, ...]
    lock: str = ""
    """Who locked or froze the page and when, in a sentence; '' while it is open."""
    locked: bool = False
    """False for a freeze."""

    @property
    def following(self) -> Section | None:
        """The next form of the visit that somebody fills; None after the last."""
        ids = [s.current for s in self.sections]
        after = self.sections[ids.index(True) + 1 :] if True in ids else ()
        return next((s for s in after if not s.computed), None)

    @property
    def dated(self) -> tuple[Ask, ...]:
        """The header's date, which every page shows."""
        return tuple(a for a in self.header if a.kind == "date")

    @property
    def undated(self) -> tuple[Ask, ...]:
        """The header's other questions: whether the visit took place, and why not."""
        return tuple(a for a in self.header if a.kind != "date")

    @property
    def not_done(self) -> bool:
        """Whether the other questions of the header say something."""
        return any(a.was_given or a.refusal for a in self.undated)


def present(desk: Desk, shown: Mapping[str, int], rejected: Rejections) -> Page:
    """Return the page; ``shown`` says how many rows of a group to show, ``rejected`` what was not taken."""
    lock = desk.lock_on()
    return Page(
        mark=Mark(code=desk.subject, order=desk.order),
        title=desk.title,
        subtitle=desk.form.title.in_language(desk.language),
        help=desk.form.help.in_language(desk.language) if desk.form.help else "",
        url=desk.url(),
        back=f"/participants/{desk.subject}/",
        seen=desk.head,
        user=desk.actor.user,
        editable=desk.may("items.enter"),
        computed=desk.form.kind is FormKind.COMPUTED,
        scored=any(i.analyte for i in desk.form.items) or desk.form.id in _bound(desk),
        timing=timing(desk),
        header=header(desk, rejected),
        sections=sections(desk),
        parts=tuple(_part(desk, group, shown.get(group.id, 0), rejected) for group in desk.form.groups),
        proposals=proposals(desk),
        deviations=deviations(desk),
        lock=sentence(desk.study, lock, desk.now.zone) if lock else "",
        locked=bool(lock and lock.locked),
    )


def _bound(desk: Desk) -> set[str]:
    return {address.form for address in desk.study.analysis.bindings.values()}


def header(desk: Desk, rejected: Rejections) -> tuple[Ask, ...]:
    """Return the fields of the visit's own form: its date, whether it took place, why not."""
    if desk.is_log or desk.form.id == VISIT_FORM:
        return ()
    form = desk.study.form_by_id[VISIT_FORM]
    return tuple(
        ask(desk, form, group, item, 0, rejected.get(name_of(form.id, item.id, 0)))
        for group in form.groups
        for item in group.items
    )


def sections(desk: Desk) -> tuple[Section, ...]:
    """Return the forms of this visit with what is answered of what is asked."""
    ids = [
        form for form in desk.study.forms_at(desk.visit) if form != VISIT_FORM or desk.form.id == VISIT_FORM
    ]
    return tuple(section(desk, desk.study.form_by_id[form]) for form in ids)


def section(desk: Desk, form: Form) -> Section:
    """Return one form's line in the list."""
    row = desk.row_of(form.id)
    answered, total = counts(desk, form, row)
    icon = "planned"
    if form.kind is FormKind.COMPUTED:
        icon = "chart"
    elif desk.lock_on(form.id):
        icon = "locked"
    elif row.signatures:
        icon = "signed"
    elif row.complete:
        icon = "complete"
    elif answered:
        icon = "started"
    return Section(
        id=form.id,
        title=form.title.in_language(desk.language),
        icon=icon,
        count=f"{answered}/{total}" if total else "",
        href=desk.url(form.id),
        current=form.id == desk.form.id,
        computed=form.kind is FormKind.COMPUTED,
    )


def counts(desk: Desk, form: Form, row: FormRow) -> tuple[int, int]:
    """Return how many items of a form are answered, and how many are asked, over all its rows."""
    answered = total = 0
    for group in form.groups:
        for number in rows_of(group, row):
            for item in group.items:
                if item.compute is not None:
                    continue
                answer = row.answer(item.id, number)
                given = bool(answer and answer.given)
                if given or asked(desk.plan, desk.reading, desk.visit, form.id, item.id, number):
                    answered, total = answered + given, total + 1
    return answered, total


def numbers(desk: Desk, group: Group, shown: int) -> list[int]:
    """Return the row numbers to show: those that stand, and empty ones up to ``shown`` rows."""
    found = rows_of(group, desk.row)
    if group.repeat is None:
        return found
    struck = {int(r.partition(":")[2]) for r in desk.row.removed if r.partition(":")[0] == group.id}
    wanted = shown or (0 if found else min(1, group.repeat.least))
    fresh = max([*found, *struck, 0])
    while len(found) < wanted and (group.repeat.most is None or fresh < group.repeat.most):
        fresh += 1
        found.append(fresh)
    return found


def _part(desk: Desk, group: Group, shown: int, rejected: Rejections) -> Part:
    rows = numbers(desk, group, shown)
    repeat = group.repeat
    more = repeat is not None and desk.may("items.enter") and (repeat.most is None or len(rows) < repeat.most)
    return Part(
        id=group.id,
        title=group.title.in_language(desk.language),
        table=group.layout == "table",
        lines=tuple(_line(desk, group, number, rejected) for number in rows),
        label=repeat.label.in_language(desk.language) if repeat else "",
        add_words=_add_words(repeat.label.in_language(desk.language)) if repeat else "",
        add=f"?rows.{group.id}={len(rows) + 1}#{group.id}-{_next(desk, group, rows)}" if more else "",
    )


def _add_words(what: str) -> str:
    words = _("Add an %(what)s") if what[:1] in "aeiou" else _("Add a %(what)s")
    return words % {"what": what}


def _next(desk: Desk, group: Group, rows: list[int]) -> int:
    struck = [int(r.partition(":")[2]) for r in desk.row.removed if r.partition(":")[0] == group.id]
    return max([*rows, *struck, 0]) + 1


def _line(desk: Desk, group: Group, number: int, rejected: Rejections) -> Line:
    title = ""
    if group.repeat is not None:
        series = group.repeat.series
        word = group.repeat.label.in_language(desk.language)
        title = series[number - 1] if number <= len(series) else f"{word.capitalize()} {number}"
    ids = {item.id for item in group.items}
    return Line(
        group=group.id,
        number=number,
        title=title,
        asks=tuple(
            ask(desk, desk.form, group, item, number, rejected.get(name_of(desk.form.id, item.id, number)))
            for item in group.items
        ),
        stored=bool(ids & desk.row.answers.get(str(number), {}).keys())
        or (bool(desk.row.answers) and number in rows_of(group, desk.row)),
    )


def proposals(desk: Desk) -> tuple[str, ...]:
    """Return the terms of the adverse events that this form's values propose and nobody has judged yet."""
    terms = {signal.id: signal.term.in_language(desk.language) for signal in desk.study.signals}
    found = (
        terms.get(p.signal, p.signal)
        for p in desk.state.of(ProposalRow, desk.subject)
        if (p.visit, p.form, p.state) == (desk.visit, desk.form.id, "proposed")
    )
    return tuple(dict.fromkeys(found))


def deviations(desk: Desk) -> tuple[str, ...]:
    """Return the deviations of this visit that no field on the page shows."""
    on_page = {desk.form.id, "" if desk.is_log else VISIT_FORM}
    return tuple(
        d.sentence
        for d in desk.state.of(DeviationRow, desk.subject)
        if d.visit == desk.visit and d.form in {*on_page, ""} and not d.item
    )


def places(desk: Desk) -> Iterator[tuple[Form, Group, str, int]]:
    """Yield every field of the page as (form, group, item, row): the header's, then the form's."""
    forms = (
        [desk.form]
        if desk.is_log or desk.form.id == VISIT_FORM
        else [desk.study.form_by_id[VISIT_FORM], desk.form]
    )
    for form in forms:
        for group in form.groups:
            for number in rows_of(group, desk.row_of(form.id)):
                yield from ((form, group, item.id, number) for item in group.items)


def act_url(desk: Desk, act: str) -> str:
    """Return the address of an act on the form: complete, reopen, sign, remove, explain."""
    return reverse(f"capture:{act}", args=[desk.subject, desk.visit, desk.form.id])


__all__ = ["Page", "Part", "Rejected", "act_url", "places", "present", "section"]
