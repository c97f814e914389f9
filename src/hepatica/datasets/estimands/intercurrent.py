"""Intercurrent events of a participant: what happened after treatment began that changes what a value means.

Which events are looked for is declared in ``analysis.yaml``. A date known in part counts wherever it may lie: nobody is
kept clear of an event by a missing day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hepatica.datasets.bindings import beside, find, forms_of
from hepatica.datasets.exposure import derive_doses
from hepatica.datasets.participants import Participant
from hepatica.datasets.product_exposure import derive_product_exposure
from hepatica.datasets.therapy import Drug, derive_drugs
from hepatica.ledger.landmarks import answers_at
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_between, days_span
from hepatica.study.estimand import IntercurrentEvent
from hepatica.study.study import Study

DRUG_ITEMS = ("cm_name", "cm_class", "cm_dose", "cm_start", "cm_end")
ENDS = ("death", "transplant", "withdrawal")


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One intercurrent event of one participant."""

    event: IntercurrentEvent
    subject: str
    start: PartialDate
    """Unknown where the event is that something did not happen."""
    end: PartialDate | None
    """None while it goes on; the start for what takes no time."""
    day: int | None
    """Days from the analysis anchor; None before an anchor or where a part of the date is not known."""
    detail: str
    """What it was, in the record's words."""
    seqs: tuple[int, ...] = ()
    """Ledger events it is read from."""

    def touches(self, first: PartialDate, last: PartialDate) -> bool:
        """Say whether it may have gone on between two dates; an unknown date counts as possible."""
        began = days_span(self.start, last)
        stopped = days_span(first, self.end) if self.end else None
        return (began is None or began[1] >= 0) and (stopped is None or stopped[1] >= 0)

    @property
    def when(self) -> str:
        """Give its date in words; '' for what did not happen."""
        return self.start.words() if self.start.known else ""


def derive_occurrences(study: Study, state: State, who: Participant) -> tuple[Occurrence, ...]:
    """Return every declared intercurrent event of a participant since the analysis anchor, in the order declared.

    Death, transplantation and withdrawal count whenever they happened; drugs and procedures from the anchor on, so
    nobody without one has any.
    """
    reader = _Reader(study, state, who)
    return tuple(one for event in study.analysis.intercurrent for one in reader.of(event))


def near(one: Occurrence, draw: PartialDate, baseline: PartialDate | None) -> bool:
    """Say whether an event may move a value drawn on a date: within its days before it, or since the baseline."""
    if not draw.known:
        return True
    if one.event.days is not None and draw.earliest is not None:
        return one.touches(PartialDate.of(draw.earliest - timedelta(days=one.event.days)), draw)
    since = baseline if baseline is not None and baseline.known else one.start
    return one.touches(since, draw)


