"""Where an invented trial stands against the boundary of its design: one of five had the event."""

from decimal import Decimal

from tests.report.samples import STAMP, TAG

from hepatica.report.figure import Figure
from hepatica.report.figures.stopping import stopping
from hepatica.report.figures.stopping_values import Evaluable, StoppingRule
from hepatica.stats.monitoring import Prior, calibrated

RULE = StoppingRule(
    limits=calibrated(Prior(a=0.3, b=1.7), 0.15, 0.10, 5),
    rates=(Decimal("0.05"), Decimal("0.15"), Decimal("0.30"), Decimal("0.50")),
    event="related serious events",
    short="related SAE",
    basis="Beta(0.3, 1.7) prior, acceptable rate 15 %, overall false-stop chance limited to 10 %.",
    acceptable=Decimal("0.15"),
)


def path(*events: bool) -> tuple[Evaluable, ...]:
    return tuple(Evaluable(digit=n, code=f"01-00{n}", event=event) for n, event in enumerate(events, 1))


FIVE = path(False, False, True, False, False)


def stopping_figure() -> Figure:
    return stopping(rule=RULE, path=FIVE, stamp=STAMP, synthetic=TAG, number="Figure 8")
