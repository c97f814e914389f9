"""Where virtual patients start: nine measurements that hang together as they did in a real cohort, and what goes with them.

A Gaussian copula: normal scores with the cohort's correlation, each carried to its cohort's quantiles. A row of draws is
one patient, so that the first hundred patients are the same whether a hundred or a million are drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import scipy
from numpy.random import Generator
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.severity import Codes, child_pugh_of, meld_of
from hepatica.design.streams import stream

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MEASURED = ("bilirubin", "inr", "creatinine", "sodium", "albumin", "crp", "il6", "platelets", "age")
_LINEAR = frozenset({"sodium", "albumin", "age"})
"""Read straight between two quantiles; the rest, which are skewed, between their logarithms."""
_EXTRA = 6
"""Scores beside the measured nine: ascites, encephalopathy, peritonitis, bleeding, sex, cause."""
_BATCH = 4096
"""Patients worked on at once: what fits the processor's cache. Changes no number."""
_GRID = 8192
"""Cells of the grid on which quantiles are read: finer than any laboratory prints."""
_REFERENCE = 20_000
"""Patients of the fixed sample on which cut points are solved for a prevalence."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Patients at entry, one place an array: mg/dL, ratio, mg/dL, mmol/L, g/dL, mg/L, pg/mL, 10^9/L, years; codes 0 to 2."""

    bilirubin: Floats
    inr: Floats
    creatinine: Floats
    sodium: Floats
    albumin: Floats
    crp: Floats
    il6: Floats
    platelets: Floats
    age: Floats
    female: Flags
    alcohol: Flags
    """Alcohol-related disease."""
    ascites_score: Floats
    """Logistic score of the patient's own tendency to ascites, beside what the laboratory tells."""
    encephalopathy_score: Floats
    """Normal score of the patient's own tendency to encephalopathy."""
    ascites: Codes
    encephalopathy: Codes
    peritonitis: Flags
    """Had spontaneous bacterial peritonitis before."""
    bleeding: Flags
    """Had a variceal bleed before."""

    @property
    def meld(self) -> Floats:
        """Return the unrounded MELD."""
        return meld_of(self.bilirubin, self.inr, self.creatinine)

    @property
    def child_pugh(self) -> Codes:
        """Return the Child-Pugh points."""
        return child_pugh_of(self.bilirubin, self.albumin, self.inr, self.ascites, self.encephalopathy)

    def __len__(self) -> int:
        return len(self.bilirubin)

    def take(self, which: NDArray[Any] | slice) -> "Baseline":
        """Return the chosen patients, by index, mask or slice."""
        return Baseline(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def joined(parts: Sequence[Baseline]) -> Baseline:
    """Put groups of patients into one, in order."""
    return Baseline(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Baseline)
        }
    )


@dataclass(frozen=True, kw_only=True)
class Margins:
    """What is worked out once from the parameters: a root of the correlation, quantiles by normal score, cut points."""

    root: Floats
    ends: tuple[float, float]
    """The normal scores of the first and the last quantile; beyond them a value stays where it is."""
    values: Floats
    """Each measurement over a fine grid of normal scores between the ends, one after the other."""
    ascites: tuple[float, float]
    """Where the leaning to ascites becomes mild, and where it becomes moderate or severe."""
    encephalopathy: tuple[float, float]


def check_correlation(matrix: Floats) -> Floats:
    """Return the lower root of a correlation matrix.

    Raises ValueError, in a sentence, for a matrix that is not square, not symmetric, without ones on its diagonal, with
    an entry outside -1 to 1, or not positive definite.
    """
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"a correlation matrix is square, not {' by '.join(map(str, matrix.shape))}")
    if not np.array_equal(matrix, matrix.T):
        row, column = np.argwhere(matrix != matrix.T)[0]
        raise ValueError(
            f"the correlations of {row + 1} with {column + 1} and back differ: "
            f"{matrix[row, column]} and {matrix[column, row]}"
        )
    if not (np.diag(matrix) == 1).all():
        raise ValueError(
            "a measurement correlates with itself by 1: the diagonal of the matrix says otherwise"
        )
    if not (np.abs(matrix) <= 1).all():
        raise ValueError(f"a correlation of {matrix[~(np.abs(matrix) <= 1)][0]} does not lie from -1 to 1")
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        smallest = np.linalg.eigvalsh(matrix).min()
        raise ValueError(
            f"the matrix is not a correlation matrix: no measurements hang together so (eigenvalue {smallest:.3g})"
        ) from error


