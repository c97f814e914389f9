"""What the page of a case shows: the clock, the question at hand, what is known, and the paper as it will print."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hepatica.datasets.cases import SERIOUS as CRITERION_ITEMS
from hepatica.report.forms.filled import Filled, Line
from hepatica.report.forms.questions import Known, Question, known
from hepatica.safety.case import CRITERIA, Case
from hepatica.safety.clocks import Obligation, nearest
from hepatica.web import addresses
from hepatica.web.clock_words import due_words, left_words, span_words
from hepatica.web.safety.case.opened import Opened
from hepatica.web.shell.parts import Clock, Mark
from hepatica.web.visit_marks import Marks

_MET = {
    "death": gettext_lazy("death"),
    "life_threatening": gettext_lazy("life-threatening"),
    "hospitalisation": gettext_lazy("stay in hospital, or a longer one"),
    "disability": gettext_lazy("lasting disability"),
    "congenital": gettext_lazy("birth defect"),
    "important": gettext_lazy("medically important"),
}
FEW_KNOWN = 4
"""Known answers shown before the rest is folded away."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question on the page."""

    number: int
    question: Question
    open: bool
    """The one at hand."""

    @property
    def digits(self) -> bool:
        """Whether its choices carry digit keys."""
        return self.question.kind == "choice" and len(self.question.choices) <= 9


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A line of the paper."""

    line: Line
    gap: str
    """'Question 2' where an answer fills it, '' otherwise."""
    fresh: bool
    """The answer just given."""


@dataclass(frozen=True, kw_only=True)
class PaperSection:
    """Lines under a heading, gathered by what they are about."""

    id: str
    title: str
    mandatory: bool
    groups: tuple[tuple[str, tuple[PaperLine, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The top of the page."""

    mark: Mark
    term: str
    words: str
    clock: Clock | None
    to: str
    """'left to report to regulator and ethics committee'"""
    history: str


def head(found: Opened, marks: Marks) -> Head:
    """Return the top of the page with the nearest clock of the case."""
    first = nearest(found.owed)
    return Head(
        mark=marks.of(found.case.subject),
        term=found.case.term,
        words=_serious(found.case),
        clock=_clock(first, found.zone) if first else None,
        to=_recipients(found, first) if first else "",
        history=f"/participants/{found.case.subject}/",
    )


def _serious(case: Case) -> str:
    met = [str(_MET[one]) for one in CRITERIA if one in case.criteria]
    began = _("Began %(when)s.") % {"when": case.onset.words()}
    if case.nullified:
        return _("Nullified: the case was opened in error. %(began)s") % {"began": began}
    if case.serious is None:
        return _("Nobody has said yet whether it is serious. %(began)s") % {"began": began}
    if not case.serious:
        return _("Not serious. %(began)s") % {"began": began}
    said = ", ".join(met) or _("criterion not given")
    return _("Serious: %(criteria)s. %(began)s") % {"criteria": said, "began": began}


def _clock(one: Obligation, zone: ZoneInfo) -> Clock:
    late = one.state == "late"
    hours = one.clock.limit.hours is not None
    left = (
        span_words(abs(one.left)) if one.left is not None and (hours or one.state == "alarm" or late) else ""
    )
    start = one.start.at.astimezone(zone) if one.start else None
    return Clock(
        state=_look(one),
        title="",
        left=_("%(span)s late") % {"span": left} if late else left or left_words(one, zone),
        used=1.0 if late else one.used,
        began=_("counts from %(when)s") % {"when": f"{start:%H:%M}, {start.day} {start:%b}"} if start else "",
        now=_("now %(when)s") % {"when": f"{one.now.astimezone(zone):%H:%M}"},
        due=_due(one, zone),
    )


def _look(one: Obligation) -> Literal["passed", "late", "alarm", "calm"]:
    """Return how a clock looks; a limit of the protocol itself never turns red."""
    if one.state == "late":
        return "late" if one.clock.legal else "passed"
    return "alarm" if one.state == "alarm" else "calm"


def _due(one: Obligation, zone: ZoneInfo) -> str:
    if one.due is None:
        return ""
    at = one.due.astimezone(zone)
    return _("due %(when)s") % {"when": f"{at:%H:%M}"} if one.clock.limit.hours else due_words(one, zone)


def _recipients(found: Opened, first: Obligation) -> str:
    names = {r.id: str(r.short) for r in found.study.oversight.recipients}
    same = [o for o in found.owed if o.open and o.due == first.due]
    whom = list(dict.fromkeys(names.get(o.clock.recipient, o.clock.recipient) for o in same))
    listed = (
        whom[0]
        if len(whom) == 1
        else _("%(all)s and %(last)s") % {"all": ", ".join(whom[:-1]), "last": whom[-1]}
    )
    return _("to report to %(whom)s") % {"whom": listed}


def questions(found: Opened, wanted: str = "") -> tuple[Asked, ...]:
    """Return the questions in order; the one at hand is the one wanted, or the first."""
    ids = [one.id for one in found.questions]
    at = wanted if wanted in ids else next(iter(ids), "")
    return tuple(
        Asked(number=n, question=one, open=one.id == at) for n, one in enumerate(found.questions, start=1)
    )


def after(found: Opened, question: str) -> str:
    """Return the question that follows one that is left open; round to the first after the last."""
    ids = [one.id for one in found.questions]
    at = ids.index(question) if question in ids else -1
    return ids[(at + 1) % len(ids)] if ids else ""


def counted(found: Opened) -> str:
    """Say how many questions are open."""
    n = len(found.questions)
    if not n:
        return _("Every question is answered")
    return ngettext("%(n)s question still open", "%(n)s questions still open", n) % {"n": n}


def criteria() -> tuple[tuple[str, str], ...]:
    """Return the six criteria: the item that asks each, and its words."""
    return tuple((CRITERION_ITEMS[one], str(_MET[one]).capitalize()) for one in CRITERIA)


def answers(found: Opened) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
    """Return what the record knew already: the first few, and the rest."""
    every = known(found.filled)
    return every[:FEW_KNOWN], every[FEW_KNOWN:]


def href(found: Opened, one: Known) -> str:
    """Return where a known answer stands in the record, '' where the house itself says it."""
    return addresses.form(found.case.subject, "log", one.form) if one.form in {"ae", "sae", "cm"} else ""


def paper(filled: Filled, asked: tuple[Asked, ...], fresh: str = "") -> tuple[PaperSection, ...]:
    """Return the form as it will print, each gap with the question that fills it."""
    numbers = {one.question.id: one.number for one in asked}
    return tuple(
        PaperSection(
            id=section.id,
            title=section.title,
            mandatory=section.mandatory,
            groups=tuple(
                (of, tuple(_line(line, numbers, fresh) for line in lines))
                for of, lines in groupby(section.lines, key=lambda line: line.of)
            ),
        )
        for section in filled.sections
    )


def _line(line: Line, numbers: dict[str, int], fresh: str) -> PaperLine:
    number = numbers.get(line.question) if line.missing else None
    return PaperLine(
        line=line,
        gap=_("Question %(n)s") % {"n": number} if number else "",
        fresh=bool(fresh) and line.question == fresh and not line.missing,
    )


def blocked(found: Opened) -> str:
    """Say what stands between this draft and a signature: 'Sign: 2 answers first'; '' when nothing does."""
    n = len({line.question or line.number for line in found.filled.missing})
    return ngettext("Sign: %(n)s answer first", "Sign: %(n)s answers first", n) % {"n": n} if n else ""
