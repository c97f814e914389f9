"""What a study's models cannot say: its parts fit each other. Expressions are proved in ``hepatica.conduct.lint``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from hepatica.study import (
    lint_estimands,
    lint_forms,
    lint_monitoring,
    lint_oversight,
    lint_product,
    lint_rules,
    lint_schedule,
)
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference, template
from hepatica.study.study import Study
from hepatica.study.text import Source

IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}")
_OUTCOME_KINDS = ("primary", "secondary", "other")
_CRITERION_KINDS = ("inclusion", "exclusion")


def lint(study: Study) -> Iterator[Finding]:
    """Yield everything in the study that does not fit together; nothing when all is well."""
    yield from names(study, ())
    yield from sources(study, ())
    yield from _protocol(study)
    yield from lint_forms.lint(study)
    yield from lint_schedule.lint(study)
    yield from lint_rules.lint(study)
    yield from lint_oversight.lint(study)
    yield from lint_product.lint(study)
    yield from lint_estimands.lint(study)
    yield from lint_monitoring.lint(study)


def _below(part: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            yield (*path, key), getattr(part, key)
    elif isinstance(part, tuple):
        for position, entry in enumerate(part):
            yield (*path, position), entry


def names(part: object, path: Path) -> Iterator[Finding]:
    """Yield ids and codes that are not well formed, or stand twice in their list."""
    if isinstance(part, tuple):
        # A rule of law may oblige to several reports: its number stands with each clock.
        for key in ("id",) if path == ("clocks",) else ("id", "code"):
            yield from _unique(
                [(getattr(entry, key, None), (*path, n, key)) for n, entry in enumerate(part)], key
            )
    for below, entry in _below(part, path):
        match below[-1], entry:
            # A site's id and the study's own are numbers on paper, not names in expressions.
            case "id", str() if len(path) and path[0] != "sites" and not IDENTIFIER.fullmatch(entry):
                said = f"'{entry}' is not an id: a small letter, then small letters, digits and single underscores"
                yield Finding(below, said)
            case "code", str() if path[0] == "codelists" and not _CODE.fullmatch(entry):
                yield Finding(below, f"'{entry}' is not a code: letters, digits and _ . + - only, at most 40")
            case _:
                yield from names(entry, below)


def _unique(named: Iterable[tuple[str | None, Path]], key: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for name, path in named:
        if name is not None and name in seen:
            yield Finding(path, f"the {key} '{name}' stands twice in this list", (name,))
        if name is not None:
            seen.add(name)


def sources(part: object, path: Path) -> Iterator[Finding]:
    """Yield what the seed does not say and that does not name where it can be read."""
    source, reference = getattr(part, "source", None), getattr(part, "reference", "")
    if source not in {None, Source.SEED} and not str(reference).strip():
        yield Finding((*path, "source"), f"source '{source}' needs a 'reference': where can this be read?")
    for below, entry in _below(part, path):
        yield from sources(entry, below)


def _protocol(study: Study) -> Iterator[Finding]:
    interventions = tuple(i.id for i in study.interventions)
    for n, arm in enumerate(study.arms):
        for m, intervention in enumerate(arm.interventions):
            where = ("arms", n, "interventions", m)
            yield from reference("intervention", intervention, interventions, where, "interventions")
    yield from _outcomes(study)
    for n, criterion in enumerate(study.eligibility):
        if criterion.kind not in _CRITERION_KINDS:
            yield Finding(
                ("eligibility", n, "kind"), f"'{criterion.kind}' is not one of {', '.join(_CRITERION_KINDS)}"
            )
    yield from _templates(study)
    for n, site in enumerate(study.sites):
        try:
            ZoneInfo(site.zone)
        except (KeyError, ValueError, OSError):
            yield Finding(("sites", n, "zone"), f"'{site.zone}' is not a time zone such as Asia/Kolkata")


def _outcomes(study: Study) -> Iterator[Finding]:
    for n, outcome in enumerate(study.outcomes):
        if outcome.kind not in _OUTCOME_KINDS:
            yield Finding(
                ("outcomes", n, "kind"), f"'{outcome.kind}' is not one of {', '.join(_OUTCOME_KINDS)}"
            )
        for key in ("measure", "frame"):
            if not getattr(outcome, key).strip():
                yield Finding(("outcomes", n, key), f"the outcome '{outcome.id}' has no {key}")
    if not any(o.kind == "primary" for o in study.outcomes):
        yield Finding(
            ("outcomes",), "the study has no primary outcome", ("outcomes", *(o.id for o in study.outcomes))
        )


def _templates(study: Study) -> Iterator[Finding]:
    """Require that the program knows the words it is to fill in."""
    refusal = ("enrolment", "refusal")
    yield from template(study.enrolment.refusal.en, ("planned", "started"), refusal)
    yield from template(study.numbering, ("site", "n"), ("numbering",))
    if "{n" not in study.numbering:
        yield Finding(("numbering",), "'numbering' needs {n}, else all participants have one number")
