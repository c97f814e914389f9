"""Drawing the form page, whole or in the fragments that one saved field changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hepatica.study.study import VISIT_FORM
from hepatica.web import addresses
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.foot import foot
from hepatica.web.capture.form.present import Rejections, act_url, deviations, present, proposals, section
from hepatica.web.capture.form.present_field import Rejected, ask
from hepatica.web.capture.form.present_review import review
from hepatica.web.capture.form.present_scores import scores
from hepatica.web.capture.form.present_visit import timing
from hepatica.web.capture.form.saving import At
from hepatica.web.capture.form.typed import name_of
from hepatica.web.signing import signing_box

ACTS = ("complete", "reopen", "sign", "remove", "explain", "talk")


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A refusal of an act on the whole form, with the field it names."""

    sentence: str
    at: str = ""


def draw(
    request: HttpRequest,
    desk: Desk,
    *,
    rejected: Rejections | None = None,
    missing: tuple[Missing, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Draw the page, with what was typed where it was not taken and with what stands against an act."""
    values = {
        "page": present(desk, _shown(request, rejected or {}), rejected or {}),
        "scores": scores(desk),
        "foot": foot(desk),
        "review": review(desk),
        "missing": missing,
        "signing": signing_box(request, desk.actor) if desk.row.complete and desk.may("form.sign") else None,
        "acts": {act: act_url(desk, act) for act in ACTS},
        "copies": addresses.copies(desk.subject, desk.visit, desk.form.id),
        "key": uuid4().hex,
    }
    return render(request, "capture/form/page.html", values, status=status)


def _shown(request: HttpRequest, rejected: Mapping[str, Rejected]) -> dict[str, int]:
    """Return how many rows of each group the reader asked for, and enough for what was typed and not taken."""
    found = {
        name.removeprefix("rows."): min(int(text), 200)
        for name, text in request.GET.dict().items()
        if name.startswith("rows.") and text.isascii() and text.isdigit() and len(text) < 5
    }
    most = max((one.typed.row for one in rejected.values()), default=0)
    return {group: max(n, most) for group, n in found.items()}


def draw_fragments(
    request: HttpRequest,
    desk: Desk,
    places: Iterable[At],
    rejected: Rejected | None = None,
    *,
    status: int = 200,
    alone: bool = False,
) -> HttpResponse:
    """Draw the fields that changed and this form's line in the list; unless ``alone``, its foot and what it raised."""
    asks = []
    for form_id, item_id, row in sorted(places):
        form, group = desk.study.form_by_id[form_id], desk.study.group_of(form_id, item_id)
        item = desk.study.item(form_id, item_id)
        if group is not None and item is not None:
            own = rejected if rejected and rejected.typed.name == name_of(form_id, item_id, row) else None
            asks.append(ask(desk, form, group, item, row, own))
    headed = any(form_id == VISIT_FORM for form_id, _item, _row in places)
    values = {
        "asks": asks,
        "section": section(desk, desk.form),
        "foot": None if alone else foot(desk),
        "signing": signing_box(request, desk.actor) if desk.row.complete and desk.may("form.sign") else None,
        "proposals": () if alone else proposals(desk),
        "deviations": () if alone else deviations(desk),
        "timing": timing(desk) if headed else None,
        "headed": headed,
        "review": None if alone else review(desk),
        "acts": {act: act_url(desk, act) for act in ACTS},
    }
    response = HttpResponse(render_to_string("capture/form/fragments.html", values, request), status=status)
    response.headers["X-Hepatica-Head"] = str(desk.head)
    return response
