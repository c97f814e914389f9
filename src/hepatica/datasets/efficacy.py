"""Baseline, analysis windows and change: the secondary outcomes, every participant, nothing carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.study.rules import AnalysisWindow
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class WindowValue:
    """One participant in one analysis window: the chosen draw, or none."""

    window: AnalysisWindow
    scored: ScoredDraw | None
    day: int | None
    """Days from the analysis anchor."""
    flags: tuple[str, ...] = ()

    def change(self, score: str, baseline: WindowValue | None) -> Decimal | None:
        """Return the change from baseline; None unless both values exist."""
        if self.scored is None or baseline is None or baseline.scored is None:
            return None
        now, then = self.scored.value(score), baseline.scored.value(score)
        return None if now is None or then is None else now - then


@dataclass(frozen=True, kw_only=True)
class Course:
    """A participant's baseline and windows."""

    participant: Participant
    baseline: WindowValue | None
    windows: tuple[WindowValue, ...]


def derive_course(study: Study, who: Participant, scored: tuple[ScoredDraw, ...]) -> Course:
    """Choose each window's draw: complete, closest to the target, the later of a tie; each draw counts once.

    Baseline is the last complete draw in its window before the analysis anchor. Without an anchor there is neither.
    """
    dated = [(s, day) for s in scored if s.complete and (day := who.analysis_day(s.draw.date)) is not None]
    baseline = _baseline(study.analysis.baseline, dated)
    used = {id(baseline.scored)} if baseline else set()
    after = [(s, day) for s, day in dated if id(s) not in used]
    windows = tuple(_window(window, after) for window in study.analysis.windows)
    return Course(participant=who, baseline=baseline, windows=windows)


def _baseline(window: AnalysisWindow, dated: list[tuple[ScoredDraw, int]]) -> WindowValue | None:
    before = [(s, day) for s, day in dated if window.first <= day < 0]
    if before:
        chosen, day = max(before, key=lambda pair: (pair[1], pair[0].draw.at))
        return WindowValue(window=window, scored=chosen, day=day)
    earlier = [(s, day) for s, day in dated if day < window.first]
    if earlier:
        chosen, day = max(earlier, key=lambda pair: (pair[1], pair[0].draw.at))
        flag = f"baseline drawn {-day} days before the first G-CSF dose, outside its window"
        return WindowValue(window=window, scored=chosen, day=day, flags=(flag,))
    return None


def _window(window: AnalysisWindow, dated: list[tuple[ScoredDraw, int]]) -> WindowValue:
    inside = [(s, day) for s, day in dated if window.first <= day <= window.last]
    if not inside:
        return WindowValue(window=window, scored=None, day=None)
    chosen, day = min(inside, key=lambda pair: (abs(pair[1] - window.target), -pair[1], _latest(pair[0])))
    return WindowValue(window=window, scored=chosen, day=day)


def _latest(scored: ScoredDraw) -> tuple[int, ...]:
    """Order draws of one day so that the last drawn comes first."""
    return tuple(-ord(character) for character in scored.draw.at)
