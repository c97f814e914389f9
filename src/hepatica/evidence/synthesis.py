"""Random-effects synthesis of contrasts by group: what is pooled, what is refused, and what was left out.

A study counts once: arms that share a control share its people too, each taking its part of them, and are joined into
one effect before studies are pooled. Contrasts of one study alone are not pooled with each other.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hepatica.evidence.effects import BY, Contrast, contrasts
from hepatica.evidence.row import Evidence
from hepatica.stats.random_effects import Asymmetry, NotPooled, Pooled, egger, leave_one_out, pool


@dataclass(frozen=True, kw_only=True)
class Without:
    """The synthesis when one study is left out."""

    study: str
    pooled: Pooled | NotPooled


@dataclass(frozen=True, kw_only=True)
class Group:
    """Contrasts that belong together, their synthesis or the sentence why there is none, and how steady it is."""

    title: str
    contrasts: tuple[Contrast, ...]
    pooled: Pooled | NotPooled
    """With one weight for each study, in the order of ``labels``."""
    small_studies: Asymmetry | NotPooled
    without: tuple[Without, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The studies, in order."""
        return tuple(dict.fromkeys(each.study.label for each in self.contrasts))


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """Every group of one measure and span of months, and what was left out by which rule."""

    measure: str
    time: str
    by: str
    groups: tuple[Group, ...]
    failed: tuple[Contrast, ...]
    """Left out because a row fails recomputation from its own source."""
    approximated: tuple[Contrast, ...]
    """Left out because only quartiles were printed."""


def synthesise(
    evidence: Evidence,
    measure: str,
    *,
    by: str = "cells",
    time: str = "3 months",
    approximate: bool = False,
    include_failed: bool = False,
) -> Synthesis:
    """Return the synthesis of a measure at a span of months in groups; by time, every span is a group.

    Raises ValueError for a way to group that is none of ``BY``.
    """
    if by not in BY:
        raise ValueError(f"contrasts are not grouped by {by!r}: {', '.join(BY)}")
    span = "" if by == "time" else time
    every = contrasts(evidence, measure, time=span, approximate=True, include_failed=True)
    failed = tuple(c for c in every if c.failed and not include_failed)
    guessed = tuple(c for c in every if c.approximate and not approximate and c not in failed)
    used = [c for c in every if c not in failed and c not in guessed]
    titles = list(dict.fromkeys(c.key(by) for c in used))
    groups = tuple(group(title, [c for c in used if c.key(by) == title]) for title in titles)
    return Synthesis(measure=measure, time=span, by=by, groups=groups, failed=failed, approximated=guessed)


def group(title: str, members: Iterable[Contrast]) -> Group:
    """Pool contrasts of two studies or more; refuse with a sentence where there is only one, or units differ."""
    shared = share_controls(members)
    joined = _joined(shared)
    labels = tuple(joined)
    effects, errors = [y for y, _ in joined.values()], [s for _, s in joined.values()]
    units = {(c.counts, c.treated.unit) for c in shared}
    pooled: Pooled | NotPooled
    if len(labels) < 2:
        arms = f", {len(shared)} arms against one control" if len(shared) > 1 else ""
        pooled = NotPooled(why=f"One study ({labels[0]}{arms}) is not pooled: its own result stands.")
    elif len(units) > 1:
        named = " and ".join(sorted(unit for _, unit in units))
        pooled = NotPooled(why=f"Values in {named} are not pooled: units are not converted here.")
    else:
        pooled = pool(effects, errors)
    rest = leave_one_out(effects, errors) if isinstance(pooled, Pooled) else ()
    return Group(
        title=title,
        contrasts=shared,
        pooled=pooled,
        small_studies=egger(effects, errors),
        without=tuple(Without(study=name, pooled=each) for name, each in zip(labels, rest, strict=False)),
    )


def share_controls(members: Iterable[Contrast]) -> tuple[Contrast, ...]:
    """Give each of several arms its part of the control they share, so that nobody is counted twice."""
    every = tuple(members)
    arms = Counter(c.control.id for c in every if c.control)
    return tuple(
        replace(c, variances=(c.variances[0], c.variances[1] * arms[c.control.id])) if c.control else c
        for c in every
    )


def _joined(members: Iterable[Contrast]) -> dict[str, tuple[float, float]]:
    """Join the arms of each study into one effect with its error, each arm weighted by its precision."""
    found: dict[str, list[Contrast]] = {}
    for one in members:
        found.setdefault(one.study.label, []).append(one)
    return {label: _one(arms) for label, arms in found.items()}


def _one(arms: list[Contrast]) -> tuple[float, float]:
    weights = [1 / c.error**2 for c in arms]
    effect = sum(w * c.effect for w, c in zip(weights, arms, strict=True)) / sum(weights)
    return effect, sum(weights) ** -0.5
