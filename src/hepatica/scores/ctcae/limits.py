"""The numbers of CTCAE, as each version prints them. A limit belongs to the milder grade: `<75 - 50` holds 50.

Only what the words support: hypotension, for one, is graded by what was done about it and has no number here.
Source: NCI CTCAE v5.0 (2017) and v6.0 (2025, errata of January 2026); the words stand in the rules files.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from hepatica.scores.calcium import CITRATE
from hepatica.scores.ctcae.ladder import Finding, Grader, Reference, Relation, Step, When
from hepatica.scores.ctcae.terms import VERSIONS

_T = TypeVar("_T")
_Printed = Mapping[str, str]  # unit -> the limits of consecutive grades


def _absolute(
    first: int, relation: Relation, printed: _Printed, *, when: When = "always"
) -> tuple[Step, ...]:
    """Build steps of consecutive grades from limits printed side by side."""
    columns = {unit: tuple(Decimal(text) for text in limits.split()) for unit, limits in printed.items()}
    count = len(next(iter(columns.values())))
    return tuple(
        Step(
            grade=first + n,
            relation=relation,
            limits={unit: numbers[n] for unit, numbers in columns.items()},
            when=when,
        )
        for n in range(count)
    )


def _multiples(
    first: int, factors: str, of: Reference, *, when: When = "always", closed: bool = False
) -> tuple[Step, ...]:
    """Build steps of consecutive grades above multiples of one reference; `closed` takes the first limit in."""
    return tuple(
        Step(
            grade=first + n,
            relation=">=" if closed and n == 0 else ">",
            factor=Decimal(factor),
            of=(of,),
            when=when,
        )
        for n, factor in enumerate(factors.split())
    )


def _both(same: _T) -> Mapping[str, _T]:
    return dict.fromkeys(VERSIONS, same)


def _gap(step: Step, low: str, high: str) -> Step:
    return replace(step, gap=(Decimal(low), Decimal(high)))


_BELOW_LLN = Step(grade=1, relation="<", of=("lln",))
_DEATHLY = Finding(flag="life_threatening", grade=4)
_TRANSFUSED = Finding(flag="transfusion", grade=3)
_COUNT = ("10^9/L", "cells/µL")


def _platelets() -> Grader:
    falling = {
        "5.0": {"10^9/L": "75 50 25", "cells/µL": "75000 50000 25000"},
        "6.0": {"10^9/L": "75 50 10", "cells/µL": "75000 50000 10000"},
    }
    return Grader(
        test="platelets",
        label="Platelets",
        analyte="platelets",
        units=_COUNT,
        terms={"5.0": "Platelet count decreased", "6.0": "Thrombocytopenia"},
        steps={version: (_BELOW_LLN, *_absolute(2, "<", printed)) for version, printed in falling.items()},
        findings={"6.0": (_TRANSFUSED, _DEATHLY)},
    )


def _low(test: str, label: str, term: str, printed: _Printed, *findings: Finding) -> Grader:
    """Build a grader that is the same in both versions: grade 1 below LLN, then absolute limits from grade 2."""
    return Grader(
        test=test,
        label=label,
        analyte=test,
        units=tuple(printed),
        terms=_both(term),
        steps=_both((_BELOW_LLN, *_absolute(2, "<", printed))),
        findings=_both(findings),
    )


def _transaminase(test: str, label: str, term: str) -> Grader:
    normal = _multiples(1, "1 3 5 20", "uln", when="baseline normal")
    high = {"5.0": "1.5 3 5 20", "6.0": "1 1.5 2 4"}
    return Grader(
        test=test,
        label=label,
        analyte=test,
        units=("U/L",),
        terms=_both(term),
        steps={
            version: (*normal, *_multiples(1, factors, "baseline", when="baseline high", closed=True))
            for version, factors in high.items()
        },
    )


def _alkaline_phosphatase() -> Grader:
    return Grader(
        test="alp",
        label="Alkaline phosphatase",
        analyte="alp",
        units=("U/L",),
        terms=_both("Alkaline phosphatase increased"),
        steps={
            "5.0": (
                *_multiples(1, "1 2.5 5 20", "uln", when="baseline normal"),
                *_multiples(1, "2 2.5 5 20", "baseline", when="baseline high", closed=True),
            ),
            "6.0": (
                Step(grade=1, relation=">", of=("uln", "baseline"), when="baseline known"),
                Step(grade=1, relation=">", of=("uln",), when="baseline unknown"),
            ),
        },
    )


def _bilirubin() -> Grader:
    normal = _multiples(1, "1 1.5 3 10", "uln", when="baseline normal")
    return Grader(
        test="bilirubin",
        label="Bilirubin",
        analyte="bilirubin",
        units=("mg/dL", "µmol/L"),
        terms=_both("Blood bilirubin increased"),
        steps={
            "5.0": (*normal, *_multiples(1, "1 1.5 3 10", "baseline", when="baseline high")),
            "6.0": (*normal, *_multiples(1, "1 1.5 2.5 10", "baseline", when="baseline high", closed=True)),
        },
    )


def _creatinine() -> Grader:
    of_limit = _multiples(1, "1 1.5 3 6", "uln")
    return Grader(
        test="creatinine",
        label="Creatinine",
        analyte="creatinine",
        units=("mg/dL", "µmol/L"),
        terms=_both("Creatinine increased"),
        steps={
            "5.0": (*of_limit, *_multiples(2, "1.5 3", "baseline", when="baseline known")),
            "6.0": (*of_limit, *_multiples(2, "1.5 3", "baseline", when="baseline low")),
        },
    )


def _inr() -> Grader:
    return Grader(
        test="inr",
        label="INR",
        analyte="",
        units=("", "ratio"),
        terms=_both("INR increased"),
        steps=_both(
            (
                *_absolute(1, ">", {"": "1.2 1.5 2.5", "ratio": "1.2 1.5 2.5"}, when="not anticoagulated"),
                *_multiples(1, "1 1.5 2.5", "baseline", when="anticoagulated"),
            )
        ),
        findings=_both((Finding(flag="bleeding", grade=3),)),
    )


def _sodium() -> Grader:
    two, three, four = _absolute(2, "<", {"mmol/L": "130 125 120"})
    return Grader(
        test="sodium",
        label="Sodium",
        analyte="sodium",
        units=("mmol/L",),
        terms=_both("Hyponatremia"),
        # Version 5.0 prints 125-129 and 120-124; the gaps are closed as version 6.0 closes them, and marked.
        steps={
            "5.0": (_BELOW_LLN, _gap(two, "129", "130"), _gap(three, "124", "125"), four),
            "6.0": (_BELOW_LLN, two, three, four),
        },
        findings=_both((Finding(flag="symptomatic", grade=3, start=2), _DEATHLY)),
    )


def _potassium() -> Grader:
    return Grader(
        test="potassium",
        label="Potassium",
        analyte="potassium",
        units=("mmol/L",),
        terms=_both("Hypokalemia"),
        # Grade 2 is grade 1 with symptoms or an intervention: no number tells it.
        steps=_both((_BELOW_LLN, *_absolute(3, "<", {"mmol/L": "3.0 2.5"}))),
        findings=_both(
            (Finding(flag="symptomatic", grade=2), Finding(flag="hospitalisation", grade=3), _DEATHLY)
        ),
    )


def _calcium(test: str, label: str, printed: _Printed, caution: str = "") -> Grader:
    raised = (Finding(flag="symptomatic", grade=2), Finding(flag="hospitalisation", grade=3), _DEATHLY)
    built = _low(test, label, "Hypocalcemia", printed, *raised)
    return replace(built, cautions=_both(caution))


def _leukocytosis() -> Grader:
    return Grader(
        test="leukocytosis",
        label="White cells",
        analyte="wbc",
        units=_COUNT,
        terms=_both("Leukocytosis"),
        steps=_both(_absolute(3, ">", {"10^9/L": "100", "cells/µL": "100000"})),
        cautions={"6.0": "not to be used for a rise that growth factors or steroids explain"},
    )


def _temperature() -> Grader:
    one = _absolute(1, ">=", {"°C": "38.0", "°F": "100.4"})
    above = _absolute(2, ">", {"°C": "39.0 40.0", "°F": "102.2 104.0"})
    long = _absolute(4, ">", {"°C": "40.0", "°F": "104.0"}, when="over 24 h")
    return Grader(
        test="temperature",
        label="Temperature",
        analyte="",
        units=("°C", "°F"),
        terms=_both("Fever"),
        steps=_both((*one, *above, *long)),
    )


def _saturation() -> Grader:
    below = (
        *_absolute(2, "<", {"%": "88"}, when="in exercise"),
        *_absolute(3, "<", {"%": "88"}, when="at rest"),
    )
    return Grader(
        test="spo2",
        label="Oxygen saturation",
        analyte="",
        units=("%",),
        terms=_both("Hypoxia"),
        steps={"5.0": below, "6.0": (_BELOW_LLN, *below)},
        findings=_both((Finding(flag="life_threatening", grade=4),)),
    )


def _qtc() -> Grader:
    one = _absolute(1, ">=", {"ms": "450"})
    two, three = _absolute(2, ">", {"ms": "480 500"})
    change = Step(grade=3, relation=">", change=Decimal(60), when="baseline known")
    return Grader(
        test="qtc",
        label="QTc",
        analyte="",
        units=("ms",),
        terms=_both("Electrocardiogram QT corrected interval prolonged"),
        steps={
            "5.0": (*one, _gap(two, "480", "481"), _gap(three, "500", "501"), change),
            "6.0": (*one, _gap(two, "480", "481"), three, change),
        },
        findings={"5.0": (Finding(flag="serious_arrhythmia", grade=4),), "6.0": (_DEATHLY,)},
    )


_HAEMOGLOBIN = {"g/dL": "10.0 8.0", "g/L": "100 80", "mmol/L": "6.2 4.9"}
_WHITE_CELLS = {"10^9/L": "3 2 1", "cells/µL": "3000 2000 1000"}
_MAGNESIUM = {"mg/dL": "1.2 0.9 0.7", "mmol/L": "0.5 0.4 0.3"}
_CORRECTED = {"mg/dL": "8.0 7.0 6.0", "mmol/L": "2.0 1.75 1.5"}

_ALL = (
    _platelets(),
    _low("haemoglobin", "Haemoglobin", "Anemia", _HAEMOGLOBIN, _TRANSFUSED, _DEATHLY),
    _low("wbc", "White cells", "White blood cell decreased", _WHITE_CELLS),
    _leukocytosis(),
    _transaminase("alt", "ALT", "Alanine aminotransferase increased"),
    _transaminase("ast", "AST", "Aspartate aminotransferase increased"),
    _alkaline_phosphatase(),
    _bilirubin(),
    _creatinine(),
    _inr(),
    _low("albumin", "Albumin", "Hypoalbuminemia", {"g/dL": "3 2", "g/L": "30 20"}, _DEATHLY),
    _sodium(),
    _potassium(),
    _calcium("ionised_calcium", "Ionised calcium", {"mmol/L": "1.0 0.9 0.8"}),
    _calcium("corrected_calcium", "Corrected calcium", _CORRECTED, CITRATE),
    _low("magnesium", "Magnesium", "Hypomagnesemia", _MAGNESIUM, _DEATHLY),
    _temperature(),
    _saturation(),
    _qtc(),
)
GRADERS: Mapping[str, Grader] = MappingProxyType({grader.test: grader for grader in _ALL})

# What is measured and still not graded by its number: the term, and why.
UNGRADED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "calcium": (
            "Hypocalcemia",
            "total calcium is not graded: it is neither ionised nor corrected for albumin, and citrate hides in it",
        ),
        "systolic": ("Hypotension", "hypotension is graded by the intervention it needs, not by a pressure"),
        "diastolic": ("Hypotension", "hypotension is graded by the intervention it needs, not by a pressure"),
    }
)
