"""The small model: MSC quiet inflammation, inflammation shortens the life of CD34 cells, both move reserve.

States of a patient, time in days, cells in millions:

    L' = -(k_LH + k_L0) L                      lung, after infusion by vein
    M' = k_LH L - k_M M                        MSC in the liver
    E' = k_E (Emax M / (M + M50) - E)          their effect, 0 to 1
    I' = k_I (I0(t) (1 - E) - I)               inflammation, 1 is the own baseline
    C' = -k_C I^theta C                        CD34 cells; theta 0 is no interaction
    F' = r_C C / (C + C50) + r_M E - k_d (1 + a_I (I - 1)) - k_r max(F, 0)     reserve, on the scale of logarithms

Cells arrive at once on their days. L and M are stepped exactly, C exactly given I, and E, I, F by Heun's rule. The structure is a
supposition; see `docs/explanation/designs/mechanism.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.mechanism.priors import Draws
from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.arm import ArmPlan, Route
from hepatica.design.patients.severity import meld_of

Floats = NDArray[np.float64]

_SMALL = 1e-9


@dataclass(frozen=True, kw_only=True)
class Infusion:
    """Cells in millions by one route on one day, counted from wherever the course begins."""

    day: float
    cd34: float = 0.0
    msc: float = 0.0
    route: Route = "hepatic_artery"


@dataclass(frozen=True, kw_only=True)
class Flare:
    """An infection: the inflammation that the body returns to jumps by so much, and the jump dies down."""

    day: float
    jump: float


@dataclass(frozen=True, kw_only=True)
class Paths:
    """States at the times asked, times in rows, draws in columns."""

    times: tuple[float, ...]
    msc: Floats
    cd34: Floats
    effect: Floats
    inflammation: Floats
    reserve: Floats


@dataclass(frozen=True, kw_only=True)
class Laboratory:
    """What the laboratory would show, times in rows: mg/dL, ratio, mg/dL, g/dL; MELD by the product's own rule."""

    bilirubin: Floats
    inr: Floats
    creatinine: Floats
    albumin: Floats
    meld: Floats


def infusions_of(arm: ArmPlan) -> tuple[Infusion, ...]:
    """Give an arm's infusions, as if every planned cell were infused."""
    return tuple(Infusion(day=day, cd34=arm.dose_cd34, msc=arm.dose_msc, route=arm.route) for day in arm.days)


def run(
    draws: Draws,
    infusions: Sequence[Infusion],
    times: Sequence[float],
    *,
    step: float = 1.0,
    flares: Sequence[Flare] = (),
    parameters: Parameters | None = None,
) -> Paths:
    """Follow every draw from day 0 through the infusions to the last of the times.

    Infusions and times lie on multiples of ``step`` (days). Raises ValueError where they do not, or for a step above what
    the quickest effect can bear.
    """
    last = _checked(infusions, times, step)
    walker = _Walker(draws, infusions, flares, step, parameters or load("mechanism"))
    kept: dict[int, tuple[Floats, ...]] = {}
    wanted = {round(time / step) for time in times}
    for number in range(last + 1):
        walker.receive(number)
        if number in wanted:
            kept[number] = walker.states()
        if number < last:
            walker.go(number)
    rows = [kept[round(time / step)] for time in times]
    msc, cd34, effect, inflammation, reserve = (np.stack(column) for column in zip(*rows, strict=True))
    return Paths(
        times=tuple(times), msc=msc, cd34=cd34, effect=effect, inflammation=inflammation, reserve=reserve
    )


def laboratory_of(
    paths: Paths,
    draws: Draws,
    *,
    bilirubin: float,
    inr: float,
    creatinine: float,
    albumin: float,
    parameters: Parameters | None = None,
) -> Laboratory:
    """Carry reserve and inflammation to the laboratory of a patient who begins with these values; MELD is then scored.

    A unit of reserve moves MELD by s_M points, in halves through bilirubin and INR; inflammation moves creatinine and albumin.
    """
    number = (parameters or load("mechanism")).number
    points, inflamed = draws["s_M"] * paths.reserve, paths.inflammation - 1
    b = bilirubin * np.exp(-0.5 * points / 3.78)
    i = inr * np.exp(-0.5 * points / 11.20)
    c = creatinine * np.exp(number("creatinine.inflammation") * inflamed)
    return Laboratory(
        bilirubin=b,
        inr=i,
        creatinine=c,
        albumin=albumin + number("albumin.reserve") * points - number("albumin.inflammation") * inflamed,
        meld=meld_of(b, i, c),
    )


def meld_change(paths: Paths, draws: Draws) -> Floats:
    """Give the points by which reserve moves MELD, without the floors of the score: -s_M F, times in rows."""
    return np.asarray(-draws["s_M"] * paths.reserve)


def _checked(infusions: Sequence[Infusion], times: Sequence[float], step: float) -> int:
    if not step > 0:
        raise ValueError(f"a step of {step} days cannot be")
    if not times or min(times) < 0:
        raise ValueError("say at which times, from day 0 on, the states are wanted")
    for what, day in [("an infusion", i.day) for i in infusions] + [("a time", t) for t in times]:
        if day < 0 or abs(day / step - round(day / step)) > _SMALL:
            raise ValueError(f"{what} on day {day} does not lie on a step of {step} days")
    for infusion in infusions:
        if not (infusion.cd34 >= 0 and infusion.msc >= 0):
            raise ValueError(f"the infusion on day {infusion.day} has fewer cells than none")
    return round(max(times) / step)


