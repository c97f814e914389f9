"""The study report as one document, in the order of ICH E3: who, what, how; harm first; then outcomes, evidence, limits."""

from __future__ import annotations

from hepatica.report.citations import citations
from hepatica.report.document import Block, Document
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.sections.appendices import appendices
from hepatica.report.study.sections.checklists import checklists
from hepatica.report.study.sections.evidence import evidence
from hepatica.report.study.sections.front import ethics, front
from hepatica.report.study.sections.limitations import limitations
from hepatica.report.study.sections.methods import asked, methods
from hepatica.report.study.sections.plan import plan
from hepatica.report.study.sections.registry_tables import registry_tables
from hepatica.report.study.sections.results import efficacy, listings, participants, profiles, safety
from hepatica.report.study.sections.sources import sources

KIND = "Clinical study report"
PARTS = (
    front, ethics, plan, methods, participants, safety, efficacy, evidence, limitations, listings, profiles, asked,
    appendices, registry_tables, lambda _: checklists(),
)  # fmt: skip
"""The parts of the report, in order; the last appendix follows, written from all of them."""


def study_report(cut: Cut, dossier: Dossier | None = None, *, whole: bool = False) -> Document:
    """Return the whole report at a cut; ``whole`` gives the cells of listings rows in the last appendix too (HTML)."""
    told = dossier or Dossier(cut=cut)
    blocks: tuple[Block, ...] = tuple(block for part in PARTS for block in part(told))
    return framed(told, KIND, (*blocks, *sources(cut, citations(blocks), whole=whole)))


def framed(dossier: Dossier, kind: str, blocks: tuple[Block, ...], *, title: str = "") -> Document:
    """Return blocks under the study's own name, stamp and frames: synthetic, not locked."""
    cut = dossier.cut
    return Document(
        kind=kind,
        title=title or cut.study.title.en,
        subtitle=cut.study.short_title.en,
        number=cut.study.protocol,
        synthetic=cut.synthetic,
        synthetic_tag=cut.tag or "Synthetic data",
        state=dossier.status,
        stamp=cut.stamp,
        blocks=blocks,
    )
