"""The CTCAE grade of a laboratory value, by the number alone: a floor the investigator may raise.

Judged in the unit reported, against the laboratory's own range and the participant's own baseline. What cannot be
judged has no grade and a sentence that names what is missing; it is never grade 0.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from hepatica.scores.arithmetic import CONTEXT, show
from hepatica.scores.ctcae.ladder import LABELS, AbsentError, Grader, Reading, Step
from hepatica.scores.ctcae.limits import GRADERS, UNGRADED
from hepatica.scores.ctcae.terms import terms, text
from hepatica.scores.units import FACTORS, UnitError, canonical_unit, convert

FLAGS = frozenset(
    {
        "anticoagulant",  # the INR is judged against its own baseline
        "exercise",  # the saturation was measured in exercise
        "symptomatic",
        "hospitalisation",
        "transfusion",
        "bleeding",
        "serious_arrhythmia",
        "life_threatening",
    }
)


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A grade with what drove it. `grade` is the number's own floor; `suggested` counts the findings in words too."""

    test: str
    term: str
    version: str
    grade: int | None  # 0: no grade's limit is reached; None: not gradable
    suggested: int | None
    driver: str  # 200 U/L is above 2 × baseline 80
    edge_case: bool  # the words of CTCAE leave room here; the notes say where
    sentence: str
    text: str  # the grade in CTCAE's words
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def grade_value(
    test: str,
    version: str,
    value: Decimal,
    unit: str,
    *,
    lln: Decimal | None = None,
    uln: Decimal | None = None,
    baseline: Decimal | None = None,
    hours: Decimal | None = None,
    **flags: bool,
) -> Graded:
    """Grade a value by CTCAE: the worst grade whose limit it passes, 0 to 4, or none with the reason.

    `lln`, `uln` and `baseline` are in the unit of the value; `hours` is how long a fever lasted; flags are FLAGS.
    A reference that is missing matters only where it could make the grade worse, so platelets of 20 need no lower
    limit. A baseline nobody knows counts as normal, and the notes say so. Raises ValueError for an unknown test,
    version or flag and for a number that is not finite. Source: NCI CTCAE v5.0 and v6.0.
    """
    if test in UNGRADED:
        return _ungradable(test, version, *UNGRADED[test])
    grader = _grader(test)
    terms(version)
    numbers = {"value": value, "lln": lln, "uln": uln, "baseline": baseline, "hours": hours}
    _refuse_impossible(test, numbers, flags)
    with localcontext(CONTEXT):
        try:
            spelled, absolute = _units(grader, value, unit)
        except UnitError as error:
            return _ungradable(test, version, grader.terms[version], str(error), missing=("unit",))
        at = Reading(
            value=value,
            unit=spelled,
            absolute=absolute,
            lln=lln,
            uln=uln,
            baseline=baseline,
            hours=hours,
            flags=frozenset(name for name, said in flags.items() if said),
        )
        return _climb(grader, version, at)


def baseline_grade(
    test: str,
    version: str,
    value: Decimal,
    unit: str,
    *,
    lln: Decimal | None = None,
    uln: Decimal | None = None,
    **flags: bool,
) -> Graded:
    """Grade a baseline value as if no earlier one were known; under anticoagulation an INR is its own baseline."""
    own = value if flags.get("anticoagulant") else None
    return grade_value(test, version, value, unit, lln=lln, uln=uln, baseline=own, hours=None, **flags)


def emergent(grade: int, baseline: int | None) -> bool:
    """Answer whether a grade is worse than the baseline's, or 4 or 5; with no baseline grade, any grade is."""
    return grade >= 4 or grade > (baseline or 0)


def graders_of(analyte: str) -> tuple[str, ...]:
    """List the tests that grade a measurement: white cells have two, for too few and for too many."""
    named = (test for test, grader in GRADERS.items() if analyte in {grader.analyte, test})
    return tuple(named) or ((analyte,) if analyte in UNGRADED else ())


def _grader(test: str) -> Grader:
    if test not in GRADERS:
        raise ValueError(f"'{test}' is not graded by a number; these are: {', '.join(GRADERS)}")
    return GRADERS[test]


