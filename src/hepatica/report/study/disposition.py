"""Who entered, who went how far, and what broke the protocol."""

from __future__ import annotations

from hepatica.datasets.participants import Participant
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text


def disposition_table(cut: Cut) -> Table:
    """Return a row per screened person: consent, enrolment, first procedure, infusion, last visit, end."""
    rows = tuple(_row(cut, p) for p in cut.participants)
    started, planned = len(cut.started), cut.study.enrolment.planned
    return Table(
        id="14.1.1",
        title="Disposition of participants",
        deck=f"{len(cut.participants)} screened, {sum(p.enrolled for p in cut.participants)} enrolled, "
        f"{started} of {planned} started a study procedure, {len(cut.infused)} infused",
        columns=(
            Column(title="Participant"),
            Column(title="Age, sex"),
            Column(title="Cause of cirrhosis", width=2),
            Column(title="Consent"),
            Column(title="Enrolled"),
            Column(title="First procedure"),
            Column(title="Infusion"),
            Column(title="Now", width=2),
        ),
        groups=(Group(rows=rows or (Row(cells=(Text(text="–"),), sentence="Nobody has been screened."),)),),
        footnotes=(cut.study.enrolment.counts.en,),
        listing=True,
    )


def deviation_listing(cut: Cut) -> Table:
    """Return every protocol deviation the system flagged, in order of infusion."""
    groups = tuple(
        Group(
            title=f"Participant {p.ordinal} · {p.subject}",
            rows=tuple(
                Row(
                    cells=(
                        Text(text=visit_title(cut, d.visit)),
                        Text(text="critical" if d.critical else "other"),
                        Text(text=d.sentence),
                    ),
                    indent=True,
                )
                for d in cut.deviations[p.subject]
            ),
        )
        for p in cut.participants
        if cut.deviations[p.subject]
    )
    none = (Group(rows=(Row(cells=(Text(text="None"),), sentence="no deviation stands on the record"),)),)
    return Table(
        id="16.2.2",
        title="Listing of protocol deviations",
        deck="Facts that break the protocol are stored and flagged; a corrected value withdraws its deviation",
        columns=(Column(title="Visit"), Column(title="Kind"), Column(title="What", width=4)),
        groups=groups or none,
        listing=True,
    )


def _row(cut: Cut, who: Participant) -> Row:
    age_sex = ", ".join(part for part in (who.age, coded(cut, "sex", who.sex)) if part)
    cells: tuple[Cell, ...] = (
        Text(text=who.subject, participant=who.ordinal if who.ordinal <= 5 else None),
        Text(text=age_sex or "not entered", why=f"ADSL:{who.subject}/AGE" if age_sex else ""),
        Text(text=coded(cut, "aetiology", who.aetiology) or "not entered"),
        _date(who.consented, "no consent"),
        Text(text="yes" if who.enrolled else "no"),
        _date(who.started, "not yet"),
        _date(who.infused.iso() if who.infused else "", "not yet"),
        Text(text=_now(who)),
    )
    return Row(cells=cells)


def _now(who: Participant) -> str:
    if who.ended:
        return "; ".join(
            f"{kind} {write.partial_date(when[:10])}" if when else kind
            for kind, when in sorted(who.ended.items())
        )
    if who.infused:
        return "in follow-up"
    if who.started:
        return "preparing cells"
    return "enrolled" if who.enrolled else "in screening"


def _date(text: str, absent: str) -> Cell:
    return Text(text=write.partial_date(text[:10])) if text else Missing(reason=absent)


def coded(cut: Cut, name: str, value: str) -> str:
    """Return the words of a coded answer bound to a name; the code itself where it has none."""
    address = cut.study.analysis.bindings.get(name)
    item = cut.study.item(address.form, address.item) if address else None
    if not value or item is None or item.codelist is None:
        return value
    return cut.study.codelist_by_id[item.codelist].label(value)


def visit_title(cut: Cut, visit: str) -> str:
    """Return the title of a visit as the protocol gives it."""
    planned = cut.study.visit(visit)
    return planned.title.en if planned else visit or "whole record"
