"""The references of values that sentences quote: answers, scores, parameters and small calculations."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.bindings import find
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.datasets.why.reference import item_ref, score_ref
from hepatica.report.prose import Cited, cite, cite_date, cite_percent
from hepatica.report.study.cut import Cut
from hepatica.stats.counts import largest_rate_unseen, probability_unseen, smallest_attainable_p

PLANNED = "COUNT:study/planned"
CUT = "COUNT:study/cut"


def answer_ref(cut: Cut, subject: str, name: str, *, visit: str = "") -> str:
    """Return the reference of the first answer bound to a name of ``analysis.yaml``, at a visit where one is given.

    Where there is none it is the participant's own row of ADSL.
    """
    address = cut.study.analysis.bindings.get(name)
    given = (f for f in find(cut.study, cut.state, subject, name) if f.value and visit in {"", f.visit})
    found = next(given, None)
    if address is None or found is None:
        return f"ADSL:{subject}/{name.upper()}"
    return item_ref(subject, found.visit, found.form, found.row, address.item)


def draw_score_ref(scored: ScoredDraw, score: str) -> str:
    """Return the reference of a score at a draw."""
    draw = scored.draw
    return score_ref(draw.subject, draw.visit, draw.form, draw.row, score)


def planned(cut: Cut) -> Cited:
    """Return how many participants the protocol plans."""
    return cite(cut.study.enrolment.planned, PLANNED)


def unseen(rate: float, n: int) -> Cited:
    """Return the chance that an event of this rate is seen in none of ``n``."""
    return cite_percent(
        Decimal(repr(100 * probability_unseen(rate, n))), f"METHOD:probability_unseen/{rate}/{n}"
    )


def unseen_rate(n: int) -> Cited:
    """Return the rate that goes unseen in ``n`` one time in five."""
    return cite_percent(Decimal(repr(100 * largest_rate_unseen(n))), f"METHOD:largest_rate_unseen/{n}/0.2", 1)


def floor_p(n: int) -> Cited:
    """Return the smallest two-sided p an exact rank or sign test reaches with ``n`` pairs."""
    return cite(Decimal(repr(smallest_attainable_p(n))), f"METHOD:smallest_attainable_p/{n}", 4)


def data_cut(cut: Cut) -> Cited:
    """Return the day of the cut."""
    return cite_date(cut.stamp.cut.isoformat(), CUT)
