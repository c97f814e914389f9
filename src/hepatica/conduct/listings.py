"""Listings that become queries: what is worth asking about, at which field, in which words.

A listing opens nothing. It says which queries would be opened, so that a person looks at each, ticks, and opens them in
one go; a place that was asked in the same words before is marked, so that a listing run twice doubles nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from hepatica.conduct.findings import sentence
from hepatica.conduct.plan import Changed, Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.skip import empty_mandatory
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.open_events import derive_open_events
from hepatica.datasets.participants import participant
from hepatica.datasets.ranges import derive_limits
from hepatica.datasets.verified import changed_since
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow, FormRow
from hepatica.ledger.state import State
from hepatica.study.form import FormKind
from hepatica.study.study import AE_FORM, LOG_VISIT

DRUG, INDICATION, AE_END = "CMTRT", "CMINDC", "AEENDAT"
"""CDASH names by which listings find their items in any protocol."""


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One query that a listing would open."""

    subject: str
    visit: str
    form: str
    item: str
    row: int
    text: str
    mends: bool = True
    before: str = ""
    """State of the query that asked the same here before; '' when nobody has."""

    @property
    def place(self) -> str:
        """Its address: subject|visit|form|item|row."""
        return f"{self.subject}|{self.visit}|{self.form}|{self.item}|{self.row}"


@dataclass(frozen=True, kw_only=True)
class Source:
    """What listings read of one participant."""

    plan: Plan
    state: State
    subject: str
    today: date
    changes: Mapping[Changed, int]
    """How often each answer was changed."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A listing: what it looks for, and how."""

    id: str
    title: str
    help: str
    find: Callable[[Source], Iterator[Asking]]


def derive_asking(listing: Listing, source: Source) -> tuple[Asking, ...]:
    """Return the queries a listing would open for a participant, in the order of the record, with what was asked before."""
    asked = {
        (q.visit, q.form, q.item, q.row, q.lines[0].text): q.state
        for q in source.state.of(QueryRow, source.subject)
    }
    return tuple(
        replace(one, before=asked.get((one.visit, one.form, one.item, one.row, one.text), ""))
        for one in listing.find(source)
    )


def _forms(source: Source) -> Iterator[FormRow]:
    """Yield the forms that people filled and that the protocol knows."""
    known = source.plan.study.form_by_id
    for row in source.state.of(FormRow, source.subject):
        if row.form in known and known[row.form].kind is not FormKind.COMPUTED:
            yield row


def _at(source: Source, row: FormRow, item: str, number: int, text: str) -> Asking:
    return Asking(subject=source.subject, visit=row.visit, form=row.form, item=item, row=number, text=text)


def _missing(source: Source) -> Iterator[Asking]:
    reading = Reading(source.plan.study, source.state, source.subject)
    for row in _forms(source):
        if not row.last_seq:
            continue
        form = source.plan.study.form_by_id[row.form]
        for item, number in empty_mandatory(source.plan, reading, form, row):
            text = (
                f"{item.label} is mandatory and not answered. Please answer it, or say why it was not done."
            )
            yield _at(source, row, item.id, number, text)


def _findings(source: Source) -> Iterator[Asking]:
    reading = Reading(source.plan.study, source.state, source.subject)
    for one in source.state.of(FindingRow, source.subject):
        form = source.plan.study.form_by_id.get(one.form)
        if one.explained or form is None or form.kind is FormKind.COMPUTED:
            continue
        text = f"{sentence(source.plan, one, reading)} Please correct it, or say why it stands."
        row = FormRow(subject=source.subject, visit=one.visit, form=one.form)
        yield _at(source, row, one.item, one.row, text)


