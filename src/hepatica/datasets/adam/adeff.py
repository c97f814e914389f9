"""ADEFF: every score of the trial at the baseline and in each analysis window, with what may have moved it.

ADEFFB holds the same by the study's other baselines, which are sensitivity analyses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hepatica.datasets.adam.columns import flag, number, text, whole
from hepatica.datasets.adam.common import ADTF, ADY, CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.components import score_events
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, Variable, build
from hepatica.datasets.adam.inputs import Inputs, Person
from hepatica.datasets.adam.laboratory import laboratory_of
from hepatica.datasets.adam.parameters import CLASSES, Parameter, parameters_of
from hepatica.datasets.adam.visits import (
    ABLFL,
    ANL01FL,
    AVISIT,
    AVISITN,
    DTYPE,
    AnalysisVisit,
    derive_visits,
    draws_of,
    filled,
)
from hepatica.datasets.efficacy import Course, derive_course
from hepatica.datasets.therapy import given_before
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.scores.registry import SCORES
from hepatica.study.estimand import BaselineRule
from hepatica.study.rules import TherapyFlag

GIVEN = {
    "ALB7DFL": (frozenset({"albumin"}), "Albumin Before the Draw Flag"),
    "FFP72FL": (frozenset({"blood_product", "vitamin_k"}), "Plasma or Vitamin K Before Draw Flag"),
    "VKAFL": (frozenset({"anticoagulant"}), "Anticoagulant Before the Draw Flag"),
}
"""Variable → drug classes and label: Y where a drug of a flag of ``analysis.flags`` that holds them was given in its days."""
_NEAR = "Y where the drug log has one within the days of analysis.flags before the draw; empty where none is flagged"

_VARIABLES = (
    *CARRIED,
    text("PARAMCD", "Parameter Code", "of the score: sponsor-defined", origin="Assigned"),
    text("PARAM", "Parameter", "title of the score", origin="Assigned"),
    whole("PARAMN", "Parameter (N)", "order of the scores", origin="Assigned"),
    AVISIT,
    AVISITN,
    Variable(
        name="ADT",
        label="Analysis Date",
        type="date",
        origin="Derived",
        source="day of the draw; a part that is not known as ADTF says",
    ),
    ADTF,
    ADY,
    INFDY,
    number(
        "AVAL", "Analysis Value", "the score of the one draw; of a class its place in the order of severity"
    ),
    text("AVALC", "Analysis Value (C)", "the class, of a score that is one", "AVAL"),
    text("BASETYPE", "Baseline Type", "title of the baseline rule", origin="Protocol"),
    number("BASE", "Baseline Value", "AVAL of the same score where ABLFL is Y", "BASE"),
    number("CHG", "Change from Baseline", "AVAL minus BASE, both as computed", "AVAL", "BASE"),
    ABLFL,
    ANL01FL,
    DTYPE,
    text("NOVALRSN", "Reason There Is No Value", "the score's own sentence", "AVAL"),
    flag("COMPLFL", "Complete Draw Flag", "Y where MELD can be computed of the draw", "AVAL"),
    flag("SAMEDRFL", "Same Draw Flag", "N where the INR is of another draw within its hours", "AVAL"),
    flag("ROUNDFL", "Rounded Score Flag", "Y where the score itself is a rounded number"),
    flag("DIALFL", "Dialysis Rule Flag", "Y where binding dialysis says so: creatinine at its limit"),
    *(flag(name, label, _NEAR, "ADT") for name, (_, label) in GIVEN.items()),
    text("LABID", "Laboratory Identifier", "binding draw_laboratory, as coded", origin="Collected"),
    text("UNITORIG", "Units as Reported", "unit of each component that was entered", "AVAL"),
    text("SCOREVER", "Version of the Score", "formula in force, by its source", origin="Assigned"),
    text("REMARK", "Flags of the Value", "the score's and the baseline's own sentences", "AVAL", "ADT"),
    text("SRCVISIT", "Source Visit", "visit of the form", origin="Predecessor"),
    text("SRCDOM", "Source Data", "form of the draw", origin="Predecessor"),
    whole("SRCSEQ", "Source Sequence Number", "row of the form: which draw", origin="Predecessor"),
)
PLAN = Plan(
    name="ADEFF",
    label="Efficacy Analysis Dataset",
    structure="one row for each participant, score and analysis visit that has a draw",
    keys=("USUBJID", "PARAMCD", "AVISIT"),
    variables=_VARIABLES,
)
SENSITIVITY = Plan(
    name="ADEFFB",
    label="Efficacy by Other Baselines",
    structure="one row for each participant, baseline rule, score and analysis visit that has a draw",
    keys=("USUBJID", "BASETYPE", "PARAMCD", "AVISIT"),
    variables=_VARIABLES,
)


def derive_adeff(inputs: Inputs) -> Dataset:
    """Return the scores by the analysis' own baseline; a window without a draw has no row unless the study carries forward.

    A participant without a baseline stays: BASE and CHG are empty. A score that the draw cannot give stays too, with the
    sentence that says why.
    """
    return build(PLAN, _drafts(inputs, None))


def derive_adeffb(inputs: Inputs) -> Dataset:
    """Return the scores by each baseline of ``analysis.baselines``; no row where the study names none."""
    rules = inputs.study.analysis.baselines
    return build(SENSITIVITY, (draft for rule in rules for draft in _drafts(inputs, rule)))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What holds for every row of one run."""

    parameters: tuple[Parameter, ...]
    basetype: str
    codes: Mapping[str, str]
    """Analyte → PARAMCD of ADLB."""
    near: Mapping[str, tuple[TherapyFlag, ...]]


