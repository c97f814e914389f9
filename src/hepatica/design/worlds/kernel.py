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

    scores: NDArray[np.float32]
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
def strike(rules: Rules, shares: Floats, luck: float) -> tuple[int, float]:
    """Give kind and ln of the jump of an episode, as `patients.people.Pace.struck`."""
    kind, below = 0, 0.0
    while kind < len(shares) - 1 and luck >= shares[kind]:
        below = shares[kind]
        kind += 1
    share = min(max((luck - below) / (shares[kind] - below), 0.0), 1.0)
    return kind, rules.jump + share * rules.jump_range


@compiled
def dosed(when: Ints, doses: Floats, arm: int, p: int, day: int) -> float:
    """Give what is infused on a day, in reference doses."""
    today = 0.0
    for k in range(when.shape[1]):
        if when[arm, k] == day:
            today += doses[p, k]
    return today


@compiled
def saturated(left: Floats, cells: Floats, column: int, arm: int, p: int, day: int, half: float) -> float:
    """Give the share of full effect of one kind of cells on a day."""
    acting = 0.0
    for k in range(left.shape[1]):
        acting += left[arm, k, column, day] * cells[p, k, column]
    return acting / (acting + half) if acting > 0 else 0.0


@compiled
def walk(rules: Rules, people: People, given: Given, tables: Tables, found: Found) -> int:
    """Walk everybody; return the number of episodes."""
    count = 0
    for p in range(len(people.rate)):
        count = walk_one(p, count, rules, people, given, tables, found)
    return count


@compiled
def walk_one(
    p: int, count: int, rules: Rules, people: People, given: Given, tables: Tables, found: Found
) -> int:
    """Walk one patient, after whom so many episodes are known."""
    # Arrays are named before the loop: to take one out of its tuple every day costs as much as an exponential.
    steps, waits, strikes, slopes, gains = (
        people.steps,
        people.waits,
        people.strikes,
        people.slope,
        people.gain,
    )
    rate, inflammation, visits, order = people.rate[p], people.inflamed[p], people.visits, people.order
    arm, treated, when, doses = given.arm[p], given.treated[p], given.when, given.dose
    left, cells, gcsf = given.left, given.cells, given.gcsf
    root, scores, mended = tables.root, tables.scores, tables.mended
    s0, s1, s2 = people.swing[p, 0], people.swing[p, 1], people.swing[p, 2]
    b0, b1, b2 = people.start[p, 0], people.start[p, 1], people.start[p, 2]
    m0, m1, m2 = b0 - s0, b1 - s1, b2 - s2
    meld, dose = meld_at(b0, b1, b2), dosed(when, doses, arm, p, 0)
    shock = summed = dying = leaving = shift = 0.0
    ratio, had = np.exp(rules.decompensation * dose), 0
    seen = see(found, visits, order, p, 0, 0, (b0, b1, b2, meld, shock))
    for day in range(1, people.until[p] + 1):
        # The day before decides who is struck, dies or is transplanted.
        above = meld - 15
        summed += rate * np.exp(rules.per_point * above) * ratio
        extra = rules.dying * dose + (rules.dying_per_point * above if dose > 0 else 0.0)
        inflamed = rules.death_il6 * (inflammation + shock + shift)
        dying += np.exp(rules.death + rules.death_meld * above + inflamed + extra)
        leaving += rules.available * np.exp(rules.transplant + rules.transplant_meld * above)
        z0, z1, z2 = scores[steps[p, day - 1, 0]], scores[steps[p, day - 1, 1]], scores[steps[p, day - 1, 2]]
        s0, s1, s2 = (
            rules.keep * s0 + root[0, 0] * z0,
            rules.keep * s1 + (root[1, 0] * z0 + root[1, 1] * z1),
            rules.keep * s2 + (root[2, 0] * z0 + root[2, 1] * z1 + root[2, 2] * z2),
        )
        shock *= rules.fade
        kind = -1
        if summed >= waits[p, had % waits.shape[1]]:
            kind, jump = strike(rules, tables.shares, strikes[p, had % waits.shape[1]])
            shock, summed, had = shock + jump, 0.0, had + 1
        b0, b1, b2 = (
            m0 + s0 + slopes[p, 0] * day + gains[p, 0] * mended[day],
            m1 + s1 + slopes[p, 1] * day + gains[p, 1] * mended[day],
            m2 + s2 + slopes[p, 2] * day + gains[p, 2] * mended[day] + rules.kidney * shock,
        )
        if treated:
            today = dosed(when, doses, arm, p, day)
            if today > 0:
                dose += today
                ratio = np.exp(rules.decompensation * dose)
            cd34 = saturated(left, cells, 0, arm, p, day, rules.cd34_half)
            msc = saturated(left, cells, 1, arm, p, day, rules.msc_half)
            points = rules.cd34 * cd34 + rules.msc * msc + rules.interaction * cd34 * msc + gcsf[arm, day]
            shift = rules.il6 * msc
            b0 += rules.bilirubin * points / 3.78
            b1 += (1 - rules.bilirubin) * points / 11.20
        meld = meld_at(b0, b1, b2)
        if kind >= 0:
            found.patient[count], found.day[count], found.kind[count] = p, day, kind
            found.excess[count] = max(0.0, 1 - 1 / ratio)
            count += 1
        seen = see(found, visits, order, p, day, seen, (b0, b1, b2, meld, shock))
        if leaving >= people.limits[p, 1] or dying >= people.limits[p, 0]:
            break
    # On the same day the death is not seen: the operation came first.
    if leaving >= people.limits[p, 1]:
        found.transplanted[p] = day
    elif dying >= people.limits[p, 0]:
        found.died[p] = day
    return count


@compiled
def see(
    found: Found,
    visits: Ints,
    order: Ints,
    p: int,
    day: int,
    seen: int,
    now: tuple[float, float, float, float, float],
) -> int:
    """Write down what a visit on this day would find; return how many visits there were by then."""
    while seen < visits.shape[1] and visits[p, order[p, seen]] == day:
        v = order[p, seen]
        found.state[p, v, 0], found.state[p, v, 1], found.state[p, v, 2] = now[0], now[1], now[2]
        found.meld[p, v], found.shock[p, v] = now[3], now[4]
        seen += 1
    return seen
