"""Child-Pugh: five findings of one to three points each, and the class they make.

Laboratory values are judged in the unit reported, against cut points written in that unit: converted as a binary
float, 51.3 µmol/L would be 2.9999999999999996 mg/dL. The middle band is closed: 2.0 and 3.0 mg/dL both score 2.
"""

from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.inputs import (
    ALBUMIN,
    ASCITES,
    BILIRUBIN,
    ENCEPHALOPATHY,
    INR,
    PT_PROLONGATION,
    Code,
    Flag,
    Measured,
    ScoreError,
    Values,
)
from hepatica.scores.score import Outcome, Score, Term

CHOLESTATIC = Flag(name="cholestatic", label="cholestatic disease")
COMPONENT = Code(
    name="component",
    label="component",
    codes=("bilirubin", "albumin", "inr", "pt_prolongation", "ascites", "encephalopathy"),
)
VARIANT = Code(
    name="variant",
    label="variant",
    codes=("standard", "standard_SI", "cholestatic_PBC", "cholestatic_PBC_PSC", "PT_seconds_over_control"),
)

_Band = tuple[Decimal, Decimal]


def _band(low: str, high: str) -> _Band:
    return Decimal(low), Decimal(high)


# The two ends of the two-point band, both inside it, by component and unit.
STANDARD: dict[tuple[str, str], _Band] = {
    ("bilirubin", "mg/dL"): _band("2", "3"),
    ("bilirubin", "µmol/L"): _band("34.2", "51.3"),
    ("albumin", "g/dL"): _band("2.8", "3.5"),
    ("albumin", "g/L"): _band("28", "35"),
    ("inr", ""): _band("1.7", "2.3"),
    ("pt_prolongation", "s"): _band("4", "6"),
}
CHOLESTATIC_BILIRUBIN: dict[tuple[str, str], _Band] = {
    ("bilirubin", "mg/dL"): _band("4", "10"),
    ("bilirubin", "µmol/L"): _band("68", "171"),
}
_FINDINGS = {"ascites": ASCITES.codes, "encephalopathy": ENCEPHALOPATHY.codes}
_LABELS = {
    "bilirubin": "Bilirubin",
    "albumin": "Albumin",
    "inr": "INR",
    "pt_prolongation": "PT prolongation",
    "ascites": "Ascites",
    "encephalopathy": "Encephalopathy",
}


def _laboratory_term(name: str, measured: Measured, *, cholestatic: bool) -> Term:
    bands = STANDARD | CHOLESTATIC_BILIRUBIN if cholestatic else STANDARD
    low, high = bands[name, measured.unit]
    value = measured.reported
    points = 1 if value < low else 2 if value <= high else 3
    if name == "albumin":  # the only one that is worse when lower
        points = 4 - points
    unit = f" {measured.unit}" if measured.unit else ""
    return Term(
        label=_LABELS[name],
        expression=f"{show(value)}{unit}",
        value=Decimal(points),
        note=f"2 points from {show(low)} to {show(high)}{unit}",
    )


def _finding_term(name: str, code: str) -> Term:
    points = 1 + _FINDINGS[name].index(code)
    return Term(label=_LABELS[name], expression=code.replace("_", " "), value=Decimal(points))


def child_pugh_terms(values: Values) -> tuple[Term, ...]:
    """Give the five components with their points, coagulation by INR or by prothrombin time, never both."""
    cholestatic = values.flag("cholestatic")
    coagulation = "inr" if "inr" in values else "pt_prolongation"
    return (
        *(
            _laboratory_term(name, values.measured(name), cholestatic=cholestatic)
            for name in ("bilirubin", "albumin", coagulation)
        ),
        *(_finding_term(name, values.code(name)) for name in _FINDINGS),
    )


def child_pugh_class(points: Decimal) -> str:
    """Answer A for 5 or 6 points, B for 7 to 9, C for 10 to 15."""
    return "A" if points <= 6 else "B" if points <= 9 else "C"


def compute_child_pugh(values: Values) -> Outcome:
    """Add up the five components, 5 to 15 points."""
    terms = child_pugh_terms(values)
    points = sum((term.value for term in terms), Decimal(0))
    return Outcome(value=points, unrounded=points, display=show(points), terms=terms)


def compute_child_pugh_class(values: Values) -> Outcome:
    """Class A for 5 or 6 points, B for 7 to 9, C for 10 to 15."""
    terms = child_pugh_terms(values)
    points = sum((term.value for term in terms), Decimal(0))
    grade = child_pugh_class(points)
    return Outcome(value=grade, unrounded=points, display=grade, terms=terms)


def compute_child_pugh_component(values: Values) -> Outcome:
    """Give the points of one component under the named table.

    Raises ScoreError if the value given is not the component's, or the variant is not one of that component.
    """
    component, variant = values.code("component"), values.code("variant", "standard")
    if component not in values:
        raise ScoreError(f"component is {component}, but the value given is another's", key="component")
    cholestatic = variant.startswith("cholestatic")
    if cholestatic and component != "bilirubin":
        raise ScoreError(f"variant {variant} changes bilirubin only, not {component}", key="variant")
    if component in _FINDINGS:
        term = _finding_term(component, values.code(component))
    else:
        term = _laboratory_term(component, values.measured(component), cholestatic=cholestatic)
    return Outcome(value=term.value, unrounded=term.value, display=show(term.value), terms=(term,))


_SOURCE = "Pugh 1973 (10.1002/bjs.1800600817), INR bands 1.7 to 2.3"

CHILD_PUGH = Score(
    name="CHILD_PUGH",
    title="Child-Pugh",
    version="Pugh 1973 with INR; cholestatic and prothrombin-time variants",
    source=_SOURCE,
    required=(BILIRUBIN, ALBUMIN, ASCITES, ENCEPHALOPATHY),
    one_of=(INR, PT_PROLONGATION),
    optional=(CHOLESTATIC,),
    rounding="none before the cut points",
    trap="Cut points are read in the unit reported: 34.2 and 51.3 µmol/L are 2 points, as 2.0 and 3.0 mg/dL.",
    function=compute_child_pugh,
)
CHILD_PUGH_CLASS = Score(
    name="CHILD_PUGH_CLASS",
    title="Child-Pugh class",
    version="Pugh 1973 with INR; cholestatic and prothrombin-time variants",
    source=_SOURCE,
    required=(BILIRUBIN, ALBUMIN, ASCITES, ENCEPHALOPATHY),
    one_of=(INR, PT_PROLONGATION),
    optional=(CHOLESTATIC,),
    rounding="none before the cut points",
    trap="A 5–6, B 7–9, C 10–15.",
    function=compute_child_pugh_class,
)
CHILD_PUGH_COMPONENT = Score(
    name="CHILD_PUGH_COMPONENT",
    title="Child-Pugh component",
    version="Pugh 1973 with INR; cholestatic and prothrombin-time variants",
    source=_SOURCE,
    required=(COMPONENT,),
    one_of=(BILIRUBIN, ALBUMIN, INR, PT_PROLONGATION, ASCITES, ENCEPHALOPATHY),
    optional=(VARIANT,),
    rounding="none before the cut points",
    trap="Cholestatic bilirubin: 2 points from 4 to 10 mg/dL, or from 68 to 171 µmol/L, as printed for each unit.",
    function=compute_child_pugh_component,
)
