"""The table twin of a patient profile: every value by day, then every event, drug, procedure and product."""

from collections.abc import Iterable, Sequence

from hepatica.report import text as write
from hepatica.report.figures.profile_marks import said
from hepatica.report.figures.profile_values import Measured, Moment, Profile, Span, Track
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text


def profile_table(person: Profile, table_id: str) -> Table:
    """Give the whole profile as a table; a day on which a visit was missed says so in each measured column."""
    tracks = tuple(t for t in (person.meld, person.child_pugh, *person.labs) if t)
    heads: tuple[Column, ...] = (Column(title="day", align="right", signed=True), Column(title="date"))
    heads += tuple(Column(title=t.name, unit=t.unit, align="right", decimals=t.decimals) for t in tracks)
    groups = [Group(title="Values", rows=tuple(_values(tracks)))] if tracks else []
    listed: tuple[tuple[str, Sequence[Span]], ...] = (
        ("Ascites", person.ascites),
        ("Encephalopathy", person.encephalopathy),
        ("Adverse events", person.events),
        ("Drugs", person.drugs),
        ("Cell products", person.products),
    )
    groups += [Group(title=name, rows=tuple(_spans(items))) for name, items in listed if items]
    done = (("Procedures", person.procedures), ("Infusion", person.infusions))
    groups += [Group(title=name, rows=tuple(_moments(items))) for name, items in done if items]
    visits = tuple(
        Row(cells=(Number(value=v.day), Text(text=v.date)), sentence=f"{v.name}: {v.state}", href=v.href)
        if tracks
        else Row(cells=(Number(value=v.day),), sentence=f"{v.name}: {v.state}", href=v.href)
        for v in sorted(person.visits, key=lambda v: v.day)
    )
    groups += [Group(title="Visits", rows=visits)] if visits else []
    return Table(id=table_id, title="", columns=heads, groups=tuple(groups), listing=True)


def _values(tracks: tuple[Track, ...]) -> Iterable[Row]:
    days: dict[int, str] = {}
    for track in tracks:
        for m in track.values:
            days[m.day] = days.get(m.day) or m.date
    for day in sorted(days):
        cells: list[Cell] = [Number(value=day), Text(text=days[day])]
        cells += [_cell(next((m for m in track.values if m.day == day), None)) for track in tracks]
        yield Row(cells=tuple(cells))


def _cell(point: Measured | None) -> Cell:
    if point is None:
        return Missing(reason="not due")
    return (
        Missing(reason=point.missing) if point.value is None else Number(value=point.value, href=point.href)
    )


def _spans(items: Sequence[Span]) -> Iterable[Row]:
    for item in sorted(items, key=lambda s: s.first):
        yield Row(cells=(Number(value=item.first),), sentence=said(item), href=item.href)


def _moments(items: Sequence[Moment]) -> Iterable[Row]:
    for item in sorted(items, key=lambda m: m.day):
        yield Row(
            cells=(Number(value=item.day),),
            sentence=f"{item.text}, day {write.study_day(item.day)}",
            href=item.href,
        )
