"""The plan of analysis asks what can be answered: names exist, strategies are possible, methods fit their measure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.study.estimand import (
    MEANS,
    OTHER_VARIABLES,
    Borrowing,
    Estimand,
    Handling,
    IntercurrentEvent,
    Method,
)
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference
from hepatica.study.study import Study

FITS: dict[Method, tuple[str, ...]] = {
    "median": ("change", "days_alive"),
    "hodges_lehmann": ("change",),
    "signed_rank": ("change",),
    "sign_test": ("change",),
    "sign_flip": ("change",),
    "paired_t": ("change",),
    "bayes_paired": ("change",),
    "reliable_change": ("change",),
    "shrunken": ("change",),
    "mixed_model": ("change",),
    "exact_proportion": ("responder", "events"),
    "ranked_against_no_change": ("ranked",),
    "cumulative_incidence": ("days_alive",),
}
"""Method → measures it can summarise; ``each`` fits all."""
ORDERED = "CHILD_PUGH"
TERMINAL = ("death", "transplant")
RANK_OF = {
    "death": "death",
    "transplant": "transplant",
    "drug": "decompensation",
    "procedure": "decompensation",
}
"""Kind of event → the rank it takes under the composite strategy."""
CODES = {"drug_classes": ("drug", "cm_class"), "procedures": ("procedure", "pr_name")}
LEAST_ROBUST = Decimal("0.2")


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with events, baselines, responders, priors, repeatability, borrowing and estimands."""
    analysis = study.analysis
    for n, event in enumerate(analysis.intercurrent):
        yield from _event(study, event, ("analysis", "intercurrent", n))
    for n, rule in enumerate(analysis.baselines):
        path: Path = ("analysis", "baselines", n)
        known = tuple(anchor.id for anchor in study.schedule.anchors)
        yield from reference("anchor", rule.anchor, known, (*path, "anchor"), "schedule")
        if rule.first >= 0:
            yield Finding((*path, "first"), f"a baseline precedes its anchor, and day {rule.first} does not")
    for n, responder in enumerate(analysis.responders):
        if responder.by == 0:
            yield Finding(("analysis", "responders", n, "by"), "a change of 0 separates nobody")
    yield from _numbers(study)
    yield from _borrowing(analysis.borrowing)
    for n, one in enumerate(analysis.estimands):
        path = ("analysis", "estimands", n)
        yield from _named(study, one, path)
        yield from _handled(study, one, path)
        yield from _measured(one, path)
        yield from _methods(study, one, path)


def _event(study: Study, event: IntercurrentEvent, path: Path) -> Iterator[Finding]:
    for key, (kind, binding) in CODES.items():
        codes: tuple[str, ...] = getattr(event, key)
        if event.kind == kind and not codes:
            yield Finding((*path, "kind"), f"a {kind} is counted by its codes: say them under '{key}'")
        if event.kind != kind and codes:
            yield Finding((*path, key), f"'{key}' belongs to a {kind}, and this is a {event.kind}")
        known = _codes(study, binding)
        for n, code in enumerate(codes if known is not None else ()):
            yield from reference(f"code of '{binding}'", code, known or (), (*path, key, n), "codelists")
    if event.what == "changed" and event.kind != "drug":
        yield Finding((*path, "what"), "only a drug is changed: an event happens")
    if event.days is not None and event.days < 0:
        yield Finding((*path, "days"), f"{event.days} days lie after the draw")


def _codes(study: Study, binding: str) -> tuple[str, ...] | None:
    """Return the codes of the item bound to a name; None where nothing coded is bound."""
    address = study.analysis.bindings.get(binding)
    item = study.item(address.form, address.item) if address else None
    codelist = study.codelist_by_id.get(item.codelist or "") if item else None
    return tuple(code.code for code in codelist.codes) if codelist else None


