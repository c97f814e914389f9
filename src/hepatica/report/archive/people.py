"""The pages of a participant: at a glance, then visit by visit, every answer with what stood there before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hepatica.datasets.adverse_events import derive_events
from hepatica.datasets.participants import Participant
from hepatica.ledger.review_rows import CopyRow, QueryRow
from hepatica.ledger.rows import Answer, DeviationRow, FormRow, SubjectRow
from hepatica.report.archive import signatures
from hepatica.report.archive.page import Page, link, listing
from hepatica.report.archive.record import Given, Record, day_words
from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.report.table import Cell, Table
from hepatica.study.form import Group, Item
from hepatica.study.study import LOG_VISIT, VISIT_DATE, VISIT_FORM

ENDS = {"death": "died", "transplant": "transplanted", "withdrawal": "withdrew", "completed": "completed"}


def folder_of(subject: str) -> str:
    """Return where a participant's pages lie."""
    return f"participants/{subject}"


def page_of(subject: str, visit: str = "") -> str:
    """Return the page of a participant, or of one of their visits."""
    return f"{folder_of(subject)}/{visit or 'index'}.html"


def people_page(record: Record) -> Page:
    """Return the list of participants."""
    return Page(path="participants/index.html", title="Participants", blocks=[people_table(record)])


def people_table(record: Record) -> Table:
    """Return everybody at a glance, in order of infusion."""
    return listing(
        "participants",
        "Participants, in order of infusion",
        ("Participant", "Site", "Sex, age", "Infused", "Forms", "Adverse events", "End"),
        [_glance(record, person) for person in record.participants],
    )


def _glance(record: Record, person: Participant) -> tuple[str | Cell, ...]:
    row = record.state.get(SubjectRow, person.subject)
    forms = record.state.of(FormRow, person.subject)
    return (
        link(person.subject, page_of(person.subject), participant=person.ordinal),
        row.site if row else "",
        ", ".join(part for part in (person.sex, person.age) if part),
        person.infused.words() if person.infused else "",
        f"{sum(form.complete for form in forms)} of {len(forms)} complete",
        str(len(derive_events(record.study, record.state, person.subject))),
        ", ".join(ENDS.get(end, end) for end in person.ended),
    )


# -- One participant ------------------------------------------------------------------------------------------------


def participant_pages(record: Record, person: Participant) -> Iterator[Page]:
    """Yield the page of a participant and one of each visit that holds a form."""
    above = (("participants/index.html", "Participants"),)
    subject = person.subject
    yield Page(
        path=page_of(subject),
        title=subject,
        trail=above,
        deck=_deck(person),
        blocks=tuple(_overview(record, person)),
    )
    for visit in visits_of(record, subject):
        yield Page(
            path=page_of(subject, visit),
            title=f"{record.visit(visit)}",
            deck=f"Participant {subject}",
            trail=(*above, (page_of(subject), subject)),
            blocks=tuple(_visit(record, subject, visit)),
        )


def casebook(record: Record, person: Participant) -> Iterator[Block]:
    """Yield everything of a participant in one run, for paper."""
    yield from _overview(record, person, linked=False)
    for visit in visits_of(record, person.subject):
        yield Heading(text=record.visit(visit))
        yield from _visit(record, person.subject, visit)


def visits_of(record: Record, subject: str) -> tuple[str, ...]:
    """Return the visits that hold a form, in order of the protocol; logs last."""
    planned = {visit.id: n for n, visit in enumerate(record.study.schedule.visits)}
    found = {form.visit for form in record.state.of(FormRow, subject)}
    return tuple(sorted(found, key=lambda v: (planned.get(v.split(".")[0], 999), v == LOG_VISIT, v)))


def _deck(person: Participant) -> str:
    return f"Infused {person.infused.words()}" if person.infused else "Not infused"


