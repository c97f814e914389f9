"""What a small study cannot show: rates that would have gone unseen, and p values out of reach."""

from math import ceil, log, log1p


def rule_of_three(n: int) -> float | None:
    """Approximate upper 95 % limit 3/n after no event in n; None below 30, where it misleads (60 % for 45 % at 5)."""
    _check_size(n)
    return 3 / n if n >= 30 else None


def probability_unseen(rate: float, n: int) -> float:
    """Give the probability (1 - rate)^n that an event of this rate is not seen in n participants."""
    _check_size(n)
    _check_fraction(rate, "rate")
    return float((1 - rate) ** n)


def largest_rate_unseen(n: int, *, probability: float = 0.20) -> float:
    """Give the event rate that n participants miss altogether with this probability: 27.5 % for 5 and 0.20.

    With probability 0.05 it is the exact one-sided upper 95 % limit after no event.
    """
    _check_size(n)
    _check_fraction(probability, "probability")
    return float(1 - probability ** (1 / n))


def patients_to_see_one(rate: float, *, probability: float = 0.95) -> int:
    """Count the participants needed to see at least one event of this rate with this probability: 59 for 5 %."""
    _check_fraction(rate, "rate")
    _check_fraction(probability, "probability")
    return ceil(log(1 - probability) / log1p(-rate) - 1e-9)


def smallest_attainable_p(n: int) -> float:
    """Give the smallest two-sided p that an exact sign or signed-rank test can reach with n pairs: 0.0625 for 5."""
    _check_size(n)
    return float(2 / 2**n) if n > 1 else 1.0


def _check_size(n: int) -> None:
    if n < 1:
        raise ValueError(f"{n} participants cannot be")


def _check_fraction(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise ValueError(f"a {name} of {value} does not lie between 0 and 1")
