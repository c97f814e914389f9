"""Two tables for each estimand: what it asks and what is done about what comes in between; what came out, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hepatica.datasets.estimands.estimate import Estimate
from hepatica.datasets.estimands.result import Result
from hepatica.datasets.estimands.row import Row as Person
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Proportion, Row, Table, Text
from hepatica.study.estimand import Estimand

FIRST = 10
"""Number of the first estimand's tables; those before it hold all estimands at once."""
STRATEGIES = {
    "treatment_policy": "treatment policy: the value counts as it is",
    "composite": "composite: takes the place of the value",
    "hypothetical": "hypothetical: the value is left out",
    "while_alive": "while alive: what came before counts",
    "while_untreated": "while untreated: what came before counts",
    "principal_stratum": "principal stratum: outside the question",
}
POPULATIONS = {
    "started": "Everybody who began a study procedure",
    "infused": "Everybody who received cells",
    "baseline": "Everybody with a baseline",
    "paired": "Everybody with both biopsies counted by one method",
}
MEASURES = {
    "change": "change from baseline",
    "ranked": "rank by outcome, then change from baseline",
    "responder": "whether the change is large enough",
    "days_alive": "days alive with the own liver",
    "events": "adverse events",
}
METHODS = {
    "each": "every participant",
    "median": "median",
    "hodges_lehmann": "Hodges–Lehmann shift with the level it attains",
    "signed_rank": "exact signed-rank test with its floor",
    "sign_test": "exact sign test with its floor",
    "sign_flip": "permutation test with its floor",
    "paired_t": "t interval",
    "bayes_paired": "Bayesian paired model under each prior",
    "reliable_change": "reliable change",
    "shrunken": "shrunken changes",
    "mixed_model": "mixed model where the data carry it",
    "exact_proportion": "exact proportion (Clopper–Pearson)",
    "ranked_against_no_change": "each against no change",
    "cumulative_incidence": "cumulative incidence (Aalen–Johansen)",
}
DASH = Text(text="–")


def definition_table(cut: Cut, name: str) -> Table:
    """Return population, variable, intercurrent events with their strategies, summary and limit of one estimand."""
    number, found = _find(cut, name)
    one = found.estimand
    asks = (
        ("Kind", f"{one.kind}{_outcome(cut, one)}"),
        ("Population", POPULATIONS[one.population]),
        ("Variable", _variable(cut, found)),
        ("Summary", "; ".join(METHODS[method] for method in one.methods)),
        ("Cannot show", one.cannot_show.en),
        ("Source", "; ".join(part for part in (one.source.value, one.reference) if part)),
    )
    events = tuple(
        Row(
            cells=(
                Text(text=event.title.en),
                Text(text=f"{STRATEGIES[handling.strategy]}. {_capital(handling.reason.en)}."),
            ),
            indent=True,
        )
        for event, handling, _ in found.handled
    )
    return Table(
        id=f"{number}.1",
        title=f"{one.title.en}: what is asked",
        deck="Estimand after ICH E9(R1): population, variable, intercurrent events, summary",
        columns=(Column(title="Attribute", width=2), Column(title="As declared", width=7)),
        groups=(
            Group(
                rows=tuple(Row(cells=(Text(text=key, strong=True), Text(text=said))) for key, said in asks)
            ),
            Group(title="What may come in between, and what is then done", rows=events),
        ),
        listing=True,
    )


