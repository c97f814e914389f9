"""A figure is one object: finding, deck, chart, note, twin table, alt text and stamp.

The chart is a Vega-Lite specification with marks and labels only; everything else is text of the host, so that
page, PDF and archive show the same figure.
"""

from dataclasses import dataclass
from typing import Any

from hepatica.report.stamp import Anchored
from hepatica.report.table import Table

TITLE_LIMIT = 80
Spec = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture and all that is needed to read it without seeing it.

    `title` is the finding, at most 80 characters. `note` says what it cannot show. `synthetic` is the words of
    the framed tag when the data, or a named part of them, are invented. Raises ValueError for a title too long
    or an empty alternative text.
    """

    id: str
    title: str
    deck: str
    spec: Spec
    note: str
    twin: Table
    alt: str
    stamp: Anchored
    synthetic: str = ""
    number: str = ""
    drawing: str = ""
    """SVG text, for a picture that is no chart: its specification is then empty."""
    wide: bool = False
    """Whether it lies across a page of its own on paper, so that its words stay large enough to read."""

    def __post_init__(self) -> None:
        """Refuse a figure that cannot be read aloud."""
        if len(self.title) > TITLE_LIMIT:
            raise ValueError(
                f"figure {self.id!r}: the title has {len(self.title)} characters, at most {TITLE_LIMIT}"
            )
        if not self.alt.strip():
            raise ValueError(f"figure {self.id!r} has no alternative text")