def draw_baseline(
    n: int, rng: Generator, parameters: Parameters | None = None, *, india: bool = False
) -> Baseline:
    """Draw n patients of the cohort, before any eligibility.

    ``india`` adds the declared shifts (age, albumin, cause), which are assumptions. Raises ValueError for fewer than one
    patient, and for a correlation matrix that is not one. Source: reference cohort in ``data/baseline.yaml``; the upper
    tail of MELD is a little thinner than the cohort's.
    """
    if n < 1:
        raise ValueError(f"{n} patients cannot be drawn: at least one")
    chosen = parameters or load("baseline")
    parts = [
        completed(measured, extra, chosen, india=india)
        for measured, extra in (
            candidates(min(_BATCH, n - start), rng, chosen, india=india) for start in range(0, n, _BATCH)
        )
    ]
    return parts[0] if len(parts) == 1 else joined(parts)


def candidates(
    n: int, rng: Generator, parameters: Parameters, *, india: bool = False
) -> tuple[dict[str, Floats], Floats]:
    """Draw the nine measurements of n patients, each (n,), and the normal scores (6, n) of all else that `completed` reads."""
    margins = _margins(parameters)
    z = np.ascontiguousarray(rng.standard_normal((n, len(MEASURED) + _EXTRA)).T)
    m = _measured(z, margins.root, margins.ends, margins.values)
    if india:
        m["age"] = m["age"] + parameters.number("india.age")
        m["albumin"] = m["albumin"] + parameters.number("india.albumin")
    return m, z[len(MEASURED) :]


def ascites_of(
    bilirubin: Floats, albumin: Floats, inr: Floats, score: Floats, parameters: Parameters
) -> Codes:
    """Give ascites (0 none, 1 mild, 2 moderate or severe) from today's laboratory and the patient's own tendency."""
    leaning = _ascites_leaning(bilirubin, albumin, inr, parameters) + score
    return _grade(leaning, _margins(parameters).ascites)


def encephalopathy_of(bilirubin: Floats, sodium: Floats, score: Floats, parameters: Parameters) -> Codes:
    """Give encephalopathy (0 none, 1 grade 1-2, 2 grade 3-4) from today's laboratory and the patient's own tendency."""
    leaning = _encephalopathy_leaning(bilirubin, sodium, parameters) + score
    return _grade(leaning, _margins(parameters).encephalopathy)


def _grade(leaning: Floats, cuts: tuple[float, float]) -> Codes:
    return np.asarray((leaning > cuts[0]).astype(np.int8) + (leaning > cuts[1]), dtype=np.int8)


def _cuts(leaning: Floats, prevalence: float, share: float) -> tuple[float, float]:
    """Give the cut points above which the prevalence, and the worse share of it, of the reference sample lie."""
    mild, worse = np.quantile(leaning, (1 - prevalence, 1 - prevalence * share))
    return float(mild), float(worse)


def _ascites_leaning(bilirubin: Floats, albumin: Floats, inr: Floats, parameters: Parameters) -> Floats:
    number = parameters.number
    return np.asarray(
        number("ascites.ln_bilirubin") * np.log(bilirubin)
        + number("ascites.albumin") * albumin
        + number("ascites.ln_prothrombin_time") * np.log(number("prothrombin.control") * inr)
    )


def _encephalopathy_leaning(bilirubin: Floats, sodium: Floats, parameters: Parameters) -> Floats:
    number = parameters.number
    return np.asarray(
        number("encephalopathy.ln_bilirubin") * np.log(bilirubin) + number("encephalopathy.sodium") * sodium
    )


