"""The study report as one document: identity, synopsis, disposition, the outcomes, the listings."""

from __future__ import annotations

from hepatica.datasets.product_exposure import manufactured
from hepatica.report import text as write
from hepatica.report.document import Block, Document, Heading, KeyValues, PageBreak, Pair, Para
from hepatica.report.study.catalogue import FIGURES, NOTHING
from hepatica.report.study.cut import Cut
from hepatica.report.study.disposition import deviation_listing, disposition_table
from hepatica.report.study.event_listing import event_listing
from hepatica.report.study.exposure_table import exposure_table
from hepatica.report.study.liver_cd34 import cd34_table
from hepatica.report.study.liver_change import cd34_change_table
from hepatica.report.study.liver_readings import cd34_agreement_table, cd34_reading_listing
from hepatica.report.study.safety_table import safety_table
from hepatica.report.study.score_listing import score_listing
from hepatica.report.study.synopsis import synopsis


def study_report(cut: Cut) -> Document:
    """Return the whole report at a cut."""
    return Document(
        title=cut.study.title.en,
        subtitle=cut.study.short_title.en,
        number=cut.study.protocol,
        synthetic=cut.synthetic,
        synthetic_tag=cut.tag or "Synthetic data",
        stamp=cut.stamp,
        blocks=(
            _identity(cut),
            Para(text="Every number below can be traced to an entry of the study ledger.", note=True),
            Heading(text="Synopsis", level=2),
            synopsis(cut),
            PageBreak(),
            Heading(text="Design and outcome measures"),
            _design(cut),
            *_part("Disposition", disposition_table(cut), *_exposure(cut)),
            *_part("Primary outcome: adverse events", safety_table(cut)),
            *_part(
                "Secondary outcomes: MELD and Child-Pugh",
                _drawn(cut, "meld"),
                PageBreak(),
                score_listing(cut),
            ),
            *_part(
                "Secondary outcome: CD34 in the liver",
                _drawn(cut, "liver-cd34"),
                cd34_table(cut),
                cd34_change_table(cut),
                cd34_agreement_table(cut),
            ),
            *_part("Listings", event_listing(cut), deviation_listing(cut), cd34_reading_listing(cut)),
        ),
    )


def _part(title: str, *blocks: Block) -> tuple[Block, ...]:
    return (PageBreak(), Heading(text=title), *blocks)


def _exposure(cut: Cut) -> tuple[Block, ...]:
    return (exposure_table(cut),) if manufactured(cut.study, cut.state) else ()


def _drawn(cut: Cut, name: str) -> Block:
    """Return the figure, or the sentence in its place: an error in a picture never takes the report with it."""
    try:
        return FIGURES[name](cut) or Para(text=NOTHING[name])
    except ValueError as error:
        return Para(text=f"The figure could not be drawn: {error}. The table below holds its values.")


def _identity(cut: Cut) -> KeyValues:
    study, design = cut.study, cut.study.design
    consents = sorted(p.consented[:10] for p in cut.participants if p.consented)
    site = study.sites[0]
    pairs = (
        Pair(key="Registry", value=f"{study.id.upper()}; phase as registered “{design.phase_registered}”"),
        Pair(key="First consent", value=write.partial_date(consents[0]) if consents else "none yet"),
        Pair(key="Sponsor and site", value=f"{study.sponsor}, {site.place}"),
        Pair(key="Data cut", value=write.civil_date(cut.stamp.cut)),
        Pair(key="Products", value="; ".join(p.title.en for p in study.products)),
        Pair(key="Protocol version", value=study.version),
    )
    return KeyValues(pairs=pairs, columns=2)


def _design(cut: Cut) -> KeyValues:
    study, design = cut.study, cut.study.design
    words = f"{design.study_type}, {design.allocation}, masking {design.masking}, purpose {design.purpose}"
    pairs = [Pair(key="Design", value=words.lower().replace("_", "-"))]
    pairs += [Pair(key="Enrolment", value=f"{study.enrolment.planned}. {study.enrolment.counts.en}")]
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
