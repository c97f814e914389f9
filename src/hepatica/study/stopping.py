"""Stopping and pausing rules as data: what counts, in which window, how many, what is held, and what lifts it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Sourced, Text


class RuleWindow(Frozen):
    """Days in which something counts, both ends included, judged by civil days at the site."""

    anchor: Identifier
    """An anchor of the schedule (infusion, first_gcsf, consent, aspiration)."""
    first: int | None = None
    """None: from consent on."""
    last: int | None = None
    """None: to the end of follow-up."""


class Reading(Frozen):
    """Answers of a form that count: CEL over the form's items, row by row of ``group`` when it repeats."""

    form: Identifier
    group: Identifier | None = None
    when: str
    day: Identifier | None = None
    """Item that dates the row; without it the visit's date counts."""


class Bayesian(Frozen):
    """A Bayesian boundary: the rule fires when P(rate > ``rate``) exceeds ``above``, given events among the dosed."""

    prior_a: str
    prior_b: str
    rate: str
    above: str


class StoppingRule(Sourced):
    """A rule that may pause dosing. What it counts is the union of its evidence: events, signals, readings, deviations."""

    id: Identifier
    code: str
    """Its number on the reference page: STP-01."""
    title: Text
    words: Text
    """What it needs, in a sentence: 'Needs 2 people within day 28.'"""
    event: str = ""
    """CEL over ``hepatica.safety.case.NAMES``: adverse events that count."""
    signals: tuple[Identifier, ...] = ()
    """Proposals of these signals count while they are proposed or confirmed."""
    readings: tuple[Reading, ...] = ()
    deviations: tuple[str, ...] = ()
    """Deviations by these rules count."""
    late_reports: int = 0
    """Submissions this many hours after their limit or later count; 0: none."""
    window: RuleWindow | None = None
    counts: Literal["people", "events"] = "people"
    needs: int = Field(default=1, ge=1)
    """How many people (or events) meet it."""
    bayesian: Bayesian | None = None
    """Instead of ``needs``: a boundary over people with evidence among those infused."""
    scope: Literal["participant", "enrolment", "trial"] = "enrolment"
    blocks: tuple[Identifier, ...] = ()
    """Gates a met rule closes; none: it asks for a review and holds nothing."""
    review_hours: int | None = None
    """Within how many hours the review is owed."""
    resume: tuple[Text, ...] = ()
    """Named decisions that lift the hold, in words: 'letter of the safety board'."""
