"""Stopping rules as the desk shows them: how near each is, on what evidence, and what is not certain of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.rows import HoldRow
from hepatica.safety.case import Case
from hepatica.safety.meter import Met, meter
from hepatica.study.rules import Gate
from hepatica.study.stopping import RuleWindow, StoppingRule
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.shell.parts import Mark, Meter
from hepatica.web.visit_marks import Marks

NEAREST = 7
"""Rules shown on the desk."""
_ANCHORS = {
    "infusion": gettext_lazy("the infusion"),
    "first_gcsf": gettext_lazy("the first G-CSF"),
    "consent": gettext_lazy("consent"),
    "aspiration": gettext_lazy("the marrow aspiration"),
}
_SCOPES = {
    "participant": gettext_lazy("this participant"),
    "enrolment": gettext_lazy("everybody not yet dosed"),
    "trial": gettext_lazy("the whole trial"),
}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing that counts, and where it stands."""

    mark: Mark
    words: str
    href: str
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule with all that is known of it."""

    id: str
    code: str
    meter: Meter
    window: str
    scope: str
    blocks: str
    resume: tuple[str, ...]
    review: str
    evidence: tuple[Evidence, ...]
    in_force: bool
    """Whether a hold it placed stands."""
    corrected: bool
    """Whether its hold stands although what met it was corrected away."""
    source: str
    anchor: str


def rules(
    study: Study,
    rows: Iterable[RuleRow],
    holds: Iterable[HoldRow],
    cases: Iterable[Case],
    dosed: int,
    marks: Marks,
) -> list[Rule]:
    """Return every rule of the protocol, the nearest first; those as near as each other in the protocol's order."""
    standing = {row.rule: row for row in rows}
    held = {hold.rule for hold in holds if hold.rule}
    terms = {(case.subject, case.row): case.term for case in cases}
    gates = {gate.id: gate for gate in study.gates}
    found = [(meter(rule, standing.get(rule.id), dosed), rule, n) for n, rule in enumerate(study.stopping)]
    found.sort(key=lambda one: (*_nearness(one[0]), one[2]))
    return [
        _rule(rule, met, standing.get(rule.id), rule.id in held, gates, terms, marks)
        for met, rule, _n in found
    ]


def _nearness(met: Met) -> tuple[bool, bool, int]:
    return not met.fires, not met.seen, met.left if met.seen else 0


def _rule(
    rule: StoppingRule,
    met: Met,
    row: RuleRow | None,
    in_force: bool,
    gates: Mapping[str, Gate],
    terms: Mapping[tuple[str, int], str],
    marks: Marks,
) -> Rule:
    return Rule(
        id=rule.id,
        code=rule.code,
        meter=meter_of(rule, met, in_force=in_force),
        window=window_words(rule.window),
        scope=str(_SCOPES[rule.scope]),
        blocks=", ".join(str(gates[gate].title) if gate in gates else gate for gate in rule.blocks),
        resume=tuple(str(one) for one in rule.resume),
        review=ngettext(
            "A review is owed within %(n)s hour.", "A review is owed within %(n)s hours.", rule.review_hours
        )
        % {"n": rule.review_hours}
        if rule.review_hours
        else "",
        evidence=tuple(_evidence(row, terms, marks)) if row else (),
        in_force=in_force,
        corrected=in_force and not met.fires,
        source=rule.reference or "",
        anchor=f"rule-{rule.id}",
    )


def meter_of(rule: StoppingRule, met: Met, *, in_force: bool) -> Meter:
    """Return the boxes of a rule, with what it needs and, once something counts, what does."""
    seen = _seen(rule, met)
    doubt = _("Not all of it is certain; it counts until it is.") if met.doubtful else ""
    return Meter(
        name=str(rule.title),
        words=" ".join(filter(None, (str(rule.words), seen, doubt))),
        seen=max(min(met.seen, met.needed), met.needed if met.fires else 0),
        allowed=met.needed,
        held=in_force or not met.fires or bool(rule.blocks),
    )


def _seen(rule: StoppingRule, met: Met) -> str:
    if not met.seen or met.fires:
        return ""
    if rule.counts == "people":
        return ngettext("%(n)s person has it.", "%(n)s people have it.", met.seen) % {"n": met.seen}
    return ngettext("%(n)s counts so far.", "%(n)s count so far.", met.seen) % {"n": met.seen}


def window_words(window: RuleWindow | None) -> str:
    """Say in which days something counts: 'day 0 to day 28 from the infusion, by civil days at the site'."""
    if window is None:
        return _("the whole course, from consent to the end of follow-up")
    anchor = str(_ANCHORS.get(window.anchor, window.anchor.replace("_", " ")))
    first = _("day %(n)s") % {"n": _plain(window.first)} if window.first is not None else _("consent")
    last = (
        _("day %(n)s") % {"n": _plain(window.last)} if window.last is not None else _("the end of follow-up")
    )
    said = _("%(first)s to %(last)s, counted from %(anchor)s by civil days at the site")
    return said % {"first": first, "last": last, "anchor": anchor}


def _plain(day: int) -> str:
    return str(day).replace("-", "−")


def _evidence(row: RuleRow, terms: Mapping[tuple[str, int], str], marks: Marks) -> Iterable[Evidence]:
    for subject in sorted(row.evidence):
        doubts = dict(one.split(": ", 1) for one in row.doubt.get(subject, ()) if ": " in one)
        for address in row.evidence[subject]:
            words, href = evidence_of(subject, address, terms)
            yield Evidence(mark=marks.of(subject), words=words, href=href, doubt=doubts.get(address, ""))


def evidence_of(subject: str, address: str, terms: Mapping[tuple[str, int], str]) -> tuple[str, str]:
    """Say what an address of evidence is and where it stands: 'event:3', 'reading:laboratory/day_3/1'."""
    kind, _sep, rest = address.partition(":")
    parts = rest.split("/")
    if kind in {"event", "late"} and parts[0].isdecimal():
        row = int(parts[0])
        term = terms.get((subject, row), _("event %(n)s") % {"n": row})
        said = _("Late report: %(term)s") % {"term": term} if kind == "late" else term
        return said, case_address(subject, row)
    if kind == "signal" and len(parts) == 4:
        signal, visit, form, _row = parts
        return _("Proposed event, %(signal)s") % {"signal": signal}, addresses.form(subject, visit, form)
    if kind == "reading" and len(parts) > 1:
        return _("A reading"), addresses.form(subject, parts[1], parts[0])
    if kind == "liver":
        return _("The liver against its own baseline"), addresses.visit(subject, parts[0])
    return _("A deviation") if kind == "deviation" else address, addresses.participant(subject)


def case_address(subject: str, row: int) -> str:
    """Return the page of a case."""
    return f"/safety/case/{quote(subject, safe='')}/{row}/"
