"""A kept design played in its worlds: ordered from the page, followed while it runs, and shown with what it is: simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hepatica.conduct.commands import Actor
from hepatica.jobs import designing, timing
from hepatica.store import clock
from hepatica.store.designs import NoDesign
from hepatica.web.design import pictures, shelf
from hepatica.web.design.present import PLANS, said
from hepatica.web.design.shelf import KEPT, Standing
from hepatica.web.doors import for_members, may
from hepatica.web.figures import script_address

PROPOSED = {"trials": "200", "seed": "1", "weight": "60"}
"""What the form proposes: trials in each world, a seed, and the kilograms assumed of everybody."""
MANY = 2_000
"""Trials in each world beyond which the page asks first: they take long, and other work waits."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the worlds are asked."""

    trials: int
    seed: int
    weight: float

    @property
    def query(self) -> str:
        """Its part of an address."""
        return urlencode({"trials": self.trials, "seed": self.seed, "weight": f"{self.weight:g}"})


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a play is, and about how long it still takes."""

    job: str
    state: str
    done: int
    of: int
    left: str
    sentence: str
    again: str
    """Where the page asks next."""

    @property
    def counted(self) -> tuple[str, str]:
        """How many trials are done, of how many, as they are read."""
        return f"{self.done:,}", f"{self.of:,}"


@dataclass(frozen=True, kw_only=True)
class Takes:
    """About how long a play takes on this machine; or that one block is being timed, or that it cannot be played."""

    said: str = ""
    known: bool = False
    refused: str = ""


@require_http_methods(["GET", "POST"])
@for_members
def play(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponseBase:
    """Show what a design came to in its worlds; or order it, stop it, and say how far it is: by whom it is planned."""
    stand = shelf.standing(place, name, request.GET.get("version", ""))
    may_play = may(actor, PLANS)
    if request.method == "POST" and not may_play:
        raise PermissionDenied(
            _("Who plans the next trial has it played. What was played, everybody may see.")
        )
    try:
        if request.method == "POST":
            return _act(request, stand)
        if request.headers.get("HX-Target") == "takes":
            return render(
                request, "design/takes.html", {"at": stand.href("play/"), "takes": _takes(stand, request.GET)}
            )
        return _draw(request, stand, may_play=may_play)
    except (ValueError, NoDesign) as error:
        return _draw(request, stand, may_play=may_play, sentence=str(error), status=422)


def played_of(stand: Standing, query: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a design came to, as an address asks it; None where it was not played so.

    Raises ValueError, a sentence, for what cannot be asked.
    """
    if stand.place != KEPT or "trials" not in query:
        return None
    asked = _asked(query)
    told = designing.played(stand.sha256, replicates=asked.trials, seed=asked.seed, weight_kg=asked.weight)
    if told is None:
        return None
    return told | {"worlds": dict(sorted(told["worlds"].items(), key=lambda pair: str(pair[1]["code"])))}


def _act(request: HttpRequest, stand: Standing) -> HttpResponseBase:
    """Order what is asked, or stop the job that is named; more than is usual asks first."""
    asked, job = _asked(request.POST), request.POST.get("job", "")
    if request.POST.get("act") == "stop":
        designing.stop(job)
    elif MANY < asked.trials <= designing.MOST and request.POST.get("sure") != "yes":
        slip = _(
            "%(n)s trials in each world take long, and reports wait meanwhile: tick that you mean it, or ask for fewer."
        )
        return _draw(request, stand, sentence=slip % {"n": f"{asked.trials:,}"}, asks=True, status=422)
    else:
        job = designing.order_play(
            stand.sha256, replicates=asked.trials, seed=asked.seed, weight_kg=asked.weight
        )
    return redirect(f"{stand.href('play/')}{'?' if stand.latest else '&'}{asked.query}&job={job}")


def _asked(typed: Mapping[str, str]) -> Asked:
    """Read what was typed; ValueError, a sentence, for what is no number."""
    values = {key: typed.get(key, start).strip() for key, start in PROPOSED.items()}
    for key, words in (("trials", _("number of trials")), ("seed", _("seed"))):
        if not (values[key].isascii() and values[key].isdigit() and len(values[key]) < 19):
            raise ValueError(
                _("“%(text)s” is no %(what)s: write a whole number.") % {"text": values[key], "what": words}
            )
    try:
        weight = float(values["weight"].replace(",", "."))
    except ValueError as error:
        raise ValueError(_("“%(text)s” is no weight in kilograms.") % {"text": values["weight"]}) from error
    return Asked(trials=int(values["trials"]), seed=int(values["seed"]), weight=weight)


