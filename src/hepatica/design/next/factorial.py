"""Standard care, CD34 cells, MSC, both: the three questions of one trial, told apart by what each costs."""

from dataclasses import dataclass

from hepatica.stats.factorial_plan import Cost, Outcome, Question, cost, detectable, power_of

CELL_NAMES = ("standard care", "CD34 cells", "MSC", "both")
ASKS = {
    Question.MAIN: "Do CD34 cells help, whatever else is given? (and MSC likewise)",
    Question.EACH: "Is the combination better than CD34 cells alone and better than MSC alone?",
    Question.INTERACTION: "Is the combination more than the sum of its parts?",
}
ASSUMES = (
    "four equal cells, one SD for all, a normal outcome, and no difference between centres or over time",
    "who has no value is missing at random within a cell: death and transplant are not, so a ranked endpoint stands beside",
    "per_cell uses the normal approximation, as planning tables do; per_cell_t estimates the spread from the trial",
)
CANNOT_SHOW = (
    "A main effect is an average over the other treatment: where cells hinder each other it describes nobody.",
    "Synergy depends on the scale: none in MELD points may be some in log odds of death, and the reverse.",
    (
        "CD34 cells come with G-CSF. Unless every cell of the design gives it, or a G-CSF-only arm stands beside, the effect "
        "of the cells and that of G-CSF are one."
    ),
    (
        "Without sham marrow aspiration, leukapheresis and catheterisation the outcome is not masked: only an objective one "
        "(laboratory MELD, transplant, death) carries the comparison. Whether a sham is right is for the ethics committee."
    ),
)


@dataclass(frozen=True, kw_only=True)
class FactorialPlan:
    """The three questions with their costs, what the cheapest design can do for the others, and the sentences."""

    outcome: Outcome
    error: float
    power: float
    costs: tuple[Cost, ...]
    sentences: tuple[str, ...]
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW

    def of(self, question: Question) -> Cost:
        """Return the cost of one question."""
        return next(each for each in self.costs if each.question is question)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a trial of a given size does for one question: its power (t tests) and the effect it could show."""

    question: Question
    power: float
    detectable: float
    """Effect with the power planned for, in the outcome's unit, normal approximation."""


def factorial_plan(outcome: Outcome, *, error: float = 0.05, power: float = 0.8) -> FactorialPlan:
    """Return what each of the three questions costs. Raises ValueError for errors that cannot be."""
    costs = tuple(cost(outcome, question, error=error, power=power) for question in Question)
    return FactorialPlan(
        outcome=outcome,
        error=error,
        power=power,
        costs=costs,
        sentences=tuple(_sentences(outcome, costs, error, power)),
    )


def reach(outcome: Outcome, n: int, *, error: float = 0.05, power: float = 0.8) -> tuple[Reach, ...]:
    """Return what ``n`` randomised per cell do for each question, those without a value taken off.

    Raises ValueError where fewer than two per cell are left.
    """
    left = n * (1 - outcome.dropout)
    return tuple(
        Reach(
            question=question,
            power=power_of(outcome, question, left, error=error, by_t=True),
            detectable=detectable(outcome, question, left, error=error, power=power),
        )
        for question in Question
    )


def _sentences(outcome: Outcome, costs: tuple[Cost, ...], error: float, power: float) -> list[str]:
    main, each, both = costs
    said = [
        (
            f"With {100 * power:g} % power and a two-sided error of {100 * error:g} %, an effect of {abs(outcome.delta):g} beside "
            f"an SD of {outcome.sd:g} needs {main.per_cell} participants with a value per cell for a main effect, "
            f"{each.per_cell} to show the combination better than each alone, {both.per_cell} for an interaction of that size."
        ),
        (
            f"An interaction is estimated with four times the variance of a main effect: {both.patients} randomised beside "
            f"{main.patients}."
        ),
    ]
    if outcome.correlation:
        bare = cost(
            Outcome(delta=outcome.delta, sd=outcome.sd), Question.INTERACTION, error=error, power=power
        )
        whole = 4 * bare.per_cell
        said.append(
            f"A baseline correlated {outcome.correlation:g} with the outcome leaves {100 * outcome.factor:.3g} % of the "
            f"variance: {whole} participants for the interaction become {whole * outcome.factor:.0f}, in whole cells "
            f"{4 * both.per_cell}."
        )
    if outcome.dropout:
        said.append(
            f"{100 * outcome.dropout:.3g} % will have no value, so {both.enrolled_per_cell} are randomised where "
            f"{both.per_cell} values are needed per cell (interaction)."
        )
    return said
