"""The pictures of a participant's cells, each with its table twin."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from hepatica.web.product.bench import Bench


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What is drawn on the page; '' where there is nothing to draw yet."""

    pedigree: SafeString
    growth: SafeString
    infusion: SafeString
    script: str = ""


def pictures(at: Bench) -> Pictures:
    """Draw what there is to draw."""
    return Pictures(pedigree=SafeString(), growth=SafeString(), infusion=SafeString())


def strip(at: Bench, bag: str) -> SafeString:  # noqa: ARG001
    """Draw an infusion by the minute."""
    return SafeString()
