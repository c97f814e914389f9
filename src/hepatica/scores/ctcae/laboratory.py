"""Laboratory grades as public scores: one for each measurement CTCAE grades by a number."""

from collections.abc import Iterator
from decimal import Decimal

from hepatica.scores.ctcae.grade import Graded, grade_value
from hepatica.scores.ctcae.limits import GRADERS
from hepatica.scores.ctcae.terms import VERSIONS
from hepatica.scores.inputs import (
    ALBUMIN,
    ALT,
    AST,
    BILIRUBIN,
    CREATININE,
    INR,
    PLATELETS,
    SODIUM,
    WBC,
    Code,
    Flag,
    Input,
    Quantity,
    ScoreError,
    Values,
    quantity,
)
from hepatica.scores.score import Outcome, Score
from hepatica.scores.units import convert

ALONE = "by the laboratory value alone; symptoms may raise the grade"
VERSION = Code(name="version", label="CTCAE version", codes=VERSIONS)

HAEMOGLOBIN = quantity(
    "haemoglobin", "haemoglobin", "0.5", "30", haemoglobin_g_dl="g/dL", haemoglobin_g_l="g/L"
)
ALP = quantity("alp", "alkaline phosphatase", "1", "50000", alp_u_l="U/L")
POTASSIUM = quantity("potassium", "potassium", "0.5", "15", potassium_mmol_l="mmol/L")
MAGNESIUM = quantity("magnesium", "magnesium", "0.05", "20", magnesium_mmol_l="mmol/L")
TEMPERATURE = quantity("temperature", "temperature", "20", "46", temperature_c="°C")
SATURATION = quantity("spo2", "oxygen saturation", "1", "100", spo2_percent="%")
QTC = quantity("qtc", "corrected QT interval", "100", "1000", qtc_ms="ms")
CORRECTED_CALCIUM = quantity(
    "corrected_calcium",
    "corrected calcium",
    "0.5",
    "30",
    corrected_calcium_mg_dl="mg/dL",
    corrected_calcium_mmol_l="mmol/L",
)
IONISED_CALCIUM = quantity("ionised_calcium", "ionised calcium", "0.1", "5", ionised_calcium_mmol_l="mmol/L")
# In the unit of the calcium it is the limit of.
LOWER_LIMIT = quantity("lln", "lower limit of normal", "0.5", "15", lln="")
HOURS = quantity("hours", "hours the fever lasted", "0", "10000", hours="h")


def _beside(name: str, label: str, measured: Quantity) -> Quantity:
    """Define a reference in the unit of the value beside it, as wide as the value itself may be."""
    first = next(iter(measured.keys.values()))
    units = measured.keys.values()
    low = min(
        convert(measured.low, measured.name, first, unit) if unit != first else measured.low for unit in units
    )
    high = max(
        convert(measured.high, measured.name, first, unit) if unit != first else measured.high
        for unit in units
    )
    return Quantity(name=name, label=label, keys={name: ""}, low=low, high=high)


def _graded(test: str, measured: str, values: Values) -> Graded:
    value = values.measured(measured)

    def beside(name: str) -> Decimal | None:
        return values.number(name) if name in values else None

    graded = grade_value(
        test,
        values.code("version", VERSIONS[0]),
        value.reported,
        value.unit,
        lln=beside("lln"),
        uln=beside("uln"),
        baseline=beside("baseline"),
        hours=beside("hours"),
        **{flag: values.flag(flag) for flag in _flags(test)},
    )
    if graded.grade is None:
        missing = graded.missing[0] if graded.missing else ""
        raise ScoreError(graded.sentence, key={"lower limit of normal": "lln"}.get(missing, missing))
    return graded


def _outcome(graded: Graded) -> Outcome:
    assert graded.grade is not None
    said = [graded.sentence]
    if graded.suggested != graded.grade:
        said.append(f"with what was found besides, grade {graded.suggested} is suggested")
    return Outcome(
        value=Decimal(graded.grade),
        display=str(graded.grade),
        flags=(*said, ALONE),
    )


def _flags(test: str) -> tuple[str, ...]:
    found = (finding.flag for findings in GRADERS[test].findings.values() for finding in findings)
    own = {"inr": ("anticoagulant",), "spo2": ("exercise",)}.get(test, ())
    return tuple(dict.fromkeys((*own, *found)))


