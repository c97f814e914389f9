"""Forms on paper: PDF/A with the stamp of the cut, the mark of a draft, and the tag of synthetic data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hepatica.report import typst
from hepatica.report.forms.filled import Filled
from hepatica.report.forms.page import Data, form_data
from hepatica.report.payload import stamped
from hepatica.report.stamp import Stamp
from hepatica.safety.narrative import Segment

DRAFT = "Draft: not for submission"
SYNTHETIC = "Synthetic data"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a form is printed on: the cut it was read from, and what stands above it."""

    stamp: Stamp
    number: str
    """Protocol number."""
    synthetic: bool
    final: bool
    status: str = ""
    """'First report, version 1, issued 16 Mar 2026, 10:40 by Dr A. Menon'; of a draft what is missing."""


def form_pdf(forms: Sequence[Filled], paper: Paper, narrative: tuple[Segment, ...] = ()) -> bytes:
    """Set filled forms of one case, each from a new page: the same forms on the same paper give the same bytes.

    The first form bears the narrative. Raises ValueError without a form, TypesetError when it cannot be set.
    """
    if not forms:
        raise ValueError("a paper needs at least one form")
    return typst.form(_data(forms, paper, narrative), paper.stamp.at)


def _data(forms: Sequence[Filled], paper: Paper, narrative: tuple[Segment, ...]) -> Data:
    first = forms[0]
    return {
        "title": f"{first.title}: {first.subject}, event {first.row}",
        "kind": f"{first.short} · {paper.number} · participant {first.subject} · event {first.row}",
        "mark": "" if paper.final else DRAFT,
        "tag": SYNTHETIC if paper.synthetic else "",
        **stamped(paper.stamp),
        "forms": [
            form_data(form)
            | {"status": paper.status if form is first else ""}
            | {"narrative": _narrative(narrative) if form is first and narrative else None}
            for form in forms
        ],
    }


def _narrative(segments: tuple[Segment, ...]) -> Data:
    return {
        "title": "Narrative",
        "parts": [{"text": segment.text, "own": segment.own} for segment in segments],
        "note": "Drafted from the record; the physician's own sentences are marked by a bar and kept as written. "
        "What is not known stands in brackets.",
    }
