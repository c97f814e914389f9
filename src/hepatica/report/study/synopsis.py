"""The synopsis: the results in a dozen lines, and with the same weight what the study cannot show."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.efficacy import WindowValue
from hepatica.datasets.exposure import PRODUCTS, derive_doses
from hepatica.datasets.participants import Participant
from hepatica.report import text as write
from hepatica.report.document import KeyValues, Pair
from hepatica.report.study.cut import Cut
from hepatica.report.study.safety_table import count_categories, percent_interval
from hepatica.report.study.score_listing import child_pugh
from hepatica.report.table import Column, Group, Proportion, Row, Table, Text
from hepatica.stats.counts import probability_unseen, smallest_attainable_p

ARROW = " \N{RIGHTWARDS ARROW} "
SERIOUS_RATE = 0.20
"""The rate of serious events whose chance of going unseen is printed."""


def synopsis(cut: Cut) -> KeyValues:
    """Return the synopsis; its sentences are made from counts, and none says safe or effective."""
    pairs = [
        Pair(key="Participants", value=_participants(cut)),
        Pair(key="Cells given", value=_doses(cut)),
        Pair(key="Primary: adverse events", value=_events(cut)),
        Pair(key="Secondary: MELD", value=_meld(cut)),
        Pair(key="Secondary: Child-Pugh", value=_child_pugh(cut)),
        Pair(key="Secondary: liver CD34", value=_cd34(cut)),
        Pair(key="What this study cannot show", value=_limits(cut)),
    ]
    return KeyValues(pairs=tuple(pairs))


def _participants(cut: Cut) -> str:
    planned = cut.study.enrolment.planned
    screened, started, infused = len(cut.participants), len(cut.started), len(cut.infused)
    ages = [Decimal(p.age) for p in cut.started if p.age.isdigit()]
    said = f"{started} of {planned} planned started a study procedure ({screened} screened); {infused} received cells."
    if ages:
        said += f" Age {_span(ages, 0)} years."
    baselines = [v for p in cut.started if (v := _raw(cut, p)[0]) is not None]
    if baselines:
        said += f" Baseline MELD {_span(baselines, 1)}."
    return said


def _doses(cut: Cut) -> str:
    given = [d for p in cut.infused for d in derive_doses(cut.study, cut.state, p.subject)]
    parts = []
    for product, title in PRODUCTS.items():
        doses = [d.per_kg for d in given if d.product == product and d.per_kg is not None]
        if doses:
            parts.append(f"{title} {_span(doses, 1)} × 10⁶/kg ({len(doses)} of {len(cut.infused)})")
    return "; ".join(parts) + "." if parts else "No dose is on record to the data cut."


def _events(cut: Cut) -> Table | str:
    if not cut.started:
        return "Nobody has started a study procedure."
    rows = [
        (c.category.title.en, c.any_event.x, c.any_event.at_risk) for c in count_categories(cut) if c.at_risk
    ]
    serious = {e.subject for e in cut.all_events if e.serious}
    related = {e.subject for e in cut.all_events if e.serious and e.related}
    rows += [
        ("Serious event, any cause", len(serious), len(cut.started)),
        ("Serious and judged related", len(related), len(cut.started)),
    ]
    return Table(
        id="synopsis-events",
        title="",
        columns=(
            Column(title="", width=3),
            Column(title="x/n", align="right"),
            Column(title="95 % interval, %", decimals=1, interval=True),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(cells=(Text(text=name), Proportion(x=x, n=n), percent_interval(x, n)))
                    for name, x, n in rows
                )
            ),
        ),
    )


def _last(cut: Cut) -> str:
    return cut.study.analysis.windows[-1].title.en


def _final(cut: Cut, who: Participant) -> WindowValue:
    return cut.courses[who.subject].windows[-1]


def _raw(cut: Cut, who: Participant) -> tuple[Decimal | None, Decimal | None]:
    """Return raw MELD at baseline and in the last window."""
    baseline, final = cut.courses[who.subject].baseline, _final(cut, who).scored
    before = baseline.scored.value("MELD_I_UNROUNDED") if baseline and baseline.scored else None
    return before, final.value("MELD_I_UNROUNDED") if final else None


def _meld(cut: Cut) -> str:
    moves = []
    for who in cut.started:
        before, after = _raw(cut, who)
        if before is not None and after is not None:
            moves.append(
                f"{write.number(before, 1)}{ARROW}{write.number(after, 1)} ({write.signed(after - before, 1)})"
            )
    return _of_those(cut, moves) + " No mean is given." if moves else _of_those(cut, moves)


def _child_pugh(cut: Cut) -> str:
    moves = []
    for who in cut.started:
        baseline, final = cut.courses[who.subject].baseline, _final(cut, who).scored
        if baseline and baseline.scored and final:
            before, after = child_pugh(baseline.scored), child_pugh(final)
            if before and after:
                moves.append(f"{before}{ARROW}{after}")
    return _of_those(cut, moves)


def _of_those(cut: Cut, moves: list[str]) -> str:
    n = len(cut.started)
    if not moves:
        return f"{_last(cut)} exists for none of {n} to the data cut."
    ends = [
        f"{kind} {p.ordinal}"
        for p in cut.started
        for kind in ("death", "transplant", "withdrawal")
        if kind in p.ended
    ]
    said = f"{_last(cut)} exists for {len(moves)} of {n}: {', '.join(moves)}."
    return said + (f" Left native follow-up: {', '.join(ends)}." if ends else "")


def _cd34(cut: Cut) -> str:
    pairs = [p for who in cut.started if (p := cut.pairs[who.subject]).comparable]
    if not pairs:
        return "No complete pair of biopsies counted by one method to the data cut."
    parts = []
    for pair in pairs:
        before, after = (
            write.number(Decimal(100 * (b.positive or 0)) / (b.counted or 1), 2) if b else "–"
            for b in (pair.before, pair.after)
        )
        parts.append(f"{before}{ARROW}{after} %")
    noun = "pair" if len(pairs) == 1 else "pairs"
    return f"{write.small(len(pairs)).capitalize()} {noun}: {', '.join(parts)}. Counts and intervals in table 14.2.3."


def _limits(cut: Cut) -> str:
    n = max(1, len(cut.started))
    unseen = write.percent(Decimal(repr(100 * probability_unseen(SERIOUS_RATE, n))), 0)
    floor = write.number(Decimal(repr(smallest_attainable_p(n))), 4)
    return (
        f"A serious event that happens to one person in five would go unseen in {unseen} of studies of this size ({n}). "
        f"There was no concurrent control, and the smallest two-sided exact rank p at n = {n} is {floor}: a change of MELD "
        "or Child-Pugh cannot be credited to the cells. There was no arm with either cell type alone."
    )


def _span(values: list[Decimal], decimals: int) -> str:
    low, high = (write.number(v, decimals) for v in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"
