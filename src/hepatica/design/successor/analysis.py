"""The next study's outcomes, estimands and borrowing, from the endpoints of the design."""

from __future__ import annotations

from hepatica.design.document import Design
from hepatica.design.inference import COMPARES, Endpoint
from hepatica.design.successor.changing import changed, proposed, text
from hepatica.design.words import QUESTIONS, RULES
from hepatica.study.estimand import Borrowing, Estimand, Handling
from hepatica.study.rules import Analysis
from hepatica.study.study import Outcome, Study

MEASURE = {
    "continuous": "change",
    "ordinal": "change",
    "binary": "responder",
    "win_ratio": "ranked",
    "door": "ranked",
    "days_alive": "days_alive",
    "competing": "days_alive",
}
"""Type of an endpoint → measure of the estimand that answers it."""
_EACH_ARM = "A difference between arms: this describes each by itself, and the comparison stands in the statistical plan."
_ASKED = ("primary", "secondary", "supplementary")


def endpoints(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Give each endpoint its estimand and outcome; what the study asked before and the design does not is kept as other."""
    to_do, estimands = list[str](), {one.id: one for one in study.analysis.estimands}
    outcomes = {one.id: one.model_copy(update={"kind": "other"}) for one in study.outcomes}
    taken, answered = dict[str, Endpoint](), set[str]()
    for endpoint in design.endpoints:
        found = _answering(study.analysis, endpoint, taken)
        known = found.outcome if found else None
        name = known if known is not None and known not in answered else endpoint.id
        answered.add(name)
        outcomes[name] = _outcome(design, endpoint, name, outcomes.get(name))
        if found is None:
            to_do.append(
                f"Write the estimand of '{endpoint.title}': no estimand here is of {endpoint.variable} as {endpoint.type}."
            )
            continue
        taken[found.id] = endpoint
        estimands[found.id] = _estimand(design, endpoint, found, name)
    for name, one in estimands.items():
        if name not in taken and one.kind in {"primary", "secondary"}:
            estimands[name] = one.model_copy(update={"kind": "supplementary"})
    for outcome in outcomes.values():
        if outcome.kind == "other":
            to_do.append(
                f"The outcome '{outcome.id}' is not in the design and stays as another one: keep it or take it out."
            )
    analysis = study.analysis.model_copy(update={"estimands": tuple(estimands.values())})
    return changed(study, analysis=analysis, outcomes=tuple(outcomes.values())), tuple(to_do)


def methods(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Take over the borrowing; what compares arms, spends an error or weighs a prior is left to the statistical plan."""
    to_do, size = list[str](), design.sample_size
    if any(endpoint.question in COMPARES for endpoint in design.endpoints):
        to_do.append(
            f"Write the comparison of the arms into the statistical analysis plan ({design.analysis.method.replace('_', ' ')}, "
            f"alpha {size.alpha}, {size.sides}-sided): the estimands here describe each arm."
        )
    if design.looks is not None:
        at = ", ".join(str(one) for one in design.looks.fractions)
        to_do.append(
            f"Write the interim looks at {at} ({RULES.get(design.looks.spending, 'no spending')}) into the board's charter."
        )
    to_do += [
        f"Write the prior '{prior.title}' into the statistical analysis plan." for prior in design.priors
    ]
    borrowed = design.borrowing
    if borrowed is None:
        return changed(study, analysis=study.analysis.model_copy(update={"borrowing": None})), tuple(to_do)
    made = Borrowing(
        outcome=borrowed.outcome, months=borrowed.months, tau_scale=borrowed.tau_scale,
        robust_weight=borrowed.robust_weight, vague_sd=borrowed.vague_sd, **proposed(design, borrowed.reference),
    )  # fmt: skip
    to_do.append(f"Hold the borrowed prior to {borrowed.ess_cap} patients in the statistical analysis plan.")
    if borrowed.studies:
        to_do.append(
            f"Name the studies that are borrowed in the statistical analysis plan: {', '.join(borrowed.studies)}."
        )
    return changed(study, analysis=study.analysis.model_copy(update={"borrowing": made})), tuple(to_do)


def _answering(analysis: Analysis, endpoint: Endpoint, taken: dict[str, Endpoint]) -> Estimand | None:
    """Return the first estimand that measures what the endpoint asks and answers no other endpoint yet."""
    measure = "events" if endpoint.variable == "ADVERSE_EVENTS" else MEASURE[endpoint.type]
    fitting = (
        one
        for kind in _ASKED
        for one in analysis.estimands
        if one.kind == kind
        and one.id not in taken
        and one.measure == measure
        and one.variable == endpoint.variable
    )
    return next(fitting, None)


def _outcome(design: Design, endpoint: Endpoint, name: str, old: Outcome | None) -> Outcome:
    frame = f"Up to day {endpoint.day}"
    if old is not None:
        return old.model_copy(update={"kind": endpoint.role, "frame": frame})
    return Outcome(
        id=name,
        kind=endpoint.role,
        measure=str(endpoint.title),
        description=f"What is asked: {QUESTIONS[endpoint.question]}.",
        frame=frame,
        **proposed(design, endpoint.reference),
    )


def _estimand(design: Design, endpoint: Endpoint, found: Estimand, outcome: str) -> Estimand:
    """Return the estimand with the endpoint's role and its strategies for death and transplantation."""
    strategies = {"death": endpoint.death, "transplant": endpoint.transplant}
    handling = tuple(
        Handling(event=one.event, strategy=strategies[one.event], reason=endpoint.reason)
        if one.event in strategies and one.strategy != strategies[one.event]
        else one
        for one in found.handling
    )
    return found.model_copy(
        update={
            "kind": endpoint.role,
            "outcome": outcome,
            "handling": handling,
            "cannot_show": text(str(design.cannot_show[0]))
            if design.control is not None
            else found.cannot_show,
            **proposed(design, endpoint.reference),
        }
    )
