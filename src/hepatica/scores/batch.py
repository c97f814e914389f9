"""A table of scores: one row in, the same row out with a value or the sentence why there is none."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from hepatica.scores.arithmetic import show
from hepatica.scores.inputs import ScoreError
from hepatica.scores.registry import SCORES, compute
from hepatica.scores.score import Score, Value

INPUT_COLUMNS = ("score", "inputs")
OUTPUT_COLUMNS = ("value", "error")
_SIGNIFICANT = 15

Answer = Callable[[Mapping[str, object]], Value]
"""Gives a value for a row's inputs, or raises ScoreError."""

_NOBODY: Mapping[str, Answer] = MappingProxyType({})


def run_batch(
    rows: Iterable[Mapping[str, str]],
    *,
    registry: Mapping[str, Score] = SCORES,
    elsewhere: Mapping[str, Answer] = _NOBODY,
) -> Iterator[dict[str, str]]:
    """Compute each row's score from its columns `score` and `inputs` (a JSON object), in order.

    Every other column is kept; `value` (a number, text, or a JSON list for an interval) and `error` are added, and
    exactly one of them is filled. `elsewhere` answers rows by name that no score computes: those that read a file.
    """
    for row in rows:
        value, error = _answer(row, registry, elsewhere)
        yield {**row, "value": value, "error": error}


def _answer(
    row: Mapping[str, str], registry: Mapping[str, Score], elsewhere: Mapping[str, Answer]
) -> tuple[str, str]:
    name = (row.get("score") or "").strip()
    try:
        inputs = read_json_inputs(row.get("inputs") or "")
        if name in elsewhere:
            return print_value(elsewhere[name](inputs)), ""
        result = compute(name, inputs, registry)
    except ScoreError as error:
        return "", str(error)
    return print_value(result.value), result.problem or ""


def read_json_inputs(text: str) -> dict[str, object]:
    """Read a JSON object of inputs with its numbers exact in base ten; raises ScoreError if it is not one."""
    try:
        inputs = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=Decimal,
            object_pairs_hook=_refuse_twice,
        )
    except (ValueError, RecursionError) as error:
        if isinstance(error, ScoreError):
            raise
        raise ScoreError(f"inputs are not valid JSON: {error}", key="inputs") from error
    if not isinstance(inputs, dict):
        raise ScoreError('inputs are not a JSON object like {"inr": 1.2}', key="inputs")
    return inputs


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise ScoreError(f"{key} is given twice", key=key)
        read[key] = value
    return read


def print_value(value: Value) -> str:
    """Print a value for a table: numbers without exponent to 15 digits, intervals as a JSON list."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return json.dumps(list(value))
    if isinstance(value, Decimal):
        places = max(0, _SIGNIFICANT - 1 - max(value.adjusted(), 0))
        return show(Decimal(show(value, places)))
    return str(value)
