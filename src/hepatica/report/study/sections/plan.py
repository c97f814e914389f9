"""Why the study was made, what it asks, and how it was to be done: written from ``study.yaml``."""

from __future__ import annotations

from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.report.prose import Named, one, say
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.refs import planned
from hepatica.report.study.sections.parts import page, section
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.study.schedule import Visit
from hepatica.study.study import Study

TAGS = {
    "seed": "given",
    "registry": "registry record",
    "literature": "literature",
    "proposal": "proposal",
}
"""Source of a statement of the protocol → how the report tags it."""


def plan(dossier: Dossier) -> tuple[Block, ...]:
    """Return introduction, objectives, design, population, treatments and schedule."""
    cut, study = dossier.cut, dossier.cut.study
    record = (
        (
            Para(text="The registry record gives this reason for the study, in its own words:"),
            Para(text=one(Named(text=f"“{study.record}”"))),
        )
        if study.record
        else (Para(text="The protocol on record states no reason for the study."),)
    )
    return (
        Heading(text="Introduction"),
        *record,
        *page("Design and outcome measures", design(cut)),
        *section("Who could take part", eligibility_table(study)),
        *page("Schedule of activities", schedule_table(study)),
    )


def design(cut: Cut) -> KeyValues:
    """Return design, arms and outcome measures, as registered."""
    study, made = cut.study, cut.study.design
    words = f"{made.study_type}, {made.allocation}, masking {made.masking}, purpose {made.purpose}"
    pairs = [Pair(key="Design", value=words.lower().replace("_", "-"))]
    counts = Named(text=study.enrolment.counts.en)
    pairs += [Pair(key="Enrolment", value=say("{planned}. {counts}", planned=planned(cut), counts=counts))]
    for arm in study.arms:
        given = [i for i in study.interventions if i.id in arm.interventions]
        parts = "; ".join(
            f"{i.title.en} ({', '.join(c.en for c in i.components)})" if i.components else i.title.en
            for i in given
        )
        pairs.append(Pair(key=arm.title.en, value=parts))
    pairs += [
        Pair(
            key=f"{o.kind.capitalize()} outcome", value=f"{o.measure} {o.description} Time frame: {o.frame}."
        )
        for o in study.outcomes
    ]
    return KeyValues(pairs=tuple(pairs))


def eligibility_table(study: Study) -> Table:
    """Return the criteria, each with its source."""
    groups = tuple(
        Group(
            title=title,
            rows=tuple(
                Row(
                    cells=(Text(text=c.text.en), Text(text=TAGS[c.source]), Text(text=c.reference or "–")),
                    indent=True,
                )
                for c in study.eligibility
                if c.kind == kind
            ),
        )
        for kind, title in (
            ("inclusion", "Included were people with"),
            ("exclusion", "Excluded were people with"),
        )
        if any(c.kind == kind for c in study.eligibility)
    )
    none = (Group(rows=(Row(cells=(Text(text="–"),), sentence="The protocol states no criteria."),)),)
    return Table(
        id="eligibility",
        title="",
        deck="Each criterion with its source; a proposal stands until the protocol team replaces it",
        columns=(Column(title="Criterion", width=5), Column(title="Source"), Column(title="Where", width=4)),
        groups=groups or none,
        listing=True,
    )


def schedule_table(study: Study) -> Table:
    """Return the visits: day from their anchor, window, and what is done."""
    anchors = {anchor.id: anchor.title.en for anchor in study.schedule.anchors}
    groups = tuple(
        Group(title=epoch.title.en, rows=tuple(_visit(study, visit, anchors) for visit in found))
        for epoch in study.schedule.epochs
        if (found := [v for v in study.schedule.visits if v.epoch == epoch.id])
    )
    return Table(
        id="schedule",
        title="",
        deck="Days count from the anchor named; windows hold both ends",
        columns=(
            Column(title="Visit", width=3),
            Column(title="Day"),
            Column(title="Window"),
            Column(title="From", width=2),
            Column(title="Done", width=6),
        ),
        groups=groups,
        listing=True,
    )


def _visit(study: Study, visit: Visit, anchors: dict[str, str]) -> Row:
    day = study.day_of(visit)
    margin = visit.margin or 0
    if visit.window:
        window = f"{visit.window.first} to {visit.window.last}"
    else:
        window = f"± {margin}" if margin else "–"
    done = ", ".join(study.form_by_id[form].title.en for form in visit.forms)
    cells = (
        Text(text=visit.title.en),
        Text(text="as it happens" if day is None else str(day).replace("-", "−")),
        Text(text=window.replace("-", "−")),
        Text(text=anchors.get(visit.anchor, visit.anchor)),
        Text(text=done or "–"),
    )
    return Row(cells=cells, indent=True)
