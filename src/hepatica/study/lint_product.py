"""What a study says of its cell products fits: steps, labels, limits, doses, branches, letters, places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from hepatica.study import lint_fills, lint_tissue
from hepatica.study.lines import Finding, Path
from hepatica.study.product import Dose, Kind, Manufacture, Product, Step
from hepatica.study.references import item_exists, number_item, reference, template
from hepatica.study.study import Study

PARENTS: Mapping[Kind, tuple[Kind, ...]] = MappingProxyType(
    {
        "collection": (),
        "core": (),
        "passage": ("collection", "passage"),
        "selection": ("collection", "selection"),
        "lot": ("collection", "passage", "selection"),
        "bag": ("lot", "bag"),
        "sample": ("collection", "passage", "selection", "lot", "bag"),
        "block": ("core",),
        "slide": ("block",),
        "suspension": ("core", "block"),
    }
)
"""What each kind of material is made of; nothing for what comes from the participant."""
MOVES = (
    "stored", "retrieved", "thawed", "sent", "received", "bedside", "returned", "disposed", "lost",
    "fixed", "stained", "to_reader",
)  # fmt: skip
"""Hand-overs and changes of state of a material."""
WORDS_OF_A_LETTER = ("lot", "participant", "result", "infused")
_LABEL = ("subject", "n", "letter", "parent")
_PLAIN = re.compile(r"[A-Z0-9-]*")
_UNITS = {"total": ("10^6",), "per_kg": ("10^6/kg",), "all": ("10^6", "10^6/kg")}


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the products, the manufacture and the tissue of a study; nothing when it has none."""
    yield from _told_once(study)
    for n, product in enumerate(study.products):
        yield from _steps(study, product.steps, ("products", n, "steps"))
        yield from _release(product, ("products", n))
        yield from _limits(product, ("products", n, "limits"))
        if product.dose is not None:
            yield from _dose(product.dose, ("products", n, "dose"))
    yield from _manufacture(study, study.manufacture)
    yield from lint_fills.lint(study)
    yield from _steps(study, study.tissue.steps, ("tissue", "steps"))
    yield from lint_tissue.lint(study.tissue)


# -- Steps ------------------------------------------------------------------------------------------------------------


def _told_once(study: Study) -> Iterator[Finding]:
    """Require that every step of the study has its own name and its own labels."""
    ids: set[str] = set()
    labels: set[str] = set()
    every: list[tuple[Path, Step]] = []
    for n, product in enumerate(study.products):
        every += [(("products", n, "steps", m), step) for m, step in enumerate(product.steps)]
    every += [(("tissue", "steps", m), step) for m, step in enumerate(study.tissue.steps)]
    for path, step in every:
        if step.id in ids:
            yield Finding((*path, "id"), f"the step '{step.id}' stands twice in the study", (step.id,))
        # Labels that begin with the parent's differ as their parents do.
        if "{parent}" not in step.label and step.label in labels:
            yield Finding((*path, "label"), f"another step gives the same labels, '{step.label}'")
        ids.add(step.id)
        labels.add(step.label)


def _steps(study: Study, steps: tuple[Step, ...], path: Path) -> Iterator[Finding]:
    kinds = {step.id: step.makes for step in steps}
    procedures = tuple(p.id for p in study.schedule.procedures)
    for n, step in enumerate(steps):
        where = (*path, n)
        yield from _parents(step, kinds, where)
        yield from _label(step, (*where, "label"))
        if step.procedure is not None:
            yield from reference("procedure", step.procedure, procedures, (*where, "procedure"), "schedule")
        for m, measure in enumerate(step.measures):
            if measure.low >= measure.high:
                said = f"'low' {measure.low} is not below 'high' {measure.high}"
                yield Finding((*where, "measures", m, "low" if measure.low else "high"), said)


def _parents(step: Step, kinds: Mapping[str, Kind], path: Path) -> Iterator[Finding]:
    fit = PARENTS[step.makes]
    if fit and not step.out_of:
        yield Finding((*path, "id"), f"'{step.id}' makes a {step.makes}: say what of, under 'out_of'")
    if step.procedure is not None and fit:
        yield Finding((*path, "procedure"), f"a {step.makes} comes from materials, not from a procedure")
    for n, name in enumerate(step.out_of):
        where = (*path, "out_of", n)
        yield from reference("step", name, tuple(kinds), where, "steps")
        made = kinds.get(name)
        if made is not None and made not in fit:
            whence = f"is made of a {' or '.join(fit)}" if fit else "comes from the participant"
            yield Finding(where, f"a {step.makes} {whence}, and '{name}' makes a {made}", ("steps", name))


