"""Scores from one draw: the components come from one sample, at one time, or there is no score.

Only the INR may come from another draw, since it is another tube: within 24 hours, and flagged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from hepatica.scores.arithmetic import round_half_up, show
from hepatica.scores.inputs import Code, Flag, Input, Quantity, ScoreError, keys_of, read_number
from hepatica.scores.registry import SCORES
from hepatica.scores.score import Score, ScoreResult, compute_score, listed, not_computable
from hepatica.scores.units import UnitError, canonical_unit, convert

PANEL = (
    "MELD_I_UNROUNDED",
    "MELD_UNOS_2002",
    "MELD_NA_OPTN_2016",
    "MELD_3_0",
    "CHILD_PUGH",
    "CHILD_PUGH_CLASS",
    "ALBI",
    "ALBI_GRADE",
)
INR_WINDOW = timedelta(hours=24)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WITHOUT_UNIT = ("", "1", "inr", "ratio")
_SECONDS = ("s", "sec", "seconds")


@dataclass(frozen=True, kw_only=True)
class Draw:
    """One sample: when it was taken and what the laboratory reported, as typed."""

    at: str  # local ISO date and time; a date alone if the time is unknown
    values: Mapping[str, tuple[str, str]]  # analyte (bilirubin, inr, ...) -> value, unit


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the clinician found at the visit; None is not recorded."""

    ascites: str | None = None  # none, mild, moderate_severe
    encephalopathy: str | None = None  # none, grade_1_2, grade_3_4
    dialysis: bool | None = None  # two sessions, or 24 h of CVVHD, in the 7 days before
    cholestatic: bool | None = None
    sex: str | None = None  # female, male
    age_years: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    """The inputs found for one score, and what stands against or beside them."""

    inputs: dict[str, object]
    missing: list[str]
    elsewhere: list[str]
    flags: list[str]


def panel(
    draw: Draw, findings: Findings, *, others: Sequence[Draw] = (), names: Iterable[str] = PANEL
) -> dict[str, ScoreResult]:
    """Compute the trial's scores from one draw; each answers with a value or with the sentence why not.

    `others` are the participant's other draws: an INR from one of them counts if it lies within 24 hours; any other
    component found only there gives `not computable: sodium is from another draw (3 Mar, 5 Mar)`. Never raises for
    bad values: the sentence of the refusal is the result's problem.
    """
    return {name: _compute_from_draw(SCORES[name], draw, findings, others) for name in names}


def compare(own: str, computed: ScoreResult) -> str | None:
    """Say how a hospital's own value differs from the computed one; None if it agrees or nothing was computed.

    A number is compared at the decimals the hospital printed: 13.4 agrees with 13.36, 13 agrees as well.
    """
    if computed.value is None:
        return None
    text = own.strip()
    if isinstance(computed.value, str):
        agrees = text.casefold() == computed.value.casefold()
        return None if agrees else f"{computed.title}: the hospital says {text}, computed {computed.value}"
    if not isinstance(computed.value, Decimal):
        return None
    try:
        theirs = read_number(computed.title, text)
    except ScoreError:
        return f"{computed.title}: the hospital's own value '{text}' is not a number"
    exponent = theirs.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    ours = round_half_up(computed.value, places)
    if ours == theirs:
        return None
    difference = show(abs(ours - theirs), places)
    return (
        f"{computed.title}: the hospital says {text}, computed {show(ours, places)} (difference {difference})"
    )


def _compute_from_draw(score: Score, draw: Draw, findings: Findings, others: Sequence[Draw]) -> ScoreResult:
    gathered = _Gathered(inputs={}, missing=[], elsewhere=[], flags=[])
    try:
        for item in score.required + score.optional:
            _gather(gathered, item, draw, findings, others, optional=item in score.optional)
        if score.one_of:
            _gather_one_of(gathered, score.one_of, draw, findings, others)
        if gathered.missing or gathered.elsewhere:
            return _explain_absence(score, gathered)
        result = compute_score(score, gathered.inputs)
    except (ScoreError, UnitError) as error:
        return not_computable(score, str(error))
    return _with_flags(result, tuple(gathered.flags))


