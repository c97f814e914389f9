"""Designs side by side: one picture of what each costs and answers, and a table of what each cannot show."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.design.answers import Point, TradeOff, compared, variants
from hepatica.design.bounds import PARTICIPANTS
from hepatica.design.document import Design
from hepatica.design.words import KINDS
from hepatica.web.design import pictures, shelf
from hepatica.web.design.present import names, percent, said
from hepatica.web.design.shelf import Standing
from hepatica.web.doors import for_members
from hepatica.web.figures import script_address

FEW = 8
"""Designs that are compared at once: more cannot be told apart in a picture."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One design as a row."""

    point: Point
    name: str
    kind: str
    months: str
    powers: tuple[tuple[str, str, str], ...]
    """Question, its power, and the power adjusted for the baseline, '' where the analysis adjusts for none."""
    stops: str
    treated: str


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A design that may be chosen."""

    key: str
    title: str
    said: str
    chosen: bool


@for_members
def compare(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Compare the designs that are chosen, or one of them at several sizes."""
    chosen, sizes = request.GET.getlist("of"), request.GET.get("sizes", "")[:120]
    found, sentence = None, ""
    try:
        designs = _designs(tuple(map(shelf.of_key, dict.fromkeys(chosen))), sizes)
        found = compared(designs) if designs else None
    except (ValueError, ArithmeticError) as error:
        sentence = f"{str(error)[:1].upper()}{str(error)[1:]}"
    context = {
        "offered": _offered(set(chosen)),
        "sizes": sizes,
        "sentence": sentence,
        "found": found,
        "adjusts": found is not None and any(one.adjusted for one in found.points),
        "lines": () if found is None else _lines(found),
        "limits": () if found is None else _limits(found),
        "assumes": () if found is None else tuple(map(said, found.assumes)),
        "picture": "" if found is None else pictures.of_trade_off(found),
        "script": script_address(),
    }
    return render(request, "design/compare.html", context, status=422 if sentence else 200)


def _designs(stands: tuple[Standing, ...], sizes: str) -> tuple[Design, ...]:
    """Return what is compared; ValueError, a sentence, for sizes that are none, and for too many."""
    each = tuple(_size(one) for one in sizes.replace(";", ",").split(",") if one.strip())
    found = tuple(
        one for stand in stands for one in (variants(stand.design, per_arm=each) if each else (stand.design,))
    )
    if len(found) > FEW:
        said = _("%(n)s designs are more than one picture can tell apart: at most %(most)s.")
        raise ValueError(said % {"n": len(found), "most": FEW})
    for one in found:
        if one.participants > PARTICIPANTS:
            said = _("%(n)s participants are more than this page computes with: at most %(most)s.")
            raise ValueError(said % {"n": f"{one.participants:,}", "most": f"{PARTICIPANTS:,}"})
    return found


def _size(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 7):
        said = _("“%(text)s” is no number of participants for each arm: write whole numbers with commas.")
        raise ValueError(said % {"text": text})
    return int(text)


def _offered(chosen: set[str]) -> tuple[Offered, ...]:
    known = names()
    return tuple(
        Offered(
            key=one.key,
            title=str(one.design.title),
            said=_("kept by %(who)s") % {"who": known.get(one.kept.by, one.kept.by)}
            if one.kept is not None
            else _("built in"),
            chosen=one.key in chosen,
        )
        for one in (*shelf.kept(), *shelf.beginnings())
    )


def _limits(found: TradeOff) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Return each limit: what it is about, the sentence where all share one, and each design's own, '' where it has none."""
    return tuple(
        (
            said(f"{one.name}.").removesuffix("."),
            said(one.sentences[0]) if len(set(one.sentences)) == 1 else "",
            tuple(
                (point.label.replace("_", " "), said(sentence) if sentence else "")
                for point, sentence in zip(found.points, one.sentences, strict=True)
            ),
        )
        for one in found.limits
    )


def _lines(found: TradeOff) -> tuple[Line, ...]:
    return tuple(
        Line(
            point=one,
            name=one.label.replace("_", " "),
            kind=KINDS[one.kind],
            months=f"{one.months:.0f}",
            powers=tuple((name, percent(one.power(name)), _adjusted(one, name)) for name in found.questions),
            stops=percent(one.stops),
            treated="–" if one.treated is None else f"{one.treated:.0f}",
        )
        for one in found.points
    )


def _adjusted(point: Point, question: str) -> str:
    share = point.with_baseline(question)
    return "" if share is None else percent(share)
