"""A design in words that ask for no training: what is asked, who is in it, and how its people are protected."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.answers.stopping import boundary_of
from hepatica.design.answers.values import Answers, RuleOdds
from hepatica.design.document import Design
from hepatica.design.treatment import CELLS_OF
from hepatica.design.words import CELLS, RULES
from hepatica.report import text as write
from hepatica.report.document import Pair
from hepatica.report.figures.design_days import fullest
from hepatica.report.figures.design_rules import boundary_words

PEOPLE = "people with decompensated cirrhosis"
ONE_OF = {
    "death": "any death",
    "related_serious": "any serious event that may come of the study",
    "serious": "any serious event",
    "related_grade_3": "any severe event that may come of the study",
    "related_grade_4": "any life-threatening event that may come of the study",
}
SEVERAL = {
    "death": "deaths",
    "related_serious": "people with a serious event that may come of the study",
    "serious": "people with a serious event",
    "related_grade_3": "people with a severe event that may come of the study",
    "related_grade_4": "people with a life-threatening event that may come of the study",
}


def question(design: Design) -> str:
    """Return what the design asks, as a person would; it never says that anything helps."""
    n, given = write.number(design.participants), [arm for arm in design.arms if CELLS_OF[arm.cells]]
    cells = list(dict.fromkeys(CELLS[arm.cells] for arm in given)) or ["what is planned"]
    products = _either(["both" if one == CELLS["both"] and len(cells) == 3 else one for one in cells])
    if design.kind == "dose_finding":
        return f"How many cells may {n} {PEOPLE} be given, one number after another?"
    if design.control is None:
        times = len(fullest(design).infusions)
        often = {0: "", 1: " once", 2: " twice"}.get(times, f" {write.small(times)} times")
        return f"What happens to {n} {PEOPLE} who are given {products}{often}?"
    return f"Do {n} {PEOPLE} fare otherwise with {products} than without?"


def described(answers: Answers) -> str:
    """Return how the groups are made, how long it takes with the waiting between people, and what no control forbids to say."""
    design = answers.design
    counted = "One group" if len(design.arms) == 1 else f"{write.small(len(design.arms)).capitalize()} groups"
    lot = ", drawn by lot, beside standard care for all" if design.randomised else ", standard care for all"
    masked = str(design.allocation.masking).rstrip(".")
    known = f" Kept from knowing the group: {masked[:1].lower()}{masked[1:]}."
    limit = " No group without cells: this study cannot show benefit." if design.control is None else known
    return f"{counted}{lot}; {write.number(answers.months, 0)} months, each person for {design.times.follow_up_days} days.{limit}"


def groups(design: Design) -> str:
    """Return the groups with how many come into each; '' for one group."""
    if len(design.arms) == 1:
        return ""
    said = "; ".join(f"{CELLS[arm.cells]} ({design.enrolled(arm)})" for arm in design.arms)
    return f"Groups: {said}. The line shows the group to which most is done; the others leave out what they are not given."


def protections(design: Design, answers: Answers) -> Iterator[Pair]:
    """Yield what protects people, the first layer first, each with its numbers."""
    yield from _stagger(design)
    reviews = [rule for rule in answers.stopping if rule.layer == "pause" and rule.odds]
    if reviews:
        causes = list(dict.fromkeys(_cause(rule) for rule in reviews))
        yield Pair(
            key=f"{_capital(_either(causes))} pauses the study",
            value="until what happened has been reviewed.",
        )
    stop = boundary_of(answers.stopping)
    if stop is not None:
        behind = "A boundary behind the pause:" if reviews else "A boundary:"
        yield Pair(key=behind, value=f"it stops at {boundary_words(stop)} {SEVERAL[stop.counts]}.")
    for rule in answers.stopping:
        if not rule.odds:
            yield Pair(
                key="Several outcomes together:",
                value=f"{str(rule.title)[:1].lower()}{str(rule.title)[1:]} stops it too.",
            )
    if design.decision.family != "none" and design.cohorts is not None:
        target = design.decision.target
        aimed = "" if target is None else f", which aims at harm in {write.number(100 * target, 0)} of 100"
        yield Pair(
            key="Step by step:",
            value=f"the next number of cells is decided after each {write.small(design.cohorts.size)} people by a rule written "
            f"beforehand ({RULES[design.decision.family]}{aimed}); the first are given {_first(design)}.",
        )
    yield Pair(key="The software refuses", value="the next infusion while a pause is on.")


def _first(design: Design) -> str:
    """Return with which number of cells the first people begin."""
    first = design.cohorts.first_level if design.cohorts is not None else None
    least = not design.grid or first in {None, design.grid[0].id}
    return (
        "the least of the plan" if least else f"{first}, which is not the least of the plan".replace("_", " ")
    )


def _stagger(design: Design) -> Iterator[Pair]:
    wait = design.stagger
    if wait.participants < 2 or not (wait.days or wait.sentinel_days):
        return
    first = f"nobody follows the first within {wait.sentinel_days} days" if wait.sentinel_days else ""
    after = f"then {wait.days} days lie between each of the first {wait.participants}" if wait.days else ""
    said = "; ".join(part for part in (first, after) if part)
    yield Pair(key="One at a time:", value=f"{said}.")


def _cause(rule: RuleOdds) -> str:
    needs = min(limit for limit in rule.boundary if limit is not None)
    return ONE_OF[rule.counts] if needs == 1 else f"{write.small(needs)} {SEVERAL[rule.counts]}"


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
