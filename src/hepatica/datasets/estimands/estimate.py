"""An estimand answered: its participants, what came in between, and what each method says or why it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hepatica.datasets.estimands.changes import Changes
from hepatica.datasets.estimands.intercurrent import Occurrence
from hepatica.datasets.estimands.people import People
from hepatica.datasets.estimands.result import Result
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.estimands.shares import Shares
from hepatica.datasets.estimands.values import derive_values, window_of
from hepatica.datasets.participants import Participant
from hepatica.study.estimand import Estimand, Handling, IntercurrentEvent, Method
from hepatica.study.rules import AnalysisWindow

SHARES = ("exact_proportion", "ranked_against_no_change", "cumulative_incidence")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One estimand with its answers."""

    estimand: Estimand
    window: AnalysisWindow
    rows: tuple[Row, ...]
    """Everybody of the population, in order of infusion."""
    outside: tuple[tuple[Participant, str], ...]
    """Everybody else who began a procedure, with the reason."""
    handled: tuple[tuple[IntercurrentEvent, Handling, tuple[Occurrence, ...]], ...]
    """Each event of the estimand with its strategy and where it happened."""
    results: tuple[Result, ...]

    def result(self, method: str, part: str = "") -> Result | None:
        """Return one answer by method and part."""
        return next((r for r in self.results if (r.method, r.part) == (method, part)), None)

    @property
    def ref(self) -> str:
        """Return the address of the rows: ``ESTIMAND:meld/each``."""
        return f"ESTIMAND:{self.estimand.id}/each"

    def row_ref(self, row: Row) -> str:
        """Return the address of one participant's row."""
        return f"{self.ref}/{row.who.subject}"


def derive_estimates(people: People) -> tuple[Estimate, ...]:
    """Return every estimand of the study, in its order; none where the study declares none."""
    return tuple(derive_estimate(people, one) for one in people.study.analysis.estimands)


def derive_estimate(people: People, estimand: Estimand) -> Estimate:
    """Answer one estimand; a method that cannot be computed gives its sentence, never an error."""
    values = derive_values(people, estimand)
    return Estimate(
        estimand=estimand,
        window=window_of(people.study, estimand),
        rows=values.rows,
        outside=values.outside,
        handled=tuple(_handled(people, estimand)),
        results=tuple(
            result
            for method in estimand.methods
            if method != "each"
            for result in _answers(people, estimand, values.rows, method)
        ),
    )


def _handled(
    people: People, estimand: Estimand
) -> Iterator[tuple[IntercurrentEvent, Handling, tuple[Occurrence, ...]]]:
    declared = {event.id: event for event in people.study.analysis.intercurrent}
    for handling in estimand.handling:
        if handling.event in declared:
            found = (o for who in people.started for o in people.occurrences[who.subject])
            yield (
                declared[handling.event],
                handling,
                tuple(o for o in found if o.event.id == handling.event),
            )


def _answers(people: People, estimand: Estimand, rows: tuple[Row, ...], method: Method) -> tuple[Result, ...]:
    try:
        return tuple(_method(people, estimand, rows, method)())
    except (ValueError, ArithmeticError) as error:
        said = str(error).rstrip(".")
        label = LABELS.get(method, method)
        why = f"Not computed: {said}."
        return (Result(estimand=estimand.id, method=method, label=label, sentence=why),)


def _method(
    people: People, estimand: Estimand, rows: tuple[Row, ...], method: Method
) -> Callable[[], Iterator[Result]]:
    counts = method in SHARES or estimand.measure == "days_alive"
    holder: Changes | Shares = (Shares if counts else Changes)(people, estimand, rows)
    answer: Callable[[], Iterator[Result]] = getattr(holder, method)
    return answer


LABELS: dict[str, str] = {
    "median": "Median",
    "hodges_lehmann": "Hodges–Lehmann shift",
    "signed_rank": "Exact signed-rank test",
    "sign_test": "Exact sign test",
    "sign_flip": "Permutation test, all turns of sign",
    "paired_t": "t interval of the mean",
    "bayes_paired": "Bayesian mean",
    "reliable_change": "Reliable change",
    "shrunken": "Shrunken changes",
    "mixed_model": "Mixed model",
    "exact_proportion": "Share",
    "ranked_against_no_change": "Better than no change",
    "cumulative_incidence": "Cumulative incidence",
}
"""Name of a method where it gives no answer of its own."""
