"""The form page: shown, saved field by field, saved whole without scripts, and one item's trail."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hepatica.conduct.refused import Refused
from hepatica.study.form import Form
from hepatica.study.study import VISIT_FORM
from hepatica.web.capture.form.desk import Desk, at_desk
from hepatica.web.capture.form.drawing import Missing, draw, draw_fragments
from hepatica.web.capture.form.present_scores import scores
from hepatica.web.capture.form.saving import (
    Stored,
    concerns_fields_alone,
    rejection,
    send,
    store_page,
    touched,
)
from hepatica.web.capture.form.trail import sentences
from hepatica.web.capture.form.typed import Typed, read_typed, unknown_names


@require_http_methods(["GET", "POST"])
@at_desk
def form(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the form, or store what was typed."""
    if request.method == "POST":
        return _autosave(request, desk) if request.headers.get("HX-Request") else _save_page(request, desk)
    if "history" in request.GET:
        return _history(request, desk)
    if request.GET.get("part") == "field":
        return _field(request, desk)
    if request.GET.get("part") == "scores":
        return render(request, "capture/form/scores_fragment.html", {"scores": scores(desk)})
    return draw(request, desk)


def _forms(desk: Desk) -> list[Form]:
    """List the forms on the page: the visit's header and the form itself."""
    header = [] if desk.is_log or desk.form.id == VISIT_FORM else [desk.study.form_by_id[VISIT_FORM]]
    return [*header, desk.form]


def _number(text: str | None) -> int:
    """Read a sequence number from a request; what is none saw nothing, so every change of others is a conflict."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _autosave(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Store one field; answer with the fields that changed, or with the sentence at the one that was refused."""
    if request.headers.get("X-Hepatica-User") != desk.actor.user:
        return HttpResponse(_("Someone else is signed in here now."), status=409, content_type="text/plain")
    found = [(one, typed) for one, fields in _typed_by(request, desk) for typed in fields]
    if len(found) != 1:
        names = [n for one in _forms(desk) for n in unknown_names(one, request.POST)]
        said = _("%(form)s has no item %(names)s.") if names else _("Nothing could be read.")
        words = said % {"form": desk.form.title, "names": ", ".join(names)} if names else said
        return HttpResponse(words, status=400, content_type="text/plain")
    one, typed = found[0]
    key = request.POST.get("key", "")[:64] or None
    result = send(desk, one, [typed], seen=_number(request.POST.get("seen")), key=key or uuid4().hex)
    since = _number(request.POST.get("since"))
    now = replace(desk.again(), opened=since)
    places = touched(now, typed, result, since)
    if isinstance(result, Refused):
        return draw_fragments(request, now, places, rejection(now, typed, result.refusals[0]), status=422)
    return draw_fragments(request, now, places, alone=concerns_fields_alone(now, result, since))


def _typed_by(request: HttpRequest, desk: Desk) -> list[tuple[Form, list[Typed]]]:
    post = {name: request.POST[name] for name in request.POST}
    return [(one, list(read_typed(one, desk.row_of(one.id), post))) for one in _forms(desk)]


def _save_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Store what can stand; what cannot comes back with its sentence and the typed text."""
    seen, key = _number(request.POST.get("seen")), request.POST.get("key", "")[:64] or uuid4().hex
    whole = Stored()
    for one, typed in _typed_by(request, desk):
        part = store_page(desk, one, typed, seen=seen, key=key)
        whole.events += part.events
        whole.rejected |= part.rejected
        whole.others += part.others
        names = unknown_names(one, request.POST)
        whole.others += [_("%(form)s has no item %(name)s.") % {"form": one.title, "name": n} for n in names]
    if whole.events:
        said = ngettext("%(n)s answer is on the server.", "%(n)s answers are on the server.", whole.events)
        messages.success(request, said % {"n": whole.events})
    if not whole.rejected and not whole.others:
        return HttpResponseRedirect(request.get_full_path())
    missing = tuple(
        Missing(sentence=r.sentence, at=f"{r.typed.name.replace('.', '-')}-row")
        for r in whole.rejected.values()
    )
    missing += tuple(Missing(sentence=sentence) for sentence in dict.fromkeys(whole.others))
    return draw(request, desk.again(), rejected=whole.rejected, missing=missing, status=422)


def _item_at(request: HttpRequest, desk: Desk, name: str) -> tuple[str, int]:
    item = request.GET.get(name, "")
    if desk.study.item(desk.form.id, item) is None:
        raise Http404
    return item, _number(request.GET.get("row"))


def _history(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One item's trail, oldest first."""
    item_id, row = _item_at(request, desk, "history")
    item = desk.study.item(desk.form.id, item_id)
    assert item is not None
    values = {
        "desk": desk,
        "label": item.label.in_language(desk.language),
        "lines": sentences(desk, item, row),
        "back": f"{desk.url()}#{desk.form.id}-{item_id}-{row}-row",
    }
    name = "history_fragment" if request.headers.get("HX-Request") else "history"
    return render(request, f"capture/form/{name}.html", values)


def _field(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One field as the server has it: what 'Take theirs' shows."""
    item, row = _item_at(request, desk, "item")
    return draw_fragments(request, desk, {(desk.form.id, item, row)})
