"""The published record beside this one: what others saw of the same cells, and what that cannot say of these five."""

from __future__ import annotations

from hepatica.report.document import Block
from hepatica.report.study.checklist_items import EVIDENCE
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.evidence_page import evidence_blocks
from hepatica.report.study.sections.parts import page


def evidence(dossier: Dossier) -> tuple[Block, ...]:
    """Return the page of evidence."""
    return page(EVIDENCE, *evidence_blocks(dossier.cut))