def _gather(
    gathered: _Gathered,
    item: Input,
    draw: Draw,
    findings: Findings,
    others: Sequence[Draw],
    *,
    optional: bool = False,
) -> None:
    if isinstance(item, Code | Flag) or item.name == "age":
        key = keys_of(item)[0]
        value = getattr(findings, key, None)
        if value is not None and value != "":
            gathered.inputs[key] = value
        elif not optional:
            gathered.missing.append(item.label)
        return
    if _has(draw, item):
        _take(gathered, item, draw)
        return
    elsewhere = sorted(
        (other for other in others if _has(other, item)), key=lambda other: _distance(other, draw)
    )
    near = [other for other in elsewhere if item.name == "inr" and _within_window(other, draw)]
    if near:
        _take(gathered, item, near[0])
        gathered.flags.append(f"INR is from another draw within 24 h ({_dates(near[0], draw)})")
    elif elsewhere:
        gathered.missing.append(item.label)
        gathered.elsewhere.append(f"{item.label} is from another draw ({_dates(elsewhere[0], draw)})")
    elif not optional:
        gathered.missing.append(item.label)


def _gather_one_of(
    gathered: _Gathered,
    alternatives: tuple[Input, ...],
    draw: Draw,
    findings: Findings,
    others: Sequence[Draw],
) -> None:
    """Take the first alternative that this draw has, else the first that another draw has; a second best is flagged."""
    quantities = [item for item in alternatives if isinstance(item, Quantity)]
    for place in ((draw,), others):
        for item in quantities:
            if any(_has(one, item) for one in place):
                if item is not quantities[0]:
                    gathered.flags.append(f"by {item.label}: no {quantities[0].label} in this draw")
                _gather(gathered, item, draw, findings, others)
                return
    gathered.missing.append(" or ".join(item.label for item in alternatives))


def _has(draw: Draw, item: Quantity) -> bool:
    return item.name in draw.values and draw.values[item.name][0].strip() != ""


def _take(gathered: _Gathered, item: Quantity, draw: Draw) -> None:
    """Put a component under the key of its unit, converting only from a unit that has no key."""
    value, unit = draw.values[item.name]
    first_key, first_unit = next(iter(item.keys.items()))
    if first_unit in ("", "s"):
        if unit.strip().casefold() not in (_WITHOUT_UNIT if first_unit == "" else _SECONDS):
            raise UnitError(f"{item.label}: unit '{unit}' is not expected")
        gathered.inputs[first_key] = value
        return
    try:
        reported = canonical_unit(unit)
        for key, key_unit in item.keys.items():
            if key_unit == reported:
                gathered.inputs[key] = value
                return
        gathered.inputs[first_key] = convert(read_number(first_key, value), item.name, reported, first_unit)
    except UnitError as error:
        raise UnitError(f"{item.label}: {error}") from error


def _explain_absence(score: Score, gathered: _Gathered) -> ScoreResult:
    named = {sentence.split(" is from ")[0] for sentence in gathered.elsewhere}
    nowhere = tuple(label for label in gathered.missing if label not in named)
    sentences = [*gathered.elsewhere, *([f"{listed(nowhere)} missing"] if nowhere else [])]
    return not_computable(score, "; ".join(sentences), missing=tuple(gathered.missing))


def _with_flags(result: ScoreResult, flags: tuple[str, ...]) -> ScoreResult:
    return replace(result, flags=flags + result.flags)


def _moment(draw: Draw) -> datetime | None:
    try:
        return datetime.fromisoformat(draw.at)
    except ValueError:
        return None


def _time_known(draw: Draw) -> bool:
    return len(draw.at) > len("2026-03-05")


def _distance(one: Draw, other: Draw) -> timedelta:
    a, b = _moment(one), _moment(other)
    if a is None or b is None:
        return timedelta.max
    # Local wall time: a laboratory's two draws come from one zone.
    return abs(a.replace(tzinfo=None) - b.replace(tzinfo=None))


def _within_window(one: Draw, other: Draw) -> bool:
    """Within 24 hours for certain: without a time, only the same day is."""
    if _time_known(one) and _time_known(other):
        return _distance(one, other) <= INR_WINDOW
    a, b = _moment(one), _moment(other)
    return a is not None and b is not None and a.date() == b.date()


def _dates(one: Draw, other: Draw) -> str:
    a, b = _moment(one), _moment(other)
    same_day = a is not None and b is not None and a.date() == b.date()
    return ", ".join(_date(draw, with_time=same_day) for draw in (one, other))


def _date(draw: Draw, *, with_time: bool) -> str:
    moment = _moment(draw)
    if moment is None:
        return draw.at or "no date"
    day = f"{moment.day} {_MONTHS[moment.month - 1]}"
    return f"{day} {moment:%H:%M}" if with_time and _time_known(draw) else day
