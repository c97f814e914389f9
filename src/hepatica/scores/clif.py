"""CLIF-C: organ failures, acute-on-chronic liver failure, and acute decompensation without it."""

from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.bounded import bound, constant, log_term, product, total
from hepatica.scores.inputs import (
    ADULT_AGE,
    BILIRUBIN,
    CREATININE,
    DIALYSIS,
    ENCEPHALOPATHY,
    INR,
    SODIUM,
    WBC,
    Flag,
    Quantity,
    Values,
    quantity,
)
from hepatica.scores.meld import dialysis_flags
from hepatica.scores.score import Outcome, Score, Term

ORGAN_FAILURES = Quantity(
    name="clif_c_of", label="CLIF-C OF", keys={"clif_c_of": ""}, low=Decimal(6), high=Decimal(18), whole=True
)
MEAN_ARTERIAL_PRESSURE = quantity("map", "mean arterial pressure", "20", "200", map_mm_hg="mmHg")
PAO2_FIO2 = quantity("pao2_fio2", "PaO2/FiO2", "20", "800", pao2_fio2="")
SPO2_FIO2 = quantity("spo2_fio2", "SpO2/FiO2", "20", "500", spo2_fio2="")
VASOPRESSORS = Flag(name="vasopressors", label="vasopressors")


def compute_clif_c_ad(values: Values) -> Outcome:
    """10 (0.03 age + 0.66 ln creatinine + 1.71 ln INR + 0.88 ln WBC − 0.05 sodium + 8), no floors, not trimmed."""
    age, sodium = values.number("age"), values.number("sodium")
    terms = (
        product("Age", Decimal("0.3"), age, show(age)),
        log_term("Creatinine", Decimal("6.6"), bound(values.measured("creatinine"), "mg/dL")),
        log_term("INR", Decimal("17.1"), bound(values.measured("inr"), "")),
        log_term("White cells", Decimal("8.8"), bound(values.measured("wbc"), "10^9/L")),
        product("Sodium", Decimal("-0.5"), sodium, show(sodium)),
        constant(Decimal(80)),
    )
    score = total(terms)
    return Outcome(
        value=score,
        unrounded=score,
        display=show(score, 1),
        terms=terms,
        flags=("not usable during mobilisation: G-CSF raises the white cells",),
    )


def compute_clif_c_aclf(values: Values) -> Outcome:
    """10 (0.33 OF + 0.04 age + 0.63 ln WBC − 2), where OF is the CLIF-C organ failure score; unrounded."""
    failures, age = values.number("clif_c_of"), values.number("age")
    terms = (
        product("CLIF-C OF", Decimal("3.3"), failures, show(failures)),
        product("Age", Decimal("0.4"), age, show(age)),
        log_term("White cells", Decimal("6.3"), bound(values.measured("wbc"), "10^9/L")),
        constant(Decimal(-20)),
    )
    score = total(terms)
    return Outcome(
        value=score,
        unrounded=score,
        display=show(score, 1),
        terms=terms,
        flags=("not usable during mobilisation: G-CSF raises the white cells",),
    )


def _points(value: Decimal, second: str, third: str, *, third_is_strict: bool) -> int:
    """One, two or three points: two from `second`, three from `third` (or above it, if strict)."""
    worst = value > Decimal(third) if third_is_strict else value >= Decimal(third)
    return 3 if worst else 2 if value >= Decimal(second) else 1


def _respiration(values: Values) -> tuple[str, int]:
    name = "pao2_fio2" if "pao2_fio2" in values else "spo2_fio2"
    first, second = (300, 200) if name == "pao2_fio2" else (357, 214)
    ratio = values.number(name)
    return show(ratio), 1 if ratio > first else 2 if ratio > second else 3


def compute_clif_c_of(values: Values) -> Outcome:
    """Add up six organs of one to three points each, 6 to 18, by the table of Jalan 2014 (mg/dL).

    Bilirubin of exactly 12 is two points, as that table prints it; renal replacement and vasopressors are three.
    """
    bilirubin, creatinine = (
        values.measured("bilirubin").to("mg/dL"),
        values.measured("creatinine").to("mg/dL"),
    )
    inr, pressure = values.number("inr"), values.number("map")
    brain = values.code("encephalopathy")
    breath, breath_points = _respiration(values)
    kidney = 3 if values.flag("dialysis") else _points(creatinine, "2", "3.5", third_is_strict=False)
    circulation = 3 if values.flag("vasopressors") else 1 if pressure >= 70 else 2
    organs = (
        ("Liver", f"bilirubin {show(bilirubin, 2)}", _points(bilirubin, "6", "12", third_is_strict=True)),
        ("Kidney", f"creatinine {show(creatinine, 2)}", kidney),
        ("Brain", brain.replace("_", " "), 1 + ENCEPHALOPATHY.codes.index(brain)),
        ("Coagulation", f"INR {show(inr)}", _points(inr, "2", "2.5", third_is_strict=False)),
        ("Circulation", f"MAP {show(pressure)}", circulation),
        ("Respiration", breath, breath_points),
    )
    terms = tuple(Term(label=label, expression=text, value=Decimal(points)) for label, text, points in organs)
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score), terms=terms, flags=dialysis_flags(values)
    )


_JALAN_2014 = "Jalan 2014 (10.1016/j.jhep.2014.06.012); efclif.com"

CLIF_C_AD = Score(
    name="CLIF_C_AD",
    title="CLIF-C AD",
    version="Jalan 2015",
    source="Jalan 2015 (10.1016/j.jhep.2014.11.012); efclif.com",
    required=(ADULT_AGE, CREATININE, INR, WBC, SODIUM),
    rounding="none; not trimmed to 0 to 100",
    trap="Only without acute-on-chronic liver failure. The leucocytosis of G-CSF inflates it.",
    function=compute_clif_c_ad,
)
CLIF_C_ACLF = Score(
    name="CLIF_C_ACLF",
    title="CLIF-C ACLF",
    version="Jalan 2014",
    source=_JALAN_2014,
    required=(ORGAN_FAILURES, ADULT_AGE, WBC),
    rounding="none; not trimmed to 0 to 100",
    trap="The organ failure score runs from 6 to 18, never from 0. The leucocytosis of G-CSF inflates it.",
    function=compute_clif_c_aclf,
)
CLIF_C_OF = Score(
    name="CLIF_C_OF",
    title="CLIF-C OF",
    version="Jalan 2014",
    source=_JALAN_2014,
    required=(BILIRUBIN, CREATININE, ENCEPHALOPATHY, INR, MEAN_ARTERIAL_PRESSURE),
    one_of=(PAO2_FIO2, SPO2_FIO2),
    optional=(DIALYSIS, VASOPRESSORS),
    rounding="none",
    trap="Bilirubin of exactly 12 mg/dL is two points here; others count it as liver failure.",
    function=compute_clif_c_of,
)