def _label(step: Step, path: Path) -> Iterator[Finding]:
    before = [f.sentence for f in template(step.label, _LABEL, path)]
    yield from (Finding(path, sentence) for sentence in before)
    if before:
        return
    if "{subject}" not in step.label and "{parent}" not in step.label:
        said = f"the label '{step.label}' needs {{subject}} or {{parent}}, else two participants share it"
        yield Finding(path, said)
    if "{parent}" in step.label and not step.out_of:
        yield Finding(path, f"a {step.makes} has no parent whose label '{step.label}' could begin with")
    if not _PLAIN.fullmatch(re.sub(r"\{\w+\}", "", step.label)):
        yield Finding(
            path, f"a label has capital letters, digits and hyphens only, and '{step.label}' has others"
        )


# -- Release, limits, dose --------------------------------------------------------------------------------------------


def _release(product: Product, path: Path) -> Iterator[Finding]:
    for n, limit in enumerate(product.release):
        where = (*path, "release", n)
        if limit.late and not limit.days:
            said = f"the result of '{limit.id}' may come late: say after how many 'days' it is final"
            yield Finding((*where, "late"), said)
        if limit.late and limit.informs:
            yield Finding((*where, "informs"), f"'{limit.id}' decides nothing, so it cannot be waited for")
    if product.viability is not None:
        known = tuple(limit.id for limit in product.release)
        yield from reference("criterion", product.viability, known, (*path, "viability"), "release")


def _limits(product: Product, path: Path) -> Iterator[Finding]:
    steps = tuple(step.id for step in product.steps)
    for n, limit in enumerate(product.limits):
        for key, moment in (("start", limit.start), ("end", limit.end)):
            yield from _moment(moment, steps, (*path, n, key))
        if limit.hours is not None and limit.hours <= 0:
            yield Finding((*path, n, "hours"), f"a limit of {limit.hours} hours cannot be kept")


def _moment(moment: str, steps: tuple[str, ...], path: Path) -> Iterator[Finding]:
    name, dot, what = moment.partition(".")
    if not dot:
        yield Finding(path, f"'{moment}' is no moment: write step.made, step.thawed or infusion.start")
    elif name == "infusion":
        yield from reference("moment of an infusion", what, ("start", "end"), path)
    else:
        yield from reference("step", name, steps, path, "steps")
        yield from reference("move", what, ("made", *MOVES), path)


def _dose(dose: Dose, path: Path) -> Iterator[Finding]:
    fit = _UNITS[dose.basis]
    if dose.unit not in fit:
        yield Finding(
            (*path, "unit"), f"a dose '{dose.basis}' is given in {' or '.join(fit)}, not in {dose.unit}"
        )
    if dose.planned is None and dose.basis != "all":
        yield Finding((*path, "basis"), f"a dose '{dose.basis}' needs 'planned': how much?")
    if dose.planned is not None and dose.basis == "all":
        yield Finding((*path, "planned"), "whatever was made is given ('all'), so nothing is planned")
    for key in ("planned", "least", "most", "interval_days"):
        value = getattr(dose, key)
        if value is not None and value <= 0:
            yield Finding((*path, key), f"'{key}' is above 0, and {value} is not")
    rising = [value for value in (dose.least, dose.planned, dose.most) if value is not None]
    if rising != sorted(rising):
        yield Finding(path, "'least', 'planned' and 'most' do not rise in this order")
    if dose.doses > 1 and dose.interval_days is None:
        yield Finding((*path, "doses"), f"{dose.doses} doses need 'interval_days' from one to the next")


# -- Manufacture ------------------------------------------------------------------------------------------------------


def _manufacture(study: Study, made: Manufacture) -> Iterator[Finding]:
    products = tuple(product.id for product in study.products)
    for n, branch in enumerate(made.branches):
        path: Path = ("manufacture", "branches", n)
        if branch.product is not None:
            yield from reference("product", branch.product, products, (*path, "product"), "products")
        for m, choice in enumerate(branch.choices):
            for k, name in enumerate(choice.drops):
                yield from reference("product", name, products, (*path, "choices", m, "drops", k), "products")
            if products and set(choice.drops) == set(products) and not choice.stops:
                said = f"'{choice.id}' drops every product: say 'stops: true'"
                yield Finding((*path, "choices", m, "drops"), said)
    for n, notice in enumerate(made.notices):
        for key in ("subject", "text"):
            yield from template(
                getattr(notice, key).en, WORDS_OF_A_LETTER, ("manufacture", "notices", n, key)
            )
    if made.weight is not None:
        yield from number_item(study, made.weight, ("manufacture", "weight"))
    if made.components is not None:
        yield from item_exists(study, made.components, ("manufacture", "components"))
    yield from _temperatures(made)


def _temperatures(made: Manufacture) -> Iterator[Finding]:
    kept: set[str] = set()
    for n, one in enumerate(made.temperatures):
        path: Path = ("manufacture", "temperatures", n)
        yield from reference("place", one.place, made.places, (*path, "place"), "places")
        if one.place in kept:
            yield Finding((*path, "place"), f"the place '{one.place}' has two temperatures", (one.place,))
        if one.low >= one.high:
            yield Finding((*path, "low"), f"'low' {one.low} is not below 'high' {one.high}")
        kept.add(one.place)
