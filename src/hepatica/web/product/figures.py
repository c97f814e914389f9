"""The pictures of a participant's cells, each with its table twin."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from hepatica.product.pedigree import pedigree
from hepatica.product.pedigree_values import AHEAD, PERSON, Node
from hepatica.report.figures import pedigree as pedigree_figure
from hepatica.web.product import addresses
from hepatica.web.product.bench import Bench


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What is drawn on the page; '' where there is nothing to draw yet."""

    pedigree: str = ""
    growth: str = ""
    infusion: str = ""
    script: str = ""
    """The script that draws figures, where one is there to be drawn."""


def pictures(at: Bench) -> Pictures:
    """Draw what there is to draw."""
    return Pictures(pedigree=_pedigree(at))


def _pedigree(at: Bench) -> SafeString:
    """Draw the pedigree; every material leads to its page. The drawing escapes all it is told."""
    if not at.lineage.rows:
        return SafeString()
    found = pedigree(at.study, at.state, at.subject, now=at.minute, zone=at.now.zone)

    def href(node: Node) -> str:
        if node.kind in {PERSON, AHEAD}:
            return ""
        return addresses.material(at.subject, node.key)

    return SafeString(pedigree_figure.draw(found, ordinal=at.mark.order or 0, href=href))


def strip(at: Bench, bag: str) -> SafeString:  # noqa: ARG001
    """Draw an infusion by the minute."""
    return SafeString()
