"""Baseline, analysis windows and change: the secondary outcomes, every participant, nothing carried forward.

Which draw of a window counts, which baseline is subtracted and what a partly known date is counted as are parameters of
``analysis.yaml``; without them the closest draw counts, the baseline precedes the analysis anchor, and a draw on an
unknown day has no window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from hepatica.datasets.imputation import compute_day
from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.scores.arithmetic import CONTEXT
from hepatica.study.dates import PartialDate, days_between
from hepatica.study.estimand import BaselineRule
from hepatica.study.rules import AnalysisWindow
from hepatica.study.study import Study

Dated = tuple[ScoredDraw, int]
"""A draw and the day it counts on."""


@dataclass(frozen=True, kw_only=True)
class WindowValue:
    """One participant in one analysis window: the chosen draw, or none."""

    window: AnalysisWindow
    scored: ScoredDraw | None
    day: int | None
    """Days from the analysis anchor; of the baseline of another rule, from that rule's anchor."""
    flags: tuple[str, ...] = ()
    averaged: tuple[ScoredDraw, ...] = ()
    """The draws whose values are averaged, where the study takes the mean of a window and it holds several."""

    def value(self, score: str) -> Decimal | None:
        """Return a numeric score of the chosen draw, or the mean over the averaged draws that have it; None without."""
        if not self.averaged:
            return self.scored.value(score) if self.scored else None
        found = [value for one in self.averaged if (value := one.value(score)) is not None]
        with localcontext(CONTEXT):
            return sum(found, Decimal(0)) / len(found) if found else None

    def change(self, score: str, baseline: WindowValue | None) -> Decimal | None:
        """Return the change from baseline; None unless both values exist."""
        if baseline is None:
            return None
        now, then = self.value(score), baseline.value(score)
        return None if now is None or then is None else now - then


@dataclass(frozen=True, kw_only=True)
class Course:
    """A participant's baseline and windows."""

    participant: Participant
    baseline: WindowValue | None
    windows: tuple[WindowValue, ...]


def derive_course(
    study: Study,
    who: Participant,
    scored: tuple[ScoredDraw, ...],
    *,
    rule: BaselineRule | None = None,
    wanted: Callable[[ScoredDraw], bool] = lambda _: True,
) -> Course:
    """Choose each window's draw: complete, closest to the target, the later of a tie; each draw counts once.

    Baseline is the last complete draw in its window before the analysis anchor, or before the anchor of ``rule``, whose
    windows then hold later draws only. Without an anchor there is neither. ``wanted`` leaves draws out (unscheduled ones).
    """
    dated = [
        (s, day)
        for s in scored
        if s.complete and wanted(s) and (day := _day(study, who.anchor, s)) is not None
    ]
    if rule is None:
        baseline = _baseline(study.analysis.baseline, dated, "the first G-CSF dose")
    else:
        baseline = _other_baseline(study, who, rule, [s for s, _ in dated])
    then = baseline.scored if baseline else None
    after = [(s, day) for s, day in dated if s is not then and not _precedes(s, then, rule)]
    windows = tuple(_window(window, after, study.analysis.repeats) for window in study.analysis.windows)
    return Course(participant=who, baseline=baseline, windows=windows)


def _day(study: Study, anchor: PartialDate | None, scored: ScoredDraw) -> int | None:
    """Return the day of a draw from an anchor, as the study counts a date that is known in part."""
    counted = compute_day(scored.draw.date, study.analysis.partial_dates)
    return days_between(anchor, PartialDate.of(counted.day)) if anchor and counted.day else None


def _precedes(scored: ScoredDraw, baseline: ScoredDraw | None, rule: BaselineRule | None) -> bool:
    return rule is not None and baseline is not None and scored.draw.at < baseline.draw.at


def _other_baseline(
    study: Study, who: Participant, rule: BaselineRule, complete: list[ScoredDraw]
) -> WindowValue | None:
    anchor = who.anchors.get(rule.anchor)
    window = AnalysisWindow(
        id=rule.id,
        title=rule.title,
        target=0,
        first=rule.first,
        last=0,
        source=rule.source,
        reference=rule.reference,
    )
    dated = [(s, day) for s in complete if (day := _day(study, anchor, s)) is not None]
    title = next((str(a.title) for a in study.schedule.anchors if a.id == rule.anchor), rule.anchor)
    return _baseline(window, dated, f"the {title[:1].lower()}{title[1:]}")


def _baseline(window: AnalysisWindow, dated: list[Dated], anchor: str) -> WindowValue | None:
    before = [(s, day) for s, day in dated if window.first <= day < 0]
    if before:
        chosen, day = max(before, key=lambda pair: (pair[1], pair[0].draw.at))
        return WindowValue(window=window, scored=chosen, day=day)
    earlier = [(s, day) for s, day in dated if day < window.first]
    if earlier:
        chosen, day = max(earlier, key=lambda pair: (pair[1], pair[0].draw.at))
        flag = f"baseline drawn {-day} days before {anchor}, outside its window"
        return WindowValue(window=window, scored=chosen, day=day, flags=(flag,))
    return None


def _window(window: AnalysisWindow, dated: list[Dated], repeats: str) -> WindowValue:
    inside = [(s, day) for s, day in dated if window.first <= day <= window.last]
    if not inside:
        return WindowValue(window=window, scored=None, day=None)
    if repeats == "last":
        chosen, day = max(inside, key=lambda pair: (pair[1], pair[0].draw.at))
        return WindowValue(window=window, scored=chosen, day=day)
    chosen, day = min(inside, key=lambda pair: (abs(pair[1] - window.target), -pair[1], _latest(pair[0])))
    several = repeats == "mean" and len(inside) > 1
    averaged = tuple(s for s, _ in inside) if several else ()
    return WindowValue(window=window, scored=chosen, day=day, averaged=averaged)


def _latest(scored: ScoredDraw) -> tuple[int, ...]:
    """Order draws of one day so that the last drawn comes first."""
    return tuple(-ord(character) for character in scored.draw.at)