def _drafts(inputs: Inputs, rule: BaselineRule | None) -> Iterator[Draft]:
    analysis = inputs.study.analysis
    asked = _Asked(
        parameters=parameters_of(inputs.study),
        basetype=str(rule.title if rule else analysis.baseline.title),
        codes={analyte: one.code for analyte, one in laboratory_of(inputs.study).items()},
        near={
            name: tuple(one for one in analysis.flags if set(one.drug_classes) & classes)
            for name, (classes, _) in GIVEN.items()
        },
    )
    for person in inputs.people():
        own = identify(person)
        visits = _visits(person, _course(person, rule), asked)
        base = visits[0] if visits and visits[0].baseline else None
        for visit in visits:
            scored = visit.value.scored
            assert scored is not None
            shared = own | _draw_values(person, visit, scored, asked)
            for parameter in asked.parameters:
                values = shared | _values(visit, scored, parameter, base)
                values["UNITORIG"] = _units(scored, parameter, asked)
                yield Draft(values, _events(person, visit, parameter, base), person.events)


def _course(person: Person, rule: BaselineRule | None) -> Course:
    if rule is None:
        return person.course
    return derive_course(person.study, person.who, person.judged, rule=rule)


def _visits(person: Person, course: Course, asked: _Asked) -> tuple[AnalysisVisit, ...]:
    """Return the analysis visits with every score of their draws, each draw scored once."""
    visits = derive_visits(person, course)
    scored = person.scores([one.score for one in asked.parameters], draws_of(visits))
    return tuple(filled(visit, scored) for visit in visits)


def _draw_values(person: Person, visit: AnalysisVisit, scored: ScoredDraw, asked: _Asked) -> dict[str, Value]:
    draw = scored.draw
    counted = person.inputs.count(draw.date)
    dialysis = _dialysis(person, scored)
    given: dict[str, Value] = {
        name: ("Y" if any(given_before(one, person.drugs, draw.date) for one in flags) else "N")
        for name, flags in asked.near.items()
        if flags
    }
    return given | {
        "AVISIT": visit.title,
        "AVISITN": visit.number,
        "ADT": counted.day,
        "ADTF": counted.flag,
        "ADY": day_from(person.who.anchor, counted.day),
        "INFDY": day_from(person.who.infused, counted.day),
        "BASETYPE": asked.basetype,
        "ABLFL": "Y" if visit.baseline else None,
        "ANL01FL": "Y",
        "COMPLFL": "Y",
        "DIALFL": {"yes": "Y", "no": "N"}.get(dialysis),
        "LABID": draw.laboratory,
        "SRCVISIT": draw.visit,
        "SRCDOM": draw.form,
        "SRCSEQ": draw.row,
    }


