"""The percentage that gates give: numerator and denominator, intervals, what so few events say, and blood beside it."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.stats.intervals import Interval
from hepatica.study.text import Source
from hepatica.study.tissue import Flags
from hepatica.tissue.counts import Count, Precision, flag_events
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import Gated

GRATAMA = Flags(
    imprecise=20, quantifiable=100, source=Source.LITERATURE, reference="Gratama 1998, Cytometry 34:128"
)
"""Where the study has no limits of its own: 100 target events are counted with 10 per cent error, 20 with 22."""
WITHIN = (
    "The interval covers counting within this one suspension; another core of the same liver would differ more, "
    "and infused cells cannot be told from resident ones."
)


@dataclass(frozen=True, kw_only=True)
class FlowCount:
    """A cytometry percentage that cannot be printed without its two counts and its flag."""

    count: Count
    precision: Precision
    target_name: str
    denominator_name: str
    blood_per_ul: Decimal | None
    """CD34+ cells per µL of blood in the same hour: shown beside, never subtracted."""
    flags: Flags

    @property
    def percent(self) -> Decimal:
        """Give target events per hundred of the denominator."""
        return self.count.percent

    @property
    def wilson(self) -> Interval:
        """Give Wilson's 95 % interval of the share (0 to 1)."""
        return self.count.wilson()

    @property
    def exact(self) -> Interval:
        """Give the exact (Clopper-Pearson) 95 % interval of the share (0 to 1)."""
        return self.count.exact()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what the number can bear; these words stand wherever it stands."""
        return (self._events(), self._blood(), WITHIN)

    def _events(self) -> str:
        events = "1 target event" if self.count.positive == 1 else f"{self.count.positive} target events"
        match self.precision:
            case Precision.NOT_QUANTIFIABLE:
                return f"{events}, fewer than {self.flags.imprecise}: not quantifiable."
            case Precision.IMPRECISE:
                return f"{events}, fewer than {self.flags.quantifiable}: imprecise."
            case _:
                return f"{events}, at least {self.flags.quantifiable}: quantifiable."

    def _blood(self) -> str:
        if self.blood_per_ul is None:
            return "Blood CD34+ of the same hour is not known, so how much of this is blood in the core is not either."
        return f"Blood of the same hour held {self.blood_per_ul:f} CD34+ cells per µL; nothing is subtracted for it."


def count_flow(gated: Gated, *, flags: Flags = GRATAMA, blood_per_ul: Decimal | None = None) -> FlowCount:
    """Make the percentage of a gated file, by the study's limits of events.

    Raises FlowProblem where the denominator holds no event, or the blood value is no concentration.
    """
    if not gated.denominator:
        raise FlowProblem(
            f"'{gated.denominator_name}' holds no event, so there is nothing to take a percentage of"
        )
    if blood_per_ul is not None and not (blood_per_ul.is_finite() and blood_per_ul >= 0):
        raise FlowProblem(f"{blood_per_ul} is not a number of cells per µL of blood")
    return FlowCount(
        count=Count(positive=gated.target, counted=gated.denominator),
        precision=flag_events(gated.target, flags),
        target_name=gated.target_name,
        denominator_name=gated.denominator_name,
        blood_per_ul=blood_per_ul,
        flags=flags,
    )
