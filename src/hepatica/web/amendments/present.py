"""A version of the protocol, and the difference between two, as the templates show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.affected import Affected, by_form, words
from hepatica.conduct.plan import Plan
from hepatica.conduct.publish import title_of
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.store.versions import Version
from hepatica.study.diff import KINDS, Change
from hepatica.study.study import CONSENT_ANCHOR, Study
from hepatica.web.moments import instant
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

KIND_WORDS = {
    "patient": gettext_lazy("Bears on participants"),
    "safety": gettext_lazy("Bears on safety"),
    "data": gettext_lazy("Changes what is collected or analysed"),
    "wording": gettext_lazy("Wording only"),
}
KIND_ICONS = {"patient": "person", "safety": "stop", "data": "open", "wording": "file"}


@dataclass(frozen=True, kw_only=True)
class Published:
    """One version as the list shows it."""

    seq: int
    version: str
    in_force: bool
    when: str
    by: str
    protocol_hash: str
    event_hash: str
    approvals: tuple[tuple[str, str, str], ...]
    """Title, date and number of each decision on it."""
    notes: tuple[str, ...]
    under: int
    before: int
    """The version before it, to be compared with; 0 for the first."""


def version(one: Version, head: Plan, under: int, names: Mapping[str, str]) -> Published:
    """Return a publication with what was said at it."""
    fact = one.fact
    return Published(
        seq=one.seq,
        version=fact.version,
        in_force=one.seq == head.definition,
        when=instant(one.at),
        by=names.get(one.actor, _("the owner of the folder") if one.actor == "owner" else one.actor),
        protocol_hash=fact.sha256,
        event_hash=one.hash,
        approvals=tuple(_approval(head.study, *pair) for pair in fact.approvals.items()),
        notes=tuple(_notes(one)),
        under=under,
        before=one.before,
    )


def _approval(study: Study, name: str, decision: str) -> tuple[str, str, str]:
    day, _space, number = decision.partition(" ")
    known = civil(day)
    return title_of(study, name), known.words() if known else day, number


def _notes(one: Version) -> Iterable[str]:
    if one.fact.keeps:
        yield _("Participants who were there stay under their version until they consent again.")
    if one.fact.reconsent and not one.fact.reconsent_since:
        yield _("It bears on participants: those who were there are asked for their consent again.")
    if one.fact.urgent:
        yield _("Before an approval it needs, because it could not wait: %(why)s.") % {
            "why": one.fact.urgent.rstrip(".")
        }


def consent_words(row: SubjectRow) -> str:
    """Say when a participant first consented, and under which versions again."""
    first = civil(row.anchors.get(CONSENT_ANCHOR))
    said = [_("consented %(day)s") % {"day": first.words()}] if first else []
    for name, text in row.consented.items():
        day = civil(text)
        said.append(
            _("again %(day)s, version %(name)s") % {"day": day.words() if day else text, "name": name}
        )
    return ", ".join(said)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """The changes of one kind, by section."""

    id: str
    title: object
    icon: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    many: int


def kinds(changes: Iterable[Change]) -> tuple[Kind, ...]:
    """Return changes by kind, the gravest first, and within it by section."""
    found = tuple(changes)
    made = []
    for kind in KINDS:
        sections: dict[str, list[str]] = {}
        for change in found:
            if change.kind == kind:
                sections.setdefault(change.section, []).append(change.sentence)
        if sections:
            listed = tuple((title, tuple(said)) for title, said in sections.items())
            many = sum(len(said) for said in sections.values())
            made.append(
                Kind(id=kind, title=KIND_WORDS[kind], icon=KIND_ICONS[kind], sections=listed, many=many)
            )
    return tuple(made)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What a version means for one participant, in words."""

    mark: Mark
    lines: tuple[str, ...]


def touched(found: Iterable[Affected], new: Study, marks: Marks) -> tuple[Touched, ...]:
    """Return whom a version touches, in words."""
    return tuple(Touched(mark=marks.of(one.subject), lines=tuple(_lines(one, new))) for one in found)


def _lines(one: Affected, new: Study) -> Iterable[str]:
    if one.consents:
        yield _("is asked for consent again")
    for places in by_form(one.open_forms):
        yield _("open: %(form)s") % {"form": words(new, places)}
    for places in by_form(one.complete_forms):
        yield _("complete: %(form)s") % {"form": words(new, places)}
    visits = [str(visit.title) for name in one.visits if (visit := new.visit(name))]
    if visits:
        yield _("to come: %(visits)s") % {"visits": ", ".join(visits)}
