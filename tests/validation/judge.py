"""Whether a requirement is shown: every test that names it ran, and none failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.validation.trace import Requirement


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A requirement with its tests and what became of them."""

    requirement: Requirement
    tests: tuple[tuple[str, str], ...]
    """Test id → passed, failed, skipped, not run."""

    @property
    def shown(self) -> bool:
        """Whether at least one test shows it, all ran, and none failed."""
        return bool(self.tests) and all(outcome == "passed" for _, outcome in self.tests)

    @property
    def needed(self) -> bool:
        """Whether a release may not go without it."""
        return self.requirement.priority <= 2


def outcome_of(test: str, results: Mapping[str, str]) -> str:
    """Return what became of a test, over all its parameters: the worst, but a skipped one does not hide a passed one."""
    found = {outcome for node, outcome in results.items() if node == test or node.startswith(f"{test}[")}
    for outcome in ("failed", "passed", "skipped"):
        if outcome in found:
            return outcome
    return "not run"


def judge(
    requirements: Iterable[Requirement], cited: Mapping[str, tuple[str, ...]], results: Mapping[str, str]
) -> tuple[Judged, ...]:
    """Judge every requirement against the results of a run."""
    return tuple(
        Judged(
            requirement=one,
            tests=tuple((test, outcome_of(test, results)) for test in cited.get(one.id, ())),
        )
        for one in requirements
    )


def faults(judged: Iterable[Judged]) -> tuple[str, ...]:
    """Return why the pack may not be given: each requirement of priority 1 or 2 that is not shown, in a sentence."""
    said = []
    for one in judged:
        if not one.needed or one.shown:
            continue
        if not one.tests:
            said.append(f"{one.requirement.id}: no test names it.")
        said += [
            f"{one.requirement.id}: {test} {'did not run' if outcome == 'not run' else outcome}."
            for test, outcome in one.tests
            if outcome != "passed"
        ]
    return tuple(said)
