"""Clinical arithmetic, values in, values out. Each score names its version and source and explains itself."""

from hepatica.scores.batch import run_batch
from hepatica.scores.draw import Draw, Findings, compare, panel
from hepatica.scores.inputs import ScoreError
from hepatica.scores.registry import SCORES, compute, find_score
from hepatica.scores.score import Score, ScoreResult, Term
from hepatica.scores.units import UnitError, canonical_unit, convert

__all__ = [
    "SCORES",
    "Draw",
    "Findings",
    "Score",
    "ScoreError",
    "ScoreResult",
    "Term",
    "UnitError",
    "canonical_unit",
    "compare",
    "compute",
    "convert",
    "find_score",
    "panel",
    "run_batch",
]
