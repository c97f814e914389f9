"""Every score by its public name, and the one way to compute one."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from hepatica.scores.albi import ALBI, ALBI_GRADE
from hepatica.scores.calcium import CA_CORRECTED_MG_DL, CA_CORRECTED_MMOL_L
from hepatica.scores.child_pugh import CHILD_PUGH, CHILD_PUGH_CLASS, CHILD_PUGH_COMPONENT
from hepatica.scores.clif import CLIF_C_ACLF, CLIF_C_AD, CLIF_C_OF
from hepatica.scores.conversion import CONVERSIONS
from hepatica.scores.ctcae.laboratory import CTCAE_GRADES
from hepatica.scores.fibrosis import APRI, FIB4
from hepatica.scores.inputs import ScoreError
from hepatica.scores.meld import MELD_I_UNROUNDED, MELD_MAYO_2000_ETIOLOGY, MELD_UNOS_2002
from hepatica.scores.meld_3 import MELD_3_0, MELD_3_0_UNROUNDED
from hepatica.scores.meld_na import (
    MELD_NA_CONTINUOUS_UNGATED,
    MELD_NA_FINAL_UNROUNDED,
    MELD_NA_KIM_2008,
    MELD_NA_OPTN_2016,
)
from hepatica.scores.meld_xi import MELD_XI
from hepatica.scores.score import Score, ScoreResult, compute_score

_ALL = (
    MELD_I_UNROUNDED,
    MELD_UNOS_2002,
    MELD_MAYO_2000_ETIOLOGY,
    MELD_NA_OPTN_2016,
    MELD_NA_FINAL_UNROUNDED,
    MELD_NA_CONTINUOUS_UNGATED,
    MELD_NA_KIM_2008,
    MELD_3_0,
    MELD_3_0_UNROUNDED,
    MELD_XI,
    CHILD_PUGH,
    CHILD_PUGH_CLASS,
    CHILD_PUGH_COMPONENT,
    ALBI,
    ALBI_GRADE,
    FIB4,
    APRI,
    CLIF_C_AD,
    CLIF_C_ACLF,
    CLIF_C_OF,
    CA_CORRECTED_MG_DL,
    CA_CORRECTED_MMOL_L,
    *CTCAE_GRADES,
    *CONVERSIONS,
)

SCORES: Mapping[str, Score] = MappingProxyType({score.name: score for score in _ALL})

# Named by the public vectors, computed by rooms that read files and images.
ELSEWHERE = frozenset({"FLOW_GATE_COUNT", "IHC_DAB_AREA_FRACTION"})


def find_score(name: str, registry: Mapping[str, Score] = SCORES) -> Score:
    """Find the score of that name; raises ScoreError with the nearest names if there is none."""
    if name in registry:
        return registry[name]
    if name in ELSEWHERE:
        raise ScoreError(f"{name} reads a file: ask for it in a table, hepatica score --batch", key="score")
    near = get_close_matches(name.upper(), registry, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ScoreError(f"no score is called '{name}'{hint}", key="score")


def compute(name: str, inputs: Mapping[str, object], registry: Mapping[str, Score] = SCORES) -> ScoreResult:
    """Compute a score by name from inputs whose keys carry their units.

    A missing input gives a result without value and the sentence `not computable: INR missing`. Raises ScoreError,
    a sentence that names the key, for an unknown score, an unknown key or an impossible value.
    """
    return compute_score(find_score(name, registry), inputs)