@cache
def _margins(parameters: Parameters) -> Margins:
    root = check_correlation(parameters.numbers("correlation"))
    scores = np.asarray(scipy.special.ndtri(parameters.numbers("probabilities")))
    quantiles = parameters.table("quantiles")
    ends = float(scores[0]), float(scores[-1])
    grid = np.linspace(*ends, _GRID + 1)
    values = []
    for name in MEASURED:
        knots = np.asarray(quantiles[name], dtype=np.float64)
        if (np.diff(knots) <= 0).any():
            raise ValueError(f"{parameters.file}.yaml: the quantiles of {name} do not increase")
        read = np.interp(grid, scores, knots if name in _LINEAR else np.log(knots))
        values.append(read if name in _LINEAR else np.exp(read))
    z = stream(0, "baseline", "reference").standard_normal((_REFERENCE, len(MEASURED) + 2))
    table = np.stack([np.append(row, row[-1]) for row in values])
    measured = _measured(z.T, root, ends, table)
    ascites = _ascites_leaning(measured["bilirubin"], measured["albumin"], measured["inr"], parameters)
    brain = _encephalopathy_leaning(measured["bilirubin"], measured["sodium"], parameters)
    number = parameters.number
    return Margins(
        root=root,
        ends=ends,
        values=table,
        ascites=_cuts(
            ascites + _logistic(z[:, -2]), number("ascites.prevalence"), number("ascites.moderate_share")
        ),
        encephalopathy=_cuts(
            brain + z[:, -1], number("encephalopathy.prevalence"), number("encephalopathy.severe_share")
        ),
    )


def _measured(z: Floats, root: Floats, ends: tuple[float, float], table: Floats) -> dict[str, Floats]:
    """Carry normal scores (9 or more, n) to measurements: correlate, and read each from its grid."""
    low, high = ends
    place = (np.clip(mixed(root, z[: len(MEASURED)]), low, high) - low) * (_GRID / (high - low))
    cell = place.astype(np.int32)
    part = place - cell
    cell += (np.arange(len(MEASURED), dtype=np.int32) * table.shape[1])[:, None]
    flat = table.ravel()
    below = flat[cell]
    values = below + part * (flat[cell + 1] - below)
    return dict(zip(MEASURED, values, strict=True))


def completed(
    m: dict[str, Floats], extra: Floats, parameters: Parameters, *, india: bool = False
) -> Baseline:
    """Give measured patients what goes with their measurements: sex, cause, ascites, encephalopathy, what they had before."""
    number = parameters.number
    alcohol = number("alcohol.share") + (number("india.alcohol") if india else 0)
    ascites, brain = _logistic(extra[0]), extra[1]
    meld = meld_of(m["bilirubin"], m["inr"], m["creatinine"])
    chance = scipy.special.ndtr(extra[2:])
    return Baseline(
        **m,
        female=chance[2] < number("female.share"),
        alcohol=chance[3] < alcohol,
        ascites_score=ascites,
        encephalopathy_score=brain,
        ascites=ascites_of(m["bilirubin"], m["albumin"], m["inr"], ascites, parameters),
        encephalopathy=encephalopathy_of(m["bilirubin"], m["sodium"], brain, parameters),
        peritonitis=_had(chance[0], meld, "peritonitis", parameters),
        bleeding=_had(chance[1], meld, "bleeding", parameters),
    )


def mixed(root: Floats, rows: Floats) -> Floats:
    """Multiply a matrix by rows (k, …), patient by patient: no last digit hangs on who is computed beside whom."""
    found = np.zeros((len(root), *rows.shape[1:]))
    for out, line in zip(found, root, strict=True):
        for k in np.flatnonzero(line):
            np.add(out, line[k] * rows[k], out=out)
    return found


def _had(chance: Floats, meld: Floats, what: str, parameters: Parameters) -> Flags:
    logit = parameters.number(f"{what}.intercept") + parameters.number(f"{what}.meld") * meld
    return np.asarray(chance < 1 / (1 + np.exp(-logit)))


def _logistic(z: Floats) -> Floats:
    """Carry normal scores to a logistic distribution."""
    p = scipy.special.ndtr(z)
    return np.asarray(np.log(p / (1 - p)))
