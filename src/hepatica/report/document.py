"""A document is a sequence of blocks under one stamp; it knows nothing of HTML or typst."""

from dataclasses import dataclass

from hepatica.report.figure import Figure
from hepatica.report.prose import Prose
from hepatica.report.stamp import Anchored
from hepatica.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading: level 1 begins a page's matter (16 pt), level 2 a section (11 pt)."""

    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Para:
    """A paragraph, plain or with cited numbers; `note` sets it small and grey."""

    text: str | Prose
    note: bool = False


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A name and its value: words, plain or with cited numbers, or a small table."""

    key: str
    value: str | Prose | Table


@dataclass(frozen=True, kw_only=True)
class KeyValues:
    """Names and values between rules; `id` is how a citation names the place.

    `columns=2` sets short facts side by side (the title page); `columns=1` gives each its own ruled row, the
    name in semibold (the synopsis).
    """

    pairs: tuple[Pair, ...]
    columns: int = 1
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """The next block begins a page."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Blocks side by side on a design sheet; anywhere else the left ones come first, then the right ones."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]


Block = Heading | Para | KeyValues | Table | Figure | PageBreak | Columns


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is printed: `kind` and `number` head every page (`Clinical study report · HEP-AIG-01`).

    `synthetic` puts the framed tag, with the words of `synthetic_tag`, on every page; `state` frames another beside it,
    such as that the data are not locked. `title_page` sets title and
    subtitle large above the first block. Raises ValueError without a title or a number.
    """

    title: str
    number: str
    synthetic: bool
    blocks: tuple[Block, ...]
    stamp: Anchored
    kind: str = "Clinical study report"
    subtitle: str = ""
    synthetic_tag: str = "Synthetic data"
    title_page: bool = True
    state: str = ""
    lang: str = "en"
    sheet: bool = False
    """One page to be read at a glance: narrow margins, small type, pictures without their tables."""

    def __post_init__(self) -> None:
        """Refuse a document that its pages could not name."""
        if not self.title.strip() or not self.number.strip():
            raise ValueError("a document needs a title and a protocol number: every page bears them")
