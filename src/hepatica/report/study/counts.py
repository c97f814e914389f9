"""Every count that a sentence of the report quotes, with the people behind it: what a COUNT reference answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.datasets.tissue import BiopsyPair
from hepatica.report.prose import Cited, cite
from hepatica.report.study.cut import Cut
from hepatica.report.study.safety_table import count_categories, row_ref

DISPOSITION, EVENTS, PAIRED, VISITS = "14.1.1", "14.3.1", "14.2.3", "16.2.1"


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A count: what is counted, who, and of whom."""

    table: str
    row: str
    title: str
    who: tuple[str, ...]
    of: tuple[str, ...] = ()
    """Those among whom they were counted; () where that is nobody in particular."""
    related: tuple[str, ...] = ()
    """Of events: in whom one was judged related."""

    @property
    def ref(self) -> str:
        """Return the reference: ``COUNT:table/row``."""
        return f"COUNT:{self.table}/{self.row}"

    @property
    def cited(self) -> Cited:
        """Return the number for a sentence."""
        return cite(len(self.who), self.ref)


def counts(cut: Cut) -> dict[str, Counted]:
    """Return every count by its reference."""
    return {one.ref: one for one in (*_people(cut), *_events(cut), *_kinds(cut), *_pairs(cut))}


def people(cut: Cut, row: str) -> Counted:
    """Return one count of the disposition: screened, enrolled, started, infused, death, transplant, withdrawal, ..."""
    return next(one for one in _people(cut) if one.row == row)


def serious(cut: Cut, *, related: bool = False) -> Counted:
    """Return who had a serious event, or one judged related."""
    row = "serious_related" if related else "serious"
    return next(one for one in _events(cut) if one.row == row)


def pairs(cut: Cut, row: str) -> Counted:
    """Return who has both biopsies counted by one method (``pairs``), or lacks one (``unpaired``)."""
    return next(one for one in _pairs(cut) if one.row == row)


def _people(cut: Cut) -> Iterable[Counted]:
    everybody = tuple(p.subject for p in cut.participants)
    started = tuple(p.subject for p in cut.started)
    infused = tuple(p.subject for p in cut.infused)
    enrolled = tuple(p.subject for p in cut.participants if p.enrolled)
    not_enrolled = tuple(p.subject for p in cut.participants if not p.enrolled)

    def of(row: str, title: str, who: tuple[str, ...], among: tuple[str, ...] = everybody) -> Counted:
        return Counted(table=DISPOSITION, row=row, title=title, who=who, of=among)

    yield of("screened", "screened", everybody, ())
    yield of("not_enrolled", "screened and not enrolled to the data cut", not_enrolled)
    yield of("enrolled", "enrolled", enrolled)
    yield of("started", "started a study procedure", started)
    yield of("infused", "received cells", infused, started)
    for end, words in (
        ("death", "died"),
        ("transplant", "had a liver transplant"),
        ("withdrawal", "withdrew"),
        ("completed", "completed"),
    ):
        yield of(end, words, tuple(p.subject for p in cut.started if end in p.ended), started)
    ended = {p.subject for p in cut.started if set(p.ended) & {"death", "withdrawal", "completed"}}
    yield of("under_way", "still in follow-up", tuple(s for s in started if s not in ended), started)


def _events(cut: Cut) -> Iterable[Counted]:
    started = tuple(p.subject for p in cut.started)
    found = cut.all_events

    def of(row: str, title: str, who: set[str]) -> Counted:
        return Counted(
            table=EVENTS, row=row, title=title, who=tuple(s for s in started if s in who), of=started
        )

    yield of("any", "had an adverse event", {e.subject for e in found})
    yield of("serious", "had a serious event", {e.subject for e in found if e.serious})
    yield of(
        "serious_related",
        "had a serious event judged related",
        {e.subject for e in found if e.serious and e.related},
    )


def _kinds(cut: Cut) -> Iterable[Counted]:
    """Yield the rows of the safety table, with those judged related apart."""
    for counted in count_categories(cut):
        category = counted.category
        rows = (("", category.any_title.en, counted.any_event), *counted.kinds)
        for signal, name, found in rows:
            ref = row_ref(category.id, signal, "" if found is counted.any_event else name)
            row = ref.partition("/")[2]
            yield Counted(
                table=EVENTS,
                row=row,
                title=name,
                who=found.with_event,
                of=counted.at_risk,
                related=found.related,
            )


def _pairs(cut: Cut) -> Iterable[Counted]:
    infused = tuple(p.subject for p in cut.infused)
    started = tuple(p.subject for p in cut.started)
    both = tuple(s for s in started if cut.pairs[s].comparable)
    lacking = tuple(s for s in infused if not _whole(cut.pairs[s]))
    yield Counted(table=PAIRED, row="pairs", title="have a pair counted by one method", who=both, of=started)
    yield Counted(
        table=PAIRED, row="unpaired", title="infused without a counted pair", who=lacking, of=infused
    )


def _whole(pair: BiopsyPair) -> bool:
    return pair.comparable
