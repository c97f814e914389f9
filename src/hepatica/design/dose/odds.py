"""What a dose-finding design does in a scenario: exactly where its states can be followed, else by trials on a calendar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import (
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    Rule,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
    named,
)
from hepatica.design.dose.scenarios import Scenario
from hepatica.stats.dosing import rules
from hepatica.stats.dosing.blrm import Prior
from hepatica.stats.dosing.boin import DoseTable, boin, eliminated
from hepatica.stats.dosing.control_rule import by_overdose_control
from hepatica.stats.dosing.courses import Choice, Courses, courses
from hepatica.stats.dosing.courses import Rule as Decides
from hepatica.stats.dosing.dose_odds import DoseOdds, exact_odds, optimum_odds, pending_odds, simulated_odds
from hepatica.stats.dosing.keyboard import keyboard, mtpi_two
from hepatica.stats.dosing.obd_odds import played as optimum_played
from hepatica.stats.dosing.pending import Calendar, PendingRule, played
from hepatica.stats.dosing.pending_rules import tite_boin, tite_crm

YARDSTICK = 0.3
"""The rate that a 3+3 is measured against: it names none itself."""
SIMULATED = (TiteBoin, TiteCrm, Optimum)
"""Rules whose states cannot be followed: they remember days, or two outcomes."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A design whose odds are asked. Raises ValueError, a sentence, for one whose odds nothing here can tell."""

    design: DoseDesign
    every: float | None = None
    """Mean days between two who arrive; needed by the rules that decide while outcomes are pending."""
    onset: str = "even"
    """When in the window events come: even, early or late."""

    def __post_init__(self) -> None:
        """Refuse pairs, titration, cohorts that are not whole and a calendar without a pace."""
        rule, design = self.design.rule, self.design
        if isinstance(rule, BoinPairs):
            raise ValueError("two cell types together have a grid of rates: this asks for one of each dose")  # noqa: TRY004  # a sentence for a person
        if isinstance(rule, Boin) and rule.titration:
            raise ValueError("one participant at a time until the first event is not followed here")
        if isinstance(rule, TiteCrm) and (rule.weights != "linear" or rule.curve != "empiric"):
            raise ValueError("a TITE-CRM is played with linear weights and the empiric curve")
        if design.most % design.cohort:
            raise ValueError(f"{design.most} participants do not fill cohorts of {design.cohort}")
        if self.pending and self.every is None:
            raise ValueError(
                f"{named(rule)} decides while outcomes are pending: say how many days lie between arrivals"
            )

    @property
    def pending(self) -> bool:
        """Whether the rule decides while outcomes are pending."""
        return isinstance(self.design.rule, TiteBoin | TiteCrm)

    @property
    def target(self) -> float:
        """The rate aimed at: the limit of toxicity for an optimum, the middle of the proper interval for overdose control."""
        rule = self.design.rule
        if isinstance(rule, OverdoseControl):
            return sum(rule.proper) / 2
        if isinstance(rule, Optimum):
            return rule.most_toxicity
        return YARDSTICK if isinstance(rule, ThreePlusThree | BoinPairs) else rule.target


def exact(tried: Tried, scenario: Scenario) -> DoseOdds | None:
    """Return the exact odds in a scenario; None for a rule that only simulation can tell."""
    if isinstance(tried.design.rule, SIMULATED):
        return None
    return exact_odds(_followed(tried.design), scenario.toxicity, tried.target)


def simulated(
    tried: Tried, scenario: Scenario, *, trials: int, stream: np.random.Generator, waits: bool = False
) -> DoseOdds:
    """Return the odds among simulated trials, each with its standard error. Same stream, same numbers.

    ``waits`` plays a rule for pending outcomes as if it waited for each of them, which shows the time that it saves.
    """
    design, rule = tried.design, tried.design.rule
    if isinstance(rule, Optimum):
        found = optimum_played(
            scenario.toxicity, scenario.efficacy, cohorts=design.most // design.cohort, size=design.cohort,
            trials=trials, stream=stream, aims=rule.aims, start=design.start,
        )  # fmt: skip
        return optimum_odds(found, scenario.toxicity, scenario.efficacy, rule.aims, planned=design.most)
    if not isinstance(rule, TiteBoin | TiteCrm):
        return simulated_odds(
            _followed(design), scenario.toxicity, tried.target, trials=trials, stream=stream
        )
    decides, choice = _while_pending(rule)
    calendar = Calendar(
        window=design.window_days,
        every=tried.every or 0,
        onset=tried.onset,  # type: ignore[arg-type]  # its own check names the three words
        most_pending=0.0 if waits else rule.most_pending,
    )
    trial = played(
        scenario.toxicity, calendar, decides, size=design.cohort, most=design.most, trials=trials, stream=stream,
        start=design.start,
    )  # fmt: skip
    return pending_odds(trial, choice, scenario.toxicity, tried.target)


def states(tried: Tried) -> int | None:
    """Return how many states the design can reach; None where they are not followed."""
    return None if isinstance(tried.design.rule, SIMULATED) else int(_followed(tried.design).dose.size)


def _while_pending(rule: TiteBoin | TiteCrm) -> tuple[PendingRule, Choice]:
    if isinstance(rule, TiteCrm):
        return tite_crm(rule.skeleton, rule.target, prior_sd=rule.prior_sd, cutoff=rule.cutoff)
    made = tite_boin(rule.target, cutoff=rule.cutoff, safe=rule.safe, toxic=rule.toxic, least=rule.least)
    return made, rules.closest(rule.target, cutoff=rule.cutoff)


@lru_cache(maxsize=4)
def _followed(design: DoseDesign) -> Courses:
    """Return every state of a design: made once for all scenarios."""
    doses, rule = len(design.doses), design.rule
    cohorts = design.most // design.cohort
    if isinstance(rule, ThreePlusThree):
        cohorts = min(cohorts, 2 * doses)
    return courses(doses, design.cohort, cohorts, *_on_counts(rule, design), start=design.start)


def _on_counts(rule: Rule, design: DoseDesign) -> tuple[Decides, Choice]:
    match rule:
        case ThreePlusThree():
            return rules.three(six=rule.six)
        case Crm():
            return rules.by_model(
                rule.skeleton, rule.target, curve=rule.curve, prior_sd=rule.prior_sd, cutoff=rule.cutoff
            )
        case OverdoseControl():
            prior = Prior(mean=rule.mean, sd=rule.sd, correlation=rule.correlation)
            return by_overdose_control(
                design.doses, rule.reference, proper=rule.proper, most=rule.most, prior=prior
            )
        case Boin() | Keyboard() | MtpiTwo():
            made = _table(rule, design.most)
            return rules.by_table(made), rules.closest(rule.target, cutoff=rule.cutoff)
        case _:
            raise ValueError(f"the states of {named(rule)} cannot be followed")


def _table(rule: Boin | Keyboard | MtpiTwo, most: int) -> DoseTable:
    if isinstance(rule, Boin):
        made = boin(rule.target, most, cutoff=rule.cutoff, safe=rule.safe, toxic=rule.toxic)
    else:
        tabled = keyboard if isinstance(rule, Keyboard) else mtpi_two
        made = tabled(rule.target, most, half_width=rule.half_width, cutoff=rule.cutoff)
    gone = (eliminated(n, rule.target, rule.cutoff, least=rule.least) for n in range(1, most + 1))
    return replace(made, eliminate=tuple(gone))
