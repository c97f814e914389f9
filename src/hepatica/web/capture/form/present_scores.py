"""The scores beside a form: MELD and Child-Pugh of this visit's draw, each with why, change and what was given nearby."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from hepatica.datasets.draws import LabDraw
from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.participants import participant
from hepatica.datasets.therapy import changed_since, derive_drugs, therapy_flags
from hepatica.datasets.visit_scores import ScoredDraw, derive_scores, findings_for
from hepatica.datasets.why.reference import score_ref
from hepatica.ledger.landmarks import civil
from hepatica.scores.draw import panel
from hepatica.scores.score import ScoreResult
from hepatica.study.dates import days_between
from hepatica.study.form import FormKind
from hepatica.web import addresses
from hepatica.web.capture.form.desk import Desk
from hepatica.web.shell.parts import Mark, PointRow, Points, Score, Spark, Term

MELD, CHILD_PUGH, CLASS = "MELD_UNOS_2002", "CHILD_PUGH", "CHILD_PUGH_CLASS"
BESIDE = ("MELD_NA_OPTN_2016", "MELD_3_0", "ALBI")
DERIVED = ("_CLASS", "_GRADE")
"""Names of what is read off another score, which is the one that explains itself."""
_SPAN = {"A": "5 to 6", "B": "7 to 9", "C": "10 to 15"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A card with the sentences that stand under it."""

    part: Score | Points
    flags: tuple[str, ...] = ()
    terms: Score | None = None
    """For a score in points: the same terms as bars that add up."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The column at the right, the dock on a phone, and the cards of a computed form."""

    cards: tuple[Shown, ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    differences: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    baseline: str = ""
    drawn: str = ""
    dock: tuple[tuple[str, str, str], ...] = ()
    """(number, name, change) of MELD and Child-Pugh."""


def scores(desk: Desk) -> Scores:
    """Return the scores of the desk's visit, and its computed form's own where it is one."""
    if desk.is_log:
        return Scores()
    everything = derive_scores(desk.study, desk.state, desk.subject)
    here = [s for s in everything if s.draw.visit == desk.visit]
    now = next((s for s in reversed(here) if s.complete), here[-1] if here else None)
    if now is None:
        return Scores()
    before = [s for s in everything[: everything.index(now)] if s.complete]
    meld, points = _meld(desk, now, before), _points(now, before)
    cards = [Shown(part=meld, flags=now.results[MELD].flags), points]
    if desk.form.kind is FormKind.COMPUTED:
        cards = _own(desk, now, everything, cards)
    baseline, changed = _since_baseline(desk, everything, now)
    return Scores(
        cards=tuple(cards),
        totals=tuple((now.results[n].title, _plain(now.results[n])) for n in BESIDE if n in now.results),
        differences=now.differences,
        changed=changed,
        baseline=baseline,
        drawn=_drawn(now.draw),
        dock=(
            (meld.value or "–", _("MELD"), _signed(meld)),
            (
                points.part.value or "–",
                " ".join(filter(None, (_("Child-Pugh"), _class(now)))),
                _signed(points.part),
            ),
        ),
    )


def _drawn(draw: LabDraw) -> str:
    day = civil(draw.at)
    time = draw.at.partition("T")[2]
    return f"{day.words()}{f', {time}' if time else ''}" if day else ""


def _signed(card: Score | Points) -> str:
    return f"{ {'up': '+', 'down': '−'}.get(card.way, '') }{card.change}" if card.change else ""


def _class(scored: ScoredDraw) -> str:
    value = scored.results[CLASS].value if CLASS in scored.results else None
    return value if isinstance(value, str) else ""


def _plain(result: ScoreResult) -> str:
    return result.display.replace("-", "−") if result.value is not None else "–"


def _why_not(result: ScoreResult) -> str:
    why = (result.problem or "").removeprefix("not computable: ")
    return why[:1].upper() + why[1:]


def _moved(now: ScoredDraw, before: list[ScoredDraw], name: str) -> tuple[str, str, ScoredDraw | None]:
    value = now.value(name)
    last = next((s for s in reversed(before) if s.value(name) is not None), None)
    then = last.value(name) if last else None
    if value is None or then is None:
        return "", "same", None
    if value == then:
        return _("unchanged"), "same", last
    return format(abs(value - then).normalize(), "f"), "up" if value > then else "down", last


def _meld(desk: Desk, now: ScoredDraw, before: list[ScoredDraw]) -> Score:
    change, way, last = _moved(now, before, MELD)
    card = _card(now.results[MELD], draw=now.draw)
    since = _("since %(day)s") % {"day": _day(desk, last)} if last else ""
    return replace(card, change=change, way=way, since=since, spark=_spark(desk, [*before, now]), opened=True)  # type: ignore[arg-type]


def _day(desk: Desk, scored: ScoredDraw) -> str:
    days = days_between(desk.day_zero, scored.draw.date) if desk.day_zero else None
    return scored.draw.date.words() if days is None else f"Day {days:+d}".replace("-", "−").replace("+0", "0")


def _spark(desk: Desk, course: list[ScoredDraw]) -> Spark | None:
    first = course[0].draw.date
    known = [
        (days, value)
        for s in course
        if (days := days_between(first, s.draw.date)) is not None and (value := s.value(MELD)) is not None
    ]
    if len(known) < 2:
        return None
    mark = Mark(code=desk.subject, order=desk.order)
    return Spark(
        days=tuple(day for day, _value in known),
        values=tuple(value for _day, value in known),
        mark=mark.shape,
        tone=mark.tone,
        words=_("MELD %(values)s") % {"values": ", ".join(format(value, "f") for _day, value in known)},
    )


def _record(draw: LabDraw, score: str) -> str:
    return addresses.why(score_ref(draw.subject, draw.visit, draw.form, draw.row, score))


def _card(result: ScoreResult, *, draw: LabDraw, opened: bool = False) -> Score:
    if result.value is None:
        return Score(name=result.title, missing=_why_not(result))
    if result.name.endswith(DERIVED):
        return Score(name=result.title, value=_plain(result))
    exact = f"{result.unrounded:.2f}".replace("-", "−") if result.unrounded is not None else ""
    return Score(
        name=result.title,
        value=_plain(result),
        terms=tuple(
            Term(name=t.label, value=t.value, words=" · ".join(filter(None, (t.expression, t.note))))
            for t in result.terms
        ),
        exact=exact,
        note=f"{result.version}. {result.source}",
        record=_record(draw, result.name),
        opened=opened,
    )


def _points(now: ScoredDraw, before: list[ScoredDraw]) -> Shown:
    result = now.results[CHILD_PUGH]
    change, way, _last = _moved(now, before, CHILD_PUGH)
    grade = _class(now)
    part = Points(
        name=result.title,
        value=_plain(result) if result.value is not None else "",
        missing=_why_not(result),
        lead=_("Class %(grade)s") % {"grade": grade} if grade else "",
        lead_rest=f", {_SPAN[grade]}" if grade in _SPAN else "",
        change=change,
        way=way,  # type: ignore[arg-type]
        rows=tuple(PointRow(name=t.label, value=t.expression, points=int(t.value)) for t in result.terms),
        why=_record(now.draw, CHILD_PUGH),
    )
    terms = _card(result, draw=now.draw) if result.value is not None else None
    return Shown(part=part, flags=result.flags, terms=terms)


def _own(desk: Desk, now: ScoredDraw, everything: tuple[ScoredDraw, ...], cards: list[Shown]) -> list[Shown]:
    """Return the cards of a computed form: every score it names, those beside it first where they are the same."""
    known = {MELD: cards[0], CHILD_PUGH: cards[1]}
    wanted = tuple(name for name in desk.form.scores if name not in known)
    findings, _doubts = findings_for(desk.study, desk.state, now.draw)
    others = [s.draw.draw for s in everything if s is not now]
    results = panel(now.draw.draw, findings, others=others, names=wanted)
    drugs = derive_drugs(desk.study, desk.state, desk.subject)
    own = {
        name: Shown(
            part=_card(result, draw=now.draw, opened=True),
            flags=(*result.flags, *therapy_flags(desk.study, drugs, now.draw.date, name)),
        )
        for name, result in results.items()
    }
    shown = known | own
    return [shown[name] for name in desk.form.scores if name in shown]


def _since_baseline(
    desk: Desk, everything: tuple[ScoredDraw, ...], now: ScoredDraw
) -> tuple[str, tuple[str, ...]]:
    """Return the change of both scores from the analysis baseline in words, and what changed in the drugs."""
    who = participant(desk.study, desk.state, desk.subject)
    course = derive_course(desk.study, who, everything) if who else None
    base = course.baseline.scored if course and course.baseline else None
    if base is None or base is now:
        return "", ()
    moved = [
        f"{title} {_difference(now.value(name), base.value(name))}"
        for name, title in ((MELD, _("MELD")), (CHILD_PUGH, _("Child-Pugh")))
        if now.value(name) is not None and base.value(name) is not None
    ]
    drugs = derive_drugs(desk.study, desk.state, desk.subject)
    words = _("Since baseline, %(day)s: %(moved)s") % {
        "day": base.draw.date.words(),
        "moved": ", ".join(moved) or _("no score to compare"),
    }
    return words, changed_since(desk.study, drugs, base.draw.date, now.draw.date)


def _difference(now: Decimal | None, then: Decimal | None) -> str:
    assert now is not None
    assert then is not None
    return f"{now - then:+}".replace("-", "−") if now != then else _("unchanged")