def result_table(cut: Cut, name: str) -> Table:
    """Return a row for every participant, the dead among them, then each method with its interval and its floor."""
    number, found = _find(cut, name)
    one = found.estimand
    decimals = _decimals(one)
    people = tuple(_person(found, row, decimals) for row in found.rows)
    outside = tuple(
        _said_only(_who(who.subject, who.ordinal), f"not asked about: {why}", muted=True)
        for who, why in found.outside
    )
    summary = tuple(_summary(result) for result in found.results)
    nobody = (Row(sentence="Nobody has begun a study procedure."),)
    return Table(
        id=f"{number}.2",
        title=f"{one.title.en}: results",
        deck=f"{_capital(one.kind)}. {MEASURES[one.measure].capitalize()}{_when(cut, found)}; everybody has a row",
        columns=(
            Column(title="", width=9),
            Column(title="day / n", align="right"),
            Column(title="from → to", align="right"),
            Column(
                title=_unit(one), align="right", decimals=decimals, signed=one.measure in {"change", "ranked"}
            ),
            Column(title="interval", interval=True, decimals=decimals or 1),
            Column(title="level", unit="%", align="right"),
            Column(title="least p", align="right", decimals=write.DECIMALS["p"]),
            Column(title="Read with it", width=16),
        ),
        groups=(
            Group(title="Each participant", rows=(*people, *outside) or nobody),
            *((Group(title="Together", rows=summary),) if summary else ()),
        ),
        footnotes=(
            f"Cannot show: {one.cannot_show.en}",
            "least p: the smallest p within reach of a test of this size; where it lies above 0.05 no p is given.",
            "No mean stands for so few. Nothing is carried forward or filled in.",
        ),
        listing=True,
    )


def estimand_tables(cut: Cut) -> dict[str, Callable[[Cut], Table]]:
    """Return both tables of every estimand by address; none where the study declares no estimand."""
    made: dict[str, Callable[[Cut], Table]] = {}
    for one in cut.study.analysis.estimands:
        address = one.id.replace("_", "-")
        made[f"estimand-{address}-asked"] = partial(definition_table, name=one.id)
        made[f"estimand-{address}"] = partial(result_table, name=one.id)
    return made


def _find(cut: Cut, name: str) -> tuple[str, Estimate]:
    for number, found in enumerate(cut.estimates, FIRST):
        if found.estimand.id == name:
            return f"14.2.6.{number}", found
    raise ValueError(f"the study has no estimand {name!r}")


# -- What is asked ----------------------------------------------------------------------------------------------------------


def _outcome(cut: Cut, one: Estimand) -> str:
    measure = next((o.measure for o in cut.study.outcomes if o.id == one.outcome), "")
    return f"; of the registered outcome “{measure.rstrip('.')}”" if measure else ""


def _variable(cut: Cut, found: Estimate) -> str:
    one = found.estimand
    parts = [f"{one.variable}: {MEASURES[one.measure]}{_when(cut, found)}"]
    rule = next((r for r in cut.study.analysis.responders if r.id == one.responder), None)
    base = next((b for b in cut.study.analysis.baselines if b.id == one.baseline), None)
    if rule is not None:
        parts.append(f"rule: {rule.title.en}")
    if one.variable not in {"ADVERSE_EVENTS", "SURVIVAL", "CD34", "CD34_SINUSOIDS"}:
        parts.append(
            f"baseline: {base.title.en if base else 'last complete draw before the first G-CSF dose'}"
        )
    if one.ranks:
        parts.append(f"worst first: {', '.join(one.ranks)}")
    if one.scheduled_only:
        parts.append("planned draws alone")
    return "; ".join(parts)


def _when(cut: Cut, found: Estimate) -> str:
    one = found.estimand
    if one.variable.startswith("CD34"):
        return ", biopsy before to biopsy after"
    if one.measure == "events":
        return f" to {cut.study.analysis.windows[-1].title.en}"
    if one.measure == "days_alive":
        return f" to day {found.window.target}"
    window = found.window
    return f" at {window.title.en} (days {window.first} to {window.last})"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".")


# -- What came out ----------------------------------------------------------------------------------------------------------


def _decimals(one: Estimand) -> int:
    if one.measure in {"events", "days_alive"} or one.variable in {"CHILD_PUGH", "MELD_NA_OPTN_2016"}:
        return 0
    return 2 if one.variable.startswith(("CD34", "ALBI")) else write.DECIMALS["meld_change"]


