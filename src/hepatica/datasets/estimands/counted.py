"""Variables that are no score: events, days alive with the own liver, CD34 before and after."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hepatica.datasets.bindings import find
from hepatica.datasets.estimands.people import People
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue import Biopsy, BiopsyPair
from hepatica.datasets.tissue_change import derive_missing
from hepatica.ledger.landmarks import answers_at
from hepatica.stats.days_alive import Course, days_alive
from hepatica.study.dates import PartialDate, days_between, days_span
from hepatica.study.estimand import Estimand
from hepatica.study.rules import Category

ENDS = ("death", "transplant")


def count_row(people: People, who: Participant) -> Row:
    """Return how many adverse events a participant had, with how many of each category."""
    events = people.events[who.subject]
    titles = {c.id: c.title.en for c in people.study.categories}
    found = Counter(titles.get(e.category, "no category") for e in events)
    said = "; ".join(f"{title} {count}" for title, count in found.items())
    terms = find(people.study, people.state, who.subject, "ae_term")
    return Row(
        who=who,
        value=Decimal(len(events)),
        sentence=said or "no event on record",
        events=tuple(sorted(f.answer.seq for f in terms if f.value)),
    )


def at_risk(people: People, category: Category) -> tuple[str, ...]:
    """Return who could have an event of a category: who had its procedure; of the last, outside them, everybody."""
    procedures = [p for p in people.study.schedule.procedures if p.category == category.id]
    if category is people.study.categories[-1] or not procedures:
        return tuple(p.subject for p in people.started)
    return tuple(
        who.subject
        for who in people.started
        if any(
            answer.value
            for one in procedures
            for answer in answers_at(people.state, who.subject, one.start.form, one.start.item)
        )
    )


def end_days(who: Participant) -> dict[str, int | None]:
    """Return death and transplant with their day from the anchor, None where it is not known to the day."""
    return {
        how: days_between(who.anchor, PartialDate.parse(who.ended[how][:10])) if who.anchor else None
        for how in ENDS
        if how in who.ended
    }


def days_row(people: People, who: Participant, horizon: int) -> Row:
    """Return the days alive with the own liver up to a horizon; bounds where follow-up ended early.

    A death before day 0 leaves no day; one on a day not known keeps its place, without days.
    """
    followed = people.followed(who)
    ends = end_days(who)
    unknown = next((how for how in ENDS if how in ends and ends[how] is None), "")
    if unknown:
        return Row(
            who=who, took=unknown, sentence=f"{unknown} on {_words(who.ended[unknown])}: no day to count to"
        )
    if followed is None:
        return Row(who=who, sentence="not dosed with G-CSF: there is no day 0")
    early = next((how for how in ENDS if (ends.get(how) or 0) < 0), "")
    if early:
        return Row(who=who, took=early, day=ends[early], sentence=f"{early} before day 0")
    course = Course(
        participant=who.subject,
        last_day=float(max([followed, *(d for d in ends.values() if d is not None)])),
        died=_float(ends.get("death")),
        transplanted=_float(ends.get("transplant")),
    )
    try:
        found = days_alive(course, horizon=horizon)
    except ValueError as error:
        return Row(who=who, sentence=f"{error}")
    took = found.ended_by if found.ended_by in ENDS else ""
    least, most = Decimal(int(found.lower)), Decimal(int(found.upper))
    if not found.known:
        return Row(who=who, least=least, sentence=f"followed to day {least}: from {least} to {most} days")
    said = f"{took} on day {least}" if took else f"alive with the own liver on day {horizon}"
    seqs = (seq for o in people.occurrences[who.subject] if o.event.kind == took for seq in o.seqs)
    return Row(
        who=who,
        value=most,
        least=least,
        took=took,
        day=int(least) if took else None,
        sentence=said,
        events=tuple(sorted(seqs)),
    )


def pair_row(people: People, estimand: Estimand, who: Participant) -> Row:
    """Return the change between a participant's biopsies in percentage points; a reversed pair gives no change."""
    pair = people.pairs[who.subject]
    before, after = (_share(b, estimand.variable) for b in (pair.before, pair.after))
    why = _unpaired(people, who, pair, before, after)
    if why or before is None or after is None:
        return Row(who=who, baseline=before, at=after, sentence=why, events=_counted(people, who))
    day = days_between(who.anchor, pair.after.date) if who.anchor and pair.after else None
    return Row(
        who=who, baseline=before, at=after, value=after - before, day=day, events=_counted(people, who)
    )


def _counted(people: People, who: Participant) -> tuple[int, ...]:
    names = ("biopsy_date", "cd34_positive", "cd34_counted", "cd34_sinusoids")
    found = (f for name in names for f in find(people.study, people.state, who.subject, name))
    return tuple(sorted({f.answer.seq for f in found if f.value}))


def _unpaired(
    people: People, who: Participant, pair: BiopsyPair, before: Decimal | None, after: Decimal | None
) -> str:
    missing = [
        derive_missing(people.study, people.state, who.subject, time)
        for time, value in (("before", before), ("after", after))
        if value is None
    ]
    if missing:
        return "; ".join(missing)
    if pair.before is None or pair.after is None:
        return "a biopsy is missing"
    span = days_span(pair.before.date, pair.after.date)
    if span is not None and span[1] <= 0:
        return (
            f"the biopsy called after ({pair.after.date.words()}) does not follow the one called before "
            f"({pair.before.date.words()}): no change is read from a pair in reverse order"
        )
    if pair.before.method != pair.after.method:
        return f"counted by two methods, {pair.before.method} and {pair.after.method}: not compared"
    return ""


def _share(biopsy: Biopsy | None, variable: str) -> Decimal | None:
    if biopsy is None:
        return None
    if variable == "CD34_SINUSOIDS":
        return Decimal(biopsy.sinusoids) if biopsy.sinusoids else None
    if biopsy.positive is None or not biopsy.counted:
        return None
    return Decimal(100 * biopsy.positive) / biopsy.counted


def _words(text: str) -> str:
    return PartialDate.parse(text[:10]).words()


def _float(day: int | None) -> float | None:
    return None if day is None else float(day)
