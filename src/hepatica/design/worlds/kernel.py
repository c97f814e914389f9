"""One patient after another through all days, in machine code: what a trial counts of a course, and no path of it is kept.

The twin of `patients.course`, `patients.endings` and `worlds.influence`, by the same chance in the same order; a test holds
both to the same numbers. It stops with the patient's life with the own liver.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hepatica.stats.compiled import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Rules(NamedTuple):
    """Numbers that hold for everybody."""

    keep: float
    fade: float
    per_point: float
    kidney: float
    jump: float
    jump_range: float
    bilirubin: float
    """Share of what reserve does to MELD that bilirubin shows."""
    death: float
    death_meld: float
    death_il6: float
    transplant: float
    transplant_meld: float
    available: float
    cd34: float
    cd34_half: float
    msc: float
    msc_half: float
    interaction: float
    il6: float
    decompensation: float
    """ln ratio at the reference dose, as is the next."""
    dying: float
    dying_per_point: float


class People(NamedTuple):
    """Patients in rows; three columns are ln bilirubin, ln INR, ln creatinine."""

    start: Floats
    swing: Floats
    slope: Floats
    gain: Floats
    rate: Floats
    inflamed: Floats
    """ln of IL-6 at entry over 15 pg/mL."""
    limits: Floats
    """(n, 2): summed hazards of death and of transplantation at which they come."""
    steps: NDArray[np.uint16]
    waits: Floats
    strikes: Floats
    until: Ints
    """The last day to walk to."""
    visits: Ints
    order: Ints
    """Visits by day."""


class Given(NamedTuple):
    """What is given: by patient, and by arm what is left of it each day."""

    arm: Ints
    treated: NDArray[np.bool_]
    cells: Floats
    """(n, infusions, 2): millions that reach the liver by their route."""
    dose: Floats
    """(n, infusions): in reference doses."""
    when: Ints
    """(arms, infusions): the day; -1 for none."""
    left: Floats
    """(arms, infusions, 2, days + 1)."""
    gcsf: Floats
    """(arms, days + 1): points of MELD."""


class Tables(NamedTuple):
    """What is looked up."""

    scores: Floats
    root: Floats
    mended: Floats
    """(days + 1,): the share of a recovery that is done."""
    shares: Floats


class Found(NamedTuple):
    """Written by the walk; episodes one after another, as many as the walk returns."""

    died: Ints
    transplanted: Ints
    state: Floats
    """(n, visits, 3)."""
    meld: Floats
    shock: Floats
    patient: Ints
    day: Ints
    kind: Ints
    excess: Floats


@compiled
def meld_at(bilirubin: float, inr: float, creatinine: float) -> float:
    """Give the unrounded MELD of three logarithms, as `patients.course.meld_of_state`."""
    kidney = min(max(creatinine, 0.0), 1.3862943611198906)
    return 9.57 * kidney + 3.78 * max(bilirubin, 0.0) + 11.20 * max(inr, 0.0) + 6.43


@compiled
def walk(rules: Rules, people: People, given: Given, tables: Tables, found: Found) -> int:
    """Walk everybody; return the number of episodes."""
    n, episodes = len(people.rate), people.waits.shape[1]
    visits, infusions = people.visits.shape[1], given.when.shape[1]
    root, scores = tables.root, tables.scores
    count = 0
    for p in range(n):
        arm, treated = given.arm[p], given.treated[p]
        s0, s1, s2 = people.swing[p, 0], people.swing[p, 1], people.swing[p, 2]
        b0, b1, b2 = people.start[p, 0], people.start[p, 1], people.start[p, 2]
        m0, m1, m2 = b0 - s0, b1 - s1, b2 - s2
        meld = meld_at(b0, b1, b2)
        shock = summed = dying = leaving = shift = dose = extra = 0.0
        ratio, had, seen = 1.0, 0, 0
        for day in range(people.until[p] + 1):
            if day > 0:
                # The day before decides who is struck, dies or is transplanted.
                before = day - 1
                above = meld - 15
                summed += people.rate[p] * np.exp(rules.per_point * above) * ratio
                inflamed = people.inflamed[p] + shock + shift
                dying += np.exp(
                    rules.death + rules.death_meld * above + rules.death_il6 * inflamed
                    + (extra + rules.dying_per_point * above if dose > 0 else 0.0)
                )  # fmt: skip
                leaving += rules.available * np.exp(rules.transplant + rules.transplant_meld * above)
                z0 = scores[people.steps[p, before, 0]]
                z1 = scores[people.steps[p, before, 1]]
                z2 = scores[people.steps[p, before, 2]]
                s0 = rules.keep * s0 + root[0, 0] * z0
                s1 = rules.keep * s1 + (root[1, 0] * z0 + root[1, 1] * z1)
                s2 = rules.keep * s2 + (root[2, 0] * z0 + root[2, 1] * z1 + root[2, 2] * z2)
                shock *= rules.fade
                struck = summed >= people.waits[p, had % episodes]
                kind = 0
                if struck:
                    luck = people.strikes[p, had % episodes]
                    below = 0.0
                    while kind < len(tables.shares) - 1 and luck >= tables.shares[kind]:
                        below = tables.shares[kind]
                        kind += 1
                    share = min(max((luck - below) / (tables.shares[kind] - below), 0.0), 1.0)
                    shock += rules.jump + share * rules.jump_range
                    summed = 0.0
                    had += 1
                b0 = m0 + s0 + people.slope[p, 0] * day + people.gain[p, 0] * tables.mended[day]
                b1 = m1 + s1 + people.slope[p, 1] * day + people.gain[p, 1] * tables.mended[day]
                b2 = m2 + s2 + people.slope[p, 2] * day + people.gain[p, 2] * tables.mended[day]
                b2 += rules.kidney * shock
            if treated:
                cd34 = msc = 0.0
                for k in range(infusions):
                    if given.when[arm, k] == day:
                        dose += given.dose[p, k]
                        ratio = np.exp(rules.decompensation * dose)
                        extra = rules.dying * dose
                    cd34 += given.left[arm, k, 0, day] * given.cells[p, k, 0]
                    msc += given.left[arm, k, 1, day] * given.cells[p, k, 1]
                cd34 /= cd34 + rules.cd34_half
                msc /= msc + rules.msc_half
                points = (
                    rules.cd34 * cd34
                    + rules.msc * msc
                    + rules.interaction * cd34 * msc
                    + given.gcsf[arm, day]
                )
                shift = rules.il6 * msc
                if day > 0:
                    b0 += rules.bilirubin * points / 3.78
                    b1 += (1 - rules.bilirubin) * points / 11.20
            if day > 0:
                meld = meld_at(b0, b1, b2)
                if struck:
                    found.patient[count], found.day[count], found.kind[count] = p, day, kind
                    found.excess[count] = max(0.0, 1 - 1 / ratio)
                    count += 1
            while seen < visits and people.visits[p, people.order[p, seen]] == day:
                v = people.order[p, seen]
                found.state[p, v, 0], found.state[p, v, 1], found.state[p, v, 2] = b0, b1, b2
                found.meld[p, v], found.shock[p, v] = meld, shock
                seen += 1
            if day > 0 and leaving >= people.limits[p, 1]:
                found.transplanted[p] = day
                break
            if day > 0 and dying >= people.limits[p, 0]:
                found.died[p] = day
                break
    return count