def _unit(one: Estimand) -> str:
    return {"events": "events", "days_alive": "days"}.get(one.measure, "change")


def _who(subject: str, ordinal: int) -> Text:
    return Text(text=subject, participant=ordinal if ordinal <= 5 else None)


def _person(found: Estimate, row: Person, decimals: int) -> Row:
    who, ref = _who(row.who.subject, row.who.ordinal), found.row_ref(row)
    words = "; ".join(_words(found, row))
    if not row.known and row.least is None:
        return _said_only(who, words or "no value", moved=_moved(row, decimals))
    cells: tuple[Cell, ...] = (
        who,
        DASH if row.day is None else Text(text=write.study_day(row.day)),
        _moved(row, decimals),
        _value(row, ref),
        DASH,
        DASH,
        DASH,
        Text(text=words),
    )
    return Row(cells=cells)


def _said_only(
    first: Text, words: str, *, moved: Cell = DASH, indent: bool = False, muted: bool = False
) -> Row:
    """Return a row without numbers: its words stand in the column of words, since a long span would widen the others."""
    return Row(
        cells=(first, DASH, moved, DASH, DASH, DASH, DASH, Text(text=words)), indent=indent, muted=muted
    )


def _moved(row: Person, decimals: int) -> Cell:
    if row.baseline is None or row.at is None:
        return DASH if row.baseline is None else Text(text=f"{write.number(row.baseline, decimals)} →")
    return Text(text=f"{write.number(row.baseline, decimals)} → {write.number(row.at, decimals)}")


def _value(row: Person, ref: str) -> Cell:
    if row.value is not None:
        return Number(value=row.value, strong=True, why=ref)
    return Text(text=row.outcome, strong=True, why=ref) if row.took else Missing(reason="open")


def _words(found: Estimate, row: Person) -> Iterator[str]:
    if row.responded is not None:
        yield "responder" if row.responded else "no responder"
    if row.sentence:
        yield row.sentence
    if row.beside:
        yield f"beside it: {', '.join(row.beside)}"
    elif row.value is not None and _looked_for(found):
        yield "nothing listed beside it"


def _looked_for(found: Estimate) -> bool:
    one = found.estimand
    kept = any(
        h.strategy == "treatment_policy" and e.kind in {"drug", "procedure"} for e, h, _ in found.handled
    )
    return kept and one.measure in {"change", "ranked"} and not one.variable.startswith("CD34")


def _summary(result: Result) -> Row:
    label = Text(text=result.label)
    if not result.answered:
        return _said_only(label, result.sentence or "no answer", indent=True)
    share = result.x is not None
    cells: tuple[Cell, ...] = (
        label,
        Text(text=str(result.n)) if not share else DASH,
        DASH,
        _estimate(result),
        _interval(result),
        Text(text=_level(result)) if result.lower is not None else DASH,
        DASH if result.floor is None else Number(value=result.floor, why=result.ref),
        Text(text=_said(result)),
    )
    return Row(cells=cells, indent=True)


def _estimate(result: Result) -> Cell:
    if result.x is not None:
        return Proportion(x=result.x, n=result.n, why=result.ref)
    if result.method == "cumulative_incidence" and result.value is not None:
        return Text(text=write.percent(result.value), why=result.ref)
    return DASH if result.value is None else Number(value=result.value, why=result.ref)


def _interval(result: Result) -> Cell:
    if result.lower is None or result.upper is None:
        return DASH
    return Interval(lower=result.lower, upper=result.upper, why=result.ref)


def _level(result: Result) -> str:
    if result.level is None:
        return "bounds"
    return f"{100 * result.level:.2f}".rstrip("0").rstrip(".")


def _said(result: Result) -> str:
    unit = "Interval in %. " if result.x is not None else ""
    return f"{unit}{result.sentence}".strip()
