"""The arms of a design, their doses and their strata make sense: what is planned can be given, and nothing is ranked."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product

from hepatica.design.document import Design
from hepatica.design.treatment import CELLS_OF, Arm, Assumed, CellDose, Level, expected
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference

_NEVER_RANKED = {"route": "routes", "repeats": "repeats"}


def lint(design: Design) -> Iterator[Finding]:
    """Yield what is wrong with the arms, the dose grid, the strata and the allocation."""
    for n, arm in enumerate(design.arms):
        yield from _arm(arm, ("arms", n))
    if not design.arms:
        yield Finding(("arms",), "a design has at least one arm")
    yield from _grid(design)
    for n, stratum in enumerate(design.strata):
        path: Path = ("strata", n)
        if stratum.ranked and stratum.of in _NEVER_RANKED:
            said = f"{_NEVER_RANKED[stratum.of]} are not more or less of one thing: strata, never one ranked axis"
            yield Finding((*path, "ranked"), said)
        if len(stratum.levels) < 2:
            yield Finding(
                (*path, "levels"), f"the stratum '{stratum.id}' needs two levels: one divides nobody"
            )
    yield from _allocation(design)


def _arm(arm: Arm, path: Path) -> Iterator[Finding]:
    held = CELLS_OF[arm.cells]
    dosed: list[str] = [dose.cells for dose in arm.doses]
    if (arm.route == "none") == bool(held):
        said = "cells go by a route: name it" if held else f"nothing is infused in an arm of '{arm.cells}'"
        yield Finding((*path, "route"), said)
    if bool(arm.infusions) != bool(held):
        said = (
            "say on which days the cells are infused: [0] is once"
            if held
            else "an arm without cells has no infusions"
        )
        yield Finding((*path, "infusions"), said)
    if arm.infusions and (arm.infusions[0] != 0 or any(b <= a for a, b in pairwise(arm.infusions))):
        yield Finding((*path, "infusions"), "days of infusion begin with 0 and increase")
    for cells in held:
        if dosed.count(cells) != 1:
            said = f"the arm '{arm.id}' needs one dose of '{cells}' and has {dosed.count(cells)}"
            yield Finding((*path, "doses"), said, (arm.id,))
    for n, dose in enumerate(arm.doses):
        if dose.cells not in held:
            said = f"an arm of '{arm.cells}' holds no '{dose.cells}'"
            yield Finding((*path, "doses", n, "cells"), said)
        yield from _dose(dose, (*path, "doses", n))


def _dose(dose: CellDose, path: Path) -> Iterator[Finding]:
    """Yield assumptions that are not one, and quantities that grow on the way from the laboratory to the artery."""
    whole = True
    for key in ("manufactured", "released", "infused"):
        assumed: Assumed = getattr(dose, key)
        if (assumed.mean is None) == (assumed.fraction is None):
            said = f"'{key}' is assumed either as a mean with its sd or as a fraction: say one of them"
            yield Finding((*path, key), said)
            whole = False
            continue
        if assumed.sd is not None and assumed.mean is None:
            yield Finding((*path, key, "sd"), "a fraction has no sd here: give the mean and its sd instead")
        if assumed.mean is not None and assumed.mean <= 0:
            yield Finding((*path, key, "mean"), f"a mean of {assumed.mean} cells leaves nothing to infuse")
        most = Decimal(1) if key != "manufactured" else None
        if assumed.fraction is not None and (
            assumed.fraction <= 0 or (most is not None and assumed.fraction > most)
        ):
            yield Finding(
                (*path, key, "fraction"), f"{assumed.fraction} is not a share of the quantity before"
            )
    if whole:
        given = dict(expected(dose))
        for key, before in (("released", "manufactured"), ("infused", "released")):
            mean = getattr(dose, key).mean
            if mean is not None and mean > given[before]:
                said = f"more cannot be {key} ({mean}) than was {before} ({given[before]})"
                yield Finding((*path, key, "mean"), said)


# -- The grid ---------------------------------------------------------------------------------------------------------


def _grid(design: Design) -> Iterator[Finding]:
    arms = {arm.id: arm for arm in design.arms}
    for n, level in enumerate(design.grid):
        path: Path = ("grid", n)
        yield from reference("arm", level.arm, tuple(arms), (*path, "arm"), "arms")
        if level.arm in arms:
            yield from _level(level, arms[level.arm], path)
    if design.kind == "dose_finding" and len(design.grid) < 2:
        yield Finding(("grid",), "a design that finds a dose needs a grid of two levels or more")
    routes = {arms[level.arm].route for level in design.grid if level.arm in arms}
    if len(routes) > 1:
        said = f"the grid puts {' and '.join(sorted(routes))} on one axis: a route is a stratum, not a dose"
        yield Finding(("grid",), said)
    if design.decision.family == "boin_comb":
        yield from _every_pair(design)
    else:
        yield from _increasing(design)


def _level(level: Level, arm: Arm, path: Path) -> Iterator[Finding]:
    for cells in ("cd34", "msc"):
        number, held = getattr(level, cells), cells in CELLS_OF[arm.cells]
        if (number is not None) != held:
            said = f"the arm '{arm.id}' holds {'' if held else 'no '}'{cells}': {'say how many' if held else 'leave it out'}"
            yield Finding((*path, cells), said, (arm.id,))
        elif number is not None and number <= 0:
            yield Finding((*path, cells), f"a dose of {number} cells is none")


def _increasing(design: Design) -> Iterator[Finding]:
    """Require that each level gives more of one cell type than the level before, and less of none."""
    for n, (low, high) in enumerate(pairwise(design.grid), start=1):
        before, after = _numbers(low), _numbers(high)
        if after == before or any(b < a for a, b in zip(before, after, strict=True)):
            said = f"the dose grid does not increase: '{high.id}' is not more than '{low.id}' before it"
            yield Finding(("grid", n), said)


def _every_pair(design: Design) -> Iterator[Finding]:
    """Require each pair of a CD34 and an MSC number once, each list of numbers of one cell type increasing."""
    pairs = [_numbers(level) for level in design.grid]
    rows, columns = (sorted({pair[k] for pair in pairs}) for k in (0, 1))
    if len(rows) < 2 or len(columns) < 2:
        yield Finding(("grid",), "two cell types together need two numbers or more of each")
    elif pairs != list(product(rows, columns)):
        said = "the grid must hold every pair once: for each CD34 number, in increasing order, all MSC numbers increasing"
        yield Finding(("grid",), said)


def _numbers(level: Level) -> tuple[Decimal, Decimal]:
    return level.cd34 or Decimal(0), level.msc or Decimal(0)


# -- Allocation ---------------------------------------------------------------------------------------------------------


def _allocation(design: Design) -> Iterator[Finding]:
    path: Path = ("allocation",)
    method, blocks = design.allocation.method, design.allocation.blocks
    if (method == "permuted_blocks") != bool(blocks):
        said = "permuted blocks have sizes: name them" if not blocks else f"'{method}' has no blocks"
        yield Finding((*path, "blocks"), said)
    whole = sum(arm.share for arm in design.arms)
    for n, block in enumerate(blocks):
        if block <= 0 or (whole > 0 and block % whole):
            said = f"a block of {block} does not hold the shares of the arms, {whole} in all, a whole number of times"
            yield Finding((*path, "blocks", n), said, ("arms",))
    if design.randomised and len(design.arms) < 2:
        yield Finding((*path, "method"), "one arm leaves nothing to chance: the method is single_arm")
    if method == "single_arm" and len(design.arms) > 1:
        said = f"{len(design.arms)} arms need a way to come to them: permuted_blocks, minimisation or by_dose_decision"
        yield Finding((*path, "method"), said)
    if method == "by_dose_decision" and design.decision.family == "none":
        yield Finding((*path, "method"), "no decision rule chooses the dose: name one under 'decision'")
