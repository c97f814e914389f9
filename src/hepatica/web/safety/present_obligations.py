"""Serious events as the desk shows them: one bar per obligation, whose end is the limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.safety.case import CRITERIA, Case
from hepatica.safety.clocks import Obligation
from hepatica.safety.naming import serious_of
from hepatica.study.study import Study
from hepatica.web.clock_words import left_words, limit_words
from hepatica.web.docket import Entry
from hepatica.web.shell.parts import Clock, Mark
from hepatica.web.visit_marks import Marks

Look = Literal["alarm", "calm", "sent", "idle", "late", "passed", "sent_late"]
LOOKS: dict[str, Look] = {
    "idle": "idle",
    "running": "calm",
    "alarm": "alarm",
    "late": "late",
    "sent": "sent",
    "sent_late": "sent_late",
}
SENT = frozenset({"sent", "sent_late"})
_MET = {
    "death": gettext_lazy("death"),
    "life_threatening": gettext_lazy("life-threatening"),
    "hospitalisation": gettext_lazy("hospital stay, or a longer one"),
    "disability": gettext_lazy("lasting disability"),
    "congenital": gettext_lazy("birth defect"),
    "important": gettext_lazy("important medical event"),
}
_DUTIES = {
    "investigator": gettext_lazy("investigator"),
    "sponsor": gettext_lazy("sponsor"),
    "ethics_committee": gettext_lazy("ethics committee"),
    "licensing_authority": gettext_lazy("licensing authority"),
    "expert_committee": gettext_lazy("expert committee"),
}


@dataclass(frozen=True, kw_only=True)
class Serious:
    """A case with its bars."""

    mark: Mark
    subject: str
    row: int
    term: str
    met: tuple[str, ...]
    """Criteria of seriousness that are met."""
    asked: bool
    """Whether nobody has said yet if it is serious: its clocks run all the same."""
    special: str
    """What of special interest it is, '' when it is none."""
    began: str
    onset: str
    closed: bool
    bars: tuple[Clock, ...]
    later: tuple[Clock, ...]
    """What has not started, beside the first of them, which stands among the bars."""
    notes: tuple[str, ...]
    """What was assumed because a part is missing, and what could not be evaluated."""
    can_send: bool
    due: datetime | None
    """Nearest open limit."""
    legal: bool
    """Whether a limit of the law runs."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """The trial's own reports."""

    bars: tuple[Clock, ...]
    running: int


def serious(study: Study, entries: Iterable[Entry], marks: Marks, zone: ZoneInfo) -> list[Serious]:
    """Return the cases for which something is, or may be, owed: the nearest limit first, then the closed, latest first."""
    shown = [_serious(study, entry, marks, zone) for entry in entries if _shows(entry)]
    far = datetime.max.replace(tzinfo=zone)
    running = [one for one in shown if not one.closed]
    running.sort(key=lambda one: (not one.legal, one.due or far, one.subject, one.row))
    return running + sorted((one for one in shown if one.closed), key=lambda one: one.onset, reverse=True)


def _shows(entry: Entry) -> bool:
    return serious_of(entry.case) is True or any(one.open or one.state in SENT for one in entry.owed)


def _serious(study: Study, entry: Entry, marks: Marks, zone: ZoneInfo) -> Serious:
    case, owed = entry.case, [one for one in entry.owed if one.state != "not_applicable"]
    running = [one for one in owed if one.open]
    idle = [one for one in owed if one.state == "idle"]
    closed = not running and bool(case.end) and any(one.state in SENT for one in owed)
    first = [] if closed else idle[:1]
    started = [one for one in owed if one.state != "idle"]
    return Serious(
        mark=marks.of(case.subject),
        subject=case.subject,
        row=case.row,
        term=case.term,
        met=tuple(str(_MET[one]) for one in CRITERIA if one in case.criteria),
        asked=serious_of(case) is None,
        special=next(
            (str(one.title) for one in study.oversight.special_interest if one.id == case.special), ""
        ),
        began=_began(case),
        onset=case.onset.day.iso(),
        closed=closed,
        bars=(*bars(study, started, zone), *bars(study, first, zone)),
        later=() if closed else bars(study, idle[1:], zone),
        notes=tuple(dict.fromkeys(_notes(started))),
        can_send=bool(running),
        due=min((one.due for one in running if one.due), default=None),
        legal=any(one.clock.legal for one in running),
    )