def _draw(
    request: HttpRequest,
    stand: Standing,
    *,
    may_play: bool = True,
    sentence: str = "",
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else _seen(stand, request.GET)
    told = None if sentence else played_of(stand, sent)
    takes = _takes(stand, sent)
    context = {
        "stand": stand,
        "links": shelf.links(stand),
        "typed": PROPOSED | {key: sent[key] for key in PROPOSED if key in sent},
        "sentence": sentence,
        "asks": asks,
        "may_play": may_play,
        "at": stand.href("play/"),
        "told": told,
        "cannot": () if told is None else tuple(map(said, told["cannot_show"])),
        "assumes": () if told is None else tuple(map(said, told["assumes"])),
        "takes": takes,
        "worlds": [] if told is None else list(told["worlds"].items()),
        "label": () if told is None else next(iter(told["worlds"].values()))["label"],
        "picture": "" if told is None else pictures.of_worlds(told, stand.design),
        "paper": f"{stand.href('appendix.pdf')}{'?' if stand.latest else '&'}{_query(sent)}",
        "progress": None if told or sentence else _progress(sent, stand),
        "script": script_address(),
    }
    template = "design/worlds.html" if request.headers.get("HX-Request") else "design/play.html"
    return render(request, template, context, status=status)


def _takes(stand: Standing, sent: Mapping[str, str]) -> Takes:
    """Say how long what is typed would take, so far as a worker has timed a block of it."""
    try:
        known = timing.pace(stand.sha256)
    except ValueError as error:
        return Takes(refused=str(error))
    if known is None:
        return Takes(said=_("A worker is timing one block, to say how long this takes."))
    try:
        trials = _asked(sent).trials
    except ValueError:
        return Takes(known=True)
    told = {"n": f"{trials:,}", "worlds": known.worlds, "long": _about(known.seconds(trials))}
    return Takes(known=True, said=_("%(n)s trials in each of %(worlds)s worlds take %(long)s here.") % told)


def _about(seconds: float) -> str:
    """Say a time to come roughly: half a minute and more by tens of seconds, then minutes, then hours."""
    if seconds < 90:
        return _("about %(n)d seconds") % {"n": max(10, round(seconds / 10) * 10)}
    if seconds < 5_400:
        return _("about %(n)d minutes") % {"n": round(seconds / 60)}
    return _("about %(n)d hours") % {"n": round(seconds / 3_600)}


def _query(sent: Mapping[str, str]) -> str:
    return urlencode({key: sent.get(key, start) for key, start in PROPOSED.items()})


def _seen(stand: Standing, query: Mapping[str, str]) -> Mapping[str, str]:
    """Return what an address asks; one that asks nothing is told of what was ordered last: whoever comes back finds it."""
    last = None if "trials" in query else designing.latest(stand.sha256)
    if last is None:
        return query
    job, asked = last
    values = (asked["replicates"], asked["seed"], f"{asked['weight_kg']:g}")
    return dict(zip(PROPOSED, map(str, values), strict=True)) | {"job": job}


def _progress(sent: Mapping[str, str], stand: Standing) -> Progress | None:
    """Return how far the job of the address is; ``at`` and ``had`` in it say when this page first looked, and at what."""
    job = sent.get("job", "")
    if not job:
        return None
    found, now = designing.standing(job), clock.now().at.timestamp()
    if found.state == "done":  # by another version of the program: its numbers are not this one's
        return None
    at, had = _number(sent.get("at"), now), _number(sent.get("had"), found.done)
    again = {key: sent.get(key, start) for key, start in PROPOSED.items()} | {"job": job}
    tail = urlencode(again | {"at": f"{at:.0f}", "had": f"{had:.0f}"})
    # The first trials wait for the engine to be compiled: a pace is one only when some are done.
    seen = found.done - had
    pace = seen / (now - at) if now > at and 20 * seen > found.of else 0
    return Progress(
        job=job,
        state=found.state,
        done=found.done,
        of=found.of,
        left=_long((found.of - found.done) / pace) if pace > 0 else "",
        sentence=found.sentence,
        again=f"{stand.href('play/')}{'?' if stand.latest else '&'}{tail}",
    )


def _number(text: str | None, otherwise: float) -> float:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 13 else otherwise


def _long(seconds: float) -> str:
    if seconds < 90:
        return ngettext("about %(n)d second left", "about %(n)d seconds left", round(seconds)) % {
            "n": round(seconds)
        }
    return _("about %(n)s minutes left") % {"n": f"{seconds / 60:,.0f}"}