class _Reader:
    """One participant's record."""

    def __init__(self, study: Study, state: State, who: Participant) -> None:
        self.study, self.state, self.who = study, state, who
        self.drugs = derive_drugs(study, state, who.subject)

    def of(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        """Yield the occurrences of one declared event."""
        if event.kind in ENDS:
            yield from self._end(event)
        elif event.kind == "drug":
            yield from self._drug(event)
        elif event.kind == "procedure":
            yield from self._procedure(event)
        elif event.kind == "no_infusion":
            yield from self._no_infusion(event)
        else:
            yield from self._missed(event)

    def _made(
        self,
        event: IntercurrentEvent,
        start: PartialDate,
        end: PartialDate | None,
        detail: str,
        seqs: tuple[int, ...],
    ) -> Occurrence:
        day = days_between(self.who.anchor, start) if self.who.anchor else None
        return Occurrence(
            event=event, subject=self.who.subject, start=start, end=end, day=day, detail=detail, seqs=seqs
        )

    def _end(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        when = self.who.ended.get(event.kind)
        if when is None:
            return
        places = [end.date for end in self.study.schedule.ends if end.id == event.kind]
        seqs = tuple(
            answer.seq
            for at in places
            for answer in answers_at(self.state, self.who.subject, at.form, at.item)
            if answer.value
        )
        day = PartialDate.parse(when[:10])
        yield self._made(event, day, day, event.title.en, seqs)

    def _after_anchor(self, day: PartialDate | None) -> bool:
        """Say whether a date may lie on or after the anchor."""
        if self.who.anchor is None:
            return False
        span = days_span(self.who.anchor, day) if day else None
        return span is None or span[1] >= 0

    def _drug(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        lines = [drug for drug in self.drugs if drug.drug_class in event.drug_classes]
        if event.what == "given":
            for drug in lines:
                if self._after_anchor(drug.end):
                    yield self._made(event, drug.start, drug.end, _words(drug), self._seqs(drug.row))
            return
        for day, before, after in _changes(lines):
            if self._after_anchor(day if day.known else None):
                seqs = {seq for one in (before, after) if one for seq in self._seqs(one.row)}
                yield self._made(event, day, day, _changed(before, after), tuple(sorted(seqs)))

    def _seqs(self, row: int) -> tuple[int, ...]:
        found = (
            one.answer.seq
            for name in DRUG_ITEMS
            for one in find(self.study, self.state, self.who.subject, name)
            if one.row == row and one.value
        )
        return tuple(sorted(set(found)))

    def _procedure(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        address = self.study.analysis.bindings.get("pr_name")
        start = self.study.analysis.bindings.get("pr_start")
        for found in find(self.study, self.state, self.who.subject, "pr_name"):
            if address is None or found.value not in event.procedures:
                continue
            form = next(
                f for f in forms_of(self.state, self.who.subject, address.form) if f.visit == found.visit
            )
            day = PartialDate.parse(beside(form, found.row, start)[:10])
            if not self._after_anchor(day if day.known else None):
                continue
            dated = form.answer(start.item, found.row) if start else None
            seqs = tuple(sorted({found.answer.seq, *((dated.seq,) if dated else ())}))
            yield self._made(event, day, day, self._label("pr_name", found.value), seqs)

    def _label(self, name: str, code: str) -> str:
        address = self.study.analysis.bindings[name]
        item = self.study.item(address.form, address.item)
        if item is None or item.codelist is None:
            return code
        return self.study.codelist_by_id[item.codelist].label(code)

    def _no_infusion(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        """Count only what is final: the course ended, or every product was given up."""
        if not self.who.started or self.who.infused is not None:
            return
        dropped = [one.dropped for one in derive_product_exposure(self.study, self.state, self.who)]
        if not self.who.ended and not (dropped and all(dropped)):
            return
        why = "; ".join(dict.fromkeys(reason for reason in dropped if reason))
        yield self._made(event, PartialDate(), None, f"no cells given{': ' if why else ''}{why}", ())

    def _missed(self, event: IntercurrentEvent) -> Iterator[Occurrence]:
        if self.who.infused is None:
            return
        given = {dose.product for dose in derive_doses(self.study, self.state, self.who.subject)}
        exposure = derive_product_exposure(self.study, self.state, self.who)
        given |= {one.product.id for one in exposure if one.started}
        # Where no dose is on record at all, the page of the infusion is not written yet.
        if not given:
            return
        for product in self.study.products:
            if product.id in given:
                continue
            why = next((one.dropped for one in exposure if one.product.id == product.id and one.dropped), "")
            name = (product.short or product.title).en
            yield self._made(
                event, self.who.infused, self.who.infused, f"{name} not given{': ' if why else ''}{why}", ()
            )


def _changes(lines: list[Drug]) -> Iterator[tuple[PartialDate, Drug | None, Drug | None]]:
    """Yield each change with the line before and after it: a line that begins the day another of the drug ends is one."""
    followed: set[int] = set()
    for drug in lines:
        before = next(
            (
                o
                for o in lines
                if o.name == drug.name and o.end is not None and o.end.complete and o.end == drug.start
            ),
            None,
        )
        if before is not None:
            followed.add(before.row)
        yield drug.start, before, drug
    for drug in lines:
        if drug.end is not None and drug.row not in followed:
            yield drug.end, drug, None


def _changed(before: Drug | None, after: Drug | None) -> str:
    if before is None or after is None:
        return f"{_words(after)} begun" if after else f"{_words(before)} stopped" if before else ""
    if before.dose == after.dose:
        return f"{_words(after)} given otherwise, same dose each time"
    return f"{before.name} {before.dose} \N{RIGHTWARDS ARROW} {after.dose}"


def _words(drug: Drug) -> str:
    return f"{drug.name} {drug.dose}".strip()
