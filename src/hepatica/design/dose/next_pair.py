"""The next pair of doses of two cell types, from outcomes alone: the rule of a live decision without its participants."""

from __future__ import annotations

from typing import Any

import numpy as np

from hepatica.design.dose.notation import Outcome
from hepatica.design.dose.plan import Level
from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.pairs import best_pair, next_pairs


def next_pair(
    seen: tuple[Outcome, ...], shape: tuple[int, int], target: float, *, cutoff: float = 0.95
) -> dict[str, Any]:
    """Return the decision, the next pair (None: the trial stops), pairs as good, and the pair best so far.

    Raises ValueError for a target or a cutoff that cannot be. Source: Lin and Yin 2017.
    """
    if not 0 < cutoff < 1:
        raise ValueError(f"a cutoff of {cutoff} does not lie between 0 and 1")
    if min(shape) < 1:
        raise ValueError("both cell types need at least one dose")
    table = boin(target, len(seen), cutoff=cutoff)
    n, y, gone = np.zeros(shape), np.zeros(shape), np.zeros(shape, bool)
    for one in seen:
        n[one.level[0] - 1, one.level[1] - 1] += 1
        y[one.level[0] - 1, one.level[1] - 1] += one.event
    for a, b in zip(*np.nonzero(n), strict=True):
        if table.decide(int(y[a, b]), int(n[a, b])) == "eliminate":
            gone[a:, b:] = True
    here = (seen[-1].level[0] - 1, seen[-1].level[1] - 1)
    word = table.decide(int(y[here]), int(n[here]))
    assert table.lambda_e is not None
    assert table.lambda_d is not None
    move = {"up": 1, "stay": 0}.get(word, -1)
    limits = (table.lambda_e, table.lambda_d)
    around = next_pairs(here, move, n, y, gone, limits) if move else []
    to: Level | None = None if gone[0, 0] else _counted(around[0] if around else here)
    best = None if gone[0, 0] else best_pair(n, y, gone, target)
    return {
        "target": target,
        "lambda_e": limits[0],
        "lambda_d": limits[1],
        "current": _counted(here),
        "decision": "stop" if to is None else word,
        "next": to,
        "as_good": [_counted(pair) for pair in around[1:]],
        "eliminated": [_counted((int(a), int(b))) for a, b in zip(*np.nonzero(gone), strict=True)],
        "best_so_far": None if best is None else _counted(best),
        "reason": f"{int(y[here])} of {int(n[here])} with the event at the current pair; the limits are "
        f"{limits[0]:.1%} and {limits[1]:.1%}.",
    }


def _counted(pair: tuple[int, int]) -> Level:
    return (int(pair[0]) + 1, int(pair[1]) + 1)
