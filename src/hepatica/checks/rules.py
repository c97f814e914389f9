"""Edit checks at work: which must run after a change, what they find, and whether their own examples hold."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from hepatica.checks.cel import Answer, Compiled, evaluate
from hepatica.checks.values import Kind

_ELSEWHEN = ("baseline__", "previous__")
_SERIES = "series_"
_SERIES_KINDS = frozenset({Kind.NUMBERS, Kind.TEXTS, Kind.DATES})
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Found(StrEnum):
    """What a finding says."""

    FIRES = "fires"
    NOT_EVALUABLE = "not evaluable"


@dataclass(frozen=True, kw_only=True)
class CompiledCheck:
    """An edit check of a form, ready to run; `message` is in the reader's language, with {item} for values."""

    id: str
    form: str
    at: str
    """The item its finding points at."""
    message: str
    compiled: Compiled

    @cached_property
    def touched_by(self) -> frozenset[str]:
        """Return the items whose change can alter the answer, as `form__item`, whichever visit they stand in."""
        return frozenset(self._qualified(name) for name in self.compiled.reads)

    def _qualified(self, name: str) -> str:
        for prefix in _ELSEWHEN:
            name = name.removeprefix(prefix)
        if name.startswith(_SERIES) and self.compiled.kinds.get(name) in _SERIES_KINDS:
            name = name.removeprefix(_SERIES)
        return name if "__" in name else f"{self.form}__{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check has to say at an item; row 0 is a group that does not repeat."""

    check: str
    item: str
    row: int
    verdict: Found
    message: str
    """The check's message when it fires; the reason when it cannot be evaluated."""


ValuesProvider = Callable[[CompiledCheck], Iterable[tuple[int, Mapping[str, object]]]]
"""Gives, for a check, each row of its form with the values of the names it reads."""


def run_checks(
    checks: Iterable[CompiledCheck], changed: Collection[str], values_of: ValuesProvider
) -> tuple[Finding, ...]:
    """Run only the checks that read a changed item, and tell what fires or cannot be evaluated.

    `changed` names items as `form__item`. A check that is quiet gives no finding.
    """
    touched = frozenset(changed)
    findings = (
        find(check, row, values)
        for check in checks
        if check.touched_by & touched
        for row, values in values_of(check)
    )
    return tuple(finding for finding in findings if finding is not None)


def find(check: CompiledCheck, row: int, values: Mapping[str, object]) -> Finding | None:
    """Answer one check for the values of one row; None when it is quiet."""
    verdict = evaluate(check.compiled, values)
    if verdict.answer is Answer.FALSE:
        return None
    fires = verdict.answer is Answer.TRUE
    return Finding(
        check=check.id,
        item=check.at,
        row=row,
        verdict=Found.FIRES if fires else Found.NOT_EVALUABLE,
        message=_filled(check, values) if fires else verdict.reason,
    )


def _filled(check: CompiledCheck, values: Mapping[str, object]) -> str:
    """Return the message with {item} (the value the finding points at) and {name} (any value read) filled in."""

    def value(match: re.Match[str]) -> str:
        name = check.at if match[1] == "item" else match[1]
        said = values.get(name)
        return match[0] if said is None else str(said)

    return _PLACE.sub(value, check.message)


# -- Examples -----------------------------------------------------------------------------------------------------


def run_examples(
    check: CompiledCheck,
    *,
    fires: Sequence[Mapping[str, object]],
    quiet: Sequence[Mapping[str, object]],
    not_evaluable: Sequence[Mapping[str, object]] = (),
) -> list[str]:
    """Say, in a sentence each, which examples of a check do not come out as its author promised.

    A number written without quotes in YAML is taken as its shortest text; recorded values never come this way.
    """
    promised = ((Answer.TRUE, "fires", fires), (Answer.FALSE, "quiet", quiet))
    sentences = [
        f"check {check.id} has no example under '{title}'" for _, title, examples in promised if not examples
    ]
    for answer, title, examples in (*promised, (Answer.NOT_EVALUABLE, "not_evaluable", not_evaluable)):
        for number, example in enumerate(examples, start=1):
            place = f"check {check.id}, example {number} under '{title}'"
            sentences += _example_faults(check.compiled, example, answer, place)
    return sentences


_SAID = {
    Answer.TRUE: "it fires",
    Answer.FALSE: "it stays quiet",
    Answer.NOT_EVALUABLE: "it cannot be evaluated",
}


def _example_faults(
    compiled: Compiled, example: Mapping[str, object], promised: Answer, place: str
) -> list[str]:
    stray = sorted(set(example) - compiled.reads)
    if stray:
        return [f"{place}: the check does not read {' or '.join(stray)}"]
    verdict = evaluate(compiled, {name: _written(value) for name, value in example.items()})
    if verdict.answer is promised:
        return []
    reason = f" ({verdict.reason})" if verdict.reason else ""
    return [f"{place}: {_SAID[verdict.answer]}{reason}"]


def _written(value: object) -> object:
    if isinstance(value, float):
        return str(value)
    return [_written(one) for one in value] if isinstance(value, list | tuple) else value
