"""Everything that is known of a design without playing it: exact, at once, with what is assumed and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.answers.duration import duration
from hepatica.design.answers.learned import learned
from hepatica.design.answers.priced import priced
from hepatica.design.answers.questions import POWER, primary, questions
from hepatica.design.answers.stopping import harm, stopping
from hepatica.design.answers.tornado import tornado
from hepatica.design.answers.values import Answers
from hepatica.design.bounds import refuse_beyond
from hepatica.design.document import Design
from hepatica.design.next.described import features_of
from hepatica.design.next.limits import limits

ASSUMES = (
    "participants are treated one after another, and the outcome of each is known before the next is treated",
    "all have the same true rate of an event, and none changes another's",
    "two means are compared by the t test, all other powers are normal approximations; one spread in all arms",
    "one look at the end; death and transplantation are ranked by the estimand, and closed formulas do not price that",
    "participants come at an even pace, nothing stops the trial, and none waits for approvals or for cells",
)


def answers(design: Design) -> Answers:
    """Return what is known of a design that has passed its check, of any kind.

    Nothing is simulated: what needs virtual patients is asked by `hepatica design play`, a dose by `dose-odds`. Raises
    ValueError, a sentence, for numbers that an engine refuses.
    """
    refuse_beyond(design)
    rules, time = stopping(design), duration(design)
    number, months = tornado(design)
    return Answers(
        design=design,
        participants=design.participants,
        months=time.months,
        exposed=design.exposed,
        duration=time,
        stopping=rules,
        harm=harm(rules),
        questions=questions(design),
        learned=(*learned(design), *priced(design)),
        tornado=number,
        time_tornado=months,
        assumes=(*ASSUMES, *_assumed(design)),
        cannot_show=tuple(map(str, design.cannot_show)),
        limits=limits(features_of(design)),
    )


def _assumed(design: Design) -> Iterator[str]:
    size, endpoint = design.sample_size, primary(design)
    if endpoint is not None and endpoint.question != "description" and size.power is None:
        yield f"a power of {POWER} is asked for, since the design says none"
    if design.allocation.method == "by_dose_decision":
        yield "all cohorts are treated: which dose is chosen how often is asked by `hepatica design dose-odds`"
    if design.borrowing is not None:
        yield "borrowed controls add nothing to the power told here: `hepatica design drift` shows what they add and risk"
    if not any(one.id == "death_180" for one in design.assumptions):
        yield "18.3 of 100 die within 180 days under standard care (Leipzig), since the design says nothing of it"