def _ranges(source: Source) -> Iterator[Asking]:
    study = source.plan.study
    who = participant(study, source.state, source.subject)
    if who is None:
        return
    for draw in derive_draws(study, source.state, source.subject):
        for analyte, answer in draw.answers.items():
            limits = derive_limits(study, who, draw, analyte, answer.unit)
            item = _item_of(source, draw, analyte)
            if item and answer.value and _outside(answer.value, limits.low, limits.high):
                value = f"{answer.value} {answer.unit}".strip()
                text = f"{value} is outside the laboratory's range, {limits.words}. Please check it against the sheet."
                row = FormRow(subject=source.subject, visit=draw.visit, form=draw.form)
                yield _at(source, row, item, draw.row, text)


def _item_of(source: Source, draw: LabDraw, analyte: str) -> str:
    items = source.plan.study.form_by_id[draw.form].items
    return next((item.id for item in items if item.analyte == analyte), "")


def _outside(value: str, low: Decimal | None, high: Decimal | None) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:  # '<0.5' lies where it lies
        return False
    return (low is not None and number < low) or (high is not None and number > high)


def _often(source: Source) -> Iterator[Asking]:
    least = source.plan.study.monitoring.frequent
    for row in _forms(source):
        for number, items in sorted(row.answers.items(), key=lambda pair: int(pair[0])):
            for item in items:
                times = source.changes.get(Changed(row.visit, row.form, item, int(number)), 0)
                if times >= least:
                    text = f"This answer was changed {times} times. Please confirm it against the source."
                    yield replace(_at(source, row, item, int(number), text), mends=False)


def _open_events(source: Source) -> Iterator[Asking]:
    end = _by_cdash(source, AE_FORM, AE_END)
    if not end:
        return
    row = FormRow(subject=source.subject, visit=LOG_VISIT, form=AE_FORM)
    for event in derive_open_events(source.plan.study, source.state, source.subject, source.today):
        text = f"{event.term} has no end date. Has it ended, and when?"
        yield _at(source, row, end, event.row, text)


def _indications(source: Source) -> Iterator[Asking]:
    for row in _forms(source):
        drug = _by_cdash(source, row.form, DRUG)
        indication = _by_cdash(source, row.form, INDICATION)
        if not drug or not indication:
            continue
        for number, items in sorted(row.answers.items(), key=lambda pair: int(pair[0])):
            given, why = items.get(drug), items.get(indication)
            if given and given.given and not (why and why.given):
                yield _at(source, row, indication, int(number), f"What was {given.value or 'it'} given for?")


def _by_cdash(source: Source, form: str, name: str) -> str:
    asked = source.plan.study.form_by_id.get(form)
    return next((item.id for item in asked.items if item.cdash == name), "") if asked else ""


def _unverified(source: Source) -> Iterator[Asking]:
    for row in _forms(source):
        for name in changed_since(source.state, source.subject, row):
            number, _, item = name.partition("/")
            text = "This answer was changed after it had been compared with its source. What does the source say?"
            yield replace(_at(source, row, item, int(number), text), mends=False)


LISTINGS: tuple[Listing, ...] = (
    Listing(id="missing", title="Missing answers", help="Mandatory items of forms that were begun.", find=_missing),
    Listing(id="findings", title="Unexplained findings", help="Checks that fire, with no explanation yet.", find=_findings),
    Listing(id="ranges", title="Outside the laboratory's range", help="Results beyond the reference range of their day.", find=_ranges),
    Listing(id="often", title="Changed often", help="Answers changed as often as the protocol calls frequent.", find=_often),
    Listing(id="unverified", title="Changed after verification", help="Answers that were verified and then changed.", find=_unverified),
    Listing(id="open-events", title="Adverse events without an end", help="Events that are open on the log.", find=_open_events),
    Listing(id="indications", title="Medication without an indication", help="Drugs on the log with nothing they are given for.", find=_indications),
)  # fmt: skip
"""Every listing, in the order in which they are offered."""


def listing(name: str) -> Listing | None:
    """Return the listing of a name, or None."""
    return next((one for one in LISTINGS if one.id == name), None)