def _numbers(study: Study) -> Iterator[Finding]:
    analysis = study.analysis
    for n, prior in enumerate(analysis.priors):
        for key in ("sd", "noise_sd"):
            if getattr(prior, key) <= 0:
                said = f"'{key}' {getattr(prior, key)} is no spread: it must lie above 0"
                yield Finding(("analysis", "priors", n, key), said)
    analytes = tuple({item.analyte for form in study.forms for item in form.items if item.analyte})
    seen: set[str] = set()
    for n, one in enumerate(analysis.repeatability):
        path: Path = ("analysis", "repeatability", n)
        yield from reference("analyte", one.analyte, analytes, (*path, "analyte"), "forms")
        if one.analyte in seen:
            yield Finding((*path, "analyte"), f"the analyte '{one.analyte}' stands twice in this list")
        seen.add(one.analyte)
        if not 0 < one.cv_percent <= 100:
            said = f"{one.cv_percent} % is not how much a stable person varies: above 0, at most 100"
            yield Finding((*path, "cv_percent"), said)


def _borrowing(borrowing: Borrowing | None) -> Iterator[Finding]:
    if borrowing is not None:
        for key in ("months", "tau_scale", "vague_sd"):
            if getattr(borrowing, key) <= 0:
                yield Finding(("analysis", "borrowing", key), f"'{key}' must lie above 0")
        if not LEAST_ROBUST <= borrowing.robust_weight <= 1:
            said = f"a vague part of {borrowing.robust_weight} is not between {LEAST_ROBUST} and 1"
            yield Finding(("analysis", "borrowing", "robust_weight"), said)


# -- Estimands ------------------------------------------------------------------------------------------------------------


def _named(study: Study, one: Estimand, path: Path) -> Iterator[Finding]:
    analysis = study.analysis
    known = {
        "outcome": (tuple(o.id for o in study.outcomes), "outcomes"),
        "window": (tuple(w.id for w in analysis.windows), "analysis"),
        "baseline": (tuple(b.id for b in analysis.baselines), "analysis"),
        "responder": (tuple(r.id for r in analysis.responders), "analysis"),
    }
    for key, (ids, about) in known.items():
        name = getattr(one, key)
        if name is not None:
            yield from reference(key, name, ids, (*path, key), about)
    rule = next((r for r in analysis.responders if r.id == one.responder), None)
    if rule is not None and rule.score != one.variable:
        said = f"the rule '{rule.id}' judges {rule.score}, and the variable is '{one.variable}'"
        yield Finding((*path, "responder"), said, (rule.id,))
    events = tuple(e.id for e in analysis.intercurrent)
    seen: set[str] = set()
    for n, handling in enumerate(one.handling):
        where = (*path, "handling", n, "event")
        yield from reference("intercurrent event", handling.event, events, where, "analysis")
        if handling.event in seen:
            yield Finding(where, f"'{handling.event}' is handled twice by '{one.id}'")
        seen.add(handling.event)


def _handled(study: Study, one: Estimand, path: Path) -> Iterator[Finding]:
    kinds = {event.id: event.kind for event in study.analysis.intercurrent}
    for kind in TERMINAL:
        if not any(kinds.get(h.event) == kind for h in one.handling):
            said = f"'{one.id}' names no strategy for {kind}: nobody who has one may vanish"
            yield Finding((*path, "handling"), said, (kind,))
    for n, handling in enumerate(one.handling):
        kind = kinds.get(handling.event, "")
        yield from _strategy(one, handling, kind, (*path, "handling", n, "strategy"))
    held = {RANK_OF.get(kinds.get(h.event, "")) for h in one.handling if h.strategy == "composite"}
    for n, rank in enumerate(one.ranks):
        if rank in one.ranks[:n]:
            yield Finding((*path, "ranks", n), f"the rank '{rank}' stands twice")
        if rank == "change" and n != len(one.ranks) - 1:
            yield Finding((*path, "ranks", n), "'change' stands last: the ranks are worst first")
        if rank not in {"change", *held}:
            said = f"nothing leads to the rank '{rank}': no event of that kind is handled by composite"
            yield Finding((*path, "ranks", n), said)


