"""How the numbers are made: variables, baseline, windows, estimands and statistics, written from ``analysis.yaml``."""

from __future__ import annotations

from importlib.metadata import version

from hepatica.report.document import Block, KeyValues, Pair, Para
from hepatica.report.prose import Named, Prose, cite, joined, one, say
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.sections.parts import page, section, several
from hepatica.report.study.sections.plan import TAGS
from hepatica.report.study.synopsis import SERIOUS_RATE
from hepatica.report.table import Column, Group, Number, Row, Table, Text
from hepatica.scores.registry import SCORES
from hepatica.study.rules import Analysis, AnalysisWindow
from hepatica.study.study import Study

REPEATS = {
    "closest": "the draw closest to the target day",
    "last": "the last draw",
    "mean": "the mean of the raw scores of all draws",
}
PARTIAL = {
    "none": "are left as they are: no day is counted from them",
    "earliest": "count as the earliest day they allow",
    "latest": "count as the latest day they allow",
}
MISSING = {
    "none": "leaves a gap: nothing is carried forward",
    "last": "takes the last value before it, labelled wherever it stands",
}
METHODS = (
    (
        "Clopper–Pearson, two-sided",
        "exact interval of a proportion of participants",
        "Clopper and Pearson 1934",
    ),
    ("Exact Poisson", "interval of a rate per person-time", "Garwood 1936"),
    (
        "Smallest attainable p",
        "two-sided floor of exact rank and sign tests at this number of pairs",
        "enumeration of sign patterns",
    ),
    (
        "Probability unseen",
        "chance that an event of a given rate is seen in nobody",
        "(1 − rate) to the power of n",
    ),
)
"""Methods every report uses: name, for what, source. Those of estimands stand with the estimands."""


def methods(dossier: Dossier) -> tuple[Block, ...]:
    """Return the analysis as the protocol states it, its parameters and where each comes from."""
    study = dossier.cut.study
    return (
        *page("Methods of analysis", rules(study)),
        *section("Analysis windows", windows_table(study.analysis)),
        *section("Estimands", overview_table(study)),
        *section("Statistics", Para(text=_statistics()), methods_table()),
        *page("Parameters of the protocol", parameters_table(study)),
    )


def rules(study: Study) -> KeyValues:
    """Return baseline, repeats, gaps and partial dates, in sentences."""
    analysis = study.analysis
    anchors = {anchor.id: anchor.title.en for anchor in study.schedule.anchors}
    anchor = anchors.get(study.schedule.analysis_anchor, study.schedule.analysis_anchor)
    baseline = say(
        "The last complete draw from day {first} to day {last}, counted from: {anchor}. {reference}.",
        first=cite(analysis.baseline.first, "COUNT:analysis/baseline"),
        last=cite(analysis.baseline.last, "COUNT:analysis/baseline"),
        anchor=Named(text=anchor.lower()),
        reference=Named(
            text=(analysis.baseline.reference or TAGS[analysis.baseline.source]).rstrip(".").capitalize()
        ),
    )
    others = "; ".join(f"{rule.title.en} ({TAGS[rule.source]})" for rule in analysis.baselines)
    clinical = say(
        "Bilirubin, INR, creatinine, sodium and albumin come from one draw; an INR within {hours} hours may complete it and is "
        "flagged. Ascites and encephalopathy count within {days} days of the draw.",
        hours=cite(analysis.inr_hours, "COUNT:analysis/inr_hours"),
        days=cite(analysis.child_pugh_days, "COUNT:analysis/child_pugh_days"),
    )
    pairs = [
        Pair(key="Scores", value=joined((_scores(), clinical))),
        Pair(key="Baseline", value=baseline),
        Pair(
            key="Several draws in a window", value=one(Named(text=f"Counted is {REPEATS[analysis.repeats]}."))
        ),
        Pair(key="A missed visit", value=f"A window without a draw {MISSING[analysis.missing_visits]}."),
        Pair(key="Partial dates", value=f"Dates known in part {PARTIAL[analysis.partial_dates]}."),
        Pair(
            key="Adverse events",
            value="Counted by participant, within the days of the procedure they belong to; everything else stands in a "
            "category of its own. Causality is the investigator's judgement of each component; the sponsor never lowers it.",
        ),
        Pair(
            key="Who is counted",
            value=f"{study.enrolment.counts.en}. {study.enrolment.replacement.en}",
        ),
    ]
    if others:
        pairs.insert(2, Pair(key="Baseline, otherwise", value=one(Named(text=f"{others}."))))
    return KeyValues(pairs=tuple(pairs))


def _scores() -> Prose:
    names = "; ".join(
        f"{SCORES[name].title}, {SCORES[name].version} ({SCORES[name].source})"
        for name in ("MELD_I_UNROUNDED", "CHILD_PUGH")
    )
    return one(Named(text=f"{names}. "))


