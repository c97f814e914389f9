"""How long a check takes: `python tests/bench/bench_cel.py` prints microseconds; timing is printed, never asserted.

The first line is the floor: the same decision as a Python closure over values that are already decimals.
"""

import time
from collections.abc import Callable
from decimal import Decimal

from hepatica.checks.cel import Compiled, _compiled, compile_check, evaluate

TYPES = {
    "sysbp": "number", "diabp": "number", "alt": "number", "alt_uln": "number", "bili": "number", "bili_uln": "number",
    "aestdt": "date", "icfdt": "date", "sex": "code", "preg": "code", "note": "text", "series_vas": "numbers",
}  # fmt: skip
VALUES: dict[str, object] = {
    "sysbp": "118", "diabp": "76", "alt": "131", "alt_uln": "40", "bili": "1.8", "bili_uln": "1.2",
    "aestdt": "2026-03-14", "icfdt": "2026-02", "sex": "F", "preg": "N", "note": "రక్తస్రావం ఉంది",
    "series_vas": ["2", "3.5", None, "6.5"],
}  # fmt: skip
CHECKS = {
    "one limit": "above(bili, '1.5', bili_uln)",
    "one code": "sex == 'M'",
    "partial dates": "before(icfdt, aestdt)",
    "Telugu text": "note.contains('రక్త')",
    "a series with a gap": "any_above(series_vas, 6)",
    "a missing item": "above(alt, 3, alt_uln) && above(sysbp, 200)",
    "the reference check": (
        "above(sysbp, diabp) && (above(alt, 3, alt_uln) || above(bili, 1, bili_uln))"
        " && after(aestdt, icfdt) && !(sex == 'M' && known(preg))"
    ),
}
ROUNDS = 20_000


def closure(sysbp: Decimal, diabp: Decimal, alt: Decimal, uln: Decimal, sex: str) -> bool:
    """Decide what the reference check decides, as code that no clinician wrote."""
    return sysbp > diabp and alt > 3 * uln and sex != "M"


def microseconds(work: Callable[[], object], rounds: int) -> float:
    """Return the time of one call in µs, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(rounds):
            work()
        best = min(best, time.perf_counter() - began)
    return best / rounds * 1e6


def main() -> None:
    """Print one line per check."""
    numbers = (Decimal(118), Decimal(76), Decimal(131), Decimal(40), "F")
    print(f"{'Python closure (floor)':24} {microseconds(lambda: closure(*numbers), ROUNDS):9.2f} µs")
    for title, expression in CHECKS.items():
        compiled = compile_check(expression, TYPES)
        assert isinstance(compiled, Compiled), compiled
        values = {
            name: value for name, value in VALUES.items() if title != "a missing item" or name != "sysbp"
        }
        per_check = microseconds(lambda c=compiled, v=values: evaluate(c, v), ROUNDS)  # type: ignore[misc]
        print(f"{title:24} {per_check:9.2f} µs   {evaluate(compiled, values).answer.value}")
    expression = CHECKS["the reference check"]
    print(f"{'compile':24} {microseconds(lambda: _anew(expression), 500):9.2f} µs")


def _anew(expression: str) -> object:
    _compiled.cache_clear()
    return compile_check(expression, TYPES)


if __name__ == "__main__":
    main()
