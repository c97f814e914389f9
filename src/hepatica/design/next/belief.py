"""What the published table lets one believe of an effect on MELD before the next trial, by kind of cells, as a prior.

A belief rests on pooled contrasts only. Where no kind of cells has two studies that stand, there is no prior from the
evidence, and the answer is a refusal with the reasons, never a guess.
"""

from dataclasses import dataclass
from math import sqrt

from hepatica.evidence.row import Evidence
from hepatica.evidence.synthesis import Group, synthesise
from hepatica.stats.mixtures import NormalMixture
from hepatica.stats.random_effects import Pooled
from hepatica.stats.refusal import Refused

METHOD = "mixture of pooled effects by kind of cells"
CANNOT_SHOW = (
    "Studies that were never printed are not in it, and small studies that found much are printed more often.",
    "A normal prior is narrower than the interval of two or three studies, which follows Student's t.",
    "No trial in people compared the combination with either alone: the prior says nothing of an interaction.",
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of cells: its studies, the mean benefit (a fall is positive) and the SD of a next study's true effect."""

    cells: str
    studies: tuple[str, ...]
    benefit: float
    sd: float


@dataclass(frozen=True, kw_only=True)
class Belief:
    """The prior of a benefit in the measure's unit, its parts, and the doors that had to be opened for it."""

    measure: str
    time: str
    prior: NormalMixture
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    """Sentences: kinds of cells without a pooled effect, and why."""
    opened: tuple[str, ...]
    """Rules that were set aside on request; empty where the evidence stands by itself."""
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def belief(
    evidence: Evidence,
    *,
    measure: str = "MELD",
    time: str = "3 months",
    approximate: bool = False,
    include_failed: bool = False,
) -> Belief | Refused:
    """Return the prior of a benefit: each kind of cells weighs as many parts as it has studies.

    ``approximate`` lets quartiles stand for means, ``include_failed`` lets in rows that contradict their source: both
    are said in the answer. Refused where nothing is pooled. A fall of the measure is a benefit.
    """
    found = synthesise(evidence, measure, time=time, approximate=approximate, include_failed=include_failed)
    pooled = [group for group in found.groups if isinstance(group.pooled, Pooled)]
    why = tuple(f"{g.title}: {g.pooled.why}" for g in found.groups if not isinstance(g.pooled, Pooled))
    if not pooled:
        reasons = " ".join(why) or f"no contrast of {measure} at {time} stands."
        return Refused(
            method=METHOD,
            kind="too_few",
            reason=f"Nothing is pooled for {measure} at {time}, so the evidence gives no prior: {reasons}",
        )
    parts = tuple(_part(group) for group in pooled)
    total = sum(len(part.studies) for part in parts)
    doors = {
        "means were guessed from quartiles": approximate,
        "rows that contradict their source": include_failed,
    }
    return Belief(
        measure=measure,
        time=time,
        prior=NormalMixture(
            weights=tuple(len(part.studies) / total for part in parts),
            means=tuple(part.benefit for part in parts),
            sds=tuple(part.sd for part in parts),
        ),
        parts=parts,
        left_out=why,
        opened=tuple(words for words, is_open in doors.items() if is_open),
    )


def _part(group: Group) -> Part:
    assert isinstance(group.pooled, Pooled)
    spread = sqrt(group.pooled.error**2 + group.pooled.heterogeneity.tau2)
    return Part(cells=group.title, studies=group.labels, benefit=-group.pooled.mean, sd=spread)
