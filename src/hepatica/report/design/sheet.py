"""The design sheet: one page on which an ethics committee finds what happens, what may go wrong, and what it is asked.

It claims no benefit and calls nothing safe. Every number is the design's, the published table's or an exact one of its
answers; what is unknown is said to be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hepatica.design.answers.values import Answers, Question
from hepatica.design.document import Design
from hepatica.design.words import KINDS
from hepatica.report import text as write
from hepatica.report.design.asked import decisions
from hepatica.report.design.harmed import harmed
from hepatica.report.design.plain import described, groups, protections, question
from hepatica.report.design.risks import risks
from hepatica.report.design.stamped import stamped
from hepatica.report.document import Block, Columns, Document, Heading, KeyValues, Para
from hepatica.report.figures.design_days import biopsied
from hepatica.report.figures.design_stop import odds_figure
from hepatica.report.figures.design_timeline import timeline_figure
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.study.study import Study

SHOWN = {
    "none seen": "If none of {n} has a particular harm, it may still strike up to (95 % confidence)",
    "one seen": "If one of {n} has it, it may strike",
    "unseen at 10 %": "A harm that strikes 10 of 100 goes unseen with a chance of",
    "unseen at 20 %": "A harm that strikes 20 of 100 goes unseen with a chance of",
    "a death of the disease": "At least one death in {n} from the disease alone in 180 days, chance of",
    "none seen in an arm": "In the smallest group alone, none seen still leaves up to",
    "smallest p": "Smallest two-sided p of any exact test before and after",
}
"""Facts of `answers.learned` that stand on the page → their words, without the number."""
FEW = 9
"""People up to whom the smallest p says anything: beyond, any test reaches small ones."""
LIMITS = 3
"""Sentences on what it cannot show; the appendix has all of them."""


def sheet(
    design: Design, answers: Answers, *, study: Study | None = None, at: datetime | None = None
) -> Document:
    """Return the sheet. ``study`` is the one it follows: it says what is owed to who is harmed. ``at`` is when it was kept."""
    stamp = stamped(design, at)
    n = write.number(answers.exposed)
    return Document(
        title=question(design),
        subtitle=described(answers),
        kind="Design sheet for the ethics committee",
        number=design.id,
        synthetic=False,
        state=KINDS[design.kind],
        stamp=stamp,
        sheet=True,
        blocks=(
            Heading(text="What happens to each person", level=2),
            timeline_figure(design, stamp=stamp),
            *(Para(text=said) for said in (_biopsies(design), groups(design)) if said),
            Columns(
                left=(
                    Heading(text="Known risks, from other people", level=2),
                    risks(design),
                    Heading(text="How people are protected", level=2),
                    KeyValues(pairs=tuple(protections(design, answers))),
                    Heading(text="If someone is harmed", level=2),
                    *harmed(study),
                    Heading(text="What it cannot show, whatever it finds", level=2),
                    *(Para(text=said) for said in answers.cannot_show[:LIMITS]),
                ),
                right=(
                    *_acts(answers, stamp),
                    Heading(text=f"What {n} people given cells can show", level=2),
                    _learned(answers),
                ),
            ),
            Heading(text="The committee is asked to decide", level=2),
            decisions(design),
        ),
    )


def _biopsies(design: Design) -> str:
    if not biopsied(design):
        return ""
    return "The liver biopsies serve research only. Injury from any step, biopsies included, counts as an injury of the study."


def _acts(answers: Answers, stamp: DesignStamp) -> Iterator[Block]:
    figure = odds_figure(answers, stamp=stamp)
    if figure is not None:
        yield Heading(text="How often the rules would act", level=2)
        yield replace(
            figure, deck="Exact, by adding up every course the study can take; nothing is simulated."
        )


def _learned(answers: Answers) -> Table:
    known = {one.name: one for one in answers.learned}
    n = write.number(answers.exposed)
    rows = [
        Row(cells=(Text(text=said.format(n=n)), Text(text=known[name].number)))
        for name, said in SHOWN.items()
        if name in known and (name != "smallest p" or answers.exposed <= FEW)
    ]
    rows += [
        Row(cells=(Text(text=said), Text(text=write.percent(100 * power, 0))))
        for one in _primary(answers)
        for said, power in _found(one)
    ]
    return Table(
        id="learned",
        title="",
        columns=(Column(title="", width=1), Column(title="", align="right")),
        groups=(Group(rows=tuple(rows)),),
    )


def _primary(answers: Answers) -> list[Question]:
    """Return the question that the number of people was chosen for; none where it was chosen otherwise."""
    size = answers.design.sample_size.endpoint
    asks = {one.question for one in answers.design.endpoints if one.id == size}
    return [one for one in answers.questions if one.primary and one.asks in asks][:1]


def _found(one: Question) -> Iterator[tuple[str, float]]:
    """Yield the chance to find what is sought, and the same by the analysis that is planned, where it takes the baseline off."""
    if one.power is None:
        return
    outcome = f"{one.endpoint[:1].lower()}{one.endpoint[1:]}"
    effect = one.effect.replace(" beside an SD of ", ", where people vary by about ")
    yield f"{one.name} If so ({outcome}: {effect}), it is found with a chance of", one.power
    if one.adjusted is not None:
        yield "… by the planned analysis, which allows for where each began", one.adjusted.power
