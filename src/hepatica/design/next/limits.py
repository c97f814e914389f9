"""What a design cannot show, whatever it finds: sentences from its features, by rules that can be read one by one.

The features are few and plain, so that a design that is only a sketch can be asked too. A rule that does not know says
so; none is silent for want of an answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from hepatica.stats.counts import largest_rate_unseen, smallest_attainable_p
from hepatica.stats.factorial_plan import Outcome, Question, detectable

Cells = Literal["none", "gcsf", "cd34", "msc", "both"]
FEW_PAIRS = 8
"""Pairs below which an exact two-sided test reaches no p of 1 %."""


@dataclass(frozen=True, kw_only=True)
class ArmFeatures:
    """One arm: what it receives beside standard care, by which route and how often."""

    cells: Cells
    route: str
    infusions: int
    planned: tuple[str, ...] = ()
    """Planned doses, as words: only whether there is more than one counts here."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """What decides the limits of a design. Raises ValueError for a design without an arm or participants."""

    arms: tuple[ArmFeatures, ...]
    participants: int
    per_arm: int
    """In the smallest arm, with a value."""
    randomised: bool
    masking: str
    """In words; '' where everybody knows the arm."""
    follow_up_days: int
    exposed: int | None = None
    """Given cells; None where everybody is."""
    doses: int = 1
    """Planned doses tried, of any one cell product."""
    borrows: bool = False
    looks: int = 1
    ranks_strata: bool = False
    sd: float | None = None
    correlation: float = 0.0
    """Of the baseline with the outcome, where the analysis adjusts for it."""
    delta: float | None = None
    """The difference worth finding in the primary outcome, with its SD; None where none is planned."""

    def __post_init__(self) -> None:
        """Refuse what is no design."""
        if not self.arms or self.participants < 1 or self.per_arm < 1:
            raise ValueError("a design has at least one arm, and at least one participant in each")
        if self.exposed is not None and not 1 <= self.exposed <= self.participants:
            raise ValueError(f"{self.exposed} of {self.participants} participants cannot be given cells")

    @property
    def given(self) -> frozenset[str]:
        """What the arms receive."""
        return frozenset(arm.cells for arm in self.arms)

    @property
    def treated(self) -> tuple[ArmFeatures, ...]:
        """The arms that receive cells."""
        return tuple(arm for arm in self.arms if arm.cells in {"cd34", "msc", "both"})


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One thing that cannot be shown: a short name by which designs are compared, and its sentence."""

    name: str
    sentence: str


Rule = Callable[[Features], Iterator[Limit]]


def limits(design: Features) -> tuple[Limit, ...]:
    """Return everything a design cannot show, the weightiest first; each name once."""
    return tuple(limit for rule in RULES for limit in rule(design))


def table(designs: dict[str, Features]) -> dict[str, dict[str, str]]:
    """Return, by name of limit and name of design, the sentence; '' where the design has not that limit."""
    found = {name: {limit.name: limit.sentence for limit in limits(each)} for name, each in designs.items()}
    names = dict.fromkeys(limit for of in found.values() for limit in of)
    return {limit: {name: of.get(limit, "") for name, of in found.items()} for limit in names}


def _benefit(design: Features) -> Iterator[Limit]:
    if "none" not in design.given:
        yield Limit(
            name="benefit of any treatment",
            sentence="Whether anybody improved because of treatment: there is no concurrent control, and in a published trial "
            "more than half of the controls improved by three MELD points.",
        )
    elif not design.randomised:
        yield Limit(
            name="benefit of any treatment",
            sentence="Whether the arms differ by treatment alone: who came to which was not drawn by lot.",
        )


def _combination(design: Features) -> Iterator[Limit]:
    if "both" not in design.given:
        if {"cd34", "msc"} & design.given:
            yield Limit(name="the combination", sentence="What both cells do together: no arm gives both.")
        return
    missing = [name for key, name in (("cd34", "CD34 cells"), ("msc", "MSC")) if key not in design.given]
    if missing:
        yield Limit(
            name="better than each alone",
            sentence=f"Whether the combination is better than {' or '.join(missing)} alone: no arm gives that alone.",
        )


