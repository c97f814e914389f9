"""A participant's products, a material of theirs, and the files that stand beside the laboratory's record."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.ledger.product_rows import MaterialRow, NoticeRow, TestRow
from hepatica.ledger.rows import SubjectRow
from hepatica.product import codes
from hepatica.store import files
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.doors import for_members
from hepatica.web.product import (
    addresses,
    figures,
    papers,
    present_lot,
    present_person,
    standing,
    waiting,
    words,
)
from hepatica.web.product.bench import Bench, bench


@for_members
def person(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Show everything made of a participant's cells on one page."""
    at = bench(actor, subject)
    lots = waiting.lots(at)
    taken, ways = present_person.branches(at)
    stretches = present_person.stretches(at)
    letters = present_lot.letters(at)
    context = {
        "described": any(product.steps for product in at.study.products),
        "mark": at.mark,
        "subject": subject,
        "infused": (row := at.state.get(SubjectRow, subject)) and row.infused,
        "tally": standing.tally(lots),
        "pictures": figures.pictures(at),
        "limited": [one for one in stretches if one.width],
        "shown": [one for one in stretches if not one.width],
        "pending": present_person.pending(at, lots),
        "waits": [one for one in waiting.waits(at) if one.glyph != "file"],
        "lanes": present_person.lanes(at),
        "doses": present_person.dosing(at),
        "differing": present_person.differing(at),
        "taken": taken,
        "ways": ways,
        "letters": letters,
        "sent_letters": [one for one in letters if one.sent],
        "letters_words": present_lot.letters_words(letters),
        "papers": papers.shelf(at),
    }
    return render(request, "product/person.html", context)


@for_members
def material(request: HttpRequest, actor: Actor, subject: str, label: str) -> HttpResponse:
    """Show a material: what it is, where it is, its tests, the decision on it, and what may be recorded."""
    at = bench(actor, subject)
    row = at.material(label)
    found = present_lot.specification_of(at, label)
    kind = at.lineage.kind(label)
    letters = present_lot.letters(at, label) if found else []
    context = {
        "mark": at.mark,
        "subject": subject,
        "back": addresses.person(subject),
        "label": label,
        "typed": f"{label} {codes.check_character(codes.MATERIAL, label)}",
        "kind": words.KINDS.get(kind or "", ""),
        "where": words.where(row),
        "left": words.left(at.lineage.left(label)) if kind != "passage" else "",
        "parents": [
            (one.material, addresses.material(subject, one.material)) for one in at.lineage.parents(label)
        ],
        "children": [
            (one.material, addresses.material(subject, one.material)) for one in at.lineage.children(label)
        ],
        "measures": present_lot.measures(at, row),
        "chain": present_lot.chain(row),
        "faults": present_lot.faults(at, row),
        "lines": present_lot.lines(at, found) if found else [],
        "decided": present_lot.decided(found, at.names()) if found else (),
        "tests": [] if found else present_lot.tests_of(at, row),
        "letters": letters,
        "sent_letters": [one for one in letters if one.sent],
        "doors": present_lot.doors(at, row, found),
        "tally": standing.tally([found] if found else []),
        "printed": papers.of_material(at, label),
        "infusion": addresses.infusion(subject, label) if kind == "bag" else "",
    }
    return render(request, "product/material.html", context)


@for_members
def evidence(request: HttpRequest, actor: Actor, subject: str, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a file that the laboratory's record names; that it left is written down."""
    at = bench(actor, subject)
    name = dict(_beside(at)).get(sha256)
    if not sha256 or name is None:
        raise Http404(_("The record names no file of that hash."))
    path = files.path_of(sha256)
    if not path.is_file():
        raise Http404(_("The file is gone from this folder; its hash in the record proves any copy."))
    append_access(Access.EXPORTED, actor=actor.user, body={"what": "evidence", "cut": "", "sha256": sha256})
    return FileResponse(path.open("rb"), as_attachment=True, filename=name or sha256)


def _beside(at: Bench) -> Iterator[tuple[str, str]]:
    """Yield (SHA-256, name) of every file of the participant's laboratory record."""
    for row in at.state.of(MaterialRow, at.subject):
        yield from ((move.log, move.log_name) for move in row.moves)
    for test in at.state.of(TestRow, at.subject):
        yield test.file, test.file_name
    for notice in at.state.of(NoticeRow, at.subject):
        yield notice.file, notice.file_name
