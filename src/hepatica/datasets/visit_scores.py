"""MELD, Child-Pugh and their kin at each draw, each from one draw, with what was given nearby (ADEFF)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from hepatica.datasets.bindings import beside, find, first, forms_of
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.therapy import Drug, derive_drugs, moves, therapy_near
from hepatica.ledger.state import State
from hepatica.scores.draw import PANEL, Findings, compare, panel
from hepatica.scores.score import ScoreResult
from hepatica.study.dates import PartialDate, days_between, days_span
from hepatica.study.dates import before as earlier
from hepatica.study.study import Study

WEST_HAVEN = {"0": "none", "1": "grade_1_2", "2": "grade_1_2", "3": "grade_3_4", "4": "grade_3_4"}
"""West Haven grade → Child-Pugh encephalopathy (Pugh 1973)."""


COMPLETE = "MELD_I_UNROUNDED"
"""The score whose computability makes a draw complete."""


@dataclass(frozen=True, kw_only=True)
class ScoredDraw:
    """A draw with every score of the trial, or why there is none."""

    draw: LabDraw
    results: dict[str, ScoreResult]
    differences: tuple[str, ...] = ()
    """Sentences where the hospital's own value differs from the computed one."""

    def value(self, score: str) -> Decimal | None:
        """Return a numeric score, or None when it is not computable."""
        value = self.results[score].value
        return value if isinstance(value, Decimal) else None

    @property
    def complete(self) -> bool:
        """Whether the original MELD is computable."""
        return self.results[COMPLETE].value is not None


def derive_scores(
    study: Study,
    state: State,
    subject: str,
    names: Iterable[str] = PANEL,
    wanted: Callable[[LabDraw], bool] = lambda _: True,
) -> tuple[ScoredDraw, ...]:
    """Return the scores of a participant's draws, earliest first: the trial's panel of all, or what is asked for."""
    draws, drugs = derive_draws(study, state, subject), derive_drugs(study, state, subject)
    asked = tuple(names)
    return tuple(_scored(study, state, draw, draws, drugs, asked) for draw in draws if wanted(draw))


def scores_at(study: Study, state: State, subject: str, visit: str) -> ScoredDraw | None:
    """Return the scores of one visit: of its last complete draw, else of its last draw; None without a draw."""
    here = [scored for scored in derive_scores(study, state, subject) if scored.draw.visit == visit]
    return next((s for s in reversed(here) if s.complete), here[-1] if here else None)


def score_value(study: Study, state: State, subject: str, visit: str, row: int, score: str) -> Decimal | None:
    """Return one score of one draw, or None when it is not computable."""
    draws, drugs = derive_draws(study, state, subject), derive_drugs(study, state, subject)
    for draw in draws:
        if (draw.visit, draw.row) == (visit, row):
            return _scored(study, state, draw, draws, drugs).value(score)
    return None


def last_complete(study: Study, state: State, subject: str, before: PartialDate | None) -> ScoredDraw | None:
    """Return the last draw of certainly earlier days than ``before`` whose MELD is computable; None without one.

    Only the draws that are looked at are scored: the analysis' own baseline at a fraction of its cost.
    """
    draws, drugs = derive_draws(study, state, subject), derive_drugs(study, state, subject)
    for draw in reversed(draws):
        if before is not None and days_between(draw.date, before) is not None and earlier(draw.date, before):
            scored = _scored(study, state, draw, draws, drugs)
            if scored.complete:
                return scored
    return None


def findings_for(study: Study, state: State, draw: LabDraw) -> tuple[Findings, tuple[str, ...]]:
    """Return what the clinician found at the draw's visit, and sentences about what could not be used.

    The clinical items of Child-Pugh count when the assessment lies within ``child_pugh_days`` of the draw for certain,
    or when either date was not entered: that is flagged, not refused.
    """
    bindings = study.analysis.bindings
    said: dict[str, str] = {}
    flags: tuple[str, ...] = ()
    assessed = bindings.get("ascites")
    if assessed is not None:
        for form in forms_of(state, draw.subject, assessed.form):
            if form.visit == draw.visit:
                when = beside(form, 0, bindings.get("assessed"))
                usable, flags = _near(study, draw, when)
                if usable:
                    said = {n: beside(form, 0, bindings.get(n)) for n in ("ascites", "encephalopathy")}
    dialysis = bindings.get("dialysis")
    yes = next(
        (
            beside(form, draw.row, dialysis)
            for form in forms_of(state, draw.subject, draw.form)
            if form.visit == draw.visit
        ),
        "",
    )
    aetiology = first(study, state, draw.subject, "aetiology")
    findings = Findings(
        ascites=said.get("ascites") or None,
        encephalopathy=WEST_HAVEN.get(said.get("encephalopathy", "")),
        dialysis={"yes": True, "no": False}.get(yes),
        cholestatic=aetiology in study.analysis.cholestatic if aetiology else None,
        sex=first(study, state, draw.subject, "sex") or None,
        age_years=first(study, state, draw.subject, "age") or None,
    )
    return findings, flags


def _near(study: Study, draw: LabDraw, assessed: str) -> tuple[bool, tuple[str, ...]]:
    span = days_span(draw.date, PartialDate.parse(assessed[:10])) if assessed else None
    if span is None:
        return True, ("the date of the clinical assessment or of the draw is not known",)
    limit = study.analysis.child_pugh_days
    if max(abs(span[0]), abs(span[1])) <= limit:
        return True, ()
    if min(abs(span[0]), abs(span[1])) > limit:
        return False, (f"ascites and encephalopathy were judged more than {limit} days from the draw",)
    return True, (f"ascites and encephalopathy may have been judged more than {limit} days from the draw",)


def _scored(
    study: Study,
    state: State,
    draw: LabDraw,
    draws: tuple[LabDraw, ...],
    drugs: tuple[Drug, ...],
    names: Iterable[str] = PANEL,
) -> ScoredDraw:
    findings, doubts = findings_for(study, state, draw)
    results = panel(
        draw.draw, findings, others=[other.draw for other in draws if other is not draw], names=names
    )
    near = therapy_near(study, drugs, draw.date)
    for name, result in results.items():
        flags = tuple(words for flag, words in near if moves(flag, name))
        extra = (*flags, *(doubts if name.startswith("CHILD_PUGH") else ()))
        if extra:
            results[name] = replace(result, flags=(*result.flags, *extra))
    return ScoredDraw(draw=draw, results=results, differences=_differences(study, state, draw, results))


def _differences(
    study: Study, state: State, draw: LabDraw, results: dict[str, ScoreResult]
) -> tuple[str, ...]:
    sentences = (
        compare(found.value, results[_counterpart(name, found.value)])
        for name in ("meld_hospital", "child_pugh_hospital")
        for found in find(study, state, draw.subject, name)
        if _counterpart(name, found.value) in results
        if (found.visit, found.form, found.row) == (draw.visit, draw.form, draw.row) and found.value
    )
    return tuple(sentence for sentence in sentences if sentence)


def _counterpart(name: str, printed: str) -> str:
    """Return the score a hospital's value is laid beside: a MELD printed with decimals is the unrounded one."""
    if name == "child_pugh_hospital":
        return "CHILD_PUGH"
    return "MELD_I_UNROUNDED" if "." in printed else "MELD_UNOS_2002"
