"""The pictures of a participant's cells, each with its table twin: pedigree, growth of the cultures, infusion by the minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

import hepatica
from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import StudyRow
from hepatica.product.pedigree_values import AHEAD, PERSON, Node
from hepatica.report import vega
from hepatica.report.figure import Figure
from hepatica.report.figures import pedigree as drawing
from hepatica.report.html import broken_html, figure_html
from hepatica.report.palette import Theme
from hepatica.report.product import pictures as made
from hepatica.report.product.cells import Cells
from hepatica.report.stamp import Stamp
from hepatica.store import read
from hepatica.web.doors import for_members
from hepatica.web.figures import script_address
from hepatica.web.product import addresses
from hepatica.web.product.bench import Bench, bench

FIGURES: Mapping[str, Callable[[Cells], Figure | None]] = {
    "growth": made.growth_figure,
    "infusion": made.strip_figure,
}


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What is drawn on the page; '' where there is nothing to draw yet."""

    pedigree: str = ""
    growth: str = ""
    infusion: str = ""

    @property
    def script(self) -> str:
        """Address of the script that draws figures, where one is there to be drawn."""
        return script_address() if self.growth or self.infusion else ""


def pictures(at: Bench) -> Pictures:
    """Draw what there is to draw of a participant's cells."""
    if not at.lineage.rows:
        return Pictures()
    cells = _cells(at)
    return Pictures(
        pedigree=_pedigree(at, cells), growth=_figure(cells, "growth"), infusion=_figure(cells, "infusion")
    )


@for_members
def still(request: HttpRequest, actor: Actor, subject: str, name: str) -> HttpResponse:
    """Draw a figure on the server, for pages without scripts."""
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    found = FIGURES[name](_cells(bench(actor, subject))) if name in FIGURES else None
    if found is None:
        raise Http404(_("There is nothing to draw."))
    return HttpResponse(vega.svg(found.spec, theme), content_type="image/svg+xml")


def _pedigree(at: Bench, cells: Cells) -> str:
    """Draw the pedigree; every material leads to its page. The drawing escapes all it is told."""

    def href(node: Node) -> str:
        return "" if node.kind in {PERSON, AHEAD} else addresses.material(at.subject, node.key)

    return SafeString(drawing.draw(made.pedigree_of(cells), ordinal=at.mark.order or 0, href=href))


def _figure(cells: Cells, name: str) -> str:
    try:
        found = FIGURES[name](cells)
    except ValueError as error:
        return broken_html(name, error)
    if found is None:
        return ""
    address = reverse("products:picture", args=[cells.subject, name])
    image = (
        '<noscript><picture><source media="(prefers-color-scheme: dark)" '
        f'srcset="{address}?theme=dark"><img src="{address}" alt=""></picture></noscript>'
    )
    return figure_html(found, picture=image)


def _cells(at: Bench) -> Cells:
    trial = at.state.get(StudyRow)
    return Cells(
        study=at.study,
        state=at.state,
        subject=at.subject,
        ordinal=_place(at.subject),
        stamp=_stamp(at),
        synthetic=bool(trial and trial.synthetic),
        now=at.minute,
        zone=at.now.zone,
        people=at.names(),
    )


def _place(subject: str) -> int:
    """Return a participant's place: by infusion, those not infused after them by number, as every list goes."""
    infused = read.infused()
    if subject in infused:
        return infused.index(subject) + 1
    before = [number for number in read.numbers() if number < subject and number not in infused]
    return len(infused) + len(before) + 1


def _stamp(at: Bench) -> Stamp:
    end = read.end()
    then = datetime.strptime(end.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    local = then.astimezone(ZoneInfo(at.now.zone))
    return Stamp(
        protocol=f"{at.study.protocol} version {at.study.version}",
        cut=local.date(),
        seq=end.seq,
        head=end.hash,
        program=hepatica.__version__,
        at=local,
    )
