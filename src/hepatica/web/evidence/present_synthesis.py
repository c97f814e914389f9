"""What the page of synthesis asks and shows: an outcome, a span of months, a way to group, and two doors usually shut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.evidence.effects import BY, TIMES, measures
from hepatica.evidence.row import Evidence
from hepatica.evidence.synthesis import synthesise
from hepatica.report.figures.evidence_forest import evidence_forest
from hepatica.report.html import Html, figure_html
from hepatica.report.stamp import Stamp
from hepatica.report.study.evidence_figures import MEASURE, TIME
from hepatica.report.study.evidence_tables import BY_WORDS


class UnknownChoiceError(ValueError):
    """A choice that the form does not offer; the message is its sentence."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was chosen."""

    outcome: str
    time: str
    by: str
    approximate: bool
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the form offers."""

    outcomes: tuple[str, ...]
    times: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]


def choices(evidence: Evidence) -> Choices:
    """Return every outcome that can be contrasted at all, every span and every grouping."""
    return Choices(
        outcomes=measures(evidence),
        times=tuple(name for name, _month, _last in TIMES),
        groups=tuple((by, BY_WORDS[by]) for by in BY),
    )


def asked(evidence: Evidence, query: Mapping[str, str]) -> Asked:
    """Read what was chosen; UnknownChoiceError for what is not offered."""
    offered = choices(evidence)
    return Asked(
        outcome=_one_of(query.get("outcome", MEASURE), offered.outcomes),
        time=_one_of(query.get("time", TIME), offered.times),
        by=_one_of(query.get("by", "cells"), tuple(by for by, _words in offered.groups)),
        approximate=query.get("approximate") == "yes",
        failed=query.get("failed") == "yes",
    )


def forest(evidence: Evidence, want: Asked, stamp: Stamp) -> Html | str:
    """Return the forest, or the sentence why there is none."""
    found = synthesise(
        evidence,
        want.outcome,
        by=want.by,
        time=want.time,
        approximate=want.approximate,
        include_failed=want.failed,
    )
    try:
        return figure_html(evidence_forest(synthesis=found, stamp=stamp))
    except ValueError as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."


def _one_of(word: str, offered: tuple[str, ...]) -> str:
    if word not in offered:
        raise UnknownChoiceError(_("%(word)s is not among the choices of this page.") % {"word": word})
    return word
