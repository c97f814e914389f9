"""What published standard care says about this trial's missing control: a robust meta-analytic prior, with and without.

Controls only, never safety: an outcome that is an event of harm is refused. Each published arm that is not used is named
with its reason, and so is every number that nobody printed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hepatica.evidence.effects import APPROXIMATED, mean_of
from hepatica.evidence.recompute import excluded
from hepatica.evidence.row import Evidence, Row
from hepatica.stats.borrowing import Conflict, SideBySide, borrow_events, borrow_mean, robust_prior
from hepatica.stats.effective_size import EffectiveSize, effective_size
from hepatica.stats.map import Estimate, Events, Hyperprior, MapPrior, map_binomial, map_normal
from hepatica.stats.mixture_fit import fit_mixture
from hepatica.stats.mixtures import BetaMixture, Mixture, NormalMixture

BORROWED = ("MELD", "Child-Pugh", "albumin", "bilirubin", "INR", "creatinine")
"""How an outcome that may be borrowed begins: all else is harm, or unknown."""
CHANGES = (" change from baseline", " decrease >=3 points", " improved")
"""How it ends: a level depends on who was admitted, so only changes are borrowed."""
FLAT = (1.0, 1.0)
LOG_ODDS_SD = 2.0


class NeverBorrowedError(ValueError):
    """An outcome of safety, or one of which no control stands; the message is its sentence."""


@dataclass(frozen=True, kw_only=True)
class ControlArm:
    """One published control arm: its row, its number (a mean with its error, or events of n) and how it was got."""

    study: str
    row: str
    n: int
    mean: float
    error: float
    how: str
    events: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """One published control arm that is not borrowed, and why."""

    study: str
    row: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A mean with its 95 % interval."""

    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Borrowed:
    """The expected outcome of a control arm, with and without what was published, and how much that weighs.

    ``size`` is the worth of the robust prior in participants. ``conflict`` is None, with the words why, where this trial
    has no control of its own.
    """

    outcome: str
    months: Decimal
    used: tuple[ControlArm, ...]
    left_out: tuple[LeftOut, ...]
    prior: MapPrior
    robust: Mixture
    size: EffectiveSize
    reading: SideBySide[Reading]
    conflict: Conflict | None
    conflict_words: str


@dataclass(frozen=True, kw_only=True)
class Own:
    """This trial's own controls: a mean with its standard error, or events of n."""

    n: int
    mean: float = 0.0
    error: float = 0.0
    events: int | None = None


def borrow(
    evidence: Evidence,
    outcome: str,
    *,
    months: Decimal,
    tau_scale: float,
    weight: float,
    vague_sd: float,
    own: Own | None = None,
) -> Borrowed:
    """Return the prior that published standard-care arms give for a control arm, and what is known with and without it.

    Means: theta ~ N(0, ``vague_sd``) where nothing is borrowed. Counts: Beta(1, 1), and log-odds with SD 2. Raises
    NeverBorrowedError for an outcome of safety or one without a usable arm, ValueError for a prior that cannot be.
    """
    if not outcome.startswith(BORROWED):
        raise NeverBorrowedError(f"{outcome} is not borrowed: controls only, never safety")
    if not outcome.endswith(CHANGES):
        raise NeverBorrowedError(
            f"{outcome} is not borrowed: a level depends on who was admitted, a change may be borrowed"
        )
    rows = [r for r in evidence.rows if r.cells == "care" and r.outcome == outcome and r.months == months]
    why = {each.row.id: each.sentence for each in excluded(evidence)}
    used = tuple(_used(evidence, rows, why))
    left = tuple(_left(evidence, rows, why, {arm.row for arm in used})) + _elsewhere(
        evidence, outcome, months
    )
    if not used:
        reasons = " ".join(f"{each.study}: {each.why}" for each in left)
        raise NeverBorrowedError(
            f"No published control of {outcome} at {months.normalize():f} months stands. {reasons}".strip()
        )
    counts = used[0].events is not None
    prior = _map(used, tau_scale, vague_sd, counts=counts)
    mixture = fit_mixture(prior)
    vague = FLAT if counts else (0.0, vague_sd)
    robust = _robust(mixture, weight, vague)
    sigma = None if counts else _sigma(used)
    reading, conflict = _with_and_without(mixture, robust, weight, vague, own)
    return Borrowed(
        outcome=outcome,
        months=months,
        used=used,
        left_out=left,
        prior=prior,
        robust=robust,
        size=effective_size(robust, sigma=sigma) if not counts else effective_size(robust, "moment"),
        reading=reading,
        conflict=conflict,
        conflict_words=""
        if conflict
        else "This trial has no control of its own, so a conflict cannot be seen.",
    )


