"""Whether a day lies in a rule's window: judged by civil days at the site, and in doubt it does, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hepatica.ledger.landmarks import answers_at, civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, before, days_span
from hepatica.study.stopping import RuleWindow
from hepatica.study.study import CONSENT_ANCHOR, Study

UNKNOWN = PartialDate()


@dataclass(frozen=True, kw_only=True)
class Anchors:
    """The days of one participant from which windows are counted."""

    days: Mapping[str, PartialDate]
    titles: Mapping[str, str]
    told: frozenset[str] = frozenset()
    """Anchors that took place, of which no day is known."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether something counts, and why that is not certain."""

    counts: bool
    doubt: str = ""


def anchors_of(study: Study, state: State, subject: str) -> Anchors:
    """Return the participant's anchors; one that is answered without any known day took place all the same."""
    row = state.get(SubjectRow, subject)
    texts = row.anchors if row else {}
    schedule = study.schedule.anchors
    return Anchors(
        days={name: day for name, text in texts.items() if (day := civil(text))},
        titles={anchor.id: str(anchor.title) for anchor in schedule},
        told=frozenset(
            anchor.id
            for anchor in schedule
            if anchor.id not in texts
            and any(
                answer.value is not None or answer.state == "unknown"
                for answer in answers_at(state, subject, anchor.item.form, anchor.item.item)
            )
        ),
    )


def stands(window: RuleWindow | None, day: PartialDate | None, anchors: Anchors) -> Standing:
    """Tell whether a day counts: both ends of the window are included, and what may lie inside is taken to.

    Before its anchor has happened a window that opens with the consent is open, any other is not open yet.
    """
    if window is None:
        return Standing(counts=True)
    day = day or UNKNOWN
    if window.first is None and _before_consent(day, anchors):
        return Standing(counts=False)
    anchor = anchors.days.get(window.anchor)
    if anchor is None:
        return _without_anchor(window, anchors)
    span = days_span(anchor, day)
    if span is None:
        return Standing(counts=True, doubt="its day is not known")
    earliest, latest = span
    inside_from = window.first is None or earliest >= window.first
    inside_to = window.last is None or latest <= window.last
    outside = (window.first is not None and latest < window.first) or (
        window.last is not None and earliest > window.last
    )
    if outside:
        return Standing(counts=False)
    sure = inside_from and inside_to
    return Standing(
        counts=True, doubt="" if sure else "it may lie outside the window: its day is not fully known"
    )


def _before_consent(day: PartialDate, anchors: Anchors) -> bool:
    consent = anchors.days.get(CONSENT_ANCHOR)
    return consent is not None and before(day, consent) is True


def _without_anchor(window: RuleWindow, anchors: Anchors) -> Standing:
    if window.anchor in anchors.told:
        title = anchors.titles.get(window.anchor, window.anchor)
        return Standing(counts=True, doubt=f"the day of the window's start ({title}) is not known")
    return Standing(counts=window.first is None)
