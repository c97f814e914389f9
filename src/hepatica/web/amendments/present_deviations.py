"""Deviations as one list: those that rules saw and those that people wrote down, with how each was judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.deviating import Flagged
from hepatica.conduct.missed import Missed
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import FormRow
from hepatica.study.dates import PartialDate
from hepatica.study.form import Form
from hepatica.study.study import LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.moments import instant, local
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

RULES = {
    "out_of_window": gettext_lazy("Visit out of its window"),
    "before_consent": gettext_lazy("Procedure before consent"),
    "reconsent_missing": gettext_lazy("Procedure before consent was renewed"),
    "gate_closed": gettext_lazy("Act at a closed gate"),
    "under_hold": gettext_lazy("Act under a hold"),
    "stagger": gettext_lazy("Too soon after the participant before"),
    "over_enrolment": gettext_lazy("One participant too many"),
    "death_date_unknown": gettext_lazy("Date of death not known"),
    "missed_visit": gettext_lazy("Missed visit"),
    "missed_form": gettext_lazy("Missed assessment"),
    "eligibility_override": gettext_lazy("Eligibility overridden"),
}
"""Rule → its title."""
LOGGED = "log"
"""In the filter: what people wrote down."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One deviation of the list."""

    mark: Mark
    key: str
    """Participant and key of the row, as the form sends them; '' for one of the log."""
    rule: str
    title: str
    sentence: str
    where: str
    href: str
    critical: bool
    grade: str
    """minor, important, or '' while it waits."""
    proposed: str
    judgement: tuple[str, ...] = ()
    recorded: str = ""
    overdue: bool = False

    @property
    def waits(self) -> bool:
        """Whether somebody still has to judge it."""
        return bool(self.key) and not self.grade


def title_of(rule: str) -> str:
    """Return what a rule is called; one the program does not know keeps its name."""
    return str(RULES.get(rule, rule.replace("_", " ").capitalize()))


def flagged_lines(
    study: Study,
    found: Iterable[Flagged],
    marks: Marks,
    at: Mapping[int, str],
    names: Mapping[str, str],
    today: date,
) -> Iterator[Line]:
    """Yield the deviations that rules saw. One that waits longer than the protocol's late days is overdue."""
    for one in found:
        row, judged = one.row, one.assessment
        stamp = at.get(row.seq, "")
        late = bool(stamp) and (today - local(stamp).date()).days > study.monitoring.late_days
        yield Line(
            mark=marks.of(row.subject),
            key=f"{row.subject}|{row.key}",
            rule=row.rule,
            title=title_of(row.rule),
            sentence=row.sentence,
            where=_where(study, row.visit, row.form),
            href=_href(row.subject, row.visit, row.form),
            critical=row.critical,
            grade="" if one.waits or judged is None else judged.grade,
            proposed=one.proposed,
            judgement=tuple(_judgement(one, names)),
            recorded=instant(stamp) if stamp else "",
            overdue=one.waits and late,
        )


def _where(study: Study, visit: str, form: str) -> str:
    planned, asked = study.visit(visit), study.form_by_id.get(form)
    return ", ".join(str(one.title) for one in (planned, asked) if one)


def _href(subject: str, visit: str, form: str) -> str:
    return addresses.form(subject, visit, form) if visit and form else addresses.participant(subject)


def _judgement(one: Flagged, names: Mapping[str, str]) -> Iterator[str]:
    judged = one.assessment
    if judged is None:
        return
    by = names.get(judged.by, judged.by)
    if one.stale:
        yield _("It changed after %(who)s judged it on %(when)s: judge it again.") % {
            "who": by,
            "when": instant(judged.at),
        }
    yield _("Cause: %(cause)s") % {"cause": judged.cause}
    yield _("Action: %(action)s") % {"action": judged.action}
    told = civil(judged.reported)
    yield (
        _("Committee told on %(day)s") % {"day": told.words()} if told else _("Not reported to the committee")
    )
    yield _("Judged by %(who)s, %(when)s") % {"who": by, "when": instant(judged.at)}


# -- The log of deviations ------------------------------------------------------------------------------------------


def log_form(study: Study) -> Form | None:
    """Return the form on which people write deviations down: the log of the domain DV."""
    return next((f for f in study.forms if f.domain == "DV" and f.id in study.schedule.logs), None)


def logged_lines(study: Study, rows: Iterable[FormRow], marks: Marks) -> Iterator[Line]:
    """Yield the deviations that people wrote down, found by their SDTM names."""
    form = log_form(study)
    if form is None:
        return
    named = {item.sdtm: item for item in form.items if item.sdtm}
    for row in rows:
        for number in sorted(row.answers, key=int):
            said = {item.id: row.answer(item.id, int(number)) for item in form.items}
            values = {name: a.value for name, item in named.items() if (a := said[item.id]) and a.value}
            if "DV.DVTERM" not in values:
                continue
            day = civil(values.get("DV.DVSTDTC"))
            rest = (
                f"{str(item.label).removesuffix(':')}{'' if str(item.label).endswith('?') else ':'} {study.codelist_by_id[item.codelist].label(a.value) if item.codelist else _day(a.value)}"
                for item in form.items
                if item.sdtm not in {"DV.DVTERM", "DV.DVSTDTC"} and (a := said[item.id]) and a.value
            )
            yield Line(
                mark=marks.of(row.subject),
                key="",
                rule=LOGGED,
                title=_("Written down"),
                sentence=str(values["DV.DVTERM"]),
                where=day.words() if day else "",
                href=addresses.form(row.subject, LOG_VISIT, form.id),
                critical=False,
                grade="",
                proposed="",
                judgement=tuple(rest),
            )


def _day(text: str) -> str:
    day = civil(text) if len(text) == 10 and text[4:5] == "-" else None
    return day.words() if day else text


# -- What was missed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Something missed that waits for a person's word."""

    mark: Mark
    rule: str
    visit: str
    form: str
    title: str
    sentence: str
    since: str
    href: str


def proposed(found: Iterable[Missed], marks: Marks) -> list[Proposed]:
    """Return what is proposed as missed."""
    return [
        Proposed(
            mark=marks.of(one.subject),
            rule=one.rule,
            visit=one.visit,
            form=one.form,
            title=title_of(one.rule),
            sentence=one.sentence,
            since=PartialDate.of(one.since).words(),
            href=addresses.visit(one.subject, one.visit),
        )
        for one in found
    ]
