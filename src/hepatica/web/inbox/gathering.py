"""What a signer has to sign: complete pages nobody signed, and pages changed since, with the difference.

Read off the light columns of the forms and the signatures that no longer stand; only the participants of changed pages are
looked at in their trail.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from hepatica.ledger.events import Event
from hepatica.ledger.rows import SignatureRow
from hepatica.ledger.seals import FORM, judge_signature
from hepatica.store import read, signed
from hepatica.store.read import FormLight
from hepatica.study.study import LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.differences import names, sentences
from hepatica.web.shell.parts import Mark
from hepatica.web.to_sign import light_waiting, unlocked
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One page that waits for a signature."""

    subject: str
    visit: str
    form: str
    title: str
    href: str
    seen: int
    """The page's last event: a later change makes the signature a conflict."""
    complete: bool
    before: str = ""
    """Who signed it before it changed; '' when nobody ever did."""
    changes: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What its tick sends."""
        return f"{self.subject}|{self.visit}|{self.form}|{self.seen}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """The pages of one visit of one participant."""

    mark: Mark
    subject: str
    title: str
    visit: str
    href: str
    pages: tuple[Waiting, ...]


def groups(subject: str = "", visit: str = "") -> tuple[Group, ...]:
    """Return what waits, by participant and visit; of one participant or visit where one is named."""
    study, lapsed = read.plan().study, signed.no_longer_valid()
    forms = read.forms_light([subject] if subject else None)
    waiting = unlocked(form for form in light_waiting(study, forms, lapsed) if visit in {"", form.visit})
    order = {one.id: n for n, one in enumerate(study.schedule.visits)}
    waiting.sort(key=lambda f: (f.subject, order.get(f.visit.partition(".")[0], 999), f.visit, f.form))
    last = _last_signatures(lapsed)
    found = dict(_changes(study, waiting, last))
    marks = Marks(read.infused())
    return tuple(
        Group(
            mark=marks.of(whose),
            subject=whose,
            title=visit_words(study, where),
            visit=where,
            href=addresses.visit(whose, where),
            pages=tuple(_page(study, form, last, found) for form in pages),
        )
        for (whose, where), pages in groupby(waiting, key=lambda f: (f.subject, f.visit))
    )


def _last_signatures(lapsed: Iterable[SignatureRow]) -> dict[tuple[str, str, str], SignatureRow]:
    own = sorted((one for one in lapsed if one.act == FORM), key=lambda one: one.seq)
    return {(one.subject, one.visit, one.form): one for one in own}


def _changes(
    study: Study, waiting: Iterable[FormLight], last: Mapping[tuple[str, str, str], SignatureRow]
) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Yield the differences of each page that was signed before, from one reading of each participant's trail."""
    said = names()
    of: dict[str, list[SignatureRow]] = defaultdict(list)
    for form in waiting:
        if one := last.get((form.subject, form.visit, form.form)):
            of[form.subject].append(one)
    for subject, signatures in of.items():
        events: tuple[Event, ...] = signed.changes_of(subject, after=min(one.seq for one in signatures))
        for one in signatures:
            judged = judge_signature(one, read.form_row(subject, one.visit, one.form), events)
            yield (subject, one.visit, one.form), sentences(study, one.form, judged.differences, said)


def _page(
    study: Study,
    form: FormLight,
    last: Mapping[tuple[str, str, str], SignatureRow],
    changes: Mapping[tuple[str, str, str], tuple[str, ...]],
) -> Waiting:
    key = (form.subject, form.visit, form.form)
    before = last.get(key)
    return Waiting(
        subject=form.subject,
        visit=form.visit,
        form=form.form,
        title=str(study.form_by_id[form.form].title),
        href=addresses.form(form.subject, form.visit, form.form),
        seen=form.last_seq,
        complete=form.complete,
        before=before.name if before else "",
        changes=changes.get(key, ()),
    )


def visit_words(study: Study, visit: str) -> str:
    """Name a visit with its number, or the logs."""
    planned, number = study.visit(visit), visit.partition(".")[2]
    if visit == LOG_VISIT or planned is None:
        return "Logs" if visit == LOG_VISIT else visit
    return f"{planned.title}{f' {number}' if number else ''}"