def _used(evidence: Evidence, rows: Iterable[Row], why: dict[str, str]) -> Iterator[ControlArm]:
    for row in rows:
        if row.id in why or not row.at_risk:
            continue
        label = evidence.study(row.study).label
        if row.kind == "events" and row.events is not None:
            share = row.events / row.at_risk
            yield ControlArm(
                study=label,
                row=row.id,
                n=row.at_risk,
                mean=share,
                error=0.0,
                how="as printed",
                events=row.events,
            )
        elif (told := mean_of(row)) is not None:
            how = APPROXIMATED if row.kind == "change" else "as printed"
            yield ControlArm(
                study=label, row=row.id, n=row.at_risk, mean=told[0], error=told[1] ** 0.5, how=how
            )


def _left(evidence: Evidence, rows: Iterable[Row], why: dict[str, str], used: set[str]) -> Iterator[LeftOut]:
    for row in rows:
        if row.id not in used:
            reason = why.get(row.id, "no standard error can be had from what is printed")
            yield LeftOut(study=evidence.study(row.study).label, row=row.id, why=reason)


def _elsewhere(evidence: Evidence, outcome: str, months: Decimal) -> tuple[LeftOut, ...]:
    """Name controls that print a baseline and a later value of the same measure, but no spread of the change."""
    measure = outcome.removesuffix(" change from baseline")
    if measure == outcome:
        return ()
    rows = [r for r in evidence.rows if r.cells == "care" and r.outcome == measure and r.months == months]
    said = "prints no change from baseline with a spread"
    return tuple(LeftOut(study=evidence.study(r.study).label, row=r.id, why=said) for r in rows)


def _map(used: tuple[ControlArm, ...], tau_scale: float, vague_sd: float, *, counts: bool) -> MapPrior:
    if counts:
        arms = [Events(study=a.study, r=a.events or 0, n=a.n) for a in used]
        return map_binomial(arms, Hyperprior(tau_scale=tau_scale, sd=LOG_ODDS_SD))
    means = [Estimate(study=a.study, y=a.mean, se=a.error) for a in used]
    return map_normal(means, Hyperprior(tau_scale=tau_scale, sd=vague_sd))


def _sigma(used: tuple[ControlArm, ...]) -> float:
    """Return one person's SD, pooled over the arms by their size."""
    total = sum(a.n for a in used)
    return float((sum(a.n * a.error**2 * a.n for a in used) / total) ** 0.5)


def _robust(mixture: Mixture, weight: float, vague: tuple[float, float]) -> Mixture:
    if isinstance(mixture, BetaMixture):
        return robust_prior(mixture, weight, vague)
    return robust_prior(mixture, weight, vague)


def _with_and_without(
    mixture: Mixture, robust: Mixture, weight: float, vague: tuple[float, float], own: Own | None
) -> tuple[SideBySide[Reading], Conflict | None]:
    if own is None:
        alone: Mixture = (
            BetaMixture.single(*vague) if isinstance(robust, BetaMixture) else NormalMixture.single(*vague)
        )
        return SideBySide(borrowed=_reading(robust), alone=_reading(alone)), None
    if isinstance(mixture, BetaMixture):
        found = borrow_events(mixture, own.events or 0, own.n, weight=weight, vague=vague)
    else:
        found = borrow_mean(mixture, own.mean, own.error, weight=weight, vague=vague)
    return found.controls.map(lambda each: _reading(each.posterior)), found.conflict


def _reading(mixture: Mixture) -> Reading:
    return Reading(mean=mixture.mean, lower=mixture.quantile(0.025), upper=mixture.quantile(0.975))
