"""What happened lately to a participant's record, as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger import events as facts
from hepatica.ledger.upcast import read as lifted
from hepatica.store.read import grants
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Something that happened: when, who, what."""

    at: str
    who: str
    words: str


def sentences(study: Study, events: Iterable[facts.Event]) -> tuple[Sentence, ...]:
    """Return the newest first; values one person entered in one form at once are one sentence."""
    names = {grant.user: grant.name for grant in grants()}
    said = []
    for _key, same in groupby(((e, lifted(e)) for e in events), key=_kin):
        together = list(same)
        event, fact = together[0]
        words = _many(study, fact, len(together)) if len(together) > 1 else _one(study, fact)
        said.append(Sentence(at=_clock(event.at), who=names.get(event.actor, _("Hepatica")), words=words))
    return tuple(said)


def _kin(pair: tuple[facts.Event, facts.Fact]) -> tuple[object, ...]:
    event, fact = pair
    if isinstance(fact, facts.ItemEntered | facts.ItemChanged):
        return (event.actor, event.kind, fact.visit, fact.form, event.at[:16])
    return (event.seq,)


def _many(study: Study, fact: facts.Fact, n: int) -> str:
    where = _where(study, getattr(fact, "visit", ""), getattr(fact, "form", ""))
    if isinstance(fact, facts.ItemChanged):
        return ngettext("changed %(n)s answer in %(where)s", "changed %(n)s answers in %(where)s", n) % {
            "n": n,
            "where": where,
        }
    return ngettext("gave %(n)s answer in %(where)s", "gave %(n)s answers in %(where)s", n) % {
        "n": n,
        "where": where,
    }


def _one(study: Study, fact: facts.Fact) -> str:  # noqa: PLR0911 - one line per kind of fact
    where = _where(study, getattr(fact, "visit", ""), getattr(fact, "form", ""))
    match fact:
        case facts.ItemEntered() | facts.ItemChanged():
            return _item(study, fact, where)
        case facts.SubjectScreened():
            return _("gave the participant this number")
        case facts.SubjectEnrolled():
            return _("enrolled the participant")
        case facts.SubjectStarted():
            return _("recorded the first study procedure: %(what)s") % {
                "what": fact.procedure.replace("_", " ")
            }
        case facts.RowRemoved():
            return _("struck out a row in %(where)s: %(why)s") % {"where": where, "why": fact.reason}
        case facts.FormCompleted():
            return _("completed %(where)s") % {"where": where}
        case facts.FormReopened():
            return _("reopened %(where)s: %(why)s") % {"where": where, "why": fact.reason}
        case facts.SignatureGiven():
            return _("signed %(where)s (%(meaning)s)") % {"where": where or fact.act, "meaning": fact.meaning}
        case facts.SignatureInvalidated():
            return _("a signature on %(where)s no longer covers what stands there") % {"where": where}
        case _:
            return _other(study, fact, where)


def _other(study: Study, fact: facts.Fact, where: str) -> str:  # noqa: PLR0911 - one line per kind of fact
    terms = {signal.id: str(signal.term) for signal in study.signals}
    match fact:
        case facts.FindingRaised():
            return _("a check asks about %(where)s") % {"where": where}
        case facts.FindingCleared():
            return _("a finding in %(where)s is settled") % {"where": where}
        case facts.FindingExplained():
            return _("explained a finding in %(where)s: %(why)s") % {"where": where, "why": fact.reason}
        case facts.SignalProposed():
            return _("a rule proposes: %(what)s") % {"what": terms.get(fact.signal, fact.signal)}
        case facts.SignalConfirmed():
            return _("confirmed as an adverse event: %(what)s") % {
                "what": terms.get(fact.signal, fact.signal)
            }
        case facts.SignalDismissed():
            return _("judged not an event: %(what)s. %(why)s") % {
                "what": terms.get(fact.signal, fact.signal),
                "why": fact.reason,
            }
        case facts.DeviationRecorded():
            return fact.sentence
        case facts.ActAuthorised():
            gate = next((str(g.title) for g in study.gates if g.id == fact.gate), fact.gate)
            return _("authorised: %(what)s") % {"what": gate}
        case _:
            return fact.kind.replace(".", " ")


def _item(study: Study, fact: facts.ItemEntered | facts.ItemChanged, where: str) -> str:
    item = study.item(fact.form, fact.item)
    label = str(item.label) if item else fact.item
    now = _shown(study, fact.form, fact.item, fact.value, fact.state, fact.unit)
    if isinstance(fact, facts.ItemChanged):
        was = _shown(study, fact.form, fact.item, fact.was, fact.was_state, fact.was_unit)
        said = _("%(where)s: %(label)s changed from %(was)s to %(now)s") % {
            "where": where,
            "label": label,
            "was": was,
            "now": now,
        }
        return f"{said}. {fact.reason}" if fact.reason else said
    return _("%(where)s: %(label)s %(now)s") % {"where": where, "label": label, "now": now}


def _shown(study: Study, form: str, name: str, value: str | None, state: str, unit: str) -> str:
    if value is None:
        return {"not_done": _("not done"), "unknown": _("unknown")}.get(state, _("empty"))
    item = study.item(form, name)
    if item and item.codelist:
        value = study.codelist_by_id[item.codelist].label(value)
    shown = unit or (item.unit if item else "") or ""
    return f"{value} {shown}".strip()


def _where(study: Study, visit: str, form: str) -> str:
    planned, asked = study.visit(visit), study.form_by_id.get(form)
    return ", ".join(str(part.title) for part in (planned, asked) if part)


def _clock(stamp: str) -> str:
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return date_format(at.astimezone(ZoneInfo(settings.TIME_ZONE)), "j M Y, H:i")
