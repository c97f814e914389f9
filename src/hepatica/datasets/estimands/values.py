"""The variable of every participant under the strategies of an estimand: nobody who was asked about vanishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from hepatica.datasets.efficacy import Course, WindowValue, derive_course
from hepatica.datasets.estimands.counted import count_row, days_row, pair_row
from hepatica.datasets.estimands.intercurrent import Occurrence, near
from hepatica.datasets.estimands.people import People
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.study.dates import PartialDate, days_span
from hepatica.study.estimand import Estimand
from hepatica.study.rules import AnalysisWindow
from hepatica.study.study import Study

RANKS = {
    "death": "death",
    "transplant": "transplant",
    "drug": "decompensation",
    "procedure": "decompensation",
}
"""Kind of event → what takes the place of the value."""
NO_BASELINE = "no complete draw that may be the baseline"


@dataclass(frozen=True, kw_only=True)
class Values:
    """The rows of an estimand: its population, and who is outside it with the reason."""

    rows: tuple[Row, ...]
    outside: tuple[tuple[Participant, str], ...]


def derive_values(people: People, estimand: Estimand) -> Values:
    """Return a row for everybody of the population, and a sentence for everybody else who began a procedure."""
    rows, outside = [], []
    for who in people.started:
        why = _outside(people, estimand, who)
        if why:
            outside.append((who, why))
        else:
            rows.append(_row(people, estimand, who))
    return Values(rows=tuple(rows), outside=tuple(outside))


def window_of(study: Study, estimand: Estimand) -> AnalysisWindow:
    """Return the analysis window an estimand looks at: the named one, else the last."""
    windows = study.analysis.windows
    return next((w for w in windows if w.id == estimand.window), windows[-1])


def _outside(people: People, estimand: Estimand, who: Participant) -> str:
    """Say why a participant is not of the population; '' for one who is."""
    match estimand.population:
        case "infused":
            return "" if who.infused else "no cells given"
        case "baseline":
            course = derive_course(people.study, who, people.draws(who.subject, estimand.variable))
            return "" if course.baseline else _no_day_0(who) or NO_BASELINE
        case "paired":
            pair = people.pairs[who.subject]
            return "" if pair.comparable or pair.reversed else pair_row(people, estimand, who).sentence
        case _:
            return ""


def _row(people: People, estimand: Estimand, who: Participant) -> Row:
    if estimand.measure == "events":
        return count_row(people, who)
    if estimand.measure == "days_alive":
        return days_row(people, who, window_of(people.study, estimand).target)
    if estimand.variable.startswith("CD34"):
        return _stratum(people, estimand, pair_row(people, estimand, who))
    return _stratum(people, estimand, _Scored(people, estimand, who).row())


def _stratum(people: People, estimand: Estimand, row: Row) -> Row:
    """Set a row outside the principal stratum where an event before its value puts it there."""
    for one in _handled(people, estimand, row.who, "principal_stratum"):
        if row.value is not None and row.day is not None and one.day is not None and one.day > row.day:
            continue
        said = f"outside the question: {_said(one)}"
        return replace(row, value=None, responded=None, took="", sentence=said, events=one.seqs)
    return row


def _handled(
    people: People, estimand: Estimand, who: Participant, *strategies: str
) -> tuple[Occurrence, ...]:
    named = {h.event: h.strategy for h in estimand.handling}
    return tuple(o for o in people.occurrences[who.subject] if named.get(o.event.id) in strategies)


def _said(one: Occurrence) -> str:
    day = "" if one.day is None else f", day {one.day}".replace("-", "\N{MINUS SIGN}")
    # TIPS stays TIPS.
    what = one.detail if one.detail[1:2].isupper() else f"{one.detail[:1].lower()}{one.detail[1:]}"
    return f"{what}{f' on {one.when}' if one.when else ''}{day}"


def _no_day_0(who: Participant) -> str:
    return "" if who.anchor else "not dosed with G-CSF: there is no day 0"


class _Scored:
    """A score of one participant in one window, under the strategies of one estimand."""

    def __init__(self, people: People, estimand: Estimand, who: Participant) -> None:
        self.people, self.estimand, self.who = people, estimand, who
        self.score = estimand.variable
        self.window = window_of(people.study, estimand)
        self.replacing = _handled(people, estimand, who, "composite")
        self.stopping = _handled(people, estimand, who, "while_alive", "while_untreated")
        self.removing = _handled(people, estimand, who, "hypothetical")
        self.course = self._course()

    def row(self) -> Row:
        """Return the row: what takes the place of a value, the value, or the sentence."""
        base = Row(who=self.who, baseline=self._baseline())
        found = next(w for w in self.course.windows if w.window.id == self.window.id)
        worst = self._replacement(found)
        if worst is not None:
            took = RANKS[worst.event.kind]
            row = replace(base, took=took, day=worst.day, sentence=_said(worst), events=worst.seqs)
        else:
            row = self._valued(base, found)
        return self._responder(row)

    # -- Which draws may count -----------------------------------------------------------------------------------------

    def _course(self) -> Course:
        study = self.people.study
        rule = next((b for b in study.analysis.baselines if b.id == self.estimand.baseline), None)
        draws = self.people.draws(self.who.subject, self.score)
        return derive_course(study, self.who, draws, rule=rule, wanted=self._wanted)

    def _wanted(self, scored: ScoredDraw) -> bool:
        """Leave out unscheduled draws where asked, draws from a stopping event on, and draws an event may have moved."""
        if self.estimand.scheduled_only and not _planned(self.people.study, scored):
            return False
        if any(_from(one, scored.draw.date) for one in (*self.stopping, *self._terminal())):
            return False
        return not any(near(one, scored.draw.date, self.who.anchor) for one in self.removing)

    def _terminal(self) -> Iterable[Occurrence]:
        return (one for one in self.replacing if one.event.kind in {"death", "transplant"})

    # -- Values ----------------------------------------------------------------------------------------------------------

    def _baseline(self) -> Decimal | None:
        return self.course.baseline.value(self.score) if self.course.baseline else None

    def _replacement(self, found: WindowValue) -> Occurrence | None:
        """Return the worst event that takes the place of the value; None where the value was measured before any.

        An event up to the window's target does so always, one later in the window only where no value precedes it.
        """
        order: list[str] = list(self.estimand.ranks)
        counting = [
            one
            for one in self.replacing
            if RANKS[one.event.kind] in order
            and self._counts(one, measured=found.value(self.score) is not None)
        ]
        return min(counting, key=lambda one: (order.index(RANKS[one.event.kind]), one.day or 0), default=None)

    def _counts(self, one: Occurrence, *, measured: bool) -> bool:
        span = days_span(self.who.anchor, one.start) if self.who.anchor else None
        if span is None:
            return True
        return span[0] <= (self.window.target if measured else self.window.last)

    def _valued(self, base: Row, found: WindowValue) -> Row:
        baseline = self.course.baseline
        if baseline is None:
            return replace(base, sentence=_no_day_0(self.who) or self._none_left(NO_BASELINE))
        inside = (one for one in self.stopping if self._counts(one, measured=False))
        stopped = min(inside, key=lambda one: one.start.iso(), default=None)
        if found.scored is None and stopped is not None:
            found = self._last_before() or found
        if baseline.value(self.score) is None:
            return replace(base, sentence=f"baseline {self._problem(baseline)}")
        change = found.change(self.score, baseline)
        if found.scored is None or change is None:
            return replace(base, sentence=self._why_none(found))
        notes = [*baseline.flags, *found.flags]
        if stopped is not None and found.window.id != self.window.id:
            notes.append(f"value of {found.window.title.en}: {_said(stopped)}")
        return replace(
            base,
            at=found.value(self.score),
            value=change,
            day=found.day,
            sentence="; ".join(notes),
            beside=self._beside(found.scored, baseline),
            before=baseline.scored,
            after=found.scored,
            events=_seqs(baseline.scored, found.scored),
        )

    def _last_before(self) -> WindowValue | None:
        place = [w.window.id for w in self.course.windows].index(self.window.id)
        earlier = [w for w in self.course.windows[:place] if w.value(self.score) is not None]
        return earlier[-1] if earlier else None

    def _why_none(self, found: WindowValue) -> str:
        title = self.window.title.en
        if found.scored is not None:
            return f"{title}: {self._problem(found)}"
        gone = self.people.occurrences[self.who.subject]
        ended = [
            _said(o)
            for o in gone
            if o.event.kind in {"death", "transplant", "withdrawal"} and self._counts(o, measured=False)
        ]
        followed = self.people.followed(self.who)
        if not ended and followed is not None and followed < self.window.first:
            return f"{title} not reached: followed to day {followed}"
        said = f"no complete draw in {title}" + (f" ({'; '.join(ended)})" if ended else "")
        return self._none_left(said)

    def _problem(self, found: WindowValue) -> str:
        result = found.scored.results.get(self.score) if found.scored else None
        return (result.problem if result else None) or "not computable"

    def _none_left(self, said: str) -> str:
        """Add what was left out, where draws were."""
        if self.removing:
            moved = "; ".join(dict.fromkeys(_said(one) for one in self.removing))
            return f"{said}; draws near these are left out, nothing put in their place: {moved}"
        return said

    def _beside(self, scored: ScoredDraw, baseline: WindowValue) -> tuple[str, ...]:
        since = baseline.scored.draw.date if baseline.scored else None
        kept = _handled(self.people, self.estimand, self.who, "treatment_policy")
        return tuple(dict.fromkeys(_said(one) for one in kept if near(one, scored.draw.date, since)))

    def _responder(self, row: Row) -> Row:
        rule = next(
            (r for r in self.people.study.analysis.responders if r.id == self.estimand.responder), None
        )
        if rule is None or not row.known:
            return row
        if row.value is None:
            return replace(row, responded=False)
        return replace(row, responded=row.value <= rule.by if rule.by < 0 else row.value >= rule.by)


def _planned(study: Study, scored: ScoredDraw) -> bool:
    visit = study.visit(scored.draw.visit)
    return visit is not None and study.day_of(visit) is not None and "." not in scored.draw.visit


def _from(one: Occurrence, draw: PartialDate) -> bool:
    """Say whether a draw may lie on the day of an event or after it."""
    span = days_span(one.start, draw)
    return span is None or span[1] >= 0


def _seqs(*draws: ScoredDraw | None) -> tuple[int, ...]:
    return tuple(sorted({a.seq for one in draws if one for a in one.draw.answers.values()}))