def windows_table(analysis: Analysis) -> Table:
    """Return baseline and analysis windows with their source."""
    rows = tuple(_window(one) for one in (analysis.baseline, *analysis.windows))
    return Table(
        id="windows",
        title="",
        deck="Study days from the analysis anchor, both ends included",
        columns=(
            Column(title="Window", width=2),
            Column(title="Target", align="right"),
            Column(title="From", align="right"),
            Column(title="To", align="right"),
            Column(title="Source", width=2),
            Column(title="Where", width=6),
        ),
        groups=(Group(rows=rows),),
        listing=True,
    )


def _window(window: AnalysisWindow) -> Row:
    return Row(
        cells=(
            Text(text=window.title.en),
            Number(value=window.target),
            Number(value=window.first),
            Number(value=window.last),
            Text(text=TAGS[window.source]),
            Text(text=window.reference or "–"),
        )
    )


def overview_table(study: Study) -> Table:
    """Return every estimand on a line: what is measured, in whom, when, and by which methods."""
    windows = {window.id: window.title.en for window in study.analysis.windows}
    last = study.analysis.windows[-1].title.en
    rows = tuple(
        Row(
            cells=(
                Text(text=one.title.en),
                Text(text=one.kind),
                Text(text=POPULATIONS[one.population]),
                Text(text=windows.get(one.window or "", last)),
                Text(
                    text=", ".join(
                        f"{h.event.replace('_', ' ')}: {h.strategy.replace('_', ' ')}" for h in one.handling
                    )
                    or "–"
                ),
            )
        )
        for one in study.analysis.estimands
    )
    none = Row(
        cells=(Text(text="–"),),
        sentence="This version of the protocol states no estimand: changes are described.",
    )
    return Table(
        id="estimands",
        title="",
        deck="What each asks; the whole of each, with reasons, stands in the appendix of estimands",
        columns=(
            Column(title="Estimand", width=5),
            Column(title="Kind"),
            Column(title="In whom", width=3),
            Column(title="Until"),
            Column(title="Events in between, and what is done about them", width=8),
        ),
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )


POPULATIONS = {
    "started": "started a procedure",
    "infused": "received cells",
    "baseline": "have a baseline",
    "paired": "have both biopsies",
}


def asked(dossier: Dossier) -> tuple[Block, ...]:
    """Return the appendix: each estimand as the protocol asks it."""
    names = tuple(
        f"estimand-{one.id.replace('_', '-')}-asked" for one in dossier.cut.study.analysis.estimands
    )
    found = several(dossier, names)
    return page("Appendix: estimands in full", *found) if found else ()


def _statistics() -> Prose:
    return say(
        "Hepatica {hepatica}, scipy {scipy}. Nothing below is a test of a hypothesis. A p value would stand beside the smallest "
        "that its test can reach, and an interval beside every proportion. No mean stands for so few people. Multiplicity: no "
        "adjustment, since nothing is claimed. A rate of serious events of {rate} % is the example of what goes unseen.",
        hepatica=Named(text=version("hepatica")),
        scipy=Named(text=version("scipy")),
        rate=cite(SERIOUS_RATE * 100, "METHOD:serious_rate"),
    )


def methods_table() -> Table:
    """Return the methods every report uses, by name and source."""
    return Table(
        id="methods",
        title="",
        columns=(
            Column(title="Method", width=3),
            Column(title="For", width=5),
            Column(title="Source", width=4),
        ),
        groups=(Group(rows=tuple(Row(cells=tuple(Text(text=words) for words in one)) for one in METHODS)),),
        listing=True,
    )


def parameters_table(study: Study) -> Table:
    """Return every number the protocol team set, with its source and the values used elsewhere."""
    rows = tuple(
        Row(
            cells=(
                Text(text=p.title.en),
                Text(text=" ".join(part for part in (p.value, p.unit or "") if part), why=f"PARAM:{p.id}"),
                Text(text=TAGS[p.source]),
                Text(text=p.reference or "–"),
                Text(text="; ".join(f"{a.value} ({a.reference})" for a in p.alternatives) or "–"),
            )
        )
        for p in study.parameters
    )
    none = Row(cells=(Text(text="–"),), sentence="The protocol sets no parameter.")
    return Table(
        id="16.1.9",
        title="",
        deck="What the registry record leaves open; a proposal stands until the protocol team replaces it",
        columns=(
            Column(title="Parameter", width=5),
            Column(title="Value", width=2),
            Column(title="Source", width=2),
            Column(title="Where", width=5),
            Column(title="Used elsewhere", width=4),
        ),
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )
