"""The picture of a Bayesian stopping boundary as the record stands: its limits, and the participants who have an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

import hepatica
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.rows import SubjectRow
from hepatica.report.figure import Figure
from hepatica.report.figures.stopping import stopping
from hepatica.report.figures.stopping_values import Evaluable
from hepatica.report.figures.stopping_values import StoppingRule as Boundary
from hepatica.report.stamp import Stamp
from hepatica.store import read
from hepatica.study.dates import PartialDate
from hepatica.study.stopping import StoppingRule
from hepatica.web import addresses
from hepatica.web.docket import Docket

RATES = tuple(map(Decimal, ("0.05", "0.10", "0.20", "0.30", "0.40")))
"""True rates at which the odds are printed."""


def figure(found: Docket) -> Figure | None:
    """Return the picture of the protocol's Bayesian rule; None where it has none. ValueError when it cannot be drawn."""
    rule = next((one for one in found.plan.study.stopping if one.bayesian), None)
    if rule is None:
        return None
    return stopping(
        rule=_boundary(rule, found.plan.study.enrolment.planned),
        path=tuple(_path(rule, found)),
        stamp=_stamp(found),
        synthetic=_("Synthetic data") if read.study_row().synthetic else "",
    )


def _boundary(rule: StoppingRule, planned: int) -> Boundary:
    from hepatica.stats.monitoring import Prior, boundary

    bayesian = rule.bayesian
    assert bayesian is not None
    prior = Prior(a=float(Decimal(bayesian.prior_a)), b=float(Decimal(bayesian.prior_b)))
    basis = _("Beta(%(a)s, %(b)s); stops when P(rate > %(rate)s) exceeds %(above)s.")
    return Boundary(
        limits=boundary(prior, float(Decimal(bayesian.rate)), float(Decimal(bayesian.above)), planned),
        rates=RATES,
        event=str(rule.title),
        short=rule.code,
        basis=basis
        % {"a": bayesian.prior_a, "b": bayesian.prior_b, "rate": bayesian.rate, "above": bayesian.above},
        acceptable=Decimal(bayesian.rate),
    )


def _path(rule: StoppingRule, found: Docket) -> Iterable[Evaluable]:
    """Yield the infused whose outcome is known: something counts, or the window has closed."""
    row = found.state.get(RuleRow, "", rule.id)
    evidence = row.evidence if row else {}
    infused = sorted((one.infused, one.subject) for one in found.state.all(SubjectRow) if one.infused)
    for digit, (day, subject) in enumerate(infused, start=1):
        has = bool(evidence.get(subject))
        if has or _closed(rule, PartialDate.parse(day).latest, found.now.today):
            yield Evaluable(digit=digit, code=subject, event=has, href=addresses.participant(subject))


def _closed(rule: StoppingRule, infused: date | None, today: date) -> bool:
    last = rule.window.last if rule.window else None
    return infused is not None and last is not None and infused + timedelta(days=last) < today


def _stamp(found: Docket) -> Stamp:
    head = read.head()
    return Stamp(
        protocol=found.plan.study.version,
        cut=found.now.today,
        seq=head.seq,
        head=head.hash,
        program=hepatica.__version__,
        at=found.now.at,
    )
