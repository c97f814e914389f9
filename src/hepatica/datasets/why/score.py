"""Why a score: its terms with the numbers in them, and the answers they were made from."""

from __future__ import annotations

from hepatica.datasets.bindings import beside, forms_of
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.visit_scores import ScoredDraw, derive_scores
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.item import explain_item, visit_words
from hepatica.datasets.why.reference import Reference, Unanswerable, parse, score_ref
from hepatica.ledger.state import State
from hepatica.scores.arithmetic import round_half_up, show
from hepatica.scores.registry import SCORES
from hepatica.scores.score import ScoreResult
from hepatica.study.study import Study

FINDINGS = ("ascites", "encephalopathy", "dialysis", "aetiology", "sex", "age")
DECIMALS = 4
"""Of a term as the rule prints it."""
_NAMED = {"cholestatic": "aetiology", "age_years": "age"}


def explain_score(study: Study, state: State, ref: Reference) -> Explanation:
    """Explain ``SCORE:SUBJECT/VISIT/FORM/ROW/NAME``; Unanswerable where there is no such draw or score."""
    subject, visit, form, row, name = ref.take(5)
    if name not in SCORES:
        raise Unanswerable(f"“{ref}”: there is no score {name}.")
    place = (visit, form, int(row) if row.isdigit() else -1)
    found = derive_scores(
        study, state, subject, names=(name,), wanted=lambda d: (d.visit, d.form, d.row) == place
    )
    if not found:
        raise Unanswerable(f"“{ref}”: participant {subject} has no laboratory draw there.")
    return of_draw(study, state, found[0], name)


def of_draw(study: Study, state: State, scored: ScoredDraw, name: str) -> Explanation:
    """Explain one score of a draw that was scored already."""
    draw, result = scored.draw, scored.results[name]
    return Explanation(
        ref=score_ref(draw.subject, draw.visit, draw.form, draw.row, name),
        title=f"{result.title}, {visit_words(study, draw.visit)}, participant {draw.subject}",
        value=result.display or result.problem or "not computable",
        rule=_rule(result),
        source=result.source,
        version=result.version,
        inputs=tuple(_inputs(study, state, draw, name)),
        flags=result.flags,
    )


def _rule(result: ScoreResult) -> str:
    lines = [
        f"{term.label}: {term.expression} = {show(round_half_up(term.value, DECIMALS))}"
        + (f" ({term.note})" if term.note else "")
        for term in result.terms
    ]
    lines += [f"{part.title} = {part.display}" for part in result.parts if part.display]
    return "; ".join(lines) or (result.problem or "")


def _inputs(study: Study, state: State, draw: LabDraw, name: str) -> list[Explanation]:
    """Return the answers a score took: of its own draw, of the nearest draw for what that lacks, and the findings."""
    wanted = {_NAMED.get(one.name, one.name) for one in SCORES[name].inputs}
    found: list[Explanation] = []
    for analyte in sorted(wanted):
        measured = draw if _has(draw, analyte) else _elsewhere(study, state, draw, analyte)
        if measured is not None:
            found.append(_component(study, state, measured, analyte))
    found += [
        one for name in FINDINGS if name in wanted and (one := _finding(study, state, draw, name)) is not None
    ]
    return found


def _has(draw: LabDraw, analyte: str) -> bool:
    answer = draw.answers.get(analyte)
    return answer is not None and answer.value is not None


def _elsewhere(study: Study, state: State, draw: LabDraw, analyte: str) -> LabDraw | None:
    """Return the draw of the same day that measured what this one lacks: only the INR may come from there."""
    if analyte != "inr":
        return None
    others = (o for o in derive_draws(study, state, draw.subject) if _has(o, analyte))
    return next((o for o in others if o.at[:10] == draw.at[:10]), None)


def _component(study: Study, state: State, draw: LabDraw, analyte: str) -> Explanation:
    form = study.form_by_id[draw.form]
    item = next(item for item in form.items if item.analyte == analyte)
    return explain_item(
        study, state, parse(f"ITEM:{draw.subject}/{draw.visit}/{draw.form}/{draw.row}/{item.id}")
    )


def _finding(study: Study, state: State, draw: LabDraw, name: str) -> Explanation | None:
    address = study.analysis.bindings.get(name)
    if address is None:
        return None
    forms = [f for f in forms_of(state, draw.subject, address.form) if f.visit == draw.visit] or list(
        forms_of(state, draw.subject, address.form)
    )
    for form in forms:
        row = draw.row if address.form == draw.form else 0
        if beside(form, row, address):
            at = row if form.answer(address.item, row) else 0
            return explain_item(
                study, state, parse(f"ITEM:{form.subject}/{form.visit}/{form.form}/{at}/{address.item}")
            )
    return None
