"""The safety update for regulator and ethics committee: exposure, events in the period and in all, holds, what is owed.

The period is the year before the cut (an annual report's; ICH E2F counts so); earlier events are in the cumulative counts.
"""

from __future__ import annotations

from datetime import timedelta

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.report import text as write
from hepatica.report.board.deviations import deviations_table
from hepatica.report.board.exposure import exposure_table
from hepatica.report.board.holds import holds_table
from hepatica.report.board.owed import owed_table
from hepatica.report.board.rules import rules_table
from hepatica.report.board.serious import narratives
from hepatica.report.board.signals import unanswered_table
from hepatica.report.citations import citations
from hepatica.report.document import Block, Document, Heading, KeyValues, PageBreak, Pair, Para
from hepatica.report.prose import Prose, cite, cite_date, counted, joined, say
from hepatica.report.study.counts import Counted, people, serious
from hepatica.report.study.cut import Cut
from hepatica.report.study.document import framed
from hepatica.report.study.dossier import UNREAD, Dossier
from hepatica.report.study.refs import CUT, data_cut, planned, unseen_rate
from hepatica.report.study.safety_table import percent_interval, row_ref, safety_table
from hepatica.report.study.sections.front import identity
from hepatica.report.study.sections.limitations import products
from hepatica.report.study.sections.parts import figure, page
from hepatica.report.study.sections.sources import sources
from hepatica.report.table import Column, Group, Number, Proportion, Row, Table, Text

KIND = "Safety update"
PERIOD = timedelta(days=365)


def safety_update(dossier: Dossier) -> Document:
    """Return the update at a cut."""
    cut, pack = dossier.cut, dossier.pack
    told: tuple[Block, ...] = (Para(text=UNREAD),)
    if pack:
        told = (
            *page("Serious events, one by one", *narratives(pack)),
            *page("Exposure", exposure_table(pack)),
            *page("Stopping rules and holds", rules_table(pack), holds_table(pack)),
            *page(
                "What is owed and what waits",
                owed_table(pack),
                deviations_table(pack),
                unanswered_table(pack),
            ),
        )
    blocks = (
        identity(cut),
        Heading(text="In short", level=2),
        summary(dossier),
        PageBreak(),
        Heading(text="Adverse events in the period and in all"),
        period_table(cut),
        *page("Adverse events by protocol category", safety_table(cut, watched=False)),
        *figure(cut, "ae-dots"),
        *told,
    )
    return framed(dossier, KIND, (*blocks, *sources(cut, citations(blocks))))


def summary(dossier: Dossier) -> KeyValues:
    """Return the update in a dozen lines."""
    cut = dossier.cut
    return KeyValues(
        id="summary",
        pairs=(
            Pair(key="Period", value=_period(cut)),
            Pair(key="Exposure", value=_exposure(cut)),
            Pair(key="Deaths", value=_deaths(cut)),
            Pair(key="Serious events", value=_serious(cut)),
            Pair(
                key="Cell products",
                value=joined(products(cut)) or say("No late positive result is on record."),
            ),
            Pair(key="Holds", value=_holds(dossier)),
            Pair(key="What this cannot show", value=_limits(cut)),
        ),
    )


def in_period(cut: Cut, event: AdverseEvent) -> bool:
    """Whether an event began in the period, or may have: an unknown part of its date never leaves it out."""
    latest = event.start.latest
    return latest is None or latest >= cut.stamp.cut - PERIOD