def _dialysis(person: Person, scored: ScoredDraw) -> str:
    address = person.study.analysis.bindings.get("dialysis")
    form = person.form(scored.draw.visit, scored.draw.form)
    if address is None or form is None or address.form != form.form:
        return ""
    answer = form.answer(address.item, scored.draw.row) or form.answer(address.item)
    return (answer.value if answer else None) or ""


def _values(
    visit: AnalysisVisit, scored: ScoredDraw, parameter: Parameter, base: AnalysisVisit | None
) -> dict[str, Value]:
    result = scored.results[parameter.score]
    letter = result.value if isinstance(result.value, str) else None
    averaged = letter is None and visit.value.averaged
    before = base.value if base else None
    return {
        "PARAMCD": parameter.code,
        "PARAM": parameter.title,
        "PARAMN": parameter.number,
        "AVAL": _rank(letter) if letter else visit.value.value(parameter.score),
        "AVALC": letter,
        "BASE": _base(before.scored, parameter) if before and before.scored else None,
        "CHG": _change(visit, scored, parameter, base),
        "DTYPE": visit.dtype if averaged or visit.dtype == "LOCF" else None,
        "NOVALRSN": result.problem,
        "SAMEDRFL": None
        if result.problem
        else ("N" if any("another draw" in one for one in result.flags) else "Y"),
        "ROUNDFL": "Y" if parameter.rounded else "N",
        "SCOREVER": SCORES[parameter.score].version,
        "REMARK": "; ".join((*visit.value.flags, *result.flags)),
    }


def _units(scored: ScoredDraw, parameter: Parameter, asked: _Asked) -> str:
    """Return the unit of each component of the score as it was reported in the draw."""
    named = {one.name for one in SCORES[parameter.score].inputs}
    return "; ".join(
        f"{asked.codes[analyte]} {answer.unit}"
        for analyte, answer in scored.draw.answers.items()
        if analyte in named and analyte in asked.codes and answer.value is not None and answer.unit
    )


def _rank(letter: str) -> int | None:
    return int(letter) if letter.isdecimal() else CLASSES.get(letter)


def _base(scored: ScoredDraw, parameter: Parameter) -> Value:
    value = scored.results[parameter.score].value
    return _rank(value) if isinstance(value, str) else scored.value(parameter.score)


def _change(
    visit: AnalysisVisit, scored: ScoredDraw, parameter: Parameter, base: AnalysisVisit | None
) -> Value:
    if base is None or base.value.scored is None:
        return None
    now, then = (one.results[parameter.score].value for one in (scored, base.value.scored))
    if isinstance(now, str) and isinstance(then, str):
        ranks = (_rank(now), _rank(then))
        return None if ranks[0] is None or ranks[1] is None else ranks[0] - ranks[1]
    change = visit.value.change(parameter.score, base.value)
    return Decimal(0) if change == 0 else change


def _events(
    person: Person, visit: AnalysisVisit, parameter: Parameter, base: AnalysisVisit | None
) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    drawn = [one.draw for one in (*visit.value.averaged, visit.value.scored) if one]
    seqs = {seq for draw in drawn for seq in score_events(person, draw, parameter.score)}
    found["AVAL"] = tuple(sorted(seqs))
    found["ADT"] = person.draw_events(drawn[-1])
    if base is not None and base.value.scored is not None:
        found["BASE"] = score_events(person, base.value.scored.draw, parameter.score)
    return found
