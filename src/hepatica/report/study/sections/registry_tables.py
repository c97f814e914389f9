"""Results as the registries ask for them: their field names, our counts, ready to type in.

ClinicalTrials.gov: participant flow, baseline characteristics, outcome measures, adverse events (final rule, 42 CFR Part 11).
CTRI: the fields of its record that results concern. No mean and no p value is entered for so few people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.report import text as write
from hepatica.report.document import Block, KeyValues, Pair
from hepatica.report.prose import Prose, joined, one, say
from hepatica.report.study.checklist_items import REGISTRY
from hepatica.report.study.conclusion import conclusion
from hepatica.report.study.counts import people
from hepatica.report.study.cut import Cut
from hepatica.report.study.disposition import coded
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.refs import data_cut, draw_score_ref
from hepatica.report.study.safety_table import row_ref
from hepatica.report.study.sections.parts import page, section
from hepatica.report.table import Cell, Column, Group, Number, Proportion, Row, Table, Text

SCORES = (
    ("MELD_I_UNROUNDED", "Change in MELD, unrounded", "points"),
    ("CHILD_PUGH", "Change in Child-Pugh", "points"),
)


def registry_tables(dossier: Dossier) -> tuple[Block, ...]:
    """Return both registries' tables."""
    cut = dossier.cut
    return (
        *page(
            REGISTRY,
            flow(cut),
            baseline(cut),
            outcomes(cut),
            mortality(cut),
            events(cut, serious=True),
            events(cut, serious=False),
        ),
        *section("CTRI, fields that results concern", ctri(cut)),
    )


def flow(cut: Cut) -> Table:
    """Return Participant Flow: one period, one group."""
    ends = ("death", "transplant", "withdrawal")
    rows = [_counted(cut, "STARTED", "started"), _counted(cut, "COMPLETED", "completed")]
    rows += [_counted(cut, f"Reason Not Completed: {end}", end) for end in ends if end != "transplant"]
    rows.append(_counted(cut, "Not ended to the data cut", "under_way"))
    return _fields(
        "16.7.1",
        "ClinicalTrials.gov: Participant Flow",
        f"Period: Overall Study. Arm/Group: {_arm(cut)}",
        tuple(rows),
    )


def baseline(cut: Cut) -> Table:
    """Return Baseline Characteristics as counts; ages in the registry's own classes."""
    started = people(cut, "started")
    n = len(started.who)
    ages = [int(p.age) for p in cut.started if p.age.isdigit()]
    rows = [_counted(cut, "Overall Number of Baseline Participants", "started")]
    for words, low, high in (
        ("<=18 years", 0, 18),
        ("Between 18 and 65 years", 19, 64),
        (">=65 years", 65, 200),
    ):
        rows.append(
            _row(
                f"Age, Categorical: {words}",
                Number(value=sum(low <= age <= high for age in ages), why=started.ref),
            )
        )
    rows += [_coded(cut, "Sex", "sex", n), _coded(cut, "Cause of cirrhosis", "aetiology", n)] if n else []
    place = cut.study.sites[0].place.rsplit(",", 1)[-1].strip()
    rows.append(_row(f"Region of Enrollment: {place}", Number(value=n, why=started.ref)))
    return _fields(
        "16.7.2", "ClinicalTrials.gov: Baseline Characteristics", f"Arm/Group: {_arm(cut)}", tuple(rows)
    )


def outcomes(cut: Cut) -> Table:
    """Return Outcome Measures: each registered outcome with its type, frame, people analysed and data."""
    rows: list[Row] = []
    any_event = people(cut, "started")
    for outcome in cut.study.outcomes:
        kind = outcome.kind.capitalize()
        rows.append(
            Row(
                cells=(
                    Text(text=f"{kind}: {outcome.measure}", strong=True),
                    Text(text=f"Time Frame: {outcome.frame}"),
                )
            )
        )
        if outcome.kind == "primary":
            x = len({e.subject for e in cut.all_events})
            measure: Cell = Proportion(x=x, n=len(any_event.who), why="COUNT:14.3.1/any")
            rows.append(
                _row("Count of Participants with any adverse event / Number Analyzed", measure, indent=True)
            )
        for score, title, unit in SCORES:
            if outcome.id == {"MELD_I_UNROUNDED": "meld_change", "CHILD_PUGH": "child_pugh_change"}[score]:
                rows += [
                    _row(f"{title} ({unit}): {who}", cell, indent=True) for who, cell in _each(cut, score)
                ]
        if outcome.id == "cd34_change":
            pairs = [p for who in cut.started if (p := cut.pairs[who.subject]).comparable]
            cell = Number(value=len(pairs), why="COUNT:14.2.3/pairs")
            rows.append(
                _row(
                    "Number Analyzed: pairs counted by one method (values in table 14.2.4)", cell, indent=True
                )
            )
    return _fields(
        "16.7.3", "ClinicalTrials.gov: Outcome Measures",
        "Measure Type: Number, each participant in a category of its own; no measure of dispersion, no statistical analysis",
        tuple(rows),
    )  # fmt: skip


