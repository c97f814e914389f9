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


RULES = np.dtype(
    [
        (name, np.float64)
        for name in (
            "keep", "fade", "per_point", "kidney", "jump", "jump_range", "bilirubin",
            "death", "death_meld", "death_il6", "transplant", "transplant_meld", "available",
            "cd34", "cd34_half", "msc", "msc_half", "interaction", "il6",
            "decompensation", "dying", "dying_per_point",
        )
    ]
)  # fmt: skip
"""One record of the numbers that hold for everybody: of `patients.people.Pace`, of the hazards, and of the world, whose
ratios are logarithms at the reference dose; ``bilirubin`` is the share of what reserve does to MELD that bilirubin shows."""


class People(NamedTuple):
    """Patients in rows. Few arrays: each is seconds of the compiler's time."""

    own: Floats
    """(n, 16): three each of swing, start, slope, gain; rate; ln of IL-6 over 15 pg/mL; limits of death and transplant."""
    steps: NDArray[np.uint16]
    luck: Floats
    """(n, 2, episodes): waits and strikes."""
    until: Ints
    """The last day to walk to."""
    visits: Ints
    """(2, n, visits): their days, and their order by day."""


class Given(NamedTuple):
    """What is given: by patient, and by arm what is left of it each day."""

    arm: Ints
    """The place of the arm; -1 for who is given nothing."""
    cells: Floats
    """(n, infusions, 3): millions of CD34+ and MSC that reach the liver, and all that is infused in reference doses."""
    when: Ints
    """(arms, infusions): the day; -1 for none."""
    left: Floats
    """(arms, infusions, 2, days + 1)."""
    daily: Floats
    """(1 + arms, days + 1): the share of a recovery that is done; points of MELD by G-CSF."""


class Tables(NamedTuple):
    """What is looked up."""

    scores: NDArray[np.float32]
    root: Floats
    shares: Floats


class Found(NamedTuple):
    """Written by the walk; episodes one after another, as many as the walk returns."""

    ends: Ints
    """(n, 2): the day of death and of transplantation."""
    seen: Floats
    """(n, visits, 5): three logarithms, MELD, shock."""
    episodes: Ints
    """(…, 3): patient, day, kind."""
    excess: Floats


@compiled
def meld_at(bilirubin: float, inr: float, creatinine: float) -> float:
    """Give the unrounded MELD of three logarithms, as `patients.course.meld_of_state`."""
    kidney = min(max(creatinine, 0.0), 1.3862943611198906)
    return 9.57 * kidney + 3.78 * max(bilirubin, 0.0) + 11.20 * max(inr, 0.0) + 6.43


@compiled
def strike(rules: np.void, shares: Floats, luck: float) -> tuple[int, float]:
    """Give kind and ln of the jump of an episode, as `patients.people.Pace.struck`."""
    kind, below = 0, 0.0
    while kind < len(shares) - 1 and luck >= shares[kind]:
        below = shares[kind]
        kind += 1
    share = min(max((luck - below) / (shares[kind] - below), 0.0), 1.0)
    return kind, rules["jump"] + share * rules["jump_range"]


@compiled
def walk(rules: np.void, people: People, given: Given, tables: Tables, found: Found) -> int:
    """Walk everybody; return the number of episodes."""
    count = 0
    for p in range(len(people.own)):
        count = walk_one(p, count, rules, people, given, tables, found)
    return count


