"""From the planned dose to the infused one: what was collected, grown, released, and what the patient was fit to receive."""

from dataclasses import dataclass, fields

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters
from hepatica.design.patients.arm import ArmPlan

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Doses:
    """Cells in millions, each (n, infusions, 2) with CD34+ first: four different things, each at most the one it comes from."""

    planned: Floats
    manufactured: Floats
    released: Floats
    infused: Floats
    count: Floats
    """(n,): circulating CD34+ cells/µL on day 3, whether collected or not."""

    def take(self, which: NDArray[np.int64]) -> "Doses":
        """Return the doses of the chosen patients."""
        return Doses(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    @property
    def short(self) -> Flags:
        """Tell who received less than planned of any cells at any infusion."""
        return np.asarray((self.infused < self.planned).any(axis=(1, 2)))


def lognormal_of(z: Floats, mean: float, sd: float) -> Floats:
    """Carry normal scores to the lognormal with this mean and SD."""
    variance = np.log1p((sd / mean) ** 2)
    return np.asarray(np.exp(np.log(mean) - variance / 2 + np.sqrt(variance) * z))


def draw_doses(arm: ArmPlan, fit: Flags, scores: Floats, parameters: Parameters) -> Doses:
    """Draw the doses of an arm's patients; ``fit`` (n, infusions) is who was alive and well enough, ``scores`` (n, 5) normal.

    One leukapheresis serves all CD34+ infusions of a patient, in equal parts, and one marrow all mesenchymal ones. What
    is manufactured can exceed the plan; what is released never does. Source: ``data/events.yaml``.
    """
    n, times = fit.shape
    z = scores.T
    count = lognormal_of(z[0], *parameters.numbers("yield.count"))
    cd34, alive = _collected(count, z[1], parameters)
    planned = np.broadcast_to(np.asarray(arm.doses), (n, times, 2)).copy()
    made = np.zeros((n, times, 2))
    passed = np.zeros((n, 2), dtype=bool)
    number = parameters.number
    if times and arm.dose_cd34:
        made[:, :, 0] = (cd34 / times)[:, None]
        passed[:, 0] = alive >= number("release.cd34_viability")
    if times and arm.dose_msc:
        mean, cv = parameters.numbers("culture.expansion")
        grown = (
            arm.dose_msc
            * lognormal_of(z[2], mean, mean * cv)
            * (scipy.special.ndtr(z[3]) >= number("culture.failed"))
        )
        made[:, :, 1] = grown[:, None]
        passed[:, 1] = scipy.special.ndtr(z[4]) >= number("culture.rejected")
    enough = made >= number("release.dose") * planned
    released = np.where(enough & passed[:, None, :], np.minimum(made, planned), 0.0)
    return Doses(
        planned=planned,
        manufactured=made,
        released=released,
        infused=released * fit[:, :, None],
        count=count,
    )


def _collected(count: Floats, z: Floats, parameters: Parameters) -> tuple[Floats, Floats]:
    """Give living selected CD34+ cells in millions, and the share alive."""
    mean, sd = parameters.numbers("yield.viability")
    alive = np.clip(mean + sd * z, 0, 1)
    number = parameters.number
    # cells/µL times litres is millions of cells.
    cells = count * number("yield.volume") * number("yield.efficiency") * number("yield.recovery")
    return cells * alive, alive