def mortality(cut: Cut) -> Table:
    """Return All-Cause Mortality."""
    died = people(cut, "death")
    cell: Cell = Proportion(x=len(died.who), n=len(died.of), why=died.ref) if died.of else Text(text="0/0")
    return _fields(
        "16.7.4", "ClinicalTrials.gov: All-Cause Mortality", f"Arm/Group: {_arm(cut)}",
        (_row("Number of participants affected / at risk", cell),),
    )  # fmt: skip


def events(cut: Cut, *, serious: bool) -> Table:
    """Return Serious Adverse Events, or the others: affected, at risk, number of events."""
    at_risk = len(cut.started)
    found: dict[tuple[str, str], list[AdverseEvent]] = {}
    for event in cut.all_events:
        if (event.serious is True) is serious:
            found.setdefault((event.category, event.ctcae or event.term), []).append(event)
    rows = tuple(
        Row(
            cells=(
                Text(text=term),
                Proportion(x=len({e.subject for e in mine}), n=at_risk, why=row_ref(category, "", term)),
                Number(value=len(mine), why=row_ref(category, "", term)),
            )
        )
        for (category, term), mine in sorted(found.items(), key=lambda pair: pair[0][1].casefold())
    )
    kind = "Serious Adverse Events" if serious else "Other (Not Including Serious) Adverse Events"
    threshold = "" if serious else " Frequency Threshold: 0 %."
    return Table(
        id="16.7.5" if serious else "16.7.6",
        title=f"ClinicalTrials.gov: {kind}",
        deck=f"Source Vocabulary: {_vocabulary(cut)}. Collection Approach: Systematic Assessment.{threshold} "
        "Organ System is chosen at entry",
        columns=(Column(title="Adverse Event Term", width=6), Column(title="Affected /", unit="at Risk", align="right"),
                 Column(title="Number of", unit="Events", align="right")),
        groups=(Group(rows=rows or (Row(cells=(Text(text="None"),), sentence="no such event to the data cut"),)),),
        listing=True,
    )  # fmt: skip


def ctri(cut: Cut) -> KeyValues:
    """Return CTRI's fields with what this record holds."""
    first = min((p.consented for p in cut.participants if p.consented), default="")
    completed = people(cut, "completed")
    whole = bool(cut.started) and not people(cut, "under_way").who
    return KeyValues(
        pairs=(
            Pair(
                key="Recruitment Status of Trial (India)",
                value="Completed" if whole else "Open to recruitment or under way",
            ),
            Pair(
                key="Date of First Enrollment (India)",
                value=write.partial_date(first[:10]) if first else "none yet",
            ),
            Pair(
                key="Final Enrollment numbers achieved (India)",
                value=say("{n}", n=people(cut, "enrolled").cited),
            ),
            Pair(
                key="Date of Study Completion (India)",
                value=one(data_cut(cut)) if whole else "not complete at the data cut",
            ),
            Pair(key="Result: number who completed", value=say("{n}", n=completed.cited)),
            Pair(key="Result: brief summary", value=joined((conclusion(cut), _synthetic(cut)))),
            Pair(key="Publication Details", value="None on this record."),
        )
    )


def _synthetic(cut: Cut) -> Prose:
    return say("The data are invented: nothing may be entered in a registry.") if cut.synthetic else Prose(())


def _each(cut: Cut, score: str) -> Iterable[tuple[str, Cell]]:
    for who in cut.started:
        course = cut.courses[who.subject]
        last = course.windows[-1]
        change = last.change(score, course.baseline)
        name = f"participant {who.ordinal}"
        if change is None or last.scored is None:
            ended = ", ".join(
                f"{end} {write.partial_date(day[:10])}"
                for end, day in sorted(who.ended.items())
                if end != "completed" and day
            )
            yield name, Text(text=ended or "no value to the data cut")
        else:
            decimals = 1 if score == "MELD_I_UNROUNDED" else 0
            yield (
                name,
                Text(text=write.signed(Decimal(change), decimals), why=draw_score_ref(last.scored, score)),
            )


def _coded(cut: Cut, title: str, name: str, n: int) -> Row:
    found = Counter(coded(cut, name, getattr(p, name)) or "not entered" for p in cut.started)
    words = "; ".join(f"{label} {count}" for label, count in sorted(found.items()))
    return _row(f"{title}, of {n}", Text(text=words, why="COUNT:14.1.1/started"))


def _counted(cut: Cut, title: str, row: str) -> Row:
    found = people(cut, row)
    return _row(title, Number(value=len(found.who), why=found.ref))


def _row(title: str, cell: Cell, *, indent: bool = False) -> Row:
    return Row(cells=(Text(text=title), cell), indent=indent)


def _arm(cut: Cut) -> str:
    return cut.study.arms[0].title.en if cut.study.arms else cut.study.short_title.en


def _vocabulary(cut: Cut) -> str:
    version = {p.id: p.value for p in cut.study.parameters}.get("ctcae_version", "")
    return f"CTCAE {version}".strip()


def _fields(number: str, title: str, deck: str, rows: tuple[Row, ...]) -> Table:
    return Table(
        id=number,
        title=title,
        deck=deck,
        columns=(Column(title="Field", width=5), Column(title="Entry", align="left", width=4)),
        groups=(Group(rows=rows),),
        listing=True,
    )
