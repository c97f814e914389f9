"""The vectorised twins: the same points as the scores that run a trial, over thousands of patients."""

import numpy as np

from hepatica.design.patients.severity import child_pugh_of, meld_of
from hepatica.scores.registry import compute

ASCITES = ("none", "mild", "moderate_severe")
ENCEPHALOPATHY = ("none", "grade_1_2", "grade_3_4")


def patients(n):
    """Draw values across every cut point and bound, printed as a laboratory prints them."""
    rng = np.random.Generator(np.random.Philox(key=3))
    bilirubin, inr, creatinine = (
        np.round(rng.uniform(*ends, n), 1) for ends in ((0.3, 6), (0.8, 3.2), (0.4, 5))
    )
    return bilirubin, inr, creatinine, np.round(rng.uniform(1.8, 4.5, n), 1), *rng.integers(0, 3, (2, n))


def test_meld_agrees_with_the_exact_score():
    bilirubin, inr, creatinine, *_ = patients(2000)
    exact = [
        float(
            compute(
                "MELD_I_UNROUNDED",
                {"bilirubin_mg_dl": float(b), "inr": float(i), "creatinine_mg_dl": float(c)},
            ).value
        )
        for b, i, c in zip(bilirubin, inr, creatinine, strict=True)
    ]
    assert np.allclose(meld_of(bilirubin, inr, creatinine), exact, rtol=0, atol=1e-11)


def test_child_pugh_agrees_with_the_exact_score_at_every_cut_point():
    bilirubin, inr, _, albumin, ascites, brain = patients(2000)
    exact = [
        int(
            compute(
                "CHILD_PUGH",
                {
                    "bilirubin_mg_dl": float(b),
                    "inr": float(i),
                    "albumin_g_dl": float(a),
                    "ascites": ASCITES[s],
                    "encephalopathy": ENCEPHALOPATHY[e],
                },
            ).value
        )
        for b, i, a, s, e in zip(bilirubin, inr, albumin, ascites, brain, strict=True)
    ]
    assert child_pugh_of(bilirubin, albumin, inr, ascites, brain).tolist() == exact
    assert {2.0, 3.0} <= set(bilirubin)
    assert {1.7, 2.3} <= set(inr)
    assert {2.8, 3.5} <= set(albumin)
