"""CTCAE, versions 5.0 and 6.0: its terms, and the grades that a laboratory value has by its number."""

from hepatica.scores.ctcae.grade import FLAGS, Graded, baseline_grade, emergent, grade_value, graders_of
from hepatica.scores.ctcae.limits import GRADERS, UNGRADED
from hepatica.scores.ctcae.terms import VERSIONS, CtcaeTerm, allowed, grades_defined, term, terms, text

__all__ = [
    "FLAGS",
    "GRADERS",
    "UNGRADED",
    "VERSIONS",
    "CtcaeTerm",
    "Graded",
    "allowed",
    "baseline_grade",
    "emergent",
    "grade_value",
    "graders_of",
    "grades_defined",
    "term",
    "terms",
    "text",
]
