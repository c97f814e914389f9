"""The pages of the whole record: safety, cells, what people did about the record, the trail, files and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hepatica.ledger.desk_rows import ApprovalRow, BoardRow, RuleRow, SubmissionRow
from hepatica.ledger.product_rows import BagRow, MatchRow, MaterialRow, ReadingRow, ReleaseRow, TestRow
from hepatica.ledger.review_rows import AssessmentRow, LockRow, RegisterRow, StatementRow, TrailReviewRow
from hepatica.ledger.rows import GrantRow, HoldRow, ProposalRow
from hepatica.report.archive import people, signatures
from hepatica.report.archive.page import Page, link, listing
from hepatica.report.archive.record import Record, Said
from hepatica.report.document import Block, Para
from hepatica.report.table import Cell

SAFETY, CELLS, CARE = "safety.html", "cells.html", "care.html"
TRAIL, FILES = "trail/index.html", "files.html"
LINES = 400
"""Sentences of the trail on one page."""


def room_pages(record: Record) -> Iterator[Page]:
    """Yield the pages of safety, cells, and the care of the record."""
    who = tuple(person.subject for person in record.participants)
    yield Page(path=SAFETY, title="Safety", blocks=tuple(_safety(record, who)))
    yield Page(path=CELLS, title="Cell products and tissue", blocks=tuple(_cells(record, who)))
    yield Page(
        path=CARE,
        title="Care of the record",
        deck="Queries, signatures, deviations, locks, people and registers",
        blocks=tuple(_care(record, ("", *who))),
    )


def _safety(record: Record, who: Sequence[str]) -> Iterator[Block]:
    state, study = record.state, record.study
    yield people.events_table(record, who)
    terms = {signal.id: str(signal.term) for signal in study.signals}
    yield listing(
        "proposals",
        "What the rules proposed, and what a clinician decided",
        ("Participant", "Proposed", "Where", "Decided", "Why"),
        [
            (
                subject,
                terms.get(row.signal, row.signal),
                record.place(row.visit, row.form),
                row.state,
                row.reason,
            )
            for subject in who
            for row in state.of(ProposalRow, subject)
        ],
    )
    yield listing(
        "holds",
        "Holds in force",
        ("Whose", "Since", "Reason", "Closed"),
        [
            (subject or "The trial", record.moment(row.at), row.reason, ", ".join(row.blocks))
            for subject in ("", *who)
            for row in state.of(HoldRow, subject)
        ],
    )
    titles = {rule.id: str(rule.title) for rule in study.stopping}
    yield listing(
        "rules",
        "Stopping rules",
        ("Rule", "Fired"),
        [
            (titles.get(row.rule, row.rule), f"by event {row.fired_seq}" if row.fired_seq else "no")
            for row in state.of(RuleRow)
        ],
    )
    yield listing(
        "submissions",
        "Reports that went out",
        ("Participant", "Clock", "To", "At", "File", "By"),
        [
            (subject or "The trial", row.clock, row.recipient, row.at, row.file_name, record.person(row.by))
            for subject in ("", *who)
            for row in state.of(SubmissionRow, subject)
        ],
    )
    yield listing(
        "board",
        "Decisions of the safety board",
        ("Held on", "Cut", "Recommendation", "In words"),
        [(row.held_on, str(row.cut), row.recommendation, row.sentence) for row in state.of(BoardRow)],
    )


def _cells(record: Record, who: Sequence[str]) -> Iterator[Block]:
    state = record.state
    steps = {name: str(step.title) for name, (_, step) in record.study.steps.items()}
    rows = [(subject, row) for subject in who for row in state.of(MaterialRow, subject)]
    yield listing(
        "materials",
        "Materials, from collection to bag",
        ("Participant", "Material", "Made by", "From", "At", "Measured", "Hand-overs"),
        [
            (
                subject, row.material, steps.get(row.step, row.step), ", ".join(row.parents), row.at,
                ", ".join(f"{m.name.replace('_', ' ')} {m.value} {m.unit}".strip() for m in row.measures),
                str(len(row.moves)),
            )
            for subject, row in rows
        ],
    )  # fmt: skip
    yield listing(
        "tests",
        "Tests",
        ("Participant", "Material", "Test", "Result", "At", "By"),
        [
            (
                subject,
                row.material,
                row.test.replace("_", " "),
                f"{row.value} {row.unit}".strip() or "pending",
                row.at,
                row.by,
            )
            for subject in who
            for row in state.of(TestRow, subject)
        ],
    )
    yield listing(
        "releases",
        "Release decisions",
        ("Participant", "Lot", "Decision", "At", "Not met", "Reason"),
        [
            (subject, row.lot, row.decision, row.at, ", ".join(row.unmet), row.reason)
            for subject in who
            for row in state.of(ReleaseRow, subject)
        ],
    )
    yield listing(
        "bags",
        "Bags and infusions",
        ("Participant", "Bag", "Authorised", "Started", "Ended", "Volume", "Complete"),
        [
            (
                subject,
                row.bag,
                row.authorised_at,
                row.started,
                row.ended,
                row.volume,
                "yes" if row.complete else "no",
            )
            for subject in who
            for row in state.of(BagRow, subject)
        ],
    )
    yield listing(
        "matches",
        "Comparisons at the bedside",
        ("Participant", "Bag", "Result", "When", "By"),
        [
            (
                subject,
                row.bag,
                row.sentence,
                record.moment(row.at),
                f"{record.person(row.user)}, {row.second}",
            )
            for subject in who
            for row in state.of(MatchRow, subject)
        ],
    )
    yield listing(
        "readings",
        "Masked readings of liver tissue",
        ("Code", "Reader", "At", "Method", "CD34+ cells", "Counted"),
        [
            (
                row.accession,
                record.person(row.reader),
                row.at,
                row.method,
                str(row.positive),
                str(row.counted),
            )
            for subject in who
            for row in state.of(ReadingRow, subject)
        ],
    )


def _care(record: Record, who: Sequence[str]) -> Iterator[Block]:
    state = record.state
    yield signatures.signatures_table(record, who)
    yield people.queries_table(record, who)
    yield people.deviations_table(record, who)
    yield listing(
        "assessments",
        "How deviations were judged",
        ("Participant", "Grade", "Cause", "Action", "By"),
        [
            (subject, row.grade, row.cause, row.action, record.person(row.by))
            for subject in who
            for row in state.of(AssessmentRow, subject)
        ],
    )
    yield listing(
        "locks",
        "Frozen and locked",
        ("Whose", "What", "State", "Since", "By"),
        [
            (
                subject or row.site or "The study", record.place(row.visit, row.form), "locked" if row.locked else "frozen",
                record.moment(row.at), ", ".join(n for n in (row.name or record.person(row.by), row.second_name) if n),
            )
            for subject in who
            for row in state.of(LockRow, subject)
        ],
    )  # fmt: skip
    yield listing(
        "people",
        "People and their roles",
        ("Name", "Role", "Sites", "From", "Until", "Training", "Identity seen"),
        [
            (
                r.name,
                r.role.replace("_", " "),
                ", ".join(r.sites) or "all",
                r.since,
                r.until,
                r.training,
                r.identity,
            )
            for r in state.of(GrantRow)
        ],
    )
    yield listing(
        "statements",
        "Who accepted that their signature binds",
        ("Name", "When"),
        [(row.name, record.moment(row.at)) for row in state.of(StatementRow)],
    )
    yield listing(
        "approvals",
        "Approvals",
        ("What", "Number", "From", "To"),
        [
            (row.approval.replace("_", " "), row.number, row.valid_from, row.valid_to)
            for row in state.of(ApprovalRow)
        ],
    )
    yield listing(
        "registers",
        "Registers of incidents, breaches, requests and problems",
        ("Register", "What", "Known since", "State", "Decision"),
        [
            (row.register, row.title, row.aware, row.state, row.decision)
            for subject in who
            for row in state.of(RegisterRow, subject)
        ],
    )
    yield listing(
        "trail-reviews",
        "Reviews of the audit trail",
        ("When", "By", "What", "Up to event", "Found"),
        [
            (record.moment(r.at), record.person(r.by), r.what, str(r.up_to), r.note)
            for r in state.of(TrailReviewRow)
        ],
    )


# -- The trail ------------------------------------------------------------------------------------------------------


def trail_pages(record: Record) -> Iterator[Page]:
    """Yield the trail as sentences, so many on a page, and the list of its pages."""
    parts = [record.trail[at : at + LINES] for at in range(0, len(record.trail), LINES)]
    yield Page(
        path=TRAIL,
        title="Trail",
        deck=f"{len(record.trail):,} events of this record, in the order in which they were written",
        blocks=(
            listing(
                "trail",
                "Pages of the trail",
                ("Events", "From", "To"),
                [
                    (
                        link(f"{p[0].seq} to {p[-1].seq}", _part(n)),
                        record.moment(p[0].at),
                        record.moment(p[-1].at),
                    )
                    for n, p in enumerate(parts, 1)
                ],
            ),
            Para(
                text="The same events stand one a line, with the hash that each was sealed with, in events/study.jsonl.",
                note=True,
            ),
        ),
    )
    for number, part in enumerate(parts, 1):
        yield Page(
            path=_part(number),
            title=f"Events {part[0].seq} to {part[-1].seq}",
            trail=((TRAIL, "Trail"),),
            blocks=(_sentences(record, number, part), *_turn(number, len(parts))),
        )


def _part(number: int) -> str:
    return f"trail/{number:04d}.html"


def _sentences(record: Record, number: int, part: Sequence[Said]) -> Block:
    ordinal = {person.subject: person.ordinal for person in record.participants}
    return listing(
        f"trail-{number}",
        "What happened",
        ("Event", "When", "Participant", "What"),
        [
            (
                str(said.seq),
                record.moment(said.at),
                link(said.subject, people.page_of(said.subject), participant=ordinal[said.subject])
                if said.subject in ordinal
                else said.subject or " ",
                said.words,
            )
            for said in part
        ],
    )


def _turn(number: int, last: int) -> Iterator[Block]:
    cells: list[Cell] = []
    if number > 1:
        cells.append(link("Earlier", _part(number - 1)))
    if number < last:
        cells.append(link("Later", _part(number + 1)))
    if cells:
        yield listing(f"turn-{number}", "More of the trail", [" "] * len(cells), [cells])


# -- Files ----------------------------------------------------------------------------------------------------------


def files_page(record: Record, outputs: Mapping[str, str], named: Mapping[str, str]) -> Page:
    """Return the list of everything beside the pages: ``outputs`` path → what it is, ``named`` kept file → its names."""
    return Page(
        path=FILES,
        title="Files",
        blocks=(
            listing(
                "outputs",
                "Outputs and data",
                ("File", "What it is"),
                [(link(p, p), what) for p, what in outputs.items()],
            ),
            listing(
                "attachments",
                "Attachments, named by the SHA-256 of their bytes",
                ("Name", "File", "Bytes"),
                [
                    (named.get(sha, "kept without a name"), link(sha[:16], attachment(sha)), f"{size:,}")
                    for sha, size in record.files.items()
                ],
            ),
        ),
    )


def attachment(name: str) -> str:
    """Return where a kept file lies in the archive."""
    return f"files/{name}"