def _refuse_impossible(test: str, numbers: dict[str, Decimal | None], flags: dict[str, bool]) -> None:
    if unknown := sorted(flags.keys() - FLAGS):
        raise ValueError(
            f"'{unknown[0]}' is no finding a grade depends on; these are: {', '.join(sorted(FLAGS))}"
        )
    for name, number in numbers.items():
        if number is not None and not (isinstance(number, Decimal) and number.is_finite()):
            raise ValueError(f"{test}: {name} {number!r} is not a finite decimal number")


def _units(grader: Grader, value: Decimal, unit: str) -> tuple[str, dict[str, Decimal]]:
    """Spell the unit, and give the value in it and in the first unit that has printed limits."""
    spelled = unit if unit in grader.units else canonical_unit(unit)
    if spelled in grader.units:
        return spelled, {spelled: value}
    if spelled in FACTORS.get(grader.analyte, {}):
        first = grader.units[0]
        return spelled, {spelled: value, first: convert(value, grader.analyte, spelled, first)}
    known = ", ".join(unit for unit in grader.units if unit)
    raise UnitError(f"{grader.label} is not graded in {spelled} (known: {known})")


def _climb(grader: Grader, version: str, at: Reading) -> Graded:
    reached: list[Step] = []
    absent: list[tuple[int, str]] = []
    for step in grader.steps[version]:
        try:
            if step.reached(at):
                reached.append(step)
        except AbsentError as error:
            absent.append((step.grade, str(error)))
    worst = max(reached, key=lambda step: step.grade, default=None)
    grade = worst.grade if worst else 0
    missing = tuple(dict.fromkeys(LABELS[name] for step, name in absent if step > grade))
    term = grader.terms[version]
    if missing:
        why = f"{grader.label}: {' and '.join(missing)} missing"
        return _ungradable(grader.test, version, term, why, missing=missing)
    edges = tuple(_edges(grader, version, at, worst)) if worst else ()
    notes = (*edges, *_notes(grader, version, at, grade))
    driver = worst.words(at) if worst else f"{show(at.value)} {at.unit}".strip() + " reaches no limit"
    said = f"{grader.label} {driver}: {f'grade {grade}' if grade else 'no grade'} of {term}, CTCAE {version}"
    return Graded(
        test=grader.test,
        term=term,
        version=version,
        grade=grade,
        suggested=_suggested(grader, version, at, grade),
        driver=driver,
        edge_case=bool(edges),
        sentence="; ".join((said, *notes)) + ".",
        text=text(term, version, grade) if grade else "",
        notes=notes,
    )


def _edges(grader: Grader, version: str, at: Reading, step: Step) -> list[str]:
    said = []
    if step.in_gap(at):
        said.append(f"CTCAE {version} prints whole numbers and leaves a gap here, read as the grade above it")
    if step.limits and step.relation == "<" and at.lln is not None and at.value >= at.lln:
        said.append(f"within the laboratory's own range, whose lower limit {show(at.lln)} is below CTCAE's")
    enzyme = grader.test in {"alt", "ast"} and step.of == ("baseline",)
    if enzyme and version == "6.0" and step.grade == 3 and at.need("baseline") > 5 * at.need("uln"):
        said.append("CTCAE 6.0 words grade 3 for a baseline up to 5 × ULN; this one is higher")
    return said


def _notes(grader: Grader, version: str, at: Reading, grade: int) -> list[str]:
    said = []
    relative = any("baseline" in step.when or "baseline" in step.of for step in grader.steps[version])
    if relative and grader.test != "inr" and at.baseline is None:
        said.append("no baseline is known, judged as if it had been normal")
    if grader.test == "inr" and "anticoagulant" in at.flags:
        said.append("on anticoagulation, so judged against its own baseline")
    if grader.test == "temperature" and grade == 3 and at.hours is None:
        said.append("how long it lasted is not known; beyond 24 hours it is grade 4")
    if grader.cautions.get(version):
        said.append(grader.cautions[version])
    return said


def _suggested(grader: Grader, version: str, at: Reading, grade: int) -> int:
    raised = (f.grade for f in grader.findings.get(version, ()) if f.flag in at.flags and grade >= f.start)
    return max((grade, *raised))


def _ungradable(test: str, version: str, term: str, why: str, *, missing: tuple[str, ...] = ()) -> Graded:
    terms(version)
    return Graded(
        test=test,
        term=term,
        version=version,
        grade=None,
        suggested=None,
        driver="",
        edge_case=False,
        sentence=f"Not gradable: {why}.",
        text="",
        missing=missing,
    )
