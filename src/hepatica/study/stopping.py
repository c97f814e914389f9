"""Stopping and pausing rules as data: what counts, in which window, how many, what is held, and what lifts it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool

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
    """Names: the items of the row and the form's single ones, ``baseline__item``, ``form__item``, the study's numeric
    parameters, and ``product_criterion_limit`` for the release limits of a product."""
    day: Identifier | None = None
    """Item that dates the row; without it the visit's date counts."""
    infused: StrictBool = False
    """Whether it counts only in someone whose cells were infused: a positive culture of a lot that was given."""
    window: RuleWindow | None = None
    """Instead of the rule's."""
    ever: StrictBool = False
    """Whether it counts whatever the window says."""
    wide: StrictBool = False
    """Whether it widens a hold of one participant to all."""


class Liver(Frozen):
    """The liver grown worse than the participant's own baseline: any one of its limits, each a parameter of the study."""

    score: str
    """Score whose rise counts: MELD_UNOS_2002."""
    score_rise: Identifier
    """By so many points or more."""
    bilirubin_times: Identifier
    """So many times the baseline or more."""
    inr_rise: Identifier
    """By so much or more."""
    encephalopathy: Identifier
    """West Haven grade newly reached or passed."""
    creatinine_times: Identifier
    """More than so many times the baseline: stage 2 of ICA-AKI."""


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
    ever: str = ""
    """CEL over the same names: events that count whatever the window says."""
    wide: str = ""
    """CEL over the same names: events that widen a hold of one participant to all."""
    signals: tuple[Identifier, ...] = ()
    """Proposals of these signals count while they are proposed or confirmed."""
    readings: tuple[Reading, ...] = ()
    lots: StrictBool = False
    """Whether lots count, each once, that were rejected or have too few living cells. Where the laboratory decided on a
    participant's lots, its decisions count instead of ``readings``, which show a page's last lot alone."""
    deviations: tuple[str, ...] = ()
    """Deviations by these rules count."""
    late_reports: int = 0
    """Submissions this many hours after their limit or later count; 0: none."""
    liver: Liver | None = None
    """Draws and assessments in the window that show deterioration count."""
    window: RuleWindow | None = None
    counts: Literal["people", "events"] = "people"
    needs: int = Field(default=1, ge=1)
    """How many people (or events) meet it."""
    alone: tuple[Literal["event", "signal", "reading", "lot", "deviation", "late", "liver"], ...] = ()
    """Kinds of evidence of which one is enough, whatever ``needs`` says."""
    review_needs: int | None = Field(default=None, ge=1)
    """How many call for a review before the rule is met; None: the review comes with the hold."""
    bayesian: Bayesian | None = None
    """Instead of ``needs``: a boundary over people with evidence among those infused."""
    scope: Literal["participant", "enrolment", "trial"] = "enrolment"
    blocks: tuple[Identifier, ...] = ()
    """Gates a met rule closes; none: it asks for a review and holds nothing."""
    review_hours: int | None = None
    """Within how many hours the review is owed."""
    resume: tuple[Text, ...] = ()
    """Named decisions that lift the hold, in words: 'letter of the safety board'."""