class _Walker:
    """All draws on their way; arrays are (n,)."""

    def __init__(
        self,
        draws: Draws,
        infusions: Sequence[Infusion],
        flares: Sequence[Flare],
        step: float,
        parameters: Parameters,
    ) -> None:
        self.draws, self.flares, self.step = draws, flares, step
        self.arriving: dict[int, list[Infusion]] = {}
        for infusion in infusions:
            self.arriving.setdefault(round(infusion.day / step), []).append(infusion)
        number = parameters.number
        self.spleen, self.fade = number("spleen.share"), number("flare.decay")
        n = len(draws)
        self.lung, self.msc, self.cd34, self.effect, self.reserve = (np.zeros(n) for _ in range(5))
        self.inflammation = np.ones(n)
        # Without MSC and flares inflammation stays what it is: nothing to step.
        self.quiet = not flares and not any(infusion.msc for infusion in infusions)
        self.k = {what: draws.rate(what) for what in "MEIC"}
        if not self.quiet and step * max(self.k["E"].max(), self.k["I"].max()) > 2:
            raise ValueError(
                f"a step of {step} days is too long for an effect this quick: take a shorter one"
            )
        lung = number("lung.loss")
        self.to_liver = number("lung.to_liver") * lung
        self.kept_lung, self.kept_msc = np.exp(-lung * step), np.exp(-self.k["M"] * step)
        gap = self.k["M"] - lung
        near = np.abs(gap) < _SMALL
        self.inflow = np.where(
            near, step * self.kept_lung, (self.kept_lung - self.kept_msc) / np.where(near, 1, gap)
        )

    def receive(self, number: int) -> None:
        """Let the cells of this step's infusions arrive."""
        for infusion in self.arriving.get(number, ()):
            way = "IV" if infusion.route == "intravenous" else "HA"
            self.msc = self.msc + self.draws[f"f_{way}"] * infusion.msc
            self.cd34 = self.cd34 + self.draws[f"g_{way}"] * infusion.cd34
            if way == "IV":
                self.lung = self.lung + np.maximum(0, 1 - self.draws["f_IV"] - self.spleen) * infusion.msc

    def states(self) -> tuple[Floats, ...]:
        return self.msc, self.cd34, self.effect, self.inflammation, self.reserve

    def go(self, number: int) -> None:
        """Take one step."""
        h, was = self.step, (self.msc, self.cd34, self.effect, self.inflammation)
        if not self.quiet:
            self.msc = self.msc * self.kept_msc + self.to_liver * self.lung * self.inflow
            self.lung = self.lung * self.kept_lung
            self._calm(number, was[0])
        power = self.draws["theta"]
        life = 1.0 if self.quiet else 0.5 * (_power(was[3], power) + _power(self.inflammation, power))
        self.cd34 = self.cd34 * np.exp(-self.k["C"] * life * h)
        first = self._reserve(self.reserve, was[1], was[2], was[3])
        second = self._reserve(self.reserve + h * first, self.cd34, self.effect, self.inflammation)
        self.reserve = self.reserve + h / 2 * (first + second)

    def _calm(self, number: int, msc: Floats) -> None:
        """Step effect and inflammation by Heun's rule."""
        h, goal, after = self.step, self._goal(number, number), self._goal(number + 1, number)
        effect_1 = self._effect(self.effect, msc)
        calm_1 = self.k["I"] * (goal * (1 - self.effect) - self.inflammation)
        effect, calm = self.effect + h * effect_1, self.inflammation + h * calm_1
        effect_2 = self._effect(effect, self.msc)
        calm_2 = self.k["I"] * (after * (1 - effect) - calm)
        self.effect = self.effect + h / 2 * (effect_1 + effect_2)
        self.inflammation = self.inflammation + h / 2 * (calm_1 + calm_2)

    def _goal(self, number: int, since: int) -> float:
        """Give what inflammation returns to, by the flares begun by step ``since``: one that begins as a step ends is not in it."""
        day = number * self.step
        return 1 + sum(
            flare.jump * float(np.exp((flare.day - day) / self.fade))
            for flare in self.flares
            if flare.day <= since * self.step
        )

    def _effect(self, effect: Floats, msc: Floats) -> Floats:
        d = self.draws
        return np.asarray(self.k["E"] * (d["Emax"] * msc / (msc + d["M50"]) - effect))

    def _reserve(self, reserve: Floats, cd34: Floats, effect: Floats, inflammation: Floats) -> Floats:
        d = self.draws
        gain = d["r_C"] * cd34 / (cd34 + d["C50"]) + d["r_M"] * effect
        loss = d["k_d"] * (1 + d["a_I"] * (inflammation - 1)) + d["k_r"] * np.maximum(reserve, 0)
        return np.asarray(gain - loss)


def _power(base: Floats, power: Floats) -> Floats:
    return np.asarray(np.exp(power * np.log(np.maximum(base, _SMALL))))
