"""The pages of the protocol: what it is, when what is done, every form with its questions, and every version there was."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.report.archive.page import Page, link, listing
from hepatica.report.archive.record import Record
from hepatica.report.document import Block, KeyValues, Pair, Para
from hepatica.report.table import Table
from hepatica.study.form import Form, Item
from hepatica.study.schedule import Visit

HOME = "study/index.html"


def protocol_pages(record: Record) -> Iterator[Page]:
    """Yield the page of the protocol in force at the cut, and one of each form."""
    yield Page(path=HOME, title="Protocol", deck=str(record.study.title), blocks=tuple(_protocol(record)))
    for form in record.study.forms:
        yield Page(
            path=form_page(form.id),
            title=str(form.title),
            deck=f"Form {form.code}, {form.domain}",
            trail=((HOME, "Protocol"),),
            blocks=tuple(_form(record, form)),
        )


def form_page(form: str) -> str:
    """Return the page of a form."""
    return f"study/forms/{form}.html"


def version_file(version: str, seq: int) -> str:
    """Return where the canonical text of a version lies."""
    return f"study/versions/{version}-event-{seq}.json"


def design_file(design: str, seq: int) -> str:
    """Return where the text of a kept design of the next trial lies."""
    return f"study/designs/{design}-event-{seq}.yaml"


def _protocol(record: Record) -> Iterator[Block]:
    study = record.study
    yield KeyValues(
        pairs=(
            Pair(key="Protocol", value=f"{study.protocol}, version {study.version}"),
            Pair(key="Registered as", value=study.id.upper()),
            Pair(key="Sponsor", value=study.sponsor),
            Pair(
                key="Design",
                value=f"{study.design.study_type}, {study.design.allocation}, {study.design.masking}",
            ),
            Pair(key="Conditions", value=", ".join(study.conditions)),
            Pair(key="Participants planned", value=str(study.enrolment.planned)),
            Pair(
                key="Kept at least",
                value=f"{study.monitoring.retention_years} years; nothing is ever removed by the program",
            ),
        )
    )
    yield listing(
        "versions",
        "Versions of the protocol",
        ("Version", "In force since", "By", "Approvals", "SHA-256 of its text", "Text"),
        [
            (
                v.version,
                f"{record.moment(v.at)}, event {v.seq}",
                record.person(v.actor),
                "; ".join(f"{name.replace('_', ' ')}: {said}" for name, said in sorted(v.approvals.items())),
                v.sha256[:16],
                link("JSON", version_file(v.version, v.seq)),
            )
            for v in record.versions
        ],
    )
    yield listing(
        "arms",
        "Arms",
        ("Arm", "Receives"),
        [(str(a.title), ", ".join(i.replace("_", " ") for i in a.interventions)) for a in study.arms],
    )
    yield listing(
        "outcomes",
        "Outcomes, as registered",
        ("Kind", "Measure", "Time frame"),
        [(o.kind, o.measure, o.frame) for o in study.outcomes],
    )
    yield listing(
        "criteria", "Eligibility", ("Kind", "Criterion"), [(c.kind, str(c.text)) for c in study.eligibility]
    )
    yield _schedule(record)
    yield listing(
        "forms",
        "Forms",
        ("Form", "Code", "Questions", "Critical", "Signed"),
        [
            (link(str(f.title), form_page(f.id)), f.code, str(len(f.items)), str(sum(i.critical for i in f.items)), "yes" if f.signed else "no")
            for f in study.forms
        ],
    )  # fmt: skip
    yield listing(
        "checks",
        "Edit checks",
        ("Form", "Asks"),
        [(record.form(c.form), str(c.message)) for c in study.checks],
    )
    if record.designs:
        yield _designs(record)
    yield Para(
        text="The text of each version, as it was hashed and published, lies beside this page as JSON.",
        note=True,
    )


def _designs(record: Record) -> Table:
    return listing(
        "designs",
        "Designs of the next trial that were kept",
        ("Design", "Version", "Title", "Kept", "By", "Reason", "SHA-256", "Text"),
        [
            (
                one.design,
                one.version,
                one.title,
                f"{record.moment(one.at)}, event {one.seq}",
                record.person(one.actor),
                one.reason,
                one.sha256[:16],
                link("YAML", design_file(one.design, one.seq)),
            )
            for one in record.designs
        ],
    )


def _schedule(record: Record) -> Table:
    return listing(
        "schedule",
        "Schedule",
        ("Visit", "Day", "Window", "Forms"),
        [
            (str(v.title), _day(record, v), _window(v), ", ".join(record.form(f) for f in v.forms))
            for v in record.study.schedule.visits
        ],
    )


def _day(record: Record, visit: Visit) -> str:
    day = record.study.day_of(visit)
    return "" if day is None else f"{day:+d}" if day else "0"


def _window(visit: Visit) -> str:
    if visit.window:
        return f"{visit.window.first} to {visit.window.last}"
    return f"± {visit.margin}" if visit.margin else ""


def _form(record: Record, form: Form) -> Iterator[Block]:
    for group in form.groups:
        yield listing(
            f"{form.id}-{group.id}",
            str(group.title),
            ("Question", "Name", "Type", "Unit or codes", "Required", "Critical", "CDASH"),
            [
                (str(i.label), i.id, i.type.value, _codes(record, i), "yes" if i.required else "no", "yes" if i.critical else "no", i.cdash or "")
                for i in group.items
            ],
        )  # fmt: skip


def _codes(record: Record, item: Item) -> str:
    found = record.study.codelist_by_id.get(item.codelist or "")
    if found is not None:
        return "; ".join(f"{code.code} = {code.label}" for code in found.codes)
    return ", ".join(item.all_units)
