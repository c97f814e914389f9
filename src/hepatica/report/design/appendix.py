"""The statistical appendix of a design: each value with its source, each rule with its exact odds, each question's price.

Nothing in it is a recommendation. What was simulated is framed as such, and the last page says how to compute it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from hepatica.design.answers.values import Answers
from hepatica.design.document import Design
from hepatica.design.words import KINDS, identity
from hepatica.report.design import tables
from hepatica.report.design.looks import looks
from hepatica.report.design.plain import described
from hepatica.report.design.stamped import stamped
from hepatica.report.design.values import values
from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.figure import Figure
from hepatica.report.figures.design_odds import MOST
from hepatica.report.figures.design_rules import drawn_rules
from hepatica.report.figures.design_stop import stop_figure
from hepatica.report.figures.design_timeline import timeline_figure
from hepatica.report.figures.design_tornado import tornado_figure
from hepatica.report.figures.design_worlds import worlds_figure

Told = Mapping[str, Any]
EXACT = "Numbers without ± are exact or closed formulas; nothing here is a recommendation."
NOT_PLAYED = "The design was not played in the named worlds; the command below does it."


def appendix(
    design: Design, answers: Answers, told: Told | None = None, *, at: datetime | None = None
) -> Document:
    """Return the appendix; ``told`` is what the design came to in its worlds, as `design.tried.told` tells it.

    Raises ValueError for worlds of another design.
    """
    if told is not None and told.get("design") != design.id:
        raise ValueError(
            f"these worlds were played with the design “{told.get('design')}”, not with “{design.id}”"
        )
    stamp = stamped(design, at)
    drawn: tuple[Figure | None, ...] = (
        stop_figure(answers, stamp=stamp),
        tornado_figure(answers, stamp=stamp),
        tornado_figure(answers, months=True, stamp=stamp),
    )
    rules, leaning, months = drawn
    blocks: list[Block | None] = [
        KeyValues(pairs=tuple(Pair(key=key, value=value) for key, value in identity(design)), id="identity"),
        Para(text=EXACT, note=True),
        Heading(text="What is given, and to whom"),
        tables.arms(design),
        tables.doses(design),
        timeline_figure(design, stamp=stamp),
        Heading(text="What pauses or stops it"),
        rules,
        _others(answers, rules),
        tables.harm(answers),
        Heading(text="Questions and sizes"),
        tables.questions(answers)
        if answers.questions
        else Para(text="It compares nothing: its endpoints are described."),
        tables.endpoints(design),
        looks(design),
        Heading(text="What the answer leans on"),
        leaning,
        months,
        *(Para(text=sentence) for sentence in answers.duration.sentences),
        Heading(text="What so many can teach"),
        tables.learned(answers),
        Heading(text="What is assumed, and what it cannot show"),
        *_sentences("It assumes", answers.assumes),
        *_sentences(
            "It cannot show", dict.fromkeys((*answers.cannot_show, *(one.sentence for one in answers.limits)))
        ),
        Heading(text="Played in named worlds"),
        Para(text=NOT_PLAYED) if told is None else worlds_figure(told, design, stamp=stamp),
        Heading(text="Where every value comes from"),
        values(design),
        Heading(text="How to compute it again"),
        KeyValues(pairs=tuple(_commands(design, told)), id="commands"),
    ]
    return Document(
        title=str(design.title),
        subtitle=described(answers),
        kind="Statistical appendix",
        number=f"{design.id} {design.version}",
        synthetic=False,
        state=KINDS[design.kind],
        stamp=stamp,
        blocks=tuple(one for one in blocks if one is not None),
    )


def _others(answers: Answers, drawn: Figure | None) -> Block | None:
    """Return the odds of the rules that the picture's own table leaves out; a sentence for a design without rules."""
    if not answers.stopping:
        return Para(text="No rule pauses or stops this design.")
    shown = () if drawn is None else tuple(one.rule.id for one in drawn_rules(answers, MOST))
    return tables.odds(answers, leaving_out=shown)


def _sentences(title: str, said: Iterable[str]) -> Iterator[Block]:
    yield Heading(text=title, level=2)
    yield from (Para(text=f"{one[:1].upper()}{one[1:].rstrip('.')}.") for one in said)


def _commands(design: Design, told: Told | None) -> Iterator[Pair]:
    file = f"{design.id}.yaml"
    yield Pair(key="The design", value=f"hepatica design check {file}; hepatica design show {file}")
    yield Pair(key="Its answers", value=f"hepatica design answers {file} --table")
    if design.decision.family != "none":
        yield Pair(key="How often each dose is chosen", value=f"hepatica design dose-odds {file}")
    if design.control is not None or design.kind == "dose_finding":
        yield Pair(key="Its worlds", value=_play(file, told))
    yield Pair(key="The sheet", value=f"hepatica design sheet {file} -o sheet.pdf")
    yield Pair(key="This appendix", value=f"hepatica design appendix {file} -o appendix.pdf")


def _play(file: str, told: Told | None) -> str:
    """Return the command with the trials, the seed's label and the weight that were used."""
    if told is None:
        return f"hepatica design play {file} --trials 1000 --seed 1 --table"
    trials = next(iter(told["worlds"].values()))["trials"]
    return f"hepatica design play {file} --trials {trials} --weight {told['weight_kg']:g} (the seed stands in the figure's note)"
