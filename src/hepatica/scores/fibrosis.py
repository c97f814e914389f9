"""Fibrosis indices from routine blood tests: FIB-4 and APRI."""

from decimal import Decimal

from hepatica.scores.arithmetic import CONTEXT, show
from hepatica.scores.inputs import AGE, ALT, AST, AST_UPPER_LIMIT, PLATELETS, Values
from hepatica.scores.score import Outcome, Score, Term


def _ratio(label: str, expression: str, score: Decimal) -> Outcome:
    line = Term(label=label, expression=expression, value=score)
    return Outcome(value=score, unrounded=score, display=show(score, 2), terms=(line,))


def compute_fib4(values: Values) -> Outcome:
    """FIB-4 = age × AST / (platelets × √ALT); years, U/L and 10^9/L, unrounded."""
    age, ast, alt, platelets = (values.number(name) for name in ("age", "ast", "alt", "platelets"))
    expression = f"{show(age)} × {show(ast)} / ({show(platelets)} × √{show(alt)})"
    return _ratio("Age, AST, platelets, ALT", expression, age * ast / (platelets * CONTEXT.sqrt(alt)))


def compute_apri(values: Values) -> Outcome:
    """APRI = 100 × (AST / its upper limit of normal) / platelets, unrounded; the limit is the laboratory's own."""
    ast, limit, platelets = (values.number(name) for name in ("ast", "ast_uln", "platelets"))
    expression = f"100 × ({show(ast)} / {show(limit)}) / {show(platelets)}"
    return _ratio("AST, its upper limit, platelets", expression, 100 * ast / limit / platelets)


FIB4 = Score(
    name="FIB4",
    title="FIB-4",
    version="Sterling 2006",
    source="Sterling 2006 (10.1002/hep.21178)",
    required=(AGE, AST, ALT, PLATELETS),
    rounding="none; two decimals are shown",
    trap="Shown rounded, not truncated: 2.7153 is 2.72.",
    function=compute_fib4,
)

APRI = Score(
    name="APRI",
    title="APRI",
    version="Wai 2003",
    source="Wai 2003 (10.1053/jhep.2003.50346)",
    required=(AST, AST_UPPER_LIMIT, PLATELETS),
    rounding="none; two decimals are shown",
    trap="The upper limit of AST is a local value; 40 is never assumed.",
    function=compute_apri,
)
