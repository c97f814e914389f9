"""Which answers a score of a draw was made from: its laboratory values, the clinician's findings, the person's own facts."""

from __future__ import annotations

from datetime import datetime

from hepatica.datasets.adam.inputs import Person
from hepatica.datasets.draws import LabDraw
from hepatica.scores.registry import SCORES

_FINDINGS = {"cholestatic": "aetiology", "age_years": "age"}
"""Input of a score → the binding that answers it, where the names differ."""


def score_events(person: Person, draw: LabDraw, score: str) -> tuple[int, ...]:
    """Return the events of the answers a score took at a draw, in order; of all it could take when it has no value."""
    found: set[int] = set()
    instead = any(one.name in draw.answers for one in SCORES[score].one_of)
    for one in SCORES[score].inputs:
        name = _FINDINGS.get(one.name, one.name)
        if name in draw.answers and draw.answers[name].value is not None:
            found.add(draw.answers[name].seq)
        elif name == "inr" and not instead:
            found.update(_nearest_inr(person, draw))
        elif name in person.study.analysis.bindings:
            found.update(_finding(person, draw, name))
    return tuple(sorted(found))


def _nearest_inr(person: Person, draw: LabDraw) -> tuple[int, ...]:
    """Only the INR may come from another draw: the nearest in time, which the score flags."""
    own = _moment(draw)
    others = [
        (abs(when - own), other.answers["inr"].seq)
        for other in person.draws
        if other is not draw and "inr" in other.answers and own and (when := _moment(other))
    ]
    return (min(others)[1],) if others else ()


def _moment(draw: LabDraw) -> datetime | None:
    try:
        return datetime.fromisoformat(draw.at).replace(tzinfo=None)
    except ValueError:
        return None


def _finding(person: Person, draw: LabDraw, name: str) -> tuple[int, ...]:
    """Return the events of a finding: of the draw's row, of the draw's visit, or of the person as a whole."""
    address = person.study.analysis.bindings[name]
    if address.form == draw.form:
        form = person.form(draw.visit, draw.form)
        answer = (form.answer(address.item, draw.row) or form.answer(address.item)) if form else None
        return (answer.seq,) if answer and answer.given else ()
    here = person.form(draw.visit, address.form)
    if here is not None:
        answer = here.answer(address.item)
        return (answer.seq,) if answer and answer.given else ()
    visit = person.study.visit(draw.visit)
    if visit and address.form in visit.forms:
        return ()
    found = person.bound(name)
    return (found[0].answer.seq,) if found else ()
