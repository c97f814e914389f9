"""What weakens this very record: written from the data, each sentence only where it holds."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.datasets.therapy import changed_since, derive_drugs
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import FindingRow, FormRow, ProposalRow, SubjectRow
from hepatica.report.document import Block, Para
from hepatica.report.prose import Cited, Named, Prose, cite, counted, say
from hepatica.report.study.counts import pairs, people
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.refs import planned, unseen_rate
from hepatica.report.study.sections.parts import page

HEADING = "Limitations"


def limitations(dossier: Dossier) -> tuple[Block, ...]:
    """Return every limitation the record shows, worst first, and what no five people can show."""
    return page(HEADING, *(Para(text=words) for words in said(dossier)))


def said(dossier: Dossier) -> tuple[Prose, ...]:
    """Return the sentences."""
    cut = dossier.cut
    return tuple(
        words
        for found in (
            _size,
            _ends,
            _windows,
            _visits,
            _biopsies,
            _drugs,
            _deviations,
            products,
            _open,
            _unverified,
        )
        for words in found(cut)
    ) + tuple(_unlocked(dossier))


def _n(found: Iterable[object], ref: str) -> Cited:
    return cite(len(tuple(found)), ref)


def _size(cut: Cut) -> Iterable[Prose]:
    n = len(cut.infused)
    yield say(
        "{infused} of {planned} planned participants received cells, in one centre and without a concurrent control, so that "
        "the natural course, better care within a trial, and regression to the mean explain any change as well as the cells do.",
        infused=people(cut, "infused").cited,
        planned=planned(cut),
    )
    if n:
        yield say(
            "An event that happens to {rate} of people goes unseen one time in five. Rates in other people, of other severity or "
            "with another cause of cirrhosis, may differ from every number here.",
            rate=unseen_rate(n),
        )


def _ends(cut: Cut) -> Iterable[Prose]:
    for end, words in (
        ("death", "died: scores end there, and none is carried forward"),
        ("transplant", "had a liver transplant: values after it are of another liver and are not used"),
        ("withdrawal", "withdrew: what came after is not known"),
        ("under_way", "still in follow-up: what is said of them may change"),
    ):
        found = people(cut, end)
        if found.who:
            yield say(
                "{n} of {of} {words}.",
                n=found.cited,
                of=cite(len(found.of), "COUNT:14.1.1/started"),
                words=Named(text=words),
            )


def _windows(cut: Cut) -> Iterable[Prose]:
    for at, window in enumerate(cut.study.analysis.windows):
        gaps = [p for p in cut.infused if cut.courses[p.subject].windows[at].scored is None]
        if gaps:
            yield say(
                "{window}: {gaps} of {infused} infused have no complete draw.",
                window=Named(text=window.title.en),
                gaps=_n(gaps, f"COUNT:14.2.1/no_{window.id}"),
                infused=people(cut, "infused").cited,
            )
    bare = [p for p in cut.infused if cut.courses[p.subject].baseline is None]
    if bare:
        yield say(
            "{n} infused have no baseline, so no change exists for them.",
            n=_n(bare, "COUNT:14.1.3/no_baseline"),
        )


def _visits(cut: Cut) -> Iterable[Prose]:
    missed = [
        (row.subject, visit)
        for row in cut.state.all(SubjectRow)
        for visit, held in row.visits.items()
        if held == "not_done"
    ]
    if missed:
        yield say(
            "{n} not done, by {who}; nothing is filled in.",
            n=counted(_n(missed, "COUNT:16.2.1/missed"), "planned visit was", "planned visits were"),
            who=counted(
                _n({subject for subject, _ in missed}, "COUNT:16.2.1/missed_by"),
                "participant",
                "participants",
            ),
        )


def _biopsies(cut: Cut) -> Iterable[Prose]:
    lacking = pairs(cut, "unpaired")
    if lacking.who:
        yield say(
            "{n} of {infused} infused have no pair of biopsies counted by one method to the data cut. Who agrees to a second "
            "biopsy is not a random sample.",
            n=lacking.cited,
            infused=people(cut, "infused").cited,
        )


def _drugs(cut: Cut) -> Iterable[Prose]:
    changed = []
    for who in cut.infused:
        course = cut.courses[who.subject]
        if course.baseline is None or course.baseline.scored is None:
            continue
        drugs, before = derive_drugs(cut.study, cut.state, who.subject), course.baseline.scored.draw.date
        later = (w.scored.draw.date for w in course.windows if w.scored)
        if any(changed_since(cut.study, drugs, before, when) for when in later):
            changed.append(who)
    if changed:
        yield say(
            "In {n} of {infused} infused the drugs that move the scores (diuretics, lactulose, albumin, plasma, anticoagulants) "
            "changed between baseline and a later score; the listing of scores names each change.",
            n=_n(changed, "COUNT:14.2.1/drugs_changed"),
            infused=people(cut, "infused").cited,
        )


def _deviations(cut: Cut) -> Iterable[Prose]:
    found = [d for rows in cut.deviations.values() for d in rows]
    if found:
        yield say(
            "{n} on the record, critical: {critical}. All are listed.",
            n=counted(
                _n(found, "COUNT:16.2.2/deviations"),
                "deviation from the protocol stands",
                "deviations from the protocol stand",
            ),
            critical=_n((d for d in found if d.critical), "COUNT:16.2.2/critical"),
        )


def products(cut: Cut) -> Iterable[Prose]:
    """Yield what is known late of the cells, and where their making is not on the record."""
    late = {
        name for alarm in cut.study.oversight.alarms if alarm.id == "late_positive" for name in alarm.signals
    }
    found = [
        row
        for row in cut.state.all(ProposalRow)
        if row.signal in late and row.state in {"proposed", "confirmed"}
    ]
    if found:
        yield say(
            "{n} positive after the cells had been given.",
            n=counted(
                _n(found, "COUNT:14.1.2/late_positive"),
                "result of a cell product came back",
                "results of cell products came back",
            ),
        )
    if not any(True for _ in cut.state.all(MaterialRow)) and cut.infused:
        yield say(
            "The making of the cells is not on this record, so doses rest on what was typed at the bedside."
        )


def _open(cut: Cut) -> Iterable[Prose]:
    unjudged = [e for e in cut.all_events if not e.judged]
    if unjudged:
        yield say(
            "In {n} of {events} adverse events the cause is not judged for every component.",
            n=_n(unjudged, "COUNT:14.3.1/unjudged"),
            events=_n(cut.all_events, "COUNT:14.3.1/events"),
        )
    waiting = [row for row in cut.state.all(ProposalRow) if row.state == "proposed"]
    if waiting:
        yield say(
            "{n} values that may be events wait for a clinician.", n=_n(waiting, "COUNT:14.3.1/waiting")
        )


def _unverified(cut: Cut) -> Iterable[Prose]:
    forms = [row for row in cut.state.all(FormRow) if row.answers]
    if not forms:
        return
    unsigned = [row for row in forms if not row.signatures]
    unfinished = [row for row in forms if not row.complete]
    if unsigned or unfinished:
        yield say(
            "Of {forms} forms with answers {unfinished} are not complete and {unsigned} bear no valid signature. Source data "
            "verification is not recorded by this version, so none of the values is claimed to be verified.",
            forms=_n(forms, "COUNT:16.1.8/forms"),
            unfinished=_n(unfinished, "COUNT:16.1.8/unfinished"),
            unsigned=_n(unsigned, "COUNT:16.1.8/unsigned"),
        )
    asked = [row for row in cut.state.all(FindingRow) if not row.explained]
    if asked:
        yield say(
            "{n} open.",
            n=counted(
                _n(asked, "COUNT:16.1.8/findings"),
                "finding of an edit check is",
                "findings of edit checks are",
            ),
        )


def _unlocked(dossier: Dossier) -> Iterable[Prose]:
    if dossier.status:
        yield say(
            "The data are not locked: any number of this report may still change, and a later cut says so."
        )
    if dossier.cut.synthetic:
        yield say("The data are invented. Nothing here is evidence about any treatment.")