def _interaction(design: Features) -> Iterator[Limit]:
    if not {"none", "cd34", "msc", "both"} <= design.given:
        yield Limit(
            name="synergy",
            sentence="Whether the combination is more than the sum of its parts: that needs all four of neither, each alone and both.",
        )
    elif design.sd is None or design.delta is None:
        yield Limit(
            name="synergy", sentence="Synergy of a stated size: no difference and SD were planned for."
        )
    else:
        bare = Outcome(delta=design.delta, sd=design.sd)
        planned = replace(bare, correlation=design.correlation)
        shown, adjusted = (detectable(one, Question.INTERACTION, design.per_arm) for one in (bare, planned))
        if shown > abs(design.delta):
            less = f" ({adjusted:.2g} with the baseline adjusted for)" if design.correlation else ""
            yield Limit(
                name="synergy",
                sentence=f"A synergy below {shown:.2g} points{less} with 80 % power: an interaction costs four times a main effect, "
                f"and {design.per_arm} per cell are planned.",
            )


def _mobilisation(design: Features) -> Iterator[Limit]:
    if {"cd34", "both"} & design.given and "gcsf" not in design.given:
        yield Limit(
            name="cells apart from G-CSF",
            sentence="Whether CD34 cells or the G-CSF that mobilised them did it: no arm has G-CSF without cells.",
        )


def _masking(design: Features) -> Iterator[Limit]:
    if not design.masking:
        said = "Everybody knows the arm and no procedure is shammed"
    else:
        said = f"Masking is “{design.masking}”; where patients or those who treat them know the arm"
    yield Limit(
        name="what people report",
        sentence=f"{said}: how patients feel and what their doctors then do cannot be told from hope. Only laboratory values, "
        "transplant and death carry a comparison.",
    )


def _rare(design: Features) -> Iterator[Limit]:
    watched = design.exposed or design.participants
    missed = largest_rate_unseen(watched)
    yield Limit(
        name="rarer harm",
        sentence=f"Harm by the cells that is rarer than {100 * missed:.2g} %: with {watched} given cells it goes unseen one time "
        "in five or more often.",
    )
    if len(design.arms) == 1 and design.participants < FEW_PAIRS:
        floor = smallest_attainable_p(design.participants)
        yield Limit(
            name="small p values",
            sentence=f"An exact paired test of {design.participants} cannot reach a two-sided p below {floor:.3g}.",
        )


def _routes(design: Features) -> Iterator[Limit]:
    for name, values in (
        ("route", {arm.route for arm in design.treated}),
        ("repetition", {str(arm.infusions) for arm in design.treated}),
    ):
        if len(values) == 1:
            yield Limit(
                name=f"another {name}",
                sentence=f"Anything about another {name}: every arm with cells has the same one.",
            )
        elif len(values) > 1 and _tied(design, name):
            yield Limit(
                name=f"{name} apart from cells",
                sentence=f"Whether the cells or the {name} made the difference: no kind of cells is given by more than one.",
            )
    if design.ranks_strata:
        yield Limit(
            name="an order of routes",
            sentence="Which route is the higher: the design puts routes or repetitions on one axis, and they have no order.",
        )


def _tied(design: Features, name: str) -> bool:
    by_cells: dict[str, set[str]] = {}
    for arm in design.treated:
        by_cells.setdefault(arm.cells, set()).add(arm.route if name == "route" else str(arm.infusions))
    return all(len(values) == 1 for values in by_cells.values())


def _dose(design: Features) -> Iterator[Limit]:
    if design.treated and design.doses < 2:
        yield Limit(
            name="dose",
            sentence="Whether fewer or more cells would do as well: one dose is planned, and what is infused differs from it by "
            "what the patient's own cells yield, which is no experiment.",
        )


def _time(design: Features) -> Iterator[Limit]:
    yield Limit(
        name="later",
        sentence=f"Anything after day {design.follow_up_days}: in one trial of CD34 cells a difference at three months was gone "
        "at two years.",
    )


def _leaning(design: Features) -> Iterator[Limit]:
    if design.borrows:
        yield Limit(
            name="controls of another time",
            sentence="Whether borrowed controls are like this trial's: if care has changed the error changes with it, as the "
            "drift curve says.",
        )
    if design.looks > 1:
        yield Limit(
            name="an unbiased effect after an early stop",
            sentence="How large the effect is, if a look stops the trial: the estimate at a crossed boundary is too large on "
            "average.",
        )


RULES: tuple[Rule, ...] = (
    _benefit, _combination, _interaction, _mobilisation, _masking, _rare, _routes, _dose, _time, _leaning,
)  # fmt: skip
