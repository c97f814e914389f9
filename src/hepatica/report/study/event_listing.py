"""Every adverse event on one line, so that any number of the safety table can be counted again."""

from __future__ import annotations

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.datasets.participants import Participant
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

NAMES = {
    "msc": "MSC",
    "cd34": "CD34⁺",
    "gcsf": "G-CSF",
    "marrow": "marrow aspiration",
    "leukapheresis": "leukapheresis",
    "catheter": "catheterisation",
    "biopsy": "biopsy",
}


def event_listing(cut: Cut) -> Table:
    """Return the listing of adverse events in order of infusion."""
    groups = tuple(_group(cut, p) for p in cut.started)
    return Table(
        id="16.2.7",
        title="Listing of adverse events",
        deck="Every event recorded to the data cut; day counted from the infusion",
        columns=(
            Column(title="", width=4),
            Column(title="Began"),
            Column(title="Day", align="right", signed=True),
            Column(title="Grade", align="centre"),
            Column(title="Serious"),
            Column(title="Judged caused by", width=3),
            Column(title="Outcome", width=2),
        ),
        groups=groups
        or (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),),
        listing=True,
    )


def _group(cut: Cut, who: Participant) -> Group:
    events = cut.events[who.subject]
    rows = tuple(_row(cut, who, event) for event in events)
    none = (Row(cells=(Text(text="No event"),), sentence="none was recorded to the data cut"),)
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows or none)


def _row(cut: Cut, who: Participant, event: AdverseEvent) -> Row:
    day = who.day(event.start)
    outcomes = cut.study.codelist_by_id.get("ae_outcome")
    outcome = outcomes.label(event.outcome) if outcomes and event.outcome else event.outcome
    cells: tuple[Cell, ...] = (
        Text(text=event.term, why=f"ADAE:{who.subject}/{event.row}/AETERM"),
        Text(text=write.partial_date(event.start.iso())) if event.start.known else Missing(reason="unknown"),
        Text(text="–") if day is None else Number(value=day, why=f"ADAE:{who.subject}/{event.row}/ASTDY"),
        Text(text="–")
        if event.grade is None
        else Number(value=event.grade, why=f"ADAE:{who.subject}/{event.row}/AETOXGR"),
        Text(text={True: "yes", False: "no", None: "not judged"}[event.serious]),
        Text(
            text=", ".join(NAMES[c] for c in event.related_to)
            or ("none" if event.judged else "not all judged")
        ),
        Text(text=outcome or "not recorded"),
    )
    return Row(cells=cells, indent=True)
