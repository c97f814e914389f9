"""The plan of verification and how far it is: by participant, then by visit and form, critical items first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.verified import Planned, derive_verification, order_of_screening
from hepatica.ledger.review_rows import VerificationRow
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.store import read
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.doors import for_members
from hepatica.web.queries.views import places
from hepatica.web.queries.worklist import place_words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

PAGE = 25
RANK = {"whole": 0, "critical": 1, "sample": 2}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far something is: how many answers are asked for, verified, and verified once but changed since."""

    wanted: int
    done: int
    changed: int

    @property
    def left(self) -> int:
        """What is still to be compared."""
        return self.wanted - self.done

    @property
    def share(self) -> int:
        """Whole per cent verified; 100 only when all is."""
        return self.done * 100 // self.wanted if self.wanted else 100


@dataclass(frozen=True, kw_only=True)
class Person:
    """One participant of the plan."""

    mark: Mark
    href: str
    why: str
    progress: Progress
    critical: Progress


@dataclass(frozen=True, kw_only=True)
class Page:
    """One form of one visit."""

    href: str
    form: str
    why: str
    progress: Progress
    critical_left: tuple[str, ...]
    """Critical items that are not verified, by their labels."""

    @property
    def more_left(self) -> int:
        """How many of them stand behind the first four."""
        return max(0, len(self.critical_left) - 4)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The forms of one visit."""

    title: str
    pages: tuple[Page, ...]


def progress(planned: Iterable[Planned]) -> Progress:
    """Return how far some forms are together."""
    found = list(planned)
    return Progress(
        wanted=sum(len(one.wanted) for one in found),
        done=sum(len(one.done) for one in found),
        changed=sum(len(one.changed) for one in found),
    )


def critical(study: Study, planned: Iterable[Planned]) -> Progress:
    """Return how far the critical items of some forms are."""
    wanted = done = changed = 0
    for one in planned:
        named = {item.id for item in study.form_by_id[one.form].items if item.critical}
        names = [name for name in one.wanted if name.partition("/")[2] in named]
        wanted += len(names)
        done += sum(name in set(one.done) for name in names)
        changed += sum(name in set(one.changed) for name in names)
    return Progress(wanted=wanted, done=done, changed=changed)


def why_words(why: str) -> str:
    """Say why the plan asks for a form."""
    return {"whole": _("all of it"), "sample": _("drawn for the sample"), "critical": _("critical items")}[
        why
    ]


@for_members
def plan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the plan and how far it is, participant by participant."""
    study, rows = read.plan().study, read.subjects()
    text = request.GET.get("page", "")
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1), pages)
    order = order_of_screening(rows)
    here = sorted(rows, key=lambda row: row.seq)[(page - 1) * PAGE : page * PAGE]
    names, marks = [row.subject for row in here], Marks(read.infused())
    state = State([*read.among(FormRow, names), *read.among(VerificationRow, names)])
    found = {name: derive_verification(study, state, name, order) for name in names}
    values = {
        "plan": study.monitoring.verification,
        "people": [_person(study, row, order, found[row.subject], marks) for row in here],
        "total": progress(one for each in found.values() for one in each),
        "total_critical": critical(study, (one for each in found.values() for one in each)),
        "page": page,
        "pages": pages,
        **places(actor),
    }
    return render(request, "queries/plan.html", values)


def _person(
    study: Study, row: SubjectRow, order: dict[str, int], found: tuple[Planned, ...], marks: Marks
) -> Person:
    asked = study.monitoring.verification
    whole = bool(asked and order[row.subject] in asked.whole)
    drawn = sum(one.why == "sample" for one in found)
    sample = _("critical items, and %(n)s forms of the sample") % {"n": drawn}
    return Person(
        mark=marks.of(row.subject),
        href=f"/queries/verification/{row.subject}/",
        why=_("the whole record") if whole else sample if drawn else _("critical items"),
        progress=progress(found),
        critical=critical(study, found),
    )


@for_members
def of_person(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Show what is to be verified of one participant, visit by visit, critical items first."""
    study, rows = read.plan().study, read.subjects()
    if subject not in {row.subject for row in rows}:
        raise Http404
    state = read.subject_state(subject)
    found = derive_verification(study, state, subject, order_of_screening(rows))
    visits: dict[str, list[Planned]] = {}
    for one in found:
        visits.setdefault(one.visit, []).append(one)
    values = {
        "mark": Marks(read.infused()).of(subject),
        "subject": subject,
        "progress": progress(found),
        "critical": critical(study, found),
        "visits": [
            Visit(
                title=place_words(study, visit, "").partition(" · ")[0],
                pages=tuple(_page(study, one) for one in sorted(planned, key=lambda one: _rank(study, one))),
            )
            for visit, planned in visits.items()
        ],
        **places(actor),
    }
    return render(request, "queries/plan_of.html", values)


def _rank(study: Study, one: Planned) -> tuple[int, int]:
    return (0 if critical(study, [one]).left else 1, RANK[one.why])


def _page(study: Study, one: Planned) -> Page:
    form = study.form_by_id[one.form]
    named = {item.id: str(item.label) for item in form.items if item.critical}
    left = dict.fromkeys(
        named[name.partition("/")[2]] for name in one.left if name.partition("/")[2] in named
    )
    return Page(
        href=addresses.form(one.subject, one.visit, one.form),
        form=str(form.title),
        why=why_words(one.why),
        progress=progress([one]),
        critical_left=tuple(left),
    )