def own(study: Study, found: Iterable[Obligation], zone: ZoneInfo) -> Own:
    """Return the trial's own reports: those that run or are late, and the next of each."""
    kept = [one for one in found if one.state not in SENT | {"not_applicable"}]
    return Own(
        bars=tuple(
            _bar(one, zone, limit=str(one.clock.title), to=recipient(study, one.clock.recipient))
            for one in kept
        ),
        running=sum(one.open for one in kept),
    )


def bars(study: Study, owed: Sequence[Obligation], zone: ZoneInfo) -> tuple[Clock, ...]:
    """Return the bars of a case, as few as say everything.

    Limits in hours have a bar for each recipient until all have the report; longer ones a bar for each who owes it.
    """
    found: list[Clock] = []
    for same in _alike(owed, lambda one: limit_words(one.clock.limit), lambda one: str(one.clock.legal)):
        if len(same) > 1 and all(one.state == "sent" for one in same):
            last = max(same, key=lambda one: one.used)
            found.append(_bar(last, zone, to=_together(same)))
            continue
        for one, *rest in _alike(same, lambda one: _who(study, one), lambda one: left_words(one, zone)):
            found.append(_bar(max([one, *rest], key=lambda o: o.used), zone, to=_who(study, one)))
    return tuple(found)


Key = Callable[[Obligation], str]


def _alike(owed: Sequence[Obligation], *keys: Key) -> list[list[Obligation]]:
    """Gather obligations that read the same, in the order in which the first of each stands."""
    found: dict[tuple[str, ...], list[Obligation]] = {}
    for one in owed:
        found.setdefault(tuple(key(one) for key in keys), []).append(one)
    return list(found.values())


def _bar(one: Obligation, zone: ZoneInfo, *, to: str, limit: str = "") -> Clock:
    return Clock(
        state=look(one),
        title=str(one.clock.title),
        limit=limit or limit_words(one.clock.limit),
        to=to,
        left=left_words(one, zone),
        used=1.0 if one.state == "late" else one.used,
        words=one.clock.basis,
    )


def _together(same: Sequence[Obligation]) -> str:
    """Say that all have it: the recipients of a report in hours, those who owe one in days."""
    hours = same[0].clock.limit.hours is not None
    count = len({one.clock.recipient if hours else one.clock.duty for one in same})
    if count == 1:
        return str(_DUTIES.get(same[0].clock.duty, same[0].clock.duty))
    whom = {2: _("both"), 3: _("all three")}.get(count, _("all %(n)s") % {"n": count})
    return whom if same[0].clock.legal else _("%(whom)s, protocol") % {"whom": whom}


def _who(study: Study, one: Obligation) -> str:
    """Name who is told of a report in hours, and who owes one in days; a limit of the protocol itself says so."""
    if one.clock.limit.hours is None:
        return str(_DUTIES.get(one.clock.duty, one.clock.duty))
    whom = recipient(study, one.clock.recipient)
    return whom if one.clock.legal else _("%(whom)s, protocol") % {"whom": whom}


def look(one: Obligation) -> Look:
    """Return how an obligation looks: a limit of the protocol itself never turns red."""
    return "passed" if one.state == "late" and not one.clock.legal else LOOKS[one.state]


def recipient(study: Study, wanted: str) -> str:
    """Name who is told, in few letters."""
    return next((str(r.short) for r in study.oversight.recipients if r.id == wanted), wanted)


def _began(case: Case) -> str:
    said = _("began %(when)s") % {"when": case.onset.words()}
    return f"{said}, {_('resolved %(when)s') % {'when': case.end.words()}}" if case.end else said


def _notes(owed: Iterable[Obligation]) -> Iterable[str]:
    for one in owed:
        if one.doubt and one.open:
            yield _("Runs because it cannot be ruled out: %(why)s") % {"why": one.doubt}
        if one.start and one.start.assumed and one.state not in SENT:
            yield one.start.words[:1].upper() + one.start.words[1:]
