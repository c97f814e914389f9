"""Two versions beside each other, and the one in the folder that the owner may bring into force."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.affected import affected
from hepatica.conduct.commands import Actor
from hepatica.conduct.lint import load
from hepatica.conduct.publish import required, title_of
from hepatica.store import read, versions
from hepatica.study.diff import differences
from hepatica.study.load import StudyProblems
from hepatica.study.study import Study
from hepatica.web import boxes
from hepatica.web.amendments import present
from hepatica.web.doors import for_members
from hepatica.web.visit_marks import Marks


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show what changed between two versions that were in force."""
    found = {one.seq: one for one in versions.versions()}
    chosen = [boxes.number(request.GET.get(name, "")) for name in ("old", "new")]
    if any(seq not in found for seq in chosen):
        raise Http404
    old, new = (versions.plan_of(seq).study for seq in chosen)
    context = {
        "page": "versions",
        "pairs": [(one.seq, one.fact.version) for one in found.values()],
        "old": old.version,
        "new": new.version,
        "old_seq": chosen[0],
        "new_seq": chosen[1],
        "kinds": present.kinds(differences(old, new)),
    }
    return render(request, "amendments/diff.html", context)


@for_members
def upcoming(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show what the study in the trial's folder would change, for the owner's decision. This page publishes nothing."""
    head, context = read.plan(), dict[str, Any]({"page": "next"})
    try:
        new = _in_folder()
    except StudyProblems as error:
        context["problems"] = [str(problem) for problem in error.problems]
        return render(request, "amendments/next.html", context)
    if new is not None:
        changes = differences(head.study, new)
        needed = required(head.study, new)
        marks = Marks(read.infused())
        whom = affected(changes, new, read.subjects(), read.forms_light())
        context |= {
            "old": head.study.version,
            "new": new.version,
            "kinds": present.kinds(changes),
            "same_number": bool(changes) and new.version == head.study.version,
            "needed": [(title_of(new, name), present.KIND_WORDS[kinds[0]]) for name, kinds in needed.items()],
            "touched": present.touched(whom[:100], new, marks),
            "touched_many": len(whom),
            "commands": _commands(tuple(needed), consents=any(c.kind == "patient" for c in changes)),
        }
    return render(request, "amendments/next.html", context)


def _commands(needed: tuple[str, ...], *, consents: bool) -> list[str]:
    """Return the owner's command lines: for everybody at once and, where consent is asked for, keeping versions."""
    given = "".join(f" --approval {name}=DATE:NUMBER" for name in needed)
    whole = f"hepatica publish {quote(str(_folder()))}{given}"
    return [whole, f"{whole} --keep"] if consents else [whole]


def _folder() -> Path:
    return Path(settings.HEPATICA_DIR)


def _in_folder() -> Study | None:
    """Return the study of the trial's folder; None where the folder holds none."""
    folder = _folder() / "study"
    if not folder.is_dir():
        return None
    files = sorted(folder.rglob("*.yaml"))
    return _read(folder, tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@lru_cache(maxsize=2)
def _read(folder: Path, _written: tuple[tuple[str, int, int], ...]) -> Study:
    return load(folder)