def _overview(record: Record, person: Participant, *, linked: bool = True) -> Iterator[Block]:
    subject, state = person.subject, record.state
    row = state.get(SubjectRow, subject)
    facts = [
        Pair(key="Site", value=row.site if row else ""),
        Pair(key="Given its number", value=record.moment(row.screened_at) if row else ""),
        Pair(key="First study procedure", value=day_words(person.started) or "none"),
        Pair(
            key="Ends",
            value=", ".join(f"{ENDS.get(k, k)} {day_words(v)}" for k, v in person.ended.items())
            or "none recorded",
        ),
        Pair(key="On record", value=counts(record, subject)),
    ]
    yield KeyValues(pairs=tuple(facts))
    forms = state.of(FormRow, subject)
    yield listing(
        f"visits-{subject}",
        "Visits and forms",
        ("Visit", "Date", "Forms", "Complete", "Signed"),
        [_visited(record, subject, visit, forms, linked=linked) for visit in visits_of(record, subject)],
    )
    yield events_table(record, (subject,))
    yield deviations_table(record, (subject,))
    yield queries_table(record, (subject,))
    yield signatures.signatures_table(record, (subject,))
    copies = state.of(CopyRow, subject)
    if copies:
        yield listing(
            f"copies-{subject}",
            "Certified copies",
            ("Where", "Original", "By", "When"),
            [
                (record.place(c.visit, c.form), c.original, record.person(c.by), record.moment(c.at))
                for c in copies
            ],
        )
    if linked:
        yield Para(
            text="Every change to this record, in sentences, is in the trail; the events themselves are in events/study.jsonl.",
            note=True,
        )


def counts(record: Record, subject: str) -> str:
    """Say how much is on record about a participant: what a copy must hold to be complete."""
    forms = record.state.of(FormRow, subject)
    answers = sum(a.given for f in forms for items in f.answers.values() for a in items.values())
    events = sum(said.subject == subject for said in record.trail)
    return f"{len(forms)} forms, {answers} answers, {events} events"


def _visited(
    record: Record, subject: str, visit: str, forms: Sequence[FormRow], *, linked: bool
) -> tuple[str | Cell, ...]:
    here = [form for form in forms if form.visit == visit]
    row = record.state.get(SubjectRow, subject)
    day = row.visits.get(visit, "") if row else ""
    header = next((f.answer(VISIT_DATE) for f in here if f.form == VISIT_FORM), None)
    shown = record.answer(VISIT_FORM, VISIT_DATE, header) if header else day
    return (
        link(record.visit(visit), page_of(subject, visit) if linked else ""),
        shown,
        str(len(here)),
        str(sum(form.complete for form in here)),
        str(sum(bool(form.signatures) for form in here)),
    )


# -- One visit ------------------------------------------------------------------------------------------------------


def _visit(record: Record, subject: str, visit: str) -> Iterator[Block]:
    order = {form: n for n, form in enumerate(record.study.forms_at(visit))}
    forms = [form for form in record.state.of(FormRow, subject) if form.visit == visit]
    for form in sorted(forms, key=lambda row: (order.get(row.form, 999), row.form)):
        yield Heading(text=record.form(form.form), level=2)
        yield Para(text=_standing(record, form), note=True)
        yield from _answers(record, form)


def _standing(record: Record, form: FormRow) -> str:
    by = signatures.by_whom(record, form)
    return ("Complete." if form.complete else "Not complete.") + (f" Signed by {by}." if by else "")


def _answers(record: Record, form: FormRow) -> Iterator[Block]:
    asked = record.study.form_by_id.get(form.form)
    groups: Sequence[Group] = asked.groups if asked else ()
    named = {item.id for group in groups for item in group.items}
    for group in groups:
        numbers = sorted(
            {int(r) for r, items in form.answers.items() if any(i.id in items for i in group.items)}
        )
        sections = []
        for number in numbers:
            head = f"{group.repeat.label} {number}" if group.repeat else ""
            sections.append(
                (head, [line for item in group.items if (line := _line(record, form, item, number))])
            )
        if any(lines for _, lines in sections):
            name = f"{form.visit}-{form.form}-{group.id}"
            yield listing(
                name, str(group.title), ("Question", "Answer", "Given", "Before"), (), groups=sections
            )
    gone = [
        (item, row, record.answer(form.form, item, answer), _given(record, answer))
        for row, items in form.answers.items()
        for item, answer in items.items()
        if item not in named
    ]
    if gone:
        yield listing(
            f"{form.visit}-{form.form}-gone", "No longer asked", ("Question", "Row", "Answer", "Given"), gone
        )
    if form.removed:
        yield Para(
            text=f"Struck out: {', '.join(r.replace(':', ' ') for r in form.removed)}. The trail says why.",
            note=True,
        )


