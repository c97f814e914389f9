"""Cell products and tissue as people read a protocol: how they are made, what releases them, how CD34 is measured."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.product import Dose, Product, ReleaseLimit
from hepatica.study.show import Grid
from hepatica.study.study import Study
from hepatica.study.tissue import Tissue

NONE = "This protocol describes no manufacturing."
_SIGNS = {"at_least": "≥", "at_most": "≤", "equals": ""}


def cell_grids(study: Study) -> Iterator[Grid]:
    """Yield the tables of products, branches, letters and tissue; none for what the protocol leaves out."""
    for grid in (
        _products(study),
        _steps(study),
        _release(study),
        _times(study),
        _branches(study),
        _letters(study),
        _methods(study),
        _measuring(study.tissue),
    ):
        if grid.rows:
            yield grid


def _products(study: Study) -> Grid:
    rows = tuple(
        (product.id, product.title.en, product.route.en, _dose(product.dose)) for product in study.products
    )
    return Grid(title="Cell products", head=("Id", "Product", "Route", "Planned dose"), rows=rows)


def _dose(dose: Dose | None) -> str:
    if dose is None:
        return ""
    planned = "all that was made" if dose.planned is None else f"{dose.planned} × {dose.unit} living cells"
    between = [f"at least {dose.least}"] if dose.least is not None else []
    between += [f"at most {dose.most}"] if dose.most is not None else []
    times = "once" if dose.doses == 1 else f"{dose.doses} times, every {dose.interval_days} days"
    return ", ".join((planned, *between, times))


def _steps(study: Study) -> Grid:
    rows = tuple(
        (_name(study, product), step.id, step.title.en, ", ".join(step.out_of), step.label)
        for product, step in study.steps.values()
    )
    return Grid(title="From the participant to the bag and the slide",
                head=("Product", "Id", "Step", "Out of", "Labels"), rows=rows)  # fmt: skip


def _name(study: Study, product: str) -> str:
    found = study.product_by_id.get(product)
    return "Tissue" if found is None else (found.short or found.title).en


def _release(study: Study) -> Grid:
    rows = tuple(
        (_name(study, product.id), limit.title.en, _limit(limit), _when(limit))
        for product in study.products
        for limit in product.release
    )
    return Grid(title="Release", head=("Product", "Criterion", "Limit", "Result"), rows=rows)


def _limit(limit: ReleaseLimit) -> str:
    unit = limit.unit or ""
    times = "× " if unit.startswith("10^") else ""
    return " ".join(part for part in (_SIGNS[limit.comparison], limit.limit, times + unit) if part)


def _when(limit: ReleaseLimit) -> str:
    if limit.informs:
        return "printed, decides nothing"
    days = f"after {limit.days} days" if limit.days else ""
    return ", ".join(part for part in (days, "may follow release" if limit.late else "") if part)


def _times(study: Study) -> Grid:
    def limits(product: Product) -> Iterator[tuple[str, ...]]:
        for limit in product.limits:
            hours = "shown, no limit" if limit.hours is None else f"{limit.hours} h"
            yield _name(study, product.id), limit.title.en, f"{limit.start} → {limit.end}", hours

    rows = tuple(row for product in study.products for row in limits(product))
    return Grid(title="Times", head=("Product", "Way", "From and to", "At most"), rows=rows)


def _branches(study: Study) -> Grid:
    rows = tuple(
        (branch.title.en, _name(study, branch.product) if branch.product else "",
         "; ".join(choice.title.en for choice in branch.choices))
        for branch in study.manufacture.branches
    )  # fmt: skip
    return Grid(title="When it goes otherwise", head=("What happens", "Product", "Ways on"), rows=rows)


def _letters(study: Study) -> Grid:
    rows = tuple(
        (notice.on.replace("_", " "), ", ".join(one.en for one in notice.to), f"{notice.hours} h")
        for notice in study.manufacture.notices
    )
    return Grid(title="Who is told", head=("Of what", "Who", "Within"), rows=rows)


def _methods(study: Study) -> Grid:
    rows = tuple(
        (method.id, method.numerator.en, method.denominator.en, method.label.en)
        for method in study.tissue.methods
    )
    return Grid(title="Liver CD34", head=("Method", "Counted", "Over", "Called"), rows=rows)


def _measuring(tissue: Tissue) -> Grid:
    return Grid(title="How liver CD34 is read", head=("What", "How"), rows=tuple(_rules(tissue)))


def _rules(tissue: Tissue) -> Iterator[tuple[str, str]]:
    if tissue.methods:
        yield "Masked readers", str(tissue.readers)
    if tissue.companion is not None:
        yield "Shown beside", tissue.companion.en
    if (least := tissue.adequacy) is not None:
        yield (
            "Adequate from",
            (
                f"{least.length_mm} mm, {least.portal_tracts} portal tracts, {least.area_mm2} mm², {least.nuclei} nuclei"
            ),
        )
    if (flags := tissue.flags) is not None:
        yield (
            "Target events",
            (f"below {flags.imprecise} not quantifiable, below {flags.quantifiable} imprecise"),
        )
    if (stain := tissue.stain) is not None:
        yield (
            "Stain",
            f"DAB above {stain.dab}, haematoxylin above {stain.haematoxylin}, glass from {stain.glass}",
        )
    for gating in tissue.gating:
        gates = ", ".join(f"{channel} {op} {limit}" for channel, op, limit in gating.gates)
        yield f"Gates {gating.id}", f"{gates}; over gate {gating.denominator}"