@compiled
def walk_one(  # noqa: C901, PLR0912, PLR0915 - a call a day would cost more than the day
    p: int, count: int, rules: np.void, people: People, given: Given, tables: Tables, found: Found
) -> int:
    """Walk one patient, after whom so many episodes are known."""
    own, steps, luck, visits = people.own, people.steps, people.luck, people.visits
    arm, when, cells, left, daily = given.arm[p], given.when, given.cells, given.left, given.daily
    root, scores = tables.root, tables.scores
    s0, s1, s2 = own[p, 0], own[p, 1], own[p, 2]
    b0, b1, b2 = own[p, 3], own[p, 4], own[p, 5]
    rate, inflammation = own[p, 12], own[p, 13]
    m0, m1, m2 = b0 - s0, b1 - s1, b2 - s2
    meld, dose = meld_at(b0, b1, b2), 0.0
    shock = summed = dying = leaving = shift = 0.0
    ratio, had = 1.0, 0
    if arm >= 0:
        for k in range(when.shape[1]):
            if when[arm, k] == 0:
                dose += cells[p, k, 2]
        ratio = np.exp(rules["decompensation"] * dose)
    seen, coming = see(found.seen, visits, p, 0, 0, (b0, b1, b2, meld, shock))
    for day in range(1, people.until[p] + 1):
        # The day before decides who is struck, dies or is transplanted.
        above = meld - 15
        summed += rate * np.exp(rules["per_point"] * above) * ratio
        extra = rules["dying"] * dose + (rules["dying_per_point"] * above if dose > 0 else 0.0)
        inflamed = rules["death_il6"] * (inflammation + shock + shift)
        dying += np.exp(rules["death"] + rules["death_meld"] * above + inflamed + extra)
        leaving += rules["available"] * np.exp(rules["transplant"] + rules["transplant_meld"] * above)
        z0, z1, z2 = scores[steps[p, day - 1, 0]], scores[steps[p, day - 1, 1]], scores[steps[p, day - 1, 2]]
        s0, s1, s2 = (
            rules["keep"] * s0 + root[0, 0] * z0,
            rules["keep"] * s1 + (root[1, 0] * z0 + root[1, 1] * z1),
            rules["keep"] * s2 + (root[2, 0] * z0 + root[2, 1] * z1 + root[2, 2] * z2),
        )
        shock *= rules["fade"]
        kind = -1
        if summed >= luck[p, 0, had % luck.shape[2]]:
            kind, jump = strike(rules, tables.shares, luck[p, 1, had % luck.shape[2]])
            shock, summed, had = shock + jump, 0.0, had + 1
        b0, b1, b2 = (
            m0 + s0 + own[p, 6] * day + own[p, 9] * daily[0, day],
            m1 + s1 + own[p, 7] * day + own[p, 10] * daily[0, day],
            m2 + s2 + own[p, 8] * day + own[p, 11] * daily[0, day] + rules["kidney"] * shock,
        )
        if arm >= 0:
            cd34 = msc = 0.0
            for k in range(when.shape[1]):
                if when[arm, k] == day:
                    dose += cells[p, k, 2]
                    ratio = np.exp(rules["decompensation"] * dose)
                cd34 += left[arm, k, 0, day] * cells[p, k, 0]
                msc += left[arm, k, 1, day] * cells[p, k, 1]
            if cd34 > 0:
                cd34 /= cd34 + rules["cd34_half"]
            if msc > 0:
                msc /= msc + rules["msc_half"]
            points = (
                rules["cd34"] * cd34
                + rules["msc"] * msc
                + rules["interaction"] * cd34 * msc
                + daily[1 + arm, day]
            )
            shift = rules["il6"] * msc
            b0 += rules["bilirubin"] * points / 3.78
            b1 += (1 - rules["bilirubin"]) * points / 11.20
        meld = meld_at(b0, b1, b2)
        if kind >= 0:
            found.episodes[count, 0], found.episodes[count, 1], found.episodes[count, 2] = p, day, kind
            found.excess[count] = max(0.0, 1 - 1 / ratio)
            count += 1
        if day == coming:
            seen, coming = see(found.seen, visits, p, day, seen, (b0, b1, b2, meld, shock))
        if leaving >= own[p, 15] or dying >= own[p, 14]:
            break
    # On the same day the death is not seen: the operation came first.
    if leaving >= own[p, 15]:
        found.ends[p, 1] = day
    elif dying >= own[p, 14]:
        found.ends[p, 0] = day
    return count


@compiled
def see(
    found: Floats, visits: Ints, p: int, day: int, seen: int, now: tuple[float, float, float, float, float]
) -> tuple[int, int]:
    """Write down what the visits of a day would find; return how many there were by then, and the day of the next."""
    coming = day
    while coming == day:
        if seen == visits.shape[2]:
            return seen, -1
        v = visits[1, p, seen]
        coming = visits[0, p, v]
        if coming == day:
            found[p, v, 0], found[p, v, 1], found[p, v, 2] = now[0], now[1], now[2]
            found[p, v, 3], found[p, v, 4] = now[3], now[4]
            seen += 1
    return seen, coming