def _line(record: Record, form: FormRow, item: Item, row: int) -> tuple[str | Cell, ...] | None:
    answer = form.answer(item.id, row)
    if answer is None:
        return None
    before = record.history.get((form.subject, form.visit, form.form, row, item.id), ())
    return (
        str(item.label) + (" (critical)" if item.critical else ""),
        record.answer(form.form, item.id, answer),
        _given(record, answer),
        _before(record, form.form, item.id, before),
    )


def _given(record: Record, answer: Answer) -> str:
    return f"{record.person(answer.by)}, event {answer.seq}" if answer.by else f"event {answer.seq}"


def _before(record: Record, form: str, item: str, given: Sequence[Given]) -> str:
    """Tell each earlier answer with what replaced it and why."""
    told = []
    for earlier, later in pairwise(given):
        why = f": {later.reason}" if later.reason else ""
        told.append(
            f"{record.answer(form, item, earlier)} until {record.moment(later.at)}, "
            f"changed by {record.person(later.actor)}{why}"
        )
    return "; ".join(told) or " "


# -- Tables that one participant and the whole record share -----------------------------------------------------------


def events_table(record: Record, subjects: Sequence[str]) -> Table:
    """Return the adverse events of some participants."""
    found = [event for subject in subjects for event in derive_events(record.study, record.state, subject)]
    lists = {item.id: item for form in record.study.forms if form.id == "ae" for item in form.items}
    outcome = lists.get("aeout")
    return listing(
        "adverse-events",
        "Adverse events",
        ("Participant", "Term", "Grade", "Serious", "Began", "Ended", "Related to", "Outcome"),
        [
            (
                event.subject,
                event.term,
                "" if event.grade is None else str(event.grade),
                {True: "yes", False: "no", None: ""}[event.serious],
                event.start.words(),
                event.end.words() if event.end else "",
                ", ".join(event.related_to) or ("none" if event.judged else "not judged yet"),
                _label(record, outcome, event.outcome),
            )
            for event in found
        ],
    )


def _label(record: Record, item: Item | None, code: str) -> str:
    found = record.study.codelist_by_id.get(item.codelist) if item and item.codelist else None
    return found.label(code) if found and code else code


def deviations_table(record: Record, subjects: Sequence[str]) -> Table:
    """Return the deviations of some participants."""
    return listing(
        "deviations",
        "Deviations from the protocol",
        ("Participant", "Where", "What", "Critical", "Event"),
        [
            (
                subject,
                record.place(row.visit, row.form),
                row.sentence,
                "yes" if row.critical else "no",
                str(row.seq),
            )
            for subject in subjects
            for row in record.state.of(DeviationRow, subject)
        ],
    )


def queries_table(record: Record, subjects: Sequence[str]) -> Table:
    """Return the queries of some participants, with their threads."""
    return listing(
        "queries",
        "Queries",
        ("Participant", "Where", "Thread", "State"),
        [
            (subject, record.place(row.visit, row.form), _thread(record, row), row.state)
            for subject in subjects
            for row in sorted(record.state.of(QueryRow, subject), key=lambda row: row.seq)
        ],
    )


def _thread(record: Record, row: QueryRow) -> str:
    return "; ".join(
        f"{line.what} by {record.person(line.by)}, {record.moment(line.at)}"
        + (f": {line.text}" if line.text else "")
        for line in row.lines
    )