def _inputs(test: str, measured: Quantity) -> tuple[tuple[Input, ...], tuple[Input, ...]]:
    """Give what a grade needs and what it may use besides."""
    steps = [step for steps in GRADERS[test].steps.values() for step in steps]
    of = {name for step in steps for name in step.of}
    low = _beside("lln", "lower limit of normal", measured)
    high = _beside("uln", "upper limit of normal", measured)
    required: list[Input] = [measured]
    # A lower limit that one version only asks for is optional.
    always = all(any("lln" in step.of for step in GRADERS[test].steps[version]) for version in VERSIONS)
    required += [low] if always else []
    required += [high] if "uln" in of else []
    optional: list[Input] = [VERSION]
    optional += [low] if not always and ("lln" in of or any(s.when == "baseline low" for s in steps)) else []
    if any("baseline" in step.when or "baseline" in step.of for step in steps):
        optional.append(_beside("baseline", "baseline", measured))
    optional += [HOURS] if test == "temperature" else []
    optional += [Flag(name=flag, label=flag.replace("_", " ")) for flag in _flags(test)]
    return tuple(required), tuple(optional)


def _score(test: str, measured: Quantity, trap: str) -> Score:
    required, optional = _inputs(test, measured)
    terms = " / ".join(dict.fromkeys(GRADERS[test].terms.values()))
    return Score(
        name=f"CTCAE_{test.upper()}_GRADE",
        title=f"{terms}, grade",
        version="CTCAE v5.0 or v6.0, laboratory criterion",
        source=f"NCI CTCAE v5.0 and v6.0, {terms}",
        required=required,
        optional=optional,
        rounding="none",
        trap=trap,
        function=lambda values: _outcome(_graded(test, measured.name, values)),
    )


def compute_hypocalcaemia_grade(values: Values) -> Outcome:
    """Grade hypocalcaemia (CTCAE) by the laboratory value alone, 0 to 4, in the unit reported; symptoms may raise it.

    Grade 0 is at or above the laboratory's own lower limit, which comes in the unit of the calcium.
    """
    name = "corrected_calcium" if "corrected_calcium" in values else "ionised_calcium"
    if values.number(name) >= values.number("lln"):
        return Outcome(value=Decimal(0), display="0", flags=(ALONE,))
    return _outcome(_graded(name, name, values))


CTCAE_HYPOCALCAEMIA_GRADE = Score(
    name="CTCAE_HYPOCALCAEMIA_GRADE",
    title="Hypocalcaemia grade",
    version="CTCAE v5.0 or v6.0, laboratory criterion",
    source="NCI CTCAE v5.0 and v6.0, Hypocalcemia",
    required=(LOWER_LIMIT,),
    one_of=(CORRECTED_CALCIUM, IONISED_CALCIUM),
    optional=(
        VERSION,
        *(Flag(name=flag, label=flag.replace("_", " ")) for flag in _flags("ionised_calcium")),
    ),
    rounding="none",
    trap="8.0, 7.0 and 6.0 mg/dL (2.0, 1.75, 1.5 mmol/L; ionised 1.0, 0.9, 0.8) are the milder grade.",
    function=compute_hypocalcaemia_grade,
)

_ABSOLUTE = "A limit belongs to the milder grade; limits are read in the unit reported."
_LIVER = "A baseline above the upper limit changes the ladder, and the two versions change it differently."


def _all() -> Iterator[Score]:
    yield _score("platelets", PLATELETS, "20 × 10^9/L is grade 4 in version 5.0 and grade 3 in version 6.0.")
    yield _score("haemoglobin", HAEMOGLOBIN, _ABSOLUTE)
    yield _score("wbc", WBC, _ABSOLUTE)
    yield _score("leukocytosis", WBC, "Not for a rise that growth factors explain (version 6.0).")
    yield _score("alt", ALT, _LIVER)
    yield _score("ast", AST, _LIVER)
    yield _score("alp", ALP, "Version 6.0 knows grade 1 only.")
    yield _score("bilirubin", BILIRUBIN, _LIVER)
    yield _score("creatinine", CREATININE, "Version 6.0 counts multiples of a baseline below the range only.")
    yield _score("inr", INR, "Multiples of baseline count under anticoagulation, and then alone.")
    yield _score("albumin", ALBUMIN, _ABSOLUTE)
    yield _score(
        "sodium", SODIUM, "The gap version 5.0 leaves below 130 and 125 is read as version 6.0 reads it."
    )
    yield _score("potassium", POTASSIUM, "Grade 2 is grade 1 with symptoms: no number tells it.")
    yield CTCAE_HYPOCALCAEMIA_GRADE
    yield _score("magnesium", MAGNESIUM, _ABSOLUTE)
    yield _score("temperature", TEMPERATURE, "38.0 is grade 1, 39.0 still grade 1; above 40.0 hours decide.")
    yield _score("spo2", SATURATION, "Version 5.0 has no grade 1; the same value is milder in exercise.")
    yield _score("qtc", QTC, "A rise of more than 60 ms is grade 3 whatever the interval.")


CTCAE_GRADES = tuple(_all())
