"""The published record beside this one: what others saw of the same cells, and what that cannot say of these five."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from hepatica.report.document import Block, Heading, PageBreak
from hepatica.report.study.dossier import Dossier

HEADING = "Evidence in context"


def evidence(dossier: Dossier) -> tuple[Block, ...]:
    """Return the page of evidence; nothing where the study has none to set beside."""
    if find_spec("hepatica.report.study.evidence_page") is None:
        return ()
    blocks: tuple[Block, ...] = import_module("hepatica.report.study.evidence_page").evidence_blocks(
        dossier.cut
    )
    return (PageBreak(), Heading(text=HEADING), *blocks) if blocks else ()
