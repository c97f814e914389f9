"""Win ratio, win odds and net benefit: how often one group's participant fares better than the other's."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh

import numpy as np

from hepatica.stats.effects import Effect, Scale, permutation_floor, two_sided_p, z_of
from hepatica.stats.pairs import Level, LevelCounts, Outcomes, Pairs, Scores, compare_pairs, restrict
from hepatica.stats.risk_table import Floats

PICTURE_BELOW = 20
"""Participants in the smaller group below which wins are a picture."""
METHOD = "Pairwise comparison by levels, Gehan scoring, U-statistic variance"


@dataclass(frozen=True, kw_only=True)
class Wins:
    """Counts per level and the four ways of saying them; without intervals where the groups are too small."""

    n_first: int
    n_second: int
    levels: tuple[LevelCounts, ...]
    wins: int
    losses: int
    ties: int
    net_benefit: Effect
    win_ratio: Effect
    win_odds: Effect
    win_probability: Effect  # a win or half a tie: the DOOR probability
    gamma: Effect  # Goodman and Kruskal: net benefit among decided pairs
    note: str = ""  # why no test is given
    horizon: float | None = None
    method: str = METHOD


@dataclass(frozen=True, kw_only=True)
class _Shares:
    """Shares of pairs won and lost, and the covariance of the two by the U-statistic's projections."""

    win: float
    loss: float
    covariance: Floats
    floor: float
    level: float
    test: bool

    def effect(
        self, name: str, value: float | None, gradient: tuple[float, float], *, scale: Scale
    ) -> Effect:
        """One function of the two shares by the delta method, on the scale its interval is symmetric on."""
        bare = Effect(name=name, value=value, floor=self.floor, level=self.level, method=METHOD)
        if value is None or not self.test:
            return bare
        g = np.array(gradient)
        se = sqrt(max(float(g @ self.covariance @ g), 0.0))
        z = z_of(self.level)
        match scale:
            case "log" if value > 0:
                centre, spread, back = log(value), se / value, exp
            case "atanh" if abs(value) < 1:
                centre, spread, back = atanh(value), se / (1 - value**2), tanh
            case "identity":
                centre, spread, back = value, se, float
            case _:
                return bare
        if spread == 0:
            return bare
        lower, upper = back(centre - z * spread), back(centre + z * spread)
        return Effect(
            name=name,
            value=value,
            se=se,
            lower=max(-1.0, lower) if scale == "identity" else lower,
            upper=min(1.0, upper) if scale == "identity" else upper,
            p=two_sided_p(centre, spread),
            floor=self.floor,
            level=self.level,
            scale=scale,
            method=METHOD,
        )


def win_statistics(
    first: Sequence[Outcomes],
    second: Sequence[Outcomes],
    levels: Sequence[Level],
    *,
    level: float = 0.95,
    picture_below: int = PICTURE_BELOW,
    horizon: float | None = None,
) -> Wins:
    """Compare two groups pair by pair; below ``picture_below`` in either, counts and values without a test.

    With ``horizon`` times are cut there, so that longer follow-up decides nothing. Net benefit is symmetric on the
    atanh scale, ratios on the log scale, the win probability on its own. Sources: Pocock 2012; Buyse 2010; Dong 2020.
    """
    if horizon is not None and not horizon > 0:
        raise ValueError(f"a horizon of {horizon} cannot be")
    cut = (lambda p: p) if horizon is None else (lambda p: restrict(p, levels, horizon))
    pairs = compare_pairs([cut(p) for p in first], [cut(p) for p in second], levels)
    return statistics_of(pairs, level=level, picture_below=picture_below, horizon=horizon)


def statistics_of(
    pairs: Pairs, *, level: float = 0.95, picture_below: int = PICTURE_BELOW, horizon: float | None = None
) -> Wins:
    """Say compared pairs as win ratio, win odds, net benefit, win probability and gamma."""
    n_first, n_second = pairs.scores.shape
    test = min(n_first, n_second) >= max(picture_below, 2)
    shares = _shares(pairs.scores, level, test=test)
    w, v = shares.win, shares.loss
    net, probability = w - v, (w - v + 1) / 2
    odds = probability / (1 - probability) if probability < 1 else None
    turn = 0.5 / (1 - probability) ** 2 if odds is not None else 0.0
    decided = w + v
    ratio_slope = (1 / v, -w / v**2) if v else (0.0, 0.0)
    gamma_slope = (2 * v / decided**2, -2 * w / decided**2) if decided else (0.0, 0.0)
    return Wins(
        n_first=n_first,
        n_second=n_second,
        levels=pairs.levels,
        wins=pairs.wins,
        losses=pairs.losses,
        ties=pairs.ties,
        net_benefit=shares.effect("net benefit", net, (1.0, -1.0), scale="atanh"),
        win_ratio=shares.effect("win ratio", w / v if v else None, ratio_slope, scale="log"),
        win_odds=shares.effect("win odds", odds, (turn, -turn), scale="log"),
        win_probability=_about_half(shares.effect("", net, (1.0, -1.0), scale="identity")),
        gamma=shares.effect("gamma", net / decided if decided else None, gamma_slope, scale="identity"),
        note="" if test else _picture(n_first, n_second, pairs, picture_below),
        horizon=horizon,
    )


def pairs_of_odds(*, win_odds: float, win_ratio: float, pairs: int) -> tuple[float, float, float]:
    """Return wins, losses and ties that give a win odds and a win ratio among so many pairs.

    Raises ValueError where none do: the win odds lies between 1 and the win ratio.
    """
    if pairs < 1 or min(win_odds, win_ratio) <= 0:
        raise ValueError("win odds, win ratio and the number of pairs are above 0")
    net = (win_odds - 1) / (win_odds + 1)
    share = (win_ratio - 1) / (win_ratio + 1)  # net benefit among decided pairs
    if share == 0 or not 0 <= net / share <= 1:
        raise ValueError(f"no pairs give a win odds of {win_odds} with a win ratio of {win_ratio}")
    decided = pairs * net / share
    losses = decided / (win_ratio + 1)
    return decided - losses, losses, pairs - decided


def _shares(scores: Scores, level: float, *, test: bool) -> _Shares:
    won, lost = scores > 0, scores < 0
    covariance = np.zeros((2, 2))
    for axis in (1, 0):
        # How often each participant wins and loses, over the other group: the first-order projection.
        projections = np.array([won.mean(axis=axis), lost.mean(axis=axis)])
        covariance = covariance + np.cov(projections, ddof=0) / projections.shape[1]
    return _Shares(
        win=float(won.mean()),
        loss=float(lost.mean()),
        covariance=covariance,
        floor=permutation_floor(scores.shape),
        level=level,
        test=test,
    )


def _about_half(net: Effect) -> Effect:
    """Net benefit on the scale of a probability: half of one plus it."""
    value, lower, upper = (
        None if end is None else (end + 1) / 2 for end in (net.value, net.lower, net.upper)
    )
    return Effect(
        name="win probability",
        value=value,
        se=None if net.se is None else net.se / 2,
        lower=lower,
        upper=upper,
        p=net.p,
        floor=net.floor,
        level=net.level,
        method=METHOD,
    )


def _picture(n_first: int, n_second: int, pairs: Pairs, picture_below: int) -> str:
    decided = pairs.wins + pairs.losses
    return (
        f"{n_first} against {n_second} participants: a picture, not a test. Of {pairs.scores.size} pairs {decided} "
        f"were decided; intervals and p values are given from {picture_below} in each group."
    )