def period_table(cut: Cut) -> Table:
    """Return every kind of event with participants and events, in the period and in all."""
    found: dict[tuple[str, str], list[AdverseEvent]] = {}
    for event in cut.all_events:
        found.setdefault((event.category, event.ctcae or event.term), []).append(event)
    titles = {category.id: category.title.en for category in cut.study.categories}
    groups = tuple(
        Group(title=title, rows=rows)
        for category, title in titles.items()
        if (
            rows := tuple(
                _row(cut, at, term, mine) for (at, term), mine in sorted(found.items()) if at == category
            )
        )
    )
    none = (
        Group(
            rows=(Row(cells=(Text(text="None"),), sentence="no adverse event is on record to the data cut"),)
        ),
    )
    return Table(
        id="14.3.9",
        title="",
        deck=f"Period: the year to {write.civil_date(cut.stamp.cut)}; in all: from the first consent on",
        columns=(
            Column(title="", width=6),
            Column(title="events", unit="period", align="right"),
            Column(title="events", unit="in all", align="right"),
            Column(title="serious", unit="in all", align="right"),
            Column(title="related", unit="in all", align="right"),
            Column(title="x/n", unit="in all", align="right"),
            Column(title="95 % interval, %", decimals=1, interval=True),
        ),
        groups=groups or none,
        footnotes=(
            "x/n: participants with the event / those who started a study procedure. Interval: Clopper–Pearson.",
        ),
    )


def _row(cut: Cut, category: str, term: str, mine: list[AdverseEvent]) -> Row:
    n, who, ref = len(cut.started), {e.subject for e in mine}, row_ref(category, "", term)
    return Row(
        indent=True,
        cells=(
            Text(text=term),
            Number(value=sum(in_period(cut, e) for e in mine), why=ref),
            Number(value=len(mine), why=ref),
            Number(value=sum(e.serious is True for e in mine), why=ref),
            Number(value=sum(e.related for e in mine), why=ref),
            Proportion(x=len(who), n=n, why=ref),
            percent_interval(len(who), n, why=ref),
        ),
    )


def _period(cut: Cut) -> Prose:
    began = cite_date((cut.stamp.cut - PERIOD).isoformat(), CUT)
    return say(
        "From {began} to the data cut, {cut}; counts in all reach back to the first consent.",
        began=began,
        cut=data_cut(cut),
    )


def _exposure(cut: Cut) -> Prose:
    return say(
        "{infused} of {planned} planned participants received cells, {started} started a study procedure, {now} are in follow-up.",
        infused=people(cut, "infused").cited,
        planned=planned(cut),
        started=people(cut, "started").cited,
        now=people(cut, "under_way").cited,
    )


def _deaths(cut: Cut) -> Prose:
    died, moved = people(cut, "death"), people(cut, "transplant")
    return say(
        "{died} of {of} died; {moved} had a liver transplant.",
        died=died.cited,
        moved=moved.cited,
        of=people(cut, "started").cited,
    )


def _serious(cut: Cut) -> Prose:
    found = [e for e in cut.all_events if e.serious]
    recent = Counted(table="14.3.9", row="serious_period", title="serious events in the period",
                     who=tuple(f"{e.subject}/{e.row}" for e in found if in_period(cut, e)))  # fmt: skip
    return say(
        "{all} in {people} of {of} participants, {recent} in the period; judged related in {related}.",
        all=counted(cite(len(found), "COUNT:14.3.1/serious_events"), "event", "events"),
        people=serious(cut).cited,
        of=people(cut, "started").cited,
        recent=recent.cited,
        related=serious(cut, related=True).cited,
    )


def _holds(dossier: Dossier) -> Prose:
    if dossier.pack is None:
        return say("The history of holds was not read for this print.")
    return say(
        "{placed} placed to the data cut, {now} in force.",
        placed=cite(len(dossier.pack.holds), "COUNT:B.9/placed"),
        now=cite(sum(hold.in_force for hold in dossier.pack.holds), "COUNT:B.9/in_force"),
    )


def _limits(cut: Cut) -> Prose:
    n = len(cut.infused)
    if not n:
        return say("Nobody has been infused: there is nothing yet from which a rate could be read.")
    return say(
        "A kind of event with a true rate of {rate} is seen in none of the {n} infused one time in five. There is no concurrent "
        "control, and this population has events without any treatment.",
        rate=unseen_rate(n),
        n=people(cut, "infused").cited,
    )
