"""What a score is, and what computing one gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from hepatica.scores.arithmetic import CONTEXT
from hepatica.scores.inputs import Input, Values, read_inputs

Value = Decimal | float | str | tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class Term:
    """One line of an explanation; the values of all lines add up to the unrounded score."""

    label: str  # INR
    expression: str  # 11.20 × ln 1.58
    value: Decimal
    note: str = ""  # was 0.94, counted as 1.00


@dataclass(frozen=True, kw_only=True)
class ScoreResult:
    """A computed score with its explanation, or the sentence that says why there is none."""

    name: str
    title: str
    version: str
    source: str
    value: Value = None
    unrounded: Decimal | None = None  # what the terms add up to
    display: str = ""
    terms: tuple[Term, ...] = ()
    parts: tuple["ScoreResult", ...] = ()  # scores this one is computed from
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()  # sentences to stand beside the value
    problem: str | None = None  # why the value is None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a score's function answers; `compute` adds name, version and source."""

    value: Value
    display: str
    unrounded: Decimal | None = None
    terms: tuple[Term, ...] = ()
    parts: tuple[ScoreResult, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Score:
    """A named, versioned, sourced function of laboratory values and clinical findings."""

    name: str  # the public name: MELD_UNOS_2002
    title: str  # what a screen prints: MELD
    version: str
    source: str
    required: tuple[Input, ...]
    optional: tuple[Input, ...] = ()
    one_of: tuple[Input, ...] = ()  # exactly one of these
    rounding: str
    trap: str
    offered: bool = True  # False: reproduces others' numbers, shown on no screen and in no study
    function: Callable[[Values], Outcome]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """List every input it takes, the optional last."""
        return self.required + self.one_of + self.optional


def compute_score(score: Score, inputs: Mapping[str, object]) -> ScoreResult:
    """Compute one score from inputs named with their unit; a missing one gives a sentence and no value.

    Raises ScoreError, a sentence that names the key, for an impossible or unknown input.
    """
    values, missing = read_inputs(
        inputs, score=score.name, required=score.required, one_of=score.one_of, optional=score.optional
    )
    if missing:
        return not_computable(score, f"{listed(missing)} missing", missing=missing)
    return result_of(score, values)


def result_of(score: Score, values: Values) -> ScoreResult:
    """Run a score's function on inputs already read and sign the outcome with its name, version and source."""
    with localcontext(CONTEXT):
        outcome = score.function(values)
    return ScoreResult(
        name=score.name,
        title=score.title,
        version=score.version,
        source=score.source,
        value=outcome.value,
        unrounded=outcome.unrounded,
        display=outcome.display,
        terms=outcome.terms,
        parts=outcome.parts,
        flags=outcome.flags,
    )


def not_computable(score: Score, why: str, *, missing: tuple[str, ...] = ()) -> ScoreResult:
    """Answer without a value; the problem reads `not computable: INR missing`."""
    return ScoreResult(
        name=score.name,
        title=score.title,
        version=score.version,
        source=score.source,
        missing=missing,
        problem=f"not computable: {why}",
    )


def listed(names: tuple[str, ...]) -> str:
    """Join names as a sentence does: `creatinine, INR and sodium`."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