def _strategy(one: Estimand, handling: Handling, kind: str, path: Path) -> Iterator[Finding]:
    if not kind:
        return
    if kind == "death" and handling.strategy == "hypothetical":
        yield Finding(
            path, "'had not died' is nothing that a value can stand for: use composite or while_alive"
        )
    scored = one.measure in {"change", "ranked", "responder"}
    if kind in TERMINAL and handling.strategy == "treatment_policy" and scored:
        yield Finding(
            path, f"no '{one.variable}' of the own liver exists after {kind}: use composite or while_alive"
        )
    if handling.strategy == "composite":
        rank = RANK_OF.get(kind)
        if rank is None:
            yield Finding(path, f"a {kind} takes no rank, so it cannot take the place of a value")
        elif rank not in one.ranks:
            yield Finding(path, f"'{handling.event}' takes the place of a value, and 'ranks' has no '{rank}'")


def _measured(one: Estimand, path: Path) -> Iterator[Finding]:
    only = {"events": "ADVERSE_EVENTS", "days_alive": "SURVIVAL"}
    wanted = only.get(one.measure)
    if wanted and one.variable != wanted:
        yield Finding(
            (*path, "variable"), f"'{one.measure}' is measured by {wanted}, not by '{one.variable}'"
        )
    if not wanted and one.variable in only.values():
        yield Finding((*path, "measure"), f"'{one.variable}' has no '{one.measure}'")
    if one.variable in {"CD34", "CD34_SINUSOIDS"} and one.measure != "change":
        yield Finding(
            (*path, "measure"), f"'{one.variable}' is compared before and after: the measure is change"
        )
    if one.population == "paired" and not one.variable.startswith("CD34"):
        yield Finding(
            (*path, "population"), "'paired' are those with both biopsies: nothing else is asked of them"
        )
    if (one.measure == "responder") != (one.responder is not None):
        said = (
            "a responder measure needs its rule"
            if one.responder is None
            else "only a responder measure has a rule"
        )
        yield Finding((*path, "responder" if one.responder else "measure"), said)
    if one.measure == "ranked" and "change" not in one.ranks:
        yield Finding((*path, "measure"), "a ranked outcome needs 'ranks', worst first, with 'change' last")
    for key in ("baseline", "scheduled_only"):
        if getattr(one, key) and one.variable in OTHER_VARIABLES:
            yield Finding((*path, key), f"'{key}' chooses draws, and '{one.variable}' has none")


def _methods(study: Study, one: Estimand, path: Path) -> Iterator[Finding]:
    replaced = any(h.strategy == "composite" for h in one.handling)
    for n, method in enumerate(one.methods):
        where = (*path, "methods", n)
        if method in one.methods[:n]:
            yield Finding(where, f"'{method}' stands twice")
        if one.measure not in FITS.get(method, (one.measure,)):
            yield Finding(
                where, f"'{method}' does not fit '{one.measure}': it summarises {' or '.join(FITS[method])}"
            )
        elif method in MEANS and replaced:
            said = f"'{method}' leans on a mean, and an event that takes the place of a value has none: use while_alive"
            yield Finding(where, said)
        elif method in {*MEANS, "reliable_change"} and one.variable.startswith(ORDERED):
            yield Finding(
                where, f"'{method}' leans on a mean, and the points of '{one.variable}' are only ordered"
            )
        if method == "bayes_paired" and len(study.analysis.priors) < 2:
            yield Finding(
                where, "a Bayesian answer is shown under two priors or more: write them under 'priors'"
            )
        if method == "reliable_change" and not study.analysis.repeatability:
            yield Finding(
                where, "reliable change needs 'repeatability': how much each analyte varies by itself"
            )
