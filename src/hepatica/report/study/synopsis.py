"""The synopsis: the results in a dozen lines, and with the same weight what the study cannot show."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from hepatica.datasets.efficacy import WindowValue
from hepatica.datasets.exposure import PRODUCTS, Dose, derive_doses
from hepatica.datasets.participants import Participant
from hepatica.datasets.tissue import Biopsy
from hepatica.report import text as write
from hepatica.report.document import KeyValues, Pair
from hepatica.report.prose import Cited, Named, Prose, cite, cite_signed, joined, one, say, table
from hepatica.report.study.conclusion import conclusion
from hepatica.report.study.counts import Counted, people, serious
from hepatica.report.study.cut import Cut
from hepatica.report.study.refs import answer_ref, draw_score_ref, floor_p, planned, unseen
from hepatica.report.study.safety_table import ID as SAFETY
from hepatica.report.study.safety_table import count_categories, percent_interval
from hepatica.report.study.score_listing import child_pugh
from hepatica.report.table import Column, Group, Proportion, Row, Table, Text

SERIOUS_RATE = 0.20
"""The rate of serious events whose chance of going unseen is printed."""
RAW = "MELD_I_UNROUNDED"


def synopsis(cut: Cut) -> KeyValues:
    """Return the synopsis; its sentences are made from counts, and none says safe or effective."""
    pairs = [
        Pair(key="Question", value=_question(cut)),
        Pair(key="Participants", value=_participants(cut)),
        Pair(key="Cells given", value=_doses(cut)),
        Pair(key="Primary: adverse events", value=_events(cut)),
        Pair(key="Secondary: MELD", value=_meld(cut)),
        Pair(key="Secondary: Child-Pugh", value=_child_pugh(cut)),
        Pair(key="Secondary: liver CD34", value=_cd34(cut)),
        Pair(key="What this study cannot show", value=_limits(cut)),
        Pair(key="Conclusion", value=conclusion(cut)),
    ]
    return KeyValues(pairs=tuple(pairs), id="synopsis")


def _question(cut: Cut) -> Prose:
    given = cut.study.arms[0].title.en if cut.study.arms else cut.study.short_title.en
    return say("What happens to people who are given {cells}?", cells=Named(text=given))


def _participants(cut: Cut) -> Prose:
    started = people(cut, "started")
    said = say(
        "{started} of {planned} planned started a study procedure ({screened} screened); {infused} received cells.",
        started=started.cited,
        planned=planned(cut),
        screened=people(cut, "screened").cited,
        infused=people(cut, "infused").cited,
    )
    ages = [(Decimal(p.age), answer_ref(cut, p.subject, "age")) for p in cut.started if p.age.isdigit()]
    baselines = [found for p in cut.started if (found := _raw(cut, p)[0]) is not None]
    parts = [said]
    if ages:
        parts.append(say("Age {span} years.", span=_span(ages, 0)))
    if baselines:
        parts.append(say("Baseline MELD {span}.", span=_span(baselines, 1)))
    return joined(parts)


def _doses(cut: Cut) -> Prose:
    parts = []
    for product, title in PRODUCTS.items():
        given = [
            (dose.per_kg, _dose_ref(cut, who, dose))
            for who in cut.infused
            for dose in derive_doses(cut.study, cut.state, who.subject)
            if dose.product == product and dose.per_kg is not None
        ]
        if given:
            who = Counted(
                table="14.1.2",
                row=product,
                title=f"{title} given, with weight",
                who=tuple(ref for _, ref in given),
            )
            parts.append(
                say("{title} {span} × 10⁶/kg ({n} of {infused})", title=Named(text=title), span=_span(given, 1),
                    n=who.cited, infused=people(cut, "infused").cited)
            )  # fmt: skip
    return joined(parts, "; ", end=".") if parts else say("No dose is on record to the data cut.")


def _dose_ref(cut: Cut, who: Participant, dose: Dose) -> str:
    return answer_ref(cut, who.subject, f"dose_{dose.product}")


def _events(cut: Cut) -> Table | Prose:
    if not cut.started:
        return say("Nobody has started a study procedure.")
    rows = [
        (c.category.title.en, c.any_event.x, c.any_event.at_risk, f"COUNT:{SAFETY}/{c.category.id}")
        for c in count_categories(cut)
        if c.at_risk
    ]
    for related in (False, True):
        found = serious(cut, related=related)
        title = "Serious and judged related" if related else "Serious event, any cause"
        rows.append((title, len(found.who), len(found.of), found.ref))
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
                    Row(cells=(Text(text=name), Proportion(x=x, n=n, why=ref), percent_interval(x, n)))
                    for name, x, n, ref in rows
                )
            ),
        ),
    )


def _last(cut: Cut) -> Named:
    return Named(text=cut.study.analysis.windows[-1].title.en)


def _final(cut: Cut, who: Participant) -> WindowValue:
    return cut.courses[who.subject].windows[-1]


Valued = tuple[Decimal, str]


def _raw(cut: Cut, who: Participant) -> tuple[Valued | None, Valued | None]:
    """Return raw MELD at baseline and in the last window, each with its reference."""
    baseline, final = cut.courses[who.subject].baseline, _final(cut, who)
    return _valued(baseline), _valued(final)


def _valued(found: WindowValue | None) -> Valued | None:
    scored = found.scored if found else None
    value = scored.value(RAW) if scored else None
    return (value, draw_score_ref(scored, RAW)) if scored and value is not None else None


def _meld(cut: Cut) -> Prose:
    moves = []
    for who in cut.started:
        before, after = _raw(cut, who)
        if before is not None and after is not None:
            moves.append(
                say("{before} → {after} ({change})", before=cite(before[0], before[1], 1), after=cite(after[0], after[1], 1),
                    change=cite_signed(after[0] - before[0], after[1], 1))
            )  # fmt: skip
    said = _of_those(cut, moves)
    return joined((said, say("No mean is given."))) if moves else said


def _child_pugh(cut: Cut) -> Prose:
    moves = []
    for who in cut.started:
        baseline, final = cut.courses[who.subject].baseline, _final(cut, who).scored
        if baseline and baseline.scored and final:
            before, after = child_pugh(baseline.scored), child_pugh(final)
            if before and after:
                moves.append(
                    say("{before} → {after}", before=Cited(text=before, why=draw_score_ref(baseline.scored, "CHILD_PUGH")),
                        after=Cited(text=after, why=draw_score_ref(final, "CHILD_PUGH")))
                )  # fmt: skip
    return _of_those(cut, moves)


def _of_those(cut: Cut, moves: list[Prose]) -> Prose:
    started = people(cut, "started").cited
    if not moves:
        return say("{window} exists for none of {n} to the data cut.", window=_last(cut), n=started)
    n = cite(len(moves), "COUNT:14.2.1/last_window")
    said = say(
        "{window} exists for {n} of {started}: {moves}.",
        window=_last(cut),
        n=n,
        started=started,
        moves=joined(moves, ", "),
    )
    return joined((said, *_left(cut)))


def _left(cut: Cut) -> Iterable[Prose]:
    for end, words in (("death", "died"), ("transplant", "transplanted"), ("withdrawal", "withdrew")):
        found = people(cut, end)
        if found.who:
            yield say("{n} {words}.", n=found.cited, words=Named(text=words))


def _cd34(cut: Cut) -> Prose:
    found = [p for who in cut.started if (p := cut.pairs[who.subject]).comparable]
    if not found:
        return say("No complete pair of biopsies counted by one method to the data cut.")
    parts = [
        say("{before} → {after} %", before=_share(cut, p.before), after=_share(cut, p.after)) for p in found
    ]
    n = cite(len(found), "COUNT:14.2.3/pairs")
    noun = "pair" if len(found) == 1 else "pairs"
    return say("{n} {noun}: {pairs}. Counts and intervals in {table}.", n=n, noun=Named(text=noun), pairs=joined(parts, ", "),
               table=table("14.2.3"))  # fmt: skip


def _share(cut: Cut, biopsy: Biopsy | None) -> Cited:
    assert biopsy is not None  # a comparable pair has both
    share = Decimal(100 * (biopsy.positive or 0)) / (biopsy.counted or 1)
    return cite(share, answer_ref(cut, biopsy.subject, "cd34_positive", visit=biopsy.visit), 2)


def _limits(cut: Cut) -> Prose:
    n = max(1, len(cut.started))
    return say(
        "A serious event that happens to one person in five would go unseen in {unseen} of studies of this size ({n}). "
        "There was no concurrent control, and the smallest two-sided exact rank p with {n} pairs is {floor}: a change of MELD "
        "or Child-Pugh cannot be credited to the cells. There was no arm with either cell type alone.",
        unseen=unseen(SERIOUS_RATE, n),
        n=people(cut, "started").cited if cut.started else cite(1, "COUNT:14.1.1/started"),
        floor=floor_p(n),
    )


def _span(values: list[Valued], decimals: int) -> Prose:
    low, high = min(values), max(values)
    if write.number(low[0], decimals) == write.number(high[0], decimals):
        return one(cite(low[0], low[1], decimals))
    return say("{low} to {high}", low=cite(low[0], low[1], decimals), high=cite(high[0], high[1], decimals))
