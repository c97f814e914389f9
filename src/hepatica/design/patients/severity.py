"""MELD and Child-Pugh over whole arrays: the twins of `hepatica.scores`, for millions of virtual patients.

What decides in a trial is scored by `hepatica.scores` in exact decimals, one visit at a time. These are the same rules in
binary numbers; a test holds both together over thousands of draws.
"""

import numpy as np
from numpy.typing import NDArray

from hepatica.scores.child_pugh import STANDARD
from hepatica.scores.meld import CONSTANT, FOUR

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
"""Ascites and encephalopathy by their place in the score's list: 0 none, 1 and 2 the grades."""

_BILIRUBIN, _ALBUMIN, _INR = (
    tuple(float(end) for end in STANDARD[key])
    for key in (("bilirubin", "mg/dL"), ("albumin", "g/dL"), ("inr", ""))
)


def meld_of(bilirubin: Floats, inr: Floats, creatinine: Floats) -> Floats:
    """Give the unrounded MELD of each patient, from bilirubin and creatinine in mg/dL and the INR; any one shape.

    Nobody is on dialysis. Twin of ``scores.meld.compute_meld_unrounded``.
    """
    return np.asarray(
        9.57 * np.log(np.clip(creatinine, 1.0, float(FOUR)))
        + 3.78 * np.log(np.maximum(bilirubin, 1.0))
        + 11.20 * np.log(np.maximum(inr, 1.0))
        + float(CONSTANT)
    )


def child_pugh_of(
    bilirubin: Floats, albumin: Floats, inr: Floats, ascites: Codes, encephalopathy: Codes
) -> Codes:
    """Give the Child-Pugh points, 5 to 15, of each patient, from mg/dL, g/dL and codes 0 to 2; any one shape.

    The ends of the middle band are inside it. Twin of ``scores.child_pugh.compute_child_pugh``.
    """
    points = 5 + ascites.astype(np.int8) + encephalopathy.astype(np.int8)
    for value, (low, high) in ((bilirubin, _BILIRUBIN), (inr, _INR)):
        points = points + (value >= low) + (value > high)
    return np.asarray(points + (albumin <= _ALBUMIN[1]) + (albumin < _ALBUMIN[0]), dtype=np.int8)
