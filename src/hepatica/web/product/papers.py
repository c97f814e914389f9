"""Papers of the laboratory, printed as they stand: labels, certificates, the two-person sheet, letters, the batch record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.jobs import product_papers
from hepatica.jobs.product_papers import Made, NoSuchPaper
from hepatica.ledger.product_rows import AccessionRow, BagRow
from hepatica.report.product.sheet import not_given
from hepatica.web.doors import for_members
from hepatica.web.product.acts.going_on import notice_of
from hepatica.web.product.bench import Bench, bench
from hepatica.web.product.present_lot import Door

MOST = 60
"""Labels on one sheet of paper are few; more are asked for again."""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The papers of a participant."""

    links: tuple[Door, ...]
    labels: tuple[str, ...]
    """What labels can be printed for: the participant's wristband and every material."""
    action: str


def shelf(at: Bench) -> Shelf:
    """Return what can be printed for a participant: the bedside sheet while a bag waits, labels of what may bear one."""
    lots = [row.material for row in at.lineage.of_kind("lot")]
    begun = {at.lineage.product(label) for label in at.lineage.rows}

    def door(said: str, name: str, **thing: str) -> Door:
        return Door(
            words=said,
            href=reverse(f"products:{name}", kwargs={"subject": at.subject, **thing}),
            icon="print",
        )

    bags = {bag.bag: bag for bag in at.state.of(BagRow, at.subject)}
    links = [door(_("Two-person sheet for the bedside"), "sheet")] if not_given(at.lineage, bags) else []
    links += [
        door(_("Certificate of analysis, %(lot)s") % {"lot": lot}, "certificate", lot=lot) for lot in lots
    ]
    links += [
        door(
            _("Batch record, %(product)s") % {"product": product.short or product.title},
            "batch",
            product=product.id,
        )
        for product in at.study.products
        if product.id in begun
    ]
    labels = (at.subject, *(label for label in at.lineage.rows if _may_bear(at, label)))
    return Shelf(links=tuple(links), labels=labels, action=reverse("products:labels", args=[at.subject]))


def of_material(at: Bench, label: str) -> list[Door]:
    """Return what can be printed about one material."""
    address = reverse("products:labels", args=[at.subject])
    href = f"{address}?{urlencode({'of': label})}"
    found = [Door(words=_("Label"), href=href, icon="print")] if _may_bear(at, label) else []
    if at.lineage.kind(label) == "lot":
        href = reverse("products:certificate", args=[at.subject, label])
        found.append(Door(words=_("Certificate of analysis"), href=href, icon="file"))
    return found


def _may_bear(at: Bench, label: str) -> bool:
    """Return whether a material has what its label bears: a slide has none before it has its code."""
    coded = {row.material for row in at.state.of(AccessionRow, at.subject)}
    return at.lineage.kind(label) != "slide" or label in coded


@for_members
def labels(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Print labels of the materials that were ticked."""
    wanted = request.GET.getlist("of")[:MOST]
    if not wanted:
        raise Http404(_("Tick at least one label to print."))
    return _given(lambda: product_papers.labels(subject, wanted, actor=actor.user))


@for_members
def certificate(request: HttpRequest, actor: Actor, subject: str, lot: str) -> HttpResponse:  # noqa: ARG001
    """Print the certificate of analysis of a lot."""
    return _given(lambda: product_papers.certificate(subject, lot, actor=actor.user))


@for_members
def sheet(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:  # noqa: ARG001
    """Print the two-person sheet, to be taken to the bedside."""
    return _given(lambda: product_papers.sheet(subject, actor=actor.user))


@for_members
def batch(request: HttpRequest, actor: Actor, subject: str, product: str) -> HttpResponse:  # noqa: ARG001
    """Print the batch record of a product."""
    return _given(lambda: product_papers.batch_record(subject, product, actor=actor.user))


@for_members
def letter(request: HttpRequest, actor: Actor, subject: str, seq: int) -> HttpResponse:  # noqa: ARG001
    """Print a letter that is owed."""
    row = notice_of(bench(actor, subject), str(seq))
    return _given(lambda: product_papers.letter(subject, row.lot, row.notice, row.to, actor=actor.user))


def _given(make: Callable[[], Made]) -> HttpResponse:
    try:
        made = make()
    except NoSuchPaper as error:
        raise Http404(str(error)) from error
    headers = {"Content-Disposition": f'inline; filename="{made.name}"'}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
